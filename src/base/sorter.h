/* SPDX-License-Identifier: Apache-2.0
 * Sorts any number of records in bounded memory: runs are sorted in memory, spilled to an unnamed temporary file, and merged.
 * A record is a key of three 64-bit words (compared as unsigned, in order) and a payload of bytes. Records with equal keys come
 * out in the order of their payload bytes, so the result does not depend on the order they went in.
 * Owns: its buffer and its file; both go with the arena. Threads: one thread.
 * Errors: MK_EIO (no room for the temporary file), MK_ECANCELLED, MK_ENOMEM: after one of them the sorter gives it again for ever.
 *         MK_ELIMIT: a record larger than half the memory; it alone is refused. Cost: O(n log n), one write and one read of the data. */
#ifndef MK_SORTER_H
#define MK_SORTER_H
#include "cx.h"

typedef struct mk_sorter mk_sorter;
typedef struct mk_sorted { uint64_t key[3]; mk_str data; } mk_sorted;

/* memory: bytes for the runs; dir: where the spill file goes (the store's own folder, so that it has the room). */
mk_sorter *mk_sorter_new(mk_cx *cx, size_t memory, const char *dir);
int mk_sorter_add(mk_cx *cx, mk_sorter *s, uint64_t k0, uint64_t k1, uint64_t k2, mk_str data);
/* Ends the adding. */
int mk_sorter_sort(mk_cx *cx, mk_sorter *s);
/* 1 and the next record (valid until the next call), 0 at the end. */
int mk_sorter_next(mk_cx *cx, mk_sorter *s, mk_sorted *ret);
uint64_t mk_sorter_count(const mk_sorter *s);
/* Gives the memory and the file back before the arena does. */
void mk_sorter_free(mk_sorter *s);
#endif
