/* SPDX-License-Identifier: Apache-2.0
 * A small shop whose people come again and again, what is learnt from it, and its list of a day. */
#ifndef MK_TEST_REGULARS_H
#define MK_TEST_REGULARS_H
#include <stdio.h>
#include "shop.h"
#include "learn.h"
#include "today.h"

enum { PEOPLE = 160 };
#define TODAY mk_day_of(2026, 1, 12)
#define BOOKS_END mk_day_of(2026, 1, 9)         /* the last purchase */

/* Everybody buys one or two things every so many days; some have stopped, some are late. */
static inline const char *regulars(room *r)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(99);
    int doc = 1;
    for (int p = 0; p < PEOPLE; p++) {
        int every = 7 + (int)mk_rng_below(&g, 35), ends = mk_day_of(2026, 1, 10) - (mk_rng_below(&g, 4) == 0 ? 150 : 0);
        for (int day = mk_day_of(2025, 1, 2) + (int)mk_rng_below(&g, 30); day < ends; day += every - 2 + (int)mk_rng_below(&g, 5)) {
            for (int l = 0; l < 1 + p % 2; l++) {
                shop_row *w = shop_add(&s);
                char t[16];
                snprintf(w->key, sizeof w->key, "%d", 500 + p);
                snprintf(w->name, sizeof w->name, "לקוח%c%c כהן", 'a' + p / 26, 'a' + p % 26);
                snprintf(w->phone, sizeof w->phone, "054-%07d", 1000000 + p);
                snprintf(w->date, sizeof w->date, "%s", mk_day_text(day, t));
                snprintf(w->doc, sizeof w->doc, "%d", doc);
                snprintf(w->item, sizeof w->item, "A%02d", (p * 7 + l * 5) % 12);
                snprintf(w->item_name, sizeof w->item_name, "פריט %d", (p * 7 + l * 5) % 12);
                w->quantity = 1;
                w->price = 1500 + 100 * (p % 40);
            }
            doc++;
        }
    }
    return shop_write(r, &s, "regulars.csv");
}

static inline mk_learnt learn(room *r)
{
    mk_learnt l;
    assert_ok(&r->cx, mk_learn(&r->cx, r->store, TODAY, &l));
    return l;
}

static inline mk_today list(room *r, int32_t day, int limit)
{
    mk_today t;
    assert_ok(&r->cx, mk_today_list(&r->cx, r->store, day, limit, &t));
    return t;
}

static inline int set_today(mk_cx *cx, mk_db *db, void *arg) { return mk_setting_set(cx, db, MK_S("today"), mk_str_of(arg)); }

static inline void set_day(room *r, int32_t day)
{
    char t[16];
    assert_ok(&r->cx, mk_store_write(&r->cx, r->store, set_today, mk_day_text(day, t)));
}

/* The shop with its people, learnt, on the day. */
static inline void open_learnt(room *r)
{
    room_open(r);
    room_import(r, regulars(r), "", false);
    learn(r);
    set_day(r, TODAY);
}
#endif
