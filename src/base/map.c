/* SPDX-License-Identifier: Apache-2.0 */
#include "map.h"

enum { LARGE = 1 << 14 };           /* slots: a quarter of a megabyte */

static size_t start(uint64_t key, size_t cap) { return (size_t)mk_fold(key ^ UINT64_C(0x5bd1e995c4ceb9fe), UINT64_C(0x9e3779b97f4a7c15)) & (cap - 1); }

static size_t find(const mk_map *m, uint64_t key)
{
    size_t i = start(key, m->cap);
    while (m->used[i] && m->slot[i].key != key) i = (i + 1) & (m->cap - 1);
    return i;
}

uint64_t *mk_map_get(const mk_map *m, uint64_t key)
{
    if (m->cap == 0) return NULL;
    size_t i = find(m, key);
    return m->used[i] ? &m->slot[i].value : NULL;
}

static void grow(mk_map *m)
{
    mk_map was = *m;
    m->cap = was.cap ? was.cap * 2 : 64;
    m->own = m->cap >= LARGE ? mk_arena_child(m->arena) : NULL;
    mk_arena *on = m->own ? m->own : m->arena;
    m->slot = mk_arena_alloc(on, m->cap * sizeof *m->slot);
    m->used = mk_arena_zalloc(on, m->cap);
    for (size_t i = 0; i < was.cap; i++)
        if (was.used[i]) {
            size_t j = find(m, was.slot[i].key);
            m->slot[j] = was.slot[i];
            m->used[j] = 1;
        }
    mk_arena_free(was.own);
}

uint64_t *mk_map_put(mk_map *m, uint64_t key, bool *ret_new)
{
    if (m->n * 4 >= m->cap * 3) grow(m);
    size_t i = find(m, key);
    if (ret_new) *ret_new = !m->used[i];
    if (!m->used[i]) {
        m->used[i] = 1;
        m->slot[i].key = key;
        m->slot[i].value = 0;
        m->n++;
    }
    return &m->slot[i].value;
}

void mk_map_hint(const mk_map *m, uint64_t key)
{
    if (m->cap < LARGE) return;
    size_t i = start(key, m->cap);
    __builtin_prefetch(&m->used[i]);
    __builtin_prefetch(&m->slot[i], 1);
}

bool mk_map_next(const mk_map *m, size_t *i, uint64_t *ret_key, uint64_t *ret_value)
{
    for (; *i < m->cap; (*i)++)
        if (m->used[*i]) {
            *ret_key = m->slot[*i].key;
            *ret_value = m->slot[*i].value;
            (*i)++;
            return true;
        }
    return false;
}
