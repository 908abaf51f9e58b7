/* SPDX-License-Identifier: Apache-2.0
 * The catalogue after an undo: an item goes with the last import that speaks of it, and is what the last of those that are left said. */
#include "undo_int.h"

typedef struct saying { int64_t batch; mk_value row[MK_ITEM_N]; } saying;

/* The imports that speak of an item, in order of time. */
static int speakers(mk_cx *cx, mk_undoing *u, int64_t item, mk_undo_ids *ret)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_BATCH_ITEM_OF, mk_int(item)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, ret) = mk_row_int(&r, MK_BATCH_ITEM_BATCH_ID);
    return rc;
}

/* Rolls back what this import changed of the item, when the item still is what it was after that. */
static int roll_back(mk_cx *cx, mk_undoing *u, const mk_undo_versions *all, const mk_map *last, int64_t item, int64_t batch)
{
    const uint64_t *at = mk_map_get(last, mk_hash2((uint64_t)item, (uint64_t)batch));
    if (!at) return 0;
    const mk_undo_version *v = &all->p[*at];
    int done = mk_undo_restore(cx, u, v);
    if (done < 0) return done;
    if (batch == u->batch) *(done ? &u->res->restored : &u->res->conflicts) += 1;
    return mk_exec(cx, u->db, MK_Q_REVISION_DROP, mk_int(0), mk_int(v->revision));
}

static int one(mk_cx *cx, mk_undoing *u, const mk_undo_versions *all, const mk_map *last, int64_t item)
{
    mk_value named[] = { mk_int(item), mk_int(u->batch) };
    mk_undo_ids by = { 0 };
    mk_vec(saying) said = { 0 };
    MK_TRY(mk_table_delete(cx, u->db, MK_T_BATCH_ITEM, named));
    MK_TRY(speakers(cx, u, item, &by));
    for (size_t i = by.n; i-- > 0 && by.p[i] > u->batch;) {     /* what each of the later ones said is what stands when those behind it are gone */
        saying *s = mk_vec_push(cx->arena, &said);
        s->batch = by.p[i];
        int rc = mk_table_get(cx, u->db, MK_T_ITEM, named, s->row);
        if (rc < 0) return rc;
        if (rc == 0) said.n--;
        MK_TRY(roll_back(cx, u, all, last, item, by.p[i]));
    }
    MK_TRY(roll_back(cx, u, all, last, item, u->batch));
    mk_value now[MK_ITEM_N];
    int rc = mk_table_get(cx, u->db, MK_T_ITEM, named, now);
    if (rc < 0) return rc;
    bool ours = rc > 0 && now[MK_ITEM_BATCH_ID].i == u->batch;
    if (rc > 0 && (ours || by.n == 0)) MK_TRY(mk_table_delete(cx, u->db, MK_T_ITEM, named));
    if (rc > 0 && by.n == 0) u->res->removed++;
    else if (ours) u->res->kept++;
    for (size_t i = said.n; i-- > 0;) {
        mk_cx as;
        mk_value batch[MK_BATCH_N];
        mk_journal j = { .batch = said.p[i].batch };
        MK_TRY(mk_undo_as(cx, u, j.batch, &as, batch));
        said.p[i].row[MK_ITEM_BATCH_ID] = mk_int(j.batch);
        if ((rc = mk_journal_put(&as, u->db, &j, MK_T_ITEM, said.p[i].row, 0)) < 0) return mk_fail(cx, rc, "%s", as.message);
    }
    return 0;
}

int mk_undo_items(mk_cx *cx, mk_undoing *u)
{
    mk_undo_versions all = { 0 };
    mk_undo_ids items = { 0 };
    mk_map last = mk_map_on(u->held);           /* item, import -> its version */
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, u->db, &r, MK_Q_BATCH_ITEMS, mk_int(u->batch)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(u->held, &items) = mk_row_int(&r, 0);
    MK_TRY(rc);
    MK_TRY(mk_undo_versions_of(cx, u, 0, u->held, &all));
    for (size_t i = 0; i < all.n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        mk_table_id t = mk_table_named(all.p[i].entity);
        mk_value v[MK_COLUMNS_MAX];
        if (t != MK_T_ITEM) continue;
        MK_TRY(mk_row_parse(cx, t, all.p[i].before.n ? all.p[i].before : all.p[i].after, v));
        *mk_map_put(&last, mk_hash2((uint64_t)v[MK_ITEM_ITEM_ID].i, (uint64_t)all.p[i].batch), NULL) = i;
        mk_arena_rewind(cx->arena, m);
    }
    for (size_t i = 0; i < items.n; i++) {
        mk_arena_mark m = mk_arena_here(cx->arena);
        MK_TRY(one(cx, u, &all, &last, items.p[i]));
        mk_arena_rewind(cx->arena, m);
    }
    return 0;
}
