/* SPDX-License-Identifier: Apache-2.0 */
#include "resolve.h"
#include "hash.h"
#include "journal.h"
#include "import_int.h"
#include "jsonw.h"
#include "map.h"
#include "record.h"
#include "vec.h"

/* What of a source record tells who somebody is. A customer number is no evidence beyond its own source, where it has tied already. */
static const struct { const char *cell; mk_link_kind kind; } cells[] = {
    { "name", MK_LK_NAME }, { "given", MK_LK_GIVEN }, { "family", MK_LK_FAMILY }, { "birthday", MK_LK_BIRTH }, { "phone", MK_LK_PHONE },
    { "mail", MK_LK_MAIL }, { "national_id", MK_LK_NATID }, { "street", MK_LK_ADDRESS }, { "house", MK_LK_HOUSE }, { "zip", MK_LK_POSTCODE },
    { "city", MK_LK_CITY }, { "gender", MK_LK_WORD } };
enum { CELLS = sizeof cells / sizeof *cells, CHUNK = 200 };

typedef struct edge { int64_t a, b; uint32_t row_a, row_b; float weight, probability; bool together; } edge;     /* a < b */

typedef struct plan { int64_t kept, gone; mk_str why; } plan;
typedef struct ask { int64_t a, b; float weight, probability; mk_str why; } ask;

typedef struct resolving {
    mk_arena *life;                 /* what outlives the reading */
    mk_link_rows *rows;
    mk_map sources;
    mk_vec(int64_t) owner;          /* customer of each row */
    mk_map first_at;                /* of each person who is not a company */
    mk_map apart;                   /* pairs of customers that people said are two */
    mk_vec(edge) edges;
    mk_link *link;
    mk_resolved *res;
    mk_vec(plan) merges;
    mk_vec(ask) asks;
    mk_map put_off;
    size_t done;
} resolving;

static uint64_t pair_key(int64_t a, int64_t b) { return a < b ? mk_hash2((uint64_t)a, (uint64_t)b) : mk_hash2((uint64_t)b, (uint64_t)a); }

/* --- reading --- */

static int add_row(mk_cx *cx, resolving *r, int64_t customer, mk_str source, uint64_t person, const mk_str *cell)
{
    bool fresh;
    uint64_t *at = mk_map_put(&r->sources, mk_hash(3, source), &fresh);
    if (fresh) *at = r->sources.n - 1;
    MK_TRY(mk_link_rows_add(cx, r->rows, cell, CELLS, (uint32_t)*at, person));
    *mk_vec_push(r->life, &r->owner) = customer;
    r->res->records++;
    return 0;
}

static int record(mk_cx *cx, resolving *r, int64_t customer, mk_str source, uint64_t person, mk_str text)
{
    mk_person_in p;
    char t[16];
    MK_TRY(mk_person_parse(cx, text, &p));
    if (p.company) return 0;
    mk_str born = p.birthday == MK_NO_DAY ? MK_S("") : mk_str_of(mk_day_text(p.birthday, t));
    mk_str cell[CELLS] = { p.name, p.given, p.family, born, p.phone[0], p.mail[0], p.national_id, p.street, p.house, p.zip, p.city, p.gender };
    if (p.given.n || p.family.n) cell[0] = MK_S("");        /* told apart: the whole name says nothing more */
    return add_row(cx, r, customer, source, person, cell);
}

/* Who was written down by hand has no source record: what is known of him stands for one. */
static int by_hand(mk_cx *cx, mk_db *db, resolving *r, const mk_rows *c)
{
    int64_t id = mk_row_int(c, 0);
    mk_str cell[CELLS] = { mk_arena_dup(cx->arena, mk_row_text(c, 1)), mk_arena_dup(cx->arena, mk_row_text(c, 2)), mk_arena_dup(cx->arena, mk_row_text(c, 3)) };
    for (size_t i = 3; i < CELLS; i++) cell[i] = MK_S("");
    if (cell[1].n || cell[2].n) cell[0] = MK_S("");
    cell[CELLS - 1] = mk_arena_dup(cx->arena, mk_row_text(c, 4));
    mk_rows q;
    int rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_CONTACT_POINT_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        for (size_t i = 3; i < CELLS; i++)
            if (cell[i].n == 0 && mk_str_eqz(mk_row_text(&q, MK_CONTACT_POINT_KIND), cells[i].cell)) cell[i] = mk_arena_dup(cx->arena, mk_row_text(&q, MK_CONTACT_POINT_VALUE));
    MK_TRY(rc);
    return add_row(cx, r, id, MK_S("staff"), (uint64_t)id, cell);
}

