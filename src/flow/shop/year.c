/* SPDX-License-Identifier: Apache-2.0 */
#include "year.h"
#include <math.h>
#include "eligible.h"
#include "hash.h"
#include "record.h"
#include "vec.h"

typedef struct planning {
    const mk_shop *shop;
    const mk_history *his;
    int32_t day;
    mk_vec(mk_trip) trip;
    mk_vec(mk_family_day) family;
    bool children, older;
} planning;

/* His own journeys, without those he gave back. */
static void trips(mk_arena *a, planning *p)
{
    const mk_history *h = p->his;
    int32_t from, to;
    for (size_t i = 0; i < h->n; i++) {
        if (h->line[i].quantity <= 0 || !mk_good_days(mk_good_of(&p->shop->lists->goods, h->line[i].item), &from, &to)) continue;
        bool back = false;
        for (size_t k = i + 1; k < h->n && !back; k++) back = h->line[k].item == h->line[i].item && h->line[k].quantity < 0;
        if (!back) *mk_vec_push(a, &p->trip) = (mk_trip){ h->line[i].day, from, to, (double)h->line[i].amount };
    }
}

/* "דנה 2015-03-02": whose day, and the day. */
static bool dated(mk_cx *cx, mk_str value, mk_str *ret_whom, int32_t *ret_day)
{
    for (size_t i = 0; i + 10 <= value.n; i++)
        if (mk_day_parse(mk_str_sub(value, i, i + 10), ret_day)) {
            *ret_whom = mk_str_trim(mk_arena_printf(cx->arena, "%.*s%.*s", (int)i, value.p, (int)(value.n - i - 10), value.p + i + 10));
            return true;
        }
    return false;
}

static void add(mk_cx *cx, planning *p, mk_family_day f, bool *young)
{
    for (size_t i = 0; i < p->family.n; i++)
        if (mk_str_eq(p->family.p[i].what, f.what) && mk_str_eq(p->family.p[i].whom, f.whom)) return;       /* told before, by the calendar that was said */
    *mk_vec_push(cx->arena, &p->family) = f;
    if (!mk_str_eqz(f.what, "birthday") || !f.whom.n) return;
    double age = (p->day - f.day) / 365.2425;
    p->children |= age >= 3 && age < 18;
    p->older |= age >= 12 && age < 18;
    *young |= age >= 3 && age < 12;
}

