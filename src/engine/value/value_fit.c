/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "value_int.h"

/* Below the first number of each pair nothing is said; below the second it is called little and a prior helps. */
enum { BUYERS_LEAST = 30, BUYERS_ENOUGH = 200, REPEATERS_LEAST = 5, REPEATERS_ENOUGH = 50, SPENDERS_LEAST = 10, SPENDERS_ENOUGH = 50 };

/* Centres: the middle of the five public bases of docs/maths/value.md (r .24-.61, a .35-1.3, b .7-8.9). The spread is a
 * factor of three to five either way, so that a few hundred customers outweigh it. The rate has the base's own scale. */
static mk_bg_prior order_prior(double rate)
{
    return (mk_bg_prior){ { log(.5), log(2 * rate), log(.7), log(2.5) }, { 1, 1.2, 1.2, 1.2 } };
}

/* CDNOW: p 6, q 3.7; one order varies by 40 % around a customer's mean, customers by a factor of two. */
static mk_gg_prior money_prior(double mean) { return (mk_gg_prior){ { log(4), log(4), log(mean) }, { 1, .7, 1 } }; }

static int fit_orders(mk_cx *cx, const mk_bg_cell *cells, size_t n, mk_value_model *m, mk_value_diagnostics *d)
{
    double days = 0;
    for (size_t i = 0; i < n; i++) {
        days += (double)cells[i].n * cells[i].T;
        d->buyers += cells[i].n;
        d->orders += cells[i].n * (cells[i].x + 1);
        if (cells[i].x) d->repeaters += cells[i].n;
    }
    mk_bg_data *data = mk_bg_data_new(cx->arena, cells, n);
    mk_bg_prior prior = order_prior(((double)(d->orders - d->buyers) + .5) / (days + 30));
    bool little = d->buyers < BUYERS_ENOUGH || d->repeaters < REPEATERS_ENOUGH;
    if (d->buyers < BUYERS_LEAST || d->repeaters < REPEATERS_LEAST) {
        d->why = d->buyers < BUYERS_LEAST ? MK_VALUE_FEW_CUSTOMERS : MK_VALUE_FEW_REPEATERS;
        d->state = MK_VALUE_TOO_LITTLE;
    } else if (little) {
        d->why = d->buyers < BUYERS_ENOUGH ? MK_VALUE_FEW_CUSTOMERS : MK_VALUE_FEW_REPEATERS;
        d->state = MK_VALUE_LITTLE;
    } else {
        d->state = MK_VALUE_ENOUGH;
    }
    mk_bg_fit form[2];
    bool edge = false, still = true;                    /* still: nobody is seen to stop, in either form */
    for (int k = 0; k < 2; k++) {
        MK_TRY(mk_bg_fit_of(cx, data, k, little ? &prior : NULL, &form[k]));
        edge |= form[k].edge || !form[k].converged;
        still &= form[k].model.a / (form[k].model.a + form[k].model.b) < 1e-3;
        d->iterations += form[k].iterations;
    }
    d->prior_used = little;
    if (edge && !little) {                              /* both again with the prior, so that they can be compared */
        d->prior_used = true;
        d->why = still ? MK_VALUE_NO_DROPOUT : MK_VALUE_ODD;
        for (int k = 0; k < 2; k++) {
            MK_TRY(mk_bg_fit_of(cx, data, k, &prior, &form[k]));
            d->iterations += form[k].iterations;
        }
    }
    int k = form[1].loglik >= form[0].loglik;
    const mk_bg_fit *f = &form[k];
    m->modified = k;
    m->r = f->model.r;
    m->alpha = f->model.alpha;
    m->a = f->model.a;
    m->b = f->model.b;
    memcpy(m->covariance, f->covariance, sizeof m->covariance);
    m->alive_known = d->why != MK_VALUE_NO_DROPOUT;
    d->converged = f->converged;
    d->loglik = f->loglik;
    d->loglik_other = form[!k].loglik;
    memcpy(d->se, f->se, sizeof d->se);
    double alive;
    mk_bg_check(data, &f->model, &alive, &d->expected_repeats);
    d->mean_alive = d->buyers ? alive / (double)d->buyers : 0;
    return 0;
}

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

int mk_value_fit(mk_cx *cx, const mk_value_summary *s, mk_value_model *ret, mk_value_diagnostics *ret_diagnostics)
{
    mk_value_model m = { .learnt_on = s->now };
    mk_value_diagnostics d = { .customers = s->customers, .cells = s->orders.n };
    mk_arena_mark mark = mk_arena_here(cx->arena);
    int rc = fit_orders(cx, mk_value_order_cells(cx->arena, s), s->orders.n, &m, &d);
    if (rc == 0) rc = fit_money(cx, mk_value_money_cells(cx->arena, s), s->money.n, &m, &d);
    mk_arena_rewind(cx->arena, mark);
    if (rc < 0) return rc;
    m.state = d.state;
    *ret = m;
    *ret_diagnostics = d;
    return 0;
}
