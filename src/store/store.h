/* SPDX-License-Identifier: Apache-2.0
 * The store: one memory of all customers. One writer at a time, many readers beside it.
 * Owns: its connections. Threads: a store may be used by many threads; a mk_db by the one it was given to.
 * Errors: MK_ESTORE (the database said no; the message has its words), MK_EBUSY, MK_ENOTFOUND (no such store), MK_ENOMEM.
 * Every change happens in mk_store_write: the body runs in one transaction, which is committed when it returns 0 and
 * leaves no trace when it fails, runs out of memory, or the machine dies. */
#ifndef MK_STORE_H
#define MK_STORE_H
#include "cx.h"

typedef struct mk_store mk_store;
typedef struct mk_db mk_db;             /* a connection inside a transaction */

enum { MK_STORE_CREATE = 1, MK_STORE_READONLY = 2,
       MK_STORE_ALONE = 4 };            /* what programs share of the log is kept in memory, and others are kept out: for a disk without room */

/* url: a path (SQLite), later postgres://... Brings the schema up to date. Where the disk has no room for what is shared with other programs it opens alone,
 * so that all can be read and copied to another disk. */
int mk_store_open(mk_cx *cx, const char *url, unsigned flags, mk_store **ret);
void mk_store_close(mk_store *s);       /* NULL is fine */
const char *mk_store_url(const mk_store *s);

typedef int (*mk_store_fn)(mk_cx *cx, mk_db *db, void *arg);
int mk_store_write(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg);
/* As write, for what the program keeps about itself (tables of kind global and lookup): the stamp stays, since nothing that is learnt or
 * shown of customers depends on it. cx's witness is not asked. */
int mk_store_note(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg);
/* As write, and then everything is taken back: what would happen, by the same code. */
int mk_store_try(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg);
/* Inside a body: it found nothing worth keeping. The body goes on and may succeed; what it wrote is taken back. */
void mk_store_leave(mk_db *db);
/* Inside a body, after much was written here and there and before much is read: what was written leaves the memory, so that it is free for what is read.
 * Changes nothing but the time it takes. */
int mk_db_spill(mk_cx *cx, mk_db *db);
/* Tells states of the store apart: the same number before a long preparation and inside mk_store_write (mk_db_stamp) means that nobody
 * wrote meanwhile, in this program or another. */
int mk_store_stamp(mk_cx *cx, mk_store *s, uint64_t *ret);
/* The same without waiting for a write that is going on: nothing of it is there yet. */
int mk_store_glance(mk_cx *cx, mk_store *s, uint64_t *ret);
uint64_t mk_db_stamp(const mk_db *db);
/* A snapshot: the body sees one state, whatever is written meanwhile. */
int mk_store_read(mk_cx *cx, mk_store *s, mk_store_fn body, void *arg);
/* A whole copy of the store into one file, while others read and write. The file must not exist. */
int mk_store_backup(mk_cx *cx, mk_store *s, const char *path);
/* The store becomes that copy, wholly or not at all, also while it is being served. An older copy is brought up to date. */
int mk_store_restore(mk_cx *cx, mk_store *s, const char *path);
/* After a body that deleted what nobody may read any more: no byte of it is left in the files of the store. whole: the file may hold what an older makir
 * deleted; it is written anew. *ret_left: somebody still reads an older state; the log holds it until the store is next written or closed. */
int mk_store_scrub(mk_cx *cx, mk_store *s, bool whole, bool *ret_left);
/* "" when the files of the store are whole, else what is broken. */
int mk_store_check(mk_cx *cx, mk_store *s, mk_str *ret);
int mk_store_version(mk_cx *cx, mk_store *s, int *ret);         /* number of the last migration */
#endif
