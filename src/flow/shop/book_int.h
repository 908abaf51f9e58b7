/* SPDX-License-Identifier: Apache-2.0
 * Inside of the book: the same deeds within a transaction, for one of them and for a table of many. */
#ifndef MK_BOOK_INT_H
#define MK_BOOK_INT_H
#include "book.h"

int mk_book_put(mk_cx *cx, mk_db *db, int64_t *customer, mk_table_id table, mk_value *v);
int mk_book_reading_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_reading *n, int64_t *ret_asset);
int mk_book_job_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_job *n, int64_t *ret);
int mk_book_occasion_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_occasion *n, int64_t *ret);
#endif
