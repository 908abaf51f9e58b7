/* SPDX-License-Identifier: Apache-2.0
 * What customers are worth: the base's health, the picture of all, and the plan for the owner's hours and money. */
#include <math.h>
#include "flow_worth.h"
#include "op.h"
#include "reason.h"
#include "today.h"

static int32_t day_of(const mk_args *args) { return mk_arg_has(args, "on") ? (int32_t)mk_arg_int(args, "on") : MK_NO_DAY; }

static void not_learnt(mk_cx *cx, mk_out *out)
{
    mk_out_note(out, cx->lang == MK_EN ? "Nothing can be said of value yet. Bring your data in (makir import FILE), then: makir learn"
                                       : "עוד אי אפשר לומר דבר על ערך. מייבאים נתונים (makir import FILE) ואז: makir learn");
}

/* --- value base --- */

static int base(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_base_told t;
    MK_TRY(mk_base_told_of(cx, env->store, day_of(args), &t));
    if (!t.learnt) not_learnt(cx, out);
    for (int i = 0; i < MK_BASE_PARTS; i++) {
        if (!mk_base_has(&t, i)) continue;
        mk_out_row(out);
        mk_out_text(out, "part", mk_str_of(mk_base_part_name(i)));
        mk_out_text(out, "sentence", mk_say_base(cx, &t, i));
        mk_out_int(out, "day", t.day);
        mk_out_json(out, "data", mk_base_json(cx, &t, i));
    }
    return 0;
}

const mk_op mk_op_value_base = {
    .name = "value base", .verb = "GET", .path = "/v1/value/base",
    .summary = "How the base of customers is doing, in sentences and numbers",
    .help = "Five parts: people (who came again, who bought once and is gone), cohorts (do newcomers stay as they used to), track (purchases against what was to be "
            "expected, week by week), concentration (on how few the business rests) and risk (what would be lost with those of whom it is in doubt); a sixth where something is "
            "bought at an even time: rhythm (subscriptions, fees, occasions; settings contracts and occasions). Each is a sentence; "
            "the numbers for its picture are in `data`.",
    .example = "makir value base",
    .role = MK_MANAGER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "part", MK_C_TEXT, "people, cohorts, track, concentration, risk, rhythm" },
        { "sentence", MK_C_TEXT, "what to know", MK_CF_LINE },
        { "day", MK_C_DAY, "the day it is said of", MK_CF_WIDE },
        { "data", MK_C_JSON, "the numbers: money in minor units", MK_CF_WIDE },
        { NULL } },
    .run = base,
};

/* --- value map --- */

static void worth_columns(mk_out *out, const mk_worth_named *n, const mk_settings *st)
{
    const mk_worth_row *r = &n->row;
    mk_out_int(out, "customer", r->customer);
    mk_out_text(out, "name", n->name);
    mk_out_text(out, "place", mk_str_of(mk_place_name(r->place)));
    if (r->worth.expected_known) mk_out_money(out, "expected", r->worth.expected);
    mk_out_money(out, "actual", r->worth.actual);
    if (r->potential.known) {
        mk_out_money(out, "potential", llround(fmin(9e15, r->potential.potential)));
        mk_out_money(out, "gap", llround(fmin(9e15, r->potential.gap)));
        mk_out_real(out, "share", r->potential.share);
        mk_out_int(out, "proven", r->potential.proven);
    }
    if (r->said.alive_known) mk_out_real(out, "alive", r->said.alive);
    mk_out_text(out, "side", mk_str_of(mk_side_name(r->worth.side)));
    mk_out_text(out, "tie", mk_str_of(mk_tie_name(r->worth.tie)));
    mk_out_text(out, "currency", mk_str_of(st->currency));
}

