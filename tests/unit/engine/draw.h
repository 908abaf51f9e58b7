/* SPDX-License-Identifier: Apache-2.0
 * Draws from the distributions that models of customers are made of, for tests that hold an answer against a simulation. */
#ifndef MK_TEST_DRAW_H
#define MK_TEST_DRAW_H
#include <math.h>
#include "rng.h"
#include "special.h"

static inline double draw_normal(mk_rng *r) { return mk_normal_quantile(mk_rng_unit(r) * .999999999 + 1e-10); }
static inline double draw_exp(mk_rng *r) { return -log1p(-mk_rng_unit(r)); }

/* Marsaglia & Tsang 2000, with a normal from its quantile. */
static inline double draw_gamma(mk_rng *r, double shape)
{
    if (shape < 1) return draw_gamma(r, shape + 1) * pow(1 - mk_rng_unit(r), 1 / shape);
    double d = shape - 1. / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double z = draw_normal(r), v = 1 + c * z;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(1 - mk_rng_unit(r)) < z * z / 2 + d - d * v + d * log(v)) return d * v;
    }
}

static inline double draw_beta(mk_rng *r, double a, double b)
{
    double x = draw_gamma(r, a), y = draw_gamma(r, b);
    return x / (x + y);
}
#endif
