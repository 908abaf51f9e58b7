/* SPDX-License-Identifier: Apache-2.0
 * Dates and times as people and programs write them. */
#include "shared.h"
#include "amount.h"
#include "rng.h"

static void check(const char *text, mk_date_order order, bool serial, const char *want)
{
    mk_when w;
    bool utc;
    char got[64] = "no date", day[16];
    if (mk_when_parse(mk_str_of(text), order, serial, &w, &utc)) {
        size_t n = (size_t)snprintf(got, sizeof got, "%s", mk_day_text(w.day, day));
        if (w.has_time) n += (size_t)snprintf(got + n, sizeof got - n, " %02d:%02d:%02d", w.second / 3600, w.second / 60 % 60, w.second % 60);
        if (utc) snprintf(got + n, sizeof got - n, " UTC");
    }
    if (strcmp(got, want) != 0) fail_msg("\"%s\": %s, not %s", text, got, want);
}

static void dates(void **state)
{
    (void)state;
    static const struct { const char *text; mk_date_order order; const char *want; } t[] = {
        { "2026-11-22", MK_DMY, "2026-11-22" }, { "2026/11/22", MK_MDY, "2026-11-22" }, { "2026.1.2", MK_DMY, "2026-01-02" },
        { "22/11/2026", MK_DMY, "2026-11-22" }, { "22/11/2026", MK_MDY, "2026-11-22" }, { "11/22/2026", MK_DMY, "2026-11-22" },
        { "1/2/2026", MK_DMY, "2026-02-01" }, { "1/2/2026", MK_MDY, "2026-01-02" }, { "1/2/2026", MK_YMD, "2026-02-01" },
        { "22.11.26", MK_DMY, "2026-11-22" }, { "22-11-26", MK_DMY, "2026-11-22" }, { "26-11-22", MK_YMD, "2026-11-22" },
        { "01.02.69", MK_DMY, "2069-02-01" }, { "01.02.70", MK_DMY, "1970-02-01" }, { "75-02-01", MK_DMY, "1975-02-01" },
        { "22-Nov-2026", MK_DMY, "2026-11-22" }, { "22 Nov 2026", MK_DMY, "2026-11-22" }, { "22 november, 2026", MK_DMY, "2026-11-22" },
        { "22nd of November 2026", MK_DMY, "2026-11-22" }, { "1-Sept-26", MK_DMY, "2026-09-01" }, { "22Nov2026", MK_DMY, "2026-11-22" },
        { "Nov 22, 2026", MK_DMY, "2026-11-22" }, { "November 22nd 2026", MK_DMY, "2026-11-22" }, { "2026-Nov-22", MK_DMY, "2026-11-22" },
        { "Sun, 22 Nov 2026", MK_DMY, "2026-11-22" }, { "Sunday, November 22, 2026", MK_DMY, "2026-11-22" },
        { "22 בנובמבר 2026", MK_DMY, "2026-11-22" }, { "22 נובמבר 2026", MK_DMY, "2026-11-22" }, { "1 במרץ 2026", MK_DMY, "2026-03-01" },
        { "1 במרס 2026", MK_DMY, "2026-03-01" }, { "3 בינו׳ 2026", MK_DMY, "2026-01-03" }, { "3 ביוני 2026", MK_DMY, "2026-06-03" },
        { "3 ביולי 2026", MK_DMY, "2026-07-03" }, { "יום ראשון, 22 בנובמבר 2026", MK_DMY, "2026-11-22" }, { "22-נוב-26", MK_DMY, "2026-11-22" },
        { "20261122", MK_DMY, "2026-11-22" }, { " 22/11/2026 ", MK_DMY, "2026-11-22" }, { "'22/11/2026", MK_DMY, "2026-11-22" },
        { "\u200f22/11/2026", MK_DMY, "2026-11-22" }, { "29/2/2024", MK_DMY, "2024-02-29" }, { "1/1/05", MK_DMY, "2005-01-01" },
        /* none */
        { "", MK_DMY, "no date" }, { "0000-00-00", MK_DMY, "no date" }, { "00/00/0000", MK_DMY, "no date" }, { "00000000", MK_DMY, "no date" },
        { "0001-01-01", MK_DMY, "no date" }, { "1899-12-30", MK_DMY, "no date" }, { "0000-00-00 00:00:00", MK_DMY, "no date" },
        { "30/2/2024", MK_DMY, "no date" }, { "29/2/2023", MK_DMY, "no date" }, { "13/13/2024", MK_DMY, "no date" }, { "22/11-2026", MK_DMY, "no date" },
        { "22/11", MK_DMY, "no date" }, { "2026", MK_DMY, "no date" }, { "hello", MK_DMY, "no date" }, { "11.5", MK_DMY, "no date" },
        { "054-123-4567", MK_DMY, "no date" }, { "1.2.3.4", MK_DMY, "no date" }, { "22/11/2026 hello", MK_DMY, "no date" },
        { "22/11/202", MK_DMY, "no date" }, { "Nov 2026", MK_DMY, "no date" }, { "45000", MK_DMY, "no date" }, { "12345678", MK_DMY, "no date" },
        { "1/2/99999", MK_DMY, "no date" }, { "22/11/2026/", MK_DMY, "no date" }, { "999999999999999999999999", MK_DMY, "no date" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) check(t[i].text, t[i].order, false, t[i].want);
}

static void times(void **state)
{
    (void)state;
    static const struct { const char *text; mk_date_order order; const char *want; } t[] = {
        { "2010-12-01 08:26:00", MK_DMY, "2010-12-01 08:26:00" }, { "12/1/10 8:26", MK_MDY, "2010-12-01 08:26:00" },
        { "12/1/10 8:26", MK_DMY, "2010-01-12 08:26:00" }, { "1/12/2010 8:26 PM", MK_DMY, "2010-12-01 20:26:00" },
        { "1/12/2010 12:05 AM", MK_DMY, "2010-12-01 00:05:00" }, { "1/12/2010 12:05 pm", MK_DMY, "2010-12-01 12:05:00" },
        { "1/12/2010 8:26 p.m.", MK_DMY, "2010-12-01 20:26:00" }, { "1/12/2010 8:26\u202fPM", MK_DMY, "2010-12-01 20:26:00" },
        { "1/12/2010 8:26 אחה״צ", MK_DMY, "2010-12-01 20:26:00" }, { "10.3.2023, 10:49", MK_DMY, "2023-03-10 10:49:00" },
        { "25.9.2024, 11:54:03", MK_DMY, "2024-09-25 11:54:03" }, { "22/11/2026 בשעה 10:00", MK_DMY, "2026-11-22 10:00:00" },
        { "2026-11-22T10:00:00", MK_DMY, "2026-11-22 10:00:00" }, { "2026-11-22T10:00:00Z", MK_DMY, "2026-11-22 10:00:00 UTC" },
        { "2026-11-22T01:00:00.123+02:00", MK_DMY, "2026-11-21 23:00:00 UTC" }, { "2026-08-04 05:24:22 +0500", MK_DMY, "2026-08-04 00:24:22 UTC" },
        { "2026-08-04 22:24:22 -05:00", MK_DMY, "2026-08-05 03:24:22 UTC" }, { "2026-08-04 05:24:22 UTC", MK_DMY, "2026-08-04 05:24:22 UTC" },
        { "Sun, 22 Nov 2026 10:00:00 +0200", MK_DMY, "2026-11-22 08:00:00 UTC" },
        { "Sun Nov 22 2026 10:00:00 GMT+0200 (Israel Standard Time)", MK_DMY, "2026-11-22 08:00:00 UTC" },
        { "20261122T101530Z", MK_DMY, "2026-11-22 10:15:30 UTC" }, { "20261122101530", MK_DMY, "2026-11-22 10:15:30" },
        { "202611221015", MK_DMY, "2026-11-22 10:15:00" }, { "2026-11-22 00:00", MK_DMY, "2026-11-22 00:00:00" },
        { "2026-11-22 23:59:60", MK_DMY, "2026-11-22 23:59:59" },
        { "2026-11-22 24:00", MK_DMY, "no date" }, { "2026-11-22 10:60", MK_DMY, "no date" }, { "2026-11-22 13:00 PM", MK_DMY, "no date" },
        { "2026-11-22 10", MK_DMY, "no date" }, { "2026-11-22 10:0", MK_DMY, "no date" }, { "2026-11-22T", MK_DMY, "no date" },
        { "2026-11-22 10:00 +25:00", MK_DMY, "no date" }, { "2026-11-22 10:00 XYZ", MK_DMY, "no date" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) check(t[i].text, t[i].order, false, t[i].want);
    check("45000", MK_DMY, true, "2023-03-15");
    check("45000.75", MK_DMY, true, "2023-03-15 18:00:00");
    check("45000.99999999", MK_DMY, true, "2023-03-15 23:59:59");
    check("45000.0", MK_DMY, true, "2023-03-15");
    check("1655510400", MK_DMY, true, "2022-06-18 00:00:00 UTC");
    check("1655510400.0", MK_DMY, true, "2022-06-18 00:00:00 UTC");
    check("1655596799999", MK_DMY, true, "2022-06-18 23:59:59 UTC");
    check("1655510400", MK_DMY, false, "no date");
    check("0541234567", MK_DMY, true, "no date");
    check("2125551234", MK_DMY, true, "no date");
    check("7290000000001", MK_DMY, true, "no date");
    check("19999", MK_DMY, true, "no date");
    check("80001", MK_DMY, true, "no date");
    check("45000.", MK_DMY, true, "no date");
    check("22/11/2026", MK_DMY, true, "2026-11-22");
}

static void votes(void **state)
{
    (void)state;
    static const struct { const char *column[6]; mk_date_order want; } t[] = {
        { { "1/2/2026", "25/2/2026" }, MK_DMY }, { { "1/2/2026", "2/25/2026" }, MK_MDY }, { { "1/2/2026" }, MK_DMY }, { { "" }, MK_DMY },
        { { "2026-01-02", "2026-03-04" }, MK_YMD }, { { "2026-01-02", "3/25/2026", "1/2/26" }, MK_MDY },
        { { "12/1/10 8:26", "12/13/10 9:00" }, MK_MDY }, { { "99-01-02", "98-03-04" }, MK_YMD },
        { { "13/1/26", "14/1/26", "1/15/26" }, MK_DMY }, { { "20261122", "20261123" }, MK_YMD },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_date_votes v = { 0 };
        for (int k = 0; k < 6 && t[i].column[k]; k++) mk_date_vote(&v, mk_str_of(t[i].column[k]));
        assert_int_equal(mk_date_decide(&v), t[i].want);
    }
    mk_date_votes v = { 0 };
    static const char *mixed[] = { "45000", "45001.5", "רונית", "054-1234567", "", "22 Nov 2026", "1/2/26", "20261122101530", "1655510400" };
    for (size_t i = 0; i < sizeof mixed / sizeof *mixed; i++) mk_date_vote(&v, mk_str_of(mixed[i]));
    assert_int_equal(v.serial, 3);
    assert_int_equal(v.not_date, 2);
    assert_int_equal(v.either, 2);
    assert_int_equal(v.ymd, 1);
}

/* Every day of three centuries, in every writing, is read as itself. */
static void every_day(void **state)
{
    (void)state;
    static const char *months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    static const char *he[] = { "ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר" };
    for (int32_t day = mk_day_of(1900, 1, 1); day < mk_day_of(2200, 1, 1); day++) {
        mk_civil c = mk_civil_of_day(day);
        char z[7][64];
        snprintf(z[0], 64, "%04d-%02d-%02d", c.year, c.month, c.day);
        snprintf(z[1], 64, "%d/%d/%d", c.day, c.month, c.year);
        snprintf(z[2], 64, "%02d.%02d.%02d", c.day, c.month, c.year % 100);
        snprintf(z[3], 64, "%d-%s-%d", c.day, months[c.month - 1], c.year);
        snprintf(z[4], 64, "%d ב%s %d", c.day, he[c.month - 1], c.year);
        snprintf(z[5], 64, "%s %d, %d", months[c.month - 1], c.day, c.year);
        snprintf(z[6], 64, "%04d%02d%02d", c.year, c.month, c.day);
        for (int k = 0; k < 7; k++) {
            mk_when w;
            if (k == 2 && (c.year < 1970 || c.year > 2069)) continue;
            if (!mk_when_parse(mk_str_of(z[k]), MK_DMY, true, &w, NULL) || w.day != day || w.has_time) fail_msg("%s", z[k]);
        }
    }
}

static void junk(void **state)
{
    (void)state;
    static const char *piece[] = { "1", "22", "2026", "/", "-", ".", ":", " ", "Nov", "בנובמבר", "AM", "T", "Z", "+02", ",", "\xff", "יום", "00", "20261122", "(" };
    mk_rng r = mk_rng_seed(4);
    int taken = 0;
    for (int k = 0; k < 300000; k++) {
        char z[160];
        size_t n = 0, parts = mk_rng_below(&r, 12);
        for (size_t i = 0; i < parts; i++) {
            const char *p = piece[mk_rng_below(&r, sizeof piece / sizeof *piece)];
            memcpy(z + n, p, strlen(p));
            n += strlen(p);
        }
        mk_when w;
        bool utc;
        if (!mk_when_parse((mk_str){ z, n }, (mk_date_order)(k % 3), k & 1, &w, &utc)) continue;
        taken++;
        assert_in_range(w.second, 0, 86399);
        assert_true(w.day > mk_day_of(999, 12, 30) && w.day < mk_day_of(9999, 12, 31) + 2);
        mk_date_votes v = { 0 };
        mk_date_vote(&v, (mk_str){ z, n });
        assert_int_equal(v.not_date, 0);
    }
    assert_true(taken > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates), cmocka_unit_test(times), cmocka_unit_test(votes), cmocka_unit_test(every_day), cmocka_unit_test(junk),
    };
    return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
