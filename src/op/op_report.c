/* SPDX-License-Identifier: Apache-2.0
 * The week, for its owner. */
#include "jsonw.h"
#include "op.h"
#include "reason.h"
#include "report.h"

static const char *unit_name(mk_unit u) { return u == MK_UNIT_MONEY ? "money" : u == MK_UNIT_SHARE ? "percent" : "count"; }

static mk_str picture(mk_cx *cx, const mk_report *r, const mk_report_part *p)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    size_t n = p->labels ? p->labels : MK_REPORT_WEEKS;
    mk_json_open(&w, '{');
    mk_json_key(&w, "kind"), mk_json_z(&w, "bars");
    mk_json_key(&w, "labels");
    mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) mk_json_str(&w, p->labels ? p->label[i] : mk_say_day(cx, r->to - 7 * (int32_t)(MK_REPORT_WEEKS - 1 - i)));
    mk_json_close(&w);
    mk_json_key(&w, "values");
    mk_json_open(&w, '[');
    for (size_t i = 0; i < n; i++) mk_json_real(&w, p->value[i]);
    mk_json_close(&w);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int week(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_report r;
    MK_TRY(mk_report_week(cx, env->store, mk_arg_has(args, "day") ? (int32_t)mk_arg_int(args, "day") : INT32_MIN, &r));
    for (size_t i = 0; i < r.n; i++) {
        const mk_report_part *p = &r.part[i];
        mk_out_row(out);
        mk_out_text(out, "part", mk_str_of(p->part));
        mk_out_text(out, "sentence", p->sentence);
        if (!p->labels) {
            mk_out_real(out, "value", p->value[MK_REPORT_WEEKS - 1]);
            mk_out_real(out, "before", p->value[MK_REPORT_WEEKS - 2]);
        }
        if (p->usual) mk_out_real(out, "low", p->low), mk_out_real(out, "high", p->high);
        mk_out_text(out, "unit", mk_str_of(unit_name(p->unit)));
        if (p->unit == MK_UNIT_MONEY) mk_out_text(out, "currency", mk_str_of(r.currency));
        mk_out_json(out, "picture", picture(cx, &r, p));
    }
    mk_out_note(out, "%.*s", MK_SARG(r.headline));
    if (r.other.n) mk_out_note(out, "%.*s", MK_SARG(mk_say_elsewhere(cx, &r.other)));
    if (!r.n) mk_out_note(out, "%s", cx->lang == MK_EN ? "nothing happened yet that could be told" : "עוד לא קרה דבר שאפשר לספר עליו");
    return 0;
}

const mk_op mk_op_report_week = {
    .name = "report week", .verb = "GET", .path = "/v1/report/week",
    .summary = "The week in sentences, each beside what is usual", .example = "makir report week",
    .help = "Seven days up to yesterday, or up to --day. What is usual is where nine of ten weeks like the eight before would lie; with fewer than four weeks it says that "
            "these are too few. What one customer bought on one day is one purchase. Money is in minor units, shares are from 0 to 1; `picture` has the nine weeks as bars.",
    .role = MK_MANAGER, .flags = MK_OP_READ | MK_OP_LONG,
    .params = (const mk_param[]){ { "day", MK_P_DAY, 0, NULL, 0, 0, NULL, "the last day of the week", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "part", MK_C_TEXT, "sales, purchases, customers, new, again, proposals, done, granted, refused, notes, items" },
        { "sentence", MK_C_TEXT, "in words", MK_CF_LINE },
        { "value", MK_C_REAL, "this week", MK_CF_WIDE },
        { "low", MK_C_REAL, "a usual week is not below", MK_CF_WIDE },
        { "high", MK_C_REAL, "nor above", MK_CF_WIDE },
        { "before", MK_C_REAL, "the week before", MK_CF_WIDE },
        { "unit", MK_C_TEXT, "money (in minor units), count, percent", MK_CF_WIDE },
        { "currency", MK_C_TEXT, "of money", MK_CF_WIDE },
        { "picture", MK_C_JSON, "kind, labels, values", MK_CF_WIDE },
        { NULL } },
    .run = week,
};
