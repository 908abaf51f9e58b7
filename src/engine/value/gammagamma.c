/* SPDX-License-Identifier: Apache-2.0 */
#include "gammagamma.h"
#include "special.h"
#include "sum.h"

struct mk_gg_data {
    const mk_gg_cell *cells;
    size_t n;
    double *log_sum;
    double customers, mean;
};

mk_gg_data *mk_gg_data_new(mk_arena *arena, const mk_gg_cell *cells, size_t n)
{
    mk_gg_data *d = MK_NEW(arena, mk_gg_data);
    *d = (mk_gg_data){ .cells = cells, .n = n, .log_sum = MK_NEWN(arena, double, n + 1) };
    double money = 0, orders = 0;
    for (size_t i = 0; i < n; i++) {
        d->log_sum[i] = log(cells[i].sum);
        d->customers += (double)cells[i].n;
        money += (double)cells[i].n * cells[i].sum;
        orders += (double)cells[i].n * cells[i].orders;
    }
    d->mean = orders > 0 ? money / orders : 1;
    return d;
}

/* Fader & Hardie 2013 eq. 1a, of the mean z of n orders, S = n z:
 * ln Gamma(pn+q) - ln Gamma(pn) - ln Gamma(q) + q ln(v/(v+S)) + pn ln(S/(v+S)) - ln z. */
double mk_gg_loglik(mk_gg_data *d, const mk_gg *m, double gradient[3])
{
    double lgq = mk_lgamma(m->q), psiq = mk_digamma(m->q), lv = log(m->v);
    double g[3] = { 0 }, lg = 0, psi = 0, psin = 0, pn = 0;
    uint32_t orders = 0;
    mk_sum f = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        const mk_gg_cell *c = &d->cells[i];
        if (c->orders != orders) {
            orders = c->orders;
            pn = m->p * orders;
            lg = mk_lgamma(pn + m->q) - mk_lgamma(pn);
            psi = mk_digamma(pn + m->q);
            psin = mk_digamma(pn);
        }
        double k = (double)c->n, both = log(m->v + c->sum), ls = d->log_sum[i];
        mk_sum_add(&f, k * (lg - lgq + m->q * (lv - both) + pn * (ls - both) - ls + log(orders)));
        g[0] += k * orders * (psi - psin + ls - both);
        g[1] += k * (psi - psiq + lv - both);
        g[2] += k * (m->q / m->v - (pn + m->q) / (m->v + c->sum));
    }
    memcpy(gradient, g, sizeof g);
    return mk_sum_of(&f);
}

typedef struct problem { mk_gg_data *d; const mk_gg_prior *prior; } problem;

static mk_gg at(const double *x) { return (mk_gg){ exp(x[0]), MK_GG_LEAST + exp(x[1]), exp(x[2]) }; }

static double minus_posterior(const double *x, double *g, void *self)
{
    problem *p = self;
    for (int i = 0; i < 3; i++)
        if (!(fabs(x[i]) < 45)) return INFINITY;
    mk_gg m = at(x);
    double f = -mk_gg_loglik(p->d, &m, g), dq = m.q - MK_GG_LEAST;
    g[0] *= -m.p;
    g[1] *= -dq;
    g[2] *= -m.v;
    if (p->prior) {
        double y[3] = { x[0], log(m.q), x[0] + x[2] - log(m.q) }, s[3];
        for (int i = 0; i < 3; i++) {
            double u = (y[i] - p->prior->mean[i]) / p->prior->sd[i];
            f += u * u / 2;
            s[i] = u / p->prior->sd[i];
        }
        g[0] += s[0] + s[2];
        g[1] += (s[1] - s[2]) * dq / m.q;
        g[2] += s[2];
    }
    return f;
}

int mk_gg_fit_of(mk_cx *cx, mk_gg_data *d, const mk_gg_prior *prior, mk_gg_fit *ret)
{
    static const double starts[][2] = { { 4, 4 }, { 1, 2 }, { 15, 8 } };      /* p, q */
    double best = INFINITY;
    memset(ret, 0, sizeof *ret);
    for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
        if (s && d->n > 20000 && ret->converged && !ret->edge) break;      /* as for orders */
        double p = starts[s][0], q = starts[s][1];
        double x[3] = { log(p), log(q - MK_GG_LEAST), log(d->mean * (q - 1) / p) };
        problem pr = { d, prior };
        mk_minimum min;
        MK_TRY(mk_minimize(cx, minus_posterior, &pr, x, 3, 2, &min));
        ret->iterations += min.iterations;
        if (!(min.f < best - 1e-7)) continue;
        best = min.f;
        ret->model = at(x);
        ret->converged = min.converged;
        for (int i = 0; i < 3; i++) ret->se[i] = min.curved ? sqrt(min.covariance[i * 4]) : NAN;
        ret->edge = !min.curved || ret->model.q < MK_GG_LEAST + .1 || ret->model.p > 1e4 || ret->model.q > 1e4;
        for (int i = 0; i < 3; i++) ret->edge |= !(ret->se[i] < 4);
        ret->se[1] *= (ret->model.q - MK_GG_LEAST) / ret->model.q;
    }
    double g[3];
    ret->loglik = mk_gg_loglik(d, &ret->model, g);
    return 0;
}

double mk_gg_below(const mk_gg *m, double orders, double sum, double k, double s)
{
    if (!(s > 0)) return 0;
    return mk_beta_inc(m->p * k, m->q + m->p * orders, s / (s + m->v + sum));
}
