/* SPDX-License-Identifier: Apache-2.0
 * A log of purchases without what came back, by the rule of a customer's own lines (need_gather).
 * Owns: nothing; scratch is freed. Threads: one. Errors: none of its own. */
#ifndef MK_RETURNS_H
#define MK_RETURNS_H
#include "shoplog.h"

typedef struct mk_returns { size_t back, left; } mk_returns;       /* lines that say something came back; purchases that stay */

/* What came back takes the latest purchase of the item by that customer away, whole or by its quantity; what is left stays in `line`, in order of
 * customer. quantity: of each line, ten-thousandths; below zero: came back; zero: all of the latest did; MK_BUY_UNTOLD: bought, nobody says how many.
 * Times do not mix: what came back after `split` takes back nothing of the time up to it, nor of another `horizon` behind it, or the future would be seen. */
#define MK_BUY_UNTOLD INT64_MIN
mk_returns mk_returns_take(mk_arena *arena, mk_buyline *line, const int64_t *quantity, size_t n, int32_t split, int32_t horizon);
#endif
