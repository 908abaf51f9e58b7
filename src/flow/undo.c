/* SPDX-License-Identifier: Apache-2.0 */
#include "undo.h"
#include "journal.h"
#include "search.h"
#include "vec.h"

typedef struct undo { mk_db *db; int64_t batch; mk_undo_result *res; } undo;

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

static int customer(mk_cx *cx, undo *u, int64_t id)
{
    static const mk_query added[] = { MK_Q_LINK_UNDO, MK_Q_SOURCE_ROW_UNDO, MK_Q_CONTACT_POINT_UNDO, MK_Q_FACT_UNDO, MK_Q_ASSET_UNDO,
                                      MK_Q_INTERACTION_UNDO, MK_Q_SALE_UNDO, MK_Q_SALE_LINE_UNDO, MK_Q_CONSENT_UNDO };
    if (id > 0) MK_TRY(mk_index_customer(cx, u->db, id, true));
    MK_TRY(revisions(cx, u, id));
    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        MK_TRY(count(mk_exec(cx, u->db, added[i], mk_int(id), mk_int(u->batch)), &u->res->removed));
    if (id <= 0) return 0;
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    int rc = mk_table_get(cx, u->db, MK_T_CUSTOMER, &key, row);
    if (rc > 0 && row[MK_CUSTOMER_BATCH_ID].i != 0) {       /* 0: a person wrote him down; else he goes with the last import about him */
        mk_rows r;
        MK_TRY(mk_select(cx, u->db, &r, MK_Q_CUSTOMER_LEFTOVER, key));
        if ((rc = mk_rows_next(cx, &r)) < 0) return rc;
        bool leftover = rc > 0 && mk_row_int(&r, 0);
        mk_rows_end(&r);
        if (!leftover) return count(mk_table_delete(cx, u->db, MK_T_CUSTOMER, &key), &u->res->removed);
        u->res->kept += row[MK_CUSTOMER_BATCH_ID].i == u->batch;
    }
    return rc < 0 ? rc : mk_index_customer(cx, u->db, id, false);
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

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    undo *u = arg;
    u->db = db;
    mk_value row[MK_BATCH_N], key = mk_int(u->batch);
    int rc = mk_table_get(cx, db, MK_T_BATCH, &key, row);
    if (rc < 0) return rc;
    if (rc == 0) return mk_fail(cx, MK_ENOTFOUND, "there is no such batch; makir batch list shows them");
    if (mk_str_eqz(row[MK_BATCH_STATE].s, "undone")) return mk_fail(cx, MK_ECONFLICT, "this batch was undone already");
    ids customers = { 0 }, items = { 0 };
    mk_arena *held = mk_arena_child(cx->arena);
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
    for (size_t i = 0; i < items.n; i++) MK_TRY(item(cx, u, items.p[i]));
    MK_TRY(mk_exec(cx, db, MK_Q_BATCH_CUSTOMER_DROP, key));
    row[MK_BATCH_STATE] = mk_textz("undone");
    row[MK_BATCH_UNDONE_AT] = mk_int(cx->now);
    return mk_table_put(cx, db, MK_T_BATCH, row);
}

int mk_undo(mk_cx *cx, mk_store *s, int64_t batch, mk_undo_result *ret)
{
    memset(ret, 0, sizeof *ret);
    undo u = { .batch = batch, .res = ret };
    int rc = mk_store_write(cx, s, body, &u);
    return rc < 0 ? rc : 0;
}
