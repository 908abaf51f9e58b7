/* SPDX-License-Identifier: Apache-2.0
 * One customer, as the five shops see him: what is due for his things, what is like the one he loved, his year, and what is worth telling. */
#include <math.h>
#include "customer.h"
#include "due.h"
#include "fits.h"
#include "learn.h"
#include "op.h"
#include "record.h"
#include "reason.h"
#include "tips.h"
#include "year.h"

#define ON_PARAM { "on", MK_P_DAY, 0, NULL, 0, 0, NULL, "as if it were this day", NULL }
#define SENTENCE_COLUMNS \
    { "what", MK_C_TEXT, "in a line", MK_CF_LINE }, \
    { "why", MK_C_TEXT, "the reason, in a sentence with its numbers", MK_CF_LINE }, \
    { "late", MK_C_TEXT, "how urgent, in a word" }, \
    { "numbers", MK_C_JSON, "the numbers behind the reason", MK_CF_WIDE }

typedef struct shop_ask { const mk_args *args; mk_out *out; mk_settings st; mk_models models; mk_shop shop; mk_history his; int64_t customer; int32_t day; mk_str name; } shop_ask;

/* Whom it is about, by which name, which day it is, and what there is. */
static int begin(mk_cx *cx, mk_db *db, shop_ask *a)
{
    a->customer = mk_arg_int(a->args, "customer");
    mk_value c[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &a->customer, c));
    MK_TRY(mk_settings_get(cx, db, &a->st));
    a->day = mk_arg_has(a->args, "on") ? (int32_t)mk_arg_int(a->args, "on") : a->st.today;
    a->name = c[MK_CUSTOMER_GIVEN].s.n ? c[MK_CUSTOMER_GIVEN].s : mk_label(cx, c[MK_CUSTOMER_NAME].s, MK_S(""));
    MK_TRY(mk_models_get(cx, db, &a->models));
    MK_TRY(mk_shop_begin(cx, db, &a->st, &a->models.usual, a->day, &a->shop));
    return mk_history_of(cx, db, &a->st, a->customer, a->day, &a->his);
}

/* --- due --- */

static int due_body(mk_cx *cx, mk_db *db, void *arg)
{
    shop_ask *a = arg;
    const mk_due_row *r;
    size_t n, unknown = 0;
    MK_TRY(begin(cx, db, a));
    MK_TRY(mk_due_of(cx, db, &a->shop, a->customer, &r, &n));
    bool all = mk_arg_int(a->args, "all") != 0, en = cx->lang == MK_EN;
    for (size_t i = 0; i < n; i++) {
        unknown += r[i].state == MK_DUE_UNKNOWN;
        if (!all && (r[i].state == MK_DUE_UNKNOWN || r[i].due.day - a->day > 366)) continue;
        mk_said_due s = mk_say_due(cx, &r[i], a->day);
        mk_out_row(a->out);
        mk_out_int(a->out, "asset", r[i].thing->asset);
        mk_out_text(a->out, "thing", r[i].thing->name);
        mk_out_text(a->out, "kind", mk_str_of(mk_due_kind_name[r[i].kind]));
        mk_out_text(a->out, "task", mk_due_task(cx, &r[i]));
        mk_out_text(a->out, "severity", mk_str_of(mk_severity_name[r[i].severity]));
        mk_out_text(a->out, "state", mk_str_of(mk_due_state_name[r[i].state]));
        if (r[i].state != MK_DUE_UNKNOWN) {
            mk_out_int(a->out, "due_day", r[i].due.day);
            if (r[i].due.by == MK_DUE_BY_KM) {
                mk_out_int(a->out, "due_value", r[i].due.at_km);
                if (r[i].due.low != INT32_MAX) mk_out_int(a->out, "due_low", r[i].due.low);
                if (r[i].due.high != INT32_MAX) mk_out_int(a->out, "due_high", r[i].due.high);
            }
        }
        if (r[i].done.day != MK_NO_DAY) mk_out_int(a->out, "last_day", r[i].done.day);
        if (r[i].done.day != MK_NO_DAY && r[i].done.km >= 0) mk_out_int(a->out, "last_value", r[i].done.km);
        if (r[i].thing->readings) {
            mk_out_int(a->out, "value_now", (int64_t)llround(r[i].thing->km_now));
            mk_out_real(a->out, "a_day", r[i].thing->meter.rate);
        }
        mk_out_text(a->out, "what", s.what);
        mk_out_text(a->out, "why", s.why);
        mk_out_text(a->out, "late", s.late);
        mk_out_json(a->out, "numbers", s.numbers);
    }
    if (n == 0) mk_out_note(a->out, en ? "No thing of this customer is known that any rule speaks of: makir customer asset" : "לא ידוע על שום דבר שיש כלל שירות בשבילו: makir customer asset");
    else if (unknown && !all) mk_out_note(a->out, en ? "Of %zu more it is not known when: --all tells what to ask." : "על עוד %zu לא ידוע מתי: עם ‎--all רואים מה לשאול.", unknown);
    return 0;
}

