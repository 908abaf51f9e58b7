/* SPDX-License-Identifier: Apache-2.0 */
#include "bgnbd.h"
#include "special.h"
#include "sum.h"

/* Numbers that depend on x alone or on a day alone are made once for each evaluation of the likelihood. */
typedef struct by_x { double g, dr, s, da, db, stop, log_stop; } by_x;     /* see prepare */
typedef struct by_day { double log, inverse; } by_day;           /* ln(alpha + day), 1 / (alpha + day) */
typedef struct cell { double n; uint32_t x, tx, T; } cell;       /* indexes into the lists of distinct x and days */

struct mk_bg_data {
    const mk_bg_cell *raw;
    cell *cells;
    size_t n, nx, ndays;
    uint32_t *x;                    /* distinct, ascending */
    int32_t *day;
    by_x *of_x;
    by_day *of_day;
    double customers, repeats, days;
};

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_i32(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Sorts and keeps one of each; all values are below 2^31. */
static size_t distinct(void *p, size_t n, int (*compare)(const void *, const void *))
{
    uint32_t *v = p;
    size_t k = 0;
    qsort(v, n, sizeof *v, compare);
    for (size_t i = 0; i < n; i++)
        if (k == 0 || v[k - 1] != v[i]) v[k++] = v[i];
    return k;
}

static uint32_t place(const void *v, size_t n, uint32_t key)
{
    const uint32_t *p = v;
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (p[mid] < key) lo = mid + 1; else hi = mid;
    }
    return (uint32_t)lo;
}

mk_bg_data *mk_bg_data_new(mk_arena *arena, const mk_bg_cell *raw, size_t n)
{
    mk_bg_data *d = MK_NEW(arena, mk_bg_data);
    d->raw = raw;
    d->n = n;
    d->cells = MK_NEWN(arena, cell, n + 1);
    d->x = MK_NEWN(arena, uint32_t, n + 1);
    d->day = MK_NEWN(arena, int32_t, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        d->x[i] = raw[i].x;
        d->day[2 * i] = raw[i].tx;
        d->day[2 * i + 1] = raw[i].T;
        d->customers += (double)raw[i].n;
        d->repeats += (double)raw[i].n * raw[i].x;
        d->days += (double)raw[i].n * raw[i].T;
    }
    d->nx = distinct(d->x, n, compare_u32);
    d->ndays = distinct(d->day, 2 * n, compare_i32);
    d->of_x = MK_NEWN(arena, by_x, d->nx + 1);
    d->of_day = MK_NEWN(arena, by_day, d->ndays + 1);
    for (size_t i = 0; i < n; i++)
        d->cells[i] = (cell){ (double)raw[i].n, place(d->x, d->nx, raw[i].x),
                              place(d->day, d->ndays, (uint32_t)raw[i].tx), place(d->day, d->ndays, (uint32_t)raw[i].T) };
    return d;
}

/* For each distinct x, with m = 1 in the modified form, 0 else, and k counting from 0:
 *   g    = ln Gamma(r+x)/Gamma(r)           = sum_{k<x} ln(r+k)               dr = dg/dr
 *   s    = ln B(a,b+x+m)/B(a,b)             = sum_{k<x+m} ln (b+k)/(a+b+k)    da, db = its derivatives
 *   stop = B(a+1,b+x+m-1)/B(a,b+x+m)        = a/(b+x+m-1)                     0 when he cannot have stopped */
static void prepare(mk_bg_data *d, const mk_bg *m)
{
    by_x t = { 0 };
    uint32_t k = 0, j = 0, more = m->modified;
    for (size_t i = 0; i < d->nx; i++) {
        uint32_t x = d->x[i];
        for (; k < x; k++) {
            t.g += log(m->r + k);
            t.dr += 1 / (m->r + k);
        }
        for (; j < x + more; j++) {
            double bk = m->b + j, ab = m->a + bk;
            t.s -= log1p(m->a / bk);
            t.da -= 1 / ab;
            t.db += m->a / (bk * ab);
        }
        t.stop = x + more ? m->a / (m->b + (x + more - 1)) : 0;
        t.log_stop = x + more ? log(t.stop) : -INFINITY;
        d->of_x[i] = t;
    }
    for (size_t i = 0; i < d->ndays; i++) {
        double s = m->alpha + d->day[i];
        d->of_day[i] = (by_day){ log(s), 1 / s };
    }
}

