/* SPDX-License-Identifier: Apache-2.0
 * Candidate pairs: rows that share a key of a rule. A pair belongs to the first rule that finds it, so no table of pairs is needed.
 * A key that too many rows have (a call-centre's phone) brings no pairs: other rules find what is in them. */
#include "rules_int.h"

enum { CHUNK = 128, NEAR = 8, NEXT = 4, PART = 1 << 14, PARTS = 256 };   /* PART: pairs that a hand looks at together; PARTS: those handed out at a time */

typedef struct found { uint32_t a, b, key; } found;

/* One hand with what it found. */
typedef struct hunter {
    const mk_link *l;
    mk_compare cmp;
    mk_cands out;
    size_t cap;
    mk_arena *room;                     /* where `out` lies */
    const mk_map *hot;
    const mk_plan *plan;
    int rule;
    found chunk[CHUNK];                 /* pairs of this rule that are not looked at yet */
    uint32_t waiting;
    uint32_t *global, globals, global_cap;              /* of its patterns: their numbers among all */
} hunter;

typedef struct part { uint32_t from, to, hand; uint64_t at, n; } part;  /* entries; whose and where in what was found */
typedef struct hunt {
    mk_link *l;
    mk_cands *out;
    mk_map *hot;                        /* of each rule: the keys of crowds */
    mk_plan *plan;
    size_t cap;
    int rule;
    mk_crew *crew;
    hunter **hunter;
    const mk_keyed *e;
    part part[PARTS];
} hunt;

/* Whether two records share a key of a rule that is not a crowd's. */
static bool shares(const hunter *h, int r, const uint32_t *x, const uint32_t *y)
{
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, &h->l->model.rule[r], x, a), m = n ? mk_rule_keys(h->l, &h->l->model.rule[r], y, b) : 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return true;
    return false;
}

/* Whether two records agree in all parts of a rule, crowds left open. */
static inline bool agrees(const mk_plan *q, const uint32_t *x, const uint32_t *y)
{
    for (int i = 0; i < q->n; i++) {
        uint32_t a = mk_value_in(x[q->part[i].field]), b = mk_value_in(y[q->part[i].field]);
        if (q->part[i].key) { a = q->part[i].key[a]; b = q->part[i].key[b]; }
        if (a != b || !a) return false;
    }
    if (q->shape == MK_PLAIN) return true;
    uint64_t a = q->name[0].key[mk_value_in(x[q->name[0].field])], b = q->name[1].key[mk_value_in(x[q->name[1].field])];
    uint64_t c = q->name[0].key[mk_value_in(y[q->name[0].field])], d = q->name[1].key[mk_value_in(y[q->name[1].field])];
    if (q->shape == MK_BOTH_NAMES) return a && b && c && d && a + b == c + d && (a ^ b) == (c ^ d);
    return (a && (a == c || a == d)) || (b && (b == c || b == d));
}

/* Whether an earlier rule finds the pair. */
static bool found_before(const hunter *h, int rule, const uint32_t *x, const uint32_t *y)
{
    for (int r = 0; r < rule; r++) {
        if (!agrees(&h->plan[r], x, y)) continue;
        if (!h->hot[r].n || shares(h, r, x, y)) return true;
    }
    return false;
}

/* Whether two records share a key that sorts as `key`, and it is the first they share: so that two names in common give one pair. */
static bool first_shared(const hunter *h, int r, const uint32_t *x, const uint32_t *y, uint32_t key)
{
    const mk_rule *q = &h->l->model.rule[r];
    if (!agrees(&h->plan[r], x, y)) return false;
    if (h->plan[r].shape != MK_ANY) return true;
    uint64_t a[2], b[2];
    int n = mk_rule_keys(h->l, q, x, a), m = mk_rule_keys(h->l, q, y, b);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            if (a[i] == b[j] && !(h->hot[r].n && mk_map_get(&h->hot[r], a[i]))) return mk_key_short(a[i]) == key;
    return false;
}

