/* SPDX-License-Identifier: Apache-2.0
 * What the files of orders share. */
#ifndef MK_ORDERS_INT_H
#define MK_ORDERS_INT_H
#include "orders.h"
#include "sum.h"

/* Indexes: the distinct x, the distinct times, and for Pareto the places in the list of times of that x. */
typedef struct mk_ocell { double n; uint32_t x, tx, T, from, to; } mk_ocell;

/* Made once for each evaluation of the likelihood. Of a distinct x, see cnbd.c. */
typedef struct mk_of_x {
    double g, dr, drr;              /* ln Gamma(r+kx)/Gamma(r) and its derivatives by r */
    double s, da, db, daa, dbb;     /* ln B(a,b+x+m)/B(a,b) and its derivatives; d2/da db = daa */
    double stop, log_stop;          /* B(a+1,b+x+m-1)/B(a,b+x+m); 0 when he cannot have stopped */
    double c[MK_REGULAR_MOST], h1[MK_REGULAR_MOST], h2[MK_REGULAR_MOST];
} mk_of_x;
typedef struct mk_of_day { double log, inverse, log2, inverse2; } mk_of_day;    /* log1p(t/alpha), 1/(alpha+t); the same of beta */

enum { MK_MOMENTS = 15 };
typedef struct mk_moments { double m[MK_MOMENTS]; } mk_moments;
struct mk_orders_data {
    mk_arena *arena;
    mk_ocell *cells;
    size_t n, nx, ndays;
    uint32_t *x;                    /* distinct, ascending */
    double *day;
    mk_of_x *of_x;
    mk_of_day *of_day;
    double customers, repeaters, repeats, days, longest;
    /* Pareto: the times that matter for each distinct x, descending; made when first asked for. */
    uint32_t *point, *point_of;     /* time indexes; point_of[i] .. point_of[i+1] belong to x[i] */
    mk_moments *tail;               /* of each point */
    double *alive;                  /* where P(alive) of the cells goes; NULL: nowhere */
    struct mk_of_cell *each;        /* BG and MBG: where ln L of each cell goes, and its gradient when one is asked for; NULL: nowhere */
};

typedef struct mk_of_cell { double loglik, g[4]; } mk_of_cell;      /* of one of its customers; g by the parameters themselves */

/* Moments of Pareto's integral under f, in this order; A = log1p(y/alpha), a = 1/(alpha+y), B and b the same of beta. */
enum { M_1, M_A, M_a, M_B, M_b, M_AA, M_Aa, M_AB, M_Ab, M_aa, M_aB, M_ab, M_BB, M_Bb, M_bb };
typedef struct mk_scale { double shape, alpha, s, beta; } mk_scale;
/* Adds the moments over [lo, hi] (the first 1, or all 15); lo_A, lo_B: A and B at lo. See pareto.c. */
void mk_pareto_panel(const mk_scale *p, double lo, double hi, double lo_A, double lo_B, int moments, double *ret);
/* Makes a distribution ahead by hand: parts, each with its exposure t, and the end. */
void mk_ahead_begin(mk_ahead *w);
void mk_ahead_part(mk_ahead *w, double weight, double shape, double rate, double t);
void mk_ahead_end(mk_ahead *w);

double mk_cnbd_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian);
double mk_pareto_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian);
/* ln L of one customer, without what no parameter moves. */
double mk_cnbd_of(const mk_orders *m, double x, double tx, double T);
double mk_cnbd_alive(const mk_orders *m, double x, double tx, double T);
double mk_pareto_alive(const mk_orders *m, double x, double tx, double T);
/* Weights of the k stages at T, given alive. */
void mk_cnbd_stages(const mk_orders *m, double x, double tx, double T, double *ret);

/* ln(A + D) = ln A + ln(1 + e^o): the second term, and w = D/(A+D). */
static inline double mk_or_stopped(double o, double *w)
{
    if (o > 0) { double e = exp(-o); *w = 1 / (1 + e); return o + log1p(e); }
    double e = exp(o);
    *w = e / (1 + e);
    return log1p(e);
}

/* Minus the logarithm of the prior at x (logarithms of n parameters), what does not depend on x left out; adds to its gradient and Hessian (rows of `row`). */
double mk_orders_prior_at(const mk_orders_prior *prior, int n, int k, const double *x, double *g, double *h, int row);

/* From natural parameters to their logarithms: the upper triangle of h comes in, the full matrix goes out. */
static inline void mk_to_logs(int n, const double *p, const double *g, const double *h, double *gradient, double *hessian)
{
    if (gradient)
        for (int i = 0; i < n; i++) gradient[i] = g[i] * p[i];
    if (hessian)
        for (int i = 0; i < n; i++)
            for (int j = i; j < n; j++) hessian[i * n + j] = hessian[j * n + i] = h[i * 4 + j] * p[i] * p[j] + (i == j ? g[i] * p[i] : 0);
}
#endif