#define WORTH_COLUMNS \
    { "customer", MK_C_ID, "his id", MK_CF_WIDE }, \
    { "name", MK_C_TEXT, "his name" }, \
    { "place", MK_C_TEXT, "both (care and learn), care, learn, peace; unknown", MK_CF_WIDE }, \
    { "expected", MK_C_MONEY, "in the coming year: margin where the setting `margin` tells it, else sales" }, \
    { "actual", MK_C_MONEY, "to date and in the coming year, less the time it takes", MK_CF_WIDE }, \
    { "potential", MK_C_MONEY, "sales a year that one in ten comparable customers reaches", MK_CF_WIDE }, \
    { "gap", MK_C_MONEY, "what is left to it" }, \
    { "share", MK_C_REAL, "expected / potential", MK_CF_WIDE }, \
    { "proven", MK_C_BOOL, "in the past, those with a wide gap did grow more", MK_CF_WIDE }, \
    { "alive", MK_C_REAL, "probability that he is still a customer", MK_CF_WIDE }, \
    { "side", MK_C_TEXT, "how he fares: content, strained, unhappy, unknown", MK_CF_WIDE }, \
    { "tie", MK_C_TEXT, "once, habit, loyal (comes again and is content), held (comes again and is not), gone", MK_CF_WIDE }, \
    { "currency", MK_C_TEXT, "of the money", MK_CF_WIDE }