static int people(mk_cx *cx, mk_db *db, resolving *r)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_CUSTOMER_AGES, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        if (!mk_str_eqz(mk_row_text(&q, 2), "company")) *mk_map_put(&r->first_at, (uint64_t)mk_row_int(&q, 0), NULL) = (uint64_t)mk_row_int(&q, 1);
    MK_TRY(rc);
    r->res->customers = r->first_at.n;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_LINKS_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        if (mk_map_get(&r->first_at, (uint64_t)mk_row_int(&q, 0)))
            MK_TRY(record(cx, r, mk_row_int(&q, 0), mk_row_text(&q, 2), (uint64_t)mk_row_int(&q, 1), mk_row_text(&q, 3)));
        mk_arena_rewind(cx->arena, m);
        if ((r->res->records & 0xfff) == 0) {
            mk_progress_at(cx, "reading", r->res->records, 0);
            MK_TRY(mk_cx_check(cx));
        }
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_CUSTOMER_UNLINKED, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        if (mk_map_get(&r->first_at, (uint64_t)mk_row_int(&q, 0))) MK_TRY(by_hand(cx, db, r, &q));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

/* What people decided, of whoever the two are by now; and what they put off. */
static int decisions(mk_cx *cx, mk_db *db, resolving *r)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_VERDICTS, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        int64_t a = mk_row_int(&q, 0), b = mk_row_int(&q, 1);
        MK_TRY(mk_customer_now(cx, db, &a));
        MK_TRY(mk_customer_now(cx, db, &b));
        if (!mk_row_int(&q, 2)) mk_map_put(&r->apart, pair_key(a, b), NULL);
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_REVIEWS, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        *mk_map_put(&r->put_off, pair_key(mk_row_int(&q, 0), mk_row_int(&q, 1)), NULL) = (uint64_t)mk_row_int(&q, 6);
    return rc;
}

static int read_body(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    mk_str header[CELLS];
    for (size_t i = 0; i < CELLS; i++) header[i] = mk_str_of(cells[i].cell);
    mk_cx own = *cx;
    own.arena = r->life;
    r->rows = mk_link_rows_new(&own, header, CELLS);
    for (size_t i = 0; i < CELLS; i++) mk_link_rows_kind(r->rows, i, cells[i].kind);
    MK_TRY(people(cx, db, r));
    return decisions(cx, db, r);
}

/* --- from pairs of records to pairs of customers --- */

static int by_pair(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    if (a->a != b->a) return a->a < b->a ? -1 : 1;
    if (a->b != b->b) return a->b < b->b ? -1 : 1;
    if (a->together != b->together) return a->together ? -1 : 1;
    if (a->weight < b->weight || a->weight > b->weight) return a->weight > b->weight ? -1 : 1;
    return a->row_a != b->row_a ? (a->row_a < b->row_a ? -1 : 1) : (a->row_b > b->row_b) - (a->row_b < b->row_b);
}

/* Of all records of two customers the pair that says most: in one person by all the evidence first, then the heaviest. */
static void edges(resolving *r)
{
    const mk_link_pair *p;
    size_t n = mk_link_pairs(r->link, &p), kept = 0;
    const uint32_t *cluster = mk_link_clusters(r->link);
    for (size_t i = 0; i < n; i++) {
        int64_t a = r->owner.p[p[i].a], b = r->owner.p[p[i].b];
        if (a == b) continue;
        edge e = { a, b, p[i].a, p[i].b, p[i].weight, p[i].probability, cluster[p[i].a] == cluster[p[i].b] };
        if (b < a) e = (edge){ b, a, p[i].b, p[i].a, e.weight, e.probability, e.together };
        *mk_vec_push(r->life, &r->edges) = e;
    }
    if (r->edges.n) qsort(r->edges.p, r->edges.n, sizeof(edge), by_pair);
    for (size_t i = 0; i < r->edges.n; i++)
        if (i == 0 || r->edges.p[i].a != r->edges.p[i - 1].a || r->edges.p[i].b != r->edges.p[i - 1].b) r->edges.p[kept++] = r->edges.p[i];
    r->edges.n = kept;
}

