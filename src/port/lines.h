/* SPDX-License-Identifier: Apache-2.0
 * Lines of a text in any charset, streaming. What is longer than limits.row_bytes is cut there and said to be.
 * Owns: its window, on the arena. Threads: one. Errors: as the source's. */
#ifndef MK_LINES_H
#define MK_LINES_H
#include "stream.h"

typedef struct mk_lines {
    mk_stream stream;
    mk_arena *arena;
    uint64_t line;                  /* number of the one that was given last, from 1 */
    bool cut;                       /* it was longer than it may be */
} mk_lines;

int mk_lines_open(mk_cx *cx, mk_arena *a, mk_source *source, mk_lines *ret);
/* 1: the next line, without its end, valid UTF-8, until the next call; 0: the end. */
int mk_lines_next(mk_cx *cx, mk_lines *l, mk_arena *scratch, mk_str *ret);
int mk_lines_rewind(mk_cx *cx, mk_lines *l);
/* About how many bytes of the source have been given. */
uint64_t mk_lines_bytes(const mk_lines *l);
#endif
