/* SPDX-License-Identifier: Apache-2.0 */
#include "map.h"

enum { LARGE = 1 << 14 };           /* slots: a quarter of a megabyte */

static size_t start(uint64_t key, size_t cap) { return (size_t)mk_fold(key ^ UINT64_C(0x5bd1e995c4ceb9fe), UINT64_C(0x9e3779b97f4a7c15)) & (cap - 1); }

static size_t find(const mk_map *m, uint64_t key)
{
    if (!key) return m->cap;
    size_t i = start(key, m->cap);
    while (m->slot[i].key && m->slot[i].key != key) i = (i + 1) & (m->cap - 1);
    return i;
}

static bool taken(const mk_map *m, size_t i) { return i < m->cap ? m->slot[i].key != 0 : m->zero; }

uint64_t *mk_map_get(const mk_map *m, uint64_t key)
{
    if (m->cap == 0) return NULL;
    size_t i = find(m, key);
    return taken(m, i) ? &m->slot[i].value : NULL;
}

static void grow(mk_map *m)
{
    mk_map was = *m;
    m->cap = was.cap ? was.cap * 2 : 64;
    m->own = m->cap >= LARGE ? mk_arena_child(m->arena) : NULL;
    m->slot = mk_arena_zalloc(m->own ? m->own : m->arena, (m->cap + 1) * sizeof *m->slot);
    for (size_t i = 0; i < was.cap; i++)
        if (was.slot[i].key) m->slot[find(m, was.slot[i].key)] = was.slot[i];
    if (was.zero) m->slot[m->cap] = was.slot[was.cap];
    mk_arena_free(was.own);
}

uint64_t *mk_map_put(mk_map *m, uint64_t key, bool *ret_new)
{
    if (m->n * 4 >= m->cap * 3) grow(m);
    size_t i = find(m, key);
    bool fresh = !taken(m, i);
    if (ret_new) *ret_new = fresh;
    if (fresh) {
        m->slot[i].key = key;
        m->zero |= !key;
        m->n++;
    }
    return &m->slot[i].value;
}

void mk_map_hint(const mk_map *m, uint64_t key)
{
    if (m->cap >= LARGE) __builtin_prefetch(&m->slot[start(key, m->cap)], 1);
}

bool mk_map_next(const mk_map *m, size_t *i, uint64_t *ret_key, uint64_t *ret_value)
{
    for (; m->cap && *i <= m->cap; (*i)++)
        if (taken(m, *i)) {
            *ret_key = m->slot[*i].key;
            *ret_value = m->slot[*i].value;
            (*i)++;
            return true;
        }
    return false;
}
