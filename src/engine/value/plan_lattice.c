/* SPDX-License-Identifier: Apache-2.0
 * A plan whose costs are whole grains (minutes, agorot), made the best there is (docs/maths/worth.md 4). There many sets of moves use exactly the same of both budgets, and of those
 * only the best matters: a dynamic programme over what is used more or less than by the plan at hand, some grains either way, as in the balanced search of Pisinger (1995, European
 * Journal of Operational Research 83). Whatever it does not look at (customers whose moves lose too much, or sets that go further either way) is worth at most the dual less what
 * that loses: the least of those is what the plan may still be short of, and where it is more than what the plan lacks, the plan is proved.
 * Where too little is looked at for that, the same is asked of what the sets leave over when they are divided by a number of grains (Gomory 1965, Proceedings of the National Academy of
 * Sciences 53): every set is looked at, for one that goes too far comes round again, and what any plan loses, one that leaves over as much loses at the most. */
#include <math.h>
#include "plan_int.h"
#include "sum.h"

enum { CELLS_MOST = 1 << 16, ITEMS_MOST = 800, COPIES = 16, ROUNDS = 6, WIDE_LEAST = 12, WORK_MOST = 100000000 };
enum { ORDER_LEAST = 48, ORDER_MOST = 120 };    /* what sets are divided by */

/* One customer of a kind who is on `from`; near: what the move of his loses that loses least. */
typedef struct item { double near; uint32_t kind; uint8_t from; } item;
/* dual: at the prices; short_of: what the plan is worth less than it; stay: what those lose who are not looked at; beyond: the least that any plan loses which is not looked at. */
typedef struct look { mk_plan_budget price; double dual, short_of, stay, beyond; item *item; size_t n; double *loses; } look;
/* Grains of one budget: wide either way of the plan; left: what the plan leaves of it. step: of each choice; most: the longest. */
typedef struct axis { double grain; int wide, left, most, *step; } axis;

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

/* What each choice loses by the prices, and whom it is worth to move; of many who are alike so many as can move before that loses too much. */
static void look_at(mk_arena *a, const mk_plan_state *s, uint32_t copies, size_t most, look *l)
{
    size_t n = 0, each = (size_t)s->per + 1;
    item *it = MK_NEWN(a, item, s->n * each + 1);
    mk_sum dual = { 0 }, stay = { 0 };
    l->loses = MK_NEWN(a, double, s->n * each + 1);
    for (size_t k = 0; k < s->n; k++) {
        double *loses = l->loses + k * each, best = 0, many = 0;
        for (int j = 1; j <= s->per; j++) best = fmax(best, profit(choice_of(s, k, j), l->price));
        for (int j = 0; j <= s->per; j++) loses[j] = best - profit(choice_of(s, k, j), l->price);
        for (int from = 0; from <= s->per; from++) {
            uint32_t on = s->on[k * each + (size_t)from];
            if (!on) continue;
            double near = INFINITY;
            for (int to = 0; to <= s->per; to++) if (to != from) near = fmin(near, loses[to]);
            it[n++] = (item){ near, (uint32_t)k, (uint8_t)from };
            many += on;
            mk_sum_add(&stay, loses[from] * on);
        }
        mk_sum_add(&dual, best * many);
    }
    if (l->price.money > 0) mk_sum_add(&dual, l->price.money * s->budget.money);
    if (l->price.hours > 0) mk_sum_add(&dual, l->price.hours * s->budget.hours);
    l->dual = mk_sum_of(&dual);
    l->short_of = l->dual - s->value;
    l->beyond = INFINITY;
    l->item = MK_NEWN(a, item, most);
    qsort(it, n, sizeof *it, nearest_first);
    for (size_t i = 0; i < n && it[i].near < l->short_of; i++) {
        uint32_t on = s->on[it[i].kind * each + it[i].from], k = 0;
        for (; k < on && k < copies && l->n < most && (k + 1) * it[i].near < l->short_of; k++) {
            l->item[l->n++] = it[i];
            mk_sum_add(&stay, -l->loses[it[i].kind * each + it[i].from]);
        }
        if (k < on) l->beyond = fmin(l->beyond, (k + 1) * it[i].near);
    }
    l->stay = fmax(0, mk_sum_of(&stay));
}

typedef double (*part_of)(const mk_plan_choice *c);
static double money_of(const mk_plan_choice *c) { return c->money; }
static double hours_of(const mk_plan_choice *c) { return c->hours; }

