/* SPDX-License-Identifier: Apache-2.0 */
#include "special.h"
#include <stdbool.h>
#include <stdint.h>

double mk_lgamma(double x)
{
    int sign;
    return x > 0 ? lgamma_r(x, &sign) : NAN;
}

/* psi(x) = psi(x+1) - 1/x up to x >= 10, then the asymptotic series (Abramowitz & Stegun 6.3.18), error below 1e-15. */
double mk_digamma(double x)
{
    if (!(x > 0)) return NAN;
    double s = 0;
    for (; x < 10; x += 1) s -= 1 / x;
    double y = 1 / (x * x);
    return s + log(x) - .5 / x
         - y * (1. / 12 - y * (1. / 120 - y * (1. / 252 - y * (1. / 240 - y * (1. / 132 - y * (691. / 32760 - y / 12))))));
}

/* As digamma; Abramowitz & Stegun 6.4.12. */
double mk_trigamma(double x)
{
    if (!(x > 0)) return NAN;
    double s = 0;
    for (; x < 10; x += 1) s += 1 / (x * x);
    double y = 1 / (x * x);
    return s + 1 / x + y / 2
         + y / x * (1. / 6 - y * (1. / 30 - y * (1. / 42 - y * (1. / 30 - y * (5. / 66 - y * (691. / 2730 - y * 7 / 6))))));
}

/* Newton on 1/psi', which is nearly linear and convex: it converges from 1/2 + 1/y from one side
 * (Smyth 2004, "Linear models and empirical Bayes methods", appendix). psi'' by a central difference would lose digits,
 * so the step uses the tetragamma series. */
static double tetragamma(double x)
{
    double s = 0;
    for (; x < 10; x += 1) s -= 2 / (x * x * x);
    double y = 1 / (x * x);
    return s - y * (1 + 1 / x + y * (.5 - y * (1. / 6 - y * (1. / 6 - y * (.3 - y * 5. / 6)))));
}

double mk_trigamma_inverse(double y)
{
    if (!(y > 0)) return NAN;
    if (y > 1e7) return 1 / sqrt(y);
    if (y < 1e-6) return 1 / y;
    double x = .5 + 1 / y;
    for (int i = 0; i < 50; i++) {
        double t = mk_trigamma(x), step = t * (1 - t / y) / tetragamma(x);
        x += step;
        if (fabs(step) <= 1e-12 * x) break;
    }
    return x;
}

/* ln Gamma(x) - [(x - 1/2) ln x - x + ln(2 pi)/2], x >= 10 */
static double stirling_rest(double x)
{
    double y = 1 / (x * x);
    return (1. / 12 - y * (1. / 360 - y * (1. / 1260 - y * (1. / 1680 - y * (1. / 1188 - y * 691. / 360360))))) / x;
}

/* For large b the three ln Gamma agree in their leading digits; Stirling's formula takes those away by hand
 * (the idea of Didonato & Morris 1992, algorithm 708). */
double mk_lbeta(double a, double b)
{
    if (a > b) { double t = a; a = b; b = t; }
    if (!(a > 0)) return NAN;
    if (b < 10) return mk_lgamma(a) + mk_lgamma(b) - mk_lgamma(a + b);
    /* ln Gamma(b) - ln Gamma(a + b) */
    double ratio = -(b - .5) * log1p(a / b) - a * log(a + b) + a + stirling_rest(b) - stirling_rest(a + b);
    return mk_lgamma(a) + ratio;
}

typedef double two __attribute__((vector_size(16)));
typedef long long mask __attribute__((vector_size(16)));

static inline two chosen(mask yes, two a, two b) { return (two)((yes & (mask)a) | (~yes & (mask)b)); }
static inline two size_of(two v) { return (two)((mask)v & INT64_MAX); }
static inline two not_tiny(two v) { return chosen(size_of(v) < 1e-300, (two){ 1e-300, 1e-300 }, v); }

/* The continued fraction of Numerical Recipes 6.4, evaluated by the modified Lentz method; converges for x < (a+1)/(a+b+2)
 * in O(sqrt(max(a, b))) steps. Each step waits for the divisions of the last, so two are made side by side. */
static two beta_fraction(two a, two b, two x, double small)
{
    two c = { 1, 1 }, d = 1 / not_tiny(1 - (a + b) * x / (a + 1)), h = d;
    mask done = { 0, 0 };
    for (int m = 1; m <= 10000; m++) {
        double k = (double)m, k2 = 2 * k;
        two t = k * (b - k) * x / ((a + k2 - 1) * (a + k2));
        d = not_tiny(1 + t * d);
        c = not_tiny(1 + t / c);
        d = 1 / d;
        two next = h * (d * c);
        t = -(a + k) * (a + b + k) * x / ((a + k2) * (a + k2 + 1));
        d = not_tiny(1 + t * d);
        c = not_tiny(1 + t / c);
        d = 1 / d;
        two step = d * c;
        h = chosen(done, h, next * step);
        done |= size_of(step - 1) < small;
        if (done[0] && done[1]) break;
    }
    return h;
}

