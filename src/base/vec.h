/* SPDX-License-Identifier: Apache-2.0
 * A growing array of one type on an arena. The elements move when it grows: keep indexes, not pointers.
 *     mk_vec(int64_t) ids = { 0 };   *mk_vec_push(arena, &ids) = 7;   for (size_t i = 0; i < ids.n; i++) use(ids.p[i]);
 * Owns: nothing, the elements are the arena's. Threads: one. Cannot fail (see arena.h). */
#ifndef MK_VEC_H
#define MK_VEC_H
#include "arena.h"

#define mk_vec(type) struct { type *p; size_t n, cap; }
/* The place of a new last element, zeroed. */
#define mk_vec_push(arena, v) \
    (mk_vec_room_((arena), (void **)&(v)->p, (v)->n, &(v)->cap, sizeof *(v)->p), \
     memset(&(v)->p[(v)->n], 0, sizeof *(v)->p), &(v)->p[(v)->n++])

static inline void mk_vec_room_(mk_arena *a, void **p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return;
    size_t more = *cap ? *cap * 2 : 8;
    *p = mk_arena_grow(a, *p, *cap * size, more * size);
    *cap = more;
}
#endif
