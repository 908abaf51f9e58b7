/* SPDX-License-Identifier: Apache-2.0
 * Histories as cells of equal (x, t_x, T): sums that add up to the same bytes in any order. */
#include <math.h>
#include "value_int.h"
#include "vec.h"

enum { DAY_BITS = 24, X_MAX = 65535 };
#define DAY_MAX ((INT64_C(1) << DAY_BITS) - 1)
#define DAY_MASK ((UINT64_C(1) << DAY_BITS) - 1)

static uint64_t key_of(int64_t T, uint32_t x, int64_t tx) { return (uint64_t)T << 40 | (uint64_t)x << DAY_BITS | (uint64_t)tx; }

int mk_value_history_add(mk_cx *cx, mk_value_history *h, int32_t day, int64_t amount)
{
    if (h->orders && day < h->last)
        return mk_fail(cx, MK_EINVAL, "a customer's orders must come in order of time: day %d after day %d", day, h->last);
    bool today = h->orders && day == h->last;
    if (!today) {
        if (amount < 0 && !h->orders) return 0;
        if (amount >= 0) {
            if (!h->orders) h->first = day;
            else h->ln_gaps += mk_ln_gap(day - h->last);
            h->last = day;
            h->orders++;
        }
    }
    if (__builtin_add_overflow(h->spent, amount, &h->spent)) return mk_fail(cx, MK_EINVAL, "a customer's money does not fit into 64 bits");
    if (h->orders == 1) h->first_spent = h->spent;
    return 0;
}

/* 2^-24: the sum over a thousand million orders fits into 63 bits, and whole numbers add up to the same in any order. */
int64_t mk_ln_gap(int32_t days) { return (int64_t)llround(log(days) * 0x1p24); }

/* How far back the model is tried: places some 1.3 apart. */
const int32_t mk_value_back[MK_VALUE_BACKS] = { 14, 21, 28, 35, 42, 56, 70, 91, 112, 140, 182, 224, 273, 336, 420, 546, 728, 1092 };

mk_value_summary *mk_value_summary_new(mk_arena *arena, int32_t now)
{
    mk_value_summary *s = MK_NEW(arena, mk_value_summary);
    s->arena = arena;
    s->now = now;
    s->orders = mk_map_on(arena);
    s->money = mk_map_on(arena);
    s->day = mk_map_on(arena);
    for (int i = 0; i < MK_VALUE_BACKS; i++) s->back[i] = mk_map_on(arena);
    return s;
}

/* Nine binary digits of an amount: within a thousandth of itself, and as often above as below, so that a million customers are some
 * ten thousand cells and not a million. One order varies by a third of itself. */
static uint64_t rounded(int64_t amount)
{
    uint64_t u = (uint64_t)amount;
    int extra = 64 - __builtin_clzll(u) - 9;
    if (extra <= 0) return u;
    return (u + (UINT64_C(1) << (extra - 1))) >> extra << extra;
}

/* Customers of level l and above are a 2^-l part of all, chosen by the hash of who they are. Only those of the lowest level at which no more
 * than MK_VALUE_TRIED are left are looked at from the past. The level depends on how many there are in all, not on the order they come. */
static void raise_level(mk_value_summary *s)
{
    for (;;) {
        uint64_t n = 0;
        for (int l = s->level; l <= MK_VALUE_LEVELS; l++) n += s->at_level[l];
        if (n <= MK_VALUE_TRIED || s->level == MK_VALUE_LEVELS) return;
        s->level++;
    }
}

/* Those of the lowest level at which no more than MK_VALUE_SEEN are left. */
static void raise_seen(mk_value_summary *s)
{
    int was = s->seen_level;
    for (;;) {
        uint64_t n = 0;
        for (int l = s->seen_level; l <= MK_VALUE_LEVELS; l++) n += s->at_level[l];
        if (n <= MK_VALUE_SEEN || s->seen_level == MK_VALUE_LEVELS) break;
        s->seen_level++;
    }
    if (s->seen_level == was) return;
    size_t n = 0;
    for (size_t i = 0; i < s->seen.n; i++)
        if (s->seen.p[i].level >= s->seen_level) s->seen.p[n++] = s->seen.p[i];
    s->seen.n = n;
}

