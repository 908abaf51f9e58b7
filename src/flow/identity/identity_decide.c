/* SPDX-License-Identifier: Apache-2.0 */
#include "identity_decide.h"
#include "hash.h"
#include "jsonw.h"
#include "union.h"

/* A customer, whether he goes on by that id or not. next: the ring of those gathered with him. asked: his foes are known; of a root, whole:
 * those of the whole ring, in the list from foe to last. */
typedef struct node { int64_t id, now; uint32_t next, foe, last, foes; bool asked, whole; } node;
typedef struct foe { uint32_t node, next; } foe;        /* people said that he is another; places in lists count from 1 */
typedef struct hop { uint32_t gone, kept; int64_t merge; } hop;        /* a merge by the engine */
typedef struct tie { uint32_t a, b, x, y; float weight; bool together; } tie;   /* nodes a < b by id, records x and y */

typedef struct deciding {
    mk_db *db;
    const mk_live *v;
    const mk_map *now;                  /* what is known of who customers are now, or NULL */
    mk_arena *a;
    mk_vec(node) node;
    mk_vec(uint32_t) up;                /* of each node (union.h) */
    mk_map index;
    mk_vec(hop) hops;
    mk_vec(tie) ties;
    mk_vec(foe) foes;
    int verdicts;                       /* 1: people said something of somebody; 0: not looked */
    mk_decision *ret;
} deciding;

static uint64_t pair_key(int64_t a, int64_t b) { return a < b ? mk_hash2((uint64_t)a, (uint64_t)b) : mk_hash2((uint64_t)b, (uint64_t)a); }

static uint32_t root(deciding *d, uint32_t i) { return mk_union_root(d->up.p, i); }

static void unite(deciding *d, uint32_t a, uint32_t b)
{
    node *n = d->node.p;
    if (!mk_union_roots(d->up.p, &a, &b)) return;
    uint32_t t = n[a].next;
    n[a].next = n[b].next;
    n[b].next = t;
    if (!n[a].foe) n[a].foe = n[b].foe;
    else if (n[b].foe) d->foes.p[n[a].last - 1].next = n[b].foe;
    if (n[b].foe) n[a].last = n[b].last;
    n[a].foes += n[b].foes;
    n[a].whole = n[a].whole && n[b].whole;
    d->up.p[b] = a;
}

/* A customer with all his id led to, and the merges on the way: those that people made are as good as one customer. */
static int node_of(mk_cx *cx, deciding *d, int64_t id, uint32_t *ret)
{
    bool fresh;
    uint64_t *at = mk_map_put(&d->index, (uint64_t)id, &fresh);
    *ret = (uint32_t)*at;
    if (!fresh) return 0;
    *ret = (uint32_t)(*at = d->node.n);
    *mk_vec_push(d->a, &d->node) = (node){ .id = id, .now = id, .next = *ret };
    *mk_vec_push(d->a, &d->up) = *ret;
    const uint64_t *now = d->now ? mk_map_get(d->now, (uint64_t)id) : NULL;
    if (now && (int64_t)*now == id) return 0;
    mk_value key = mk_int(id), alias[MK_ALIAS_N], merge[MK_MERGE_N];
    int rc = mk_table_get(cx, d->db, MK_T_ALIAS, &key, alias);
    if (rc <= 0) return rc;
    uint32_t kept, me = *ret;
    int64_t to = alias[MK_ALIAS_KEPT_ID].i;
    MK_TRY(node_of(cx, d, to, &kept));
    d->node.p[me].now = d->node.p[kept].now;
    key = alias[MK_ALIAS_MERGE_ID];
    if ((rc = mk_table_get(cx, d->db, MK_T_MERGE, &key, merge)) < 0) return rc;
    const mk_value said[] = { mk_int(id < to ? id : to), mk_int(id < to ? to : id) };
    mk_value verdict[MK_VERDICT_N];
    int same = mk_table_get(cx, d->db, MK_T_VERDICT, said, verdict);
    if (same < 0) return same;
    bool by_engine = rc > 0 && mk_str_starts(merge[MK_MERGE_WHY].s, MK_S("[")) && !(same && verdict[MK_VERDICT_SAME].i);
    if (by_engine) *mk_vec_push(d->a, &d->hops) = (hop){ me, kept, alias[MK_ALIAS_MERGE_ID].i };
    else unite(d, me, kept);
    return 0;
}

