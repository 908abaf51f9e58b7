/* SPDX-License-Identifier: Apache-2.0
 * All records at once: their keys in order, and the pairs that share one. Memory: the keys of one group of rules at a time. */
#include "live_int.h"

/* Records, and pairs, whose faces are called from memory before their turn; what is in the faces half as many before. */
enum { AHEAD = 24 };

typedef struct entry { uint64_t key; uint32_t record; } entry;

/* Least significant digit first, by the bits below the group. Returns where they lie in the end. */
static entry *sort(entry *e, entry *t, size_t n, uint32_t *count)
{
    for (int shift = 0; shift < MK_LIVE_LEAD_SHIFT; shift += 14) {
        memset(count, 0, (16384 + 1) * sizeof *count);
        for (size_t i = 0; i < n; i++) count[(e[i].key >> shift & 16383) + 1]++;
        for (int d = 0; d < 16384; d++) count[d + 1] += count[d];
        for (size_t i = 0; i < n; i++) t[count[e[i].key >> shift & 16383]++] = e[i];
        entry *x = e;
        e = t;
        t = x;
    }
    return e;
}

/* Each pair once, by record: those of one record are few, and put in order by themselves. */
static size_t once(mk_arena *a, mk_live_pair *pair, size_t n, uint32_t records)
{
    mk_arena *tmp = mk_arena_child(a);
    size_t *end = mk_arena_zalloc(tmp, ((size_t)records + 1) * sizeof *end), kept = 0;
    uint32_t *other = mk_arena_alloc(tmp, (n + 1) * sizeof *other);
    for (size_t i = 0; i < n; i++) end[pair[i].a + 1]++;
    for (uint32_t i = 0; i < records; i++) end[i + 1] += end[i];
    for (size_t i = n; i-- > 0;) other[--end[pair[i].a + 1]] = pair[i].b;       /* end[a + 1] goes down to where those of a begin */
    for (uint32_t x = 0; x < records; x++) {
        size_t from = end[x + 1], to = x + 1 < records ? end[x + 2] : n;
        for (size_t i = from; i < to; i++) {
            uint32_t b = other[i];
            size_t j = i;
            for (; j > from && other[j - 1] > b; j--) other[j] = other[j - 1];
            other[j] = b;
        }
        for (size_t i = from; i < to; i++)
            if (i == from || other[i] != other[i - 1]) pair[kept++] = (mk_live_pair){ x, other[i], 0 };
    }
    mk_arena_free(tmp);
    return kept;
}

/* What weighing them will need. */
static void fetch_pairs(const mk_live *v, const mk_live_pair *pair, size_t i, size_t n)
{
    const mk_link *l = v->link;
    if (i + 2 * AHEAD < n) __builtin_prefetch(&v->face[pair[i + 2 * AHEAD].b]);
    if (i + AHEAD < n) mk_compare_fetch(l, l->place[v->face[pair[i + AHEAD].a]], l->place[v->face[pair[i + AHEAD].b]]);
    if (i + AHEAD / 2 < n) mk_compare_fetch_values(&v->cmp, l->place[v->face[pair[i + AHEAD / 2].a]], l->place[v->face[pair[i + AHEAD / 2].b]]);
    if (i + AHEAD / 4 < n) mk_compare_fetch_symbols(&v->cmp, l->place[v->face[pair[i + AHEAD / 4].a]], l->place[v->face[pair[i + AHEAD / 4].b]]);
}

int mk_live_all(mk_cx *cx, const mk_live *v, float least, mk_live_sink sink, void *self, mk_live_pairs *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena), *own = mk_arena_child(tmp);
    uint64_t key[MK_LIVE_KEYS];
    uint32_t *count = mk_arena_alloc(tmp, (16384 + 1) * sizeof *count), *block = NULL;
    size_t room = 0;
    mk_live_pairs pair = { 0 };
    for (int g = 0; g < v->frozen->groups; g++) {
        mk_arena *one = mk_arena_child(tmp);
        mk_arena *lone = mk_arena_child(one);           /* alone there, they grow in place */
        mk_vec(entry) all = { 0 };
        for (uint32_t i = 0; i < v->n; i++) {
            if (i + AHEAD < v->n) __builtin_prefetch(mk_live_rec(v, v->face[i + AHEAD]));
            for (size_t k = 0, m = mk_live_keys_of(v, i, g, key); k < m; k++) *mk_vec_push(lone, &all) = (entry){ key[k], i };
        }
        size_t n = all.n;
        const entry *e = sort(all.p, mk_arena_alloc(one, (n + 1) * sizeof *e), n, count);
        for (size_t i = 0, to; i < n; i = to) {
            for (to = i + 1; to < n && e[to].key == e[i].key; to++) { }
            if (to - i > room) {
                room = 2 * (to - i);
                block = mk_arena_alloc(tmp, room * sizeof *block);
            }
            for (size_t j = i; j < to; j++) block[j - i] = e[j].record;
            if (sink) MK_TRY(sink(cx, self, e[i].key, block, to - i));
            if (to - i > MK_LIVE_CROWD) continue;
            for (size_t j = i; j < to; j++)
                for (size_t p = j + 1; p < to; p++) *mk_vec_push(own, &pair) = (mk_live_pair){ e[j].record, e[p].record, 0 };
        }
        mk_arena_free(one);
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pairs", (uint64_t)g + 1, (uint64_t)v->frozen->groups);
    }
    pair.n = once(own, pair.p, pair.n, v->n);
    for (size_t i = 0; i < pair.n; i++) {
        mk_live_pair p = pair.p[i];
        fetch_pairs(v, pair.p, i, pair.n);
        p.weight = mk_live_weigh(v, p.a, p.b);
        if (p.weight >= least) *mk_vec_push(cx->arena, ret) = p;
        if ((i & 0xffff) == 0) MK_TRY(mk_cx_check(cx));
    }
    mk_arena_free(tmp);
    return 0;
}
