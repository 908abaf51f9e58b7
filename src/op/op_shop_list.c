/* SPDX-License-Identifier: Apache-2.0
 * The lists an owner keeps: goods on the shelf, what is written down as a table, rules of service, recalls, what is worth telling; and the
 * calendar. */
#include "book.h"
#include "buf.h"
#include "goods.h"
#include "id.h"
#include "shop_list.h"
#include "op.h"
#include "record.h"
#include "school.h"

#define TABLE_PARAMS \
    { "path", MK_P_PATH, MK_PF_POSITIONAL, NULL, 0, 0, NULL, "the table: CSV, any delimiter and charset", "FILE" }, \
    { "upload", MK_P_TEXT, MK_PF_WIRE, NULL, 0, 0, NULL, "the file that was sent to /v1/uploads", NULL }, \
    { "text", MK_P_TEXT, MK_PF_WIRE, NULL, 0, 0, NULL, "the table itself, when there is no file", NULL }

static const char *path_of(mk_cx *cx, const mk_args *args) { return mk_arena_z(cx->arena, mk_arg_text(args, "path")); }

/* --- goods --- */

static int goods_import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_goods_told t;
    MK_TRY(mk_goods_import(cx, env->store, path_of(cx, args), mk_arg_text(args, "text"), mk_arg_text(args, "source"), &t));
    mk_out_row(out);
    mk_out_int(out, "rows", (int64_t)t.rows);
    mk_out_int(out, "new", (int64_t)t.items_new);
    mk_out_int(out, "stocked", (int64_t)t.stocked);
    return 0;
}

const mk_op mk_op_goods_import = {
    .name = "goods import", .verb = "POST", .path = "/v1/goods",
    .summary = "Say how goods look, how many there are, and for how much",
    .help = "A table with the column key (the item's code as the till writes it) and whatever is known: name, category, article (what is the same but for its size), stock, price, margin, "
            "and attributes: brand, colour, material, cut, size, style, season, text, depart, nights, or any word of your own; heads may be Hebrew. What is said of an item takes the "
            "place of what was said before; a column that is not there leaves things as they are. `a|b` in a cell are two values.",
    .example = "makir goods import examples/demo/fashion/goods.csv",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_LONG | MK_OP_CREATE | MK_OP_UPLOAD,
    .params = (const mk_param[]){ TABLE_PARAMS, { "source", MK_P_TEXT, 0, NULL, 0, 0, NULL, "the numbering of the codes, when the tills have several", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "rows", MK_C_INT, "rows read" }, { "new", MK_C_INT, "items that were not known" }, { "stocked", MK_C_INT, "rows that say how many there are" }, { NULL } },
    .run = goods_import,
};

/* --- the book --- */

static int book_import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_book_told t;
    MK_TRY(mk_book_import(cx, env->store, path_of(cx, args), mk_arg_text(args, "text"), &t));
    mk_out_row(out);
    mk_out_int(out, "rows", (int64_t)t.rows);
    mk_out_int(out, "customers", (int64_t)t.customers);
    return 0;
}

const mk_op mk_op_book_import = {
    .name = "book import", .verb = "POST", .path = "/v1/book",
    .summary = "Write down things, readings, jobs and days of many customers",
    .help = "A table with the columns what, customer, name, kind, day, value, text. The customer is told by number, phone, mail or id. what is one of:\n\n"
            "asset: kind car, name \"Mazda 3\", text \"year=2019; fuel=petrol\". reading: name of the asset, day, value. job: name of the asset, kind the task, day, value the meter. "
            "occasion: kind birthday, name whom, day, text hebrew or civil. fact: kind hobby, text what. consent: kind the channel, text the evidence. note: text.\n\n"
            "All of it or nothing is kept; the same table twice changes nothing.",
    .example = "makir book import examples/demo/garage/book.csv",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_LONG | MK_OP_UPLOAD,
    .params = (const mk_param[]){ TABLE_PARAMS, { NULL } },
    .columns = (const mk_column_doc[]){ { "rows", MK_C_INT, "rows read" }, { "customers", MK_C_INT, "customers they speak of" }, { NULL } },
    .run = book_import,
};

/* --- rules of service --- */

typedef struct asking { const mk_args *args; mk_out *out; } asking;

/* Of the list, beside its rows: it may have none. */
static int say_version(mk_cx *cx, mk_db *db, const char *what, mk_out *out)
{
    int64_t version;
    char t[MK_ID_TEXT];
    MK_TRY(mk_list_version(cx, db, what, &version));
    mk_out_about(out, mk_arena_printf(cx->arena, "{\"version\":\"%s\"}", mk_id_text(version, t)));
    return 0;
}

