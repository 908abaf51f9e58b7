/* SPDX-License-Identifier: Apache-2.0
 * Postings: the set of (word, customer) that searching walks. A customer has a dozen words, each of which belongs to another place of a sorted
 * list of millions; as rows of a clustered table they cost a new customer a dozen pages. So the set is kept in runs, each sorted by word and
 * customer and cut into blocks of some 100 entries, one row for each:
 *
 *   level 0   what was written by itself: runs of one block
 *   level n   runs of four times as many entries as those of level n - 1 (an import makes one of the level that its entries fill)
 *
 * A level that is full (128 runs of level 0, 4 of another) becomes one run of the next, a piece at a time and while nobody waits for it (upkeep.h):
 * what was done of it is in the larger run and leaves the smaller ones. What is taken out is taken out of the blocks it lies in, so nothing that was forgotten stays,
 * and an entry may lie in several runs: the set is their union, whatever runs it is in.
 *
 *   others   for each entry behind the first: bytes shared with the word before, bytes of its own, these, the customer (8 bytes)
 *
 * Owns: nothing. Threads: as the mk_db. Errors: those of the store; MK_ESTORE when a block cannot be read. */
#ifndef MK_POSTING_H
#define MK_POSTING_H
#include "table.h"

enum { MK_POSTING_TOKEN_MAX = 128 };
typedef struct mk_posting { mk_str token; int64_t customer; } mk_posting;
int mk_posting_cmp(const void *a, const void *b);       /* the order of the set, for qsort */

/* A few, in any order, the texts the caller's; `all` is sorted. */
int mk_postings_add(mk_cx *cx, mk_db *db, mk_posting *all, size_t n);
int mk_postings_drop(mk_cx *cx, mk_db *db, mk_posting *all, size_t n);
int mk_postings_clear(mk_cx *cx, mk_db *db);            /* all of them */

/* Very many, in order: about `expected` of them. Those that are given twice in a row count once. */
typedef struct mk_posting_writer mk_posting_writer;
int mk_posting_writer_new(mk_cx *cx, mk_db *db, uint64_t expected, mk_posting_writer **ret);
int mk_posting_write(mk_cx *cx, mk_posting_writer *w, mk_posting p);
int mk_posting_writer_end(mk_cx *cx, mk_posting_writer *w);

/* Puts runs together, until so many blocks were written or those of level 0 are all one. 1: there is more to do. */
int mk_postings_fold(mk_cx *cx, mk_db *db, size_t blocks);

/* All with lo <= word < hi, each once, in order, until fn returns other than 0 (which is returned). The word is valid during the call. */
typedef int (*mk_posting_fn)(mk_cx *cx, void *self, mk_posting p);
int mk_postings_walk(mk_cx *cx, mk_db *db, mk_str lo, mk_str hi, mk_posting_fn fn, void *self);
#endif
