/* SPDX-License-Identifier: Apache-2.0
 * Files: new ones, those of others, older and newer ones, copies, and what only looks like one. */
#include "backups.h"
#include "shop.h"
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void sql(const char *path, const char *text)
{
    sqlite3 *h;
    if (sqlite3_open(path, &h) || sqlite3_exec(h, text, NULL, NULL, NULL)) fail_msg("%s: %s", text, sqlite3_errmsg(h));
    sqlite3_close(h);
}

static int open_it(room *r, const char *path, unsigned flags)
{
    mk_store *s = NULL;
    int rc = mk_store_open(&r->cx, path, flags, &s);
    if (rc == 0) mk_store_close(s);
    return rc;
}

static void new_and_foreign(void **state)
{
    (void)state;
    room r;
    struct stat st;
    room_open(&r);
    int version;
    assert_ok(&r.cx, mk_store_version(&r.cx, r.store, &version));
    assert_int_equal(version, mk_migrations[MK_MIGRATIONS - 1].number);

    const char *none = room_path(&r, "none");
    assert_int_equal(open_it(&r, none, 0), MK_ENOTFOUND);
    assert_int_not_equal(stat(none, &st), 0);                           /* looking makes no file */
    assert_int_equal(open_it(&r, room_path(&r, "no/such/folder"), MK_STORE_CREATE), MK_EIO);

    const char *empty = room_write(&r, "empty", "");
    assert_int_equal(open_it(&r, empty, 0), MK_ENOTFOUND);
    assert_int_equal(stat(empty, &st), 0);
    assert_int_equal(st.st_size, 0);                                    /* and it is left as it was */
    assert_int_equal(open_it(&r, empty, MK_STORE_CREATE), 0);
    assert_int_equal(open_it(&r, empty, 0), 0);

    const char *foreign = room_path(&r, "foreign");
    sql(foreign, "CREATE TABLE theirs (x)");
    assert_int_equal(open_it(&r, foreign, MK_STORE_CREATE), MK_EBADDATA);
    assert_int_equal(open_it(&r, foreign, 0), MK_EBADDATA);
    FILE *f = fopen(foreign, "r");
    char head[20] = { 0 };
    assert_int_equal(fread(head, 1, sizeof head, f), sizeof head);
    fclose(f);
    assert_int_equal(head[18], 1);                                      /* its journal is kept as it was: it is not ours to change */

    const char *words = room_write(&r, "words", "this is a shopping list: milk, bread, and a good many other things that are not a database\n");
    assert_int_equal(open_it(&r, words, MK_STORE_CREATE), MK_EBADDATA);
    assert_int_equal(open_it(&r, words, 0), MK_EBADDATA);

    const char *newer = room_path(&r, "newer");
    assert_int_equal(open_it(&r, newer, MK_STORE_CREATE), 0);
    sql(newer, "PRAGMA user_version=999");
    assert_int_equal(open_it(&r, newer, 0), MK_EINVAL);
    assert_int_equal(open_it(&r, newer, MK_STORE_CREATE), MK_EINVAL);
    assert_int_equal(open_it(&r, newer, MK_STORE_READONLY), MK_EINVAL);
    room_close(&r);
}

static void a_shop(room *r)
{
    shop s = shop_make(r->cx.arena, 21, 12);
    room_import(r, shop_write(r, &s, "shop.csv"), "", false);
}

static void there_and_back(void **state)
{
    (void)state;
    room r;
    mk_arena *a = mk_arena_new();
    int64_t bytes, id;
    mk_str former;
    room_open(&r);
    a_shop(&r);
    mk_str then = room_dump(&r, a, ROOM_DUMP_BATCH);
    char copy[200];
    snprintf(copy, sizeof copy, "%s/copy", r.dir);
    assert_ok(&r.cx, mk_backup(&r.cx, r.store, copy, &bytes));
    assert_int_equal(mk_backup(&r.cx, r.store, copy, &bytes), MK_EEXISTS);      /* nothing is written over */
    mk_new_customer c = { .name = MK_S("רונית כהן"), .phone = MK_S("054-123-4567") };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &id));
    mk_str now = room_dump(&r, a, ROOM_DUMP_BATCH);
    assert_ok(&r.cx, mk_restore(&r.cx, r.store, copy, &former));
    room_same(then, room_dump(&r, a, ROOM_DUMP_BATCH), "restored");
    char was[300];
    snprintf(was, sizeof was, "%.*s", MK_SARG(former));
    room_reopen(&r);
    room_same(then, room_dump(&r, a, ROOM_DUMP_BATCH), "restored, and opened again");
    assert_ok(&r.cx, mk_restore(&r.cx, r.store, was, &former));                 /* what it was before was kept beside it; and now, in the same second, too */
    assert_false(mk_str_eqz(former, was));
    room_same(now, room_dump(&r, a, ROOM_DUMP_BATCH), "back again");
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &(mk_new_customer){ .name = MK_S("דוד לוי") }, &id));      /* and is written as ever */
    mk_arena_free(a);
    room_close(&r);
}

