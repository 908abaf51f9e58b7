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
double mk_gg_loglik(mk_gg_data *d, const mk_gg *m, double gradient[3], double hessian[9])
{
    double lgq = mk_lgamma(m->q), psiq = mk_digamma(m->q), lv = log(m->v), triq = mk_trigamma(m->q);
    double g[3] = { 0 }, h[9] = { 0 }, lg = 0, psi = 0, psin = 0, pn = 0, tri = 0, trin = 0;
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
            tri = mk_trigamma(pn + m->q);
            trin = mk_trigamma(pn);
        }
        double k = (double)c->n, both = log(m->v + c->sum), ls = d->log_sum[i];
        mk_sum_add(&f, k * (lg - lgq + m->q * (lv - both) + pn * (ls - both) - ls + log(orders)));
        g[0] += k * orders * (psi - psin + ls - both);
        g[1] += k * (psi - psiq + lv - both);
        double inverse = 1 / (m->v + c->sum), n = orders;
        g[2] += k * (m->q / m->v - (pn + m->q) * inverse);
        h[0] += k * n * n * (tri - trin);
        h[1] += k * n * tri;
        h[2] -= k * n * inverse;
        h[4] += k * (tri - triq);
        h[5] += k * (1 / m->v - inverse);
        h[8] += k * ((pn + m->q) * inverse * inverse - m->q / (m->v * m->v));
    }
    h[3] = h[1], h[6] = h[2], h[7] = h[5];
    memcpy(gradient, g, sizeof g);
    if (hessian) memcpy(hessian, h, sizeof h);
    return mk_sum_of(&f);
}

typedef struct problem { mk_gg_data *d; const mk_gg_prior *prior; } problem;

static mk_gg at(const double *x) { return (mk_gg){ exp(x[0]), MK_GG_LEAST + exp(x[1]), exp(x[2]) }; }

static double minus_posterior(const double *x, double *g, double *h, void *self)
{
    problem *p = self;
    for (int i = 0; i < 3; i++)
        if (!(fabs(x[i]) < 45)) return INFINITY;
    mk_gg m = at(x);
    double f = -mk_gg_loglik(p->d, &m, g, h), dq = m.q - MK_GG_LEAST, by[3] = { m.p, dq, m.v };
    for (int i = 0; i < 3; i++) {
        g[i] *= -by[i];
        for (int j = 0; j < 3; j++) h[i * 3 + j] *= -by[i] * by[j];
        h[i * 4] += g[i];
    }
    if (p->prior) {
        /* y = (x0, ln q, x0 + x2 - ln q): their gradients, and the second derivative of ln q */
        double y[3] = { x[0], log(m.q), x[0] + x[2] - log(m.q) }, s[3], e = dq / m.q, curve = e * (1 - e);
        double by_x[3][3] = { { 1, 0, 0 }, { 0, e, 0 }, { 1, -e, 1 } };
        for (int i = 0; i < 3; i++) {
            double sd = p->prior->sd[i], u = (y[i] - p->prior->mean[i]) / sd;
            f += u * u / 2;
            s[i] = u / sd;
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++) h[a * 3 + b] += by_x[i][a] * by_x[i][b] / (sd * sd);
        }
        h[4] += (s[1] - s[2]) * curve;
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
        if (s && ret->converged && !ret->edge) break;
        double p = starts[s][0], q = starts[s][1];
        double x[3] = { log(p), log(q - MK_GG_LEAST), log(d->mean * (q - 1) / p) };
        problem pr = { d, prior };
        mk_minimum min;
        MK_TRY(mk_minimize_exact(cx, minus_posterior, &pr, x, 3, 2, &min));
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
    ret->loglik = mk_gg_loglik(d, &ret->model, g, NULL);
    return 0;
}
