/* SPDX-License-Identifier: Apache-2.0
 * What one order of a customer is worth, net of what came back, from his own orders and from everybody's (docs/maths/worth.md 2).
 * Gamma-Gamma (Fader, Hardie 2013) over all orders with a scale of its own for the first one, loosened from its assumption that
 * those who come often spend as others do; a normal hierarchy of logarithms in the race with it; orders that came back whole by a
 * hurdle; and a race against past spend, which wins where it wins.
 * Owns: a summary lives on the arena it was made on; histories, models and answers are plain values without pointers.
 * Threads: no state of its own; a summary belongs to one thread until it is merged.
 * Errors: MK_EINVAL (days out of order, two currencies, a sum that does not fit). Answers cannot fail.
 *
 *   orders --history_add--> history --summary_add--> summary --merge--> summary --fit--> model;  answer(model, history, pace)
 *
 * Days are civil days, money is minor units. `pace` is how often he comes: expected orders per day while he is a customer, by
 * whatever model of orders is in use (for Gamma rates (r + x) / (alpha + T)); 0 when it is not known. */
#ifndef MK_SPEND_H
#define MK_SPEND_H
#include "cx.h"
#include "jsonw.h"
#include "known.h"

/* --- one customer: a few numbers, O(1) for each event --- */
typedef struct mk_spend_history {
    int32_t day;                    /* of the last order; only when orders > 0 */
    uint32_t currency;              /* as mk_spend_currency; 0: not said */
    uint32_t orders;                /* days with a purchase */
    uint32_t kept;                  /* of the repeat orders before the last: those that were worth something after returns */
    int64_t bought, returned;       /* all that was bought; all that came back (>= 0) */
    int64_t first, last;            /* net of the first order and of the last one so far (the same when orders = 1) */
    int64_t sum;                    /* net of the kept repeat orders before the last */
    int64_t log1, log2;             /* of the same: sum of ln and of ln squared, in 2^-32: whole numbers add up to the same bits */
} mk_spend_history;

/* "ILS" as a number; 0 for "". */
static inline uint32_t mk_spend_currency(const char *code)
{
    uint32_t c = 0;
    for (int i = 0; i < 3 && code && code[i]; i++) c = c << 8 | (uint8_t)code[i];
    return c;
}

/* What was bought, or came back (amount < 0), on a day; in order of time, from a zeroed history. Lines of one day are one order.
 * What comes back on another day is taken from the last order, down to nothing; what is more counts in `returned` alone. Before any
 * order it is left out. MK_EINVAL: a day before the last, another currency, a sum that does not fit. */
int mk_spend_history_add(mk_cx *cx, mk_spend_history *h, int32_t day, int64_t amount, uint32_t currency);
/* What he brought, net. */
static inline int64_t mk_spend_net(const mk_spend_history *h) { return h->bought - h->returned; }

/* --- the base: adds up, in any order and any partition, to the same bytes --- */
typedef struct mk_spend_summary mk_spend_summary;
mk_spend_summary *mk_spend_summary_new(mk_arena *arena);
int mk_spend_summary_add(mk_cx *cx, mk_spend_summary *s, const mk_spend_history *h, double pace);
int mk_spend_summary_merge(mk_cx *cx, mk_spend_summary *into, const mk_spend_summary *from);

/* --- the model --- */
typedef enum mk_spend_kind { MK_SPEND_GAMMA, MK_SPEND_LOGNORMAL } mk_spend_kind;

typedef struct mk_spend_model {
    mk_known state;           /* TOO_LITTLE: nothing below is set */
    mk_spend_kind kind;
    uint32_t currency;
    double p, q, v;                 /* GAMMA: a repeat order ~ Gamma(p, rate nu), nu ~ Gamma(q, v e^(slope w)); v in minor units */
    double first_p, first_scale;    /* GAMMA: the first order / first_scale ~ Gamma(first_p, rate nu) */
    double mu, tau, sigma;          /* LOGNORMAL: ln of a repeat order ~ N(theta, sigma^2), theta ~ N(mu + slope w, tau^2) */
    double first_shift, first_sigma;/* LOGNORMAL: of the first ~ N(theta + first_shift, first_sigma^2) */
    double slope, pace;             /* w = ln(his pace / pace), 0 when it is not known; slope 0: frequency says nothing */
    double gone;                    /* share of orders that come back whole */
    double back;                    /* share of the money of the others that comes back later, beyond the last order */
    double covariance[36];          /* of what is fitted, in its logarithms (docs/maths/worth.md 2); zeros when not known */
    int parameters;
} mk_spend_model;

