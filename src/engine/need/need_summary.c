/* SPDX-License-Identifier: Apache-2.0 */
#include "need_int.h"

mk_need_summary *mk_need_summary_new(mk_arena *arena, int32_t now)
{
    mk_need_summary *s = MK_NEW(arena, mk_need_summary);
    s->arena = s->gather.arena = arena;
    s->now = now;
    s->index = mk_map_on(arena);
    s->rows_arena = mk_arena_child(arena);
    s->pick_below = UINT64_MAX;
    s->tables = mk_need_tables_new(arena);
    return s;
}

uint32_t mk_need_index(mk_need_summary *s, int64_t item)
{
    bool fresh;
    uint64_t *at = mk_map_put(&s->index, (uint64_t)item, &fresh);
    if (fresh) {
        *at = s->items.n;
        *mk_vec_push(s->arena, &s->items) = (mk_need_item){ .item = item, .first = INT32_MAX };
    }
    return (uint32_t)*at;
}

/* The k-th smallest, k from 0: Hoare's FIND (1961). The order of p is lost. */
static uint64_t kth(uint64_t *p, ptrdiff_t n, ptrdiff_t k)
{
    for (ptrdiff_t from = 0, to = n - 1; from < to;) {
        uint64_t pivot = p[k];
        ptrdiff_t i = from, j = to;
        do {
            while (p[i] < pivot) i++;
            while (pivot < p[j]) j--;
            if (i > j) break;
            uint64_t t = p[i];
            p[i++] = p[j];
            p[j--] = t;
        } while (i <= j);
        if (j < k) from = i;
        if (k < i) to = j;
    }
    return p[k];
}

/* A pick is kept whole or not at all, and only when all smaller ones are kept: what is left does not depend on the order. */
void mk_need_rows_prune(mk_need_summary *s)
{
    if (s->rows.n <= MK_NEED_ROWS) return;
    mk_arena *a = mk_arena_child(s->arena);
    uint64_t *pick = mk_arena_alloc(a, s->rows.n * sizeof *pick);
    for (size_t i = 0; i < s->rows.n; i++) pick[i] = s->rows.p[i].pick;
    s->pick_below = kth(pick, (ptrdiff_t)s->rows.n, MK_NEED_ROWS);
    mk_arena_free(a);
    size_t n = 0;
    for (size_t i = 0; i < s->rows.n; i++)
        if (s->rows.p[i].pick < s->pick_below) s->rows.p[n++] = s->rows.p[i];
    s->rows.n = n;
}

/* For a week of the last quarter: what did he have, and what of it did he buy in that week? */
static void look(mk_need_summary *s, uint64_t pick, bool held_out, int32_t week)
{
    const mk_need_gather *g = &s->gather;
    int32_t day = s->now - week * MK_NEED_DAYS;
    mk_need_visits visits = mk_need_count_visits(s->tables, g->visit, g->n_visits, day);
    for (size_t i = 0; i < g->n_cells; i++) {
        const mk_need_buy *b = &g->buy[g->cell[i].from];
        uint32_t n = g->cell[i].n;
        if (b[0].day > day) continue;
        mk_need_row *row = mk_vec_push(s->rows_arena, &s->rows);
        row->pick = pick;
        row->held_out = held_out;
        row->week = (uint8_t)week;
        row->item = s->place[i];
        row->counts = mk_need_count(s->tables, b, n, &visits, day);
        for (uint32_t k = n; k-- > 0 && b[k].day > day;) row->bought |= b[k].day <= day + MK_NEED_DAYS;
    }
}

static void cells_room(mk_need_summary *s, size_t n)
{
    if (n <= s->cells_cap) return;
    s->cells_cap = n * 2;
    s->stamp = mk_arena_alloc(s->arena, s->cells_cap * sizeof *s->stamp);
    s->place = mk_arena_alloc(s->arena, s->cells_cap * sizeof *s->place);
}

