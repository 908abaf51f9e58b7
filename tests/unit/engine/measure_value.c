/* SPDX-License-Identifier: Apache-2.0
 * How long value takes: fits of CDNOW's 1/10 sample and of all of it, grocery foretold, a customer's answer after an event. CPU time, the best of several
 * runs. How well it foretells is measured by bench/value.py. docs/maths/value.md. */
#include <math.h>
#include <time.h>
#include "data.h"
#include "value_int.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void fits(mk_cx *cx, const char *name, const char *path, bool sample, int runs)
{
    int32_t end = mk_day_of(1997, 9, 30);
    cohort c = cdnow(cx, path, sample, end);
    if (!c.n) return;
    static const struct { mk_orders_kind kind; int k; } model[] = { { MK_NBD, 1 }, { MK_BG, 1 }, { MK_MBG, 1 }, { MK_PARETO, 1 }, { MK_MBG, 2 } };
    for (int i = 0; i < 5; i++) {
        double best = INFINITY, best_sum = INFINITY;
        mk_orders_fit f = { 0 };
        for (int run = 0; run < runs; run++) {
            mk_arena_mark mark = mk_arena_here(cx->arena);
            double t0 = now();
            mk_value_summary *s = mk_value_summary_new(cx->arena, end);
            for (size_t k = 0; k < c.n; k++) if (mk_value_summary_add(cx, s, k, &c.all[k], NULL) < 0) abort();
            double t1 = now();
            mk_orders_cell *cells = mk_value_order_cells(cx->arena, s);
            mk_orders_data *d = mk_orders_data_new(cx->arena, cells, s->orders.n);
            if (mk_orders_fit_of(cx, d, model[i].kind, model[i].k, mk_ln_gaps(s->ln_gaps), NULL, NULL, &f) < 0) abort();
            double t2 = now();
            best = fmin(best, t2 - t1);
            best_sum = fmin(best_sum, t1 - t0);
            mk_arena_rewind(cx->arena, mark);
        }
        char text[24];
        printf("%-10s %-10s fit %7.3f ms (%d evaluations), summary %6.3f ms, ln L %.4f\n", name, mk_orders_name(model[i].kind, model[i].k, text), best * 1e3,
               f.evaluations, best_sum * 1e3, f.loglik);
    }
}

typedef struct held { const double *came; double missed; } held;

static void miss(void *self, size_t i, const mk_forecast *f, const mk_tail *tail, double scale)
{
    (void)tail, (void)scale;
    held *h = self;
    h->missed += fabs(f->mean - h->came[i]);
}

