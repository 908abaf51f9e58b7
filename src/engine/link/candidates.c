/* SPDX-License-Identifier: Apache-2.0
 * Candidate pairs: rows that share a key of a rule. A pair belongs to the first rule that finds it, so no table of pairs is needed.
 * A key that too many rows have (a call-centre's phone) brings no pairs: other rules find what is in them. */
#include "rules_int.h"

typedef mk_entry entry;

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

uint32_t mk_pattern_of(mk_patterns *p, const uint8_t *gamma)
{
    uint64_t key = 0;
    for (int f = 0; f < p->fields; f++) key = key * 13 + gamma[f];      /* wraps for many fields: then it is a hash */
    key = key * 2 + 1;
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
        if (p->key[p->slot[at] - 1] == key && memcmp(p->gamma + (size_t)(p->slot[at] - 1) * p->fields, gamma, (size_t)p->fields) == 0) return p->slot[at] - 1;
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
static void settle(mk_link *l, mk_cands *c)
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

void mk_sort_entries(mk_entry *e, mk_entry *tmp, uint32_t n, uint32_t *count)
{
    for (int pass = 0; pass < 3; pass++) {
        int shift = pass * 11;
        memset(count, 0, 2049 * sizeof *count);
        for (uint32_t i = 0; i < n; i++) count[(e[i].key >> shift & 2047) + 1]++;
        for (int d = 0; d < 2048; d++) count[d + 1] += count[d];
        for (uint32_t i = 0; i < n; i++) tmp[count[e[i].key >> shift & 2047]++] = e[i];
        entry *t = e;
        e = tmp;
        tmp = t;
    }
    memcpy(tmp, e, n * sizeof *e);
}

typedef struct hunt { mk_link *l; mk_compare cmp; mk_cands *out; mk_map *hot; size_t cap; } hunt;

/* The rows of pairs further on are fetched while one is compared. */
enum { AHEAD = 12 };
static inline void fetch(const mk_link *l, const mk_cand *p)
{
    __builtin_prefetch(mk_rec(l, p->a));
    __builtin_prefetch(mk_rec(l, p->b));
}

/* Whether two records share a key of a rule that is not a crowd's; *ret_which: of the first record's keys. */
static bool shares(const hunt *h, int r, const uint32_t *x, const uint32_t *y)
{
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, &h->l->model.rule[r], x, a), m = n ? mk_rule_keys(h->l, &h->l->model.rule[r], y, b) : 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return true;
    return false;
}

/* Whether an earlier rule finds the pair. */
static bool found_before(const hunt *h, int rule, const uint32_t *x, const uint32_t *y)
{
    for (int r = 0; r < rule; r++) {
        const mk_rule *q = &h->l->model.rule[r];
        bool may = true;
        for (int i = 0; i < q->n && may && !q->names && q->field[i] != MK_ANY_NAME; i++) {
            uint32_t a = mk_value_in(x[q->field[i]]), b = mk_value_in(y[q->field[i]]);
            if (!a || !b) may = false;
            else if (a != b) may = q->atom[i] && h->l->field[q->field[i]].atom[q->atom[i]][a] == h->l->field[q->field[i]].atom[q->atom[i]][b];
        }
        if (may && shares(h, r, x, y)) return true;
    }
    return false;
}

/* Whether two records share a key that sorts as `key`, and it is the first they share: so that two names in common give one pair. */
static bool first_shared(const hunt *h, int r, const uint32_t *x, const uint32_t *y, uint32_t key)
{
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, &h->l->model.rule[r], x, a), m = mk_rule_keys(h->l, &h->l->model.rule[r], y, b);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return (uint32_t)(a[i] >> 31) == key;
    return false;
}

static void emit(hunt *h, int rule, uint32_t a, uint32_t b)
{
    mk_link *l = h->l;
    if (found_before(h, rule, mk_rec(l, a), mk_rec(l, b))) return;
    if (h->out->n == h->cap) {
        h->cap = h->cap ? h->cap + h->cap / 2 : 1 << 16;
        h->out->p = mk_lone_room(l->arena, &h->out->mem, h->cap * sizeof *h->out->p);
    }
    h->out->p[h->out->n++] = a < b ? (mk_cand){ a, b, 0 } : (mk_cand){ b, a, 0 };
    l->model.rule[rule].pairs++;
}

static void compare_from(mk_link *l, mk_compare *cmp, mk_cands *c, uint64_t from)
{
    uint8_t gamma[MK_LINK_FIELDS];
    for (uint64_t i = from; i < c->n; i++) {
        if (i + AHEAD < c->n) fetch(l, &c->p[i + AHEAD]);
        mk_compare_pair(cmp, mk_rec(l, c->p[i].a), mk_rec(l, c->p[i].b), gamma);
        c->p[i].pattern = mk_pattern_of(&c->patterns, gamma);
        c->patterns.count[c->p[i].pattern]++;
    }
}

