/* SPDX-License-Identifier: Apache-2.0 */
#include "next_features.h"
#include <math.h>

enum { BESIDE = 96, BUSINESS = 400 };      /* a customer with more items tells little of what goes together */
static const double slow = .9, fast = .6, weigh = .92;

const mk_next_tables *mk_next_tables_new(mk_arena *a)
{
    static const double days[MK_NEXT_DECAYS] = { 20, 60, 200, 7 };
    mk_next_tables *t = MK_NEW(a, mk_next_tables);
    for (int i = 0; i < MK_NEXT_MANY; i++) t->slow[i] = (float)pow(slow, i), t->fast[i] = (float)pow(fast, i), t->weigh[i] = (float)pow(weigh, i);
    for (int i = 0; i < MK_NEXT_FAR; i++)
        for (int k = 0; k < MK_NEXT_DECAYS; k++) t->decay[i][k] = (float)exp(-i / days[k]);
    return t;
}

/* The items of lines from..to, each once, by number; `place` (by item, 0 before) tells where: 1 and up. */
static uint32_t items_of(const mk_shoplog *l, uint32_t from, uint32_t to, uint32_t *place, mk_order *order)
{
    uint32_t n = 0;
    for (uint32_t k = from; k < to; k++) {
        uint32_t *p = &place[l->item[k]];
        if (*p) continue;
        *p = 1;
        order[n++].key = l->item[k];
    }
    mk_order_sort(order, n);
    for (uint32_t i = 0; i < n; i++) place[order[i].key] = i + 1;
    return n;
}

/* The cells of baskets from..to seen from a day, by item; `place` (by item, 0 before and after) finds them, order is room for twice their lines. */
static uint32_t cells_of(const mk_next_tables *t, const mk_shoplog *l, uint32_t from, uint32_t to, int32_t on, mk_next_cell *cell, uint32_t *place, mk_order *order)
{
    static const float nothing[MK_NEXT_DECAYS] = { 0 };
    uint32_t n = items_of(l, l->line_of[from], l->line_of[to], place, order);
    for (uint32_t i = 0; i < n; i++) cell[i] = (mk_next_cell){ .item = (uint32_t)order[i].key };
    float all = (float)((1 - pow(weigh, to - from)) / (1 - weigh));
    mk_next_season season = { 0 };
    if (l->day && on != MK_NEXT_UNDATED) season = mk_next_season_of(on);
    for (uint32_t b = from; b < to; b++) {
        uint32_t ago = to - 1 - b;
        bool near = ago < MK_NEXT_MANY;
        float w = near ? t->weigh[ago] / all : 0, s = near ? t->slow[ago] : 0, f = near ? t->fast[ago] : 0;
        int32_t day = l->day ? l->day[b] : 0, age = l->day && on != MK_NEXT_UNDATED ? on - day : 0;
        float around[MK_SEASONS] = { 0 };
        for (int by = 0; l->day && by < MK_SEASONS; by++) around[by] = mk_next_season_near(&season, by, age);
        const float *decayed = age < MK_NEXT_FAR ? t->decay[age] : nothing;
        for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++) {
            mk_next_cell *c = &cell[place[l->item[k]] - 1];
            if (!c->n) {
                c->first = b - from;
                c->first_day = day;
            } else if (l->day && day > c->last_day) {
                float g = logf((float)(day - c->last_day));
                c->gap = day - c->last_day;
                if (c->gap > c->longest) c->longest = c->gap;
                c->gaps_n++;
                c->gaps += g;
                c->gaps2 += g * g;
            }
            c->n++;
            c->last = b - from;
            c->last_day = day;
            c->weight += w;
            c->slow += s;
            c->fast += f;
            if (l->day) {
                for (int r = 0; r < MK_NEXT_DECAYS; r++) c->rate[r] += decayed[r];
                c->year += age >= 365 - 17 && age <= 365 + 10;
                for (int by = 0; by < MK_SEASONS; by++) c->near[by] += around[by];
            }
        }
    }
    for (uint32_t i = 0; i < n; i++) place[cell[i].item] = 0;
    return n;
}

