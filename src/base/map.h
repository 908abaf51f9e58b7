/* SPDX-License-Identifier: Apache-2.0
 * A hash map from 64-bit keys to 64-bit values on an arena: open addressing, linear probing, at most 3/4 full.
 * Keys that are hashes already are spread well; others are mixed. Amortised O(1). Cannot fail (see arena.h).
 * Owns: nothing, the table is the arena's. Threads: one writer, or many readers. */
#ifndef MK_MAP_H
#define MK_MAP_H
#include "arena.h"
#include "hash.h"

typedef struct mk_map {
    mk_arena *arena;
    mk_arena *own;                  /* of a large table alone, so that the one it has outgrown is given back */
    struct mk_map_slot { uint64_t key, value; } *slot;      /* key 0: free; the key 0 itself lies behind the last, so that a look-up is one place in memory */
    size_t n, cap;
    bool zero;                      /* whether the key 0 is there */
} mk_map;

static inline mk_map mk_map_on(mk_arena *a) { return (mk_map){ .arena = a }; }
/* The value's place, or NULL. Valid until the next put. */
uint64_t *mk_map_get(const mk_map *m, uint64_t key);
/* The value's place, made (0) when it was not there; *ret_new tells (may be NULL). */
uint64_t *mk_map_put(mk_map *m, uint64_t key, bool *ret_new);
/* Calls the entry's place into the cache. Of many keys that are known together, in a table larger than the cache: hint all, then put all. */
void mk_map_hint(const mk_map *m, uint64_t key);
/* Walks all entries in no useful order: for (size_t i = 0; mk_map_next(m, &i, &k, &v); ) */
bool mk_map_next(const mk_map *m, size_t *i, uint64_t *ret_key, uint64_t *ret_value);
#endif
