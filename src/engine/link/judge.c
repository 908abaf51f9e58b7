/* SPDX-License-Identifier: Apache-2.0
 * How good it is against the truth. Pairwise: over all pairs of rows in one cluster. B cubed: Bagga & Baldwin 1998, each row alike. */
#include "link_int.h"

static const double edge_of[MK_LINK_BANDS + 1] = { 0, .1, .3, .5, .7, .9, .95, .99, 1.0000001 };

static double pairs_of(double n) { return n * (n - 1) / 2; }

/* Pairs of the same two people come true together or not at all: a band is known as well as if it had this many pairs that do not. */
typedef struct together { mk_map count; double squares[MK_LINK_BANDS][2]; } together;

static void count_together(together *t, int band, uint32_t a, uint32_t b)
{
    uint64_t *n = mk_map_put(&t->count, mk_hash2((uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a), (uint64_t)band), NULL);
    t->squares[band][a == b] += 2 * (double)(*n)++ + 1;
}

/* Where the share lies that would be true of very many such pairs, 19 times in 20 (Wilson 1927, with the variance of clustered samples). */
static void interval(mk_link_band *b, const double squares[2])
{
    const double z = 1.96, n = (double)b->pairs, p = b->truth, spread = p * (1 - p);
    double of_one = ((1 - p) * (1 - p) * squares[1] + p * p * squares[0]) / n;         /* the variance of n p, for each pair */
    double alike = spread > 0 ? of_one / spread : (squares[0] + squares[1]) / n, m = n / (alike > 1 ? alike : 1);
    double middle = (p + z * z / 2 / m) / (1 + z * z / m), half = z * __builtin_sqrt(spread / m + z * z / 4 / m / m) / (1 + z * z / m);
    b->low = middle - half > 0 ? middle - half : 0;
    b->high = middle + half < 1 ? middle + half : 1;
}

void mk_link_judge(mk_cx *cx, const mk_link *l, const uint32_t *truth, mk_link_score *ret)
{
    enum { AHEAD = 24 };
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t n = l->rows, labels = 0, known = 0;
    *ret = (mk_link_score){ 0 };
    for (uint32_t i = 0; i < n; i++)
        if (truth[i] != UINT32_MAX && truth[i] >= labels) labels = truth[i] + 1;
    uint32_t *real = MK_NEWN(tmp, uint32_t, (size_t)labels + 1), *said = MK_NEWN(tmp, uint32_t, (size_t)n + 2), *order = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *order);
    for (uint32_t i = 0; i < n; i++) {
        if (i + AHEAD < n && truth[i + AHEAD] != UINT32_MAX) __builtin_prefetch(&real[truth[i + AHEAD]], 1);
        if (truth[i] == UINT32_MAX) continue;
        known++;
        real[truth[i]]++;
        said[l->cluster[i] + 1]++;
    }
    for (uint32_t i = 0; i < n; i++) said[i + 1] += said[i];
    for (uint32_t i = 0; i < n; i++)                    /* rows by cluster, in their order; said[c] becomes the end of cluster c */
        if (truth[i] != UINT32_MAX) order[said[l->cluster[i]]++] = i;
    double s = 0, t = 0, both = 0, bp = 0, br = 0;
    uint32_t *in = MK_NEWN(tmp, uint32_t, (size_t)labels + 1);          /* rows of this cluster with each label */
    for (uint32_t c = 0; c < labels; c++) t += pairs_of(real[c]);
    for (uint32_t c = 0, from = 0; c < n; from = said[c++]) {
        uint32_t size = said[c] - from;
        s += pairs_of(size);
        if (said[c] + AHEAD < known) {
            uint32_t next = truth[order[said[c] + AHEAD]];
            __builtin_prefetch(&real[next]);
        }
        if (size == 1) {                                /* most are; all there is to say of one */
            bp++;
            br += 1 / (double)real[truth[order[from]]];
            continue;
        }
        for (uint32_t i = from; i < said[c]; i++) in[truth[order[i]]]++;
        for (uint32_t i = from; i < said[c]; i++) {
            double k = in[truth[order[i]]];
            bp += k / size;
            br += k / real[truth[order[i]]];
            both += (k - 1) / 2;
        }
        for (uint32_t i = from; i < said[c]; i++) in[truth[order[i]]] = 0;
    }
    ret->true_pairs = (uint64_t)t;
    ret->said_pairs = (uint64_t)s;
    ret->both = (uint64_t)(both + .5);
    ret->precision = s > 0 ? both / s : 1;
    ret->recall = t > 0 ? both / t : 1;
    ret->f1 = both > 0 ? 2 * ret->precision * ret->recall / (ret->precision + ret->recall) : s + t > 0 ? 0 : 1;
    ret->b3_precision = known ? bp / known : 1;
    ret->b3_recall = known ? br / known : 1;
    ret->b3_f1 = known ? 2 * ret->b3_precision * ret->b3_recall / (ret->b3_precision + ret->b3_recall) : 1;
    for (int b = 0; b < MK_LINK_BANDS; b++) ret->band[b] = (mk_link_band){ .from = edge_of[b], .to = b + 1 < MK_LINK_BANDS ? edge_of[b + 1] : 1 };
    together groups = { .count = mk_map_on(tmp) };
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
        if (b + 1 < MK_LINK_BANDS) count_together(&groups, b, truth[p->a], truth[p->b]);
        else groups.squares[b][same]++;                     /* so many, and so sure, that it makes no difference */
    }
    for (int b = 0; b < MK_LINK_BANDS; b++)
        if (ret->band[b].pairs) {
            ret->band[b].said /= (double)ret->band[b].pairs;
            ret->band[b].truth /= (double)ret->band[b].pairs;
            interval(&ret->band[b], groups.squares[b]);
        }
    mk_arena_free(tmp);
}
