/* SPDX-License-Identifier: Apache-2.0
 * How good lists and probabilities are. Lists: the metrics of the "Reality Check" (TOIS 2023, section 4.3), which divide the gain by that
 * of the whole basket; and with the ideal cut at k. Probabilities: area under the curve, expected calibration error.
 * Pure; sums are added in the order of the calls. */
#ifndef MK_NEED_METRICS_H
#define MK_NEED_METRICS_H
#include "arena.h"

typedef struct mk_list_metrics {
    uint64_t users, repeaters, explorers;       /* those with a truth; with a repeated, with a new item in it */
    double recall, ndcg, ndcg_cut, phr, precision, mrr;
    double repeat_ratio, recall_repeat, recall_new, phr_repeat, phr_new;
} mk_list_metrics;

/* Adds one user. `old` tells of each item of the universe whether he had it before (bit or byte not 0). */
void mk_list_metrics_add(mk_list_metrics *m, const uint32_t *list, uint32_t n, uint32_t k, const uint32_t *truth, uint32_t truths, const uint8_t *old);
/* Sums into means. */
mk_list_metrics mk_list_metrics_mean(const mk_list_metrics *m);

/* Pairs of (what was said, what was), counted in 4096 steps of the log-odds: the area is right to the step, the sums are exact. */
enum { MK_ODDS_STEPS = 4096 };
typedef struct mk_odds_metrics { uint64_t n[MK_ODDS_STEPS], hit[MK_ODDS_STEPS]; double said[MK_ODDS_STEPS]; } mk_odds_metrics;
void mk_odds_metrics_add(mk_odds_metrics *m, double p, bool was, uint64_t times);
double mk_odds_auc(const mk_odds_metrics *m);
/* Mean of |said - was| over `bins` groups of about equal size, in order of what was said. */
double mk_odds_ece(const mk_odds_metrics *m, int bins);
#endif
