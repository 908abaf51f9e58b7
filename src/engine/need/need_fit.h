/* SPDX-License-Identifier: Apache-2.0
 * The three parts of a fit and what they share. Private to need. */
#ifndef MK_NEED_FIT_H
#define MK_NEED_FIT_H
#include "need_int.h"

typedef struct mk_need_work {
    mk_arena *scratch;              /* gone when the fit ends */
    const mk_need_summary *s;
    mk_need_model *m;
    mk_need_diagnostics *d;
    uint32_t *place;                /* of the summary's items: their place in the model */
} mk_need_work;

/* Fills goes, n_goes and each item's goes_from, goes_n. */
void mk_need_learn_pairs(mk_arena *arena, mk_need_work *w);
/* Fills w and covariance; needs the items. MK_ECANCELLED. */
int mk_need_learn_odds(mk_cx *cx, mk_need_work *w);
#endif
