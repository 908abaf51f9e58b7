/* SPDX-License-Identifier: Apache-2.0
 * What was brought in, and taking it back. */
#include "clock.h"
#include "id.h"
#include "op.h"
#include "undo.h"

static void say_batch(mk_out *out, const mk_rows *r)
{
    mk_out_row(out);
    mk_out_int(out, "batch", mk_row_int(r, MK_BATCH_BATCH_ID));
    mk_out_int(out, "at", mk_row_int(r, MK_BATCH_AT));
    mk_out_text(out, "file", mk_row_text(r, MK_BATCH_FILE));
    mk_out_text(out, "kind", mk_row_text(r, MK_BATCH_KIND));
    mk_out_text(out, "source", mk_row_text(r, MK_BATCH_SOURCE));
    mk_out_text(out, "state", mk_row_text(r, MK_BATCH_STATE));
    mk_out_int(out, "rows", mk_row_int(r, MK_BATCH_ROWS));
    mk_out_int(out, "new", mk_row_int(r, MK_BATCH_ADDED));
    mk_out_int(out, "updated", mk_row_int(r, MK_BATCH_UPDATED));
    mk_out_int(out, "same", mk_row_int(r, MK_BATCH_SAME));
    mk_out_int(out, "bad", mk_row_int(r, MK_BATCH_BAD));
    mk_out_text(out, "who", mk_row_text(r, MK_BATCH_WHO));
    if (!mk_row_null(r, MK_BATCH_UNDONE_AT)) mk_out_int(out, "undone_at", mk_row_int(r, MK_BATCH_UNDONE_AT));
}

typedef struct batch_ask { const mk_args *args; mk_out *out; } batch_ask;

static int list_body(mk_cx *cx, mk_db *db, void *arg)
{
    batch_ask *a = arg;
    mk_rows ids, r;
    int rc;
    int64_t limit = mk_arg_int(a->args, "limit"), before = mk_arg_int(a->args, "cursor"), last = 0;
    MK_TRY(mk_select(cx, db, &ids, MK_Q_BATCH_BEFORE, mk_int(before ? before : INT64_MAX), mk_int(limit + 1)));
    while ((rc = mk_rows_next(cx, &ids)) > 0 && limit-- > 0) {
        last = mk_row_int(&ids, 0);
        MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_GET, mk_int(last)));
        if ((rc = mk_rows_next(cx, &r)) > 0) say_batch(a->out, &r);
        mk_rows_end(&r);
        MK_TRY(rc);
    }
    mk_rows_end(&ids);
    mk_out_next(a->out, rc > 0 ? last : 0);
    return rc < 0 ? rc : 0;
}

static int batch_list(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    batch_ask a = { args, out };
    return mk_store_read(cx, env->store, list_body, &a);
}

static int show_body(mk_cx *cx, mk_db *db, void *arg)
{
    batch_ask *a = arg;
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_GET, mk_int(mk_arg_int(a->args, "batch"))));
    int rc = mk_rows_next(cx, &r);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "there is no such batch; makir batch list shows them");
    say_batch(a->out, &r);
    mk_str mapping = mk_row_text(&r, MK_BATCH_MAPPING);
    mk_out_json(a->out, "mapping", mapping.n ? mapping : MK_S("null"));
    mk_out_json(a->out, "warnings", mk_row_text(&r, MK_BATCH_WARNINGS));
    mk_rows_end(&r);
    return 0;
}

static int batch_show(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    batch_ask a = { args, out };
    return mk_store_read(cx, env->store, show_body, &a);
}

/* A value of a row as people read it. */
static mk_str said(mk_cx *cx, mk_value v, int meaning)
{
    char t[32];
    switch (v.type) {
    case MK_TEXT: return v.s;
    case MK_REAL: return mk_arena_printf(cx->arena, "%g", v.r);
    case MK_INT:
        if (meaning == MK_M_MOMENT) return mk_arena_dup(cx->arena, mk_str_of(mk_moment_text(v.i, t)));
        if (meaning == MK_M_DAY) return mk_arena_dup(cx->arena, mk_str_of(mk_day_text((int32_t)v.i, t)));
        if (meaning == MK_M_ID) return mk_arena_dup(cx->arena, mk_str_of(mk_id_text(v.i, t)));
        if (meaning == MK_M_MONEY) return mk_arena_printf(cx->arena, "%s%" PRId64 ".%02" PRId64, v.i < 0 ? "-" : "", v.i < 0 ? -v.i / 100 : v.i / 100, v.i < 0 ? -v.i % 100 : v.i % 100);
        if (meaning == MK_M_QUANTITY) return mk_arena_printf(cx->arena, "%g", (double)v.i / 1e4);
        return mk_arena_printf(cx->arena, "%" PRId64, v.i);
    case MK_NULL: case MK_BLOB: break;
    }
    return MK_S("");
}

