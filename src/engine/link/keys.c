/* SPDX-License-Identifier: Apache-2.0
 * What a row is looked up by under a rule, and rows in the order of it. */
#include "rules_int.h"

static inline uint64_t atom_key(const mk_link *l, int f, int a, uint32_t v)
{
    v = mk_value_in(v);
    if (v == 0) return 0;
    return a == 0 ? v : l->field[f].atom[a][v];
}

static inline uint64_t mix(uint64_t key, uint64_t k)
{
    key = (key ^ k) * UINT64_C(0x9e3779b97f4a7c15);
    return key ^ key >> 29;
}

/* Key of a name that may be in either field: by what is in it, not by its number. */
static inline uint64_t any_key(const mk_link *l, int f, int a, uint32_t v)
{
    v = mk_value_in(v);
    if (v == 0) return 0;
    return l->field[f].atom[a ? a : MK_CONTENT][v];
}

int mk_rule_keys(const mk_link *l, const mk_rule *r, const uint32_t *rec, uint64_t ret[2])
{
    if (r->names) {                                     /* given and family in either order */
        uint32_t g = mk_value_in(rec[r->field[0]]), f = mk_value_in(rec[r->field[1]]);
        if (!g || !f) return 0;
        uint64_t x = l->field[r->field[0]].atom[MK_CONTENT][g], y = l->field[r->field[1]].atom[MK_CONTENT][f];
        ret[0] = mk_hash2(x + y, x ^ y) | 1;
        return 1;
    }
    uint64_t key = 1;
    for (int i = 0; i < r->n; i++) {
        if (r->field[i] == MK_ANY_NAME) {               /* always the last part */
            uint64_t x = any_key(l, l->given, r->atom[i], rec[l->given]), y = any_key(l, l->family, r->atom[i], rec[l->family]);
            int n = 0;
            if (x) ret[n++] = mix(key, x) | 1;
            if (y && y != x) ret[n++] = mix(key, y) | 1;
            return n;
        }
        uint64_t k = atom_key(l, r->field[i], r->atom[i], rec[r->field[i]]);
        if (!k) return 0;
        key = mix(key, k);
    }
    ret[0] = key | 1;
    return 1;
}

/* Entries of rows whose short key comes at least twice, told by two bits for each of some millions of hashes: most keys are one row's
 * alone, and need no sorting. */
static uint32_t drop_single(mk_key_room *r, uint32_t n)
{
    int shift = 64 - r->seen_bits;
    uint64_t *seen = r->seen, *again = seen + ((size_t)1 << r->seen_bits) / 64;
    memset(seen, 0, ((size_t)2 << r->seen_bits) / 8);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t at = r->e[i].key * UINT64_C(0x9e3779b97f4a7c15) >> shift, bit = UINT64_C(1) << (at & 63);
        again[at >> 6] |= seen[at >> 6] & bit;
        seen[at >> 6] |= bit;
    }
    uint32_t m = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t at = r->e[i].key * UINT64_C(0x9e3779b97f4a7c15) >> shift;
        r->e[m] = r->e[i];
        m += (uint32_t)(again[at >> 6] >> (at & 63) & 1);
    }
    return m;
}

/* `n` and `both` are known where this is called, so that each shape of rule has a loop of its own. */
static inline __attribute__((always_inline)) uint32_t lay(const mk_link *l, const mk_key_part *p, int n, const mk_key_part *any, mk_keyed *e)
{
    uint32_t m = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        const uint32_t *x = mk_rec(l, i);
        uint64_t key = 1;
        bool all = true;
        for (int k = 0; k < n; k++) {
            uint32_t v = mk_value_in(x[p[k].field]);
            if (p[k].key) v = p[k].key[v];
            all &= v != 0;
            key = mix(key, v);
        }
        if (!any) {
            e[m] = (mk_keyed){ mk_key_short(key), i };
            m += all;
            continue;
        }
        uint32_t g = any[0].key[mk_value_in(x[any[0].field])], f = any[1].key[mk_value_in(x[any[1].field])];
        e[m] = (mk_keyed){ mk_key_short(mix(key, g)), i };
        m += all && g;
        e[m] = (mk_keyed){ mk_key_short(mix(key, f)), i };
        m += all && f && f != g;
    }
    return m;
}

static uint32_t lay_names(const mk_link *l, const mk_plan *q, mk_keyed *e)
{
    uint32_t m = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        const uint32_t *x = mk_rec(l, i);
        uint64_t a = q->name[0].key[mk_value_in(x[q->name[0].field])], b = q->name[1].key[mk_value_in(x[q->name[1].field])];
        e[m] = (mk_keyed){ mk_key_short(mk_hash2(a + b, a ^ b)), i };
        m += a && b;
    }
    return m;
}

mk_key_room mk_key_room_on(mk_arena *a, uint32_t rows)
{
    mk_key_room r = { .seen_bits = 12 };
    r.e = mk_arena_alloc(a, (2 * (size_t)rows + 2) * sizeof *r.e);
    r.tmp = mk_arena_alloc(a, (2 * (size_t)rows + 2) * sizeof *r.tmp);
    r.count = mk_arena_alloc(a, MK_RADIX_COUNTS * sizeof *r.count);
    while ((UINT64_C(1) << r.seen_bits) < 8 * (uint64_t)rows) r.seen_bits++;
    r.seen = mk_arena_alloc(a, ((size_t)2 << r.seen_bits) / 8);
    return r;
}

mk_plan mk_rule_plan(const mk_link *l, const mk_rule *r)
{
    mk_plan q = { .shape = r->names ? MK_BOTH_NAMES : MK_PLAIN };
    int atom = MK_CONTENT;
    for (int i = 0; i < r->n && !r->names; i++) {
        if (r->field[i] != MK_ANY_NAME) { q.part[q.n++] = (mk_key_part){ r->field[i], r->atom[i] ? l->field[r->field[i]].atom[r->atom[i]] : NULL }; continue; }
        q.shape = MK_ANY;
        if (r->atom[i]) atom = r->atom[i];
    }
    if (q.shape == MK_PLAIN) return q;
    q.name[0] = (mk_key_part){ l->given, l->field[l->given].atom[atom] };
    q.name[1] = (mk_key_part){ l->family, l->field[l->family].atom[atom] };
    return q;
}

uint32_t mk_rule_lay(const mk_link *l, const mk_plan *q, mk_key_room *room)
{
    const mk_key_part *p = q->part;
    uint32_t m;
    if (q->shape == MK_BOTH_NAMES) m = lay_names(l, q, room->e);
    else if (q->shape == MK_ANY) m = q->n == 0 ? lay(l, p, 0, q->name, room->e) : q->n == 1 ? lay(l, p, 1, q->name, room->e) : lay(l, p, 2, q->name, room->e);
    else m = q->n == 1 ? lay(l, p, 1, NULL, room->e) : q->n == 2 ? lay(l, p, 2, NULL, room->e) : lay(l, p, 3, NULL, room->e);
    m = drop_single(room, m);
    mk_radix_sort(room->e, room->tmp, m, room->count);
    return m;
}