typedef struct mk_spend_diagnostics {
    mk_known state;
    uint64_t customers, repeaters, orders;      /* with an order worth something */
    uint64_t used;                  /* customers the parameters come from: of a very large base every k-th, in order of their money */
    double loglik[2];               /* of GAMMA and LOGNORMAL, of each order alone, so that they can be compared */
    double held_out[2];             /* mean absolute error of foretelling each repeater's last order from those before, minor units */
    double se[6];                   /* in the order of the parameters; NaN when the information is singular */
    double rank_correlation;        /* Spearman's, of pace and mean value of an order */
    bool converged, edge, prior_used;
    int iterations;
} mk_spend_diagnostics;

/* Fewer than 20 customers with an order, or 5 with two: TOO_LITTLE. Below 200 or 50: LITTLE, and a weak prior holds it. */
int mk_spend_fit(mk_cx *cx, const mk_spend_summary *s, mk_spend_model *ret, mk_spend_diagnostics *ret_diagnostics);
void mk_spend_json(const mk_spend_diagnostics *d, const mk_spend_model *m, mk_jsonw *w);

/* --- answers: pure, no allocation --- */
typedef struct mk_spend_answer {
    bool known;
    double mean;                    /* expected net value of his next order, minor units */
    double low, high;               /* 5 % and 95 % of what his orders are worth on average in the long run (his own mean, not one order) */
    double order_low, order_high;   /* 5 % and 95 % of the next order itself */
} mk_spend_answer;
double mk_spend_mean(const mk_spend_model *m, const mk_spend_history *h, double pace);      /* the mean alone: 20 ns */
void mk_spend_answer_of(const mk_spend_model *m, const mk_spend_history *h, double pace, mk_spend_answer *ret);
/* P(k more orders of his bring at most s), s minor units; k may be a mean of several counts. */
double mk_spend_below(const mk_spend_model *m, const mk_spend_history *h, double pace, double k, double s);

/* --- the race with simpler ways --- */
/* Money to come: the model's; what he brought in as long a time before; the orders that are foretold times his own mean order, not drawn to everybody's; and,
 * where models of orders are mixed, the orders that the best of them foretells alone. */
typedef enum mk_money_way { MK_MONEY_MODEL, MK_MONEY_PAST, MK_MONEY_OWN, MK_MONEY_UNMIXED, MK_MONEY_WAYS } mk_money_way;
/* Of one customer at a place in the past (0, 1, ...): what each way foretold from what was known then, and what he brought after it. */
typedef struct mk_money_row { double said[MK_MONEY_WAYS], actual; int place; } mk_money_row;
enum { MK_MONEY_PLACES = 8 };
typedef struct mk_money_race {
    mk_money_way way;               /* what helps the model, or stands in for it */
    double share;                   /* of `way`; the model has the rest */
    double gain;                    /* of the mean absolute error of the model, by that; the mean over the places */
    double mae[MK_MONEY_WAYS];      /* mean absolute error of each way alone, over all rows */
    uint64_t rows;
} mk_money_race;
/* The model stands unless a quarter, half, three quarters or all of another way (of UNMIXED half at most) is better at every place; from one place alone, or to stand in
 * for the model altogether, it must be better by more than its standard error. A place with fewer than 50 rows does not count. */
int mk_money_race_of(mk_cx *cx, const mk_money_row *row, size_t n, mk_money_race *ret);
static inline double mk_money_said(const mk_money_race *r, const double said[MK_MONEY_WAYS])
{
    return (1 - r->share) * said[MK_MONEY_MODEL] + r->share * said[r->way];
}
#endif
