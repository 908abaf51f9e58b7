/* SPDX-License-Identifier: Apache-2.0
 * Rows of cells out of delimited text of any dialect, streaming: RFC 4180 as people really write it.
 *   - a quote begins a quoted cell only at the cell's beginning, so ת"ז and 5" need no quoting;
 *   - a quote ends one only before a delimiter or a line end, so "חברה בע"מ" is one cell though its quote is not doubled;
 *   - a quote that opens a cell inside a quoted cell, lines further on, tells that the first one was never closed;
 *   - a quoted cell that never closes is taken by the letter when the line then has the right number of cells: "Weird Al" Yankovic;
 *   - a quote that never closes costs its own line and nothing else: reading resumes at the next line, whatever is in the file.
 * Owns: its buffers, on the arena. Threads: one. Memory: limits.row_bytes and a few blocks, whatever the file's size.
 * Errors: MK_EBADDATA for one row (the next call goes on), MK_EIO, MK_ECANCELLED. */
#ifndef MK_CSV_H
#define MK_CSV_H
#include "stream.h"

typedef struct mk_dialect {
    char delimiter;                 /* ' ': runs of blanks and tabs, leading ones dropped */
    char eol;                       /* '\n' (a '\r' before it goes with it) or '\r' */
} mk_dialect;

typedef struct mk_csv {
    mk_stream *stream;
    mk_dialect dialect;
    mk_arena *arena;                /* for the repair of rows that are not UTF-8 */
    size_t row_bytes, cell_count;
    uint64_t line;                  /* number of the line that is next, from 1 */
    mk_str *cell;
    bool *escaped;                  /* the cell has quotes inside */
    size_t n, cap;
    uint64_t open_at;               /* where the last quoted cell begins in the text */
    uint64_t mute_from, mute_to;    /* no quote closes a cell between these places of the text */
    uint64_t retry_end;             /* end of the last row that was given up at its first line */
    unsigned retries;
    bool literal;                   /* a quote at a cell's beginning is a letter like others */
    bool stop[256];                 /* what ends a cell without quotes */
    mk_buf unescaped;
} mk_csv;

typedef struct mk_csv_row {
    mk_str raw;                     /* without its line end */
    mk_str *cell;                   /* unquoted; not trimmed */
    size_t n;
    uint64_t line;                  /* where it begins */
} mk_csv_row;

/* Reads on from where the stream is. */
void mk_csv_init(mk_cx *cx, mk_arena *a, mk_stream *s, mk_dialect d, uint64_t line, mk_csv *ret);
/* 1: a row; 0: the end; MK_EBADDATA: a row that cannot be read (raw and line are set). Empty lines are skipped.
 * `expect`: how many cells a row should have; a row of several lines that has another number was torn by a stray quote. 0: any. */
int mk_csv_next(mk_cx *cx, mk_csv *c, size_t expect, mk_csv_row *ret);
/* The cells of one row that a program wrote, quotes doubled; the texts on the arena. */
size_t mk_csv_cells(mk_arena *a, mk_str row, char delimiter, mk_str **ret);
/* A cell as CSV, quoted where it must be. */
void mk_csv_write_cell(mk_buf *out, mk_str cell, char delimiter);
#endif
