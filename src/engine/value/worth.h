/* SPDX-License-Identifier: Apache-2.0
 * What a customer is worth, part by part, how he himself fares with the business, and what could be done for him (docs/maths/worth.md 6).
 * The two sides stay apart: money never makes up for discontent, and who is not content is offered nothing but to put it right.
 * Owns nothing, no state, any thread. Errors: none. Money in minor units. */
#ifndef MK_WORTH_H
#define MK_WORTH_H
#include "frontier.h"
#include "plan.h"

/* What memory holds of him. */
typedef struct mk_worth_seen {
    int64_t bought, returned;           /* returned >= 0 */
    int64_t discounts;                  /* what he did not pay of the price */
    uint32_t orders;
    double age, since;                  /* days */
    uint32_t visits, calls, messages;   /* that he made to us, besides buying */
    uint32_t complaints;
    int32_t complaint_days;             /* days since the last complaint; -1: none */
    uint32_t answers;                   /* how often he said how content he is */
    double content;                     /* the mean of that, the last ones counting double; 0 to 1 */
    uint32_t brought;                   /* customers he brought */
    int64_t brought_money;              /* what they bought, net */
} mk_worth_seen;

/* What the business told of itself. */
typedef struct mk_worth_rates {
    double margin;                      /* share of a sale that is left; 0: not told, then sales are counted, not margin */
    double hour;                        /* what an hour of staff costs; 0: not told, then time costs nothing */
    double visit_minutes, call_minutes, message_minutes, complaint_minutes;
} mk_worth_rates;
#define MK_WORTH_RATES ((mk_worth_rates){ 0, 0, 10, 6, 3, 30 })

typedef struct mk_worth_said { bool known, alive_known, money_known; double alive, money, low, high; } mk_worth_said;     /* over the coming year */

/* How the customer fares. UNKNOWN is the honest answer for most. */
typedef enum mk_side { MK_SIDE_UNKNOWN, MK_SIDE_CONTENT, MK_SIDE_STRAINED, MK_SIDE_UNHAPPY } mk_side;
/* Why: bits. */
enum { MK_SIDE_SAID = 1, MK_SIDE_COMPLAINED = 2, MK_SIDE_EFFORT = 4, MK_SIDE_RETURNS = 8 };

/* What ties him: LOYAL only when he comes again and is content. HELD: he comes again and is not content. */
typedef enum mk_tie { MK_TIE_NONE, MK_TIE_ONCE, MK_TIE_HABIT, MK_TIE_LOYAL, MK_TIE_HELD, MK_TIE_GONE } mk_tie;

typedef struct mk_worth {
    bool margin_told, hour_told;
    int64_t realised;                   /* margin (or sales) of what he bought and kept, to date */
    int64_t returned, discounts;        /* shown; the sales above are without them already */
    int64_t served;                     /* the staff's time with him to date, in money */
    double minutes;                     /* that time */
    bool expected_known;
    int64_t expected, expected_low, expected_high;      /* margin (or sales) of the coming year */
    int64_t serving;                    /* what serving him in the coming year costs, by his pace so far */
    int64_t actual;                     /* realised - served + expected - serving */
    uint32_t brought;
    int64_t advocacy;                   /* margin (or sales) of those he brought; beside `actual`, not in it: it is theirs already */
    mk_side side;
    unsigned side_why;
    double content, effort;             /* effort: contacts he had to make for each order */
    mk_tie tie;
} mk_worth;

void mk_worth_of(const mk_worth_seen *s, const mk_worth_said *said, const mk_worth_rates *rates, mk_worth *ret);

/* --- what could be done --- */

/* Whom to turn to by what: the relationship is cared for by actual value, needs are learnt by potential value. */
typedef enum mk_invest { MK_INVEST_PEACE, MK_INVEST_WORD, MK_INVEST_CARE, MK_INVEST_LEARN, MK_INVEST_BOTH, MK_INVEST_RIGHT } mk_invest;
enum { MK_INVEST_CHOICES = 4 };

/* What an action is assumed to bring, until it is measured: shares of the coming year's margin that a call keeps, and of the gap that
 * knowing his needs closes. */
typedef struct mk_invest_rates { double care, learn, word_minutes, care_minutes, learn_minutes, both_minutes, word_money; } mk_invest_rates;
#define MK_INVEST_RATES ((mk_invest_rates){ .05, .05, 2, 10, 20, 25, 0 })

/* Why nothing is proposed. */
typedef enum mk_peace { MK_PEACE_NOT, MK_PEACE_UNKNOWN, MK_PEACE_GONE, MK_PEACE_REFUSED, MK_PEACE_NOTHING, MK_PEACE_BUDGET } mk_peace;

/* The choices of one customer, for mk_plan_solve: value in minor units of margin, money in minor units, hours. ret_what[j]: what the j-th is;
 * a choice that is not his to have is worth nothing. refused: he asked to be left in peace. The reason to leave him alone whatever the
 * budget, or MK_PEACE_NOT. The gap counts with its lower bound, and by half where it is not proven. */
mk_peace mk_invest_choices(const mk_worth *w, const mk_worth_said *said, const mk_frontier_answer *potential, bool refused, const mk_worth_rates *rates,
                           const mk_invest_rates *invest, mk_plan_choice ret[MK_INVEST_CHOICES], mk_invest ret_what[MK_INVEST_CHOICES]);
const char *mk_side_name(mk_side side);         /* unknown, content, strained, unhappy */
const char *mk_tie_name(mk_tie tie);            /* none, once, habit, loyal, held, gone */
const char *mk_invest_name(mk_invest what);     /* peace, word, care, learn, both, right */
#endif
