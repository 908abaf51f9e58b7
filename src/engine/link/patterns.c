/* SPDX-License-Identifier: Apache-2.0
 * Patterns of agreement: the levels of all fields of a pair, each pattern kept and counted once. */
#include "rules_int.h"

enum { PLAIN = 16 };

static inline uint64_t key_of(const mk_patterns *p, const uint8_t *gamma)
{
    uint64_t key = 0;
    if (p->fields <= PLAIN)             /* four bits of each: the key is the pattern */
        for (int f = 0; f < p->fields; f++) key = key << 4 | gamma[f];
    else
        for (int f = 0; f < p->fields; f++) key = key * 13 + gamma[f];
    return key;
}

static inline bool is_that(const mk_patterns *p, uint32_t i, uint64_t key, const uint8_t *gamma)
{
    return p->key[i] == key && (p->fields <= PLAIN || memcmp(p->gamma + (size_t)i * p->fields, gamma, (size_t)p->fields) == 0);
}

uint32_t mk_pattern_find(const mk_patterns *p, const uint8_t *gamma)
{
    if (p->slots == 0) return UINT32_MAX;
    uint64_t key = key_of(p, gamma);
    for (uint32_t at = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (p->slots - 1); p->slot[at]; at = (at + 1) & (p->slots - 1))
        if (is_that(p, p->slot[at] - 1, key, gamma)) return p->slot[at] - 1;
    return UINT32_MAX;
}

uint32_t mk_pattern_of(mk_patterns *p, const uint8_t *gamma)
{
    uint64_t key = key_of(p, gamma);
    if (p->n * 2 >= p->slots) {
        uint32_t slots = p->slots ? p->slots * 2 : 4096;
        p->slot = MK_NEWN(p->arena, uint32_t, slots);
        p->slots = slots;
        for (uint32_t i = 0; i < p->n; i++) {
            uint32_t at = (uint32_t)(p->key[i] * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (slots - 1);
            while (p->slot[at]) at = (at + 1) & (slots - 1);
            p->slot[at] = i + 1;
        }
    }
    uint32_t at = (uint32_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (p->slots - 1);
    for (; p->slot[at]; at = (at + 1) & (p->slots - 1))
        if (is_that(p, p->slot[at] - 1, key, gamma)) return p->slot[at] - 1;
    if (p->n == p->cap) {
        uint32_t cap = p->cap ? p->cap * 2 : 2048;
        p->gamma = mk_arena_grow(p->arena, p->gamma, (size_t)p->cap * p->fields, (size_t)cap * p->fields);
        p->count = mk_arena_grow(p->arena, p->count, p->cap * sizeof(double), cap * sizeof(double));
        p->sample = mk_arena_grow(p->arena, p->sample, p->cap * sizeof(double), cap * sizeof(double));
        p->square = mk_arena_grow(p->arena, p->square, p->cap * sizeof(double), cap * sizeof(double));
        p->key = mk_arena_grow(p->arena, p->key, p->cap * sizeof(uint64_t), cap * sizeof(uint64_t));
        p->cap = cap;
    }
    memcpy(p->gamma + (size_t)p->n * p->fields, gamma, (size_t)p->fields);
    p->count[p->n] = p->sample[p->n] = p->square[p->n] = 0;
    p->key[p->n] = key;
    p->slot[at] = p->n + 1;
    return p->n++;
}

static int by_gamma(const void *x, const void *y, void *p)
{
    const mk_patterns *t = p;
    return memcmp(t->gamma + (size_t)*(const uint32_t *)x * t->fields, t->gamma + (size_t)*(const uint32_t *)y * t->fields, (size_t)t->fields);
}

/* Patterns in an order of their own, so that sums over them do not depend on who came first. */
void mk_patterns_settle(mk_link *l, mk_cands *c)
{
    mk_arena *tmp = mk_arena_child(l->arena);
    mk_patterns old = c->patterns, *p = &c->patterns;
    uint32_t *at = mk_arena_alloc(tmp, ((size_t)old.n + 1) * sizeof *at), *now = mk_arena_alloc(tmp, ((size_t)old.n + 1) * sizeof *now);
    for (uint32_t i = 0; i < old.n; i++) at[i] = i;
    qsort_r(at, old.n, sizeof *at, by_gamma, &old);
    *p = (mk_patterns){ .arena = old.arena, .fields = old.fields };
    for (uint32_t i = 0; i < old.n; i++) {
        uint32_t k = mk_pattern_of(p, old.gamma + (size_t)at[i] * old.fields);
        now[at[i]] = k;
        p->count[k] = old.count[at[i]];
        p->sample[k] = old.sample[at[i]];
        p->square[k] = old.square[at[i]];
    }
    for (uint64_t i = 0; i < c->n; i++) c->p[i].pattern = now[c->p[i].pattern];
    for (uint64_t i = 0; i < c->drawn_n; i++) c->drawn[i].pattern = now[c->drawn[i].pattern];
    mk_arena_free(tmp);
}
