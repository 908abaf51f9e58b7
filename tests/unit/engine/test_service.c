/* SPDX-License-Identifier: Apache-2.0
 * Care that is due: 100,000 made-up histories against an oracle that walks day by day and knows no formula; the forecast of meters against
 * drivers that go on driving; rules that cannot be read. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include "clock.h"
#include "rng.h"
#include "service.h"
#include "special.h"
#include "frame.h"

/* What the meter says on a day, by looking for the two readings around it. */
static double oracle_km(int32_t start, const mk_reading *r, int n, double rate, int32_t day)
{
    int32_t d0 = start;
    double k0 = 0;
    for (int i = 0; i < n; i++) {
        if (day < r[i].day) return day <= d0 ? k0 : k0 + (r[i].km - k0) * (double)(day - d0) / (double)(r[i].day - d0);
        d0 = r[i].day;
        k0 = r[i].km;
    }
    return k0 + rate * (double)(day - d0);
}

/* Whether `months` have passed since `from`: the same day of a later month, or that month's last when it has no such day. */
static bool months_passed(int32_t from, int32_t day, int months)
{
    mk_civil a = mk_civil_of_day(from), b = mk_civil_of_day(day), c = mk_civil_of_day(day + 1);
    int passed = (b.year - a.year) * 12 + b.month - a.month;
    bool reached = b.day >= a.day || c.month != b.month;
    return passed > months || (passed == months && reached);
}

static void histories(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(5);
    int by[3] = { 0 };
    for (int h = 0; h < 100000; h++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        int32_t start = mk_day_of(2005, 1, 1) + (int32_t)mk_rng_below(&g, 6000), day = start, km = 0;
        mk_reading r[12];
        int n = (int)mk_rng_below(&g, 12);
        for (int i = 0; i < n; i++) r[i] = (mk_reading){ day += 1 + (int32_t)mk_rng_below(&g, 300), km += (int32_t)mk_rng_below(&g, 9000) };
        mk_span first = { (int32_t)mk_rng_below(&g, 3) * 5000, (int32_t)mk_rng_below(&g, 4) * 7, mk_rng_below(&g, 5) == 0 ? 100 : 0 };
        mk_span then = { (int32_t)mk_rng_below(&g, 3) * 7500, (int32_t)mk_rng_below(&g, 3) * 6, 0 };
        mk_service_rule rule = { .task = MK_S("x"), .applies = MK_S("car"), .first = first, .then = then };
        mk_done done[3];
        int jobs = (int)mk_rng_below(&g, 4) % 3;
        for (int i = 0; i < jobs; i++) {
            done[i].day = start + (int32_t)mk_rng_below(&g, (uint64_t)(day - start + 60));
            done[i].km = mk_rng_below(&g, 2) ? -1 : (int32_t)mk_rng_below(&g, (uint64_t)km + 1);
        }
        mk_meter m = mk_meter_of(cx.arena, start, r, (size_t)n, &(mk_use){ 35, 180, NULL });
        mk_due due = mk_service_due(&rule, &m, start, done, (size_t)jobs);
        /* the oracle */
        const mk_done *last = NULL;
        for (int i = 0; i < jobs; i++)
            if (!last || done[i].day >= last->day) last = &done[i];
        mk_span s = last ? then : first;
        int32_t anchor = last ? last->day : start, want = INT32_MAX;
        double from = last ? last->km >= 0 ? last->km : oracle_km(start, r, n, m.rate, last->day) : 0;
        if (s.km || s.months || s.days)
            for (int32_t d = start < anchor ? start : anchor; want == INT32_MAX && d < start + 40000; d++)
                if ((s.months && d >= anchor && months_passed(anchor, d, s.months)) || (s.days && d >= anchor + s.days) || (s.km && oracle_km(start, r, n, m.rate, d) >= from + s.km - 1e-6)) want = d;
        if (due.day != want) fail_msg("history %d: due %d, by the oracle %d", h, due.day, want);
        assert_true(due.low <= due.day && due.day <= due.high);
        by[due.by]++;
        mk_arena_rewind(cx.arena, mark);
    }
    assert_true(by[0] > 1000 && by[1] > 10000 && by[2] > 10000);
}

