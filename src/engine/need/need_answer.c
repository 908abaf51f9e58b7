/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "logit.h"
#include "need_int.h"
#include "special.h"

#define Z90 1.6448536269514722

/* An item that goes with an item of the last basket, on that line. */
typedef struct tie { int64_t item; const mk_need_goes *goes; uint32_t line; } tie;
enum { TIES = 64 * MK_NEED_TOP };           /* of larger baskets the last items */

struct mk_need_reader {
    const mk_need_model *m;
    mk_need_gather gather;
    const mk_need_about **about;        /* of each cell */
    size_t cap;
    tie *tie;
    double fresh;                       /* how much of an item's trend at learning is left now */
};

mk_need_reader *mk_need_reader_new(mk_arena *arena, const mk_need_model *m)
{
    mk_need_reader *r = MK_NEW(arena, mk_need_reader);
    r->m = m;
    r->gather.arena = arena;
    r->tie = mk_arena_alloc(arena, TIES * sizeof *r->tie);
    return r;
}

static const mk_need_about *about(const mk_need_model *m, int64_t item)
{
    const uint64_t *at = mk_map_get(&m->index, (uint64_t)item);
    return at ? &m->about[*at] : &m->other;
}

/* Of one kind: what is likeliest (replenish has no score), or goes best; then by item, so that the order is always the same. */
static bool before(const mk_need *a, const mk_need *b)
{
    if (a->score != b->score) return a->score > b->score;
    if (a->probability != b->probability) return a->probability > b->probability;
    return a->item < b->item;
}

static size_t insert(mk_need *ret, size_t n, size_t max, const mk_need *need)
{
    if (max == 0) return 0;
    if (n == max && !before(need, &ret[n - 1])) return n;
    size_t i = n < max ? n++ : n - 1;
    for (; i > 0 && before(need, &ret[i - 1]); i--) ret[i] = ret[i - 1];
    ret[i] = *need;
    return n;
}

/* The numbers of the reason; for the few that are given back. */
static void explain(mk_need_reader *r, int32_t now, mk_need *need)
{
    const mk_need_gather *g = &r->gather;
    const mk_need_cell *c = NULL;
    for (size_t lo = 0, hi = g->n_cells; lo < hi;) {
        size_t mid = (lo + hi) / 2;
        if (g->cell[mid].item == need->item) { c = &g->cell[mid]; break; }
        if (g->cell[mid].item < need->item) lo = mid + 1; else hi = mid;
    }
    if (!c) return;
    const mk_need_buy *b = &g->buy[c->from];
    const mk_need_about *a = about(r->m, need->item);
    double n = c->n - 1, span = (double)b[c->n - 1].day - b[0].day, squares = 0, quantity = 0;
    need->purchases = c->n;
    need->last_day = b[c->n - 1].day;
    need->since_days = now - need->last_day;
    need->interval_days = n > 0 ? span / n : 0;
    for (uint32_t i = 0; i < c->n; i++) {
        if (i) squares += pow((double)b[i].day - b[i - 1].day - need->interval_days, 2);
        quantity += (double)b[i].quantity / 1e4;
    }
    need->interval_sd = n > 1 ? sqrt(squares / (n - 1)) : 0;
    need->quantity = quantity / c->n;
    mk_renewal own = mk_renewal_own(&a->renewal, n, span);
    need->usual_days = mk_renewal_mean(&own);
    need->late_days = need->since_days - need->usual_days;
    need->silence = mk_renewal_longer(&own, need->since_days);
    need->due_low = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .1));
    need->due_day = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .5));
    need->due_high = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .9));
    mk_need_visits visits = mk_need_count_visits(r->m->tables, g->visit, g->n_visits, now);
    mk_need_counts counts = mk_need_count(r->m->tables, b, c->n, &visits, now);
    double x[MK_NEED_FEATURES];
    mk_need_features(r->m->tables, &counts, &a->renewal, (double)a->repeat, r->fresh * (double)a->trend, x);
    double z = mk_logit_score(r->m->w, x, MK_NEED_FEATURES), sd = sqrt(fmax(0, mk_quadratic(r->m->covariance, MK_NEED_FEATURES, x)));
    need->probability_low = mk_logistic(z - Z90 * sd);
    need->probability_high = mk_logistic(z + Z90 * sd);
}

/* Most items of most customers are far from due. That shows without the renewal, which is most of the cost: whatever it said, the
 * answer would stay below `least`. */
static size_t replenish(mk_need_reader *r, int32_t now, const mk_need_wish *wish, double least, mk_need *ret, size_t n, size_t max)
{
    const mk_need_gather *g = &r->gather;
    const mk_need_model *m = r->m;
    double x[MK_NEED_FEATURES], w = m->w[MK_NEED_HAZARD], most = fmax(w * mk_need_hazard_low, w * mk_need_hazard_high);
    double enough = wish->everything ? -INFINITY : mk_log_odds(least) - 1e-9;
    mk_need_visits visits = mk_need_count_visits(m->tables, g->visit, g->n_visits, now);
    mk_need_features_shared(m->tables, visits.rate, visits.since, x);
    for (size_t i = 0; i < g->n_cells; i++) {
        const mk_need_about *a = r->about[i];
        mk_need_counts counts = mk_need_count(m->tables, &g->buy[g->cell[i].from], g->cell[i].n, &visits, now);
        mk_renewal own = mk_need_features_near(m->tables, &counts, &a->renewal, (double)a->repeat, r->fresh * (double)a->trend, x);
        x[MK_NEED_HAZARD] = 0;
        if (mk_logit_score(m->w, x, MK_NEED_FEATURES) + most < enough) continue;
        x[MK_NEED_HAZARD] = mk_need_hazard(&own, counts.since);
        mk_need need = { .kind = MK_NEED_REPLENISH, .item = g->cell[i].item, .probability = mk_logistic(mk_logit_score(m->w, x, MK_NEED_FEATURES)) };
        if (!wish->everything && need.probability < least) continue;
        n = insert(ret, n, max, &need);
    }
    return n;
}