/* Grocery: how regularly they come, learnt from a year, and every customer's orders in the next, with intervals. */
static void regular(mk_cx *cx)
{
    enum { MOST = 5000 };
    const int32_t end = mk_day_of(2006, 12, 31), last = mk_day_of(2007, 12, 30);
    FILE *f = shared_open(cx->arena, "value/groceryElog.csv.xz");
    if (!f) return;
    mk_value_history *h = MK_NEWN(cx->arena, mk_value_history, MOST);
    double *came = MK_NEWN(cx->arena, double, MOST);
    int32_t **day = MK_NEWN(cx->arena, int32_t *, MOST), *newest = MK_NEWN(cx->arena, int32_t, MOST);
    mk_map place = mk_map_on(cx->arena);
    size_t n = 0;
    char line[256];
    while (fgets(line, sizeof line, f)) {           /* in order of days */
        int id, y, m, d;
        bool fresh;
        if (sscanf(line, "%d,%d-%d-%d", &id, &y, &m, &d) != 4) continue;
        int32_t on = mk_day_of(y, m, d);
        uint64_t *at = mk_map_put(&place, (uint64_t)id, &fresh);
        if (fresh) {
            if (on > end || n == MOST) abort();
            *at = n++;
            day[*at] = MK_NEWN(cx->arena, int32_t, 400);
        }
        if (on > last || (!fresh && newest[*at] == on)) continue;
        newest[*at] = on;
        if (on > end) { came[*at]++; continue; }
        if (mk_value_history_add(cx, &h[*at], on, 1000) < 0) abort();
        day[*at][h[*at].orders - 1] = on;
    }
    pclose(f);
    double best = INFINITY, missed = 0;
    for (int run = 0; run < 20; run++) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        double t0 = now();
        mk_value_summary *s = mk_value_summary_new(cx->arena, end);
        mk_value_model model;
        mk_value_diagnostics d;
        for (size_t k = 0; k < n; k++) if (mk_value_summary_add(cx, s, k, &h[k], day[k]) < 0) abort();
        if (mk_value_fit(cx, s, &(mk_orders){ .kind = MK_MBG, .k = 2 }, &model, &d) < 0) abort();
        mk_orders_cell *cell = MK_NEWN(cx->arena, mk_orders_cell, n);
        for (size_t k = 0; k < n; k++) cell[k] = (mk_orders_cell){ 1, h[k].orders - 1, (double)h[k].last - h[k].first, (double)end - h[k].first };
        held left = { came, 0 };
        mk_value_forecasts(cx->arena, &model, cell, n, (double)last - end, miss, &left);
        best = fmin(best, now() - t0);
        missed = left.missed / (double)n;
        mk_arena_rewind(cx->arena, mark);
    }
    printf("grocery    MBG/CNBD-2 summary, fit, its past and all forecasts %.2f ms, %zu customers, MAE %.4f\n", best * 1e3, n, missed);
}

/* One event: the history takes it, and the customer's expectations are there again; then with all intervals. */
static void answers(mk_cx *cx)
{
    static const mk_orders model[] = {
        { MK_BG, 1, { .25, 31, .8, 2.4 }, 1 }, { MK_MBG, 2, { 1.3, 20, .42, .79 }, 1 }, { MK_PARETO, 1, { .55, 74, .61, 82 }, 1 },
        { MK_MBG, 2, { 1.3, 20, .42, .79 }, 1, .other = { 4, 10, .2, 3 }, .share = .1, .parts = 3,
          .beside = { { MK_PARETO, 1, { .55, 74, .61, 82 }, .weight = .2 }, { MK_BG, 1, { .25, 31, .8, 2.4 }, .weight = .2 }, { MK_NBD, 1, { .25, 31 }, .weight = .2 } } } };
    for (int i = 0; i < 4; i++) {
        mk_value_model m = { .beyond = MK_BEYOND, .state = MK_VALUE_ENOUGH, .alive_known = true, .money_known = true, .orders = model[i], .p = 6, .q = 4, .v = 1500 };
        enum { N = 20000 };
        double best[2] = { INFINITY, INFINITY }, sum = 0;
        for (int run = 0; run < 5; run++)
            for (int full = 0; full < 2; full++) {
                double t0 = now();
                int n = full ? N / 20 : N;
                for (int k = 0; k < n; k++) {
                    mk_value_history h = { .first = 0, .last = 100 + k % 50, .orders = 2 + (uint32_t)k % 9, .spent = 20000, .first_spent = 3000 };
                    mk_value_answer a;
                    if (mk_value_history_add(cx, &h, 200, 3000) < 0) abort();
                    (full ? mk_value_answer_of : mk_value_rank)(&m, &h, 230, 365, &a);
                    sum += a.orders;
                }
                best[full] = fmin(best[full], (now() - t0) / n);
            }
        char text[MK_ENTRANT_NAME];
        printf("%-10s one event: %.2f us; with all intervals %.1f us%s\n", mk_entrant_name(&(mk_entrant){ .fit.model = m.orders }, text), best[0] * 1e6, best[1] * 1e6, sum > 0 ? "" : " ?");
    }
}

int main(void)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    fits(&cx, "cdnow 1/10", "value/cdnow/CDNOW_sample.txt", true, 30);
    fits(&cx, "cdnow", "value/cdnow/CDNOW_master.txt.xz", false, 6);
    regular(&cx);
    answers(&cx);
    return 0;
}
