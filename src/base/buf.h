/* SPDX-License-Identifier: Apache-2.0
 * A growing run of bytes on an arena; amortised O(1) append. Cannot fail (see arena.h).
 * The contents are valid until the next append or the arena's rewind.
 * Owns: nothing, the bytes are the arena's. Threads: one. */
#ifndef MK_BUF_H
#define MK_BUF_H
#include "arena.h"

typedef struct mk_buf { mk_arena *arena; char *p; size_t n, cap; } mk_buf;

static inline mk_buf mk_buf_on(mk_arena *a) { return (mk_buf){ .arena = a }; }
static inline mk_str mk_buf_str(const mk_buf *b) { return (mk_str){ b->p ? b->p : "", b->n }; }
static inline void mk_buf_clear(mk_buf *b) { b->n = 0; }
void mk_buf_widen(mk_buf *b, size_t n);         /* makes room for n more bytes; for mk_buf_room */
/* Room for n more bytes; the place to write them. The caller adds to b->n what he wrote. */
static inline char *mk_buf_room(mk_buf *b, size_t n)
{
    if (b->cap - b->n < n) mk_buf_widen(b, n);
    return b->p + b->n;
}
static inline void mk_buf_add(mk_buf *b, const void *p, size_t n)
{
    if (n == 0) return;
    memcpy(mk_buf_room(b, n), p, n);
    b->n += n;
}
static inline void mk_buf_str_add(mk_buf *b, mk_str s) { mk_buf_add(b, s.p, s.n); }
static inline void mk_buf_c(mk_buf *b, char c) { *mk_buf_room(b, 1) = c; b->n++; }
void mk_buf_int(mk_buf *b, int64_t v);
void mk_buf_printf(mk_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* One code point as UTF-8; an invalid one becomes U+FFFD. */
void mk_buf_utf8(mk_buf *b, uint32_t cp);
#endif
