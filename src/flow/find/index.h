/* SPDX-License-Identifier: Apache-2.0
 * The postings of words and the rows of key_lookup: made from a customer's name, contact points and links, and from nothing else, so that they
 * can be made again at any time; and those of sale_lookup, made from sales. Threads: as the mk_db.
 * Owns: nothing. Errors: those of the store, and of the sink. */
#ifndef MK_INDEX_H
#define MK_INDEX_H
#include "search.h"

/* Calls token and key for every index row a customer has by his rows in the store. */
typedef struct mk_index_sink { mk_token_fn token; int (*key)(mk_cx *cx, void *self, uint64_t hash); void *self; } mk_index_sink;
int mk_index_rows(mk_cx *cx, mk_db *db, int64_t customer, const mk_index_sink *sink);
/* Of these the rows of one contact point of a customer of that name, and of what a link says of him. */
int mk_index_contact(mk_cx *cx, const mk_index_sink *sink, mk_str name, mk_str kind, mk_str value);
int mk_index_link(mk_cx *cx, const mk_index_sink *sink, mk_str person);
/* Writes (or, when `remove`, takes out) the index rows of one customer. */
int mk_index_customer(mk_cx *cx, mk_db *db, int64_t customer, bool remove);

/* Notes where a sale lies, or that it lies there no more. v: all columns of the sale. */
int mk_index_sale(mk_cx *cx, mk_db *db, const mk_value *v, bool there);

/* Index rows of many customers that come or go, gathered and then written in key order, which is several times cheaper than one by one. What was said
 * of a row last holds.
 * Memory: bounded, the rest spills to a file in dir. */
typedef struct mk_index_batch mk_index_batch;
/* What becomes of a row. MK_INDEX_NEW: it comes, and the store had nothing of this customer: if it goes again before all is written, nobody looks for it. */
typedef enum mk_index_fate { MK_INDEX_GONE, MK_INDEX_THERE, MK_INDEX_NEW } mk_index_fate;
mk_index_batch *mk_index_batch_new(mk_cx *cx, size_t memory, const char *dir);
int mk_index_batch_token(mk_cx *cx, mk_index_batch *b, int64_t customer, mk_str token, mk_index_fate fate);
int mk_index_batch_key(mk_cx *cx, mk_index_batch *b, int64_t customer, uint64_t hash, mk_index_fate fate);
/* What puts words and keys of one customer there; g must outlive it. */
typedef struct mk_index_gather { mk_index_batch *to; int64_t customer; mk_index_fate fate; } mk_index_gather;
mk_index_sink mk_index_into(mk_index_gather *g);
/* All rows of a customer, as mk_index_customer. */
int mk_index_batch_customer(mk_cx *cx, mk_db *db, mk_index_batch *b, int64_t customer, mk_index_fate fate);
/* Where a document lies: sale_lookup. */
int mk_index_batch_sale(mk_cx *cx, mk_index_batch *b, int64_t sale, int64_t customer, int64_t at, bool there);
/* Writes them and is empty again. */
int mk_index_batch_write(mk_cx *cx, mk_db *db, mk_index_batch *b);
#endif
