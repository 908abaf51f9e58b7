/* SPDX-License-Identifier: Apache-2.0
 * The minimum of a smooth function of a few variables with a known gradient: damped Newton.
 * The Hessian is a central difference of the gradient, or comes with the value; Levenberg's damping makes it positive definite and bounds the step
 * (Nocedal & Wright 2006, chapters 3 and 4). Near the minimum the steps are Newton's, so the digits double with each.
 * Meant for negative log-likelihoods: it stops when the expected gain g'H^-1 g is below 1e-10, that is when every parameter
 * is within a hundred-thousandth of its standard error.
 * No state, any thread, no allocation. A function value that is not finite is taken for a wall. */
#ifndef MK_MINIMIZE_H
#define MK_MINIMIZE_H
#include "cx.h"
#include "matrix.h"

/* The value at x; grad is always wanted. */
typedef double (*mk_objective)(const double *x, double *grad, void *self);
/* The same with the Hessian, n x n: for functions whose second derivatives come nearly free with the first. */
typedef double (*mk_objective_exact)(const double *x, double *grad, double *hess, void *self);

typedef struct mk_minimum {
    double f;
    int iterations, evaluations;
    bool converged;
    bool curved;                        /* the Hessian is positive definite at the end: covariance holds its inverse */
    double covariance[MK_DIM * MK_DIM]; /* n x n, row after row */
} mk_minimum;

/* x: the start in, the minimum out. max_step: the largest change of one variable in one iteration. MK_ECANCELLED only. */
int mk_minimize(mk_cx *cx, mk_objective fn, void *self, double *x, int n, double max_step, mk_minimum *ret);
int mk_minimize_exact(mk_cx *cx, mk_objective_exact fn, void *self, double *x, int n, double max_step, mk_minimum *ret);
/* The least of what several starts (rows of n) lead to; of equals the first. x: out. ret->iterations: of all starts. */
int mk_minimize_from(mk_cx *cx, mk_objective fn, void *self, const double *start, size_t starts, double *x, int n, double max_step, mk_minimum *ret);
/* A likelihood (ln L, its gradient into grad) of logarithms of parameters, with a normal prior on each; mean NULL: without. As an objective: minus the
 * logarithm of the posterior; infinite beyond a wall at 30, far outside anything meaningful. */
typedef struct mk_posterior { mk_objective loglik; void *self; int n; const double *mean, *sd; } mk_posterior;
double mk_minus_posterior(const double *x, double *grad, void *posterior);
/* For logarithms of parameters: their standard errors (NaN when it is not curved there), and whether the minimum is sound: converged, inside
 * |x| < most, each known to a factor of e^4. */
bool mk_minimum_sound(const mk_minimum *m, const double *x, int n, double most, double *ret_se);
#endif
