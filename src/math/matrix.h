/* SPDX-License-Identifier: Apache-2.0
 * Small dense symmetric matrices, row after row, at most MK_DIM wide. No state, any thread, no allocation. */
#ifndef MK_MATRIX_H
#define MK_MATRIX_H
#include <stdbool.h>

enum { MK_DIM = 24 };

/* A = L L' in place (lower triangle). False when A is not positive definite; A is spoilt then. */
bool mk_cholesky(double *a, int n);
/* Solves L L' x = b in place of b. */
void mk_cholesky_solve(const double *l, int n, double *b);
/* The inverse of L L', full. */
void mk_cholesky_inverse(const double *l, int n, double *ret);
/* x' A x of a full symmetric matrix. */
double mk_quadratic(const double *a, int n, const double *x);
#endif
