/* SPDX-License-Identifier: Apache-2.0 */
#include "undo.h"
#include "import_int.h"
#include "journal.h"
#include "map.h"
#include "index.h"
#include "vec.h"

typedef struct undo { mk_db *db; int64_t batch; mk_undo_result *res; mk_map undone;
    mk_index_batch *index;          /* of customers that go: taken out in order */
    mk_arena *one;                  /* what one customer is found by, until it is known whether he goes */
    mk_arena_mark empty;
    const char *dir;                /* for spill files: beside the store */
    mk_vec(mk_str) tokens;
    mk_vec(uint64_t) keys;
} undo;

static int count(int n, uint64_t *sum)
{
    if (n > 0) *sum += (uint64_t)n;
    return n < 0 ? n : 0;
}

/* Puts one changed row back, when it still is what the import made of it. */
static int restore(mk_cx *cx, undo *u, mk_str entity, mk_str before, mk_str after)
{
    mk_table_id t = mk_table_named(entity);
    if (t == MK_T_COUNT_) return mk_fail(cx, MK_ESTORE, "a revision speaks of an unknown table");
    mk_value was[MK_COLUMNS_MAX], now[MK_COLUMNS_MAX];
    MK_TRY(mk_row_parse(cx, t, before, was));
    int rc = mk_table_get(cx, u->db, t, was, now);
    if (rc < 0) return rc;
    bool untouched = rc > 0 ? mk_str_eq(mk_row_json(cx->arena, t, now), after) : after.n == 0;
    if (!untouched) {
        u->res->conflicts++;
        return 0;
    }
    u->res->restored++;
    rc = mk_table_put(cx, u->db, t, was);
    return rc < 0 ? rc : 0;
}

static int revisions(mk_cx *cx, undo *u, int64_t customer)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_REVISION_OF_BATCH, mk_int(customer), mk_int(u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(restore(cx, u, mk_arena_dup(cx->arena, mk_row_text(&r, 1)), mk_arena_dup(cx->arena, mk_row_text(&r, 2)), mk_arena_dup(cx->arena, mk_row_text(&r, 3))));
        MK_TRY(mk_exec(cx, u->db, MK_Q_REVISION_DROP, mk_int(customer), mk_int(mk_row_int(&r, 0))));
        mk_arena_rewind(cx->arena, m);
    }
    return rc;
}

/* What an import may add to a customer, lines before their sales. */
static const struct { mk_table_id table; mk_query undo; } added[] = {
    { MK_T_LINK, MK_Q_LINK_UNDO }, { MK_T_SOURCE_ROW, MK_Q_SOURCE_ROW_UNDO }, { MK_T_CONTACT_POINT, MK_Q_CONTACT_POINT_UNDO },
    { MK_T_FACT, MK_Q_FACT_UNDO }, { MK_T_ASSET, MK_Q_ASSET_UNDO }, { MK_T_INTERACTION, MK_Q_INTERACTION_UNDO },
    { MK_T_SALE_LINE, MK_Q_SALE_LINE_UNDO }, { MK_T_SALE, MK_Q_SALE_UNDO }, { MK_T_CONSENT, MK_Q_CONSENT_UNDO } };
enum { ADDED = sizeof added / sizeof *added };

static uint64_t key_hash(mk_table_id t, const mk_value *v)
{
    uint64_t h = (uint64_t)t;
    for (int i = 0; i < mk_tables[t].keys; i++) h = v[i].type == MK_INT ? mk_hash2(h, (uint64_t)v[i].i) : mk_hash(h, v[i].s);
    return h;
}

/* The rows of a customer that somebody else changed: they are no longer this import's to take away. */
static int changed_since(mk_cx *cx, undo *u, int64_t id, mk_map *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_REVISION_OF, mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_table_id t = mk_table_named(mk_row_text(&r, MK_REVISION_ENTITY));
        mk_str after = mk_row_text(&r, MK_REVISION_AFTER);
        mk_value v[MK_COLUMNS_MAX];
        if (t == MK_T_COUNT_ || t == MK_T_CUSTOMER || after.n == 0) continue;
        MK_TRY(mk_row_parse(cx, t, after, v));
        mk_map_put(ret, key_hash(t, v), NULL);
    }
    return rc;
}

static int holds_lines(mk_cx *cx, undo *u, const mk_value *sale)
{
    mk_rows r;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_SALE_LINE_ANY, sale[0], sale[1], sale[2]));
    int rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    return rc;
}

