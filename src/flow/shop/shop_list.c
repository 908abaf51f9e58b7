/* SPDX-License-Identifier: Apache-2.0 */
#include "shop_list.h"
#include "amount.h"
#include "based.h"
#include "buf.h"
#include "hash.h"
#include "journal.h"
#include "record.h"
#include "sheet.h"

extern const mk_str mk_service_preset;      /* share/presets/service.csv */

/* The row of the list, its version 0 when it was never told. */
static int times_told(mk_cx *cx, mk_db *db, const char *what, mk_value ret[MK_TOLD_N])
{
    mk_value key = mk_textz(what);
    int rc = mk_table_get(cx, db, MK_T_TOLD, &key, ret);
    if (rc == 0) ret[MK_TOLD_WHAT] = key, ret[MK_TOLD_VERSION] = ret[MK_TOLD_AT] = mk_int(0);
    return rc;
}

/* An empty list has a version, too. */
static int64_t version_of(const mk_value *told) { return told[MK_TOLD_VERSION].i + MK_VERSION_NONE + 1; }

int mk_list_version(mk_cx *cx, mk_db *db, const char *what, int64_t *ret)
{
    mk_value told[MK_TOLD_N];
    MK_TRY(times_told(cx, db, what, told));
    *ret = version_of(told);
    return 0;
}

int mk_list_told(mk_cx *cx, mk_db *db, const char *what)
{
    mk_journal j = { 0 };
    mk_value was[MK_TOLD_N];
    int there = times_told(cx, db, what, was);
    MK_TRY(there);
    MK_TRY(mk_unchanged(cx, db, version_of(was), MK_T_TOLD, was, MK_S("")));
    mk_value v[MK_TOLD_N] = { was[MK_TOLD_WHAT], mk_int(was[MK_TOLD_VERSION].i + 1), mk_int(cx->now) };
    int rc = mk_journal_replace(cx, db, &j, MK_T_TOLD, there ? was : NULL, v);
    return rc < 0 ? rc : 0;
}

/* --- rules of service --- */

int mk_rules_get(mk_cx *cx, mk_db *db, const mk_service_rule **ret, size_t *ret_n, bool *ret_own)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_SERVICE_RULE_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_buf_str_add(&b, mk_row_text(&r, MK_SERVICE_RULE_CELLS));
        mk_buf_c(&b, '\n');
    }
    MK_TRY(rc);
    *ret_own = b.n > 0;
    return mk_service_read(cx, b.n ? mk_buf_str(&b) : mk_service_preset, ret, ret_n);
}

typedef struct ruling { const mk_service_rule *rule; size_t n; mk_str *text; int64_t *version; } ruling;

static int export_body(mk_cx *cx, mk_db *db, void *arg)
{
    ruling *a = arg;
    bool own;
    MK_TRY(mk_rules_get(cx, db, &a->rule, &a->n, &own));
    if (!own) { *a->text = mk_service_preset; return 0; }        /* with its comments */
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_str_add(&b, MK_S(MK_SERVICE_HEADS "\n"));
    for (size_t i = 0; i < a->n; i++) {
        mk_buf_str_add(&b, a->rule[i].line);
        mk_buf_c(&b, '\n');
    }
    *a->text = mk_buf_str(&b);
    return 0;
}

int mk_rules_export(mk_cx *cx, mk_store *s, mk_str *ret)
{
    ruling a = { .text = ret };
    return mk_store_read(cx, s, export_body, &a);
}

static int rules_body(mk_cx *cx, mk_db *db, void *arg)
{
    const ruling *a = arg;
    int rc = mk_exec_n(cx, db, MK_Q_SERVICE_RULE_CLEAR, NULL, 0);
    for (size_t i = 0; rc >= 0 && i < a->n; i++) {
        mk_value v[MK_SERVICE_RULE_N] = { mk_int((int64_t)i + 1), mk_text(a->rule[i].line), mk_int(cx->now), mk_textz(cx->who) };
        rc = mk_table_put(cx, db, MK_T_SERVICE_RULE, v);
    }
    MK_TRY(rc);
    MK_TRY(mk_list_told(cx, db, "rules"));
    return mk_list_version(cx, db, "rules", a->version);
}

