/* SPDX-License-Identifier: Apache-2.0 */
#include "plan_int.h"
#include <math.h>
#include "sum.h"

typedef mk_plan_step step;
typedef mk_plan_problem problem;

/* One solution of the relaxation at a price of the second budget. */
typedef struct solved { double value, first, second, dual, price; } solved;

typedef struct point { double value, cost; uint8_t to; } point;

void mk_plan_hulls(problem *p, double price, size_t every, double *ret_free)
{
    mk_sum free_value = { 0 };
    size_t n = 0;
    int per = p->per;
    for (size_t i = every / 2; i < p->customers; i += every) {
        const mk_plan_choice *c = p->choice + i * (size_t)per;
        point at[MK_PLAN_CHOICES + 1], hull[MK_PLAN_CHOICES + 1];
        int m = 0, k = 1;
        for (int j = 0; j < per; j++) {
            double v = c[j].value;
            if (price > 0) v -= price * mk_plan_second(p, &c[j]);
            if (!(v > 0)) continue;
            point q = { v, mk_plan_first(p, &c[j]), (uint8_t)(j + 1) };
            int t = m++;
            for (; t > 0 && (at[t - 1].cost > q.cost || (!(at[t - 1].cost < q.cost) && at[t - 1].value < q.value)); t--) at[t] = at[t - 1];
            at[t] = q;
        }
        hull[0] = (point){ 0, 0, 0 };
        for (int j = 0; j < m; j++) {
            point q = at[j];
            if (q.value <= hull[k - 1].value) continue;
            if (q.cost <= 0) { hull[0] = q; k = 1; continue; }
            while (k > 1 && (q.value - hull[k - 1].value) * (hull[k - 1].cost - hull[k - 2].cost) >= (hull[k - 1].value - hull[k - 2].value) * (q.cost - hull[k - 1].cost)) k--;
            hull[k++] = q;
        }
        p->chosen[i] = hull[0].to;
        if (hull[0].to) mk_sum_add(&free_value, hull[0].value);
        for (int j = 1; j < k; j++) {
            double dc = hull[j].cost - hull[j - 1].cost;
            p->steps[n++] = (step){ (hull[j].value - hull[j - 1].value) / dc, dc, (uint32_t)i, hull[j - 1].to, hull[j].to };
        }
    }
    p->n = n;
    *ret_free = mk_sum_of(&free_value);
}

static void swap(step *a, step *b) { step t = *a; *a = *b; *b = t; }

/* Puts the steps that come before the pivot in front; where they end. */
static size_t part(step *s, size_t low, size_t high)
{
    size_t middle = low + (high - low) / 2;
    if (mk_plan_before(&s[middle], &s[low])) swap(&s[middle], &s[low]);
    if (mk_plan_before(&s[high - 1], &s[low])) swap(&s[high - 1], &s[low]);
    if (mk_plan_before(&s[high - 1], &s[middle])) swap(&s[high - 1], &s[middle]);
    step pivot = s[middle];
    size_t i = low, j = high - 1;
    for (;;) {
        while (mk_plan_before(&s[i], &pivot)) i++;
        while (mk_plan_before(&pivot, &s[j])) j--;
        if (i >= j) return j + 1;
        swap(&s[i++], &s[j--]);
    }
}

int mk_plan_by_worth(const void *a, const void *b)
{
    const step *x = a, *y = b;
    return mk_plan_before(x, y) ? -1 : mk_plan_before(y, x) ? 1 : 0;
}

/* Orders the steps no further than needed: s[0 .. ret) are the best ones that fit into the budget, the next one does not. */
static size_t break_at(step *s, size_t n, double budget, double *ret_cost)
{
    size_t low = 0, high = n;
    double cost = 0;
    while (high - low > 32) {
        size_t cut = part(s, low, high);
        if (cut >= high) break;
        double sum = 0;
        for (size_t i = low; i < cut; i++) sum += s[i].cost;
        if (cost + sum <= budget) { cost += sum; low = cut; } else high = cut;
    }
    qsort(s + low, high - low, sizeof *s, mk_plan_by_worth);
    while (low < high && cost + s[low].cost <= budget) cost += s[low++].cost;
    *ret_cost = cost;
    return low;
}

