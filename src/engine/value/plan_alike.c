/* SPDX-License-Identifier: Apache-2.0
 * A plan for customers of few kinds: all of a kind have the same choices. A price of money or hours chooses for all of a kind at once, so prices alone
 * come no nearer than a whole kind; here the relaxation is solved over kinds, with so and so many customers of each on each choice, exactly: the dual of the
 * second budget is a line between its corners, so following the lines of either side to where they meet ends at its least place. There the best
 * plan is a mixture of the two sides' plans; its whole part is kept, and the search fills what is left. */
#include <math.h>
#include "map.h"
#include "plan_int.h"
#include "sum.h"

/* So many to a kind at least, else customers are not alike; tried on some first. */
enum { TO_A_KIND = 8, LOOKED_AT = 2048 };

typedef struct kinds { uint32_t *of; mk_plan_choice *choice; double *many; size_t n; } kinds;

static bool kinds_of(mk_arena *arena, const mk_plan_choice *choice, size_t customers, int per, size_t every, kinds *ret)
{
    mk_map map = mk_map_on(arena);
    size_t bytes = sizeof *choice * (size_t)per, seen = (customers + every - 1) / every, most = seen / TO_A_KIND + 1;
    kinds k = { mk_arena_alloc(arena, sizeof *k.of * (seen + 1)), mk_arena_alloc(arena, bytes * (most + 1)), MK_NEWN(arena, double, most + 1), 0 };
    for (size_t i = 0, at = 0; i < customers; i += every, at++) {
        const mk_plan_choice *own = choice + i * (size_t)per;
        for (uint64_t key = mk_hash(3, (mk_str){ (const char *)own, bytes });; key++) {
            bool fresh;
            uint64_t *of = mk_map_put(&map, key, &fresh);
            if (fresh) {
                if (k.n == most) return false;
                memcpy(k.choice + k.n * (size_t)per, own, bytes);
                *of = k.n++;
            } else if (memcmp(k.choice + *of * (size_t)per, own, bytes) != 0) {
                continue;
            }
            k.of[at] = (uint32_t)*of;
            k.many[*of]++;
            break;
        }
    }
    *ret = k;
    return true;
}

/* The relaxation at a price of the second budget: all of a kind on `base`, but `more` of kind `part` on `to`. */
typedef struct side { double price, dual, second, worth, more; uint32_t part; uint8_t to, *base; } side;

static void solve(mk_plan_problem *p, const double *many, double price, side *s)
{
    double unused, cost = 0;
    mk_sum dual = { 0 }, second = { 0 };
    uint8_t *base = s->base;
    p->chosen = base;
    mk_plan_hulls(p, price, 1, &unused);
    qsort(p->steps, p->n, sizeof *p->steps, mk_plan_by_worth);
    *s = (side){ .price = price, .base = base };
    size_t i = 0;
    for (; i < p->n; i++) {
        const mk_plan_step *t = &p->steps[i];
        double all = t->cost * many[t->who];
        if (cost + all > p->first) break;
        cost += all;
        base[t->who] = t->to;
    }
    if (i < p->n) {
        s->worth = p->steps[i].worth;
        s->part = p->steps[i].who;
        s->to = p->steps[i].to;
        s->more = (p->first - cost) / p->steps[i].cost;
        mk_sum_add(&dual, s->worth * (p->first - cost));
    }
    for (size_t k = 0; k < p->customers; k++) {
        const mk_plan_choice *of = p->choice + k * (size_t)p->per, *on = base[k] ? &of[base[k] - 1] : NULL;
        if (!on) continue;
        double uses = mk_plan_second(p, on);
        mk_sum_add(&dual, many[k] * (price > 0 ? on->value - price * uses : on->value));
        mk_sum_add(&second, many[k] * uses);
    }
    if (s->to) {
        const mk_plan_choice *of = p->choice + s->part * (size_t)p->per;
        mk_sum_add(&second, s->more * (mk_plan_second(p, &of[s->to - 1]) - (base[s->part] ? mk_plan_second(p, &of[base[s->part] - 1]) : 0)));
    }
    if (price > 0) mk_sum_add(&dual, price * p->second);
    s->dual = mk_sum_of(&dual);
    s->second = mk_sum_of(&second);
}

