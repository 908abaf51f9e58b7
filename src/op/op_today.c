/* SPDX-License-Identifier: Apache-2.0
 * The day's list, and answering it. */
#include "agree.h"
#include "demo.h"
#include "flow_worth.h"
#include "import.h"
#include "op.h"
#include "page.h"
#include "record.h"
#include "today_known.h"

/* Too little is known: what there is, what is missing, and what can be done meanwhile. */
static void little(mk_cx *cx, mk_out *out, const mk_today_known *k)
{
    bool en = cx->lang == MK_EN;
    mk_str open = mk_say_open(cx, k);
    mk_out_note(out, "%.*s", MK_SARG(mk_say_known(cx, k)));
    if (k->learnt || !k->buyers) mk_out_note(out, "%.*s", MK_SARG(mk_say_missing(cx, k)));
    if (open.n) mk_out_note(out, "%.*s", MK_SARG(open));
    if (!k->learnt) mk_out_note(out, en ? "Bring your data in (makir import FILE), then: makir learn" : "מייבאים נתונים (makir import FILE) ואז: makir learn");
    mk_out_about(out, mk_known_json(cx, k));
}

static void headline(mk_cx *cx, mk_out *out, const mk_today *t, const mk_today_known *k)
{
    bool en = cx->lang == MK_EN;
    if (k->little) {
        little(cx, out, k);
        return;
    }
    mk_str on = MK_S("");       /* a list of another day says so */
    if (t->day != t->settings.now_day) on = mk_arena_printf(cx->arena, " (%.*s)", MK_SARG(mk_say_day(cx, t->day)));
    if (t->n == 0)
        mk_out_note(out, en ? "Nothing is due today%.*s. A quiet day is a good answer." : "אין היום למי לפנות%.*s. יום שקט הוא תשובה טובה.", MK_SARG(on));
    else
        mk_out_note(out, en ? "{%zu:One person|# people} for today%.*s" : "{%zu:אדם אחד|# אנשים} להיום%.*s", t->n, MK_SARG(on));
    size_t silent = 0;
    for (size_t i = 0; i < t->n; i++) silent += t->row[i].best == MK_VISIT;
    mk_buf b = mk_buf_on(cx->arena);
    if (t->n || t->waiting || t->quiet)
        mk_buf_str_add(&b, mk_agree_printf(cx->arena, en ? "Chosen by the time there is: {%" PRIu64 ":one more has something due and waits|# more have something due and wait}" : "נבחרו לפי הזמן שיש: לעוד {%" PRIu64 ":אחד יש משהו קרוב והוא ממתין|# יש משהו קרוב והם ממתינים}", t->waiting));
    if (t->quiet)
        mk_buf_str_add(&b, mk_agree_printf(cx->arena, en ? ", {%" PRIu64 ":one was answered lately and is|# were answered lately and are} left in peace" : ", {%" PRIu64 ":אחד קיבל תשובה לאחרונה ומונח לנפשו|# קיבלו תשובה לאחרונה ומונחים לנפשם}", t->quiet));
    if (b.n) mk_buf_c(&b, '.');
    if (silent)
        mk_buf_str_add(&b, mk_agree_printf(cx->arena, en ? " {%zu:One|#} of the list may not be written to: speak when they come in."
                                                         : " {%zu:לאחד מהרשימה אסור לשלוח דבר: לדבר כשיבוא|ל־# מהרשימה אסור לשלוח דבר: לדבר כשיבואו}.", silent));
    if (b.n) mk_out_note(out, "%.*s", MK_SARG(mk_buf_str(&b)));
    /* Books that end long before this day make an empty list; what would help is younger books, or to look at a day they know. */
    char day[16];
    if (t->newest != MK_NO_DAY && t->day - t->newest > MK_STALE_DAYS)
        mk_out_note(out, en ? "The newest purchase known is of %.*s: bring younger files in, or ask for the list of that day (--on %s)."
                            : "הקנייה האחרונה הידועה היא מ־%.*s: כדאי לייבא קבצים חדשים יותר, או לבקש את הרשימה של אותו יום (‎--on %s).",
                    MK_SARG(mk_say_day(cx, t->newest)), mk_day_text(t->newest, day));
}

