/* SPDX-License-Identifier: Apache-2.0
 * Learning needs: how often each item is bought again, from the sums of its intervals, and what goes with what. */
#include "need_chance.h"
#include <math.h>
#include "special.h"
#include "sum.h"

enum { CUSTOMERS_LEAST = MK_NEED_CUSTOMERS_LEAST, GAPS_LEAST = MK_NEED_GAPS_LEAST, GAPS_ENOUGH = 300 };    /* below the first two: nothing is said */
enum { LOOKS = 16000, ROWS = 150000 };

/* The base's own level, held by some imagined intervals of a month, moderately regular, so that there always is one.
 * between is of customers within an item; the variance of the items' means goes to *ret_spread. */
static mk_renewal_level level_of_all(const mk_need_summary *s, const uint32_t *place, size_t n, mk_renewal_sums *all, double *ret_spread)
{
    const mk_renewal_level imagined = { log(30), mk_trigamma(2), .4, 20 };
    mk_sum between = { 0 }, size = { 0 };
    memset(all, 0, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        const mk_renewal_sums *g = &s->items.p[place[i]].gaps;
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

static uint32_t capped(uint64_t v) { return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX; }

static void learn_items(const mk_need_summary *s, mk_need_model *m, mk_need_diagnostics *d, const int64_t *item, const uint32_t *place)
{
    mk_renewal_sums all;
    double spread;
    uint32_t n = m->view->items;
    mk_renewal_level level = level_of_all(s, place, n, &all, &spread), unknown = level;
    unknown.between += spread;
    m->other = (mk_need_about){ .renewal = mk_renewal_of(&unknown) };
    for (uint32_t i = 0; i < n; i++) {
        const mk_need_item *it = &s->items.p[place[i]];
        mk_renewal_level l = mk_renewal_shrink(&it->gaps, &level, spread);
        m->about[i] = (mk_need_about){ .item = item[i], .buyers = capped(it->buyers), .purchases = capped(it->purchases), .lately = m->view->item[i].after[MK_NEXT_FOLDS],
                                       .amount = it->amount > 0 ? (float)((double)it->amount / (double)it->purchases) : 0, .renewal = mk_renewal_of(&l) };
        d->purchases += it->purchases;
    }
    d->gaps = (uint64_t)all.n;
    d->mean_interval = all.n ? (double)all.days / (double)all.n : 0;
    d->shape = mk_renewal_of(&level).k;
}

/* --- what goes with what: the best of each item --- */

typedef struct top { uint32_t n; mk_need_goes goes[MK_NEED_TOP]; } top;

/* Equal scores go by the item's place, so that the order they come in does not show. */
static bool better(const mk_need_goes *a, const mk_need_goes *b) { return a->score != b->score ? a->score > b->score : a->item < b->item; }

static void offer(top *t, mk_need_goes g)
{
    if (t->n == MK_NEED_TOP && !better(&g, &t->goes[t->n - 1])) return;
    uint32_t i = t->n < MK_NEED_TOP ? t->n++ : t->n - 1;
    for (; i > 0 && better(&g, &t->goes[i - 1]); i--) t->goes[i] = t->goes[i - 1];
    t->goes[i] = g;
}

typedef struct pairing { const mk_need_summary *s; mk_need_model *m; top *tops; uint32_t *number, *firsts; uint64_t *after; } pairing;      /* after: of each item, whatever came */

/* How often both, in one basket and by lags: of each what is more than chance gives, for only that is a reason. What is bought instead never is. */
static void direction(pairing *p, uint32_t a, uint32_t b, uint32_t same, double same_by_chance, uint64_t after, double score)
{
    uint32_t x = p->number[a], y = p->number[b], all = p->m->view->items;
    mk_need_goes g = { .item = y, .score = (float)score };
    double later = 0, later_by_chance = p->firsts[all] ? (double)p->after[x] * p->firsts[y] / p->firsts[all] : 0;
    for (int i = 0; i < MK_NEED_LAGS; i++) later += mk_need_lag_count(after, i);
    bool together = mk_need_beyond_chance(same, same_by_chance), afterwards = mk_need_beyond_chance(later, later_by_chance);
    if (together) g.same = same;
    for (int i = 0; i < MK_NEED_LAGS && afterwards; i++) g.after[i] = mk_need_lag_count(after, i);
    if (together || afterwards) offer(&p->tops[x], g);
}

static uint64_t count_of(const mk_map *m, uint64_t a, uint64_t b)
{
    const uint64_t *v = mk_map_get(m, a << 32 | b);
    return v ? *v : 0;
}

/* The lists of goes.h by the model's items. */
static mk_need_pairs listed(mk_arena *a, const mk_goes_lists *lists, const uint32_t *place, const uint32_t *number, uint32_t items)
{
    mk_need_pairs p = { items, MK_NEWN(a, uint32_t, items + 1), MK_NEWN(a, uint32_t, lists->of[1][lists->items] + 1) };
    for (uint32_t i = 0, at = 0; i < items; i++) {
        for (uint32_t k = lists->of[1][place[i]]; k < lists->of[1][place[i] + 1]; k++) p.with[at++] = number[lists->near[1][k].item];
        p.of[i + 1] = at;
    }
    return p;
}

/* Same baskets by the lists of goes.h; what comes only afterwards by the same score, each a basket of the usual weight. */
static int learn_pairs(mk_cx *cx, mk_arena *arena, mk_arena *scratch, const mk_need_summary *s, const mk_shoplog *l, mk_need_model *m, mk_need_diagnostics *d, const uint32_t *place)
{
    uint32_t n = m->view->items;
    pairing p = { s, m, MK_NEWN(scratch, top, n + 1), MK_NEWN(scratch, uint32_t, s->items.n + 1), mk_need_chance_firsts(scratch, l), MK_NEWN(scratch, uint64_t, n + 1) };
    mk_goes_lists *lists;
    uint64_t key, value;
    for (uint32_t i = 0; i < n; i++) p.number[place[i]] = i;
    for (size_t i = 0; mk_map_next(&s->after, &i, &key, &value);)
        for (int k = 0; k < MK_NEED_LAGS; k++) p.after[p.number[key >> 32]] += mk_need_lag_count(value, k);
    MK_TRY(mk_goes_learn(cx, scratch, s->goes, 0, 4 * MK_NEED_TOP, &lists));
    mk_need_pairs pairs = listed(scratch, lists, place, p.number, n);
    float *expected = mk_need_chance_together(scratch, l, &pairs);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = place[i];
        const mk_goes_near *near = lists->near[1] + lists->of[1][a];
        for (uint32_t k = pairs.of[i]; k < pairs.of[i + 1]; k++, near++) {
            uint32_t b = near->item;
            direction(&p, a, b, mk_goes_baskets(count_of(&s->goes->pairs, a < b ? a : b, a < b ? b : a)), (double)expected[k], count_of(&s->after, a, b), (double)near->score);
        }
    }
    double weight = s->goes->baskets ? (double)s->goes->weight / (double)s->goes->baskets : 1;
    for (size_t i = 0; mk_map_next(&s->after, &i, &key, &value);) {
        uint32_t a = (uint32_t)(key >> 32), b = (uint32_t)key, c = 0;
        if (!value || count_of(&s->goes->pairs, a < b ? a : b, a < b ? b : a)) continue;
        for (int k = 0; k < MK_NEED_LAGS; k++) c += mk_need_lag_count(value, k);
        direction(&p, a, b, 0, 0, value, mk_goes_alone(s->goes, a, b, weight * c));
    }
    for (uint32_t i = 0; i < n; i++) m->n_goes += p.tops[i].n;
    m->goes = MK_NEWN(arena, mk_need_goes, m->n_goes + 1);
    for (uint32_t i = 0, at = 0; i < n; at += p.tops[i++].n) {
        m->about[i].goes_from = at;
        m->about[i].goes_n = p.tops[i].n;
        memcpy(m->goes + at, p.tops[i].goes, p.tops[i].n * sizeof *m->goes);
    }
    d->pairs = s->goes->pairs.n;
    d->complements = m->n_goes;
    return 0;
}

int mk_need_fit(mk_cx *cx, const mk_need_summary *s, const mk_need_model **ret, mk_need_diagnostics *d)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_need_model *m = MK_NEW(cx->arena, mk_need_model);
    int64_t *item;
    uint32_t *place;
    const mk_shoplog *l = mk_need_log(scratch, s, &item, &place);
    *d = (mk_need_diagnostics){ .customers = s->customers, .sample = l->users, .baskets = l->baskets, .items = l->items };
    m->learnt_on = s->now;
    /* The view keeps the log only as long as it is made. */
    int rc = mk_next_view_of_day(cx, cx->arena, l, s->now, &m->view);
    m->about = MK_NEWN(cx->arena, mk_need_about, l->items + 1);
    m->who = MK_NEWN(cx->arena, uint64_t, l->users + 1);
    if (rc >= 0) {
        mk_need_who(s, m->who);
        learn_items(s, m, d, item, place);
        rc = learn_pairs(cx, cx->arena, scratch, s, l, m, d, place);
        if (rc >= 0) rc = mk_next_learn(cx, cx->arena, l, &(mk_next_past){ s->now, MK_NEED_DAYS, LOOKS, ROWS }, &m->next);
    }
    m->view->log = NULL;
    m->view->cell = NULL;
    mk_arena_free(scratch);
    MK_TRY(rc);
    d->rows = m->next->rows, d->positives = m->next->yes, d->learnt = m->next->learnt;
    d->trees_own = m->next->own->trees, d->trees_new = m->next->fresh->trees;
    d->auc = m->next->auc, d->error = m->next->error;
    d->state = d->customers < CUSTOMERS_LEAST || d->gaps < GAPS_LEAST ? MK_NEED_TOO_LITTLE : d->learnt && d->gaps >= GAPS_ENOUGH ? MK_NEED_ENOUGH : MK_NEED_LITTLE;
    m->state = d->state;
    mk_need_model_ready(cx->arena, m);
    *ret = m;
    return 0;
}
