/* SPDX-License-Identifier: Apache-2.0
 * Names: tokens, compatibility, skeletons across scripts (measured), names of nobody. */
#include "shared.h"
#include "name.h"
#include "utf8.h"

static mk_arena *arena;
static int start(void **state) { (void)state; arena = mk_arena_new(); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static void tokens(void **state)
{
    (void)state;
    static const struct { const char *text, *tokens; bool company; } t[] = {
        { "", "", 0 }, { "רונית לפידור", "רונית|לפידור", 0 }, { "Ronit LAPIDOR", "ronit|lapidor", 0 }, { "ד\"ר רונית לפידור", "רונית|לפידור", 0 },
        { "ד״ר רונית לפידור", "רונית|לפידור", 0 }, { "גב' כהן", "כהנ", 0 }, { "גב׳ רות כהן", "רות|כהנ", 0 }, { "מר משה כהן", "משה|כהנ", 0 },
        { "משה מר", "משה|מר", 0 }, { "מר", "מר", 0 }, { "Mr. John O'Brien", "john|obrien", 0 }, { "Dr.Cohen", "cohen", 0 },
        { "עו\"ד דנה לוי", "דנה|לוי", 0 }, { "משפ' כהן", "כהנ", 0 }, { "יצחק כהן ז\"ל", "יצחק|כהנ", 0 }, { "הרב יוסף", "יוספ", 0 },
        { "לוי-כהן", "לוי|כהנ", 0 }, { "לוי־כהן", "לוי|כהנ", 0 }, { "לוי – כהן", "לוי|כהנ", 0 },
        { "דוד בן גוריון", "דוד|בנגוריונ", 0 }, { "דוד בן-גוריון", "דוד|בנגוריונ", 0 }, { "David Ben-Gurion", "david|bengurion", 0 },
        { "אבו-חצירה", "אבוחצירה", 0 }, { "Ludwig van der Berg", "ludwig|vanderberg", 0 }, { "כהן בן", "כהנ|בנ", 0 },
        { "שיר-אל שפירה", "שיראל|שפירה", 0 }, { "Al-Sayed", "alsayed", 0 }, { "ד. כהן", "ד|כהנ", 0 }, { "ד.כהן", "ד|כהנ", 0 },
        { "י.ל. פרץ", "י|ל|פרצ", 0 }, { "כהן, דוד", "כהנ|דוד", 0 }, { "כהן,דוד", "כהנ|דוד", 0 }, { "משה (מוישה) כהן", "משה|מוישה|כהנ", 0 },
        { "ג׳ורג׳ שוורץ", "גורג|שורצ", 0 }, { "אלון בע\"מ", "אלונ", 1 }, { "אלון בע״מ", "אלונ", 1 }, { "אלון בע.מ.", "אלונ", 1 }, { "Alon Ltd.", "alon", 1 },
        { "עיריית חיפה", "עירית|חיפה", 1 }, { "עירית כהן", "עירית|כהנ", 0 }, { "עמותת יד שרה", "עמותת|יד|שרה", 1 }, { "יד שרה ע\"ר", "יד|שרה", 1 },
        { "קרן לוי", "קרנ|לוי", 0 }, { "א ב ג ד ה ו ז ח ט י", "א|ב|ג|ד|ה|ו|ז|ח", 0 }, { "!!!", "", 0 }, { "José María", "jose|maria", 0 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_name n = mk_name_of(arena, mk_str_of(t[i].text));
        mk_buf b = mk_buf_on(arena);
        for (int k = 0; k < n.n; k++) {
            if (k) mk_buf_c(&b, '|');
            mk_buf_str_add(&b, n.token[k]);
        }
        if (!mk_str_eqz(mk_buf_str(&b), t[i].tokens) || n.company != t[i].company)
            fail_msg("\"%s\": %.*s%s", t[i].text, MK_SARG(mk_buf_str(&b)), n.company ? ", company" : "");
    }
    mk_name both = mk_name_of(arena, MK_S("רונית Lapidor"));
    assert_true(both.hebrew && both.latin);
    mk_name one = mk_name_of(arena, MK_S("רונית"));
    assert_true(one.hebrew && !one.latin);
}

static void compatible(void **state)
{
    (void)state;
    static const struct { const char *x, *y; bool want; } t[] = {
        { "רונית לפידור", "לפידור רונית", 1 }, { "רונית לפידור", "רונית לפידור-בלו", 1 }, { "ר. לפידור", "רונית לפידור", 1 },
        { "רונית", "רונית לפידור", 1 }, { "", "רונית", 1 }, { "!!", "רונית", 1 }, { "רונית לפידור", "Ronit Lapidor", 1 },
        { "רונית Lapidor", "Ronit Lapidor", 1 }, { "דוד כהן", "כהן ד'", 1 }, { "בן כהן", "כהן בן", 1 }, { "שיר אל שפירה", "שיר-אל שפירה", 1 },
        { "יעל שוורץ", "יעל שורץ", 1 }, { "ד\"ר יעל שורץ", "יעל שורץ", 1 }, { "בן-דוד יוסי", "יוסי בנדוד", 1 }, { "David Cohen", "COHEN, David", 1 },
        { "נועה כהן", "יוסי כהן", 0 }, { "נועה כהן", "נ כהן", 1 }, { "נועה כהן", "י כהן", 0 }, { "דוד דוד", "דוד כהן", 0 }, { "כהן לוי", "כהן כהן", 0 },
        { "Noa Cohen", "Yossi Cohen", 0 }, { "רונית לפידור", "רונית כהן", 0 }, { "דוד כהן David", "דוד לוי", 0 }, { "א ב", "אבי כהן", 0 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_name x = mk_name_of(arena, mk_str_of(t[i].x)), y = mk_name_of(arena, mk_str_of(t[i].y));
        if (mk_name_compatible(&x, &y) != t[i].want || mk_name_compatible(&y, &x) != t[i].want) fail_msg("\"%s\" and \"%s\"", t[i].x, t[i].y);
        assert_true(mk_name_compatible(&x, &x));
    }
}

static void skeletons(void **state)
{
    (void)state;
    static const char *same[][4] = {
        { "רונית", "Ronit" }, { "לפידור", "Lapidor" }, { "כהן", "Cohen", "Kohen" }, { "יצחק", "Itzhak", "Yitzhak", "Isaac" }, { "שרה", "Sarah", "Sara" },
        { "חיים", "Haim", "Chaim" }, { "צבי", "Zvi", "Tzvi" }, { "גבריאל", "Gabriel", "Gavriel" }, { "דוד", "David", "דויד", "דוויד" },
        { "לוי", "Levi", "Levy" }, { "אברהם", "Avraham", "Abraham" }, { "משה", "Moshe" }, { "יוסף", "Yosef", "Yossef" }, { "מיכאל", "Michael" },
        { "רחל", "Rachel" }, { "שלמה", "Shlomo" }, { "פנחס", "Pinchas" }, { "אסתר", "Esther", "Ester" }, { "נועה", "Noa", "Noah" },
        { "אלכסנדר", "Alexander" }, { "תמר", "Tamar" }, { "הדס", "Hadas" }, { "ויקטור", "Victor", "Viktor" }, { "תקוה", "Tikva" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (int k = 1; k < 4 && same[i][k]; k++) {
            mk_str x = mk_name_skeleton(arena, mk_str_of(same[i][0])), y = mk_name_skeleton(arena, mk_str_of(same[i][k]));
            if (!mk_str_eq(x, y)) fail_msg("%s %.*s, %s %.*s", same[i][0], MK_SARG(x), same[i][k], MK_SARG(y));
        }
    static const char *differ[][2] = { { "רונית", "לפידור" }, { "דנה", "Ronit" }, { "כהן", "Levi" }, { "משה", "Sarah" } };
    for (size_t i = 0; i < sizeof differ / sizeof *differ; i++)
        assert_false(mk_str_eq(mk_name_skeleton(arena, mk_str_of(differ[i][0])), mk_name_skeleton(arena, mk_str_of(differ[i][1]))));
    assert_int_equal(mk_name_skeleton(arena, MK_S("")).n, 0);
    assert_int_equal(mk_name_skeleton(arena, MK_S("אה")).n, 0);
}

/* Full names of Wikidata in both scripts: tokens in the same place are the same name, mostly. */
static void skeletons_measured(void **state)
{
    (void)state;
    mk_str all = shared_file(arena, "data/identity/hebrew/wd_hebrew_pairs.tsv"), line;
    int pairs = 0, agree = 0;
    while (next_line(&all, &line)) {
        mk_arena_mark m = mk_arena_here(arena);
        mk_str en = mk_fold_key(arena, cut(&line, '\t')), he = mk_fold_key(arena, line);
        int blanks = 0;
        for (size_t i = 0; i < en.n; i++) blanks += en.p[i] == ' ';
        for (size_t i = 0; i < he.n; i++) blanks -= he.p[i] == ' ';
        while (blanks == 0 && en.n) {
            pairs++;
            agree += mk_str_eq(mk_name_skeleton(arena, cut(&en, ' ')), mk_name_skeleton(arena, cut(&he, ' ')));
        }
        mk_arena_rewind(arena, m);
    }
    print_message("# %d of %d token pairs agree: %.1f %%\n", agree, pairs, 100.0 * agree / pairs);
    assert_true(pairs > 80000);
    assert_true(agree > pairs * 0.8);
}

static void nobody(void **state)
{
    (void)state;
    static const char *yes[] = { "לקוח מזדמן", "לקוחות שונים", "לקוח כללי", "קופה", "קופה 2", "מזומן", "לקוח  מזדמן - סניף א", "לקוח מזדמן 1", "walk-in",
                                 "Walk-In Customer", "CASH CUSTOMER", "cash", "Guest", "אורח", "\"לקוח מזדמן\"", "ללא שם", "N/A" };
    static const char *no[] = { "", "רונית לפידור", "קופל כהן", "Cash Johnny", "Johnny Cash", "כללי דוד", "Guest Edgar", "מזומן יעקב", "123" };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!mk_name_nobody(arena, mk_str_of(yes[i]), MK_S("7000"))) fail_msg("\"%s\" is somebody", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (mk_name_nobody(arena, mk_str_of(no[i]), MK_S("7000"))) fail_msg("\"%s\" is nobody", no[i]);
}

/* Who is called by his number is somebody; a till, and a number that is not his, is not. */
static void numbered(void **state)
{
    (void)state;
    static const struct { const char *name, *number; bool nobody; } c[] = {
        { "לקוח 7000", "7000", false }, { "לקוח 7000", "", false }, { "7000 לקוח", "7000", false }, { "לקוח מס' 7000", "7000", false }, { "לקוחה 12", "12", false },
        { "Customer 12", "0012", false }, { "Customer #12", "12", false }, { "customer no. 12", "C12", false }, { "client 55", "55", false },
        { "CLIENT 55", "91", false }, { "מזדמן 3", "3", false }, { "לקוח מזדמן 41", "41", false }, { "Guest 0007", "7", false }, { "Walk-In Customer 9", "9", false },
        { "לקוח", "7000", true }, { "לקוח 0", "0", true }, { "Customer 000", "", true }, { "מזדמן 3", "", true }, { "לקוח מזדמן 1", "7000", true },
        { "client", "5", true }, { "קופה 2", "2", true }, { "cash 4", "4", true }, { "לקוחות שונים 5", "5", true }, { "לקוח מזדמן - סניף 3", "3", true },
        { "Guest 8", "C-108", true },
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        if (mk_name_nobody(arena, mk_str_of(c[i].name), mk_str_of(c[i].number)) != c[i].nobody)
            fail_msg("\"%s\" of number \"%s\" is %s", c[i].name, c[i].number, c[i].nobody ? "somebody" : "nobody");
        assert_true(mk_name_stands_in(arena, mk_str_of(c[i].name)));
    }
    assert_false(mk_name_stands_in(arena, MK_S("רונית 7000")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(tokens), T(compatible), T(skeletons), T(skeletons_measured), T(nobody), T(numbered),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
