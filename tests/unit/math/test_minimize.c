/* SPDX-License-Identifier: Apache-2.0
 * The minimiser on functions with known minima and against NLopt's */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "cx.h"
#include "minimize.h"
#include "rng.h"
#include "special.h"
#ifdef HAVE_NLOPT
#include <nlopt.h>
#endif

static double banana(const double *x, double *g, void *self)
{
    (void)self;
    double u = x[1] - x[0] * x[0], v = 1 - x[0];
    g[0] = -400 * u * x[0] - 2 * v;
    g[1] = 200 * u;
    return 100 * u * u + v * v;
}

/* Minus the log-likelihood of counts under negative binomial: two log-parameters, a real ridge. */
static double counts(const double *x, double *g, void *self)
{
    (void)self;
    static const double n[] = { 50, 20, 11, 8, 4, 3, 2, 1, 1 };
    double r = exp(x[0]), p = mk_logistic(x[1]), f = 0, dr = 0, dp = 0;
    for (int k = 0; k < 9; k++) {
        f -= n[k] * (mk_lgamma(r + k) - mk_lgamma(r) - mk_lgamma(k + 1) + r * log(p) + k * log1p(-p));
        dr -= n[k] * (mk_digamma(r + k) - mk_digamma(r) + log(p));
        dp -= n[k] * (r / p - k / (1 - p));
    }
    g[0] = dr * r;
    g[1] = dp * p * (1 - p);
    return f;
}

static void known(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_rng r = mk_rng_seed(3);
    for (int i = 0; i < 289; i++) {
        double x[2] = { 8 * mk_rng_unit(&r) - 4, 8 * mk_rng_unit(&r) - 4 };
        mk_minimum m;
        assert_int_equal(mk_minimize(&cx, banana, NULL, x, 2, 10, &m), 0);
        assert_true(m.converged && m.curved);
        assert_true(fabs(x[0] - 1) < 1e-5 && fabs(x[1] - 1) < 1e-5);
    }
    mk_arena_free(a);
}

#ifdef HAVE_NLOPT
static double for_nlopt(unsigned n, const double *x, double *g, void *self)
{
    (void)n;
    double own[2];
    return counts(x, g ? g : own, self);
}

static void as_nlopt(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    double x[2] = { 0, 0 }, y[2] = { 0, 0 }, f;
    mk_minimum m;
    assert_int_equal(mk_minimize(&cx, counts, NULL, x, 2, 2, &m), 0);
    nlopt_opt o = nlopt_create(NLOPT_LD_LBFGS, 2);
    nlopt_set_min_objective(o, for_nlopt, NULL);
    nlopt_set_xtol_rel(o, 1e-12);
    assert_true(nlopt_optimize(o, y, &f) > 0);
    nlopt_destroy(o);
    assert_true(fabs(f - m.f) < 1e-8 && fabs(x[0] - y[0]) < 1e-5 && fabs(x[1] - y[1]) < 1e-5);
    mk_arena_free(a);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
#ifdef HAVE_NLOPT
        cmocka_unit_test(as_nlopt),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
