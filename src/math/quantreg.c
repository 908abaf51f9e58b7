/* SPDX-License-Identifier: Apache-2.0 */
#include "quantreg.h"
#include <math.h>
#include "special.h"
#include "sum.h"

typedef struct problem { const double *x, *y; const uint8_t *part; size_t rows; int n, skip; double tau, ridge[MK_DIM]; } problem;

static bool used(const problem *p, size_t i) { return !p->part || p->part[i] != p->skip; }

/* The mean of tau r + h ln(1 + e^(-r/h)), with its gradient and information; h > 0. */
static double smooth(const problem *p, const double *w, double h, double *g, double *info)
{
    int n = p->n;
    mk_sum f = { 0 };
    double many = 0;
    memset(g, 0, sizeof *g * (size_t)n);
    memset(info, 0, sizeof *info * (size_t)(n * n));
    for (size_t i = 0; i < p->rows; i++) {
        if (!used(p, i)) continue;
        const double *x = p->x + i * (size_t)n;
        double r = p->y[i];
        for (int k = 0; k < n; k++) r -= w[k] * x[k];
        many++;
        mk_sum_add(&f, p->tau * r + h * mk_softplus(-r / h));
        double below = mk_logistic(-r / h), d = below - p->tau, u = below * (1 - below) / h;
        for (int k = 0; k < n; k++) {
            g[k] += d * x[k];
            double ux = u * x[k];
            for (int j = 0; j <= k; j++) info[k * n + j] += ux * x[j];
        }
    }
    double loss = mk_sum_of(&f);
    for (int k = 0; k < n; k++) {
        loss += p->ridge[k] * many * w[k] * w[k] / 2;
        g[k] += p->ridge[k] * many * w[k];
        info[k * n + k] += p->ridge[k] * many;
        for (int j = 0; j < k; j++) info[j * n + k] = info[k * n + j];
    }
    return loss / fmax(1, many);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The spread of the residuals: the lesser of the standard deviation and of the quartiles' distance over 1.35. */
static double spread(mk_arena *arena, const problem *p, const double *w)
{
    mk_arena_mark mark = mk_arena_here(arena);
    double *r = MK_NEWN(arena, double, p->rows + 1), sum = 0, square = 0;
    size_t k = 0;
    for (size_t i = 0; i < p->rows; i++) {
        if (!used(p, i)) continue;
        r[k] = p->y[i];
        for (int j = 0; j < p->n; j++) r[k] -= w[j] * p->x[i * (size_t)p->n + (size_t)j];
        sum += r[k];
        square += r[k] * r[k];
        k++;
    }
    if (k < 2) return 1;
    qsort(r, k, sizeof *r, compare);
    double sd = sqrt(fmax(0, square / (double)k - sum / (double)k * (sum / (double)k))), iqr = (r[k * 3 / 4] - r[k / 4]) / 1.349;
    mk_arena_rewind(arena, mark);
    double s = iqr > 0 ? fmin(sd, iqr) : sd;
    return s > 0 ? s : 1e-3;
}

static int newton(mk_cx *cx, const problem *p, double h, double *w, int *iterations, bool *ret_converged)
{
    int n = p->n;
    double g[MK_DIM], gn[MK_DIM], a[MK_DIM * MK_DIM], an[MK_DIM * MK_DIM], l[MK_DIM * MK_DIM], step[MK_DIM], y[MK_DIM];
    size_t vec = sizeof(double) * (size_t)n, mat = vec * (size_t)n;
    double f = smooth(p, w, h, g, a);
    *ret_converged = false;
    for (int k = 0; k < 60 && !*ret_converged; k++) {
        MK_TRY(mk_cx_check(cx));
        ++*iterations;
        memcpy(l, a, mat);
        double top = 0;
        for (int i = 0; i < n; i++) top = fmax(top, l[i * n + i]);
        for (int i = 0; i < n; i++) l[i * n + i] += 1e-9 * top;
        if (!mk_cholesky(l, n)) break;
        memcpy(step, g, vec);
        mk_cholesky_solve(l, n, step);
        double gain = 0;
        for (int i = 0; i < n; i++) gain += g[i] * step[i];
        if (gain < 1e-12 * fmax(1, (double)p->rows) * fabs(f)) { *ret_converged = true; break; }
        bool moved = false;
        for (double cut = 1; cut > 1e-5 && !moved; cut /= 2) {
            for (int i = 0; i < n; i++) y[i] = w[i] - cut * step[i];
            double fy = smooth(p, y, h, gn, an);
            if (!(fy < f)) continue;
            moved = true;
            f = fy;
            memcpy(w, y, vec);
            memcpy(g, gn, vec);
            memcpy(a, an, mat);
        }
        if (!moved) { *ret_converged = gain < 1e-7 * fmax(1, (double)p->rows); break; }
    }
    return 0;
}

int mk_quantreg_fit(mk_cx *cx, const double *x, const double *y, size_t rows, int n, double tau, const uint8_t *part, int skip, mk_quantreg *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->n = n;
    ret->tau = tau;
    problem p = { x, y, part, rows, n, skip, tau, { 0 } };
    double many = 0, square[MK_DIM] = { 0 }, mean = 0;
    for (size_t i = 0; i < rows; i++) {
        if (!used(&p, i)) continue;
        many++;
        mean += y[i];
        for (int k = 0; k < n; k++) square[k] += x[i * (size_t)n + (size_t)k] * x[i * (size_t)n + (size_t)k];
    }
    if (many < 1) return 0;
    for (int k = 1; k < n; k++) p.ridge[k] = 1e-7 * fmax(square[k] / many, 1e-12);
    ret->w[0] = mean / many;
    double g[MK_DIM], a[MK_DIM * MK_DIM], v[MK_DIM * MK_DIM];
    for (double width = .5; width > .009; width /= 2.6) MK_TRY(newton(cx, &p, width * spread(cx->arena, &p, ret->w), ret->w, &ret->iterations, &ret->converged));
    mk_sum loss = { 0 };
    for (size_t i = 0; i < rows; i++)
        if (used(&p, i)) mk_sum_add(&loss, mk_check_loss(y[i] - mk_quantreg_at(ret, x + i * (size_t)n), tau));
    ret->loss = mk_sum_of(&loss) / many;
    /* J^-1 tau(1 - tau) X'X J^-1, J = sum of the density at the line, x x' (Powell 1991; width by Hall & Sheather 1988). */
    double z = mk_normal_quantile(tau), density = exp(-z * z / 2) / sqrt(2 * M_PI);
    double h = pow(many, -1. / 3) * pow(1.959964, 2. / 3) * pow(1.5 * density * density / (2 * z * z + 1), 1. / 3);
    h = fmin(h, .9 * fmin(tau, 1 - tau));
    /* A logistic kernel of scale b is as wide as a box of half-width pi b. */
    smooth(&p, ret->w, .5 / M_PI * spread(cx->arena, &p, ret->w) * (mk_normal_quantile(tau + h) - mk_normal_quantile(tau - h)), g, a);
    if (!mk_cholesky(a, n)) return 0;
    mk_cholesky_inverse(a, n, v);
    double xx[MK_DIM * MK_DIM] = { 0 }, vx[MK_DIM * MK_DIM] = { 0 };
    for (size_t i = 0; i < rows; i++) {
        if (!used(&p, i)) continue;
        const double *r = x + i * (size_t)n;
        for (int k = 0; k < n; k++) for (int j = 0; j < n; j++) xx[k * n + j] += r[k] * r[j];
    }
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) vx[i * n + j] += v[i * n + k] * xx[k * n + j];
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) for (int k = 0; k < n; k++) ret->covariance[i * n + j] += tau * (1 - tau) * vx[i * n + k] * v[k * n + j];
    return 0;
}
