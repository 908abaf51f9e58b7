/* SPDX-License-Identifier: Apache-2.0
 * Undoing an import whose rows later imports only repeat. Nothing of the customer was changed since, so each row stands as all of them told it: it passes
 * to the first later import that tells it, which does not repeat it any more but has brought it; what none of them tells goes.
 * Left to undo_again.c is what rests on more than repeating: dateds given in part or without the customer, or brought from another customer; a customer
 * whom the later import would have written down otherwise, or whose persons it might not have taken for one. */
#include "undo_int.h"
#include "vouch.h"

/* A later import. The same for all customers, but for what it says of the one at hand. */
typedef struct mk_undo_heir {
    int64_t batch;
    mk_cx as;                   /* its moment, and by whom */
    mk_str source, file;
    mk_vouched says, takes;     /* what it repeats; what of it becomes its own */
    mk_vec(mk_person_in) person;
    mk_vec(int64_t) id;         /* of each person */
    size_t same, own;           /* of them: whom the import that goes brought; whom it brought itself */
} heir;

typedef struct legacy {
    mk_undoing *u;
    int64_t customer;
    mk_vec(heir *) heir;        /* in order of time */
    bool ours;                  /* the import brought the customer himself */
    bool tied;                  /* what is left of him may have been taken for one because of the import */
    heir *opens;                /* the first that tells who he is */
    mk_value row[MK_CUSTOMER_N];
    uint64_t removed;
} legacy;

static int heir_of(mk_cx *cx, mk_undoing *u, int64_t batch, heir **ret)
{
    mk_value row[MK_BATCH_N];
    for (size_t i = 0; i < u->heirs.n; i++)
        if (u->heirs.p[i]->batch == batch) { *ret = u->heirs.p[i]; return 0; }
    heir *h = MK_NEW(u->held, heir);
    h->batch = batch;
    MK_TRY(mk_undo_as(cx, u, batch, &h->as, row));
    h->source = mk_arena_dup(u->held, row[MK_BATCH_SOURCE].s);
    h->file = mk_arena_dup(u->held, row[MK_BATCH_FILE].s);
    *mk_vec_push(u->held, &u->heirs) = *ret = h;
    return 0;
}

static int heirs(mk_cx *cx, legacy *l)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, l->u->db, &r, MK_Q_BATCHES_REPEATING, mk_int(l->customer), mk_int(l->u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        heir *h;
        MK_TRY(heir_of(cx, l->u, mk_row_int(&r, 0), &h));
        *mk_vec_push(cx->arena, &l->heir) = h;
        MK_TRY(mk_vouched_read(cx, l->u->db, l->customer, h->batch, &h->says));
        if (h->says.flags & (MK_VOUCH_PART | MK_VOUCH_NOBODY)) { mk_rows_end(&r); return 0; }
        mk_map none = mk_map_on(cx->arena);
        h->takes = (mk_vouched){ none, none, none, none, none, 0 };
        memset(&h->person, 0, sizeof h->person);
        memset(&h->id, 0, sizeof h->id);
        h->same = h->own = 0;
    }
    return rc < 0 ? rc : 1;
}

/* The first that repeats it, and which has it from now on. */
static heir *takes(legacy *l, mk_map *(*of)(mk_vouched *), int64_t id)
{
    for (size_t i = 0; i < l->heir.n; i++)
        if (mk_map_get(of(&l->heir.p[i]->says), (uint64_t)id)) {
            mk_map_put(of(&l->heir.p[i]->takes), (uint64_t)id, NULL);
            return l->heir.p[i];
        }
    return NULL;
}

static mk_map *person_of(mk_vouched *v) { return &v->person; }
static mk_map *sale_of(mk_vouched *v) { return &v->sale; }
static mk_map *event_of(mk_vouched *v) { return &v->event; }
static mk_map *raw_of(mk_vouched *v) { return &v->raw; }

/* --- is it as simple as that? --- */

/* Who is left of him, as far as one customer number says that they are one. */
typedef struct remaining { size_t n; mk_str source, key; bool one; } remaining;

