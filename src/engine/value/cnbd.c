/* SPDX-License-Identifier: Apache-2.0
 * NBD, BG and MBG with regularity k: likelihood, P(alive), stages. Everything is written with ratios of Gamma functions whose
 * arguments differ by a whole number, that is with plain sums of logarithms: nothing cancels for a -> 0 or large b, where a
 * difference of ln Gamma has no digits left. */
#include "orders_int.h"
#include "special.h"

/* For each distinct x, with m = 1 in MBG, 0 else, i counting from 0:
 *   g    = ln Gamma(r+kx)/Gamma(r)          = sum_{i<kx} ln(r+i)
 *   s    = ln B(a,b+x+m)/B(a,b)             = sum_{i<x+m} ln (b+i)/(a+b+i)
 *   stop = B(a+1,b+x+m-1)/B(a,b+x+m)        = a/(b+x+m-1)
 *   c_j  = Gamma(r+kx+j)/(Gamma(r+kx) j!)   and h1, h2: the sums over i < j of 1/(r+kx+i) and its square */
static void prepare(mk_orders_data *d, const mk_orders *m)
{
    mk_of_x t = { 0 };
    double r = m->p[0], alpha = m->p[1], a = m->p[2], b = m->p[3];
    uint64_t i = 0, j = 0, more = m->kind == MK_MBG;
    for (size_t at = 0; at < d->nx; at++) {
        uint64_t x = d->x[at];
        for (; i < x * (uint64_t)m->k; i++) {
            double v = 1 / (r + (double)i);
            t.g += log(r + (double)i);
            t.dr += v;
            t.drr -= v * v;
        }
        t.log_stop = -INFINITY;
        if (m->kind != MK_NBD) {
            for (; j < x + more; j++) {
                double bj = b + (double)j, ab = a + bj;
                t.s -= log1p(a / bj);
                t.da -= 1 / ab;
                t.db += a / (bj * ab);
                t.daa += 1 / (ab * ab);
                t.dbb -= a * (ab + bj) / (bj * bj * ab * ab);
            }
            if (x + more) {
                t.stop = a / (b + (double)(x + more - 1));
                t.log_stop = log(t.stop);
            }
        }
        double shape = r + (double)x * m->k;
        t.c[0] = 1;
        for (int s = 1; s < m->k; s++) {
            double v = 1 / (shape + s - 1);
            t.c[s] = t.c[s - 1] / (v * s);
            t.h1[s] = t.h1[s - 1] + v;
            t.h2[s] = t.h2[s - 1] + v * v;
        }
        d->of_x[at] = t;
    }
    for (size_t at = 0; at < d->ndays; at++) d->of_day[at] = (mk_of_day){ log1p(d->day[at] / alpha), 1 / (alpha + d->day[at]) };
}

/* ln S and its derivatives by r and alpha; S = sum_{j<k} c_j u^j, u = (T - t_x)/(alpha + T). */
typedef struct stage_sum { double log, r, al, rr, ra, aa; } stage_sum;

static stage_sum stages(const mk_of_x *X, int k, double u, double inverse)
{
    double S = 0, r = 0, al = 0, rr = 0, ra = 0, aa = 0, p = 1;
    for (int j = 0; j < k; j++, p *= u) {
        double v = X->c[j] * p, h = X->h1[j];
        S += v;
        r += v * h;
        rr += v * (h * h - X->h2[j]);
        al += v * j;
        ra += v * h * j;
        aa += v * j * (j + 1);
    }
    r /= S;
    al *= -inverse / S;
    return (stage_sum){ log(S), r, al, rr / S - r * r, -ra * inverse / S - r * al, aa * inverse * inverse / S - al * al };
}

/* Reutterer, Platzer, Schroeder 2021, eq. 4 (k = 1: Fader, Hardie, Lee 2005 eq. 6), without prod itt^(k-1)/Gamma(k):
 * ln L = g + s + r ln alpha - (r+kx) ln(alpha+T) + ln S + ln(1 + e^o), o = ln stop + (r+kx) ln((alpha+T)/(alpha+t_x)) - ln S. */
