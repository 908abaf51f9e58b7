/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "need_fit.h"
#include "special.h"
#include "sum.h"

enum { CUSTOMERS_LEAST = 20, GAPS_LEAST = 20, GAPS_ENOUGH = 300 };    /* below the first two: nothing is said */

static int by_item(const void *a, const void *b)
{
    int64_t x = (*(const mk_need_item *const *)a)->item, y = (*(const mk_need_item *const *)b)->item;
    return (x > y) - (x < y);
}

/* The base's own level, held by some imagined intervals of a month, moderately regular, so that there always is one.
 * between is of customers within an item; the variance of the items' means goes to *ret_spread. */
static mk_renewal_level level_of_all(const mk_need_item **item, size_t n, mk_renewal_sums *all, double *ret_spread)
{
    const mk_renewal_level imagined = { log(30), mk_trigamma(2), .4, 20 };
    mk_sum between = { 0 }, size = { 0 };
    memset(all, 0, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        const mk_renewal_sums *g = &item[i]->gaps;
        mk_renewal_merge(all, g);
        if (g->customers < 2) continue;
        double w = (double)g->n - (double)g->n2 / (double)g->n;
        mk_sum_add(&between, w * mk_renewal_level_of(g).between);
        mk_sum_add(&size, w);
    }
    mk_renewal_level l = mk_renewal_level_of(all);
    double own = l.n / (l.n + imagined.n), total = l.between;
    if (mk_sum_of(&size) > 0) l.between = mk_sum_of(&between) / mk_sum_of(&size);
    *ret_spread = fmax(.1, total - l.between);
    l.mean = own * l.mean + (1 - own) * imagined.mean;
    l.within = own * l.within + (1 - own) * imagined.within;
    l.between = own * l.between + (1 - own) * imagined.between;
    return l;
}

static float repeat_odds(uint64_t gaps, uint64_t purchases, double base)
{
    double p = ((double)gaps + 5 * base) / ((double)purchases + 5);
    return (float)mk_log_odds(p < .002 ? .002 : p > .998 ? .998 : p);
}

double mk_need_trend(const mk_need_item *it, int32_t now, int from)
{
    double recent = 0, days = (double)now - from * MK_NEED_DAYS - it->first + 1, all = (double)it->purchases, month = MK_NEED_MONTH * MK_NEED_DAYS;
    for (int k = 0; k < from; k++) all -= it->week[k];
    for (int k = from; k < from + MK_NEED_MONTH; k++) recent += it->week[k];
    return log((recent + 2) / (all * month / (days > month ? days : month) + 2));
}

static uint32_t capped(uint64_t v) { return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX; }

static void learn_items(mk_need_work *w)
{
    const mk_need_summary *s = w->s;
    size_t n = s->items.n;
    const mk_need_item **order = MK_NEWN(w->scratch, const mk_need_item *, n + 1);
    for (size_t i = 0; i < n; i++) order[i] = &s->items.p[i];
    qsort(order, n, sizeof *order, by_item);
    mk_renewal_sums all;
    double spread;
    mk_renewal_level level = level_of_all(order, n, &all, &spread), unknown = level;
    uint64_t purchases = 0;
    for (size_t i = 0; i < n; i++) purchases += order[i]->purchases;
    double base = ((double)all.n + 1) / ((double)purchases + 4);
    unknown.between += spread;
    w->m->other = (mk_need_about){ .repeat = repeat_odds(0, 0, base), .renewal = mk_renewal_of(&unknown) };
    for (size_t i = 0; i < n; i++) {
        const mk_need_item *it = order[i];
        mk_renewal_level l = mk_renewal_shrink(&it->gaps, &level, spread);
        w->place[it - s->items.p] = (uint32_t)i;
        w->m->about[i] = (mk_need_about){ .item = it->item, .buyers = capped(it->buyers), .purchases = capped(it->purchases),
                                          .repeat = repeat_odds((uint64_t)it->gaps.n, it->purchases, base),
                                          .trend = (float)mk_need_trend(it, s->now, 0), .renewal = mk_renewal_of(&l) };
    }
    w->d->gaps = (uint64_t)all.n;
    w->d->mean_interval = all.n ? (double)all.days / (double)all.n : 0;
    w->d->shape = mk_renewal_of(&level).k;
}

int mk_need_fit(mk_cx *cx, const mk_need_summary *s, const mk_need_model **ret, mk_need_diagnostics *ret_diagnostics)
{
    mk_need_diagnostics d = { .customers = s->customers, .lines = s->lines, .baskets = s->baskets, .items = s->items.n,
                              .pairs = s->pairs.n, .big_baskets = s->big_baskets };
    if (s->items.n >= UINT32_MAX / MK_NEED_TOP) return mk_fail(cx, MK_ELIMIT, "%zu items are more than can be learnt", s->items.n);
    mk_need_model *m = MK_NEW(cx->arena, mk_need_model);
    m->learnt_on = s->now;
    m->n_items = (uint32_t)s->items.n;
    m->about = MK_NEWN(cx->arena, mk_need_about, m->n_items + 1);
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_need_work w = { .scratch = scratch, .s = s, .m = m, .d = &d, .place = MK_NEWN(scratch, uint32_t, s->items.n + 1) };
    learn_items(&w);
    mk_need_learn_pairs(cx->arena, &w);
    int rc = mk_need_learn_odds(cx, &w);
    mk_arena_free(scratch);
    if (rc < 0) return rc;
    d.state = d.customers < CUSTOMERS_LEAST || d.gaps < GAPS_LEAST ? MK_NEED_TOO_LITTLE : d.learnt && d.gaps >= GAPS_ENOUGH ? MK_NEED_ENOUGH : MK_NEED_LITTLE;
    m->state = d.state;
    mk_need_model_ready(cx->arena, m);
    *ret = m;
    *ret_diagnostics = d;
    return 0;
}

mk_need_state mk_need_model_state(const mk_need_model *m) { return m->state; }
