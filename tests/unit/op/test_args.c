/* SPDX-License-Identifier: Apache-2.0
 * Arguments: every type, from words, from a query and from JSON; and what is said when they are wrong. */
#include "fixture.h"

static int words(mk_cx *cx, mk_args **ret, const mk_op *op, ...)
{
    const char *w[16];
    size_t n = 0;
    va_list ap;
    va_start(ap, op);
    for (const char *s; (s = va_arg(ap, const char *)); ) w[n++] = s;
    va_end(ap);
    mk_cx_clear(cx);
    *ret = mk_args_new(cx, op);
    MK_TRY(mk_args_words(cx, *ret, n, w));
    return mk_args_end(cx, *ret);
}

static void test_words(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_args *a;
    assert_int_equal(words(cx, &a, &fixture_find, "רונית", "--limit=5", "כהן", "--since", "22.11.2026", "--held", "--stage", "lapsed",
                           "--min-alive", "0.5", "--like", "#00000000000A1", NULL), 0);
    assert_str(mk_arg_text(a, "q"), "רונית כהן");
    assert_int_equal(mk_arg_int(a, "limit"), 5);
    assert_int_equal(mk_arg_int(a, "since"), mk_day_of(2026, 11, 22));
    assert_int_equal(mk_arg_int(a, "held"), 1);
    assert_int_equal(mk_arg_int(a, "like"), 10 * 32 + 1);
    assert_true(mk_arg_real(a, "min-alive") == 0.5);
    assert_str(mk_arg_text(a, "stage"), "lapsed");

    assert_int_equal(words(cx, &a, &fixture_find, "--", "--limit", "-5", NULL), 0);
    assert_str(mk_arg_text(a, "q"), "--limit -5");
    assert_int_equal(mk_arg_int(a, "limit"), 20);            /* the preset */
    assert_false(mk_arg_has(a, "since"));
    assert_int_equal(mk_arg_int(a, "since"), 0);

    assert_int_equal(words(cx, &a, &fixture_find, "x", "--held=no", "--since=2/3/2026", NULL), 0);
    assert_true(mk_arg_has(a, "held"));
    assert_int_equal(mk_arg_int(a, "held"), 0);
    assert_int_equal(mk_arg_int(a, "since"), mk_day_of(2026, 3, 2));

    assert_int_equal(words(cx, &a, &fixture_note, "0000000000001", "hello", "you", NULL), 0);
    assert_int_equal(mk_arg_int(a, "customer"), 1);
    assert_str(mk_arg_text(a, "text"), "hello you");
    test_cx_free(cx);
}

#define WRONG(says, ...) do { \
    assert_int_equal(words(cx, &a, __VA_ARGS__, NULL), MK_EINVAL); \
    if (!strstr(cx->message, says)) fail_msg("said: %s", cx->message); } while (0)

static void test_words_wrong(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_args *a;
    WRONG("unknown option --limt; did you mean --limit?", &fixture_find, "x", "--limt", "5");
    WRONG("unknown option --nothinglikeit", &fixture_find, "x", "--nothinglikeit");
    WRONG("unknown option -l", &fixture_find, "x", "-l");
    WRONG("q is missing", &fixture_find, "--limit", "5");
    WRONG("limit must be from 1 to 100", &fixture_find, "x", "--limit", "0");
    WRONG("limit must be from 1 to 100", &fixture_find, "x", "--limit", "101");
    WRONG("limit must be a whole number", &fixture_find, "x", "--limit", "5.5");
    WRONG("limit must be a whole number", &fixture_find, "x", "--limit", "99999999999999999999");
    WRONG("limit is given twice", &fixture_find, "x", "--limit", "5", "--limit=6");
    WRONG("--limit needs a value", &fixture_find, "x", "--limit");
    WRONG("--limit needs a value", &fixture_find, "x", "--limit", "--held");
    WRONG("min-alive must be a number", &fixture_find, "x", "--min-alive", "nan");
    WRONG("min-alive must be from 0 to 1", &fixture_find, "x", "--min-alive", "1.1");
    WRONG("stage must be one of: buyer, regular, lapsed", &fixture_find, "x", "--stage", "buye");
    WRONG("stage must be one of", &fixture_find, "x", "--stage", "");
    WRONG("since must be a day", &fixture_find, "x", "--since", "31.2.2026");
    WRONG("since must be a day", &fixture_find, "x", "--since", "22.11.26");
    WRONG("since must be a day", &fixture_find, "x", "--since", "22/11.2026");
    WRONG("held must be true or false", &fixture_find, "x", "--held=perhaps");
    WRONG("like must be an id", &fixture_find, "x", "--like", "0541234567");
    WRONG("q must be text in UTF-8", &fixture_find, "\xf9\xec\xe5\xed");
    /* what was typed is not repeated: it may be somebody's */
    WRONG("customer must be an id", &fixture_note, "054-1234567", "hello");
    assert_null(strstr(cx->message, "1234567"));
    test_cx_free(cx);
}

