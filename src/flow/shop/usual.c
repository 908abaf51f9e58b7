/* SPDX-License-Identifier: Apache-2.0 */
#include "usual.h"
#include <math.h>
#include <stdlib.h>
#include "goods.h"
#include "walk.h"

enum { MONTH = 30, THINGS = 5 };
static const double OWN_DAYS = 90;          /* what is usual of such things weighs as much as so many days of own readings */

/* A category with sizes, and what everybody took of it. */
typedef struct closet { mk_str category; mk_vec(mk_size_seen) seen; } closet;
typedef mk_vec(closet) closets;
typedef struct pace { mk_str kind; mk_vec(double) rate; mk_vec(mk_stretch) stretch; } pace;
typedef mk_vec(pace) paces;

static closet *closet_of(mk_arena *a, closets *all, mk_str category)
{
    for (size_t i = 0; i < all->n; i++) if (mk_str_eq(all->p[i].category, category)) return &all->p[i];
    closet *c = mk_vec_push(a, all);
    c->category = category;
    return c;
}

static mk_usual_band band_of(const double *all, size_t n)
{
    mk_usual_band b;
    b.known = mk_log_band_base(all, n, &b.mean_log, &b.sd_log);
    return b;
}

static int tastes(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t until, mk_usual *ret)
{
    mk_goods goods;
    mk_rows r;
    mk_last_day last = { 0 };
    mk_size_seen s;
    closets all = { 0 };
    mk_vec(double) ahead = { 0 }, price = { 0 };
    mk_taste_base *taste = mk_taste_base_new(cx->arena);
    int rc;
    ret->taste = taste;
    MK_TRY(mk_goods_get(cx, db, &goods));
    if (!goods.n) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINE_SAMPLE, mk_int(MK_USUAL_LINES)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        const mk_good *g = mk_good_of(&goods, mk_row_int(&r, 2));
        int32_t day = mk_day_of_moment(&last, st->tz, mk_row_int(&r, 1)), from, to;
        if (!g || day > until) continue;
        int64_t quantity = mk_row_int(&r, 3);
        if (mk_good_worn(g, mk_row_int(&r, 0), day, quantity, &s)) *mk_vec_push(cx->arena, &closet_of(cx->arena, &all, g->piece.category)->seen) = s;
        mk_taste_base_add(taste, &g->piece.look, (double)quantity / 10000);
        if (quantity > 0 && mk_good_days(g, &from, &to) && from >= day) {
            *mk_vec_push(cx->arena, &ahead) = from - day;
            *mk_vec_push(cx->arena, &price) = (double)mk_row_int(&r, 4);
        }
    }
    MK_TRY(rc);
    mk_usual_closet *made = MK_NEWN(cx->arena, mk_usual_closet, all.n + 1);
    for (size_t i = 0; i < all.n; i++) made[i] = (mk_usual_closet){ all.p[i].category, mk_size_scale_of(cx->arena, all.p[i].seen.p, all.p[i].seen.n) };
    ret->closet = made;
    ret->closets = all.n;
    ret->ahead = band_of(ahead.p, ahead.n);
    ret->price = band_of(price.p, price.n);
    return 0;
}

