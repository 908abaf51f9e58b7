/* SPDX-License-Identifier: Apache-2.0
 * For the screen: a list as an aligned table, or a block for each row when the window is too narrow; one object as labels and
 * values. JSON columns are shown as indented lines in the object and left out of the table. */
#include "out_int.h"
#include "width.h"

enum { GAP = 2, NARROWEST = 12, INDENT = 4, LINE = 100 };

typedef struct grid { size_t n, col[64], width[64]; mk_str *text; } grid;    /* text: rows x n, row after row */

static bool right_aligned(const mk_column_doc *c) { return c->type == MK_C_INT || c->type == MK_C_REAL || c->type == MK_C_MONEY; }

static void bold(mk_buf *to, const mk_render *r, bool on)
{
    if (r->tty) mk_buf_str_add(to, on ? MK_S("\x1b[1m") : MK_S("\x1b[0m"));
}

/* A column that says nothing in any row takes no place. */
static bool empty_column(const mk_out *o, size_t col)
{
    for (size_t i = 0; i < o->rows.n; i++)
        if (o->rows.p[i][col].has) return false;
    return true;
}

static grid fill(const mk_out *o, const mk_render *r, mk_arena *a)
{
    grid g = { 0 };
    for (size_t i = 0; i < o->cols; i++) {
        const mk_column_doc *c = &o->op->columns[i];
        if (c->type != MK_C_JSON && !(c->flags & (MK_CF_WIDE | MK_CF_LINE)) && !empty_column(o, i)) g.col[g.n++] = i;
    }
    g.text = MK_NEWN(a, mk_str, (o->rows.n + 1) * (g.n + 1));
    for (size_t k = 0; k < g.n; k++) {
        g.text[k] = mk_column_label(a, o->op->columns[g.col[k]].name);
        g.width[k] = mk_width(g.text[k]);
        for (size_t i = 0; i < o->rows.n; i++) {
            mk_str s = mk_cell_text(a, r, &o->op->columns[g.col[k]], &o->rows.p[i][g.col[k]]);
            g.text[(i + 1) * g.n + k] = s;
            size_t w = mk_width(s);
            if (w > g.width[k]) g.width[k] = w;
        }
    }
    return g;
}

static size_t total(const grid *g)
{
    size_t w = g->n ? (g->n - 1) * GAP : 0;
    for (size_t k = 0; k < g->n; k++) w += g->width[k];
    return w;
}

/* Takes from the widest texts until the table fits the window. False: it cannot. */
static bool fit(const mk_out *o, grid *g, size_t window)
{
    while (total(g) > window) {
        size_t widest = g->n;
        for (size_t k = 0; k < g->n; k++) {
            if (o->op->columns[g->col[k]].type != MK_C_TEXT || g->width[k] <= NARROWEST) continue;
            if (widest == g->n || g->width[k] > g->width[widest]) widest = k;
        }
        if (widest == g->n) return false;
        g->width[widest]--;
    }
    return true;
}

static void line(const mk_out *o, const mk_render *r, const grid *g, size_t i, mk_buf *to)
{
    for (size_t k = 0; k < g->n; k++) {
        if (k) mk_buf_add(to, "  ", GAP);
        mk_width_put(to, g->text[i * g->n + k], g->width[k], right_aligned(&o->op->columns[g->col[k]]), r->tty);
    }
    while (to->n && to->p[to->n - 1] == ' ') to->n--;
    mk_buf_c(to, '\n');
}

static void labelled(const mk_render *r, mk_str label, mk_str text, size_t width, mk_buf *to)
{
    bold(to, r, true);
    mk_width_put(to, label, width, false, false);
    bold(to, r, false);
    mk_buf_add(to, "  ", GAP);
    mk_width_put(to, text, mk_width(text), false, r->tty);
    mk_buf_c(to, '\n');
}

