/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"
#include <math.h>
#include <stdlib.h>
#include "clock.h"

/* --- the meter --- */

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

enum { SLOPES = 40 };               /* readings looked at for the rate: the latest */

/* --- a pace that changed --- */

enum { SIDE_DAYS = 60, SIDE_STRETCHES = 2 };
static const double CLEAR = 14, MUCH = 1.25;     /* how clear a change must be against the noise (an F of 1 and n - 2), and how large */

/* Between the readings from .. to: the pace, and the sum of squares of the stretches' own around it, each day counting once. */
static double pace_of(const mk_reading *r, const double *at, size_t from, size_t to, double *ret_squares)
{
    double pace = (double)(r[to].km - r[from].km) / (at[to] - at[from]);
    *ret_squares = 0;
    for (size_t i = from + 1; i <= to; i++) {
        double days = at[i] - at[i - 1], off = (double)(r[i].km - r[i - 1].km) / days - pace;
        *ret_squares += days * off * off;
    }
    return pace;
}

/* The reading from which he drives as he does now: the split into two paces with the least squares (Page 1957; one after the other, Scott & Knott 1974),
 * if it is clear and large; then again in what is behind it. *ret_before: the pace before it; *ret_unclear: 1 / F, what of the change may be noise. */
static size_t last_change(const mk_reading *r, const double *at, size_t from, size_t last, double *ret_before, double *ret_unclear)
{
    for (;;) {
        double whole, least = INFINITY, before = 0, after = 0;
        size_t best = from;
        pace_of(r, at, from, last, &whole);
        for (size_t i = from + SIDE_STRETCHES; i + SIDE_STRETCHES <= last; i++) {
            double left, right;
            if (r[i].day - r[from].day < SIDE_DAYS || r[last].day - r[i].day < SIDE_DAYS) continue;
            double x = pace_of(r, at, from, i, &left), y = pace_of(r, at, i, last, &right);
            if (left + right < least) least = left + right, best = i, before = x, after = y;
        }
        if (best == from || (whole - least) * (double)(last - from - 2) <= CLEAR * least || (after <= before * MUCH && before <= after * MUCH)) return from;
        *ret_unclear = least / ((whole - least) * (double)(last - from - 2));
        from = best;
        *ret_before = before;
    }
}

/* Readings that hold together, all that was counted by each; *m gets when the meter was replaced. good: room for n + 1. */
static size_t hold_together(mk_arena *a, const mk_reading *reading, size_t n, mk_reading *good, size_t k, mk_meter *m)
{
    mk_reading *replaced = MK_NEWN(a, mk_reading, n + 1);
    int32_t unseen = 0;
    for (size_t i = 0; i < n; i++) {
        mk_reading r = { reading[i].day, reading[i].km + unseen };
        if (k && r.day < good[k - 1].day) continue;
        if (k && r.km < good[k - 1].km) {
            size_t two = i + 1;
            if (two == n || r.day == good[k - 1].day || reading[two].day == r.day || reading[two].km + unseen < r.km || reading[two].km + unseen >= good[k - 1].km) continue;
            if (k == 1 || good[k - 2].km <= r.km) {
                k--;
            } else {        /* it went on at the pace it had */
                const mk_reading *first = &good[0], *last = &good[k - 1];
                r.km = last->km + (int32_t)((int64_t)(last->km - first->km) * (r.day - last->day) / (last->day - first->day));
                unseen = r.km - reading[i].km;
                replaced[m->replacements++] = (mk_reading){ r.day, unseen };
            }
        }
        if (k && r.day == good[k - 1].day) good[k - 1].km = r.km;
        else good[k++] = r;
    }
    m->replaced = replaced;
    return k;
}

mk_meter mk_meter_of(mk_arena *a, int32_t start, const mk_reading *reading, size_t n, const mk_use *use)
{
    double usual = use->a_day;
    mk_reading *good = MK_NEWN(a, mk_reading, n + 1);
    mk_meter m = { .from_day = MK_START_UNKNOWN, .last_day = MK_START_UNKNOWN, .last_km = NAN, .rate = usual, .season = use->season, .changed_day = MK_START_UNKNOWN };
    if (start != MK_START_UNKNOWN) good[0] = (mk_reading){ start, 0 };
    size_t k = hold_together(a, reading, n, good, start != MK_START_UNKNOWN, &m);
    if (!k) return m;
    size_t from = k > SLOPES ? k - SLOPES : 0, slopes = 0;
    m.from_day = good[0].day, m.last_day = good[k - 1].day, m.last_km = good[k - 1].km, m.reading = good, m.n = k;
    m.rate_low = usual * .5, m.rate_high = usual * 1.6;
    if (k < 2) return m;
    double *slope = MK_NEWN(a, double, (k - from) * (k - from)), *at = MK_NEWN(a, double, k), unclear = 0;
    for (size_t i = from; i < k; i++) at[i] = mk_use_days(use->season, good[i].day);
    size_t since = last_change(good, at, from, k - 1, &usual, &unclear);
    if (since > from) {
        m.changed_day = good[since].day;
        m.rate_before = usual;
        from = since;
    }
    for (size_t i = from; i < k; i++)
        for (size_t j = i + 1; j < k; j++) slope[slopes++] = (double)(good[j].km - good[i].km) / (at[j] - at[i]);
    qsort(slope, slopes, sizeof *slope, by_size);
    double median = slopes % 2 ? slope[slopes / 2] : (slope[slopes / 2 - 1] + slope[slopes / 2]) / 2, span = (double)(good[k - 1].day - good[from].day);
    /* to the usual pace of such things; after a change to his own before it, by what of the change may be noise (James & Stein 1961) */
    double own = m.changed_day == MK_START_UNKNOWN ? span / (span + use->weight) : 1 - unclear;
    m.rate = own * median + (1 - own) * usual;
    double wide = .6 / sqrt((double)(k - from)) + .3 * (1 - own), low = slope[slopes / 10], high = slope[slopes * 9 / 10];
    m.rate_low = m.rate - wide * (m.rate - fmin(low, m.rate * .7));
    m.rate_high = m.rate + wide * (fmax(high, m.rate * 1.3) - m.rate);
    return m;
}