static int due(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    shop_ask a = { .args = args, .out = out };
    return mk_store_read(cx, env->store, due_body, &a);
}

const mk_op mk_op_customer_due = {
    .name = "customer due", .verb = "GET", .path = "/v1/customers/{customer}/due",
    .summary = "What is due for his things: service, inspections, recalls",
    .help = "By the rules of service, from the last time it was done (as a job, or as a till's line in the words of a rule) or from new; by date or by what the meter is forecast to say, "
            "whichever comes first. Due within a year is told; --all tells also what lies further and what cannot be said, with what to ask.",
    .example = "makir customer due 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "all", MK_P_BOOL, 0, NULL, 0, 0, NULL, "what is far off or not known too", NULL }, ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "asset", MK_C_ID, "the thing", MK_CF_WIDE },
        { "thing", MK_C_TEXT, "its name" },
        { "kind", MK_C_TEXT, "service, recall, fault" },
        { "task", MK_C_TEXT, "what is to be done" },
        { "severity", MK_C_TEXT, "comfort, wear, safety, legal" },
        { "state", MK_C_TEXT, "over, soon, later, unknown" },
        { "due_day", MK_C_DAY, "when" },
        { "due_value", MK_C_INT, "by the meter: at which reading", MK_CF_WIDE },
        { "due_low", MK_C_DAY, "hardly before, when he uses it more", MK_CF_WIDE },
        { "due_high", MK_C_DAY, "hardly after, when he uses it less", MK_CF_WIDE },
        { "last_day", MK_C_DAY, "last done", MK_CF_WIDE },
        { "last_value", MK_C_INT, "what the meter said then", MK_CF_WIDE },
        { "value_now", MK_C_INT, "what the meter says today, as forecast", MK_CF_WIDE },
        { "a_day", MK_C_REAL, "how much it counts in a day", MK_CF_WIDE },
        SENTENCE_COLUMNS,
        { NULL } },
    .run = due,
};

/* --- fits --- */

