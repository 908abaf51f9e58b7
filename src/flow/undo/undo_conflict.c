/* SPDX-License-Identifier: Apache-2.0
 * What people changed since an import on what it had brought: to be settled before it is taken back. */
#include "journal.h"
#include "undo_int.h"

typedef struct asking { mk_undoing u; int (*each)(mk_cx *, void *, const mk_undo_conflict *); void *self; int64_t customer; mk_undo_versions versions; mk_str name; mk_arena *of; mk_arena_mark empty; } asking;

static bool same_key(mk_table_id t, const mk_value *a, const mk_value *b)
{
    for (int i = 0; i < mk_tables[t].keys; i++)
        if (!mk_value_eq(a[i], b[i])) return false;
    return true;
}

/* What the row was before the import changed it: 1; 0: the import did not change it. */
static int before_import(mk_cx *cx, const asking *a, mk_table_id t, const mk_value *row, mk_value *ret, bool *ret_there)
{
    mk_value is[MK_COLUMNS_MAX];
    for (size_t i = 0; i < a->versions.n; i++) {
        const mk_undo_version *v = &a->versions.p[i];
        if (v->batch != a->u.batch || mk_table_named(v->entity) != t || v->after.n == 0) continue;
        MK_TRY(mk_row_parse(cx, t, v->after, is));
        if (!same_key(t, is, row)) continue;
        *ret_there = v->before.n > 0;
        if (v->before.n) MK_TRY(mk_row_parse(cx, t, v->before, ret));
        return 1;
    }
    return 0;
}

/* Which columns are a matter of people: not the keys, nor what the program keeps for itself. */
static bool shown(mk_table_id t, int column)
{
    return column >= mk_tables[t].keys && column != mk_tables[t].batch && !(t == MK_T_CUSTOMER && column == MK_CUSTOMER_FIXED);
}

static int tell(mk_cx *cx, asking *a, const mk_rows *r)
{
    mk_table_id t = mk_table_named(mk_row_text(r, 2));
    mk_value imported[MK_COLUMNS_MAX], now[MK_COLUMNS_MAX], was[MK_COLUMNS_MAX];
    mk_str before = mk_row_text(r, 3), after = mk_row_text(r, 4);
    bool was_there = false;
    if (t == MK_T_COUNT_ || before.n == 0) return 0;            /* a row that a person added is nobody else's */
    MK_TRY(mk_row_parse(cx, t, before, imported));
    int changed = before_import(cx, a, t, imported, was, &was_there);
    if (changed < 0) return changed;
    bool brought = mk_tables[t].batch >= 0 && imported[mk_tables[t].batch].type == MK_INT && imported[mk_tables[t].batch].i == a->u.batch;
    if (!changed && !brought) return 0;
    if (after.n) MK_TRY(mk_row_parse(cx, t, after, now));
    int told = 0;
    for (int i = 0; i < mk_tables[t].columns; i++) {
        if (!shown(t, i) || (after.n && mk_value_eq(imported[i], now[i]))) continue;
        const mk_undo_conflict c = { .change = mk_row_int(r, 1), .customer = a->customer, .at = mk_row_int(r, 5), .name = a->name, .entity = mk_str_of(mk_tables[t].name),
            .column = mk_str_of(mk_tables[t].column[i].name), .who = mk_row_text(r, 6), .was_there = was_there, .is_there = after.n > 0,
            .was = was_there ? was[i] : mk_null(), .imported = imported[i], .now = after.n ? now[i] : mk_null(), .meaning = (int)mk_tables[t].column[i].meaning };
        if (imported[i].type == MK_TEXT && imported[i].s.n == 0 && c.now.type == MK_TEXT && c.now.s.n == 0) continue;
        MK_TRY(a->each(cx, a->self, &c));
        told = 1;
    }
    return told;
}

static int next_customer(mk_cx *cx, asking *a, int64_t id)
{
    mk_value row[MK_CUSTOMER_N], key = mk_int(id);
    mk_arena_rewind(a->of, a->empty);
    memset(&a->versions, 0, sizeof a->versions);
    a->customer = id;
    MK_TRY(mk_undo_versions_of(cx, &a->u, id, a->of, &a->versions));
    int rc = mk_table_get(cx, a->u.db, MK_T_CUSTOMER, &key, row);
    a->name = rc > 0 ? mk_arena_dup(a->of, row[MK_CUSTOMER_NAME].s) : MK_S("");
    return rc < 0 ? rc : 0;
}

int mk_undo_conflicts(mk_cx *cx, mk_db *db, int64_t batch, size_t most, int64_t customer, int64_t change, int (*each)(mk_cx *, void *, const mk_undo_conflict *), void *self, bool *ret_more)
{
    enum { LOOKED_AT = 100000 };
    asking a = { .u = { .db = db, .batch = batch }, .each = each, .self = self, .customer = -1, .of = mk_arena_child(cx->arena) };
    mk_value row[MK_BATCH_N], key = mk_int(batch);
    mk_rows r;
    size_t n = 0;
    int rc = mk_table_get(cx, db, MK_T_BATCH, &key, row);
    *ret_more = false;
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "there is no such batch; makir batch list shows them");
    mk_arena_alloc(a.of, 1);
    a.empty = mk_arena_here(a.of);
    MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_CHANGED_SINCE, key, mk_int(batch / 1000 * 1000), mk_int(customer), mk_int(change), mk_int(LOOKED_AT)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        if (n == most) {
            *ret_more = true;
            break;
        }
        mk_arena_mark m = mk_arena_here(cx->arena);
        if (mk_row_int(&r, 0) != a.customer) MK_TRY(next_customer(cx, &a, mk_row_int(&r, 0)));
        int told = tell(cx, &a, &r);
        mk_arena_rewind(cx->arena, m);
        if (told < 0) return told;
        n += (size_t)told;
        MK_TRY(mk_cx_check(cx));
    }
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}
