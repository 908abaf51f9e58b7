/* SPDX-License-Identifier: Apache-2.0
 * Between the files of the SQLite driver: sqlite.c opens, and begins and ends transactions; sqlite_rows.c runs queries; sqlite_copy.c makes a backup, takes one
 * back, and looks whether the file is whole.
 * Owns: a connection owns its statements, ready for its whole life. Threads: a connection is of one thread at a time. Errors: mk_sqlite_failed says which. */
#ifndef MK_SQLITE_INT_H
#define MK_SQLITE_INT_H
#include "clean.h"
#include "driver.h"
#include "fault.h"
#include "kept.h"
#include <sqlite3.h>

enum { MK_SQLITE_APPLICATION = 0x6d616b69 };        /* "maki": how a store's file is known */

typedef struct mk_sqlite_conn {
    mk_db base;
    sqlite3 *h;
    sqlite3_stmt *stmt[MK_Q_COUNT_];
    sqlite3_stmt *undo;                 /* ROLLBACK, ready: it must go through when there is no memory left */
    sqlite3_stmt *look, *which;         /* BEGIN; and which state of the store that is */
    mk_keep *keep;                      /* of readers; NULL when there is no memory */
    bool snapshot;                      /* what is read now may be kept */
    bool busy[MK_Q_COUNT_];             /* a result of this query is being read */
    unsigned reading;                   /* how many of them are */
    unsigned owned;                     /* results that have statements of their own */
    mk_cx *cx;                          /* of the running transaction, for cancelling */
    unsigned ticks;
    bool empty;                         /* a new store, nothing is in it yet: see settle */
    mk_clean clean;
    bool full;                          /* it failed because there is no room */
} mk_sqlite_conn;

static inline mk_sqlite_conn *mk_sqlite_of(mk_db *db) { return (mk_sqlite_conn *)db; }

/* What SQLite's word rc means for a person; what: what was tried. */
int mk_sqlite_failed(mk_cx *cx, mk_sqlite_conn *c, int rc, const char *what);
/* Whether the running transaction was cancelled; SQLite asks it now and then. p: the connection. */
int mk_sqlite_interrupted(void *p);
/* The first column of the first row; SQLite's word. *ret stays as it is when there is no row. */
int mk_sqlite_int(sqlite3 *h, const char *sql, int *ret);

/* Of mk_driver (driver.h). */
int mk_sqlite_select(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n);
int mk_sqlite_next(mk_cx *cx, mk_rows *r);
void mk_sqlite_end(mk_rows *r);
mk_value mk_sqlite_column(const mk_rows *r, int i);
int64_t mk_sqlite_integer(const mk_rows *r, int i);
int mk_sqlite_exec(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n);
int mk_sqlite_backup(mk_cx *cx, mk_db *db, const char *path);
int mk_sqlite_restore(mk_cx *cx, mk_db *db, const char *path);
int mk_sqlite_check(mk_cx *cx, mk_db *db, mk_str *ret);
#endif