/* Days that come again: occasions, and facts that tell a day of himself or of somebody of his. Who was born 3 to 18 years ago goes to school. */
static int family(mk_cx *cx, mk_db *db, planning *p)
{
    static const char *const kin[] = { "child", "partner", "parent" };
    mk_rows r;
    int rc;
    bool young = false;
    MK_TRY(mk_select(cx, db, &r, MK_Q_OCCASION_OF, mk_int(p->his->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        add(cx, p, (mk_family_day){ mk_arena_dup(cx->arena, mk_row_text(&r, MK_OCCASION_WHOM)), mk_arena_dup(cx->arena, mk_row_text(&r, MK_OCCASION_KIND)),
                                    (int32_t)mk_row_int(&r, MK_OCCASION_DAY), mk_str_eqz(mk_row_text(&r, MK_OCCASION_CALENDAR), "hebrew") }, &young);
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF, mk_int(p->his->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_FACT_KIND), whom;
        int32_t day;
        bool of_kin = false, own = mk_str_eqz(kind, "birthday") || mk_str_eqz(kind, "anniversary");
        for (size_t i = 0; i < sizeof kin / sizeof *kin; i++) of_kin |= mk_str_eqz(kind, kin[i]);
        if (!mk_row_null(&r, MK_FACT_TO_DAY) || !(own || of_kin) || !dated(cx, mk_row_text(&r, MK_FACT_VALUE), &whom, &day)) continue;
        add(cx, p, (mk_family_day){ whom, own ? mk_arena_dup(cx->arena, kind) : MK_S("birthday"), day, false }, &young);
    }
    p->older &= !young;
    return rc;
}

static int64_t id_of(const mk_slot *s)
{
    uint64_t h = mk_hash2(mk_hash2(0x79, (uint64_t)s->kind), (uint64_t)s->from);
    return mk_hash_id(mk_hash(mk_hash(h, s->whom), s->english ? mk_str_of(s->english) : s->what));
}

int mk_year_of(mk_cx *cx, mk_db *db, const mk_shop *shop, const mk_history *h, int32_t days, mk_year *ret)
{
    planning p = { .shop = shop, .his = h, .day = shop->day };
    const mk_goods *goods = &shop->lists->goods;
    const mk_usual *usual = shop->usual;
    const mk_look *his = NULL;
    int32_t day = shop->day;
    *ret = (mk_year){ 0 };
    MK_TRY(family(cx, db, &p));
    ret->calendar = mk_str_eqz(shop->st->timezone, "Asia/Jerusalem");
    if (!goods->n && !p.family.n) return 0;          /* nothing is known of days, nothing of goods */
    if (goods->dated) trips(cx->arena, &p);
    size_t looks = shop->lists->journeys ? mk_looks_of(cx->arena, goods, h, &his) : 0;      /* they are for what there is to offer */
    ret->trips = p.trip.n;
    double *own = MK_NEWN(cx->arena, double, p.trip.n + 1), *paid = MK_NEWN(cx->arena, double, p.trip.n + 1);
    for (size_t i = 0; i < p.trip.n; i++) own[i] = p.trip.p[i].from - p.trip.p[i].booked, paid[i] = p.trip.p[i].price;
    ret->lead = mk_log_band_of(own, p.trip.n, usual->ahead.mean_log, usual->ahead.sd_log, 2);
    ret->lead_own = p.trip.n >= 2;
    ret->budget.known = usual->price.known && p.trip.n;
    if (ret->budget.known) ret->budget = mk_log_band_of(paid, p.trip.n, usual->price.mean_log, usual->price.sd_log, 1);
    mk_slot *slot = MK_NEWN(cx->arena, mk_slot, MK_SLOTS);
    mk_year_ask ask = { .today = day, .days = days, .israel = ret->calendar, .children = p.children, .older = p.older, .trip = p.trip.p, .trips = p.trip.n,
                        .family = p.family.p, .families = p.family.n };
    ret->n = mk_year_slots(cx->arena, &ask, slot);
    mk_taste *taste = mk_taste_of(cx->arena, usual->taste, his, looks);
    mk_bars bars;
    MK_TRY(mk_bars_get(cx, db, shop, h->customer, &bars));
    mk_vec(mk_year_offer) offer = { 0 };
    mk_vec(const mk_good *) good = { 0 };
    mk_taste_part part[MK_TASTE_PARTS];
    size_t parts;
    for (size_t i = 0; i < shop->lists->journeys && ret->n; i++) {
        const mk_journey *j = &shop->lists->journey[i];
        const mk_piece *g = &j->good->piece;
        if (g->stock <= 0 || j->from <= day) continue;
        bool has = false;
        for (size_t k = 0; k < looks && !has; k++) has = his[k].item == g->look.item && his[k].count > 0;
        if (has || mk_bars_of(&bars, h, g->look.item)) continue;
        mk_str where = mk_look_trait(&g->look, "destination");
        *mk_vec_push(cx->arena, &offer) = (mk_year_offer){ g->look.item, j->from, j->to, g->has_price ? (double)g->price : 0, mk_taste_score(cx->arena, taste, &g->look, part, &parts),
                                                           where.n ? mk_hash(1, where) : 0 };
        *mk_vec_push(cx->arena, &good) = j->good;
    }
    mk_year_pick *pick = MK_NEWN(cx->arena, mk_year_pick, ret->n + 1);
    mk_year_plan(cx->arena, slot, ret->n, offer.p, offer.n, &ret->budget, &ret->lead, day, pick);
    ret->row = MK_NEWN(cx->arena, mk_year_row, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++) {
        mk_year_row *r = &ret->row[i];
        r->pick = pick[i];
        r->id = id_of(&slot[i]);
        if (pick[i].offer < 0) continue;
        r->offer = good.p[pick[i].offer];
        mk_taste_score(cx->arena, taste, &r->offer->piece.look, r->part, &r->parts);
    }
    return 0;
}
