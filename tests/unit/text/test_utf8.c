/* SPDX-License-Identifier: Apache-2.0
 * UTF-8 and folding. */
#include "shared.h"
#include "rng.h"
#include "utf8.h"

static mk_arena *arena;
static int start(void **state) { (void)state; arena = mk_arena_new(); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static void reading(void **state)
{
    (void)state;
    static const struct { const char *bytes; uint32_t cp[6]; int n; bool valid; } t[] = {
        { "a", { 'a' }, 1, true }, { "א", { 0x5d0 }, 1, true }, { "€", { 0x20ac }, 1, true }, { "😀", { 0x1f600 }, 1, true },
        { "\xef\xbf\xbd", { 0xfffd }, 1, true },
        { "\xff", { 0xfffd }, 1, false }, { "\xc0\x80", { 0xfffd, 0xfffd }, 2, false },             /* overlong */
        { "\xe0\x80\x80", { 0xfffd, 0xfffd, 0xfffd }, 3, false },
        { "\xed\xa0\x80", { 0xfffd, 0xfffd, 0xfffd }, 3, false },                                    /* surrogate */
        { "\xf4\x90\x80\x80", { 0xfffd, 0xfffd, 0xfffd, 0xfffd }, 4, false },                        /* above 10FFFF */
        { "\xd7", { 0xfffd }, 1, false }, { "\xd7" "a", { 0xfffd, 'a' }, 2, false },
        { "\xe2\x82", { 0xfffd, 0xfffd }, 2, false }, { "\xf0\x9f\x98", { 0xfffd, 0xfffd, 0xfffd }, 3, false },
    };
    for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
        mk_str s = mk_str_of(t[k].bytes);
        size_t i = 0;
        for (int j = 0; j < t[k].n; j++) assert_int_equal(mk_utf8_next(s, &i), t[k].cp[j]);
        assert_int_equal(i, s.n);
        assert_int_equal(mk_utf8_valid(s), t[k].valid);
    }
    assert_true(mk_utf8_valid(MK_S("")));
    assert_true(mk_utf8_valid(MK_S("plain text that is longer than a word שלום")));
    assert_false(mk_utf8_valid(MK_S("plain text that is longer than a word \x80")));
    assert_str(mk_utf8_first(MK_S("שלום עולם"), 4), "שלום");
    assert_str(mk_utf8_first(MK_S("שלום"), 40), "שלום");
    assert_str(mk_utf8_first(MK_S("שלום"), 0), "");
}

