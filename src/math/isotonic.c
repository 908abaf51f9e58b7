/* SPDX-License-Identifier: Apache-2.0 */
#include "isotonic.h"
#include <math.h>
#include <stdlib.h>
#include "special.h"

#define SLOWER .5               /* log-odds for each of the score, where it is higher than any that was seen; */
#define BEYOND 1                /* and so much at most */

static int by_score(const void *x, const void *y)
{
    const mk_isotonic_row *a = x, *b = y;
    if (a->score != b->score) return a->score < b->score ? -1 : 1;
    if (a->yes != b->yes) return a->yes ? 1 : -1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

void mk_isotonic_fit(mk_isotonic_row *row, size_t n, mk_isotonic *m)
{
    double all = 0, yes = 0, said = 0;
    m->n = 0;
    qsort(row, n, sizeof *row, by_score);
    for (size_t i = 0; i < n; i++) {
        double v = row[i].weight * mk_logistic(row[i].score) * (1 - mk_logistic(row[i].score));
        said += v;
        all += row[i].weight;
        yes += row[i].yes ? row[i].weight : 0;
    }
    if (n < 100 || !(yes > 0) || !(yes < all)) return;
    /* groups with as much to say each: few at the bottom, where nearly nothing is bought, more where it matters */
    struct group { double w, yes, score, n, n_yes; } g[MK_ISOTONIC_STEPS];
    size_t groups = 0;
    double done = 0;
    int most = yes < 400 ? 8 + (int)(yes / 10) : MK_ISOTONIC_STEPS - 8;
    struct group now = { 0 };
    for (size_t i = 0; i < n; i++) {
        done += row[i].weight * mk_logistic(row[i].score) * (1 - mk_logistic(row[i].score));
        now.w += row[i].weight;
        now.yes += row[i].yes ? row[i].weight : 0;
        now.score += row[i].weight * row[i].score;
        now.n++;
        now.n_yes += row[i].yes;
        if (i + 1 < n && (done < said * (double)(groups + 1) / most || row[i + 1].score == row[i].score)) continue;
        if (groups == MK_ISOTONIC_STEPS) break;
        now.score /= now.w;
        g[groups++] = now;
        now = (struct group){ 0 };
    }
    size_t k = 0;
    for (size_t i = 0; i < groups; i++) {
        g[k] = g[i];
        while (k > 0 && g[k].yes * g[k - 1].w <= g[k - 1].yes * g[k].w) {
            double w = g[k].w + g[k - 1].w;
            g[k - 1].score = (g[k - 1].score * g[k - 1].w + g[k].score * g[k].w) / w;
            g[k - 1].w = w;
            g[k - 1].yes += g[k].yes;
            g[k - 1].n += g[k].n;
            g[k - 1].n_yes += g[k].n_yes;
            k--;
        }
        k++;
    }
    m->n = (uint32_t)k;
    for (size_t i = 0; i < k; i++) {
        double p = (g[i].yes + yes / all) / (g[i].w + 1);       /* one imagined row of the usual rate, so that never is not never */
        m->score[i] = g[i].score;
        m->odds[i] = mk_log_odds(p < 1e-9 ? 1e-9 : p > .9999 ? .9999 : p);
        m->sd[i] = sqrt(1 / (g[i].n_yes + .5) + 1 / (g[i].n - g[i].n_yes + .5));
        if (i && m->odds[i] < m->odds[i - 1]) m->odds[i] = m->odds[i - 1];
    }
}

double mk_isotonic_sd(const mk_isotonic *m, double score)
{
    uint32_t i = 0;
    if (m->n == 0) return 1;
    while (i + 1 < m->n && (m->score[i] + m->score[i + 1]) / 2 < score) i++;
    return m->sd[i];
}

double mk_isotonic_probability(const mk_isotonic *m, double score)
{
    if (m->n == 0) return mk_logistic(score);
    if (score <= m->score[0]) return mk_logistic(m->odds[0] + (score - m->score[0]));
    if (score >= m->score[m->n - 1]) {
        double beyond = m->odds[m->n - 1] + SLOWER * (score - m->score[m->n - 1]);
        return mk_logistic(beyond > m->odds[m->n - 1] + BEYOND ? m->odds[m->n - 1] + BEYOND : beyond);
    }
    uint32_t lo = 0, hi = m->n - 1;
    while (hi - lo > 1) {
        uint32_t mid = (lo + hi) / 2;
        if (m->score[mid] <= score) lo = mid; else hi = mid;
    }
    double t = (score - m->score[lo]) / (m->score[hi] - m->score[lo]);
    return mk_logistic(m->odds[lo] + t * (m->odds[hi] - m->odds[lo]));
}

double mk_isotonic_score(const mk_isotonic *m, double probability)
{
    double z = mk_log_odds(probability), little = 1e-9;      /* for what rounding does to either */
    uint32_t i = 0;
    if (m->n == 0) return z - little;
    while (i < m->n && m->odds[i] < z) i++;
    if (i == m->n) {        /* more than any step says: what is said beyond the last, which has an end */
        double beyond = z - m->odds[i - 1];
        return beyond > BEYOND + little ? INFINITY : m->score[i - 1] + beyond / SLOWER - little;
    }
    return i ? m->score[i - 1] : m->score[0] - (m->odds[0] - z) - little;
}