static int by_pair(const void *pa, const void *pb)
{
    const tie *a = pa, *b = pb;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    if (a->b != b->b) return a->b < b->b ? -1 : 1;
    if (a->together != b->together) return a->together ? -1 : 1;
    if (a->weight < b->weight || a->weight > b->weight) return a->weight > b->weight ? -1 : 1;
    return a->x != b->x ? (a->x < b->x ? -1 : 1) : (a->y > b->y) - (a->y < b->y);
}

/* Of all records of two customers the pair that says most: in one person by all the evidence first, then the heaviest. */
static int ties(mk_cx *cx, deciding *d, const mk_live_pair *pair, size_t n, const uint32_t *cluster, const int64_t *origin)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t a, b, x = pair[i].a, y = pair[i].b;
        if (origin[x] == origin[y]) continue;
        MK_TRY(node_of(cx, d, origin[x], &a));
        MK_TRY(node_of(cx, d, origin[y], &b));
        if (a > b) { uint32_t t = a; a = b; b = t; t = x; x = y; y = t; }
        *mk_vec_push(d->a, &d->ties) = (tie){ a, b, x, y, pair[i].weight, cluster[x] == cluster[y] };
        if ((i & 0xfff) == 0) MK_TRY(mk_cx_check(cx));
    }
    if (d->ties.n) qsort(d->ties.p, d->ties.n, sizeof(tie), by_pair);
    for (size_t i = 0; i < d->ties.n; i++)
        if (i == 0 || d->ties.p[i].a != d->ties.p[i - 1].a || d->ties.p[i].b != d->ties.p[i - 1].b) d->ties.p[kept++] = d->ties.p[i];
    d->ties.n = kept;
    return 0;
}

/* The surest first, so that when people said that two are not one, each of the others goes to whom he fits best. */
static int surest(const void *pa, const void *pb, void *self)
{
    const tie *a = pa, *b = pb;
    const deciding *d = self;
    if (a->weight < b->weight || a->weight > b->weight) return a->weight > b->weight ? -1 : 1;
    int64_t ai = d->node.p[a->a].id, bi = d->node.p[b->a].id, aj = d->node.p[a->b].id, bj = d->node.p[b->b].id;
    if (ai > aj) { int64_t t = ai; ai = aj; aj = t; }
    if (bi > bj) { int64_t t = bi; bi = bj; bj = t; }
    return ai != bi ? (ai < bi ? -1 : 1) : (aj > bj) - (aj < bj);
}

static void add_foe(deciding *d, uint32_t of, uint32_t other)
{
    uint32_t r = root(d, of);
    *mk_vec_push(d->a, &d->foes) = (foe){ other, 0 };
    uint32_t at = (uint32_t)d->foes.n;
    node *n = &d->node.p[r];
    if (n->foe) d->foes.p[n->last - 1].next = at;
    else n->foe = at;
    n->last = at;
    n->foes++;
}

/* Notes the foes of all who are gathered with a root. A verdict is under the smaller id; both sides note it. */
static int ask_foes(mk_cx *cx, deciding *d, uint32_t a)
{
    uint32_t x = a;
    if (d->node.p[a].whole) return 0;
    do {
        mk_rows r;
        int rc = 0;
        if (!d->node.p[x].asked) {
            MK_TRY(mk_select(cx, d->db, &r, MK_Q_VERDICT_APART, mk_int(d->node.p[x].id)));
            while ((rc = mk_rows_next(cx, &r)) > 0) {
                const uint64_t *other = mk_map_get(&d->index, (uint64_t)mk_row_int(&r, 0));
                if (!other) continue;
                add_foe(d, x, (uint32_t)*other);
                add_foe(d, (uint32_t)*other, x);
            }
            mk_rows_end(&r);
            if (rc < 0) return rc;
        }
        d->node.p[x].asked = true;
        x = d->node.p[x].next;
    } while (x != a);
    d->node.p[a].whole = true;
    return 0;
}

