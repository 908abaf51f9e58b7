/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "spend.h"
#include "sum.h"

enum { LEAST = 50, SHARES = 20, PARTS = 10 };   /* shares of past spend that are tried: 0, 1/20, ... 1 */

static double error(const mk_money_row *r, double share) { return fabs((1 - share) * r->model + share * r->past - r->actual); }

/* The share with the least mean absolute error over the rows that are not in `part`; the smallest of equals. */
static double best(const mk_money_row *row, size_t n, size_t part)
{
    double least = INFINITY, share = 0;
    for (int k = 0; k <= SHARES; k++) {
        mk_sum sum = { 0 };
        for (size_t i = 0; i < n; i++)
            if (i % PARTS != part) mk_sum_add(&sum, error(&row[i], (double)k / SHARES));
        if (mk_sum_of(&sum) < least) { least = mk_sum_of(&sum); share = (double)k / SHARES; }
    }
    return share;
}

int mk_money_race_of(mk_cx *cx, const mk_money_row *row, size_t n, mk_money_race *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->of_model = 1;
    ret->rows = n;
    if (n == 0) return 0;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(row[i].model) || !isfinite(row[i].past) || !isfinite(row[i].actual)) return mk_fail(cx, MK_EINVAL, "money that is no number, in row %zu", i);
    /* Each tenth is told with the share that is best for the others. */
    double share[PARTS];
    for (size_t k = 0; k < PARTS; k++) share[k] = best(row, n, k);
    mk_sum sum[3] = { 0 }, gain[2] = { 0 }, square[2] = { 0 };
    for (size_t i = 0; i < n; i++) {
        double e[3] = { error(&row[i], 0), error(&row[i], 1), error(&row[i], share[i % PARTS]) };
        for (int k = 0; k < 3; k++) mk_sum_add(&sum[k], e[k]);
        for (int k = 0; k < 2; k++) {
            mk_sum_add(&gain[k], e[0] - e[k + 1]);
            mk_sum_add(&square[k], (e[0] - e[k + 1]) * (e[0] - e[k + 1]));
        }
    }
    double many = (double)n;
    for (int k = 0; k < 3; k++) ret->mae[k] = mk_sum_of(&sum[k]) / many;
    if (n < LEAST) return 0;
    bool wins[2];
    for (int k = 0; k < 2; k++) {
        double mean = mk_sum_of(&gain[k]) / many, var = fmax(0, mk_sum_of(&square[k]) / many - mean * mean);
        wins[k] = mean > sqrt(var / many);
    }
    if (wins[0] && ret->mae[1] <= ret->mae[2]) {
        ret->who = MK_MONEY_PAST;
        ret->of_model = 0;
        ret->of_past = 1;
    } else if (wins[1]) {
        ret->who = MK_MONEY_BOTH;
        ret->of_past = best(row, n, PARTS);
        ret->of_model = 1 - ret->of_past;
    }
    return 0;
}