static bool selected(const void *self, uint32_t a, uint32_t b)
{
    const hunt *h = self;
    const mk_link *l = h->l;
    return found_before(h, l->model.rules, mk_rec(l, a), mk_rec(l, b));
}

int mk_link_candidates(mk_cx *cx, mk_link *l, uint64_t limit, mk_cands *ret)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    double budget = limit ? (double)limit : 40.0 * (double)l->n;
    if (!limit && budget < 1e6) budget = 1e6;
    *ret = (mk_cands){ 0 };
    ret->patterns.arena = l->arena;
    ret->patterns.fields = l->fields;
    if (l->model.rules == 0) mk_link_choose_rules(l, tmp, budget, (double)l->n * .5, .01);
    hunt h = { l, mk_compare_on(tmp, l), ret, MK_NEWN(tmp, mk_map, l->model.rules), 0 };
    entry *e = mk_arena_alloc(tmp, (2 * (size_t)l->n + 1) * sizeof *e), *t = mk_arena_alloc(tmp, (2 * (size_t)l->n + 1) * sizeof *t);
    uint32_t *count = mk_arena_alloc(tmp, 2049 * sizeof *count);
    enum { CROWD = 250 };
    for (int r = 0; r < l->model.rules; r++) {
        const mk_rule *q = &l->model.rule[r];
        uint32_t n = 0;
        uint64_t before = ret->n;
        h.hot[r] = mk_map_on(tmp);
        for (uint32_t i = 0; i < l->n; i++) {
            uint64_t k[2];
            int keys = mk_rule_keys(l, q, mk_rec(l, i), k);
            for (int j = 0; j < keys; j++) e[n++] = (entry){ (uint32_t)(k[j] >> 31), i };
        }
        mk_sort_entries(e, t, n, count);
        for (uint32_t i = 0, to; i < n; i = to) {
            for (to = i + 1; to < n && e[to].key == e[i].key; to++) { }
            if (to - i < 2) continue;
            if (to - i > CROWD) {
                for (uint32_t j = i; j < to; j++) {
                    uint64_t k[2];
                    int keys = mk_rule_keys(l, q, mk_rec(l, e[j].row), k);
                    for (int z = 0; z < keys; z++)
                        if ((uint32_t)(k[z] >> 31) == e[i].key) *mk_map_put(&h.hot[r], k[z], NULL) = 1;
                }
                continue;
            }
            for (uint32_t j = i; j < to; j++)
                for (uint32_t p = j + 1; p < to; p++)
                    if (e[j].row != e[p].row && first_shared(&h, r, mk_rec(l, e[j].row), mk_rec(l, e[p].row), e[i].key)) emit(&h, r, e[j].row, e[p].row);
        }
        compare_from(l, &h.cmp, ret, before);
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pairs", (uint64_t)r + 1, (uint64_t)l->model.rules);
    }
    if (l->model.rows == 0) {                           /* nothing is to be learnt from them under a model that is given */
        mk_link_sample(cx, l, ret, selected, &h);
        mk_link_compare_drawn(l, ret, &h.cmp, NULL);
    }
    settle(l, ret);
    l->stats.candidates = ret->n;
    mk_arena_free(tmp);
    return 0;
}

void mk_link_compare_again(mk_cx *cx, mk_link *l, mk_cands *c)
{
    mk_arena *tmp = mk_arena_child(cx->arena);
    mk_compare cmp = mk_compare_on(tmp, l);
    mk_patterns old = c->patterns;
    uint32_t *now = MK_NEWN(tmp, uint32_t, old.n + 1);  /* of a pattern that no variant can change: its new number + 1 */
    c->patterns = (mk_patterns){ .arena = l->arena, .fields = l->fields };
    for (uint32_t p = 0; p < old.n; p++) {
        const uint8_t *g = old.gamma + (size_t)p * l->fields;
        bool may = false;
        for (int f = 0; f < l->fields && !may; f++) may = l->field[f].variants.n && g[f] && g[f] < mk_level_variant(l->field[f].kind);
        if (!may) now[p] = mk_pattern_of(&c->patterns, g) + 1;
    }
    uint8_t gamma[MK_LINK_FIELDS];
    for (uint64_t i = 0; i < c->n; i++) {
        if (i + AHEAD < c->n && !now[c->p[i + AHEAD].pattern]) fetch(l, &c->p[i + AHEAD]);
        mk_cand *p = &c->p[i];
        if (now[p->pattern]) p->pattern = now[p->pattern] - 1;
        else {
            mk_compare_pair(&cmp, mk_rec(l, p->a), mk_rec(l, p->b), gamma);
            p->pattern = mk_pattern_of(&c->patterns, gamma);
        }
        c->patterns.count[p->pattern]++;
    }
    mk_link_compare_drawn(l, c, &cmp, now);
    settle(l, c);
    mk_arena_free(tmp);
}