static double total(const problem *p, size_t every, double *ret_first, double *ret_second)
{
    mk_sum value = { 0 }, first = { 0 }, second = { 0 };
    for (size_t i = every / 2; i < p->customers; i += every) {
        if (!p->chosen[i]) continue;
        const mk_plan_choice *c = p->choice + i * (size_t)p->per + p->chosen[i] - 1;
        mk_sum_add(&value, c->value);
        mk_sum_add(&first, mk_plan_first(p, c));
        mk_sum_add(&second, mk_plan_second(p, c));
    }
    *ret_first = mk_sum_of(&first);
    *ret_second = mk_sum_of(&second);
    return mk_sum_of(&value);
}

/* The relaxation at a price of the second budget, over every `every`-th customer with its share of the budgets. *ret_break: the steps
 * taken whole are those before it. */
static solved relax(problem *p, double price, size_t every, double share, size_t *ret_break)
{
    solved s = { 0 };
    double free_value, cost, budget = p->first * share;
    mk_plan_hulls(p, price, every, &free_value);
    size_t k = break_at(p->steps, p->n, budget, &cost);
    mk_sum taken = { 0 };
    for (size_t i = 0; i < k; i++) {
        mk_sum_add(&taken, p->steps[i].worth * p->steps[i].cost);
        /* one customer's steps may come in any order here: the furthest counts */
        uint8_t *c = &p->chosen[p->steps[i].who];
        const mk_plan_choice *of = p->choice + (size_t)p->steps[i].who * (size_t)p->per;
        if (!*c || mk_plan_first(p, &of[p->steps[i].to - 1]) > mk_plan_first(p, &of[*c - 1])) *c = p->steps[i].to;
    }
    s.price = k < p->n ? p->steps[k].worth : 0;
    s.dual = free_value + mk_sum_of(&taken) + (k < p->n ? s.price * (budget - cost) : 0);
    if (price > 0) s.dual += price * p->second * share;
    s.value = total(p, every, &s.first, &s.second);
    *ret_break = k;
    return s;
}

/* Takes the step when it gains and fits. */
static void take(problem *p, uint32_t who, uint8_t choice, solved *s)
{
    static const mk_plan_choice none = { 0 };
    const mk_plan_choice *of = p->choice + (size_t)who * (size_t)p->per, *to = choice ? &of[choice - 1] : &none, *was = p->chosen[who] ? &of[p->chosen[who] - 1] : &none;
    /* Measured from where he is: the step before it may have been too dear. */
    double df = mk_plan_first(p, to) - mk_plan_first(p, was), ds = mk_plan_second(p, to) - mk_plan_second(p, was), dv = to->value - was->value;
    if (!(dv > 0) || s->first + df > p->first || s->second + ds > p->second) return;
    p->chosen[who] = choice;
    s->value += dv;
    s->first += df;
    s->second += ds;
}

enum { CORE = 4096 };

/* What is left of the budgets goes to the next steps that fit, best first. Of very many only the best are looked at. */
static void fill(problem *p, size_t from, solved *s)
{
    size_t high = p->n;
    while (high - from > CORE) {
        size_t cut = part(p->steps, from, high);
        if (cut >= high || cut - from < CORE / 2) break;
        high = cut;
    }
    if (high - from > (size_t)64 * CORE) high = from + (size_t)64 * CORE;
    qsort(p->steps + from, high - from, sizeof *p->steps, mk_plan_by_worth);
    for (size_t i = from; i < high; i++) take(p, p->steps[i].who, p->steps[i].to, s);
}

/* Prices of the second budget: at low it is overdrawn by `over`, at high `left` of it is left. */
typedef struct bracket { double low, high, over, left, dual; } bracket;

static int look(mk_cx *cx, problem *p, size_t every, double share, double price, bracket *b)
{
    size_t at;
    MK_TRY(mk_cx_check(cx));
    solved s = relax(p, price, every, share, &at);
    b->dual = fmin(b->dual, s.dual);
    double left = p->second * share - s.second;
    if (left < 0) { b->low = price; b->over = -left; } else { b->high = price; b->left = left; }
    return 0;
}

