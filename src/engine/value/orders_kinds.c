/* SPDX-License-Identifier: Apache-2.0
 * Two kinds of customers: businesses among people, guests beside regulars, those who leave at once beside those who stay. Each kind has a model of its
 * own, and of nobody it is known which kind he is of: his history tells how likely (a finite mixture; McLachlan & Peel 2000). One Gamma of rates and one
 * Beta of stopping stretch until they cover both, and are wrong of either (docs/maths/value.md 1). */
#include "minimize.h"
#include "orders_int.h"
#include "special.h"

enum { ONE = 4, BOTH = 2 * ONE + 1, FAR = 12 };

/* each: ln L of every cell and its gradient, by kind; n: customers of every cell; other: P(of the other kind); loglik: where it was last. */
typedef struct problem { mk_orders_data *d; mk_orders_kind kind; int k; mk_orders_prior prior; mk_of_cell *each[2]; double *n, *other, loglik; } problem;

/* x: the logarithms of the parameters of each kind, and the log-odds of the other's share. */
static mk_orders at(const problem *p, const double *x, int kind)
{
    mk_orders m = { p->kind, p->k, { 0 } };
    for (int i = 0; i < ONE; i++) m.p[i] = exp(x[kind * ONE + i]);
    return m;
}

/* Of L = (1-s) L_0 + s L_1, with z = P(of the other kind | his history) and o = ln z/(1-z):
 *   (ln L)' = (1-z) (ln L_0)' + z (ln L_1)' and z - s;  (ln L)'' = (1-z) (ln L_0)'' + z (ln L_1)'' - s(1-s) + z(1-z) o' o'^T
 * so the models' own gradient and Hessian with weights 1-z and z are nearly all of it. */
static double minus_posterior(const double *x, double *g, double *h, void *self)
{
    problem *p = self;
    mk_orders_data *d = p->d;
    double share = mk_logistic(x[BOTH - 1]), one = log1p(-share), other = log(share), slope[ONE], curve[ONE * ONE], p_of[2 * ONE], customers = 0, off = 0;
    memset(g, 0, sizeof *g * BOTH);
    memset(h, 0, sizeof *h * BOTH * BOTH);
    for (int i = 0; i < BOTH; i++)
        if (!(fabs(x[i] - (i == BOTH - 1 || i % ONE == 1 ? 0 : p->prior.mean[i % ONE])) < (i % ONE == 1 ? 2 * FAR : FAR))) return INFINITY;      /* a wall far outside anything meaningful */
    for (int kind = 0; kind < 2; kind++) {
        mk_orders m = at(p, x, kind);
        memcpy(p_of + kind * ONE, m.p, sizeof m.p);
        d->each = p->each[kind];
        mk_orders_loglik(d, &m, slope, NULL);
    }
    d->each = NULL;
    mk_sum f = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        double a = one + p->each[0][i].loglik, b = other + p->each[1][i].loglik, z = mk_logistic(b - a), v = p->n[i] * z * (1 - z), o[BOTH];
        mk_sum_add(&f, p->n[i] * (fmax(a, b) + log1p(exp(-fabs(a - b)))));
        p->other[i] = z;
        customers += p->n[i];
        off += p->n[i] * (z - share);
        for (int k = 0; k < ONE; k++) {
            o[k] = -p->each[0][i].g[k] * p_of[k];
            o[ONE + k] = p->each[1][i].g[k] * p_of[ONE + k];
        }
        o[BOTH - 1] = 1;
        for (int j = 0; j < BOTH; j++)
            for (int k = j; k < BOTH; k++) h[j * BOTH + k] -= v * o[j] * o[k];
    }
    for (int kind = 0; kind < 2; kind++) {
        mk_orders m = at(p, x, kind);
        for (size_t i = 0; i < d->n; i++) d->cells[i].n = p->n[i] * (kind ? p->other[i] : 1 - p->other[i]);
        mk_orders_loglik(d, &m, slope, curve);
        for (int j = 0; j < ONE; j++) {
            g[kind * ONE + j] = -slope[j];
            for (int k = j; k < ONE; k++) h[(kind * ONE + j) * BOTH + kind * ONE + k] -= curve[j * ONE + k];
        }
    }
    for (size_t i = 0; i < d->n; i++) d->cells[i].n = p->n[i];
    g[BOTH - 1] = -off;
    h[BOTH * BOTH - 1] += customers * share * (1 - share);
    for (int j = 0; j < BOTH; j++)
        for (int k = 0; k < j; k++) h[j * BOTH + k] = h[k * BOTH + j];
    double prior = 0;
    for (int kind = 0; kind < 2; kind++) prior += mk_orders_prior_at(&p->prior, ONE, p->k, x + kind * ONE, g + kind * ONE, h + kind * ONE * (BOTH + 1), BOTH);
    g[BOTH - 1] += 2 * share - 1;                           /* one customer more of either kind */
    h[BOTH * BOTH - 1] += 2 * share * (1 - share);
    p->loglik = mk_sum_of(&f);
    return prior - p->loglik - one - other;
}

