/* SPDX-License-Identifier: Apache-2.0
 * The distribution of orders ahead as numbers, and how good forecasts were (docs/maths/value.md 4 and 7).
 * Owns: a tail is on the caller's arena. Threads: one each. Errors: none. */
#ifndef MK_FORECAST_H
#define MK_FORECAST_H
#include <math.h>
#include "orders.h"

/* P(at least i + 1 orders | alive), i = 0 .. n-1; what is beyond is below 1e-9. */
typedef struct mk_tail { mk_arena *arena; double *p; size_t n, cap; double mean; } mk_tail;
void mk_tail_put(mk_tail *tail, double above);
void mk_tail_of(mk_tail *tail, const mk_orders *m, double x, double tx, double T, double t);

/* Who had stopped begins anew at rate m->again: the moments u[i] from now on that stand for all, and their chances, which sum to that of beginning
 * anew within t. How many; 0: nobody does. */
enum { MK_ANEW = 3 };
int mk_anew(const mk_orders *m, double t, double u[MK_ANEW], double chance[MK_ANEW]);

/* The distribution for who is still there, for who had stopped, and of both together. */
typedef struct mk_tails { mk_tail here, gone, part, both; } mk_tails;
mk_tails mk_tails_on(mk_arena *arena);
void mk_tails_of(mk_tails *tails, const mk_orders *m, double x, double tx, double T, double t);
/* P(more than i orders) = *scale * tail->p[i]; *scale: P(alive) comes in. */
const mk_tail *mk_tails_at(mk_tails *tails, double *scale);

typedef struct mk_forecast { double alive, mean, any; uint32_t median, low, high; } mk_forecast;      /* low, high: where nearest as much lies below, and above */
/* Whether a is nearer to part than b. */
static inline bool mk_nearer(double a, double b, double part) { return fabs(a - part) < fabs(b - part); }
/* beyond: what lies outside each end, .05 for 90 %. */
#define MK_BEYOND .05
mk_forecast mk_forecast_of(const mk_tail *tail, double alive, double beyond);
/* P(low <= orders <= high). */
double mk_between(const mk_tail *tail, double alive, uint32_t low, uint32_t high);
void mk_ends_of(const mk_tail *tail, double alive, double beyond, uint32_t *ret_low, uint32_t *ret_high);

/* n customers with the same history and y orders after it. */
typedef struct mk_seen_cell { double n; uint32_t x; double tx, T; double y; } mk_seen_cell;

/* Sums over customers; divide by `customers`. */
typedef struct mk_scores { double customers, actual, mean, absolute, absolute_median, square, crps, brier, inside, log_score, error_square, gone_came, gone_mean; } mk_scores;
/* inside: of the intervals; gone_: of those thought to have stopped. */
/* scale: P(more than i) = scale * tail->p[i]. */
void mk_scores_add(mk_scores *s, const mk_forecast *f, const mk_tail *tail, double scale, double n, double y);
/* All cells, horizon t days. Cells of the same (x, T) share a tail where the model allows it when they follow each other.
 * Of each cell, or NULL: ret_mean the expected orders, ret_chance P(what came). */
void mk_scores_of(mk_arena *arena, const mk_orders *m, const mk_seen_cell *cells, size_t n, double t, float *ret_mean, float *ret_chance, mk_scores *ret);
#endif
