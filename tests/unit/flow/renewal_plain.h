/* SPDX-License-Identifier: Apache-2.0
 * The expected interval of a customer and an item, worked out a second time from a plain list of purchases and docs/maths/needs.md 8 alone: one-way
 * analysis of variance of ln g in doubles, digamma and trigamma by their series, their inverse by halving. */
#ifndef MK_RENEWAL_PLAIN_H
#define MK_RENEWAL_PLAIN_H
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct bought { int64_t customer, item; int32_t day; } bought;      /* by customer, item, day; no day twice */

static inline double plain_digamma(double x)
{
    double s = 0;
    for (; x < 20; x++) s -= 1 / x;
    return s + log(x) - 1 / (2 * x) - 1 / (12 * x * x) + 1 / (120 * pow(x, 4)) - 1 / (252 * pow(x, 6));
}

static inline double plain_trigamma(double x)
{
    double s = 0;
    for (; x < 20; x++) s += 1 / (x * x);
    return s + 1 / x + 1 / (2 * x * x) + 1 / (6 * pow(x, 3)) - 1 / (30 * pow(x, 5)) + 1 / (42 * pow(x, 7));
}

static inline double plain_inverse(double y, double lo, double hi)
{
    if (plain_trigamma(lo) <= y) return lo;
    if (plain_trigamma(hi) >= y) return hi;
    for (int i = 0; i < 200; i++) {
        double mid = (lo + hi) / 2;
        if (plain_trigamma(mid) > y) lo = mid; else hi = mid;
    }
    return lo;
}

/* What the intervals of an item (0: of all together) say: of ln g the mean, the variance within a customer and between them. */
typedef struct plain_level { double n, customers, mean, within, between, n2; } plain_level;

static inline plain_level plain_level_of(const bought *b, size_t n, int64_t item)
{
    plain_level l = { 0 };
    double sum = 0, inside = 0, means = 0;
    for (size_t i = 0, k; i < n; i = k) {
        double s = 0, squares = 0, m = 0;
        for (k = i + 1; k < n && b[k].customer == b[i].customer && b[k].item == b[i].item; k++) {
            double g = log((double)b[k].day - b[k - 1].day);
            s += g, squares += g * g, m++;
        }
        if (m == 0 || (item && b[i].item != item)) continue;
        l.n += m, l.n2 += m * m, l.customers++;
        sum += s, inside += squares - s * s / m, means += s * s / m;
    }
    if (l.n == 0) return l;
    double size = l.n - l.n2 / l.n;
    l.mean = sum / l.n;
    l.within = l.n > l.customers ? inside / (l.n - l.customers) : 0;
    l.between = size > 0 ? fmax(0, (means - sum * sum / l.n - (l.customers - 1) * l.within) / size) : 0;
    return l;
}

/* The prior of an item, and of it and the customer's own n intervals of `days` together the expected interval. */
static inline double plain_usual(const bought *b, size_t n, int64_t item, double own_n, double own_days)
{
    plain_level all = plain_level_of(b, n, 0), it = plain_level_of(b, n, item);
    double between = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
        size_t first = i;               /* each item once: the first row that has it */
        for (size_t k = 0; k < i && first == i; k++) if (b[k].item == b[i].item) first = k;
        if (first < i) continue;
        plain_level one = plain_level_of(b, n, b[i].item);
        if (one.customers < 2) continue;
        between += (one.n - one.n2 / one.n) * one.between, size += one.n - one.n2 / one.n;
    }
    double total = all.between, part = all.n / (all.n + 20);        /* twenty imagined intervals of a month, moderately regular */
    if (size > 0) all.between = between / size;
    double spread = fmax(.1, total - all.between);
    all.mean = part * all.mean + (1 - part) * log(30);
    all.within = part * all.within + (1 - part) * plain_trigamma(2);
    all.between = part * all.between + (1 - part) * .4;
    double own = it.n / (it.n + 5), df = it.n - it.customers, groups = it.customers > 1 ? it.customers : 0;
    double mean = own * it.mean + (1 - own) * all.mean, within = (df * it.within + 20 * all.within) / (df + 20);
    double among = (groups * it.between + 20 * all.between) / (groups + 20) + (1 - own) * spread;
    double k = plain_inverse(fmin(fmax(within, 1e-3), 10), .5, 20), q = plain_inverse(fmin(fmax(among, 1e-3), 10), 1.5, 50);
    double v = exp(mean - plain_digamma(k) + plain_digamma(q));
    return k * (v + own_days) / (q + k * own_n - 1);
}
#endif