/* Looks at the pairs that wait: first whether they are this rule's, then how they agree. What later ones need is fetched from memory meanwhile. */
static void look(hunter *h)
{
    const mk_link *l = h->l;
    mk_cands *c = &h->out;
    uint8_t gamma[MK_LINK_FIELDS];
    uint32_t n = 0;
    if (c->n + h->waiting > h->cap) {
        h->cap = h->cap ? h->cap + h->cap / 2 : 1 << 16;
        c->p = mk_lone_room(h->room, &c->mem, h->cap * sizeof *c->p);
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
        c->p[c->n++] = (mk_cand){ p->a < p->b ? p->a : p->b, p->a < p->b ? p->b : p->a, pattern, mk_frequency_sum(l, gamma, mk_rec(l, p->a), mk_rec(l, p->b)) };
    }
    h->waiting = 0;
}

static bool selected(const void *self, uint32_t a, uint32_t b)
{
    const hunter *h = self;
    const mk_link *l = h->l;
    return found_before(h, l->model.rules, mk_rec(l, a), mk_rec(l, b));
}

static inline uint32_t block_end(const mk_keyed *e, uint32_t i, uint32_t n)
{
    uint32_t to = i + 1;
    while (to < n && e[to].key == e[i].key) to++;
    return to;
}

/* Which keys are crowds' is known before any pair is looked at. */
static void crowds(hunt *h, uint32_t n)
{
    for (uint32_t i = 0, to; i < n; i = to) {
        to = block_end(h->e, i, n);
        for (uint32_t j = i; j < to && to - i > MK_CROWD; j++) {
            uint64_t k[2];
            int keys = mk_rule_keys(h->l, &h->l->model.rule[h->rule], mk_rec(h->l, h->e[j].row), k);
            for (int z = 0; z < keys; z++)
                if (mk_key_short(k[z]) == h->e[i].key) *mk_map_put(&h->hot[h->rule], k[z], NULL) = 1;
        }
    }
}

/* A hand has its own memory of what it compared; it reads the rows of all. Alone it finds into what outlives it. */
static hunter *hunter_new(mk_arena *a, const hunt *h)
{
    bool alone = mk_crew_hands(h->crew) == 1;
    hunter *x = MK_NEW(a, hunter);
    mk_link *l = mk_arena_alloc(a, sizeof *l);
    *l = *h->l;
    if (l->scripts && !alone) mk_scripts_begin_on(a, l);
    *x = (hunter){ .l = l, .cmp = mk_compare_on(a, l), .hot = h->hot, .plan = h->plan, .room = alone ? h->l->arena : a };
    x->out.patterns = (mk_patterns){ .arena = x->room, .fields = l->fields };
    return x;
}

static int begin_hunter(mk_cx *cx, void *self, int hand, int number)
{
    (void)number;
    hunt *h = self;
    h->hunter[hand] = hunter_new(cx->arena, h);
    return 0;
}

static int look_through(mk_cx *cx, void *self, int hand, int number)
{
    hunt *of = self;
    if (!of->hunter[hand]) of->hunter[hand] = hunter_new(cx->arena, of);
    hunter *h = of->hunter[hand];
    part *p = &of->part[number];
    const mk_keyed *e = of->e;
    h->rule = of->rule;
    p->hand = (uint32_t)hand;
    p->at = h->out.n;
    for (uint32_t i = p->from, to; i < p->to; i = to) {
        to = block_end(e, i, p->to);
        if (to - i < 2 || to - i > MK_CROWD) continue;
        for (uint32_t j = i; j < to; j++)
            for (uint32_t k = j + 1; k < to; k++) {
                if (e[j].row == e[k].row) continue;
                if (h->waiting == CHUNK) look(h);
                mk_compare_fetch(h->l, e[j].row, e[k].row);
                h->chunk[h->waiting++] = (found){ e[j].row, e[k].row, e[i].key };
            }
    }
    look(h);
    p->n = h->out.n - p->at;
    return mk_cx_check(cx);
}

/* The number among all of a hand's pattern; new ones are given theirs. */
static void number_patterns(hunt *h, hunter *x)
{
    const mk_patterns *own = &x->out.patterns;
    if (x->global_cap < own->n) {
        x->global = mk_arena_grow(own->arena, x->global, x->global_cap * sizeof *x->global, own->cap * sizeof *x->global);
        x->global_cap = own->cap;
    }
    for (; x->globals < own->n; x->globals++) x->global[x->globals] = mk_pattern_of(&h->out->patterns, own->gamma + (size_t)x->globals * (size_t)own->fields);
}