int mk_rules_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, bool preset, size_t *ret_n, int64_t *ret_version)
{
    ruling a = { .version = ret_version };
    if (!preset) {
        if (!text.n && (!path || !*path)) return mk_fail(cx, MK_EINVAL, "which file? give its path, or --preset for the rules that come with makir");
        if (!text.n) MK_TRY(mk_text_file(cx, path, &text));
        MK_TRY(mk_service_read(cx, text, &a.rule, &a.n));
        if (!a.n) return mk_fail(cx, MK_EBADDATA, "there is no rule in it; --preset goes back to those that come with makir");
    }
    MK_TRY(mk_store_write(cx, s, rules_body, &a));
    *ret_n = a.n;
    return 0;
}

/* --- recalls and known faults --- */

int mk_notices_get(mk_cx *cx, mk_db *db, const mk_notice **ret, size_t *ret_n)
{
    mk_rows r;
    mk_row_list rows;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_NOTICE_ALL, NULL, 0));
    MK_TRY(mk_rows_all(cx, &r, MK_T_NOTICE, &rows));
    mk_notice *all = MK_NEWN(cx->arena, mk_notice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *v = rows.p[i];
        all[i] = (mk_notice){ v[MK_NOTICE_NOTICE_ID].i, v[MK_NOTICE_KIND].s, v[MK_NOTICE_APPLIES].s, v[MK_NOTICE_TITLE].s, v[MK_NOTICE_TEXT].s,
            v[MK_NOTICE_FROM_VALUE].type != MK_NULL, v[MK_NOTICE_FROM_DAY].type != MK_NULL, v[MK_NOTICE_FROM_VALUE].i, (int32_t)v[MK_NOTICE_FROM_DAY].i };
    }
    *ret = all;
    *ret_n = rows.n;
    return 0;
}

typedef struct listing { mk_sheet sheet; size_t n; } listing;

static int day_of(mk_cx *cx, const mk_sheet *s, size_t row, int column, mk_value *ret)
{
    mk_str said = mk_sheet_at(s, row, column);
    mk_when when;
    bool utc;
    *ret = mk_null();
    if (!said.n) return 0;
    if (!mk_when_parse(said, MK_DMY, true, &when, &utc)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": this is no day", s->line[row]);
    *ret = mk_int(when.day);
    return 0;
}

static int notices_body(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    const mk_sheet *s = &l->sheet;
    int kind = mk_sheet_column(s, "kind|סוג"), applies = mk_sheet_column(s, "applies-to|applies to|applies|חל על"), title = mk_sheet_column(s, "title|כותרת"),
        text = mk_sheet_column(s, "text|טקסט|פירוט"), from = mk_sheet_column(s, "from|מקריאה"), since = mk_sheet_column(s, "since|מתאריך");
    if (applies < 0 || title < 0) return mk_fail(cx, MK_EBADDATA, "the table needs the columns `applies-to` and `title`, and may have kind, text, from, since");
    MK_TRY(mk_exec_n(cx, db, MK_Q_NOTICE_CLEAR, NULL, 0));
    for (size_t row = 0; row < s->rows; row++) {
        mk_str what = mk_sheet_at(s, row, kind), to = mk_sheet_at(s, row, applies), name = mk_sheet_at(s, row, title), value = mk_sheet_at(s, row, from);
        int64_t least = 0;
        mk_value day;
        if (!what.n) what = MK_S("recall");
        if (!mk_str_eqz(what, "recall") && !mk_str_eqz(what, "fault")) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": kind is recall or fault", s->line[row]);
        if (!to.n || !name.n) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": what it applies to and its title must be there", s->line[row]);
        if (value.n && (!mk_str_int(value, &least) || least < 0)) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": from is what the meter says, a whole number", s->line[row]);
        MK_TRY(day_of(cx, s, row, since, &day));
        mk_value v[MK_NOTICE_N] = { mk_int(mk_hash_id(mk_hash(mk_hash(0x72, to), name))), mk_text(what), mk_text(to), mk_text(name), mk_text(mk_sheet_at(s, row, text)),
                                    value.n ? mk_int(least) : mk_null(), day, mk_int(cx->now), mk_textz(cx->who) };
        MK_TRY(mk_table_put(cx, db, MK_T_NOTICE, v));
        l->n++;
    }
    return mk_list_told(cx, db, "notices");
}

