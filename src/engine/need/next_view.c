/* SPDX-License-Identifier: Apache-2.0 */
#include "next_view.h"
#include <math.h>
#include <stdlib.h>

enum { BESIDE = 96, NEIGHBOURS = 300, BUSINESS = 400, PROPOSED = 48 };     /* a customer with more items tells little of what goes together */
static const double slow = .9, fast = .6, weigh = .92;

static int by_item(const void *x, const void *y)
{
    const mk_next_cell *a = x, *b = y;
    return (a->item > b->item) - (a->item < b->item);
}

/* The cells of one user into `cell`; `place` (by item, 0 before and after) finds them. */
static uint32_t cells_of(const mk_next_view *v, uint32_t user, mk_next_cell *cell, uint32_t *place, mk_next_item *items)
{
    const mk_shoplog *l = v->log;
    uint32_t from = l->basket_of[user], to = v->seen[user], n = 0;
    double all = (1 - pow(weigh, to - from)) / (1 - weigh);
    for (uint32_t b = from; b < to; b++) {
        double w = pow(weigh, to - 1 - b) / all, s = pow(slow, to - 1 - b), f = pow(fast, to - 1 - b);
        int32_t day = l->day ? l->day[b] : 0, age = l->day && v->day != MK_NEXT_UNDATED ? v->day - day : 0;
        float decayed[4] = { expf(-(float)age / 20), expf(-(float)age / 60), expf(-(float)age / 200), expf(-(float)age / 7) };
        for (uint32_t k = l->line_of[b]; k < l->line_of[b + 1]; k++) {
            uint32_t *p = &place[l->item[k]];
            if (!*p) {
                cell[n] = (mk_next_cell){ .item = l->item[k], .first = b - from, .first_day = day, .last_day = day };
                *p = ++n;
            }
            mk_next_cell *c = &cell[*p - 1];
            if (c->n && l->day && day > c->last_day) {
                float g = logf((float)(day - c->last_day));
                items[c->item].gap_log += (double)g;
                items[c->item].gaps++;
                c->gap = day - c->last_day;
                if (c->gap > c->longest) c->longest = c->gap;
                c->gaps += g;
                c->gaps2 += g * g;
            }
            c->n++;
            c->last = b - from;
            c->last_day = day;
            c->weight += (float)w;
            c->slow += (float)s;
            c->fast += (float)f;
            if (l->day) {
                for (int r = 0; r < 4; r++) c->rate[r] += decayed[r];
                c->year += age >= 365 - 17 && age <= 365 + 10;
            }
        }
    }
    for (uint32_t i = 0; i < n; i++) place[cell[i].item] = 0;
    qsort(cell, n, sizeof *cell, by_item);
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

static void invert(mk_arena *a, mk_next_view *v)
{
    const mk_shoplog *l = v->log;
    v->buyer_of = MK_NEWN(a, uint32_t, l->items + 2);
    uint32_t n = v->cell_of[l->users];
    v->buyer = MK_NEWN(a, uint32_t, n + 1);
    v->buyer_weight = MK_NEWN(a, float, n + 1);
    for (uint32_t k = 0; k < n; k++) v->buyer_of[v->cell[k].item + 2]++;
    for (uint32_t i = 0; i < l->items; i++) v->buyer_of[i + 2] += v->buyer_of[i + 1];
    for (uint32_t u = 0; u < l->users; u++)
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) {
            uint32_t at = v->buyer_of[v->cell[k].item + 1]++;
            v->buyer[at] = u;
            v->buyer_weight[at] = v->cell[k].weight;
        }
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
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) size[v->cell[k].item] += share[u];
    }
    v->beside_of = MK_NEWN(a, uint32_t, l->items + 1);
    v->beside = MK_NEWN(a, mk_next_beside, (size_t)l->items * BESIDE + 1);
    uint32_t at = 0;
    int rc = 0;
    for (uint32_t i = 0; i < l->items && rc >= 0; i++) {
        uint32_t n = 0;
        for (uint32_t e = v->buyer_of[i]; e < v->buyer_of[i + 1]; e++) {
            uint32_t u = v->buyer[e];
            if (share[u] == 0) continue;
            for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) {
                float *s = &sum[v->cell[k].item];
                if (*s == 0) touched[n++] = v->cell[k].item;
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
        for (uint32_t k = 0; k < rows; k++) v->beside[at++] = (mk_next_beside){ row[k].id, (float)row[k].score };
        v->beside_of[i + 1] = at;
        if ((i & 0xff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(scratch);
    return rc;
}

int mk_next_view_new(mk_cx *cx, mk_arena *a, const mk_shoplog *shop, int32_t day, const mk_next_after *after, mk_next_view **ret)
{
    mk_next_view *v = MK_NEW(a, mk_next_view);
    *v = (mk_next_view){ .log = shop, .day = day, .after = after, .seen = MK_NEWN(a, uint32_t, shop->users + 1), .cell_of = MK_NEWN(a, uint32_t, shop->users + 1),
        .norm = MK_NEWN(a, float, shop->users + 1), .item = MK_NEWN(a, mk_next_item, shop->items + 1), .rare = MK_NEWN(a, float, shop->items + 1) };
    uint32_t lines = 0;
    for (uint32_t u = 0; u < shop->users; u++) {
        uint32_t to = shop->basket_of[u + 1];
        while (day != MK_NEXT_UNDATED && to > shop->basket_of[u] && shop->day[to - 1] > day) to--;
        v->seen[u] = to;
        lines += shop->line_of[to] - shop->line_of[shop->basket_of[u]];
    }
    v->cell = MK_NEWN(a, mk_next_cell, lines + 1);
    mk_arena *scratch = mk_arena_child(cx->arena);
    uint32_t *place = MK_NEWN(scratch, uint32_t, shop->items + 1);
    for (uint32_t u = 0; u < shop->users; u++) v->cell_of[u + 1] = v->cell_of[u] + cells_of(v, u, v->cell + v->cell_of[u], place, v->item);
    mk_arena_free(scratch);
    count_items(v);
    for (uint32_t i = 0; i < shop->items; i++) v->rare[i] = v->item[i].buyers ? (float)log(1 + v->users_seen / (double)v->item[i].buyers) : 0;
    for (uint32_t u = 0; u < shop->users; u++) {
        double s = 0;
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) s += (double)v->cell[k].weight * v->cell[k].weight * v->rare[v->cell[k].item];
        v->norm[u] = (float)sqrt(s);
    }
    mk_best *late = MK_NEWN(cx->arena, mk_best, shop->items + 1);
    for (uint32_t i = 0; i < shop->items; i++) {
        double n = v->item[i].late;
        for (int f = 0; f <= MK_NEXT_FOLDS; f++) n += v->item[i].after[f];
        late[i] = (mk_best){ n, i };
    }
    mk_best_select(late, shop->items, PROPOSED);
    mk_best_sort(late, v->popular_n = shop->items < PROPOSED ? shop->items : PROPOSED);
    v->popular = MK_NEWN(a, uint32_t, PROPOSED);
    for (uint32_t i = 0; i < v->popular_n; i++) v->popular[i] = late[i].id;
    invert(a, v);
    int rc = beside(cx, a, v);
    *ret = v;
    return rc;
}

/* --- asking --- */

static mk_next_scores scores_new(mk_arena *a, uint32_t n) { return (mk_next_scores){ MK_NEWN(a, float, n + 1), MK_NEWN(a, uint32_t, n + 1), 0 }; }

static void score_add(mk_next_scores *s, uint32_t i, float v)
{
    if (s->of[i] == 0) s->touched[s->n++] = i;
    s->of[i] += v;
}

static void score_clear(mk_next_scores *s)
{
    for (uint32_t i = 0; i < s->n; i++) s->of[s->touched[i]] = 0;
    s->n = 0;
}

mk_next_reader *mk_next_reader_new(mk_arena *a, const mk_next_view *v)
{
    mk_next_reader *r = MK_NEW(a, mk_next_reader);
    *r = (mk_next_reader){ .view = v, .alike = scores_new(a, v->log->users), .near = MK_NEWN(a, mk_best, (v->log->users > v->log->items ? v->log->users : v->log->items) + 1),
                           .mark = MK_NEWN(a, uint32_t, v->log->items + 1), .candidate = MK_NEWN(a, uint32_t, v->log->items + 1) };
    for (int i = 0; i < MK_NEXT_SCORES; i++) r->score[i] = scores_new(a, v->log->items);
    return r;
}

static void propose(mk_next_reader *r, uint32_t item)
{
    if (r->mark[item] == r->turn) return;
    r->mark[item] = r->turn;
    r->candidate[r->n++] = item;
}

static void candidates(mk_next_reader *r, uint32_t user)
{
    const mk_next_view *v = r->view;
    r->turn++;
    r->n = 0;
    for (uint32_t k = v->cell_of[user]; k < v->cell_of[user + 1]; k++) propose(r, v->cell[k].item);
    r->own_n = r->n;
    for (int s = 0; s < MK_NEXT_SCORES; s++) {
        uint32_t n = 0;
        for (uint32_t k = 0; k < r->score[s].n; k++) {
            uint32_t i = r->score[s].touched[k];
            if (r->mark[i] != r->turn) r->near[n++] = (mk_best){ (double)r->score[s].of[i], i };
        }
        mk_best_select(r->near, n, PROPOSED);
        for (uint32_t k = 0; k < n && k < PROPOSED; k++) propose(r, r->near[k].id);
    }
    for (uint32_t k = 0; k < v->popular_n; k++) propose(r, v->popular[k]);
}

void mk_next_read(mk_next_reader *r, uint32_t user, uint8_t fold)
{
    const mk_next_view *v = r->view;
    for (int i = 0; i < MK_NEXT_SCORES; i++) score_clear(&r->score[i]);
    score_clear(&r->alike);
    for (uint32_t k = v->cell_of[user]; k < v->cell_of[user + 1]; k++) {
        const mk_next_cell *c = &v->cell[k];
        float w = c->weight * v->rare[c->item];
        for (uint32_t e = v->buyer_of[c->item]; e < v->buyer_of[c->item + 1]; e++) score_add(&r->alike, v->buyer[e], w * v->buyer_weight[e]);
        for (uint32_t e = v->beside_of[c->item]; e < v->beside_of[c->item + 1]; e++) score_add(&r->score[MK_NEXT_BESIDE], v->beside[e].item, c->slow * v->beside[e].score);
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->alike.n; i++) {
        uint32_t w = r->alike.touched[i];
        /* asymmetric: that he has most of mine matters more than that I have most of his */
        if (w != user) r->near[n++] = (mk_best){ (double)(r->alike.of[w] / sqrtf(v->norm[w] + 1e-6f)), w };
    }
    mk_best_select(r->near, n, NEIGHBOURS);
    if (n > NEIGHBOURS) n = NEIGHBOURS;
    double all = 1e-9, all_after = 1e-9;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = r->near[i].id;
        all += r->near[i].score;
        if (v->after && v->after->known[w] && (v->after->fold[w] == MK_NEXT_NO_FOLD || v->after->fold[w] != fold)) all_after += r->near[i].score;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = r->near[i].id;
        float s = (float)(r->near[i].score / all);
        for (uint32_t k = v->cell_of[w]; k < v->cell_of[w + 1]; k++) score_add(&r->score[MK_NEXT_ALIKE], v->cell[k].item, s * v->cell[k].weight);
        if (!v->after || !v->after->known[w] || (v->after->fold[w] != MK_NEXT_NO_FOLD && v->after->fold[w] == fold)) continue;
        s = (float)(r->near[i].score / all_after);
        for (uint32_t k = v->after->from[w]; k < v->after->from[w + 1]; k++) score_add(&r->score[MK_NEXT_LATELY], v->after->item[k], s);
    }
    candidates(r, user);
}
