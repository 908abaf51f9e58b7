/* SPDX-License-Identifier: Apache-2.0
 * Gamma-Gamma over single orders (Fader & Hardie 2013, note 025, before orders are put together to their mean): given nu, a repeat
 * order z has the density nu^p z^(p-1) e^(-nu z)/G(p), the first one the same of z/first_scale with first_p; nu is integrated out.
 * With N = p n + first_p, s = sum + first/first_scale, v' = v e^(slope w):
 *   ln L = ln G(q+N)/G(q) + q ln v' - (q+N) ln(v'+s) + (p-1) sum ln z - n ln G(p) + first_p ln(first/first_scale) - ln first - ln G(first_p) */
#include "special.h"
#include "spend_int.h"
#include "sum.h"

typedef struct known { uint32_t repeats; bool first; double N, lg, psi; } known;

double mk_spend_gamma(const mk_spend_data *d, const double *x, double *g)
{
    double p = exp(x[0]), q = MK_SPEND_Q_LEAST + exp(x[1]), v = exp(x[2]), p1 = exp(x[3]), scale = exp(x[4]), slope = x[5];
    double lgq = mk_lgamma(q), psiq = mk_digamma(q), lgp = mk_lgamma(p), psip = mk_digamma(p), lgp1 = mk_lgamma(p1), psip1 = mk_digamma(p1);
    double dp = 0, dq = 0, dv = 0, dp1 = 0, dscale = 0, dslope = 0;
    mk_sum f = { 0 };
    known k[2] = { { UINT32_MAX, 0, 0, 0, 0 }, { UINT32_MAX, 1, 0, 0, 0 } };
    for (size_t i = 0; i < d->n; i++) {
        const mk_spend_row *r = &d->row[i];
        bool first = r->first > 0;
        known *c = &k[first];
        if (c->repeats != r->repeats) {
            c->repeats = r->repeats;
            c->N = p * r->repeats + (first ? p1 : 0);
            c->lg = mk_lgamma(q + c->N) - lgq;
            c->psi = mk_digamma(q + c->N);
        }
        double w = d->w[i], own = v * exp(slope * w), s = r->sum + (first ? r->first / scale : 0), both = log(own + s);
        double lv = x[2] + slope * w, n = r->repeats;
        double l = c->lg + q * lv - (q + c->N) * both + (p - 1) * r->log1 - n * lgp;
        double rate = (q + c->N) / (own + s);           /* the posterior mean of nu */
        dp += n * (c->psi - both - psip) + r->log1;
        dq += c->psi - psiq + lv - both;
        double of_v = q - rate * own;
        dv += of_v;
        dslope += w * of_v;
        if (first) {
            double lf = log(r->first);
            l += p1 * (lf - x[4]) - lf - lgp1;
            dp1 += c->psi - both + lf - x[4] - psip1;
            dscale += rate * r->first / scale - p1;
        }
        mk_sum_add(&f, l);
    }
    g[0] = dp * p;
    g[1] = dq * (q - MK_SPEND_Q_LEAST);
    g[2] = dv;
    g[3] = dp1 * p1;
    g[4] = dscale;
    g[5] = dslope;
    return mk_sum_of(&f);
}
