/* SPDX-License-Identifier: Apache-2.0
 * The k best of many: Hoare's selection, then a heap sort of those. Larger scores first, ties by the smaller id, so that the answer never
 * depends on the order it was asked in. Private to need. */
#ifndef MK_BEST_H
#define MK_BEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mk_best { double score; uint32_t id; } mk_best;

/* The k best to the front, in any order. */
void mk_best_select(mk_best *x, size_t n, size_t k);
void mk_best_sort(mk_best *x, size_t n);
#endif
