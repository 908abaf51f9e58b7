/* SPDX-License-Identifier: Apache-2.0 */
#include "basket.h"
#include <math.h>
#include "customer.h"
#include "eligible.h"
#include "journal.h"
#include "record.h"

typedef struct asking { int64_t customer; mk_basket *to; const mk_basket_change *changed; size_t changes; } asking;

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
    mk_bars bars;
    mk_shop shop;
    mk_need *need = MK_NEWN(cx->arena, mk_need, MK_NEED_ANSWERS);
    mk_value c[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &a->customer, c));
    *to = (mk_basket){ .customer = a->customer, .name = mk_arena_dup(cx->arena, c[MK_CUSTOMER_NAME].s), .when = MK_NO_DAY };
    char gender = c[MK_CUSTOMER_GENDER].s.n ? c[MK_CUSTOMER_GENDER].s.p[0] : 0;
    MK_TRY(mk_settings_get(cx, db, &to->settings));
    MK_TRY(mk_models_get(cx, db, &models));
    to->learnt = models.known;
    if (!models.known) return 0;
    int32_t day = to->settings.today;
    MK_TRY(mk_history_of(cx, db, &to->settings, a->customer, day, &h));
    MK_TRY(mk_shop_begin(cx, db, &to->settings, &models.usual, day, &shop));
    MK_TRY(mk_bars_get(cx, db, &shop, a->customer, &bars));
    mk_need_wish own = { .no_complement = true, .barred = mk_barred, .barred_by = &(mk_barring){ &bars, &h } };
    size_t n = mk_need_answer(mk_models_reader(cx, &models), a->customer, h.line, h.n, day, &own, need, MK_NEED_ANSWERS);
    to->row = MK_NEWN(cx->arena, mk_basket_row, MK_BASKET_ROWS);
    uint32_t category[MK_BASKET_ROWS];
    for (size_t i = 0; i < n && to->n < MK_BASKET_ROWS; i++) {
        if (!belongs(&need[i], day)) continue;
        if (to->settings.category_cap) {
            uint32_t same = 0;
            MK_TRY(mk_category_of(cx, db, need[i].item, &category[to->n]));
            for (size_t k = 0; k < to->n; k++) same += category[to->n] && category[k] == category[to->n];
            if (same >= to->settings.category_cap) continue;
        }
        mk_basket_row *r = &to->row[to->n++];
        r->need = need[i];
        mk_action_text(a->customer, need[i].kind, need[i].item, r->action);
        MK_TRY(mk_item_label(cx, db, need[i].item, &r->item_name));
        r->words = mk_say_need(cx, &need[i], to->name, gender, r->item_name, MK_S(""), day);
        r->quantity = need[i].quantity > 0 ? need[i].quantity : 1;
        r->amount = (int64_t)llround(need[i].worth);
        r->each = need[i].worth / r->quantity;
        to->total += r->amount;
        int32_t due = need[i].due_day > day ? need[i].due_day : day;
        if (to->when == MK_NO_DAY || due < to->when) to->when = due;
    }
    return 0;
}

int mk_basket_of(mk_cx *cx, mk_store *s, int64_t customer, mk_basket *ret)
{
    asking a = { .customer = customer, .to = ret };
    return mk_store_read(cx, s, body, &a);
}

static int change(mk_cx *cx, mk_basket *b, const mk_basket_change *c)
{
    bool en = cx->lang == MK_EN;
    if (!(c->quantity >= 0 && c->quantity <= MK_BASKET_PIECES))
        return mk_fail(cx, MK_EINVAL, en ? "a quantity is a number from 0 to %d" : "כמות היא מספר בין 0 ל־%d", MK_BASKET_PIECES);
    for (size_t i = 0; i < b->n; i++) {
        mk_basket_row *r = &b->row[i];
        if (r->need.item != c->item) continue;
        int64_t amount = (int64_t)llround(r->each * c->quantity);
        b->total += amount - r->amount;
        r->amount = amount;
        r->quantity = c->quantity;
        return 0;
    }
    return mk_fail(cx, MK_EINVAL, "%s", en ? "that is not in the basket (any more); look at it again" : "זה לא בסל (או כבר לא בסל); כדאי להסתכל בו שוב");
}

static int confirm_body(mk_cx *cx, mk_db *db, void *arg)
{
    const asking *a = arg;
    mk_basket *b = a->to;
    mk_value note[MK_INTERACTION_N];
    mk_journal j = { 0 };
    mk_buf said = mk_buf_on(cx->arena);
    MK_TRY(body(cx, db, arg));
    if (!b->n) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "there is nothing in this customer's basket today" : "אין היום דבר בסל");
    for (size_t i = 0; i < a->changes; i++) MK_TRY(change(cx, b, &a->changed[i]));
    mk_buf_str_add(&said, cx->lang == MK_EN ? MK_S("Basket agreed:") : MK_S("סל שסוכם:"));
    size_t agreed = 0;
    for (size_t i = 0; i < b->n; i++) {
        const mk_basket_row *r = &b->row[i];
        if (r->quantity > 0) mk_buf_printf(&said, "%s %.*s × %g", agreed++ ? "," : "", MK_SARG(r->item_name), r->quantity);
        MK_TRY(mk_today_mark_in(cx, db, mk_str_of(r->action), r->quantity > 0 ? MK_MARK_DONE : MK_MARK_LATER, MK_S("")));
    }
    if (!agreed) return 0;
    MK_TRY(mk_note_row(cx, b->customer, cx->now, mk_buf_str(&said), MK_S(""), false, note));
    int rc = mk_journal_put(cx, db, &j, MK_T_INTERACTION, note, 0);
    return rc < 0 ? rc : 0;
}

int mk_basket_confirm(mk_cx *cx, mk_store *s, int64_t customer, const mk_basket_change *changed, size_t n, mk_basket *ret)
{
    asking a = { customer, ret, changed, n };
    return mk_store_write(cx, s, confirm_body, &a);
}