/* Fader, Hardie, Lee 2005 eq. 6 (A and D of docs/maths/value.md 1): ln L = g + r ln alpha + s - (r+x) ln(alpha+T) + ln(1 + D/A),
 * D/A = stop * ((alpha+T)/(alpha+t_x))^(r+x); w = D/(A+D) = P(stopped). Every term of the gradient follows by w. */
double mk_bg_loglik(mk_bg_data *d, const mk_bg *m, double gradient[4])
{
    prepare(d, m);
    double la = log(m->alpha);
    mk_sum f = { 0 };
    double g[4] = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        const cell *c = &d->cells[i];
        const by_x *X = &d->of_x[c->x];
        const by_day *end = &d->of_day[c->T], *last = &d->of_day[c->tx];
        double shape = m->r + d->x[c->x], w = 0, more = 0, ratio = end->log - last->log;
        if (X->stop > 0) {
            double o = X->log_stop + shape * ratio;
            if (o > 0) { double e = exp(-o); w = 1 / (1 + e); more = o + log1p(e); }
            else { double e = exp(o); w = e / (1 + e); more = log1p(e); }
        }
        mk_sum_add(&f, c->n * (X->g + X->s + m->r * (la - end->log) - d->x[c->x] * end->log + more));
        g[0] += c->n * (X->dr + la - end->log + w * ratio);
        g[1] += c->n * (m->r / m->alpha - shape * end->inverse + w * shape * (end->inverse - last->inverse));
        g[2] += c->n * (X->da + w / m->a);
        g[3] += c->n * (X->db - w * X->stop / m->a);
    }
    gradient[0] = g[0] * m->r;
    gradient[1] = g[1] * m->alpha;
    gradient[2] = g[2] * m->a;
    gradient[3] = g[3] * m->b;
    return mk_sum_of(&f);
}

typedef struct problem { mk_bg_data *d; bool modified; const mk_bg_prior *prior; } problem;

static mk_bg at(bool modified, const double *x) { return (mk_bg){ modified, exp(x[0]), exp(x[1]), exp(x[2]), exp(x[3]) }; }

static double minus_posterior(const double *x, double *g, void *self)
{
    problem *p = self;
    for (int i = 0; i < 4; i++)
        if (!(fabs(x[i]) < 25)) return INFINITY;        /* a wall far outside anything meaningful */
    mk_bg m = at(p->modified, x);
    double f = -mk_bg_loglik(p->d, &m, g);
    for (int i = 0; i < 4; i++) g[i] = -g[i];
    if (p->prior) {
        double y[4] = { x[0], x[0] - x[1], x[2], x[3] };
        for (int i = 0; i < 4; i++) {
            double u = (y[i] - p->prior->mean[i]) / p->prior->sd[i], s = u / p->prior->sd[i];
            f += u * u / 2;
            if (i == 1) { g[0] += s; g[1] -= s; } else g[i] += s;
        }
    }
    return f;
}

int mk_bg_fit_of(mk_cx *cx, mk_bg_data *d, bool modified, const mk_bg_prior *prior, mk_bg_fit *ret)
{
    static const double starts[][3] = { { .5, .7, 2.5 }, { 1.5, .2, 1 }, { .3, 2, 6 } };       /* r, a, b */
    double rate = (d->repeats + .5) / (d->days + 1);                    /* of the base; the rate while alive is larger */
    double best = INFINITY;
    memset(ret, 0, sizeof *ret);
    for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
        if (s && d->n > 20000 && ret->converged && !ret->edge) break;      /* so much data has one maximum, and one way there is enough */
        problem p = { d, modified, prior };
        double x[4] = { log(starts[s][0]), log(starts[s][0] / (2 * rate)), log(starts[s][1]), log(starts[s][2]) };
        mk_minimum min;
        MK_TRY(mk_minimize(cx, minus_posterior, &p, x, 4, 2, &min));
        ret->iterations += min.iterations;
        if (!(min.f < best - 1e-7)) continue;
        best = min.f;
        ret->model = at(modified, x);
        ret->converged = min.converged;
        ret->edge = !min.curved;
        for (int i = 0; i < 16; i++) ret->covariance[i] = min.curved ? min.covariance[i] : 0;
        for (int i = 0; i < 4; i++) {
            ret->se[i] = min.curved ? sqrt(min.covariance[i * 5]) : NAN;
            if (!(ret->se[i] < 4) || fabs(x[i]) > 12) ret->edge = true;
        }
    }
    double g[4];
    ret->loglik = mk_bg_loglik(d, &ret->model, g);
    return 0;
}

