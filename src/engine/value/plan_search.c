/* SPDX-License-Identifier: Apache-2.0
 * The last of a plan, and its proof (docs/maths/worth.md 4). Prices say what each customer's best choice is; every other choice loses something by
 * them, and any plan is the one of the prices with some customers moved, worth
 *     dual - what the moves lose - what is left of the budgets, at their prices.
 * The sets of moves are walked in order of what they lose (Lawler 1972, Management Science 18), so whatever is not walked yet is worth at most the dual less
 * what the next one loses: the bound falls while the plan rises. Where they meet, the plan is proved to be the best there is. Moves that lose
 * nothing (those customers the relaxation would cut in two) are not walked: how many of them are best follows from what is left. */
#include <math.h>
#include "hash.h"
#include "map.h"
#include "plan_int.h"
#include "sum.h"
#include "vec.h"

/* Sets looked at, moves among which they are made, and of a move that loses nothing the numbers tried. */
enum { SETS_MOST = 1 << 17, MOVES_MOST = 4096, TRIED_MOST = 4096, FREE_MOST = 2, MOVES_MANY = 1024, EQUAL_MOST = 24 };
#define NEAR_ENOUGH 1e-9

typedef mk_plan_move move;
/* The moves of `rest` and one more; 0 is the empty one. */
typedef struct set { double loses, value, money, hours; uint32_t rest, last; } set;

typedef struct search {
    mk_cx *cx;
    const mk_plan_state *at;
    mk_plan_budget price, slack, over;      /* slack: of the plan the prices make, may be below nothing; over: what a sum may be off */
    double dual, value, best;               /* value: of that plan */
    uint32_t *on;
    mk_vec(move) moves;
    move free[FREE_MOST];
    int frees;
    double limit;                           /* the least that a set loses which was left out, though it might be better */
    set *set;
    uint32_t sets, *heap, waiting;
    bool full;
    uint32_t found;
    int64_t times[FREE_MOST];
} search;

static const mk_plan_choice *choice_of(const mk_plan_state *s, size_t kind, int choice)
{
    static const mk_plan_choice none = { 0 };
    return choice ? &s->choice[kind * (size_t)s->per + (size_t)choice - 1] : &none;
}

static uint32_t *on(const search *s, size_t kind, int choice) { return &s->on[kind * (size_t)(s->at->per + 1) + (size_t)choice]; }

static double profit(const search *s, const mk_plan_choice *c)
{
    return c->value - (s->price.money > 0 ? s->price.money * c->money : 0) - (s->price.hours > 0 ? s->price.hours * c->hours : 0);
}

/* Everybody to a choice that loses nothing, but for those who are on one; and the dual at these prices. */
static void by_prices(search *s)
{
    mk_sum value = { 0 }, money = { 0 }, hours = { 0 }, dual = { 0 };
    for (size_t k = 0; k < s->at->n; k++) {
        int best = 0;
        double most = 0;
        for (int j = 1; j <= s->at->per; j++) {
            double v = profit(s, choice_of(s->at, k, j));
            if (v > most) { most = v; best = j; }
        }
        double all = 0;
        for (int j = 0; j <= s->at->per; j++) all += *on(s, k, j);
        for (int j = 0; j <= s->at->per; j++) {
            const mk_plan_choice *c = choice_of(s->at, k, j);
            uint32_t n = *on(s, k, j);
            if (n && most - profit(s, c) > 1e-12 * (1 + most)) {
                *on(s, k, best) += n;
                *on(s, k, j) = 0;
            }
        }
        mk_sum_add(&dual, all * most);
        for (int j = 1; j <= s->at->per; j++) {
            const mk_plan_choice *c = choice_of(s->at, k, j);
            double n = *on(s, k, j);
            if (!(n > 0)) continue;
            mk_sum_add(&value, n * c->value);
            mk_sum_add(&money, n * c->money);
            mk_sum_add(&hours, n * c->hours);
        }
    }
    if (s->price.money > 0) mk_sum_add(&dual, s->price.money * s->at->budget.money);
    if (s->price.hours > 0) mk_sum_add(&dual, s->price.hours * s->at->budget.hours);
    s->dual = mk_sum_of(&dual);
    s->value = mk_sum_of(&value);
    s->slack = (mk_plan_budget){ s->at->budget.money - mk_sum_of(&money), s->at->budget.hours - mk_sum_of(&hours) };
}

