/* SPDX-License-Identifier: Apache-2.0
 * What the files of the plan share. */
#ifndef MK_PLAN_INT_H
#define MK_PLAN_INT_H
#include "plan.h"

/* The plan over everybody, by hulls and their steps in order; the search for a price ends when what is left of the second budget is worth less than
 * `near` of the bound. Numbers are checked by the caller. */
int mk_plan_direct(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, double near, uint8_t *ret_chosen, mk_plan *ret);
/* The same for very many: most of them are settled by prices, the few that are not by mk_plan_direct. *ret_done false: it did not come near enough. */
int mk_plan_core(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret, bool *ret_done);
#endif
