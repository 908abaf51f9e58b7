/* SPDX-License-Identifier: Apache-2.0
 * A day as people write it, taken apart: what is compared is year, month and day, also of days that never were (2025-13-45).
 * Pure: any thread; what is no day is told, not an error. */
#ifndef MK_VALUES_DAY_H
#define MK_VALUES_DAY_H
#include "str.h"

/* yyyymmdd, each part as written; 0 when a part is not there. False: no day. month_first: 3/14/2025. */
bool mk_link_day(mk_str s, bool month_first, uint32_t *ret);
#endif
