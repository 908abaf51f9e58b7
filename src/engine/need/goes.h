/* SPDX-License-Identifier: Apache-2.0
 * What goes with what, out of baskets alone. docs/maths/needs.md 5.
 * A basket speaks the softer of each pair the larger it is. Beside the Jaccard index J of two items stands what their common company
 * explains already: J - J J / 6, the first terms of the inverse that EASE takes, without the inverse. With one thing in hand the better
 * question is what most people then take, and what is sold now.
 * Owns: sums and lists on their arenas. Threads: lists are only read. Sums are whole numbers: adding and taking away leave no trace.
 * Errors: MK_ECANCELLED. */
#ifndef MK_GOES_H
#define MK_GOES_H
#include "best.h"
#include "cx.h"
#include "map.h"
#include "vec.h"

enum { MK_GOES_LEAST = 2, MK_GOES_MOST = 60, MK_GOES_DEPTH = 256, MK_GOES_LATE = 42 };

typedef struct mk_goes_item { int64_t item, weight; int32_t baskets, late; } mk_goes_item;
typedef struct mk_goes_sum {
    mk_arena *arena;
    int32_t now;                    /* late: in the last MK_GOES_LATE days before it */
    mk_map index, pairs;            /* item -> place + 1; two places (the smaller first) -> baskets << 40 | weight */
    mk_vec(mk_goes_item) items;
    int64_t baskets, late, weight;
} mk_goes_sum;

mk_goes_sum *mk_goes_sum_new(mk_arena *a, int32_t now);
/* The place of an item, made when it is new. */
uint32_t mk_goes_place(mk_goes_sum *s, int64_t item);
/* times 1: a basket (each item once) is added; -1: the same basket is taken away again. Baskets of another size tell nothing. */
void mk_goes_add(mk_goes_sum *s, const int64_t *item, size_t n, int32_t day, int times);
/* Calls what adding that basket, by places, looks at into the cache; for many baskets before the first of them is added. */
void mk_goes_hint(const mk_goes_sum *s, const uint32_t *place, size_t n);
/* A basket that was added gets an nth item, the last: what taking it away and adding it again would do, with half the look-ups. */
void mk_goes_grow(mk_goes_sum *s, const int64_t *item, size_t n, int32_t day);

typedef struct mk_goes_near { uint32_t item; float score; } mk_goes_near;
typedef struct mk_goes_lists { uint32_t items, *of[2]; mk_goes_near *near[2]; } mk_goes_lists;      /* [0] with others in hand, [1] alone; best first */
static inline uint32_t mk_goes_baskets(uint64_t pair) { return (uint32_t)(pair >> 40); }
static inline uint64_t mk_goes_weight(uint64_t pair) { return pair & ((UINT64_C(1) << 40) - 1); }
/* How many of each item are kept; with 0: no lists [0], which cost the most. */
int mk_goes_learn(mk_cx *cx, mk_arena *a, const mk_goes_sum *s, uint32_t with, uint32_t alone, mk_goes_lists **ret);
/* The score of lists [1] for y, with x alone in hand, who were together with that weight. */
double mk_goes_alone(const mk_goes_sum *s, uint32_t x, uint32_t y, double weight);
#endif