static void swap(side *a, side *b) { side t = *a; *a = *b; *b = t; }

/* The place of the least dual, and the plans to its two sides, which are best there too: low overdraws the second budget, high does not.
 * *ret_share: of low in the mixture. */
static int meet(mk_cx *cx, mk_plan_problem *p, const double *many, side *low, side *high, double *ret_share, side *ret)
{
    side mid = { .base = MK_NEWN(cx->arena, uint8_t, p->customers + 1) };
    *ret_share = 0;
    solve(p, many, 0, high);
    *ret = *high;
    if (high->second <= p->second) return 0;
    swap(low, high);
    solve(p, many, mk_plan_top(p), high);
    *ret = low->dual < high->dual ? *low : *high;
    for (int round = 0; round < 200; round++) {
        MK_TRY(mk_cx_check(cx));
        double down = p->second - low->second, up = p->second - high->second;       /* the slopes of the dual */
        double price = (high->dual - low->dual + down * low->price - up * high->price) / (down - up), line = low->dual + down * (price - low->price);
        if (!(price > low->price && price < high->price)) break;
        solve(p, many, price, &mid);
        if (mid.dual < ret->dual) *ret = mid;
        if (mid.dual <= line + 1e-13 * fabs(line)) break;
        swap(&mid, mid.second > p->second ? low : high);
    }
    *ret_share = (p->second - high->second) / (low->second - high->second);
    return 0;
}

static void spread(const side *s, double share, size_t kind, double many, double *x)
{
    double part = s->to && s->part == kind ? s->more : 0;
    x[s->base[kind]] += share * (many - part);
    if (part > 0) x[s->to] += share * part;
}

static void whole_part(const kinds *k, const side *low, const side *high, double share, mk_plan_state *s)
{
    mk_sum value = { 0 };
    for (size_t i = 0; i < k->n; i++) {
        double x[MK_PLAN_CHOICES + 1] = { 0 }, left = k->many[i];
        uint32_t *on = s->on + i * (size_t)(s->per + 1);
        spread(high, 1 - share, i, k->many[i], x);
        if (share > 0) spread(low, share, i, k->many[i], x);
        for (int j = 1; j <= s->per; j++) {
            double n = fmin(left, floor(x[j]));
            on[j] = (uint32_t)n;
            left -= n;
            mk_sum_add(&value, n * s->choice[i * (size_t)s->per + (size_t)j - 1].value);
        }
        on[0] = (uint32_t)left;
    }
    s->value = mk_sum_of(&value);
}

static double fit(double left, double cost) { return cost > 0 ? floor(left / cost) : INFINITY; }

/* What the whole part left goes to the moves that gain most by the prices, as long as they fit: where many kinds tie, customers of each were cut off. */
static void fill_up(mk_plan_state *s, mk_plan_budget price)
{
    static const mk_plan_choice none = { 0 };
    mk_sum money = { 0 }, hours = { 0 };
    for (size_t i = 0; i < s->n * (size_t)s->per; i++) {
        double n = s->on[i / (size_t)s->per * (size_t)(s->per + 1) + i % (size_t)s->per + 1];
        mk_sum_add(&money, n * s->choice[i].money);
        mk_sum_add(&hours, n * s->choice[i].hours);
    }
    mk_plan_budget left = { s->budget.money - mk_sum_of(&money), s->budget.hours - mk_sum_of(&hours) };
    for (int round = 0, moved = 1; moved && round < 8; round++) {
        moved = 0;
        for (size_t k = 0; k < s->n; k++)
            for (int from = 0; from <= s->per; from++) {
                uint32_t *on = s->on + k * (size_t)(s->per + 1);
                const mk_plan_choice *of = s->choice + k * (size_t)s->per, *a = from ? &of[from - 1] : &none;
                double most = 0, many = 0;
                int best = 0;
                for (int to = 1; on[from] && to <= s->per; to++) {
                    const mk_plan_choice *b = &of[to - 1];
                    double dm = b->money - a->money, dh = b->hours - a->hours, n = fmin(on[from], fmin(fit(left.money, dm), fit(left.hours, dh)));
                    double gain = b->value - a->value - (price.money > 0 ? price.money * dm : 0) - (price.hours > 0 ? price.hours * dh : 0) + 1e-9 * (b->value - a->value);
                    if (b->value > a->value && n >= 1 && (!best || gain > most)) { most = gain; best = to; many = n; }
                }
                if (!best) continue;
                const mk_plan_choice *b = &of[best - 1];
                on[from] -= (uint32_t)many;
                on[best] += (uint32_t)many;
                left.money -= many * (b->money - a->money);
                left.hours -= many * (b->hours - a->hours);
                s->value += many * (b->value - a->value);
                moved = 1;
            }
    }
}

