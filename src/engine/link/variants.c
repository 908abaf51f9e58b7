/* SPDX-License-Identifier: Apache-2.0
 * Variants learnt from the people that were found: when William and Willie, or Tel Aviv and תל אביב, are the same person's again and
 * again, in different people, they are the same name. Counted over people, not over rows, so that one person of many rows proves nothing. */
#include "link_int.h"

enum { VALUES_MOST = 12, PEOPLE_LEAST = 3 };

/* Rows of people who have several, each person's together. Returns how many. */
static uint32_t groups(const mk_link *l, mk_arena *a, uint32_t **ret_order)
{
    enum { AHEAD = 24 };
    uint32_t n = l->n, rows = 0, *count = MK_NEWN(a, uint32_t, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) count[l->who[i]]++;
    for (uint32_t c = 0; c < n; c++) {
        uint32_t k = count[c];
        count[c] = k > 1 ? rows : UINT32_MAX;
        rows += k > 1 ? k : 0;
    }
    uint32_t *order = mk_arena_alloc(a, ((size_t)rows + 1) * sizeof *order);
    for (uint32_t i = 0; i < n; i++) {
        if (i + AHEAD < n) __builtin_prefetch(&count[l->who[i + AHEAD]], 1);
        if (count[l->who[i]] != UINT32_MAX) order[count[l->who[i]]++] = i;
    }
    *ret_order = order;
    return rows;
}

typedef struct tally { int field; mk_map pair; uint32_t *people; } tally;

/* The different values of one person in a field. */
static void count_person(const mk_link *l, tally *t, const uint32_t *row, uint32_t n)
{
    uint32_t v[VALUES_MOST], k = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t w = mk_value_in(mk_rec(l, row[i])[t->field]), j = 0;
        if (w == 0 || k == VALUES_MOST) continue;
        while (j < k && v[j] != w) j++;
        if (j < k) continue;
        v[k++] = w;
    }
    for (uint32_t a = 0; a < k; a++) {
        t->people[v[a]]++;
        for (uint32_t b = 0; b < a; b++) ++*mk_map_put(&t->pair, v[a] < v[b] ? (uint64_t)v[a] << 32 | v[b] : (uint64_t)v[b] << 32 | v[a], NULL);
    }
}

/* Sets `varies` by the variants. */
static void mark(mk_arena *a, mk_field *f)
{
    uint64_t key, c;
    f->varies = MK_NEWN(a, uint64_t, (size_t)f->n / 64 + 1);
    for (size_t i = 0; mk_map_next(&f->variants, &i, &key, &c); ) {
        f->varies[key >> 38] |= UINT64_C(1) << (key >> 32 & 63);
        f->varies[(uint32_t)key >> 6] |= UINT64_C(1) << (key & 63);
    }
}

size_t mk_link_learn_variants(mk_cx *cx, mk_link *l)
{
    enum { AHEAD = 32 };
    mk_arena *tmp = mk_arena_child(cx->arena);
    uint32_t *order, rows = groups(l, tmp, &order), all = 0;
    tally t[MK_LINK_FIELDS];
    size_t learnt = 0;
    int n = 0;
    for (int f = 0; f < l->fields; f++)
        if (mk_level_variant(l->field[f].kind)) t[n++] = (tally){ f, mk_map_on(mk_arena_child(tmp)), MK_NEWN(tmp, uint32_t, l->field[f].n + 1) };
    for (uint32_t i = 0, to; i < rows; i = to) {
        uint32_t who = l->who[order[i]];
        for (to = i; to < rows && l->who[order[to]] == who; to++)
            if (to + AHEAD < rows) __builtin_prefetch(mk_rec(l, order[to + AHEAD]));
        all++;
        for (int k = 0; k < n; k++) count_person(l, &t[k], order + i, to - i);
    }
    for (int i = 0; i < n; i++) {
        uint64_t key, c;
        mk_map found = mk_map_on(mk_arena_child(l->arena));
        for (size_t k = 0; mk_map_next(&t[i].pair, &k, &key, &c); ) {
            const mk_value *v = l->field[t[i].field].value;
            if (v[key >> 32].len < 2 || v[(uint32_t)key].len < 2) continue;             /* initials */
            uint32_t a = t[i].people[key >> 32], b = t[i].people[(uint32_t)key], least = a < b ? a : b;
            if (c < PEOPLE_LEAST || (double)c < .05 * (double)least || (double)c * all < 2.0 * a * b) continue;    /* rare, or no more than by accident */
            *mk_map_put(&found, key, NULL) = c;
        }
        learnt += found.n;
        l->field[t[i].field].variants = found;
        mark(l->arena, &l->field[t[i].field]);
    }
    mk_arena_free(tmp);
    return learnt;
}

void mk_link_keep_variants(mk_link *l)
{
    mk_link_model *m = &l->model;
    size_t n = 0, k;
    uint64_t key, c;
    for (int f = 0; f < l->fields; f++) n += l->field[f].variants.n;
    m->variant = MK_NEWN(l->arena, struct mk_variant, n + 1);
    m->variants = 0;
    for (int f = 0; f < l->fields; f++)
        for (k = 0; mk_map_next(&l->field[f].variants, &k, &key, &c); ) {
            uint64_t a = l->field[f].value[key >> 32].num, b = l->field[f].value[(uint32_t)key].num;
            m->variant[m->variants++] = (struct mk_variant){ f, a < b ? a : b, a < b ? b : a };
        }
    for (uint32_t i = 1; i < m->variants; i++)          /* in an order of their own, whatever the numbers of the values */
        for (uint32_t j = i; j && (m->variant[j - 1].field > m->variant[j].field || (m->variant[j - 1].field == m->variant[j].field &&
             (m->variant[j - 1].a > m->variant[j].a || (m->variant[j - 1].a == m->variant[j].a && m->variant[j - 1].b > m->variant[j].b)))); j--) {
            struct mk_variant t = m->variant[j];
            m->variant[j] = m->variant[j - 1];
            m->variant[j - 1] = t;
        }
}

void mk_link_use_variants(mk_link *l, const mk_link_model *m)
{
    for (int f = 0; f < l->fields; f++) {
        mk_field *x = &l->field[f];
        mk_map at = { 0 };
        for (uint32_t i = 0; i < m->variants; i++) {
            if (m->variant[i].field != f) continue;
            if (!at.arena) {
                at = mk_map_on(mk_arena_child(l->arena));
                x->variants = mk_map_on(mk_arena_child(l->arena));
                for (uint32_t v = 1; v <= x->n; v++) *mk_map_put(&at, x->value[v].num, NULL) = v;
            }
            const uint64_t *a = mk_map_get(&at, m->variant[i].a);
            uint32_t p = a ? (uint32_t)*a : 0;
            const uint64_t *b = mk_map_get(&at, m->variant[i].b);
            uint32_t q = b ? (uint32_t)*b : 0;
            if (p && q) *mk_map_put(&x->variants, p < q ? (uint64_t)p << 32 | q : (uint64_t)q << 32 | p, NULL) = 1;
        }
        mark(l->arena, x);
    }
}
