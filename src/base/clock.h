/* SPDX-License-Identifier: Apache-2.0
 * Time: int64 microseconds UTC for moments, int32 days since 1970-01-01 for days of the civil calendar.
 * A business day begins at midnight in the business's time zone: mk_tz. Nothing here has state but the system's clock.
 * Source of the civil arithmetic: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 * Owns: nothing. Threads: any. Errors: none; a reader of text returns false. */
#ifndef MK_CLOCK_H
#define MK_CLOCK_H
#include "str.h"

#define MK_SECOND INT64_C(1000000)
#define MK_DAY (INT64_C(86400) * MK_SECOND)
#define MK_NEVER INT64_MIN                      /* no such time */

typedef struct mk_civil { int32_t year; int8_t month, day, hour, minute; double second; } mk_civil;

int64_t mk_clock_now(void);                     /* wall clock */
int64_t mk_clock_monotonic(void);               /* microseconds, for measuring only */
int32_t mk_day_of(int year, int month, int day);                /* proleptic Gregorian */
bool mk_day_valid(int year, int month, int day);
mk_civil mk_civil_of_day(int32_t day);
int mk_weekday(int32_t day);                    /* 0 = Sunday */
int32_t mk_day_at(int64_t us);                  /* the UTC day, floor */

/* A time zone: transitions of the system's tz database, plus the rule that goes on for ever after.
 * Loaded once, never changed: safe in any thread. */
typedef struct mk_tz mk_tz;
const mk_tz *mk_tz_utc(void);
/* The zone of that IANA name, or NULL when it is not known. Kept for the life of the process. */
const mk_tz *mk_tz_named(mk_str name);
int32_t mk_tz_offset(const mk_tz *tz, int64_t us);              /* seconds east of UTC at that moment */
int32_t mk_tz_day(const mk_tz *tz, int64_t us);                 /* the local day of a moment */
/* The moment of a local wall time. A time that a clock change skipped is moved forward; of one that comes twice the first is taken. */
int64_t mk_tz_moment(const mk_tz *tz, int32_t day, int32_t second_of_day);

/* "2026-11-22" into out (11 bytes with the NUL); a moment as RFC 3339 UTC "2026-11-22T10:00:00Z" (out: 32 bytes). */
char *mk_day_text(int32_t day, char out[16]);
char *mk_moment_text(int64_t us, char out[32]);
/* Reads exactly YYYY-MM-DD. */
bool mk_day_parse(mk_str s, int32_t *ret);
/* Reads RFC 3339: date, 'T' or a blank, time, optional fraction, 'Z' or offset; a bare date is midnight UTC. */
bool mk_moment_parse(mk_str s, int64_t *ret);
#endif
