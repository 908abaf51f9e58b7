/* SPDX-License-Identifier: Apache-2.0
 * Money and quantities: spellings, what is refused, round trips, junk. */
#include "shared.h"
#include "amount.h"
#include "rng.h"

static void money(void **state)
{
    (void)state;
    static const struct { const char *text; bool comma; int64_t minor; const char *currency; } t[] = {
        { "1,234.50", 0, 123450, "" }, { "1.234,50", 0, 123450, "" }, { "1.234,50", 1, 123450, "" }, { "1,234.50", 1, 123450, "" },
        { "₪ 1,234", 0, 123400, "ILS" }, { "1,234 ₪", 0, 123400, "ILS" }, { "₪1,234.5", 0, 123450, "ILS" }, { "₪-5", 0, -500, "ILS" },
        { "-₪5", 0, -500, "ILS" }, { "5- ₪", 0, -500, "ILS" }, { "₪ 5-", 0, -500, "ILS" }, { "(12.00)", 0, -1200, "" }, { "(₪12)", 0, -1200, "ILS" },
        { "₪ (12)", 0, -1200, "ILS" }, { "12.00-", 0, -1200, "" }, { "+12", 0, 1200, "" }, { "−7", 0, -700, "" }, { "-£3", 0, -300, "GBP" },
        { "£3.5", 0, 350, "GBP" }, { "NIS 5", 0, 500, "ILS" }, { "5 nis", 0, 500, "ILS" }, { "ILS5", 0, 500, "ILS" }, { "5 ש\"ח", 0, 500, "ILS" },
        { "5 ש״ח", 0, 500, "ILS" }, { "5 ש''ח", 0, 500, "ILS" }, { "5שח", 0, 500, "ILS" }, { "100 שקלים", 0, 10000, "ILS" },
        { "$8.00", 0, 800, "USD" }, { "US$8", 0, 800, "USD" }, { "USD 8", 0, 800, "USD" }, { "8 €", 0, 800, "EUR" }, { "₪5 NIS", 0, 500, "ILS" },
        { "1 234,5", 0, 123450, "" }, { "1\u00a0234,56", 0, 123456, "" }, { "1'234.56", 0, 123456, "" }, { "1’234.56", 0, 123456, "" },
        { "1,234", 0, 123400, "" }, { "1,234", 1, 123, "" }, { "1.234", 0, 123, "" }, { "1.234", 1, 123400, "" },
        { "1,234,567", 0, 123456700, "" }, { "1.234.567", 0, 123456700, "" }, { "1.234.567,89", 0, 123456789, "" },
        { "0,123", 0, 12, "" }, { "0.005", 0, 1, "" }, { "0.0049", 0, 0, "" }, { "-0.005", 0, -1, "" }, { "1234,567", 0, 123457, "" },
        { "12,5", 0, 1250, "" }, { "12,50", 0, 1250, "" }, { ".5", 0, 50, "" }, { "5.", 0, 500, "" }, { "0", 0, 0, "" }, { "-0", 0, 0, "" },
        { "'12", 0, 1200, "" }, { "\u200f₪\u200f12", 0, 1200, "ILS" }, { "  7  ", 0, 700, "" },
        { "1e+05", 0, 10000000, "" }, { "1.978e+03", 0, 197800, "" }, { "-1.978E+03", 1, -197800, "" }, { "₪ 5e-01", 0, 50, "ILS" },
        { "92233720368547758.07", 0, INT64_MAX, "" }, { "-92,233,720,368,547,758.07", 0, -INT64_MAX, "" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        int64_t v = -1;
        char cur[4] = "";
        if (!mk_money_parse(mk_str_of(t[i].text), t[i].comma, &v, cur)) fail_msg("\"%s\" is refused", t[i].text);
        if (v != t[i].minor || strcmp(cur, t[i].currency) != 0) fail_msg("\"%s\": %lld %s", t[i].text, (long long)v, cur);
    }
    static const char *bad[] = {
        "", " ", "-", "₪", "()", "(", "--5", "-5-", "-(5)", "(-5)", "5 items", "5%", "abc", "1,23,456", "1,2345.6", "1.2.3", "1,2,3", "1..2", "1.,2",
        "12 34", "1 2345", "1,234.567,8", "1.234,567.8", "$5 €", "₪5 USD", "1e5", "12E5", "1e+99", "e+5", "1e+", "0x10", "92233720368547758.08", "99999999999999999999", ".", ",", "1-2",
        "12/3", "05-12", "1'2345", "1 234'567", "nan", "5 5", "NIS",
        "000000000000000000000000000000000000000000000000000000000000000000000000001",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t v = 77;
        char cur[4] = "XYZ";
        if (mk_money_parse(mk_str_of(bad[i]), false, &v, cur)) fail_msg("\"%s\" is taken as %lld", bad[i], (long long)v);
        assert_int_equal(v, 77);
        assert_string_equal(cur, "XYZ");
    }
}

static void quantity(void **state)
{
    (void)state;
    static const struct { const char *text; bool comma; int64_t v; } t[] = {
        { "1.5", 0, 15000 }, { "1", 0, 10000 }, { "-2", 0, -20000 }, { "2-", 0, -20000 }, { "1,000", 0, 10000000 }, { "1,000", 1, 10000 },
        { "0.12345", 0, 1235 }, { "0.00004", 0, 0 }, { "1,5", 0, 15000 }, { "(3)", 0, -30000 }, { "1.234", 1, 12340000 },
    };
    int64_t v;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_true(mk_quantity_parse(mk_str_of(t[i].text), t[i].comma, &v));
        assert_int_equal(v, t[i].v);
    }
    assert_false(mk_quantity_parse(MK_S("₪5"), false, &v));
    assert_false(mk_quantity_parse(MK_S("2 kg"), false, &v));
    assert_false(mk_quantity_parse(MK_S(""), false, &v));
}

