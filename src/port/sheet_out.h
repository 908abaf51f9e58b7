/* SPDX-License-Identifier: Apache-2.0
 * A workbook being written, row by row, in constant memory; from right to left when its reader does. What is too much for one sheet goes on on the
 * next. Texts are texts: nothing in them is ever run as a formula.
 * Owns: the workbook, which goes with the arena; it is on the disk when mk_sheet_out_close has said so. Threads: one.
 * Errors: MK_EIO, kept until the close. */
#ifndef MK_SHEET_OUT_H
#define MK_SHEET_OUT_H
#include "clock.h"
#include "cx.h"

typedef struct mk_sheet_out mk_sheet_out;

/* `path` is made anew. `name`: of the sheet, cut to what a sheet may be called. */
int mk_sheet_out_open(mk_cx *cx, mk_arena *a, const char *path, mk_str name, bool right_to_left, mk_sheet_out **ret);
/* The next row begins; its cells follow from the first on. `head`: it is the one that says what the columns are. */
void mk_sheet_out_row(mk_sheet_out *o, bool head);
void mk_sheet_out_text(mk_sheet_out *o, mk_str v);
void mk_sheet_out_number(mk_sheet_out *o, double v);
void mk_sheet_out_whole(mk_sheet_out *o, int64_t v);
void mk_sheet_out_money(mk_sheet_out *o, int64_t minor);
void mk_sheet_out_day(mk_sheet_out *o, int32_t day);
void mk_sheet_out_moment(mk_sheet_out *o, const mk_tz *tz, int64_t at);
void mk_sheet_out_truth(mk_sheet_out *o, bool v);
void mk_sheet_out_empty(mk_sheet_out *o);
int mk_sheet_out_close(mk_cx *cx, mk_sheet_out *o);
#endif
