/* SPDX-License-Identifier: Apache-2.0
 * Which dialect of delimited text a sample is written in. Pure but for the arena. Errors: none; what cannot be told is a comma. */
#ifndef MK_DIALECT_H
#define MK_DIALECT_H
#include "csv.h"

/* The first rows of a file as a table: row r, column c is cell[r * stride + c], "" where the row has fewer. Cells are trimmed. */
typedef struct mk_sample {
    mk_str *cell;
    size_t *n;                      /* cells each row really has */
    uint64_t *line;
    size_t rows, stride;
    size_t columns;                 /* cells that most rows have */
} mk_sample;

static inline mk_str mk_sample_at(const mk_sample *t, size_t row, size_t column)
{
    return column < t->stride ? t->cell[row * t->stride + column] : MK_S("");
}

/* A delimiter is right when it cuts the rows into the same number of cells. `line` is where the sample begins in the file. */
mk_dialect mk_dialect_of(mk_cx *cx, mk_arena *a, mk_str sample);
/* "sep=;" as Excel writes it in front: the delimiter, and how many bytes it takes with its line end; 0 when there is none. */
size_t mk_dialect_said(mk_str text, char *ret_delimiter);
/* At most `rows` rows of the sample; rows that cannot be read are left out. */
mk_sample mk_sample_read(mk_cx *cx, mk_arena *a, mk_str text, mk_dialect d, uint64_t line, size_t rows);
#endif
