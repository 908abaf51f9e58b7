/* SPDX-License-Identifier: Apache-2.0
 * A normal hierarchy of logarithms: ln z of a repeat order ~ N(theta, sigma^2), of the first ~ N(theta + first_shift, first_sigma^2),
 * theta ~ N(mu + slope w, tau^2). theta is integrated out in closed form; with precisions a = 1/tau^2, b = 1/sigma^2, c = 1/first_sigma^2,
 * deviations from mu + slope w, P = a + n b + c and t = (b sum + c first)/P its posterior mean:
 *   2 ln L = n ln b + ln c + ln a - ln P - b sum of squares - c first^2 + P t^2 - (n + 1) ln 2 pi - 2 sum ln z */
#include "spend_int.h"
#include "sum.h"

double mk_spend_log(const mk_spend_data *d, const double *x, double *g)
{
    double mu = x[0], a = exp(-2 * x[1]), b = exp(-2 * x[2]), shift = x[3], c = exp(-2 * x[4]), slope = x[5];
    double la = -2 * x[1], lb = -2 * x[2], lc = -2 * x[4], l2pi = log(2 * M_PI);
    double da = 0, db = 0, dc = 0, dmu = 0, dshift = 0, dslope = 0;
    mk_sum f = { 0 };
    for (size_t i = 0; i < d->n; i++) {
        const mk_spend_row *r = &d->row[i];
        bool first = r->first > 0;
        double n = r->repeats, w = d->w[i], at = mu + slope * w, one = r->log1 - n * at, two = r->log2 - at * (2 * r->log1 - n * at);
        double lf = first ? log(r->first) : 0, e = first ? lf - shift - at : 0;
        double P = a + n * b + (first ? c : 0), t = (b * one + c * e) / P, V = 1 / P;
        double l = n * lb + la - log(P) - b * two - c * e * e + P * t * t - (n + first) * l2pi - 2 * (r->log1 + lf);
        da += (1 / a - V - t * t) / 2;
        db += (n / b - n * V - (two - 2 * t * one + n * t * t)) / 2;
        if (first) {
            l += lc;
            dc += (1 / c - V - (e - t) * (e - t)) / 2;
            dshift += c * (e - t);
        }
        dmu += a * t;
        dslope += a * t * w;
        mk_sum_add(&f, l / 2);
    }
    g[0] = dmu;
    g[1] = -2 * a * da;
    g[2] = -2 * b * db;
    g[3] = dshift;
    g[4] = -2 * c * dc;
    g[5] = dslope;
    return mk_sum_of(&f);
}
