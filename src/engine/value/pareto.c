/* SPDX-License-Identifier: Apache-2.0
 * Pareto/NBD: likelihood and P(alive), without the hypergeometric function.
 *
 * ln L = g + r ln alpha + s ln beta - (r+x) ln(alpha+T) - s ln(beta+T) + ln(1 + Q)
 * Q = s (alpha+T)^(r+x) (beta+T)^s I,  I = integral from t_x to T of f,  f(y) = (alpha+y)^-(r+x) (beta+y)^-(s+1)
 *
 * I is a difference of two values of a function of (x, t) only, so it is summed once for each distinct x over the times that occur,
 * from the last one down: a million customers have some four thousand of them. All terms are positive. The derivatives are moments
 * of ln(alpha+y), 1/(alpha+y), ln(beta+y), 1/(beta+y) under f, by the same nodes. */
#include "orders_int.h"
#include "quadrature.h"
#include "special.h"

enum { MOST = 40 };

/* By how much the logarithm of the integrand falls over a length. */
static double fall_of(const mk_scale *p, double a, double b, double length)
{
    return p->shape * log1p(length / a) + (p->s + 1) * log1p(length / b);
}

/* The integral over [lo, hi] divided by (alpha+lo)^-shape (beta+lo)^-s, in v = ln((c+y)/(c+lo)), c the smaller of alpha and beta: there the
 * integrand is a product of exponentials, whatever the parameters, and its variation tells how many nodes are enough. */
void mk_pareto_panel(const mk_scale *p, double lo, double hi, double lo_A, double lo_B, int moments, double *ret)
{
    bool by_alpha = p->alpha <= p->beta;
    double a = p->alpha + lo, b = p->beta + lo, base = by_alpha ? a : b, other = by_alpha ? b : a, length = hi - lo;
    double vary = fall_of(p, a, b, length);
    if (vary > MOST) {                                      /* what is beyond e^-40 is nothing beside the rest: Newton, from below, for the fall is concave */
        double at = 0;
        for (int i = 0; i < 12; i++) at += (MOST - fall_of(p, a, b, at)) / (p->shape / (a + at) + (p->s + 1) / (b + at));
        length = fmin(length, at);
        vary = MOST;
    }
    double width = log1p(length / base);
    int pieces = (int)fmax(1, ceil(vary / 4));
    mk_gauss q = mk_gauss_of(vary < .01 ? 2 : vary < .1 ? 3 : vary < 1 ? 5 : 8);
    for (int k = 0; k < pieces; k++)
        for (int i = 0; i < q.n; i++) {
            double v = width * (k + q.x[i]) / pieces, step = base * expm1(v), u = log1p(step / other);
            double A = by_alpha ? v : u, B = by_alpha ? u : v, to_beta = 1 / (p->beta + lo + step);
            double f = q.w[i] * width / pieces * exp(-p->shape * A - p->s * B) * (base + step) * to_beta;
            ret[M_1] += f;
            if (moments == 1) continue;
            double to_alpha = 1 / (p->alpha + lo + step);
            A += lo_A;
            B += lo_B;
            double fA = f * A, fa = f * to_alpha, fB = f * B, fb = f * to_beta;
            ret[M_A] += fA; ret[M_a] += fa; ret[M_B] += fB; ret[M_b] += fb;
            ret[M_AA] += fA * A; ret[M_Aa] += fA * to_alpha; ret[M_AB] += fA * B; ret[M_Ab] += fA * to_beta;
            ret[M_aa] += fa * to_alpha; ret[M_aB] += fa * B; ret[M_ab] += fa * to_beta;
            ret[M_BB] += fB * B; ret[M_Bb] += fB * to_beta; ret[M_bb] += fb * to_beta;
        }
}

