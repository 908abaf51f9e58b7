/* SPDX-License-Identifier: Apache-2.0
 * Reading JSON: what is JSON and what is not, against a reader that others wrote; that no digit is lost, whenever memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>
#include "cx.h"
#include "fault.h"
#include "jsonr.h"
#include "rng.h"

static const char *const right[] = {
    "{}", "[]", "null", "true", " false ", "0", "-0", "12", "-12.5e+3", "1E9", "0.1", "\"\"", "\"א\\u05d0\\ud83d\\ude00\\n\\\"\\/\"", "[1,[2,[3]],{\"a\":null}]",
    "{\"a\":1,\"b\":[true,false],\"c\":{\"d\":\"e\"}}", "\t[\n1 ,\r2 ]", "9223372036854775807", "123456789012345678901234567890", "{\"\":0}",
};
static const char *const wrong[] = {
    "", " ", "{", "[", "]", "}", "[1,]", "[,1]", "{,}", "{\"a\":1,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1 \"b\":2}", "[1 2]", "01", "-", "+1", ".5", "1.", "1e", "1e+",
    "nul", "truex", "True", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "\"\x01\"", "\"\xff\"", "\"\xc0\x80\"",
    "\"\xed\xa0\x80\"", "{\"a\":1,\"a\":2}", "[1]]", "1 2", "'a'", "NaN", "/**/1",
};

static void known(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (!mk_json_read(a, mk_str_of(right[i]), NULL)) fail_msg("refused: %s", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (mk_json_read(a, mk_str_of(wrong[i]), NULL)) fail_msg("taken: %s", wrong[i]);
    assert_null(mk_json_read(a, (mk_str){ "\"a\0b\"", 5 }, NULL));
    char deep[2 * MK_JSON_DEPTH + 4];
    for (int d = MK_JSON_DEPTH; d <= MK_JSON_DEPTH + 1; d++) {
        memset(deep, '[', (size_t)d);
        memset(deep + d, ']', (size_t)d);
        assert_true((mk_json_read(a, (mk_str){ deep, 2 * (size_t)d }, NULL) != NULL) == (d <= MK_JSON_DEPTH));
    }
    const mk_json *j = mk_json_read(a, MK_S("{\"id\":9007199254740993,\"name\":\"ר\\u05d5נית\",\"list\":[1.10, {\"x\":[]}],\"no\":null}"), NULL);
    assert_int_equal(j->n, 4);
    assert_true(mk_str_eqz(mk_json_get(j, "id")->text, "9007199254740993"));            /* no double in between */
    assert_true(mk_str_eqz(mk_json_text(mk_json_get(j, "name")), "רונית"));
    assert_true(mk_str_eqz(mk_json_get(j, "list")->text, "[1.10, {\"x\":[]}]"));        /* as it is written */
    assert_true(mk_str_eqz(mk_json_get(j, "list")->first->text, "1.10"));
    assert_null(mk_json_get(j, "nosuch"));
    assert_int_equal(mk_json_text(mk_json_get(j, "id")).n, 0);
    assert_null(mk_json_get(mk_json_get(j, "id"), "x"));
    size_t at;
    assert_null(mk_json_read(a, MK_S("{\"a\": x}"), &at));
    assert_int_equal(at, 6);
    mk_arena_free(a);
}

static void same(const mk_json *j, const json_t *t)
{
    static const json_type type[] = { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_INTEGER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
    json_type want = json_typeof(t) == JSON_REAL ? JSON_INTEGER : json_typeof(t);
    assert_int_equal(type[j->type], want);
    size_t i = 0;
    if (j->type == MK_JSON_STRING) {
        assert_int_equal(j->text.n, json_string_length(t));
        assert_memory_equal(j->text.p, json_string_value(t), j->text.n);
    } else if (j->type == MK_JSON_ARRAY) {
        for (const mk_json *m = j->first; m; m = m->next) same(m, json_array_get(t, i++));
        assert_int_equal(i, json_array_size(t));
    } else if (j->type == MK_JSON_OBJECT) {
        for (const mk_json *m = j->first; m; m = m->next, i++) same(m, json_object_getn(t, m->key.p, m->key.n));
        assert_int_equal(i, json_object_size(t));
    }
}

/* Texts made by changing right ones a little: both readers say the same of each, and read the same. */
static void as_another_reader(void **state)
{
    (void)state;
    static const char pieces[] = "{}[]\",:\\u0eE+-.123tfn \n\x80\xd7\x90";
    mk_rng r = mk_rng_seed(7);
    size_t taken = 0;
    for (int round = 0; round < 60000; round++) {
        mk_arena *a = mk_arena_new();
        char t[128];
        const char *from = right[mk_rng_below(&r, sizeof right / sizeof *right)];
        size_t n = strlen(from);
        memcpy(t, from, n);
        for (uint64_t k = mk_rng_below(&r, 4); k && n; k--) {
            size_t at = (size_t)mk_rng_below(&r, n);
            char c = pieces[mk_rng_below(&r, sizeof pieces - 1)];
            if (mk_rng_below(&r, 3) == 0) { memmove(t + at, t + at + 1, --n - at); continue; }
            if (mk_rng_below(&r, 2)) { memmove(t + at + 1, t + at, n - at); n++; }
            t[at] = c;
        }
        const mk_json *j = mk_json_read(a, (mk_str){ t, n }, NULL);
        json_error_t e;
        json_t *k = json_loadb(t, n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);
        bool limits = !k && (json_error_code(&e) == json_error_numeric_overflow);       /* its numbers are of 64 bits, ours are text */
        if (!limits && !j != !k) fail_msg("%.*s: %s here, %s there", (int)n, t, j ? "taken" : "refused", k ? "taken" : e.text);
        if (j && k) { same(j, k); taken++; }
        json_decref(k);
        mk_arena_free(a);
    }
    assert_true(taken > 10000);
}

static int read_it(mk_cx *cx, void *arg)
{
    const mk_json *j = mk_json_read(cx->arena, MK_S("{\"name\":\"a\\u05d0b\", \"id\":1234567890123456789, \"l\":[1,2,3]}"), NULL);
    assert_non_null(j);                     /* whole, or not at all */
    assert_true(mk_str_eqz(mk_json_get(j, "id")->text, "1234567890123456789"));
    assert_int_equal(mk_json_text(mk_json_get(j, "name")).n, 4);
    *(int *)arg = 1;
    return 0;
}

static void memory_runs_out(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    for (int n = 1;; n++) {
        int whole = 0;
        mk_fault_arm(MK_FAULT_ALLOC, n);
        int rc = mk_cx_guard(&cx, read_it, &whole);
        mk_fault_arm(MK_FAULT_ALLOC, 0);
        assert_true(rc == 0 ? whole : rc == MK_ENOMEM && !whole);
        if (rc == 0) { assert_true(n > 5); break; }
    }
    mk_arena_free(a);
}

static void many_names(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    for (int twice = 0; twice < 2; twice++) {
        mk_buf b = mk_buf_on(a);
        for (int i = 0; i < 5000; i++) mk_buf_printf(&b, "%c\"name %d\":%d", i ? ',' : '{', i, i);
        mk_buf_printf(&b, twice ? ",\"name 4000\":1}" : "}");
        const mk_json *j = mk_json_read(a, mk_buf_str(&b), NULL);
        assert_true((j != NULL) == !twice);
    }
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(known), cmocka_unit_test(as_another_reader), cmocka_unit_test(memory_runs_out), cmocka_unit_test(many_names) };
    return cmocka_run_group_tests_name("jsonr", tests, NULL, NULL);
}