/* Whether another choice, or none, brings as much for as little: of equal ones the first stays. */
static bool needless(const search *s, size_t kind, int choice)
{
    const mk_plan_choice *c = choice_of(s->at, kind, choice);
    for (int j = 0; j <= s->at->per; j++) {
        const mk_plan_choice *o = choice_of(s->at, kind, j);
        if (j == choice || o->value < c->value || o->money > c->money || o->hours > c->hours) continue;
        if (j < choice || o->value > c->value || o->money < c->money || o->hours < c->hours) return true;
    }
    return false;
}

static int by_loss(const void *a, const void *b)
{
    const move *x = a, *y = b;
    if (x->loses < y->loses || x->loses > y->loses) return x->loses < y->loses ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return x->from != y->from ? x->from - y->from : x->to - y->to;
}

/* Whether the move is one of those of which any number may be made: it loses nothing, there are many of its kind, and it goes its own way. */
static bool free_move(search *s, const move *m)
{
    for (int i = 0; i < s->frees; i++)
        if (s->free[i].kind == m->kind && s->free[i].from == m->to && s->free[i].to == m->from) return true;        /* the same backwards */
    if (m->loses > 1e-11 * (1 + fabs(m->value)) || s->frees == FREE_MOST || *on(s, m->kind, m->from) + *on(s, m->kind, m->to) < 3) return false;
    double money = s->price.money > 0 ? m->money : 0, hours = s->price.hours > 0 ? m->hours : 0;
    if (!(fabs(money) + fabs(hours) > 0)) return false;
    if (s->frees) {
        const move *f = &s->free[0];
        if (m->kind == f->kind && m->from != f->from) return false;
        if (!(s->price.money > 0 && s->price.hours > 0) || fabs(f->money * hours - f->hours * money) <= 1e-9 * (fabs(f->money * hours) + fabs(f->hours * money))) return false;
    }
    s->free[s->frees++] = *m;
    return true;
}

/* Choices that free moves join are one place for the others: moves from and to the first of them are enough. */
static bool joined(const search *s, uint32_t kind, int choice)
{
    for (int i = 0; i < s->frees; i++)
        if (s->free[i].kind == kind && (s->free[i].from == choice || s->free[i].to == choice)) return true;
    return false;
}

static bool first_joined(const search *s, uint32_t kind, int choice)
{
    for (int i = 0; i < s->frees; i++)
        if (s->free[i].kind == kind) return s->free[i].from == choice;
    return false;
}

static bool twice(const search *s, const move *m)
{
    bool from = joined(s, m->kind, m->from), to = joined(s, m->kind, m->to);
    return (from && to) || (from && !first_joined(s, m->kind, m->from)) || (to && !first_joined(s, m->kind, m->to));
}

/* Of moves that use the same the first ones do, where customers are all different: a set of EQUAL_MOST has no need of others. What more moves lose at
 * least is the limit. */
static void few_of_equal(search *s, size_t *n)
{
    mk_map seen = mk_map_on(s->cx->arena);
    double more = 0;
    size_t k = 0;
    if (*n <= MOVES_MANY) return;
    for (size_t i = 0; i < *n; i++) if (*on(s, s->moves.p[i].kind, s->moves.p[i].from) > 1) return;
    for (size_t i = 0; i < *n; i++) {
        const move m = s->moves.p[i];
        double uses[2] = { m.money, m.hours };
        if (i <= EQUAL_MOST) more += m.loses;
        if (++*mk_map_put(&seen, mk_hash(5, (mk_str){ (const char *)uses, sizeof uses }), NULL) <= EQUAL_MOST) s->moves.p[k++] = m;
    }
    if (k == *n) return;
    *n = k;
    s->limit = fmin(s->limit, more);
}

