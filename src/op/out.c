/* SPDX-License-Identifier: Apache-2.0 */
#include "agree.h"
#include "id.h"
#include "out_int.h"
#include "args.h"

static void free_arena(void *p) { mk_arena_free(p); }

mk_out *mk_out_new(mk_cx *cx, const mk_op *op)
{
    mk_out *o = MK_NEW(cx->arena, mk_out);
    o->cx = cx;
    o->op = op;
    o->arena = mk_arena_new();
    mk_arena_defer(cx->arena, free_arena, o->arena);
    while (op->columns && o->cols < MK_OP_COLUMNS && op->columns[o->cols].name) o->cols++;
    o->document = mk_buf_on(o->arena);
    return o;
}

/* A recovery point of its own: it is called before the operation has one. */
static int open_scratch(mk_cx *cx, void *arg)
{
    mk_out *o = arg;
    mk_arena *a = mk_arena_child(cx->arena);    /* out of memory goes to the guard */
    mk_arena_alloc(a, 1);                       /* so that a rewind keeps the first block */
    o->scratch = a;
    o->mark = mk_arena_here(a);
    return 0;
}

int mk_out_stream(mk_out *o, const mk_render *r, void (*sink)(void *, mk_str), void *self)
{
    MK_TRY(mk_cx_guard(o->cx, open_scratch, o));
    o->render = *r;
    o->sink = sink;
    o->self = self;
    return 0;
}

void mk_out_recover(mk_out *o, jmp_buf *to)
{
    mk_arena_on_oom(o->arena, to);
    if (o->scratch) mk_arena_on_oom(o->scratch, to);
}

/* Memory that runs out here has to go where it would go in the operation itself: the innermost recovery point, so that a
 * transaction between this one and the face is rolled back. */
static void memory(mk_out *o)
{
    jmp_buf *to = mk_arena_on_oom(o->cx->arena, NULL);
    mk_arena_on_oom(o->cx->arena, to);
    mk_out_recover(o, to);
}

/* Where the open row lives. */
static mk_arena *row_memory(const mk_out *o) { return o->sink ? o->scratch : o->arena; }

static void fault(mk_out *o, const char *what, const char *col)
{
    if (o->wrong) return;
    o->wrong = what;
    o->wrong_col = col ? mk_arena_z(o->arena, mk_str_of(col)) : "";
}

static void give(mk_out *o)
{
    mk_buf b = mk_buf_on(o->scratch);
    if (o->render.format == MK_FMT_CSV) {
        if (o->streamed == 0) mk_render_csv_head(o, &b);
        mk_render_csv_row(o, o->row, &b);
    } else {
        mk_render_ndjson_row(o, o->row, &b);
    }
    o->sink(o->self, mk_buf_str(&b));
    o->streamed++;
    o->row = NULL;
    mk_arena_rewind(o->scratch, o->mark);
}

static void end_row(mk_out *o)
{
    if (!o->row) return;
    if (o->sink && !o->wrong) { give(o); return; }
    *mk_vec_push(o->arena, &o->rows) = o->row;
    o->row = NULL;
}

void mk_out_row(mk_out *o)
{
    memory(o);
    end_row(o);
    if (!o->cols) fault(o, "gives a row but has no columns", NULL);
    if ((o->op->flags & MK_OP_ONE) && (o->rows.n || o->streamed)) fault(o, "gives more than one object", NULL);
    o->row = MK_NEWN(row_memory(o), mk_cell, o->cols ? o->cols : 1);
}

/* The cell of a column in the open row; NULL when there is none, which is noted. */
static mk_cell *cell(mk_out *o, const char *col, unsigned types)
{
    memory(o);
    if (!o->row && (o->op->flags & MK_OP_ONE) && !o->rows.n && !o->streamed) mk_out_row(o);
    if (!o->row) { fault(o, "says a value before its row", col); return NULL; }
    for (size_t k = 0, i = o->likely; k < o->cols; k++, i++) {         /* mostly they are said in their order */
        if (i >= o->cols) i = 0;
        const mk_column_doc *c = &o->op->columns[i];
        if (c->name != col && strcmp(c->name, col) != 0) continue;
        o->likely = i + 1;
        if (!(types & 1u << c->type)) { fault(o, "says a value of another type in column", col); return NULL; }
        if (o->row[i].said) { fault(o, "says twice the column", col); return NULL; }
        o->row[i].said = true;
        return &o->row[i];
    }
    fault(o, "says a column that is not in its table:", col);
    return NULL;
}

#define T(t) (1u << MK_C_##t)

/* What a role is kept from seeing never gets into an answer, whatever renders it. */
static bool hidden(const mk_out *o, const mk_cell *c)
{
    return o->cx->hide && (mk_kind_column(&o->op->columns[c - o->row]).hide & o->cx->hide);
}

/* d: of its column; NULL: it is said of the answer. */
static mk_str shown(const mk_out *o, mk_arena *a, mk_str json, const mk_column_doc *d)
{
    bool filter = o->cx->hide || o->cx->hide_kinds.n;
    return filter ? mk_hide_json(a, json, o->cx->hide, o->cx->hide_kinds, d && mk_kind_column(d).free) : mk_arena_dup(a, json);
}

