/* SPDX-License-Identifier: Apache-2.0
 * How well value would have been foretold on somebody's own purchase log: learnt up to a day, held against what came after.
 * Needs no store. Owns: everything on the arena. Threads: one. Errors: those of value_log.h; MK_EINVAL (days, names of models). */
#ifndef MK_EVALUATE_VALUE_H
#define MK_EVALUATE_VALUE_H
#include "evaluate_occasions.h"
#include "gammagamma.h"
#include "spend.h"
#include "value.h"
#include "value_covariates.h"

typedef struct mk_value_trial_options {
    const char *path, *scores;      /* scores: where each customer's forecast goes; NULL: nowhere */
    mk_value_log_columns columns;
    mk_str covariates;              /* a file, "" none */
    int32_t split, to;              /* the last day of calibration; of the hold-out, MK_NO_DAY: the log's last */
    bool week;                      /* alpha and beta in weeks, and the likelihood of times in weeks; else days */
    mk_str model;                   /* "" all */
    mk_occasion occasion;           /* of BG/BB: SEEN in the log's days, or what is said */
} mk_value_trial_options;

/* Money that came, against a forecast of it; in minor units, sums over customers. */
typedef struct mk_money_scores { double customers, actual, mean, absolute, square, gini; } mk_money_scores;

typedef struct mk_value_trial {
    mk_value_log log;
    int32_t split, to;
    double unit;                    /* days */
    uint64_t customers, new_customers, occasions;       /* seen by the split; first seen after it; order days up to the split */
    mk_value_model model;
    mk_value_diagnostics fit;
    mk_scores score[MK_RACE_MOST];  /* of each entrant on the hold-out */
    mk_scores status_quo;           /* as many a day as so far */
    /* Pareto/NBD with covariates, when there are any. */
    bool covered, cov_chosen, cov_sound, cov_explain;      /* there are covariates; they are used; their fit has a maximum, and it explains more than their number */
    double cov_plain;           /* ln L without them */
    mk_value_covariates covariates;
    mk_cov_fit cov_fit;
    mk_scores cov_score;
    uint64_t cov_customers;         /* its fit is made of, and their repeat orders */
    double cov_repeats;
    double cov_past, cov_rival;     /* CRPS from the farthest place in the past, and of the best model without covariates there; NaN */
    mk_rhythm_trial rhythm;         /* occasions or a contract, where it is that or asked for */
    bool money_known;
    mk_spend_model spend;
    mk_spend_diagnostics spend_fit;
    mk_money_race money_race;
    mk_gg_fit repeats;              /* the plain Gamma-Gamma of the literature, over the mean repeat order of each; v in minor units */
    uint64_t repeat_spenders;       /* 0: not fitted */
    mk_money_scores money, money_model, past_spend;     /* what is said; the model alone; what came in as long a time before */
    mk_str sentence;                /* which was chosen and why */
    const mk_str *note;
    size_t notes;
} mk_value_trial;

int mk_value_try(mk_cx *cx, const mk_value_trial_options *opt, mk_value_trial *ret);
/* One array: every model with parameters in the unit, standard errors, likelihood and scores. */
mk_str mk_value_trial_models(mk_cx *cx, const mk_value_trial *t);
#endif
