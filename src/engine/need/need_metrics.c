/* SPDX-License-Identifier: Apache-2.0 */
#include "need_metrics.h"
#include <math.h>

void mk_list_metrics_add(mk_list_metrics *m, const uint32_t *list, uint32_t n, uint32_t k, const uint32_t *truth, uint32_t truths, const uint8_t *old)
{
    if (!truths || !k) return;
    double gain = 0, ideal = 0, cut = 0;
    uint32_t hits = 0, old_hits = 0, olds = 0, old_listed = 0, first = 0;
    for (uint32_t i = 0; i < truths; i++) {
        ideal += 1 / log2(i + 2.);
        if (i < k) cut += 1 / log2(i + 2.);
        olds += old[truth[i]] != 0;
    }
    for (uint32_t i = 0; i < n && i < k; i++) {
        old_listed += old[list[i]] != 0;
        bool hit = false;
        for (uint32_t t = 0; t < truths && !hit; t++) hit = truth[t] == list[i];
        if (!hit) continue;
        if (!hits) first = i + 1;
        hits++;
        old_hits += old[list[i]] != 0;
        gain += 1 / log2(i + 2.);
    }
    uint32_t news = truths - olds, new_hits = hits - old_hits;
    m->users++;
    m->recall += (double)hits / truths;
    m->ndcg += gain / ideal;
    m->ndcg_cut += gain / cut;
    m->phr += hits > 0;
    m->precision += (double)hits / k;
    m->mrr += first ? 1. / first : 0;
    m->repeat_ratio += (double)old_listed / k;
    if (olds) {
        m->repeaters++;
        m->recall_repeat += (double)old_hits / olds;
        m->phr_repeat += old_hits > 0;
    }
    if (news) {
        m->explorers++;
        m->recall_new += (double)new_hits / news;
        m->phr_new += new_hits > 0;
    }
}

static double over(double sum, uint64_t n) { return n ? sum / (double)n : 0; }

mk_list_metrics mk_list_metrics_mean(const mk_list_metrics *m)
{
    return (mk_list_metrics){
        .users = m->users, .repeaters = m->repeaters, .explorers = m->explorers,
        .recall = over(m->recall, m->users), .ndcg = over(m->ndcg, m->users), .ndcg_cut = over(m->ndcg_cut, m->users), .phr = over(m->phr, m->users),
        .precision = over(m->precision, m->users), .mrr = over(m->mrr, m->users), .repeat_ratio = over(m->repeat_ratio, m->users),
        .recall_repeat = over(m->recall_repeat, m->repeaters), .phr_repeat = over(m->phr_repeat, m->repeaters),
        .recall_new = over(m->recall_new, m->explorers), .phr_new = over(m->phr_new, m->explorers) };
}

void mk_odds_metrics_add(mk_odds_metrics *m, double p, bool was, uint64_t times)
{
    double q = p < 1e-9 ? 1e-9 : p > 1 - 1e-9 ? 1 - 1e-9 : p, z = log(q) - log1p(-q);
    int i = (int)((z + 21) / 42 * MK_ODDS_STEPS);
    i = i < 0 ? 0 : i >= MK_ODDS_STEPS ? MK_ODDS_STEPS - 1 : i;
    m->n[i] += times;
    m->said[i] += p * (double)times;
    if (was) m->hit[i] += times;
}

double mk_odds_auc(const mk_odds_metrics *m)
{
    double below = 0, area = 0, pos = 0, neg = 0;
    for (int i = 0; i < MK_ODDS_STEPS; i++) {
        double hit = (double)m->hit[i], miss = (double)(m->n[i] - m->hit[i]);
        area += hit * (below + miss / 2);
        below += miss;
        pos += hit;
        neg += miss;
    }
    return pos > 0 && neg > 0 ? area / pos / neg : NAN;
}

double mk_odds_ece(const mk_odds_metrics *m, int bins)
{
    uint64_t all = 0, done = 0;
    for (int i = 0; i < MK_ODDS_STEPS; i++) all += m->n[i];
    double error = 0, said = 0, was = 0;
    for (int i = 0, bin = 1; i < MK_ODDS_STEPS; i++) {
        done += m->n[i];
        said += m->said[i];
        was += (double)m->hit[i];
        if (i + 1 < MK_ODDS_STEPS && (double)done < (double)all * bin / bins) continue;
        error += fabs(said - was);
        said = was = 0;
        while (bin < bins && (double)done >= (double)all * bin / bins) bin++;
    }
    return all ? error / (double)all : NAN;
}