static void moves_of(search *s, double most)
{
    for (size_t k = 0; k < s->at->n; k++)
        for (int from = 0; from <= s->at->per; from++) {
            if (!*on(s, k, from)) continue;
            const mk_plan_choice *a = choice_of(s->at, k, from);
            double here = profit(s, a);
            for (int to = 0; to <= s->at->per; to++) {
                const mk_plan_choice *b = choice_of(s->at, k, to);
                double loses = fmax(0, here - profit(s, b));
                if (to != from && loses <= most && !needless(s, k, to)) *mk_vec_push(s->cx->arena, &s->moves) = (move){ b->value - a->value, b->money - a->money, b->hours - a->hours, loses, (uint32_t)k, (uint8_t)from, (uint8_t)to };
            }
        }
    if (s->moves.n) qsort(s->moves.p, s->moves.n, sizeof *s->moves.p, by_loss);
    size_t n = 0;
    for (size_t i = 0; i < s->moves.n; i++)
        if (!free_move(s, &s->moves.p[i])) s->moves.p[n++] = s->moves.p[i];
    s->moves.n = n;
    n = 0;
    for (size_t i = 0; i < s->moves.n; i++)
        if (!twice(s, &s->moves.p[i])) s->moves.p[n++] = s->moves.p[i];
    few_of_equal(s, &n);
    if (n > MOVES_MOST) { s->limit = fmin(s->limit, s->moves.p[MOVES_MOST].loses); n = MOVES_MOST; }
    s->moves.n = n;
}

/* --- sets of moves, the one that loses least first --- */

static uint32_t used(const search *s, uint32_t at, uint32_t kind, int from)
{
    uint32_t n = 0;
    for (; at; at = s->set[at].rest) n += s->moves.p[s->set[at].last].kind == kind && s->moves.p[s->set[at].last].from == from;
    return n;
}

static bool sooner(const search *s, uint32_t a, uint32_t b) { return s->set[a].loses < s->set[b].loses || (!(s->set[a].loses > s->set[b].loses) && a < b); }

static void wait_for(search *s, uint32_t one)
{
    uint32_t i = s->waiting++;
    for (; i && sooner(s, one, s->heap[(i - 1) / 2]); i = (i - 1) / 2) s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = one;
}

static uint32_t next_of(search *s)
{
    uint32_t first = s->heap[0], last = s->heap[--s->waiting], i = 0;
    for (;;) {
        uint32_t c = 2 * i + 1;
        if (c >= s->waiting) break;
        if (c + 1 < s->waiting && sooner(s, s->heap[c + 1], s->heap[c])) c++;
        if (!sooner(s, s->heap[c], last)) break;
        s->heap[i] = s->heap[c];
        i = c;
    }
    s->heap[i] = last;
    return first;
}

static void leave_out(search *s, double loses) { s->limit = fmin(s->limit, loses); }

/* `rest` with the first move from `last` on that somebody is there for. */
static void add(search *s, uint32_t rest, size_t last)
{
    const set *r = &s->set[rest];
    for (; last < s->moves.n; last++) {
        const move *m = &s->moves.p[last];
        if (s->dual - (r->loses + m->loses) <= s->best) return;
        int64_t there = 0;                                  /* who can make it */
        for (int j = 0; j <= s->at->per; j++)
            if (j == m->from || (joined(s, m->kind, m->from) && joined(s, m->kind, j))) there += *on(s, m->kind, j);
        if (there <= used(s, rest, m->kind, m->from)) continue;
        if (s->sets == SETS_MOST) { leave_out(s, r->loses + m->loses); s->full = true; return; }
        s->set[s->sets] = (set){ r->loses + m->loses, r->value + m->value, r->money + m->money, r->hours + m->hours, rest, (uint32_t)last };
        wait_for(s, s->sets++);
        return;
    }
}

/* --- the best that can be made of a set --- */

static bool fits(const search *s, double money, double hours) { return money >= -s->over.money && hours >= -s->over.hours; }

