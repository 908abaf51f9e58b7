/* SPDX-License-Identifier: Apache-2.0 */
#include "renewal.h"
#include <stddef.h>
#include "special.h"

#define UNIT 0x1p20
#define ITEM_CUSTOMERS 20.       /* an item's own variances weigh as much as those of all items at so many customers */
#define ITEM_INTERVALS 5.        /* and its own mean at so many intervals */

static int64_t fixed(double v) { return (int64_t)(v * UNIT + (v < 0 ? -.5 : .5)); }

void mk_renewal_add(mk_renewal_sums *s, const int32_t *day, unsigned n, unsigned stride)
{
    if (n < 2) return;
    double sum = 0, squares = 0;
    const char *p = (const char *)day;
    int32_t was = *day;
    for (unsigned i = 1; i < n; i++) {
        const int32_t *d = (const int32_t *)(const void *)(p + (size_t)i * stride);
        double l = log((double)*d - was);
        was = *d;
        sum += l;
        squares += l * l;
    }
    double m = n - 1, between = sum * sum / m;
    s->customers++;
    s->n += n - 1;
    s->n2 += (int64_t)(n - 1) * (n - 1);
    s->days += (int64_t)was - *day;
    s->log += fixed(sum);
    s->within += fixed(squares > between ? squares - between : 0);
    s->between += fixed(between);
}

void mk_renewal_merge(mk_renewal_sums *a, const mk_renewal_sums *b)
{
    a->customers += b->customers;
    a->n += b->n;
    a->n2 += b->n2;
    a->days += b->days;
    a->log += b->log;
    a->within += b->within;
    a->between += b->between;
}

/* One-way random effects, unbalanced: Searle, Casella, McCulloch 1992, "Variance Components", 3.6. */
mk_renewal_level mk_renewal_level_of(const mk_renewal_sums *s)
{
    mk_renewal_level l = { .n = (double)s->n };
    if (s->n == 0) return l;
    double n = l.n, groups = (double)s->customers, sum = (double)s->log / UNIT;
    l.mean = sum / n;
    double df = n - groups;
    l.within = df > 0 ? (double)s->within / UNIT / df : 0;
    double between = (double)s->between / UNIT - sum * sum / n, size = n - (double)s->n2 / n;
    l.between = size > 0 ? (between - (groups - 1) * l.within) / size : 0;
    if (l.between < 0) l.between = 0;
    return l;
}

mk_renewal_level mk_renewal_shrink(const mk_renewal_sums *s, const mk_renewal_level *all, double spread)
{
    mk_renewal_level own = mk_renewal_level_of(s), l = { .n = own.n };
    double df = (double)(s->n - s->customers), groups = (double)s->customers > 1 ? (double)s->customers : 0;
    double own_part = own.n / (own.n + ITEM_INTERVALS);
    l.mean = own_part * own.mean + (1 - own_part) * all->mean;
    l.within = (df * own.within + ITEM_CUSTOMERS * all->within) / (df + ITEM_CUSTOMERS);
    l.between = (groups * own.between + ITEM_CUSTOMERS * all->between) / (groups + ITEM_CUSTOMERS) + (1 - own_part) * spread;
    return l;
}

static double clip(double v, double lo, double hi) { return v < lo ? lo : v > hi ? hi : v; }

mk_renewal mk_renewal_of(const mk_renewal_level *l)
{
    /* k from chance-like (.5) to clockwork (20); q above 1.5, so that the mean of a new customer is finite. */
    mk_renewal r = { .k = clip(mk_trigamma_inverse(clip(l->within, 1e-3, 10)), .5, 20),
                     .q = clip(mk_trigamma_inverse(clip(l->between, 1e-3, 10)), 1.5, 50) };
    r.v = exp(l->mean - mk_digamma(r.k) + mk_digamma(r.q));
    return r;
}

mk_renewal mk_renewal_own(const mk_renewal *p, double n, double days)
{
    return (mk_renewal){ p->k, p->q + p->k * n, p->v + days };
}

double mk_renewal_mean(const mk_renewal *r) { return r->k * r->v / (r->q - 1); }

/* The next interval G, nu integrated out: G / (G + V) ~ Beta(k, Q). */
double mk_renewal_longer(const mk_renewal *r, double t)
{
    return t > 0 ? mk_beta_inc_upper(r->k, r->q, t / (t + r->v)) : 1;
}

double mk_renewal_within(const mk_renewal *r, double since, double t)
{
    double now = mk_renewal_longer(r, since);
    if (now < 1e-280) return 1 - pow((since + r->v) / (since + t + r->v), r->q);    /* the tail is a power */
    return clip(1 - mk_renewal_longer(r, since + t) / now, 0, 1);
}

/* As mk_renewal_longer, near enough for a point found to a fiftieth of a day. */
static double about_longer(const mk_renewal *r, double t, double lbeta)
{
    if (!(t > 0)) return 1;
    mk_beta_place at = mk_beta_place_of(t / (t + r->v));
    return mk_beta_inc_upper_near(r->k, r->q, &at, lbeta);
}

/* Newton's method on ln P(longer), whose slope is known (the density over the tail), kept between the two nearest points on either
 * side; it begins at the answer for a long silence. Three to five tails in place of the fifteen of halving. */
double mk_renewal_point(const mk_renewal *r, double since, double u)
{
    const double far = 1e5;
    double now = mk_renewal_longer(r, since), want = now * (1 - u), tail = (since + r->v) * expm1(-log1p(-u) / r->q);
    if (now < 1e-280) return tail;
    double lo = 0, hi = far, lbeta = mk_lbeta(r->k, r->q), t = clip(tail, .5, far);
    for (int i = 0; i < 60; i++) {
        double x = since + t, above = about_longer(r, x, lbeta);
        if (above > want) lo = t; else hi = t;
        if (lo == far) break;
        double density = exp((r->k - 1) * log(x) + r->q * log(r->v) - (r->k + r->q) * log(x + r->v) - lbeta);
        double next = above > 0 && density > 0 ? t + log(above / want) * above / density : hi, step = fabs(next - t);
        int newton = next > lo && next < hi;
        if (!newton) step = hi - lo, next = hi == far && lo > 0 ? fmin(2 * t, far) : (lo + hi) / 2;
        t = next;
        if (step < .01 + 5e-4 * t) break;
    }
    return t;
}
