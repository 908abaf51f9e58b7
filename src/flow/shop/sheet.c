/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet.h"
#include "dialect.h"
#include "utf8.h"
#include "vec.h"

static int open(mk_cx *cx, const char *path, mk_str text, mk_stream *ret)
{
    mk_source *source;
    if (text.n) source = mk_source_memory(cx->arena, MK_S("the table"), text);
    else if (!path || !*path) return mk_fail(cx, MK_EINVAL, "which file? give its path, or the table itself as text");
    else MK_TRY(mk_source_file(cx, cx->arena, path, &source));
    return mk_stream_open(cx, cx->arena, source, NULL, ret);
}

int mk_text_file(mk_cx *cx, const char *path, mk_str *ret)
{
    mk_stream s;
    int rc;
    MK_TRY(open(cx, path, MK_S(""), &s));
    while ((rc = mk_stream_more(cx, &s)) > 0) if (s.text.n > 64u << 20) return mk_fail(cx, MK_ELIMIT, "%s is larger than 64 MB", path);
    MK_TRY(rc);
    *ret = mk_stream_unread(&s);
    return 0;
}

int mk_sheet_read(mk_cx *cx, const char *path, mk_str text, mk_sheet *ret)
{
    mk_stream stream;
    mk_csv csv;
    mk_csv_row row;
    mk_vec(mk_str) cells = { 0 };
    mk_vec(uint64_t) lines = { 0 };
    int rc;
    *ret = (mk_sheet){ 0 };
    MK_TRY(open(cx, path, text, &stream));
    mk_csv_init(cx, cx->arena, &stream, mk_dialect_of(cx, cx->arena, mk_stream_unread(&stream)), 1, &csv);
    while ((rc = mk_csv_next(cx, &csv, (size_t)ret->columns, &row)) > 0) {
        if (row.n && row.cell[0].n && mk_str_trim(row.cell[0]).p[0] == '#') continue;
        if (!ret->columns) {
            if (row.n > MK_SHEET_COLUMNS) return mk_fail(cx, MK_ELIMIT, "the table has %zu columns; at most %d are read", row.n, MK_SHEET_COLUMNS);
            for (size_t i = 0; i < row.n; i++) ret->head[i] = mk_arena_dup(cx->arena, mk_fold_text(cx->arena, row.cell[i]));
            ret->columns = (int)row.n;
            continue;
        }
        if (lines.n == MK_SHEET_ROWS) return mk_fail(cx, MK_ELIMIT, "the table has more than %d rows", MK_SHEET_ROWS);
        for (int i = 0; i < ret->columns; i++) *mk_vec_push(cx->arena, &cells) = (size_t)i < row.n ? mk_arena_dup(cx->arena, mk_str_trim(row.cell[i])) : MK_S("");
        *mk_vec_push(cx->arena, &lines) = row.line;
    }
    MK_TRY(rc);
    if (!ret->columns) return mk_fail(cx, MK_EBADDATA, "the table is empty: its first line says what its columns are");
    ret->cell = cells.p;
    ret->line = lines.p;
    ret->rows = lines.n;
    return 0;
}

int mk_sheet_column(const mk_sheet *s, const char *names)
{
    mk_str all = mk_str_of(names);
    for (size_t from = 0, to; from <= all.n; from = to + 1) {
        for (to = from; to < all.n && all.p[to] != '|'; to++) {}
        for (int i = 0; i < s->columns; i++) if (mk_str_eq(s->head[i], mk_str_sub(all, from, to))) return i;
    }
    return -1;
}
