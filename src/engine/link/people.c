/* SPDX-License-Identifier: Apache-2.0
 * From pairs to people. Pairs that are likelier than not give components; inside each the weights of all pairs, also of those that no
 * key found, decide: the two groups whose pairs speak most for each other on average are joined, as long as they do. */
#include "link_int.h"

static uint32_t root(uint32_t *up, uint32_t x)
{
    while (up[x] != x) { up[x] = up[up[x]]; x = up[x]; }
    return x;
}

enum { WHOLE = 1500 };                  /* rows of a component that are all held against each other */

typedef struct group_work { const mk_link *l; mk_compare cmp; uint32_t *up; mk_arena *a; } group_work;

static float clipped(const mk_link *l, uint32_t a, uint32_t b, float w)
{
    w = w < -10 ? -10 : w > 10 ? 10 : w;
    return w < 0 && mk_pair_forbidden(l, a, b) ? -1e6f : w;             /* no average makes up for it */
}

/* Average link inside one component. member: k places, ascending; name: what each is in `up`; s: k x k weights, those that are not known
 * yet above UNKNOWN. */
#define UNKNOWN 1e9f
static void part(group_work *w, const uint32_t *member, const uint32_t *name, uint32_t k, float *s, float stop)
{
    mk_arena_mark here = mk_arena_here(w->a);
    uint32_t *size = mk_arena_alloc(w->a, k * sizeof *size), *best = mk_arena_alloc(w->a, k * sizeof *best), *alive = mk_arena_alloc(w->a, k * sizeof *alive);
    for (uint32_t i = 0; i < k; i++)
        for (uint32_t j = 0; j < i; j++) {              /* s becomes sums of weights between groups */
            float b = s[i * k + j];
            if (b >= UNKNOWN) b = (float)mk_pair_bits(&w->cmp, member[j], member[i]);
            s[i * k + j] = s[j * k + i] = clipped(w->l, member[j], member[i], b);
        }
    uint32_t n = k;
    for (uint32_t i = 0; i < k; i++) { size[i] = 1; alive[i] = i; best[i] = UINT32_MAX; }
    while (n > 1) {
        float top = -1e9f;
        uint32_t bi = 0, bj = 0;
        for (uint32_t x = 0; x < n; x++) {
            uint32_t i = alive[x];
            if (best[i] == UINT32_MAX) {
                float t = -1e9f;
                for (uint32_t y = 0; y < n; y++) {
                    uint32_t j = alive[y];
                    if (j == i) continue;
                    float v = s[i * k + j] / (float)(size[i] * size[j]);
                    if (v > t) { t = v; best[i] = j; }
                }
            }
            float v = s[i * k + best[i]] / (float)(size[i] * size[best[i]]);
            if (v > top) { top = v; bi = i; bj = best[i]; }
        }
        if (top <= stop) break;
        if (bj < bi) { uint32_t t = bi; bi = bj; bj = t; }
        for (uint32_t x = 0, to = 0; x < n; x++) {
            uint32_t j = alive[x];
            if (j == bj) continue;
            alive[to++] = j;
            if (j == bi) continue;
            s[bi * k + j] += s[bj * k + j];
            s[j * k + bi] = s[bi * k + j];
            best[j] = UINT32_MAX;
        }
        n--;
        size[bi] += size[bj];
        best[bi] = UINT32_MAX;
        w->up[root(w->up, name[bj])] = root(w->up, name[bi]);
    }
    mk_arena_rewind(w->a, here);
}

/* Components by pairs above a weight. One that is too large to be looked at whole is held together by chains: only its stronger pairs
 * count, until it falls apart. */
static void components(const mk_link *l, uint32_t *up, uint32_t *comp, uint32_t *count)
{
    uint32_t n = l->n;
    for (uint32_t i = 0; i < n; i++) { up[i] = i; comp[i] = 0; }
    bool large = true;
    for (int cut = 0; large && cut < 64; cut += 2) {
        for (uint64_t i = 0; i < l->pairs; i++) {
            const mk_link_pair *p = &l->pair[i];
            if (p->weight <= (float)cut || comp[p->a] != 0 || comp[p->b] != 0) continue;
            uint32_t a = root(up, p->a), b = root(up, p->b);
            if (a < b) up[b] = a; else up[a] = b;
        }
        memset(count, 0, (size_t)n * sizeof *count);
        for (uint32_t i = 0; i < n; i++) count[root(up, i)]++;
        large = false;
        for (uint32_t i = 0; i < n; i++)
            if (comp[i] == 0) comp[i] = count[root(up, i)] <= WHOLE;        /* done */
        for (uint32_t i = 0; i < n; i++)
            if (!comp[i]) { large = true; up[i] = i; }
    }
    for (uint32_t i = 0; i < n; i++) comp[i] = root(up, i);
}

static float *unknown(mk_arena *a, uint32_t k)
{
    float *s = mk_arena_alloc(a, (size_t)k * k * sizeof *s);
    for (size_t i = 0; i < (size_t)k * k; i++) s[i] = UNKNOWN;
    return s;
}

typedef struct grouping { uint32_t *comp, *size, *from, *order, *at, *pair_from, *pair; } grouping;       /* size, from, pair_from: by component */

