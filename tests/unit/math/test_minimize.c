/* SPDX-License-Identifier: Apache-2.0
 * The minimiser on functions with known minima and against NLopt's; logistic regression against its own score equations. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "cx.h"
#include "logit.h"
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

typedef struct rows { size_t n; double x[4000][3]; bool y[4000]; } rows;

static bool row(void *self, size_t i, double *x)
{
    rows *r = self;
    memcpy(x, r->x[i], sizeof r->x[i]);
    return r->y[i];
}

static void logistic(void **state)
{
    (void)state;
    static rows d;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_rng r = mk_rng_seed(11);
    const double truth[3] = { -1, .8, -.5 }, prior[3] = { .3, .2, .1 }, wide[3] = { 1e3, 1e3, 1e3 }, narrow[3] = { 1e-4, 1e-4, 1e-4 };
    d.n = 4000;
    for (size_t i = 0; i < d.n; i++) {
        double x[3] = { 1, 4 * mk_rng_unit(&r) - 2, mk_rng_unit(&r) };
        memcpy(d.x[i], x, sizeof x);
        d.y[i] = mk_rng_unit(&r) < mk_logistic(mk_logit_score(truth, x, 3));
    }
    mk_logit m;
    assert_int_equal(mk_logit_fit(&cx, row, &d, d.n, 3, prior, wide, NULL, &m), 0);
    assert_true(m.converged);
    double score[3] = { 0 };
    for (size_t i = 0; i < d.n; i++)
        for (int j = 0; j < 3; j++) score[j] += (d.y[i] - mk_logistic(mk_logit_score(m.w, d.x[i], 3))) * d.x[i][j];
    for (int j = 0; j < 3; j++) {
        assert_true(fabs(score[j]) < 1e-3);
        assert_true(fabs(m.w[j] - truth[j]) < 4 * sqrt(m.covariance[j * 4]));
    }
    assert_int_equal(mk_logit_fit(&cx, row, &d, 0, 3, prior, wide, NULL, &m), 0);        /* no rows: the prior */
    for (int j = 0; j < 3; j++) assert_true(fabs(m.w[j] - prior[j]) < 1e-12);
    assert_int_equal(mk_logit_fit(&cx, row, &d, d.n, 3, prior, narrow, NULL, &m), 0);    /* a sure prior holds */
    for (int j = 0; j < 3; j++) assert_true(fabs(m.w[j] - prior[j]) < 1e-3);
    atomic_bool stop = true;
    cx.cancel = &stop;
    assert_int_equal(mk_logit_fit(&cx, row, &d, d.n, 3, prior, wide, NULL, &m), MK_ECANCELLED);
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
#ifdef HAVE_NLOPT
        cmocka_unit_test(as_nlopt),
#endif
        cmocka_unit_test(logistic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
