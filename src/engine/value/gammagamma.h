/* SPDX-License-Identifier: Apache-2.0
 * The Gamma-Gamma model of what one order is worth (docs/maths/value.md 5). Private to value.
 * The value of an order ~ Gamma(p, rate nu), each customer has his own nu ~ Gamma(q, rate v).
 * No state: any thread. Errors: MK_ECANCELLED while fitting. */
#ifndef MK_GAMMAGAMMA_H
#define MK_GAMMAGAMMA_H
#include "minimize.h"

typedef struct mk_gg { double p, q, v; } mk_gg;

/* n customers with `orders` orders worth `sum` together. */
typedef struct mk_gg_cell { uint64_t n; uint32_t orders; double sum; } mk_gg_cell;

typedef struct mk_gg_prior { double mean[3], sd[3]; } mk_gg_prior;      /* normal on ln p, ln q, ln(p v / q) */

typedef struct mk_gg_fit {
    mk_gg model;
    double loglik;                  /* of the mean value of each customer, in the unit of `sum`; without the prior */
    double se[3];                   /* of ln p, ln q, ln v; NaN when the information is singular */
    bool converged, edge;
    int iterations;
} mk_gg_fit;

/* q is kept above MK_GG_LEAST: at 1 the mean of a new customer would be infinite. */
#define MK_GG_LEAST 1.05

typedef struct mk_gg_data mk_gg_data;
mk_gg_data *mk_gg_data_new(mk_arena *arena, const mk_gg_cell *cells, size_t n);     /* sorted by orders first */
/* ln L, its gradient in (p, q, v) and, when it is not NULL, its Hessian. */
double mk_gg_loglik(mk_gg_data *d, const mk_gg *m, double gradient[3], double hessian[9]);
int mk_gg_fit_of(mk_cx *cx, mk_gg_data *d, const mk_gg_prior *prior, mk_gg_fit *ret);

/* The expected value of an order of a customer with `orders` orders worth `sum` (>= 0). */
static inline double mk_gg_mean(const mk_gg *m, double orders, double sum)
{
    return m->p * (m->v + sum) / (m->p * orders + m->q - 1);
}
#endif
