/* SPDX-License-Identifier: Apache-2.0
 * How often two things would meet by chance alone, and whether they meet more often than that. docs/maths/needs.md 8. Private to need.
 * Who buys both on every visit has them together without one calling for the other, and so has a large basket: what is expected of a basket is each
 * customer's own share of the item in his other baskets, for as many lines as are beside the first. Habits are bought whatever else is, other things the
 * more the larger the basket: both accounts are made, and the larger of the two has to be passed.
 * Owns: counts live on the arena given. Threads: any. Errors: none of its own. */
#ifndef MK_NEED_CHANCE_H
#define MK_NEED_CHANCE_H
#include "need_int.h"

/* Pairs to be asked about: of item x those with[of[x]] .. with[of[x + 1]). */
typedef struct mk_need_pairs { uint32_t items, *of, *with; } mk_need_pairs;

/* Of each pair how many baskets would have both. */
float *mk_need_chance_together(mk_arena *a, const mk_shoplog *l, const mk_need_pairs *p);
/* How many first purchases of each item there were within MK_NEED_WINDOW days of an earlier visit; of all items at [items]. What comes after x by chance
 * is the part of them with x before, whatever was bought. */
uint32_t *mk_need_chance_firsts(mk_arena *a, const mk_shoplog *l);
/* Whether so many are more than chance gives, beyond doubt: three times at least, half as often again, and by what is likely at the least. */
bool mk_need_beyond_chance(double seen, double by_chance);
#endif
