/* SPDX-License-Identifier: Apache-2.0
 * All records at once: their keys in order, and the pairs that share one. */
#include "live_int.h"

typedef struct entry { uint64_t key; uint32_t record; } entry;

/* Least significant digit first, by the bits below the rule: within one rule all keys have the same above. */
static void sort(entry *e, entry *t, size_t n, uint32_t *count)
{
    for (int shift = 0; shift < 48; shift += 12) {
        memset(count, 0, 4097 * sizeof *count);
        for (size_t i = 0; i < n; i++) count[(e[i].key >> shift & 4095) + 1]++;
        for (int d = 0; d < 4096; d++) count[d + 1] += count[d];
        for (size_t i = 0; i < n; i++) t[count[e[i].key >> shift & 4095]++] = e[i];
        entry *x = e;
        e = t;
        t = x;
    }
}

static int by_records(const void *x, const void *y)
{
    const mk_live_pair *p = x, *q = y;
    return p->a != q->a ? (p->a < q->a ? -1 : 1) : (p->b > q->b) - (p->b < q->b);
}

int mk_live_all(mk_cx *cx, const mk_live *v, float least, mk_live_sink sink, void *self, mk_live_pairs *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena), *own = mk_arena_child(tmp);
    uint64_t key[MK_LIVE_KEYS], total = 0;
    int rules = v->link->model.rules;
    /* where the keys of each rule begin */
    uint64_t from[65] = { 0 }, at[65];
    for (uint32_t i = 0; i < v->n; i++)
        for (size_t k = 0, n = mk_live_keys(v, i, key); k < n; k++) { from[(key[k] >> MK_LIVE_RULE_SHIFT) + 1]++; total++; }
    uint64_t most = 0;
    for (int r = 0; r < rules; r++) {
        if (from[r + 1] > most) most = from[r + 1];
        from[r + 1] += from[r];
    }
    entry *e = mk_arena_alloc(tmp, (total + 1) * sizeof *e), *t = mk_arena_alloc(tmp, (most + 1) * sizeof *t);
    uint32_t *count = mk_arena_alloc(tmp, 4097 * sizeof *count), *block = NULL;
    size_t room = 0;
    memcpy(at, from, sizeof at);
    for (uint32_t i = 0; i < v->n; i++)
        for (size_t k = 0, n = mk_live_keys(v, i, key); k < n; k++) e[at[key[k] >> MK_LIVE_RULE_SHIFT]++] = (entry){ key[k], i };
    mk_live_pairs pair = { 0 };
    for (int r = 0; r < rules; r++) {
        entry *x = e + from[r];
        size_t n = from[r + 1] - from[r];
        sort(x, t, n, count);
        for (size_t i = 0, to; i < n; i = to) {
            for (to = i + 1; to < n && x[to].key == x[i].key; to++) { }
            if (to - i > room) {
                room = 2 * (to - i);
                block = mk_arena_alloc(tmp, room * sizeof *block);
            }
            for (size_t j = i; j < to; j++) block[j - i] = x[j].record;
            if (sink) MK_TRY(sink(cx, self, x[i].key, block, to - i));
            if (to - i > MK_LIVE_CROWD) continue;
            for (size_t j = i; j < to; j++)
                for (size_t p = j + 1; p < to; p++) *mk_vec_push(own, &pair) = (mk_live_pair){ x[j].record, x[p].record, 0 };
        }
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pairs", (uint64_t)r + 1, (uint64_t)rules);
    }
    if (pair.n) qsort(pair.p, pair.n, sizeof *pair.p, by_records);
    for (size_t i = 0; i < pair.n; i++) {
        mk_live_pair p = pair.p[i];
        if (i && pair.p[i - 1].a == p.a && pair.p[i - 1].b == p.b) continue;
        p.weight = mk_live_weigh(v, p.a, p.b);
        if (p.weight >= least) *mk_vec_push(cx->arena, ret) = p;
        if ((i & 0xffff) == 0) MK_TRY(mk_cx_check(cx));
    }
    mk_arena_free(tmp);
    return 0;
}
