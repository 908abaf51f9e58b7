/* SPDX-License-Identifier: Apache-2.0
 * How good it is against the truth. Pairwise: over all pairs of rows in one cluster. B cubed: Bagga & Baldwin 1998, each row alike. */
#include "link_int.h"
#include "map.h"

static const double edge_of[MK_LINK_BANDS + 1] = { 0, .1, .3, .5, .7, .9, .95, .99, 1.0000001 };

static double pairs_of(double n) { return n * (n - 1) / 2; }

void mk_link_judge(mk_cx *cx, const mk_link *l, const uint32_t *truth, mk_link_score *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    mk_map said = mk_map_on(mk_arena_child(tmp)), real = mk_map_on(mk_arena_child(tmp)), cell = mk_map_on(mk_arena_child(tmp));
    uint64_t n = 0;
    *ret = (mk_link_score){ 0 };
    for (uint32_t i = 0; i < l->n; i++) {
        if (truth[i] == UINT32_MAX) continue;
        n++;
        ++*mk_map_put(&said, l->cluster[i], NULL);
        ++*mk_map_put(&real, truth[i], NULL);
        ++*mk_map_put(&cell, (uint64_t)l->cluster[i] << 32 | truth[i], NULL);
    }
    uint64_t k, v;
    double s = 0, t = 0, both = 0, bp = 0, br = 0;
    for (size_t i = 0; mk_map_next(&said, &i, &k, &v); ) s += pairs_of((double)v);
    for (size_t i = 0; mk_map_next(&real, &i, &k, &v); ) t += pairs_of((double)v);
    for (uint32_t i = 0; i < l->n; i++) {               /* in the order of rows, so that the sum is the same every time */
        if (truth[i] == UINT32_MAX) continue;
        uint64_t *c = mk_map_get(&cell, (uint64_t)l->cluster[i] << 32 | truth[i]);
        bp += (double)*c / (double)*mk_map_get(&said, l->cluster[i]);
        br += (double)*c / (double)*mk_map_get(&real, truth[i]);
        both += ((double)*c - 1) / 2;
    }
    ret->true_pairs = (uint64_t)t;
    ret->said_pairs = (uint64_t)s;
    ret->both = (uint64_t)(both + .5);
    ret->precision = s > 0 ? both / s : 1;
    ret->recall = t > 0 ? both / t : 1;
    ret->f1 = both > 0 ? 2 * ret->precision * ret->recall / (ret->precision + ret->recall) : s + t > 0 ? 0 : 1;
    ret->b3_precision = n ? bp / (double)n : 1;
    ret->b3_recall = n ? br / (double)n : 1;
    ret->b3_f1 = n ? 2 * ret->b3_precision * ret->b3_recall / (ret->b3_precision + ret->b3_recall) : 1;
    for (int b = 0; b < MK_LINK_BANDS; b++) ret->band[b] = (mk_link_band){ .from = edge_of[b], .to = b + 1 < MK_LINK_BANDS ? edge_of[b + 1] : 1 };
    for (uint64_t i = 0; i < l->pairs; i++) {
        const mk_link_pair *p = &l->pair[i];
        if (truth[p->a] == UINT32_MAX || truth[p->b] == UINT32_MAX) continue;
        bool same = truth[p->a] == truth[p->b];
        ret->candidate_true += same;
        int b = 0;
        while (b + 1 < MK_LINK_BANDS && p->probability >= edge_of[b + 1]) b++;
        ret->band[b].pairs++;
        ret->band[b].said += p->probability;
        ret->band[b].truth += same;
    }
    for (int b = 0; b < MK_LINK_BANDS; b++)
        if (ret->band[b].pairs) {
            ret->band[b].said /= (double)ret->band[b].pairs;
            ret->band[b].truth /= (double)ret->band[b].pairs;
        }
    mk_arena_free(tmp);
}