static bool has(const mk_next_after *a, uint32_t user, uint32_t item)
{
    uint32_t lo = a->from[user], hi = a->from[user + 1];
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (a->item[mid] < item) lo = mid + 1; else hi = mid;
    }
    return lo < a->from[user + 1] && a->item[lo] == item;
}

static void count_items(mk_next_view *v)
{
    const mk_shoplog *l = v->log;
    const mk_next_after *a = v->after;
    for (uint32_t u = 0; u < l->users; u++) {
        int fold = a && a->known[u] ? a->fold[u] == MK_NEXT_NO_FOLD ? MK_NEXT_FOLDS : a->fold[u] : -1;
        uint32_t n = v->seen[u] - l->basket_of[u];
        if (fold >= 0) v->after_users[fold]++;
        v->users_seen += n > 0;
        v->baskets_seen += n;
        v->last_baskets += n < 3 ? n : 3;
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) {
            const mk_next_cell *c = &v->cell[k];
            mk_next_item *it = &v->item[c->item];
            it->buyers++;
            it->baskets += c->n;
            it->again += c->n > 1;
            it->gap_log += (double)c->gaps;
            it->gaps += c->gaps_n;
            for (int by = 0; by < MK_SEASONS; by++) it->near[by] += c->near[by];
            if (fold < 0) continue;
            it->had[fold]++;
            it->kept[fold] += has(a, u, c->item);
        }
        for (uint32_t b = v->seen[u] - (n < 3 ? n : 3); b < v->seen[u]; b++)
            for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++) v->item[l->item[k]].late++;
        if (fold >= 0)
            for (uint32_t k = a->from[u]; k < a->from[u + 1]; k++) v->item[a->item[k]].after[fold]++;
    }
}

void mk_next_invert(mk_arena *a, mk_next_view *v)
{
    v->buyer_of = MK_NEWN(a, uint32_t, v->items + 3);
    uint32_t n = v->cell_of[v->users];
    v->norm = MK_NEWN(a, float, v->users + 1);
    for (uint32_t u = 0; u < v->users; u++) {
        double sum = 0;
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) sum += (double)v->held[k].weight * (double)v->held[k].weight * (double)v->rare[v->held[k].id];
        v->norm[u] = 1 / sqrtf((float)sqrt(sum) + 1e-6f);
    }
    v->buyer = MK_NEWN(a, mk_next_part, n + 1);
    for (uint32_t k = 0; k < n; k++) v->buyer_of[v->held[k].id + 2]++;
    for (uint32_t i = 0; i < v->items; i++) v->buyer_of[i + 2] += v->buyer_of[i + 1];
    for (uint32_t u = 0; u < v->users; u++)
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) v->buyer[v->buyer_of[v->held[k].id + 1]++] = (mk_next_part){ u, v->held[k].weight };
    v->buyer_of[v->items + 1] = v->buyer_of[v->items];     /* nobody has the strange one */
}

static void popular(mk_cx *cx, mk_arena *a, mk_next_view *v)
{
    mk_arena *scratch = mk_arena_child(cx->arena);
    mk_best *late = MK_NEWN(scratch, mk_best, v->items + 1);
    for (uint32_t i = 0; i < v->items; i++) {
        double n = v->item[i].late;
        for (int f = 0; f <= MK_NEXT_FOLDS; f++) n += v->item[i].after[f];
        late[i] = (mk_best){ n, i };
    }
    mk_best_select(late, v->items, MK_NEXT_PROPOSE);
    mk_best_sort(late, v->popular_n = v->items < MK_NEXT_PROPOSE ? v->items : MK_NEXT_PROPOSE);
    v->popular = MK_NEWN(a, uint32_t, MK_NEXT_PROPOSE);
    for (uint32_t i = 0; i < v->popular_n; i++) v->popular[i] = late[i].id;
    mk_arena_free(scratch);
}

