/* SPDX-License-Identifier: Apache-2.0
 * Gauss-Legendre quadrature on (0, 1): exact for polynomials of degree 2n - 1. Constant tables; any thread. No errors. */
#ifndef MK_QUADRATURE_H
#define MK_QUADRATURE_H

typedef struct mk_gauss { int n; const double *x, *w; } mk_gauss;     /* the weights sum to 1 */

/* The smallest rule with at least that many points, 32 at most. */
mk_gauss mk_gauss_of(int least);
#endif
