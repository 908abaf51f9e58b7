/* SPDX-License-Identifier: Apache-2.0
 * Numbers and moments as they are written: the shortest text that reads back the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <cmocka.h>
#include "clock.h"
#include "jsonw.h"

static const char *written(mk_arena *a, double v)
{
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_real(&w, v);
    return mk_arena_z(a, mk_buf_str(&b));
}

static void known_numbers(void **state)
{
    static const struct { double v; const char *text; } are[] = {
        { 0, "0" }, { -0.0, "-0" }, { 1, "1" }, { -1, "-1" }, { 0.1, "0.1" }, { -0.25, "-0.25" }, { 0.3, "0.3" }, { 0.1 + 0.2, "0.30000000000000004" },
        { 1e6, "1000000" }, { 123456789, "123456789" }, { 999999999999999, "999999999999999" }, { 1e15, "1e+15" }, { 1e22, "1e+22" },
        { 1234567.891, "1234567.891" }, { 4.35, "4.35" }, { 0.0001, "0.0001" }, { 0.00012345, "0.00012345" }, { 1e-5, "1e-05" }, { 1.5e-7, "1.5e-07" },
        { 1.0 / 3, "0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" }, { 9007199254740993.0, "9007199254740992" },
        { DBL_MAX, "1.7976931348623157e+308" }, { DBL_MIN, "2.2250738585072014e-308" }, { 5e-324, "5e-324" }, { 0.1234567890123456, "0.1234567890123456" },
        { INFINITY, "null" }, { -INFINITY, "null" }, { NAN, "null" },
    };
    (void)state;
    mk_arena *a = mk_arena_new();
    for (size_t i = 0; i < sizeof are / sizeof *are; i++) assert_string_equal(written(a, are[i].v), are[i].text);
    mk_arena_free(a);
}

/* How many digits, without sign, point, exponent, and zeros at either end. */
static int digits_of(const char *t)
{
    char d[64];
    int n = 0;
    for (; *t && *t != 'e'; t++)
        if (*t >= '0' && *t <= '9' && (n || *t != '0')) d[n++] = *t;
    while (n && d[n - 1] == '0') n--;
    return n;
}

static int fewest(double v)
{
    char t[40];
    for (int prec = 1;; prec++) {
        snprintf(t, sizeof t, "%.*e", prec - 1, v);
        if (prec == 17 || strtod(t, NULL) == v) return digits_of(t);
    }
}

static void shortest_and_back(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    mk_arena *a = mk_arena_new();
    for (int i = 0; i < 60000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        double v;
        if (i % 3 == 0) memcpy(&v, &x, sizeof v);                                           /* any bits at all */
        else if (i % 3 == 1) v = (double)(x >> 11) / 9007199254740992.0;                    /* a probability */
        else v = (double)(int64_t)(x >> (14 + x % 40)) / pow(10, (double)(x / 7 % 16));     /* a decimal */
        if (!isfinite(v)) continue;
        mk_arena_mark m = mk_arena_here(a);
        const char *t = written(a, v);
        double back = strtod(t, NULL);
        assert_memory_equal(&back, &v, sizeof v);
        if (digits_of(t) != fewest(v)) fail_msg("%s has %d digits, %d are enough", t, digits_of(t), fewest(v));
        mk_arena_rewind(a, m);
    }
    mk_arena_free(a);
}

/* Byte by byte, as RFC 8259 and the head of jsonw.h say it. */
static void slowly(mk_buf *b, mk_str s)
{
    mk_buf_c(b, '"');
    for (size_t i = 0; i < s.n;) {
        uint8_t c = (uint8_t)s.p[i];
        size_t len = mk_json_utf8(s.p + i, s.n - i);
        if (!len) mk_buf_add(b, "\xef\xbf\xbd", 3);
        else if (c == '\n') mk_buf_add(b, "\\n", 2);
        else if (c == '\t') mk_buf_add(b, "\\t", 2);
        else if (c == '\r') mk_buf_add(b, "\\r", 2);
        else if (c < 0x20) mk_buf_printf(b, "\\u%04x", c);
        else {
            if (c == '"' || c == '\\') mk_buf_c(b, '\\');
            mk_buf_add(b, s.p + i, len);
        }
        i += len ? len : 1;
    }
    mk_buf_c(b, '"');
}

/* Text goes by eight bytes at a time: whatever it is made of, and however it lies in them, it is written as byte by byte. */
static void text_of_every_kind(void **state)
{
    static const char *const piece[] = { "א", "ת", "ם", "שלום", "a", "Ronit", " ", "7", "\"", "\\", "\n", "\t", "\x01", "\x1f", "\x7f", "é", "₪", "–", "😀",
                                         "\xd7", "\xd6", "\x90", "\xff", "\xd7\xd7", "\xe2\x82", "ְ", "״", "0123456789" };
    enum { PIECES = sizeof piece / sizeof *piece };
    (void)state;
    uint64_t x = 88172645463325252u;
    mk_arena *a = mk_arena_new();
    for (int i = 0; i < 200000; i++) {
        mk_arena_mark m = mk_arena_here(a);
        mk_buf text = mk_buf_on(a), want = mk_buf_on(a), got = mk_buf_on(a);
        for (int n = i % 24; n > 0; n--) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            mk_buf_str_add(&text, mk_str_of(piece[(x >> 20) % (i & 1 ? PIECES : 8)]));      /* half of them of letters alone */
        }
        mk_jsonw w = mk_jsonw_on(&got);
        mk_json_str(&w, mk_buf_str(&text));
        slowly(&want, mk_buf_str(&text));
        assert_int_equal(got.n, want.n);
        assert_memory_equal(got.p, want.p, want.n);
        mk_arena_rewind(a, m);
    }
    mk_arena_free(a);
}

static void moments(void **state)
{
    (void)state;
    char t[32], want[64];
    assert_string_equal(mk_moment_text(0, t), "1970-01-01T00:00:00Z");
    assert_string_equal(mk_moment_text(-1, t), "1969-12-31T23:59:59Z");
    assert_string_equal(mk_moment_text(INT64_C(1781783999999999), t), "2026-06-18T11:59:59Z");
    assert_string_equal(mk_day_text(mk_day_of(1, 1, 1), t), "0001-01-01");
    assert_string_equal(mk_day_text(mk_day_of(9999, 12, 31), t), "9999-12-31");
    assert_string_equal(mk_day_text(mk_day_of(12345, 6, 7), t), "12345-06-07");
    for (int32_t day = -800000; day < 3000000; day += 97) {
        mk_civil c = mk_civil_of_day(day);
        snprintf(want, sizeof want, "%04d-%02d-%02d", c.year, c.month, c.day);
        assert_string_equal(mk_day_text(day, t), want);
        snprintf(want, sizeof want, "%04d-%02d-%02dT07:08:09Z", c.year, c.month, c.day);
        assert_string_equal(mk_moment_text(day * MK_DAY + (7 * 3600 + 8 * 60 + 9) * MK_SECOND, t), want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(known_numbers), cmocka_unit_test(shortest_and_back), cmocka_unit_test(text_of_every_kind), cmocka_unit_test(moments) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
