/* SPDX-License-Identifier: Apache-2.0
 * A source as UTF-8, seen through a window that slides over it. The charset is found by looking, and as late as it must be: a file
 * that is plain ASCII for its first megabytes may still turn out to be windows-1255 at the first Hebrew name.
 * Owns: its window, on the arena. Threads: one. Errors: as the source's.
 *
 *     text.p [ gone ...... | at ....... unread ....... n ]      `more` drops what is gone and adds a block behind */
#ifndef MK_STREAM_H
#define MK_STREAM_H
#include "charset.h"
#include "source.h"

enum { MK_STREAM_BLOCK = 256 << 10 };

typedef struct mk_stream {
    mk_source *source;
    mk_buf text;                    /* the window; one writable byte is kept behind text.n */
    size_t at;                      /* first unread byte in the window */
    uint64_t base;                  /* place of text.p[0] in the whole text */
    mk_charset_guess charset;
    bool decided;                   /* a byte above 127, or a person, said which charset it is */
    bool end;                       /* the source has no more */
    char *raw;                      /* a block of undecoded bytes */
    size_t raw_n, block;
    uint64_t bytes;                 /* read from the source */
    uint64_t bad;                   /* bytes that mean nothing in the charset */
} mk_stream;

/* Looks at the first block. `forced`: the charset a mapping names, or NULL. */
int mk_stream_open(mk_cx *cx, mk_arena *a, mk_source *source, const mk_charset *forced, mk_stream *ret);
/* Adds a block: 1; 0 when there is no more. The window moves: pointers into it are void. */
int mk_stream_more(mk_cx *cx, mk_stream *s);
int mk_stream_rewind(mk_cx *cx, mk_stream *s);
static inline mk_str mk_stream_unread(const mk_stream *s) { return mk_str_sub(mk_buf_str(&s->text), s->at, s->text.n); }
bool mk_is_ascii(mk_str s);
#endif
