/* SPDX-License-Identifier: Apache-2.0
 * When children are at home: the vacations of Israeli state schools, by rule. The ministry publishes each year and moves a day here or
 * there; Arab, Druze and Haredi schools have other tables. Abroad no rule is known and nothing is said. Pure, any thread. */
#ifndef MK_SCHOOL_H
#define MK_SCHOOL_H
#include "holidays.h"

typedef enum mk_break { MK_BREAK_NEW_YEAR, MK_BREAK_SUKKOT, MK_BREAK_HANUKKAH, MK_BREAK_PURIM, MK_BREAK_PESACH, MK_BREAK_INDEPENDENCE, MK_BREAK_SHAVUOT, MK_BREAK_SUMMER, MK_BREAKS } mk_break;
typedef struct mk_school_break { mk_break kind; int32_t from, to; const char *english, *hebrew; } mk_school_break;

enum { MK_SCHOOL_MOST = 40 };
/* Those that touch [from, to], at most four years, in order of time; of classes 7 and up when `older` (their summer begins on 20 June). */
int mk_school_breaks(int32_t from, int32_t to, bool older, mk_school_break ret[MK_SCHOOL_MOST]);
#endif
