/* SPDX-License-Identifier: Apache-2.0
 * How near two colours are, by their names in Hebrew or English. Pure, any thread. */
#ifndef MK_COLOUR_H
#define MK_COLOUR_H
#include "arena.h"

/* 1: the same; near 0: far apart; by the distance in CIE L*a*b* (1976), exp(-dE^2 / 2 * 18^2). A name that is not known is near itself only.
 * Names are folded (mk_fold_text); "light blue" and "כחול כהה" are known, "navy shirt" is not. */
double mk_colour_near(mk_arena *a, mk_str x, mk_str y);
#endif
