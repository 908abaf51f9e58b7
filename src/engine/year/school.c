/* SPDX-License-Identifier: Apache-2.0 */
#include "school.h"

static void put(mk_school_break *ret, int *n, int32_t from, int32_t to, mk_school_break b)
{
    if (b.to < from || b.from > to || *n == MK_SCHOOL_MOST) return;
    int at = (*n)++;
    for (; at > 0 && ret[at - 1].from > b.from; at--) ret[at] = ret[at - 1];
    ret[at] = b;
}

int mk_school_breaks(int32_t from, int32_t to, bool older, mk_school_break ret[MK_SCHOOL_MOST])
{
    int n = 0;
    if (to > from + 4 * 366) to = from + 4 * 366;
    for (int32_t y = mk_hebrew_of_day(from).year, last = mk_hebrew_of_day(to).year; y <= last + 1; y++) {
        int32_t sukkot = mk_day_of_hebrew(y, MK_TISHREI, y >= 5785 ? 9 : 14), hanukkah = mk_day_of_hebrew(y, MK_KISLEV, 26);
        int adar = mk_hebrew_leap(y) ? MK_ADAR_II : MK_ADAR;
        int32_t state = y > 5708 ? mk_independence_day(y) : mk_day_of_hebrew(y, MK_IYYAR, 5);
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_NEW_YEAR, mk_hebrew_new_year(y) - 1, mk_hebrew_new_year(y) + 1, "Rosh Hashana", "ראש השנה" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_SUKKOT, sukkot, mk_day_of_hebrew(y, MK_TISHREI, y >= 5785 ? 22 : 23), "the Sukkot vacation", "חופשת סוכות" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_HANUKKAH, hanukkah, mk_day_of_hebrew(y, MK_TEVET, 2), "the Hanukkah vacation", "חופשת חנוכה" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_PURIM, mk_day_of_hebrew(y, adar, 14), mk_day_of_hebrew(y, adar, 15), "Purim", "פורים" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_PESACH, mk_day_of_hebrew(y, MK_NISAN, 6), mk_day_of_hebrew(y, MK_NISAN, y >= 5785 ? 21 : 22), "the Pesach vacation", "חופשת פסח" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_INDEPENDENCE, state, state, "Independence Day", "יום העצמאות" });
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_SHAVUOT, mk_day_of_hebrew(y, MK_SIVAN, 5), mk_day_of_hebrew(y, MK_SIVAN, 6), "Shavuot", "שבועות" });
    }
    for (int32_t y = mk_civil_of_day(from).year; y <= mk_civil_of_day(to).year; y++)
        put(ret, &n, from, to, (mk_school_break){ MK_BREAK_SUMMER, older ? mk_day_of(y, 6, 20) : mk_day_of(y, 7, 1), mk_day_of(y, 8, 31), "the summer vacation", "החופש הגדול" });
    return n;
}