static int today(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_today t;
    MK_TRY(mk_today_list(cx, env->store, mk_arg_has(args, "on") ? (int32_t)mk_arg_int(args, "on") : MK_NO_DAY, (int)mk_arg_int(args, "limit"), &t));
    mk_today_known known;
    MK_TRY(mk_today_known_of(cx, env->store, &t, &known));
    headline(cx, out, &t, &known);
    for (size_t i = 0; i < t.n; i++) {
        const mk_today_row *r = &t.row[i];
        const mk_value_answer *v = &r->value;
        mk_out_row(out);
        mk_out_int(out, "rank", (int64_t)i + 1);
        mk_out_text(out, "action", mk_str_of(r->action));
        mk_out_int(out, "customer", r->customer);
        mk_out_text(out, "name", r->name);
        mk_out_text(out, "stage", mk_str_of(mk_stage_name[r->stage]));
        mk_out_text(out, "since", r->since);
        mk_out_text(out, "need", mk_str_of(mk_need_name(r->need.kind)));
        mk_out_int(out, "item", r->need.item);
        mk_out_text(out, "item_name", r->item_name);
        mk_out_text(out, "what", r->words.what);
        mk_out_text(out, "why", r->words.why);
        mk_out_text(out, "late", r->words.late);
        if (r->need.kind != MK_NEED_COMPLEMENT) mk_out_int(out, "due_day", r->need.due_day);
        if (r->need.kind == MK_NEED_REPLENISH) {
            mk_out_int(out, "due_low", r->need.due_low);
            mk_out_int(out, "due_high", r->need.due_high);
            mk_out_real(out, "late_days", r->need.late_days);
        }
        mk_out_int(out, "day", t.day);
        mk_out_real(out, "probability", r->need.probability);
        if (r->need.probability_high > 0) {
            mk_out_real(out, "probability_low", r->need.probability_low);
            mk_out_real(out, "probability_high", r->need.probability_high);
        }
        if (v->state != MK_VALUE_TOO_LITTLE) {
            if (v->alive_known) mk_out_real(out, "alive", v->alive);
            if (v->money_known) {
                mk_out_money(out, "value", (int64_t)v->money);
                mk_out_money(out, "value_low", (int64_t)v->money_low);
                mk_out_money(out, "value_high", (int64_t)v->money_high);
                mk_out_text(out, "currency", mk_str_of(t.settings.currency));
            }
        }
        mk_out_json(out, "ways", mk_ways_json(cx, r->gate));
        mk_out_text(out, "best_way", mk_str_of(mk_channel_name[r->best]));
        mk_out_json(out, "numbers", mk_numbers_json(cx, r, &t.settings));
        mk_out_int(out, "held", r->held);
    }
    return 0;
}

static const mk_column_doc today_columns[] = {
    { "rank", MK_C_INT, "1 is the best" },
    { "action", MK_C_TEXT, "name of the proposal, to answer it by" },
    { "customer", MK_C_ID, "whom", MK_CF_WIDE },
    { "name", MK_C_TEXT, "his name" },
    { "stage", MK_C_TEXT, "acquainted, buyer, regular, lapsed", MK_CF_WIDE },
    { "since", MK_C_TEXT, "customer since", MK_CF_WIDE },
    { "need", MK_C_TEXT, "replenish (runs out), complement (goes with what he bought), care (usually comes by now), similar (like the one he loved), due (service), plan (his year), occasion, information", MK_CF_WIDE },
    { "item", MK_C_ID, "of the catalogue", MK_CF_WIDE },
    { "item_name", MK_C_TEXT, "its name", MK_CF_WIDE },
    { "what", MK_C_TEXT, "what to offer, in a line", MK_CF_LINE },
    { "why", MK_C_TEXT, "the reason, in a sentence with its numbers", MK_CF_LINE },
    { "late", MK_C_TEXT, "how urgent, in a word" },
    { "due_day", MK_C_DAY, "when it is expected", MK_CF_WIDE },
    { "due_low", MK_C_DAY, "hardly before this", MK_CF_WIDE },
    { "due_high", MK_C_DAY, "hardly after this, if he goes on buying it", MK_CF_WIDE },
    { "late_days", MK_C_REAL, "days over his usual interval; negative: before it", MK_CF_WIDE },
    { "day", MK_C_DAY, "the day the list is for", MK_CF_WIDE },
    { "probability", MK_C_REAL, "of the purchase within seven days", MK_CF_WIDE },
    { "probability_low", MK_C_REAL, "it is hardly less than this", MK_CF_WIDE },
    { "probability_high", MK_C_REAL, "it is hardly more than this", MK_CF_WIDE },
    { "alive", MK_C_REAL, "probability that he is still a customer", MK_CF_WIDE },
    { "value", MK_C_MONEY, "expected of him in the coming year", MK_CF_WIDE },
    { "value_low", MK_C_MONEY, "with 95 % it will be more than this", MK_CF_WIDE },
    { "value_high", MK_C_MONEY, "with 95 % it will be less than this", MK_CF_WIDE },
    { "currency", MK_C_TEXT, "of the value", MK_CF_WIDE },
    { "ways", MK_C_JSON, "the channels: allowed or not, and why", MK_CF_WIDE },
    { "best_way", MK_C_TEXT, "the first lawful way" },
    { "numbers", MK_C_JSON, "the numbers behind the reason", MK_CF_WIDE },
    { "held", MK_C_BOOL, "he refused and no way is left: leave him in peace", MK_CF_WIDE },
    { NULL }
};

