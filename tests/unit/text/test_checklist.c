/* SPDX-License-Identifier: Apache-2.0
 * The checklist of identity in Israel: what must be told to be the same, what must be told apart, for names, phones, mail, ids, days and places.
 * The pairs marked "published" are the examples of a commercial Hebrew name matcher (SAS Quality Knowledge Base, Hebrew "Name" match definition). */
#include "shared.h"
#include "amount.h"
#include "clock.h"
#include "contact_key.h"
#include "person_name.h"
#include "place.h"
#include "utf8.h"

static mk_arena *arena;
static mk_words *words;
static int start(void **state) { (void)state; arena = mk_arena_new(); words = mk_words_new(arena, NULL); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static mk_name_match match(const char *x, const char *y)
{
    mk_person_name p = mk_person_name_of(words, mk_str_of(x)), q = mk_person_name_of(words, mk_str_of(y));
    mk_name_match a = mk_person_name_compare(words, &p, &q), b = mk_person_name_compare(words, &q, &p);
    if (a.level != b.level || a.swapped != b.swapped) fail_msg("%s, %s: not symmetric", x, y);
    return a;
}

static void expect(const char *x, const char *y, mk_names_level nearest, mk_names_level farthest)
{
    mk_name_match m = match(x, y);
    if (m.level < nearest || m.level > farthest)
        fail_msg("%s, %s: %s (given %s, family %s)", x, y, mk_names_level_text(m.level), mk_name_level_text(m.given), mk_name_level_text(m.family));
}

static void published_same(void **state)
{
    (void)state;
    static const struct { const char *x, *y; mk_names_level farthest; } t[] = {
        { "דוד משה נתניהו", "דוד ת. נתניהו", MK_NAMES_MORE }, { "דוד משה נתניהו", "דוד נתניהו", MK_NAMES_MORE }, { "דוד ת. נתניהו", "דוד נתניהו", MK_NAMES_MORE },
        { "רונית לפידור-בלו", "רונית בלו", MK_NAMES_MORE }, { "בָרוּךְ נָתַן קֵיְיְ", "ברוך נתן קיי", MK_NAMES_SAME }, { "ח'אלד זשצ'ירינסקי", "חאלד זשצירינסקי", MK_NAMES_SAME },
        { "איתן מ' ר' הלוי", "איתן מ. ר. הלוי", MK_NAMES_SAME }, { "מיקי מורשת", "מיכאל מורשת", MK_NAMES_NICKNAME },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) expect(t[i].x, t[i].y, MK_NAMES_SAME, t[i].farthest);
}

static void folding(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        { "יִצְחָק כֹּהֵן", "יצחק כהן" }, { "יצחק כהן", "יצחק כהנ" }, { "ג׳ורג׳ כהן", "ג'ורג' כהן" }, { "ג'ורג' כהן", "גורג כהן" }, { "לוי־כהן דנה", "לוי-כהן דנה" },
        { "לוי כהן דנה", "לוי-כהן דנה" }, { "\xe2\x80\x8fדנה כהן\xe2\x80\x8e", "דנה כהן" }, { "דנה\xc2\xa0כהן", "דנה כהן" }, { "ז'אן צ'רניחובסקי", "ז׳אן צ׳רניחובסקי" },
        { "ת'אבת עודה", "תאבת עודה" }, { "ד\"ר דנה כהן", "ד״ר דנה כהן" }, { "DANA COHEN", "dana cohen" }, { "José Peréz", "Jose Perez" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) expect(same[i][0], same[i][1], MK_NAMES_SAME, MK_NAMES_SAME);
}

static void spelling(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        { "דויד כהן", "דוד כהן" }, { "אהרון כהן", "אהרן כהן" }, { "שרה לוי", "שרא לוי" }, { "נעה לוי", "נועה לוי" }, { "מרים וייס", "מירים ויס" }, { "יעל שוורץ", "יעל שורץ" },
        { "עומר אוחיון", "עמר אוחיון" }, { "פינחס כהן", "פנחס כהן" }, { "סבטלנה לוי", "סווטלנה לוי" }, { "מוחמד נאסר", "מחמד נאסר" }, { "דבורה כהן", "דברה כהן" },
        { "Sara Cohen", "Sarah Kohen" }, { "Yossef Levi", "Yosef Levy" }, { "Haim Katz", "Chaim Katz" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) expect(same[i][0], same[i][1], MK_NAMES_SAME, MK_NAMES_SAME);
    /* matres tell names apart when little else is there */
    static const char *const apart[][2] = { { "רן לוי", "רון לוי" }, { "רן לוי", "רינה לוי" }, { "דן כהן", "דין כהן" }, { "שיר כהן", "שירה כהן" }, { "גיל כהן", "גילה כהן" } };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) expect(apart[i][0], apart[i][1], MK_NAMES_NICKNAME, MK_NAMES_FAMILY);
}