/* Two in one second, by the button and by the clock: each has a name, and the last made is the newest. */
static void one_after_the_other(void **state)
{
    (void)state;
    room r;
    mk_backup_file f[3], *kept;
    size_t n;
    room_open(&r);
    a_shop(&r);
    for (int i = 0; i < 3; i++) assert_ok(&r.cx, mk_backups_make(&r.cx, r.store, 2, &f[i]));
    assert_ok(&r.cx, mk_backups_list(&r.cx, r.store, &kept, &n));
    assert_int_equal(n, 2);
    assert_true(mk_str_eq(kept[0].name, f[2].name) && mk_str_eq(kept[1].name, f[1].name));
    room_close(&r);
}

/* What is not there, what is something else, and what cannot be opened any more are told apart; the last goes out of the way, and a copy comes in its place. */
static void what_does_not_open(void **state)
{
    (void)state;
    room r;
    mk_str former;
    mk_backup_file made;
    mk_store *s;
    mk_str why;
    int64_t bytes;
    room_open(&r);
    a_shop(&r);
    assert_ok(&r.cx, mk_backups_make(&r.cx, r.store, 3, &made));
    char copy[300], cut[200], away[200];
    snprintf(copy, sizeof copy, "%s.backups/%.*s", mk_store_url(r.store), MK_SARG(made.name));
    snprintf(cut, sizeof cut, "%s/cut", r.dir);
    snprintf(away, sizeof away, "%s/away", r.dir);
    for (unsigned flags = 0; flags <= MK_STORE_CREATE; flags += MK_STORE_CREATE) {
        assert_int_equal(open_it(&r, r.dir, flags), MK_EIO);
        assert_non_null(strstr(r.cx.message, "Is a directory"));
    }
    assert_int_equal(open_it(&r, cut, 0), MK_ENOTFOUND);
    assert_ok(&r.cx, mk_backup(&r.cx, r.store, cut, &bytes));
    assert_int_equal(truncate(cut, 20000), 0);
    assert_int_equal(open_it(&r, cut, MK_STORE_CREATE), MK_EBADDATA);
    assert_non_null(strstr(r.cx.message, "damaged"));
    assert_int_equal(rename(cut, away), 0);
    room_write(&r, "cut-wal", "what is left beside it");
    assert_int_equal(mk_store_open(&r.cx, cut, MK_STORE_CREATE, &s), 0);
    assert_ok(&r.cx, mk_restore(&r.cx, s, copy, &former));
    assert_ok(&r.cx, mk_store_check(&r.cx, s, &why));
    assert_int_equal(why.n, 0);
    mk_store_close(s);
    room_close(&r);
}

static size_t files_like(const room *r, const char *part)
{
    char command[300];
    size_t n = 0;
    snprintf(command, sizeof command, "ls %s | grep -c '%s'", r->dir, part);
    FILE *p = popen(command, "r");
    if (!p || fscanf(p, "%zu", &n) != 1) n = 0;
    if (p) pclose(p);
    return n;
}

static void what_is_no_copy(void **state)
{
    (void)state;
    room r;
    mk_arena *a = mk_arena_new();
    mk_str former;
    int64_t bytes;
    room_open(&r);
    a_shop(&r);
    mk_str before = room_dump(&r, a, ROOM_DUMP_BATCH);
    char path[8][200];
    int rc[8] = { MK_ENOTFOUND, MK_EBADDATA, MK_EBADDATA, MK_EBADDATA, MK_EBADDATA, MK_EBADDATA, MK_EINVAL, MK_EBADDATA };
    static const char *const name[] = { "none", "empty", "words", "foreign", "cut", "scribbled", "newer", "unborn" };
    for (int i = 0; i < 8; i++) snprintf(path[i], sizeof path[i], "%s/x-%s", r.dir, name[i]);
    room_write(&r, "x-empty", "");
    room_write(&r, "x-words", "this is a shopping list: milk, bread, and a good many other things that are not a database\n");
    sql(path[3], "CREATE TABLE theirs (x)");
    for (int i = 4; i < 8; i++) assert_ok(&r.cx, mk_backup(&r.cx, r.store, path[i], &bytes));
    assert_int_equal(truncate(path[4], bytes / 2), 0);                  /* a copy that did not come whole over the wire */
    FILE *f = fopen(path[5], "r+");
    assert_non_null(f);
    for (long at = 8192 * 2; at < bytes; at += 8192) {                  /* or went bad on its stick */
        fseek(f, at, SEEK_SET);
        fputs("this page was written over by something else, as happens to old sticks", f);
    }
    fclose(f);
    sql(path[6], "PRAGMA user_version=999");
    sql(path[7], "PRAGMA user_version=0");
    for (int i = 0; i < 8; i++) {
        int is = mk_restore(&r.cx, r.store, path[i], &former);
        if (is != rc[i]) fail_msg("%s: %d, should be %d (%s)", name[i], is, rc[i], r.cx.message);
        assert_true(strlen(r.cx.message) > 20);
        room_same(before, room_dump(&r, a, ROOM_DUMP_BATCH), name[i]);
        room_reopen(&r);
        room_same(before, room_dump(&r, a, ROOM_DUMP_BATCH), name[i]);
    }
    assert_int_equal(files_like(&r, "before-restore"), 0);      /* what was not replaced needs no copy */
    mk_arena_free(a);
    room_close(&r);
}

