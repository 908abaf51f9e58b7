/* SPDX-License-Identifier: Apache-2.0
 * Memory with a lifetime: everything an operation allocates is given back at once.
 * Owns: its blocks, and whatever was handed to it with mk_arena_defer (files, handles).
 * Memory: objects are never freed by hand; a mark and rewind bounds scratch use inside a loop.
 * Threads: one arena belongs to one thread.
 * Errors: when memory runs out control goes to the nearest mk_cx_guard (cx.h), which rewinds the arena and
 * returns MK_ENOMEM; without a guard the program aborts. Callers never see NULL.
 *
 *   block -> block -> block          an object larger than a quarter of a block has a block of its own,
 *   [....used....|free]              so the last large object can grow in place (mk_arena_grow)
 */
#ifndef MK_ARENA_H
#define MK_ARENA_H
#include <setjmp.h>
#include <stdarg.h>
#include "str.h"

typedef struct mk_arena mk_arena;
typedef struct mk_arena_mark { uint64_t seq; size_t used; void *defer; } mk_arena_mark;

mk_arena *mk_arena_new(void);                       /* aborts when there is no memory at all */
mk_arena *mk_arena_try(void);                       /* NULL then */
/* An arena of its own lifetime inside another's: freed by hand or with the parent, out of memory to the parent's guard. */
mk_arena *mk_arena_child(mk_arena *parent);
/* A finished child leaves its parent and lives until it is freed by hand. Nothing may be allocated on it any more. */
void mk_arena_leave(mk_arena *child);
/* A child's lifetime becomes that of another's: freed with `to`, its memory where it was. */
void mk_arena_move(mk_arena *child, mk_arena *to);
void mk_arena_free(mk_arena *a);                    /* NULL is fine */
void *mk_arena_alloc(mk_arena *a, size_t n);        /* not zeroed, aligned to 16 */
void *mk_arena_zalloc(mk_arena *a, size_t n);       /* zeroed */
/* Makes an object of `old` bytes larger, keeping its contents; the old place must not be used again. */
void *mk_arena_grow(mk_arena *a, void *p, size_t old, size_t n);
mk_str mk_arena_dup(mk_arena *a, mk_str s);         /* a copy, with a NUL behind it */
char *mk_arena_z(mk_arena *a, mk_str s);            /* a NUL-terminated copy, for library borders */
mk_str mk_arena_printf(mk_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
mk_str mk_arena_vprintf(mk_arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Runs fn(p) when the arena is rewound past this point or freed: last come, first gone; at once when there is no memory to note it. */
void mk_arena_defer(mk_arena *a, void (*fn)(void *), void *p);
/* Takes back a deferred call that has been done by hand. */
void mk_arena_undefer(mk_arena *a, void *p);
/* A mark, and back to it: what was allocated since is gone. An object from before the mark must not grow in between. */
mk_arena_mark mk_arena_here(mk_arena *a);
void mk_arena_rewind(mk_arena *a, mk_arena_mark m);
/* Large blocks that this arena and those inside it give back are kept for the next that asks, so many bytes at most, until it is freed:
 * memory from the kernel comes zeroed, page by page, which costs more than many a pass over it. */
void mk_arena_keep(mk_arena *a, size_t most);
size_t mk_arena_bytes(const mk_arena *a);           /* held now */
/* Where to go when memory runs out; returns the former place. Used by mk_cx_guard only. */
jmp_buf *mk_arena_on_oom(mk_arena *a, jmp_buf *to);

#define MK_NEW(arena, type) ((type *)mk_arena_zalloc((arena), sizeof(type)))
#define MK_NEWN(arena, type, count) ((type *)mk_arena_zalloc((arena), sizeof(type) * (size_t)(count)))
#endif
