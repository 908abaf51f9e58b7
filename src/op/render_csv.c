/* SPDX-License-Identifier: Apache-2.0
 * CSV by RFC 4180: CRLF, quotes where needed. A text that a spreadsheet would run as a formula (= + - @, or a tab or return in
 * front) gets an apostrophe; numbers are left alone. Source: OWASP, "CSV Injection". */
#include "id.h"
#include "out_int.h"

static void quoted(mk_buf *to, mk_str s)
{
    bool guard = s.n && memchr("=+-@\t\r", s.p[0], 6);
    bool quote = s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
    for (size_t i = 0; i < s.n && !quote; i++) quote = s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r';
    if (quote) mk_buf_c(to, '"');
    if (guard) mk_buf_c(to, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') mk_buf_c(to, '"');
        mk_buf_c(to, s.p[i]);
    }
    if (quote) mk_buf_c(to, '"');
}

void mk_render_csv_head(const mk_out *o, mk_buf *to)
{
    for (size_t i = 0; i < o->cols; i++) {
        if (i) mk_buf_c(to, ',');
        mk_buf_str_add(to, mk_str_of(o->op->columns[i].name));
    }
    mk_buf_add(to, "\r\n", 2);
}

static void value(const mk_column_doc *c, const mk_cell *v, mk_buf *to)
{
    char t[40];
    if (!v->has) return;
    switch (c->type) {
    case MK_C_TEXT:
    case MK_C_JSON: quoted(to, v->s); break;
    case MK_C_INT: mk_buf_int(to, v->i); break;
    case MK_C_MONEY: mk_buf_str_add(to, mk_minor_text(to->arena, v->i, false)); break;
    case MK_C_REAL: mk_buf_printf(to, "%.10g", v->r); break;
    case MK_C_BOOL: mk_buf_str_add(to, v->i ? MK_S("true") : MK_S("false")); break;
    case MK_C_DAY: mk_buf_str_add(to, mk_str_of(mk_day_text((int32_t)v->i, t))); break;
    case MK_C_TIME: mk_buf_str_add(to, mk_str_of(mk_moment_text(v->i, t))); break;
    case MK_C_ID: mk_buf_str_add(to, mk_str_of(mk_id_text(v->i, t))); break;
    }
}

void mk_render_csv_row(const mk_out *o, const mk_cell *row, mk_buf *to)
{
    for (size_t i = 0; i < o->cols; i++) {
        if (i) mk_buf_c(to, ',');
        value(&o->op->columns[i], &row[i], to);
    }
    mk_buf_add(to, "\r\n", 2);
}
