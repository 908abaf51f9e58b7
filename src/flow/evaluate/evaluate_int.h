/* SPDX-License-Identifier: Apache-2.0
 * What the files of evaluate share. */
#ifndef MK_EVALUATE_INT_H
#define MK_EVALUATE_INT_H
#include "evaluate_value.h"
#include "hash.h"
#include "record.h"

/* cell: which of the distinct histories; UINT32_MAX: not seen by the split. */
typedef struct person { uint32_t cell, orders, after; int32_t first, last; } person;

typedef struct work {
    mk_value_trial *t;
    mk_value_summary *summary;
    mk_value_cells cells;
    person *person;
    uint32_t *by_cell, *cell_from;  /* people of each cell */
    uint32_t most;                  /* rows of one customer */
} work;

/* Where the forecasts are written down: of each cell, or with covariates of each person. */
typedef struct judging {
    work *w;
    mk_scores *score;
    mk_buf *text;                   /* for the scores file; NULL: none */
    uint32_t *text_at, *text_end;
    float *mean;
    bool by_person;
} judging;
void mk_judge_text(judging *j, size_t at, const mk_forecast *f);
/* From now on a forecast of each person; whoever gets none keeps that of his cell. */
void mk_judge_by_person(mk_cx *cx, const work *w, judging *j);

/* The order days of one customer up to t->split, and his history; what came after. */
int mk_trial_history(mk_cx *cx, const mk_value_trial *t, size_t customer, mk_value_history *h, int32_t *day, uint32_t *ret_after);
/* Reads the covariates, fits, tries the past, and where it is the best writes its forecasts. asked: by name. */
int mk_trial_covariates(mk_cx *cx, work *w, mk_str path, const mk_value_log_columns *columns, bool asked, judging *j);

/* Looks for occasions and contracts (asked: takes it for one), fits, and where that is chosen writes its forecasts. */
int mk_trial_rhythm(mk_cx *cx, work *w, mk_rhythm asked, mk_occasion occasion, judging *j);

/* What an order is worth, the race with past spend, and the scores; ret_money: of each customer, minor units. */
int mk_trial_money(mk_cx *cx, work *w, const judging *j, float *ret_money);

/* The Gini of `came` in the order of `by`, largest first, over its Gini in its own order; NaN when nothing came. */
double mk_gini(mk_arena *arena, const float *by, const float *came, size_t n);
/* Fills the sentence and the notes. asked: the model was asked for. */
void mk_value_trial_words(mk_cx *cx, mk_value_trial *t, bool asked);
#endif
