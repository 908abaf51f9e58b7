/* SPDX-License-Identifier: Apache-2.0
 * The assignment of rows to columns of the largest value. */
#include "plan_year.h"
#include <math.h>

/* Rows are put in one after the other, each along the shortest augmenting path of reduced costs (Jonker & Volgenant 1987, section 3).
 * Every row has a column of its own besides, of value 0: to be left out. */
void mk_assign(mk_arena *a, const double *value, size_t rows, size_t columns, int *ret)
{
    size_t n = rows, m = columns + rows;
    double *u = MK_NEWN(a, double, n + 1), *v = MK_NEWN(a, double, m + 1), *least = MK_NEWN(a, double, m + 1);
    size_t *row_of = MK_NEWN(a, size_t, m + 1), *way = MK_NEWN(a, size_t, m + 1);
    bool *used = MK_NEWN(a, bool, m + 1);
    for (size_t r = 1; r <= n; r++) {
        size_t at = 0;
        row_of[0] = r;
        for (size_t c = 0; c <= m; c++) least[c] = INFINITY, used[c] = false;
        do {
            used[at] = true;
            size_t i = row_of[at], next = 0;
            double delta = INFINITY;
            for (size_t c = 1; c <= m; c++) {
                if (used[c]) continue;
                double cost = c <= columns ? -value[(i - 1) * columns + c - 1] : c - columns == i ? 0 : 1e9;
                double reduced = cost - u[i] - v[c];
                if (reduced < least[c]) least[c] = reduced, way[c] = at;
                if (least[c] < delta) delta = least[c], next = c;
            }
            for (size_t c = 0; c <= m; c++)
                if (used[c]) u[row_of[c]] += delta, v[c] -= delta;
                else least[c] -= delta;
            at = next;
        } while (row_of[at]);
        for (; at; at = way[at]) row_of[at] = row_of[way[at]];
    }
    for (size_t r = 0; r < rows; r++) ret[r] = -1;
    for (size_t c = 1; c <= columns; c++)
        if (row_of[c] && value[(row_of[c] - 1) * columns + c - 1] > 0) ret[row_of[c] - 1] = (int)c - 1;
}