/* A store as the first makir made it, with one customer in it. */
static void first_schema(const char *path)
{
    char *text = NULL;
    if (asprintf(&text, "PRAGMA page_size=8192; %s; PRAGMA application_id=%d; PRAGMA user_version=%d;"
                 "INSERT INTO customer VALUES (42, 'רונית כהן', '', '', '', '', 'person', '', 'main', 1, 0);"
                 "INSERT INTO search_lookup VALUES ('nרונית', 42), ('nכהנ', 42), ('nכהנ', 43)",
                 mk_migrations[0].sqlite, 0x6d616b69, mk_migrations[0].number) < 0) abort();
    sql(path, text);
    free(text);
}

static void of_an_older_makir(void **state)
{
    (void)state;
    room r;
    mk_str former;
    int version = 0, newest = mk_migrations[MK_MIGRATIONS - 1].number;
    room_open(&r);
    const char *old = room_path(&r, "old");
    first_schema(old);
    mk_store *s;
    assert_ok(&r.cx, mk_store_open(&r.cx, old, 0, &s));                 /* brought up to date as it is opened */
    assert_ok(&r.cx, mk_store_version(&r.cx, s, &version));
    assert_int_equal(version, newest);
    mk_arena *a = mk_arena_new();
    mk_str want = room_dump_of(s, a, ROOM_DUMP_BATCH);
    mk_store_close(s);
    const char *copy = room_path(&r, "old-copy");
    first_schema(copy);
    a_shop(&r);
    assert_ok(&r.cx, mk_restore(&r.cx, r.store, room_path(&r, "old-copy"), &former));    /* and as it is restored */
    assert_ok(&r.cx, mk_store_version(&r.cx, r.store, &version));
    assert_int_equal(version, newest);
    room_same(want, room_dump(&r, a, ROOM_DUMP_BATCH), "an older copy");
    assert_true(room_named(&r, "רונית כהן") == 42);
    assert_int_equal(room_count(&r, MK_T_POSTING), 3);
    a_shop(&r);
    mk_arena_free(a);
    room_close(&r);
}

static int large(mk_cx *cx, mk_db *db, void *arg)
{
    const mk_str *bytes = arg;
    mk_value v[MK_MODEL_N] = { mk_textz("large"), mk_int(1), mk_int(cx->now), mk_int(1), mk_blob(*bytes), mk_textz("{}") };
    int rc = mk_table_insert(cx, db, MK_T_MODEL, v);
    return rc < 0 ? rc : 0;
}

static void a_backup_that_fails_leaves_nothing(void **state)
{
    (void)state;
    room r;
    int64_t bytes;
    atomic_bool stop = true;
    room_open(&r);
    a_shop(&r);
    char path[200];
    snprintf(path, sizeof path, "%s/no/such/folder/copy", r.dir);
    assert_int_equal(mk_backup(&r.cx, r.store, path, &bytes), MK_EIO);
    snprintf(path, sizeof path, "%s/copy", r.dir);
    mk_str most = { calloc(1, 20 << 20), 20 << 20 };            /* more than one step of the copying */
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, large, &most));
    free((void *)(uintptr_t)most.p);
    r.cx.cancel = &stop;
    assert_int_equal(mk_backup(&r.cx, r.store, path, &bytes), MK_ECANCELLED);
    room_fresh(&r);
    assert_int_equal(files_like(&r, "copy"), 0);
    room_close(&r);
}

static void damage_is_noticed(void **state)
{
    (void)state;
    room r;
    mk_str broken;
    room_open(&r);
    a_shop(&r);
    assert_ok(&r.cx, mk_store_check(&r.cx, r.store, &broken));
    assert_int_equal(broken.n, 0);
    mk_store_close(r.store);
    FILE *f = fopen(r.url, "r+");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    for (long at = 8192 * 3; at < size; at += 8192 * 2) {
        fseek(f, at, SEEK_SET);
        fputs("\x05 overwritten overwritten overwritten overwritten", f);
    }
    fclose(f);
    int rc = mk_store_open(&r.cx, r.url, 0, &r.store);       /* it may be so broken that it does not open */
    if (rc < 0) r.store = NULL;
    else rc = mk_store_check(&r.cx, r.store, &broken);
    assert_true(rc < 0 || broken.n > 0);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_and_foreign), cmocka_unit_test(there_and_back), cmocka_unit_test(one_after_the_other), cmocka_unit_test(what_does_not_open), cmocka_unit_test(what_is_no_copy), cmocka_unit_test(of_an_older_makir),
        cmocka_unit_test(a_backup_that_fails_leaves_nothing), cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
