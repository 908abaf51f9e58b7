/* SPDX-License-Identifier: Apache-2.0 */
#include "season.h"
#include <math.h>

#define STEP (MK_SEASON_YEAR / MK_SEASON_STEPS)

void mk_season_terms(int step, double ret[MK_SEASON_TERMS])
{
    double at = 2 * M_PI * (step + .5) / MK_SEASON_STEPS;
    ret[0] = cos(at);
    ret[1] = sin(at);
    ret[2] = cos(2 * at);
    ret[3] = sin(2 * at);
}

mk_season mk_season_of(const double term[MK_SEASON_TERMS])
{
    mk_season s = { .known = true, .yearly = true };
    double sum = 0, x[MK_SEASON_TERMS];
    memcpy(s.term, term, sizeof s.term);
    for (int i = 0; i < MK_SEASON_STEPS; i++) {
        double l = 0;
        mk_season_terms(i, x);
        for (int k = 0; k < MK_SEASON_TERMS; k++) l += term[k] * x[k];
        sum += s.rate[i] = exp(l);
    }
    for (int i = 0; i < MK_SEASON_STEPS; i++) {
        s.rate[i] *= MK_SEASON_STEPS / sum;
        s.at[i + 1] = s.at[i] + STEP * s.rate[i];
    }
    return s;
}

static double year_of(double day, double *ret_in)
{
    double year = floor(day / MK_SEASON_YEAR);
    *ret_in = day - year * MK_SEASON_YEAR;
    return year;
}

int mk_season_step(double day)
{
    double in;
    year_of(day, &in);
    int i = (int)(in / STEP);
    return i < MK_SEASON_STEPS ? i : MK_SEASON_STEPS - 1;
}

void mk_season_close(mk_season *s, const mk_closed *closed, int n)
{
    s->closings = n < MK_CLOSED_MOST ? n : MK_CLOSED_MOST;
    for (int i = 0; i < s->closings; i++) s->closed[i] = closed[i];
    s->known = s->yearly || s->closings;
}

/* The year's rhythm alone. */
static double year_clock(const mk_season *s, double day)
{
    double in, year;
    if (!s->yearly) return day;
    year = year_of(day, &in);
    int i = (int)(in / STEP);
    if (i >= MK_SEASON_STEPS) i = MK_SEASON_STEPS - 1;
    return year * s->at[MK_SEASON_STEPS] + s->at[i] + (in - i * STEP) * s->rate[i];
}

static double year_day(const mk_season *s, double clock)
{
    if (!s->yearly) return clock;
    double whole = s->at[MK_SEASON_STEPS], year = floor(clock / whole), in = clock - year * whole;
    int i = 0;
    while (i + 1 < MK_SEASON_STEPS && s->at[i + 1] <= in) i++;
    return year * MK_SEASON_YEAR + i * STEP + (in - s->at[i]) / s->rate[i];
}

double mk_season_clock(const mk_season *s, double day)
{
    double shows = year_clock(s, day);
    for (int i = 0; i < s->closings && s->closed[i].from < day; i++)
        shows -= year_clock(s, fmin(day, s->closed[i].until)) - year_clock(s, s->closed[i].from);
    return shows;
}

double mk_season_days(const mk_season *s, double day, double time)
{
    if (!s->known || !(time > 0)) return time;
    double to = year_clock(s, day) + time;
    for (int i = 0; i < s->closings; i++) {
        if (s->closed[i].until <= day) continue;
        double from = year_clock(s, fmax(day, s->closed[i].from));
        if (from >= to) break;
        to += year_clock(s, s->closed[i].until) - from;
    }
    return year_day(s, to) - day;
}