/* How many are on a choice after the moves of the set, and t of the first free move. */
static int64_t stay(const search *s, uint32_t at, uint32_t kind, int choice, int64_t t)
{
    int64_t n = *on(s, kind, choice);
    for (; at; at = s->set[at].rest) {
        const move *m = &s->moves.p[s->set[at].last];
        if (m->kind == kind) n += (m->to == choice) - (m->from == choice);
    }
    const move *f = &s->free[0];
    return f->kind == kind ? n + t * ((f->to == choice) - (f->from == choice)) : n;
}

/* Whether nobody is moved who is not there: only where free moves join choices can that be. */
static bool there(const search *s, uint32_t at, int64_t t0, int64_t t1)
{
    for (int i = 0; i < s->frees; i++)
        for (int end = 0; end < 2; end++) {
            uint32_t kind = s->free[i].kind;
            int choice = end ? s->free[i].to : s->free[i].from;
            int64_t n = stay(s, at, kind, choice, t0);
            if (s->frees > 1 && s->free[1].kind == kind) n += t1 * ((s->free[1].to == choice) - (s->free[1].from == choice));
            if (n < 0) return false;
        }
    return true;
}

static void keep(search *s, uint32_t at, double value, int64_t t0, int64_t t1)
{
    s->best = value;
    s->found = at;
    s->times[0] = t0;
    s->times[1] = t1;
}

/* The t with a t <= left, into low or high. */
static void within(double a, double left, double *low, double *high)
{
    if (isinf(left)) return;
    if (a > 0) *high = fmin(*high, floor(left / a));
    else if (a < 0) *low = fmax(*low, ceil(left / a));
    else if (left < 0) *high = -INFINITY;
}


/* The best number of free move i, t0 of the other one being made already. */
static void along(search *s, uint32_t at, int i, double value, double money, double hours, int64_t t0)
{
    const move *m = &s->free[i];
    int64_t before = i ? t0 : 0;
    double low = -(double)stay(s, at, m->kind, m->to, before), high = (double)stay(s, at, m->kind, m->from, before);
    within(m->money, money + s->over.money, &low, &high);
    within(m->hours, hours + s->over.hours, &low, &high);
    if (!(low <= high)) return;
    double step = m->value > 0 ? -1 : 1;                    /* from the better end on */
    int tried = 0;
    for (double t = m->value > 0 ? high : low; t >= low && t <= high && value + t * m->value > s->best; t += step) {
        if (++tried > TRIED_MOST) { leave_out(s, s->set[at].loses); return; }
        if (!there(s, at, i ? t0 : (int64_t)t, i ? (int64_t)t : 0)) continue;
        if (i) keep(s, at, value + t * m->value, t0, (int64_t)t);
        else keep(s, at, value + t * m->value, (int64_t)t, 0);
        return;
    }
}

static void make_of(search *s, uint32_t at)
{
    const set *x = &s->set[at];
    double value = s->value + x->value, money = s->slack.money - x->money, hours = s->slack.hours - x->hours;
    if (s->frees < 2) {
        if (fits(s, money, hours) && value > s->best && there(s, at, 0, 0)) keep(s, at, value, 0, 0);
        if (s->frees) along(s, at, 0, value, money, hours, 0);
        return;
    }
    /* Both budgets bind: what is left of them, at their prices, is less than what the plan is short of; the numbers of the first free move that allows it. */
    const move *a = &s->free[0], *b = &s->free[1];
    double short_of = s->dual - x->loses - s->best, det = a->money * b->hours - a->hours * b->money, high = 0, from = INFINITY, to = -INFINITY;
    double corner[3][2] = { { 0, 0 }, { short_of / s->price.money, 0 }, { 0, short_of / s->price.hours } };
    for (int k = 0; k < 3; k++) {
        double t = ((money - corner[k][0]) * b->hours - (hours - corner[k][1]) * b->money) / det;
        from = fmin(from, t);
        to = fmax(to, t);
    }
    for (int j = 0; j <= s->at->per; j++) high += *on(s, a->kind, j);
    from = fmax(-high, floor(from));
    to = fmin(high, ceil(to));
    if (to - from > TRIED_MOST) { leave_out(s, x->loses); from = fmax(from, floor((from + to - TRIED_MOST) / 2)); to = from + TRIED_MOST; }
    for (double t = from; t <= to; t++) along(s, at, 1, value + t * a->value, money - t * a->money, hours - t * a->hours, (int64_t)t);
}

