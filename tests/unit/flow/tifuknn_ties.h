/* SPDX-License-Identifier: Apache-2.0
 * Whether lists of TIFU-KNN are right though other neighbours of the same distance, or other items of the same score, were taken: a second, plain
 * account of the method that looks for a choice among the equally far with which a list is the best there is.
 * Owns: nothing but scratch on the context's arena. Threads: any. */
#ifndef MK_TIFUKNN_TIES_H
#define MK_TIFUKNN_TIES_H
#include "baseline.h"

/* How a list of the `top` best for one of `user` stands: not right; right with the only neighbours there are, to scores within 1e-9; right with a
 * choice of those who are equally far, to distances within 1e-12, at the last place. */
typedef enum ties { TIES_WRONG, TIES_NONE, TIES_OF_NEIGHBOURS, TIES_STATES } ties;
/* list[i * top ...]: items of the log, of each of the `ask` users. count: how many lists stand in each of the states. */
void ties_count(mk_cx *cx, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, uint32_t trains, const uint32_t *user, size_t ask,
                uint32_t top, const uint32_t *list, size_t count[TIES_STATES]);
#endif