/* What the hands found, in the order of the parts. */
static void gather(hunt *h, int parts)
{
    mk_cands *c = h->out;
    uint64_t n = c->n;
    for (int i = 0; i < mk_crew_hands(h->crew); i++)
        if (h->hunter[i]) number_patterns(h, h->hunter[i]);
    for (int i = 0; i < parts; i++) n += h->part[i].n;
    if (n > h->cap) {
        h->cap = n + n / 4;
        c->p = mk_lone_room(h->l->arena, &c->mem, h->cap * sizeof *c->p);
    }
    for (int i = 0; i < parts; i++) {
        const part *p = &h->part[i];
        const hunter *x = h->hunter[p->hand];
        for (uint64_t k = 0; k < p->n; k++) {
            mk_cand one = x->out.p[p->at + k];
            one.pattern = x->global[one.pattern];
            c->p[c->n++] = one;
        }
        h->l->model.rule[h->rule].pairs += p->n;
    }
    for (int i = 0; i < mk_crew_hands(h->crew); i++)
        if (h->hunter[i]) h->hunter[i]->out.n = 0;
}

/* One hand finds into what all is gathered in; several each into their own. */
static int blocks(mk_cx *cx, hunt *h, uint32_t n)
{
    if (mk_crew_hands(h->crew) == 1) {
        hunter *x = h->hunter[0];
        h->part[0] = (part){ .to = n };
        MK_TRY(mk_crew_run(cx, h->crew, 1, look_through, h));
        h->l->model.rule[h->rule].pairs += h->part[0].n;
        *h->out = x->out;
        return 0;
    }
    for (uint32_t i = 0; i < n; ) {
        int parts = 0;
        for (; i < n && parts < PARTS; parts++) {
            uint64_t pairs = 0;
            h->part[parts] = (part){ .from = i };
            while (i < n && pairs < PART) {
                uint32_t to = block_end(h->e, i, n), k = to - i;
                if (k <= MK_CROWD) pairs += (uint64_t)k * (k - 1) / 2;
                i = to;
            }
            h->part[parts].to = i;
        }
        MK_TRY(mk_crew_run(cx, h->crew, parts, look_through, h));
        gather(h, parts);
    }
    return 0;
}

/* How often each pattern was found. */
static void count_patterns(hunt *h)
{
    for (int i = 0; i < mk_crew_hands(h->crew) && mk_crew_hands(h->crew) > 1; i++) {
        const hunter *x = h->hunter[i];
        for (uint32_t p = 0; x && p < x->globals; p++) h->out->patterns.count[x->global[p]] += x->out.patterns.count[p];
    }
}

/* The words that one hand made are of use to whoever compares next. */
static void dismiss(hunt *h)
{
    h->l->scripts = h->hunter[0]->l->scripts;
    for (int i = 0; i < mk_crew_hands(h->crew) && mk_crew_hands(h->crew) > 1; i++)
        if (h->hunter[i]) mk_lone_free(&h->hunter[i]->out.mem);
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
    *h = (hunt){ .l = l, .out = ret, .hot = MK_NEWN(tmp, mk_map, l->model.rules), .plan = MK_NEWN(tmp, mk_plan, l->model.rules) };
    for (int r = 0; r < l->model.rules; r++) h->plan[r] = mk_rule_plan(l, &l->model.rule[r]);
    h->crew = l->crew;
    h->hunter = MK_NEWN(tmp, hunter *, mk_crew_hands(l->crew));
    MK_TRY(mk_crew_run(cx, l->crew, 1, begin_hunter, h));
    mk_key_room room = mk_key_room_on(tmp, l->n);
    h->e = room.e;
    for (h->rule = 0; h->rule < l->model.rules; h->rule++) {
        h->hot[h->rule] = mk_map_on(tmp);
        uint32_t n = mk_rule_lay(l, &h->plan[h->rule], &room);
        crowds(h, n);
        MK_TRY(blocks(cx, h, n));
        MK_TRY(mk_cx_check(cx));
        mk_progress_at(cx, "pairs", (uint64_t)h->rule + 1, (uint64_t)l->model.rules);
    }
    count_patterns(h);
    if (l->model.rows == 0) {                           /* nothing is to be learnt from them under a model that is given */
        mk_link_sample(cx, l, ret, selected, h->hunter[0]);
        mk_link_compare_drawn(l, ret, &h->hunter[0]->cmp);
    }
    mk_patterns_settle(l, ret);
    dismiss(h);
    l->stats.candidates = ret->n;
    mk_arena_free(tmp);
    return 0;
}
