/* SPDX-License-Identifier: Apache-2.0
 * Charsets: the tables against iconv, detection, streaming, visual order, repair. */
#include "shared.h"
#include <iconv.h>
#include "charset.h"
#include "rng.h"
#include "utf8.h"

static mk_arena *arena;
static int start(void **state) { (void)state; arena = mk_arena_new(); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static mk_str decoded(mk_charset c, mk_str bytes, uint64_t *bad)
{
    mk_buf out = mk_buf_on(arena);
    uint64_t none = 0;
    assert_int_equal(mk_charset_decode(c, bytes, &out, bad ? bad : &none), bytes.n);
    return mk_buf_str(&out);
}

/* UTF-8 to another charset by the C library. */
static mk_str encoded(const char *charset, mk_str s)
{
    iconv_t cd = iconv_open(charset, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    char *from = mk_arena_z(arena, s), *to = mk_arena_alloc(arena, 4 * s.n + 8), *at = to;
    size_t left = s.n, room = 4 * s.n + 8;
    assert_int_equal(iconv(cd, &from, &left, &at, &room), 0);
    iconv(cd, NULL, NULL, &at, &room);
    iconv_close(cd);
    return (mk_str){ to, (size_t)(at - to) };
}

static void tables_against_iconv(void **state)
{
    (void)state;
    static const struct { mk_charset c; const char *name; } t[] = {
        { MK_CS_1255, "CP1255" }, { MK_CS_8859_8, "ISO-8859-8" }, { MK_CS_862, "CP862" }, { MK_CS_1252, "CP1252" },
    };
    for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
        int known = 0;
        for (int b = 0; b < 256; b++) {
            /* a letter behind it makes iconv let go of a byte that it might have to compose */
            char in[2] = { (char)b, 'x' }, out[16], *from = in, *to = out;
            size_t left = 2, room = sizeof out;
            iconv_t cd = iconv_open("UTF-8", t[k].name);
            assert_true(cd != (iconv_t)-1);
            bool is = iconv(cd, &from, &left, &to, &room) == 0;
            iconv_close(cd);
            uint64_t bad = 0;
            mk_str got = decoded(t[k].c, (mk_str){ in, 2 }, &bad);
            if (t[k].c == MK_CS_1255 && b == 0xca) {
                assert_str(got, "\u05bax");         /* holam haser for vav: browsers know it, iconv does not */
                continue;
            }
            if (is) {
                assert_int_equal(bad, 0);
                assert_true(mk_str_eq(got, (mk_str){ out, (size_t)(to - out) }));
                known++;
            } else {
                assert_int_equal(bad, 1);
                assert_str(got, "\ufffdx");
            }
        }
        assert_true(known > 200);
    }
}

static void names(void **state)
{
    (void)state;
    static const struct { const char *name; mk_charset c; } t[] = {
        { "Windows-1255", MK_CS_1255 }, { "cp1255", MK_CS_1255 }, { "ISO-8859-8-I", MK_CS_8859_8 }, { "iso_8859-8", MK_CS_8859_8 },
        { "CP862", MK_CS_862 }, { "IBM862", MK_CS_862 }, { "utf8", MK_CS_UTF8 }, { "UTF-16LE", MK_CS_UTF16LE }, { "latin1", MK_CS_1252 },
    };
    mk_charset c;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_true(mk_charset_named(mk_str_of(t[i].name), &c));
        assert_int_equal(c, t[i].c);
    }
    for (int i = 0; i <= MK_CS_1252; i++) {
        assert_true(mk_charset_named(mk_str_of(mk_charset_name((mk_charset)i)), &c));
        assert_int_equal(c, i);
    }
    assert_false(mk_charset_named(MK_S("koi8-r"), &c));
    assert_false(mk_charset_named(MK_S(""), &c));
    assert_false(mk_charset_named(MK_S("1255; drop"), &c));
}

static const char *hebrew = "שם,טלפון,עיר\nרונית לפידור,054-1234567,תל אביב\nיוסף כהן,03-5551234,ירושלים\nמרים אברהם,,חולון\n";
static const char *sheqel = "שם;סכום\nרונית;₪ 12\n“דן”;₪ 7\n";

