/* SPDX-License-Identifier: Apache-2.0
 * Many texts by their number, of any total size in bounded memory: what is beyond a few megabytes lies in a nameless file and is seen through a
 * mapping, which is let go of now and then and read again. Written first, sealed, then read.
 * Owns: the files and mappings, which go with the arena. Threads: one. Errors: MK_EIO (no room for the file). */
#ifndef MK_SPOOL_H
#define MK_SPOOL_H
#include "cx.h"

typedef struct mk_spool mk_spool;

/* `folder`: where the file lies. `memory`: bytes that are held without one. */
mk_spool *mk_spool_new(mk_arena *a, const char *folder, size_t memory);
int mk_spool_add(mk_cx *cx, mk_spool *s, mk_str text);
int mk_spool_seal(mk_cx *cx, mk_spool *s);
/* The text of that number; false: there is none. Valid as long as the spool. */
bool mk_spool_at(mk_spool *s, uint64_t i, mk_str *ret);
#endif
