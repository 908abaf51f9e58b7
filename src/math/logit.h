/* SPDX-License-Identifier: Apache-2.0
 * Logistic regression by iteratively reweighted least squares, which is Newton's method (McCullagh & Nelder 1989, 4.4),
 * with a normal prior on each coefficient: with few rows the answer is the prior, with many it is the data.
 * No state, any thread, no allocation. Rows are added in the order given, so the same rows give the same bits. */
#ifndef MK_LOGIT_H
#define MK_LOGIT_H
#include "cx.h"
#include "matrix.h"

typedef struct mk_logit {
    int n;                              /* coefficients, the intercept included when a feature is constantly 1 */
    double w[MK_DIM];
    double covariance[MK_DIM * MK_DIM]; /* n x n: inverse of the information, prior included */
    bool converged;
    int iterations;
} mk_logit;

/* Gives row i: its features into x; returns the label. Called once for each row in each iteration. */
typedef bool (*mk_logit_row)(void *self, size_t i, double *x);

/* prior: n means; prior_sd: n standard deviations, > 0; start: where to begin, NULL: at the prior. MK_ECANCELLED only. */
int mk_logit_fit(mk_cx *cx, mk_logit_row row, void *self, size_t rows, int n, const double *prior, const double *prior_sd,
                 const double *start, mk_logit *ret);
static inline double mk_logit_score(const double *w, const double *x, int n)
{
    double z = 0;
    for (int i = 0; i < n; i++) z += w[i] * x[i];
    return z;
}
#endif
