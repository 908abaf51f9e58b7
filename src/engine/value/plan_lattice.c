/* SPDX-License-Identifier: Apache-2.0
 * A plan whose costs are whole grains (minutes, agorot), made better (docs/maths/worth.md 4). There many sets of moves use exactly the same of both budgets, and of those only
 * the best matters: a dynamic programme over what is used more or less than by the plan at hand, some grains either way, as in the balanced search of Pisinger (1995, European
 * Journal of Operational Research 83). It proves nothing; what it finds leaves less for the proof. */
#include <math.h>
#include "plan_int.h"

enum { CELLS_MOST = 1 << 14, ITEMS_MOST = 640, COPIES = 6, ROUNDS = 6, WIDE_LEAST = 12 };

/* One customer of a kind who is on `from`; near: what his nearest move loses. */
typedef struct item { double near; uint32_t kind; uint8_t from; } item;
/* Grains of one budget: wide either way of the plan; left: what the plan leaves of it. step[k]: of each choice. */
typedef struct axis { double grain; int wide, left, *step; } axis;

static const mk_plan_choice none;
static const mk_plan_choice *choice_of(const mk_plan_state *s, size_t kind, int j) { return j ? &s->choice[kind * (size_t)s->per + (size_t)j - 1] : &none; }
static double profit(const mk_plan_choice *c, mk_plan_budget price)
{
    return c->value - (price.money > 0 ? price.money * c->money : 0) - (price.hours > 0 ? price.hours * c->hours : 0);
}

static int nearest_first(const void *a, const void *b)
{
    const item *x = a, *y = b;
    if (x->near < y->near || x->near > y->near) return x->near < y->near ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return x->from - y->from;
}

/* Whom it is worth to move, nearest first: those whose loss is less than what the plan may be short of. */
static size_t items_of(mk_arena *a, const mk_plan_state *s, mk_plan_budget price, double most, item **ret)
{
    size_t n = 0;
    item *it = MK_NEWN(a, item, s->n * (size_t)(s->per + 1) + 1), *many = MK_NEWN(a, item, ITEMS_MOST);
    for (size_t k = 0; k < s->n; k++)
        for (int from = 0; from <= s->per; from++) {
            double here = profit(choice_of(s, k, from), price), near = INFINITY;
            if (!s->on[k * (size_t)(s->per + 1) + (size_t)from]) continue;
            for (int to = 0; to <= s->per; to++) if (to != from) near = fmin(near, here - profit(choice_of(s, k, to), price));
            if (near < most) it[n++] = (item){ near, (uint32_t)k, (uint8_t)from };
        }
    qsort(it, n, sizeof *it, nearest_first);
    size_t m = 0;
    for (size_t i = 0; i < n && m < ITEMS_MOST; i++)
        for (uint32_t k = 0; k < s->on[it[i].kind * (size_t)(s->per + 1) + it[i].from] && k < COPIES && m < ITEMS_MOST; k++) many[m++] = it[i];
    *ret = many;
    return m;
}

typedef double (*part_of)(const mk_plan_choice *c);
static double money_of(const mk_plan_choice *c) { return c->money; }
static double hours_of(const mk_plan_choice *c) { return c->hours; }

/* False: the costs are no whole grains, or too many. */
static bool axis_of(mk_arena *a, const mk_plan_state *s, part_of of, double budget, axis *ret)
{
    size_t all = s->n * (size_t)s->per;
    double used = 0;
    int most = 1;
    *ret = (axis){ .step = MK_NEWN(a, int, all + 1) };
    if (isinf(budget)) return true;
    ret->grain = mk_plan_grain(s->choice, all, of);
    if (!(ret->grain > 0)) return false;
    for (size_t i = 0; i < all; i++) {
        double steps = of(&s->choice[i]) / ret->grain;
        if (!(steps < CELLS_MOST)) return false;
        ret->step[i] = (int)lround(steps);
        most = ret->step[i] > most ? ret->step[i] : most;
    }
    for (size_t k = 0; k < s->n; k++)
        for (int j = 1; j <= s->per; j++) used += (double)s->on[k * (size_t)(s->per + 1) + (size_t)j] * ret->step[k * (size_t)s->per + (size_t)j - 1];
    ret->left = (int)fmin(CELLS_MOST, fmax(0, floor(budget / ret->grain * (1 + 1e-12) + 1e-9) - used));
    ret->wide = most * 3 > WIDE_LEAST ? most * 3 : WIDE_LEAST;
    return true;
}

