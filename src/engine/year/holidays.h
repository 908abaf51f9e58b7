/* SPDX-License-Identifier: Apache-2.0
 * The days of the Jewish year as they are kept in Israel and elsewhere, by rule: fasts that are put off, days of the state since they are kept.
 * Checked against every day of two centuries (tests/unit/engine/test_calendar.c). docs/maths/needs.md 7. Pure, any thread. */
#ifndef MK_HOLIDAYS_H
#define MK_HOLIDAYS_H
#include "hebrew.h"

enum { MK_HOLIDAYS_A_DAY = 6 };
enum {                              /* mk_holiday.flags */
    MK_HOLIDAY_REST = 1,            /* no work: Yom Tov */
    MK_HOLIDAY_EVE = 2,
    MK_HOLIDAY_FAST = 4,
    MK_HOLIDAY_BETWEEN = 8,         /* Hol HaMoed */
    MK_HOLIDAY_STATE = 16,
    MK_HOLIDAY_MOON = 32,           /* Rosh Chodesh */
    MK_HOLIDAY_SHABBAT = 64,        /* a Shabbat with a name */
    MK_HOLIDAY_MINOR = 128,
};
typedef struct mk_holiday { const char *english, *hebrew; unsigned flags; } mk_holiday;

/* Independence Day of a Hebrew year after 5708, as it was kept in that year. */
int32_t mk_independence_day(int32_t year);
/* What is on that day, at most MK_HOLIDAYS_A_DAY. */
int mk_holidays_of_day(int32_t day, bool israel, mk_holiday ret[MK_HOLIDAYS_A_DAY]);
#endif
