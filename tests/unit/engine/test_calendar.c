/* SPDX-License-Identifier: Apache-2.0
 * The Hebrew calendar against the output of hebcal for every day from 1900 to 2100 (when the shared data are there), and days that come
 * again against cases worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include "data.h"
#include "holidays.h"

/* Known days: the new year of 5787, Purim of a leap year, the day Israel was founded. */
static void known(void **state)
{
    (void)state;
    assert_int_equal(mk_hebrew_new_year(5787), mk_day_of(2026, 9, 12));
    assert_int_equal(mk_day_of_hebrew(5784, MK_ADAR_II, 14), mk_day_of(2024, 3, 24));
    mk_hebrew h = mk_hebrew_of_day(mk_day_of(1948, 5, 14));
    assert_int_equal(h.year, 5708);
    assert_int_equal(h.month, MK_IYYAR);
    assert_int_equal(h.day, 5);
    assert_string_equal(mk_hebrew_month_name(5784, MK_ADAR, true), "Adar I");
    assert_false(mk_hebrew_valid(5785, MK_ADAR_II, 1));
}

/* There and back for every day of eight centuries. */
static void round_trip(void **state)
{
    (void)state;
    for (int32_t day = mk_day_of(1600, 1, 1); day < mk_day_of(2400, 1, 1); day++) {
        mk_hebrew h = mk_hebrew_of_day(day);
        if (!mk_hebrew_valid(h.year, h.month, h.day) || mk_day_of_hebrew(h.year, h.month, h.day) != day) fail_msg("day %d", day);
    }
}

static void again(void **state)
{
    (void)state;
    mk_hebrew adar = { 5783, MK_ADAR, 10 }, first = { 5784, MK_ADAR, 10 }, first30 = { 5784, MK_ADAR, 30 };
    assert_int_equal(mk_hebrew_birthday(adar, 5784), mk_day_of_hebrew(5784, MK_ADAR_II, 10));
    assert_int_equal(mk_hebrew_memorial(adar, 5784), mk_day_of_hebrew(5784, MK_ADAR, 10));
    assert_int_equal(mk_hebrew_birthday(first, 5785), mk_day_of_hebrew(5785, MK_ADAR, 10));
    assert_int_equal(mk_hebrew_birthday(first30, 5785), mk_day_of_hebrew(5785, MK_NISAN, 1));
    assert_int_equal(mk_hebrew_memorial(first30, 5785), mk_day_of_hebrew(5785, MK_SHVAT, 30));
    int checked = 0;
    for (int32_t y = 5700; y < 5800; y++) {
        mk_hebrew h = { y, MK_CHESHVAN, 30 };
        if (!mk_hebrew_valid(y, MK_CHESHVAN, 30)) continue;
        bool had = mk_hebrew_month_days(y + 1, MK_CHESHVAN) == 30;
        for (int32_t k = y + 1; k < y + 30; k++) {
            bool has = mk_hebrew_month_days(k, MK_CHESHVAN) == 30;
            int32_t next = mk_day_of_hebrew(k, MK_KISLEV, 1);
            assert_int_equal(mk_hebrew_birthday(h, k), has ? next - 1 : next);
            assert_int_equal(mk_hebrew_memorial(h, k), has || !had ? next - 1 : next);
            checked++;
        }
    }
    assert_true(checked > 1000);
    assert_int_equal(mk_civil_birthday(mk_day_of(2024, 2, 29), 2025, false), mk_day_of(2025, 2, 28));
    assert_int_equal(mk_civil_birthday(mk_day_of(2024, 2, 29), 2025, true), mk_day_of(2025, 3, 1));
    int32_t years;
    assert_int_equal(mk_anniversary_next(mk_day_of(1990, 7, 4), MK_BY_CIVIL, mk_day_of(2026, 11, 22), &years), mk_day_of(2027, 7, 4));
    assert_int_equal(years, 37);
}