typedef struct conflicts { mk_out *out; int64_t customer, change; } conflicts;

static int say_conflict(mk_cx *cx, void *self, const mk_undo_conflict *c)
{
    conflicts *s = self;
    mk_out *out = s->out;
    s->customer = c->customer;
    s->change = c->change;
    mk_out_row(out);
    mk_out_int(out, "change", c->change);
    mk_out_int(out, "customer", c->customer);
    mk_out_text(out, "name", c->name);
    mk_out_text(out, "what", c->entity);
    mk_out_text(out, "field", c->column);
    if (c->was_there) mk_out_text(out, "was", said(cx, c->was, c->meaning));
    mk_out_text(out, "imported", said(cx, c->imported, c->meaning));
    if (c->is_there) mk_out_text(out, "now", said(cx, c->now, c->meaning));
    mk_out_text(out, "who", c->who);
    mk_out_int(out, "at", c->at);
    return 0;
}

static int conflicts_body(mk_cx *cx, mk_db *db, void *arg)
{
    batch_ask *a = arg;
    bool more;
    conflicts s = { .out = a->out };
    MK_TRY(mk_arg_place(cx, a->args, &s.customer, &s.change));
    MK_TRY(mk_undo_conflicts(cx, db, mk_arg_int(a->args, "batch"), (size_t)mk_arg_int(a->args, "limit"), s.customer, s.change, say_conflict, &s, &more));
    if (more) mk_out_place(a->out, s.customer, s.change);
    else mk_out_next(a->out, 0);
    return 0;
}

static int batch_conflicts(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    batch_ask a = { args, out };
    return mk_store_read(cx, env->store, conflicts_body, &a);
}

/* The changes that are to go back, by their ids. */
static int read_back(mk_cx *cx, mk_str list, int64_t **ret, size_t *ret_n)
{
    int64_t *id = MK_NEWN(cx->arena, int64_t, list.n / 2 + 1);
    *ret = id;
    *ret_n = 0;
    for (size_t i = 0; i < list.n;) {
        size_t from = i;
        while (i < list.n && list.p[i] != ',' && list.p[i] != ' ' && list.p[i] != '\n') i++;
        mk_str one = mk_str_sub(list, from, i++);
        if (!one.n) continue;
        if (!mk_id_parse(one, &id[*ret_n])) return mk_fail(cx, MK_EINVAL, "back: %.*s is no id of a change; makir batch conflicts shows them", MK_SARG(mk_str_sub(one, 0, 20)));
        ++*ret_n;
    }
    return 0;
}

static int batch_undo(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_undo_result r;
    int64_t *back;
    size_t back_n;
    MK_TRY(read_back(cx, mk_arg_text(args, "back"), &back, &back_n));
    MK_TRY(mk_undo(cx, env->store, mk_arg_int(args, "batch"), back, back_n, &r));
    bool en = cx->lang == MK_EN;
    mk_out_row(out);
    mk_out_int(out, "batch", mk_arg_int(args, "batch"));
    mk_out_int(out, "removed", (int64_t)r.removed);
    mk_out_int(out, "restored", (int64_t)r.restored);
    mk_out_int(out, "kept", (int64_t)r.kept);
    mk_out_int(out, "conflicts", (int64_t)r.conflicts);
    if (r.kept) mk_out_note(out, en ? "{%" PRIu64 ":one customer or item stays, because something else is known of it|# customers or items stay, because something else is known of them}" : "{%" PRIu64 ":לקוח או פריט אחד נשאר, כי ידוע עליו|# לקוחות או פריטים נשארו, כי ידוע עליהם} גם ממקום אחר", r.kept);
    if (r.conflicts) mk_out_note(out, en ? "{%" PRIu64 ":one row was changed again since and stays as it is|# rows were changed again since and stay as they are}" : "{%" PRIu64 ":שורה אחת השתנתה מאז ונשארה כפי שהיא|# שורות השתנו מאז ונשארו כפי שהן}", r.conflicts);
    return 0;
}

