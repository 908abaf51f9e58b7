/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "jsonr.h"
#include "jsonw.h"
#include <stdlib.h>

static void back_and_forth(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_str text[] = { MK_S(""), MK_S("רונית \"כהן\""), MK_S("a\\b\n\t\r\x01\x00z"), MK_S("\xf0\x9f\x98\x80") };
    mk_json_open(&w, '[');
    for (size_t i = 0; i < 4; i++) mk_json_str(&w, text[i]);
    mk_json_int(&w, INT64_MIN);
    mk_json_real(&w, 0.1);
    mk_json_bool(&w, true);
    mk_json_bool(&w, false);
    mk_json_null(&w);
    mk_json_close(&w);
    mk_jsonr r = mk_jsonr_on(a, mk_buf_str(&b));
    mk_json_value v;
    assert_true(mk_json_enter(&r, '['));
    for (size_t i = 0; i < 4; i++) {
        assert_true(mk_json_next(&r, NULL, &v));
        assert_true(v.kind == MK_JSON_TEXT && mk_str_eq(v.text, text[i]));
    }
    int64_t n;
    double d;
    assert_true(mk_json_next(&r, NULL, &v) && mk_str_int(v.text, &n) && n == INT64_MIN);
    assert_true(mk_json_next(&r, NULL, &v) && mk_str_real(v.text, &d) && d == 0.1);
    assert_true(mk_json_next(&r, NULL, &v) && v.kind == MK_JSON_TRUE);
    assert_true(mk_json_next(&r, NULL, &v) && v.kind == MK_JSON_FALSE);
    assert_true(mk_json_next(&r, NULL, &v) && v.kind == MK_JSON_NULL);
    assert_false(mk_json_next(&r, NULL, &v));
    assert_false(r.bad);
    mk_arena_free(a);
}

static void objects(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_jsonr r = mk_jsonr_on(a, MK_S(" { \"a\" : 1 , \"\\u05d0\\ud83d\\ude00\": \"x\" } "));
    mk_json_value v;
    mk_str key;
    assert_true(mk_json_enter(&r, '{'));
    assert_true(mk_json_next(&r, &key, &v) && mk_str_eqz(key, "a") && mk_str_eqz(v.text, "1"));
    assert_true(mk_json_next(&r, &key, &v) && mk_str_eqz(key, "א\xf0\x9f\x98\x80") && mk_str_eqz(v.text, "x"));
    assert_false(mk_json_next(&r, &key, &v) || r.bad);
    mk_arena_free(a);
}

static void broken(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "[", "[1", "[1 2]", "[\"a]", "[\"\\x\"]", "[\"\\u12\"]", "[nul]", "{1:2}", "{\"a\" 1}", "[\"a\\", "[{}]" };
    mk_arena *a = mk_arena_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mk_jsonr r = mk_jsonr_on(a, mk_str_of(bad[i]));
        mk_json_value v;
        mk_str key;
        if (mk_json_enter(&r, bad[i][0] == '{' ? '{' : '[')) while (mk_json_next(&r, &key, &v)) continue;
        if (!r.bad) fail_msg("'%s' was read", bad[i]);
    }
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(back_and_forth), cmocka_unit_test(objects), cmocka_unit_test(broken) };
    return cmocka_run_group_tests_name("jsonr", tests, NULL, NULL);
}
