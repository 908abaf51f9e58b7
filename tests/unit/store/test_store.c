/* SPDX-License-Identifier: Apache-2.0
 * Transactions: what is committed is there, what is not leaves no trace, and readers see one state. */
#include "room.h"
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int put_setting(mk_cx *cx, mk_db *db, const char *key, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    mk_value v[MK_SETTING_N] = { mk_textz(key), mk_textz(text) };
    int rc = mk_table_put(cx, db, MK_T_SETTING, v);
    return rc < 0 ? rc : 0;
}

static int get_setting(mk_cx *cx, mk_db *db, const char *key, int64_t *ret)
{
    mk_value k = mk_textz(key), v[MK_SETTING_N];
    int rc = mk_table_get(cx, db, MK_T_SETTING, &k, v);
    *ret = 0;
    if (rc > 0 && !mk_str_int(v[MK_SETTING_VALUE].s, ret)) fail_msg("not a number");
    return rc < 0 ? rc : 0;
}

static int one(mk_cx *cx, mk_db *db, void *arg) { return put_setting(cx, db, "one", *(int64_t *)arg); }
static int read_one(mk_cx *cx, mk_db *db, void *arg) { return get_setting(cx, db, "one", arg); }

static int64_t value_of(room *r)
{
    int64_t v;
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, read_one, &v));
    return v;
}

static int one_and_fail(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(one(cx, db, arg));
    return mk_fail(cx, MK_ECONFLICT, "on purpose");
}

static int one_and_no_memory(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(one(cx, db, arg));
    mk_arena_alloc(cx->arena, SIZE_MAX - 8);
    return 0;
}

static int fail_inside_a_result(mk_cx *cx, mk_db *db, void *arg)
{
    mk_rows r, s;
    MK_TRY(one(cx, db, arg));
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_SETTING_ALL, NULL, 0));
    assert_int_equal(mk_rows_next(cx, &r), 1);
    MK_TRY(mk_select_n(cx, db, &s, MK_Q_SETTING_ALL, NULL, 0));        /* the same query inside its own result */
    assert_int_equal(mk_rows_next(cx, &s), 1);
    return mk_fail(cx, MK_EBUG, "with two results open");
}

static void write_try_fail(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t v = 1;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &v));
    assert_int_equal(value_of(&r), 1);
    v = 2;
    assert_int_equal(mk_store_write(&r.cx, r.store, one_and_fail, &v), MK_ECONFLICT);
    assert_string_equal(r.cx.message, "on purpose");
    assert_int_equal(value_of(&r), 1);
    assert_int_equal(mk_store_write(&r.cx, r.store, one_and_no_memory, &v), MK_ENOMEM);
    assert_int_equal(value_of(&r), 1);
    for (int i = 0; i < 40; i++) assert_int_equal(mk_store_write(&r.cx, r.store, fail_inside_a_result, &v), MK_EBUG);
    assert_int_equal(value_of(&r), 1);
    assert_ok(&r.cx, mk_store_try(&r.cx, r.store, one, &v));
    assert_int_equal(value_of(&r), 1);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &v));
    assert_int_equal(value_of(&r), 2);
    assert_true(mk_store_read(&r.cx, r.store, one, &v) < 0);           /* a reader cannot write */
    assert_int_equal(value_of(&r), 2);
    room_reopen(&r);
    assert_int_equal(value_of(&r), 2);
    room_close(&r);
}

/* --- the same query inside itself --- */

static int nested(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    mk_rows a, b, c;
    int rc, outer = 0;
    int64_t sum = 0;
    for (int i = 0; i < 5; i++) {
        char key[8];
        snprintf(key, sizeof key, "k%d", i);
        MK_TRY(put_setting(cx, db, key, i));
    }
    MK_TRY(mk_select_n(cx, db, &a, MK_Q_SETTING_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &a)) > 0) {
        outer++;
        MK_TRY(mk_select_n(cx, db, &b, MK_Q_SETTING_ALL, NULL, 0));
        while ((rc = mk_rows_next(cx, &b)) > 0) {
            MK_TRY(mk_select_n(cx, db, &c, MK_Q_SETTING_ALL, NULL, 0));
            MK_TRY(mk_rows_next(cx, &c));
            mk_rows_end(&c);                    /* given back before its end */
            mk_rows_end(&c);                    /* twice is fine */
            int64_t v;
            assert_true(mk_str_int(mk_row_text(&b, 1), &v));
            sum += v;
        }
        MK_TRY(rc);
        assert_int_equal(mk_rows_next(cx, &b), 0);              /* behind the end stays the end */
        char key[8];
        snprintf(key, sizeof key, "k%d", outer - 1);
        assert_str(mk_row_text(&a, 0), key);    /* the outer one is where it was */
    }
    assert_int_equal(outer, 5);
    assert_int_equal(sum, 5 * (0 + 1 + 2 + 3 + 4));
    return rc;
}

static void the_same_query_inside_itself(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, nested, NULL));
    room_close(&r);
}

/* --- cancel --- */

typedef struct cancelling { atomic_bool stop; int64_t done; } cancelling;

static int for_ever(mk_cx *cx, mk_db *db, void *arg)
{
    cancelling *c = arg;
    for (c->done = 0; c->done < 1000000; c->done++) {
        if (c->done == 50) atomic_store(&c->stop, true);
        MK_TRY(put_setting(cx, db, "one", c->done));
    }
    return 0;
}

