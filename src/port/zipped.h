/* SPDX-License-Identifier: Apache-2.0
 * An entry of a zip archive as a source: streamed, never written to disk, and by its index alone, so that a name with ".." in it leads nowhere.
 * Owns: the open entry, which goes with the arena. The archive must outlive it. Threads: one.
 * Errors: MK_EBADDATA (broken, locked by a password), MK_ELIMIT (larger than limits.archive_bytes when unpacked). */
#ifndef MK_ZIPPED_H
#define MK_ZIPPED_H
#include "source.h"
#include <zip.h>

mk_source *mk_zipped(mk_arena *a, zip_t *zip, zip_uint64_t index, mk_str name);
/* The archive at a path, closed with the arena. MK_EBADDATA: it begins like one and is none. */
int mk_zipped_open(mk_cx *cx, mk_arena *a, const char *path, zip_t **ret);
/* An archive whose bytes are in memory and outlive it; NULL: it is none. */
zip_t *mk_zipped_bytes(mk_arena *a, mk_str bytes);
/* An entry whole. MK_ELIMIT: more than `most` bytes, or how many is not said. */
int mk_zipped_all(mk_cx *cx, mk_arena *a, mk_source *s, size_t most, mk_str *ret);
#endif