int mk_notices_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, size_t *ret_n)
{
    listing l = { 0 };
    MK_TRY(mk_sheet_read(cx, path, text, &l.sheet));
    MK_TRY(mk_store_write(cx, s, notices_body, &l));
    *ret_n = l.n;
    return 0;
}

/* --- what is worth telling --- */

int mk_contents_get(mk_cx *cx, mk_db *db, const mk_content_row **ret, size_t *ret_n)
{
    mk_rows r;
    mk_row_list rows;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_CONTENT_ALL, NULL, 0));
    MK_TRY(mk_rows_all(cx, &r, MK_T_CONTENT, &rows));
    mk_content_row *all = MK_NEWN(cx->arena, mk_content_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *v = rows.p[i];
        all[i] = (mk_content_row){ v[MK_CONTENT_CONTENT_ID].i, v[MK_CONTENT_KIND].s, v[MK_CONTENT_TITLE].s, v[MK_CONTENT_TEXT].s, v[MK_CONTENT_LINK].s,
            v[MK_CONTENT_ABOUT].s, v[MK_CONTENT_FROM_DAY].type == MK_NULL ? MK_NO_DAY : (int32_t)v[MK_CONTENT_FROM_DAY].i,
            v[MK_CONTENT_UNTIL_DAY].type == MK_NULL ? MK_NO_DAY : (int32_t)v[MK_CONTENT_UNTIL_DAY].i };
    }
    *ret = all;
    *ret_n = rows.n;
    return 0;
}

static int contents_body(mk_cx *cx, mk_db *db, void *arg)
{
    static const char *const kinds[] = { "tip", "picture", "news", "event" };
    listing *l = arg;
    const mk_sheet *s = &l->sheet;
    int kind = mk_sheet_column(s, "kind|סוג"), title = mk_sheet_column(s, "title|כותרת"), text = mk_sheet_column(s, "text|טקסט|פירוט"), link = mk_sheet_column(s, "link|קישור"),
        about = mk_sheet_column(s, "about|על|נושאים"), from = mk_sheet_column(s, "from|מתאריך"), until = mk_sheet_column(s, "until|עד");
    if (title < 0 || about < 0) return mk_fail(cx, MK_EBADDATA, "the table needs the columns `title` and `about`, and may have kind, text, link, from, until");
    MK_TRY(mk_exec_n(cx, db, MK_Q_CONTENT_CLEAR, NULL, 0));
    for (size_t row = 0; row < s->rows; row++) {
        mk_str what = mk_sheet_at(s, row, kind), name = mk_sheet_at(s, row, title);
        mk_value first, last;
        int k = 0;
        if (!what.n) what = MK_S("tip");
        while (k < 4 && !mk_str_eqz(what, kinds[k])) k++;
        if (k == 4) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": kind is tip, picture, news or event", s->line[row]);
        if (!name.n) return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 " has no title", s->line[row]);
        MK_TRY(day_of(cx, s, row, from, &first));
        MK_TRY(day_of(cx, s, row, until, &last));
        mk_value v[MK_CONTENT_N] = { mk_int(mk_hash_id(mk_hash(0x74, name))), mk_text(what), mk_text(name), mk_text(mk_sheet_at(s, row, text)), mk_text(mk_sheet_at(s, row, link)),
                                     mk_text(mk_sheet_at(s, row, about)), first, last, mk_int(cx->now), mk_textz(cx->who) };
        MK_TRY(mk_table_put(cx, db, MK_T_CONTENT, v));
        l->n++;
    }
    return mk_list_told(cx, db, "contents");
}

int mk_contents_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, size_t *ret_n)
{
    listing l = { 0 };
    MK_TRY(mk_sheet_read(cx, path, text, &l.sheet));
    MK_TRY(mk_store_write(cx, s, contents_body, &l));
    *ret_n = l.n;
    return 0;
}
