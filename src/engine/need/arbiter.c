/* SPDX-License-Identifier: Apache-2.0 */
#include "arbiter.h"

const char *mk_need_name(mk_need_kind kind)
{
    static const char *const name[] = { "", "replenish", "complement", "care", "similar", "due", "plan", "occasion", "information" };
    return name[kind];
}

static bool before(const mk_candidate *a, const mk_candidate *b)
{
    double x = mk_stake(a), y = mk_stake(b);
    if (x != y) return x > y;
    if (a->probability != b->probability) return a->probability > b->probability;
    if (a->kind != b->kind) return a->kind < b->kind;
    if (a->item != b->item) return a->item < b->item;
    return a->about < b->about;
}

static void sift(const mk_candidate *c, uint32_t *heap, size_t n, size_t i)
{
    uint32_t v = heap[i];
    for (size_t k; (k = 2 * i + 1) < n; i = k) {
        if (k + 1 < n && before(&c[heap[k + 1]], &c[heap[k]])) k++;
        if (!before(&c[heap[k]], &c[v])) break;
        heap[i] = heap[k];
    }
    heap[i] = v;
}

/* Whether the list has room for it beside what it has. */
static bool fits(const mk_candidate *c, const mk_candidate *one, const mk_arbiter *rule, const uint32_t *list, size_t n)
{
    uint32_t category = 0, kind = 0;
    for (size_t i = 0; i < n; i++) {
        const mk_candidate *o = &c[list[i]];
        if (rule->once && one->item && o->item == one->item && (o->about == one->about || one->kind <= MK_NEED_SIMILAR)) return false;
        category += one->category && o->category == one->category;
        kind += o->kind == one->kind;
    }
    return !(rule->per_category && one->category && category >= rule->per_category) && !(rule->per_kind && kind >= rule->per_kind);
}

size_t mk_arbiter_choose(const mk_candidate *c, size_t n, const mk_arbiter *rule, uint32_t *room, uint32_t *ret, size_t most)
{
    static const mk_arbiter any = { 0 };
    size_t left = 0, out = 0;
    if (!rule) rule = &any;
    for (uint32_t i = 0; i < n; i++)
        if (!c[i].barred && c[i].probability >= rule->least_probability && mk_stake(&c[i]) >= rule->least_stake) room[left++] = i;
    /* a heap: of many candidates only the few that are given back are put in order */
    for (size_t i = left / 2; i-- > 0;) sift(c, room, left, i);
    while (left && out < most) {
        uint32_t top = room[0];
        room[0] = room[--left];
        sift(c, room, left, 0);
        if (fits(c, &c[top], rule, ret, out)) ret[out++] = top;
    }
    return out;
}
