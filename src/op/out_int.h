/* SPDX-License-Identifier: Apache-2.0
 * Inside of mk_out: rows of cells, and what the renderers share. */
#ifndef MK_OUT_INT_H
#define MK_OUT_INT_H
#include "out.h"
#include "vec.h"

typedef struct mk_cell { bool said, has; union { int64_t i; double r; mk_str s; }; } mk_cell;

struct mk_out {
    mk_cx *cx;
    const mk_op *op;
    mk_arena *arena, *scratch;  /* what is kept; the open row of a stream */
    size_t cols, likely;        /* likely: where a column is looked for first */
    mk_vec(mk_cell *) rows;
    mk_vec(mk_str) notes;
    mk_buf document;
    mk_cell *row;               /* the open one */
    const char *wrong;          /* the first fault, and the column it is about */
    const char *wrong_col;
    bool paged, exact, unwell;
    mk_str next;                /* where the list goes on */
    mk_str about;               /* JSON; "": nothing is said */
    int64_t count;              /* how many there are in all, -1: not counted */
    size_t streamed;
    mk_arena_mark mark;         /* of the scratch without a row */
    mk_render render;
    void (*sink)(void *self, mk_str bytes);
    void *self;
};

/* Where memory that runs out goes from now on; NULL: nowhere. */
void mk_out_recover(mk_out *o, jmp_buf *to);
/* What a field holds (kinds.def). hide: MK_HIDE_..., ~0 when it is not known; free: its members are named by others. */
typedef struct mk_kind { unsigned hide; bool known, free; } mk_kind;
mk_kind mk_kind_column(const mk_column_doc *d);
/* The same JSON without what is of the kinds `hide`, and without objects whose `kind` is one of `kinds` (",field:x,field:y,"). free: as of its column. */
mk_str mk_hide_json(mk_arena *a, mk_str json, unsigned hide, mk_str kinds, bool free);

void mk_render_json(const mk_out *o, mk_buf *to);
void mk_render_ndjson_row(const mk_out *o, const mk_cell *row, mk_buf *to);
void mk_render_csv_head(const mk_out *o, mk_buf *to);
void mk_render_csv_row(const mk_out *o, const mk_cell *row, mk_buf *to);
void mk_render_list(const mk_out *o, const mk_render *r, mk_buf *to);
void mk_render_one(const mk_out *o, const mk_render *r, const mk_cell *row, mk_buf *to);

/* A cell as people read it, one line, safe for a terminal. */
mk_str mk_cell_text(mk_arena *a, const mk_render *r, const mk_column_doc *c, const mk_cell *v);
/* A JSON value as people read it, indented, behind `to`. False: it is not JSON. */
bool mk_render_tree(mk_arena *a, const mk_render *r, mk_str json, mk_buf *to, size_t indent);
/* "12.50", "-1234567.00": plain, for machines. With `group`: "1,234,567.00". */
mk_str mk_minor_text(mk_arena *a, int64_t minor, bool group);
/* "2026-11-22 10:00" in the zone, with a Z behind when there is none. */
mk_str mk_moment_screen(mk_arena *a, const mk_tz *tz, int64_t us);
/* What stands over a column on the screen: last_at -> last at. */
mk_str mk_column_label(mk_arena *a, const char *name);
#endif
