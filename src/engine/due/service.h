/* SPDX-License-Identifier: Apache-2.0
 * When a thing is due for care: rules that an owner can edit, what was done, and what the meter says. docs/maths/shops.md 2.
 * Any asset: a car by kilometres and months, a boiler by years, a pet, glasses. A rule is a line of a table (share/presets/service.csv):
 *     task, applies-to, km, months, first, then, severity [, hebrew [, words]]
 *     oil change, car, 15000, 12, , , wear            every 15,000 km or 12 months, what comes first
 *     annual test, car, , 12, 36m, 12m, legal         three years after it was new, then each year
 * `km` counts whatever the meter counts. `first` and `then` are "15000km", "36m", "90d" or two of them; empty: as km and months say.
 * `hebrew` is the task's name in Hebrew, `words` other names of it, parted by '|': a till's line with one of them tells that it was done.
 * use_year.c learns when in the year things are used. Owns: rules on the arena they were read to. Pure but for that; any thread. Errors: MK_EBADDATA with line and what is wrong. */
#ifndef MK_SERVICE_H
#define MK_SERVICE_H
#include "cx.h"

#define MK_SERVICE_HEADS "task,applies-to,km,months,first,then,severity,hebrew,words"
typedef enum mk_severity { MK_COMFORT, MK_WEAR, MK_SAFETY, MK_LEGAL, MK_SEVERITIES } mk_severity;
extern const char *const mk_severity_name[MK_SEVERITIES];
typedef struct mk_span { int32_t km, months, days; } mk_span;           /* 0: does not count */
typedef struct mk_job_words mk_job_words;
/* names: task, hebrew and words as mk_service_names has them; mk_service_read fills them in. */
typedef struct mk_service_rule { mk_str task, applies, hebrew, words; mk_span first, then; mk_severity severity; mk_str line; const mk_job_words *names; } mk_service_rule;

/* Lines of rules; '#' begins a comment, the first line may be the heads. Cells may be in quotes. */
int mk_service_read(mk_cx *cx, mk_str text, const mk_service_rule **ret, size_t *ret_n);
/* Whether what is written of a range of things holds for one: its kind, and behind each '/' something all of which must be so.
 *     car                     any car                          car/diesel         one of its traits is diesel
 *     car/mazda 3/2015-2019   and its year is in that range
 * traits: what is said of it, parted by line ends; a trait "year=2017" is its year. Compared folded, letters without case. */
bool mk_applies(mk_arena *a, mk_str applies, mk_str kind, mk_str traits);
const mk_job_words *mk_service_names(mk_arena *a, const mk_service_rule *r);
/* Whether a job or a till's line in these words, folded by mk_fold_text, is the rule's: equal to its name or to one of its words, or holding one of them whole. */
bool mk_service_done_by(const mk_service_rule *r, mk_str folded);
/* The same for all rules at once and many names, for which kinds of things it is a job: each kind has a bit, those beyond the 63rd share one. */
mk_job_words *mk_job_words_new(mk_arena *a, const mk_service_rule *rule, size_t n);
uint64_t mk_job_kind(mk_arena *a, const mk_job_words *j, mk_str kind);         /* 0: no rule speaks of it */
uint64_t mk_job_kinds(mk_arena *a, const mk_job_words *j, mk_str said);

/* --- the meter --- */
typedef struct mk_reading { int32_t day; int32_t km; } mk_reading;
/* How much more or less than usual things are used in each month: a day of July counts for month[6] days. */
typedef struct mk_use_year { bool known; double month[12]; } mk_use_year;
/* What was counted between two readings of a thing. */
typedef struct mk_stretch { int64_t thing; int32_t from, to; double km; } mk_stretch;
/* From the stretches of many things, those of one beside each other. Not known when there are too few things with a year of readings. */
mk_use_year mk_use_year_of(mk_arena *a, const mk_stretch *s, size_t n);
/* Days from 1970 to that day, each counting for its month; without a season the day itself. */
double mk_use_days(const mk_use_year *s, int32_t day);
/* How things like it are used: a day, worth as much as `weight` days of own readings, and when in the year; season NULL: alike all year. */
typedef struct mk_use { double a_day, weight; const mk_use_year *season; } mk_use;
typedef struct mk_meter { int32_t from_day, last_day; double last_km, rate, rate_low, rate_high; const mk_use_year *season; const mk_reading *reading; size_t n;
    int32_t changed_day; double rate_before;    /* changed_day: since when it goes at another pace; MK_START_UNKNOWN: it did not change */
    const mk_reading *replaced; size_t replacements; } mk_meter;     /* a new meter since that day, and what is to be added to what it says; last_km and reading have it added */
/* No day: when it was new is not known. */
#define MK_START_UNKNOWN INT32_MIN
/* Readings in order of day. One below those before it is left out; two such in a row are right, and then it was the last before them that was not, if
 * that one alone was above them; if more were, the meter was replaced. start: the day it was new, at 0 km. The rate is the median of the slopes over
 * the days of the season (Theil 1950, Sen 1968), drawn to the usual one. */
mk_meter mk_meter_of(mk_arena *a, int32_t start, const mk_reading *reading, size_t n, const mk_use *use);
/* Between readings straight, before the first from new, after the last by the rate. NAN when nothing was ever read and it is not known when
 * it was new. */
double mk_meter_at(const mk_meter *m, int32_t day);
/* The first day with at least so many km; INT32_MAX when it never comes, or cannot be said. */
int32_t mk_meter_reaches(const mk_meter *m, double km);
/* What a new meter of that day does not show of all that was counted; 0 when it was never replaced. */
int32_t mk_meter_unseen(const mk_meter *m, int32_t day);

/* --- due --- */
typedef struct mk_done { int32_t day, km; } mk_done;       /* km: as the meter showed; -1: was not written down */
typedef enum mk_due_by { MK_DUE_NEVER, MK_DUE_BY_DATE, MK_DUE_BY_KM } mk_due_by;
/* at_km: as the meter will show it. */
typedef struct mk_due { mk_due_by by; int32_t day, low, high; int32_t at_km, anchor_day; double anchor_km; bool first; } mk_due;
/* From the last time it was done, or from new: whichever of date and meter comes first. low, high: by the meter's 10 % and 90 % rates.
 * Never done and not known when it was new: MK_DUE_NEVER, there is nothing to count from. */
mk_due mk_service_due(const mk_service_rule *r, const mk_meter *m, int32_t start, const mk_done *done, size_t n);
/* Months on, the end of a month staying its end: 31 January and a month is 28 February. */
int32_t mk_months_after(int32_t day, int32_t months);
/* How many days ahead it is worth speaking of: what the law asks for a month, safety three weeks, wear two, comfort one. Quiet before. */
int32_t mk_service_notice(mk_severity s);
#endif
