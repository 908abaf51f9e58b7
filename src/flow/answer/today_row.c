/* SPDX-License-Identifier: Apache-2.0
 * A row of the list made whole: who he is, what he is worth, by which way to turn to him, and the words. */
#include "today.h"
#include "customer.h"
#include "record.h"

enum { YEAR = 365 };

mk_str mk_number_of_key(mk_str key)
{
    size_t from = key.n;
    while (from && key.p[from - 1] != ':') from--;
    return mk_str_sub(key, from, key.n);
}

static int number_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    mk_rows r;
    int rc;
    *ret = MK_S("");
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        if (mk_str_eqz(mk_row_text(&r, MK_CONTACT_POINT_KIND), "key")) {
            *ret = mk_arena_dup(cx->arena, mk_number_of_key(mk_row_text(&r, MK_CONTACT_POINT_VALUE)));
            break;
        }
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

void mk_today_answer(mk_cx *cx, const mk_models *m, const mk_settings *st, int32_t day, const mk_history *h, const mk_value *c, mk_today_row *row)
{
    row->history = h->value;
    if (m->known) mk_value_answer_of(&m->value, &h->value, day, YEAR, &row->value);
    row->gender = c[MK_CUSTOMER_GENDER].s.n ? c[MK_CUSTOMER_GENDER].s.p[0] : 0;
    row->stage = mk_stage_of(&row->history, m->known ? &row->value : NULL);
    row->name = mk_label(cx, c[MK_CUSTOMER_NAME].s, row->number);
    row->since = mk_say_day(cx, mk_tz_day(st->tz, c[MK_CUSTOMER_FIRST_AT].i));
    for (row->best = 0; row->best < MK_VISIT && !row->gate[row->best].allowed; row->best++) {}
    row->held = false;
    for (int i = 0; i < MK_VISIT; i++) row->held |= row->best == MK_VISIT && row->gate[i].why == MK_GATE_REFUSED;
}

int mk_today_who(mk_cx *cx, mk_db *db, const mk_models *m, const mk_settings *st, int32_t day, const mk_history *h, mk_today_row *row)
{
    mk_value c[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &row->customer, c));
    MK_TRY(number_of(cx, db, row->customer, &row->number));
    MK_TRY(mk_gate_all(cx, db, row->customer, MK_S("advertising"), row->gate));
    mk_today_answer(cx, m, st, day, h, c, row);
    return 0;
}

int mk_today_words(mk_cx *cx, mk_db *db, int32_t day, mk_today_row *row)
{
    mk_action_text(row->customer, row->need.kind, row->need.item, row->action);
    if (row->shop) {
        row->item_name = row->shop->name;
        row->words = (mk_said_need){ row->shop->what, row->shop->why, row->shop->late };
        return 0;
    }
    MK_TRY(mk_item_label(cx, db, row->need.item, &row->item_name));
    MK_TRY(mk_item_label(cx, db, row->need.with, &row->with_name));
    row->words = mk_say_need(cx, &row->need, row->name, row->gender, row->item_name, row->with_name, day);
    return 0;
}

