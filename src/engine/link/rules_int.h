/* SPDX-License-Identifier: Apache-2.0
 * Between rules.c and candidates.c. */
#ifndef MK_RULES_INT_H
#define MK_RULES_INT_H
#include "link_int.h"
#include "map.h"

/* Sets model.rule; returns how many. budget: pairs in all; matches: true pairs expected; yield: true pairs among those a rule brings, at least. */
int mk_link_choose_rules(mk_link *l, mk_arena *arena, double budget, double matches, double yield);
#endif
