/* SPDX-License-Identifier: Apache-2.0
 * What may not be offered to whom, asked before anything is ranked: an empty shelf, or what is left on it kept for others, too little margin, what the
 * shop hides, what he must not have (a fact `allergy` against the trait `contains` of an item), a job on a thing of his, which a rule of service decides,
 * what he or staff for him put off, and anything while he is away (a fact `away`, with or without its days). One answer for the day's list, the page, the basket and the shops' answers.
 * engine/need/arbiter.h has the bits.
 * Owns: on cx->arena. Threads: what was got is only read. Errors: those of the store. */
#ifndef MK_ELIGIBLE_H
#define MK_ELIGIBLE_H
#include "arbiter.h"
#include "map.h"
#include "shop.h"
#include "walk.h"

/* allergy: hash of customer and item; kept: item -> pieces kept for anybody, hash of customer and item -> for him; away: customers; things: customer ->
 * the kinds of what he has (mk_job_kind), while anything sold is a job. */
typedef struct mk_bars { const mk_lists *lists; mk_map allergy, kept, away, things; } mk_bars;
/* On the shop's day. customer: of whom alone, for his page; 0: of everybody, for a walk over the base. */
int mk_bars_get(mk_cx *cx, mk_db *db, const mk_shop *shop, int64_t customer, mk_bars *ret);
uint32_t mk_bars_of(const mk_bars *b, const mk_history *h, int64_t item);
bool mk_bars_away(const mk_bars *b, int64_t customer);
/* Whether anything may be barred for him at all: most shops and customers have nothing of the kind, and a ranking need not ask of each item. */
bool mk_bars_any(const mk_bars *b, const mk_history *h);
/* Pieces of an item that wait for somebody else. */
int64_t mk_bars_kept(const mk_bars *b, int64_t customer, int64_t item);

/* As mk_need_wish.barred. */
typedef struct mk_barring { const mk_bars *bars; const mk_history *history; } mk_barring;
bool mk_barred(const void *barring, int64_t item);

/* An item's category as a number, for the cap; 0: of none. */
int mk_category_of(mk_cx *cx, mk_db *db, int64_t item, uint32_t *ret);
/* Whether it was answered, and the answer still holds. */
bool mk_answered(const mk_history *h, int64_t item);
#endif