const mk_op mk_op_today = {
    .name = "today", .verb = "GET", .path = "/v1/today",
    .summary = "Whom to turn to today, with what, why, and which way",
    .help = "The best first, at most one thing for each customer, as many as the staff can handle (setting `capacity`, or --limit). Best is the money at stake this week: "
            "how likely the need is, times what a purchase of this customer is worth. Who may not be written to is shown too, with the reason; "
            "what is known of him helps when he comes in. When too little is known for a list the answer says what there is, what is missing and what can be done meanwhile; "
            "for programs that is `about`: `known` (nothing, too little), the numbers of `buyers`, of those who came `again` and of `repeats` of the same thing, what is `missing` of each, "
            "and what waits: `new` customers, `pairs` to decide.\n\nAnswer with: makir today mark ACTION done|later|wrong|never.",
    .example = "makir today --limit 5",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_LONG | MK_OP_PERSONAL | MK_OP_ABOUT,
    .params = (const mk_param[]){
        { "limit", MK_P_INT, 0, "0", 0, 10000, NULL, "how many; 0 = as many as the staff can handle", NULL },
        { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL },
        { NULL } },
    .columns = today_columns,
    .run = today,
};

static int today_mark(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str state = mk_arg_text(args, "state");
    mk_mark mark;
    int32_t until;
    if (!mk_mark_parse(state, &mark)) return mk_fail(cx, MK_EINVAL, "a proposal is answered by one of: " MK_MARK_NAMES);
    MK_TRY(mk_today_mark(cx, env->store, mk_arg_text(args, "action"), mark, mk_arg_text(args, "note"), &until));
    mk_out_row(out);
    mk_out_text(out, "action", mk_arg_text(args, "action"));
    mk_out_text(out, "state", state);
    mk_out_int(out, "until", until);
    return 0;
}

const mk_op mk_op_today_mark = {
    .name = "today mark", .verb = "POST", .path = "/v1/today/{action}",
    .summary = "Answer a proposal of the day: done, not now, wrong, never",
    .help = "done: not again before its usual interval, and the customer is left in peace for a week. later: not before a week. wrong: not for a year. never: not again. "
            "Answering again corrects the answer.",
    .example = "makir today mark 1x4g8h2m0c9kq.r.3p7d5w1n6t2zb later",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){
        { "action", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "name of the proposal, from makir today --json", NULL },
        { "state", MK_P_CHOICE, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, MK_MARK_NAMES, "the answer", NULL },
        { "note", MK_P_TEXT, 0, NULL, 0, 0, NULL, "in your words", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "action", MK_C_TEXT, "name of the proposal" },
        { "state", MK_C_TEXT, "the answer" },
        { "until", MK_C_DAY, "it is not proposed again before this day" },
        { NULL } },
    .run = today_mark,
};

/* --- the demo: a real shop's year --- */

