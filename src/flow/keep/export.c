/* SPDX-License-Identifier: Apache-2.0
 * Everything as tables: each of the store, as CSV and as NDJSON. */
#include "keep.h"
#include "spell.h"
#include <errno.h>
#include <sys/stat.h>

typedef struct exporting { const char *dir; void (*done)(void *, const char *, uint64_t); void *self; } exporting;

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
        if (v.type == MK_INT && mk_spell(t->column[i].meaning, v.i, out)) mk_buf_str_add(b, mk_str_of(out));
        else if (v.type == MK_INT) mk_buf_int(b, v.i);
        else if (v.type == MK_REAL) mk_buf_printf(b, "%.17g", v.r);
        else if (v.type == MK_TEXT) csv_text(b, v.s);
    }
    mk_buf_add(b, "\r\n", 2);
}

static void json_row(mk_buf *b, const mk_table *t, const mk_rows *r)
{
    mk_value v[MK_COLUMNS_MAX];
    for (int i = 0; i < t->columns; i++) v[i] = mk_row_value(r, i);
    mk_spell_row(b, t, v);
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

/* What opens doors, and what can be made again. */
static bool stays(mk_table_id t)
{
    return t == MK_T_ACCOUNT || t == MK_T_SESSION || t == MK_T_SESSION_ABOUT || t == MK_T_FACTOR || t == MK_T_RECOVERY || t == MK_T_API_KEY ||
           t == MK_T_IDEMPOTENT || t == MK_T_SECRET || t == MK_T_JOINING || t == MK_T_MODEL || mk_tables[t].kind == MK_LOOKUP;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    for (int t = 0; t < MK_T_COUNT_; t++) {
        if (stays((mk_table_id)t)) continue;
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
