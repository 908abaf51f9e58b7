/* SPDX-License-Identifier: Apache-2.0
 * Special functions against values that have a closed form, and against identities. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "rng.h"
#include "special.h"

static void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance * fmax(1, fabs(want)))) fail_msg("%.17g, wanted %.17g", got, want);
}

static void polygamma(void **state)
{
    (void)state;
    const double euler = 0.57721566490153286061;
    near(mk_digamma(1), -euler, 1e-15);
    near(mk_digamma(.5), -euler - 2 * M_LN2, 1e-14);
    near(mk_digamma(100), 4.6001618527380874002, 1e-15);
    near(mk_digamma(1e-8), -1e8 - euler, 1e-15);
    near(mk_trigamma(1), M_PI * M_PI / 6, 1e-14);
    near(mk_trigamma(.5), M_PI * M_PI / 2, 1e-14);
    assert_true(isnan(mk_digamma(0)) && isnan(mk_trigamma(-1)) && isnan(mk_lgamma(0)));
    for (double x = 1e-3; x < 1e5; x *= 1.7) {
        near(mk_digamma(x + 1) - mk_digamma(x), 1 / x, 1e-12);
        near(mk_trigamma_inverse(mk_trigamma(x)), x, 1e-9);
        double h = 1e-5 * x;
        near((mk_lgamma(x + h) - mk_lgamma(x - h)) / (2 * h), mk_digamma(x), 1e-6);
    }
}

static void beta(void **state)
{
    (void)state;
    near(mk_lbeta(1, 1), 0, 1e-15);
    near(mk_lbeta(.5, .5), log(M_PI), 1e-15);
    /* B(a, b) with a whole: 1 / (b (b+1) / 1) ...: ln B(2, b) = -ln b - ln(b+1), also where ln Gamma has lost all digits */
    for (double b = 1; b < 1e14; b *= 13) near(mk_lbeta(2, b), -log(b) - log1p(b), 1e-14);
    near(mk_beta_inc(1, 3, .25), 1 - .75 * .75 * .75, 1e-14);
    near(mk_beta_inc(.5, .5, .3), 2 / M_PI * asin(sqrt(.3)), 1e-13);
    near(mk_beta_inc_upper(1, 500, .1), pow(.9, 500), 1e-12);
    assert_true(mk_beta_inc_upper(1, 500, .1) > 1e-23);         /* no cancellation in the tail */
    /* Binomial tails, summed by hand. */
    for (int n = 5; n < 200; n += 31)
        for (int k = 1; k < n; k += 3) {
            double p = .37, sum = 0;
            for (int j = k; j <= n; j++)
                sum += exp(mk_lgamma(n + 1) - mk_lgamma(j + 1) - mk_lgamma(n - j + 1) + j * log(p) + (n - j) * log1p(-p));
            near(mk_beta_inc(k, n - k + 1, p), sum, 1e-11);
        }
    mk_rng r = mk_rng_seed(5);
    for (int i = 0; i < 5000; i++) {
        double a = exp(12 * mk_rng_unit(&r) - 4), b = exp(12 * mk_rng_unit(&r) - 4), x = mk_rng_unit(&r);
        double lower = mk_beta_inc(a, b, x), upper = mk_beta_inc_upper(a, b, x);
        assert_true(lower >= 0 && lower <= 1 && upper >= 0 && upper <= 1);
        near(lower + upper, 1, 1e-12);
        near(lower, mk_beta_inc_upper(b, a, 1 - x), 1e-9);
    }
}

/* By halving, with nothing clever: what mk_beta_quantile has to find to the last bit. */
static double halved(double a, double b, double share)
{
    double low = 0, high = 1;
    for (int i = 0; i < 40; i++) {
        double mid = (low + high) / 2;
        if (mk_beta_inc(a, b, mid) < share) low = mid; else high = mid;
    }
    return (low + high) / 2;
}

static void quantile(void **state)
{
    (void)state;
    static const double share[] = { 1e-6, .05, .5, .95, .999 };
    mk_rng r = mk_rng_seed(7);
    for (int i = 0; i < 400; i++) {
        double a = exp(9 * mk_rng_unit(&r) - 3), b = exp(9 * mk_rng_unit(&r) - 3);
        for (int k = 0; k < 5; k++) near(mk_beta_quantile(a, b, share[k]), halved(a, b, share[k]), 0);
    }
    near(mk_beta_quantile(1, 1, .25), .25, 1e-12);
    near(mk_beta_quantile(1, 40, .95), 1 - pow(.05, 1 / 40.), 1e-12);
}

/* Two at once are what each is alone. */
static void side_by_side(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(9);
    for (int i = 0; i < 2000; i++) {
        double a[2] = { exp(9 * mk_rng_unit(&r) - 3), exp(9 * mk_rng_unit(&r) - 3) }, b = exp(6 * mk_rng_unit(&r) - 3), both[2], alone[2];
        mk_beta_place at = mk_beta_place_of(mk_rng_unit(&r));
        double lbeta[2] = { mk_lbeta(a[0], b), mk_lbeta(a[1], b) };
        mk_beta_inc_near(a, b, &at, lbeta, both);
        for (int k = 0; k < 2; k++) {
            mk_beta_inc_near((double[]){ a[k], a[k] }, b, &at, (double[]){ lbeta[k], lbeta[k] }, alone);
            near(both[k], alone[0], 0);
            near(both[k], mk_beta_inc(a[k], b, at.x), 1e-7);
        }
    }
    double ends[2];
    mk_beta_place low = mk_beta_place_of(0), high = mk_beta_place_of(1);
    mk_beta_inc_near((double[]){ 1, 2 }, 3, &low, (double[]){ 0, 0 }, ends);
    assert_true(ends[0] == 0 && ends[1] == 0);
    mk_beta_inc_near((double[]){ 1, 2 }, 3, &high, (double[]){ 0, 0 }, ends);
    assert_true(ends[0] == 1 && ends[1] == 1);
}

static void normal(void **state)
{
    (void)state;
    near(mk_normal_quantile(.95), 1.6448536269514722, 1e-12);
    near(mk_normal_quantile(.5), 0, 1e-12);
    for (double p = 1e-12; p < .5; p *= 3) {
        near(.5 * erfc(-mk_normal_quantile(p) * M_SQRT1_2), p, 1e-9 * p + 1e-16);
        near(mk_normal_quantile(p) + mk_normal_quantile(1 - p), 0, 1e-3);
    }
    near(mk_softplus(800), 800, 1e-15);
    near(mk_softplus(-800), 0, 1e-15);
    near(mk_log_odds(mk_logistic(3)), 3, 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(polygamma), cmocka_unit_test(beta), cmocka_unit_test(quantile), cmocka_unit_test(side_by_side), cmocka_unit_test(normal) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
