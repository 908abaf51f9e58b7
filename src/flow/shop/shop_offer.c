/* SPDX-License-Identifier: Apache-2.0 */
#include "shop_offer.h"
#include <math.h>
#include <stdlib.h>
#include "due.h"
#include "fits.h"
#include "reason.h"
#include "tips.h"
#include "vec.h"
#include "year.h"

enum { CUSTOMERS = 20000, OCCASION_AHEAD = 7, SPEAK_AHEAD = 7 };

/* P(wanted within a week when it is spoken of), stated, before anybody answered: by how serious a task is, and how it fades when it is long past. */
static const double DUE[MK_SEVERITIES] = { .12, .25, .3, .35 };
static const double RECALL = .3, FADES = 60, LIKE = .12, LAST_YEAR = 1.5, PLAN = .35, OCCASION = .2, TELL = .1;

typedef struct gathering { mk_cx *cx; const mk_shop *shop; mk_answers own; mk_shop_offer *at; size_t n; } gathering;

/* How sure, among the numbers. */
static mk_str with_chance(mk_cx *cx, mk_str numbers, const mk_chance *c)
{
    bool en = cx->lang == MK_EN;
    mk_str p = mk_say_percent(cx, c->p), low = mk_say_percent(cx, c->low), high = mk_say_percent(cx, c->high);
    mk_str from = c->answers ? mk_arena_printf(cx->arena, en ? "%u answered" : "%u נענו", c->answers) : en ? MK_S("nothing was answered yet") : MK_S("עוד לא נענה דבר");
    return mk_arena_printf(cx->arena, "%.*s%s{\"label\":\"%s\",\"value\":\"%.*s (%.*s – %.*s), %.*s\"}]", (int)numbers.n - 1, numbers.p, numbers.n > 2 ? "," : "",
                           en ? "chance it is wanted this week" : "סיכוי שזה רצוי השבוע", MK_SARG(p), MK_SARG(low), MK_SARG(high), MK_SARG(from));
}

static void put(gathering *g, const mk_shop_offer *o)
{
    if (g->n == MK_SHOP_OFFERS) return;
    mk_chance c = mk_chance_of(&g->shop->usual->answers, &g->own, o->kind, o->probability);
    mk_shop_offer *to = &g->at[g->n++];
    *to = *o;
    to->probability = c.p, to->probability_low = c.low, to->probability_high = c.high;
    to->numbers = with_chance(g->cx, o->numbers, &c);
}

static double due_probability(const mk_due_row *r, int32_t day)
{
    double p = r->notice ? RECALL : DUE[r->severity];
    if (r->due.day < day) return p * exp(-(day - r->due.day) / FADES);
    return p * (1 - .5 * (r->due.day - day) / (1. + mk_service_notice(r->severity)));
}

/* Of one thing one task is told, with how many more there are: he comes in once. */
static int due(mk_cx *cx, mk_db *db, const mk_shop *s, int64_t customer, double order, gathering *g)
{
    const mk_due_row *r;
    size_t n;
    MK_TRY(mk_due_of(cx, db, s, customer, &r, &n));
    for (size_t i = 0; i < n; i++) {
        if (r[i].state != MK_DUE_OVER && r[i].state != MK_DUE_SOON) continue;
        double p = due_probability(&r[i], s->day);
        size_t more = 0;
        bool first = true;
        for (size_t k = 0; k < n; k++) {
            if (k == i || r[k].thing != r[i].thing || (r[k].state != MK_DUE_OVER && r[k].state != MK_DUE_SOON)) continue;
            double other = due_probability(&r[k], s->day);
            first &= other < p || (other == p && k > i);
            more++;
        }
        if (!first || p < .01) continue;
        mk_said_due said = mk_say_due(cx, &r[i], s->day);
        mk_shop_offer o = { .kind = MK_NEED_DUE, .id = r[i].id, .probability = p, .worth = order, .day = r[i].due.day, .name = mk_due_task(cx, &r[i]), .what = said.what, .why = said.why,
                            .late = said.late, .numbers = said.numbers };
        if (more) o.what = mk_arena_printf(cx->arena, cx->lang == MK_EN ? "%.*s (and %zu more)" : "%.*s (ועוד %zu)", MK_SARG(said.what), more);
        put(g, &o);
    }
    return 0;
}

