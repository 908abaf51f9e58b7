/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"
#include <math.h>
#include <stdlib.h>
#include "clock.h"
#include "vec.h"

/* --- rules --- */

static bool span_of(mk_str s, mk_span *ret)
{
    *ret = (mk_span){ 0 };
    while ((s = mk_str_trim(s)).n) {
        size_t d = 0, w;
        int64_t v;
        while (d < s.n && s.p[d] >= '0' && s.p[d] <= '9') d++;
        for (w = d; w < s.n && s.p[w] != ' '; w++) {}
        mk_str unit = mk_str_sub(s, d, w);
        if (!mk_str_int(mk_str_sub(s, 0, d), &v) || v <= 0 || v > 10000000) return false;
        if (mk_str_eqz(unit, "km")) ret->km = (int32_t)v;
        else if (mk_str_eqz(unit, "m") && v <= 1200) ret->months = (int32_t)v;
        else if (mk_str_eqz(unit, "d") && v <= 36500) ret->days = (int32_t)v;
        else return false;
        s = mk_str_sub(s, w, s.n);
    }
    return true;
}

static bool whole(mk_str s, int64_t most, int32_t *ret)
{
    int64_t v = 0;
    if (s.n && (!mk_str_int(s, &v) || v < 0 || v > most)) return false;
    *ret = (int32_t)v;
    return true;
}

static bool empty(const mk_span *s) { return !s->km && !s->months && !s->days; }

int mk_service_read(mk_cx *cx, mk_str text, const mk_service_rule **ret, size_t *ret_n)
{
    static const char *const names[] = { "comfort", "wear", "safety", "legal" };
    mk_vec(mk_service_rule) rules = { 0 };
    for (size_t from = 0, no = 1; from < text.n; no++) {
        size_t to = from;
        while (to < text.n && text.p[to] != '\n') to++;
        mk_str line = mk_str_trim(mk_str_sub(text, from, to)), cell[7];
        from = to + 1;
        if (no == 1 && mk_str_starts(line, MK_S("\xef\xbb\xbf"))) line = mk_str_sub(line, 3, line.n);
        if (!line.n || line.p[0] == '#' || mk_str_starts(line, MK_S("task,"))) continue;
        size_t n = 0;
        for (size_t a = 0, b = 0; b <= line.n; b++)
            if (b == line.n || line.p[b] == ',') {
                if (n < 7) cell[n] = mk_str_trim(mk_str_sub(line, a, b));
                n++;
                a = b + 1;
            }
        if (n != 7) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules has %zu cells; wanted: task, applies-to, km, months, first, then, severity", no, n);
        mk_service_rule r = { .task = cell[0], .applies = cell[1] };
        mk_span usual = { 0 };
        int s = 0;
        while (s < 4 && !mk_str_eqz(cell[6], names[s])) s++;
        if (!r.task.n || !r.applies.n) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules names no task or nothing it applies to", no);
        if (!whole(cell[2], 10000000, &usual.km) || !whole(cell[3], 1200, &usual.months))
            return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: km and months are whole numbers, or empty", no);
        if (!span_of(cell[4], &r.first) || !span_of(cell[5], &r.then)) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: first and then are like 15000km, 36m or 90d", no);
        if (s == 4) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules: severity is comfort, wear, safety or legal", no);
        if (empty(&r.first)) r.first = usual;
        if (empty(&r.then)) r.then = usual;
        if (empty(&r.first) && empty(&r.then)) return mk_fail(cx, MK_EBADDATA, "line %zu of the rules says neither km nor months", no);
        r.severity = (mk_severity)s;
        *mk_vec_push(cx->arena, &rules) = r;
    }
    *ret = rules.p;
    *ret_n = rules.n;
    return 0;
}

