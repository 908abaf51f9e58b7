/* SPDX-License-Identifier: Apache-2.0
 * Potential value: what customers like this one reach at their best, and how far from it he is (docs/maths/worth.md 3).
 * "At their best" is the tau-quantile of the money of the next period among comparable customers (Perlich & Rosset 2007, KDD, the
 * "realistic wallet"), by linear quantile regression on what was known of them before; not the mean, which most already exceed or miss
 * by chance, and not the maximum, which is one man.
 * Owns: the model is a plain value. Threads: no state. Errors: MK_EINVAL (numbers that are none), MK_ECANCELLED. Answers cannot fail. */
#ifndef MK_FRONTIER_H
#define MK_FRONTIER_H
#include "jsonw.h"
#include "known.h"
#include "quantreg.h"

/* What is known of a customer on a day. Money in whole units of the currency (not minor), days. */
typedef struct mk_frontier_seen {
    double spent, first, recent;        /* net of all orders; of the first; of the last 90 days */
    double orders, since, age;          /* days with a purchase; days since the last one; days since the first */
} mk_frontier_seen;

/* One customer at a day in the past: what was known then, what was expected of him then, and what he brought in the period after it. */
typedef struct mk_frontier_row { mk_frontier_seen seen; double expected, later; } mk_frontier_row;

enum { MK_FRONTIER_X = 8, MK_FRONTIER_DECILES = 10, MK_FRONTIER_LEAST = 200, MK_FRONTIER_ENOUGH = 1000 };

typedef struct mk_frontier {
    mk_known state;                     /* TOO_LITTLE: nothing below is set */
    bool proven;                        /* those with a wide gap did grow more, on rows that were not learnt from */
    double tau;
    double w[MK_FRONTIER_X], covariance[MK_FRONTIER_X * MK_FRONTIER_X];
    double least[MK_FRONTIER_X], most[MK_FRONTIER_X];       /* of what was learnt from: nobody is compared with customers that are not there */
    double top;                         /* ln(1 + money) that five of those learnt from went beyond: nobody reaches what hardly anybody did */
} mk_frontier;

/* How good it is on rows it was not fitted on (five parts). */
typedef struct mk_frontier_decile { double gap, grew, share; uint64_t n; } mk_frontier_decile;
typedef struct mk_frontier_diagnostics {
    mk_known state;
    uint64_t rows, used;
    double pinball, coverage;           /* of ln(1 + money); the share of customers at or below the frontier */
    double flat_pinball;                /* of the same quantile without looking at the customer */
    mk_frontier_decile decile[MK_FRONTIER_DECILES];     /* by the gap, the narrowest first: its mean; the mean of what was made up of it (what came
                                         * above the expectation, up to the frontier); the share of customers who exceeded the expectation */
    double rank_grew, rank_share;       /* Spearman's, of the decile and what is above; proven when both are .745 or more (P < .01 by chance) */
    bool converged;
} mk_frontier_diagnostics;

/* tau: .8 to .9 is usual. Fewer than MK_FRONTIER_LEAST rows: TOO_LITTLE. Of more than 20,000 rows every k-th is used. */
int mk_frontier_fit(mk_cx *cx, const mk_frontier_row *row, size_t n, double tau, mk_frontier *ret, mk_frontier_diagnostics *ret_d);
void mk_frontier_json(const mk_frontier_diagnostics *d, const mk_frontier *m, mk_jsonw *w);

typedef struct mk_frontier_answer {
    bool known, proven;
    double potential, low, high;        /* money of a period like those learnt from; 90 % interval of the frontier itself */
    double gap;                         /* what he is expected to leave on the table; 0 when he is at the frontier or above */
    double share, share_low, share_high;/* expected / potential, 0 to 1 */
} mk_frontier_answer;
/* expected: the money expected of him in that period. */
void mk_frontier_answer_of(const mk_frontier *m, const mk_frontier_seen *s, double expected, mk_frontier_answer *ret);
#endif