static void test_json(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_args *a = mk_args_new(cx, &fixture_find);
    assert_int_equal(mk_args_json(cx, a, MK_S("{\"q\":\"רונית\",\"limit\":5.0,\"min_alive\":0.5,\"held\":true,\"since\":null}")), 0);
    assert_int_equal(mk_args_end(cx, a), 0);
    assert_str(mk_arg_text(a, "q"), "רונית");
    assert_int_equal(mk_arg_int(a, "limit"), 5);
    assert_true(mk_arg_real(a, "min-alive") == 0.5);
    assert_int_equal(mk_arg_int(a, "held"), 1);
    assert_false(mk_arg_has(a, "since"));

    static const struct { const char *body, *says; } wrong[] = {
        { "{", "not JSON: line 1" }, { "[]", "must be a JSON object" }, { "\"q\"", "must be a JSON object" }, { "{\"q\":1,\"q\":2}", "not JSON" },
        { "{\"qq\":1}", "unknown parameter qq" }, { "{\"limit\":\"five\"}", "whole number" }, { "{\"limit\":5.5}", "whole number" },
        { "{\"limit\":true}", "whole number" }, { "{\"held\":2}", "true or false" },
        { "{\"q\":5}", "q is text" }, { "{\"q\":true}", "q is text" }, { "{\"since\":20261122}", "since is text" }, { "{\"q\":\"a\\u0000b\"}", "not JSON" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        a = mk_args_new(cx, &fixture_find);
        int rc = mk_args_json(cx, a, mk_str_of(wrong[i].body));
        assert_int_equal(rc, MK_EINVAL);
        if (!strstr(cx->message, wrong[i].says)) fail_msg("%s said: %s", wrong[i].body, cx->message);
    }
    test_cx_free(cx);
}

static void test_query(void **state)
{
    (void)state;
    mk_cx *cx = test_cx();
    mk_args *a = mk_args_new(cx, &fixture_find);
    const char *skip[] = { "lang", NULL };
    assert_int_equal(mk_args_query(cx, a, MK_S("q=%D7%A8%D7%95+%2B&lang=he&&min_alive=1&held"), skip), 0);
    assert_int_equal(mk_args_end(cx, a), 0);
    assert_str(mk_arg_text(a, "q"), "רו +");
    assert_int_equal(mk_arg_int(a, "held"), 1);
    assert_true(mk_arg_real(a, "min-alive") == 1);
    static const char *const wrong[] = { "q=%D", "q=%zz", "q=%00", "q=1&q=2", "lang2=he", "%=1", "q=%ff" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        a = mk_args_new(cx, &fixture_find);
        assert_int_equal(mk_args_query(cx, a, mk_str_of(wrong[i]), skip), MK_EINVAL);
    }
    mk_str s;
    assert_true(mk_url_decode(cx->arena, MK_S("a+b%20c"), false, &s));
    assert_str(s, "a+b c");
    test_cx_free(cx);
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const names[] = { "customer", "import", "today" };
    assert_string_equal(mk_nearest(MK_S("custmoer"), names, 3), "customer");
    assert_string_equal(mk_nearest(MK_S("cust"), names, 3), "customer");
    assert_string_equal(mk_nearest(MK_S("tody"), names, 3), "today");
    assert_null(mk_nearest(MK_S("elephant"), names, 3));
    assert_null(mk_nearest(MK_S(""), names, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), cmocka_unit_test(test_words_wrong), cmocka_unit_test(test_json), cmocka_unit_test(test_query),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