static mk_str sizes_json(mk_cx *cx, const mk_fits *f)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < f->sizes; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "category"), mk_json_str(&w, f->size[i].category);
        mk_json_key(&w, "size"), mk_json_str(&w, f->size[i].size);
        mk_json_key(&w, "probability"), mk_json_real(&w, f->size[i].p);
        mk_json_key(&w, "kept"), mk_json_int(&w, f->size[i].kept);
        mk_json_key(&w, "back"), mk_json_int(&w, f->size[i].back);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str parts_json(mk_cx *cx, const mk_similar *s)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < s->parts; i++) {
        mk_json_open(&w, '{');
        mk_json_key(&w, "attribute"), mk_json_str(&w, s->part[i].name);
        mk_json_key(&w, "value"), mk_json_str(&w, s->part[i].value);
        mk_json_key(&w, "effect"), mk_json_real(&w, s->part[i].score);
        if (!s->part[i].like) {
            mk_json_key(&w, "his"), mk_json_real(&w, s->part[i].his);
            mk_json_key(&w, "of"), mk_json_real(&w, s->part[i].of);
        }
        mk_json_key(&w, "share"), mk_json_real(&w, s->part[i].share);
        mk_json_close(&w);
    }
    mk_json_open(&w, '{');
    mk_json_key(&w, "attribute"), mk_json_z(&w, "season_of_year");
    mk_json_key(&w, "effect"), mk_json_real(&w, s->season);
    mk_json_key(&w, "his"), mk_json_int(&w, s->season_his);
    mk_json_key(&w, "of"), mk_json_int(&w, s->season_of);
    mk_json_close(&w);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int fits_body(mk_cx *cx, mk_db *db, void *arg)
{
    shop_ask *a = arg;
    mk_fits f;
    bool en = cx->lang == MK_EN;
    MK_TRY(begin(cx, db, a));
    MK_TRY(mk_fits_of(cx, db, &a->shop, &a->his, (size_t)mk_arg_int(a->args, "limit"), &f));
    for (size_t i = 0; i < f.n; i++) {
        const mk_fit_row *r = &f.row[i];
        mk_said_fit s = mk_say_fit(cx, r, a->name, &a->st);
        mk_out_row(a->out);
        mk_out_int(a->out, "item", r->id);
        mk_out_text(a->out, "item_name", r->s.what->look.label);
        mk_out_text(a->out, "size", mk_look_trait(&r->s.what->look, "size"));
        if (r->s.what->size_key.n) mk_out_real(a->out, "fits", r->s.size_p);
        mk_out_int(a->out, "stock", r->s.left);
        if (r->s.what->has_price) {
            mk_out_money(a->out, "price", r->s.what->price);
            mk_out_text(a->out, "currency", mk_str_of(a->st.currency));
        }
        mk_out_real(a->out, "score", r->s.score);
        mk_out_json(a->out, "parts", parts_json(cx, &r->s));
        mk_out_text(a->out, "like", r->s.loved->label);
        mk_out_int(a->out, "like_day", r->s.loved->day);
        mk_out_int(a->out, "kept", r->kept);
        if (r->kept) mk_out_int(a->out, "kept_until", r->kept_until);
        mk_out_text(a->out, "what", s.what);
        mk_out_text(a->out, "why", s.why);
        mk_out_text(a->out, "late", s.late);
        mk_out_json(a->out, "numbers", s.numbers);
        if (i == 0) mk_out_json(a->out, "sizes", sizes_json(cx, &f));
    }
    if (!f.goods) mk_out_note(a->out, en ? "How goods look and how many there are is not known yet: makir goods import" : "עוד לא ידוע איך הסחורה נראית וכמה יש ממנה: makir goods import");
    else if (!f.looks) mk_out_note(a->out, en ? "Too little to know: nothing was bought of what has attributes." : "מעט מדי כדי לדעת: לא נקנה דבר ממה שיש לו מאפיינים.");
    else if (!f.n) mk_out_note(a->out, en ? "Nothing on the shelf is like what was loved, in the right size." : "אין כרגע על המדף משהו שדומה למה שאהוב, במידה הנכונה.");
    return 0;
}

static int fits(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    shop_ask a = { .args = args, .out = out };
    return mk_store_read(cx, env->store, fits_body, &a);
}

