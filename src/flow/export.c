/* SPDX-License-Identifier: Apache-2.0 */
#include "amount.h"
#include "clock.h"
#include "id.h"
#include "jsonw.h"
#include "keep.h"
#include <errno.h>
#include <sys/stat.h>

typedef struct exporting { const char *dir; void (*done)(void *, const char *, uint64_t); void *self; } exporting;

/* A number as its meaning has it; false: as it is. */
static bool in_words(mk_meaning m, int64_t v, char out[40])
{
    switch (m) {
    case MK_M_ID: {
        char t[MK_ID_TEXT];
        if (v == 0) out[0] = 0;
        else snprintf(out, 40, "%s%s", v < 0 ? "-" : "", mk_id_text(v < 0 ? -v : v, t));
        return true;
    }
    case MK_M_MOMENT: mk_moment_text(v, out); return true;
    case MK_M_DAY: mk_day_text((int32_t)v, out); return true;
    case MK_M_MONEY: mk_money_text(v, out); return true;
    case MK_M_QUANTITY: {
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        snprintf(out, 40, "%s%" PRIu64 ".%04u", v < 0 ? "-" : "", u / 10000, (unsigned)(u % 10000));
        return true;
    }
    case MK_M_PLAIN: break;
    }
    return false;
}

static void csv_text(mk_buf *b, mk_str s)
{
    /* a cell that begins like a formula is disarmed: sheets would run it */
    bool guard = s.n && strchr("=+-@\t\r", s.p[0]);
    bool quote = guard;
    for (size_t i = 0; i < s.n && !quote; i++) quote = s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) { mk_buf_str_add(b, s); return; }
    mk_buf_c(b, '"');
    if (guard) mk_buf_c(b, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') mk_buf_c(b, '"');
        mk_buf_c(b, s.p[i]);
    }
    mk_buf_c(b, '"');
}

static void csv_row(mk_buf *b, const mk_table *t, const mk_rows *r)
{
    char out[40];
    for (int i = 0; i < t->columns; i++) {
        if (i) mk_buf_c(b, ',');
        mk_value v = mk_row_value(r, i);
        if (v.type == MK_INT && in_words(t->column[i].meaning, v.i, out)) mk_buf_str_add(b, mk_str_of(out));
        else if (v.type == MK_INT) mk_buf_int(b, v.i);
        else if (v.type == MK_REAL) mk_buf_printf(b, "%.17g", v.r);
        else if (v.type == MK_TEXT) csv_text(b, v.s);
    }
    mk_buf_add(b, "\r\n", 2);
}

static void json_row(mk_buf *b, const mk_table *t, const mk_rows *r)
{
    char out[40];
    mk_jsonw w = mk_jsonw_on(b);
    mk_json_open(&w, '{');
    for (int i = 0; i < t->columns; i++) {
        mk_value v = mk_row_value(r, i);
        mk_json_key(&w, t->column[i].name);
        bool text = v.type == MK_INT && in_words(t->column[i].meaning, v.i, out);
        if (text && t->column[i].meaning >= MK_M_MONEY) mk_json_raw(&w, mk_str_of(out));
        else if (text) mk_json_z(&w, out);
        else if (v.type == MK_INT) mk_json_int(&w, v.i);
        else if (v.type == MK_REAL) mk_json_real(&w, v.r);
        else if (v.type == MK_TEXT) mk_json_str(&w, v.s);
        else mk_json_null(&w);
    }
    mk_json_close(&w);
    mk_buf_c(b, '\n');
}

static void close_file(void *f) { fclose(f); }

static int open_file(mk_cx *cx, const exporting *e, const char *table, const char *kind, FILE **ret)
{
    mk_str path = mk_arena_printf(cx->arena, "%s/%s.%s", e->dir, table, kind);
    *ret = fopen(path.p, "wxe");
    if (!*ret && errno == EEXIST) return mk_fail(cx, MK_EEXISTS, "%s is there already; export into an empty folder", path.p);
    if (!*ret) return mk_fail(cx, MK_EIO, "cannot write %s: %s", path.p, strerror(errno));
    mk_arena_defer(cx->arena, close_file, *ret);
    return 0;
}

static int finish(mk_cx *cx, FILE *f, const char *table)
{
    mk_arena_undefer(cx->arena, f);
    bool bad = fflush(f) || ferror(f);
    bad |= fclose(f) != 0;
    return bad ? mk_fail(cx, MK_EIO, "cannot write %s: %s", table, strerror(errno)) : 0;
}

static int table(mk_cx *cx, mk_db *db, const exporting *e, mk_table_id id)
{
    const mk_table *t = &mk_tables[id];
    FILE *csv, *json;
    mk_rows r;
    int rc;
    uint64_t rows = 0;
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_room(&b, 1 << 16);
    MK_TRY(open_file(cx, e, t->name, "csv", &csv));
    MK_TRY(open_file(cx, e, t->name, "ndjson", &json));
    mk_buf_add(&b, "\xef\xbb\xbf", 3);          /* spreadsheets need to be told that it is UTF-8 */
    for (int i = 0; i < t->columns; i++) mk_buf_printf(&b, "%s%s", i ? "," : "", t->column[i].name);
    mk_buf_add(&b, "\r\n", 2);
    fwrite(b.p, 1, b.n, csv);
    MK_TRY(mk_select_n(cx, db, &r, mk_table_query(t, MK_TQ_ALL), NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_buf_clear(&b);
        csv_row(&b, t, &r);
        if (fwrite(b.p, 1, b.n, csv) != b.n) break;
        mk_buf_clear(&b);
        json_row(&b, t, &r);
        if (fwrite(b.p, 1, b.n, json) != b.n) break;
        if ((++rows & 0xfff) == 0) {
            mk_progress_at(cx, t->name, rows, 0);
            MK_TRY(mk_cx_check(cx));
        }
    }
    mk_rows_end(&r);
    MK_TRY(rc < 0 ? rc : 0);
    MK_TRY(finish(cx, csv, t->name));
    MK_TRY(finish(cx, json, t->name));
    e->done(e->self, t->name, rows);
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    for (int t = 0; t < MK_T_COUNT_; t++) {
        if (t == MK_T_ACCOUNT || t == MK_T_SESSION || t == MK_T_MODEL || mk_tables[t].kind == MK_LOOKUP) continue;
        MK_TRY(table(cx, db, arg, (mk_table_id)t));
    }
    return 0;
}

int mk_export(mk_cx *cx, mk_store *s, const char *dir, void (*done)(void *, const char *, uint64_t), void *self)
{
    if (mkdir(dir, 0700) && errno != EEXIST) return mk_fail(cx, MK_EIO, "cannot make the folder %s: %s", dir, strerror(errno));
    exporting e = { dir, done, self };
    return mk_store_read(cx, s, body, &e);
}
