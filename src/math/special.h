/* SPDX-License-Identifier: Apache-2.0
 * Special functions, in double precision, for positive arguments only.
 * Owns nothing, no state: safe in any thread (libm's lgamma writes a global, mk_lgamma does not).
 * Errors: none. Outside its domain a function gives NaN. */
#ifndef MK_SPECIAL_H
#define MK_SPECIAL_H
#include <math.h>

double mk_lgamma(double x);                             /* ln Gamma(x), x > 0 */
double mk_digamma(double x);                            /* psi(x) = d ln Gamma / dx, x > 0 */
double mk_trigamma(double x);                           /* psi'(x), x > 0 */
double mk_trigamma_inverse(double y);                   /* the x with psi'(x) = y, y > 0 */
double mk_lbeta(double a, double b);                    /* ln B(a, b); keeps its digits when one argument is large */
/* Regularised incomplete beta I_x(a, b), and its complement without cancellation. 0 <= x <= 1, a, b > 0. */
double mk_beta_inc(double a, double b, double x);
double mk_beta_inc_upper(double a, double b, double x);
/* The x with I_x(a, b) = share, 0 < share < 1, within 2^-41. */
double mk_beta_quantile(double a, double b, double share);
/* I_x(a, b), of two a at once, and its complement, to seven digits, where the same a and b come with many x, or the same x with many a: lbeta = mk_lbeta(a, b). */
typedef struct mk_beta_place { double x, ln, ln_rest; } mk_beta_place;      /* ln x, ln(1 - x) */
mk_beta_place mk_beta_place_of(double x);
void mk_beta_inc_near(const double a[2], double b, const mk_beta_place *at, const double lbeta[2], double ret[2]);
double mk_beta_inc_upper_near(double a, double b, const mk_beta_place *at, double lbeta);
double mk_normal_quantile(double p);                    /* z with Phi(z) = p, 0 < p < 1; error below 1e-9 */

static inline double mk_logistic(double z) { return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)); }
static inline double mk_log_odds(double p) { return log(p) - log1p(-p); }
/* ln(1 + e^z) without overflow */
static inline double mk_softplus(double z) { return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z)); }
#endif