static void beta_inc(const double a[2], double b, const mk_beta_place *at, bool upper, const double lbeta[2], double small, double ret[2])
{
    double x = at->x, end = x == 0 ? upper : x == 1 ? !upper : NAN;
    bool inside = a[0] > 0 && a[1] > 0 && b > 0 && x >= 0 && x <= 1, below[2];
    if (!inside || x == 0 || x == 1) {
        ret[0] = ret[1] = inside ? end : NAN;
        return;
    }
    two shape, other, to;
    for (int i = 0; i < 2; i++) {
        below[i] = x < (a[i] + 1) / (a[i] + b + 2);
        shape[i] = below[i] ? a[i] : b;
        other[i] = below[i] ? b : a[i];
        to[i] = below[i] ? x : 1 - x;
    }
    two h = beta_fraction(shape, other, to, small);
    for (int i = 0; i < 2; i++) {
        double part = exp(a[i] * at->ln + b * at->ln_rest - lbeta[i]) * h[i] / shape[i];
        ret[i] = below[i] == upper ? 1 - part : part;
    }
}

mk_beta_place mk_beta_place_of(double x) { return (mk_beta_place){ x, log(x), log1p(-x) }; }

static double one(double a, double b, const mk_beta_place *at, bool upper, double lbeta, double small)
{
    double ret[2];
    beta_inc((double[]){ a, a }, b, at, upper, (double[]){ lbeta, lbeta }, small, ret);
    return ret[0];
}

static double exact(double a, double b, double x, bool upper)
{
    mk_beta_place at = mk_beta_place_of(x);
    return one(a, b, &at, upper, mk_lbeta(a, b), 3e-16);
}

/* Looked for among 2^40 places: what has less than the share is below, what has not is above, until the two are neighbours; which place is asked next changes
 * how soon that is, never where. The log-odds of both are near a straight line, so Newton's steps lead there in some six, and halving guards them. */
double mk_beta_quantile(double a, double b, double share)
{
    const int64_t places = INT64_C(1) << 40;
    const double lbeta = mk_lbeta(a, b), goal = mk_log_odds(share);
    int64_t lo = 0, hi = places;
    double to = a / (a + b) * (double)places;
    for (int asked = 0; hi - lo > 1; asked++) {
        int64_t place = asked < 20 && to > 0 && to < (double)places ? (int64_t)ceil(to) : (lo + hi) / 2;
        if (place <= lo && place > lo - 3) place = lo + 1;          /* rounding: it is one of the two */
        if (place >= hi && place < hi + 3) place = hi - 1;
        if (place <= lo || place >= hi) place = (lo + hi) / 2;
        mk_beta_place at = mk_beta_place_of((double)place / (double)places);
        double below = one(a, b, &at, false, lbeta, 3e-16);
        if (below < share) lo = place; else hi = place;
        double slope = exp(a * at.ln + b * at.ln_rest - lbeta) / (below * (1 - below));      /* of the log-odds */
        to = mk_logistic(at.ln - at.ln_rest + (goal - mk_log_odds(below)) / slope) * (double)places;
    }
    return (double)(2 * lo + 1) / (double)(2 * places);
}

double mk_beta_inc(double a, double b, double x) { return exact(a, b, x, false); }
double mk_beta_inc_upper(double a, double b, double x) { return exact(a, b, x, true); }
void mk_beta_inc_near(const double a[2], double b, const mk_beta_place *at, const double lbeta[2], double ret[2]) { beta_inc(a, b, at, false, lbeta, 1e-8, ret); }
double mk_beta_inc_upper_near(double a, double b, const mk_beta_place *at, double lbeta) { return one(a, b, at, true, lbeta, 1e-8); }

/* Acklam's rational approximation, one step of Halley's method to polish. */
double mk_normal_quantile(double p)
{
    static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
                                1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00 };
    static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                                6.680131188771972e+01, -1.328068155288572e+01 };
    static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00 };
    static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00 };
    if (!(p > 0 && p < 1)) return NAN;
    double q, x;
    if (p < .02425 || p > 1 - .02425) {
        q = sqrt(-2 * (p < .5 ? log(p) : log1p(-p)));
        x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5])
          / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
        if (p > .5) x = -x;
    } else {
        q = p - .5;
        double r = q * q;
        x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
          / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }
    double e = .5 * erfc(-x * M_SQRT1_2) - p, u = e * sqrt(2 * M_PI) * exp(x * x / 2);
    return x - u / (1 + x * u / 2);
}