/* The times of each distinct x, descending, and where each cell's two are: sorted by counting, for there are twice as many as cells. */
static void make_points(mk_orders_data *d)
{
    uint8_t *seen = MK_NEWN(d->arena, uint8_t, d->ndays + 1);
    uint32_t *place = MK_NEWN(d->arena, uint32_t, d->ndays + 1), *first = MK_NEWN(d->arena, uint32_t, d->nx + 2);
    uint32_t *order = MK_NEWN(d->arena, uint32_t, d->n + 1);
    for (size_t i = 0; i < d->n; i++) first[d->cells[i].x + 1]++;
    for (size_t i = 0; i < d->nx; i++) first[i + 1] += first[i];
    uint32_t *next = MK_NEWN(d->arena, uint32_t, d->nx + 1);
    memcpy(next, first, sizeof *next * d->nx);
    for (size_t i = 0; i < d->n; i++) order[next[d->cells[i].x]++] = (uint32_t)i;
    d->point_of = MK_NEWN(d->arena, uint32_t, d->nx + 1);
    size_t cap = 1024, k = 0;
    d->point = mk_arena_alloc(d->arena, sizeof *d->point * cap);
    for (size_t x = 0; x < d->nx; x++) {
        d->point_of[x] = (uint32_t)k;
        memset(seen, 0, d->ndays);
        for (size_t i = first[x]; i < first[x + 1]; i++) seen[d->cells[order[i]].tx] = seen[d->cells[order[i]].T] = 1;
        for (size_t t = d->ndays; t-- > 0;)
            if (seen[t]) {
                if (k == cap) {
                    d->point = mk_arena_grow(d->arena, d->point, sizeof *d->point * cap, sizeof *d->point * 2 * cap);
                    cap *= 2;
                }
                place[t] = (uint32_t)k;
                d->point[k++] = (uint32_t)t;
            }
        for (size_t i = first[x]; i < first[x + 1]; i++) {
            mk_ocell *c = &d->cells[order[i]];
            c->from = place[c->tx];
            c->to = place[c->T];
        }
    }
    d->point_of[d->nx] = (uint32_t)k;
    d->tail = MK_NEWN(d->arena, mk_moments, k + 1);
}

/* tail[i] = the moments from point i to the last, divided by (alpha+y_i)^-(r+x) (beta+y_i)^-s. */
static void prepare(mk_orders_data *d, const mk_orders *m, int moments)
{
    if (!d->point) make_points(d);
    double r = m->p[0], alpha = m->p[1], s = m->p[2], beta = m->p[3];
    for (size_t i = 0; i < d->ndays; i++) {
        double t = d->day[i];
        d->of_day[i] = (mk_of_day){ log1p(t / alpha), 1 / (alpha + t), log1p(t / beta), 1 / (beta + t) };
    }
    mk_of_x t = { 0 };
    uint64_t j = 0;
    for (size_t x = 0; x < d->nx; x++) {
        for (; j < d->x[x]; j++) {
            double v = 1 / (r + (double)j);
            t.g += log(r + (double)j);
            t.dr += v;
            t.drr -= v * v;
        }
        d->of_x[x] = t;
        mk_scale p = { r + d->x[x], alpha, s, beta };
        for (size_t i = d->point_of[x]; i < d->point_of[x + 1]; i++) {
            double *now = d->tail[i].m;
            memset(now, 0, sizeof d->tail[i]);
            if (i == d->point_of[x]) continue;
            const double *before = d->tail[i - 1].m;
            const mk_of_day *lo = &d->of_day[d->point[i]], *hi = &d->of_day[d->point[i - 1]];
            mk_pareto_panel(&p, d->day[d->point[i]], d->day[d->point[i - 1]], lo->log, lo->log2, moments, now);
            double fall = exp(-p.shape * (hi->log - lo->log) - s * (hi->log2 - lo->log2));
            for (int k = 0; k < moments; k++) now[k] += fall * before[k];
        }
    }
}

