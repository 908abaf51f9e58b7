/* SPDX-License-Identifier: Apache-2.0
 * The connections of a server that it waits on. Whoever sends his request too slowly is cut off, sooner when there is little room for others: a handful of
 * machines that send a byte now and then would else hold all of it.
 * Owns: what it notes of each connection, not the connection. Threads: any.
 * Errors: none; whoever cannot be noted is cut off. */
#ifndef MK_TCP_LINES_H
#define MK_TCP_LINES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mk_lines mk_lines;
typedef struct mk_line mk_line;

/* `room`: connections there may be at once. */
mk_lines *mk_lines_new(unsigned room);          /* NULL: no memory */
void mk_lines_free(mk_lines *l);
/* A connection that came; NULL: no memory, it is not watched. fd stays the caller's until mk_line_end. */
mk_line *mk_line_begin(mk_lines *l, int fd, int64_t now);
void mk_line_end(mk_lines *l, mk_line *one);
/* All of these take NULL. The headers of a request are there; so much of its body came; all of it is there, or its answer is out and it is waited for the next. */
void mk_line_headers(mk_lines *l, mk_line *one, int64_t now);
void mk_line_body(mk_lines *l, mk_line *one, size_t bytes);
void mk_line_whole(mk_lines *l, mk_line *one);
void mk_line_next(mk_lines *l, mk_line *one, int64_t now);
/* Cuts off who is too slow; how many. now: as mk_clock_monotonic. */
unsigned mk_lines_cut(mk_lines *l, int64_t now);
#endif