double mk_bg_alive(const mk_bg *m, double x, double tx, double T)
{
    double more = m->modified;
    if (x + more < 1) return 1;
    double odds = log(m->a / (m->b + x + more - 1)) + (m->r + x) * log1p((T - tx) / (m->alpha + tx));
    return mk_logistic(-odds);
}

/* Given alive at T: lambda ~ Gamma(r+x, alpha+T), so N(t) is negative binomial with z = t/(alpha+T+t), and p ~ Beta(a, b+x+m).
 * At least n orders: N(t) >= n and he went on after each of the first n-1. All terms positive; no 2F1, no pole at a = 1. */
mk_bg_walk mk_bg_ahead(const mk_bg *m, double x, double T, double t)
{
    mk_bg_walk w = { .shape = m->r + x, .z = t / (m->alpha + T + t), .a = m->a, .b = m->b + x + m->modified, .n = 1 };
    w.log_g = -w.shape * log1p(t / (m->alpha + T));
    w.g = exp(w.log_g);
    w.nb = -expm1(w.log_g);
    w.stays = 1;
    w.tail = w.nb;
    w.exact = w.g;
    return w;
}

void mk_bg_step(mk_bg_walk *w)
{
    double k = w->n, up = w->z * (w->shape + k - 1) / k;         /* P(N = k) / P(N = k-1) */
    if (w->log_g < -650) {                                      /* below the smallest double: go on in logarithms */
        w->log_g += log(up);
        w->g = exp(w->log_g);
    } else {
        w->g *= up;
    }
    double stop = w->a / (w->a + w->b + k - 1), was = w->stays;
    double next = w->nb - w->g;
    if (next < 0) next = 0;
    w->exact = was * (w->g + stop * next);                      /* stays_{n-1} nb_n - stays_n nb_{n+1} */
    w->nb = next;
    w->stays = was * (1 - stop);
    w->tail = w->stays * w->nb;
    w->n++;
}

double mk_bg_orders(const mk_bg *m, double x, double T, double t)
{
    if (!(t > 0)) return 0;
    mk_bg_walk w = mk_bg_ahead(m, x, T, t);
    double sum = 0, far = 1e-11 * (1 - w.z);                    /* what is left out is below tail / (1 - z) */
    for (; w.nb > 1e-15 && w.tail > far * sum && w.n < 200000; mk_bg_step(&w)) sum += w.tail;
    return sum;
}

void mk_bg_check(const mk_bg_data *d, const mk_bg *m, double *ret_alive, double *ret_repeats)
{
    mk_sum alive = { 0 }, repeats = { 0 };
    double of_T = 0;
    int32_t T = -1;
    for (size_t i = 0; i < d->n; i++) {
        const mk_bg_cell *c = &d->raw[i];
        mk_sum_add(&alive, (double)c->n * mk_bg_alive(m, c->x, c->tx, c->T));
        if (c->T != T) {                                        /* the cells come in order of T first */
            double went_on = m->modified ? m->b / (m->a + m->b) : 1;    /* after the first order */
            of_T = went_on * mk_bg_orders(m, 0, 0, c->T);
            T = c->T;
        }
        mk_sum_add(&repeats, (double)c->n * of_T);
    }
    *ret_alive = mk_sum_of(&alive);
    *ret_repeats = mk_sum_of(&repeats);
}