static mk_str counts(mk_cx *cx, const mk_worth_map *m)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    for (int p = 0; p < MK_PLACES; p++) {
        mk_json_key(&w, mk_place_name((mk_place)p));
        mk_json_int(&w, (int64_t)m->count[p]);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int map(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_worth_map m;
    mk_place place = MK_PLACES;
    for (int p = 0; p < MK_PLACES; p++) if (mk_str_eqz(mk_arg_text(args, "place"), mk_place_name((mk_place)p))) place = (mk_place)p;
    MK_TRY(mk_worth_map_of(cx, env->store, day_of(args), place, (size_t)mk_arg_int(args, "limit"), &m));
    if (!m.learnt) { not_learnt(cx, out); return 0; }
    bool en = cx->lang == MK_EN;
    mk_out_note(out, en ? "To keep and to learn: %" PRIu64 ". To keep: %" PRIu64 ". To learn: %" PRIu64 ". To leave in peace: %" PRIu64 ". Not known: %" PRIu64 "."
                        : "לשמור וללמוד: %" PRIu64 ". לשמור: %" PRIu64 ". ללמוד: %" PRIu64 ". להניח בשקט: %" PRIu64 ". לא ידוע: %" PRIu64 ".",
                m.count[MK_PLACE_BOTH], m.count[MK_PLACE_CARE], m.count[MK_PLACE_LEARN], m.count[MK_PLACE_PEACE], m.count[MK_PLACE_UNKNOWN]);
    mk_str newest = mk_say_day(cx, m.newest);
    if (m.newest != MK_NO_DAY && m.day - m.newest > MK_STALE_DAYS)
        mk_out_note(out, en ? "The newest purchase known is of %.*s: so long after it little is expected of anybody. Bring younger files in."
                            : "הקנייה האחרונה הידועה היא מ־%.*s: אחרי זמן כזה לא צפוי הרבה מאף אחד. כדאי לייבא קבצים חדשים יותר.", MK_SARG(newest));
    if (m.model.frontier.state == MK_KNOWN_TOO_LITTLE) mk_out_note(out, en ? "What could be is not known yet: too few customers were there in the past. Until then: what is expected of each." : "עוד לא ידוע מה אפשרי: היו בעבר מעט מדי לקוחות. עד אז: מה צפוי מכל אחד.");
    else if (!m.model.frontier.proven) mk_out_note(out, en ? "The potential is unproven: in the past, those with a wide gap did not grow more." : "הפוטנציאל לא מוכח: בעבר, מי שהפער שלו גדול לא צמח יותר.");
    for (size_t i = 0; i < m.n; i++) {
        mk_out_row(out);
        worth_columns(out, &m.row[i], &m.settings);
        mk_out_money(out, "middle_money", llround(m.model.middle_money));
        mk_out_money(out, "middle_gap", llround(m.model.middle_gap));
        if (i == 0) mk_out_json(out, "counts", counts(cx, &m));
    }
    return 0;
}

const mk_op mk_op_value_map = {
    .name = "value map", .verb = "GET", .path = "/v1/value/map",
    .summary = "Everybody by actual and potential value: whom to keep, whom to learn",
    .help = "Two halves by what is expected of a customer in the coming year, two by what is left to what comparable customers reach: to keep and to learn, to keep, to learn, "
            "and to leave in peace. While too few customers were there in the past to know what is possible, only those who bring much (to keep) and those who are gone (peace) have a place. Without --place an even sample of all, for a picture; with it those of the place, the most at stake first. Potential is sales a year that "
            "one in ten comparable customers reaches; it is called proven only when, in the shop's own past, those with a wide gap did grow more.",
    .example = "makir value map --place learn --limit 10",
    .role = MK_SELLER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        { "place", MK_P_CHOICE, 0, NULL, 0, 0, "both|care|learn|peace|unknown", "only these", NULL },
        { "limit", MK_P_INT, 0, "40", 1, 2000, NULL, "how many", NULL },
        { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        WORTH_COLUMNS,
        { "middle_money", MK_C_MONEY, "where the halves of expected part", MK_CF_WIDE },
        { "middle_gap", MK_C_MONEY, "where the halves of the gap part", MK_CF_WIDE },
        { "counts", MK_C_JSON, "how many customers are in each place; on the first row", MK_CF_WIDE },
        { NULL } },
    .run = map,
};

/* --- value plan --- */

static void told(mk_cx *cx, mk_out *out, const mk_worth_plan *p)
{
    bool en = cx->lang == MK_EN;
    mk_str value = mk_say_money(cx, llround(p->plan.value), p->settings.currency), hour = mk_say_money(cx, llround(p->plan.hours_price), p->settings.currency);
    mk_out_note(out, en ? "%" PRIu64 " of {%" PRIu64 ":one customer|# customers}, %.1f hours: worth about %.*s, if a call keeps %.0f %% of a year's money and knowing the needs closes %.0f %% of the gap. "
                          "%s"
                        : "%" PRIu64 " מתוך {%" PRIu64 ":לקוח אחד|# לקוחות}, %.1f שעות: שווי של בערך %.*s, אם שיחה שומרת %.0f%% מכסף של שנה והיכרות עם הצרכים סוגרת %.0f%% מהפער. "
                          "%s",
                p->plan.chosen, p->looked_at, p->plan.hours, MK_SARG(value), 100 * p->rates.care, 100 * p->rates.learn,
                p->told_care && p->told_learn ? (en ? "Both are as you told." : "שניהם כפי שנאמר.")
                : p->told_care ? (en ? "The first is as you told, the second is assumed, not measured; say yours in the settings of the business." : "הראשון כפי שנאמר, השני מונח ולא נמדד; את שלכם אפשר לכתוב בהגדרות העסק.")
                : p->told_learn ? (en ? "The second is as you told, the first is assumed, not measured; say yours in the settings of the business." : "השני כפי שנאמר, הראשון מונח ולא נמדד; את שלכם אפשר לכתוב בהגדרות העסק.")
                : en ? "Both are assumed, not measured; say yours in the settings of the business." : "שניהם מונחים, לא נמדדו; את שלכם אפשר לכתוב בהגדרות העסק.");
    if (p->plan.hours_price > 0) mk_out_note(out, en ? "One more hour would bring about %.*s." : "עוד שעה אחת הייתה מביאה בערך %.*s.", MK_SARG(hour));
    mk_out_note(out, en ? "No other choice within the budget can bring more than %.2g %% above this (proven)." : "אין בחירה אחרת בתקציב שתביא יותר מ־%.2g%% מעל זה (מוכח).", fmax(.01, 100 * p->plan.gap));
    mk_out_note(out, en ? "Left in peace: %" PRIu64 " because others bring more for the time, %" PRIu64 " because nothing is to be gained, %" PRIu64 " asked for it, %" PRIu64 " are gone, of %" PRIu64 " too little is known."
                        : "מונחים בשקט: %" PRIu64 " כי אחרים מביאים יותר לזמן הזה, %" PRIu64 " כי אין מה להשיג, %" PRIu64 " ביקשו זאת, %" PRIu64 " הלכו, ועל %" PRIu64 " ידוע מעט מדי.",
                p->peace[MK_PEACE_BUDGET], p->peace[MK_PEACE_NOTHING], p->peace[MK_PEACE_REFUSED], p->peace[MK_PEACE_GONE], p->peace[MK_PEACE_UNKNOWN]);
}

static int plan(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_invest_rates rates = MK_INVEST_RATES;
    rates.care = mk_arg_has(args, "care") ? mk_arg_real(args, "care") / 100 : -1;
    rates.learn = mk_arg_has(args, "learn") ? mk_arg_real(args, "learn") / 100 : -1;
    rates.word_money = 100 * mk_arg_real(args, "word-cost");
    mk_plan_budget budget = { mk_arg_has(args, "money") ? 100 * mk_arg_real(args, "money") : INFINITY, mk_arg_real(args, "hours") };
    mk_worth_plan p;
    MK_TRY(mk_worth_plan_of(cx, env->store, day_of(args), budget, &rates, (size_t)mk_arg_int(args, "limit"), &p));
    if (!p.learnt) { not_learnt(cx, out); return 0; }
    told(cx, out, &p);
    for (size_t i = 0; i < p.n; i++) {
        const mk_worth_named *n = &p.row[i];
        mk_out_row(out);
        mk_out_int(out, "rank", (int64_t)i + 1);
        worth_columns(out, n, &p.settings);
        mk_out_text(out, "what", mk_str_of(mk_invest_name(n->what)));
        mk_out_text(out, "by", mk_str_of(mk_channel_name[n->by]));
        mk_out_text(out, "why", n->why);
        mk_out_real(out, "minutes", n->minutes);
        mk_out_money(out, "value", llround(n->value));
    }
    return 0;
}

const mk_op mk_op_value_plan = {
    .name = "value plan", .verb = "GET", .path = "/v1/value/plan",
    .summary = "Where to invest so many hours: whom to care for, whom to learn",
    .help = "For each customer at most one of: a word (2 minutes), care (a call, 10), learn (ask what he needs, 20), both (25); who is not content is offered nothing but to put it "
            "right. Care is worth a share of what the coming year brings, learning a share of the gap to comparable customers, counted with its lower bound, and by half where it is "
            "not proven. Only lawful ways count: a message needs consent, a call consent or a clean do-not-call check; where nothing may be sent, what can be said at the next "
            "visit counts by how likely that is within 90 days, and who refused everything is left in peace. The plan is the best for the hours (and money), within a gap that is proven and told; who is not in it is to be left in peace.\n\n"
            "The two shares are assumed until they are measured: say your own with --care and --learn, or for good with the settings plan_care and plan_learn.",
    .example = "makir value plan --hours 3",
    .role = MK_MANAGER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        { "hours", MK_P_REAL, 0, "3", 0, 1000000, NULL, "the time there is", NULL },
        { "money", MK_P_REAL, 0, NULL, 0, 1000000000000, NULL, "the money there is, whole units of the currency; not limited when not said", NULL },
        { "word-cost", MK_P_REAL, 0, "0", 0, 1000000, NULL, "what a message costs, whole units of the currency", NULL },
        { "care", MK_P_REAL, 0, NULL, 0, 100, NULL, "percent of a year's money that a call keeps; without it the setting plan_care, or 5", NULL },
        { "learn", MK_P_REAL, 0, NULL, 0, 100, NULL, "percent of the gap that knowing the needs closes; without it the setting plan_learn, or 5", NULL },
        { "limit", MK_P_INT, 0, "30", 1, 10000, NULL, "how many to show", NULL },
        { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "rank", MK_C_INT, "1 brings the most for the time" },
        WORTH_COLUMNS,
        { "what", MK_C_TEXT, "word, care, learn, both, right" },
        { "by", MK_C_TEXT, "the lawful way: whatsapp, sms, mail, call; visit: only when the customer comes in" },
        { "why", MK_C_TEXT, "the reason", MK_CF_LINE },
        { "minutes", MK_C_REAL, "the time it takes" },
        { "value", MK_C_MONEY, "what it is assumed to bring" },
        { NULL } },
    .run = plan,
};