const mk_op mk_op_customer_fits = {
    .name = "customer fits", .verb = "GET", .path = "/v1/customers/{customer}/fits",
    .summary = "What on the shelf is like what he loved, in his size",
    .help = "Only what is there, in a size that fits him in that brand (by what he kept and what came back), never an article he has had. The score is a sum of parts, each told with its "
            "numbers: how often he keeps this brand, colour, material, against everybody. makir customer keep keeps one for him.",
    .example = "makir customer fits 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "limit", MK_P_INT, 0, "6", 1, 50, NULL, "how many at most", NULL }, ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "item", MK_C_ID, "what" },
        { "item_name", MK_C_TEXT, "its name" },
        { "size", MK_C_TEXT, "its size" },
        { "fits", MK_C_REAL, "probability that the size fits" },
        { "stock", MK_C_INT, "how many there are for him" },
        { "price", MK_C_MONEY, "of one", MK_CF_OPEN },
        { "currency", MK_C_TEXT, "of the price", MK_CF_WIDE },
        { "score", MK_C_REAL, "how like, the sum of the parts", MK_CF_WIDE },
        { "parts", MK_C_JSON, "the parts: attribute, value, effect, his of so many, share of all", MK_CF_WIDE },
        { "like", MK_C_TEXT, "what he bought and kept", MK_CF_WIDE },
        { "like_day", MK_C_DAY, "when", MK_CF_WIDE },
        { "kept", MK_C_BOOL, "one is kept for him", MK_CF_WIDE },
        { "kept_until", MK_C_DAY, "until when", MK_CF_WIDE },
        SENTENCE_COLUMNS,
        { "sizes", MK_C_JSON, "his sizes, by category; on the first row", MK_CF_WIDE },
        { NULL } },
    .run = fits,
};

/* --- the year --- */

static int year_body(mk_cx *cx, mk_db *db, void *arg)
{
    static const char *const kinds[] = { "school", "holiday", "day", "habit" };
    shop_ask *a = arg;
    mk_year y;
    bool en = cx->lang == MK_EN;
    MK_TRY(begin(cx, db, a));
    MK_TRY(mk_year_of(cx, db, &a->shop, &a->his, (int32_t)mk_arg_int(a->args, "days"), &y));
    for (size_t i = 0; i < y.n; i++) {
        const mk_year_row *r = &y.row[i];
        mk_said_year s = mk_say_year(cx, &y, r, a->name, a->day, &a->st);
        mk_out_row(a->out);
        mk_out_text(a->out, "kind", mk_str_of(kinds[r->pick.slot->kind]));
        mk_out_int(a->out, "from", r->pick.slot->from);
        mk_out_int(a->out, "to", r->pick.slot->to);
        if (r->offer || r->pick.slot->went) mk_out_int(a->out, "speak", r->pick.speak);
        mk_out_real(a->out, "probability", r->pick.slot->p);
        if (r->offer) {
            mk_out_int(a->out, "item", r->offer->piece.look.item);
            mk_out_text(a->out, "item_name", r->offer->piece.look.label);
            if (r->offer->piece.has_price) {
                mk_out_money(a->out, "price", r->offer->piece.price);
                mk_out_text(a->out, "currency", mk_str_of(a->st.currency));
            }
        }
        mk_out_text(a->out, "what", s.what);
        mk_out_text(a->out, "why", s.why);
        mk_out_text(a->out, "late", s.late);
        mk_out_json(a->out, "numbers", s.numbers);
    }
    if (!y.n) mk_out_note(a->out, en ? "Nothing is known of the year yet: write down birthdays (makir customer occasion), or import purchases with days of departure."
                                     : "עוד לא ידוע דבר על השנה: רושמים ימי הולדת (makir customer occasion), או מייבאים קניות עם תאריך יציאה.");
    return 0;
}

static int year(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    shop_ask a = { .args = args, .out = out };
    return mk_store_read(cx, env->store, year_body, &a);
}

