/* SPDX-License-Identifier: Apache-2.0
 * Which of n things are one (disjoint sets): up[i] is another of the same set, and a root is its own. The root of a set is its least index,
 * so that the same pairs in any order give the same roots, and nobody's up[] comes after him.
 * Method: path halving (Tarjan, van Leeuwen 1984, "Worst-case analysis of set union algorithms"). Owns nothing; one thread. Cannot fail. */
#ifndef MK_UNION_H
#define MK_UNION_H
#include <stdbool.h>
#include <stdint.h>

/* Each by himself. */
static inline void mk_union_start(uint32_t *up, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) up[i] = i;
}

static inline uint32_t mk_union_root(uint32_t *up, uint32_t i)
{
    while (up[i] != i) i = up[i] = up[up[i]];
    return i;
}

/* *a and *b become their roots, the one that stays the root when they are joined first: up[*b] = *a. False: they are one. */
static inline bool mk_union_roots(uint32_t *up, uint32_t *a, uint32_t *b)
{
    uint32_t x = mk_union_root(up, *a), y = mk_union_root(up, *b);
    *a = x < y ? x : y;
    *b = x < y ? y : x;
    return x != y;
}

static inline void mk_union_join(uint32_t *up, uint32_t a, uint32_t b)
{
    if (mk_union_roots(up, &a, &b)) up[b] = a;
}
#endif