static double at_rate(const mk_meter *m, double rate, int32_t day) { return m->last_km + rate * (mk_use_days(m->season, day) - mk_use_days(m->season, m->last_day)); }

double mk_meter_at(const mk_meter *m, int32_t day)
{
    if (!m->n) return NAN;
    if (day >= m->last_day) return at_rate(m, m->rate, day);
    if (day <= m->from_day) return fmax(0, m->reading[0].km - m->rate * (double)(m->from_day - day));     /* at 0 when it begins from new */
    size_t lo = 0, hi = m->n - 1;
    while (hi - lo > 1) {
        size_t mid = (lo + hi) / 2;
        if (m->reading[mid].day <= day) lo = mid; else hi = mid;
    }
    const mk_reading *a = &m->reading[lo], *b = &m->reading[hi];
    return a->km + (double)(b->km - a->km) * (double)(day - a->day) / (double)(b->day - a->day);
}

static int32_t reaches(const mk_meter *m, double rate, double km)
{
    km -= 1e-6;         /* a day on which it is reached exactly is that day, whatever the last bit of a product says */
    if (!m->n || !(km == km)) return INT32_MAX;
    if (km <= m->reading[0].km) return m->from_day;
    if (km <= m->last_km) {
        int32_t lo = m->from_day, hi = m->last_day;
        while (lo < hi) {
            int32_t mid = lo + (hi - lo) / 2;
            if (mk_meter_at(m, mid) >= km) hi = mid; else lo = mid + 1;
        }
        return lo;
    }
    if (!(rate > 1e-6)) return INT32_MAX;
    double days = ceil((km - m->last_km) / rate);
    if (days > 200 * 366.) return INT32_MAX;
    int32_t day = m->last_day + (int32_t)days;
    while (day > m->last_day && at_rate(m, rate, day - 1) >= km) day--;     /* what rounding did */
    while (at_rate(m, rate, day) < km) day++;
    return day;
}

int32_t mk_meter_reaches(const mk_meter *m, double km) { return reaches(m, m->rate, km); }

int32_t mk_meter_unseen(const mk_meter *m, int32_t day)
{
    int32_t unseen = 0;
    for (size_t i = 0; i < m->replacements && m->replaced[i].day <= day; i++) unseen = m->replaced[i].km;
    return unseen;
}

/* --- due --- */

int32_t mk_months_after(int32_t day, int32_t months)
{
    mk_civil c = mk_civil_of_day(day);
    int32_t month = c.year * 12 + c.month - 1 + months;
    int d = c.day;
    while (!mk_day_valid(month / 12, month % 12 + 1, d)) d--;
    return mk_day_of(month / 12, month % 12 + 1, d);
}

mk_due mk_service_due(const mk_service_rule *r, const mk_meter *m, int32_t start, const mk_done *done, size_t n)
{
    const mk_done *last = NULL;
    for (size_t i = 0; i < n; i++)
        if (!last || done[i].day >= last->day) last = &done[i];
    const mk_span *s = last ? &r->then : &r->first;
    mk_due d = { .day = INT32_MAX, .low = INT32_MAX, .high = INT32_MAX, .anchor_day = last ? last->day : start, .first = !last };
    if (!last && start == MK_START_UNKNOWN) return d;
    d.anchor_km = !last ? 0 : last->km >= 0 ? last->km + mk_meter_unseen(m, last->day) : mk_meter_at(m, last->day);
    int32_t date = INT32_MAX, km = INT32_MAX, low = INT32_MAX, high = INT32_MAX;
    if (s->months) date = mk_months_after(d.anchor_day, s->months);
    if (s->days && d.anchor_day + s->days < date) date = d.anchor_day + s->days;
    if (s->km) {
        double target = d.anchor_km + s->km;
        km = mk_meter_reaches(m, target);
        if (target == target) d.at_km = (int32_t)ceil(target) - mk_meter_unseen(m, km);
        low = reaches(m, m->rate_high, target);
        high = reaches(m, m->rate_low, target);
    }
    d.day = date <= km ? date : km;
    d.by = d.day == INT32_MAX ? MK_DUE_NEVER : date <= km ? MK_DUE_BY_DATE : MK_DUE_BY_KM;
    d.low = date < low ? date : low;
    d.high = date < high ? date : high;
    return d;
}

int32_t mk_service_notice(mk_severity s)
{
    static const int32_t days[MK_SEVERITIES] = { 7, 14, 21, 30 };
    return days[s];
}
