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

typedef struct mk_forecast { double alive, mean, any; uint32_t median, low, high; } mk_forecast;      /* low, high: where nearest 5 % lie below, and above */
/* Whether a is nearer to part than b. */
static inline bool mk_nearer(double a, double b, double part) { return fabs(a - part) < fabs(b - part); }
mk_forecast mk_forecast_of(const mk_tail *tail, double alive);
/* Continuous ranked probability score of y under it: sum over n of (F(n) - [y <= n])^2 (Gneiting & Raftery 2007). */
double mk_crps(const mk_tail *tail, double alive, double y);

/* n customers with the same history and y orders after it. */
typedef struct mk_seen_cell { double n; uint32_t x; double tx, T; double y; } mk_seen_cell;

/* Sums over customers; divide by `customers`. */
typedef struct mk_scores { double customers, actual, mean, absolute, absolute_median, square, crps, brier, inside, log_score, error_square; } mk_scores;
/* scale: P(more than i) = scale * tail->p[i]. */
void mk_scores_add(mk_scores *s, const mk_forecast *f, const mk_tail *tail, double scale, double n, double y);
/* All cells, horizon t days. Cells of the same (x, T) share a tail where the model allows it when they follow each other.
 * ret_mean: of each cell the expected orders, or NULL. */
void mk_scores_of(mk_arena *arena, const mk_orders *m, const mk_seen_cell *cells, size_t n, double t, float *ret_mean, mk_scores *ret);
#endif