/* One table of a customer with changes, row by row. */
static int pick(mk_cx *cx, undo *u, mk_table_id t, int64_t id, const mk_map *changed)
{
    mk_rows r;
    int rc;
    mk_vec(mk_value *) gone = { 0 };
    MK_TRY(mk_select(cx, u->db, &r, mk_table_query(&mk_tables[t], MK_TQ_OF), mk_int(id)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        uint64_t batch = (uint64_t)mk_row_int(&r, mk_tables[t].batch);
        if (!mk_map_get(&u->undone, batch)) continue;
        mk_value *v = MK_NEWN(cx->arena, mk_value, mk_tables[t].columns);
        mk_row_copy(cx, &r, t, v);
        int stays = mk_map_get(changed, key_hash(t, v)) != NULL;
        if (!stays && t == MK_T_SALE) MK_TRY(stays = holds_lines(cx, u, v));
        if (!stays) *mk_vec_push(cx->arena, &gone) = v;
        else u->res->kept += batch == (uint64_t)u->batch;
    }
    for (size_t i = 0; i < gone.n && rc >= 0; i++) rc = count(mk_table_delete(cx, u->db, t, gone.p[i]), &u->res->removed);
    return rc;
}

static int take_out(mk_cx *cx, undo *u, int64_t id)
{
    mk_map changed = mk_map_on(cx->arena);
    mk_rows r;
    MK_TRY(changed_since(cx, u, id, &changed));
    for (size_t i = 0; i < ADDED; i++)
        MK_TRY(changed.n ? pick(cx, u, added[i].table, id, &changed) : count(mk_exec(cx, u->db, added[i].undo, mk_int(id)), &u->res->removed));
    if (changed.n) return 0;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_SALE_OF_BATCH, mk_int(id), mk_int(u->batch)));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) u->res->kept += (uint64_t)mk_row_int(&r, 0);
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

static int note_token(mk_cx *cx, void *self, mk_str token)
{
    (void)cx;
    undo *u = self;
    *mk_vec_push(u->one, &u->tokens) = mk_arena_dup(u->one, token);
    return 0;
}

static int note_key(mk_cx *cx, void *self, uint64_t hash)
{
    (void)cx;
    undo *u = self;
    *mk_vec_push(u->one, &u->keys) = hash;
    return 0;
}

/* What he was found by goes: with the others in order when he goes too, at once when he stays and is found by what is left. */
static int unfind(mk_cx *cx, undo *u, int64_t id, bool stays)
{
    for (size_t i = 0; i < u->tokens.n; i++) {
        mk_value v[] = { mk_text(u->tokens.p[i]), mk_int(id) };
        MK_TRY(stays ? mk_table_delete(cx, u->db, MK_T_SEARCH_LOOKUP, v) : mk_index_batch_token(cx, u->index, id, u->tokens.p[i]));
    }
    for (size_t i = 0; i < u->keys.n; i++) {
        mk_value v[] = { mk_int((int64_t)u->keys.p[i]), mk_int(id) };
        MK_TRY(stays ? mk_table_delete(cx, u->db, MK_T_KEY_LOOKUP, v) : mk_index_batch_key(cx, u->index, id, u->keys.p[i]));
    }
    return stays ? mk_index_customer(cx, u->db, id, false) : 0;
}

/* Whether the customer himself goes: 0 a person wrote him down or something else is about him. */
static int goes(mk_cx *cx, undo *u, int64_t id)
{
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    int rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0 || row[MK_CUSTOMER_BATCH_ID].i == 0) return rc < 0 ? rc : rc == 0;
    mk_rows r;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_CUSTOMER_LEFTOVER, key));
    if ((rc = mk_rows_next(cx, &r)) < 0) return rc;
    bool leftover = rc > 0 && mk_row_int(&r, 0);
    mk_rows_end(&r);
    if (!leftover) {                    /* he goes with the last import about him */
        rc = count(mk_table_delete(cx, u->db, MK_T_CUSTOMER, &key), &u->res->removed);
        return rc < 0 ? rc : 1;
    }
    u->res->kept += row[MK_CUSTOMER_BATCH_ID].i == u->batch;
    return 0;
}

