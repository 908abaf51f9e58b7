/* SPDX-License-Identifier: Apache-2.0
 * What one customer needs: all that may be asked of the model, ranked, with its reasons; and the glance that shows without asking. */
#include "need_int.h"
#include <math.h>
#include "special.h"

#define Z90 1.6448536269514722
#define UNHEARD 1e-3            /* one silence of his in a thousand would be as long */
#define SELDOM .01              /* what he would take at one visit in a hundred, and nothing of his leads to it, is not worth a word */
enum { OWN = 64, FRESH = 24, ALSO = 64, GOES_EACH = 8, FRESH_DAYS = 30 };     /* what is looked at for a live answer: enough for a list of some ten */

struct mk_need_reader {
    const mk_need_model *m;
    mk_need_gather gather;
    mk_next_reader *next;
    mk_arena *arena;
    size_t cap;
    uint32_t *item, *line_of, *place;   /* his log */
    int32_t *day;
    mk_next_cell *cell;
    int64_t strange[MK_NEXT_STRANGE];
    uint32_t strangers, also[ALSO];
    bool *alike;                    /* of each user of the view: among the nearest */
    const mk_need_wish *wish;
    mk_next_answer answer[MK_NEED_ANSWERS];
    /* whom the last answer was for, until the next */
    mk_next_self self;
    mk_shoplog log;
    uint32_t basket_of[2];
};

mk_need_state mk_need_model_state(const mk_need_model *m) { return m->state; }

mk_need_reader *mk_need_reader_new(mk_arena *arena, const mk_need_model *m)
{
    mk_need_reader *r = MK_NEW(arena, mk_need_reader);
    r->m = m;
    r->arena = r->gather.arena = arena;
    r->next = mk_next_reader_new(arena, m->view);
    r->place = MK_NEWN(arena, uint32_t, m->view->items + MK_NEXT_STRANGE + 1);
    r->alike = MK_NEWN(arena, bool, m->view->users + 1);
    return r;
}

static uint32_t index_of(const mk_need_model *m, int64_t item)
{
    const uint64_t *at = mk_map_get(&m->index, (uint64_t)item);
    return at ? (uint32_t)*at : UINT32_MAX;
}

static const mk_need_about *about(const mk_need_model *m, uint32_t item) { return item < m->view->items ? &m->about[item] : &m->other; }

static void room(mk_need_reader *r, size_t n)
{
    if (n <= r->cap) return;
    r->cap = n * 2 + 64;
    r->item = mk_arena_alloc(r->arena, r->cap * sizeof *r->item);
    r->line_of = mk_arena_alloc(r->arena, (r->cap + 1) * sizeof *r->line_of);
    r->day = mk_arena_alloc(r->arena, r->cap * sizeof *r->day);
    r->cell = mk_arena_alloc(r->arena, r->cap * sizeof *r->cell);
}

/* The number of an item; UINT32_MAX: it has none yet. */
static uint32_t number_of(const mk_need_reader *r, int64_t item)
{
    uint32_t number = index_of(r->m, item);
    for (uint32_t i = 0; i < r->strangers && number == UINT32_MAX; i++)
        if (r->strange[i] == item) number = r->m->view->items + i;
    return number;
}

static uint32_t stranger(mk_need_reader *r, int64_t item)
{
    if (r->strangers == MK_NEXT_STRANGE) return UINT32_MAX;
    r->strange[r->strangers] = item;
    return r->m->view->items + r->strangers++;
}

/* His purchases as a log of one, items numbered as the model's. Items are looked up once for each cell. */
static mk_shoplog as_log(mk_need_reader *r, const mk_need_line *line)
{
    const mk_need_gather *g = &r->gather;
    uint32_t n = 0, baskets = 0;
    uint32_t *number = r->line_of;          /* of each cell, until the baskets are written behind it */
    room(r, g->n_lines + g->n_cells + 1);
    number = (uint32_t *)(void *)r->cell;
    r->strangers = 0;
    for (size_t i = 0; i < g->n_cells; i++) {
        number[i] = number_of(r, g->cell[i].item);
        if (number[i] == UINT32_MAX) number[i] = stranger(r, g->cell[i].item);
    }
    for (size_t i = 0; i < g->n_lines; i++) {
        if (!g->cell_of[i] || number[g->cell_of[i] - 1] == UINT32_MAX) continue;
        if (!baskets || r->day[baskets - 1] != line[i].day) {
            r->line_of[baskets] = n;
            r->day[baskets++] = line[i].day;
        }
        r->item[n++] = number[g->cell_of[i] - 1];
    }
    r->line_of[baskets] = n;
    r->basket_of[0] = 0, r->basket_of[1] = baskets;
    return (mk_shoplog){ .users = 1, .items = r->m->view->items, .baskets = baskets, .basket_of = r->basket_of, .line_of = r->line_of, .item = r->item, .day = r->day };
}