static void detection(void **state)
{
    (void)state;
    mk_str he = mk_str_of(hebrew);
    struct { mk_str bytes; mk_charset c; size_t bom; bool visual; } t[] = {
        { MK_S("plain ascii\n"), MK_CS_UTF8, 0, false },
        { MK_S(""), MK_CS_UTF8, 0, false },
        { he, MK_CS_UTF8, 0, false },
        { mk_str_sub(he, 0, 7), MK_CS_UTF8, 0, false },                         /* cut within a letter */
        { mk_arena_printf(arena, "\ufeff%s", hebrew), MK_CS_UTF8, 3, false },
        { encoded("UTF-16LE", he), MK_CS_UTF16LE, 0, false },
        { encoded("UTF-16BE", he), MK_CS_UTF16BE, 0, false },
        { encoded("UTF-16LE", mk_arena_printf(arena, "\ufeff%s", hebrew)), MK_CS_UTF16LE, 2, false },
        { encoded("UTF-16BE", mk_arena_printf(arena, "\ufeff%s", hebrew)), MK_CS_UTF16BE, 2, false },
        { encoded("CP1255", mk_str_of(sheqel)), MK_CS_1255, 0, false },
        { encoded("ISO-8859-8", he), MK_CS_8859_8, 0, false },
        { encoded("CP862", he), MK_CS_862, 0, false },
        { encoded("CP862", MK_S("רודיפל תינור\nןהכ ףסוי\nםיוסמ רבד\n")), MK_CS_862, 0, true },
        { encoded("CP1255", MK_S("רודיפל תינור\nןהכ ףסוי\n")), MK_CS_8859_8, 0, true },
        { MK_S("ןהכ ףסוי"), MK_CS_UTF8, 0, true },
        { encoded("CP1252", MK_S("Zoë Müller, Café André, Ångström, señor, garçon – “naïve” élève à Noël")), MK_CS_1252, 0, false },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_charset_guess g = mk_charset_of(t[i].bytes);
        if (g.charset != t[i].c || g.bom != t[i].bom || g.visual != t[i].visual)
            fail_msg("case %zu: %s, mark %zu, visual %d", i, mk_charset_name(g.charset), g.bom, g.visual);
    }
}

/* In pieces of any size the same text comes out. */
static void streaming(void **state)
{
    (void)state;
    mk_str text = mk_arena_printf(arena, "%s%s😀 end", hebrew, "ŠšŽž €");
    static const struct { mk_charset c; const char *name; } t[] = {
        { MK_CS_UTF8, "UTF-8" }, { MK_CS_UTF16LE, "UTF-16LE" }, { MK_CS_UTF16BE, "UTF-16BE" },
    };
    for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
        mk_str bytes = encoded(t[k].name, text);
        for (size_t piece = 4; piece < 40; piece++) {
            mk_buf out = mk_buf_on(arena);
            uint64_t bad = 0;
            size_t i = 0, last = 1;
            while (i < bytes.n && last) i += last = mk_charset_decode(t[k].c, mk_str_sub(bytes, i, i + piece), &out, &bad);
            assert_int_equal(i, bytes.n);
            assert_int_equal(bad, 0);
            assert_true(mk_str_eq(mk_buf_str(&out), text));
        }
    }
    uint64_t bad = 0;
    assert_str(decoded(MK_CS_UTF8, MK_S("a\xff" "b\xd7" "c"), &bad), "a\ufffdb\ufffdc");
    assert_int_equal(bad, 2);
    bad = 0;
    assert_str(decoded(MK_CS_UTF16LE, MK_S("\x00\xdc\x41\x00\x00\xd8\x42\x00"), &bad), "\ufffdA\ufffdB");
    assert_int_equal(bad, 2);
    mk_buf out = mk_buf_on(arena);
    assert_int_equal(mk_charset_decode(MK_CS_UTF16LE, MK_S("A\0\x3d\xd8"), &out, &bad), 2);
    assert_int_equal(mk_charset_decode(MK_CS_UTF16LE, MK_S("A\0\x3d"), &out, &bad), 2);
    assert_int_equal(mk_charset_decode(MK_CS_UTF8, MK_S("A\xf0\x9f\x98"), &out, &bad), 1);
}

