/* SPDX-License-Identifier: Apache-2.0
 * When a thing is due for care: rules that an owner can edit, what was done, and what the meter says. docs/maths/needs.md 8.
 * Any asset: a car by kilometres and months, a boiler by years, a pet, glasses. A rule is a line of a table (data/service/...csv):
 *     task, applies-to, km, months, first, then, severity
 *     oil change, car, 15000, 12, , , wear         every 15,000 km or 12 months, what comes first
 *     annual test, car, , 12, 36m, 12m, legal      three years after it was new, then each year
 * `km` counts whatever the meter counts. `first` and `then` are "15000km", "36m", "90d" or two of them; empty: as km and months say.
 * Owns: rules on the arena they were read to. Pure but for that; any thread. Errors: MK_EBADDATA with line and what is wrong. */
#ifndef MK_SERVICE_H
#define MK_SERVICE_H
#include "cx.h"

typedef enum mk_severity { MK_COMFORT, MK_WEAR, MK_SAFETY, MK_LEGAL } mk_severity;
typedef struct mk_span { int32_t km, months, days; } mk_span;           /* 0: does not count */
typedef struct mk_service_rule { mk_str task, applies; mk_span first, then; mk_severity severity; } mk_service_rule;

/* Lines of rules; '#' begins a comment, the first line may be the heads. */
int mk_service_read(mk_cx *cx, mk_str text, const mk_service_rule **ret, size_t *ret_n);
/* "car" applies to kind "car"; "car/diesel" when `traits` (words apart by blanks) has diesel too. */
bool mk_service_applies(const mk_service_rule *r, mk_str kind, mk_str traits);

/* --- the meter --- */
typedef struct mk_reading { int32_t day; int32_t km; } mk_reading;
typedef struct mk_meter { int32_t from_day, last_day; double last_km, rate, rate_low, rate_high; const mk_reading *reading; size_t n; } mk_meter;
/* Readings in order of day; those that run backwards are left out. usual: km a day of things like it, worth as much as `weight` days of
 * own readings. start: the day it was new, at 0 km. The rate is the median of the slopes (Theil 1950, Sen 1968), drawn to the usual one. */
mk_meter mk_meter_of(mk_arena *a, int32_t start, const mk_reading *reading, size_t n, double usual, double weight);
/* Between readings straight, before the first from new, after the last by the rate. */
double mk_meter_at(const mk_meter *m, int32_t day);
/* The first day with at least so many km; INT32_MAX when it never comes. */
int32_t mk_meter_reaches(const mk_meter *m, double km);

/* --- due --- */
typedef struct mk_done { int32_t day, km; } mk_done;       /* km -1: was not written down, the meter says it */
typedef enum mk_due_by { MK_DUE_NEVER, MK_DUE_BY_DATE, MK_DUE_BY_KM } mk_due_by;
typedef struct mk_due { mk_due_by by; int32_t day, low, high; int32_t at_km, anchor_day; double anchor_km; bool first; } mk_due;
/* From the last time it was done, or from new: whichever of date and meter comes first. low, high: by the meter's 10 % and 90 % rates. */
mk_due mk_service_due(const mk_service_rule *r, const mk_meter *m, int32_t start, const mk_done *done, size_t n);
/* Months on, the end of a month staying its end: 31 January and a month is 28 February. */
int32_t mk_months_after(int32_t day, int32_t months);
#endif