static mk_str span_text(mk_cx *cx, const mk_span *s)
{
    mk_buf b = mk_buf_on(cx->arena);
    if (s->km) mk_buf_printf(&b, "%dkm", (int)s->km);
    if (s->months) mk_buf_printf(&b, "%s%dm", b.n ? " " : "", (int)s->months);
    if (s->days) mk_buf_printf(&b, "%s%dd", b.n ? " " : "", (int)s->days);
    return mk_buf_str(&b);
}

static int rules_body(mk_cx *cx, mk_db *db, void *arg)
{
    const asking *a = arg;
    const mk_service_rule *r;
    size_t n;
    bool own;
    MK_TRY(mk_rules_get(cx, db, &r, &n, &own));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(a->out);
        mk_out_text(a->out, "task", r[i].task);
        mk_out_text(a->out, "applies_to", r[i].applies);
        mk_out_text(a->out, "first", span_text(cx, &r[i].first));
        mk_out_text(a->out, "then", span_text(cx, &r[i].then));
        mk_out_text(a->out, "severity", mk_str_of(mk_severity_name[r[i].severity]));
        mk_out_text(a->out, "hebrew", r[i].hebrew);
        mk_out_text(a->out, "words", r[i].words);
    }
    MK_TRY(say_version(cx, db, "rules", a->out));
    if (!own) mk_out_note(a->out, cx->lang == MK_EN ? "These come with makir. Your own: makir service rules export > rules.csv, edit it, makir service rules import rules.csv"
                                                    : "אלה הכללים שבאים עם מכיר. לכללים שלך: ‎makir service rules export > rules.csv‎, עורכים, ואז ‎makir service rules import rules.csv");
    return 0;
}

static int rules_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    asking a = { args, out };
    return mk_store_read(cx, env->store, rules_body, &a);
}

const mk_op mk_op_service_rules_list = {
    .name = "service rules list", .verb = "GET", .path = "/v1/service/rules",
    .summary = "What things need, how often, and how serious it is",
    .help = "A rule says for what it is (car, car/diesel, car/mazda 3/2015-2019), when it is due for the first time from new and then after each time it was done, by what the meter counts, by months "
            "or by days, whichever comes first. While you have none of your own, those that come with makir hold: car, bicycle, boiler, air conditioner, pet, teeth, glasses.",
    .example = "makir service rules list",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ABOUT,
    .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "task", MK_C_TEXT, "what is to be done" },
        { "applies_to", MK_C_TEXT, "to what" },
        { "first", MK_C_TEXT, "the first time, from new: 15000km, 36m, 90d" },
        { "then", MK_C_TEXT, "again, from the last time" },
        { "severity", MK_C_TEXT, "comfort, wear, safety, legal" },
        { "hebrew", MK_C_TEXT, "the task in Hebrew", MK_CF_WIDE },
        { "words", MK_C_TEXT, "what else a till calls it, parted by |", MK_CF_WIDE },
        { NULL } },
    .run = rules_list,
};

static int rules_import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    size_t n;
    int64_t version;
    MK_TRY(mk_rules_import(cx, env->store, path_of(cx, args), mk_arg_text(args, "text"), mk_arg_int(args, "preset") != 0, &n, &version));
    mk_out_row(out);
    mk_out_int(out, "rules", (int64_t)n);
    mk_out_int(out, "version", version);
    return 0;
}

const mk_op mk_op_service_rules_import = {
    .name = "service rules import", .verb = "POST", .path = "/v1/service/rules",
    .summary = "Put your own rules of service in place of all others",
    .help = "The table has the columns task, applies-to, km, months, first, then, severity and, if you like, hebrew and words; makir service rules export gives the one in use. "
            "A wrong line is told and changes nothing. --preset goes back to the rules that come with makir.",
    .example = "makir service rules import share/presets/service.csv",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_LONG | MK_OP_CREATE | MK_OP_UPLOAD,
    .params = (const mk_param[]){ TABLE_PARAMS, { "preset", MK_P_BOOL, 0, NULL, 0, 0, NULL, "the rules that come with makir", NULL }, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "rules", MK_C_INT, "rules that hold now; 0: those of makir" }, MK_VERSION_COLUMN, { NULL } },
    .run = rules_import,
};

static int rules_export(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_str text;
    (void)args;
    MK_TRY(mk_rules_export(cx, env->store, &text));
    mk_out_document(out, text);
    return 0;
}

const mk_op mk_op_service_rules_export = {
    .name = "service rules export", .verb = "GET", .path = "/v1/service/rules/table",
    .summary = "The rules of service as a table to edit", .example = "makir service rules export",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_DOCUMENT | MK_OP_LOCAL,
    .params = (const mk_param[]){ { NULL } }, .columns = (const mk_column_doc[]){ { NULL } },
    .run = rules_export,
};

