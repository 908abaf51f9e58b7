/* SPDX-License-Identifier: Apache-2.0
 * What a customer is worth: is he still with us, how often will he come, how much will he spend.
 * Models: those of orders.h for orders, the one that foretold the base's own past best, and Gamma-Gamma for money (Fader, Hardie 2013).
 * docs/maths/value.md.
 * Owns: a summary lives on the arena it was made on; histories, models and answers are plain values without pointers.
 * Threads: none of it has state of its own; a summary belongs to one thread until it is merged.
 * Errors: MK_EINVAL (a history that cannot be), MK_EBADDATA (bytes that are not a model), MK_ECANCELLED. Answers cannot fail.
 *
 *   orders of one customer --history_add--> history --summary_add--> summary --merge--> summary --race--> models, --fit--> model
 *   answer(model, history, now)
 *
 * Days are civil days (clock.h), money is minor units of the one currency the base is learnt in, x is the number of
 * repeat orders, t_x the age at the last of them, T the age now; all in days. Lines of one day are one order. */
#ifndef MK_VALUE_H
#define MK_VALUE_H
#include <math.h>
#include "forecast.h"
#include "jsonw.h"
#include "season.h"

/* How much can be said. No numbers are given when it is too little. */
typedef enum mk_value_state { MK_VALUE_TOO_LITTLE, MK_VALUE_LITTLE, MK_VALUE_ENOUGH } mk_value_state;
/* Too little: fewer buyers, or fewer of them who came again. */
enum { MK_VALUE_BUYERS_LEAST = 10, MK_VALUE_AGAIN_LEAST = 3 };

/* --- one customer --- */
typedef struct mk_value_history {
    int32_t first, last;            /* day of the first and the last order; only when orders > 0 */
    uint32_t orders;                /* distinct days with a purchase */
    int64_t spent;                  /* of all orders, less what came back */
    int64_t first_spent;            /* of the first order, less what came back of it */
    int64_t ln_gaps;                /* sum of ln of the days between orders, in 2^-24 */
} mk_value_history;

/* Adds what was bought or came back (amount < 0) on a day; call it in order of time, starting from a zeroed history.
 * A return without a purchase that day is no order: it takes from what was spent last. A return before any order is left out.
 * MK_EINVAL when the day is before the last one. */
int mk_value_history_add(mk_cx *cx, mk_value_history *h, int32_t day, int64_t amount);

/* --- the base: adds up, in any order and any partition, to the same bytes --- */
typedef struct mk_value_summary mk_value_summary;

/* now: the day of learning; the ages T are counted up to it. */
mk_value_summary *mk_value_summary_new(mk_arena *arena, int32_t now);
/* The day the books end: `now`, or the day of the last order when chance cannot have made everybody silent since. */
int32_t mk_value_books_end(mk_arena *arena, const mk_value_summary *s);
enum { MK_SILENT_MOST = 100 };          /* days of silence up to now for which the clock of orders stands still (value_closed.c) */
/* Customers without orders are counted and tell nothing else. MK_EINVAL when the last order is after `now`.
 * who: tells customers apart. day: his h->orders days, ascending; NULL: models are not tried on his past. */
int mk_value_summary_add(mk_cx *cx, mk_value_summary *s, uint64_t who, const mk_value_history *h, const int32_t *day);
/* No season is looked for: whoever asks has covariates of his own. */
void mk_value_summary_even(mk_value_summary *s);
/* MK_EINVAL when the two were made for different days. `from` stays as it is. */
int mk_value_summary_merge(mk_cx *cx, mk_value_summary *into, const mk_value_summary *from);

