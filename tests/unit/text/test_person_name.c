/* SPDX-License-Identifier: Apache-2.0
 * Reading a name into given and family names, and how near two names are: words first, then whole names. */
#include "shared.h"
#include "person_name.h"
#include "rng.h"
#include "vec.h"

static mk_arena *arena;
static mk_words *words;
static int start(void **state) { (void)state; arena = mk_arena_new(); words = mk_words_new(arena, NULL); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

/* "given given? | family", a word that may be either marked by '?' */
static mk_str shape(const mk_person_name *p)
{
    mk_buf b = mk_buf_on(arena);
    for (int i = 0; i < p->n; i++) {
        if (i) mk_buf_c(&b, ' ');
        if (i == p->givens) mk_buf_str_add(&b, MK_S("| "));
        mk_buf_str_add(&b, p->word[i]->key);
        if (i >= p->middle && i < p->givens) mk_buf_c(&b, '?');
    }
    return mk_buf_str(&b);
}

static void reading(void **state)
{
    (void)state;
    static const struct { const char *text, *shape; uint32_t titles; mk_gender gender; } t[] = {
        { "רונית לפידור", "רונית | לפידור", 0, 0 }, { "ד\"ר רונית לפידור-בלו", "רונית | לפידור בלו", MK_TITLE_DOCTOR, 0 },
        { "כהן, דוד", "דוד | כהנ", 0, 0 }, { "כהן , דוד משה", "דוד משה | כהנ", 0, 0 }, { "גב' רות כהן", "רות | כהנ", MK_TITLE_MRS, MK_GENDER_FEMALE },
        { "מר משה כהן", "משה | כהנ", MK_TITLE_MR, MK_GENDER_MALE }, { "עו\"ד דנה לוי", "דנה | לוי", MK_TITLE_LAWYER, 0 },
        { "רו״ח דנה לוי", "דנה | לוי", MK_TITLE_ACCOUNTANT, 0 }, { "הרב פרופ' יוסף כהן", "יוספ | כהנ", MK_TITLE_RABBI | MK_TITLE_PROFESSOR, 0 },
        { "Mrs. Dana Levi", "dana | levi", MK_TITLE_MRS, MK_GENDER_FEMALE }, { "Dr. David M. Cohen Jr.", "david m? | cohen", MK_TITLE_DOCTOR | MK_TITLE_JUNIOR, 0 },
        { "דוד בן גוריון", "דוד | בנגוריונ", 0, 0 }, { "בן כהן", "בנ | כהנ", 0, 0 }, { "בר רפאלי", "בר | רפאלי", 0, 0 }, { "רונית", "רונית", 0, 0 },
        { "בת שבע כהן", "בתשבע | כהנ", 0, 0 }, { "אנה-מריה כהן", "אנה מריה | כהנ", 0, 0 }, { "דוד משה כהן", "דוד משה? | כהנ", 0, 0 }, { "", "", 0, 0 },
        { "משפחת כהן", "כהנ", MK_TITLE_FAMILY, 0 }, { "ג'ורג' ד. כהן-לוי", "גורג ד? | כהנ לוי", 0, 0 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_person_name p = mk_person_name_of(words, mk_str_of(t[i].text));
        if (!mk_str_eqz(shape(&p), t[i].shape) || p.titles != t[i].titles || p.gender != t[i].gender)
            fail_msg("\"%s\": %.*s, titles %x, gender %d", t[i].text, MK_SARG(shape(&p)), p.titles, p.gender);
    }
    mk_person_name two = mk_person_name_parts(words, MK_S("ד\"ר אנה מריה"), MK_S("לוי כהן"));
    assert_str(shape(&two), "אנה מריה | לוי כהנ");
    mk_person_name one = mk_person_name_parts(words, MK_S("דוד כהן"), MK_S(""));
    assert_str(shape(&one), "דוד | כהנ");
}

static mk_name_level level_of(const char *x, const char *y)
{
    return mk_word_compare(words, mk_words_put(words, mk_str_of(x)), mk_words_put(words, mk_str_of(y)));
}

static void word_levels(void **state)
{
    (void)state;
    static const struct { const char *x, *y; mk_name_level want; } t[] = {
        { "דוד", "דוד", MK_NAME_EXACT }, { "כהן", "כהנ", MK_NAME_EXACT }, { "ח'אלד", "חאלד", MK_NAME_EXACT }, { "שוורץ", "שורץ", MK_NAME_EXACT },
        { "דוד", "דויד", MK_NAME_SPELLING }, { "אהרון", "אהרן", MK_NAME_SPELLING }, { "נועה", "נעה", MK_NAME_SPELLING }, { "שרון", "שרן", MK_NAME_SPELLING },
        { "מיכאל", "מיקי", MK_NAME_NICKNAME }, { "יוסף", "יוסי", MK_NAME_NICKNAME }, { "ביבי", "בני", MK_NAME_SIBLING }, { "robert", "bob", MK_NAME_NICKNAME },
        { "william", "bill", MK_NAME_NICKNAME }, { "יצחק", "isaac", MK_NAME_NICKNAME }, { "ד", "דוד", MK_NAME_INITIAL }, { "d", "david", MK_NAME_INITIAL },
        { "ד", "david", MK_NAME_INITIAL }, { "ד", "משה", MK_NAME_OTHER }, { "לפידור", "לפידורר", MK_NAME_TYPO_NEAR }, { "לפידור", "לפדיור", MK_NAME_TYPO_NEAR },
        { "שרון", "שירן", MK_NAME_NEIGHBOUR }, { "דנה", "רונית", MK_NAME_OTHER }, { "רון", "רן", MK_NAME_OTHER }, { "עומר", "עומרי", MK_NAME_NEIGHBOUR }, { "תמר", "תומר", MK_NAME_NEIGHBOUR }, { "שרה", "שירה", MK_NAME_NEIGHBOUR },
        { "מיכל", "מיכאל", MK_NAME_NEIGHBOUR }, { "michael", "מיכל", MK_NAME_NEIGHBOUR }, { "רונית", "רונת", MK_NAME_SPELLING },
        { "אורי", "אור", MK_NAME_NEIGHBOUR }, { "פרד", "רפד", MK_NAME_TYPO_NEAR },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_name_level a = level_of(t[i].x, t[i].y), b = level_of(t[i].y, t[i].x);
        if (a != t[i].want || b != a) fail_msg("%s %s: %s, %s", t[i].x, t[i].y, mk_name_level_text(a), mk_name_level_text(b));
    }
}

static void name_levels(void **state)
{
    (void)state;
    static const struct { const char *x, *y; mk_names_level want; } t[] = {
        { "רונית לפידור", "רונית לפידור", MK_NAMES_SAME }, { "רונית לפידור", "לפידור רונית", MK_NAMES_SWAPPED }, { "כהן, דוד", "דוד כהן", MK_NAMES_SAME },
        { "דוד כהן", "דויד כהן", MK_NAMES_SAME }, { "דוד משה כהן", "דוד כהן", MK_NAMES_MORE }, { "רונית לפידור-בלו", "רונית בלו", MK_NAMES_MORE },
        { "שיר אל שפירה", "שיראל שפירה", MK_NAMES_SAME }, { "בן דוד יוסי", "יוסי בנדוד", MK_NAMES_SWAPPED }, { "ד. כהן", "דוד כהן", MK_NAMES_INITIAL },
        { "כהן ד'", "דוד כהן", MK_NAMES_INITIAL }, { "יוסי כהן", "יוסף כהן", MK_NAMES_NICKNAME }, { "כהן יוסי", "יוסף כהן", MK_NAMES_NICKNAME },
        { "רונית לפידור", "רונית לפידורר", MK_NAMES_TYPO }, { "רונית", "רונית לפידור", MK_NAMES_PART }, { "רונית לפידור", "רונית כהן", MK_NAMES_GIVEN },
        { "נועה כהן", "יוסי כהן", MK_NAMES_FAMILY }, { "נועה כהן", "יוסי לוי", MK_NAMES_OTHER }, { "", "יוסי לוי", MK_NAMES_MISSING },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_person_name x = mk_person_name_of(words, mk_str_of(t[i].x)), y = mk_person_name_of(words, mk_str_of(t[i].y));
        mk_name_match a = mk_person_name_compare(words, &x, &y), b = mk_person_name_compare(words, &y, &x);
        if (a.level != t[i].want || b.level != a.level) fail_msg("%s, %s: %s, %s", t[i].x, t[i].y, mk_names_level_text(a.level), mk_names_level_text(b.level));
    }
}

/* On real names of both scripts, cut, joined and misspelt at random: either order gives the same, a name is the same as itself, and no level is
 * out of the list. */
static void laws(void **state)
{
    (void)state;
    mk_vec(mk_str) pool = { 0 };
    mk_str he = shared_file(arena, "data/identity/hebrew/dday_hebrew_first_names.txt"), both = shared_file(arena, "data/identity/hebrew/wd_hebrew_pairs.tsv"), line;
    while (next_line(&he, &line)) *mk_vec_push(arena, &pool) = line;
    while (next_line(&both, &line)) {
        *mk_vec_push(arena, &pool) = cut(&line, '\t');
        *mk_vec_push(arena, &pool) = line;
    }
    mk_rng r = mk_rng_seed(11);
    mk_person_name name[600];
    for (int i = 0; i < 600; i++) {
        mk_str s = pool.p[mk_rng_below(&r, pool.n)];
        if (i % 3 == 1) {                               /* two of them at once */
            mk_str t = pool.p[mk_rng_below(&r, pool.n)];
            s = mk_arena_printf(arena, "%.*s%s%.*s", MK_SARG(s), mk_rng_below(&r, 2) ? "-" : ", ", MK_SARG(t));
        }
        if (i % 3 == 2 && i > 3) {                      /* the one before the last but a little different: bytes moved or gone */
            s = mk_arena_dup(arena, s);
            size_t at = mk_rng_below(&r, s.n + 1);
            s = mk_rng_below(&r, 2) ? mk_str_sub(s, 0, at) : mk_str_sub(s, at, s.n);
        }
        name[i] = mk_person_name_of(words, s);
        assert_true(name[i].middle <= name[i].givens && name[i].givens <= name[i].n && name[i].n <= MK_NAME_TOKENS);
    }
    for (int i = 0; i < 600; i++)
        for (int k = 0; k <= i; k++) {
            mk_name_match a = mk_person_name_compare(words, &name[i], &name[k]), b = mk_person_name_compare(words, &name[k], &name[i]);
            assert_true(a.level < MK_NAMES_LEVELS && a.given < MK_NAME_LEVELS && a.family < MK_NAME_LEVELS);
            if (a.level != b.level || a.given != b.given || a.family != b.family || a.swapped != b.swapped || a.more != b.more || a.rest_differs != b.rest_differs)
                fail_msg("%.*s; %.*s: %s %s %s, %s %s %s", MK_SARG(shape(&name[i])), MK_SARG(shape(&name[k])), mk_names_level_text(a.level),
                         mk_name_level_text(a.given), mk_name_level_text(a.family), mk_names_level_text(b.level), mk_name_level_text(b.given), mk_name_level_text(b.family));
            if (i == k && name[i].n) assert_int_equal(a.level, MK_NAMES_SAME);
            if (i == k) continue;
            for (int x = 0; x < name[i].n; x++)
                for (int y = 0; y < name[k].n; y++)
                    assert_int_equal(mk_word_compare(words, name[i].word[x], name[k].word[y]), mk_word_compare(words, name[k].word[y], name[i].word[x]));
        }
    assert_string_equal(mk_name_level_text(MK_NAME_MISSING), "missing");
    assert_string_equal(mk_names_level_text(MK_NAMES_MISSING), "missing");
}

/* A household in two scripts is two people; one person in two scripts is one. */
static void two_scripts(void **state)
{
    (void)state;
    static const struct { const char *x, *y; bool differ; } t[] = {
        { "אבי לפידור", "Gila Lapidor", true }, { "אבי לפידור", "Lapidor Gila", true }, { "גילה לפידור", "Gila Lapidor", false }, { "לפידור גילה", "Gila Lapidor", false },
        { "יוסף כהן", "Yossi Cohen", false }, { "ד\"ר יצחק לוי", "Isaac Levy", false }, { "רונית לפידור-בלו", "Ronit Lapidor", false }, { "ר. לפידור", "Ronit Lapidor", false },
        { "דוד כהן", "Sarah Cohen", true }, { "משה לוי", "Michal Levi", true }, { "לפידור", "Gila Lapidor", false }, { "", "Gila Lapidor", false }, { "רונית כהן", "דוד כהן", true },
    };
    mk_words *w = NULL;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (mk_names_differ(arena, &w, mk_str_of(t[i].x), mk_str_of(t[i].y)) != t[i].differ || mk_names_differ(arena, &w, mk_str_of(t[i].y), mk_str_of(t[i].x)) != t[i].differ)
            fail_msg("\"%s\" and \"%s\" should be %s", t[i].x, t[i].y, t[i].differ ? "two" : "one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(reading), T(word_levels), T(name_levels), T(laws), T(two_scripts),
    };
    return cmocka_run_group_tests_name("person name", tests, NULL, NULL);
}
