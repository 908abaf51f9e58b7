/* SPDX-License-Identifier: Apache-2.0
 * Lists of customers, their counts, lists that have a name, and taking a list along. */
#include "gate.h"
#include "jsonw.h"
#include "list.h"
#include "op.h"
#include "page.h"
#include "view.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

/* The consents that hold: "mail,sms". */
static mk_str consents(mk_cx *cx, uint64_t bits)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (unsigned c = 0; c < MK_VISIT; c++)
        if ((bits >> (MK_LB_CONSENT + 2 * c) & 3) == 1) mk_buf_printf(&b, "%s%s", b.n ? "," : "", mk_channel_name[c]);
    return mk_buf_str(&b);
}

/* Tags, and the shop's own fields, by his facts. */
static int facts(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret_tags, mk_str *ret_fields)
{
    mk_buf tb = mk_buf_on(cx->arena), fb = mk_buf_on(cx->arena);
    mk_jsonw t = mk_jsonw_on(&tb), f = mk_jsonw_on(&fb);
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_WORDS, mk_int(customer)));
    mk_json_open(&t, '[');
    mk_json_open(&f, '{');
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, 0), value = mk_row_text(&r, 1);
        if (!mk_row_null(&r, 2) && mk_row_int(&r, 2) < cx->now / MK_DAY) continue;
        if (mk_str_eqz(kind, "tag")) mk_json_str(&t, value);
        if (!mk_str_starts(kind, MK_S("field:"))) continue;
        mk_json_key_str(&f, mk_str_sub(kind, 6, kind.n));
        mk_json_str(&f, value);
    }
    mk_json_close(&t);
    mk_json_close(&f);
    *ret_tags = mk_buf_str(&tb);
    *ret_fields = mk_buf_str(&fb);
    return rc;
}

static mk_str stage_of(const mk_listed *l) { return l->orders == 0 ? MK_S("acquainted") : l->orders < 3 ? MK_S("buyer") : MK_S("regular"); }

typedef struct saying { const mk_list *list; mk_out *out; } saying;

static int say_body(mk_cx *cx, mk_db *db, void *arg)
{
    saying *s = arg;
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    for (size_t i = 0; i < s->list->n; i++) {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        const mk_listed *l = &s->list->row[i];
        mk_card c = { .customer = l->customer };
        mk_str tags, fields;
        int rc = mk_card_read(cx, db, &st, &c);
        if (rc < 0) return rc;
        MK_TRY(facts(cx, db, l->customer, &tags, &fields));
        mk_out_row(s->out);
        mk_out_int(s->out, "customer", l->customer);
        mk_out_text(s->out, "name", c.name);
        mk_out_text(s->out, "phone", c.phone);
        mk_out_text(s->out, "mail", c.mail);
        mk_out_text(s->out, "city", l->city);
        mk_out_text(s->out, "stage", stage_of(l));
        mk_out_int(s->out, "first_day", l->first);
        mk_out_int(s->out, "last_day", l->last);
        mk_out_money(s->out, "spent", l->spent);
        mk_out_text(s->out, "currency", mk_str_of(st.currency));
        mk_out_int(s->out, "orders", l->orders);
        mk_out_text(s->out, "left_out", mk_say_elsewhere(cx, &c.spent.other));
        mk_out_text(s->out, "consent", consents(cx, l->bits));
        mk_out_json(s->out, "tags", tags);
        mk_out_json(s->out, "fields", fields);
        mk_arena_rewind(cx->arena, mark);
    }
    return 0;
}

/* What is asked for: that of the view, and what is said beside it. */
static int ask_of(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_list_ask *ask)
{
    mk_view v = { 0 };
    if (mk_arg_has(args, "view")) MK_TRY(mk_view_get(cx, env->store, mk_arg_int(args, "view"), &v));
    ask->filter = mk_arg_has(args, "filter") ? mk_arg_text(args, "filter") : v.filter;
    ask->sort = mk_arg_has(args, "sort") ? mk_arg_text(args, "sort") : v.sort;
    return 0;
}

static int list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_list_ask ask = { .cursor = mk_arg_text(args, "cursor"), .limit = (size_t)mk_arg_int(args, "limit") };
    mk_list l;
    MK_TRY(ask_of(cx, env, args, &ask));
    MK_TRY(mk_list_of(cx, env->store, env->listing, &ask, &l));
    saying s = { &l, out };
    MK_TRY(mk_store_read(cx, env->store, say_body, &s));
    if (l.behind)
        mk_out_note(out, english(cx) ? "the list is being brought up to date; the last changes may not be in it yet" : "הרשימה מתעדכנת; אולי השינויים האחרונים עוד לא בה");
    mk_out_page(out, l.next, l.count, l.exact);
    return 0;
}