static void make(const search *s, const move *m)
{
    --*on(s, m->kind, m->from);
    ++*on(s, m->kind, m->to);
}

static void move_all(search *s)
{
    for (uint32_t at = s->found; at; at = s->set[at].rest) make(s, &s->moves.p[s->set[at].last]);
    for (int i = 0; i < s->frees; i++) {
        *on(s, s->free[i].kind, s->free[i].from) -= (uint32_t)s->times[i];
        *on(s, s->free[i].kind, s->free[i].to) += (uint32_t)s->times[i];
    }
}

int mk_plan_search(mk_cx *cx, mk_plan_state *at, mk_plan_budget price, double *bound)
{
    size_t counts = at->n * (size_t)(at->per + 1);
    if (!(*bound - at->value > NEAR_ENOUGH * *bound)) return 0;
    MK_TRY(mk_plan_lattice(cx, at, price, bound));
    if (!(*bound - at->value > NEAR_ENOUGH * *bound)) return 0;
    search s = { .cx = cx, .at = at, .price = price, .best = at->value, .found = UINT32_MAX, .limit = INFINITY, .on = mk_arena_alloc(cx->arena, sizeof *s.on * (counts + 1)),
                 .set = mk_arena_alloc(cx->arena, sizeof *s.set * SETS_MOST), .heap = mk_arena_alloc(cx->arena, sizeof *s.heap * SETS_MOST) };
    memcpy(s.on, at->on, sizeof *s.on * counts);
    s.over = (mk_plan_budget){ isinf(at->budget.money) ? 0 : 1e-12 * at->budget.money, isinf(at->budget.hours) ? 0 : 1e-12 * at->budget.hours };
    by_prices(&s);
    moves_of(&s, s.dual - at->value);
    double cut = s.limit;                                   /* moves beyond it are not looked at */
    s.set[s.sets++] = (set){ 0 };
    make_of(&s, 0);
    add(&s, 0, 0);
    double left = s.dual;                                   /* what is not walked is worth so much at most */
    for (uint32_t round = 0; s.waiting && !s.full; round++) {
        if (round % 4096 == 0) MK_TRY(mk_cx_check(cx));
        uint32_t one = next_of(&s), rest = s.set[one].rest, last = s.set[one].last;
        left = s.dual - s.set[one].loses;
        if (left <= s.best || fmin(left, *bound) - s.best <= NEAR_ENOUGH * *bound) break;
        make_of(&s, one);
        add(&s, one, last);
        add(&s, rest, last + 1);
    }
    if (!s.waiting && !s.full) left = s.best;
    left = fmax(left, s.dual - s.limit);
    mk_plan_halved two = { .best = s.best };
    if (left - s.best > NEAR_ENOUGH * *bound && !s.frees) {
        two = (mk_plan_halved){ .move = s.moves.p, .moves = (uint32_t)s.moves.n, .on = s.on, .per = at->per, .price = price, .slack = s.slack, .over = s.over, .dual = s.dual, .value = s.value, .best = s.best };
        double reach;
        MK_TRY(mk_plan_halves(cx, &two, s.dual - left, &reach));
        left = fmax(two.best, fmin(left, s.dual - fmin(reach, cut)));
    }
    if (two.best > s.best) {
        for (uint32_t i = 0; i < two.found; i++) make(&s, &two.move[two.take[i]]);
        s.best = two.best;
        memcpy(at->on, s.on, sizeof *s.on * counts);
        at->value = s.best;
    } else if (s.found != UINT32_MAX) {
        move_all(&s);
        memcpy(at->on, s.on, sizeof *s.on * counts);
        at->value = s.best;
    }
    *bound = fmax(fmin(*bound, left), at->value);
    return 0;
}
