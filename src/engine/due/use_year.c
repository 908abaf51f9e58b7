/* SPDX-License-Identifier: Apache-2.0
 * How use goes through the year: months of more and of less, learnt from stretches between two readings. */
#include "service.h"
#include "clock.h"

enum { THINGS = 100, YEAR = 365, ROUNDS = 20 };
static const double EVEN = 40;          /* things of a usual month that say it is as any other */
static const double LEAST = .2, MOST = 5;
static int month_days(int year, int month) { return mk_day_of(year + month / 12, month % 12 + 1, 1) - mk_day_of(year, month, 1); }

static const int DAYS[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

double mk_use_days(const mk_use_year *s, int32_t day)
{
    if (!s || !s->known) return day;
    mk_civil c = mk_civil_of_day(day);
    int y = c.year - 1;
    double sum = 365. * (c.year - 1970) + s->month[1] * (y / 4 - y / 100 + y / 400 - 477);      /* 477 leap years to the end of 1969 */
    for (int m = 0; m < c.month - 1; m++) sum += s->month[m] * month_days(c.year, m + 1);
    return sum + s->month[c.month - 1] * (c.day - 1);
}

/* Days of each month in a stretch. */
static void months_of(const mk_stretch *s, double ret[12])
{
    memset(ret, 0, 12 * sizeof *ret);
    for (int32_t day = s->from; day < s->to;) {
        mk_civil c = mk_civil_of_day(day);
        int32_t end = day + month_days(c.year, c.month) - c.day + 1;
        if (end > s->to) end = s->to;
        ret[c.month - 1] += end - day;
        day = end;
    }
}

/* km of a stretch = the thing's own pace x the sum of its days, each times the factor of its month. The factors are found by turns: what a thing drove
 * is shared out to months as the factors are now; each factor becomes what fell to its month over what the paces alone would give (EM for a mixture of
 * Poisson sums; Dempster, Laird, Rubin 1977), drawn to 1. A year of them sums to a year. */
mk_use_year mk_use_year_of(mk_arena *a, const mk_stretch *s, size_t n)
{
    mk_use_year ret = { false, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } };
    size_t things = 0;
    double paces = 0;
    for (size_t i = 0, end; i < n; i = end) {
        double km = s[i].km;
        for (end = i + 1; end < n && s[end].thing == s[i].thing; end++) km += s[end].km;
        if (s[end - 1].to - s[i].from < YEAR) continue;
        things++;
        paces += km / (s[end - 1].to - s[i].from);
    }
    if (things < THINGS || !(paces > 0)) return ret;
    double (*days)[12] = mk_arena_zalloc(a, n * sizeof *days);
    for (size_t i = 0; i < n; i++) months_of(&s[i], days[i]);
    double even = EVEN * 30.4 * paces / (double)things;
    for (int round = 0; round < ROUNDS; round++) {
        double fell[12], usual[12], year = 0;
        for (int m = 0; m < 12; m++) fell[m] = usual[m] = even;
        for (size_t i = 0, end; i < n; i = end) {
            double km = 0, all = 0;
            for (end = i; end < n && s[end].thing == s[i].thing; end++) {
                km += s[end].km;
                for (int m = 0; m < 12; m++) all += days[end][m] * ret.month[m];
            }
            if (s[end - 1].to - s[i].from < YEAR || !(all > 0)) continue;
            for (size_t k = i; k < end; k++) {
                double sum = 0;
                for (int m = 0; m < 12; m++) sum += days[k][m] * ret.month[m];
                for (int m = 0; m < 12 && sum > 0; m++) {
                    fell[m] += s[k].km * days[k][m] * ret.month[m] / sum;
                    usual[m] += km / all * days[k][m];
                }
            }
        }
        for (int m = 0; m < 12; m++) year += (ret.month[m] = fell[m] / usual[m]) * DAYS[m];
        for (int m = 0; m < 12; m++) {
            ret.month[m] *= YEAR / year;
            if (!(ret.month[m] > LEAST)) ret.month[m] = LEAST;
            if (ret.month[m] > MOST) ret.month[m] = MOST;
        }
    }
    ret.known = true;
    return ret;
}
