/* SPDX-License-Identifier: Apache-2.0
 * A small table that an owner keeps in a sheet, whole in memory: heads and rows, in any charset and with any delimiter.
 * For lists that are written by hand (goods on the shelf, rules, recalls, tips); what tills export goes through import.h.
 * Owns: cells on the arena. Errors: MK_EIO, MK_EBADDATA (a row that cannot be read; no heads), MK_ELIMIT (more than MK_SHEET_ROWS).
 * Threads: any. */
#ifndef MK_SHEET_H
#define MK_SHEET_H
#include "cx.h"

enum { MK_SHEET_COLUMNS = 32, MK_SHEET_ROWS = 1000000 };
typedef struct mk_sheet { mk_str head[MK_SHEET_COLUMNS]; int columns; const mk_str *cell; const uint64_t *line; size_t rows; } mk_sheet;

/* text: the table itself; when it is "" the file at `path` is read. Heads are folded: "Colour " is "colour". */
int mk_sheet_read(mk_cx *cx, const char *path, mk_str text, mk_sheet *ret);
static inline mk_str mk_sheet_at(const mk_sheet *s, size_t row, int column) { return column < 0 ? MK_S("") : s->cell[row * (size_t)s->columns + (size_t)column]; }
/* The column of one of these names, parted by '|'; -1: there is none. */
int mk_sheet_column(const mk_sheet *s, const char *names);
/* A whole text file, as UTF-8. */
int mk_text_file(mk_cx *cx, const char *path, mk_str *ret);
#endif
