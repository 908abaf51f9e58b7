/* SPDX-License-Identifier: Apache-2.0
 * How near two colours are, by their names in Hebrew or English. Pure, any thread. */
#ifndef MK_COLOUR_H
#define MK_COLOUR_H
#include "arena.h"

/* 1: the same; near 0: far apart; by the distance in CIE L*a*b* (1976), exp(-dE^2 / 2 * 18^2). A name that is not known is near itself only.
 * Names are folded (mk_fold_text); "light blue" and "כחול כהה" are known, "navy shirt" is not. */
typedef struct mk_colour { mk_str folded; int place; } mk_colour;        /* place: among the known, -1: it is not known */
mk_colour mk_colour_of(mk_arena *a, mk_str name);
double mk_colour_near(const mk_colour *x, const mk_colour *y);
#endif
