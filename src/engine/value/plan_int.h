/* SPDX-License-Identifier: Apache-2.0
 * What the files of the plan share. */
#ifndef MK_PLAN_INT_H
#define MK_PLAN_INT_H
#include "plan.h"

/* A step up the concave hull of one customer: from the choice before it to this one. */
typedef struct mk_plan_step { double worth, cost; uint32_t who; uint8_t from, to; } mk_plan_step;      /* worth: value per unit of cost */

typedef struct mk_plan_problem {
    const mk_plan_choice *choice;
    size_t customers;
    int per;
    bool by_hours;              /* which budget is the first one: its steps are taken in order */
    double first, second;       /* the budgets */
    double near;                /* what may be left of the second one, worth so much of the bound */
    mk_plan_step *steps;
    size_t n;
    uint8_t *chosen;
} mk_plan_problem;

static inline double mk_plan_first(const mk_plan_problem *p, const mk_plan_choice *c) { return p->by_hours ? c->hours : c->money; }
static inline double mk_plan_second(const mk_plan_problem *p, const mk_plan_choice *c) { return p->by_hours ? c->money : c->hours; }
static inline bool mk_plan_before(const mk_plan_step *a, const mk_plan_step *b)
{
    return a->worth > b->worth || (!(a->worth < b->worth) && a->who < b->who);
}
int mk_plan_by_worth(const void *a, const void *b);
mk_plan_problem mk_plan_problem_of(mk_arena *arena, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *chosen);
/* The steps of everybody at value - price * second. What costs nothing is taken at once: chosen holds it, *ret_free its value. */
void mk_plan_hulls(mk_plan_problem *p, double price, size_t every, double *ret_free);
/* The price of the second budget at which nothing that needs any of it is worth it. */
double mk_plan_top(const mk_plan_problem *p);
/* The same for customers of few kinds: solved by kinds, whose customers are then parted. *ret_done false: there are too many kinds. */
int mk_plan_alike(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret, bool *ret_done);

/* How many of each kind are on each choice, none (0) first: on[kind * (per + 1) + choice]. Of customers who are all different each is a kind. */
typedef struct mk_plan_state { const mk_plan_choice *choice; size_t n; int per; mk_plan_budget budget; uint32_t *on; double value; } mk_plan_state;
/* Makes a plan that is within the budgets better, as far as one can see, and brings the bound down to what is proved; both are the same where
 * the plan is the best there is. price: of the bound. */
int mk_plan_search(mk_cx *cx, mk_plan_state *at, mk_plan_budget price, double *bound);
/* The same for a plan whose costs are whole grains; of others it does nothing. */
int mk_plan_lattice(mk_cx *cx, mk_plan_state *at, mk_plan_budget price, double *bound);

/* The largest amount all of a part are multiples of, where they are whole numbers, or whole parts of one as people make them; 0: there is none. */
double mk_plan_grain(const mk_plan_choice *choice, size_t n, double (*of)(const mk_plan_choice *c));

/* A customer of a kind goes from one choice to another; `loses` by the prices. */
typedef struct mk_plan_move { double value, money, hours, loses; uint32_t kind; uint8_t from, to; } mk_plan_move;
/* Sets of moves by two halves of the customers. move: those that lose least first. best: the value that is to be passed; take: the moves of the one found. */
typedef struct mk_plan_halved {
    const mk_plan_move *move;
    uint32_t moves;
    const uint32_t *on;
    int per;
    mk_plan_budget price, slack, over;      /* slack: of the plan the prices make, may be below nothing; over: what a sum may be off */
    double dual, value, best;               /* value: of that plan */
    uint32_t take[128], found;
} mk_plan_halved;
/* least: so far for sure. Whatever was not looked at loses more than *ret_reach. */
int mk_plan_halves(mk_cx *cx, mk_plan_halved *h, double least, double *ret_reach);

/* The plan over everybody, by hulls and their steps in order; the search for a price ends when what is left of the second budget is worth less than
 * `near` of the bound. Numbers are checked by the caller. */
int mk_plan_direct(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, double near, uint8_t *ret_chosen, mk_plan *ret);
/* The same for very many: most of them are settled by prices, the few that are not by mk_plan_direct. *ret_done false: it did not come near enough. */
int mk_plan_core(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret, bool *ret_done);
#endif
