/* SPDX-License-Identifier: Apache-2.0
 * What a database engine must be able to do. sqlite.c is one reading of it.
 * A connection is used by one thread at a time. Functions return 0 or an MK_E code with the engine's own words in the message.
 * Whatever goes wrong inside a transaction, rollback leaves no trace of it and gives all statements back. */
#ifndef MK_DRIVER_H
#define MK_DRIVER_H
#include "shared.h"
#include "table.h"

typedef struct mk_driver {
    const char *name;
    int (*open)(mk_cx *cx, const char *url, unsigned flags, bool writer, mk_db **ret);
    void (*close)(mk_db *db);
    int (*begin)(mk_cx *cx, mk_db *db, bool write);
    int (*commit)(mk_cx *cx, mk_db *db);
    void (*rollback)(mk_db *db);
    int (*script)(mk_cx *cx, mk_db *db, const char *sql);                   /* several statements, no results: migrations */
    int (*select)(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n);
    int (*next)(mk_cx *cx, mk_rows *r);
    void (*end)(mk_rows *r);
    mk_value (*column)(const mk_rows *r, int column);
    int64_t (*integer)(const mk_rows *r, int column);                       /* as column, for who reads millions of them; 0 for null */
    int (*exec)(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n);
    int (*spill)(mk_cx *cx, mk_db *db);                                     /* what was written goes out of memory; it is not yet done */
    /* What was committed goes from the log into the file, beside others. *ret_left: pages that could not, because somebody reads or writes them. */
    int (*checkpoint)(mk_cx *cx, mk_db *db, int *ret_left);
    /* What was deleted leaves the files: the log is emptied into the file; whole: the file is written anew, as one of an older makir has to be. Outside of a
     * transaction. *ret_left: 1 when somebody reads what the log had. */
    int (*scrub)(mk_cx *cx, mk_db *db, bool whole, int *ret_left);
    int (*version)(mk_cx *cx, mk_db *db, int *ret);                         /* number of the last migration done, 0 for an empty store */
    int (*set_version)(mk_cx *cx, mk_db *db, int version);
    int (*others)(mk_cx *cx, mk_db *db, uint64_t *ret);                     /* another number when another connection has written */
    int (*backup)(mk_cx *cx, mk_db *db, const char *path);                  /* a whole copy, while others write */
    /* Becomes that copy, in one transaction, while others read. 1 when it is of an older makir and has to be brought up to date. */
    int (*restore)(mk_cx *cx, mk_db *db, const char *path);
    int (*check)(mk_cx *cx, mk_db *db, mk_str *ret);                        /* "" when the files are whole, else what is broken */
} mk_driver;

/* The head of every engine's connection. shelf: of its store, set by the store when it has opened it. stamp: of the state the
 * transaction began with. leave: it is to be taken back even if all goes well. loose: runs of postings that may be put together, 1 when it is not known
 * whether any may. log: pages in the log after the last commit. alone: it was opened so (MK_STORE_ALONE), and those beside it must be. wrote: tables into
 * which the transaction put rows. */
struct mk_db { const mk_driver *driver; mk_shelf *shelf; uint64_t stamp; int64_t loose; int log; bool leave, alone, wrote[MK_T_COUNT_]; };

extern const mk_driver mk_sqlite;
#endif
