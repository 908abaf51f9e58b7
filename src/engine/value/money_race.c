/* SPDX-License-Identifier: Apache-2.0
 * Whether another way to say what an order is worth does better than the model, at every place it was tried. */
#include <math.h>
#include "spend.h"
#include "sum.h"

enum { LEAST = 50, SHARES = 4 };    /* shares of another way that are tried: 1/4 .. 1 */
/* Of the orders of one model half at most: what foretells less of nearly everybody is off by less, customer by customer, and by more in all. */
enum { SHARES_UNMIXED = 2 };

/* At one place: the model's error, and what a candidate gains on it, with its square. */
typedef struct tried { double rows, model; mk_sum gain, square; } tried;

static double candidate(const mk_money_row *r, int way, double share) { return (1 - share) * r->said[MK_MONEY_MODEL] + share * r->said[way]; }

/* The mean gain over the places, as a part of the model's error; -INFINITY when it is no gain everywhere. */
static double gain_of(const mk_money_row *row, size_t n, const tried *model, int way, double share)
{
    tried at[MK_MONEY_PLACES] = { 0 };
    for (size_t i = 0; i < n; i++) {
        const mk_money_row *r = &row[i];
        double d = fabs(r->said[MK_MONEY_MODEL] - r->actual) - fabs(candidate(r, way, share) - r->actual);
        mk_sum_add(&at[r->place].gain, d);
        mk_sum_add(&at[r->place].square, d * d);
    }
    double sum = 0, variance = 0, places = 0;
    for (int p = 0; p < MK_MONEY_PLACES; p++) {
        if (model[p].rows < LEAST || !(model[p].model > 0)) continue;
        double gain = mk_sum_of(&at[p].gain), mean = gain / model[p].rows;
        if (!(gain > 0)) return -INFINITY;
        sum += gain / model[p].model;
        variance += fmax(0, mk_sum_of(&at[p].square) - mean * gain) / (model[p].model * model[p].model);
        places++;
    }
    if (places == 0 || ((places < 2 || share > .99) && !(sum > sqrt(variance)))) return -INFINITY;
    return sum / places;
}

int mk_money_race_of(mk_cx *cx, const mk_money_row *row, size_t n, mk_money_race *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->rows = n;
    tried model[MK_MONEY_PLACES] = { 0 };
    mk_sum all[MK_MONEY_WAYS] = { 0 }, of[MK_MONEY_PLACES] = { 0 };
    for (size_t i = 0; i < n; i++) {
        const mk_money_row *r = &row[i];
        if (!isfinite(r->actual) || r->place < 0 || r->place >= MK_MONEY_PLACES) return mk_fail(cx, MK_EINVAL, "money that is no number, in row %zu", i);
        for (int k = 0; k < MK_MONEY_WAYS; k++) {
            if (!isfinite(r->said[k])) return mk_fail(cx, MK_EINVAL, "money that is no number, in row %zu", i);
            mk_sum_add(&all[k], fabs(r->said[k] - r->actual));
        }
        mk_sum_add(&of[r->place], fabs(r->said[MK_MONEY_MODEL] - r->actual));
        model[r->place].rows++;
    }
    for (int k = 0; k < MK_MONEY_WAYS && n; k++) ret->mae[k] = mk_sum_of(&all[k]) / (double)n;
    for (int p = 0; p < MK_MONEY_PLACES; p++) model[p].model = mk_sum_of(&of[p]);
    for (int way = MK_MONEY_MODEL + 1; way < MK_MONEY_WAYS; way++)
        for (int s = 1; s <= (way == MK_MONEY_UNMIXED ? SHARES_UNMIXED : SHARES); s++) {
            double share = (double)s / SHARES, gain = gain_of(row, n, model, way, share);
            if (!(gain > ret->gain)) continue;
            ret->gain = gain;
            ret->way = (mk_money_way)way;
            ret->share = share;
        }
    return 0;
}
