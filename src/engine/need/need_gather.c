/* SPDX-License-Identifier: Apache-2.0
 * A customer's lines, gathered by item and by visit. */
#include "need_int.h"

static void room(mk_need_gather *g, size_t n)
{
    if (n <= g->cap) return;
    size_t cap = g->cap ? g->cap : 64;
    while (cap < n) cap *= 2;
    g->key = mk_arena_alloc(g->arena, 2 * cap * sizeof *g->key);
    g->cell = mk_arena_alloc(g->arena, cap * sizeof *g->cell);
    g->buy = mk_arena_alloc(g->arena, cap * sizeof *g->buy);
    g->cell_of = mk_arena_alloc(g->arena, cap * sizeof *g->cell_of);
    g->visit = mk_arena_alloc(g->arena, cap * sizeof *g->visit);
    g->cap = cap;
}

static void take_back(mk_need_gather *g, uint32_t from, int64_t quantity)
{
    while (g->n_buys > from) {
        mk_need_buy *b = &g->buy[g->n_buys - 1];
        if (quantity && b->quantity > quantity) { b->quantity -= quantity; return; }
        int64_t left = quantity && b->quantity > 0 ? quantity - b->quantity : 0;     /* unknown: taken back whole */
        g->cell_of[b->line] = 0;
        g->n_buys--;
        if (left <= 0) return;
        quantity = left;
    }
}

void mk_need_gather_lines(mk_need_gather *g, const mk_need_line *line, size_t n)
{
    room(g, n);
    g->n_cells = g->n_buys = g->n_visits = 0;
    g->n_lines = n;
    for (size_t i = 0; i < n; i++) g->key[i] = (mk_order){ (uint64_t)line[i].item ^ INT64_MIN, (uint32_t)i };        /* negative ones first */
    mk_order_sort(g->key, n);
    for (size_t i = 0; i < n;) {
        uint64_t key = g->key[i].key;
        int64_t item = line[g->key[i].id].item;
        uint32_t from = (uint32_t)g->n_buys;
        for (; i < n && g->key[i].key == key; i++) {
            uint32_t at = g->key[i].id;
            const mk_need_line *l = &line[at];
            mk_need_buy *last = g->n_buys > from ? &g->buy[g->n_buys - 1] : NULL;
            g->cell_of[at] = 0;
            if (mk_need_is_return(l)) {
                take_back(g, from, -mk_need_bounded(l->quantity));
            } else if (last && last->day == l->day) {
                last->quantity = mk_need_bounded(last->quantity + mk_need_bounded(l->quantity));
            } else {
                /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): room() has made place for n of them */
                g->buy[g->n_buys++] = (mk_need_buy){ l->day, at, mk_need_bounded(l->quantity) };
                g->cell_of[at] = (uint32_t)g->n_cells + 1;
            }
        }
        if (g->n_buys > from) g->cell[g->n_cells++] = (mk_need_cell){ item, from, (uint32_t)g->n_buys - from };
    }
    for (size_t i = 0; i < n; i++)
        if (g->cell_of[i] && (g->n_visits == 0 || g->visit[g->n_visits - 1] != line[i].day)) g->visit[g->n_visits++] = line[i].day;
}

const mk_need_cell *mk_need_gather_find(const mk_need_gather *g, int64_t item)
{
    for (size_t lo = 0, hi = g->n_cells; lo < hi;) {
        size_t mid = (lo + hi) / 2;
        if (g->cell[mid].item == item) return &g->cell[mid];
        if (g->cell[mid].item < item) lo = mid + 1; else hi = mid;
    }
    return NULL;
}