/* Whatever is written out is read back, in each of the ways people write it. */
static void round_trips(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(3);
    char z[32], w[96];
    for (int k = 0; k < 200000; k++) {
        int64_t v = (int64_t)(mk_rng_next(&r) >> mk_rng_below(&r, 60));
        if (v == INT64_MIN) continue;
        if (k % 2) v = -v;
        mk_money_text(v, z);
        int64_t got = 0;
        char cur[4] = "";
        assert_true(mk_money_parse(mk_str_of(z), k % 3 == 0, &got, cur));
        assert_true(got == v);
        /* with thousands, a trailing minus and a currency */
        char *digits = z + (v < 0);
        size_t whole = strlen(digits) - 3, n = 0;
        char sep = ",. '"[k % 4], dec = k % 4 == 1 ? ',' : '.';
        for (size_t i = 0; i < whole; i++) {
            if (i && (whole - i) % 3 == 0) w[n++] = sep;
            w[n++] = digits[i];
        }
        n += (size_t)snprintf(w + n, sizeof w - n, "%c%s%s ₪", dec, digits + whole + 1, v < 0 ? "-" : "");
        if (!mk_money_parse((mk_str){ w, n }, false, &got, cur)) fail_msg("\"%.*s\"", (int)n, w);
        assert_true(got == v);
        assert_string_equal(cur, "ILS");
    }
    assert_string_equal(mk_money_text(123450, z), "1234.50");
    assert_string_equal(mk_money_text(-5, z), "-0.05");
    assert_string_equal(mk_money_text(0, z), "0.00");
    assert_string_equal(mk_money_text(INT64_MIN, z), "-92233720368547758.08");
}

static void junk(void **state)
{
    (void)state;
    static const char *piece[] = { "1", "23", "456", ",", ".", " ", "-", "+", "(", ")", "₪", "$", "'", "NIS", "ש\"ח", "\xff", "\0", "e", "%", "\u200f", "€" };
    mk_rng r = mk_rng_seed(9);
    int taken = 0;
    for (int k = 0; k < 300000; k++) {
        char z[128];
        size_t n = 0, parts = mk_rng_below(&r, 9);
        for (size_t i = 0; i < parts; i++) {
            const char *p = piece[mk_rng_below(&r, sizeof piece / sizeof *piece)];
            size_t len = *p ? strlen(p) : 1;
            memcpy(z + n, p, len);
            n += len;
        }
        int64_t v;
        char cur[4] = "", text[32];
        if (!mk_money_parse((mk_str){ z, n }, false, &v, cur)) continue;
        taken++;
        int64_t again;
        assert_true(mk_money_parse(mk_str_of(mk_money_text(v, text)), false, &again, cur));
        assert_true(v == again);
    }
    assert_true(taken > 3000);
}

/* Shares and products of money go to the nearest coin, halves away from zero, whichever of the two is below it. */
static void nearest_coin(void **state)
{
    (void)state;
    static const struct { int64_t total, quantity, each; } t[] = {
        { 1000, 30000, 333 }, { 2000, 30000, 667 }, { 5, 20000, 3 }, { -5, 20000, -3 }, { 5, -20000, -3 }, { -5, -20000, 3 }, { 4, 30000, 1 }, { -1, 20000, -1 },
        { 1, 30000, 0 }, { 999, 10000, 999 }, { 199, 15000, 133 }, { 200, 15000, 133 }, { 700, 0, 0 }, { INT64_MAX / 4, 1, 0 }, { 7, INT64_MIN, 0 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) assert_int_equal(mk_money_each(t[i].total, t[i].quantity), t[i].each);
    int64_t v = 42;
    assert_true(mk_money_times(15000, 333, &v) && v == 500);
    assert_true(mk_money_times(-15000, 333, &v) && v == -500);
    assert_true(mk_money_times(12345, 1, &v) && v == 1);
    assert_true(mk_money_times(15000, 1, &v) && v == 2);
    assert_true(mk_money_times(-15000, 1, &v) && v == -2);
    assert_false(mk_money_times(INT64_MAX, INT64_MAX, &v));
    assert_false(mk_money_times(INT64_MIN, INT64_MAX, &v));
    mk_rng r = mk_rng_seed(4);
    for (int k = 0; k < 100000; k++) {          /* never further than half a coin, and of two as near the one further from zero */
        __int128 n = (__int128)(int64_t)mk_rng_next(&r) * (int64_t)mk_rng_below(&r, 1000000);
        int64_t d = (int64_t)(mk_rng_next(&r) >> mk_rng_below(&r, 60)) | 1;
        if (k % 2) d = -(d / 2) - 1;
        if (!mk_money_divide(n, d, &v)) continue;
        __int128 off = n - (__int128)v * d, by = d < 0 ? -(__int128)d : d;
        if (off < 0) off = -off;
        assert_true(2 * off <= by);
        if (2 * off == by) assert_true((v < 0 ? -(__int128)v : v) * by > (n < 0 ? -n : n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money), cmocka_unit_test(quantity), cmocka_unit_test(round_trips), cmocka_unit_test(junk), cmocka_unit_test(nearest_coin),
    };
    return cmocka_run_group_tests_name("amount", tests, NULL, NULL);
}