/* For each item what the same customers bought, by the cosine of who bought them, long lists counting less. */
static int beside(mk_cx *cx, mk_arena *a, mk_next_view *v)
{
    const mk_shoplog *l = v->log;
    mk_arena *scratch = mk_arena_child(cx->arena);
    float *sum = MK_NEWN(scratch, float, l->items + 1);
    uint32_t *touched = MK_NEWN(scratch, uint32_t, l->items + 1);
    mk_best *row = MK_NEWN(scratch, mk_best, l->items + 1);
    float *share = MK_NEWN(scratch, float, l->users + 1), *size = MK_NEWN(scratch, float, l->items + 1);
    for (uint32_t u = 0; u < l->users; u++) {
        uint32_t n = v->cell_of[u + 1] - v->cell_of[u];
        share[u] = n < 2 || n > BUSINESS ? 0 : 1 / sqrtf((float)n);
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) size[v->held[k].id] += share[u];
    }
    v->beside_of = MK_NEWN(a, uint32_t, l->items + 2);
    v->beside = MK_NEWN(a, mk_next_part, (size_t)l->items * BESIDE + 1);
    uint32_t at = 0;
    int rc = 0;
    for (uint32_t i = 0; i < l->items && rc >= 0; i++) {
        uint32_t n = 0;
        for (uint32_t e = v->buyer_of[i]; e < v->buyer_of[i + 1]; e++) {
            uint32_t u = v->buyer[e].id;
            if (share[u] == 0) continue;
            for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) {
                float *s = &sum[v->held[k].id];
                if (*s == 0) touched[n++] = v->held[k].id;
                *s += share[u];
            }
        }
        uint32_t rows = 0;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t j = touched[k];
            if (j != i) row[rows++] = (mk_best){ (double)(sum[j] / sqrtf(size[i] * size[j] + 4)), j };
            sum[j] = 0;
        }
        mk_best_select(row, rows, BESIDE);
        if (rows > BESIDE) rows = BESIDE;
        mk_best_sort(row, rows);
        for (uint32_t k = 0; k < rows; k++) v->beside[at++] = mk_next_part_of(row[k].id, (float)row[k].score);
        v->beside_of[i + 1] = at;
        if ((i & 0xff) == 0) rc = mk_cx_check(cx);
    }
    v->beside_of[l->items + 1] = v->beside_of[l->items];
    mk_arena_free(scratch);
    return rc;
}

int mk_next_view_new(mk_cx *cx, mk_arena *a, const mk_shoplog *shop, int32_t day, const mk_next_after *after, mk_next_view **ret)
{
    mk_next_view *v = MK_NEW(a, mk_next_view);
    *v = (mk_next_view){ .log = shop, .tables = mk_next_tables_new(a), .users = shop->users, .items = shop->items, .day = day, .after = after, .seen = MK_NEWN(a, uint32_t, shop->users + 1), .cell_of = MK_NEWN(a, uint32_t, shop->users + 1),
        .item = MK_NEWN(a, mk_next_item, shop->items + 1), .rare = MK_NEWN(a, float, shop->items + 1) };
    uint32_t lines = 0, most = 0;
    for (uint32_t u = 0; u < shop->users; u++) {
        uint32_t to = shop->basket_of[u + 1];
        while (day != MK_NEXT_UNDATED && to > shop->basket_of[u] && shop->day[to - 1] > day) to--;
        v->seen[u] = to;
        uint32_t own = shop->line_of[to] - shop->line_of[shop->basket_of[u]];
        lines += own;
        if (own > most) most = own;
    }
    v->cell = MK_NEWN(a, mk_next_cell, lines + 1);
    mk_arena *scratch = mk_arena_child(cx->arena);
    uint32_t *place = MK_NEWN(scratch, uint32_t, shop->items + 1);
    mk_order *order = MK_NEWN(scratch, mk_order, 2 * (size_t)most + 1);
    for (uint32_t u = 0; u < shop->users; u++) v->cell_of[u + 1] = v->cell_of[u] + cells_of(v->tables, shop, shop->basket_of[u], v->seen[u], day, v->cell + v->cell_of[u], place, order);
    mk_arena_free(scratch);
    count_items(v);
    for (uint32_t i = 0; i < shop->items; i++) v->rare[i] = v->item[i].buyers ? (float)log(1 + v->users_seen / (double)v->item[i].buyers) : 0;
    v->held = MK_NEWN(a, mk_next_part, lines + 1);
    for (uint32_t k = 0; k < v->cell_of[v->users]; k++) v->held[k] = mk_next_part_of(v->cell[k].item, v->cell[k].weight);
    popular(cx, a, v);
    mk_next_among_all(a, v);
    mk_next_invert(a, v);
    int rc = beside(cx, a, v);
    *ret = v;
    return rc;
}

