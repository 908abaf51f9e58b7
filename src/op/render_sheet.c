/* SPDX-License-Identifier: Apache-2.0
 * A list as a workbook: numbers, days and moments as such, so that a sheet can sum and sort them. */
#include "id.h"
#include "out_int.h"
#include "sheet_out.h"

static void head(const mk_out *o, mk_sheet_out *to)
{
    mk_sheet_out_row(to, true);
    for (size_t i = 0; i < o->cols; i++) mk_sheet_out_text(to, mk_str_of(o->op->columns[i].name));
}

static void put_row(const mk_out *o, const mk_render *r, const mk_cell *row, mk_sheet_out *to)
{
    char t[40];
    mk_sheet_out_row(to, false);
    for (size_t i = 0; i < o->cols; i++) {
        const mk_cell *v = &row[i];
        if (!v->has) { mk_sheet_out_empty(to); continue; }
        switch (o->op->columns[i].type) {
        case MK_C_TEXT: case MK_C_JSON: mk_sheet_out_text(to, v->s); break;
        case MK_C_INT: mk_sheet_out_whole(to, v->i); break;
        case MK_C_MONEY: mk_sheet_out_money(to, v->i); break;
        case MK_C_REAL: mk_sheet_out_number(to, v->r); break;
        case MK_C_BOOL: mk_sheet_out_truth(to, v->i != 0); break;
        case MK_C_DAY: mk_sheet_out_day(to, (int32_t)v->i); break;
        case MK_C_TIME: mk_sheet_out_moment(to, r->tz, v->i); break;
        case MK_C_ID: mk_sheet_out_text(to, mk_str_of(mk_id_text(v->i, t))); break;
        }
    }
}

int mk_out_workbook(mk_cx *cx, const mk_out *o, const mk_render *r, const char *path)
{
    mk_sheet_out *to;
    mk_arena *a = mk_arena_child(cx->arena);
    int rc = mk_sheet_out_open(cx, a, path, mk_str_of(o->op->name), r->lang == MK_HE, &to);
    if (rc == 0) {
        head(o, to);
        for (size_t i = 0; i < o->rows.n; i++) put_row(o, r, o->rows.p[i], to);
        rc = mk_sheet_out_close(cx, to);
    }
    mk_arena_free(a);
    return rc;
}
