/* SPDX-License-Identifier: Apache-2.0
 * The components that a round touched, parted again, and what follows for customers.
 *
 *   who came, and those they share a key with -> the components of those who weigh enough -> all pairs in them -> people -> customers */
#include "hash.h"
#include "merge.h"
#include "online_int.h"
#include "union.h"

typedef struct seat { uint32_t row; int64_t customer; bool in; } seat;        /* in: to be parted again */

typedef mk_vec(int64_t) ids;
typedef struct link_in_chain { uint32_t seat, before; } link_in_chain;

typedef struct touching {
    mk_round *r;
    mk_arena *a;                        /* of all that follows */
    mk_map at;                          /* row -> place */
    mk_vec(seat) seat;
    mk_vec(mk_str) data;
    mk_live *v;
    mk_live_pairs pair;
} touching;

static int now_of(mk_cx *cx, mk_round *r, int64_t *customer)
{
    bool fresh;
    uint64_t *at = mk_map_put(&r->now, (uint64_t)*customer, &fresh);
    if (fresh) {
        *at = (uint64_t)*customer;              /* nothing is put into the map while it is asked */
        MK_TRY(mk_customer_now(cx, r->ix->db, (int64_t *)at));
    }
    *customer = (int64_t)*at;
    return 0;
}

static int take(mk_cx *cx, touching *t, uint32_t row, uint32_t *ret)
{
    bool fresh;
    uint64_t *at = mk_map_put(&t->at, row, &fresh);
    *ret = (uint32_t)*at;
    if (!fresh) return *ret != UINT32_MAX;
    mk_identity_row x;
    int rc = mk_identity_get(cx, t->r->ix, row, &x);
    *ret = (uint32_t)(*at = rc > 0 ? t->seat.n : UINT32_MAX);
    if (rc <= 0) return rc;
    *mk_vec_push(t->a, &t->seat) = (seat){ row, x.customer, false };
    *mk_vec_push(t->a, &t->data) = x.data;
    return 1;
}

/* With all it is held together with, because these are parted again if it is. */
static int take_component(mk_cx *cx, touching *t, uint32_t row)
{
    uint32_t at;
    int64_t group;
    mk_identity_list m;
    int rc = take(cx, t, row, &at);
    if (rc <= 0) return rc;
    MK_TRY(mk_identity_group_of(cx, t->r->ix, row, &group, &m));
    for (size_t i = 0; i < m.n; i += 2) MK_TRY(take(cx, t, m.p[i], &at));
    return 0;
}

