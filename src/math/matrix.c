/* SPDX-License-Identifier: Apache-2.0 */
#include "matrix.h"
#include <math.h>
#include <string.h>

bool mk_cholesky(double *a, int n)
{
    for (int j = 0; j < n; j++) {
        double d = a[j * n + j];
        for (int k = 0; k < j; k++) d -= a[j * n + k] * a[j * n + k];
        if (!(d > 0) || !isfinite(d)) return false;
        d = sqrt(d);
        a[j * n + j] = d;
        for (int i = j + 1; i < n; i++) {
            double s = a[i * n + j];
            for (int k = 0; k < j; k++) s -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = s / d;
        }
    }
    return true;
}

void mk_cholesky_solve(const double *l, int n, double *b)
{
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++) b[i] -= l[i * n + k] * b[k];
        b[i] /= l[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++) b[i] -= l[k * n + i] * b[k];
        b[i] /= l[i * n + i];
    }
}

void mk_cholesky_inverse(const double *l, int n, double *ret)
{
    double col[MK_DIM];
    for (int j = 0; j < n; j++) {
        memset(col, 0, sizeof col);
        col[j] = 1;
        mk_cholesky_solve(l, n, col);
        for (int i = 0; i < n; i++) ret[i * n + j] = col[i];
    }
}

double mk_quadratic(const double *a, int n, const double *x)
{
    double s = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) s += x[i] * a[i * n + j] * x[j];
    return s;
}