static void scripts(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        { "רונית לפידור", "Ronit Lapidor" }, { "משה כהן", "Moshe Cohen" }, { "דוד לוי", "David Levi" }, { "יצחק שוורץ", "Yitzhak Schwartz" }, { "חיים וקנין", "Chaim Vaknin" },
        { "מיכאל ברקוביץ", "Michael Berkovich" }, { "אברהם רבינוביץ", "Avraham Rabinovich" }, { "נועה מזרחי", "Noa Mizrahi" }, { "לפידור רונית", "Ronit Lapidor" },
        { "דוד בן גוריון", "David Ben-Gurion" }, { "מוחמד אגבאריה", "Mohammed Agbaria" }, { "רבקה פרץ", "Rivka Peretz" }, { "יעל גולדשטיין", "Yael Goldstein" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) expect(same[i][0], same[i][1], MK_NAMES_SAME, MK_NAMES_SWAPPED);
    expect("יוסי כהן", "Joseph Cohen", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("יצחק כהן", "Isaac Cohen", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("ד. כהן", "David Cohen", MK_NAMES_INITIAL, MK_NAMES_INITIAL);
    static const char *const apart[][2] = {
        { "רבקה כהן", "Rachel Cohen" }, { "משה כהן", "David Cohen" }, { "רונית לפידור", "Ronit Cohen" }, { "יעל לוי", "Noa Levi" }, { "דנה כהן", "Tamar Cohen" },
    };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) expect(apart[i][0], apart[i][1], MK_NAMES_GIVEN, MK_NAMES_OTHER);
}

static void parts_of_names(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        { "יוסי בן דוד", "יוסי בן-דוד" }, { "יוסי בן דוד", "יוסי בנדוד" }, { "Yossi Ben David", "Yossi Ben-David" }, { "Yossi Ben David", "Yossi Bendavid" },
        { "דוד אבו חצירה", "דוד אבוחצירה" }, { "רות דה פריס", "רות דה-פריס" }, { "Ludwig van der Berg", "Ludwig Vanderberg" }, { "שיר אל שפירה", "שיראל שפירה" },
        { "בת שבע כהן", "בת-שבע כהן" }, { "בת שבע כהן", "בתשבע כהן" }, { "סמיר אל-עומר", "סמיר אלעומר" }, { "כהן, דוד", "דוד כהן" }, { "ד\"ר דוד כהן", "דוד כהן" },
        { "עו\"ד דוד כהן", "מר דוד כהן" }, { "Prof. David Cohen", "David Cohen" }, { "משה כהן ז\"ל", "משה כהן" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) expect(same[i][0], same[i][1], MK_NAMES_SAME, MK_NAMES_SAME);
    expect("יוסי בן דוד", "Yossi Bendavid", MK_NAMES_SAME, MK_NAMES_NICKNAME);
    expect("רונית לפידור-בלו", "רונית לפידור", MK_NAMES_MORE, MK_NAMES_MORE);
    expect("רונית לפידור בלו", "רונית לפידור", MK_NAMES_MORE, MK_NAMES_MORE);
    expect("אנה-מריה כהן", "אנה כהן", MK_NAMES_MORE, MK_NAMES_MORE);
    expect("דוד משה כהן", "משה כהן", MK_NAMES_MORE, MK_NAMES_MORE);
    expect("כהן דוד", "דוד כהן", MK_NAMES_SWAPPED, MK_NAMES_SWAPPED);
    expect("כהן משה דוד", "משה כהן", MK_NAMES_MORE, MK_NAMES_MORE);
    expect("ד. כהן", "דוד כהן", MK_NAMES_INITIAL, MK_NAMES_INITIAL);
    expect("D. Cohen", "David Cohen", MK_NAMES_INITIAL, MK_NAMES_INITIAL);
    expect("Bob Smith", "Robert Smith", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("Smith Bill", "William Smith", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("בני כהן", "בנימין כהן", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("אבי כהן", "אברהם כהן", MK_NAMES_NICKNAME, MK_NAMES_NICKNAME);
    expect("רונית לפידור", "רונית לפדיור", MK_NAMES_TYPO, MK_NAMES_TYPO);
    mk_person_name m = mk_person_name_of(words, MK_S("גב' דנה כהן")), d = mk_person_name_of(words, MK_S("ד\"ר דנה כהן"));
    assert_int_equal(m.gender, MK_GENDER_FEMALE);
    assert_int_equal(d.gender, MK_GENDER_UNKNOWN);          /* a doctor is of no sex, and neither is a name */
    assert_int_equal(d.titles, MK_TITLE_DOCTOR);
}

/* One roof, one family name, one phone: not one person. */
static void told_apart(void **state)
{
    (void)state;
    static const char *const household[][2] = {
        { "משה כהן", "דוד כהן" }, { "יוסף לוי", "אברהם לוי" }, { "נועה כהן", "יוסי כהן" }, { "מיכל פרץ", "מאיר פרץ" }, { "שרה כהן", "רחל כהן" }, { "עומר לוי", "נועם לוי" },
        { "Moshe Cohen", "David Cohen" }, { "John Smith", "Peter Smith" }, { "רון לוי", "רן לוי" },
        { "מיכל כהן", "מיכאל כהן" }, { "תמר לוי", "תומר לוי" }, { "שרה לוי", "שירה לוי" }, { "גיל כהן", "גילה כהן" }, { "Michael Cohen", "מיכל כהן" }, { "דן לוי", "דנה לוי" },
    };
    for (size_t i = 0; i < sizeof household / sizeof *household; i++) expect(household[i][0], household[i][1], MK_NAMES_FAMILY, MK_NAMES_FAMILY);
    expect("דוד כהן", "דוד לוי", MK_NAMES_GIVEN, MK_NAMES_GIVEN);
    expect("דוד כהן", "משה לוי", MK_NAMES_OTHER, MK_NAMES_OTHER);
    expect("מ. כהן", "דוד כהן", MK_NAMES_FAMILY, MK_NAMES_FAMILY);
    /* father and son whose names are near each other are near, and no more: never the same */
    static const char *const near[][2] = { { "דן כהן", "דני כהן" }, { "דוד משה כהן", "דוד כהן" } };
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) expect(near[i][0], near[i][1], MK_NAMES_MORE, MK_NAMES_FAMILY);
}

static void phones(void **state)
{
    (void)state;
    static const struct { const char *text, *e164; mk_phone_kind kind; mk_bearer bearer; } t[] = {
        { "054-123-4567", "+972541234567", MK_PHONE_MOBILE, MK_BEARER_PERSON }, { "+972 (0)54 1234567", "+972541234567", MK_PHONE_MOBILE, MK_BEARER_PERSON },
        { "00972541234567", "+972541234567", MK_PHONE_MOBILE, MK_BEARER_PERSON }, { "541234567", "+972541234567", MK_PHONE_MOBILE, MK_BEARER_PERSON },
        { "03-123-4567", "+97231234567", MK_PHONE_LAND, MK_BEARER_HOUSEHOLD }, { "077-123-4567", "+972771234567", MK_PHONE_VOIP, MK_BEARER_HOUSEHOLD },
        { "052-76-12345", "+972527612345", MK_PHONE_MOBILE, MK_BEARER_HOUSEHOLD }, { "050-4112345", "+972504112345", MK_PHONE_MOBILE, MK_BEARER_HOUSEHOLD },
        { "1-800-123-456", "+9721800123456", MK_PHONE_SERVICE, MK_BEARER_NOBODY }, { "1700123456", "+9721700123456", MK_PHONE_SERVICE, MK_BEARER_NOBODY },
        { "*2700", "*2700", MK_PHONE_SERVICE, MK_BEARER_NOBODY }, { "050-0000000", "+972500000000", MK_PHONE_MOBILE, MK_BEARER_NOBODY },
        { "+44 20 7946 0958", "+442079460958", MK_PHONE_FOREIGN, MK_BEARER_PERSON },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_str got = { 0 };
        mk_phone_kind kind = 0;
        if (!mk_phone_parse(arena, mk_str_of(t[i].text), &got, &kind) || !mk_str_eqz(got, t[i].e164) || kind != t[i].kind ||
            mk_phone_bearer(got, kind) != t[i].bearer)
            fail_msg("%s: %.*s, kind %d, bearer %d", t[i].text, MK_SARG(got), kind, got.n ? (int)mk_phone_bearer(got, kind) : -1);
    }
}

/* A right check digit for the first eight digits. */
static const char *with_check(const char *eight, int wrong)
{
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        int v = (eight[i] - '0') * (i % 2 + 1);
        sum += v > 9 ? v - 9 : v;
    }
    return mk_arena_printf(arena, "%s%d", eight, ((10 - sum % 10) % 10 + wrong) % 10).p;
}

static void national_ids(void **state)
{
    (void)state;
    static const struct { const char *eight; mk_natid_kind kind; } kinds[] = {
        { "00012345", MK_NATID_PERSON }, { "31234567", MK_NATID_PERSON }, { "50012345", MK_NATID_PUBLIC_BODY }, { "51999123", MK_NATID_COMPANY }, { "52001234", MK_NATID_COMPANY },
        { "54012345", MK_NATID_PARTNERSHIP }, { "56012345", MK_NATID_FOREIGN_COMPANY }, { "57012345", MK_NATID_COOPERATIVE }, { "58012345", MK_NATID_ASSOCIATION },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        mk_str id;
        assert_true(mk_natid_parse(arena, mk_str_of(with_check(kinds[i].eight, 0)), &id));
        assert_int_equal(mk_natid_kind_of(id), kinds[i].kind);
        assert_int_equal(mk_natid_person(id), kinds[i].kind == MK_NATID_PERSON);
        assert_false(mk_natid_parse(arena, mk_str_of(with_check(kinds[i].eight, 1)), &id));
    }
    mk_str good = mk_str_of(with_check("31234567", 0)), other = mk_str_of(with_check("21438765", 0));
    char typed[10] = { 0 }, turned[10] = { 0 }, two[10] = { 0 };
    memcpy(typed, good.p, 9);
    memcpy(turned, good.p, 9);
    memcpy(two, good.p, 9);
    typed[3] = '9';
    turned[4] = good.p[5];
    turned[5] = good.p[4];
    two[1] = '7';
    two[6] = '1';
    assert_int_equal(mk_natid_compare(arena, good, good), MK_NATID_SAME);
    assert_int_equal(mk_natid_compare(arena, MK_S("00123456 - 4"), MK_S("1234564")), mk_natid_compare(arena, MK_S("1234564"), MK_S("1234564")));
    assert_int_equal(mk_natid_compare(arena, good, other), MK_NATID_DIFFERENT);
    assert_int_equal(mk_natid_compare(arena, good, mk_str_of(typed)), MK_NATID_TYPO);
    assert_int_equal(mk_natid_compare(arena, good, mk_str_of(turned)), MK_NATID_TYPO);
    assert_int_not_equal(mk_natid_compare(arena, good, mk_str_of(two)), MK_NATID_TYPO);
    assert_int_equal(mk_natid_compare(arena, mk_str_of(typed), mk_str_of(typed)), MK_NATID_SAME_WRONG);
    assert_int_equal(mk_natid_compare(arena, good, MK_S("")), MK_NATID_UNKNOWN);
    assert_int_equal(mk_natid_compare(arena, good, MK_S("000000000")), MK_NATID_UNKNOWN);
}

static void mails(void **state)
{
    (void)state;
    static const struct { const char *text, *key; mk_bearer bearer; } t[] = {
        { "Dana.Cohen+shop@GMail.com", "danacohen@gmail.com", MK_BEARER_PERSON }, { "d.a.n.a.cohen@googlemail.com", "danacohen@gmail.com", MK_BEARER_PERSON },
        { "dana.cohen@walla.co.il", "dana.cohen@walla.co.il", MK_BEARER_PERSON }, { "dana+x@walla.co.il", "dana@walla.co.il", MK_BEARER_PERSON },
        { "info@shop.co.il", "info@shop.co.il", MK_BEARER_NOBODY }, { "office2@shop.co.il", "office2@shop.co.il", MK_BEARER_NOBODY },
        { "sales.tlv@shop.co.il", "sales.tlv@shop.co.il", MK_BEARER_NOBODY }, { "infofeld@gmail.com", "infofeld@gmail.com", MK_BEARER_PERSON },
        { "halel@gmail.com", "halel@gmail.com", MK_BEARER_PERSON }, { "+x@walla.co.il", "+x@walla.co.il", MK_BEARER_PERSON },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_str mail = { 0 };
        assert_true(mk_mail_parse(arena, mk_str_of(t[i].text), &mail));
        if (!mk_str_eqz(mk_mail_key(arena, mail), t[i].key) || mk_mail_bearer(mail) != t[i].bearer)
            fail_msg("%s: %.*s, bearer %d", t[i].text, MK_SARG(mk_mail_key(arena, mail)), mk_mail_bearer(mail));
    }
}

static void days(void **state)
{
    (void)state;
    static const struct { int y, m, d; mk_day_weight want; } w[] = {
        { 1900, 1, 1, MK_DAY_DEFAULT }, { 1970, 1, 1, MK_DAY_DEFAULT }, { 1899, 12, 30, MK_DAY_DEFAULT }, { 1980, 1, 1, MK_DAY_WEAK }, { 2000, 1, 1, MK_DAY_WEAK },
        { 1980, 2, 1, MK_DAY_REAL }, { 1969, 12, 30, MK_DAY_REAL },
    };
    for (size_t i = 0; i < sizeof w / sizeof *w; i++) assert_int_equal(mk_birth_weight(mk_day_of(w[i].y, w[i].m, w[i].d)), w[i].want);
    int32_t day = mk_day_of(1984, 3, 7);
    assert_int_equal(mk_birth_compare(day, day), MK_BIRTH_SAME);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1984, 7, 3)), MK_BIRTH_SWAPPED);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1984, 3, 9)), MK_BIRTH_TYPO);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1948, 3, 7)), MK_BIRTH_TYPO);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1984, 3, 28)), MK_BIRTH_NEAR);
    assert_int_equal(mk_birth_compare(mk_day_of(1989, 3, 7), mk_day_of(1990, 3, 7)), MK_BIRTH_NEAR);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1962, 11, 20)), MK_BIRTH_DIFFERENT);
    assert_int_equal(mk_birth_compare(day, mk_day_of(1900, 1, 1)), MK_BIRTH_UNKNOWN);
    mk_when at;
    bool utc = false;
    assert_true(mk_when_parse(MK_S("03/07/84"), MK_DMY, false, &at, &utc));
    assert_int_equal(at.day, mk_day_of(1984, 7, 3));
    assert_true(mk_when_parse(MK_S("03/07/84"), MK_MDY, false, &at, &utc));
    assert_int_equal(at.day, day);
}