static int by_value(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static pace *pace_of(mk_cx *cx, paces *all, mk_str kind)
{
    for (size_t i = 0; i < all->n; i++) if (mk_str_eq(all->p[i].kind, kind)) return &all->p[i];
    pace *p = mk_vec_push(cx->arena, all);
    p->kind = mk_arena_dup(cx->arena, kind);
    return p;
}

/* How fast things of a kind are used, in the middle. */
static int meters(mk_cx *cx, mk_db *db, int32_t until, mk_usual *ret)
{
    mk_rows r;
    int rc;
    paces all = { 0 };
    struct { pace *of; int64_t customer, asset, first_day, first, last_day, last; } t = { 0 };
    int64_t thing = 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_READING_SAMPLE, mk_int(until), mk_int(MK_USUAL_READINGS)));
    do {
        rc = mk_rows_next(cx, &r);
        if (t.of && (rc <= 0 || mk_row_int(&r, 1) != t.customer || mk_row_int(&r, 2) != t.asset)) {      /* two who have the same model have the same asset_id */
            if (t.last_day > t.first_day + MONTH && t.last > t.first) *mk_vec_push(cx->arena, &t.of->rate) = (double)(t.last - t.first) / (double)(t.last_day - t.first_day);
            t.of = NULL;
        }
        if (rc <= 0) break;
        int64_t day = mk_row_int(&r, 3), value = mk_row_int(&r, 4);
        if (!t.of) {
            t.of = pace_of(cx, &all, mk_row_text(&r, 0));
            t.customer = mk_row_int(&r, 1), t.asset = mk_row_int(&r, 2), t.first_day = t.last_day = day, t.first = t.last = value;
            thing++;
        } else if (day > t.last_day && value >= t.last) {
            *mk_vec_push(cx->arena, &t.of->stretch) = (mk_stretch){ thing, (int32_t)t.last_day, (int32_t)day, (double)(value - t.last) };
        }
        t.last_day = day, t.last = value;
    } while (true);
    mk_usual_pace *p = MK_NEWN(cx->arena, mk_usual_pace, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        size_t n = all.p[i].rate.n;
        if (n) qsort(all.p[i].rate.p, n, sizeof(double), by_value);
        p[i] = (mk_usual_pace){ all.p[i].kind, n ? all.p[i].rate.p[n / 2] : 0, (uint32_t)n, mk_use_year_of(cx->arena, all.p[i].stretch.p, all.p[i].stretch.n) };
    }
    ret->pace = p;
    ret->paces = all.n;
    return rc;
}

void mk_usual_none(mk_arena *a, mk_usual *ret) { *ret = (mk_usual){ .taste = mk_taste_base_new(a), .ahead = band_of(NULL, 0), .price = band_of(NULL, 0) }; }

int mk_usual_learn(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, mk_usual *ret)
{
    mk_usual_none(cx->arena, ret);
    MK_TRY(tastes(cx, db, st, day, ret));
    MK_TRY(meters(cx, db, day, ret));
    return mk_answers_learn(cx, db, day, &ret->answers);
}

/* km a day of a car and of a bicycle, stated, until there are enough things of the kind. */
static double stated_rate(mk_str kind) { return mk_str_eqz(kind, "car") ? 40 : mk_str_eqz(kind, "bicycle") ? 8 : 0; }

mk_use mk_usual_use(const mk_usual *u, mk_str kind)
{
    for (size_t i = 0; i < u->paces; i++)
        if (mk_str_eq(u->pace[i].kind, kind) && u->pace[i].things >= THINGS) return (mk_use){ u->pace[i].a_day, OWN_DAYS, &u->pace[i].season };
    return (mk_use){ stated_rate(kind), OWN_DAYS, NULL };
}

void mk_usual_diagnostics_json(const mk_usual *u, mk_jsonw *w)
{
    mk_json_open(w, '{');
    mk_json_key(w, "sizes"), mk_json_open(w, '{');
    for (size_t i = 0; i < u->closets; i++) mk_json_key_str(w, u->closet[i].category), mk_json_int(w, (int64_t)u->closet[i].scale.n);
    mk_json_close(w);
    mk_json_key(w, "a_day"), mk_json_open(w, '{');
    for (size_t i = 0; i < u->paces; i++) mk_json_key_str(w, u->pace[i].kind), mk_json_real(w, mk_usual_use(u, u->pace[i].kind).a_day);
    mk_json_close(w);
    mk_json_key(w, "answers"), mk_json_open(w, '{');
    for (int k = MK_NEED_SIMILAR; k < MK_NEED_KINDS; k++) {
        mk_chance c = mk_chance_of(&u->answers, &(mk_answers){ 0 }, (mk_need_kind)k, mk_chance_stated((mk_need_kind)k));
        mk_json_key(w, mk_need_name((mk_need_kind)k)), mk_json_open(w, '{');
        mk_json_key(w, "answers"), mk_json_int(w, u->answers.all[k]);
        mk_json_key(w, "done"), mk_json_int(w, u->answers.done[k]);
        mk_json_key(w, "stated"), mk_json_real(w, mk_chance_stated((mk_need_kind)k));
        mk_json_key(w, "learnt"), mk_json_real(w, c.p);
        mk_json_close(w);
    }
    mk_json_close(w);
    if (u->ahead.known) mk_json_key(w, "days_ahead"), mk_json_real(w, exp(u->ahead.mean_log));
    mk_json_close(w);
}