static int by_row(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

static int take_all(mk_cx *cx, touching *t)
{
    mk_round *r = t->r;
    uint32_t at;
    for (size_t i = 0; i < r->fresh.n + r->loose.n; i++) {
        int rc = take(cx, t, i < r->fresh.n ? r->fresh.p[i] : r->loose.p[i - r->fresh.n], &at);
        if (rc < 0) return rc;
        if (rc > 0) t->seat.p[at].in = true;
    }
    mk_identity_list other = { 0 };
    for (size_t i = 0; i < r->key.n; i++)
        for (size_t k = 0; k < r->key.p[i].now.n && r->key.p[i].whole && r->key.p[i].came; k++) *mk_vec_push(cx->arena, &other) = r->key.p[i].now.p[k];
    if (other.n) qsort(other.p, other.n, sizeof *other.p, by_row);     /* in the order they lie in */
    for (size_t i = 0; i < other.n; i++)
        if (i == 0 || other.p[i] != other.p[i - 1]) MK_TRY(take_component(cx, t, other.p[i]));
    return 0;
}

static int by_records(const void *x, const void *y)
{
    const mk_live_pair *p = x, *q = y;
    return p->a != q->a ? (p->a < q->a ? -1 : 1) : (p->b > q->b) - (p->b < q->b);
}

static void pair(mk_arena *a, mk_live_pairs *p, uint32_t x, uint32_t y)
{
    if (x != y) *mk_vec_push(a, p) = (mk_live_pair){ x < y ? x : y, x < y ? y : x, 0 };
}

/* Each once, weighed; those that weigh too little to be asked about are left out. */
static void weigh(const mk_live *v, mk_live_pairs *p)
{
    size_t n = 0;
    if (p->n) qsort(p->p, p->n, sizeof *p->p, by_records);
    for (size_t i = 0; i < p->n; i++) {
        mk_live_pair x = p->p[i];
        if (i && p->p[i - 1].a == x.a && p->p[i - 1].b == x.b) continue;
        p->p[n++] = x;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        p->p[i].weight = mk_live_weigh(v, p->p[i].a, p->p[i].b);
        if (p->p[i].weight >= MK_RESOLVE_LEAST) p->p[kept++] = p->p[i];
    }
    p->n = kept;
}

/* Whoever may be one with somebody who came is parted again with all of his component. */
static int reach(mk_cx *cx, touching *t)
{
    mk_round *r = t->r;
    mk_map came = mk_map_on(cx->arena);
    mk_live_pairs p = { 0 };
    for (size_t i = 0; i < r->fresh.n; i++) mk_map_put(&came, r->fresh.p[i], NULL);
    for (size_t i = 0; i < r->key.n; i++) {
        const mk_touched_key *k = &r->key.p[i];
        for (size_t x = 0; x < k->now.n && k->whole && k->came; x++) {
            if (!mk_map_get(&came, k->now.p[x])) continue;
            uint32_t a = (uint32_t)*mk_map_get(&t->at, k->now.p[x]);
            for (size_t y = 0; y < k->now.n; y++) {
                const uint64_t *b = mk_map_get(&t->at, k->now.p[y]);
                if (b && *b != UINT32_MAX && a != UINT32_MAX) pair(cx->arena, &p, a, (uint32_t)*b);
            }
        }
    }
    weigh(t->v, &p);
    for (size_t i = 0; i < p.n; i++)
        for (int side = 0; side < 2; side++) {
            seat *s = &t->seat.p[side ? p.p[i].b : p.p[i].a];
            int64_t group;
            mk_identity_list m;
            if (s->in) continue;
            s->in = true;
            MK_TRY(mk_identity_group_of(cx, r->ix, s->row, &group, &m));
            if (m.n) MK_TRY(mk_identity_group_drop(cx, r->ix, group, &m));
            for (size_t k = 0; k < m.n; k += 2) {
                const uint64_t *at = mk_map_get(&t->at, m.p[k]);
                if (at && *at != UINT32_MAX) t->seat.p[*at].in = true;
            }
        }
    return 0;
}

static int crowd(mk_cx *cx, mk_round *r, uint64_t key)
{
    const uint64_t *at = mk_map_get(&r->touched, key);
    mk_identity_list l;
    if (at) return !r->key.p[*at].whole;
    MK_TRY(mk_identity_of_key(cx, r->ix, key, MK_LIVE_CROWD + 1, &l));
    return l.n > MK_LIVE_CROWD;
}

/* All pairs among them that share a key which is no crowd's. */
static int pairs(mk_cx *cx, touching *t)
{
    uint64_t key[MK_LIVE_KEYS];
    mk_map first = mk_map_on(cx->arena);        /* key -> its last entry + 1 */
    mk_vec(link_in_chain) chain = { 0 };
    mk_map checked = mk_map_on(cx->arena);
    size_t in = 0;
    for (size_t i = 0; i < t->seat.n; i++) in += t->seat.p[i].in;
    for (uint32_t i = 0; i < t->seat.n && in > 1; i++) {
        if (!t->seat.p[i].in) continue;
        for (size_t k = 0, n = mk_live_keys(t->v, i, key); k < n; k++) {
            uint64_t *last = mk_map_put(&first, key[k], NULL);
            uint32_t before = (uint32_t)*last;
            if (before) {
                bool fresh;
                uint64_t *is = mk_map_put(&checked, key[k], &fresh);
                if (fresh) {
                    int rc = crowd(cx, t->r, key[k]);
                    if (rc < 0) return rc;
                    *is = (uint64_t)rc;
                }
                for (uint32_t x = before; x && !*is; x = chain.p[x - 1].before) pair(cx->arena, &t->pair, chain.p[x - 1].seat, i);
            }
            *mk_vec_push(cx->arena, &chain) = (link_in_chain){ i, before };
            *mk_map_put(&first, key[k], NULL) = chain.n;
        }
    }
    weigh(t->v, &t->pair);
    return 0;
}

/* Components, each with the least record of everybody's person. */
static int keep_components(mk_cx *cx, touching *t, const uint32_t *cluster)
{
    uint32_t n = (uint32_t)t->seat.n, *up = MK_NEWN(cx->arena, uint32_t, n + 1), *least = MK_NEWN(cx->arena, uint32_t, n + 1);
    mk_union_start(up, n);
    for (uint32_t i = 0; i < n; i++) least[i] = UINT32_MAX;
    for (size_t i = 0; i < t->pair.n; i++)
        if (t->pair.p[i].weight > 0) mk_union_join(up, t->pair.p[i].a, t->pair.p[i].b);
    for (uint32_t i = 0; i < n; i++)
        if (t->seat.p[i].row < least[cluster[i]]) least[cluster[i]] = t->seat.p[i].row;
    return mk_identity_groups(cx, t->r->ix, n, up, &t->seat.p[0].row, sizeof(seat), cluster, least);
}

static int by_id(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* Pairs of these customers that wait are decided again. */
static int forget_asked(mk_cx *cx, mk_round *r, const mk_map *whose)
{
    uint64_t id, v;
    mk_rows q;
    int rc;
    ids in_order = { 0 };
    for (size_t i = 0; mk_map_next(whose, &i, &id, &v); ) *mk_vec_push(cx->arena, &in_order) = (int64_t)id;
    qsort(in_order.p, in_order.n, sizeof *in_order.p, by_id);
    for (size_t i = 0; i < in_order.n; i++) {
        ids other = { 0 };
        id = (uint64_t)in_order.p[i];
        MK_TRY(mk_select(cx, r->ix->db, &q, MK_Q_REVIEW_OF_A, mk_int((int64_t)id)));
        while ((rc = mk_rows_next(cx, &q)) > 0)
            if (mk_map_get(whose, (uint64_t)mk_row_int(&q, 1))) {
                *mk_vec_push(cx->arena, &other) = mk_row_int(&q, 1);
                mk_identity_put_off(&r->put_off, (int64_t)id, mk_row_int(&q, 1), mk_row_int(&q, 6));
            }
        MK_TRY(rc);
        for (size_t k = 0; k < other.n; k++) {
            const mk_value key[] = { mk_int((int64_t)id), mk_int(other.p[k]) };
            MK_TRY(mk_table_delete(cx, r->ix->db, MK_T_REVIEW, key));
        }
    }
    return 0;
}

static int customers(mk_cx *cx, touching *t, const uint32_t *cluster)
{
    mk_round *r = t->r;
    int64_t *origin = MK_NEWN(cx->arena, int64_t, t->seat.n + 1);
    mk_decision_online gone = { r->without.p, r->without.n, &r->now };
    mk_map whose = mk_map_on(cx->arena);
    mk_decision d;
    mk_split_result s;
    for (size_t i = 0; i < t->seat.n; i++) {
        if (!t->seat.p[i].in) continue;
        int64_t now = origin[i] = t->seat.p[i].customer;
        mk_map_put(&whose, (uint64_t)now, NULL);
        MK_TRY(now_of(cx, r, &now));
        mk_map_put(&whose, (uint64_t)now, NULL);
    }
    for (size_t i = 0; i < r->without.n; i++) {
        int64_t now = r->without.p[i];
        mk_map_put(&whose, (uint64_t)now, NULL);
        MK_TRY(now_of(cx, r, &now));
        mk_map_put(&whose, (uint64_t)now, NULL);
    }
    if (whose.n < 2) return 0;
    MK_TRY(forget_asked(cx, r, &whose));
    MK_TRY(mk_identity_decide(cx, r->ix->db, t->v, t->pair.p, t->pair.n, cluster, origin, &gone, &d));
    for (size_t i = 0; i < d.splits.n; i++) MK_TRY(mk_split_in(cx, r->ix->db, d.splits.p[i], r->index, &s));
    r->res->split += d.splits.n;
    MK_TRY(mk_merge_all(cx, r->ix->db, d.merges.p, d.merges.n, mk_identity_why, t->v, r->index, r->newcomer, &r->res->merged));
    for (size_t i = 0; i < d.asks.n; i++) {
        int rc = mk_identity_ask(cx, r->ix->db, t->v, &d.asks.p[i], &r->put_off);
        if (rc < 0) return rc;
        r->res->review += rc > 0;
    }
    return 0;
}

/* --- all that is known of somebody who was merged --- */

static int by_person(const void *x, const void *y)
{
    uint64_t p = (uint64_t)*(const int64_t *)x, q = (uint64_t)*(const int64_t *)y, a = mk_identity_id_key(p), b = mk_identity_id_key(q);
    return a != b ? (a < b ? -1 : 1) : (p > q) - (p < q);
}

/* The records of all who go on as one of these customers. Sorted first, so that each is read in the order it lies in. */
static int take_customers(mk_cx *cx, touching *t, ids *who)
{
    mk_rows q;
    ids person = { 0 };
    mk_identity_list rows = { 0 };
    mk_identity_reader reader = { .ix = t->r->ix, .arena = cx->arena };
    int rc;
    if (who->n) qsort(who->p, who->n, sizeof *who->p, by_id);
    for (size_t i = 0; i < who->n; i++) {
        MK_TRY(mk_select(cx, t->r->ix->db, &q, MK_Q_LINK_OF, mk_int(who->p[i])));
        while ((rc = mk_rows_next(cx, &q)) > 0) *mk_vec_push(cx->arena, &person) = mk_row_int(&q, MK_LINK_PERSON_ID);
        MK_TRY(rc);
    }
    if (person.n) qsort(person.p, person.n, sizeof *person.p, by_person);
    for (size_t i = 0; i < person.n; i++) {
        mk_identity_row x;
        MK_TRY(rc = mk_online_kept(cx, &reader, (uint64_t)person.p[i], &x));
        if (rc > 0) *mk_vec_push(cx->arena, &rows) = x.row;
    }
    mk_identity_reader_end(&reader);
    if (rows.n) qsort(rows.p, rows.n, sizeof *rows.p, by_row);
    for (size_t i = 0; i < rows.n; i++) {
        int64_t group;
        mk_identity_list m;
        uint32_t at;
        if (take(cx, t, rows.p[i], &at) <= 0 || t->seat.p[at].in) continue;
        t->seat.p[at].in = true;
        MK_TRY(mk_identity_group_of(cx, t->r->ix, rows.p[i], &group, &m));
        if (m.n) MK_TRY(mk_identity_group_drop(cx, t->r->ix, group, &m));
        for (size_t k = 0; k < m.n; k += 2)
            if (take(cx, t, m.p[k], &at) > 0) t->seat.p[at].in = true;
    }
    return 0;
}

static int note_merged(mk_cx *cx, touching *t, int64_t id, mk_map *done, ids *ret)
{
    bool fresh;
    int64_t now = id;
    MK_TRY(now_of(cx, t->r, &now));
    if (now == id) return 0;
    mk_map_put(done, (uint64_t)now, &fresh);
    if (fresh) *mk_vec_push(cx->arena, ret) = now;
    return 0;
}

/* Whether a merge still holds shows when all that is known of him who was merged is looked at, in whatever components it lies. */
static int whole_customers(mk_cx *cx, touching *t)
{
    mk_map done = mk_map_on(cx->arena);
    ids who = { 0 };
    for (size_t i = 0; i < t->r->without.n; i++) MK_TRY(note_merged(cx, t, t->r->without.p[i], &done, &who));
    for (size_t looked = 0; looked < t->seat.n || who.n; who.n = 0) {
        for (; looked < t->seat.n; looked++)
            if (t->seat.p[looked].in) MK_TRY(note_merged(cx, t, t->seat.p[looked].customer, &done, &who));
        MK_TRY(take_customers(cx, t, &who));
    }
    return 0;
}

/* Who is to be parted again. What was read on the way is given back: those who only share a key are many more. */
static int who_is_touched(mk_cx *cx, mk_round *r, touching *ret)
{
    touching t = { .r = r, .a = cx->arena, .at = mk_map_on(cx->arena) };
    MK_TRY(take_all(cx, &t));
    if (t.seat.n == 0 || (t.seat.n == 1 && r->fresh.n == 1 && r->without.n == 0)) return 0;         /* nobody, or one alone */
    MK_TRY(mk_online_prepared(cx, r, t.data.p, t.data.n, &t.v));
    MK_TRY(reach(cx, &t));
    for (size_t i = 0; i < t.seat.n; i++) {
        if (!t.seat.p[i].in) continue;
        *mk_map_put(&ret->at, t.seat.p[i].row, NULL) = ret->seat.n;
        *mk_vec_push(ret->a, &ret->seat) = t.seat.p[i];
        *mk_vec_push(ret->a, &ret->data) = mk_arena_dup(ret->a, t.data.p[i]);
    }
    return 0;
}

int mk_online_people(mk_cx *cx, mk_round *r)
{
    touching t = { .r = r, .a = r->a, .at = mk_map_on(r->a) };
    mk_arena_mark here = mk_arena_here(cx->arena);
    MK_TRY(who_is_touched(cx, r, &t));
    mk_arena_rewind(cx->arena, here);
    if (t.seat.n == 0 && r->without.n == 0) return 0;
    MK_TRY(whole_customers(cx, &t));
    MK_TRY(mk_online_prepared(cx, r, t.data.p, t.data.n, &t.v));
    MK_TRY(pairs(cx, &t));
    uint32_t *cluster = MK_NEWN(cx->arena, uint32_t, t.seat.n + 1);
    MK_TRY(mk_live_people(cx, t.v, t.pair.p, t.pair.n, cluster));
    if (t.seat.n) MK_TRY(keep_components(cx, &t, cluster));
    return customers(cx, &t, cluster);
}