static void places(void **state)
{
    (void)state;
    static const char *const city[][6] = {
        { "תל אביב", "ת\"א", "תל-אביב יפו", "Tel Aviv", "TEL-AVIV", "תל אביב - יפו" }, { "ירושלים", "Jerusalem", "י-ם", "Yerushalayim" },
        { "באר שבע", "ב\"ש", "Beer-Sheva", "Be'er Sheva", "Beersheba" }, { "פתח תקווה", "פתח תקוה", "פ\"ת", "Petah Tikva", "Petach-Tikva" },
        { "ראשון לציון", "ראשל\"צ", "Rishon LeZion", "Rishon Le Zion" }, { "קריית גת", "קרית גת", "Kiryat Gat" }, { "מודיעין", "מודיעין-מכבים-רעות", "Modi'in" },
        { "כפר סבא", "כפ\"ס", "Kfar Saba" }, { "רמת גן", "ר\"ג", "Ramat-Gan" }, { "חיפה", "Haifa", "חיפה, ישראל", "Haifa, Israel", "חיפה 3200003" },
    };
    for (size_t i = 0; i < sizeof city / sizeof *city; i++)
        for (size_t k = 1; k < 6 && city[i][k]; k++) {
            mk_str x = mk_city_key(arena, mk_str_of(city[i][0])), y = mk_city_key(arena, mk_str_of(city[i][k]));
            if (!mk_str_eq(x, y)) fail_msg("%s %s: %.*s, %.*s", city[i][0], city[i][k], MK_SARG(x), MK_SARG(y));
        }
    assert_false(mk_str_eq(mk_city_key(arena, MK_S("רמת גן")), mk_city_key(arena, MK_S("רמת השרון"))));
    assert_str(mk_city_key(arena, MK_S("כפר שאין כמוהו")), "כפר שאינ כמוהו");
    static const char *const country[][4] = { { "", "ישראל", "Israel ", "IL" }, { "United States", "ארה״ב", "U.S.A.", "us" }, { "Wonderland", " Wonderland", "Wonderland", "Wonderland" } };
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 1; k < 4; k++) assert_str(mk_country_name(arena, mk_str_of(country[i][k])), country[i][0]);
    static const struct { const char *text, *name, *house, *entrance, *flat, *box; } street[] = {
        { "הרצל 5", "הרצל", "5", "", "", "" }, { "רח' הרצל 5", "הרצל", "5", "", "", "" }, { "רחוב הרצל 5/12", "הרצל", "5", "", "12", "" },
        { "שד' רוטשילד 10 דירה 4", "רוטשילד", "10", "", "4", "" }, { "דרך בגין 132א", "בגינ", "132א", "", "", "" }, { "בן יהודה 7, כניסה ב, דירה 3", "בנ יהודה", "7", "ב", "3", "" },
        { "ת.ד. 1234", "", "", "", "", "1234" }, { "הרצל 5 ת\"ד 77", "הרצל", "5", "", "", "77" }, { "P.O. Box 55", "", "", "", "", "55" }, { "5 Herzl St.", "herzl", "5", "", "", "" },
        { "Herzl Street 5 apt 2", "herzl", "5", "", "2", "" }, { "הרצל 5 קומה 2 דירה 9", "הרצל", "5", "", "9", "" }, { "", "", "", "", "", "" },
    };
    for (size_t i = 0; i < sizeof street / sizeof *street; i++) {
        mk_street s = mk_street_of(arena, mk_str_of(street[i].text));
        if (!mk_str_eqz(s.name, street[i].name) || !mk_str_eqz(s.house, street[i].house) || !mk_str_eqz(s.entrance, street[i].entrance) ||
            !mk_str_eqz(s.flat, street[i].flat) || !mk_str_eqz(s.box, street[i].box))
            fail_msg("%s: %.*s|%.*s|%.*s|%.*s|%.*s", street[i].text, MK_SARG(s.name), MK_SARG(s.house), MK_SARG(s.entrance), MK_SARG(s.flat), MK_SARG(s.box));
    }
    mk_str zip;
    assert_true(mk_postcode_parse(arena, MK_S("6100001"), &zip));
    assert_false(mk_postcode_parse(arena, MK_S("123"), &zip));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(published_same), T(folding), T(spelling), T(scripts), T(parts_of_names), T(told_apart), T(phones), T(national_ids), T(mails), T(days), T(places),
    };
    return cmocka_run_group_tests_name("checklist", tests, NULL, NULL);
}
