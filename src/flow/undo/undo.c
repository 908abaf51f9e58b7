/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"
#include "undo_int.h"
#include <stdlib.h>

static int count(int n, uint64_t *sum)
{
    if (n > 0) *sum += (uint64_t)n;
    return n < 0 ? n : 0;
}

/* --- one customer's changes --- */

int mk_undo_versions_of(mk_cx *cx, mk_undoing *u, int64_t customer, mk_arena *on, mk_undo_versions *ret)
{
    mk_rows r;
    int rc;
    /* the import's own begin with its moment */
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_REVISION_SINCE, mk_int(customer), mk_int(u->batch / 1000 * 1000)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_undo_version *v = mk_vec_push(on, ret);
        v->revision = mk_row_int(&r, 0);
        v->batch = mk_row_int(&r, 1);
        v->entity = mk_arena_dup(on, mk_row_text(&r, 2));
        v->before = mk_arena_dup(on, mk_row_text(&r, 3));
        v->after = mk_arena_dup(on, mk_row_text(&r, 4));
        v->at = mk_row_int(&r, 5);
        v->who = mk_arena_dup(on, mk_row_text(&r, 6));
    }
    return rc;
}

int mk_undo_restore(mk_cx *cx, mk_undoing *u, const mk_undo_version *v)
{
    mk_table_id t = mk_table_named(v->entity);
    if (t == MK_T_COUNT_) return mk_fail(cx, MK_ESTORE, "a revision speaks of an unknown table");
    mk_value was[MK_COLUMNS_MAX], now[MK_COLUMNS_MAX], is[MK_COLUMNS_MAX];
    bool gone = v->after.n == 0;
    MK_TRY(mk_row_parse(cx, t, v->before.n ? v->before : v->after, was));
    if (v->before.n && v->after.n) {            /* it may have gone to another place */
        MK_TRY(mk_row_parse(cx, t, v->after, is));
        for (int i = 0; i < mk_tables[t].keys; i++) gone |= !mk_value_eq(was[i], is[i]);
    }
    int rc = mk_table_get(cx, u->db, t, was, now);
    if (rc < 0) return rc;
    if (rc > 0 ? gone || !mk_str_eq(mk_row_json(cx->arena, t, now), v->after) : !gone) return 0;
    if (t == MK_T_SALE) MK_TRY(mk_index_sale(cx, u->db, was, v->before.n));
    rc = v->before.n ? mk_table_put(cx, u->db, t, was) : mk_table_delete(cx, u->db, t, was);
    return rc < 0 ? rc : 1;
}

/* What an import may add to a customer, lines before their sales. */
static const mk_query added[] = { MK_Q_LINK_UNDO, MK_Q_SOURCE_ROW_UNDO, MK_Q_CONTACT_POINT_UNDO, MK_Q_FACT_UNDO, MK_Q_ASSET_UNDO, MK_Q_INTERACTION_UNDO,
                                  MK_Q_SALE_LINE_UNDO, MK_Q_SALE_UNDO, MK_Q_CONSENT_POINT_UNDO, MK_Q_CONSENT_UNDO };
/* Of nobody there are only these. */
static const mk_query added_to_nobody[] = { MK_Q_SOURCE_ROW_UNDO, MK_Q_SALE_LINE_UNDO, MK_Q_SALE_UNDO };

int mk_undo_take_out(mk_cx *cx, mk_undoing *u, int64_t customer, int64_t batch, bool at_once)
{
    mk_rows r;
    int rc;
    uint64_t n = 0;
    const mk_value v[] = { mk_int(customer), mk_int(batch) };
    MK_TRY(mk_select_n(cx, u->db, &r, MK_Q_SALE_OF_BATCH, v, 2));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t at = mk_row_int(&r, 0), sale = mk_row_int(&r, 1);
        const mk_value p[] = { mk_int(sale), mk_int(customer), mk_int(at) };
        MK_TRY(at_once ? mk_table_delete(cx, u->db, MK_T_SALE_LOOKUP, p) : mk_index_batch_sale(cx, u->index, sale, customer, at, false));
    }
    MK_TRY(rc);
    if (u->online) {
        MK_TRY(mk_select_n(cx, u->db, &r, MK_Q_LINK_OF_BATCH, v, 2));
        while ((rc = mk_rows_next(cx, &r)) > 0) mk_online_note(cx, u->online, customer, mk_row_int(&r, 0));
        MK_TRY(rc);
        mk_online_note(cx, u->online, customer, customer);
    }
    const mk_query *q = customer > 0 ? added : added_to_nobody;
    for (size_t i = 0; i < (customer > 0 ? sizeof added : sizeof added_to_nobody) / sizeof *q; i++) MK_TRY(count(mk_exec_n(cx, u->db, q[i], v, 2), &n));
    MK_TRY(mk_exec_n(cx, u->db, MK_Q_BATCH_REF_UNDO, v, 2));
    return (int)n;
}