static uint32_t user_of(const mk_need_model *m, int64_t customer)
{
    uint64_t pick = mk_need_pick(customer);
    uint32_t lo = 0, hi = m->view->users;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (m->who[mid] < pick) lo = mid + 1; else hi = mid;
    }
    return lo < m->view->users && m->who[lo] == pick ? lo : MK_NEXT_STRANGER;
}

/* What goes with what he bought of late, the latest first. */
static uint32_t goes_along(mk_need_reader *r, const mk_shoplog *l, int32_t now)
{
    const mk_need_model *m = r->m;
    uint32_t n = 0;
    for (uint32_t b = l->baskets; b-- > 0 && now - l->day[b] <= MK_NEED_WINDOW;)
        for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++) {
            const mk_need_about *a = about(m, l->item[k]);
            for (uint32_t i = 0; i < a->goes_n && i < GOES_EACH && n < ALSO; i++) r->also[n++] = m->goes[a->goes_from + i].item;
        }
    return n;
}

static bool led_to(const mk_need_reader *r, uint32_t item)
{
    for (uint32_t i = 0; i < r->self.also_n; i++)
        if (r->also[i] == item) return true;
    return false;
}

/* --- reasons --- */

const char *mk_need_why_name(mk_need_why why)
{
    static const char *const name[] = { "habit", "pace", "comes", "season", "popular", "alike", "goes", "taste" };
    return name[why];
}

static mk_need_why topic(int feature)
{
    switch (feature) {
    case MK_NEXT_F_DAYS: case MK_NEXT_F_GAP: case MK_NEXT_F_RATIO: case MK_NEXT_F_DAY_RATIO: case MK_NEXT_F_DAY_PACE: case MK_NEXT_F_GAP_RATIO:
    case MK_NEXT_F_STEADY: case MK_NEXT_F_LONGEST: case MK_NEXT_F_HAZARD: return MK_WHY_PACE;
    case MK_NEXT_F_VISITS: case MK_NEXT_F_COMES20: case MK_NEXT_F_COMES60: case MK_NEXT_F_COMES200: case MK_NEXT_F_CAME: case MK_NEXT_F_CAME_RATIO: case MK_NEXT_F_CAME_SEASON: return MK_WHY_COMES;
    case MK_NEXT_F_YEAR: case MK_NEXT_F_ROUND: case MK_NEXT_F_ROUND_HEBREW: case MK_NEXT_F_SEASON: return MK_WHY_SEASON;
    case MK_NEXT_F_POPULAR: case MK_NEXT_F_POPULAR_LATE: case MK_NEXT_F_POPULAR_AFTER: case MK_NEXT_F_TREND: case MK_NEXT_F_AGAIN: case MK_NEXT_F_KEPT: return MK_WHY_POPULAR;
    case MK_NEXT_F_ALIKE: case MK_NEXT_F_LATELY: case MK_NEXT_F_ALIKE_LIFT: case MK_NEXT_F_LATELY_LIFT: return MK_WHY_ALIKE;
    case MK_NEXT_F_BESIDE: case MK_NEXT_F_BESIDE_NOW: return MK_WHY_GOES;
    case MK_NEXT_F_BASKET: case MK_NEXT_F_RANGE: case MK_NEXT_F_CURIOUS: case MK_NEXT_F_LAST_SIZE: return MK_WHY_TASTE;
    default: return MK_WHY_HABIT;
    }
}

static void weigh(mk_need_reader *r, mk_need *need)
{
    double part[MK_NEXT_FEATURES];
    const mk_isotonic *scale = &r->m->next->scale;
    mk_next_answer a = { .item = number_of(r, need->item) };
    for (uint32_t k = 0; k < r->self.cells && need->kind == MK_NEED_REPLENISH; k++)
        if (r->self.cell[k].item == a.item) a.cell = &r->self.cell[k];
    double z = mk_log_odds(fmin(fmax(need->probability, 1e-12), 1 - 1e-12)), sd = mk_isotonic_sd(scale, need->score);
    need->probability_low = mk_logistic(z - Z90 * sd);
    need->probability_high = mk_logistic(z + Z90 * sd);
    if (!mk_next_explain(r->next, r->m->next, &r->self, &a, &need->base, part)) return;
    for (int f = 0; f < MK_NEXT_FEATURES; f++) need->effect[topic(f)] += part[f];
}