#define LIST_PARAMS \
    { "view", MK_P_ID, 0, NULL, 0, 0, NULL, "a list that has a name: makir view list", "ID" }, \
    { "filter", MK_P_TEXT, 0, NULL, 0, 0, NULL, "rules that all must hold, JSON: [{\"field\":\"city\",\"op\":\"is\",\"value\":\"חיפה\"}]", "JSON" }, \
    { "sort", MK_P_CHOICE, 0, NULL, 0, 0, "last|-last|name|-name|spent|-spent|orders|-orders|first|-first", "by what; - the other way round; -last when not told", NULL }
#define LIST_COLUMNS (const mk_column_doc[]){ \
    { "customer", MK_C_ID, "his id" }, { "name", MK_C_TEXT, "as shown" }, { "phone", MK_C_TEXT, "a phone" }, { "mail", MK_C_TEXT, "an e-mail address", MK_CF_WIDE }, \
    { "city", MK_C_TEXT, "town" }, { "stage", MK_C_TEXT, "acquainted, buyer, regular" }, { "first_day", MK_C_DAY, "first contact", MK_CF_WIDE }, \
    { "last_day", MK_C_DAY, "last purchase" }, { "spent", MK_C_MONEY, "of all purchases, less what came back" }, { "currency", MK_C_TEXT, "of the money here", MK_CF_WIDE }, \
    { "orders", MK_C_INT, "days with a purchase" }, MK_LEFT_OUT_COLUMN, { "consent", MK_C_TEXT, "to advertising by", MK_CF_WIDE }, { "tags", MK_C_JSON, "facts of the kind tag", MK_CF_WIDE }, \
    { "fields", MK_C_JSON, "fields of the shop's own", MK_CF_WIDE }, { NULL } }
#define LIST_HELP \
    "Fields: name, city, stage, last, first, spent, orders, consent, phone, mail, gender, kind, source, fact, field:KEY. " \
    "How: is, not, in, min, max, has, lacks, contains. Days are 2026-11-22 or days from today (-90); money is in minor units; a fact is kind or kind=value."

const mk_op mk_op_customer_list = {
    .name = "customer list", .verb = "POST", .path = "/v1/customers/list",
    .summary = "Customers by filter and order, a page at a time, with their count",
    .help = LIST_HELP " The count is exact, or, when facts have to be read one by one, an estimate from a sample: makir customer count tells it exactly.",
    .example = "makir customer list --sort -spent --limit 20",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        LIST_PARAMS,
        { "limit", MK_P_INT, 0, "20", 1, 1000, NULL, "how many in a page", NULL },
        { "cursor", MK_P_TEXT, 0, NULL, 0, 0, NULL, "where the page before ended (its `next`)", NULL },
        { NULL } },
    .columns = LIST_COLUMNS, .run = list,
};

static int count(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_list_ask ask = { .limit = 1, .exact = true };
    mk_list l;
    MK_TRY(ask_of(cx, env, args, &ask));
    MK_TRY(mk_list_of(cx, env->store, env->listing, &ask, &l));
    mk_out_row(out);
    mk_out_int(out, "count", l.count);
    return 0;
}

const mk_op mk_op_customer_count = {
    .name = "customer count", .verb = "POST", .path = "/v1/customers/count",
    .summary = "How many customers a filter finds, exactly", .example = "makir customer count --filter '[{\"field\":\"phone\",\"op\":\"has\"}]'",
    .help = LIST_HELP " It looks at every one and takes its time: over HTTP it runs beside the request.",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ONE | MK_OP_LONG,
    .params = (const mk_param[]){ LIST_PARAMS, { NULL } },
    .columns = (const mk_column_doc[]){ { "count", MK_C_INT, "how many" }, { NULL } },
    .run = count,
};

/* A list to be taken along, page by page in one answer. */
static int take(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    enum { PAGE = 5000 };
    mk_list_ask ask = { .cursor = mk_arg_text(args, "cursor"), .limit = PAGE };
    int64_t left = mk_arg_int(args, "limit");
    mk_str next = ask.cursor;
    MK_TRY(ask_of(cx, env, args, &ask));
    char kept[64];
    do {
        mk_arena_mark mark = mk_arena_here(cx->arena);
        mk_list l;
        ask.cursor = next;
        ask.limit = (size_t)(left < PAGE ? left : PAGE);
        MK_TRY(mk_list_of(cx, env->store, env->listing, &ask, &l));
        saying s = { &l, out };
        MK_TRY(mk_store_read(cx, env->store, say_body, &s));
        left -= (int64_t)l.n;
        snprintf(kept, sizeof kept, "%.*s", MK_SARG(l.next));
        mk_progress_at(cx, "list", (uint64_t)(mk_arg_int(args, "limit") - left), (uint64_t)l.count);
        mk_arena_rewind(cx->arena, mark);
        next = mk_str_of(kept);
        MK_TRY(mk_cx_check(cx));
    } while (next.n && left > 0);
    mk_out_page(out, next, -1, false);
    return 0;
}

