/* SPDX-License-Identifier: Apache-2.0
 * What a customer takes next, of what he knows and of what is new to him, on one scale of probability. docs/maths/needs.md.
 * The shop's own past teaches: at moments that are over, what did each customer then take? Trees are boosted on the answers, one forest for
 * his own items and one for new ones; customers that were kept aside say when to stop and what a score was worth.
 * Owns: a model and what is asked of it live on the arenas they were made on. Threads: a model is only read, a pupil belongs to one thread.
 * Errors: MK_ECANCELLED, MK_EBADDATA (bytes that are not a model). */
#ifndef MK_NEXT_H
#define MK_NEXT_H
#include "boost.h"
#include "isotonic.h"
#include "next_features.h"

enum { MK_NEXT_ASK_NOT, MK_NEXT_LEARN, MK_NEXT_HOLD };

/* What a glance tells: how likely the likeliest of the rows was that were learnt from, in each box of a few rough numbers; 1 where there were
 * too few to say. Of his own items: times, days since, how often he comes; of new ones: visits, days since, how often he comes. */
enum { MK_NEXT_BOX_TIMES = 7, MK_NEXT_BOX_DAYS = 8, MK_NEXT_BOX_COMES = 6, MK_NEXT_BOXES = MK_NEXT_BOX_TIMES * MK_NEXT_BOX_DAYS * MK_NEXT_BOX_COMES };
uint32_t mk_next_box(uint32_t times, int32_t days, float comes);       /* comes: decayed visits, of 60 days */

/* auc, error: on the customers that were held out. */
typedef struct mk_next_model { mk_boost *own, *fresh; mk_isotonic scale; uint64_t rows, yes, held; bool learnt; double auc, error; float most[2][MK_NEXT_BOXES]; } mk_next_model;      /* most: [1] of his own */
typedef struct mk_next_pupil mk_next_pupil;

/* most: rows of each kind. expected: rows of his own items, of new ones, that all lessons will have together: when there will be more than
 * there is room for, of what was not bought one row in so many is kept, and stands for them. */
mk_next_pupil *mk_next_pupil_new(mk_arena *a, size_t most, double expected_own, double expected_new);
/* One moment: the view, what came after it and whom to look at (MK_NEXT_ASK... of each user). What came must not be in the view, but for
 * folds: a user is kept from what is known of his own. `share` of the users is looked at, picked by hash; and of those who came more than once
 * the share `newcomers` once more, as if only his last basket were known. */
int mk_next_pupil_add(mk_cx *cx, mk_next_pupil *p, const mk_next_view *v, const mk_next_after *came, const uint8_t *ask, double share, double newcomers);
int mk_next_pupil_fit(mk_cx *cx, mk_arena *a, mk_next_pupil *p, mk_next_model **ret);

typedef struct mk_next_answer { const mk_next_cell *cell; uint32_t item; float score; double probability; } mk_next_answer;       /* cell NULL: it is new to him */
/* What is asked for. own, fresh: as of mk_next_read. least_own, least_new: what is clearly less likely may be left out; 0: nothing.
 * NULL: of his own all, of new ones what learning looks at, however likely. */
typedef struct mk_next_wish { uint32_t own, fresh; double least_own, least_new; } mk_next_wish;
/* The likeliest first; at most `most`. When trees cannot say so much of anything, nobody is read, and the reader is as it was. */
uint32_t mk_next_answers(mk_next_reader *r, const mk_next_model *m, const mk_next_self *self, const mk_next_wish *wish, mk_next_answer *ret, uint32_t most);
/* What the score is made of: base, and what each feature adds. Zeros and false when too little was learnt for trees. */
bool mk_next_explain(mk_next_reader *r, const mk_next_model *m, const mk_next_self *self, const mk_next_answer *a, double *ret_base, double ret_part[MK_NEXT_FEATURES]);
#endif
