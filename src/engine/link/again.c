/* SPDX-License-Identifier: Apache-2.0
 * Candidates once more, when it is known which values are variants of each other: only levels below "known variant" can change, and only
 * where both values are a variant of something. */
#include "link_int.h"

enum { FAR = 24, NEAR = 12 };

typedef struct again {
    mk_link *l;
    mk_compare cmp;
    mk_patterns old, *now;
    uint32_t *same;                     /* of an old pattern: its new number + 1 */
    uint32_t *fields;                   /* of an old pattern: bits of the fields that a variant can change */
} again;

static uint32_t new_pattern(again *w, uint32_t a, uint32_t b, uint32_t p, float *rare)
{
    const mk_link *l = w->l;
    const uint8_t *old = w->old.gamma + (size_t)p * l->fields;
    uint32_t may = w->fields[p];
    if (may) {
        const uint32_t *x = mk_rec(l, a), *y = mk_rec(l, b);
        uint8_t g[MK_LINK_FIELDS];
        bool changed = false, names = false;
        for (; may; may &= may - 1) {
            int f = __builtin_ctz(may);
            if (!mk_are_variants(&l->field[f], mk_value_in(x[f]), mk_value_in(y[f]))) continue;
            if (!changed) memcpy(g, old, (size_t)l->fields);
            changed = true;
            names |= f == l->given || f == l->family;
            g[f] = (uint8_t)mk_level_variant(l->field[f].kind);
        }
        if (changed && names) mk_compare_pair(&w->cmp, x, y, g);        /* names that are variants are not swapped */
        if (changed) {
            *rare = mk_frequency_sum(l, g, x, y);
            return mk_pattern_of(w->now, g);
        }
    }
    if (!w->same[p]) w->same[p] = mk_pattern_of(w->now, old) + 1;
    return w->same[p] - 1;
}

static void mark(again *w)
{
    const mk_link *l = w->l;
    for (int f = 0; f < l->fields; f++) {
        const mk_field *x = &l->field[f];
        if (!x->variants.n) continue;
        for (uint32_t p = 0; p < w->old.n; p++) {
            uint8_t g = w->old.gamma[(size_t)p * l->fields + f];
            if (g && g < mk_level_variant(x->kind)) w->fields[p] |= 1u << f;
        }
    }
}

void mk_link_compare_again(mk_cx *cx, mk_link *l, mk_cands *c)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    again w = { .l = l, .cmp = { l, NULL }, .old = c->patterns, .now = &c->patterns };
    w.same = MK_NEWN(tmp, uint32_t, w.old.n + 1);
    w.fields = MK_NEWN(tmp, uint32_t, w.old.n + 1);
    c->patterns = (mk_patterns){ .arena = l->arena, .fields = l->fields };
    mark(&w);
    for (uint64_t i = 0; i < c->n; i++) {
        mk_cand *p = &c->p[i];
        if (i + FAR < c->n && w.fields[p[FAR].pattern]) mk_compare_fetch(l, p[FAR].a, p[FAR].b);
        p->pattern = new_pattern(&w, p->a, p->b, p->pattern, &p->rare);
        c->patterns.count[p->pattern]++;
    }
    for (uint64_t i = 0; i < c->drawn_n; i++) {
        mk_drawn *p = &c->drawn[i];
        if (i + NEAR < c->drawn_n && w.fields[p[NEAR].pattern]) mk_compare_fetch(l, p[NEAR].a, p[NEAR].b);
        float rare;
        p->pattern = new_pattern(&w, p->a, p->b, p->pattern, &rare);
    }
    mk_link_count_drawn(l, c);
    mk_patterns_settle(l, c);
    mk_arena_free(tmp);
}