/* --- what he is found by --- */

static int note_token(mk_cx *cx, void *self, mk_str token)
{
    (void)cx;
    mk_undoing *u = self;
    *mk_vec_push(u->one, &u->tokens) = (mk_posting){ mk_arena_dup(u->one, token), u->id };
    return 0;
}

static int note_key(mk_cx *cx, void *self, uint64_t hash)
{
    (void)cx;
    mk_undoing *u = self;
    *mk_vec_push(u->one, &u->keys) = hash;
    return 0;
}

/* What he was found by goes: with the others in order when he goes too, at once when he stays and is found by what is left. */
static int unfind(mk_cx *cx, mk_undoing *u, int64_t id, bool stays)
{
    for (size_t i = 0; i < u->tokens.n && !stays; i++) MK_TRY(mk_index_batch_token(cx, u->index, id, u->tokens.p[i].token, MK_INDEX_GONE));
    if (stays) MK_TRY(mk_postings_drop(cx, u->db, u->tokens.p, u->tokens.n));
    for (size_t i = 0; i < u->keys.n; i++) {
        mk_value v[] = { mk_int((int64_t)u->keys.p[i]), mk_int(id) };
        MK_TRY(stays ? mk_table_delete(cx, u->db, MK_T_KEY_LOOKUP, v) : mk_index_batch_key(cx, u->index, id, u->keys.p[i], MK_INDEX_GONE));
    }
    return stays ? mk_index_customer(cx, u->db, id, false) : 0;
}

/* --- a customer of whom nothing came later --- */

/* Whether the customer himself goes: 0 a person wrote him down or something else is about him. */
static int goes(mk_cx *cx, mk_undoing *u, int64_t id)
{
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    int rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0 || row[MK_CUSTOMER_BATCH_ID].i != u->batch) return rc < 0 ? rc : rc == 0;
    mk_rows r;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_CUSTOMER_LEFTOVER, key));
    if ((rc = mk_rows_next(cx, &r)) < 0) return rc;
    bool leftover = rc > 0 && mk_row_int(&r, 0);
    mk_rows_end(&r);
    if (!leftover) {
        MK_TRY(mk_exec_n(cx, u->db, MK_Q_HOUSEHOLD_MEMBER_DROP, &key, 1));
        rc = count(mk_table_delete(cx, u->db, MK_T_CUSTOMER, &key), &u->res->removed);
        return rc < 0 ? rc : 1;
    }
    u->res->kept++;
    return 0;
}

int mk_undo_later(mk_cx *cx, const mk_undoing *u, int64_t customer)
{
    int64_t is;
    MK_TRY(mk_select_int(cx, u->db, &is, MK_Q_TOUCHED_LATER, mk_int(customer), mk_int(u->batch)));
    return is != 0;
}

static int came_later(mk_cx *cx, mk_undoing *u, int64_t id, const mk_undo_versions *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->p[i].batch != u->batch) return 1;
    if (!u->later) return 0;
    return mk_undo_later(cx, u, id);
}

/* Documents that the import took from this customer to another: there they are no rows that came new. */
static int note_moved(mk_cx *cx, mk_undoing *u, const mk_undo_versions *v)
{
    mk_value was[MK_COLUMNS_MAX], is[MK_COLUMNS_MAX];
    for (size_t i = 0; i < v->n; i++) {
        if (v->p[i].batch != u->batch || mk_table_named(v->p[i].entity) != MK_T_SALE || !v->p[i].before.n || !v->p[i].after.n) continue;
        MK_TRY(mk_row_parse(cx, MK_T_SALE, v->p[i].before, was));
        MK_TRY(mk_row_parse(cx, MK_T_SALE, v->p[i].after, is));
        if (is[MK_SALE_CUSTOMER_ID].i != was[MK_SALE_CUSTOMER_ID].i) mk_map_put(&u->moved, (uint64_t)is[MK_SALE_SALE_ID].i, NULL);
    }
    return 0;
}

