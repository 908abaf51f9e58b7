/* SPDX-License-Identifier: Apache-2.0
 * When an item is bought again: intervals g ~ Gamma(k, rate nu), each customer his own nu ~ Gamma(q, rate v).
 * docs/maths/needs.md 9. Private to need. No state, no allocation.
 *
 * The sums are whole numbers (logarithms in units of 2^-20), so that they add up to the same bits in any order. */
#ifndef MK_RENEWAL_H
#define MK_RENEWAL_H
#include <stdint.h>

typedef struct mk_renewal { double k, q, v; } mk_renewal;           /* v in days */

typedef struct mk_renewal_sums {
    int64_t customers;              /* with at least one interval */
    int64_t n, n2;                  /* intervals; sum over customers of their number squared */
    int64_t days;                   /* sum of intervals */
    int64_t log;                    /* sum of ln g */
    int64_t within;                 /* sum over customers of (ln g - his mean)^2 */
    int64_t between;                /* sum over customers of (sum of his ln g)^2 / his number */
} mk_renewal_sums;

/* Adds the intervals of one customer, given as the days of his purchases, ascending and distinct; stride in bytes. */
void mk_renewal_add(mk_renewal_sums *s, const int32_t *day, unsigned n, unsigned stride);
void mk_renewal_merge(mk_renewal_sums *into, const mk_renewal_sums *from);

/* The three numbers that describe a set of intervals, by one-way analysis of variance of ln g. */
typedef struct mk_renewal_level { double mean, within, between, n; } mk_renewal_level;
mk_renewal_level mk_renewal_level_of(const mk_renewal_sums *s);
/* An item's level drawn towards the level of all: item with few intervals looks like all items. spread: variance of the items' means. */
mk_renewal_level mk_renewal_shrink(const mk_renewal_sums *s, const mk_renewal_level *all, double spread);
/* The prior with that level: psi'(k) = within, psi'(q) = between, E ln g = mean. */
mk_renewal mk_renewal_of(const mk_renewal_level *l);

/* The customer's own after n intervals of `days` together: Q = q + k n, V = v + days (the gamma prior is conjugate). */
mk_renewal mk_renewal_own(const mk_renewal *prior, double n, double days);
double mk_renewal_mean(const mk_renewal *own);                      /* expected interval, days */
double mk_renewal_longer(const mk_renewal *own, double t);          /* P(interval > t) */
/* P(bought again within t, not having been for `since`). */
double mk_renewal_within(const mk_renewal *own, double since, double t);
/* The days from now until the part u of such customers has bought again. */
double mk_renewal_point(const mk_renewal *own, double since, double u);
#endif
