/* SPDX-License-Identifier: Apache-2.0
 * A dated log teaches: on each of many moments that are over, what was known, and what was bought in the days after it? Nothing after a moment
 * is ever seen from it. docs/maths/needs.md 1. Used for learning from a shop, and for judging it in time: the same code. Private to need.
 * Owns: results on the arena given. Threads: one. Errors: MK_ECANCELLED. */
#ifndef MK_NEXT_PAST_H
#define MK_NEXT_PAST_H
#include "next.h"

enum { MK_NEXT_LATE_DAYS = 28 };        /* "of late" */

/* What each user bought on days (from, to]. Known: he had bought up to `from`. */
mk_next_after mk_next_bought(mk_arena *a, const mk_shoplog *l, int32_t from, int32_t to);
/* The view of a day, with what was bought of late as what came. */
int mk_next_view_of_day(mk_cx *cx, mk_arena *a, const mk_shoplog *l, int32_t day, mk_next_view **ret);

typedef struct mk_next_past { int32_t until, horizon; double looks; size_t rows; } mk_next_past;   /* last day learnt from; days; customers looked at; rows of each kind */
typedef struct mk_next_span { uint32_t customers; double cells; int32_t first, last; } mk_next_span;      /* up to a day; cells: (customer, item) */
mk_next_span mk_next_span_of(mk_cx *cx, const mk_shoplog *l, int32_t day);
int mk_next_learn(mk_cx *cx, mk_arena *a, const mk_shoplog *l, const mk_next_past *p, mk_next_model **ret);
#endif