static int by_size(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* When, of what he has bought before: his intervals, the next of them, and how many he takes. */
static void when(mk_need_reader *r, const mk_need_line *line, const mk_need_about *a, int32_t now, mk_need *need)
{
    enum { LAST = 15 };
    const mk_need_cell *c = mk_need_gather_find(&r->gather, need->item);
    if (!c) return;
    const mk_need_buy *b = &r->gather.buy[c->from];
    double n = c->n - 1, span = (double)b[c->n - 1].day - b[0].day, squares = 0, amount = 0;
    int64_t quantity[LAST];
    uint32_t k = 0;
    need->purchases = c->n;
    need->last_day = b[c->n - 1].day;
    need->since_days = now - need->last_day;
    need->interval_days = n > 0 ? span / n : 0;
    for (uint32_t i = 0; i < c->n; i++) {
        int32_t age = now - b[i].day;
        if (i) squares += pow((double)b[i].day - b[i - 1].day - need->interval_days, 2);
        need->last_year += age >= 365 - 17 && age <= 365 + 10;
        if (i + LAST >= c->n) quantity[k++] = b[i].quantity;
        amount += (double)line[b[i].line].amount;
    }
    qsort(quantity, k, sizeof *quantity, by_size);
    need->quantity = (double)quantity[k / 2] / 1e4;
    need->worth = amount / c->n;
    need->interval_sd = n > 1 ? sqrt(squares / (n - 1)) : 0;
    mk_renewal own = mk_renewal_own(&a->renewal, n, span);
    need->usual_days = mk_renewal_mean(&own);
    need->late_days = need->since_days - (n > 0 ? need->interval_days : need->usual_days);      /* by the interval that the sentence tells */
    need->silence = mk_renewal_longer(&own, need->since_days);
    need->due_low = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .1));
    need->due_day = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .5));
    need->due_high = now + (int32_t)lrint(mk_renewal_point(&own, need->since_days, .9));
}

/* With what, of what is new to him: the thing of his that each goes with best, and who else has it. */
static void with(mk_need_reader *r, mk_need *const *need, size_t n)
{
    const mk_shoplog *l = &r->log;
    int32_t now = r->self.day;
    const mk_need_model *m = r->m;
    const mk_next_view *v = m->view;
    double best[MK_NEED_ANSWERS] = { 0 };
    for (uint32_t i = 0; i < r->next->neighbours; i++) r->alike[r->next->near[i].id] = true;
    for (size_t i = 0; i < n; i++) {
        if (need[i]->kind != MK_NEED_COMPLEMENT) continue;
        uint32_t item = index_of(m, need[i]->item);
        r->place[item] = (uint32_t)i + 1;
        need[i]->alike_of = r->next->neighbours;
        need[i]->alike_all = r->next->neighbours + (r->self.user != MK_NEXT_STRANGER) >= v->users;
        for (uint32_t k = v->buyer_of[item]; k < v->buyer_of[item + 1]; k++) need[i]->alike += r->alike[v->buyer[k].id];
        need[i]->lately = m->about[item].lately;
    }
    for (uint32_t i = 0; i < r->next->neighbours; i++) r->alike[r->next->near[i].id] = false;
    for (uint32_t b = l->baskets; b-- > 0 && now - l->day[b] <= MK_NEED_WINDOW;)
        for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++) {
            const mk_need_about *a = about(m, l->item[k]);
            for (uint32_t i = 0; i < a->goes_n; i++) {
                const mk_need_goes *g = &m->goes[a->goes_from + i];
                uint32_t at = r->place[g->item];
                if (!at || (double)g->score <= best[at - 1]) continue;
                best[at - 1] = (double)g->score;
                mk_need *to = need[at - 1];
                to->with = a->item;
                to->with_day = l->day[b];
                to->with_baskets = a->purchases;
                to->with_buyers = a->buyers;
                to->together = g->same;
                to->after = 0;
                for (int lag = 0; lag < MK_NEED_LAGS; lag++) to->after += g->after[lag];
                to->share = a->purchases ? (double)g->same / a->purchases : 0;
            }
        }
    for (size_t i = 0; i < n; i++)
        if (need[i]->kind == MK_NEED_COMPLEMENT) r->place[index_of(m, need[i]->item)] = 0;
}

void mk_need_explain(mk_need_reader *r, mk_need *const *need, size_t n)
{
    bool new = false;
    for (size_t i = 0; i < n; i++) {
        if (need[i]->kind == MK_NEED_REPLENISH || need[i]->kind == MK_NEED_COMPLEMENT) weigh(r, need[i]);
        new |= need[i]->kind == MK_NEED_COMPLEMENT;
    }
    if (new) with(r, need, n);
}

static int64_t id_of(const mk_need_reader *r, uint32_t item) { return item < r->m->view->items ? r->m->about[item].item : r->strange[item - r->m->view->items]; }

static bool not_for_him(const void *reader, uint32_t item)
{
    const mk_need_reader *r = reader;
    return r->wish->barred(r->wish->barred_by, id_of(r, item));
}

