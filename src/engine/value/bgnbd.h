/* SPDX-License-Identifier: Apache-2.0
 * The BG/NBD model of orders and its MBG form (docs/maths/value.md 1-4). Private to value.
 *
 * While he is a customer, orders come at random with his own rate, lambda ~ Gamma(r, alpha); after an order he stops with his
 * own probability, p ~ Beta(a, b). BG: he may stop after each repeat order; MBG: after the first one too.
 * Everything is written with ratios of Gamma functions whose arguments differ by a whole number, that is with plain sums of
 * logarithms: nothing cancels for a -> 0 or large b, where libraries that subtract ln Gamma lose all digits. */
#ifndef MK_BGNBD_H
#define MK_BGNBD_H
#include "minimize.h"

typedef struct mk_bg { bool modified; double r, alpha, a, b; } mk_bg;

/* n customers with the same history: x repeat orders, the last at age tx, seen up to age T (days). tx = 0 when x = 0. */
typedef struct mk_bg_cell { uint64_t n; uint32_t x; int32_t tx, T; } mk_bg_cell;

/* A weak prior, normal on each of ln r, ln(r / alpha), ln a, ln b. */
typedef struct mk_bg_prior { double mean[4], sd[4]; } mk_bg_prior;

typedef struct mk_bg_fit {
    mk_bg model;
    double loglik;                  /* without the prior */
    double covariance[16], se[4];   /* of ln r, ln alpha, ln a, ln b; NaN when the information is singular */
    bool converged, edge;           /* edge: a parameter ran away, or its standard error is beyond sense */
    int iterations;
} mk_bg_fit;

/* Cells sorted, so that the sums are the same bits. Tables for a fit are made once by _new. */
typedef struct mk_bg_data mk_bg_data;
mk_bg_data *mk_bg_data_new(mk_arena *arena, const mk_bg_cell *cells, size_t n);
/* ln L of the cells and its gradient in (ln r, ln alpha, ln a, ln b). */
double mk_bg_loglik(mk_bg_data *d, const mk_bg *m, double gradient[4]);
/* The best of several starts. prior may be NULL: plain maximum likelihood. */
int mk_bg_fit_of(mk_cx *cx, mk_bg_data *d, bool modified, const mk_bg_prior *prior, mk_bg_fit *ret);
/* Sum over the cells: of P(alive), and of the expected repeat orders from age 0 to T. */
void mk_bg_check(const mk_bg_data *d, const mk_bg *m, double *ret_alive, double *ret_repeats);

/* --- one customer --- */
double mk_bg_alive(const mk_bg *m, double x, double tx, double T);

/* Orders in (T, T + t] given alive at T: tail_n = P(at least n orders), n = 1, 2, ...; walked term by term.
 *     for (mk_bg_walk w = mk_bg_ahead(m, x, T, t); w.tail > 1e-12; mk_bg_step(&w)) ...   */
typedef struct mk_bg_walk {
    double shape, z, a, b;          /* r + x; t / (alpha + T + t); a and b of the posterior of p */
    double log_g, g;                /* P(N = n - 1) of the process without stopping */
    double nb;                      /* P(N >= n) of it */
    double stays;                   /* P(has not stopped after n - 1 orders) */
    double tail;                    /* stays * nb = P(at least n orders) */
    double exact;                   /* P(exactly n - 1 orders), given alive */
    int n;
} mk_bg_walk;
mk_bg_walk mk_bg_ahead(const mk_bg *m, double x, double T, double t);
void mk_bg_step(mk_bg_walk *w);
/* Expected orders in (T, T + t] given alive at T. */
double mk_bg_orders(const mk_bg *m, double x, double T, double t);
#endif