/* The sentences of a row under it. */
static bool sentences(const mk_out *o, const mk_render *r, const mk_cell *row, mk_buf *to)
{
    size_t was = to->n;
    for (size_t i = 0; i < o->cols; i++)
        if ((o->op->columns[i].flags & MK_CF_LINE) && row[i].has && row[i].s.n)
            mk_width_wrap(to, mk_width_safe(o->arena, row[i].s), INDENT, r->width > 20 ? (size_t)r->width : LINE, r->tty);
    return to->n > was;
}

static void blocks(const mk_out *o, const mk_render *r, const grid *g, mk_buf *to)
{
    size_t width = 0;
    for (size_t k = 0; k < g->n; k++)
        if (mk_width(g->text[k]) > width) width = mk_width(g->text[k]);
    for (size_t i = 1; i <= o->rows.n; i++) {
        if (i > 1) mk_buf_c(to, '\n');
        for (size_t k = 0; k < g->n; k++)
            if (g->text[i * g->n + k].n) labelled(r, g->text[k], g->text[i * g->n + k], width, to);
        sentences(o, r, o->rows.p[i - 1], to);
    }
}

void mk_render_list(const mk_out *o, const mk_render *r, mk_buf *to)
{
    if (!o->rows.n) return;
    mk_arena *a = o->arena;
    grid g = fill(o, r, a);
    if (r->width > 0 && !fit(o, &g, (size_t)r->width)) { blocks(o, r, &g, to); return; }
    for (size_t i = 0; i <= o->rows.n; i++) {
        if (i == 0) bold(to, r, true);
        line(o, r, &g, i, to);
        if (i == 0 && r->tty) { to->n--; bold(to, r, false); mk_buf_c(to, '\n'); }
        if (i && sentences(o, r, o->rows.p[i - 1], to) && i < o->rows.n) mk_buf_c(to, '\n');
    }
}

/* Text of several lines stays of several lines, each indented to stand under the first. */
static void one_text(const mk_render *r, mk_arena *a, mk_str s, size_t indent, mk_buf *to)
{
    for (size_t i = 0; i <= s.n;) {
        const char *nl = i < s.n ? memchr(s.p + i, '\n', s.n - i) : NULL;
        size_t end = nl ? (size_t)(nl - s.p) : s.n;
        mk_str t = mk_width_safe(a, mk_str_sub(s, i, end));
        if (i) mk_width_put(to, MK_S(""), indent, false, false);
        mk_width_put(to, t, mk_width(t), false, r->tty);
        mk_buf_c(to, '\n');
        i = end + 1;
        if (!nl) break;
    }
}

void mk_render_one(const mk_out *o, const mk_render *r, const mk_cell *row, mk_buf *to)
{
    mk_arena *a = o->arena;
    size_t width = 0;
    for (size_t i = 0; i < o->cols; i++) {
        size_t w = row[i].has ? mk_width(mk_str_of(o->op->columns[i].name)) : 0;
        if (w > width) width = w;
    }
    for (size_t i = 0; i < o->cols; i++) {
        const mk_column_doc *c = &o->op->columns[i];
        if (!row[i].has || (c->type == MK_C_TEXT && !row[i].s.n)) continue;
        size_t from = to->n;
        bold(to, r, true);
        mk_width_put(to, mk_column_label(a, c->name), c->type == MK_C_JSON ? 0 : width, false, false);
        if (c->type == MK_C_JSON) {
            to->n = from;
            bold(to, r, true);
            mk_buf_str_add(to, mk_column_label(a, c->name));
            bold(to, r, false);
            mk_buf_c(to, '\n');
            size_t was = to->n;
            if (!mk_render_tree(a, r, row[i].s, to, 2) || to->n == was) to->n = from;
            continue;
        }
        bold(to, r, false);
        mk_buf_add(to, "  ", GAP);
        if (c->type == MK_C_TEXT) one_text(r, a, row[i].s, width + GAP, to);
        else { mk_buf_str_add(to, mk_cell_text(a, r, c, &row[i])); mk_buf_c(to, '\n'); }
    }
}