static int steps_of(const axis *x, const mk_plan_state *s, const item *it, int to)
{
    size_t first = it->kind * (size_t)s->per;
    return (to ? x->step[first + (size_t)to - 1] : 0) - (it->from ? x->step[first + (size_t)it->from - 1] : 0);
}

/* Customers who move, so that the plan becomes worth more; false: none were found. */
static bool better(mk_arena *arena, mk_plan_state *s, mk_plan_budget price, double most)
{
    axis m, h;
    item *it;
    if (!axis_of(arena, s, money_of, s->budget.money, &m) || !axis_of(arena, s, hours_of, s->budget.hours, &h)) return false;
    while ((2 * m.wide + 1) * (2 * h.wide + 1) > CELLS_MOST && (m.wide > 4 || h.wide > 4)) *(m.wide > h.wide ? &m.wide : &h.wide) -= 1;
    size_t n = items_of(arena, s, price, most, &it);
    int rows = 2 * m.wide + 1, columns = 2 * h.wide + 1, cells = rows * columns;
    double *was = mk_arena_alloc(arena, sizeof *was * (size_t)cells), *is = mk_arena_alloc(arena, sizeof *is * (size_t)cells);
    uint8_t *took = mk_arena_alloc(arena, n * (size_t)cells + 1);
    for (int c = 0; c < cells; c++) was[c] = -INFINITY;
    was[m.wide * columns + h.wide] = 0;
    for (size_t i = 0; i < n; i++) {
        const mk_plan_choice *from = choice_of(s, it[i].kind, it[i].from);
        double here = profit(from, price);
        uint8_t *t = took + i * (size_t)cells;
        memcpy(is, was, sizeof *is * (size_t)cells);
        memset(t, it[i].from, (size_t)cells);
        for (int to = 0; to <= s->per; to++) {
            const mk_plan_choice *c = choice_of(s, it[i].kind, to);
            if (to == it[i].from || !(here - profit(c, price) < most)) continue;
            int dm = steps_of(&m, s, &it[i], to), dh = steps_of(&h, s, &it[i], to);
            double gain = c->value - from->value;
            for (int row = dm > 0 ? dm : 0; row < rows && row - dm < rows; row++) {
                const double *old = was + (row - dm) * columns - dh;
                double *new = is + row * columns;
                uint8_t *mine = t + row * columns;
                int low = dh > 0 ? dh : 0, high = dh < 0 ? columns + dh : columns;
                for (int column = low; column < high; column++)
                    if (old[column] + gain > new[column] + 1e-12) new[column] = old[column] + gain, mine[column] = (uint8_t)to;
            }
        }
        double *swapped = was;
        was = is;
        is = swapped;
    }
    int best = -1;
    for (int c = 0; c < cells; c++)
        if (c / columns - m.wide <= m.left && c % columns - h.wide <= h.left && was[c] > (best < 0 ? 1e-9 * (1 + s->value) : was[best])) best = c;
    if (best < 0) return false;
    s->value += was[best];
    for (size_t i = n; i-- > 0;) {
        uint32_t *on = s->on + it[i].kind * (size_t)(s->per + 1);
        int to = took[i * (size_t)cells + (size_t)best];
        if (to == it[i].from) continue;
        on[it[i].from]--;
        on[to]++;
        best -= steps_of(&m, s, &it[i], to) * columns + steps_of(&h, s, &it[i], to);
    }
    return true;
}

int mk_plan_lattice(mk_cx *cx, mk_plan_state *at, mk_plan_budget price, double bound)
{
    for (int round = 0; round < ROUNDS && bound > at->value; round++) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        MK_TRY(mk_cx_check(cx));
        bool moved = better(cx->arena, at, price, bound - at->value);
        mk_arena_rewind(cx->arena, mark);
        if (!moved) break;
    }
    return 0;
}
