/* SPDX-License-Identifier: Apache-2.0
 * JSON and NDJSON, for programs: every column of the table is there, null when not known. */
#include "id.h"
#include "jsonw.h"
#include "out_int.h"

static void value(mk_jsonw *w, const mk_column_doc *c, const mk_cell *v)
{
    char t[MK_ID_TEXT > 32 ? MK_ID_TEXT : 32];
    if (!v->has) { mk_json_null(w); return; }
    switch (c->type) {
    case MK_C_TEXT: mk_json_str(w, v->s); break;
    case MK_C_INT:
    case MK_C_MONEY: mk_json_int(w, v->i); break;
    case MK_C_REAL: mk_json_real(w, v->r); break;
    case MK_C_BOOL: mk_json_bool(w, v->i != 0); break;
    case MK_C_DAY: mk_json_z(w, mk_day_text((int32_t)v->i, t)); break;
    case MK_C_TIME: mk_json_z(w, mk_moment_text(v->i, t)); break;
    case MK_C_ID: mk_json_z(w, mk_id_text(v->i, t)); break;
    case MK_C_JSON: mk_json_raw(w, v->s); break;
    }
}

static void members(const mk_out *o, const mk_cell *row, mk_jsonw *w)
{
    for (size_t i = 0; i < o->cols; i++) {
        mk_json_key(w, o->op->columns[i].name);
        value(w, &o->op->columns[i], &row[i]);
    }
}

static void notes(const mk_out *o, mk_jsonw *w)
{
    mk_json_key(w, "notes");
    mk_json_open(w, '[');
    for (size_t i = 0; i < o->notes.n; i++) mk_json_str(w, o->notes.p[i]);
    mk_json_close(w);
}

/* The parts that are JSON already are most of an answer: room for them is made once. */
static size_t parts(const mk_out *o)
{
    size_t n = 64;
    for (size_t i = 0; i < o->rows.n; i++)
        for (size_t c = 0; c < o->cols; c++) n += o->rows.p[i][c].s.n + strlen(o->op->columns[c].name) + 16;
    return n;
}

static void page(const mk_out *o, mk_jsonw *w)
{
    mk_json_key(w, "next");
    if (o->next.n) mk_json_str(w, o->next);
    else mk_json_null(w);
    if (o->count < 0) return;
    mk_json_key(w, "count"), mk_json_int(w, o->count);
    mk_json_key(w, "exact"), mk_json_bool(w, o->exact);
}

void mk_render_json(const mk_out *o, mk_buf *to)
{
    mk_jsonw w = mk_jsonw_on(to);
    mk_buf_room(to, parts(o));
    mk_json_open(&w, '{');
    if (o->op->flags & MK_OP_ONE) {
        if (o->rows.n) members(o, o->rows.p[0], &w);
        if (o->notes.n) notes(o, &w);
    } else {
        mk_json_key(&w, "rows");
        mk_json_open(&w, '[');
        for (size_t i = 0; i < o->rows.n; i++) {
            mk_json_open(&w, '{');
            members(o, o->rows.p[i], &w);
            mk_json_close(&w);
        }
        mk_json_close(&w);
        notes(o, &w);
        if (o->about.n) mk_json_key(&w, "about"), mk_json_raw(&w, o->about);
        if (o->paged) page(o, &w);
    }
    mk_json_close(&w);
    mk_buf_c(to, '\n');
}

void mk_render_ndjson_row(const mk_out *o, const mk_cell *row, mk_buf *to)
{
    mk_jsonw w = mk_jsonw_on(to);
    mk_json_open(&w, '{');
    members(o, row, &w);
    mk_json_close(&w);
    mk_buf_c(to, '\n');
}
