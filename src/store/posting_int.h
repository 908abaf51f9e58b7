/* SPDX-License-Identifier: Apache-2.0
 * What reading and writing postings share.
 * Owns: nothing. Threads: as the mk_db. Errors: as posting.h. */
#ifndef MK_POSTING_INT_H
#define MK_POSTING_INT_H
#include "pack.h"
#include "posting.h"

enum { MK_POSTING_LEVELS = 20, MK_POSTING_SMALL = 128 };      /* SMALL: so many runs of level 0 are put together */
#define MK_POSTING_END ((mk_str){ "\xff", 1 })                 /* behind all words */
/* The number of a run is its level and a count. */
static inline int64_t mk_posting_level(int level) { return (int64_t)level << 40; }

/* A block and where it is read: `now`, its word in `token`. */
typedef struct mk_posting_block { mk_unpack at; char token[MK_POSTING_TOKEN_MAX]; size_t n; mk_posting now; } mk_posting_block;
/* Stands on the first; `others` has to stay. */
void mk_posting_block_read(mk_posting_block *k, mk_str token, int64_t customer, mk_str others);
int mk_posting_block_next(mk_cx *cx, mk_posting_block *k);      /* 1: there is another */

typedef mk_vec(int64_t) mk_posting_run_list;
/* Those from <= run < to. */
int mk_posting_runs(mk_cx *cx, mk_db *db, int64_t from, int64_t to, mk_posting_run_list *ret);

/* All of these runs in order, each entry once. The small ones are few and lie together: they are read at once. */
/* first: the key of the block that is read now. */
typedef struct mk_cursor { mk_rows rows; int64_t run; mk_buf bytes; mk_posting_block block; char first[MK_POSTING_TOKEN_MAX]; size_t first_n; int64_t first_id; bool more; } mk_cursor;
typedef struct mk_posting_source {
    mk_vec(mk_posting) few;
    size_t at, n, last_n;
    mk_cursor *cursor;
    mk_str hi;
    char last[MK_POSTING_TOKEN_MAX];
    int64_t last_customer;
} mk_posting_source;
int mk_posting_source_open(mk_cx *cx, mk_db *db, mk_posting_source *s, int64_t from, int64_t to, mk_str lo, mk_str hi);
int mk_posting_source_next(mk_cx *cx, mk_posting_source *s, mk_posting *ret);
void mk_posting_source_end(mk_posting_source *s);

/* A block in the making, and the run it goes into. */
typedef struct mk_packing { mk_buf others; char first[MK_POSTING_TOKEN_MAX], last[MK_POSTING_TOKEN_MAX]; size_t first_n, last_n; int64_t first_id, last_id; bool any; } mk_packing;
struct mk_posting_writer { mk_db *db; int64_t run; size_t blocks; mk_packing block; };
/* The number of a level's next run. */
int mk_posting_next_run(mk_cx *cx, mk_db *db, int level, int64_t *ret);
void mk_posting_writer_open(mk_cx *cx, mk_db *db, int64_t run, mk_posting_writer *w);
int mk_posting_writer_flush(mk_cx *cx, mk_posting_writer *w);
/* What is being put together. 1: something is. */
typedef struct mk_posting_folding { int level; int64_t last, run; } mk_posting_folding;
int mk_posting_folding_get(mk_cx *cx, mk_db *db, mk_posting_folding *ret);
int mk_posting_folding_end(mk_cx *cx, mk_db *db);
#endif