static void cancel_leaves_no_trace(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    cancelling c = { false, 0 };
    int64_t v = 7;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &v));
    r.cx.cancel = &c.stop;
    assert_int_equal(mk_store_write(&r.cx, r.store, for_ever, &c), MK_ECANCELLED);
    assert_true(c.done >= 50 && c.done < 100000);
    atomic_store(&c.stop, false);
    assert_int_equal(value_of(&r), 7);
    v = 8;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &v));
    assert_int_equal(value_of(&r), 8);
    room_close(&r);
}

/* --- readers beside a writer --- */

/* The writer keeps two settings the same; a reader that sees them differ has seen half a transaction. */
typedef struct beside { room *r; atomic_bool stop; atomic_int reads; atomic_int wrong; pthread_t thread; } beside;

static int both(mk_cx *cx, mk_db *db, void *arg)
{
    MK_TRY(put_setting(cx, db, "one", *(int64_t *)arg));
    return put_setting(cx, db, "two", *(int64_t *)arg);
}

static int look(mk_cx *cx, mk_db *db, void *arg)
{
    beside *b = arg;
    int64_t x, y, z;
    MK_TRY(get_setting(cx, db, "one", &x));
    usleep(200);
    MK_TRY(get_setting(cx, db, "two", &y));
    MK_TRY(get_setting(cx, db, "one", &z));
    if (x != y || x != z) atomic_fetch_add(&b->wrong, 1);
    return 0;
}

static void *reader(void *arg)
{
    beside *b = arg;
    while (!atomic_load(&b->stop)) {
        mk_arena *a = mk_arena_new();
        mk_cx cx;
        mk_cx_init(&cx, a);
        if (mk_store_read(&cx, b->r->store, look, b) < 0) atomic_fetch_add(&b->wrong, 1);
        atomic_fetch_add(&b->reads, 1);
        mk_arena_free(a);
    }
    return NULL;
}

static void a_snapshot(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    beside b[3] = { { .r = &r }, { .r = &r }, { .r = &r } };
    for (int i = 0; i < 3; i++) assert_int_equal(pthread_create(&b[i].thread, NULL, reader, &b[i]), 0);
    for (int64_t v = 1; v <= 200 || atomic_load(&b[0].reads) < 20; v++) assert_ok(&r.cx, mk_store_write(&r.cx, r.store, both, &v));
    for (int i = 0; i < 3; i++) atomic_store(&b[i].stop, true);
    for (int i = 0; i < 3; i++) {
        pthread_join(b[i].thread, NULL);
        assert_int_equal(b[i].wrong, 0);
        assert_true(b[i].reads > 0);
    }
    room_close(&r);
}

/* A backup in the middle of much writing is one state of the store. */
static void *writer(void *arg)
{
    beside *b = arg;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    for (int64_t v = 1; !atomic_load(&b->stop); v++) {
        if (mk_store_write(&cx, b->r->store, both, &v) < 0) atomic_fetch_add(&b->wrong, 1);
        atomic_fetch_add(&b->reads, 1);
    }
    mk_arena_free(a);
    return NULL;
}

static void backup_while_writing(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t zero = 0, bytes;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, both, &zero));
    beside b = { .r = &r };
    assert_int_equal(pthread_create(&b.thread, NULL, writer, &b), 0);
    for (int i = 0; i < 5; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/copy%d", r.dir, i);
        int was = atomic_load(&b.reads);
        while (atomic_load(&b.reads) < was + 3) usleep(1000);
        assert_ok(&r.cx, mk_backup(&r.cx, r.store, path, &bytes));
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_size, bytes);
        assert_int_equal(st.st_mode & 0777, 0600);
        mk_store *copy;
        assert_ok(&r.cx, mk_store_open(&r.cx, path, MK_STORE_READONLY, &copy));
        beside c = { .r = &r };
        assert_ok(&r.cx, mk_store_read(&r.cx, copy, look, &c));
        assert_int_equal(c.wrong, 0);
        mk_str broken;
        assert_ok(&r.cx, mk_store_check(&r.cx, copy, &broken));
        assert_int_equal(broken.n, 0);
        mk_store_close(copy);
    }
    atomic_store(&b.stop, true);
    pthread_join(b.thread, NULL);
    assert_int_equal(b.wrong, 0);
    room_close(&r);
}

/* Two programs with one store: the second waits for the first, and both writes are there. */
static void two_stores_one_file(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_store *other;
    int64_t x = 5, y;
    assert_ok(&r.cx, mk_store_open(&r.cx, r.url, 0, &other));
    assert_ok(&r.cx, mk_store_write(&r.cx, other, one, &x));
    assert_int_equal(value_of(&r), 5);
    x = 6;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &x));
    assert_ok(&r.cx, mk_store_read(&r.cx, other, read_one, &y));
    assert_int_equal(y, 6);
    mk_store_close(other);
    room_close(&r);
}

static void read_only(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_store *s;
    int64_t v = 3;
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, one, &v));
    assert_ok(&r.cx, mk_store_open(&r.cx, r.url, MK_STORE_READONLY, &s));
    v = 4;
    assert_true(mk_store_write(&r.cx, s, one, &v) < 0);
    assert_ok(&r.cx, mk_store_read(&r.cx, s, read_one, &v));
    assert_int_equal(v, 3);
    mk_store_close(s);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(write_try_fail), cmocka_unit_test(the_same_query_inside_itself), cmocka_unit_test(cancel_leaves_no_trace), cmocka_unit_test(a_snapshot),
        cmocka_unit_test(backup_while_writing), cmocka_unit_test(two_stores_one_file), cmocka_unit_test(read_only),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
