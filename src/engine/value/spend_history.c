/* SPDX-License-Identifier: Apache-2.0
 * A customer's orders as the few sums that the model of their worth asks for, and those of everybody. */
#include "spend_int.h"
#include "vec.h"

static int64_t log_unit(double l) { return (int64_t)llround(l * MK_SPEND_LOG_UNIT); }

/* The last order is put to the others when the next one begins: until then returns may still lessen it. */
static void settle(mk_spend_history *h)
{
    if (h->orders < 2 || h->last <= 0) return;
    double l = log((double)h->last);
    h->kept++;
    h->sum += h->last;
    h->log1 += log_unit(l);
    h->log2 += log_unit(l * l);
}

int mk_spend_history_add(mk_cx *cx, mk_spend_history *h, int32_t day, int64_t amount, uint32_t currency)
{
    if (h->orders && day < h->day) return mk_fail(cx, MK_EINVAL, "a customer's orders must come in order of time: day %d after day %d", day, h->day);
    if (currency && h->currency && currency != h->currency)
        return mk_fail(cx, MK_EINVAL, "money of two currencies does not add up; value one currency at a time");
    if (amount < 0 && !h->orders) return 0;
    int64_t *whole = amount < 0 ? &h->returned : &h->bought, size = amount == INT64_MIN ? INT64_MAX : amount < 0 ? -amount : amount;
    if (__builtin_add_overflow(*whole, size, whole) || h->bought > INT64_MAX / 2 || h->returned > INT64_MAX / 2)
        return mk_fail(cx, MK_EINVAL, "a customer's money does not fit into 64 bits");
    if (currency) h->currency = currency;
    if (amount >= 0 && (!h->orders || day > h->day)) {
        settle(h);
        h->orders++;
        h->day = day;
        h->last = amount;
    } else {
        h->last += amount;
        if (day > h->day && h->last < 0) h->last = 0;          /* on the day itself an order may be below nothing until the day is over */
    }
    if (h->orders == 1) h->first = h->last;
    return 0;
}

mk_spend_row mk_spend_row_of(const mk_spend_history *h, double pace)
{
    mk_spend_row r = { .repeats = h->kept, .again = h->orders > 1, .sum = (double)h->sum, .log1 = (double)h->log1 / MK_SPEND_LOG_UNIT,
                       .log2 = (double)h->log2 / MK_SPEND_LOG_UNIT, .pace = isfinite(pace) && pace > 0 ? pace : 0 };
    r.first = h->first > 0 ? (double)h->first : 0;
    r.last = h->orders > 1 && h->last > 0 ? (double)h->last : 0;
    return r;
}

mk_spend_summary *mk_spend_summary_new(mk_arena *arena)
{
    mk_spend_summary *s = MK_NEW(arena, mk_spend_summary);
    s->arena = arena;
    return s;
}

static int one_currency(mk_cx *cx, mk_spend_summary *s, uint32_t currency)
{
    if (!currency) return 0;
    if (s->of.currency && s->of.currency != currency) return mk_fail(cx, MK_EINVAL, "money of two currencies does not add up; value one currency at a time");
    s->of.currency = currency;
    return 0;
}

int mk_spend_summary_add(mk_cx *cx, mk_spend_summary *s, const mk_spend_history *h, double pace)
{
    if (!h->orders) return 0;
    MK_TRY(one_currency(cx, s, h->currency));
    mk_spend_row r = mk_spend_row_of(h, pace);
    uint32_t kept = r.repeats + (r.first > 0) + (r.last > 0);
    int64_t worth = h->sum + (h->first > 0 ? h->first : 0) + (h->orders > 1 && h->last > 0 ? h->last : 0);
    if (__builtin_add_overflow(s->of.net, mk_spend_net(h), &s->of.net) || __builtin_add_overflow(s->of.kept, worth, &s->of.kept))
        return mk_fail(cx, MK_EINVAL, "the base's money does not fit into 64 bits");
    s->of.gone += h->orders - kept;
    s->of.orders += kept;
    if (!kept) return 0;
    s->of.customers++;
    s->of.repeaters += kept > 1;
    *mk_vec_push(s->arena, &s->rows) = r;
    return 0;
}

int mk_spend_summary_merge(mk_cx *cx, mk_spend_summary *into, const mk_spend_summary *from)
{
    MK_TRY(one_currency(cx, into, from->of.currency));
    if (__builtin_add_overflow(into->of.net, from->of.net, &into->of.net) || __builtin_add_overflow(into->of.kept, from->of.kept, &into->of.kept))
        return mk_fail(cx, MK_EINVAL, "the base's money does not fit into 64 bits");
    into->of.customers += from->of.customers;
    into->of.repeaters += from->of.repeaters;
    into->of.orders += from->of.orders;
    into->of.gone += from->of.gone;
    for (size_t i = 0; i < from->rows.n; i++) *mk_vec_push(into->arena, &into->rows) = from->rows.p[i];
    return 0;
}
