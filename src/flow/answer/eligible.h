/* SPDX-License-Identifier: Apache-2.0
 * What may not be offered to whom, before anything is ranked: an empty shelf, too little margin, what the shop hides, what he must not have
 * (a fact `allergy` against the trait `contains` of an item), what he or staff for him put off,
 * and anything while he is away (a fact `away`, with or without its days). engine/need/arbiter.h has the bits.
 * Owns: on cx->arena. Threads: what was loaded is only read. Errors: those of the store. */
#ifndef MK_ELIGIBLE_H
#define MK_ELIGIBLE_H
#include "arbiter.h"
#include "map.h"
#include "taste.h"
#include "walk.h"

/* Of all items and customers, for a walk over the base. */
typedef struct mk_bars { mk_map item, pair, away; } mk_bars;     /* item -> bits; hash of customer and item; customers who are away */
int mk_bars_load(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, mk_bars *ret);
uint32_t mk_bars_of(const mk_bars *b, const mk_history *h, int64_t item);
bool mk_bars_away(const mk_bars *b, int64_t customer);
/* Of one customer, for his page: looks at the items asked about only. */
typedef struct mk_own_bars { const mk_history *history; double margin_floor; const mk_str *allergy; size_t allergies; bool away; } mk_own_bars;
int mk_own_bars_get(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, const mk_history *h, mk_own_bars *ret);
int mk_own_bars_of(mk_cx *cx, mk_db *db, const mk_own_bars *b, int64_t item, uint32_t *ret);
/* The same of what is at hand already; what the shop itself does not offer is not looked at. */
bool mk_own_bars_look(const mk_own_bars *b, const mk_look *look);
/* An item's category as a number, for the cap; 0: of none. */
int mk_category_of(mk_cx *cx, mk_db *db, int64_t item, uint32_t *ret);
/* Whether it was answered, and the answer still holds. */
bool mk_answered(const mk_history *h, int64_t item);
#endif