static const struct { const char *key, *value; } demo_settings[] = {
    { "shop", "A gift shop (demo)" }, { "currency", "GBP" }, { "timezone", "Europe/London" }, { "today", "2011-12-09" } };

static int settle(mk_cx *cx, mk_db *db, void *arg)
{
    bool *known = arg;
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_NEWEST, mk_int(1)));
    int rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    if (rc < 0) return rc;
    *known = rc > 0;
    if (*known) {
        mk_settings st;
        MK_TRY(mk_settings_get(cx, db, &st));
        bool ours = mk_str_eqz(st.shop, demo_settings[0].value);
        return ours ? 0 : mk_fail(cx, MK_EEXISTS, "this store has a business's own data; give the demo a store of its own: makir --db demo.makir demo");
    }
    for (size_t i = 0; i < sizeof demo_settings / sizeof *demo_settings; i++)
        MK_TRY(mk_setting_set(cx, db, mk_str_of(demo_settings[i].key), mk_str_of(demo_settings[i].value)));
    return 0;
}

static int demo(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    bool known = false;
    mk_str examples = mk_arg_has(args, "data") ? mk_arg_text(args, "data") : mk_demo_examples(cx);
    if (mk_arg_has(args, "shop")) {
        mk_demo_told told;
        MK_TRY(mk_demo_make(cx, env->store, examples, mk_arg_text(args, "shop"), &told));
        if (told.made)
            mk_out_note(out, cx->lang == MK_EN ? "%.*s: %" PRIu64 " customers, %" PRIu64 " purchases, everybody invented" : "%.*s: %" PRIu64 " לקוחות, %" PRIu64 " קניות, הכול מומצא",
                        MK_SARG(told.shop), told.customers, told.sales);
        return today(cx, env, args, out);
    }
    MK_TRY(mk_store_write(cx, env->store, settle, &known));
    if (!known) {
        mk_import_result r;
        mk_str file = mk_arena_printf(cx->arena, "%.*s/online-retail/online_retail.csv.xz", MK_SARG(examples));
        mk_import_options opt = { .tz = mk_tz_named(MK_S("Europe/London")), .currency = "GBP" };
        MK_TRY(mk_import(cx, env->store, file.p, &opt, &r));
        MK_TRY(mk_learn_all(cx, env->store, MK_NO_DAY, MK_NEW(cx->arena, mk_learnt_all)));
        mk_out_note(out, cx->lang == MK_EN ? "%" PRIu64 " rows of a real gift shop: %" PRIu64 " customers, %" PRIu64 " purchases (UCI Online Retail, CC BY 4.0)"
                    : "%" PRIu64 " שורות של חנות מתנות אמיתית: %" PRIu64 " לקוחות, %" PRIu64 " קניות (UCI Online Retail, CC BY 4.0)", r.rows, r.customers_new, r.sales_new);
    }
    return today(cx, env, args, out);
}

const mk_op mk_op_demo = {
    .name = "demo", .verb = "POST", .path = "/v1/demo/fill",
    .summary = "Fill an empty store with a demo shop and show its today",
    .help = "With the name of one of five small invented shops, in Hebrew: grocer (what is running out), garage (what is due), fashion (like the one he loved), travel (the year), cafe (tips and days). "
            "Without: 541,909 sale lines of a real gift shop. It imports, learns, and shows whom to turn to on the last day of the data; run again it only shows the list. "
            "Give it a store of its own: makir --db garage.makir demo garage, and then makir --db garage.makir serve.",
    .example = "makir demo",
    .role = MK_OWNER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_LOCAL | MK_OP_CREATE | MK_OP_ABOUT,
    .params = (const mk_param[]){
        { "shop", MK_P_CHOICE, MK_PF_POSITIONAL, NULL, 0, 0, "grocer|garage|fashion|travel|cafe", "which of the invented shops", NULL },
        { "data", MK_P_PATH, 0, NULL, 0, 0, NULL, "where the examples are, when not beside the program", "DIR" },
        { "limit", MK_P_INT, 0, "0", 0, 10000, NULL, "how many; 0 = as many as the staff can handle", NULL },
        { NULL } },
    .columns = today_columns,
    .run = demo,
};