static void remains(mk_cx *cx, remaining *l, mk_str source, const mk_person_in *p)
{
    if (l->n++ == 0) *l = (remaining){ 1, mk_arena_dup(cx->arena, source), p->key, p->key.n > 0 };
    else l->one = l->one && mk_str_eq(l->source, source) && mk_str_eq(l->key, p->key);
}

/* Who he is by each of them. */
static int persons(mk_cx *cx, legacy *l)
{
    mk_rows r;
    int rc;
    size_t brought = 0;
    remaining left = { 0 };
    MK_TRY(mk_select(cx, l->u->db, &r, MK_Q_LINK_OF, mk_int(l->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t id = mk_row_int(&r, MK_LINK_PERSON_ID), batch = mk_row_int(&r, MK_LINK_BATCH_ID);
        bool goes = batch == l->u->batch, told = false;
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, mk_row_text(&r, MK_LINK_PERSON), &p));
        for (size_t i = 0; i < l->heir.n; i++) {
            heir *h = l->heir.p[i];
            if (batch != h->batch && !mk_map_get(&h->says.person, (uint64_t)id)) continue;
            told = true;
            *mk_vec_push(cx->arena, &h->person) = p;
            *mk_vec_push(cx->arena, &h->id) = id;
            h->same += goes;
            h->own += batch == h->batch;
        }
        brought += goes;
        if (!goes || told) remains(cx, &left, mk_row_text(&r, MK_LINK_SOURCE), &p);
    }
    for (size_t i = 0; i < l->heir.n && !l->opens; i++)
        if (l->heir.p[i]->person.n) l->opens = l->heir.p[i];
    l->tied = left.n > 1 && !left.one && brought && !(l->opens && l->opens->same == brought && l->opens->own == 0);
    return rc;
}