/* Narrows it: by the secant where that helps, else by half, until what is left is so little that filling up finds a use for it. */
static int search(mk_cx *cx, problem *p, size_t every, double share, int rounds, bracket *b)
{
    for (int i = 0; i < rounds && b->high - b->low > 1e-13 * b->high; i++) {
        if (isfinite(b->dual) && b->high * b->left <= p->near * b->dual) break;
        double price = (b->low + b->high) / 2;
        if (i % 3 != 2 && isfinite(b->over) && b->over + b->left > 0) {
            double to = b->low + (b->high - b->low) * b->over / (b->over + b->left), edge = .02 * (b->high - b->low);
            price = fmax(b->low + edge, fmin(b->high - edge, to));
        }
        MK_TRY(look(cx, p, every, share, price, b));
    }
    return 0;
}

/* Just below the price some customers have a choice that overdraws the budget all together: as many of them as fit. */
static void fill_between(problem *p, double low, double high, uint8_t *mine, solved *s)
{
    size_t at, n = 0;
    memcpy(mine, p->chosen, p->customers);
    solved below = relax(p, low, 1, 1, &at);
    for (size_t i = 0; i < p->customers; i++) {
        uint8_t to = p->chosen[i], was = mine[i];
        p->chosen[i] = was;
        if (to == was) continue;
        mk_plan_choice none = { 0 };
        const mk_plan_choice *of = p->choice + i * (size_t)p->per, *a = to ? &of[to - 1] : &none, *b = was ? &of[was - 1] : &none;
        double dv = a->value - b->value, cost = below.price * (mk_plan_first(p, a) - mk_plan_first(p, b)) + high * (mk_plan_second(p, a) - mk_plan_second(p, b));
        if (dv > 0) p->steps[n++] = (step){ cost > 0 ? dv / cost : INFINITY, 0, (uint32_t)i, was, to };
    }
    p->n = n;
    fill(p, 0, s);
}

static size_t common(size_t a, size_t b) { while (b) { size_t t = a % b; a = b; b = t; } return a; }

/* Where many customers are alike, both prices choose for all of them at once: then some get the one choice and some the other, spread over all
 * customers, as far as both budgets go. Kept when it is better. */
static void mix(mk_cx *cx, problem *p, double low, double high, solved *best)
{
    size_t n = p->customers, at;
    uint8_t *was = MK_NEWN(cx->arena, uint8_t, n), *dear = MK_NEWN(cx->arena, uint8_t, n);
    memcpy(was, p->chosen, n);
    relax(p, low, 1, 1, &at);
    memcpy(dear, p->chosen, n);
    solved s = relax(p, high, 1, 1, &at);
    size_t apart = (size_t)((double)n * .381966) | 1;
    while (common(apart, n) != 1) apart += 2;
    for (int round = 0, moved = 1; round < 8 && moved; round++) {
        moved = 0;
        for (size_t k = 0, i = 0; k < n; k++, i = (i + apart) % n) {
            if (p->chosen[i] == dear[i]) continue;
            mk_plan_choice none = { 0 };
            const mk_plan_choice *of = p->choice + i * (size_t)p->per, *a = dear[i] ? &of[dear[i] - 1] : &none, *b = p->chosen[i] ? &of[p->chosen[i] - 1] : &none;
            double first = s.first + mk_plan_first(p, a) - mk_plan_first(p, b), second = s.second + mk_plan_second(p, a) - mk_plan_second(p, b);
            if (first > p->first || second > p->second) continue;
            p->chosen[i] = dear[i];
            s.first = first;
            s.second = second;
            s.value += a->value - b->value;
            moved = 1;
        }
    }
    fill(p, at, &s);
    if (s.value > best->value && s.first <= p->first && s.second <= p->second) *best = s;
    else memcpy(p->chosen, was, n);
}

double mk_plan_top(const problem *p)
{
    double top = 0;
    for (size_t i = 0; i < p->customers * (size_t)p->per; i++) {
        double c = mk_plan_second(p, &p->choice[i]);
        if (c > 0 && p->choice[i].value > 0) top = fmax(top, p->choice[i].value / c);
    }
    return top * (1 + 1e-12);           /* rounding must leave nothing that is worth it */
}

