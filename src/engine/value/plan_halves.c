/* SPDX-License-Identifier: Apache-2.0
 * Very many sets of moves at once (docs/maths/worth.md 4). Where two budgets bind some thousands of different customers, what a plan falls short of the prices
 * is the loss of some ten million sets: too many to walk. Parted by customers into two halves, each has only some hundred thousand (Horowitz & Sahni 1974,
 * Journal of the ACM 21); and of the pairs only those matter that leave next to nothing of either budget, which a grid over what is left finds at once. */
#include <math.h>
#include "plan_int.h"

enum { HALF_MOST = 1 << 19, BUCKETS = 1 << 18, DEPTH_MOST = 64, PAIRS_MOST = 1 << 26, SAME_SLOTS = 1 << 20 };
#define FURTHER 1.5
#define LEAST_FURTHER 1.05

typedef struct part { double loses, value, money, hours; uint32_t rest, last, next; } part;        /* next: in the same bucket */
typedef struct half { part *p; uint32_t n; const uint32_t *move; uint32_t moves, *best, bests; } half;       /* best: of those that use the same of both budgets the one worth most */
typedef struct stack { uint32_t at[DEPTH_MOST]; int n; } stack;

static bool there(const mk_plan_halved *h, const stack *s, const mk_plan_move *m)
{
    uint32_t used = 0;
    for (int i = 0; i < s->n; i++) used += h->move[s->at[i]].kind == m->kind && h->move[s->at[i]].from == m->from;
    return used < h->on[m->kind * (size_t)(h->per + 1) + m->from];
}

/* All sets of moves of this half, from the `from`-th on, that lose at most `most`. False: there are too many. */
static bool walk(const mk_plan_halved *h, half *a, uint32_t rest, uint32_t from, double most, stack *s)
{
    for (uint32_t i = from; i < a->moves; i++) {
        const mk_plan_move *m = &h->move[a->move[i]];
        part r = a->p[rest];
        if (r.loses + m->loses > most) return true;
        if (!there(h, s, m)) continue;
        if (a->n == HALF_MOST || s->n == DEPTH_MOST) return false;
        a->p[a->n] = (part){ r.loses + m->loses, r.value + m->value, r.money + m->money, r.hours + m->hours, rest, a->move[i], 0 };
        s->at[s->n++] = a->move[i];
        bool all = walk(h, a, a->n++, i, most, s);
        s->n--;
        if (!all) return false;
    }
    return true;
}

static bool walk_both(const mk_plan_halved *h, half two[2], double most)
{
    bool all = true;
    for (int k = 0; k < 2 && all; k++) {
        stack s = { .n = 0 };
        two[k].p[0] = (part){ 0 };
        two[k].n = 1;
        all = walk(h, &two[k], 0, 0, most, &s);
    }
    return all;
}

/* Which cell of the grid: so wide that what may be left reaches over two. */
static int64_t cell_of(double v, double width) { return isinf(width) ? 0 : (int64_t)floor(v / width); }
static uint32_t bucket_of(int64_t money, int64_t hours)
{
    return (uint32_t)(((uint64_t)money * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)hours * UINT64_C(0xc2b2ae3d27d4eb4f)) >> 46);
}

static int64_t rounded(double v, double step) { return step > 0 ? llround(v / step) : 0; }

/* Where costs are whole minutes and prices whole shekels, very many sets use the same of both budgets: only the best of them can be half of the best pair. slot: emptied here. */
static void best_of_same(const mk_plan_halved *h, half *a, uint32_t *slot)
{
    double money = 4 * h->over.money, hours = 4 * h->over.hours;
    memset(slot, 0, sizeof *slot * SAME_SLOTS);
    a->bests = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        const part *p = &a->p[i];
        int64_t m = rounded(p->money, money), o = rounded(p->hours, hours);
        uint32_t at = bucket_of(m, o) << 2;
        for (; slot[at]; at = (at + 1) & (SAME_SLOTS - 1)) {
            const part *other = &a->p[a->best[slot[at] - 1]];
            if (rounded(other->money, money) == m && rounded(other->hours, hours) == o) break;
        }
        if (!slot[at]) {
            a->best[a->bests++] = i;
            slot[at] = a->bests;
        } else if (p->value > a->p[a->best[slot[at] - 1]].value) {
            a->best[slot[at] - 1] = i;
        }
    }
}