/* Drivers with a pace of their own, months that differ, readings at odd times: where the meter will stand in half a year. */
/* A made-up driver: a pace of his own, more in summer, noise from day to day. km at `now` and half a year on; readings until now. */
typedef struct drive { mk_reading r[60]; int k; int32_t now; double at_now, then; } drive;

static drive drives(mk_rng *g, double season)
{
    drive d = { .now = 365 * 2 + (int32_t)mk_rng_below(g, 700) };
    double pace = 40 * exp(.45 * mk_normal_quantile(mk_rng_unit(g) * .999 + .0005)), km = 0;
    for (int32_t day = 0; day <= d.now + 180; day++) {
        km += pace * (1 + season * sin(day / 58.1)) * 2 * mk_rng_unit(g);
        if (day <= d.now && d.k < 60 && mk_rng_below(g, 90) == 0) d.r[d.k++] = (mk_reading){ day, (int32_t)km };
        if (day == d.now) d.at_now = km;
    }
    d.then = km;
    return d;
}

/* Half a year on, of drivers that were not learnt from. */
static void forecast(void **state)
{
    (void)state;
    static const double seasons[] = { .2, .4, 0 }, most[] = { .08, .08, .075 };
    enum { LEARNT = 1500, JUDGED = 4000 };
    mk_rng g = mk_rng_seed(6);
    for (int c = 0; c < 3; c++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        mk_stretch *s = MK_NEWN(cx.arena, mk_stretch, LEARNT * 60);
        size_t n = 0;
        for (int i = 0; i < LEARNT; i++) {
            drive d = drives(&g, seasons[c]);
            for (int k = 1; k < d.k; k++) if (d.r[k].day > d.r[k - 1].day) s[n++] = (mk_stretch){ i, d.r[k - 1].day, d.r[k].day, d.r[k].km - d.r[k - 1].km };
        }
        mk_use_year season = mk_use_year_of(cx.arena, s, n);
        assert_true(season.known);
        assert_false(mk_use_year_of(cx.arena, s, 50).known);
        double reading = 0, without = 0, with = 0;
        near(mk_use_days(&season, mk_day_of(2022, 1, 1)) - mk_use_days(&season, mk_day_of(2021, 1, 1)), 365, 1e-6);
        for (int i = 0; i < JUDGED; i++) {
            drive d = drives(&g, seasons[c]);
            mk_meter plain = mk_meter_of(cx.arena, 0, d.r, (size_t)d.k, &(mk_use){ 40, 90, NULL }), m = mk_meter_of(cx.arena, 0, d.r, (size_t)d.k, &(mk_use){ 40, 90, &season });
            without += fabs((mk_meter_at(&plain, d.now + 180) - mk_meter_at(&plain, d.now)) / (d.then - d.at_now) - 1) / JUDGED;
            with += fabs((mk_meter_at(&m, d.now + 180) - mk_meter_at(&m, d.now)) / (d.then - d.at_now) - 1) / JUDGED;
            reading += fabs(mk_meter_at(&m, d.now + 180) / d.then - 1) / JUDGED;
            int32_t day = mk_meter_reaches(&m, d.at_now + 4000);        /* the first day of that reading, by a season too */
            assert_true(mk_meter_at(&m, day) >= d.at_now + 4000 - 1e-3 && mk_meter_at(&m, day - 1) < d.at_now + 4000);
        }
        print_message("# half a year on, season %.1f: %.1f %% of the reading, %.1f %% of what is driven (%.1f %% without the season)\n", seasons[c], reading * 100, with * 100, without * 100);
        assert_true(with < most[c] && reading < .02);
        assert_true(with < without + .002);
        mk_arena_rewind(cx.arena, mark);
    }
}

