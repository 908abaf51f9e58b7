/* SPDX-License-Identifier: Apache-2.0
 * The catalogue: every query prepares, and every table gives back what was put in. */
#include "room.h"
#include <sqlite3.h>
#include <stdio.h>

static void every_query_prepares(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    sqlite3 *h;
    assert_int_equal(sqlite3_open_v2(r.url, &h, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    for (int q = 0; q < MK_Q_COUNT_; q++) {
        sqlite3_stmt *s;
        const char *tail;
        if (sqlite3_prepare_v2(h, mk_query_texts[q].sql, -1, &s, &tail) != SQLITE_OK) fail_msg("%s: %s", mk_query_texts[q].name, sqlite3_errmsg(h));
        if (*tail) fail_msg("%s: more than one statement", mk_query_texts[q].name);
        /* $1 is numbered by where it first stands: a query that names them in another order binds them wrongly */
        for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
            char want[8];
            snprintf(want, sizeof want, "$%d", i);
            if (strcmp(sqlite3_bind_parameter_name(s, i), want) != 0) fail_msg("%s: parameter %d is %s", mk_query_texts[q].name, i, sqlite3_bind_parameter_name(s, i));
        }
        sqlite3_finalize(s);
    }
    sqlite3_close(h);
    room_close(&r);
}

/* Values of every kind a column can hold; `n` makes them differ. */
static void sample(mk_cx *cx, const mk_table *t, int64_t n, mk_value *v)
{
    for (int i = 0; i < t->columns; i++) {
        const mk_column *c = &t->column[i];
        switch (c->type) {
        case MK_INT: v[i] = mk_int(n == 0 ? INT64_MAX - i : n == 1 ? INT64_MIN + 1 + i : n * 1000 + i); break;
        case MK_REAL: v[i] = mk_real(n == 0 ? 0.1 : -1e300 + (double)n); break;
        case MK_TEXT: v[i] = mk_text(n == 0 ? MK_S("") : mk_arena_printf(cx->arena, "שלום \"%s\" 'x' \xf0\x9f\x8e\x89 %d\n|%d", c->name, (int)n, i)); break;
        case MK_BLOB: v[i] = mk_blob((mk_str){ "\0\xff\0zero", 7 }); break;
        case MK_NULL: fail_msg("a column without a type");
        }
        if (n == 2 && !c->required && i >= t->keys) v[i] = mk_null();
    }
}

static void same_row(const mk_table *t, const mk_value *a, const mk_value *b)
{
    for (int i = 0; i < t->columns; i++)
        if (!mk_value_eq(a[i], b[i])) fail_msg("%s.%s did not come back as it was", t->name, t->column[i].name);
}

static int round_trip(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    for (mk_table_id id = 0; id < MK_T_COUNT_; id++) {
        const mk_table *t = &mk_tables[id];
        mk_value v[4][MK_COLUMNS_MAX], w[MK_COLUMNS_MAX];
        assert_true(t->columns <= MK_COLUMNS_MAX && t->keys >= 1);
        for (int n = 0; n < 4; n++) {
            sample(cx, t, n, v[n]);
            assert_int_equal(mk_table_get(cx, db, id, v[n], w), 0);
            assert_int_equal(mk_table_insert(cx, db, id, v[n]), 1);
            assert_int_equal(mk_table_get(cx, db, id, v[n], w), 1);
            same_row(t, v[n], w);
        }
        /* again: left alone by insert, replaced by put */
        mk_value x[MK_COLUMNS_MAX];
        sample(cx, t, 7, x);
        memcpy(x, v[3], sizeof *x * (size_t)t->keys);
        assert_int_equal(mk_table_insert(cx, db, id, x), 0);
        assert_int_equal(mk_table_get(cx, db, id, v[3], w), 1);
        same_row(t, v[3], w);
        assert_true(mk_table_put(cx, db, id, x) >= 0);
        assert_int_equal(mk_table_get(cx, db, id, v[3], w), 1);
        same_row(t, x, w);
        sample(cx, t, 8, x);
        assert_int_equal(mk_table_put(cx, db, id, x), 1);
        /* all rows come in the order of the key */
        mk_rows r;
        int rc, count = 0;
        MK_TRY(mk_select_n(cx, db, &r, mk_table_query(t, MK_TQ_ALL), NULL, 0));
        mk_value before[MK_COLUMNS_MAX];
        while ((rc = mk_rows_next(cx, &r)) > 0) {
            mk_row_copy(cx, &r, id, w);
            if (count++ && w[0].type == MK_INT) assert_true(before[0].i <= w[0].i);
            if (count > 1 && w[0].type == MK_TEXT) assert_true(mk_str_cmp(before[0].s, w[0].s) <= 0);
            memcpy(before, w, sizeof w);
        }
        MK_TRY(rc);
        assert_int_equal(count, 5);
        MK_TRY(mk_select(cx, db, &r, mk_table_query(t, MK_TQ_OF), v[2][0]));
        assert_int_equal(mk_rows_next(cx, &r), 1);
        assert_int_equal(mk_rows_next(cx, &r), 0);
        if (t->kind == MK_SPREAD && id != MK_T_CUSTOMER) {
            MK_TRY(mk_select_n(cx, db, &r, mk_table_query(t, MK_TQ_ORPHANS), NULL, 0));
            assert_int_equal(mk_rows_next(cx, &r), 1);
            assert_int_equal(mk_row_int(&r, 0), 4);             /* those with ids above 0; one sample has a negative one */
            mk_rows_end(&r);
        }
        for (int n = 0; n < 4; n++) assert_int_equal(mk_table_delete(cx, db, id, v[n]), 1);
        assert_int_equal(mk_table_delete(cx, db, id, v[0]), 0);
        assert_int_equal(mk_table_get(cx, db, id, v[1], w), 0);
        if (id == MK_T_CUSTOMER) assert_int_equal(mk_table_delete(cx, db, id, x), 1);   /* or the orphans below would have one */
    }
    return 0;
}

static void every_table_gives_back(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    assert_ok(&r.cx, mk_store_try(&r.cx, r.store, round_trip, NULL));
    room_close(&r);
}

/* What a column must hold is not left out, and of the right type. */
static int wrong_types(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    for (mk_table_id id = 0; id < MK_T_COUNT_; id++) {
        const mk_table *t = &mk_tables[id];
        for (int i = 0; i < t->columns; i++) {
            mk_value v[MK_COLUMNS_MAX];
            sample(cx, t, 5, v);
            if (t->column[i].required) {
                v[i] = mk_null();
                if (mk_table_insert(cx, db, id, v) != MK_ESTORE) fail_msg("%s.%s takes null", t->name, t->column[i].name);
            }
            v[i] = mk_textz("a word");
            if (t->column[i].type == MK_INT && mk_table_insert(cx, db, id, v) != MK_ESTORE) fail_msg("%s.%s takes a word", t->name, t->column[i].name);
        }
    }
    return 0;
}

static void no_wrong_types(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    assert_ok(&r.cx, mk_store_try(&r.cx, r.store, wrong_types, NULL));
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_query_prepares), cmocka_unit_test(every_table_gives_back), cmocka_unit_test(no_wrong_types) };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