/* The best of the pairs that fit, where it is better than the best so far. False: they were too many to look at all. */
static bool pair_up(mk_plan_halved *h, half two[2], uint32_t *first, uint32_t *slot)
{
    for (int k = 0; k < 2; k++) best_of_same(h, &two[k], slot);
    int64_t looked = 0;
    double most = h->dual - h->best, wide = most / h->price.money + h->over.money, long_ = most / h->price.hours + h->over.hours;
    if (isinf(h->slack.money)) wide = INFINITY;
    if (isinf(h->slack.hours)) long_ = INFINITY;
    uint32_t of_a = UINT32_MAX, of_b = 0;
    memset(first, 0, sizeof *first * BUCKETS);
    for (uint32_t k = two[1].bests; k-- > 0;) {
        uint32_t i = two[1].best[k];
        part *b = &two[1].p[i];
        uint32_t at = bucket_of(cell_of(b->money, wide), cell_of(b->hours, long_));
        b->next = first[at];
        first[at] = i + 1;
    }
    for (uint32_t k = 0; k < two[0].bests && looked < PAIRS_MOST; k++) {
        uint32_t i = two[0].best[k];
        const part *a = &two[0].p[i];
        double money = h->slack.money - a->money + h->over.money, hours = h->slack.hours - a->hours + h->over.hours;
        int64_t m = cell_of(money, wide), o = cell_of(hours, long_);
        for (int side = 0; side < 4; side++) {
            if ((side & 1 && isinf(wide)) || (side & 2 && isinf(long_))) continue;
            for (uint32_t j = first[bucket_of(m - (side & 1), o - (side >> 1))]; j; j = two[1].p[j - 1].next) {
                const part *b = &two[1].p[j - 1];
                looked++;
                if (b->money > money || b->hours > hours || !(h->value + a->value + b->value > h->best)) continue;
                h->best = h->value + a->value + b->value;
                of_a = i;
                of_b = j - 1;
            }
        }
    }
    if (of_a == UINT32_MAX) return looked < PAIRS_MOST;
    h->found = 0;
    for (int k = 0; k < 2; k++)
        for (uint32_t at = k ? of_b : of_a; at; at = two[k].p[at].rest) h->take[h->found++] = two[k].p[at].last;
    return looked < PAIRS_MOST;
}

int mk_plan_halves(mk_cx *cx, mk_plan_halved *h, double least, double *ret_reach)
{
    half two[2];
    uint32_t *first = mk_arena_alloc(cx->arena, sizeof *first * BUCKETS), *slot = mk_arena_alloc(cx->arena, sizeof *slot * SAME_SLOTS);
    for (int k = 0; k < 2; k++) {
        uint32_t *of = MK_NEWN(cx->arena, uint32_t, h->moves + 1), n = 0;
        for (uint32_t i = 0; i < h->moves; i++) if (h->move[i].kind % 2 == (uint32_t)k) of[n++] = i;
        two[k] = (half){ mk_arena_alloc(cx->arena, sizeof(part) * HALF_MOST), 0, of, n, mk_arena_alloc(cx->arena, sizeof(uint32_t) * HALF_MOST), 0 };
    }
    *ret_reach = 0;
    double further = FURTHER;
    /* where many moves lose nothing it begins at nothing, of which any part more is nothing too */
    for (double to = least; *ret_reach < h->dual - h->best; to = fmax(*ret_reach * further, (h->dual - h->best) / 1024)) {
        MK_TRY(mk_cx_check(cx));
        to = fmin(to, h->dual - h->best);
        if (walk_both(h, two, to)) {
            if (!pair_up(h, two, first, slot)) break;
            *ret_reach = to;                /* what was found makes less of the rest worth walking */
        } else if (!(*ret_reach > 0) || (further = sqrt(further)) < LEAST_FURTHER) {
            break;
        }
    }
    return 0;
}
