/* SPDX-License-Identifier: Apache-2.0
 * The Hebrew calendar, by arithmetic (Dershowitz & Reingold, "Calendrical Calculations", chapter 8), and the days that come again:
 * birthdays, anniversaries and memorial days in either calendar. docs/maths/needs.md 7. Days are those of clock.h, and begin in the morning.
 * Pure: no tables of years, no state, any thread. Years 1 to 9999. */
#ifndef MK_HEBREW_H
#define MK_HEBREW_H
#include "clock.h"

/* As the Torah counts; in a leap year ADAR is the first of the two. */
typedef enum mk_hebrew_month { MK_NISAN = 1, MK_IYYAR, MK_SIVAN, MK_TAMUZ, MK_AV, MK_ELUL, MK_TISHREI, MK_CHESHVAN, MK_KISLEV, MK_TEVET, MK_SHVAT, MK_ADAR, MK_ADAR_II } mk_hebrew_month;
typedef struct mk_hebrew { int32_t year; int8_t month, day; } mk_hebrew;

bool mk_hebrew_leap(int32_t year);
int mk_hebrew_month_days(int32_t year, int month);
int32_t mk_hebrew_new_year(int32_t year);                       /* the day of 1 Tishrei */
int32_t mk_day_of_hebrew(int32_t year, int month, int day);     /* day may be outside the month: it runs on */
mk_hebrew mk_hebrew_of_day(int32_t day);
bool mk_hebrew_valid(int32_t year, int month, int day);
/* "Sh'vat", "Adar", "Adar I", "Adar II"; in Hebrew "שבט", "אדר א׳". */
const char *mk_hebrew_month_name(int32_t year, int month, bool english);

/* The day in that Hebrew year on which a birthday or anniversary is kept that was first on `of`.
 *   born in Adar of a common year: Adar II of a leap year; born in Adar I or II: Adar of a common year
 *   the 30th of a month that has 29 days this year: the first of the next (30 Cheshvan: 1 Kislev, 30 Kislev: 1 Tevet, 30 Adar I: 1 Nisan) */
int32_t mk_hebrew_birthday(mk_hebrew of, int32_t year);
/* The memorial day, which differs: died on 30 Cheshvan or 30 Kislev: it goes by whether the first year after had that day (if not, always the
 * 29th; if it had, the first of the next month when it is missing); died in Adar of a common year: Adar I of a leap year as Ashkenazim keep it;
 * 30 Adar I: 30 Shvat of a common year. */
int32_t mk_hebrew_memorial(mk_hebrew of, int32_t year);
/* The same in the civil calendar: 29 February is kept on the 28th of a common year, or on 1 March when `later`. */
int32_t mk_civil_birthday(int32_t of, int32_t year, bool later);
/* The next day on or after `from` on which it is kept, and the how manieth it is. */
typedef enum mk_anniversary { MK_BY_CIVIL, MK_BY_HEBREW, MK_BY_MEMORIAL } mk_anniversary;
int32_t mk_anniversary_next(int32_t of, mk_anniversary how, int32_t from, int32_t *ret_years);
#endif
