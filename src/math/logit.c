/* SPDX-License-Identifier: Apache-2.0 */
#include "logit.h"
#include "special.h"
#include "sum.h"

/* Minus the log posterior at w, its gradient and information. */
static double posterior(mk_logit_row row, void *self, size_t rows, int n, const double *prior, const double *sd,
                        const double *w, double *g, double *h)
{
    double x[MK_DIM] = { 0 };
    mk_sum f = { 0 };
    memset(g, 0, sizeof *g * (size_t)n);
    memset(h, 0, sizeof *h * (size_t)(n * n));
    for (size_t r = 0; r < rows; r++) {
        bool y = row(self, r, x);
        double z = mk_logit_score(w, x, n), p = mk_logistic(z), u = p * (1 - p), e = p - y;
        mk_sum_add(&f, mk_softplus(y ? -z : z));
        for (int i = 0; i < n; i++) {
            g[i] += e * x[i];
            double ux = u * x[i], *row_i = h + i * n;
            for (int j = 0; j <= i; j++) row_i[j] += ux * x[j];
        }
    }
    for (int i = 0; i < n; i++) {
        double k = 1 / (sd[i] * sd[i]), d = w[i] - prior[i];
        mk_sum_add(&f, k * d * d / 2);
        g[i] += k * d;
        h[i * n + i] += k;
        for (int j = 0; j < i; j++) h[j * n + i] = h[i * n + j];
    }
    return mk_sum_of(&f);
}

int mk_logit_fit(mk_cx *cx, mk_logit_row row, void *self, size_t rows, int n, const double *prior, const double *prior_sd,
                 const double *start, mk_logit *ret)
{
    double g[MK_DIM], gn[MK_DIM], h[MK_DIM * MK_DIM], hn[MK_DIM * MK_DIM], step[MK_DIM], y[MK_DIM];
    size_t vec = sizeof(double) * (size_t)n, mat = vec * (size_t)n;
    memset(ret, 0, sizeof *ret);
    ret->n = n;
    memcpy(ret->w, start ? start : prior, vec);
    double f = posterior(row, self, rows, n, prior, prior_sd, ret->w, g, h);
    while (ret->iterations < 50 && !ret->converged) {
        MK_TRY(mk_cx_check(cx));
        ret->iterations++;
        double l[MK_DIM * MK_DIM];
        memcpy(l, h, mat);
        if (!mk_cholesky(l, n)) break;          /* cannot be with a prior, unless a feature is not finite */
        memcpy(step, g, vec);
        mk_cholesky_solve(l, n, step);
        double gain = 0;
        for (int i = 0; i < n; i++) gain += g[i] * step[i];
        if (gain < 1e-9) { ret->converged = true; break; }
        bool moved = false;
        for (double cut = 1; cut > 1e-6 && !moved; cut /= 2) {
            for (int i = 0; i < n; i++) y[i] = ret->w[i] - cut * step[i];
            double fy = posterior(row, self, rows, n, prior, prior_sd, y, gn, hn);
            moved = fy < f;
            if (moved) {
                f = fy;
                memcpy(ret->w, y, vec);
                memcpy(g, gn, vec);
                memcpy(h, hn, mat);
            }
        }
        if (!moved) { ret->converged = gain < 1e-4; break; }
    }
    if (mk_cholesky(h, n)) mk_cholesky_inverse(h, n, ret->covariance);
    return 0;
}
