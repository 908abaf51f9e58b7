/* SPDX-License-Identifier: Apache-2.0
 * The year's rhythm: its clock, that it is seen where it is and not where it is not, and what it does to what is foretold. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "clock.h"
#include "rng.h"
#include "value_int.h"
#include "frame.h"

static void the_clock(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(6);
    for (int round = 0; round < 200; round++) {
        double term[MK_SEASON_TERMS];
        for (int k = 0; k < MK_SEASON_TERMS; k++) term[k] = 3 * (mk_rng_unit(&r) - .5);
        mk_season s = mk_season_of(term);
        double day = 40000 * (mk_rng_unit(&r) - .5), before = mk_season_clock(&s, day);
        near(mk_season_clock(&s, day + 10 * MK_SEASON_YEAR) - before, 10 * MK_SEASON_YEAR, 1e-6);          /* ten years are ten years */
        for (int i = 0; i < 20; i++) {
            double on = 500 * mk_rng_unit(&r), time = mk_season_clock(&s, day + on) - before;
            assert_true(time >= 0);
            near(mk_season_days(&s, day, time), on, 1e-6 * (1 + on));
        }
    }
    mk_season none = { 0 };
    near(mk_season_clock(&none, 77), 77, 0);
    near(mk_season_days(&none, 5, 9), 9, 0);
}

enum { PEOPLE = 1500, MOST = 200, NOW = 1100 };
typedef struct one { mk_value_history h; int32_t day[MOST]; uint32_t n, after; } one;
static one people[PEOPLE];

/* Orders at each one's own rate, times the season of their day; the strong half of the year has three times as many. */
static void live(bool season, double *ret_from)
{
    mk_rng r = mk_rng_seed(31);
    double begin = mk_day_of(2020, 2, 1);
    *ret_from = begin + NOW;
    for (int i = 0; i < PEOPLE; i++) {
        one *p = &people[i];
        memset(p, 0, sizeof *p);
        double rate = .004 + .05 * mk_rng_unit(&r) * mk_rng_unit(&r), t = 200 * mk_rng_unit(&r), stops = t - 1500 * log1p(-mk_rng_unit(&r));
        for (int32_t last = INT32_MIN; t < NOW + 120 && t < stops && p->n < MOST; t += 1) {
            double fast = season ? exp(.8 * sin(2 * M_PI * (begin + t) / MK_SEASON_YEAR)) : 1;
            bool first = last == INT32_MIN;
            if (!first && mk_rng_unit(&r) >= rate * fast) continue;
            last = (int32_t)(begin + t);
            if (t > NOW) { p->after++; continue; }
            p->day[p->n++] = last;
            assert_int_equal(mk_value_history_add(&cx, &p->h, last, 1000), 0);
        }
    }
}

static mk_value_summary *sum_up(int32_t now, int from, int step)
{
    mk_value_summary *s = mk_value_summary_new(cx.arena, now);
    for (int i = from; i < PEOPLE; i += step) assert_int_equal(mk_value_summary_add(&cx, s, (uint64_t)i, &people[i].h, people[i].day), 0);
    return s;
}

static void seen_where_it_is(void **state)
{
    (void)state;
    for (int season = 0; season < 2; season++) {
        double from;
        live(season, &from);
        int32_t now = (int32_t)from;
        mk_value_model m, other;
        mk_value_diagnostics d, unused;
        assert_int_equal(mk_value_fit(&cx, sum_up(now, 0, 1), NULL, &m, &d), 0);
        assert_int_equal(m.season.known, season);
        double said = 0, without = 0, came = 0;
        mk_value_model plain = m;
        if (season) {                       /* the best of those without it */
            int best = 0;
            for (int i = 1; i < d.race.n; i++)
                if (!d.race.entrant[i].season && d.race.entrant[i].why == MK_VALUE_FINE && mk_entrant_miss(&d.race.entrant[i]) < mk_entrant_miss(&d.race.entrant[best])) best = i;
            plain.orders = d.race.entrant[best].fit.model;
            plain.season = (mk_season){ 0 };
            assert_true(d.race.entrant[d.race.chosen].fit.loglik > d.race.entrant[best].fit.loglik + 100);
        }
        for (int i = 0; i < PEOPLE; i++) {
            mk_value_answer a, b;
            if (!people[i].h.orders) continue;
            mk_value_answer_of(&m, &people[i].h, now, 120, &a);
            mk_value_rank(&plain, &people[i].h, now, 120, &b);
            said += a.orders;
            without += b.orders;
            came += people[i].after;
            assert_true(a.next_low <= a.next_days && a.next_days <= a.next_high && a.since_days == now - people[i].h.last);
        }
        print_message("# %s: %.0f orders came, %.0f were foretold, %.0f without a season\n", season ? "a season" : "none", came, said, without);
        near(said / came, 1, .12);
        if (season) assert_true(fabs(without / came - 1) > .3);
        /* the same bits from parts, and from the store */
        mk_value_summary *parts = sum_up(now, 0, 3);
        for (int k = 1; k < 3; k++) assert_int_equal(mk_value_summary_merge(&cx, parts, sum_up(now, k, 3)), 0);
        assert_int_equal(mk_value_fit(&cx, parts, NULL, &other, &unused), 0);
        mk_str a = mk_value_model_pack(cx.arena, &m), b = mk_value_model_pack(cx.arena, &other);
        assert_true(mk_str_eq(a, b));
        assert_int_equal(mk_value_model_unpack(&cx, a, &other), 0);
        assert_memory_equal(&m.season, &other.season, sizeof m.season);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_clock, before, after), cmocka_unit_test_setup_teardown(seen_where_it_is, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