/* --- one of them --- */

static float ln(double v) { return (float)log(v); }

/* What does not depend on the item. */
static void as_person(mk_next_self *p, const mk_next_view *v, const mk_shoplog *l, uint32_t from, uint32_t to)
{
    uint32_t n = to - from, lines = l->line_of[to] - l->line_of[from], first = n ? l->line_of[from + 1] - l->line_of[from] : 0;
    p->baskets = n;
    p->visits = ln(n + .5);
    p->basket = ln((lines + 3.) / (n + 1.));
    p->range = ln(p->cells + 1.);
    p->curious = ln((p->cells - first + 1.) / (lines - p->cells + 1.));       /* of what he bought after the first basket, the part that was new */
    p->last = n ? ln(l->line_of[to] - l->line_of[to - 1] + 1.) : 0;
    if (p->day == MK_NEXT_UNDATED || !n || !l->day) return;
    float r[3] = { 0 }, near[MK_SEASONS] = { 0 };
    mk_next_season season = mk_next_season_of(p->day);
    for (uint32_t b = from; b < to; b++) {
        int age = p->day - l->day[b];
        for (int by = 0; by < MK_SEASONS; by++) near[by] += mk_next_season_near(&season, by, age);
        for (int i = 0; i < 3 && age < MK_NEXT_FAR; i++) r[i] += v->tables->decay[age][i];
    }
    for (int i = 0; i < 3; i++) p->comes[i] = ln((double)r[i] + .02);
    p->season = ln((double)fmaxf(near[MK_SEASON_CIVIL], near[MK_SEASON_HEBREW]) + .1);
    p->came = ln(p->day - l->day[to - 1] + 1.);
    p->came_ratio = ln((p->day - l->day[to - 1] + 1.) * n / (l->day[to - 1] - l->day[from] + 30.));
}

mk_next_self mk_next_self_of(const mk_next_view *v, uint32_t user)
{
    mk_next_self p = { .user = user, .day = v->day, .cell = v->cell + v->cell_of[user], .cells = v->cell_of[user + 1] - v->cell_of[user] };
    as_person(&p, v, v->log, v->log->basket_of[user], v->seen[user]);
    return p;
}

mk_next_self mk_next_self_new(const mk_next_view *v, const mk_shoplog *one, int32_t day, uint32_t *place, mk_order *order, mk_next_cell *cell)
{
    mk_next_self p = { .user = MK_NEXT_STRANGER, .day = v->day == MK_NEXT_UNDATED ? MK_NEXT_UNDATED : day, .cell = cell };
    p.cells = cells_of(v->tables, one, one->basket_of[0], one->basket_of[1], p.day, cell, place, order);
    as_person(&p, v, one, one->basket_of[0], one->basket_of[1]);
    return p;
}

struct mk_next_newcomer { const mk_next_view *view; uint32_t *place; mk_order *order; mk_next_cell *cell; };

mk_next_newcomer *mk_next_newcomer_new(mk_arena *a, const mk_next_view *v)
{
    mk_next_newcomer *n = MK_NEW(a, mk_next_newcomer);
    uint32_t most = 0;
    for (uint32_t b = 0; b < v->log->baskets; b++)
        if (v->log->line_of[b + 1] - v->log->line_of[b] > most) most = v->log->line_of[b + 1] - v->log->line_of[b];
    *n = (mk_next_newcomer){ v, MK_NEWN(a, uint32_t, v->items + 1), MK_NEWN(a, mk_order, 2 * (size_t)most + 1), MK_NEWN(a, mk_next_cell, most + 1) };
    return n;
}

mk_next_self mk_next_newcomer_of(mk_next_newcomer *n, uint32_t user)
{
    const mk_next_view *v = n->view;
    mk_next_self p = { .user = user, .day = v->day, .cell = n->cell };
    p.cells = cells_of(v->tables, v->log, v->seen[user] - 1, v->seen[user], v->day, n->cell, n->place, n->order);
    as_person(&p, v, v->log, v->seen[user] - 1, v->seen[user]);
    return p;
}