double mk_pareto_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian)
{
    int moments = hessian ? MK_MOMENTS : gradient ? M_AA : 1;
    prepare(d, m, moments);
    double r = m->p[0], alpha = m->p[1], s = m->p[2], beta = m->p[3], ls = log(s), la = log(alpha);
    mk_sum f = { 0 };
    double g[4] = { 0 }, h[16] = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        const mk_ocell *c = &d->cells[i];
        const mk_of_x *X = &d->of_x[c->x];
        const mk_of_day *end = &d->of_day[c->T], *last = &d->of_day[c->tx];
        double x = d->x[c->x], shape = r + x, w = 0, gone = 0, n = c->n, T = d->day[c->T], e[MK_MOMENTS] = { 0 };
        if (c->tx != c->T) {
            double fall = shape * (end->log - last->log) + s * (end->log2 - last->log2), left = exp(-fall);
            const double *from = d->tail[c->from].m, *to = d->tail[c->to].m;
            for (int k = 0; k < moments; k++) e[k] = from[k] - to[k] * left;
            gone = e[0] > 0 ? mk_or_stopped(ls + fall + log(e[0]), &w) : 0;
            for (int k = 1; k < moments && w > 0; k++) e[k] /= e[0];
        }
        mk_sum_add(&f, n * (X->g - shape * end->log - x * la - s * end->log2 + gone));
        if (d->alive) d->alive[i] = 1 - w;
        if (moments == 1) continue;
        /* derivatives of ln Q */
        double qr = end->log - e[M_A], qa = shape * (end->inverse - e[M_a]), qs = 1 / s + end->log2 - e[M_B], qb = s * end->inverse2 - (s + 1) * e[M_b];
        g[0] += n * (X->dr - end->log + w * qr);
        g[1] += n * ((r * T - x * alpha) / alpha * end->inverse + w * qa);
        g[2] += n * (-end->log2 + w * qs);
        g[3] += n * (s * T / beta * end->inverse2 + w * qb);
        if (!hessian) continue;
        double v = w * (1 - w), p1 = shape, s1 = s + 1, ia = end->inverse, ib = end->inverse2;
        double rr = e[M_AA] - e[M_A] * e[M_A];
        double ra = ia - e[M_a] + p1 * (e[M_Aa] - e[M_A] * e[M_a]);
        double rs = e[M_AB] - e[M_A] * e[M_B], rb = s1 * (e[M_Ab] - e[M_A] * e[M_b]);
        double aa = -p1 * ia * ia + p1 * e[M_aa] + p1 * p1 * (e[M_aa] - e[M_a] * e[M_a]);
        double as = p1 * (e[M_aB] - e[M_a] * e[M_B]), ab = p1 * s1 * (e[M_ab] - e[M_a] * e[M_b]);
        double ss = -1 / (s * s) + e[M_BB] - e[M_B] * e[M_B];
        double sb = ib - e[M_b] + s1 * (e[M_Bb] - e[M_B] * e[M_b]);
        double bb = -s * ib * ib + s1 * e[M_bb] + s1 * s1 * (e[M_bb] - e[M_b] * e[M_b]);
        h[0] += n * (X->drr + w * rr + v * qr * qr);
        h[1] += n * (1 / alpha - ia + w * ra + v * qr * qa);
        h[2] += n * (w * rs + v * qr * qs);
        h[3] += n * (w * rb + v * qr * qb);
        h[5] += n * (-r / (alpha * alpha) + shape * ia * ia + w * aa + v * qa * qa);
        h[6] += n * (w * as + v * qa * qs);
        h[7] += n * (w * ab + v * qa * qb);
        h[10] += n * (w * ss + v * qs * qs);
        h[11] += n * (1 / beta - ib + w * sb + v * qs * qb);
        h[15] += n * (-s / (beta * beta) + s * ib * ib + w * bb + v * qb * qb);
    }
    mk_to_logs(4, m->p, g, h, gradient, hessian);
    return mk_sum_of(&f);
}

double mk_pareto_alive(const mk_orders *m, double x, double tx, double T)
{
    if (!(T > tx)) return 1;
    mk_scale p = { m->p[0] + x, m->p[1], m->p[2], m->p[3] };
    double e[MK_MOMENTS] = { 0 };
    mk_pareto_panel(&p, tx, T, 0, 0, 1, e);
    double o = log(p.s) + p.shape * log1p((T - tx) / (p.alpha + tx)) + p.s * log1p((T - tx) / (p.beta + tx)) + log(e[0]);
    return mk_logistic(-o);
}
