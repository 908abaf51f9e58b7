/* SPDX-License-Identifier: Apache-2.0 */
#include "value_int.h"

enum { DAY_BITS = 24, X_MAX = 65535 };
#define DAY_MAX ((INT64_C(1) << DAY_BITS) - 1)
#define DAY_MASK ((UINT64_C(1) << DAY_BITS) - 1)

int mk_value_history_add(mk_cx *cx, mk_value_history *h, int32_t day, int64_t amount)
{
    if (h->orders && day < h->last)
        return mk_fail(cx, MK_EINVAL, "a customer's orders must come in order of time: day %d after day %d", day, h->last);
    bool today = h->orders && day == h->last;
    if (!today) {
        if (amount < 0 && !h->orders) return 0;
        if (amount >= 0) {
            if (!h->orders) h->first = day;
            h->last = day;
            h->orders++;
        }
    }
    if (__builtin_add_overflow(h->spent, amount, &h->spent)) return mk_fail(cx, MK_EINVAL, "a customer's money does not fit into 64 bits");
    if (h->orders == 1) h->first_spent = h->spent;
    return 0;
}

mk_value_summary *mk_value_summary_new(mk_arena *arena, int32_t now)
{
    mk_value_summary *s = MK_NEW(arena, mk_value_summary);
    s->arena = arena;
    s->now = now;
    s->orders = mk_map_on(arena);
    s->money = mk_map_on(arena);
    return s;
}

/* 17 binary digits of an amount: exact up to 131,072 minor units, within 4e-6 of itself above, so that a million customers
 * are some hundred thousand cells and not a million. */
static uint64_t rounded(int64_t amount)
{
    uint64_t u = (uint64_t)amount;
    int extra = 64 - __builtin_clzll(u) - 17;
    if (extra <= 0) return u;
    return (u + (UINT64_C(1) << (extra - 1))) >> extra << extra;
}

int mk_value_summary_add(mk_cx *cx, mk_value_summary *s, const mk_value_history *h)
{
    if (h->orders == 0) { s->customers++; return 0; }
    int64_t T = (int64_t)s->now - h->first, tx = (int64_t)h->last - h->first;
    if (tx < 0 || tx > T || T > DAY_MAX || (h->orders > 1) != (tx > 0) || h->orders - 1 > tx)
        return mk_fail(cx, MK_EINVAL, "a history that cannot be: %u orders from day %d to day %d, seen on day %d",
                       h->orders, h->first, h->last, s->now);
    if (h->orders - 1 > X_MAX) return mk_fail(cx, MK_EINVAL, "a customer with %u orders; at most %d can be told apart", h->orders, X_MAX);
    s->customers++;
    ++*mk_map_put(&s->orders, (uint64_t)T << 40 | (uint64_t)(h->orders - 1) << DAY_BITS | (uint64_t)tx, NULL);
    if (h->spent > 0 && h->spent < INT64_C(1) << 46)
        ++*mk_map_put(&s->money, mk_money_key(h->orders, rounded(h->spent)), NULL);
    return 0;
}

int mk_value_summary_merge(mk_cx *cx, mk_value_summary *into, const mk_value_summary *from)
{
    if (into->now != from->now)
        return mk_fail(cx, MK_EINVAL, "summaries of two days (%d and %d) do not add up", into->now, from->now);
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(&from->orders, &i, &k, &v);) *mk_map_put(&into->orders, k, NULL) += v;
    for (size_t i = 0; mk_map_next(&from->money, &i, &k, &v);) *mk_map_put(&into->money, k, NULL) += v;
    into->customers += from->customers;
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

mk_bg_cell *mk_value_order_cells(mk_arena *arena, const mk_value_summary *s)
{
    struct mk_map_slot *p = sorted(arena, &s->orders);
    mk_bg_cell *c = MK_NEWN(arena, mk_bg_cell, s->orders.n + 1);
    for (size_t i = 0; i < s->orders.n; i++)
        c[i] = (mk_bg_cell){ p[i].value, (uint32_t)(p[i].key >> DAY_BITS & X_MAX), (int32_t)(p[i].key & DAY_MASK), (int32_t)(p[i].key >> 40) };
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
