/* SPDX-License-Identifier: Apache-2.0 */
#include "spent.h"
#include "reason.h"

void mk_elsewhere_add(mk_arena *a, mk_elsewheres *other, mk_str currency, int64_t total)
{
    size_t i = 0;
    while (i < other->n && !mk_str_eqz(currency, other->p[i].currency)) i++;
    mk_elsewhere *e = i < other->n ? &other->p[i] : mk_vec_push(a, other);
    memcpy(e->currency, currency.p, currency.n < 3 ? currency.n : 3);
    if (__builtin_add_overflow(e->total, total, &e->total)) e->total = total < 0 ? INT64_MIN : INT64_MAX;
}

int mk_spent_add(mk_cx *cx, const mk_settings *st, mk_spent *s, int64_t at, int32_t day, int64_t kind, int64_t total, mk_str currency)
{
    if (!mk_sale_counts(st, kind, total, currency)) {
        if (kind != MK_SALE_CANCELLED && total) mk_elsewhere_add(cx->arena, &s->other, currency, total);
        return 0;
    }
    if (total > 0) s->last_at = at;
    if (__builtin_add_overflow(s->total, total, &s->total)) s->total = total < 0 ? INT64_MIN : INT64_MAX;
    return mk_value_history_add(cx, &s->history, day, total);
}

int mk_spent_row(mk_cx *cx, const mk_settings *st, mk_spent *s, const mk_rows *r)
{
    int64_t at = mk_row_int(r, 1);
    return mk_spent_add(cx, st, s, at, mk_tz_day(st->tz, at), mk_row_int(r, 2), mk_row_int(r, 3), mk_row_text(r, 4));
}

int mk_spent_of(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, mk_spent *ret)
{
    mk_rows r;
    int rc;
    *ret = MK_SPENT_NONE;
    MK_TRY(mk_select(cx, db, &r, MK_Q_SALE_RANGE, mk_int(customer), mk_int(customer + 1)));
    while ((rc = mk_rows_next(cx, &r)) > 0) MK_TRY(mk_spent_row(cx, st, ret, &r));
    return rc;
}

mk_str mk_say_elsewhere(mk_cx *cx, const mk_elsewheres *other)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < other->n; i++) {
        mk_buf_str_add(&b, i ? MK_S(", ") : cx->lang == MK_EN ? MK_S("Purchases in another currency are not counted here: ") : MK_S("קניות במטבע אחר אינן נספרות כאן: "));
        mk_buf_str_add(&b, mk_apart(cx, mk_say_money(cx, other->p[i].total, other->p[i].currency)));
    }
    if (other->n) mk_buf_c(&b, '.');
    return mk_buf_str(&b);
}
