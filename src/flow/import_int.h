/* SPDX-License-Identifier: Apache-2.0
 * What the steps of an import share. import_read.c fills the sorters from the door, import_who.c finds out who is who,
 * import_load.c writes the store. */
#ifndef MK_IMPORT_INT_H
#define MK_IMPORT_INT_H
#include "import.h"
#include "journal.h"
#include "import_pack.h"
#include "record.h"
#include "search.h"
#include "sorter.h"

typedef struct mk_importer {
    const mk_import_options *opt;
    mk_import_result *res;
    mk_door *door;
    mk_str source;
    const char *dir;            /* for spill files: the store's own folder */
    mk_sorter *people;          /* person_id -> packed person */
    mk_sorter *docs;            /* document -> headers and lines */
    mk_sorter *items;           /* item_id -> packed item with its count */
    mk_sorter *owned;           /* person_id, time, sale_id -> what belongs to a person */
    mk_sorter *who;             /* person_id -> customer, why it was linked */
    mk_sorter *customers;       /* customer_id, person_id -> packed person */
    mk_sorter *loads;           /* customer_id, time, sale_id -> rows in the order of the store */
    mk_journal journal;
    bool changed;               /* the file said something new */
} mk_importer;

/* The person as it travels: slices into the packed bytes. */
void mk_person_pack_write(mk_buf *b, const mk_person_in *p);
void mk_person_pack_read(mk_str bytes, mk_person_in *ret);
mk_str mk_person_name(mk_arena *a, const mk_person_in *p);      /* the name to show, from whatever parts are there */
mk_str mk_person_address(mk_arena *a, const mk_person_in *p);   /* in one line, "" when nothing is known */

/* What `docs`, `owned` and `loads` carry: the first byte tells, and sorts a sale before its lines before its raw rows. */
enum { MK_LOAD_SALE = 1, MK_LOAD_LINE = 2, MK_LOAD_EVENT = 3, MK_LOAD_RAW = 4 };

const char *mk_import_folder(mk_cx *cx, const char *url);       /* where spill files go */
int mk_import_read(mk_cx *cx, mk_importer *im);
int mk_import_documents(mk_cx *cx, mk_importer *im);        /* import_docs.c: lines to their documents */
int mk_import_who(mk_cx *cx, mk_db *db, mk_importer *im);
int mk_import_load(mk_cx *cx, mk_db *db, mk_importer *im);
#endif
