/* SPDX-License-Identifier: Apache-2.0
 * A file of a business, through a door, into the memory: as one batch that is wholly there or not at all, and can be taken back.
 *
 *   door -> people, documents, items: sorted on disk           (outside the transaction, constant memory)
 *        -> who is who: one customer for each person           (identity.h)
 *        -> everything in order of customer and time           (one transaction)
 *
 * Because all is sorted by content, the store does not depend on the order of the rows, and every table is filled in key order.
 * Errors: MK_EBADDATA (nothing of the file could be understood), MK_ECANCELLED, MK_EIO, MK_ESTORE: the store is as it was.
 * Owns: its spill files, which go with the call. Threads: as the store. */
#ifndef MK_IMPORT_H
#define MK_IMPORT_H
#include "door.h"
#include "online.h"
#include "table.h"

typedef struct mk_import_options {
    bool dry_run;
    mk_str mapping;             /* JSON given by a person; kept for the next file of the same kind */
    mk_str source;              /* whose numbering the file uses, "" = as the door says */
    char currency[4];           /* of amounts that name none */
    const mk_tz *tz;
    mk_str name;                /* what the file is called, "" = as its path ends */
    const char *bad_path;       /* where bad rows go; NULL: beside nothing, they are only counted */
    bool bad_ending;            /* it is without its ending: .csv, or what the file's own kind is */
} mk_import_options;

typedef struct mk_import_result {
    int64_t batch;              /* 0: a dry run, or the file brought nothing new */
    mk_door_info door;
    mk_str mapping;             /* JSON */
    mk_str file, source, bad_path, preview;
    uint64_t rows, added, updated, same, bad;
    uint64_t customers_known, customers_new, customers_updated, sales_new, sales_updated, lines_new, lines_updated, lines_removed, items_new;
    mk_str problem[5];          /* the first bad rows' sentences */
    size_t problems;
    uint64_t between;           /* people whose keys know different customers */
    mk_str doubt[5];            /* the first of them: which line, which customers, where it went */
    size_t doubts;
    uint64_t sales_moved;       /* documents that were another customer's until now */
    char moved[3][24];          /* the numbers of the first of them */
    mk_str moved_said;          /* it in words; "" when there is none */
    uint64_t future;            /* rows of sales that lie in the future */
    uint64_t unfit;             /* values that are none of the shop's own field they were mapped to; left out, the row was kept */
    uint64_t left_out;          /* people who were forgotten: nothing of them was kept but their purchases, as nobody's */
    mk_onlined online;          /* what the new people's records brought about, where who is who was learnt */
} mk_import_result;

int mk_import(mk_cx *cx, mk_store *s, const char *path, const mk_import_options *opt, mk_import_result *ret);
#endif