static void visual(void **state)
{
    (void)state;
    static const char *t[][2] = {
        { "", "" }, { "Sony 123", "Sony 123" }, { "רודיפל תינור", "רונית לפידור" },
        { "054-1234567 :ןופלט", "טלפון: 054-1234567" }, { "12/03/2024 ךיראת", "תאריך 12/03/2024" },
        { "מ\"עב (2020) ןולא", "אלון (2020) בע\"מ" }, { "[טקיורפ]", "[פרויקט]" },
        { "רוחש iPhone 12 רישכמ", "מכשיר iPhone 12 שחור" }, { "Coca Cola קובקב", "בקבוק Coca Cola" },
        { "34 12 רפסמ", "מספר 12 34" }, { "50% החנה", "הנחה 50%" }, { "1,234.50 ₪ כ\"הס", "סה\"כ ₪ 1,234.50" },
        { "'רג 250 ןוחט הפק", "קפה טחון 250 גר'" }, { "a@b.co.il ראוד", "דואר a@b.co.il" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) assert_str(mk_visual_to_logical(arena, mk_str_of(t[i][0])), t[i][1]);
    /* twice is as before, where there are no two numbers or Latin words side by side */
    static const char *back[] = { "רונית לפידור", "תאריך 12/03/2024 (שני)", "קפה טחון 250 גר'" };
    for (size_t i = 0; i < sizeof back / sizeof *back; i++)
        assert_str(mk_visual_to_logical(arena, mk_visual_to_logical(arena, mk_str_of(back[i]))), back[i]);
}

static void repair(void **state)
{
    (void)state;
    mk_str got;
    assert_true(mk_charset_repair(arena, MK_S("úåéì"), &got));
    assert_str(got, "תויל");
    assert_true(mk_charset_repair(arena, MK_S("øåðéú Sony 12"), &got));
    assert_str(got, "רונית Sony 12");
    /* UTF-8 read as windows-1255, with the undefined bytes passed as control characters */
    static const char *words[] = { "רונית לפידור", "שלום, עולם", "תל אביב – יפו", "מנכ״ל" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int k = 0; k < 2; k++) {
            mk_buf wrong = mk_buf_on(arena);
            for (size_t j = 0; words[i][j]; j++) {
                uint64_t bad = 0;
                mk_buf one = mk_buf_on(arena);
                mk_charset_decode(k ? MK_CS_1255 : MK_CS_1252, (mk_str){ words[i] + j, 1 }, &one, &bad);
                if (bad) mk_buf_utf8(&wrong, (unsigned char)words[i][j]);
                else mk_buf_str_add(&wrong, mk_buf_str(&one));
            }
            assert_true(mk_charset_repair(arena, mk_buf_str(&wrong), &got));
            assert_str(got, words[i]);
        }
    static const char *right[] = { "", "abc", "רונית", "ג׳ורג׳", "צ׳“פס”", "Zoë", "élève à Noël", "Café", "naïve été", "è", "₪ 12", "שָׁלוֹם", "日本", "5×3÷2" };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) assert_false(mk_charset_repair(arena, mk_str_of(right[i]), &got));
}

/* The same shop in three writings: names of the DOS file, made logical, are those of the clean one. */
static void sample_files(void **state)
{
    (void)state;
    mk_str clean = shared_file(arena, "data/openformat/synthetic_clean_iso8859-8/OPENFRMT/51999901.26/01050930/BKMVDATA.TXT");
    mk_str dos = shared_file(arena, "data/openformat/synthetic_dos_cp862_visual/OPENFRMT/51999901.26/01050930/BKMVDATA.TXT");
    mk_charset_guess g = mk_charset_of(mk_str_sub(clean, 0, 65536)), h = mk_charset_of(mk_str_sub(dos, 0, 65536));
    assert_int_equal(g.charset, MK_CS_8859_8);
    assert_false(g.visual);
    assert_int_equal(h.charset, MK_CS_862);
    assert_true(h.visual);
    mk_str x, y;
    int n = 0, items = 0;
    while (next_line(&clean, &x) && next_line(&dos, &y)) {
        bool card = mk_str_starts(x, MK_S("B110")), line = mk_str_starts(x, MK_S("D110"));
        if (!card && !line) continue;
        size_t from = card ? 37 : 93, to = card ? 87 : 123;
        mk_str want = mk_str_trim(decoded(g.charset, mk_str_sub(x, from, to), NULL));
        mk_str got = mk_str_trim(mk_visual_to_logical(arena, mk_str_trim(decoded(h.charset, mk_str_sub(y, from, to), NULL))));
        if (!mk_str_eq(want, got)) fail_msg("\"%.*s\" for \"%.*s\"", MK_SARG(got), MK_SARG(want));
        n += card;
        items += line;
    }
    assert_true(n > 50 && items > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(tables_against_iconv), T(names), T(detection), T(streaming), T(visual), T(repair), T(sample_files),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