/* False: the costs are no whole grains, or too many. */
static bool axis_of(mk_arena *a, const mk_plan_state *s, part_of of, double budget, axis *ret)
{
    size_t all = s->n * (size_t)s->per;
    double used = 0;
    *ret = (axis){ .most = 1, .step = MK_NEWN(a, int, all + 1) };
    if (isinf(budget)) return true;
    ret->grain = mk_plan_grain(s->choice, all, of);
    if (!(ret->grain > 0)) return false;
    for (size_t i = 0; i < all; i++) {
        double steps = of(&s->choice[i]) / ret->grain;
        if (!(steps < CELLS_MOST)) return false;
        ret->step[i] = (int)lround(steps);
        ret->most = ret->step[i] > ret->most ? ret->step[i] : ret->most;
    }
    for (size_t k = 0; k < s->n; k++)
        for (int j = 1; j <= s->per; j++) used += (double)s->on[k * (size_t)(s->per + 1) + (size_t)j] * ret->step[k * (size_t)s->per + (size_t)j - 1];
    ret->left = (int)fmin(CELLS_MOST, fmax(0, floor(budget / ret->grain * (1 + 1e-12) + 1e-9) - used));
    ret->wide = ret->most * 3 > WIDE_LEAST ? ret->most * 3 : WIDE_LEAST;
    return true;
}

static int steps_of(const axis *x, const mk_plan_state *s, const item *it, int to)
{
    size_t first = it->kind * (size_t)s->per;
    return (to ? x->step[first + (size_t)to - 1] : 0) - (it->from ? x->step[first + (size_t)it->from - 1] : 0);
}

/* As wide as the work allows. */
static void widen(axis *m, axis *h, size_t items, int per)
{
    double most = fmin(CELLS_MOST, WORK_MOST / fmax(1, (double)items * (per + 1)));
    for (;;) {
        axis *x = !h->wide || (m->wide && m->wide / m->most <= h->wide / h->most) ? m : h;
        int wider = x->wide + x->wide / 2;
        if (!x->wide || (2. * (x == m ? wider : m->wide) + 1) * (2. * (x == h ? wider : h->wide) + 1) > most) break;
        x->wide = wider;
    }
    while ((2. * m->wide + 1) * (2. * h->wide + 1) > most && (m->wide > 4 || h->wide > 4)) *(m->wide > h->wide ? &m->wide : &h->wide) -= 1;
}

/* One customer more: he stays, or goes where that loses less than the plan is short of. took: where he goes to, for each cell. */
static void one_more(const mk_plan_state *s, look *l, const axis *m, const axis *h, const item *it, const double *was, double *is, uint8_t *took)
{
    int rows = 2 * m->wide + 1, columns = 2 * h->wide + 1;
    const double *loses = l->loses + it->kind * ((size_t)s->per + 1);
    for (int c = 0; c < rows * columns; c++) is[c] = was[c] + loses[it->from];
    memset(took, it->from, (size_t)(rows * columns));
    for (int to = 0; to <= s->per; to++) {
        double more = loses[to];
        if (to == it->from || !(l->stay + more < l->short_of)) continue;
        int dm = steps_of(m, s, it, to), dh = steps_of(h, s, it, to);
        for (int row = 0; row < rows; row++) {
            const double *old = was + row * columns;
            bool in = row + dm >= 0 && row + dm < rows;
            int low = in ? dh < 0 ? -dh : 0 : columns, high = in ? dh > 0 ? columns - dh : columns : columns;
            if (low > columns) low = columns;
            if (high < low) high = low;
            for (int c = 0; c < low; c++) l->beyond = fmin(l->beyond, l->stay + old[c] + more);
            for (int c = high; c < columns; c++) l->beyond = fmin(l->beyond, l->stay + old[c] + more);
            if (!in) continue;
            double *new = is + (row + dm) * columns + dh;
            uint8_t *mine = took + (row + dm) * columns + dh;
            for (int c = low; c < high; c++)
                if (old[c] + more < new[c]) new[c] = old[c] + more, mine[c] = (uint8_t)to;
        }
    }
}

/* Customers who move, so that the plan becomes worth more; false: none were found. *ret_bound: what any plan is worth at most. */
static bool better(mk_arena *arena, mk_plan_state *s, mk_plan_budget price, double *ret_bound)
{
    axis m, h;
    look l = { .price = price };
    if (!axis_of(arena, s, money_of, s->budget.money, &m) || !axis_of(arena, s, hours_of, s->budget.hours, &h)) return false;
    look_at(arena, s, COPIES, ITEMS_MOST, &l);
    widen(&m, &h, l.n, s->per);
    int rows = 2 * m.wide + 1, columns = 2 * h.wide + 1, cells = rows * columns, best = -1;
    double *was = mk_arena_alloc(arena, sizeof *was * (size_t)cells), *is = mk_arena_alloc(arena, sizeof *is * (size_t)cells), least = l.short_of - 1e-12 * l.dual;
    uint8_t *took = mk_arena_alloc(arena, l.n * (size_t)cells + 1);
    for (int c = 0; c < cells; c++) was[c] = INFINITY;
    was[m.wide * columns + h.wide] = 0;
    for (size_t i = 0; i < l.n; i++) {
        one_more(s, &l, &m, &h, &l.item[i], was, is, took + i * (size_t)cells);
        for (int c = 0; c < cells; c++) if (!(l.stay + is[c] < l.short_of + 1e-9 * l.dual)) is[c] = INFINITY;
        double *swapped = was;
        was = is;
        is = swapped;
    }
    for (int c = 0; c < cells; c++) {
        int dm = c / columns - m.wide, dh = c % columns - h.wide;
        if (dm > m.left || dh > h.left) continue;
        double loses = l.stay + was[c] + (price.money > 0 ? price.money * (m.left - dm) * m.grain : 0) + (price.hours > 0 ? price.hours * (h.left - dh) * h.grain : 0);
        if (loses < least) least = loses, best = c;
    }
    double value = s->value;
    for (size_t i = l.n; best >= 0 && i-- > 0;) {
        const item *it = &l.item[i];
        uint32_t *on = s->on + it->kind * (size_t)(s->per + 1);
        int to = took[i * (size_t)cells + (size_t)best];
        if (to == it->from) continue;
        on[it->from]--;
        on[to]++;
        s->value += choice_of(s, it->kind, to)->value - choice_of(s, it->kind, it->from)->value;
        best -= steps_of(&m, s, it, to) * columns + steps_of(&h, s, it, to);
    }
    *ret_bound = fmax(s->value, fmin(*ret_bound, l.beyond < l.short_of ? l.dual - l.beyond : s->value));
    return s->value > value;
}

