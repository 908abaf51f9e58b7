/* SPDX-License-Identifier: Apache-2.0 */
#include "need_int.h"

/* The value of a pair (a < b as indexes): baskets with both in 24 bits, customers who took b after a in 20, a after b in 20.
 * The counts stop at their largest value. min(c, x + y) is the same in any order, so a full count still adds up. */
#define SAME_MAX ((UINT64_C(1) << 24) - 1)
#define AFTER_MAX ((UINT64_C(1) << 20) - 1)
enum { RECENT = 30 };               /* items before a purchase that it is held against */

mk_need_pair mk_need_pair_of(uint64_t key, uint64_t value)
{
    return (mk_need_pair){ (uint32_t)(key >> 32), (uint32_t)key, (uint32_t)(value >> 40), (uint32_t)(value >> 20 & AFTER_MAX), (uint32_t)(value & AFTER_MAX) };
}

static uint64_t at_most(uint64_t v, uint64_t most) { return v < most ? v : most; }

/* --- where the counts are --- */

static size_t start(uint64_t key, size_t cap) { return (size_t)mk_fold(key ^ UINT64_C(0x5bd1e995c4ceb9fe), UINT64_C(0x9e3779b97f4a7c15)) & (cap - 1); }

static struct mk_need_hashed *find(const mk_need_pairs *p, uint64_t key)
{
    size_t i = start(key, p->cap);
    while (p->slot[i].key && p->slot[i].key != key) i = (i + 1) & (p->cap - 1);
    return &p->slot[i];
}

static void grow(mk_need_summary *s)
{
    mk_need_pairs *p = &s->pairs, was = *p;
    p->cap = was.cap ? was.cap * 2 : 1024;
    p->table = mk_arena_child(s->arena);
    p->slot = mk_arena_zalloc(p->table, p->cap * sizeof *p->slot);
    for (size_t i = 0; i < was.cap; i++)
        if (was.slot[i].key) *find(p, was.slot[i].key) = was.slot[i];
    mk_arena_free(was.table);
}

/* The count of a < b, 0 when they are new. */
static uint64_t *count_of(mk_need_summary *s, uint32_t a, uint32_t b)
{
    mk_need_pairs *p = &s->pairs;
    if (b < MK_NEED_DENSE) {
        if (!p->dense[b]) {
            if (!p->rows) p->rows = mk_arena_child(s->arena);
            p->dense[b] = mk_arena_zalloc(p->rows, b * sizeof **p->dense);
        }
        return &p->dense[b][a];
    }
    if (p->hashed * 4 >= p->cap * 3) grow(s);
    struct mk_need_hashed *h = find(p, (uint64_t)a << 32 | b);
    if (!h->key) {
        h->key = (uint64_t)a << 32 | b;
        p->hashed++;
    }
    return &h->value;
}

bool mk_need_pairs_next(const mk_need_pairs *p, uint64_t *i, uint64_t *ret_key, uint64_t *ret_value)
{
    for (; *i < (uint64_t)MK_NEED_DENSE << 32; ) {         /* i: b << 32 | a, and behind them the slots */
        uint32_t b = (uint32_t)(*i >> 32), a = (uint32_t)*i;
        if (!p->dense[b] || a >= b) { *i = (uint64_t)(b + 1) << 32; continue; }
        ++*i;
        if (!p->dense[b][a]) continue;
        *ret_key = (uint64_t)a << 32 | b;
        *ret_value = p->dense[b][a];
        return true;
    }
    for (size_t k; (k = (size_t)(*i - ((uint64_t)MK_NEED_DENSE << 32))) < p->cap;) {
        ++*i;
        if (!p->slot[k].key) continue;
        *ret_key = p->slot[k].key;
        *ret_value = p->slot[k].value;
        return true;
    }
    return false;
}

static void add(mk_need_summary *s, uint32_t a, uint32_t b, uint64_t same, uint64_t after_a, uint64_t after_b)
{
    if (a > b) {
        uint32_t t = a; a = b; b = t;
        uint64_t u = after_a; after_a = after_b; after_b = u;
    }
    uint64_t *v = count_of(s, a, b);
    s->pairs.n += *v == 0;
    *v = at_most((*v >> 40) + same, SAME_MAX) << 40 | at_most((*v >> 20 & AFTER_MAX) + after_a, AFTER_MAX) << 20
       | at_most((*v & AFTER_MAX) + after_b, AFTER_MAX);
}

/* --- counting --- */

void mk_need_pairs_add(mk_need_summary *s, const mk_need_line *line)
{
    const mk_need_gather *g = &s->gather;
    uint32_t basket[MK_NEED_BASKET];
    const uint32_t *index = s->place;
    memset(s->stamp, 0, g->n_cells * sizeof *s->stamp);
    for (size_t i = 0; i < g->n_lines;) {
        size_t from = i, size = 0;
        for (; i < g->n_lines && line[i].day == line[from].day; i++)
            if (g->cell_of[i] && size++ < MK_NEED_BASKET) basket[size - 1] = g->cell_of[i] - 1;
        if (size == 0) continue;
        s->baskets++;
        if (size > MK_NEED_BASKET) { s->big_baskets++; continue; }
        for (size_t a = 0; a < size; a++)
            for (size_t b = 0; b < a; b++) add(s, index[basket[a]], index[basket[b]], 1, 0, 0);
        /* What is new to him today, held against what he bought in the days before: the latest items first, each once. */
        uint32_t recent[RECENT], turn = (uint32_t)from + 1;
        size_t n = 0;
        for (size_t k = 0; k < size; k++) s->stamp[basket[k]] = turn;
        for (size_t j = from; j-- > 0 && n < RECENT && (int64_t)line[from].day - line[j].day <= MK_NEED_AFTER;) {
            uint32_t c = g->cell_of[j];
            if (!c || s->stamp[c - 1] == turn) continue;
            s->stamp[c - 1] = turn;
            recent[n++] = c - 1;
        }
        for (size_t k = 0; n && k < size; k++) {
            const mk_need_cell *c = &g->cell[basket[k]];
            if (g->buy[c->from].day != line[from].day) continue;
            for (size_t r = 0; r < n; r++) add(s, index[recent[r]], index[basket[k]], 0, 1, 0);
        }
    }
}

void mk_need_pairs_merge(mk_need_summary *into, const mk_need_summary *from, const uint32_t *index)
{
    uint64_t k, v;
    for (uint64_t i = 0; mk_need_pairs_next(&from->pairs, &i, &k, &v);) {
        mk_need_pair p = mk_need_pair_of(k, v);
        add(into, index[p.a], index[p.b], p.same, p.after_a, p.after_b);
    }
}
