/* SPDX-License-Identifier: Apache-2.0 */
#include "basket.h"
#include <math.h>
#include "customer.h"
#include "eligible.h"
#include "merge.h"
#include "record.h"

typedef struct asking { int64_t customer; mk_basket *to; } asking;

/* Due within the week, as the day's list has it. */
static bool belongs(const mk_need *n, int32_t day)
{
    return n->due_day - day <= MK_NEED_DAYS && n->since_days >= .5 * n->usual_days && n->purchases > 1;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    asking *a = arg;
    mk_basket *to = a->to;
    mk_models models;
    mk_history h;
    mk_own_bars bars;
    mk_need need[MK_BASKET_ROWS * 2];
    MK_TRY(mk_customer_now(cx, db, &a->customer));
    mk_value key = mk_int(a->customer), c[MK_CUSTOMER_N];
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, c);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "no such customer");
    *to = (mk_basket){ .customer = a->customer, .name = mk_arena_dup(cx->arena, c[MK_CUSTOMER_NAME].s), .when = MK_NO_DAY };
    char gender = c[MK_CUSTOMER_GENDER].s.n ? c[MK_CUSTOMER_GENDER].s.p[0] : 0;
    MK_TRY(mk_settings_get(cx, db, &to->settings));
    MK_TRY(mk_models_get(cx, db, &models));
    to->learnt = models.known;
    if (!models.known) return 0;
    int32_t day = to->settings.today;
    MK_TRY(mk_history_of(cx, db, &to->settings, a->customer, day, &h));
    MK_TRY(mk_own_bars_get(cx, db, day, &h, &bars));
    mk_need_wish own = { .no_complement = true };
    size_t n = mk_need_answer(mk_models_reader(cx, &models), a->customer, h.line, h.n, day, &own, need, MK_BASKET_ROWS * 2);
    to->row = MK_NEWN(cx->arena, mk_basket_row, MK_BASKET_ROWS);
    for (size_t i = 0; i < n && to->n < MK_BASKET_ROWS; i++) {
        uint32_t barred;
        if (!belongs(&need[i], day)) continue;
        MK_TRY(mk_own_bars_of(cx, db, &bars, need[i].item, &barred));
        if (barred) continue;
        mk_basket_row *r = &to->row[to->n++];
        r->need = need[i];
        mk_action_text(a->customer, need[i].kind, need[i].item, r->action);
        MK_TRY(mk_item_label(cx, db, need[i].item, &r->item_name));
        r->words = mk_say_need(cx, &need[i], to->name, gender, r->item_name, MK_S(""), day);
        r->quantity = need[i].quantity > 0 ? need[i].quantity : 1;
        r->amount = (int64_t)llround(need[i].worth);
        to->total += r->amount;
        int32_t due = need[i].due_day > day ? need[i].due_day : day;
        if (to->when == MK_NO_DAY || due < to->when) to->when = due;
    }
    return 0;
}

int mk_basket_of(mk_cx *cx, mk_store *s, int64_t customer, mk_basket *ret)
{
    asking a = { customer, ret };
    return mk_store_read(cx, s, body, &a);
}

int mk_basket_confirm(mk_cx *cx, mk_store *s, int64_t customer, mk_basket *ret)
{
    MK_TRY(mk_basket_of(cx, s, customer, ret));
    if (!ret->n) return mk_fail(cx, MK_EINVAL, "there is nothing in this customer's basket today");
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_printf(&b, cx->lang == MK_EN ? "Basket agreed:" : "סל שסוכם:");
    for (size_t i = 0; i < ret->n; i++) {
        const mk_basket_row *r = &ret->row[i];
        mk_buf_printf(&b, "%s %.*s × %g", i ? "," : "", MK_SARG(r->item_name), r->quantity);
    }
    int64_t note;
    int32_t until;
    MK_TRY(mk_customer_note(cx, s, ret->customer, mk_buf_str(&b), MK_S(""), false, &note));
    for (size_t i = 0; i < ret->n; i++) MK_TRY(mk_today_mark(cx, s, mk_str_of(ret->row[i].action), MK_MARK_DONE, MK_S(""), &until));
    return 0;
}