/* --- the model --- */
typedef struct mk_value_model {
    int32_t learnt_on;
    mk_value_state state;
    bool alive_known;               /* false: nobody is seen to stop, so P(alive) says nothing; it is 1 then or near it */
    bool money_known;               /* false: too few orders with money; answers have no money */
    bool wide;                      /* so few data that answers are spread over the uncertainty of the parameters */
    mk_orders orders;               /* in the time of the season, where there is one */
    mk_season season;               /* the clock of orders: the year's rhythm, and when it was closed */
    double covariance[16], other_covariance[16];    /* of the logarithms of its parameters, n x n, and of the other kind's; zeros when it is not known */
    double beyond;                  /* what an interval of 90 % leaves out at each end by the model's own word, so that it would have held in the past; MK_BEYOND: its word holds */
    double p, q, v;                 /* Gamma-Gamma over all orders, the first one too; v in minor units */
} mk_value_model;

/* Why the state is what it is, and how good the fit. One sentence each; rendered by whoever shows them. */
typedef enum mk_value_why {
    MK_VALUE_FINE,
    MK_VALUE_FEW_CUSTOMERS,         /* fewer than it takes */
    MK_VALUE_FEW_REPEATERS,         /* hardly anybody came twice yet */
    MK_VALUE_NO_DROPOUT,            /* the dropout parameters are not to be seen in the data */
    MK_VALUE_ODD,                   /* the likelihood has its maximum at an edge: a weak prior holds it */
    MK_VALUE_NOT_CONVERGED,         /* no maximum was found */
} mk_value_why;
const char *mk_value_why_name(mk_value_why why);

/* One model in the race. */
typedef struct mk_entrant {
    mk_orders_fit fit;              /* on all customers */
    mk_value_why why;               /* FINE, or why it is not taken where there is another */
    bool season;                    /* in the time of the race's season */
    double crps, log_score;         /* mean of the forecasts of the base's own past; NaN when it was not tried */
    double foretold;                /* expected / actual orders there */
    double crps_at[3];              /* of each place it was tried from (MK_RACE_BACKS) */
    mk_orders then[3];              /* the fit of what was known there */
} mk_entrant;

/* "MBG/CNBD-2", "MBG/CNBD-2 x 2" of two kinds, "MBG/CNBD-2 + season", "MBG/NBD & Pareto/NBD" mixed, into out. */
enum { MK_ENTRANT_NAME = 64 };
const char *mk_entrant_name(const mk_entrant *e, char out[MK_ENTRANT_NAME]);
/* How badly it foretold, smaller is better: ln CRPS less the log score. The CRPS alone would listen to the heaviest customers only. */
static inline double mk_entrant_miss(const mk_entrant *e) { return log(e->crps > 1e-12 ? e->crps : 1e-12) - e->log_score; }

/* Nearer than this two are as good as each other: the earlier one in the race is taken, which has no more parameters. */
#define MK_RACE_TIE .0005

enum { MK_RACE_MOST = 10, MK_RACE_BACKS = 3 };
typedef struct mk_race {
    mk_value_state state;
    mk_value_why why;
    uint64_t customers, buyers, repeaters, orders;      /* customers: all; buyers: with at least one order; orders: with the first */
    uint64_t cells;                 /* distinct (x, t_x, T) */
    mk_entrant entrant[MK_RACE_MOST];
    int n, chosen;
    int alone;                      /* the best single one; the chosen one where nothing is mixed */
    int instead;                    /* this one foretold the past a little better, but the chosen one is far likelier by the whole log; -1: none did */
    int32_t back[MK_RACE_BACKS];    /* days before now from which the models were tried */
    int backs;
    uint64_t tried;                 /* customers they were tried on */
    mk_season open;                 /* the clock of all entrants: it stands still when the business was closed */
    mk_season season;               /* the same with what the year does, when it is seen */
    double pace, pace_said, pace_sd;        /* what is taken; actual / expected in the past, and its standard deviation (of the logarithm) */
    double beyond, held, to_hold;   /* see mk_value_model; the share its intervals held in the past, and were to hold by its word */
    double level, tilt, span;               /* the same for each age: level exp(tilt min(T/span, 1)), the pace on the average; tilt 0: the same for all */
} mk_race;

