/* SPDX-License-Identifier: Apache-2.0
 * What the shops' answers propose for one customer now: due, like the one he loved, his year, a day of his family, something to tell.
 * On the one scale of the day's list: the probability that it is wanted within a week, and what it is worth when it comes. The probabilities
 * are stated here and moved by the answers (chance.h; docs/maths/shops.md 5).
 * Owns: offers on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_SHOP_OFFER_H
#define MK_SHOP_OFFER_H
#include "need.h"
#include "shop.h"

typedef struct mk_shop_offer {
    mk_need_kind kind;
    int64_t id;                     /* of the catalogue for what is like; else it names the task, the slot, the content */
    double probability, worth;      /* worth: minor units */
    double probability_low, probability_high;
    int32_t day;                    /* when it is due */
    mk_str name, what, why, late, numbers;
} mk_shop_offer;

enum { MK_SHOP_OFFERS = 12 };
/* Those of one customer that are worth a word now, the most at stake first. h: his own, up to the shop's day; order: what one purchase of his is
 * worth, minor units. */
int mk_shop_offers(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, mk_str name, double order, mk_shop_offer ret[MK_SHOP_OFFERS], size_t *ret_n);
/* Who may have some: who has things or days on record, and who bought a year ago where goods have looks. Ascending, no one twice. */
int mk_shop_customers(mk_cx *cx, mk_db *db, const mk_shop *s, const int64_t **ret, size_t *ret_n);
#endif
