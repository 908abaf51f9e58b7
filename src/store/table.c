/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"
#include "driver.h"

bool mk_value_eq(mk_value a, mk_value b)
{
    if (a.type != b.type) return false;
    switch (a.type) {
    case MK_NULL: return true;
    case MK_INT: return a.i == b.i;
    case MK_REAL: return a.r == b.r;
    case MK_TEXT: case MK_BLOB: return mk_str_eq(a.s, b.s);
    }
    return false;
}

int mk_select_n(mk_cx *cx, mk_db *db, mk_rows *ret, mk_query q, const mk_value *arg, size_t n) { return db->driver->select(cx, db, ret, q, arg, n); }
int mk_rows_next(mk_cx *cx, mk_rows *r) { return r->db->driver->next(cx, r); }
void mk_rows_end(mk_rows *r) { r->db->driver->end(r); }
int mk_exec_n(mk_cx *cx, mk_db *db, mk_query q, const mk_value *arg, size_t n) { return db->driver->exec(cx, db, q, arg, n); }
mk_value mk_row_value(const mk_rows *r, int column) { return r->db->driver->column(r, column); }
int64_t mk_row_int(const mk_rows *r, int column) { return r->db->driver->integer(r, column); }

double mk_row_real(const mk_rows *r, int column)
{
    mk_value v = mk_row_value(r, column);
    return v.type == MK_REAL ? v.r : v.type == MK_INT ? (double)v.i : 0;
}

mk_str mk_row_text(const mk_rows *r, int column)
{
    mk_value v = mk_row_value(r, column);
    return v.type == MK_TEXT || v.type == MK_BLOB ? v.s : MK_S("");
}

bool mk_row_null(const mk_rows *r, int column) { return mk_row_value(r, column).type == MK_NULL; }

int mk_select_int_n(mk_cx *cx, mk_db *db, int64_t *ret, mk_query q, const mk_value *arg, size_t n)
{
    mk_rows r;
    *ret = 0;
    MK_TRY(mk_select_n(cx, db, &r, q, arg, n));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) *ret = mk_row_int(&r, 0);
    mk_rows_end(&r);
    return rc;
}

static int run(mk_cx *cx, mk_db *db, mk_table_id t, int which, const mk_value *v, int n)
{
    return mk_exec_n(cx, db, mk_table_query(&mk_tables[t], which), v, (size_t)n);
}

int mk_table_insert(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *v)
{
    db->wrote[t] = true;
    return run(cx, db, t, MK_TQ_INSERT, v, mk_tables[t].columns);
}

int mk_table_put(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *v)
{
    db->wrote[t] = true;
    return run(cx, db, t, MK_TQ_PUT, v, mk_tables[t].columns);
}

bool mk_table_wrote(const mk_db *db, mk_table_id t) { return db->wrote[t]; }
int mk_table_delete(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key) { return run(cx, db, t, MK_TQ_DELETE, key, mk_tables[t].keys); }

void mk_row_copy(mk_cx *cx, const mk_rows *r, mk_table_id t, mk_value *ret)
{
    for (int i = 0; i < mk_tables[t].columns; i++) {
        ret[i] = mk_row_value(r, i);
        if (ret[i].type == MK_TEXT || ret[i].type == MK_BLOB) ret[i].s = mk_arena_dup(cx->arena, ret[i].s);
    }
}

int mk_rows_all(mk_cx *cx, mk_rows *r, mk_table_id t, mk_row_list *ret)
{
    int rc;
    *ret = (mk_row_list){ 0 };
    while ((rc = mk_rows_next(cx, r)) > 0) {
        mk_value *v = MK_NEWN(cx->arena, mk_value, mk_tables[t].columns);
        mk_row_copy(cx, r, t, v);
        *mk_vec_push(cx->arena, ret) = v;
    }
    return rc;
}

typedef struct whole { mk_table_id table; mk_query query; const mk_value *arg; size_t n; mk_row_list *ret; } whole;

static int rows_body(mk_cx *cx, mk_db *db, void *arg)
{
    const whole *w = arg;
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, w->query, w->arg, w->n));
    return mk_rows_all(cx, &r, w->table, w->ret);
}

int mk_store_rows(mk_cx *cx, mk_store *s, mk_table_id t, mk_query q, const mk_value *arg, size_t n, mk_row_list *ret)
{
    whole w = { t, q, arg, n, ret };
    return mk_store_read(cx, s, rows_body, &w);
}

int mk_table_get(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key, mk_value *ret)
{
    mk_rows r;
    MK_TRY(mk_select_n(cx, db, &r, mk_tables[t].get, key, (size_t)mk_tables[t].keys));
    int rc = mk_rows_next(cx, &r);
    if (rc > 0) {
        mk_row_copy(cx, &r, t, ret);
        mk_rows_end(&r);
    }
    return rc;
}