static int customer(mk_cx *cx, mk_undoing *u, int64_t id)
{
    mk_undo_versions v = { 0 };
    MK_TRY(mk_undo_versions_of(cx, u, id, cx->arena, &v));
    MK_TRY(note_moved(cx, u, &v));
    int later = came_later(cx, u, id, &v);
    if (later < 0) return later;
    if (later) {
        *mk_vec_push(u->held, v.n ? &u->again : &u->repeated) = id;
        return 0;
    }
    mk_arena_rewind(u->one, u->empty);
    memset(&u->tokens, 0, sizeof u->tokens);
    memset(&u->keys, 0, sizeof u->keys);
    u->id = id;
    mk_index_sink sink = { note_token, note_key, u };
    if (id > 0) MK_TRY(mk_index_rows(cx, u->db, id, &sink));
    if (u->later) MK_TRY(mk_undo_beside(cx, u));
    for (size_t i = 0; i < v.n; i++) {
        int done = mk_undo_restore(cx, u, &v.p[i]);
        if (done < 0) return done;
        *(done ? &u->res->restored : &u->res->conflicts) += 1;
        MK_TRY(mk_exec(cx, u->db, MK_Q_REVISION_DROP, mk_int(id), mk_int(v.p[i].revision)));
    }
    MK_TRY(count(mk_undo_take_out(cx, u, id, u->batch, false), &u->res->removed));
    if (id <= 0) return 0;
    for (size_t i = 0; i < v.n && u->later; i++)
        if (mk_table_named(v.p[i].entity) == MK_T_CUSTOMER) *mk_vec_push(u->held, &u->renamed) = id;
    int gone = goes(cx, u, id);
    return gone < 0 ? gone : unfind(cx, u, id, !gone);
}

/* --- all of them --- */

int mk_undo_as(mk_cx *cx, mk_undoing *u, int64_t batch, mk_cx *ret, mk_value row[MK_BATCH_N])
{
    mk_value key = mk_int(batch);
    int rc = mk_table_get(cx, u->db, MK_T_BATCH, &key, row);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ESTORE, "rows speak of an import that is not there");
    *ret = *cx;
    ret->now = row[MK_BATCH_AT].i;
    mk_str who = row[MK_BATCH_WHO].s;
    size_t n = who.n < sizeof ret->who - 1 ? who.n : sizeof ret->who - 1;
    memcpy(ret->who, who.p, n);
    ret->who[n] = 0;
    return 0;
}

