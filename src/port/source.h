/* SPDX-License-Identifier: Apache-2.0
 * Bytes from somewhere: a file, an entry of an archive, memory. What the readers read, so that they are the same for all three.
 * Owns: its handle, which goes with the arena it was opened on. Threads: one.
 * Errors: MK_EIO (cannot open or read; the message names the file), MK_ELIMIT (an archive entry larger than limits.archive_bytes). */
#ifndef MK_SOURCE_H
#define MK_SOURCE_H
#include "cx.h"

typedef struct mk_source mk_source;
struct mk_source {
    mk_str name;                    /* for messages */
    uint64_t size;                  /* bytes in all, 0 when not known */
    int (*read)(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret);      /* *ret 0: the end */
    int (*rewind)(mk_cx *cx, mk_source *s);                                     /* back to the first byte */
};

/* `bytes` must outlive the source. */
mk_source *mk_source_memory(mk_arena *a, mk_str name, mk_str bytes);
int mk_source_file(mk_cx *cx, mk_arena *a, const char *path, mk_source **ret);
/* Reads until `n` bytes are there or the end. */
int mk_source_fill(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret);
#endif