size_t mk_need_answer(mk_need_reader *r, int64_t customer, const mk_need_line *line, size_t n, int32_t now, const mk_need_wish *wish, mk_need *ret, size_t max)
{
    static const mk_need_wish preset = { 0 };
    const mk_need_model *m = r->m;
    if (!wish) wish = &preset;
    if (max == 0 || m->state == MK_NEED_TOO_LITTLE) return 0;
    while (n && line[n - 1].day > now) n--;
    mk_need_gather_lines(&r->gather, line, n);
    if (!r->gather.n_cells) return 0;
    r->log = as_log(r, line);
    r->self = mk_next_self_new(m->view, &r->log, now, r->place, r->gather.key, r->cell);
    r->self.user = user_of(m, customer);
    r->self.also = r->also;
    r->self.also_n = wish->no_complement ? 0 : goes_along(r, &r->log, now);
    r->wish = wish;
    if (wish->barred) r->self.barred = not_for_him, r->self.barred_by = r;
    double own = wish->everything ? -1 : wish->least_own > 0 ? wish->least_own : .10, fresh = wish->least_new > 0 ? wish->least_new : .002;
    /* of the visits to come: his of some 60 days, decayed, are ln(visits + .02) among the features (next_view.c) */
    double seldom = SELDOM * (exp((double)r->self.comes[1]) - .02) * MK_NEED_DAYS / 60;
    mk_next_wish next = { wish->everything ? MK_NEXT_ALL : OWN, wish->no_complement ? 0 : FRESH, own, fresh };
    uint32_t found = mk_next_answers(r->next, m->next, &r->self, &next, r->answer, MK_NEED_ANSWERS);
    size_t k = 0;
    for (uint32_t i = 0; i < found; i++) {
        const mk_next_answer *a = &r->answer[i];
        if (k == max && a->probability <= ret[k - 1].probability) break;       /* the likeliest come first, and nothing below makes one likelier */
        if (a->cell ? wish->no_replenish || a->probability < own : wish->no_complement || a->probability < fresh) continue;
        if (!a->cell && a->probability < seldom && !led_to(r, a->item)) continue;
        mk_need need = { .kind = a->cell ? MK_NEED_REPLENISH : MK_NEED_COMPLEMENT, .item = id_of(r, a->item),
                         .probability = a->probability, .score = (double)a->score };
        if (a->cell) {
            when(r, line, about(m, a->item), now, &need);
            /* Trees say of a silence longer than any they saw what they say of the longest. Such a one speaks for itself: he has stopped. */
            if (need.silence < UNHEARD) need.probability *= need.silence / UNHEARD;
            if (need.probability < own) continue;
        }
        if (!(need.worth > 0)) need.worth = (double)about(m, a->item)->amount;
        if (k == max && need.probability <= ret[k - 1].probability) continue;
        size_t at = k < max ? k++ : k - 1;
        for (; at > 0 && ret[at - 1].probability < need.probability; at--) ret[at] = ret[at - 1];
        ret[at] = need;
    }
    mk_need *told[MK_NEED_ANSWERS];
    for (size_t i = 0; i < k; i++) told[i] = &ret[i];
    if (!wish->unexplained) mk_need_explain(r, told, k);
    return k;
}

mk_need_glance mk_need_look(mk_need_reader *r, const mk_need_line *line, size_t n, int32_t now, bool (*barred)(const void *self, int64_t item), const void *self)
{
    const mk_need_model *m = r->m;
    const mk_next_model *next = m->next;
    mk_need_glance g = { 0 };
    while (n && line[n - 1].day > now) n--;
    if (m->state == MK_NEED_TOO_LITTLE) return g;
    mk_need_gather_lines(&r->gather, line, n);
    const mk_need_gather *h = &r->gather;
    if (!h->n_visits) return g;
    float comes = 0;
    for (size_t i = h->n_visits; i-- > 0 && now - h->visit[i] < MK_NEXT_FAR;) comes += m->view->tables->decay[now - h->visit[i]][1];
    if (now - h->visit[h->n_visits - 1] <= FRESH_DAYS)
        g.fresh = (double)next->most[0][mk_next_box((uint32_t)h->n_visits, now - h->visit[h->n_visits - 1], comes)];
    for (size_t i = 0; i < h->n_cells; i++) {
        const mk_need_cell *c = &h->cell[i];
        if (barred(self, c->item)) continue;
        int32_t last = h->buy[c->from + c->n - 1].day, since = now - last;
        double most = (double)next->most[1][mk_next_box(c->n, since, comes)], usual = c->n > 1 ? ((double)last - h->buy[c->from].day) / (c->n - 1) : 0;
        if (most > g.own) g.own = most;
        g.waits |= c->n > 2 && since + MK_NEED_DAYS >= usual && since <= 2 * usual;
    }
    return g;
}
