/* SPDX-License-Identifier: Apache-2.0
 * What comes once a year: how near a day's coming week is to that of a purchase in earlier years, by the civil and by the Hebrew calendar, whose feasts
 * move by weeks in the civil one. docs/maths/needs.md 3. Private to need. Pure: any thread; never fails. */
#ifndef MK_NEXT_SEASON_H
#define MK_NEXT_SEASON_H
#include <stdint.h>

enum { MK_SEASON_YEARS = 3, MK_SEASON_CIVIL = 0, MK_SEASON_HEBREW, MK_SEASONS };
/* How many days ago it was the same day one, two and three years before. */
typedef struct mk_next_season { int32_t ago[MK_SEASONS][MK_SEASON_YEARS]; } mk_next_season;
mk_next_season mk_next_season_of(int32_t day);
/* Of something so many days ago: 1 in the coming week, little before and after it, 0 else. */
float mk_next_season_near(const mk_next_season *s, int calendar, int32_t age);
#endif
