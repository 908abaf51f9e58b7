/* SPDX-License-Identifier: Apache-2.0
 * Parts of the guess about columns that look at values alone. Private to columns*.c. */
#ifndef MK_COLUMNS_INT_H
#define MK_COLUMNS_INT_H
#include "columns.h"
#include "hash.h"
#include "map.h"

/* The share of rows where quantity times price is the amount, to two minor units. */
double mk_columns_product(const mk_sample *t, size_t from, size_t quantity, size_t price, size_t amount);
/* Columns that have no meaning yet: phones and mail addresses always; the rest only when `all`, for tables whose headers say nothing. */
void mk_columns_by_values(mk_arena *a, const mk_sample *t, size_t from, bool all, mk_column *col, size_t n, int *given);
#endif