double mk_cnbd_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian)
{
    prepare(d, m);
    double r = m->p[0], alpha = m->p[1], a = m->kind == MK_NBD ? 1 : m->p[2], la = log(alpha);
    bool more = gradient || hessian;
    mk_sum f = { 0 };
    double g[4] = { 0 }, h[16] = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        const mk_ocell *c = &d->cells[i];
        const mk_of_x *X = &d->of_x[c->x];
        const mk_of_day *end = &d->of_day[c->T], *last = &d->of_day[c->tx];
        double kx = (double)d->x[c->x] * m->k, shape = r + kx, w = 0, alive = 0, ratio = end->log - last->log;
        stage_sum S = { 0 };
        if (m->k > 1) S = stages(X, m->k, (d->day[c->T] - d->day[c->tx]) * end->inverse, end->inverse);
        if (X->stop > 0) alive = mk_or_stopped(X->log_stop + shape * ratio - S.log, &w);
        double one = X->g + X->s - shape * end->log - kx * la + S.log + alive;
        mk_sum_add(&f, c->n * one);
        if (d->alive) d->alive[i] = 1 - w;
        if (d->each) d->each[i].loglik = one;
        if (!more) continue;
        double or = ratio - S.r, oa = shape * (end->inverse - last->inverse) - S.al, on = c->n;
        double of[4] = { X->dr - end->log + S.r + w * or, (r * d->day[c->T] - kx * alpha) / alpha * end->inverse + S.al + w * oa,
                         X->da + w / a, X->db - w * X->stop / a };
        for (int j = 0; j < 4; j++) g[j] += on * of[j];
        if (d->each) memcpy(d->each[i].g, of, sizeof of);
        if (!hessian) continue;
        double v = w * (1 - w), ob = -X->stop / a, oA = 1 / a;
        h[0] += on * (X->drr + (1 - w) * S.rr + v * or * or);
        h[1] += on * (1 / alpha - end->inverse + S.ra + w * (end->inverse - last->inverse - S.ra) + v * or * oa);
        h[5] += on * (-r / (alpha * alpha) + shape * end->inverse * end->inverse + S.aa
                      + w * (shape * (last->inverse * last->inverse - end->inverse * end->inverse) - S.aa) + v * oa * oa);
        h[2] += on * v * or * oA;
        h[3] += on * v * or * ob;
        h[6] += on * v * oa * oA;
        h[7] += on * v * oa * ob;
        h[10] += on * (X->daa + (v - w) * oA * oA);
        h[11] += on * (X->daa + v * oA * ob);
        h[15] += on * (X->dbb + (v + w) * ob * ob);
    }
    mk_to_logs(mk_orders_parameters(m->kind), m->p, g, h, gradient, hessian);
    return mk_sum_of(&f);
}

static double log_stages(const mk_orders *m, double x, double tx, double T, double *ret)
{
    double shape = m->p[0] + m->k * x, u = (T - tx) / (m->p[1] + T), v = 1, sum = 0;
    for (int j = 0; j < m->k; j++) {
        if (j) v *= u * (shape + j - 1) / j;
        sum += v;
        if (ret) ret[j] = v;
    }
    if (ret)
        for (int j = 0; j < m->k; j++) ret[j] /= sum;
    return log(sum);
}

enum { BY_SUM = 24 };      /* so many terms are summed, more are a difference of ln Gamma */

double mk_cnbd_of(const mk_orders *m, double x, double tx, double T)
{
    double r = m->p[0], alpha = m->p[1], more = m->kind == MK_MBG, kx = m->k * x, shape = r + kx, ln_stages = log_stages(m, x, tx, T, NULL);
    double f = -shape * log1p(T / alpha) - kx * log(alpha) + ln_stages, w;
    if (kx <= BY_SUM) for (int i = 0; i < (int)kx; i++) f += log(r + i);
    else f += mk_lgamma(shape) - mk_lgamma(r);
    if (m->kind == MK_NBD) return f;
    if (x <= BY_SUM) for (int i = 0; i < (int)(x + more); i++) f -= log1p(m->p[2] / (m->p[3] + i));
    else f += mk_lbeta(m->p[2], m->p[3] + x + more) - mk_lbeta(m->p[2], m->p[3]);
    if (x + more < 1) return f;
    return f + mk_or_stopped(log(m->p[2] / (m->p[3] + x + more - 1)) + shape * log1p((T - tx) / (alpha + tx)) - ln_stages, &w);
}

void mk_cnbd_stages(const mk_orders *m, double x, double tx, double T, double *ret) { log_stages(m, x, tx, T, ret); }

double mk_cnbd_alive(const mk_orders *m, double x, double tx, double T)
{
    double more = m->kind == MK_MBG;
    if (m->kind == MK_NBD || x + more < 1) return 1;
    double o = log(m->p[2] / (m->p[3] + x + more - 1)) + (m->p[0] + m->k * x) * log1p((T - tx) / (m->p[1] + tx));
    if (m->k > 1) o -= log_stages(m, x, tx, T, NULL);
    return mk_logistic(-o);
}
