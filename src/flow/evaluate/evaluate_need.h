/* SPDX-License-Identifier: Apache-2.0
 * How well needs are foreseen, on anybody's data: the published protocol of the next basket (TOIS 2023), and a dated log cut in time.
 * No store is read or written. docs/maths/needs.md 1.
 * Owns: results on cx->arena. Threads: one. Errors: MK_EIO, MK_EBADDATA with the place, MK_EINVAL, MK_ECANCELLED. */
#ifndef MK_EVALUATE_NEED_H
#define MK_EVALUATE_NEED_H
#include "clock.h"
#include "cx.h"
#include "need_metrics.h"

typedef enum mk_evaluate_method { MK_METHOD_MAKIR, MK_METHOD_TIFUKNN, MK_METHOD_GP, MK_METHOD_P, MK_METHOD_G } mk_evaluate_method;

typedef struct mk_evaluate_score { uint32_t k; mk_list_metrics list; double auc, ece; } mk_evaluate_score;      /* auc, ece: NaN when there are no probabilities */

typedef struct mk_evaluate_lists { const char *history, *future, *keyset, *out; uint32_t top; mk_evaluate_method method; } mk_evaluate_lists;
typedef struct mk_evaluated {
    uint32_t customers, items, baskets, learnt_from, asked, judged;
    uint64_t left_out, back;        /* rows of a log that cannot be read; that say something came back */
    uint64_t rows;                  /* (customer, item) that were learnt from */
    mk_evaluate_score score[2];     /* at 10 and 20 */
    int32_t from, to;               /* of the log: first and last day judged; MK_NO_DAY */
    uint32_t windows, thin;         /* customers with a single basket among those asked */
    double own_auc, own_ece;        /* over what each had bought before */
    mk_evaluate_score popular[2];   /* the same people given what is bought most */
    mk_evaluate_score thin_score[2], thin_popular[2];
    const char *state;              /* "enough", "too little to know" */
} mk_evaluated;

/* Lists for the customers under "test", as {"customer": [item, ...]}; `future` of those is read only for judging. */
int mk_evaluate_need_lists(mk_cx *cx, const mk_evaluate_lists *in, mk_evaluated *ret);

typedef struct mk_evaluate_log {
    const char *path, *customer, *item, *date, *quantity, *out;       /* quantity: NULL, every row is a purchase */
    int32_t split;                  /* the last day learnt from */
    int32_t horizon;                /* days */
    uint32_t windows;               /* how many horizons after the split are walked */
    uint32_t top;
    mk_evaluate_method method;
} mk_evaluate_log;
int mk_evaluate_need_log(mk_cx *cx, const mk_evaluate_log *in, mk_evaluated *ret);
#endif
