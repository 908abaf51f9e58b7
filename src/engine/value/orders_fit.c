/* SPDX-License-Identifier: Apache-2.0
 * Fitting a model of orders: its prior, its starts, and what its errors say. */
#include "minimize.h"
#include "orders_int.h"

/* Centres: the middle of the five public bases of docs/maths/value.md (r .24-1.4, a .35-1.3, b .7-8.9, s .39-.61, beta .1-.5 of T). The
 * spread is a factor of three to five either way, so that a few hundred customers outweigh it. The rate has the base's own scale. */
mk_orders_prior mk_orders_prior_of(const mk_orders_data *d, mk_orders_kind kind)
{
    double rate = (d->repeats + .5) / (d->days + 30), age = (d->days + 30) / (d->customers + 1);
    if (kind == MK_PARETO) return (mk_orders_prior){ { log(.6), log(2 * rate), log(.6), log(.3 * age) }, { 1, 1.2, 1.2, 1.2 } };
    return (mk_orders_prior){ { log(.5), log((kind == MK_NBD ? 1 : 2) * rate), log(.7), log(2.5) }, { 1, 1.2, 1.2, 1.2 } };
}

double mk_orders_prior_at(const mk_orders_prior *prior, int n, int k, const double *x, double *g, double *h, int row)
{
    double f = 0;
    for (int i = 0; i < n; i++) {
        double v = i == 1 ? x[0] - x[1] - log(k) : x[i], u = (v - prior->mean[i]) / prior->sd[i], s = u / prior->sd[i];
        double c = 1 / (prior->sd[i] * prior->sd[i]);
        f += u * u / 2;
        if (i == 1) {
            g[0] += s; g[1] -= s;
            h[0] += c; h[1] -= c; h[row] -= c; h[row + 1] += c;
        } else {
            g[i] += s;
            h[i * row + i] += c;
        }
    }
    return f;
}

typedef struct problem { mk_orders_data *d; mk_orders_kind kind; int k, n; const mk_orders_prior *prior; double age; } problem;

static mk_orders at(const problem *p, const double *x)
{
    mk_orders m = { p->kind, p->k, { 0 } };
    for (int i = 0; i < p->n; i++) m.p[i] = exp(x[i]);
    return m;
}

/* How far a parameter is from the scale of the data: those of time are measured in mean ages. */
static double away(const problem *p, int i, double x)
{
    return fabs(mk_orders_is_time(p->kind, i) ? x - log(p->age) : x);
}

static double minus_posterior(const double *x, double *g, double *h, void *self)
{
    problem *p = self;
    int n = p->n;
    for (int i = 0; i < n; i++)
        if (!(away(p, i, x[i]) < 25)) return INFINITY;          /* a wall far outside anything meaningful */
    mk_orders m = at(p, x);
    double f = -mk_orders_loglik(p->d, &m, g, h);
    for (int i = 0; i < n; i++) g[i] = -g[i];
    for (int i = 0; i < n * n; i++) h[i] = -h[i];
    return p->prior ? f + mk_orders_prior_at(p->prior, n, p->k, x, g, h, n) : f;
}

static void first_guess(const problem *p, int s, double *x)
{
    static const double starts[][3] = { { .5, .7, 2.5 }, { 1.5, .2, 1 }, { .3, 2, 6 } };               /* r, a, b */
    static const double pareto[][3] = { { .55, .6, .35 }, { 1.5, .3, .1 }, { .8, 1.5, 2 } };           /* r, s, beta in mean ages */
    double rate = (p->d->repeats + .5) / (p->d->days + 1);
    const double *v = p->kind == MK_PARETO ? pareto[s] : starts[s];
    x[0] = log(v[0]);
    x[1] = log(v[0] / ((p->kind == MK_NBD ? 1 : 2) * rate * p->k));
    x[2] = log(v[1]);
    x[3] = log(p->kind == MK_PARETO ? v[2] * p->age : v[2]);
}

enum { STARTS = 3 };

int mk_orders_fit_of(mk_cx *cx, mk_orders_data *d, mk_orders_kind kind, int k, double sum_ln_itt, const mk_orders_prior *prior,
                     const mk_orders *start, mk_orders_fit *ret)
{
    problem p = { d, kind, k, mk_orders_parameters(kind), prior, (d->days + 1) / (d->customers + 1) };
    double best = INFINITY;
    memset(ret, 0, sizeof *ret);
    ret->model.kind = kind;
    ret->model.k = k;
    ret->prior_used = prior != NULL;
    for (int s = start ? -1 : 0; s < STARTS; s++) {
        if (best < INFINITY && ret->converged && !ret->edge) break;
        double x[4];
        mk_minimum min;
        if (s < 0) for (int i = 0; i < p.n; i++) x[i] = log(start->p[i]);
        else first_guess(&p, s, x);
        MK_TRY(mk_minimize_exact(cx, minus_posterior, &p, x, p.n, 1.5, &min));
        ret->iterations += min.iterations;
        ret->evaluations += min.evaluations;
        bool again = fabs(min.f - best) < .05;          /* another start leads to the same edge: it is one */
        if (min.f < best - 1e-7) best = min.f;
        else if (again) break;
        else continue;
        ret->model = at(&p, x);
        ret->converged = min.converged;
        ret->edge = !min.curved;
        for (int i = 0; i < p.n * p.n; i++) ret->covariance[i] = min.curved ? min.covariance[i] : 0;
        for (int i = 0; i < p.n; i++) {
            ret->se[i] = min.curved ? sqrt(min.covariance[i * (p.n + 1)]) : NAN;
            if (!(ret->se[i] < 4) || away(&p, i, x[i]) > 12) ret->edge = true;
        }
        if (again) break;
    }
    if (!isfinite(best)) {
        double x[4];
        first_guess(&p, 0, x);
        ret->model = at(&p, x);
        ret->edge = true;
    }
    ret->loglik = mk_orders_loglik(d, &ret->model, NULL, NULL) + mk_orders_regular(d, k, sum_ln_itt);
    return 0;
}

bool mk_orders_nobody_stops(const mk_orders_data *d, const mk_orders *m)
{
    if (m->kind == MK_NBD) return true;
    if (m->kind == MK_PARETO) return -expm1(-m->p[2] * log1p(d->longest / m->p[3])) < .01;
    return m->p[2] / (m->p[2] + m->p[3]) < 1e-3;
}
