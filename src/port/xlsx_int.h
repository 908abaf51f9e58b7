/* SPDX-License-Identifier: Apache-2.0
 * The parts of a workbook. Private to xlsx*.c. */
#ifndef MK_XLSX_INT_H
#define MK_XLSX_INT_H
#include "buf.h"
#include "spool.h"
#include "vec.h"
#include "xlsx.h"
#include "xml.h"

/* What a number format makes of a number. */
typedef enum mk_look { MK_LOOK_PLAIN, MK_LOOK_DAY, MK_LOOK_TIME, MK_LOOK_MOMENT, MK_LOOK_ZEROS } mk_look;
typedef struct mk_style { mk_look look; int zeros; } mk_style;

typedef struct mk_sheet_part { mk_str name; zip_int64_t entry; bool hidden; } mk_sheet_part;

typedef struct mk_book {
    mk_arena *arena;
    zip_t *zip;
    mk_str name;                        /* of the file */
    mk_vec(mk_sheet_part) sheet;
    mk_vec(mk_style) style;
    bool from_1904;
    zip_int64_t strings_entry;
    mk_spool *strings;
    bool strings_read;
} mk_book;

int mk_book_open(mk_cx *cx, mk_arena *a, zip_t *zip, mk_str name, mk_book **ret);
/* The texts that cells share; read once, when a sheet is. */
int mk_book_strings(mk_cx *cx, mk_book *b, const char *folder);
mk_style mk_style_of_format(mk_str code);
/* "_x000D_" as office programs write what XML cannot hold, in place; the new length. */
size_t mk_xlsx_unescape(char *p, size_t n);

/* A sheet as comma-separated text in UTF-8, one line for each of its rows, so that line n is row n. A line end inside a cell stands as
 * MK_SHEET_BREAK. */
enum { MK_SHEET_BREAK = '\v', MK_SHEET_ROWS = 1048576, MK_SHEET_HEAD = 30 };
typedef struct mk_sheet_source {
    mk_source source;                   /* first */
    uint64_t formulas, errors, hidden;  /* cells without a value; cells that are an error; rows that are not shown */
} mk_sheet_source;
int mk_sheet_open(mk_cx *cx, mk_arena *a, mk_book *b, size_t sheet, mk_sheet_source **ret);
uint64_t mk_sheet_bytes(const mk_sheet_source *s);      /* of its XML, read so far */

/* Cells that are one: their rows and columns from 0. */
typedef struct mk_merge { uint32_t row, column, to_row, to_column; } mk_merge;
/* "B3" -> row 2, column 1; false: not a place. `whole`: nothing may follow. */
bool mk_cell_place(const char *z, uint32_t *ret_row, uint32_t *ret_column);
/* 0 -> "A". */
char *mk_column_letters(size_t column, char out[8]);
#endif