/* Of a base of one kind: a seventh who come three times as often, and stay longer. */
static void first_guess(const mk_orders *m, double *x)
{
    static const double more[BOTH] = { 1, 1.5, 1.2, 1, 2, .5, 1, 2 };
    for (int i = 0; i < 2 * ONE; i++) x[i] = log((m->share > 0 && i >= ONE ? m->other[i - ONE] : m->p[i % ONE]) * (m->share > 0 ? 1 : more[i]));
    x[BOTH - 1] = mk_log_odds(m->share > 0 ? m->share : .15);
}

int mk_orders_kinds_fit_of(mk_cx *cx, mk_orders_data *d, double sum_ln_itt, const mk_orders *start, mk_orders_fit *ret)
{
    mk_arena_mark mark = mk_arena_here(cx->arena);
    problem p = { d, start->kind, start->k, mk_orders_prior_of(d, start->kind), { MK_NEWN(cx->arena, mk_of_cell, d->n + 1), MK_NEWN(cx->arena, mk_of_cell, d->n + 1) },
                  MK_NEWN(cx->arena, double, d->n + 1), MK_NEWN(cx->arena, double, d->n + 1) };
    for (size_t i = 0; i < d->n; i++) p.n[i] = d->cells[i].n;
    double x[BOTH], g[BOTH], h[BOTH * BOTH];
    mk_minimum min;
    first_guess(start, x);
    int rc = mk_minimize_exact(cx, minus_posterior, &p, x, BOTH, 1, &min);
    if (rc == 0) {
        bool swap = x[BOTH - 1] > 0;                        /* the other kind is the smaller one */
        *ret = (mk_orders_fit){ .model = at(&p, x, swap), .converged = min.converged, .edge = !min.curved, .prior_used = true, .iterations = min.iterations, .evaluations = min.evaluations };
        mk_orders other = at(&p, x, !swap);
        memcpy(ret->model.other, other.p, sizeof other.p);
        ret->model.share = mk_logistic(swap ? -x[BOTH - 1] : x[BOTH - 1]);
        for (int kind = 0; kind < 2; kind++)
            for (int i = 0; i < ONE; i++) {
                int from = (kind ? !swap : swap) * ONE;
                for (int k = 0; k < ONE; k++) (kind ? ret->other_covariance : ret->covariance)[i * ONE + k] = min.curved ? min.covariance[(from + i) * BOTH + from + k] : 0;
                double se = min.curved ? sqrt(min.covariance[(from + i) * (BOTH + 1)]) : NAN;
                (kind ? ret->other_se : ret->se)[i] = se;
                ret->edge |= !(se < 4);
            }
        ret->share_se = min.curved ? sqrt(min.covariance[BOTH * BOTH - 1]) * ret->model.share * (1 - ret->model.share) : NAN;
        minus_posterior(x, g, h, &p);
        ret->loglik = p.loglik + mk_orders_regular(d, p.k, sum_ln_itt);
    }
    mk_arena_rewind(cx->arena, mark);
    return rc;
}