static int two_budgets(mk_cx *cx, problem *p, solved *best, double *ret_price)
{
    size_t at, every = p->customers > 100000 ? p->customers / 40000 : 1;
    double dual = best->dual, top = mk_plan_top(p);
    bracket b = { 0, top, best->second - p->second, p->second, dual };
    if (every > 1) {                                    /* near it on a sample, then around that on everybody */
        bracket sample = { 0, top, INFINITY, INFINITY, INFINITY };
        double share = 0;
        for (size_t i = every / 2; i < p->customers; i += every) share++;
        share /= (double)p->customers;
        MK_TRY(search(cx, p, every, share, 40, &sample));
        double width = .002 * sample.high, low = fmax(0, sample.high - width), high = fmin(top, sample.high + width);
        MK_TRY(look(cx, p, 1, 1, high, &b));
        while (b.low >= high && high < top) MK_TRY(look(cx, p, 1, 1, high = fmin(top, high + (width *= 4)), &b));
        if (b.low < low) MK_TRY(look(cx, p, 1, 1, low, &b));
        while (b.high <= low && low > 0 && b.low < low) MK_TRY(look(cx, p, 1, 1, low = fmax(0, low - (width *= 4)), &b));
    }
    MK_TRY(search(cx, p, 1, 1, every > 1 ? 8 : 60, &b));
    double low = b.low, high = b.high;
    dual = b.dual;
    *best = relax(p, high, 1, 1, &at);
    if (best->dual < dual) dual = best->dual;
    if (best->second > p->second) {                     /* nothing but what is free of it fits */
        memset(p->chosen, 0, p->customers);
        *best = (solved){ .price = best->price };
    } else {
        fill(p, at, best);
    }
    fill_between(p, low, high, MK_NEWN(cx->arena, uint8_t, p->customers), best);
    if (dual - best->value > 1e-6 * dual) mix(cx, p, low, high, best);
    best->dual = dual;
    *ret_price = high;
    return 0;
}

mk_plan_problem mk_plan_problem_of(mk_arena *arena, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *chosen)
{
    bool by_hours = isinf(budget.money);
    return (problem){ choice, customers, per, by_hours, by_hours ? budget.hours : budget.money, by_hours ? INFINITY : budget.hours, 0,
                      mk_arena_alloc(arena, sizeof(step) * customers * (size_t)per), 0, chosen };
}

int mk_plan_direct(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, double near, uint8_t *ret_chosen, mk_plan *ret)
{
    memset(ret, 0, sizeof *ret);
    memset(ret_chosen, 0, customers);
    problem p = mk_plan_problem_of(cx->arena, choice, customers, per, budget, ret_chosen);
    p.near = near;
    size_t at;
    double price = 0;
    solved s = relax(&p, 0, 1, 1, &at);
    if (s.second > p.second) MK_TRY(two_budgets(cx, &p, &s, &price));
    else fill(&p, at, &s);
    double first, second;
    ret->value = total(&p, 1, &first, &second);
    ret->money = p.by_hours ? second : first;
    ret->hours = p.by_hours ? first : second;
    ret->money_price = p.by_hours ? price : s.price;
    ret->hours_price = p.by_hours ? s.price : price;
    ret->bound = fmax(s.dual, ret->value);
    ret->gap = ret->bound > 0 ? (ret->bound - ret->value) / ret->bound : 0;
    for (size_t i = 0; i < customers; i++) ret->chosen += ret_chosen[i] > 0;
    return 0;
}

enum { MANY = 100000 };
#define ENOUGH 1e-6