/* Rows by component, leaving out those that are alone, and the pairs of each component of three rows or more. */
static grouping group(const mk_link *l, mk_arena *a, uint32_t *comp, uint32_t *size)
{
    uint32_t n = l->n, rows = 0, pairs = 0;
    grouping g = { .comp = comp, .size = size };
    g.from = mk_arena_alloc(a, ((size_t)n + 1) * sizeof *g.from);
    g.order = mk_arena_alloc(a, ((size_t)n + 1) * sizeof *g.order);
    g.at = mk_arena_alloc(a, ((size_t)n + 1) * sizeof *g.at);
    g.pair_from = MK_NEWN(a, uint32_t, (size_t)n + 1);
    memset(size, 0, (size_t)n * sizeof *size);
    for (uint32_t i = 0; i < n; i++) size[comp[i]]++;
    for (uint32_t c = 0; c < n; c++) {
        g.from[c] = rows;
        if (size[c] > 1) rows += size[c];
    }
    for (uint32_t i = 0; i < n; i++) {                  /* from[c] becomes the end of c */
        if (size[comp[i]] < 2) continue;
        g.at[i] = g.from[comp[i]]++;
        g.order[g.at[i]] = i;
    }
    for (uint64_t i = 0; i < l->pairs; i++) {
        uint32_t c = comp[l->pair[i].a];
        if (size[c] > 2 && comp[l->pair[i].b] == c) g.pair_from[c]++;
    }
    for (uint32_t c = 0; c < n; c++) { uint32_t k = g.pair_from[c]; g.pair_from[c] = pairs; pairs += k; }
    g.pair = mk_arena_alloc(a, ((size_t)pairs + 1) * sizeof *g.pair);
    for (uint64_t i = 0; i < l->pairs; i++) {
        uint32_t c = comp[l->pair[i].a];
        if (size[c] > 2 && comp[l->pair[i].b] == c) g.pair[g.pair_from[c]++] = (uint32_t)i;
    }
    return g;
}

int mk_link_people(mk_cx *cx, mk_link *l)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t n = l->n, *up = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *up), *comp = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *comp);
    uint32_t *size = mk_arena_alloc(tmp, ((size_t)n + 2) * sizeof *size);
    components(l, up, comp, size);
    grouping g = group(l, tmp, comp, size);
    group_work w = { l, mk_compare_on(tmp, l), up, mk_arena_child(tmp) };
    for (uint32_t i = 0; i < n; i++) up[i] = i;
    uint32_t pair = 0;
    for (uint32_t c = 0; c < n; c++) {
        uint32_t k = size[c];
        if (k < 2) continue;
        const uint32_t *member = g.order + g.from[c] - k;
        if (k == 2) { up[member[1]] = member[0]; continue; }
        mk_arena_mark here = mk_arena_here(w.a);
        float *s = unknown(w.a, k);
        for (; pair < g.pair_from[c]; pair++) {
            const mk_link_pair *p = &l->pair[g.pair[pair]];
            uint32_t x = g.at[p->a] - (g.from[c] - k), y = g.at[p->b] - (g.from[c] - k);
            s[x * k + y] = s[y * k + x] = p->weight;
        }
        part(&w, member, member, k, s, 0);
        mk_arena_rewind(w.a, here);
        if ((c & 1023) == 0) MK_TRY(mk_cx_check(cx));
    }
    if (!l->cluster) l->cluster = mk_arena_alloc(l->arena, ((size_t)n + 1) * sizeof *l->cluster);
    uint32_t *least = size;
    l->stats.clusters = 0;
    for (uint32_t i = 0; i <= n; i++) least[i] = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) { uint32_t r = root(up, i); if (l->at_row[i] < least[r]) least[r] = l->at_row[i]; }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = root(up, i);
        l->cluster[l->at_row[i]] = least[r];
        l->stats.clusters += least[r] == l->at_row[i];
    }
    mk_arena_free(tmp);
    return 0;
}

void mk_link_part(mk_cx *cx, const mk_link *l, const uint32_t *row, size_t n, uint32_t *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t *member = mk_arena_alloc(tmp, (n + 1) * sizeof *member), *up = mk_arena_alloc(tmp, (n + 1) * sizeof *up), *least = mk_arena_alloc(tmp, (n + 1) * sizeof *least);
    uint32_t *at = mk_arena_alloc(tmp, (n + 1) * sizeof *at);
    for (size_t i = 0; i < n; i++) {                    /* by place, ascending */
        uint32_t p = l->place[row[i]];
        size_t k = i;
        for (; k && member[k - 1] > p; k--) member[k] = member[k - 1];
        member[k] = p;
    }
    for (uint32_t i = 0; i < n; i++) { up[i] = i; at[i] = i; least[i] = UINT32_MAX; }
    group_work w = { l, { l, NULL }, up, tmp };
    if (n == 2) { if (mk_pair_bits(&w.cmp, member[0], member[1]) > 0) up[1] = 0; }
    else if (n > 2) part(&w, member, at, (uint32_t)n, unknown(tmp, (uint32_t)n), 0);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = root(up, i), x = l->at_row[member[i]];
        if (x < least[r]) least[r] = x;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t p = l->place[row[i]], k = 0;
        while (member[k] != p) k++;
        ret[i] = least[root(up, k)];
    }
    mk_arena_free(tmp);
}