const mk_op mk_op_customer_year = {
    .name = "customer year", .verb = "GET", .path = "/v1/customers/{customer}/year",
    .summary = "His coming year: vacations, his family's days, what suits them",
    .help = "School vacations for who has children at school, holidays in which he went before, birthdays and anniversaries by either calendar, and weeks he keeps. Each gets at most one thing that is "
            "for sale then and suits his taste and what he spends, and the day to speak of it, by how long ahead he books. A slot with nothing to sell is told too.",
    .example = "makir customer year 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "days", MK_P_INT, 0, "365", 1, 730, NULL, "how far to look", NULL }, ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "kind", MK_C_TEXT, "school, holiday, day (of his family), habit" },
        { "from", MK_C_DAY, "the first day" },
        { "to", MK_C_DAY, "the last" },
        { "speak", MK_C_DAY, "when to speak of it" },
        { "probability", MK_C_REAL, "that he goes then", MK_CF_WIDE },
        { "item", MK_C_ID, "what suits", MK_CF_WIDE },
        { "item_name", MK_C_TEXT, "its name" },
        { "price", MK_C_MONEY, "of one", MK_CF_OPEN },
        { "currency", MK_C_TEXT, "of the price", MK_CF_WIDE },
        SENTENCE_COLUMNS,
        { NULL } },
    .run = year,
};

/* --- tips --- */

static int tips_body(mk_cx *cx, mk_db *db, void *arg)
{
    shop_ask *a = arg;
    const mk_tip_row *r;
    size_t n, cares;
    bool en = cx->lang == MK_EN;
    MK_TRY(begin(cx, db, a));
    MK_TRY(mk_tips_of(cx, db, &a->shop, &a->his, (size_t)mk_arg_int(a->args, "limit"), &r, &n, &cares));
    for (size_t i = 0; i < n; i++) {
        mk_said_tip s = mk_say_tip(cx, &r[i], a->name);
        mk_out_row(a->out);
        mk_out_int(a->out, "content", r[i].id);
        mk_out_text(a->out, "kind", r[i].told.kind);
        mk_out_text(a->out, "title", r[i].told.title);
        mk_out_text(a->out, "text", r[i].told.text);
        mk_out_text(a->out, "link", r[i].told.link);
        mk_out_text(a->out, "cares", r[i].care.from);
        mk_out_real(a->out, "score", r[i].score);
        mk_out_text(a->out, "what", s.what);
        mk_out_text(a->out, "why", s.why);
        mk_out_text(a->out, "late", s.late);
    }
    if (!n && !cares) mk_out_note(a->out, en ? "Too little to know what this customer cares about, or there is nothing to tell: makir content import" : "מעט מדי כדי לדעת מה קרוב ללב, או שאין מה לספר: makir content import");
    return 0;
}

static int tips(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    shop_ask a = { .args = args, .out = out };
    return mk_store_read(cx, env->store, tips_body, &a);
}

const mk_op mk_op_customer_tips = {
    .name = "customer tips", .verb = "GET", .path = "/v1/customers/{customer}/tips",
    .summary = "What is worth telling him though there is nothing to buy",
    .help = "From the owner's list (makir content import), what meets his tastes, hobbies and pets, the things he has, and what he takes again and again.",
    .example = "makir customer tips 2g5k8m1n4p7r9",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ MK_CUSTOMER_PARAM, { "limit", MK_P_INT, 0, "3", 1, 50, NULL, "how many at most", NULL }, ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){
        { "content", MK_C_ID, "what" },
        { "kind", MK_C_TEXT, "tip, picture, news, event" },
        { "title", MK_C_TEXT, "in a few words" },
        { "text", MK_C_TEXT, "what it says", MK_CF_LINE | MK_CF_OPEN },
        { "link", MK_C_TEXT, "where more is", MK_CF_WIDE },
        { "cares", MK_C_TEXT, "how it is known that he cares", MK_CF_WIDE },
        { "score", MK_C_REAL, "how near it is to what he cares about", MK_CF_WIDE },
        { "what", MK_C_TEXT, "in a line", MK_CF_LINE },
        { "why", MK_C_TEXT, "the reason", MK_CF_LINE },
        { "late", MK_C_TEXT, "until when it holds" },
        { NULL } },
    .run = tips,
};