/* --- recalls and known faults --- */

static int notices_body(mk_cx *cx, mk_db *db, void *arg)
{
    const asking *a = arg;
    const mk_notice *n;
    size_t count;
    MK_TRY(mk_notices_get(cx, db, &n, &count));
    for (size_t i = 0; i < count; i++) {
        mk_out_row(a->out);
        mk_out_text(a->out, "kind", n[i].kind);
        mk_out_text(a->out, "applies_to", n[i].applies);
        mk_out_text(a->out, "title", n[i].title);
        mk_out_text(a->out, "text", n[i].text);
        if (n[i].has_value) mk_out_int(a->out, "from", n[i].from_value);
        if (n[i].has_day) mk_out_int(a->out, "since", n[i].from_day);
    }
    return say_version(cx, db, "notices", a->out);
}

static int notices_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    asking a = { args, out };
    return mk_store_read(cx, env->store, notices_body, &a);
}

const mk_op mk_op_service_notices_list = {
    .name = "service notices list", .verb = "GET", .path = "/v1/service/notices",
    .summary = "Recalls, and faults that are known of a range of models", .example = "makir service notices list",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ABOUT,
    .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "kind", MK_C_TEXT, "recall or fault" },
        { "applies_to", MK_C_TEXT, "to what: car/mazda 3/2015-2019" },
        { "title", MK_C_TEXT, "in a few words" },
        { "text", MK_C_TEXT, "what it is and what is done", MK_CF_LINE | MK_CF_OPEN },
        { "from", MK_C_INT, "from which reading of the meter on" },
        { "since", MK_C_DAY, "known since" },
        { NULL } },
    .run = notices_list,
};

static int notices_import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    size_t n;
    MK_TRY(mk_notices_import(cx, env->store, path_of(cx, args), mk_arg_text(args, "text"), &n));
    mk_out_row(out);
    mk_out_int(out, "notices", (int64_t)n);
    return 0;
}

const mk_op mk_op_service_notices_import = {
    .name = "service notices import", .verb = "POST", .path = "/v1/service/notices",
    .summary = "Put a list of recalls and known faults in place",
    .help = "Columns: kind (recall or fault), applies-to, title, text, from (what the meter says when it begins to matter), since (a day). Whoever has such a thing is told, until a job of that "
            "title is written down.",
    .example = "makir service notices import examples/demo/garage/notices.csv",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_LONG | MK_OP_CREATE | MK_OP_UPLOAD,
    .params = (const mk_param[]){ TABLE_PARAMS, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "notices", MK_C_INT, "how many there are now" }, { NULL } },
    .run = notices_import,
};

/* --- what is worth telling --- */

static int contents_body(mk_cx *cx, mk_db *db, void *arg)
{
    const asking *a = arg;
    const mk_content_row *t;
    size_t n;
    MK_TRY(mk_contents_get(cx, db, &t, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(a->out);
        mk_out_text(a->out, "kind", t[i].kind);
        mk_out_text(a->out, "title", t[i].title);
        mk_out_text(a->out, "about", t[i].about);
        mk_out_text(a->out, "text", t[i].text);
        mk_out_text(a->out, "link", t[i].link);
        mk_out_int(a->out, "from", t[i].from);
        mk_out_int(a->out, "until", t[i].until);
    }
    return say_version(cx, db, "contents", a->out);
}

static int contents_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    asking a = { args, out };
    return mk_store_read(cx, env->store, contents_body, &a);
}

const mk_op mk_op_content_list = {
    .name = "content list", .verb = "GET", .path = "/v1/contents",
    .summary = "What is worth telling though there is nothing to buy", .example = "makir content list",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ABOUT,
    .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "kind", MK_C_TEXT, "tip, picture, news, event" },
        { "title", MK_C_TEXT, "in a few words" },
        { "about", MK_C_TEXT, "words that tell whom it may interest" },
        { "text", MK_C_TEXT, "what it says", MK_CF_LINE | MK_CF_OPEN },
        { "link", MK_C_TEXT, "where more is", MK_CF_WIDE },
        { "from", MK_C_DAY, "not before" },
        { "until", MK_C_DAY, "not after" },
        { NULL } },
    .run = contents_list,
};

static int contents_import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    size_t n;
    MK_TRY(mk_contents_import(cx, env->store, path_of(cx, args), mk_arg_text(args, "text"), &n));
    mk_out_row(out);
    mk_out_int(out, "contents", (int64_t)n);
    return 0;
}

