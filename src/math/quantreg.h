/* SPDX-License-Identifier: Apache-2.0
 * Linear quantile regression: the line below which a share tau of y lies, given x (Koenker & Bassett 1978, Econometrica 46).
 * The check loss is smoothed by a logistic kernel whose width shrinks to a hundredth of the residuals' spread, and minimised by
 * Newton's method (Fernandes, Guerre, Horta 2021, "Smoothing quantile regressions"): convex, a few passes over the rows, and the bias
 * is of the width squared, far below the standard error.
 * No state, any thread. Errors: MK_ECANCELLED. */
#ifndef MK_QUANTREG_H
#define MK_QUANTREG_H
#include "cx.h"
#include "matrix.h"

typedef struct mk_quantreg {
    int n;                              /* of weights; x[0] should be 1 */
    double tau, w[MK_DIM];
    double covariance[MK_DIM * MK_DIM]; /* of w: Powell's sandwich, n x n; zeros when the density at the line is not to be seen */
    double loss;                        /* the mean check loss on the rows it was fitted on */
    bool converged;
    int iterations;
} mk_quantreg;

/* rows of n numbers each, one after the other; skip: rows with part[i] = skip are left out (part may be NULL). A ridge of 1e-7 of the
 * features' own spread holds what the data leave open (features that are sums of others). */
int mk_quantreg_fit(mk_cx *cx, const double *x, const double *y, size_t rows, int n, double tau, const uint8_t *part, int skip, mk_quantreg *ret);
static inline double mk_quantreg_at(const mk_quantreg *q, const double *x)
{
    double s = 0;
    for (int i = 0; i < q->n; i++) s += q->w[i] * x[i];
    return s;
}
static inline double mk_check_loss(double r, double tau) { return r >= 0 ? tau * r : (tau - 1) * r; }
#endif
