/* SPDX-License-Identifier: Apache-2.0
 * What the files of evaluate share. */
#ifndef MK_EVALUATE_INT_H
#define MK_EVALUATE_INT_H
#include "evaluate_value.h"
#include "gammagamma.h"
#include "hash.h"
#include "record.h"

/* The Gini of `came` in the order of `by`, largest first, over its Gini in its own order; NaN when nothing came. */
double mk_gini(mk_arena *arena, const float *by, const float *came, size_t n);
/* Fills the sentence and the notes. asked: the model was asked for. */
void mk_value_trial_words(mk_cx *cx, mk_value_trial *t, bool asked);
#endif
