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

static void stands_still(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(8);
    static const mk_closed closed[] = { { 100, 160 }, { 200, 201 }, { 465, 525 } };
    for (int yearly = 0; yearly < 2; yearly++) {
        mk_season s = yearly ? mk_season_of((double[]){ .5, -.3, .2, .1 }) : (mk_season){ 0 };
        mk_season_close(&s, closed, 3);
        assert_true(s.known && s.yearly == (yearly > 0));
        near(mk_season_between(&s, 100, 160), 0, 1e-9);
        near(mk_season_between(&s, 120, 150), 0, 1e-9);
        if (!yearly) {
            near(mk_season_between(&s, 90, 170), 20, 0);
            near(mk_season_days(&s, 90, 15), 75, 0);
            near(mk_season_days(&s, 130, 1), 31, 0);
        }
        for (int i = 0; i < 500; i++) {
            double day = 600 * mk_rng_unit(&r), time = 200 * mk_rng_unit(&r), on = mk_season_days(&s, day, time);
            near(mk_season_between(&s, day, day + on), time, 1e-6);
        }
    }
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

/* A shop where 400 people come at their own rates, none of them while it is closed, on one day of `every` only. */
static mk_value_summary *shop(const mk_closed *closed, int n, int32_t now, int people_of, int every)
{
    mk_rng r = mk_rng_seed(77);
    mk_value_summary *s = mk_value_summary_new(cx.arena, now);
    for (int i = 0; i < people_of; i++) {
        int32_t *day = MK_NEWN(cx.arena, int32_t, (size_t)now + 1);
        mk_value_history h = { 0 };
        double rate = .005 + .05 * mk_rng_unit(&r) * mk_rng_unit(&r);
        for (int32_t d = (int32_t)mk_rng_below(&r, 200); d <= now; d++) {
            bool open = d % every == 0;
            for (int k = 0; k < n; k++) open &= d < closed[k].from || d >= closed[k].until;
            if (!open || (h.orders && mk_rng_unit(&r) > rate * every)) continue;
            day[h.orders] = d;
            assert_int_equal(mk_value_history_add(&cx, &h, d, 1000), 0);
        }
        if (h.orders) assert_int_equal(mk_value_summary_add(&cx, s, (uint64_t)i, &h, day), 0);
    }
    return s;
}

static void closed_is_seen(void **state)
{
    (void)state;
    static const struct { mk_closed c[3]; int n; int32_t now; int people, every, found; } shops[] = {
        { { { 0 } }, 0, 700, 400, 1, 0 },                                           /* never */
        { { { 300, 360 } }, 1, 700, 400, 1, 1 },
        { { { 300, 309 } }, 1, 700, 400, 1, 0 },                                    /* a holiday of nine days is no closing */
        { { { 200, 260 }, { 565, 625 } }, 2, 700, 400, 1, 2 + 3 },                  /* every year: the coming ones too */
        { { { 670, 800 } }, 1, 700, 400, 1, 1 },                                    /* until now */
        { { { 300, 360 } }, 1, 700, 8, 1, 0 },                                      /* eight people are often silent */
        { { { 0 } }, 0, 700, 400, 30, 0 },                                          /* occasions: a day a month */
        { { { 500, 800 } }, 1, 700, 400, 1, 0 },                                    /* too long a silence to explain away */
    };
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++) {
        mk_value_summary *s = shop(shops[i].c, shops[i].n, shops[i].now, shops[i].people, shops[i].every);
        mk_season open = mk_value_open_of(cx.arena, s);
        if (open.closings != shops[i].found) fail_msg("shop %zu: closed %d times, %d expected", i, open.closings, shops[i].found);
        if (open.closings && i < 4) assert_true(abs(open.closed[0].from - shops[i].c[0].from) <= 2 && abs(open.closed[0].until - shops[i].c[0].until) <= 2);
        if (open.closings == 5) assert_true(open.closed[2].from > 900 && open.closed[2].from < 960);
    }
}

/* Books that were not brought in are no silence of the customers, whatever their length; where chance makes as much, they end today. */
static void where_books_end(void **state)
{
    (void)state;
    static const struct { mk_closed c; int32_t now; int people, every; int32_t end; } shops[] = {
        { { 0, 0 }, 700, 400, 1, 700 }, { { 690, 800 }, 700, 400, 1, 689 }, { { 670, 800 }, 700, 400, 1, 669 }, { { 500, 800 }, 700, 400, 1, 499 },
        { { 500, 5000 }, 4000, 400, 1, 499 },
        { { 698, 800 }, 700, 400, 1, 700 },                     /* yesterday and the day before */
        { { 670, 800 }, 700, 8, 1, 700 },                       /* eight people are often silent */
        { { 671, 800 }, 700, 400, 30, 700 },                    /* occasions: the next was not yet */
    };
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++) {
        int32_t end = mk_value_books_end(cx.arena, shop(&shops[i].c, 1, shops[i].now, shops[i].people, shops[i].every));
        if (end != shops[i].end) fail_msg("shop %zu: the books end on day %d, not %d", i, end, shops[i].end);
    }
}

/* Who was away because it was closed is as much a customer as before: what is foretold is what comes when nobody ever closed. */
static void closed_counts_against_nobody(void **state)
{
    (void)state;
    double said[2], alive[2];
    for (int closed = 0; closed < 2; closed++) {
        mk_value_summary *s = shop((mk_closed[]){ { 610, 670 } }, closed, 700, 400, 1);
        mk_value_model m;
        mk_value_diagnostics d;
        assert_int_equal(mk_value_fit(&cx, s, NULL, &m, &d), 0);
        assert_int_equal(m.season.closings, closed);
        said[closed] = alive[closed] = 0;
        for (size_t i = 0; i < s->seen.n; i++) {
            mk_value_history h = { 0 };
            mk_value_answer a;
            for (uint32_t k = 0; k < s->seen.p[i].n; k++) mk_value_history_add(&cx, &h, s->seen.p[i].day[k], 1000);
            mk_value_answer_of(&m, &h, 700, 90, &a);
            said[closed] += a.orders;
            alive[closed] += a.alive;
        }
    }
    print_message("# in 90 days %.0f orders, %.0f where it was closed; alive %.0f and %.0f\n", said[0], said[1], alive[0], alive[1]);
    near(said[1] / said[0], 1, .06);
    near(alive[1] / alive[0], 1, .05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_clock, before, after), cmocka_unit_test_setup_teardown(stands_still, before, after),
        cmocka_unit_test_setup_teardown(closed_is_seen, before, after), cmocka_unit_test_setup_teardown(where_books_end, before, after), cmocka_unit_test_setup_teardown(closed_counts_against_nobody, before, after), cmocka_unit_test_setup_teardown(seen_where_it_is, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