static int customer(mk_cx *cx, undo *u, int64_t id)
{
    mk_arena_rewind(u->one, u->empty);
    memset(&u->tokens, 0, sizeof u->tokens);
    memset(&u->keys, 0, sizeof u->keys);
    mk_index_sink sink = { note_token, note_key, u };
    if (id > 0) MK_TRY(mk_index_rows(cx, u->db, id, &sink));
    MK_TRY(revisions(cx, u, id));
    MK_TRY(take_out(cx, u, id));
    if (id <= 0) return 0;
    int gone = goes(cx, u, id);
    return gone < 0 ? gone : unfind(cx, u, id, !gone);
}

static int item(mk_cx *cx, undo *u, int64_t id)
{
    mk_value row[MK_ITEM_N], key = mk_int(id), named[] = { key, mk_int(u->batch) };
    MK_TRY(mk_table_delete(cx, u->db, MK_T_BATCH_ITEM, named));
    int rc = mk_table_get(cx, u->db, MK_T_ITEM, &key, row);
    if (rc <= 0) return rc;
    mk_rows r;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_BATCH_ITEM_OF, key));
    rc = mk_rows_next(cx, &r);
    mk_rows_end(&r);
    if (rc > 0) u->res->kept += row[MK_ITEM_BATCH_ID].i == u->batch;
    return rc != 0 ? rc : count(mk_table_delete(cx, u->db, MK_T_ITEM, &key), &u->res->removed);
}

typedef mk_vec(int64_t) ids;

static int list(mk_cx *cx, mk_db *db, mk_query q, int column, int64_t batch, mk_arena *on, ids *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, q, mk_int(batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(on, ret) = mk_row_int(&r, column);
    return rc;
}

/* All imports that were taken back, this one too: what an earlier undo had to leave goes with the last that leant on it. */
static int undone(mk_cx *cx, undo *u, mk_arena *on)
{
    mk_rows r;
    int rc;
    u->undone = mk_map_on(on);
    MK_TRY(mk_select_n(cx, u->db, &r, MK_Q_BATCH_UNDONE, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_map_put(&u->undone, (uint64_t)mk_row_int(&r, 0), NULL);
    return rc;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    undo *u = arg;
    u->db = db;
    mk_value row[MK_BATCH_N], key = mk_int(u->batch);
    int rc = mk_table_get(cx, db, MK_T_BATCH, &key, row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ENOTFOUND, "there is no such batch; makir batch list shows them");
    if (mk_str_eqz(row[MK_BATCH_STATE].s, "undone")) return mk_fail(cx, MK_ECONFLICT, "this batch was undone already");
    row[MK_BATCH_STATE] = mk_textz("undone");
    row[MK_BATCH_UNDONE_AT] = mk_int(cx->now);
    MK_TRY(mk_table_put(cx, db, MK_T_BATCH, row));
    ids customers = { 0 }, items = { 0 };
    mk_arena *held = mk_arena_child(cx->arena);
    u->one = mk_arena_child(cx->arena);
    mk_arena_alloc(u->one, 1);
    u->empty = mk_arena_here(u->one);
    u->index = mk_index_batch_new(cx, cx->limits.sort_bytes, u->dir);
    MK_TRY(undone(cx, u, held));
    MK_TRY(list(cx, db, MK_Q_BATCH_CUSTOMER_OF, 1, u->batch, held, &customers));
    MK_TRY(list(cx, db, MK_Q_BATCH_ITEMS, 0, u->batch, held, &items));
    MK_TRY(revisions(cx, u, 0));
    for (size_t i = 0; i < customers.n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(customer(cx, u, customers.p[i]));
        mk_arena_rewind(cx->arena, m);
        if ((i & 0xff) == 0) {
            mk_progress_at(cx, "undo", i, customers.n);
            MK_TRY(mk_cx_check(cx));
        }
    }
    MK_TRY(mk_index_batch_write(cx, db, u->index, true));
    for (size_t i = 0; i < items.n; i++) MK_TRY(item(cx, u, items.p[i]));
    MK_TRY(mk_exec(cx, db, MK_Q_BATCH_CUSTOMER_DROP, key));
    return 0;
}

int mk_undo(mk_cx *cx, mk_store *s, int64_t batch, mk_undo_result *ret)
{
    memset(ret, 0, sizeof *ret);
    undo u = { .batch = batch, .res = ret, .dir = mk_import_folder(cx, mk_store_url(s)) };
    int rc = mk_store_write(cx, s, body, &u);
    return rc < 0 ? rc : 0;
}
