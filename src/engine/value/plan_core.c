/* SPDX-License-Identifier: Apache-2.0
 * A plan for very many customers. At the right prices of money and hours each one's best choice is that of the greatest value less its
 * costs, one multiplication each, and only for those whose best two are nearly equal it matters what exactly the budget allows: the core
 * (Balas & Zemel 1980, Operations Research 28). The prices come from a sample, then from a step of Newton on the dual, whose curvature
 * is how many are nearly equal (docs/maths/worth.md 4). The dual at any prices bounds what any plan could bring. */
#include <math.h>
#include "plan_int.h"
#include "sum.h"

enum { SAMPLE = 8000, CORE_MOST = 40000 };
#define ENOUGH 1e-6

typedef struct prices { double money, hours; } prices;

/* Everybody at given prices. dual: value less costs of the best, and the price of the budgets. h: the curvature. */
typedef struct look {
    double dual, value, money, hours, h[3];
    size_t core;
} look;

typedef struct crowd { const mk_plan_choice *choice; size_t n; int per; mk_plan_budget budget; } crowd;

/* chosen and core may be NULL. Core: whose two best are nearer than `width`; at most CORE_MOST are written, all are counted. */
static look look_at(const crowd *c, prices p, double width, uint8_t *chosen, uint32_t *core)
{
    look r = { 0 };
    const mk_plan_choice *at = c->choice;
    double profit = 0;
    for (size_t i = 0; i < c->n; i++, at += c->per) {
        double best = 0, second = -INFINITY;
        int first = 0, next = 0;
        for (int j = 0; j < c->per; j++) {
            double v = at[j].value - p.money * at[j].money - p.hours * at[j].hours;
            if (v > best) { second = best; next = first; best = v; first = j + 1; }
            else if (v > second && at[j].value > 0) { second = v; next = j + 1; }
        }
        if (chosen) chosen[i] = (uint8_t)first;
        profit += best;
        if (first) {
            r.value += at[first - 1].value;
            r.money += at[first - 1].money;
            r.hours += at[first - 1].hours;
        }
        if (!(best - second < width)) continue;
        double m = (first ? at[first - 1].money : 0) - (next ? at[next - 1].money : 0), h = (first ? at[first - 1].hours : 0) - (next ? at[next - 1].hours : 0);
        r.h[0] += m * m;
        r.h[1] += m * h;
        r.h[2] += h * h;
        if (core && r.core < CORE_MOST) core[r.core] = (uint32_t)i;
        r.core++;
    }
    /* as many are as near on the other side of the line */
    for (int k = 0; k < 3; k++) r.h[k] /= 2 * width;
    r.dual = profit + (p.money > 0 ? p.money * c->budget.money : 0) + (p.hours > 0 ? p.hours * c->budget.hours : 0);
    return r;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distance between their best two that `part` of the sample keeps. */
static double width_of(mk_arena *arena, const crowd *s, prices p, double part)
{
    double *gap = MK_NEWN(arena, double, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        const mk_plan_choice *at = s->choice + i * (size_t)s->per;
        double best = 0, second = -INFINITY;
        for (int j = 0; j < s->per; j++) {
            double v = at[j].value - p.money * at[j].money - p.hours * at[j].hours;
            if (v > best) { second = best; best = v; }
            else if (v > second && at[j].value > 0) second = v;
        }
        gap[i] = best - second;
    }
    qsort(gap, s->n, sizeof *gap, compare);
    return gap[(size_t)(part * (double)(s->n - 1))];
}

/* Newton on the dual: its gradient is what is left of the budgets. A price that is nothing, and ought to be, stays. */
static prices step(const crowd *c, prices p, const look *l)
{
    double dm = l->money - c->budget.money, dh = l->hours - c->budget.hours;
    bool m = p.money > 0, h = p.hours > 0;
    double det = l->h[0] * l->h[2] - l->h[1] * l->h[1];
    if (m && h && det > 1e-9 * l->h[0] * l->h[2]) {
        p.money += (l->h[2] * dm - l->h[1] * dh) / det;
        p.hours += (l->h[0] * dh - l->h[1] * dm) / det;
    } else if (m && !h && l->h[0] > 0) {
        p.money += dm / l->h[0];
    } else if (h && !m && l->h[2] > 0) {
        p.hours += dh / l->h[2];
    }
    return (prices){ fmax(0, p.money), fmax(0, p.hours) };
}

/* Those whose choice is not clear at these prices, with what the others leave of the budgets. */
static int settle(mk_cx *cx, const crowd *c, const uint32_t *core, size_t n, const look *l, uint8_t *chosen, mk_plan *ret)
{
    size_t per = (size_t)c->per;
    mk_plan_choice *of = mk_arena_alloc(cx->arena, sizeof *of * n * per + 1);
    uint8_t *to = MK_NEWN(cx->arena, uint8_t, n + 1);
    mk_plan_budget left = { c->budget.money - l->money, c->budget.hours - l->hours };
    for (size_t i = 0; i < n; i++) {
        const mk_plan_choice *at = c->choice + core[i] * per;
        memcpy(of + i * per, at, sizeof *of * per);
        if (chosen[core[i]]) { left.money += at[chosen[core[i]] - 1].money; left.hours += at[chosen[core[i]] - 1].hours; }
    }
    if (!(left.money >= 0 && left.hours >= 0)) return 0;
    MK_TRY(mk_plan_direct(cx, of, n, c->per, left, ENOUGH, to, ret));
    for (size_t i = 0; i < n; i++) chosen[core[i]] = to[i];
    return 1;
}

/* What was chosen, in order of customers. */
static void told(const crowd *c, const uint8_t *chosen, mk_plan *ret)
{
    mk_sum value = { 0 }, money = { 0 }, hours = { 0 };
    for (size_t i = 0; i < c->n; i++) {
        if (!chosen[i]) continue;
        const mk_plan_choice *of = c->choice + i * (size_t)c->per + chosen[i] - 1;
        mk_sum_add(&value, of->value);
        mk_sum_add(&money, of->money);
        mk_sum_add(&hours, of->hours);
        ret->chosen++;
    }
    ret->value = mk_sum_of(&value);
    ret->money = mk_sum_of(&money);
    ret->hours = mk_sum_of(&hours);
}

int mk_plan_core(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *chosen, mk_plan *ret, bool *ret_done)
{
    crowd all = { choice, customers, per, budget }, some = { NULL, SAMPLE, per, budget };
    mk_plan_choice *sample = mk_arena_alloc(cx->arena, sizeof *sample * SAMPLE * (size_t)per);
    double share = (double)SAMPLE / (double)customers;
    *ret_done = false;
    for (size_t i = 0; i < SAMPLE; i++) memcpy(sample + i * (size_t)per, choice + i * customers / SAMPLE * (size_t)per, sizeof *sample * (size_t)per);
    some.choice = sample;
    mk_plan few;
    MK_TRY(mk_plan_direct(cx, sample, SAMPLE, per, (mk_plan_budget){ budget.money * share, budget.hours * share }, 1e-4, MK_NEWN(cx->arena, uint8_t, SAMPLE), &few));
    prices p = { few.money_price, few.hours_price };
    if (!(p.money > 0) && !(p.hours > 0)) return 0;         /* the budgets hardly bind: not for prices to say */
    uint32_t *core = mk_arena_alloc(cx->arena, sizeof *core * CORE_MOST);
    look l = look_at(&all, p, width_of(cx->arena, &some, p, .03), NULL, NULL);
    p = step(&all, p, &l);
    double bound = INFINITY;
    for (double part = .004; part < .1; part *= 3) {        /* a wider core where the budget does not come out near enough */
        MK_TRY(mk_cx_check(cx));
        l = look_at(&all, p, width_of(cx->arena, &some, p, part), chosen, core);
        bound = fmin(bound, l.dual);
        if (l.core > CORE_MOST) return 0;
        int settled = l.core ? settle(cx, &all, core, l.core, &l, chosen, &few) : 0;
        if (settled < 0) return settled;
        if (settled == 0) { p = step(&all, p, &l); continue; }
        p = (prices){ few.money_price, few.hours_price };
        bound = fmin(bound, look_at(&all, p, 0, NULL, NULL).dual);
        memset(ret, 0, sizeof *ret);
        told(&all, chosen, ret);
        ret->money_price = p.money;
        ret->hours_price = p.hours;
        ret->bound = fmax(bound, ret->value);
        ret->gap = ret->bound > 0 ? (ret->bound - ret->value) / ret->bound : 0;
        *ret_done = ret->gap <= ENOUGH && ret->money <= budget.money && ret->hours <= budget.hours;
        if (*ret_done) return 0;
    }
    return 0;
}
