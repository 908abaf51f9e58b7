/* SPDX-License-Identifier: Apache-2.0
 * Evaluate: the money. What an order is worth (spend.h) times the orders that are foretold, raced against simpler ways. */
#include "evaluate_int.h"
#include "spend.h"
#include "vec.h"
#include <math.h>

enum { LEARNT_FROM = 20000, RACED_ON = 6000 };      /* customers, of more */

/* What one customer brought: up to a day as a history, in the `window` days before it, and from then to another day. */
typedef struct purse { mk_spend_history h; double past, after; int32_t first, last; uint32_t orders; } purse;

static int purse_of(mk_cx *cx, const mk_value_trial *t, size_t customer, int32_t now, int32_t window, int32_t to, purse *p)
{
    const mk_value_log *l = &t->log;
    memset(p, 0, sizeof *p);
    for (size_t i = l->from[customer], end = l->from[customer + 1]; i < end;) {
        mk_value_day d = mk_value_day_of(l, &i, end);
        if (d.day < l->first || d.day > to) continue;
        if (d.day > now) { p->after += (double)d.sum; continue; }
        if (d.order) {
            if (!p->orders) p->first = d.day;
            p->last = d.day;
            p->orders++;
        }
        if (p->orders && d.day > now - window) p->past += (double)d.sum;
        if (d.order || d.sum < 0) MK_TRY(mk_spend_history_add(cx, &p->h, d.day, d.sum, 0));
    }
    return 0;
}

/* How often he comes while he is a customer, by the model of orders. */
static double pace_of(const mk_value_trial *t, const mk_orders *m, const purse *p, int32_t now)
{
    const mk_season *clock = &t->model.season;
    return mk_orders_rate(m, p->orders - 1, mk_season_between(clock, p->first, p->last), mk_season_between(clock, p->first, now));
}

/* Some customers, chosen by the hash of who they are. */
typedef struct some { const uint32_t *who; size_t n, every; } some;

static some learnt_from(mk_cx *cx, const work *w)
{
    const mk_value_trial *t = w->t;
    uint64_t step = 1 + t->customers / LEARNT_FROM;
    uint32_t *who = mk_arena_alloc(cx->arena, sizeof *who * (t->log.customers + 1));
    size_t n = 0;
    for (size_t c = 0; c < t->log.customers; c++)
        if (w->person[c].cell != UINT32_MAX && (step == 1 || mk_hash(13, mk_value_log_name(&t->log, c)) % step == 0)) who[n++] = (uint32_t)c;
    return (some){ who, n, 1 };
}

/* What an order is worth, as of a day. */
static int fit(mk_cx *cx, const mk_value_trial *t, some of, const mk_orders *m, int32_t now, mk_spend_model *ret, mk_spend_diagnostics *ret_fit)
{
    mk_spend_summary *s = mk_spend_summary_new(cx->arena);
    for (size_t i = 0; i < of.n; i += of.every) {
        purse p;
        MK_TRY(purse_of(cx, t, of.who[i], now, 0, now, &p));
        if (p.orders) MK_TRY(mk_spend_summary_add(cx, s, &p.h, pace_of(t, m, &p, now)));
    }
    return mk_spend_fit(cx, s, ret, ret_fit);
}

/* How many orders he makes after a day, up to another. */
static double orders_of(const mk_value_trial *t, const mk_orders *m, const purse *p, int32_t now, int32_t to)
{
    const mk_season *clock = &t->model.season;
    double x = p->orders - 1, tx = mk_season_between(clock, p->first, p->last), T = mk_season_between(clock, p->first, now);
    return mk_orders_alive(m, x, tx, T) * mk_orders_mean(m, x, tx, T, mk_season_between(clock, now, to));
}

/* A model as it stood then, going on as today's does. */
static mk_orders going_on(const mk_race *r, const mk_orders *then, double span)
{
    mk_orders m = *then;
    m.tilt = r->tilt;
    m.span = span;
    m.pace = r->level;
    return m;
}

static void ways_of(const mk_value_trial *t, const mk_spend_model *spend, const mk_orders *m, const purse *p, int32_t now, double orders, double unmixed,
                    double said[MK_MONEY_WAYS])
{
    double worth = mk_spend_mean(spend, &p->h, pace_of(t, m, p, now));
    said[MK_MONEY_MODEL] = orders * worth;
    said[MK_MONEY_UNMIXED] = unmixed * worth;
    said[MK_MONEY_PAST] = fmax(0, p->past);
    said[MK_MONEY_OWN] = orders * fmax(0, (double)mk_spend_net(&p->h)) / p->orders;
}

/* The model, or it and a simpler way: decided on what came after the places in the past, by models learnt from what was known there.
 * mixed: the orders are foretold by several models. */