static bool holds(const mk_need_gather *g, int64_t item)
{
    for (size_t lo = 0, hi = g->n_cells; lo < hi;) {
        size_t mid = (lo + hi) / 2;
        if (g->cell[mid].item == item) return true;
        if (g->cell[mid].item < item) lo = mid + 1; else hi = mid;
    }
    return false;
}

/* P(first bought within MK_NEED_AFTER days after `with`), drawn to zero by ten imagined buyers, spread evenly over what is left of
 * those days. The interval is Jeffreys's for the proportion, in its normal form. */
static void chance(const mk_need_about *with, const mk_need_goes *g, int32_t age, mk_need *need)
{
    double n = (double)with->buyers + 10, p = fmin(1, (double)g->after / n), sd = sqrt((p + .5 / n) * (1 - p) / n);
    double left = fmax(0, fmin(MK_NEED_DAYS, MK_NEED_AFTER - age)) / MK_NEED_AFTER;
    need->probability = p * left;
    need->probability_low = fmax(0, p - Z90 * sd) * left;
    need->probability_high = fmin(1, p + Z90 * sd) * left;
}

static int by_tie(const void *a, const void *b)
{
    const tie *x = a, *y = b;
    if (x->item != y->item) return x->item < y->item ? -1 : 1;
    if (x->goes->score != y->goes->score) return x->goes->score > y->goes->score ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* All that goes with the last basket. An item that goes with several of its items has their scores together, and the closest
 * of them for a reason. */
static size_t complements(mk_need_reader *r, const mk_need_line *line, int32_t now, double least, int32_t recent, mk_need *ret, size_t n, size_t max)
{
    const mk_need_gather *g = &r->gather;
    const mk_need_model *m = r->m;
    if (g->n_visits == 0) return n;
    int32_t day = g->visit[g->n_visits - 1];
    if ((int64_t)now - day > recent) return n;
    size_t ties = 0;
    for (size_t i = g->n_lines; i-- > 0 && line[i].day >= day && ties + MK_NEED_TOP <= TIES;) {
        if (line[i].day != day || !g->cell_of[i]) continue;
        const mk_need_about *with = r->about[g->cell_of[i] - 1];
        for (uint32_t k = 0; k < with->goes_n; k++) {
            const mk_need_goes *goes = &m->goes[with->goes_from + k];
            r->tie[ties++] = (tie){ m->about[goes->item].item, goes, (uint32_t)i };
        }
    }
    qsort(r->tie, ties, sizeof *r->tie, by_tie);
    size_t first = n;
    for (size_t i = 0, to; i < ties; i = to) {
        const tie *t = &r->tie[i];
        double score = 0;
        for (to = i; to < ties && r->tie[to].item == t->item; to++) score += (double)r->tie[to].goes->score;
        const mk_need_about *with = r->about[g->cell_of[t->line] - 1];
        mk_need need = { .kind = MK_NEED_COMPLEMENT, .item = t->item, .with = line[t->line].item, .with_day = day,
                         .with_baskets = with->purchases, .together = t->goes->same, .with_buyers = with->buyers, .after = t->goes->after, .score = score };
        need.share = with->purchases ? (double)t->goes->same / with->purchases : 0;
        if (need.share < least || holds(g, need.item)) continue;
        chance(with, t->goes, now - day, &need);
        n = first + insert(ret + first, n - first, max - first, &need);
    }
    return n;
}

static void room(mk_need_reader *r, size_t n)
{
    if (n <= r->cap) return;
    r->cap = n * 2;
    r->about = mk_arena_alloc(r->gather.arena, r->cap * sizeof *r->about);
}

size_t mk_need_answer(mk_need_reader *r, const mk_need_line *line, size_t n, int32_t now, const mk_need_wish *wish, mk_need *ret, size_t max)
{
    static const mk_need_wish preset = { 0 };
    if (!wish) wish = &preset;
    if (max == 0 || r->m->state == MK_NEED_TOO_LITTLE) return 0;
    while (n && line[n - 1].day > now) n--;
    r->fresh = exp(-fmax(0, (double)now - r->m->learnt_on) / (MK_NEED_MONTH * MK_NEED_DAYS));
    mk_need_gather_lines(&r->gather, line, n);
    const mk_need_gather *g = &r->gather;
    room(r, g->n_cells);
    for (size_t i = 0; i < g->n_cells; i++) r->about[i] = about(r->m, g->cell[i].item);
    size_t k = 0;
    if (!wish->no_replenish) k = replenish(r, now, wish, wish->min_probability > 0 ? wish->min_probability : .10, ret, k, max);
    if (!wish->no_complement)
        k = complements(r, line, now, wish->min_share > 0 ? wish->min_share : .05, wish->recent_days > 0 ? wish->recent_days : 30, ret, k, max);
    for (size_t i = 0; i < k; i++)
        if (ret[i].kind == MK_NEED_REPLENISH) explain(r, now, &ret[i]);
    return k;
}
