/* SPDX-License-Identifier: Apache-2.0
 * The k best of many: Hoare's selection, then a heap sort of those. Larger scores first, ties by the smaller id, so that the answer never
 * depends on the order it was asked in. Private to need.
 * Pure: any thread, in the room it is given; never fails. */
#ifndef MK_BEST_H
#define MK_BEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mk_best { double score; uint32_t id; } mk_best;

/* The k best to the front, in any order. */
void mk_best_select(mk_best *x, size_t n, size_t k);
void mk_best_sort(mk_best *x, size_t n);

/* A score that is not negative and who has it as one number that can be compared: the larger the better. */
static inline uint64_t mk_best_key(float score, uint32_t id)
{
    union { float f; uint32_t u; } b = { score };
    return (uint64_t)b.u << 32 | ~id;
}
static inline mk_best mk_best_of(uint64_t key)
{
    union { uint32_t u; float f; } b = { (uint32_t)(key >> 32) };
    return (mk_best){ (double)b.f, ~(uint32_t)key };
}
/* The k best keys to the front, in any order. Of thousands in no order, a third of the time of mk_best_select: there is no branch to guess. */
void mk_best_keys(uint64_t *key, size_t n, size_t k);

/* Of many that come one by one: what cannot be among the k best is not written down. room: for 2 k. */
typedef struct mk_best_few { mk_best *x; size_t n, k; double least; } mk_best_few;
void mk_best_trim(mk_best_few *f);
static inline void mk_best_offer(mk_best_few *f, double score, uint32_t id)
{
    if (score < f->least) return;
    f->x[f->n++] = (mk_best){ score, id };
    if (f->n == 2 * f->k) mk_best_trim(f);
}
#endif
