/* SPDX-License-Identifier: Apache-2.0
 * The year's own rhythm: on some days orders come faster than on others, the same for everybody and every year (docs/maths/value.md 3). Two
 * harmonics of the day of the year, as 24 steps; a clock runs at their pace, and under it orders come evenly, so every model of orders holds in its time.
 * Where nobody could order (the business was closed) the clock stands still.
 * Plain values without pointers; pure, any thread. Days are civil days. */
#ifndef MK_SEASON_H
#define MK_SEASON_H
#include "cx.h"

enum { MK_SEASON_TERMS = 4, MK_SEASON_STEPS = 24 };
#define MK_SEASON_YEAR 365.2425
/* From the day `from` up to, not with, the day `until` nobody could order. */
typedef struct mk_closed { int32_t from, until; } mk_closed;
enum { MK_CLOSED_MOST = 16 };

/* known: the clock is not the calendar. yearly: the year's rhythm is in it. closed: in order of time, apart. */
typedef struct mk_season { bool known, yearly; int closings; mk_closed closed[MK_CLOSED_MOST]; double term[MK_SEASON_TERMS], rate[MK_SEASON_STEPS], at[MK_SEASON_STEPS + 1]; } mk_season;

/* The four covariates of a step: cosine and sine, once and twice around. */
void mk_season_terms(int step, double ret[MK_SEASON_TERMS]);
/* The rates and the clock from the coefficients: the mean rate over a year is 1. */
mk_season mk_season_of(const double term[MK_SEASON_TERMS]);
/* The same clock, standing still when it was closed. */
void mk_season_close(mk_season *s, const mk_closed *closed, int n);
/* The step a day belongs to. */
int mk_season_step(double day);
/* What the clock shows; differences of it are time. Without a season, the day itself. */
double mk_season_clock(const mk_season *s, double day);
static inline double mk_season_between(const mk_season *s, double from, double to) { return mk_season_clock(s, to) - mk_season_clock(s, from); }
/* How many days after `day` it has gone on by `time`. */
double mk_season_days(const mk_season *s, double day, double time);
#endif