const mk_op mk_op_customer_export = {
    .name = "customer export", .verb = "POST", .path = "/v1/customers/export",
    .summary = "Take a list along, as CSV", .example = "makir customer export --sort name",
    .help = LIST_HELP " Ask for text/csv (--csv). It is noted in the audit log as an export. What is longer than the limit goes on behind `next`.",
    .role = MK_MANAGER, .flags = MK_OP_READ | MK_OP_TAKES | MK_OP_PERSONAL,
    .params = (const mk_param[]){
        LIST_PARAMS,
        { "limit", MK_P_INT, 0, "100000", 1, 250000, NULL, "how many at most", NULL },
        { "cursor", MK_P_TEXT, 0, NULL, 0, 0, NULL, "where the one before ended (its `next`)", NULL },
        { NULL } },
    .columns = LIST_COLUMNS, .run = take,
};

/* --- lists that have a name --- */

static int view_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)args;
    mk_view *v;
    size_t n;
    MK_TRY(mk_view_list(cx, env->store, &v, &n));
    for (size_t i = 0; i < n; i++) {
        mk_out_row(out);
        mk_out_int(out, "view", v[i].id);
        mk_out_text(out, "name", v[i].name);
        mk_out_json(out, "filter", v[i].filter.n ? v[i].filter : MK_S("[]"));
        mk_out_text(out, "sort", v[i].sort);
        mk_out_json(out, "columns", v[i].columns.n ? v[i].columns : MK_S("[]"));
        mk_out_int(out, "shared", v[i].shared);
        mk_out_text(out, "who", v[i].who);
        mk_out_int(out, "mine", mk_str_eqz(v[i].who, cx->who));
        mk_out_int(out, "version", v[i].version);
    }
    return 0;
}

const mk_op mk_op_view_list = {
    .name = "view list", .verb = "GET", .path = "/v1/views",
    .summary = "Lists that have a name: yours and everybody's", .example = "makir view list",
    .role = MK_READER, .flags = MK_OP_READ, .params = (const mk_param[]){ { NULL } },
    .columns = (const mk_column_doc[]){
        { "view", MK_C_ID, "its id, part of its address" }, { "name", MK_C_TEXT, "its name" }, { "filter", MK_C_JSON, "its rules" }, { "sort", MK_C_TEXT, "its order" },
        { "columns", MK_C_JSON, "what it shows" }, { "shared", MK_C_BOOL, "for everybody" }, { "who", MK_C_TEXT, "made by" }, { "mine", MK_C_BOOL, "by you" }, MK_VERSION_COLUMN, { NULL } },
    .run = view_list,
};

static int view_save(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_view v = { .id = mk_arg_int(args, "view"), .name = mk_arg_text(args, "name"), .filter = mk_arg_text(args, "filter"), .sort = mk_arg_text(args, "sort"),
                  .columns = mk_arg_text(args, "columns"), .shared = mk_arg_int(args, "shared") != 0 };
    MK_TRY(mk_view_save(cx, env->store, &v));
    mk_out_row(out);
    mk_out_int(out, "view", v.id);
    return 0;
}

const mk_op mk_op_view_save = {
    .name = "view save", .verb = "POST", .path = "/v1/views",
    .summary = "Give a list a name", .example = "makir view save \"Big spenders\" --filter '[{\"field\":\"spent\",\"op\":\"min\",\"value\":100000}]' --shared",
    .help = LIST_HELP,
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "name", MK_P_TEXT, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "its name", NULL },
        LIST_PARAMS,
        { "columns", MK_P_TEXT, 0, NULL, 0, 0, NULL, "what it shows: a JSON array of names", "JSON" },
        { "shared", MK_P_BOOL, 0, NULL, 0, 0, NULL, "for everybody, not for you alone", NULL },
        MK_BASED_ON_PARAM,
        { NULL } },
    .columns = (const mk_column_doc[]){ { "view", MK_C_ID, "its id" }, { NULL } },
    .run = view_save,
};

static int view_remove(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    MK_TRY(mk_view_remove(cx, env->store, mk_arg_int(args, "view")));
    mk_out_row(out);
    mk_out_int(out, "view", mk_arg_int(args, "view"));
    return 0;
}

const mk_op mk_op_view_remove = {
    .name = "view remove", .verb = "DELETE", .path = "/v1/views/{view}",
    .summary = "Take a list's name away; its customers stay", .example = "makir view remove 2g5k8m1n4p7r9",
    .role = MK_SELLER, .flags = MK_OP_WRITE | MK_OP_ONE,
    .params = (const mk_param[]){ { "view", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "from makir view list", "ID" }, MK_BASED_ON_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ { "view", MK_C_ID, "its id" }, { NULL } },
    .run = view_remove,
};
