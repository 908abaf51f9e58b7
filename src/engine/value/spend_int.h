/* SPDX-License-Identifier: Apache-2.0
 * What the files of spend share. */
#ifndef MK_SPEND_INT_H
#define MK_SPEND_INT_H
#include <math.h>
#include "spend.h"

/* Below the first number of each pair nothing is said; below the second it is called little. */
enum { MK_SPEND_LEAST = 20, MK_SPEND_MANY = 200, MK_SPEND_AGAIN_LEAST = 5, MK_SPEND_AGAIN_MANY = 50 };
#define MK_SPEND_Q_LEAST 1.05           /* at q = 1 the mean of a new customer would be infinite */
#define MK_SPEND_LOG_UNIT 4294967296.   /* logarithms are kept as whole numbers of 2^-32 */
enum { MK_SPEND_PARAMETERS = 6 };

/* One customer, his orders that were worth something. `last` is the last repeat order, 0 when there is none: it is kept apart to be
 * foretold from the others. Money in minor units. */
typedef struct mk_spend_row { uint32_t repeats; bool again; double first, last, sum, log1, log2, pace; } mk_spend_row;
/* repeats, sum, log1, log2: of the repeat orders without the last. */
mk_spend_row mk_spend_row_of(const mk_spend_history *h, double pace);
/* The same with the last order among the others. */
static inline mk_spend_row mk_spend_whole(mk_spend_row r)
{
    if (r.last > 0) {
        double l = log(r.last);
        r.repeats++;
        r.sum += r.last;
        r.log1 += l;
        r.log2 += l * l;
        r.last = 0;
    }
    return r;
}

typedef struct mk_spend_totals { uint64_t customers, repeaters, orders, gone; int64_t net, kept; uint32_t currency; } mk_spend_totals;
struct mk_spend_summary {
    mk_arena *arena;
    struct { mk_spend_row *p; size_t n, cap; } rows;
    mk_spend_totals of;
};

/* w of the covariate: how much more often than the middle customer he comes. */
static inline double mk_spend_w(const mk_spend_model *m, double pace) { return pace > 0 && m->pace > 0 ? fmax(-6, fmin(6, log(pace / m->pace))) : 0; }

/* The log-likelihood of the rows (each whole) and its gradient in the parameters as they are fitted: x of
 * GAMMA     ln p, ln(q - 1.05), ln v, ln first_p, ln first_scale, slope
 * LOGNORMAL mu, ln tau, ln sigma, first_shift, ln first_sigma, slope
 * w[i]: of row i. Rows sorted by `repeats`. */
typedef struct mk_spend_data { const mk_spend_row *row; const double *w; size_t n; double mean; } mk_spend_data;
double mk_spend_gamma(const mk_spend_data *d, const double *x, double *gradient);
double mk_spend_log(const mk_spend_data *d, const double *x, double *gradient);

/* Before returns: the expected value of an order, and P(k orders <= s). r: without or with the last. */
double mk_spend_expects(const mk_spend_model *m, const mk_spend_row *r, double w);
double mk_spend_under(const mk_spend_model *m, const mk_spend_row *r, double w, double k, double s);
#endif