static int list(mk_cx *cx, mk_undoing *u, mk_undo_ids *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_BATCH_CUSTOMER_OF, mk_int(u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(u->held, ret) = mk_row_int(&r, 1);
    return rc;
}

static int going(mk_cx *cx, mk_undoing *u, const mk_undo_ids *customers)
{
    mk_rows r;
    for (size_t i = 0; i < customers->n; i++) {
        int rc;
        MK_TRY(mk_select(cx, u->db, &r, MK_Q_LINK_OF_BATCH, mk_int(customers->p[i]), mk_int(u->batch)));
        while ((rc = mk_rows_next(cx, &r)) > 0) mk_online_gone(cx, u->online, customers->p[i], mk_row_int(&r, 0));
        MK_TRY(rc);
    }
    return mk_online_end(cx, u->online, NULL);
}

/* Does something of each customer. */
static int each(mk_cx *cx, mk_undoing *u, const mk_undo_ids *customers, int (*what)(mk_cx *cx, mk_undoing *u, int64_t id))
{
    for (size_t i = 0; i < customers->n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(what(cx, u, customers->p[i]));
        mk_arena_rewind(cx->arena, m);
        if ((i & 0xff) == 0) {
            mk_progress_at(cx, "undo", i, customers->n);
            MK_TRY(mk_cx_check(cx));
        }
    }
    return 0;
}

static int pass_on(mk_cx *cx, mk_undoing *u, int64_t id)
{
    int done = mk_undo_pass_on(cx, u, id);
    if (done == 0) *mk_vec_push(u->held, &u->again) = id;
    return done < 0 ? done : 0;
}

static int any_later(mk_cx *cx, mk_undoing *u)
{
    int64_t one;
    int rc = mk_select_int(cx, u->db, &one, MK_Q_BATCH_LATER, mk_int(u->batch));
    u->later = rc > 0;
    return rc < 0 ? rc : 0;
}

typedef struct taken_apart { mk_parted *p; size_t n; } taken_apart;

static int newest_first(const void *pa, const void *pb)
{
    const mk_parted *a = pa, *b = pb;
    return (a->merge < b->merge) - (a->merge > b->merge);
}

static int apart(mk_cx *cx, mk_undoing *u, const int64_t *customer, size_t n, taken_apart *t)
{
    mk_parted *more;
    size_t k;
    MK_TRY(mk_merges_apart(cx, u->db, customer, n, u->held, &more, &k));
    if (k == 0) return 0;
    mk_parted *all = MK_NEWN(u->held, mk_parted, t->n + k);
    if (t->n) memcpy(all, t->p, t->n * sizeof *all);
    memcpy(all + t->n, more, k * sizeof *all);
    *t = (taken_apart){ all, t->n + k };
    qsort(all, t->n, sizeof *all, newest_first);
    return 1;
}

/* With whoever is near them, each by himself: what a merge hides may be near, too. */
static int near(mk_cx *cx, mk_undoing *u, taken_apart *t)
{
    size_t n = u->again.n;
    for (size_t i = 0; i < u->beside.n; i++) *mk_vec_push(u->held, &u->again) = u->beside.p[i];
    for (int more = 1; more > 0; n = u->again.n) {
        MK_TRY(mk_undo_near(cx, u));
        more = apart(cx, u, u->again.p + n, u->again.n - n, t);
        MK_TRY(more);
    }
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_undoing *u = arg;
    u->db = db;
    mk_value row[MK_BATCH_N], key = mk_int(u->batch);
    int rc = mk_table_get(cx, db, MK_T_BATCH, &key, row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ENOTFOUND, "there is no such batch; makir batch list shows them");
    if (mk_str_eqz(row[MK_BATCH_STATE].s, "undone")) return mk_fail(cx, MK_ECONFLICT, "this batch was undone already");
    row[MK_BATCH_STATE] = mk_textz("undone");
    row[MK_BATCH_UNDONE_AT] = mk_int(cx->now);
    MK_TRY(mk_table_put(cx, db, MK_T_BATCH, row));
    u->held = mk_arena_child(cx->arena);
    u->moved = mk_map_on(u->held);
    u->one = mk_arena_child(cx->arena);
    mk_arena_alloc(u->one, 1);
    u->empty = mk_arena_here(u->one);
    u->index = mk_index_batch_new(cx, cx->limits.sort_bytes, u->dir);
    mk_undo_ids customers = { 0 };
    taken_apart parted = { 0 };
    MK_TRY(mk_online_begin(cx, db, &u->online));
    MK_TRY(any_later(cx, u));
    MK_TRY(list(cx, u, &customers));
    if (u->online) {                    /* merges that rest on what goes are taken back while all of it is known */
        MK_TRY(going(cx, u, &customers));
        customers.n = 0;
        MK_TRY(list(cx, u, &customers));
    }
    MK_TRY(rc = apart(cx, u, customers.p, customers.n, &parted));
    if (rc) {
        customers.n = 0;
        MK_TRY(list(cx, u, &customers));
    }
    MK_TRY(each(cx, u, &customers, customer));
    MK_TRY(each(cx, u, &u->repeated, pass_on));
    MK_TRY(mk_index_batch_write(cx, db, u->index));
    if (u->again.n + u->renamed.n + u->beside.n) MK_TRY(near(cx, u, &parted));
    if (u->again.n) MK_TRY(mk_undo_again(cx, u));
    MK_TRY(mk_undo_items(cx, u));
    MK_TRY(mk_merges_together(cx, db, parted.p, parted.n));
    MK_TRY(mk_online_end(cx, u->online, NULL));
    MK_TRY(mk_exec(cx, db, MK_Q_TOUCH_BATCH, key));
    MK_TRY(mk_exec(cx, db, MK_Q_BATCH_CUSTOMER_DROP, key));
    return 0;
}

static int by_number(const void *pa, const void *pb)
{
    int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return (a > b) - (a < b);
}

bool mk_undo_goes_back(const mk_undoing *u, int64_t revision)
{
    return u->back_n && bsearch(&revision, u->back, u->back_n, sizeof revision, by_number);
}

int mk_undo(mk_cx *cx, mk_store *s, int64_t batch, const int64_t *back, size_t back_n, mk_undo_result *ret)
{
    memset(ret, 0, sizeof *ret);
    int64_t *sorted = MK_NEWN(cx->arena, int64_t, back_n + 1);
    if (back_n) memcpy(sorted, back, back_n * sizeof *back);
    if (back_n) qsort(sorted, back_n, sizeof *sorted, by_number);
    mk_undoing u = { .batch = batch, .back = sorted, .back_n = back_n, .res = ret, .dir = mk_import_folder(cx, mk_store_url(s)) };
    int rc = mk_store_write(cx, s, body, &u);
    return rc < 0 ? rc : 0;
}
