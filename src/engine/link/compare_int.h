/* SPDX-License-Identifier: Apache-2.0
 * Distances between words of symbols (fold.h), bit-parallel, at most 64 symbols. Pure. */
#ifndef MK_COMPARE_INT_H
#define MK_COMPARE_INT_H
#include "link_int.h"

/* Edits: insert, delete, replace, swap neighbours (optimal string alignment; Hyyro 2003). */
unsigned mk_sym_osa(const uint8_t *x, size_t n, const uint8_t *y, size_t m);
/* Jaro-Winkler, prefix weight 0.1, at most 4. */
double mk_sym_jw(const uint8_t *x, size_t n, const uint8_t *y, size_t m);
/* A word of two letters or more is in both, and one of them has several words. */
bool mk_sym_words_meet(const uint8_t *x, size_t n, const uint8_t *y, size_t m);
#endif