static int similar(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, mk_str name, gathering *g)
{
    mk_fits f;
    MK_TRY(mk_fits_of(cx, db, s, h, 2, &f));
    for (size_t i = 0; i < f.n; i++) {
        const mk_similar *m = &f.row[i].s;
        if (!m->last_year && !f.row[i].kept) continue;                      /* of the season a year ago: at other times his page has it */
        mk_said_fit said = mk_say_fit(cx, &f.row[i], name, s->st);
        double p = LIKE * m->size_p * (m->last_year ? LAST_YEAR : 1) / (1 + exp(-m->score / 2));
        put(g, &(mk_shop_offer){ .kind = MK_NEED_SIMILAR, .id = f.row[i].id, .probability = p, .worth = m->what->has_price ? (double)m->what->price : 1, .day = s->day,
                                 .name = m->what->look.label, .what = said.what, .why = said.why, .late = said.late, .numbers = said.numbers });
    }
    return 0;
}

static int year(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, mk_str name, double order, gathering *g)
{
    mk_year y;
    MK_TRY(mk_year_of(cx, db, s, h, 365, &y));
    for (size_t i = 0; i < y.n; i++) {
        const mk_year_row *r = &y.row[i];
        bool family = r->pick.slot->kind == MK_SLOT_DAY, near = family && r->pick.slot->from - s->day <= OCCASION_AHEAD;
        bool speak = r->offer && r->pick.speak <= s->day + SPEAK_AHEAD;
        if (!near && !speak) continue;
        mk_said_year said = mk_say_year(cx, &y, r, name, s->day, s->st);
        mk_shop_offer o = { .kind = speak ? MK_NEED_PLAN : MK_NEED_OCCASION, .id = r->id, .probability = speak ? PLAN * r->pick.value : OCCASION, .worth = order, .day = r->pick.slot->from,
                            .name = r->offer ? r->offer->piece.look.label : said.what, .what = said.what, .why = said.why, .late = said.late, .numbers = said.numbers };
        if (speak && r->offer->piece.has_price) o.worth = (double)r->offer->piece.price;
        put(g, &o);
    }
    return 0;
}

static int tell(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, mk_str name, gathering *g)
{
    const mk_tip_row *r;
    size_t n, cares;
    MK_TRY(mk_tips_of(cx, db, s, h, 1, &r, &n, &cares));
    for (size_t i = 0; i < n; i++) {
        mk_said_tip said = mk_say_tip(cx, &r[i], name);
        put(g, &(mk_shop_offer){ .kind = MK_NEED_INFORMATION, .id = r[i].id, .probability = TELL, .worth = 100, .day = s->day, .name = r[i].told.title,     /* worth a trifle: nothing is sold */
                                 .what = said.what, .why = said.why, .late = said.late, .numbers = MK_S("[]") });
    }
    return 0;
}

static int most_first(const void *x, const void *y)
{
    const mk_shop_offer *a = x, *b = y;
    double sa = a->probability * a->worth, sb = b->probability * b->worth;
    return sa != sb ? (sa < sb) - (sa > sb) : (a->id > b->id) - (a->id < b->id);
}

int mk_shop_offers(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, mk_str name, double order, mk_shop_offer ret[MK_SHOP_OFFERS], size_t *ret_n)
{
    gathering g = { .cx = cx, .shop = s, .at = ret };
    MK_TRY(mk_answers_of(cx, db, h->customer, s->day, &g.own));
    MK_TRY(due(cx, db, s, h->customer, order, &g));
    MK_TRY(similar(cx, db, s, h, name, &g));
    MK_TRY(year(cx, db, s, h, name, order, &g));
    MK_TRY(tell(cx, db, s, h, name, &g));
    if (g.n) qsort(ret, g.n, sizeof *ret, most_first);
    *ret_n = g.n;
    return 0;
}

static int by_id(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

int mk_shop_customers(mk_cx *cx, mk_db *db, const mk_shop *s, const int64_t **ret, size_t *ret_n)
{
    mk_vec(int64_t) all = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_CARED_FOR, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &all) = mk_row_int(&r, 0);
    MK_TRY(rc);
    if (s->lists->pieces) {
        int64_t from = mk_tz_moment(s->st->tz, s->day - 365 - MK_SEASON_DAYS, 0), to = mk_tz_moment(s->st->tz, s->day - 365 + MK_SEASON_DAYS, 0);
        MK_TRY(mk_select(cx, db, &r, MK_Q_BOUGHT_BETWEEN, mk_int(from), mk_int(to), mk_int(CUSTOMERS)));
        while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &all) = mk_row_int(&r, 0);
        MK_TRY(rc);
    }
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_id);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) if (!n || all.p[i] != all.p[n - 1]) all.p[n++] = all.p[i];
    *ret = all.p;
    *ret_n = n;
    return 0;
}
