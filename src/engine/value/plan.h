/* SPDX-License-Identifier: Apache-2.0
 * Where to invest: at most one choice for each customer, the most value for a budget of money, of hours, or of both, with a proof of how
 * near the best it is (docs/maths/worth.md 4). The multiple-choice knapsack by concave hulls (Sinha & Zoltners 1979, Operations Research 27);
 * its linear relaxation is solved exactly and bounds what any plan could reach. The second budget has a price, found by bisection on the dual.
 * Owns: nothing; scratch on cx->arena, given back. Threads: no state. Errors: MK_EINVAL (numbers that are none, costs below nothing),
 * MK_ECANCELLED. */
#ifndef MK_PLAN_H
#define MK_PLAN_H
#include "cx.h"

/* What one choice would bring and cost. Value may be anything; what is not above nothing is never chosen. */
typedef struct mk_plan_choice { double value, money, hours; } mk_plan_choice;

enum { MK_PLAN_CHOICES = 16 };          /* for one customer, at most */

typedef struct mk_plan_budget { double money, hours; } mk_plan_budget;      /* INFINITY: not limited */

typedef struct mk_plan {
    double value, money, hours;         /* of what was chosen */
    double bound;                       /* no plan within the budget can bring more */
    double gap;                         /* (bound - value)/bound, 0 when nothing can be had */
    double money_price, hours_price;    /* what one more unit of the budget would bring; 0 when it is not used up */
    uint64_t chosen;                    /* customers with a choice */
} mk_plan;

/* choice[i * per + j]: the j-th of customer i. ret_chosen[i]: 0 for leaving him in peace, else j + 1. The same input gives the same plan;
 * of equal customers the earlier ones come first. */
int mk_plan_solve(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret);
#endif
