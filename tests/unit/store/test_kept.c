/* SPDX-License-Identifier: Apache-2.0
 * What a connection keeps of its reading is what it would read: after every change, inside itself, and of whatever size. */
#include "room.h"

enum { ITEMS = 200 };

static int item(mk_cx *cx, mk_db *db, int64_t id, const char *name)
{
    mk_value v[MK_ITEM_N];
    for (int i = 0; i < MK_ITEM_N; i++) v[i] = mk_tables[MK_T_ITEM].column[i].type == MK_TEXT ? mk_textz("") : mk_int(0);
    v[MK_ITEM_ITEM_ID] = mk_int(id);
    v[MK_ITEM_NAME] = mk_textz(name);
    return mk_table_put(cx, db, MK_T_ITEM, v);
}

typedef struct naming { int64_t from, to; const char *name; } naming;

static int name_all(mk_cx *cx, mk_db *db, void *arg)
{
    const naming *n = arg;
    for (int64_t i = n->from; i < n->to; i++) MK_TRY(item(cx, db, i, n->name));
    return 0;
}

typedef struct reading { int64_t item; char name[64]; size_t rows; } reading;

static int label(mk_cx *cx, mk_db *db, void *arg)
{
    reading *x = arg;
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ITEM_LABEL, mk_int(x->item)));
    int rc = mk_rows_next(cx, &r);
    snprintf(x->name, sizeof x->name, "%.*s", MK_SARG(rc > 0 ? mk_row_text(&r, 0) : MK_S("none")));
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

static const char *label_of(room *r, reading *x)
{
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, label, x));
    return x->name;
}

/* Each of a result's rows asks for the same result again, and all of them are there: of few rows, which are kept, and of many. */
static int nested(mk_cx *cx, mk_db *db, void *arg)
{
    reading *x = arg;
    mk_rows r, again;
    int rc, inner;
    x->rows = 0;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_ITEM_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        MK_TRY(mk_select_n(cx, db, &again, MK_Q_ITEM_ALL, NULL, 0));
        while ((inner = mk_rows_next(cx, &again)) > 0) x->rows++;
        MK_TRY(inner);
        if (mk_row_null(&r, MK_ITEM_NAME)) return MK_ESTORE;
    }
    return rc;
}

static void kept_is_what_is_read(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    reading one = { .item = 5 };
    assert_string_equal(label_of(&r, &one), "none");
    assert_string_equal(label_of(&r, &one), "none");            /* that there is nothing is kept, too */
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, name_all, &(naming){ 1, 11, "tea" }));
    assert_string_equal(label_of(&r, &one), "tea");
    assert_string_equal(label_of(&r, &one), "tea");
    assert_ok(&r.cx, mk_store_note(&r.cx, r.store, name_all, &(naming){ 5, 6, "coffee" }));       /* also what does not move the stamp */
    assert_string_equal(label_of(&r, &one), "coffee");
    assert_ok(&r.cx, mk_store_try(&r.cx, r.store, name_all, &(naming){ 5, 6, "nothing" }));
    assert_string_equal(label_of(&r, &one), "coffee");
    mk_store *other;
    assert_ok(&r.cx, mk_store_open(&r.cx, r.url, 0, &other));
    assert_ok(&r.cx, mk_store_write(&r.cx, other, name_all, &(naming){ 5, 6, "milk" }));           /* somebody else's program */
    mk_store_close(other);
    assert_string_equal(label_of(&r, &one), "milk");
    room_close(&r);
}

static void kept_inside_itself(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    reading x = { 0 };
    for (int64_t n = 10; n <= ITEMS; n *= 20) {
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, name_all, &(naming){ 1, n + 1, "tea" }));
        for (int turn = 0; turn < 3; turn++) {
            assert_ok(&r.cx, mk_store_read(&r.cx, r.store, nested, &x));
            assert_int_equal(x.rows, n * n);
        }
    }
    room_close(&r);
}

/* More than there is room for: what is asked for is still right, whatever was forgotten. */
static void kept_beyond_its_room(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    char name[] = "a name of a thing that takes some bytes of the room, so that it is full";
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, name_all, &(naming){ 1, 5001, name }));
    for (int turn = 0; turn < 2; turn++)
        for (int64_t i = 1; i <= 5000; i++) assert_string_equal(label_of(&r, &(reading){ .item = i }), "a name of a thing that takes some bytes of the room, so that it");
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(kept_is_what_is_read), cmocka_unit_test(kept_inside_itself), cmocka_unit_test(kept_beyond_its_room) };
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