/* Fits all models, or the one of `only` (NULL: all), and lets them foretell the base's own past. */
int mk_value_race(mk_cx *cx, const mk_value_summary *s, const mk_orders *only, mk_race *ret);       /* only->k 0: by likelihood */
/* The distinct (x, t_x, T) of the base, and which of them a history is (SIZE_MAX: none). */
typedef struct mk_value_cells { mk_orders_cell *cell; size_t n; struct mk_map *of; } mk_value_cells;
mk_value_cells mk_value_cells_of(mk_arena *arena, const mk_value_summary *s);
size_t mk_value_cell_of(const mk_value_cells *c, const mk_value_summary *s, const mk_value_history *h);

typedef struct mk_value_diagnostics {
    mk_race race;
    bool money_prior_used;
    double expected_repeats;        /* of the whole base by the model over the learning time, to hold against orders - buyers */
    double mean_alive;
    uint64_t spenders;              /* customers in the Gamma-Gamma fit */
    double money_loglik;
    double money_se[3];             /* of ln p, ln q, ln v */
} mk_value_diagnostics;

/* The race and the money. Always gives a finite model; `state` tells what it is worth. */
int mk_value_fit(mk_cx *cx, const mk_value_summary *s, const mk_orders *only, mk_value_model *ret, mk_value_diagnostics *ret_diagnostics);

/* The model as bytes for the store, and back to the same bits. */
mk_str mk_value_model_pack(mk_arena *arena, const mk_value_model *m);
int mk_value_model_unpack(mk_cx *cx, mk_str bytes, mk_value_model *ret);
/* One JSON object: everything there is to know of a fit. */
void mk_value_diagnostics_json(const mk_value_diagnostics *d, const mk_value_model *m, mk_jsonw *w);

/* --- answers: pure, no allocation --- */
typedef struct mk_value_answer {
    mk_value_state state;           /* TOO_LITTLE: nothing below is set */
    bool alive_known, money_known;  /* as the model's */
    double alive;                   /* P(the customer is still a customer now) */
    double buys;                    /* P(at least one order in the horizon) */
    double orders;                  /* expected orders in the horizon */
    double order_value;             /* expected money of one order */
    double money;                   /* expected money in the horizon */
    double age_days, since_days;    /* T; days since the last order */
    double interval_days;           /* mean days between his orders; 0 when there was one */
    /* Set by mk_value_answer_of only: the 5 % and 95 % points of what will happen (not of the expectation); of orders the nearest whole numbers. */
    double orders_low, orders_median, orders_high;
    double money_low, money_high;
    double alive_low, alive_high;   /* 90 % interval of `alive` over the uncertainty of the parameters (delta method on its log-odds) */
    double next_low, next_days, next_high;  /* days from now to the next order, given that he is alive: 5 %, median, 95 % */
    double usual_days;              /* nine of ten of his next orders would come within so many days of the last, while he is a customer */
    double late_days;               /* since_days - usual_days when that is positive: late for him */
} mk_value_answer;

/* The expectations only: about a microsecond. For ranking a whole base. horizon: days, at least 1. */
void mk_value_rank(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret);
/* With the intervals: tens of microseconds. For the customers that are shown. */
void mk_value_answer_of(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret);
/* For a whole base at once, as of the day the model was learnt on: the forecast of each history over t days, in turn; P(more than i orders) = scale * tail->p[i]. Histories with the
 * same x and T that follow each other cost little. */
typedef void (*mk_value_each)(void *self, size_t i, const mk_forecast *f, const mk_tail *tail, double scale);
void mk_value_forecasts(mk_arena *arena, const mk_value_model *m, const mk_orders_cell *cells, size_t n, double t, mk_value_each each, void *self);
/* P(he orders within `days` from now). */
double mk_value_next_within(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t days);
#endif
