/* SPDX-License-Identifier: Apache-2.0
 * The basket of the week, and taking it. */
#include "basket.h"
#include "id.h"
#include "op.h"
#include "record.h"

static void rows(mk_cx *cx, mk_out *out, const mk_basket *b)
{
    bool en = cx->lang == MK_EN;
    if (!b->learnt) mk_out_note(out, en ? "Nothing was learnt yet: makir learn" : "עוד לא נלמד דבר: makir learn");
    else if (!b->n) mk_out_note(out, en ? "Nothing of what this customer buys is due this week." : "שום דבר מהקניות הקבועות לא צפוי השבוע.");
    else {
        mk_str total = mk_say_money(cx, b->total, b->settings.currency), day = mk_say_day(cx, b->when);
        mk_out_note(out, en ? "%zu things, about %.*s, wanted from %.*s on." : "%zu פריטים, בערך %.*s, החל מ־%.*s.", b->n, MK_SARG(total), MK_SARG(day));
    }
    for (size_t i = 0; i < b->n; i++) {
        const mk_basket_row *r = &b->row[i];
        mk_out_row(out);
        mk_out_text(out, "action", mk_str_of(r->action));
        mk_out_int(out, "item", r->need.item);
        mk_out_text(out, "item_name", r->item_name);
        mk_out_real(out, "quantity", r->quantity);
        mk_out_money(out, "amount", r->amount);
        mk_out_text(out, "currency", mk_str_of(b->settings.currency));
        mk_out_real(out, "probability", r->need.probability);
        mk_out_int(out, "due_day", r->need.due_day);
        mk_out_text(out, "late", r->words.late);
        mk_out_text(out, "why", r->words.why);
    }
}

static int show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_basket b;
    MK_TRY(mk_basket_of(cx, env->store, mk_arg_int(args, "customer"), &b));
    rows(cx, out, &b);
    return 0;
}

/* "ITEM:2,ITEM:0": what was agreed otherwise. */
static int changes_of(mk_cx *cx, mk_str said, mk_basket_change change[MK_BASKET_ROWS], size_t *ret_n)
{
    *ret_n = 0;
    for (size_t from = 0, to; from < said.n; from = to + 1) {
        for (to = from; to < said.n && said.p[to] != ','; to++) {}
        size_t at = from;
        while (at < to && said.p[at] != ':') at++;
        mk_basket_change c;
        if (*ret_n == MK_BASKET_ROWS || at == to || !mk_id_parse(mk_str_trim(mk_str_sub(said, from, at)), &c.item) || !mk_str_real(mk_str_trim(mk_str_sub(said, at + 1, to)), &c.quantity))
            return mk_fail(cx, MK_EINVAL, "what was agreed otherwise is written ITEM:PIECES,ITEM:PIECES with the ids of makir basket --json");
        change[(*ret_n)++] = c;
    }
    return 0;
}

static int confirm(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_basket b;
    mk_basket_change change[MK_BASKET_ROWS];
    size_t n;
    MK_TRY(changes_of(cx, mk_arg_text(args, "otherwise"), change, &n));
    MK_TRY(mk_basket_confirm(cx, env->store, mk_arg_int(args, "customer"), change, n, &b));
    rows(cx, out, &b);
    return 0;
}

static const mk_column_doc columns[] = {
    { "action", MK_C_TEXT, "name of the proposal, to answer it alone by", MK_CF_WIDE },
    { "item", MK_C_ID, "of the catalogue", MK_CF_WIDE },
    { "item_name", MK_C_TEXT, "its name" },
    { "quantity", MK_C_REAL, "pieces of his usual purchase" },
    { "amount", MK_C_MONEY, "what it usually comes to" },
    { "currency", MK_C_TEXT, "of the amount", MK_CF_WIDE },
    { "probability", MK_C_REAL, "that he buys it within seven days" },
    { "due_day", MK_C_DAY, "when it is expected" },
    { "late", MK_C_TEXT, "how urgent, in a word", MK_CF_WIDE },
    { "why", MK_C_TEXT, "the reason, in a sentence with its numbers", MK_CF_LINE },
    { NULL }
};

const mk_op mk_op_basket = {
    .name = "basket", .verb = "GET", .path = "/v1/customers/{customer}/basket",
    .summary = "What one customer will probably want this week: how many, when, and why",
    .help = "Of what he bought at least twice, what is due within a week by his own pace and may be offered. Quantities are those of his usual purchase.\n\n"
            "Take it whole with: makir basket confirm CUSTOMER. Answer one thing alone with: makir today mark ACTION done|later|wrong|never.",
    .example = "makir basket 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { NULL } },
    .columns = columns,
    .run = show,
};

const mk_op mk_op_basket_confirm = {
    .name = "basket confirm", .verb = "POST", .path = "/v1/customers/{customer}/basket",
    .summary = "Take the basket of the week, as it is or with other quantities",
    .help = "Every thing in it is answered with \"done\" and a note says what was agreed, all of it or nothing. What was agreed otherwise: --otherwise ITEM:PIECES,ITEM:0; "
            "of 0 it is answered \"later\". Gives the basket as agreed.",
    .example = "makir basket confirm 2g5k8m1n4p7r9",
    .role = MK_SELLER, .flags = MK_OP_WRITE,
    .params = (const mk_param[]){
        MK_CUSTOMER_PARAM,
        { "otherwise", MK_P_TEXT, 0, NULL, 0, 0, NULL, "items of which another quantity was agreed", "ITEM:PIECES,..." },
        { NULL } },
    .columns = columns,
    .run = confirm,
};
