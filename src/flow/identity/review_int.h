/* SPDX-License-Identifier: Apache-2.0
 * Between review.c, the list and its answers, and review_undo.c, which takes an answer back. */
#ifndef MK_REVIEW_INT_H
#define MK_REVIEW_INT_H
#include "resolve.h"
#include "vec.h"

typedef mk_vec(mk_review) mk_reviews;
/* What waits of these two, as it lies there: by ids of when they were put on the list, who may have become parts of these since; by their own first. Costs
 * what is known of a, however many wait. */
int mk_review_find(mk_cx *cx, mk_db *db, int64_t a, int64_t b, mk_reviews *ret);
/* Until that day nobody is asked about them; 0: now. */
int mk_review_put_off(mk_cx *cx, mk_db *db, const mk_review *r, int32_t until);
#endif