/* Of a kind the earlier customers get what brings the most. */
static void hand_out(mk_cx *cx, const kinds *k, mk_plan_state *s, const mk_plan_choice *choice, size_t customers, uint8_t *chosen, mk_plan *ret)
{
    int per = s->per;
    uint8_t *order = MK_NEWN(cx->arena, uint8_t, k->n * (size_t)per + 1), *next = MK_NEWN(cx->arena, uint8_t, k->n + 1);
    mk_sum value = { 0 }, money = { 0 }, hours = { 0 };
    for (size_t i = 0; i < k->n; i++)
        for (int j = 0; j < per; j++) {
            uint8_t *o = order + i * (size_t)per;
            const mk_plan_choice *of = k->choice + i * (size_t)per;
            int at = j;
            for (; at > 0 && of[o[at - 1]].value < of[j].value; at--) o[at] = o[at - 1];
            o[at] = (uint8_t)j;
        }
    for (size_t i = 0; i < customers; i++) {
        uint32_t kind = k->of[i];
        chosen[i] = 0;
        uint32_t *on = s->on + kind * (size_t)(per + 1) + 1;
        while (next[kind] < per && !on[order[kind * (size_t)per + next[kind]]]) next[kind]++;
        if (next[kind] == per) continue;
        int j = order[kind * (size_t)per + next[kind]];
        --on[j];
        chosen[i] = (uint8_t)(j + 1);
        const mk_plan_choice *c = choice + i * (size_t)per + j;
        mk_sum_add(&value, c->value);
        mk_sum_add(&money, c->money);
        mk_sum_add(&hours, c->hours);
        ret->chosen++;
    }
    ret->value = mk_sum_of(&value);
    ret->money = mk_sum_of(&money);
    ret->hours = mk_sum_of(&hours);
}

int mk_plan_alike(mk_cx *cx, const mk_plan_choice *choice, size_t customers, int per, mk_plan_budget budget, uint8_t *ret_chosen, mk_plan *ret, bool *ret_done)
{
    kinds k;
    *ret_done = false;
    if (customers / LOOKED_AT > 1 && !kinds_of(cx->arena, choice, customers, per, customers / LOOKED_AT, &k)) return 0;
    if (!kinds_of(cx->arena, choice, customers, per, 1, &k)) return 0;
    side low = { .base = MK_NEWN(cx->arena, uint8_t, k.n + 1) }, high = { .base = MK_NEWN(cx->arena, uint8_t, k.n + 1) };
    mk_plan_problem p = mk_plan_problem_of(cx->arena, k.choice, k.n, per, budget, high.base);
    side at;
    double share;
    MK_TRY(meet(cx, &p, k.many, &low, &high, &share, &at));
    mk_plan_state s = { k.choice, k.n, per, budget, MK_NEWN(cx->arena, uint32_t, k.n * (size_t)(per + 1) + 1), 0 };
    whole_part(&k, &low, &high, share, &s);
    mk_plan_budget price = p.by_hours ? (mk_plan_budget){ at.price, at.worth } : (mk_plan_budget){ at.worth, at.price };
    fill_up(&s, price);
    MK_TRY(mk_plan_search(cx, &s, price, &at.dual));
    memset(ret, 0, sizeof *ret);
    hand_out(cx, &k, &s, choice, customers, ret_chosen, ret);
    ret->money_price = price.money;
    ret->hours_price = price.hours;
    ret->bound = fmax(at.dual, ret->value);
    ret->gap = ret->bound > 0 ? (ret->bound - ret->value) / ret->bound : 0;
    *ret_done = true;
    return 0;
}
