/* SPDX-License-Identifier: Apache-2.0
 * Learning value: the model of orders that the base bears, and the one of money. */
#include <math.h>
#include "value_int.h"

enum { SPENDERS_LEAST = 5, SPENDERS_ENOUGH = 50, WIDE = 2000 };

/* CDNOW: p 6, q 3.7; one order varies by 40 % around a customer's mean, customers by a factor of two. */
static mk_gg_prior money_prior(double mean) { return (mk_gg_prior){ { log(4), log(4), log(mean) }, { 1, .7, 1 } }; }

static int fit_money(mk_cx *cx, const mk_gg_cell *cells, size_t n, mk_value_model *m, mk_value_diagnostics *d)
{
    double money = 0, orders = 0;
    for (size_t i = 0; i < n; i++) {
        d->spenders += cells[i].n;
        money += (double)cells[i].n * cells[i].sum;
        orders += (double)cells[i].n * cells[i].orders;
    }
    mk_gg_data *data = mk_gg_data_new(cx->arena, cells, n);
    mk_gg_prior prior = money_prior(orders > 0 ? money / orders : 1);
    mk_gg_fit f;
    d->money_prior_used = d->spenders < SPENDERS_ENOUGH;
    MK_TRY(mk_gg_fit_of(cx, data, d->money_prior_used ? &prior : NULL, &f));
    if (f.edge && !d->money_prior_used) {
        d->money_prior_used = true;
        MK_TRY(mk_gg_fit_of(cx, data, &prior, &f));
    }
    m->p = f.model.p;
    m->q = f.model.q;
    m->v = f.model.v;
    m->money_known = d->spenders >= SPENDERS_LEAST;
    d->money_loglik = f.loglik;
    memcpy(d->money_se, f.se, sizeof d->money_se);
    return 0;
}

/* What the model would have expected of the learning time, and its mean P(alive). */
static void look(mk_arena *arena, const mk_orders_cell *cells, size_t n, const mk_orders *m, mk_value_diagnostics *d)
{
    double *alive = MK_NEWN(arena, double, n + 1), sum = 0, repeats = 0, of_T = 0, T = -1;
    mk_orders then = *m;
    then.pace = 1;
    then.span = 0;
    if (mk_orders_plain(m)) mk_orders_alive_all(mk_orders_data_new(arena, cells, n), m, alive);
    else for (size_t i = 0; i < n; i++) alive[i] = mk_orders_still(m, cells[i].x, cells[i].tx, cells[i].T);
    for (size_t i = 0; i < n; i++) {
        sum += cells[i].n * alive[i];
        if (cells[i].T != T) of_T = mk_orders_expected(&then, T = cells[i].T);      /* the cells come in order of T first */
        repeats += cells[i].n * of_T;
    }
    d->mean_alive = d->race.buyers ? sum / (double)d->race.buyers : 0;
    d->expected_repeats = repeats;
}

static int fit_all(mk_cx *cx, const mk_value_summary *s, const mk_orders *only, mk_value_model *m, mk_value_diagnostics *d)
{
    MK_TRY(mk_value_race(cx, s, only, &d->race));
    const mk_entrant *e = &d->race.entrant[d->race.chosen];
    m->state = d->race.state;
    m->orders = e->fit.model;
    m->season = e->season ? d->race.season : d->race.open;
    m->orders.pace = d->race.level;
    m->beyond = d->race.beyond;
    m->orders.tilt = d->race.tilt;
    m->orders.span = d->race.tilt > 0 || d->race.tilt < 0 ? d->race.span : 0;
    m->alive_known = e->why != MK_VALUE_NO_DROPOUT && e->fit.model.kind != MK_NBD;
    m->wide = d->race.buyers < WIDE;
    memcpy(m->covariance, e->fit.covariance, sizeof m->covariance);
    memcpy(m->other_covariance, e->fit.other_covariance, sizeof m->other_covariance);
    mk_orders_cell *cells = mk_value_order_cells(cx->arena, s);
    if (m->season.known) cells = mk_value_in_season(cx->arena, &m->season, s->now, cells, s->orders.n);
    look(cx->arena, cells, s->orders.n, &m->orders, d);
    return fit_money(cx, mk_value_money_cells(cx->arena, s), s->money.n, m, d);
}

int mk_value_fit(mk_cx *cx, const mk_value_summary *s, const mk_orders *only, mk_value_model *ret, mk_value_diagnostics *ret_diagnostics)
{
    mk_value_model m = { .learnt_on = s->now };
    mk_value_diagnostics d = { 0 };
    mk_arena_mark mark = mk_arena_here(cx->arena);
    int rc = fit_all(cx, s, only, &m, &d);
    mk_arena_rewind(cx->arena, mark);
    if (rc < 0) return rc;
    *ret = m;
    *ret_diagnostics = d;
    return 0;
}