/* The same search for customers who are all different. */
static int search_all(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *chosen, mk_plan *plan)
{
    size_t each = (size_t)per + 1;
    mk_plan_state s = { choice, customers, per, budget, MK_NEWN(cx->arena, uint32_t, customers * each), plan->value };
    for (size_t i = 0; i < customers; i++) s.on[i * each + chosen[i]] = 1;
    MK_TRY(mk_plan_search(cx, &s, (mk_plan_budget){ plan->money_price, plan->hours_price }, &plan->bound));
    mk_sum value = { 0 }, money = { 0 }, hours = { 0 };
    plan->chosen = 0;
    for (size_t i = 0; i < customers; i++) {
        uint8_t j = 0;
        while (!s.on[i * each + j]) j++;
        chosen[i] = j;
        if (!j) continue;
        const mk_plan_choice *c = choice + i * (size_t)per + j - 1;
        plan->chosen++;
        mk_sum_add(&value, c->value);
        mk_sum_add(&money, c->money);
        mk_sum_add(&hours, c->hours);
    }
    plan->value = mk_sum_of(&value);
    plan->money = mk_sum_of(&money);
    plan->hours = mk_sum_of(&hours);
    plan->bound = fmax(plan->bound, plan->value);
    plan->gap = plan->bound > 0 ? (plan->bound - plan->value) / plan->bound : 0;
    return 0;
}

double mk_plan_grain(const mk_plan_choice *choice, size_t n, double (*of)(const mk_plan_choice *c))
{
    static const int parts[] = { 1, 60, 100, 3600 };
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        uint64_t all = 0;
        size_t i = 0;
        for (; i < n; i++) {
            double v = fabs(of(&choice[i])) * parts[k], whole = nearbyint(v);
            if (!(v < 1e12) || fabs(v - whole) > 1e-9 * (1 + v)) break;
            for (uint64_t b = (uint64_t)whole; b;) { uint64_t t = all % b; all = b; b = t; }
        }
        if (i == n) return (double)all / parts[k];
    }
    return 0;
}

static double value_of(const mk_plan_choice *c) { return c->value > 0 ? c->value : 0; }
static double money_of(const mk_plan_choice *c) { return c->money; }
static double hours_of(const mk_plan_choice *c) { return c->hours; }

/* No sum of whole grains is between two of them. */
static double whole_grains(double v, double grain) { return grain > 0 && isfinite(v) && v / grain < 1e12 ? floor(v / grain * (1 + 1e-12) + 1e-9) * grain : v; }

int mk_plan_solve(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret)
{
    memset(ret, 0, sizeof *ret);
    if (per < 1 || per > MK_PLAN_CHOICES) return mk_fail(cx, MK_EINVAL, "%d choices for a customer; 1 to %d can be weighed", per, MK_PLAN_CHOICES);
    if (!(budget.money >= 0) || !(budget.hours >= 0)) return mk_fail(cx, MK_EINVAL, "a budget is a number, and not below nothing");
    if (customers > UINT32_MAX) return mk_fail(cx, MK_ELIMIT, "more customers than one plan can hold");
    for (size_t i = 0; i < customers * (size_t)per; i++)
        if (!isfinite(choice[i].value) || !(choice[i].money >= 0) || !(choice[i].hours >= 0) || isinf(choice[i].money) || isinf(choice[i].hours))
            return mk_fail(cx, MK_EINVAL, "choice %zu of customer %zu: a value must be a number, a cost must not be below nothing", i % (size_t)per + 1, i / (size_t)per + 1);
    if (customers == 0) return 0;
    size_t all = customers * (size_t)per;
    budget.money = whole_grains(budget.money, mk_plan_grain(choice, all, money_of));
    budget.hours = whole_grains(budget.hours, mk_plan_grain(choice, all, hours_of));
    mk_arena_mark mark = mk_arena_here(cx->arena);
    bool done = false;
    int rc = mk_plan_alike(cx, choice, customers, per, budget, ret_chosen, ret, &done);
    if (rc >= 0 && !done) rc = customers > MANY ? mk_plan_core(cx, choice, customers, per, budget, ret_chosen, ret, &done) : 0;
    if (rc >= 0 && !done) rc = mk_plan_direct(cx, choice, customers, per, budget, customers > MANY ? ENOUGH : ENOUGH / 100, ret_chosen, ret);
    if (rc >= 0 && !done && ret->gap > ENOUGH) rc = search_all(cx, choice, customers, per, budget, ret_chosen, ret);
    mk_arena_rewind(cx->arena, mark);
    if (rc < 0) return rc;
    ret->bound = fmax(ret->value, whole_grains(ret->bound, mk_plan_grain(choice, all, value_of)));
    ret->gap = ret->bound > 0 ? (ret->bound - ret->value) / ret->bound : 0;
    return 0;
}
