/* SPDX-License-Identifier: Apache-2.0
 * What comes: P(alive), and the distribution of orders ahead as a mixture of negative binomials. No 2F1, no pole at a = 1 or s = 1. */
#include "orders_int.h"
#include "quadrature.h"

double mk_orders_alive(const mk_orders *m, double x, double tx, double T)
{
    return m->kind == MK_PARETO ? mk_pareto_alive(m, x, tx, T) : mk_cnbd_alive(m, x, tx, T);
}

void mk_ahead_part(mk_ahead *w, double weight, double shape, double rate, double t)
{
    int i = w->parts++;
    w->part[i].weight = weight;
    w->part[i].shape = shape;
    w->part[i].z = t / (rate + t);
    w->part[i].above = 1;
    w->part[i].log_at = -shape * log1p(t / rate);
    w->part[i].at = exp(w->part[i].log_at);
    w->part[i].count = 0;
}

/* One more of the hidden stream in part i. */
static void advance(mk_ahead *w, int i)
{
    double n = w->part[i].count, up = w->part[i].z * (w->part[i].shape + n) / (n + 1), was = w->part[i].at;
    double above = n == 0 ? -expm1(w->part[i].log_at) : w->part[i].above - was;
    if (w->part[i].log_at < -650) {                     /* below the smallest double: go on in logarithms */
        w->part[i].log_at += log(up);
        w->part[i].at = exp(w->part[i].log_at);
    } else {
        w->part[i].at = was * up;
    }
    w->part[i].above = above > 0 ? above : 0;
    w->part[i].count = n + 1;
}

static void sum_up(mk_ahead *w)
{
    double sum = 0;
    for (int i = 0; i < w->parts; i++) sum += w->part[i].weight * w->part[i].above;
    w->tail = w->stays * sum;
}

void mk_ahead_begin(mk_ahead *w)
{
    w->parts = 0;
    w->k = 1;
    w->n = 1;
    w->stays = 1;
    w->a = 0;
    w->b = 1;
}

void mk_ahead_end(mk_ahead *w)
{
    for (int i = 0; i < w->parts; i++) advance(w, i);
    sum_up(w);
}

void mk_ahead_init(mk_ahead *w, const mk_orders *m, double x, double tx, double T, double t)
{
    double stage[MK_REGULAR_MOST] = { 1 }, shape = m->p[0] + m->k * x, rate = m->p[1] + T;
    w->parts = 0;
    w->k = m->k;
    w->n = 1;
    w->stays = 1;
    w->a = m->kind == MK_BG || m->kind == MK_MBG ? m->p[2] : 0;
    w->b = m->p[3] + x + (m->kind == MK_MBG);
    double pace = mk_orders_pace(m, T);
    if (!(t > 0)) t = 0;
    if (m->kind == MK_PARETO) {                         /* he stops at T + u: density s (beta+T)^s (beta+T+u)^-(s+1) */
        double s = m->p[2], at = m->p[3] + T, far = log1p(t / at), end = s * far > 60 ? 60 / s : far;
        double fall = exp(-s * far), left = end < far ? 0 : fall;
        mk_gauss q = mk_gauss_of(shape * pace * t / (rate + t) > 12 || s * end > 4 ? 32 : 16);
        double sum = 0;
        for (int i = 0; i < q.n; i++) {
            double v = end * q.x[i], p = q.w[i] * end * s * exp(-s * v);
            mk_ahead_part(w, p, shape, rate, pace * at * expm1(v));
            sum += p;
        }
        for (int i = 0; i < q.n && sum > 0; i++) w->part[i].weight *= (1 - left) / sum;
        mk_ahead_part(w, left, shape, rate, pace * t);
        for (int i = 0; i < w->parts; i++) advance(w, i);
    } else {
        if (m->k > 1) mk_cnbd_stages(m, x, tx, T, stage);
        for (int j = 0; j < m->k; j++) {
            mk_ahead_part(w, stage[j], shape + j, rate, pace * t);
            for (int i = j; i < m->k; i++) advance(w, j);
        }
    }
    sum_up(w);
}

void mk_ahead_step(mk_ahead *w)
{
    for (int i = 0; i < w->parts; i++)
        for (int j = 0; j < w->k; j++) advance(w, i);
    if (w->a > 0) w->stays *= 1 - w->a / (w->a + w->b + w->n - 1);
    w->n++;
    sum_up(w);
}

double mk_orders_mean(const mk_orders *m, double x, double tx, double T, double t)
{
    if (!(t > 0)) return 0;
    double shape = m->p[0] + x, rate = (m->p[1] + T) / mk_orders_pace(m, T);
    if (m->kind == MK_PARETO) {                         /* (r+x)/(alpha+T) times the expected time before he stops */
        double s = m->p[2] - 1, at = m->p[3] + T, L = log1p(t / at);
        return shape / rate * at * (fabs(s * L) < 1e-8 ? L : -expm1(-s * L) / s);
    }
    if (m->kind == MK_NBD && m->k == 1) return shape / rate * t;
    mk_ahead w;
    mk_ahead_init(&w, m, x, tx, T, t);
    double sum = 0, far = 1e-11 * (1 - w.part[0].z);    /* what is left out is below tail / (1 - z) */
    for (; w.tail > 1e-15 && w.tail > far * sum && w.n < 200000; mk_ahead_step(&w)) sum += w.tail;
    return sum;
}

double mk_orders_expected(const mk_orders *m, double t)
{
    double went_on = m->kind == MK_MBG ? m->p[3] / (m->p[2] + m->p[3]) : 1;     /* after the first order */
    return went_on * mk_orders_mean(m, 0, 0, 0, t);
}

double mk_orders_next(const mk_orders *m, double x, double tx, double T, double t)
{
    mk_orders stays = *m;
    if (!(t > 0)) return 0;
    if (m->kind == MK_PARETO) stays.kind = MK_NBD;
    mk_ahead w;
    mk_ahead_init(&w, &stays, x, tx, T, t);
    return w.tail;
}
