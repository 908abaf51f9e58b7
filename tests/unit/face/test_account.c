/* SPDX-License-Identifier: Apache-2.0
 * Accounts: what is refused, and that neither passwords nor tokens are in the store. */
#include "../op/fixture.h"
#include <unistd.h>
#include "session.h"

static char dir[64], db[96];

static bool file_has(const char *path, const char *what)
{
    FILE *f = fopen(path, "r");
    if (!f) return false;
    static char bytes[1 << 22];
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return memmem(bytes, n, what, strlen(what)) != NULL;
}

static void test_accounts(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_store *s;
    mk_account a, *all;
    size_t n;
    char token[MK_TOKEN_TEXT], wal[128];
    snprintf(dir, sizeof dir, "%s/makir-account-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(dir));
    snprintf(db, sizeof db, "%s/t.db", dir);
    snprintf(wal, sizeof wal, "%s-wal", db);
    assert_int_equal(mk_store_open(cx, db, MK_STORE_CREATE, &s), 0);
    assert_int_equal(mk_account_add(cx, s, MK_S("Dana"), MK_SELLER, MK_HE, MK_S("long enough")), MK_EINVAL);      /* not first */
    assert_int_equal(mk_account_add(cx, s, MK_S("Dana"), MK_OWNER, MK_HE, MK_S("short")), MK_EINVAL);
    assert_int_equal(mk_account_add(cx, s, MK_S("  "), MK_OWNER, MK_HE, MK_S("long enough")), MK_EINVAL);
    assert_int_equal(mk_account_add(cx, s, MK_S("a\nb"), MK_OWNER, MK_HE, MK_S("long enough")), MK_EINVAL);
    assert_int_equal(mk_account_add(cx, s, MK_S("Dana"), MK_NOBODY, MK_HE, MK_S("long enough")), MK_EINVAL);
    assert_int_equal(mk_account_add(cx, s, MK_S(" Dana "), MK_OWNER, MK_EN, MK_S("long enough")), 0);
    assert_int_equal(mk_account_add(cx, s, MK_S("dana"), MK_SELLER, MK_EN, MK_S("long enough")), MK_EEXISTS);
    assert_int_equal(mk_account_add(cx, s, MK_S("אבי"), MK_SELLER, MK_HE, MK_S("סיסמה ארוכה")), 0);
    assert_int_equal(mk_account_all(cx, s, &all, &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(all[0].name, "Dana");
    assert_int_equal(all[0].role, MK_OWNER);
    assert_int_equal(all[1].role, MK_SELLER);
    assert_int_equal(mk_account_verify(cx, s, MK_S("DANA"), MK_S("long enough"), &a), 0);
    assert_int_equal(a.lang, MK_EN);
    assert_int_equal(mk_account_verify(cx, s, MK_S("dana"), MK_S("long enougH"), &a), MK_EAUTH);
    assert_int_equal(mk_account_verify(cx, s, MK_S("noone"), MK_S("long enough"), &a), MK_EAUTH);
    assert_int_equal(mk_account_verify(cx, s, MK_S("אבי"), MK_S("סיסמה ארוכה"), &a), 0);
    assert_int_equal(mk_session_open(cx, s, NULL, &a, MK_S("192.0.2.1"), MK_S("test"), token), 0);
    assert_int_equal(strlen(token), 43);
    assert_int_equal(mk_session_sign(cx, s, NULL, mk_str_of(token), &a), 0);
    assert_string_equal(a.name, "אבי");
    token[5] ^= 1;
    assert_int_equal(mk_session_sign(cx, s, NULL, mk_str_of(token), &a), MK_EAUTH);
    token[5] ^= 1;
    assert_false(file_has(db, token) || file_has(wal, token));
    assert_false(file_has(db, "long enough") || file_has(wal, "long enough"));
    assert_true(file_has(db, "$argon2id$v=19$m=19456,t=3") || file_has(wal, "$argon2id$v=19$m=19456,t=3"));
    assert_int_equal(mk_account_remove(cx, s, MK_S("dana")), MK_ECONFLICT);         /* the last owner */
    assert_int_equal(mk_account_remove(cx, s, MK_S("אבי")), 0);
    assert_int_equal(mk_session_sign(cx, s, NULL, mk_str_of(token), &a), MK_EAUTH);
    assert_int_equal(mk_account_remove(cx, s, MK_S("אבי")), MK_ENOTFOUND);
    assert_int_equal(mk_account_password(cx, s, MK_S("אבי"), MK_S("long enough")), MK_ENOTFOUND);
    mk_store_close(s);
    unlink(db);
    unlink(wal);
    snprintf(wal, sizeof wal, "%s-shm", db);
    unlink(wal);
    rmdir(dir);
    test_cx_free(cx);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_accounts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