#define BATCH_COLUMNS \
    { "batch", MK_C_ID, "id of the import" }, \
    { "at", MK_C_TIME, "when" }, \
    { "file", MK_C_TEXT, "name of the file" }, \
    { "kind", MK_C_TEXT, "csv, xlsx, openformat, vcard, ndjson or whatsapp" }, \
    { "source", MK_C_TEXT, "the numbering its keys belong to", MK_CF_WIDE }, \
    { "state", MK_C_TEXT, "applied or undone" }, \
    { "rows", MK_C_INT, "rows read" }, \
    { "new", MK_C_INT, "rows that brought something new" }, \
    { "updated", MK_C_INT, "rows that changed something" }, \
    { "same", MK_C_INT, "rows that were known" }, \
    { "bad", MK_C_INT, "rows that could not be read" }, \
    { "who", MK_C_TEXT, "by whom" }, \
    { "undone_at", MK_C_TIME, "when it was taken back", MK_CF_WIDE }

#define BATCH_PARAM { "batch", MK_P_ID, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "id of the import: makir batch list", "ID" }

const mk_op mk_op_batch_list = {
    .name = "batch list", .verb = "GET", .path = "/v1/batches",
    .summary = "The imports, the newest first", .example = "makir batch list",
    .role = MK_READER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ { "limit", MK_P_INT, 0, "50", 1, 10000, NULL, "how many", NULL }, MK_PARAM_CURSOR, { NULL } },
    .columns = (const mk_column_doc[]){ BATCH_COLUMNS, { NULL } },
    .run = batch_list,
};

const mk_op mk_op_batch_show = {
    .name = "batch show", .verb = "GET", .path = "/v1/batches/{batch}",
    .summary = "One import: how it was understood and what it brought", .example = "makir batch show 006e1q4d3f2s8",
    .role = MK_READER, .flags = MK_OP_READ | MK_OP_ONE,
    .params = (const mk_param[]){ BATCH_PARAM, { NULL } },
    .columns = (const mk_column_doc[]){ BATCH_COLUMNS, { "mapping", MK_C_JSON, "how the columns were understood" }, { "warnings", MK_C_JSON, "what was odd" }, { NULL } },
    .run = batch_show,
};

const mk_op mk_op_batch_conflicts = {
    .name = "batch conflicts", .verb = "GET", .path = "/v1/batches/{batch}/conflicts",
    .summary = "What people changed since on what an import brought",
    .help = "To look at before an import is taken back. What a person changed stays over it, unless its change is named in: makir batch undo BATCH --back CHANGE.",
    .example = "makir batch conflicts 006e1q4d3f2s8",
    .role = MK_MANAGER, .flags = MK_OP_READ,
    .params = (const mk_param[]){ BATCH_PARAM, { "limit", MK_P_INT, 0, "200", 1, 10000, NULL, "how many changes", NULL }, MK_PARAM_PLACE, { NULL } },
    .columns = (const mk_column_doc[]){
        { "change", MK_C_ID, "what batch undo --back takes" },
        { "customer", MK_C_ID, "id of the customer" },
        { "name", MK_C_TEXT, "of the customer" },
        { "what", MK_C_TEXT, "customer, contact_point, fact, sale ..." },
        { "field", MK_C_TEXT, "which of its columns" },
        { "was", MK_C_TEXT, "before the import; nothing when the import brought it" },
        { "imported", MK_C_TEXT, "as the import left it" },
        { "now", MK_C_TEXT, "as the person left it; nothing when it was removed" },
        { "who", MK_C_TEXT, "by whom" },
        { "at", MK_C_TIME, "when" },
        { NULL } },
    .run = batch_conflicts,
};

const mk_op mk_op_batch_undo = {
    .name = "batch undo", .verb = "POST", .path = "/v1/batches/{batch}/undo",
    .summary = "Take an import back, updates too",
    .help = "What the import added goes; what it changed becomes what it was. A customer whom something else speaks of (a note, another file) stays; "
            "a row that was changed again since stays as it is; both are counted.",
    .example = "makir batch undo 006e1q4d3f2s8",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE,
    .params = (const mk_param[]){ BATCH_PARAM, { "back", MK_P_TEXT, 0, NULL, 0, 0, NULL, "changes by hand that go with it, parted by commas: makir batch conflicts names them", "CHANGES" }, { NULL } },
    .columns = (const mk_column_doc[]){
        { "batch", MK_C_ID, "id of the import" },
        { "removed", MK_C_INT, "rows taken out" },
        { "restored", MK_C_INT, "rows that are again what they were" },
        { "kept", MK_C_INT, "customers and items that stay" },
        { "conflicts", MK_C_INT, "rows that were changed since and stay" },
        { NULL } },
    .run = batch_undo,
};