/* A number that the costs divide, as far as it stays small. */
static int order_of(const axis *x, size_t n)
{
    int order = 1, times = 1;
    if (!x->wide) return 1;
    for (size_t i = 0; i < n; i++) {
        int a = order, b = x->step[i];
        if (b <= 0 || b > ORDER_MOST) continue;
        while (b) { int t = a % b; a = b; b = t; }
        int both = order / a * x->step[i];
        if (both <= ORDER_MOST) order = both;
    }
    while (order * times < ORDER_LEAST) times++;
    return order * times;
}

static int left_over(int steps, int order) { return (steps % order + order) % order; }

/* One customer more, of whom only what is left over counts. */
static void one_more_round(const mk_plan_state *s, const look *l, const axis *m, const axis *h, int rows, int columns, const item *it, const double *was, double *is)
{
    const double *loses = l->loses + it->kind * ((size_t)s->per + 1);
    for (int c = 0; c < rows * columns; c++) is[c] = was[c] + loses[it->from];
    for (int to = 0; to <= s->per; to++) {
        if (to == it->from || !(l->stay + loses[to] < l->short_of)) continue;
        int dm = left_over(steps_of(m, s, it, to), rows), dh = left_over(steps_of(h, s, it, to), columns);
        for (int row = 0; row < rows; row++) {
            const double *old = was + row * columns;
            double *new = is + (row + dm) % rows * columns + dh;
            for (int c = 0; c < columns - dh; c++) new[c] = fmin(new[c], old[c] + loses[to]);
            for (int c = columns - dh; c < columns; c++) new[c - columns] = fmin(new[c - columns], old[c] + loses[to]);
        }
    }
}

/* What any plan is worth at most, by what is left over. */
static double bound_round(mk_arena *arena, const mk_plan_state *s, mk_plan_budget price)
{
    axis m, h;
    look l = { .price = price };
    if (!axis_of(arena, s, money_of, s->budget.money, &m) || !axis_of(arena, s, hours_of, s->budget.hours, &h)) return INFINITY;
    int rows = order_of(&m, s->n * (size_t)s->per), columns = order_of(&h, s->n * (size_t)s->per), cells = rows * columns;
    /* of more copies than there are cells some leave nothing over together, and the rest loses less */
    look_at(arena, s, (uint32_t)cells, (size_t)(WORK_MOST / (cells * (s->per + 1))), &l);
    double *was = MK_NEWN(arena, double, cells), *is = MK_NEWN(arena, double, cells), least = l.beyond;
    for (int c = 1; c < cells; c++) was[c] = INFINITY;
    for (size_t i = 0; i < l.n; i++) {
        one_more_round(s, &l, &m, &h, rows, columns, &l.item[i], was, is);
        double *swapped = was;
        was = is;
        is = swapped;
    }
    for (int c = 0; c < cells; c++) {
        int money = left_over(m.left - c / columns, rows), hours = left_over(h.left - c % columns, columns);
        least = fmin(least, l.stay + was[c] + (price.money > 0 ? price.money * money * m.grain : 0) + (price.hours > 0 ? price.hours * hours * h.grain : 0));
    }
    return l.dual - least;
}

int mk_plan_lattice(mk_cx *cx, mk_plan_state *at, mk_plan_budget price, double *bound)
{
    for (int round = 0; round < ROUNDS && *bound > at->value; round++) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        MK_TRY(mk_cx_check(cx));
        bool moved = better(cx->arena, at, price, bound);
        mk_arena_rewind(cx->arena, mark);
        if (!moved) break;
    }
    if (*bound > at->value) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        MK_TRY(mk_cx_check(cx));
        *bound = fmax(at->value, fmin(*bound, bound_round(cx->arena, at, price)));
        mk_arena_rewind(cx->arena, mark);
    }
    return 0;
}