static void keep_days(mk_value_summary *s, uint64_t who, int level, const int32_t *day, uint32_t n)
{
    if (level < s->seen_level) return;
    int32_t *own = mk_arena_alloc(s->arena, sizeof *own * n);
    memcpy(own, day, sizeof *own * n);
    *mk_vec_push(s->arena, &s->seen) = (mk_seen_days){ who, own, n, level };
}

static void look_back(mk_value_summary *s, int level, const int32_t *day, size_t n)
{
    size_t upto = n;
    for (int i = 0; i < MK_VALUE_BACKS; i++) {
        int32_t from = s->now - mk_value_back[i];
        while (upto && day[upto - 1] > from) upto--;
        if (!upto) return;
        uint64_t T = (uint64_t)((int64_t)from - day[0]), tx = (uint64_t)((int64_t)day[upto - 1] - day[0]), x = upto - 1, y = n - upto;
        if (T > 0xffff || x > 0x3fff || y > 0x3fff) continue;
        ++*mk_map_put(&s->back[i], T << 48 | x << 34 | tx << 18 | y << 4 | (uint64_t)level, NULL);
    }
}

int mk_value_summary_add(mk_cx *cx, mk_value_summary *s, uint64_t who, const mk_value_history *h, const int32_t *day)
{
    if (h->orders == 0) { s->customers++; return 0; }
    int64_t T = (int64_t)s->now - h->first, tx = (int64_t)h->last - h->first;
    if (tx < 0 || tx > T || T > DAY_MAX || (h->orders > 1) != (tx > 0) || h->orders - 1 > tx)
        return mk_fail(cx, MK_EINVAL, "a history that cannot be: %u orders from day %d to day %d, seen on day %d",
                       h->orders, h->first, h->last, s->now);
    if (h->orders - 1 > X_MAX) return mk_fail(cx, MK_EINVAL, "a customer with %u orders; at most %d can be told apart", h->orders, X_MAX);
    s->customers++;
    s->ln_gaps += h->ln_gaps;
    ++*mk_map_put(&s->orders, key_of(T, h->orders - 1, tx), NULL);
    if (h->spent > 0 && h->spent < INT64_C(1) << 46)
        ++*mk_map_put(&s->money, mk_money_key(h->orders, rounded(h->spent)), NULL);
    if (!day) return 0;
    for (size_t i = 0; i < h->orders; i++) ++*mk_map_put(&s->day, (uint64_t)(int64_t)day[i], NULL);
    uint64_t hash = mk_hash2(who, 0x76616c7565);
    int level = hash ? __builtin_ctzll(hash) : MK_VALUE_LEVELS;
    if (level > MK_VALUE_LEVELS) level = MK_VALUE_LEVELS;
    s->at_level[level]++;
    raise_seen(s);
    keep_days(s, who, level, day, h->orders);
    if (level < s->level) return 0;
    raise_level(s);
    if (level >= s->level) look_back(s, level, day, h->orders);
    return 0;
}

void mk_value_summary_even(mk_value_summary *s) { s->seen.n = 0; }

double mk_value_gaps_closed(const mk_value_summary *s, const mk_season *open)
{
    int64_t off = 0, gaps = 0;          /* whole numbers: the same in any order */
    for (size_t i = 0; open->closings && i < s->seen.n; i++) {
        const mk_seen_days *one = &s->seen.p[i];
        if (one->level < s->seen_level) continue;
        for (uint32_t k = 1; k < one->n; k++) {
            int32_t days = one->day[k] - one->day[k - 1], open_days = (int32_t)mk_season_between(open, one->day[k - 1], one->day[k]);
            off += mk_ln_gap(days) - mk_ln_gap(open_days > 0 ? open_days : 1);
        }
        gaps += one->n - 1;
    }
    return gaps ? mk_ln_gaps(off) / (double)gaps : 0;
}