/* A driver who got another job: half or twice as much a day from some day on, with a reading a month. Where the meter will stand a quarter on. */
static void another_pace(void **state)
{
    (void)state;
    enum { JUDGED = 3000 };
    static const int32_t ago[] = { 100, 200, 400 };
    mk_rng g = mk_rng_seed(7);
    double alarms = 0;
    for (int c = -1; c < 3; c++) {
        double with = 0, steady = 0, seen = 0;
        for (int i = 0; i < JUDGED; i++) {
            mk_arena_mark mark = mk_arena_here(cx.arena);
            mk_reading r[60];
            int k = 0;
            double pace = 40 * exp(.45 * mk_normal_quantile(mk_rng_unit(&g) * .999 + .0005)), turn = c < 0 ? 1 : i % 2 ? 2 : .5, km = 0, at_now = 0, first = 0;
            int32_t now = 900, change = c < 0 ? 0 : now - ago[c];
            for (int32_t day = 0; day <= now + 91; day++) {
                km += pace * (day >= change ? turn : 1) * 2 * mk_rng_unit(&g);
                if (day <= now && day % 30 == 0 && k < 60) {
                    r[k++] = (mk_reading){ day, (int32_t)km };
                    if (day == 0) first = km;
                    at_now = km;
                }
            }
            mk_meter m = mk_meter_of(cx.arena, MK_START_UNKNOWN, r, (size_t)k, &(mk_use){ 40, 90, NULL });
            double want = km - at_now, line = (at_now - first) / now * 91;
            with += fabs((mk_meter_at(&m, now + 91) - mk_meter_at(&m, now)) / want - 1) / JUDGED;
            steady += fabs(line / want - 1) / JUDGED;
            seen += m.changed_day != MK_START_UNKNOWN && abs(m.changed_day - change) <= 45;
            if (c < 0) alarms += m.changed_day != MK_START_UNKNOWN;
            mk_arena_rewind(cx.arena, mark);
        }
        if (c < 0) print_message("# a steady pace: %.1f %% off, %.2f %% taken for changed\n", with * 100, alarms / JUDGED * 100);
        else print_message("# another pace %d days ago: %.1f %% off (%.1f %% by all his readings), seen %.1f %%\n", (int)ago[c], with * 100, steady * 100, seen / JUDGED * 100);
        if (c < 0) assert_true(with < .07 && alarms < .02 * JUDGED);
        else assert_true(with < .08 && with < steady / 2 && seen > .9 * JUDGED);
    }
}

static void reads(void **state)
{
    (void)state;
    const mk_service_rule *r;
    size_t n;
    assert_int_equal(mk_service_read(&cx, MK_S("task,applies-to,km,months,first,then,severity\n# a note\nשמן,car,15000,12,,,wear\ntest,car/diesel,,12,36m,,legal\n"), &r, &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(r[0].then.km, 15000);
    assert_int_equal(r[1].first.months, 36);
    assert_int_equal(r[1].then.months, 12);
    assert_int_equal(r[1].severity, MK_LEGAL);
    assert_true(mk_applies(cx.arena, r[1].applies, MK_S("car"), MK_S("van\ndiesel")));
    assert_false(mk_applies(cx.arena, r[1].applies, MK_S("car"), MK_S("petrol")));
    static const char *const bad[] = { "a,b,c\n", "a,car,x,,,,wear\n", "a,car,,,,,wear\n", "a,car,1,,,,awful\n", "a,car,1,,5y,,wear\n", ",car,1,,,,wear\n" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_int_equal(mk_service_read(&cx, mk_str_of(bad[i]), &r, &n), MK_EBADDATA);
    assert_int_equal(mk_months_after(mk_day_of(2025, 1, 31), 1), mk_day_of(2025, 2, 28));
    assert_int_equal(mk_months_after(mk_day_of(2024, 11, 30), 3), mk_day_of(2025, 2, 28));
}

/* The rules that come with makir can be read, and every kind of thing has some. */
static void presets(void **state)
{
    (void)state;
    static const char *const kinds[] = { "car", "bicycle", "boiler", "air-conditioner", "pet", "teeth", "glasses" };
    static char text[20000];
    FILE *f = fopen(MK_SERVICE_RULES, "rb");
    assert_non_null(f);
    size_t got = fread(text, 1, sizeof text, f), n;
    fclose(f);
    const mk_service_rule *r;
    if (mk_service_read(&cx, (mk_str){ text, got }, &r, &n) < 0) fail_msg("%s", cx.message);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t of = 0;
        for (size_t i = 0; i < n; i++) of += mk_str_starts(r[i].applies, mk_str_of(kinds[k]));
        assert_true(of >= 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(histories), cmocka_unit_test(forecast), cmocka_unit_test(another_pace), cmocka_unit_test(reads), cmocka_unit_test(presets) };
    return cmocka_run_group_tests_name("engine service", tests, before, after);
}