const mk_op mk_op_content_import = {
    .name = "content import", .verb = "POST", .path = "/v1/contents",
    .summary = "Put a list of tips, pictures and news in place",
    .help = "Columns: kind (tip, picture, news, event), title, text, link, about (words parted by commas: dogs, gardening, espresso), from, until. Each is shown to who cares about one of its words.",
    .example = "makir content import examples/demo/grocer/content.csv",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_LONG | MK_OP_CREATE | MK_OP_UPLOAD,
    .params = (const mk_param[]){ TABLE_PARAMS, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "contents", MK_C_INT, "how many there are now" }, { NULL } },
    .run = contents_import,
};

/* --- the calendar --- */

static int calendar(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)env;
    bool en = cx->lang == MK_EN, israel = mk_arg_int(args, "diaspora") == 0;
    int32_t from = mk_arg_has(args, "from") ? (int32_t)mk_arg_int(args, "from") : mk_day_at(cx->now);
    int32_t to = mk_arg_has(args, "to") ? (int32_t)mk_arg_int(args, "to") : from + 365;
    if (to - from > 366 * 5) return mk_fail(cx, MK_EINVAL, "at most five years at once");
    for (int32_t day = from; day <= to; day++) {
        mk_holiday h[MK_HOLIDAYS_A_DAY];
        mk_hebrew d = mk_hebrew_of_day(day);
        int n = mk_holidays_of_day(day, israel, h), said = 0;
        for (int i = 0; i < n; i++) {
            if ((h[i].flags & (MK_HOLIDAY_MOON | MK_HOLIDAY_SHABBAT)) && !mk_arg_int(args, "all")) continue;
            mk_out_row(out);
            mk_out_int(out, "day", day);
            mk_out_text(out, "hebrew", mk_arena_printf(cx->arena, "%d %s %d", d.day, mk_hebrew_month_name(d.year, d.month, en), (int)d.year));
            mk_out_text(out, "name", mk_str_of(en ? h[i].english : h[i].hebrew));
            mk_out_text(out, "kind", mk_str_of(h[i].flags & MK_HOLIDAY_REST ? "rest" : h[i].flags & MK_HOLIDAY_FAST ? "fast" : h[i].flags & MK_HOLIDAY_EVE ? "eve"
                                               : h[i].flags & MK_HOLIDAY_BETWEEN ? "between" : h[i].flags & MK_HOLIDAY_STATE ? "state" : "other"));
            said++;
        }
        if (!said && mk_arg_int(args, "all")) {
            mk_out_row(out);
            mk_out_int(out, "day", day);
            mk_out_text(out, "hebrew", mk_arena_printf(cx->arena, "%d %s %d", d.day, mk_hebrew_month_name(d.year, d.month, en), (int)d.year));
        }
        mk_school_break b[MK_SCHOOL_MOST];
        for (int i = 0, k = israel ? mk_school_breaks(day, day, false, b) : 0; i < k; i++) {
            if (b[i].from != day) continue;
            mk_out_row(out);
            mk_out_int(out, "day", day);
            mk_out_int(out, "until", b[i].to);
            mk_out_text(out, "hebrew", mk_arena_printf(cx->arena, "%d %s %d", d.day, mk_hebrew_month_name(d.year, d.month, en), (int)d.year));
            mk_out_text(out, "name", mk_str_of(en ? b[i].english : b[i].hebrew));
            mk_out_text(out, "kind", MK_S("school"));
        }
    }
    return 0;
}

const mk_op mk_op_calendar = {
    .name = "calendar", .verb = "GET", .path = "/v1/calendar",
    .summary = "Holidays and school vacations, by the Hebrew calendar",
    .help = "In Israel, or with --diaspora elsewhere (there without school vacations, which are Israel's). Days begin in the morning: a holiday begins on the evening before. "
            "School vacations are by rule; the ministry may move a day.",
    .example = "makir calendar --from 2026-09-01 --to 2026-10-31",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_NO_STORE,
    .params = (const mk_param[]){
        { "from", MK_P_DAY, 0, NULL, 0, 0, NULL, "the first day; today when not said", NULL },
        { "to", MK_P_DAY, 0, NULL, 0, 0, NULL, "the last day; a year on when not said", NULL },
        { "diaspora", MK_P_BOOL, 0, NULL, 0, 0, NULL, "outside Israel", NULL },
        { "all", MK_P_BOOL, 0, NULL, 0, 0, NULL, "every day, new months and named Shabbatot too", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "day", MK_C_DAY, "the day" },
        { "until", MK_C_DAY, "the last day, of a vacation" },
        { "hebrew", MK_C_TEXT, "in the Hebrew calendar" },
        { "name", MK_C_TEXT, "what it is" },
        { "kind", MK_C_TEXT, "rest, eve, between, fast, state, school, other" },
        { NULL } },
    .run = calendar,
};
