/* SPDX-License-Identifier: Apache-2.0
 * A customer's coming year: which days matter to him, what is there for them, and when to speak of it. docs/maths/shops.md 3.
 * A trip is a purchase of an item with a day of departure (attribute `depart`; `nights` says how long). A family's days are its occasions.
 * Owns: answers on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_YEAR_H
#define MK_YEAR_H
#include "shop.h"

typedef struct mk_year_row {
    mk_year_pick pick;
    int64_t id;                         /* names it: made of the slot */
    const mk_good *offer;               /* NULL: a day to be with him, nothing to sell */
    mk_taste_part part[MK_TASTE_PARTS];
    size_t parts;
} mk_year_row;

typedef struct mk_year {
    mk_year_row *row;
    size_t n, trips;
    mk_log_band budget, lead;
    bool lead_own;                      /* from at least two bookings of his own */
    int64_t calendar;                   /* 1: Israel */
} mk_year;
/* h: his own, up to the shop's day; days: how far to look. */
int mk_year_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, int32_t days, mk_year *ret);

typedef struct mk_said_year { mk_str what, why, late, numbers; } mk_said_year;
mk_said_year mk_say_year(mk_cx *cx, const mk_year *y, const mk_year_row *r, mk_str who, int32_t today, const mk_settings *st);
#endif