int mk_value_summary_merge(mk_cx *cx, mk_value_summary *into, const mk_value_summary *from)
{
    if (into->now != from->now)
        return mk_fail(cx, MK_EINVAL, "summaries of two days (%d and %d) do not add up", into->now, from->now);
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(&from->orders, &i, &k, &v);) *mk_map_put(&into->orders, k, NULL) += v;
    for (size_t i = 0; mk_map_next(&from->money, &i, &k, &v);) *mk_map_put(&into->money, k, NULL) += v;
    for (size_t i = 0; mk_map_next(&from->day, &i, &k, &v);) *mk_map_put(&into->day, k, NULL) += v;
    for (int i = 0; i <= MK_VALUE_LEVELS; i++) into->at_level[i] += from->at_level[i];
    if (from->level > into->level) into->level = from->level;
    raise_level(into);
    if (from->seen_level > into->seen_level) into->seen_level = from->seen_level;
    raise_seen(into);
    for (size_t i = 0; i < from->seen.n; i++) keep_days(into, from->seen.p[i].who, from->seen.p[i].level, from->seen.p[i].day, from->seen.p[i].n);
    for (int b = 0; b < MK_VALUE_BACKS; b++)
        for (size_t i = 0; mk_map_next(&from->back[b], &i, &k, &v);)
            if ((int)(k & 15) >= into->level) *mk_map_put(&into->back[b], k, NULL) += v;
    into->customers += from->customers;
    into->ln_gaps += from->ln_gaps;
    return 0;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = ((const struct mk_map_slot *)a)->key, y = ((const struct mk_map_slot *)b)->key;
    return (x > y) - (x < y);
}

static struct mk_map_slot *sorted(mk_arena *arena, const mk_map *m)
{
    struct mk_map_slot *p = mk_arena_alloc(arena, sizeof *p * (m->n + 1));
    size_t n = 0;
    for (size_t i = 0; mk_map_next(m, &i, &p[n].key, &p[n].value);) n++;
    qsort(p, n, sizeof *p, compare);
    return p;
}

mk_orders_cell *mk_value_order_cells(mk_arena *arena, const mk_value_summary *s)
{
    struct mk_map_slot *p = sorted(arena, &s->orders);
    mk_orders_cell *c = MK_NEWN(arena, mk_orders_cell, s->orders.n + 1);
    for (size_t i = 0; i < s->orders.n; i++)
        c[i] = (mk_orders_cell){ (double)p[i].value, (uint32_t)(p[i].key >> DAY_BITS & X_MAX), (double)(p[i].key & DAY_MASK), (double)(p[i].key >> 40) };
    return c;
}


mk_value_cells mk_value_cells_of(mk_arena *arena, const mk_value_summary *s)
{
    mk_value_cells c = { mk_value_order_cells(arena, s), s->orders.n, MK_NEW(arena, mk_map) };
    *c.of = mk_map_on(arena);
    for (size_t i = 0; i < c.n; i++) *mk_map_put(c.of, key_of((int64_t)c.cell[i].T, c.cell[i].x, (int64_t)c.cell[i].tx), NULL) = i;
    return c;
}

size_t mk_value_cell_of(const mk_value_cells *c, const mk_value_summary *s, const mk_value_history *h)
{
    const uint64_t *at = h->orders ? mk_map_get(c->of, key_of((int64_t)s->now - h->first, h->orders - 1, (int64_t)h->last - h->first)) : NULL;
    return at ? *at : SIZE_MAX;
}

mk_seen_cell *mk_value_back_cells(mk_arena *arena, const mk_value_summary *s, int back, size_t *ret_n)
{
    const mk_map *m = &s->back[back];
    struct mk_map_slot *p = sorted(arena, m);
    mk_seen_cell *c = MK_NEWN(arena, mk_seen_cell, m->n + 1);
    size_t n = 0;
    uint64_t was = UINT64_MAX;
    for (size_t i = 0; i < m->n; i++) {
        uint64_t k = p[i].key;
        if ((int)(k & 15) < s->level) continue;
        if (k >> 4 == was) { c[n - 1].n += (double)p[i].value; continue; }
        was = k >> 4;
        c[n++] = (mk_seen_cell){ (double)p[i].value, (uint32_t)(k >> 34 & 0x3fff), (double)(k >> 18 & 0xffff), (double)(k >> 48), (double)(k >> 4 & 0x3fff) };
    }
    *ret_n = n;
    return c;
}

mk_gg_cell *mk_value_money_cells(mk_arena *arena, const mk_value_summary *s)
{
    struct mk_map_slot *p = sorted(arena, &s->money);
    mk_gg_cell *c = MK_NEWN(arena, mk_gg_cell, s->money.n + 1);
    for (size_t i = 0; i < s->money.n; i++)
        c[i] = (mk_gg_cell){ p[i].value, (uint32_t)(p[i].key >> 47), (double)(p[i].key & ((UINT64_C(1) << 47) - 1)) };
    return c;
}