static mk_str why(mk_arena *a, const mk_link *l, const edge *e)
{
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_link_why y;
    const mk_link_field *field;
    mk_link_fields(mk_link_model_of(l), &field);
    mk_link_explain(l, e->row_a < e->row_b ? e->row_a : e->row_b, e->row_a < e->row_b ? e->row_b : e->row_a, &y);
    mk_json_open(&w, '[');
    for (int i = 0; i < y.n; i++) {
        const mk_link_part_of *p = &y.part[i];
        mk_json_open(&w, '{');
        mk_json_key(&w, "field");
        if (p->field < 0) mk_json_z(&w, p->field == MK_LINK_PRIOR ? "prior" : "together");
        else mk_json_str(&w, field[p->field].name);
        mk_json_key(&w, "kind");
        mk_json_z(&w, p->field < 0 ? "" : mk_link_kind_name(field[p->field].kind));
        mk_json_key(&w, "level");
        mk_json_z(&w, p->level ? p->level : "");
        if (p->frequency) mk_json_key(&w, "frequency"), mk_json_bool(&w, true);
        mk_json_key(&w, "bits");
        mk_json_real(&w, (double)p->bits);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

/* --- who goes on: the oldest, then the smallest id --- */

/* A customer among those who may be others too. next: the ring of those gathered with him. */
typedef struct node { int64_t id, first_at; uint32_t parent, next; } node;
typedef struct gathering { mk_vec(node) node; mk_map index; const mk_map *apart; } gathering;

static uint32_t node_of(resolving *r, gathering *g, int64_t id)
{
    bool fresh;
    uint64_t *at = mk_map_put(&g->index, (uint64_t)id, &fresh);
    if (fresh) {
        *at = g->node.n;
        *mk_vec_push(r->life, &g->node) = (node){ id, (int64_t)*mk_map_get(&r->first_at, (uint64_t)id), (uint32_t)*at, (uint32_t)*at };
    }
    return (uint32_t)*at;
}

static uint32_t root(gathering *g, uint32_t i)
{
    node *n = g->node.p;
    while (n[i].parent != i) i = n[i].parent = n[n[i].parent].parent;
    return i;
}

static bool older(const node *a, const node *b) { return a->first_at != b->first_at ? a->first_at < b->first_at : a->id < b->id; }

/* Whether somebody said that one gathered with a is not one gathered with b. */
static bool kept_apart(const gathering *g, uint32_t a, uint32_t b)
{
    if (g->apart->n == 0) return false;
    const node *n = g->node.p;
    uint32_t x = a;
    do {
        uint32_t y = b;
        do {
            if (mk_map_get(g->apart, pair_key(n[x].id, n[y].id))) return true;
            y = n[y].next;
        } while (y != b);
        x = n[x].next;
    } while (x != a);
    return false;
}

static void unite(gathering *g, uint32_t a, uint32_t b)
{
    node *n = g->node.p;
    uint32_t t = n[a].next;
    n[a].next = n[b].next;
    n[b].next = t;
    if (older(&n[a], &n[b])) n[b].parent = a; else n[a].parent = b;
}

/* The surest first, so that when people said that two are not one, each of the others goes to whom he fits best. */
static int surest(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    if (a->weight < b->weight || a->weight > b->weight) return a->weight > b->weight ? -1 : 1;
    return a->a != b->a ? (a->a < b->a ? -1 : 1) : (a->b > b->b) - (a->b < b->b);
}

static void decide(mk_cx *cx, resolving *r)
{
    gathering g = { .index = mk_map_on(cx->arena), .apart = &r->apart };
    if (r->edges.n) qsort(r->edges.p, r->edges.n, sizeof(edge), surest);
    for (size_t i = 0; i < r->edges.n; i++) {
        const edge *e = &r->edges.p[i];
        if (!e->together || e->probability < (float)MK_RESOLVE_SURE) continue;
        uint32_t a = node_of(r, &g, e->a), b = node_of(r, &g, e->b);
        a = root(&g, a);
        b = root(&g, b);
        if (a == b) continue;
        if (kept_apart(&g, a, b)) { r->res->kept_apart++; continue; }
        const node *n = g.node.p;
        bool first = older(&n[a], &n[b]);
        *mk_vec_push(r->life, &r->merges) = (plan){ n[first ? a : b].id, n[first ? b : a].id, why(r->life, r->link, e) };
        unite(&g, a, b);
    }
    mk_map asked = mk_map_on(cx->arena);
    for (size_t i = 0; i < r->edges.n; i++) {
        const edge *e = &r->edges.p[i];
        if (e->probability < (float)MK_RESOLVE_ASK && !e->together) continue;
        uint32_t a = root(&g, node_of(r, &g, e->a)), b = root(&g, node_of(r, &g, e->b));
        bool fresh;
        if (a == b || kept_apart(&g, a, b)) continue;
        mk_map_put(&asked, pair_key(g.node.p[a].id, g.node.p[b].id), &fresh);
        if (!fresh) continue;
        bool first = older(&g.node.p[a], &g.node.p[b]);
        *mk_vec_push(r->life, &r->asks) = (ask){ g.node.p[first ? a : b].id, g.node.p[first ? b : a].id, e->weight, e->probability, why(r->life, r->link, e) };
    }
    r->res->merged = r->merges.n;
    r->res->review = r->asks.n;
}

/* --- writing --- */

static int write_asks(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    MK_TRY(mk_exec_n(cx, db, MK_Q_REVIEW_CLEAR, NULL, 0));
    for (size_t i = 0; i < r->asks.n; i++) {
        const ask *a = &r->asks.p[i];
        const uint64_t *until = mk_map_get(&r->put_off, pair_key(a->a, a->b));
        mk_value v[MK_REVIEW_N] = { mk_int(a->a), mk_int(a->b), mk_real((double)a->probability), mk_real((double)a->weight), mk_text(a->why),
                                    mk_int(cx->now), mk_int(until ? (int64_t)*until : 0) };
        MK_TRY(mk_table_put(cx, db, MK_T_REVIEW, v));
    }
    return 0;
}

/* Some merges at a time: each is whole, and other writers get their turn between. */
static int write_merges(mk_cx *cx, mk_db *db, void *arg)
{
    resolving *r = arg;
    mk_merge_result m;
    for (size_t end = r->done + CHUNK; r->done < r->merges.n && r->done < end; r->done++) {
        mk_arena_mark here = mk_arena_here(cx->arena);
        const plan *p = &r->merges.p[r->done];
        MK_TRY(mk_merge_in(cx, db, p->kept, p->gone, p->why, &m));
        mk_arena_rewind(cx->arena, here);
    }
    return 0;
}

int mk_resolve(mk_cx *cx, mk_store *s, bool dry, mk_resolved *ret)
{
    *ret = (mk_resolved){ 0 };
    resolving r = { .life = mk_arena_child(cx->arena), .res = ret };
    r.sources = mk_map_on(r.life);
    r.first_at = mk_map_on(r.life);
    r.apart = mk_map_on(r.life);
    r.put_off = mk_map_on(r.life);
    MK_TRY(mk_store_read(cx, s, read_body, &r));
    MK_TRY(mk_link_run(cx, r.rows, &(mk_link_options){ .edge = .01 }, &r.link));
    edges(&r);
    decide(cx, &r);
    if (dry) return 0;
    while (r.done < r.merges.n) {
        size_t was = r.done;
        int rc = mk_store_write(cx, s, write_merges, &r);
        if (rc < 0) { ret->merged = was; return rc; }
        mk_progress_at(cx, "merging", r.done, r.merges.n);
    }
    return mk_store_write(cx, s, write_asks, &r);
}
