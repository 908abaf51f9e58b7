/* SPDX-License-Identifier: Apache-2.0
 * A season, learnt from some customers (it is the same for all): Pareto/NBD with the terms of the year as covariates of the clock of orders. */
#include "covariates.h"
#include "value_int.h"

/* Two years show the same season twice. */
enum { DAYS_LEAST = 640, SAMPLE_LEAST = 30 };

static int by_who(const void *a, const void *b)
{
    uint64_t x = ((const mk_seen_days *)a)->who, y = ((const mk_seen_days *)b)->who;
    return (x > y) - (x < y);
}

/* Pieces of the year from one day to another, in days on which it was open. */
static mk_cov_path path_of(mk_arena *arena, const mk_season *open, int32_t from, int32_t to)
{
    double step = MK_SEASON_YEAR / MK_SEASON_STEPS;
    int64_t first = (int64_t)floor(from / step), last = (int64_t)floor(to / step);
    size_t n = 0, most = (size_t)(last - first + 1);
    double *start = MK_NEWN(arena, double, most), *value = MK_NEWN(arena, double, most * MK_SEASON_TERMS);
    for (int64_t i = first; i <= last; i++) {
        double at = mk_season_clock(open, (double)i * step);
        if (n && !(at < mk_season_clock(open, (double)(i + 1) * step))) continue;       /* closed all through */
        start[n] = at;
        mk_season_terms(mk_season_step(((double)i + .5) * step), value + n++ * MK_SEASON_TERMS);
    }
    return (mk_cov_path){ n, start, value };
}

int mk_value_season_of(mk_cx *cx, const mk_value_summary *s, const mk_season *open, double longest, mk_season *ret)
{
    mk_arena *a = cx->arena;
    *ret = (mk_season){ 0 };
    if (longest < DAYS_LEAST || s->seen.n < SAMPLE_LEAST) return 0;
    mk_seen_days *of = mk_arena_alloc(a, sizeof *of * s->seen.n);
    memcpy(of, s->seen.p, sizeof *of * s->seen.n);
    qsort(of, s->seen.n, sizeof *of, by_who);                   /* the same bits in any order they came */
    mk_cov_customer *one = MK_NEWN(a, mk_cov_customer, s->seen.n);
    mk_orders_cell *cell = MK_NEWN(a, mk_orders_cell, s->seen.n);
    int32_t from = s->now;
    size_t n = 0;
    for (size_t i = 0; i < s->seen.n; i++) {
        const mk_seen_days *d = &of[i];
        if (d->level < s->seen_level) continue;
        double *sum = MK_NEWN(a, double, MK_SEASON_TERMS), x[MK_SEASON_TERMS];
        for (uint32_t k = 1; k < d->n; k++) {
            mk_season_terms(mk_season_step(d->day[k]), x);
            for (int j = 0; j < MK_SEASON_TERMS; j++) sum[j] += x[j];
        }
        if (d->day[0] < from) from = d->day[0];
        double first = mk_season_clock(open, d->day[0]), last = mk_season_clock(open, d->day[d->n - 1]), now = mk_season_clock(open, s->now);
        one[n] = (mk_cov_customer){ 0, d->n - 1, first, last, now, sum };
        cell[n++] = (mk_orders_cell){ 1, d->n - 1, last - first, now - first };
    }
    mk_orders_fit plain;
    mk_cov_fit f;
    mk_orders_data *data = mk_orders_data_new(a, cell, n);
    MK_TRY(mk_orders_fit_of(cx, data, MK_PARETO, 1, 0, NULL, NULL, &plain));
    double loglik = plain.loglik;
    if (plain.edge || !plain.converged) {                       /* customers who all stop alike, or never: the prior holds the start */
        mk_orders_prior prior = mk_orders_prior_of(data, MK_PARETO);
        MK_TRY(mk_orders_fit_of(cx, data, MK_PARETO, 1, 0, &prior, NULL, &plain));
        loglik = fmax(loglik, plain.loglik);
    }
    mk_cov_path path = path_of(a, open, from, s->now);
    mk_cov_data d = { MK_SEASON_TERMS, &path, 1, one, n, true };
    MK_TRY(mk_cov_fit_of(cx, mk_cov_new(a, &d), plain.model.p, NULL, &f));
    bool sure = f.converged;
    for (int k = 0; k < MK_SEASON_TERMS; k++) sure = sure && f.se[4 + k] < .5;
    /* More than chance and four numbers explain (Akaike, and 5 to be sure). */
    if (sure && f.loglik > loglik + MK_SEASON_TERMS + 5) {
        *ret = mk_season_of(f.model.trans);
        mk_season_close(ret, open->closed, open->closings);
    }
    return 0;
}

mk_orders_cell *mk_value_in_season(mk_arena *arena, const mk_season *s, int32_t now, const mk_orders_cell *cells, size_t n)
{
    mk_orders_cell *c = MK_NEWN(arena, mk_orders_cell, n + 1);
    double end = mk_season_clock(s, now);
    for (size_t i = 0; i < n; i++) {
        double first = mk_season_clock(s, now - cells[i].T);
        c[i] = (mk_orders_cell){ cells[i].n, cells[i].x, cells[i].x ? mk_season_clock(s, now - cells[i].T + cells[i].tx) - first : 0, end - first };
    }
    return c;
}
