/* SPDX-License-Identifier: Apache-2.0
 * From pairs to people, a component at a time: average link over all pairs of it, where nobody is together with whom he cannot be. What
 * comes out depends on who is in the component and on nothing else: members lie in the order of their ids. */
#include "live_int.h"
#include "union.h"

enum { WHOLE = 300, STEP = 2, CUT_MOST = 64 };          /* WHOLE: records of a component that are all held against each other */
static const float never = -1e6f, clip = 10;

typedef struct parting { const mk_live *v; uint32_t *up, *name; mk_arena *a; } parting;   /* name: record of each place in the order of ids */

static void part(parting *p, const uint32_t *member, uint32_t k)
{
    mk_arena_mark here = mk_arena_here(p->a);
    float *s = mk_arena_alloc(p->a, (size_t)k * k * sizeof *s);
    uint32_t *with = mk_arena_alloc(p->a, k * sizeof *with);
    for (uint32_t i = 0; i < k; i++)
        for (uint32_t j = 0; j < i; j++) {
            uint32_t x = p->name[member[j]], y = p->name[member[i]];
            float w = mk_live_weigh(p->v, x, y);
            w = w < -clip ? -clip : w > clip ? clip : w;
            if (mk_live_apart(p->v, x, y)) w = never;
            s[i * k + j] = s[j * k + i] = w;
        }
    mk_link_average(p->a, s, k, with);
    for (uint32_t i = 0; i < k; i++) mk_union_join(p->up, member[i], member[with[i]]);
    mk_arena_rewind(p->a, here);
}

static int by_id(const void *x, const void *y, void *self)
{
    const mk_live *v = self;
    uint64_t a = v->record[*(const uint32_t *)x].id, b = v->record[*(const uint32_t *)y].id;
    return (a > b) - (a < b);
}

/* Components of the pairs above `cut`; too large ones again with a higher one, because they are held together by chains. Pairs are of places. */
static int components(mk_cx *cx, parting *p, const mk_live_pair *pair, size_t n, float cut)
{
    uint32_t all = p->v->n;
    mk_arena *tmp = mk_arena_child(p->a);
    uint32_t *up = mk_arena_alloc(tmp, ((size_t)all + 1) * sizeof *up), *count = mk_arena_zalloc(tmp, ((size_t)all + 2) * sizeof *count);
    uint32_t *order = mk_arena_alloc(tmp, ((size_t)all + 1) * sizeof *order), *end = mk_arena_alloc(tmp, ((size_t)all + 2) * sizeof *end);
    mk_live_pairs rest = { 0 };
    mk_union_start(up, all);
    for (size_t i = 0; i < n; i++)
        if (pair[i].weight > cut) mk_union_join(up, pair[i].a, pair[i].b);
    for (uint32_t i = 0; i < all; i++) count[mk_union_root(up, i) + 1]++;
    for (uint32_t i = 0; i < all; i++) count[i + 1] += count[i];
    memcpy(end, count, ((size_t)all + 1) * sizeof *end);
    for (uint32_t i = 0; i < all; i++) order[end[mk_union_root(up, i)]++] = i;
    for (uint32_t i = 0; i < all; i++) {
        uint32_t from = count[i], k = count[i + 1] - from;
        if (k < 2) continue;
        if (k <= WHOLE || cut >= CUT_MOST) {
            if (k <= 16 * WHOLE) part(p, order + from, k);
            else for (uint32_t x = 1; x < k; x++) mk_union_join(p->up, order[from], order[from + x]);
        }
        MK_TRY(mk_cx_check(cx));
    }
    for (size_t i = 0; i < n && cut < CUT_MOST; i++) {
        uint32_t r = mk_union_root(up, pair[i].a);
        if (pair[i].weight > cut && count[r + 1] - count[r] > WHOLE) *mk_vec_push(tmp, &rest) = pair[i];
    }
    int rc = rest.n ? components(cx, p, rest.p, rest.n, cut + STEP) : 0;
    mk_arena_free(tmp);
    return rc;
}

int mk_live_people(mk_cx *cx, const mk_live *v, const mk_live_pair *pair, size_t n, uint32_t *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    parting p = { v, mk_arena_alloc(tmp, ((size_t)v->n + 1) * sizeof(uint32_t)), mk_arena_alloc(tmp, ((size_t)v->n + 1) * sizeof(uint32_t)), tmp };
    uint32_t *place = mk_arena_alloc(tmp, ((size_t)v->n + 1) * sizeof *place);
    mk_union_start(p.up, v->n);
    for (uint32_t i = 0; i < v->n; i++) p.name[i] = i;
    qsort_r(p.name, v->n, sizeof *p.name, by_id, (void *)(uintptr_t)v);
    for (uint32_t i = 0; i < v->n; i++) place[p.name[i]] = i;
    mk_live_pair *of = mk_arena_alloc(tmp, (n + 1) * sizeof *of);
    for (size_t i = 0; i < n; i++) of[i] = (mk_live_pair){ place[pair[i].a], place[pair[i].b], pair[i].weight };
    int rc = components(cx, &p, of, n, 0);
    for (uint32_t i = 0; i < v->n; i++) ret[p.name[i]] = p.name[mk_union_root(p.up, i)];
    mk_arena_free(tmp);
    return rc;
}