int mk_need_summary_add(mk_cx *cx, mk_need_summary *s, int64_t customer, const mk_need_line *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i].day > s->now || (i && line[i].day < line[i - 1].day))
            return mk_fail(cx, MK_EINVAL, "the lines of a customer must be in order of day and not after day %d: day %d in place %zu", s->now, line[i].day, i + 1);
    if (n >= UINT32_MAX / 2) return mk_fail(cx, MK_ELIMIT, "a customer with %zu lines", n);
    s->customers++;
    s->lines += n;
    mk_need_gather *g = &s->gather;
    mk_need_gather_lines(g, line, n);
    if (g->n_cells == 0) return 0;
    cells_room(s, g->n_cells);
    for (size_t i = 0; i < g->n_cells; i++) {
        const mk_need_cell *c = &g->cell[i];
        s->place[i] = mk_need_index(s, c->item);
        mk_need_item *it = &s->items.p[s->place[i]];
        it->buyers++;
        it->purchases += c->n;
        if (it->first > g->buy[c->from].day) it->first = g->buy[c->from].day;
        for (uint32_t k = c->n; k-- > 0;) {
            int64_t ago = ((int64_t)s->now - g->buy[c->from + k].day) / MK_NEED_DAYS;
            if (ago >= MK_NEED_WEEKS) break;
            it->week[ago]++;
        }
        mk_renewal_add(&it->gaps, &g->buy[c->from].day, c->n, sizeof *g->buy);
    }
    mk_need_pairs_add(s, line);
    uint64_t who = mk_hash2(UINT64_C(0x6e656564), (uint64_t)customer);
    for (int32_t week = 1; week <= MK_NEED_CUTS; week++) {
        int64_t day = (int64_t)s->now - week * MK_NEED_DAYS;
        uint64_t pick = mk_hash2(who, (uint64_t)week);
        if (pick < s->pick_below && day > INT32_MIN && g->visit[0] <= day) look(s, pick, who % 5 == 0, week);
    }
    if (s->rows.n > MK_NEED_ROWS + MK_NEED_ROWS / 4) mk_need_rows_prune(s);
    return 0;
}

int mk_need_summary_merge(mk_cx *cx, mk_need_summary *into, const mk_need_summary *from)
{
    if (into->now != from->now)
        return mk_fail(cx, MK_EINVAL, "summaries of two days (%d and %d) do not add up", into->now, from->now);
    uint32_t *index = MK_NEWN(into->arena, uint32_t, from->items.n + 1);
    for (size_t i = 0; i < from->items.n; i++) {
        const mk_need_item *f = &from->items.p[i];
        index[i] = mk_need_index(into, f->item);
        mk_need_item *t = &into->items.p[index[i]];
        t->buyers += f->buyers;
        t->purchases += f->purchases;
        if (t->first > f->first) t->first = f->first;
        for (int k = 0; k < MK_NEED_WEEKS; k++) t->week[k] += f->week[k];
        mk_renewal_merge(&t->gaps, &f->gaps);
    }
    mk_need_pairs_merge(into, from, index);
    into->customers += from->customers;
    into->lines += from->lines;
    into->baskets += from->baskets;
    into->big_baskets += from->big_baskets;
    if (from->pick_below < into->pick_below) into->pick_below = from->pick_below;
    size_t kept = 0;
    for (size_t i = 0; i < into->rows.n; i++)
        if (into->rows.p[i].pick < into->pick_below) into->rows.p[kept++] = into->rows.p[i];
    into->rows.n = kept;
    for (size_t i = 0; i < from->rows.n; i++) {
        if (from->rows.p[i].pick >= into->pick_below) continue;
        mk_need_row *row = mk_vec_push(into->rows_arena, &into->rows);
        *row = from->rows.p[i];
        row->item = index[row->item];
        if (into->rows.n > MK_NEED_ROWS + MK_NEED_ROWS / 4) mk_need_rows_prune(into);
    }
    mk_need_rows_prune(into);
    return 0;
}
