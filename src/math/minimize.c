/* SPDX-License-Identifier: Apache-2.0 */
#include "minimize.h"
#include <math.h>

enum { MAX_ITERATIONS = 200 };

/* Central differences of the gradient, made symmetric. False when it is not finite. */
static bool hessian(mk_objective fn, void *self, const double *x, int n, double *h)
{
    double y[MK_DIM], up[MK_DIM], down[MK_DIM];
    memcpy(y, x, sizeof *y * (size_t)n);
    for (int j = 0; j < n; j++) {
        double step = 1e-5 * fmax(1, fabs(x[j]));      /* about eps^(1/3): balances truncation and rounding */
        y[j] = x[j] + step;
        fn(y, up, self);
        y[j] = x[j] - step;
        fn(y, down, self);
        y[j] = x[j];
        for (int i = 0; i < n; i++) h[i * n + j] = (up[i] - down[i]) / (2 * step);
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double m = (h[i * n + j] + h[j * n + i]) / 2;
            if (!isfinite(m)) return false;
            h[i * n + j] = h[j * n + i] = m;
        }
    return true;
}

/* Either the Hessian comes with the value, or it is differenced where it is needed. */
typedef struct target { mk_objective fn; mk_objective_exact exact; void *self; } target;

static double at(const target *t, const double *x, double *g, double *h)
{
    return t->exact ? t->exact(x, g, h, t->self) : t->fn(x, g, t->self);
}

static bool finite_all(const double *v, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(v[i])) return false;
    return true;
}

static int minimize(mk_cx *cx, const target *t, double *x, int n, double max_step, mk_minimum *ret)
{
    double g[MK_DIM], gn[MK_DIM], step[MK_DIM], y[MK_DIM], h[MK_DIM * MK_DIM], hn[MK_DIM * MK_DIM], l[MK_DIM * MK_DIM];
    double damping = t->exact ? 1e-6 : 1e-3;
    size_t vec = sizeof(double) * (size_t)n, mat = vec * (size_t)n;
    memset(ret, 0, sizeof *ret);
    memset(h, 0, sizeof h);
    double f = at(t, x, g, h);
    ret->evaluations = 1;
    bool fresh = false;
    while (ret->iterations < MAX_ITERATIONS) {
        MK_TRY(mk_cx_check(cx));
        ret->iterations++;
        if (t->exact) {
            if (!finite_all(h, n * n)) break;
        } else {
            if (!hessian(t->fn, t->self, x, n, h)) break;
            ret->evaluations += 2 * n;
        }
        fresh = true;
        memcpy(l, h, mat);
        if (mk_cholesky(l, n)) {
            memcpy(step, g, vec);
            mk_cholesky_solve(l, n, step);
            double gain = 0;
            for (int i = 0; i < n; i++) gain += g[i] * step[i];
            if (gain < 1e-10) {                 /* one last full step, which doubles the digits */
                for (int i = 0; i < n; i++) y[i] = x[i] - step[i];
                double fy = at(t, y, gn, hn);
                ret->evaluations++;
                if (fy <= f + 1e-13 * fabs(f)) {
                    f = fy;
                    memcpy(x, y, vec);
                    if (t->exact && finite_all(hn, n * n)) memcpy(h, hn, mat);
                }
                ret->converged = true;
                break;
            }
        }
        double scale = 0;
        for (int i = 0; i < n; i++) scale = fmax(scale, fabs(h[i * n + i]));
        bool moved = false;
        for (int try = 0; try < 40 && !moved; try++) {
            memcpy(l, h, mat);
            for (int i = 0; i < n; i++) l[i * n + i] += damping * scale;
            if (!mk_cholesky(l, n)) { damping = fmax(damping * 8, 1e-12); continue; }
            memcpy(step, g, vec);
            mk_cholesky_solve(l, n, step);
            double longest = 0;
            for (int i = 0; i < n; i++) longest = fmax(longest, fabs(step[i]));
            double cut = longest > max_step ? max_step / longest : 1;
            for (int i = 0; i < n; i++) y[i] = x[i] - cut * step[i];
            double fy = at(t, y, gn, hn);
            ret->evaluations++;
            if (isfinite(fy) && fy <= f + 1e-13 * fabs(f)) {
                moved = fy < f || cut < 1 || damping < 1e-11;
                f = fy;
                memcpy(x, y, vec);
                memcpy(g, gn, vec);
                if (t->exact) memcpy(h, hn, mat);
                fresh = t->exact;
                damping = damping < 1e-11 ? 0 : damping / 16;
                if (!moved) break;
            } else {
                damping = fmax(damping * 8, 1e-12);
            }
        }
        if (!moved) {                           /* nothing is lower: the end of the digits, if the gain is small too */
            double gain = 0;
            for (int i = 0; i < n; i++) gain += fabs(g[i]);
            ret->converged = gain < 1e-5 * (1 + fabs(f));
            break;
        }
    }
    ret->f = f;
    if (!fresh && !t->exact && hessian(t->fn, t->self, x, n, h)) ret->evaluations += 2 * n;
    memcpy(l, h, mat);
    ret->curved = mk_cholesky(l, n);
    if (ret->curved) mk_cholesky_inverse(l, n, ret->covariance);
    return 0;
}

int mk_minimize(mk_cx *cx, mk_objective fn, void *self, double *x, int n, double max_step, mk_minimum *ret)
{
    return minimize(cx, &(target){ .fn = fn, .self = self }, x, n, max_step, ret);
}

int mk_minimize_exact(mk_cx *cx, mk_objective_exact fn, void *self, double *x, int n, double max_step, mk_minimum *ret)
{
    return minimize(cx, &(target){ .exact = fn, .self = self }, x, n, max_step, ret);
}

int mk_minimize_from(mk_cx *cx, mk_objective fn, void *self, const double *start, size_t starts, double *x, int n, double max_step, mk_minimum *ret)
{
    int iterations = 0;
    for (size_t s = 0; s < starts; s++) {
        double y[MK_DIM];
        mk_minimum m;
        memcpy(y, start + s * (size_t)n, (size_t)n * sizeof *y);
        MK_TRY(mk_minimize(cx, fn, self, y, n, max_step, &m));
        iterations += m.iterations;
        if (s && !isnan(ret->f) && !(m.f < ret->f - 1e-7)) continue;
        *ret = m;
        memcpy(x, y, (size_t)n * sizeof *y);
    }
    ret->iterations = iterations;
    return 0;
}

double mk_minus_posterior(const double *x, double *grad, void *posterior)
{
    const mk_posterior *p = posterior;
    for (int i = 0; i < p->n; i++)
        if (!(fabs(x[i]) < 30)) return INFINITY;
    double f = -p->loglik(x, grad, p->self);
    for (int i = 0; i < p->n; i++) {
        grad[i] = -grad[i];
        if (!p->mean) continue;
        double u = (x[i] - p->mean[i]) / p->sd[i];
        f += u * u / 2;
        grad[i] += u / p->sd[i];
    }
    return f;
}

bool mk_minimum_sound(const mk_minimum *m, const double *x, int n, double most, double *ret_se)
{
    bool sound = m->curved && m->converged;
    for (int i = 0; i < n; i++) {
        ret_se[i] = m->curved ? sqrt(m->covariance[i * (n + 1)]) : NAN;
        sound &= ret_se[i] < 4 && fabs(x[i]) < most;
    }
    return sound;
}