void mk_out_text(mk_out *o, const char *col, mk_str v)
{
    mk_cell *c = cell(o, col, T(TEXT));
    if (!c) return;
    if (hidden(o, c)) return;
    c->s = mk_arena_dup(row_memory(o), v);
    c->has = true;
}

static bool is_none(mk_column_type t, int64_t v)
{
    return (t == MK_C_DAY && v == INT32_MIN) || (t == MK_C_TIME && v == MK_NEVER) || (t == MK_C_ID && v <= 0);
}

void mk_out_int(mk_out *o, const char *col, int64_t v)
{
    mk_cell *c = cell(o, col, T(INT) | T(DAY) | T(TIME) | T(ID) | T(BOOL));
    if (!c) return;
    if (hidden(o, c)) return;
    c->i = v;
    c->has = !is_none(o->op->columns[c - o->row].type, v);
}

void mk_out_real(mk_out *o, const char *col, double v)
{
    mk_cell *c = cell(o, col, T(REAL));
    if (!c) return;
    if (hidden(o, c)) return;
    c->r = v;
    c->has = v == v;
}

void mk_out_money(mk_out *o, const char *col, int64_t minor)
{
    mk_cell *c = cell(o, col, T(MONEY));
    if (!c) return;
    if (hidden(o, c)) return;
    c->i = minor;
    c->has = true;
}

void mk_out_json(mk_out *o, const char *col, mk_str json)
{
    mk_cell *c = cell(o, col, T(JSON));
    if (!c) return;
    if (hidden(o, c)) return;
    c->s = shown(o, row_memory(o), json, &o->op->columns[c - o->row]);
    c->has = json.n > 0;
}

void mk_out_document(mk_out *o, mk_str text)
{
    memory(o);
    if (!(o->op->flags & MK_OP_DOCUMENT)) fault(o, "gives a document but is not said to", NULL);
    mk_buf_str_add(&o->document, text);
}

void mk_out_note(mk_out *o, const char *fmt, ...)
{
    memory(o);
    va_list ap;
    va_start(ap, fmt);
    mk_str s = mk_agree_vprintf(o->arena, fmt, ap);
    va_end(ap);
    *mk_vec_push(o->arena, &o->notes) = s;
}

void mk_out_about(mk_out *o, mk_str json)
{
    memory(o);
    if (!(o->op->flags & MK_OP_ABOUT)) fault(o, "says something of its answer but is not said to", NULL);
    o->about = shown(o, o->arena, json, NULL);
}

void mk_out_unwell(mk_out *o) { o->unwell = true; }
bool mk_out_is_unwell(const mk_out *o) { return o->unwell; }

void mk_out_page(mk_out *o, mk_str next, int64_t count, bool exact)
{
    memory(o);
    o->paged = true;
    o->next = mk_arena_dup(o->arena, next);
    o->count = count;
    o->exact = exact;
}

void mk_out_next(mk_out *o, int64_t last)
{
    char t[MK_ID_TEXT];
    mk_out_page(o, last ? mk_str_of(mk_id_text(last, t)) : MK_S(""), -1, false);
}

void mk_out_place(mk_out *o, int64_t first, int64_t second)
{
    char t[2 * MK_ID_TEXT], one[MK_ID_TEXT], two[MK_ID_TEXT];
    snprintf(t, sizeof t, "%s.%s", mk_id_text(first, one), mk_id_text(second, two));
    mk_out_page(o, mk_str_of(t), -1, false);
}

int mk_out_end(mk_cx *cx, mk_out *o)
{
    memory(o);
    end_row(o);
    if (!o->wrong && (o->op->flags & MK_OP_ONE) && !(o->op->flags & MK_OP_DOCUMENT) && !o->rows.n && !o->streamed)
        fault(o, "gives no object", NULL);
    if (o->wrong) return mk_fail(cx, MK_EBUG, "%s %s%s%s", o->op->name, o->wrong, *o->wrong_col ? " " : "", o->wrong_col);
    return 0;
}

size_t mk_out_rows(const mk_out *o) { return o->rows.n + o->streamed; }
size_t mk_out_notes(const mk_out *o) { return o->notes.n; }
mk_str mk_out_note_at(const mk_out *o, size_t i) { return o->notes.p[i]; }

void mk_out_render(const mk_out *o, const mk_render *r, mk_buf *to)
{
    if (o->op->flags & MK_OP_DOCUMENT) { mk_buf_str_add(to, mk_buf_str(&o->document)); return; }
    switch (r->format) {
    case MK_FMT_JSON:
        mk_render_json(o, to);
        break;
    case MK_FMT_NDJSON:
        for (size_t i = 0; i < o->rows.n; i++) mk_render_ndjson_row(o, o->rows.p[i], to);
        break;
    case MK_FMT_CSV:
        if (o->streamed == 0) mk_render_csv_head(o, to);
        for (size_t i = 0; i < o->rows.n; i++) mk_render_csv_row(o, o->rows.p[i], to);
        break;
    case MK_FMT_TABLE:
        if (o->op->flags & MK_OP_ONE) {
            for (size_t i = 0; i < o->rows.n; i++) mk_render_one(o, r, o->rows.p[i], to);
        } else {
            mk_render_list(o, r, to);
        }
        break;
    }
}