static int race(mk_cx *cx, mk_value_trial *t, some of, bool mixed)
{
    const mk_race *r = &t->fit.race;
    const mk_entrant *e = &r->entrant[r->chosen], *best = mixed ? &r->entrant[r->alone] : e;
    of.every = 1 + of.n / RACED_ON;
    mk_vec(mk_money_row) row = { 0 };
    for (int b = 0; b < r->backs; b++) {
        int32_t back = r->back[b], then = t->split - back;
        mk_orders m = going_on(r, &e->then[b], fmax(1, r->span - back)), one_model = going_on(r, &best->then[b], fmax(1, r->span - back));
        mk_spend_model spend;
        mk_spend_diagnostics unused;
        MK_TRY(fit(cx, t, of, &m, then, &spend, &unused));
        if (spend.state == MK_KNOWN_TOO_LITTLE) continue;
        for (size_t i = 0; i < of.n; i += of.every) {
            purse p;
            MK_TRY(purse_of(cx, t, of.who[i], then, back, t->split, &p));
            if (!p.orders) continue;
            double orders = orders_of(t, &m, &p, then, t->split);
            mk_money_row *one = mk_vec_push(cx->arena, &row);
            *one = (mk_money_row){ .actual = p.after, .place = b };
            ways_of(t, &spend, &m, &p, then, orders, best == e ? orders : orders_of(t, &one_model, &p, then, t->split), one->said);
        }
    }
    return mk_money_race_of(cx, row.p, row.n, &t->money_race);
}

static void add(mk_money_scores *s, double said, double came)
{
    s->customers++;
    s->actual += came;
    s->mean += said;
    s->absolute += fabs(said - came);
    s->square += (said - came) * (said - came);
}

static int by_orders(const void *a, const void *b)
{
    const mk_gg_cell *x = a, *y = b;
    if (x->orders != y->orders) return x->orders < y->orders ? -1 : 1;
    return (x->sum > y->sum) - (x->sum < y->sum);
}

enum { REPEATS_FROM = 200000 };

/* As it is published (Fader, Hardie 2013): repeat orders only, so that it can be held against other programs. What is used is spend.h. */
static int plain(mk_cx *cx, const work *w)
{
    mk_value_trial *t = w->t;
    const mk_value_log *l = &t->log;
    if (t->customers > REPEATS_FROM) return 0;
    mk_gg_cell *cell = MK_NEWN(cx->arena, mk_gg_cell, t->customers + 1);
    size_t n = 0;
    for (size_t c = 0; c < l->customers; c++) {
        mk_gg_cell one = { .n = 1 };
        bool first = true;
        if (w->person[c].cell == UINT32_MAX || w->person[c].orders < 2) continue;
        for (size_t i = l->from[c], end = l->from[c + 1]; i < end;) {
            mk_value_day d = mk_value_day_of(l, &i, end);
            if (!d.order || d.day < l->first || d.day > t->split) continue;
            if (!first) { one.orders++; one.sum += (double)d.sum; }
            first = false;
        }
        if (one.sum > 0) cell[n++] = one;
    }
    if (n < 10) return 0;
    qsort(cell, n, sizeof *cell, by_orders);
    t->repeat_spenders = n;
    /* The published places are those of means in whole cents; the likelihood is of the money as it was. */
    mk_gg_cell *cents = MK_NEWN(cx->arena, mk_gg_cell, n);
    for (size_t i = 0; i < n; i++) cents[i] = (mk_gg_cell){ 1, cell[i].orders, fmax(1, cell[i].orders * round(cell[i].sum / cell[i].orders)) };
    MK_TRY(mk_gg_fit_of(cx, mk_gg_data_new(cx->arena, cents, n), NULL, &t->repeats));
    double unused[3];
    t->repeats.loglik = mk_gg_loglik(mk_gg_data_new(cx->arena, cell, n), &t->repeats.model, unused, NULL);
    return 0;
}

int mk_trial_money(mk_cx *cx, work *w, const judging *j, float *ret_money)
{
    mk_value_trial *t = w->t;
    size_t n = 0, all = t->log.customers + 1;
    int32_t horizon = t->to - t->split;
    const mk_race *r = &t->fit.race;
    bool mixed = r->alone != r->chosen && !j->by_person;
    mk_orders one_model = going_on(r, &r->entrant[r->alone].fit.model, t->model.orders.span);
    some of = learnt_from(cx, w);
    MK_TRY(fit(cx, t, of, &t->model.orders, t->split, &t->spend, &t->spend_fit));
    if (t->spend.state == MK_KNOWN_TOO_LITTLE) return 0;
    MK_TRY(race(cx, t, of, mixed));
    MK_TRY(plain(cx, w));
    float *said = MK_NEWN(cx->arena, float, all), *past = MK_NEWN(cx->arena, float, all), *came = MK_NEWN(cx->arena, float, all);
    for (size_t c = 0; c + 1 < all; c++) {
        purse p;
        uint32_t cell = w->person[c].cell;
        if (cell == UINT32_MAX) continue;
        MK_TRY(purse_of(cx, t, c, t->split, horizon, t->to, &p));
        double way[MK_MONEY_WAYS], orders = (double)j->mean[j->by_person ? c : cell];
        ways_of(t, &t->spend, &t->model.orders, &p, t->split, orders, mixed && t->money_race.way == MK_MONEY_UNMIXED ? orders_of(t, &one_model, &p, t->split, t->to) : orders, way);
        double money = fmax(0, mk_money_said(&t->money_race, way));
        add(&t->money_model, way[MK_MONEY_MODEL], p.after);
        add(&t->money, money, p.after);
        add(&t->past_spend, way[MK_MONEY_PAST], p.after);
        ret_money[c] = (float)money;
        said[n] = (float)money;
        past[n] = (float)way[MK_MONEY_PAST];
        came[n++] = (float)fmax(0, p.after);
    }
    t->money_known = true;
    t->money.gini = mk_gini(cx->arena, said, came, n);
    t->past_spend.gini = mk_gini(cx->arena, past, came, n);
    return 0;
}
