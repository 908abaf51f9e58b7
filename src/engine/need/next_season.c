/* SPDX-License-Identifier: Apache-2.0 */
#include "next_season.h"
#include <math.h>
#include "hebrew.h"

enum { BEFORE = 24, AFTER = 8, WEEK = 7 };      /* days beyond which nothing is left of it */
static const double sooner = 4, past = 1.5;     /* days in which it fades: what is still to come, what is over */

mk_next_season mk_next_season_of(int32_t day)
{
    mk_next_season s;
    mk_hebrew h = mk_hebrew_of_day(day);
    for (int y = 0; y < MK_SEASON_YEARS; y++) {
        s.ago[MK_SEASON_CIVIL][y] = (int32_t)lround(365.2425 * (y + 1));
        s.ago[MK_SEASON_HEBREW][y] = day - mk_hebrew_birthday(h, h.year - y - 1);
    }
    return s;
}

float mk_next_season_near(const mk_next_season *s, int calendar, int32_t age)
{
    for (int y = 0; y < MK_SEASON_YEARS; y++) {
        int32_t ahead = s->ago[calendar][y] - age;      /* days until it is a round number of years ago */
        if (ahead <= -AFTER || ahead >= BEFORE) continue;
        if (ahead < 1) return (float)exp((ahead - 1) / past);
        return ahead <= WEEK ? 1 : (float)exp((WEEK - ahead) / sooner);
    }
    return 0;
}
