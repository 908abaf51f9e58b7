/* SPDX-License-Identifier: Apache-2.0
 * How well needs are foretold, on real baskets, always looking forward: the model is learnt on what was before.
 *     measure_need coop|retail [N]     N: learn again every N weeks; docs/maths/need.md has the tables. */
#include <math.h>
#include "baskets.h"
#include "need_int.h"
#include "special.h"

enum { SCORERS = 5, BINS = 20 };
static const char *const scorer[SCORERS] = { "makir", "lifetime count", "60-day decay", "last bought", "age = mean interval" };

typedef struct candidate { double score; bool bought; int64_t item; } candidate;

static int by_score(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

typedef struct tally { double recall10, recall20, precision10, ndcg10, weeks; } tally;

static void score(tally *t, candidate *c, size_t n, size_t truth)
{
    qsort(c, n, sizeof *c, by_score);
    double hits10 = 0, hits20 = 0, gain = 0, ideal = 0;
    for (size_t i = 0; i < 20; i++) {
        bool hit = i < n && c[i].bought;
        if (i < 10) { hits10 += hit; gain += hit / log2((double)i + 2); if (i < truth) ideal += 1 / log2((double)i + 2); }
        hits20 += hit;
    }
    t->recall10 += hits10 / (double)truth;
    t->recall20 += hits20 / (double)truth;
    t->precision10 += hits10 / 10;
    t->ndcg10 += gain / ideal;
    t->weeks++;
}

static void report_calibration(const double *said, const double *was, const double *n)
{
    double all = 0, ece = 0;
    for (int b = 0; b < BINS; b++) all += n[b];
    for (int b = 0; b < BINS; b++) {
        if (n[b] == 0) continue;
        ece += fabs(said[b] - was[b]) / all;
        printf("  said %.4f was %.4f of %.0f\n", said[b] / n[b], was[b] / n[b], n[b]);
    }
    printf("  expected calibration error %.4f\n", ece);
}

static const mk_need_model *learn_on(mk_cx *cx, const shop *s, int32_t day, bool tell)
{
    mk_need_summary *sum = mk_need_summary_new(cx->arena, day);
    int64_t t0 = mk_clock_monotonic();
    size_t lines = 0;
    for (size_t i = 0; i < s->n; i++) {
        size_t n = up_to(&s->p[i], day);
        lines += n;
        if (n && mk_need_summary_add(cx, sum, (int64_t)i, s->p[i].p, n) < 0) { puts(cx->message); exit(1); }
    }
    int64_t t1 = mk_clock_monotonic();
    const mk_need_model *m;
    mk_need_diagnostics d;
    if (mk_need_fit(cx, sum, &m, &d) < 0) { puts(cx->message); exit(1); }
    if (!tell) return m;
    printf("%zu customers, %zu lines: summary %.2f s, fit %.2f s, memory %zu MB\n", s->n, lines, (double)(t1 - t0) / 1e6, (double)(mk_clock_monotonic() - t1) / 1e6, mk_arena_bytes(cx->arena) >> 20);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_need_diagnostics_json(&d, &w);
    printf("%.*s\nmodel %zu bytes; coefficients:", (int)b.n, b.p, mk_need_model_pack(cx->arena, m).n);
    for (int i = 0; i < MK_NEED_FEATURES; i++) printf(" %.3f(%.3f)", m->w[i], sqrt(m->covariance[i * (MK_NEED_FEATURES + 1)]));
    puts("");
    return m;
}

int main(int argc, char **argv)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    bool is_coop = argc < 2 || strcmp(argv[1], "coop") == 0;
    shop s = is_coop ? coop(cx.arena) : retail(cx.arena);
    if (!s.n) { puts("no data"); return 77; }
    int32_t learn = is_coop ? mk_day_of(2013, 1, 6) : mk_day_of(2011, 10, 2), weeks = is_coop ? 52 : 9;
    const mk_need_model *m = learn_on(&cx, &s, learn, true);
    int32_t again = argc > 2 ? (int32_t)strtol(argv[2], NULL, 10) : 0;
    tally t[SCORERS] = { 0 };
    double said[BINS] = { 0 }, was[BINS] = { 0 }, in[BINS] = { 0 }, pairs = 0, positives = 0, answers = 0;
    mk_need_reader *r = mk_need_reader_new(cx.arena, m);
    mk_need *need = MK_NEWN(cx.arena, mk_need, 100000);
    candidate *c = MK_NEWN(cx.arena, candidate, 100000);
    mk_need_wish wish = { .everything = true, .no_complement = true };
    int64_t spent = 0;
    for (int32_t week = 0; week < weeks; week++) {
        int32_t now = learn + 7 * week;
        if (again && week && week % again == 0) r = mk_need_reader_new(cx.arena, learn_on(&cx, &s, now, false));
        for (size_t i = 0; i < s.n; i++) {
            size_t n = up_to(&s.p[i], now), to = up_to(&s.p[i], now + 7), truth = 0;
            mk_map next = mk_map_on(cx.arena);
            for (size_t k = n; k < to; k++) {
                bool fresh;
                if (s.p[i].p[k].quantity > 0) { mk_map_put(&next, (uint64_t)s.p[i].p[k].item, &fresh); truth += fresh; }
            }
            if (!n) continue;
            int64_t at = mk_clock_monotonic();
            size_t count = mk_need_answer(r, s.p[i].p, n, now, &wish, need, 100000);
            spent += mk_clock_monotonic() - at;
            answers++;
            for (size_t k = 0; k < count; k++) {
                bool bought = mk_map_get(&next, (uint64_t)need[k].item) != NULL;
                int bin = (int)(need[k].probability * BINS);
                if (bin >= BINS) bin = BINS - 1;
                said[bin] += need[k].probability;
                was[bin] += bought;
                in[bin]++;
                pairs++;
                positives += bought;
            }
            for (int how = 0; truth && how < SCORERS; how++) {
                for (size_t k = 0; k < count; k++) {
                    const mk_need *x = &need[k];
                    double v = x->probability;
                    if (how == 1) v = x->purchases + 1e-6 * -x->since_days;
                    if (how == 3) v = -x->since_days;
                    if (how == 4) v = x->interval_days > 0 ? -fabs(log((x->since_days + 1) / x->interval_days)) : -1e6;
                    if (how == 2) {
                        v = 0;
                        int32_t last = INT32_MIN;
                        for (size_t l = 0; l < n; l++)
                            if (s.p[i].p[l].item == x->item && s.p[i].p[l].day != last) { last = s.p[i].p[l].day; v += exp((last - now) / 60.); }
                    }
                    c[k] = (candidate){ v, mk_map_get(&next, (uint64_t)x->item) != NULL, x->item };
                }
                score(&t[how], c, count, truth);
            }
        }
    }
    printf("%.0f customer-weeks, %.0f pairs, %.1f %% bought; all answers with everything: %.0f customers/s\n", t[0].weeks, pairs, 100 * positives / pairs, answers / ((double)spent / 1e6));
    for (int how = 0; how < SCORERS; how++)
        printf("%-22s R@10 %.4f N@10 %.4f P@10 %.4f R@20 %.4f\n", scorer[how], t[how].recall10 / t[how].weeks, t[how].ndcg10 / t[how].weeks, t[how].precision10 / t[how].weeks, t[how].recall20 / t[how].weeks);
    report_calibration(said, was, in);
    return 0;
}