bool mk_service_applies(const mk_service_rule *r, mk_str kind, mk_str traits)
{
    size_t slash = 0;
    while (slash < r->applies.n && r->applies.p[slash] != '/') slash++;
    if (!mk_str_ieq(mk_str_trim(mk_str_sub(r->applies, 0, slash)), kind)) return false;
    if (slash == r->applies.n) return true;
    mk_str want = mk_str_trim(mk_str_sub(r->applies, slash + 1, r->applies.n));
    for (size_t a = 0, b = 0; b <= traits.n; b++)
        if (b == traits.n || traits.p[b] == ' ') {
            if (b > a && mk_str_ieq(mk_str_sub(traits, a, b), want)) return true;
            a = b + 1;
        }
    return false;
}

/* --- the meter --- */

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

enum { SLOPES = 40 };               /* readings looked at for the rate: the latest */

mk_meter mk_meter_of(mk_arena *a, int32_t start, const mk_reading *reading, size_t n, double usual, double weight)
{
    mk_reading *good = MK_NEWN(a, mk_reading, n + 1);
    size_t k = 0;
    good[k++] = (mk_reading){ start, 0 };
    for (size_t i = 0; i < n; i++) {
        if (reading[i].day < good[k - 1].day || reading[i].km < good[k - 1].km) continue;
        if (reading[i].day == good[k - 1].day) good[k - 1].km = reading[i].km;
        else good[k++] = reading[i];
    }
    size_t from = k > SLOPES ? k - SLOPES : 0, slopes = 0;
    mk_meter m = { .from_day = start, .last_day = good[k - 1].day, .last_km = good[k - 1].km, .rate = usual, .rate_low = usual * .5, .rate_high = usual * 1.6, .reading = good, .n = k };
    if (k < 2) return m;
    double *slope = MK_NEWN(a, double, (k - from) * (k - from));
    for (size_t i = from; i < k; i++)
        for (size_t j = i + 1; j < k; j++) slope[slopes++] = (double)(good[j].km - good[i].km) / (double)(good[j].day - good[i].day);
    qsort(slope, slopes, sizeof *slope, by_size);
    double median = slopes % 2 ? slope[slopes / 2] : (slope[slopes / 2 - 1] + slope[slopes / 2]) / 2, span = (double)(good[k - 1].day - good[from].day);
    double own = span / (span + weight);
    m.rate = own * median + (1 - own) * usual;
    double wide = .6 / sqrt((double)(k - from)) + .3 * (1 - own), low = slope[slopes / 10], high = slope[slopes * 9 / 10];
    m.rate_low = m.rate - wide * (m.rate - fmin(low, m.rate * .7));
    m.rate_high = m.rate + wide * (fmax(high, m.rate * 1.3) - m.rate);
    return m;
}

static double at_rate(const mk_meter *m, double rate, int32_t day) { return m->last_km + rate * (double)(day - m->last_day); }

double mk_meter_at(const mk_meter *m, int32_t day)
{
    if (day >= m->last_day) return at_rate(m, m->rate, day);
    if (day <= m->from_day) return 0;
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
    if (km <= 0) return m->from_day;
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
    mk_due d = { .day = INT32_MAX, .anchor_day = last ? last->day : start, .first = !last };
    d.anchor_km = !last ? 0 : last->km >= 0 ? last->km : mk_meter_at(m, last->day);
    int32_t date = INT32_MAX, km = INT32_MAX, low = INT32_MAX, high = INT32_MAX;
    if (s->months) date = mk_months_after(d.anchor_day, s->months);
    if (s->days && d.anchor_day + s->days < date) date = d.anchor_day + s->days;
    if (s->km) {
        double target = d.anchor_km + s->km;
        d.at_km = (int32_t)ceil(target);
        km = mk_meter_reaches(m, target);
        low = reaches(m, m->rate_high, target);
        high = reaches(m, m->rate_low, target);
    }
    d.day = date <= km ? date : km;
    d.by = d.day == INT32_MAX ? MK_DUE_NEVER : date <= km ? MK_DUE_BY_DATE : MK_DUE_BY_KM;
    d.low = date < low ? date : low;
    d.high = date < high ? date : high;
    return d;
}
