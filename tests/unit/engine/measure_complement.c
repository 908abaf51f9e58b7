/* SPDX-License-Identifier: Apache-2.0
 * What goes with what, on Online Retail: learnt before October 2011, asked after. Up to three items of each later basket are hidden
 * in turn; from the others (or from one of them) the hidden one is to be among the first ten. docs/maths/need.md has the table. */
#include <math.h>
#include "baskets.h"
#include "need_int.h"
#include "rng.h"

enum { SCORERS = 6 };
static const char *const scorer[SCORERS] = { "popularity", "confidence", "P/pop^0.3", "cosine", "Jaccard", "Jaccard with after" };
typedef struct tie { uint32_t to; float score[SCORERS]; } tie;

/* After each later basket: what is said of the week to come, and what came. */
static void foretold(mk_cx *cx, const shop *s, const mk_need_summary *sum, int32_t cut)
{
    const mk_need_model *m;
    mk_need_diagnostics d;
    if (mk_need_fit(cx, sum, &m, &d) < 0) { puts(cx->message); exit(1); }
    mk_need_reader *r = mk_need_reader_new(cx->arena, m);
    mk_need_wish wish = { .no_replenish = true };
    double said = 0, low = 0, high = 0, was = 0, n = 0, first = 0, asked = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = up_to(&s->p[i], cut), to; k < s->p[i].n; k = to) {
            int32_t day = s->p[i].p[k].day;
            mk_need need[5];
            for (to = k; to < s->p[i].n && s->p[i].p[to].day == day;) to++;
            size_t count = mk_need_answer(r, s->p[i].p, to, day, &wish, need, 5), week = up_to(&s->p[i], day + 7);
            asked += count > 0;
            for (size_t c = 0; c < count; c++) {
                bool bought = false;
                for (size_t j = to; j < week; j++) bought |= s->p[i].p[j].item == need[c].item && s->p[i].p[j].quantity > 0;
                said += need[c].probability;
                low += need[c].probability_low;
                high += need[c].probability_high;
                was += bought;
                first += c == 0 && bought;
                n++;
            }
        }
    printf("complements after a basket: %.0f shown after %.0f baskets; said %.4f (%.4f to %.4f), was %.4f\n", n, asked, said / n, low / n, high / n, was / n);
}

int main(void)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    shop s = retail(cx.arena);
    if (!s.n) { puts("no data"); return 77; }
    int32_t cut = mk_day_of(2011, 9, 30);
    mk_need_summary *sum = mk_need_summary_new(cx.arena, cut);
    for (size_t i = 0; i < s.n; i++) {
        size_t n = up_to(&s.p[i], cut);
        if (n && mk_need_summary_add(&cx, sum, (int64_t)i, s.p[i].p, n) < 0) { puts(cx.message); return 1; }
    }
    size_t items = sum->items.n;
    uint64_t key, value;
    uint32_t *from = MK_NEWN(cx.arena, uint32_t, items + 2), *at = MK_NEWN(cx.arena, uint32_t, items + 2);
    for (uint64_t i = 0; mk_need_pairs_next(&sum->pairs, &i, &key, &value);) { from[(key >> 32) + 1]++; from[(key & UINT32_MAX) + 1]++; }
    for (size_t i = 0; i <= items; i++) at[i + 1] = from[i + 1] += from[i];
    memcpy(at, from, (items + 1) * sizeof *at);
    tie *ties = MK_NEWN(cx.arena, tie, sum->pairs.n * 2 + 1);
    for (uint64_t i = 0; mk_need_pairs_next(&sum->pairs, &i, &key, &value);) {
        mk_need_pair p = mk_need_pair_of(key, value);
        for (int way = 0; way < 2; way++) {
            uint32_t a = way ? p.b : p.a, b = way ? p.a : p.b, after = way ? p.after_b : p.after_a;
            double na = (double)sum->items.p[a].purchases, nb = (double)sum->items.p[b].purchases, c = p.same, ca = c + after;
            double pop = nb / (double)sum->baskets, eb = (c + 20 * pop) / (na + 20);
            ties[at[a]++] = (tie){ b, { 0, (float)(c / na), (float)(eb / pow(pop, .3)), (float)(c / sqrt(na * nb)), (float)(c / (na + nb - c)),
                                        (float)(ca / (na + nb - fmin(ca, na + nb - 1))) } };
        }
    }
    double *score = MK_NEWN(cx.arena, double, items + 1);
    bool *known = MK_NEWN(cx.arena, bool, items + 1);
    double hits[2][SCORERS] = { 0 }, queries = 0;
    mk_rng r = mk_rng_seed(7);
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = up_to(&s.p[i], cut), to; k < s.p[i].n; k = to) {
            uint32_t basket[60];
            size_t n = 0;
            for (to = k; to < s.p[i].n && s.p[i].p[to].day == s.p[i].p[k].day; to++) {
                const uint64_t *index = mk_map_get(&sum->index, (uint64_t)s.p[i].p[to].item);
                if (!index || s.p[i].p[to].quantity <= 0 || n >= 60 || known[*index]) continue;
                known[*index] = true;
                basket[n++] = (uint32_t)*index;
            }
            for (size_t q = 0; n >= 2 && q < 3 && q < n; q++) {
                size_t pick = q + mk_rng_below(&r, n - q);
                uint32_t hidden = basket[pick];
                basket[pick] = basket[q];
                basket[q] = hidden;
                queries++;
                for (int one = 0; one < 2; one++)
                    for (int how = 0; how < SCORERS; how++) {
                        size_t seed = mk_rng_below(&r, n - 1), seeds = 0;
                        memset(score, 0, items * sizeof *score);
                        for (size_t b = 0; b < n; b++) {
                            if (basket[b] == hidden) continue;
                            if (one && seeds++ != seed) continue;
                            for (uint32_t t = from[basket[b]]; t < from[basket[b] + 1]; t++) score[ties[t].to] += (double)ties[t].score[how];
                        }
                        if (how == 0) for (size_t j = 0; j < items; j++) score[j] = (double)sum->items.p[j].purchases;
                        size_t better = 0;
                        for (size_t j = 0; j < items && better < 10; j++) better += (!known[j] || j == hidden) && score[j] > score[hidden];
                        hits[one][how] += better < 10 && score[hidden] > 0;
                    }
            }
            for (size_t b = 0; b < n; b++) known[basket[b]] = false;
        }
    printf("%zu baskets, %zu items, %zu pairs; %.0f queries\n", (size_t)sum->baskets, items, sum->pairs.n, queries);
    for (int how = 0; how < SCORERS; how++) printf("%-20s basket HR@10 %.4f  one item HR@10 %.4f\n", scorer[how], hits[0][how] / queries, hits[1][how] / queries);
    foretold(&cx, &s, sum, cut);
    return 0;
}
