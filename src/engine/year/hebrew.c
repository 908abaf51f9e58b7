/* SPDX-License-Identifier: Apache-2.0 */
#include "hebrew.h"

enum { EPOCH = -2092590 };          /* 1 Tishrei of the year 1, in days from 1970-01-01 */

bool mk_hebrew_leap(int32_t year) { return (7 * (int64_t)year + 1) % 19 < 7; }

/* Days from the epoch to the mean new moon of Tishrei, put off when it falls late in the day or on Sunday, Wednesday or Friday. */
static int32_t elapsed(int32_t year)
{
    int64_t months = (235 * (int64_t)year - 234) / 19, parts = 12084 + 13753 * months, day = 29 * months + parts / 25920;
    return (int32_t)(3 * (day + 1) % 7 < 3 ? day + 1 : day);
}

int32_t mk_hebrew_new_year(int32_t year)
{
    int32_t before = elapsed(year - 1), now = elapsed(year), after = elapsed(year + 1);
    int32_t delay = after - now == 356 ? 2 : now - before == 382 ? 1 : 0;       /* no year may be 356 or 382 days long */
    return EPOCH + now + delay;
}

static int32_t year_days(int32_t year) { return mk_hebrew_new_year(year + 1) - mk_hebrew_new_year(year); }

/* of: the days of the year. */
static int month_days(int32_t of, bool leap, int month)
{
    switch (month) {
    case MK_IYYAR: case MK_TAMUZ: case MK_ELUL: case MK_TEVET: case MK_ADAR_II: return 29;
    case MK_ADAR: return leap ? 30 : 29;
    case MK_CHESHVAN: return of % 10 == 5 ? 30 : 29;
    case MK_KISLEV: return of % 10 == 3 ? 29 : 30;
    default: return 30;
    }
}

int mk_hebrew_month_days(int32_t year, int month) { return month_days(year_days(year), mk_hebrew_leap(year), month); }

bool mk_hebrew_valid(int32_t year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 + mk_hebrew_leap(year) && day >= 1 && day <= mk_hebrew_month_days(year, month);
}

int32_t mk_day_of_hebrew(int32_t year, int month, int day)
{
    int32_t first = mk_hebrew_new_year(year), at = first + day - 1, of = mk_hebrew_new_year(year + 1) - first;
    bool leap = mk_hebrew_leap(year);
    for (int m = MK_TISHREI; m != month; m = m == 12 + leap ? MK_NISAN : m + 1) at += month_days(of, leap, m);
    return at;
}

mk_hebrew mk_hebrew_of_day(int32_t day)
{
    int32_t year = (int32_t)(((int64_t)day - EPOCH) * 98496 / 35975351) + 1;
    while (mk_hebrew_new_year(year) > day) year--;
    while (mk_hebrew_new_year(year + 1) <= day) year++;
    int32_t first = mk_hebrew_new_year(year), rest = day - first, of = mk_hebrew_new_year(year + 1) - first;
    bool leap = mk_hebrew_leap(year);
    int month = MK_TISHREI;
    for (int n; rest >= (n = month_days(of, leap, month)); month = month == 12 + leap ? MK_NISAN : month + 1) rest -= n;
    return (mk_hebrew){ year, (int8_t)month, (int8_t)(rest + 1) };
}

const char *mk_hebrew_month_name(int32_t year, int month, bool english)
{
    static const char *const en[] = { "", "Nisan", "Iyyar", "Sivan", "Tamuz", "Av", "Elul", "Tishrei", "Cheshvan", "Kislev", "Tevet", "Sh'vat", "Adar", "Adar II" };
    static const char *const he[] = { "", "ניסן", "אייר", "סיוון", "תמוז", "אב", "אלול", "תשרי", "חשוון", "כסלו", "טבת", "שבט", "אדר", "אדר ב׳" };
    if (month < 1 || month > 13) return "";
    if (month == MK_ADAR && mk_hebrew_leap(year)) return english ? "Adar I" : "אדר א׳";
    return english ? en[month] : he[month];
}

/* --- days that come again --- */

static int adar_of(mk_hebrew of, int32_t year)
{
    if (of.month < MK_ADAR) return of.month;
    if (!mk_hebrew_leap(year)) return MK_ADAR;
    return mk_hebrew_leap(of.year) ? of.month : MK_ADAR_II;
}

int32_t mk_hebrew_birthday(mk_hebrew of, int32_t year) { return mk_day_of_hebrew(year, adar_of(of, year), of.day); }    /* a 30th that is not there runs on */

int32_t mk_hebrew_memorial(mk_hebrew of, int32_t year)
{
    if (of.day == 30 && (of.month == MK_CHESHVAN || of.month == MK_KISLEV) && mk_hebrew_month_days(of.year + 1, of.month) == 29)
        return mk_day_of_hebrew(year, of.month + 1, 1) - 1;
    if (of.month >= MK_ADAR && mk_hebrew_leap(of.year) && !mk_hebrew_leap(year) && of.month == MK_ADAR && of.day == 30) return mk_day_of_hebrew(year, MK_SHVAT, 30);
    if (of.month == MK_ADAR && !mk_hebrew_leap(of.year) && mk_hebrew_leap(year)) return mk_day_of_hebrew(year, MK_ADAR, of.day);
    return mk_hebrew_birthday(of, year);
}

int32_t mk_civil_birthday(int32_t of, int32_t year, bool later)
{
    mk_civil c = mk_civil_of_day(of);
    if (c.month == 2 && c.day == 29 && !mk_day_valid(year, 2, 29)) return later ? mk_day_of(year, 3, 1) : mk_day_of(year, 2, 28);
    return mk_day_of(year, c.month, c.day);
}

int32_t mk_anniversary_next(int32_t of, mk_anniversary how, int32_t from, int32_t *ret_years)
{
    mk_hebrew h = mk_hebrew_of_day(of);
    int32_t born = how == MK_BY_CIVIL ? mk_civil_of_day(of).year : h.year, start = from > of ? from : of;
    int32_t year = how == MK_BY_CIVIL ? mk_civil_of_day(start).year : mk_hebrew_of_day(start).year, day;
    for (;; year++) {
        day = how == MK_BY_CIVIL ? mk_civil_birthday(of, year, false) : how == MK_BY_HEBREW ? mk_hebrew_birthday(h, year) : mk_hebrew_memorial(h, year);
        if (day >= start) break;
    }
    if (ret_years) *ret_years = year - born;
    return day;
}
