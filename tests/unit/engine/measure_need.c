/* SPDX-License-Identifier: Apache-2.0
 * What needs cost: a line added, a customer forgotten, an answer with its reasons, and a whole base answered again.
 * measure_need [CUSTOMERS]: a made-up grocery of 200 lines each; 1,000,000 are wanted, 20,000 by default. CPU seconds; one core. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include "need.h"
#include "rng.h"

enum { LINES = 200, ITEMS = 2000, DAYS = 730, LEARN = 8000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Twenty staples, some of them taken at most visits, and now and then something else; he comes about every week. */
static size_t customer(uint64_t id, mk_need_line *line)
{
    mk_rng r = mk_rng_seed(id * 2654435761u + 1);
    int64_t staple[20];
    for (int i = 0; i < 20; i++) staple[i] = 1 + (int64_t)(mk_rng_unit(&r) * mk_rng_unit(&r) * ITEMS);
    int32_t day = 0;
    for (size_t i = 0; i < LINES; i++) {
        if (i % 5 == 0) day = DAYS - (int32_t)(id % 7) - (int32_t)((LINES - 1 - i) / 5) * 7 - (int32_t)mk_rng_below(&r, 4);
        int64_t item = mk_rng_below(&r, 5) ? staple[(int)(20 * mk_rng_unit(&r) * mk_rng_unit(&r))] : 1 + (int64_t)mk_rng_below(&r, ITEMS);
        line[i] = (mk_need_line){ item, 10000, 500 + item, day };
    }
    return LINES;
}

static int by_time(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

int main(int argc, char **argv)
{
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    mk_need_line line[LINES];
    mk_need_summary *s = mk_need_summary_new(cx.arena, DAYS, 0, 0);
    double t = now(), most = 0;
    for (uint64_t id = 1; id <= LEARN; id++)
        if (mk_need_summary_add(&cx, s, (int64_t)id, line, customer(id, line)) < 0) return 1;
    printf("%d customers of %d lines summed: %.1f us each\n", LEARN, LINES, 1e6 * (now() - t) / LEARN);
    enum { TRIES = 20000 };
    static double took[TRIES];
    mk_rng r = mk_rng_seed(5);
    for (int i = 0; i < TRIES; i++) {
        mk_need_line l = { 1 + (int64_t)mk_rng_below(&r, ITEMS), 10000, 700, DAYS };
        double from = now();
        if (mk_need_summary_line(&cx, s, 1 + (int64_t)mk_rng_below(&r, LEARN), &l) < 0) return 1;
        took[i] = now() - from;
    }
    qsort(took, TRIES, sizeof *took, by_time);
    printf("a line added: %.2f us half, %.2f us p99\n", 1e6 * took[TRIES / 2], 1e6 * took[TRIES * 99 / 100]);
    enum { GONE = 1000 };
    for (int i = 0; i < GONE; i++) {
        double from = now();
        mk_need_summary_forget(s, LEARN - i);
        took[i] = now() - from;
    }
    qsort(took, GONE, sizeof *took, by_time);
    printf("a customer forgotten: %.1f us half, %.1f us p99\n", 1e6 * took[GONE / 2], 1e6 * took[GONE * 99 / 100]);
    const mk_need_model *m;
    mk_need_diagnostics d;
    t = now();
    if (mk_need_fit(&cx, s, &m, &d) < 0) return 1;
    printf("learnt from %llu: %.1f s (auc %.3f)\n", (unsigned long long)d.sample, now() - t, d.auc);
    mk_str bytes = mk_need_model_pack(cx.arena, m);
    mk_need_reader *reader = mk_need_reader_new(cx.arena, m);
    uint64_t said = 0;
    double *each = MK_NEWN(cx.arena, double, customers);
    t = now();
    for (uint64_t id = 0; id < customers; id++) {
        mk_need need[8];
        size_t n = customer(LEARN + id, line);
        double from = now();
        said += mk_need_answer(reader, (int64_t)(LEARN + id), line, n, DAYS + (int32_t)(id % 7), NULL, need, 8);
        each[id] = now() - from;
        if (each[id] > most) most = each[id];
    }
    double all = now() - t;
    qsort(each, customers, sizeof *each, by_time);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%llu customers answered with reasons: %.1f CPU s, so a million on two cores in %.1f minutes; one: %.0f us half, %.0f us p99, %.0f us at most; %llu needs; model %.1f MB, memory %.0f MB\n",
           (unsigned long long)customers, all, all / (double)customers * 1e6 / 2 / 60, 1e6 * each[customers / 2], 1e6 * each[customers * 99 / 100], 1e6 * most, (unsigned long long)said,
           (double)bytes.n / 1e6, (double)used.ru_maxrss / 1024);
    return said == 0;
}