static void folding_text(void **state)
{
    (void)state;
    static const char *t[][2] = {
        { "", "" }, { "   ", "" }, { "Hello  World ", "hello world" }, { "\tא\n\nב\r\n", "א ב" },
        { "שָׁלוֹם", "שלום" },                                  /* niqqud */
        { "בְּרֵאשִׁ֖ית", "בראשית" },                            /* and cantillation */
        { "תל־אביב", "תל אביב" }, { "תל-אביב", "תל אביב" }, { "תל – אביב", "תל אביב" }, { "תל—אביב", "תל אביב" },
        { "ג׳ורג׳", "ג'ורג'" }, { "ג’ורג‘", "ג'ורג'" }, { "ג´ורג`", "ג'ורג'" }, { "ג′", "ג'" },
        { "צה״ל", "צה\"ל" }, { "צה”ל", "צה\"ל" }, { "צה''ל", "צה\"ל" }, { "צה׳׳ל", "צה\"ל" }, { "צה″ל", "צה\"ל" }, { "צה„ל", "צה\"ל" },
        { "\u200fשלום\u200e", "שלום" }, { "\ufeffשלום", "שלום" }, { "\u202bשלום\u202c", "שלום" }, { "ש\u00adל", "של" },
        { "א\u00a0ב", "א ב" }, { "א\u202fב", "א ב" }, { "א\u3000ב", "א ב" },
        { "װ ױ ײ", "וו וי יי" }, { "ײַ", "יי" }, { "יִ", "י" }, { "ﭏ", "אל" }, { "שׁ", "ש" }, { "ﬠ", "ע" },
        { "CAFÉ", "cafe" }, { "Café", "cafe" }, { "Straße", "strasse" }, { "Łódź", "lodz" }, { "Søren", "soren" },
        { "ﬁnd", "find" }, { "Ⅳ", "iv" }, { "１２３", "123" }, { "™", "tm" }, { "½", "1/2" }, { "İstanbul", "istanbul" },
        { "ΣΊΣΥΦΟΣ", "σισυφοσ" }, { "Ёлка", "елка" }, { "مُحَمَّد", "محمد" }, { "한국", "한국" }, { "हिन्दी", "हिन्दी" },
        { "a\xff" "b", "a\xef\xbf\xbd" "b" }, { "\xd7", "\xef\xbf\xbd" },
        { "רחוב הרצל 5, ת\"א", "רחוב הרצל 5, ת\"א" }, { "מ.ש.ל", "מ.ש.ל" }, { "₪ 5", "₪ 5" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) assert_str(mk_fold_text(arena, mk_str_of(t[i][0])), t[i][1]);
}

static void folding_keys(void **state)
{
    (void)state;
    static const char *same[][4] = {
        { "שורץ", "שוורץ", "שוורצ" }, { "וקנין", "ווקנין" }, { "וייס", "ויס", "ווייס", "ויײס" },
        { "בן דוד", "בן-דוד", "בן־דוד", " בן  דוד " }, { "ג'קי", "גקי", "ג׳קי", "ג’קי" }, { "יעל", "יָעֵל" },
        { "צה\"ל", "צה״ל", "צהל", "צה''ל" }, { "O'Brien", "OBRIEN", "o’brien" }, { "מ.ש.ל", "משל" }, { "שלום!", "שלום", "(שלום)" },
        { "קרית", "קריית" }, { "תקוה", "תקווה" }, { "Zoë", "zoe" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (int k = 1; k < 4 && same[i][k]; k++)
            assert_true(mk_str_eq(mk_fold_key(arena, mk_str_of(same[i][0])), mk_fold_key(arena, mk_str_of(same[i][k]))));
    static const char *t[][2] = {
        { "שלום עולם", "שלומ עולמ" }, { "ךםןףץ", "כמנפצ" }, { "יי", "י" }, { "יוו", "יו" }, { "ו ו", "ו ו" }, { "\"'", "" }, { "!?", "" },
        { "- a -", "a" }, { "ללכת", "ללכת" },           /* only vav and yod are doubled in writing */
        { "דירה 12/3", "דירה 123" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) assert_str(mk_fold_key(arena, mk_str_of(t[i][0])), t[i][1]);
    static const char *differ[][2] = { { "ביטון", "בוטון" }, { "חסון", "חסן" }, { "כהן", "כוהן" }, { "בן דוד", "בנדוד" } };
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++)
        assert_false(mk_str_eq(mk_fold_key(arena, mk_str_of(differ[i][0])), mk_fold_key(arena, mk_str_of(differ[i][1]))));
}

/* What is folded stays: over random code points of the blocks that matter, and over random bytes. */
static void folding_twice(void **state)
{
    (void)state;
    static const uint32_t block[][2] = {
        { 0, 0x7f }, { 0x590, 0x5ff }, { 0xfb00, 0xfb4f }, { 0x2000, 0x206f }, { 0x80, 0x24f }, { 0x300, 0x36f }, { 0x600, 0x6ff },
        { 0x1100, 0x11ff }, { 0xac00, 0xd7a3 }, { 0x900, 0x97f }, { 0x2100, 0x218f }, { 0xff00, 0xffef }, { 0x1f000, 0x1f9ff }, { 0, 0x2fff },
    };
    mk_rng r = mk_rng_seed(11);
    for (int round = 0; round < 60000; round++) {
        mk_arena_mark m = mk_arena_here(arena);
        mk_buf b = mk_buf_on(arena);
        bool parts = false;                 /* letters that join when the mark between them goes: Hangul, and Indian vowels */
        int n = (int)mk_rng_below(&r, 12);
        for (int i = 0; i < n; i++) {
            const uint32_t *k = block[mk_rng_below(&r, sizeof block / sizeof *block)];
            if (mk_rng_below(&r, 12) == 0) mk_buf_c(&b, (char)mk_rng_next(&r));
            else mk_buf_utf8(&b, k[0] + (uint32_t)mk_rng_below(&r, k[1] - k[0] + 1));
            parts |= k[1] > 0x900;
        }
        mk_str once = mk_fold_text(arena, mk_buf_str(&b)), twice = mk_fold_text(arena, once);
        if (!mk_str_eq(once, twice)) {
            for (size_t i = 0; i < b.n; ) print_message("U+%04X ", mk_utf8_next(mk_buf_str(&b), &i));
            fail_msg("folded once \"%.*s\", twice \"%.*s\"", MK_SARG(once), MK_SARG(twice));
        }
        assert_true(mk_utf8_valid(once));
        mk_str key = mk_fold_key(arena, mk_buf_str(&b));
        if (!parts && !mk_str_eq(key, mk_fold_key(arena, key))) {
            for (size_t i = 0; i < b.n; ) print_message("U+%04X ", mk_utf8_next(mk_buf_str(&b), &i));
            fail_msg("key \"%.*s\"", MK_SARG(key));
        }
        assert_true(mk_str_eq(key, mk_fold_key(arena, once)));
        mk_arena_rewind(arena, m);
    }
}

/* A name is what can be seen of it. */
static void shown(void **state)
{
    (void)state;
    static const struct { const char *is, *shown; } t[] = {
        { "Dana Levi", "Dana Levi" }, { "  דנה  ", "דנה" }, { "\u200f\u200f", "" }, { "\u202eivaL\u202c Dana", "ivaL Dana" }, { "דנה\nלוי", "דנה לוי" },
        { "\u2067Dana\u2069\ufeff", "Dana" }, { "\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e" }, { "a\x7f", "a" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_str s = mk_shown(arena, mk_str_of(t[i].is));
        if (!mk_str_eqz(s, t[i].shown)) fail_msg("%zu: '%.*s'", i, MK_SARG(s));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reading, start, stop), cmocka_unit_test_setup_teardown(folding_text, start, stop),
        cmocka_unit_test_setup_teardown(folding_keys, start, stop), cmocka_unit_test_setup_teardown(folding_twice, start, stop),
        cmocka_unit_test_setup_teardown(shown, start, stop),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