/* Whether somebody said that one gathered with a is not one gathered with b, both roots. The side of fewer foes is looked through: to hold every
 * one of a crowd against every other would take the square of it. */
static int kept_apart(mk_cx *cx, deciding *d, uint32_t a, uint32_t b)
{
    if (!d->verdicts) {
        int64_t first;
        int rc = mk_select_int_n(cx, d->db, &first, MK_Q_VERDICT_ANY, NULL, 0);
        if (rc < 0) return rc;
        d->verdicts = rc > 0 ? 1 : -1;
    }
    if (d->verdicts < 0) return 0;
    MK_TRY(ask_foes(cx, d, a));
    MK_TRY(ask_foes(cx, d, b));
    const bool fewer = d->node.p[a].foes <= d->node.p[b].foes;
    const uint32_t mine = fewer ? a : b, other = fewer ? b : a;
    for (uint32_t at = d->node.p[mine].foe; at; at = d->foes.p[at - 1].next)
        if (root(d, d->foes.p[at - 1].node) == other) return 1;
    return 0;
}

mk_str mk_identity_why(mk_arena *a, const void *live, const mk_pair_plan *p)
{
    const mk_live *v = live;
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_link_why y;
    const mk_link_field *field;
    mk_link_fields(mk_frozen_model(mk_live_frozen(v)), &field);
    mk_live_explain(v, p->x, p->y, &y);
    mk_json_open(&w, '[');
    for (int i = 0; i < y.n; i++) {
        const mk_link_part_of *of = &y.part[i];
        mk_json_open(&w, '{');
        mk_json_key(&w, "field");
        if (of->field < 0) mk_json_z(&w, of->field == MK_LINK_PRIOR ? "prior" : of->field == MK_LIVE_SEVERAL ? "several" : "together");
        else mk_json_str(&w, field[of->field].name);
        mk_json_key(&w, "kind");
        mk_json_z(&w, of->field < 0 ? "" : mk_link_kind_name(field[of->field].kind));
        mk_json_key(&w, "level");
        mk_json_z(&w, of->level ? of->level : "");
        if (of->frequency) mk_json_key(&w, "frequency"), mk_json_bool(&w, true);
        mk_json_key(&w, "bits");
        mk_json_real(&w, (double)of->bits);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static float probability(float weight) { return (float)(weight > 60 ? 1 : weight < -60 ? 0 : 1 / (1 + __builtin_exp2(-(double)weight))); }

static void plan(mk_cx *cx, deciding *d, const tie *t)
{
    mk_decision *r = d->ret;
    *mk_vec_push(cx->arena, &r->merges) = (mk_pair_plan){ d->node.p[t->a].id, d->node.p[t->b].id, t->weight, probability(t->weight), t->x, t->y };
}

static int by_customers(const void *x, const void *y)
{
    const mk_pair_plan *p = x, *q = y;
    return p->a != q->a ? (p->a < q->a ? -1 : 1) : (p->b > q->b) - (p->b < q->b);
}

int mk_identity_decide(mk_cx *cx, mk_db *db, const mk_live *v, const mk_live_pair *pair, size_t n, const uint32_t *cluster, const int64_t *origin, const mk_decision_online *online, mk_decision *ret)
{
    mk_arena *own = mk_arena_child(cx->arena);
    deciding d = { .db = db, .v = v, .now = online ? online->now : NULL, .a = own, .index = mk_map_on(own), .ret = ret };
    *ret = (mk_decision){ 0 };
    MK_TRY(ties(cx, &d, pair, n, cluster, origin));
    int64_t gone;
    int merged = mk_select_int_n(cx, db, &gone, MK_Q_ALIAS_ANY, NULL, 0);
    MK_TRY(merged);
    if (merged)
        for (size_t i = 0; i < mk_live_records(v); i++) {       /* who has no pair left may have been merged */
            uint32_t x;
            if (!origin[i]) continue;
            MK_TRY(node_of(cx, &d, origin[i], &x));
        }
    for (size_t i = 0; online && i < online->n; i++) {
        uint32_t x;
        MK_TRY(node_of(cx, &d, online->without[i], &x));
    }
    if (d.ties.n) qsort_r(d.ties.p, d.ties.n, sizeof(tie), surest, &d);
    mk_map asked = mk_map_on(own);
    mk_vec(uint32_t) joins = { 0 };
    for (size_t i = 0; i < d.ties.n; i++) {
        const tie *t = &d.ties.p[i];
        if (!t->together || probability(t->weight) < (float)MK_RESOLVE_SURE) continue;
        uint32_t a = root(&d, t->a), b = root(&d, t->b);
        if (a == b) continue;
        int apart = kept_apart(cx, &d, a, b);
        if (apart < 0) return apart;
        if (apart) { ret->kept_apart++; continue; }
        unite(&d, a, b);
        *mk_vec_push(own, &joins) = (uint32_t)i;
    }
    for (size_t i = 0; i < d.ties.n && d.hops.n && !online; i++) {      /* merged once, and still together: it holds */
        const tie *t = &d.ties.p[i];
        if (t->together && d.node.p[t->a].now == d.node.p[t->b].now) unite(&d, t->a, t->b);
    }
    for (size_t i = 0; i < d.hops.n; i++)
        if (root(&d, d.hops.p[i].gone) != root(&d, d.hops.p[i].kept)) *mk_vec_push(cx->arena, &ret->splits) = d.hops.p[i].merge;
    for (size_t i = 0; i < joins.n; i++) {
        const tie *t = &d.ties.p[joins.p[i]];
        if (d.node.p[t->a].now != d.node.p[t->b].now || ret->splits.n) plan(cx, &d, t);
    }
    for (size_t i = 0; i < d.ties.n; i++) {
        const tie *t = &d.ties.p[i];
        bool fresh;
        if (probability(t->weight) < (float)MK_RESOLVE_ASK && !t->together) continue;
        uint32_t a = root(&d, t->a), b = root(&d, t->b);
        int apart = a == b ? 1 : kept_apart(cx, &d, a, b);
        if (apart < 0) return apart;
        if (apart) continue;
        mk_map_put(&asked, pair_key(a, b), &fresh);
        if (fresh) *mk_vec_push(cx->arena, &ret->asks) = (mk_pair_plan){ d.node.p[t->a].id, d.node.p[t->b].id, t->weight, probability(t->weight), t->x, t->y };
    }
    if (ret->merges.n) qsort(ret->merges.p, ret->merges.n, sizeof(mk_pair_plan), by_customers);
    if (ret->asks.n) qsort(ret->asks.p, ret->asks.n, sizeof(mk_pair_plan), by_customers);
    mk_arena_free(own);
    return 0;
}

/* --- done --- */

int mk_identity_ask(mk_cx *cx, mk_db *db, const mk_live *w, const mk_pair_plan *p, const mk_map *put_off)
{
    int64_t id[2];
    int rc = mk_merge_who(cx, db, p->a, p->b, id);
    if (rc <= 0) return rc;
    const uint64_t *until = mk_map_get(put_off, pair_key(id[0], id[1]));
    mk_value v[MK_REVIEW_N] = { mk_int(id[0]), mk_int(id[1]), mk_real((double)p->probability), mk_real((double)p->weight), mk_text(mk_identity_why(cx->arena, w, p)), mk_int(cx->now),
                                mk_int(until ? (int64_t)*until : 0) };
    rc = mk_table_put(cx, db, MK_T_REVIEW, v);
    return rc < 0 ? rc : 1;
}

void mk_identity_put_off(mk_map *put_off, int64_t a, int64_t b, int64_t until) { *mk_map_put(put_off, pair_key(a, b), NULL) = (uint64_t)until; }
