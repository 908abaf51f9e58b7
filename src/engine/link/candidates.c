/* SPDX-License-Identifier: Apache-2.0
 * Candidate pairs: rows that share a key of a rule. A pair belongs to the first rule that finds it, so no table of pairs is needed.
 * A key that too many rows have (a call-centre's phone) brings no pairs: other rules find what is in them. */
#include "rules_int.h"

enum { CHUNK = 128, NEAR = 8, NEXT = 4 };

typedef struct found { uint32_t a, b, key; } found;
typedef struct plan { mk_key_part part[3]; int n; bool plain; } plan;   /* of a rule; plain: its parts are all there is */
typedef struct hunt {
    mk_link *l;
    mk_compare cmp;
    mk_cands *out;
    mk_map *hot;
    plan *plan;
    size_t cap;
    int rule;
    found chunk[CHUNK];                 /* pairs of this rule that are not looked at yet */
    uint32_t waiting;
} hunt;

/* Whether two records share a key of a rule that is not a crowd's. */
static bool shares(const hunt *h, int r, const uint32_t *x, const uint32_t *y)
{
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, &h->l->model.rule[r], x, a), m = n ? mk_rule_keys(h->l, &h->l->model.rule[r], y, b) : 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return true;
    return false;
}

/* Whether two records agree in all parts of a rule, names in any place left open. */
static inline bool agrees(const plan *q, const uint32_t *x, const uint32_t *y)
{
    for (int i = 0; i < q->n; i++) {
        uint32_t a = mk_value_in(x[q->part[i].field]), b = mk_value_in(y[q->part[i].field]);
        if (q->part[i].key) { a = q->part[i].key[a]; b = q->part[i].key[b]; }
        if (a != b || !a) return false;
    }
    return true;
}

/* Whether an earlier rule finds the pair. */
static bool found_before(const hunt *h, int rule, const uint32_t *x, const uint32_t *y)
{
    for (int r = 0; r < rule; r++) {
        if (!agrees(&h->plan[r], x, y)) continue;
        if ((h->plan[r].plain && !h->hot[r].n) || shares(h, r, x, y)) return true;
    }
    return false;
}

/* Whether two records share a key that sorts as `key`, and it is the first they share: so that two names in common give one pair. */
static bool first_shared(const hunt *h, int r, const uint32_t *x, const uint32_t *y, uint32_t key)
{
    const mk_rule *q = &h->l->model.rule[r];
    if (!agrees(&h->plan[r], x, y)) return false;
    if (h->plan[r].plain) return true;
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, q, x, a), m = mk_rule_keys(h->l, q, y, b);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return mk_key_short(a[i]) == key;
    return false;
}

/* Looks at the pairs that wait: first whether they are this rule's, then how they agree. What later ones need is fetched from memory meanwhile. */
static void look(hunt *h)
{
    mk_link *l = h->l;
    mk_cands *c = h->out;
    uint8_t gamma[MK_LINK_FIELDS];
    uint32_t n = 0;
    if (c->n + h->waiting > h->cap) {
        h->cap = h->cap ? h->cap + h->cap / 2 : 1 << 16;
        c->p = mk_lone_room(l->arena, &c->mem, h->cap * sizeof *c->p);
    }
    for (uint32_t i = 0; i < h->waiting; i++) {
        found p = h->chunk[i];
        const uint32_t *x = mk_rec(l, p.a), *y = mk_rec(l, p.b);
        if (first_shared(h, h->rule, x, y, p.key) && !found_before(h, h->rule, x, y)) h->chunk[n++] = p;
    }
    for (uint32_t i = 0; i < n; i++) {
        const found *p = &h->chunk[i];
        if (i + NEAR < n) mk_compare_fetch_values(&h->cmp, p[NEAR].a, p[NEAR].b);
        if (i + NEXT < n) mk_compare_fetch_symbols(&h->cmp, p[NEXT].a, p[NEXT].b);
        mk_compare_pair(&h->cmp, mk_rec(l, p->a), mk_rec(l, p->b), gamma);
        uint32_t pattern = mk_pattern_of(&c->patterns, gamma);
        c->patterns.count[pattern]++;
        c->p[c->n++] = p->a < p->b ? (mk_cand){ p->a, p->b, pattern } : (mk_cand){ p->b, p->a, pattern };
    }
    l->model.rule[h->rule].pairs += n;
    h->waiting = 0;
}

static bool selected(const void *self, uint32_t a, uint32_t b)
{
    const hunt *h = self;
    const mk_link *l = h->l;
    return found_before(h, l->model.rules, mk_rec(l, a), mk_rec(l, b));
}

static void crowd(hunt *h, const mk_entry *e, uint32_t n)
{
    for (uint32_t j = 0; j < n; j++) {
        uint64_t k[2];
        int keys = mk_rule_keys(h->l, &h->l->model.rule[h->rule], mk_rec(h->l, e[j].row), k);
        for (int z = 0; z < keys; z++)
            if (mk_key_short(k[z]) == e->key) *mk_map_put(&h->hot[h->rule], k[z], NULL) = 1;
    }
}

static void blocks(hunt *h, const mk_entry *e, uint32_t n)
{
    for (uint32_t i = 0, to; i < n; i = to) {
        for (to = i + 1; to < n && e[to].key == e[i].key; to++) { }
        if (to - i < 2) continue;
        if (to - i > MK_CROWD) { crowd(h, e + i, to - i); continue; }
        for (uint32_t j = i; j < to; j++)
            for (uint32_t p = j + 1; p < to; p++) {
                if (e[j].row == e[p].row) continue;
                if (h->waiting == CHUNK) look(h);
                mk_compare_fetch(h->l, e[j].row, e[p].row);
                h->chunk[h->waiting++] = (found){ e[j].row, e[p].row, e[i].key };
            }
    }
    look(h);
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
    hunt *h = MK_NEW(tmp, hunt);
    *h = (hunt){ .l = l, .cmp = mk_compare_on(tmp, l), .out = ret, .hot = MK_NEWN(tmp, mk_map, l->model.rules), .plan = MK_NEWN(tmp, plan, l->model.rules) };
    for (int r = 0; r < l->model.rules; r++) h->plan[r].n = mk_rule_parts(l, &l->model.rule[r], h->plan[r].part, &h->plan[r].plain);
    mk_key_room room = mk_key_room_on(tmp, l->n);
    for (h->rule = 0; h->rule < l->model.rules; h->rule++) {
        h->hot[h->rule] = mk_map_on(tmp);
        uint32_t n = mk_rule_lay(l, &l->model.rule[h->rule], &room);
        blocks(h, room.e, n);
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pairs", (uint64_t)h->rule + 1, (uint64_t)l->model.rules);
    }
    if (l->model.rows == 0) {                           /* nothing is to be learnt from them under a model that is given */
        mk_link_sample(cx, l, ret, selected, h);
        mk_link_compare_drawn(l, ret, &h->cmp);
    }
    mk_patterns_settle(l, ret);
    l->stats.candidates = ret->n;
    mk_arena_free(tmp);
    return 0;
}