static const char *ending(int n) { return n % 10 == 1 && n != 11 ? "st" : n % 10 == 2 && n != 12 ? "nd" : n % 10 == 3 && n != 13 ? "rd" : "th"; }

/* All lines of a day, ours and the oracle's, as one sorted set. */
static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void against(const char *path, bool israel, bool dates)
{
    mk_arena *a = mk_arena_new();
    FILE *f = shared_open(a, path);
    if (!f) { mk_arena_free(a); skip(); }
    static char line[256], theirs[8][200], ours[8][200];
    char *want[8], *got[8];
    int n = 0, days = 0;
    int32_t now = mk_day_of(1900, 1, 1), end = mk_day_of(2100, 12, 31);
    bool more = fgets(line, sizeof line, f) != NULL;
    for (; now <= end; now++, days++) {
        n = 0;
        for (int y, m, d; more && sscanf(line, "%d-%d-%d", &y, &m, &d) == 3 && mk_day_of(y, m, d) == now; more = fgets(line, sizeof line, f) != NULL) {
            line[strcspn(line, "\r\n")] = 0;
            snprintf(theirs[n], sizeof theirs[n], "%s", line + 11);
            want[n] = theirs[n];
            n++;
        }
        mk_holiday h[MK_HOLIDAYS_A_DAY];
        int k = mk_holidays_of_day(now, israel, h), o = 0;
        mk_hebrew day = mk_hebrew_of_day(now);
        for (int i = 0; i < k; i++, o++) {
            if (strcmp(h[i].english, "Rosh Hashana") == 0) snprintf(ours[o], sizeof ours[o], "Rosh Hashana %d", day.year);
            else snprintf(ours[o], sizeof ours[o], "%s", h[i].english);
        }
        if (dates) {
            snprintf(ours[o], sizeof ours[o], "%d%s of %s, %d", day.day, ending(day.day), mk_hebrew_month_name(day.year, day.month, true), day.year);
            o++;
        }
        for (int i = 0; i < o; i++) got[i] = ours[i];
        qsort(want, (size_t)n, sizeof *want, by_text);
        qsort(got, (size_t)o, sizeof *got, by_text);
        bool same = n == o;
        for (int i = 0; same && i < n; i++) same = strcmp(want[i], got[i]) == 0;
        if (!same) {
            char text[16];
            for (int i = 0; i < n; i++) print_error("hebcal: %s\n", want[i]);
            for (int i = 0; i < o; i++) print_error("makir: %s\n", got[i]);
            fail_msg("%s differs", mk_day_text(now, text));
        }
    }
    pclose(f);
    assert_int_equal(days, 73414);
    assert_false(more);
    mk_arena_free(a);
}

/* The rule by itself says the day that the calendar finds when it looks at each. */
static void independence(void **state)
{
    (void)state;
    mk_holiday h[MK_HOLIDAYS_A_DAY];
    for (int32_t year = 5709; year < 6000; year++)
        for (int32_t day = mk_day_of_hebrew(year, MK_IYYAR, 1); day < mk_day_of_hebrew(year, MK_IYYAR, 10); day++) {
            bool kept = false;
            for (int i = 0, n = mk_holidays_of_day(day, true, h); i < n; i++) kept |= h[i].flags == (MK_HOLIDAY_STATE | MK_HOLIDAY_REST);
            assert_int_equal(kept, day == mk_independence_day(year));
        }
}

static void israel(void **state) { (void)state; against("needs/calendar/heb_il.txt.xz", true, true); }
static void abroad(void **state) { (void)state; against("needs/calendar/heb_dia.txt.xz", false, false); }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known), cmocka_unit_test(round_trip), cmocka_unit_test(again), cmocka_unit_test(independence), cmocka_unit_test(israel), cmocka_unit_test(abroad),
    };
    return cmocka_run_group_tests_name("engine calendar", tests, NULL, NULL);
}