/* The first moment an import tells of; the rows come in order of time. */
static int first_of(mk_cx *cx, legacy *l, mk_query moments, const heir *h, const mk_map *repeats, int64_t *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, l->u->db, &r, moments, mk_int(l->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && mk_row_int(&r, 0) < *ret)
        if (mk_row_int(&r, 2) == h->batch || mk_map_get(repeats, (uint64_t)mk_row_int(&r, 1))) *ret = mk_row_int(&r, 0);
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

/* Whether he would be the same, had the one behind it written him down. */
static int same_customer(mk_cx *cx, legacy *l)
{
    mk_value key = mk_int(l->customer), told[MK_CUSTOMER_N];
    int64_t first_at = INT64_MAX;
    int rc = mk_table_get(cx, l->u->db, MK_T_CUSTOMER, &key, l->row);
    if (rc <= 0) return rc;
    l->ours = l->row[MK_CUSTOMER_BATCH_ID].i == l->u->batch;
    if (!l->ours) return 1;
    heir *h = l->opens;
    if (!h) return 0;
    MK_TRY(first_of(cx, l, MK_Q_SALE_MOMENTS, h, &h->says.sale, &first_at));
    MK_TRY(first_of(cx, l, MK_Q_INTERACTION_MOMENTS, h, &h->says.event, &first_at));
    mk_stated_customer(cx->arena, h->source, h->person.p, h->person.n, first_at, told);
    if (told[MK_CUSTOMER_FIRST_AT].i == INT64_MAX) told[MK_CUSTOMER_FIRST_AT] = mk_int(h->as.now);
    told[MK_CUSTOMER_CUSTOMER_ID] = key;
    told[MK_CUSTOMER_BATCH_ID] = l->row[MK_CUSTOMER_BATCH_ID];
    for (int i = 0; i < MK_CUSTOMER_N; i++)
        if (!mk_value_eq(told[i], l->row[i])) return 0;
    return 1;
}

typedef struct dated { int64_t at, id; } dated;
typedef mk_vec(dated) dateds;

static int documents_of(mk_cx *cx, legacy *l, dateds *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, l->u->db, &r, MK_Q_DOCUMENT_OF_BATCH, mk_int(l->customer), mk_int(l->u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, ret) = (dated){ mk_row_int(&r, 0), mk_row_int(&r, 1) };
    for (size_t i = 0; rc >= 0 && l->u->moved.n && i < ret->n; i++)
        if (mk_map_get(&l->u->moved, (uint64_t)ret->p[i].id)) return 0;
    return rc < 0 ? rc : 1;
}

/* --- passing on --- */

static int count(legacy *l, int n)
{
    if (n > 0) l->removed += (uint64_t)n;
    return n < 0 ? n : 0;
}

static int sales(mk_cx *cx, legacy *l, const dateds *all)
{
    mk_undoing *u = l->u;
    for (size_t i = 0; i < all->n; i++) {
        const heir *h = takes(l, sale_of, all->p[i].id);
        const mk_value key[] = { mk_int(l->customer), mk_int(all->p[i].at), mk_int(all->p[i].id), mk_int(u->batch) };
        if (h) {
            const mk_value v[] = { mk_int(h->batch), key[0], key[1], key[2], key[3] };
            MK_TRY(mk_exec_n(cx, u->db, MK_Q_SALE_LINE_PASS, v, 5));
            MK_TRY(mk_exec_n(cx, u->db, MK_Q_SALE_PASS, v, 5));
            continue;
        }
        mk_value row[MK_SALE_N];
        MK_TRY(count(l, mk_exec_n(cx, u->db, MK_Q_SALE_LINE_DROP, key, 4)));
        int rc = mk_table_get(cx, u->db, MK_T_SALE, key, row);
        if (rc <= 0 || row[MK_SALE_BATCH_ID].i != u->batch) { MK_TRY(rc); continue; }
        if (row[MK_SALE_DOC].s.n) MK_TRY(mk_index_batch_sale(cx, u->index, all->p[i].id, l->customer, all->p[i].at, false));
        MK_TRY(count(l, mk_table_delete(cx, u->db, MK_T_SALE, key)));
    }
    return 0;
}

static int raws(mk_cx *cx, legacy *l)
{
    mk_rows r;
    int rc;
    mk_undo_ids all = { 0 };
    MK_TRY(mk_select(cx, l->u->db, &r, MK_Q_SOURCE_ROW_OF_BATCH, mk_int(l->customer), mk_int(l->u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &all) = mk_row_int(&r, 0);
    MK_TRY(rc);
    for (size_t i = 0; i < all.n; i++) {
        const heir *h = takes(l, raw_of, all.p[i]);
        const mk_value key[] = { mk_int(l->customer), mk_int(all.p[i]) };
        if (h) MK_TRY(mk_exec(cx, l->u->db, MK_Q_SOURCE_ROW_PASS, mk_int(h->batch), mk_int((int64_t)*mk_map_get(&h->says.raw, (uint64_t)all.p[i])), key[0], key[1]));
        else MK_TRY(count(l, mk_table_delete(cx, l->u->db, MK_T_SOURCE_ROW, key)));
    }
    return 0;
}

static int events(mk_cx *cx, legacy *l)
{
    mk_rows r;
    int rc;
    dateds all = { 0 };
    MK_TRY(mk_select(cx, l->u->db, &r, MK_Q_INTERACTION_OF_BATCH, mk_int(l->customer), mk_int(l->u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &all) = (dated){ mk_row_int(&r, 0), mk_row_int(&r, 1) };
    MK_TRY(rc);
    for (size_t i = 0; i < all.n; i++) {
        const heir *h = takes(l, event_of, all.p[i].id);
        const mk_value key[] = { mk_int(l->customer), mk_int(all.p[i].at), mk_int(all.p[i].id) };
        if (h) MK_TRY(mk_exec(cx, l->u->db, MK_Q_INTERACTION_PASS, mk_int(h->batch), key[0], key[1], key[2]));
        else MK_TRY(count(l, mk_table_delete(cx, l->u->db, MK_T_INTERACTION, key)));
    }
    return 0;
}

/* Whether a person of an import tells the row; then it becomes as that import would have written it. */
typedef bool (*telling)(mk_cx *cx, const heir *h, size_t k, mk_value *v);

static bool tells_contact(mk_cx *cx, const heir *h, size_t k, mk_value *v)
{
    mk_stated told[MK_STATED_MAX];
    size_t n = mk_stated_contacts(cx->arena, h->source, &h->person.p[k], told);
    for (size_t i = 0; i < n; i++) {
        if (!mk_str_eq(told[i].kind, v[MK_CONTACT_POINT_KIND].s) || !mk_str_eq(told[i].value, v[MK_CONTACT_POINT_VALUE].s)) continue;
        v[MK_CONTACT_POINT_SOURCE] = mk_text(h->source);
        v[MK_CONTACT_POINT_SINCE_AT] = mk_int(h->as.now);
        return true;
    }
    return false;
}

static bool tells_fact(mk_cx *cx, const heir *h, size_t k, mk_value *v)
{
    mk_stated told[MK_STATED_MAX];
    size_t n = mk_stated_facts(cx->arena, &h->person.p[k], told);
    for (size_t i = 0; i < n; i++) {
        if (!mk_str_eq(told[i].kind, v[MK_FACT_KIND].s) || mk_stated_fact_id(&told[i]) != v[MK_FACT_FACT_ID].i || !mk_str_eq(told[i].value, v[MK_FACT_VALUE].s)) continue;
        v[MK_FACT_AT] = mk_int(h->as.now);
        v[MK_FACT_WHO] = mk_textz(h->as.who);
        return true;
    }
    return false;
}

static size_t words_of(mk_cx *cx, const heir *h, size_t k, mk_stated_word ret[MK_STATED_WORDS])
{
    mk_cx as = h->as;
    as.arena = cx->arena;
    return mk_stated_consents(&as, cx->arena, h->source, h->file, &h->person.p[k], h->id.p[k], ret);
}

static bool tells_consent(mk_cx *cx, const heir *h, size_t k, mk_value *v)
{
    mk_stated_word told[MK_STATED_WORDS];
    size_t n = words_of(cx, h, k, told);
    for (size_t i = 0; i < n; i++) {
        mk_value *c = told[i].consent;
        if (c[MK_CONSENT_CONSENT_ID].i != v[MK_CONSENT_CONSENT_ID].i) continue;
        c[MK_CONSENT_CUSTOMER_ID] = v[MK_CONSENT_CUSTOMER_ID];
        c[MK_CONSENT_WHO] = mk_textz(h->as.who);
        memcpy(v, c, sizeof told[i].consent);
        return true;
    }
    return false;
}

static bool tells_point(mk_cx *cx, const heir *h, size_t k, mk_value *v)
{
    mk_stated_word told[MK_STATED_WORDS];
    size_t n = words_of(cx, h, k, told);
    for (size_t i = 0; i < n; i++) {
        if (!told[i].of_point || told[i].point[MK_CONSENT_POINT_CONSENT_ID].i != v[MK_CONSENT_POINT_CONSENT_ID].i) continue;
        v[MK_CONSENT_POINT_PERSON_ID] = told[i].point[MK_CONSENT_POINT_PERSON_ID];
        return true;
    }
    return false;
}

/* A row that the import brought, and what becomes of it: as NULL, it goes. */
typedef struct passing { mk_table_id t; mk_value *row, *as; } passing;
typedef mk_vec(passing) passings;

static mk_value *copy_of(mk_arena *a, mk_table_id t, const mk_value *row)
{
    mk_value *v = MK_NEWN(a, mk_value, MK_COLUMNS_MAX);
    memcpy(v, row, (size_t)mk_tables[t].columns * sizeof *v);
    return v;
}

static mk_value *pass_link(mk_cx *cx, legacy *l, const mk_value *row)
{
    const heir *h = takes(l, person_of, row[MK_LINK_PERSON_ID].i);
    mk_online_note(cx, l->u->online, l->customer, row[MK_LINK_PERSON_ID].i);
    if (!h) return NULL;
    mk_value *v = copy_of(cx->arena, MK_T_LINK, row);
    v[MK_LINK_SOURCE] = mk_text(h->source);
    v[MK_LINK_AT] = mk_int(h->as.now);
    v[MK_LINK_BATCH_ID] = mk_int(h->batch);
    return v;
}

static mk_value *pass_told(mk_cx *cx, legacy *l, mk_table_id t, telling tells, const mk_value *row)
{
    mk_value *v = copy_of(cx->arena, t, row);
    for (size_t i = 0; i < l->heir.n; i++) {
        const heir *h = l->heir.p[i];
        for (size_t k = 0; k < h->person.n; k++)
            if (tells(cx, h, k, v)) {
                v[mk_tables[t].batch] = mk_int(h->batch);
                return v;
            }
    }
    return NULL;
}

/* What the import told of him, in one table. */
static int told(mk_cx *cx, legacy *l, mk_table_id t, telling tells, passings *ret, bool *ret_loses)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, l->u->db, &r, mk_table_query(&mk_tables[t], MK_TQ_OF), mk_int(l->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (mk_row_int(&r, mk_tables[t].batch) != l->u->batch) continue;
        mk_value *row = MK_NEWN(cx->arena, mk_value, MK_COLUMNS_MAX);
        mk_row_copy(cx, &r, t, row);
        mk_value *as = tells ? pass_told(cx, l, t, tells, row) : pass_link(cx, l, row);
        *mk_vec_push(cx->arena, ret) = (passing){ t, row, as };
        *ret_loses |= !as;
    }
    return rc;
}

static int pass(mk_cx *cx, legacy *l, const passing *p)
{
    bool moves = !p->as;            /* its moment may be in its key */
    for (int i = 0; i < mk_tables[p->t].keys && !moves; i++) moves = !mk_value_eq(p->row[i], p->as[i]);
    int n = moves ? mk_table_delete(cx, l->u->db, p->t, p->row) : 0;
    if (!p->as) return count(l, n);
    MK_TRY(n);
    return mk_table_put(cx, l->u->db, p->t, p->as);
}

/* The customer himself, and what was told of him. What he is found by is made again when he loses any of it. */
static int himself(mk_cx *cx, legacy *l)
{
    mk_undoing *u = l->u;
    passings all = { 0 };
    bool loses = false, less = false;
    MK_TRY(told(cx, l, MK_T_LINK, NULL, &all, &loses));
    MK_TRY(told(cx, l, MK_T_CONTACT_POINT, tells_contact, &all, &loses));
    MK_TRY(told(cx, l, MK_T_FACT, tells_fact, &all, &less));
    MK_TRY(told(cx, l, MK_T_CONSENT, tells_consent, &all, &less));
    MK_TRY(told(cx, l, MK_T_CONSENT_POINT, tells_point, &all, &less));
    mk_online_note(cx, u->online, l->customer, l->customer);
    if (loses) MK_TRY(mk_undo_beside_of(cx, u, l->customer));
    if (loses) MK_TRY(mk_index_customer(cx, u->db, l->customer, true));
    for (size_t i = 0; i < all.n; i++) {
        int rc = pass(cx, l, &all.p[i]);
        if (rc < 0) return rc;
    }
    MK_TRY(count(l, mk_exec(cx, u->db, MK_Q_ASSET_UNDO, mk_int(l->customer), mk_int(u->batch))));
    if (l->ours) {
        l->row[MK_CUSTOMER_BATCH_ID] = mk_int(l->opens->batch);
        MK_TRY(mk_table_put(cx, u->db, MK_T_CUSTOMER, l->row));
        u->res->kept++;
    }
    return loses ? mk_index_customer(cx, u->db, l->customer, false) : 0;
}

static bool any(const mk_vouched *v) { return v->person.n + v->event.n + v->raw.n + v->sale.n > 0; }

int mk_undo_pass_on(mk_cx *cx, mk_undoing *u, int64_t customer)
{
    legacy l = { .u = u, .customer = customer };
    dateds docs = { 0 };
    int simple = heirs(cx, &l);
    if (simple <= 0) return simple;
    if ((simple = documents_of(cx, &l, &docs)) <= 0) return simple;
    if (customer > 0) {
        MK_TRY(persons(cx, &l));
        if (l.tied) return 0;
        if ((simple = same_customer(cx, &l)) <= 0) return simple;
        MK_TRY(himself(cx, &l));
    }
    MK_TRY(sales(cx, &l, &docs));
    MK_TRY(raws(cx, &l));
    if (customer > 0) MK_TRY(events(cx, &l));
    for (size_t i = 0; i < l.heir.n; i++)
        if (any(&l.heir.p[i]->takes)) MK_TRY(mk_vouch_drop(cx, u->db, customer, l.heir.p[i]->batch, &l.heir.p[i]->takes));
    MK_TRY(mk_exec(cx, u->db, MK_Q_BATCH_REF_UNDO, mk_int(customer), mk_int(u->batch)));
    u->res->removed += l.removed;
    return 1;
}
