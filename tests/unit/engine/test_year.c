/* SPDX-License-Identifier: Apache-2.0
 * The plan of a year: vacations against what the ministry published, assignment against every permutation, family days in either calendar,
 * lead times and budgets, and content that finds who cares. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include "interest.h"
#include "plan_year.h"
#include "rng.h"
#include "frame.h"

static void vacations(void **state)
{
    (void)state;
    /* 5786, as published */
    static const struct { mk_break kind; int from[3], to[3]; } want[] = {
        { MK_BREAK_NEW_YEAR, { 2025, 9, 22 }, { 2025, 9, 24 } }, { MK_BREAK_SUKKOT, { 2025, 10, 1 }, { 2025, 10, 14 } }, { MK_BREAK_HANUKKAH, { 2025, 12, 16 }, { 2025, 12, 22 } },
        { MK_BREAK_PURIM, { 2026, 3, 3 }, { 2026, 3, 4 } }, { MK_BREAK_PESACH, { 2026, 3, 24 }, { 2026, 4, 8 } }, { MK_BREAK_INDEPENDENCE, { 2026, 4, 22 }, { 2026, 4, 22 } },
        { MK_BREAK_SHAVUOT, { 2026, 5, 21 }, { 2026, 5, 22 } }, { MK_BREAK_SUMMER, { 2026, 7, 1 }, { 2026, 8, 31 } } };
    mk_school_break b[MK_SCHOOL_MOST];
    int n = mk_school_breaks(mk_day_of(2025, 9, 1), mk_day_of(2026, 8, 31), false, b);
    assert_int_equal(n, 8);
    for (int i = 0; i < n; i++) {
        assert_int_equal(b[i].kind, want[i].kind);
        assert_int_equal(b[i].from, mk_day_of(want[i].from[0], want[i].from[1], want[i].from[2]));
        assert_int_equal(b[i].to, mk_day_of(want[i].to[0], want[i].to[1], want[i].to[2]));
    }
    for (int y = 1950; y < 2090; y++) {                         /* whatever the year: eight, in order, none in another */
        n = mk_school_breaks(mk_day_of(y, 9, 1), mk_day_of(y + 1, 8, 31), false, b);
        assert_int_equal(n, 8);
        for (int i = 1; i < n; i++) assert_true(b[i].from > b[i - 1].to);
    }
}

static double best_of_all(const double *v, size_t rows, size_t columns, size_t row, unsigned used)
{
    if (row == rows) return 0;
    double best = best_of_all(v, rows, columns, row + 1, used);
    for (size_t c = 0; c < columns; c++)
        if (!(used >> c & 1)) best = fmax(best, v[row * columns + c] + best_of_all(v, rows, columns, row + 1, used | 1u << c));
    return best;
}

static void assignment(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(9);
    for (int k = 0; k < 3000; k++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        size_t rows = mk_rng_below(&g, 6), columns = mk_rng_below(&g, 7);
        double v[64], sum = 0;
        int to[8];
        unsigned used = 0;
        for (size_t i = 0; i < rows * columns; i++) v[i] = mk_rng_below(&g, 3) ? (double)mk_rng_below(&g, 20) / 7 : 0;
        mk_assign(cx.arena, v, rows, columns, to);
        for (size_t r = 0; r < rows; r++) {
            if (to[r] < 0) continue;
            assert_false(used >> to[r] & 1);
            used |= 1u << to[r];
            sum += v[r * columns + (size_t)to[r]];
        }
        near(sum, best_of_all(v, rows, columns, 0, 0), 1e-9);
        mk_arena_rewind(cx.arena, mark);
    }
}

static void bands(void **state)
{
    (void)state;
    double mean, sd, all[] = { 30, 60, 120, 60, 60 };
    assert_true(mk_log_band_base(all, 5, &mean, &sd));
    near(mean, (log(30) + 3 * log(60) + log(120)) / 5, 1e-12);
    double his[] = { 10, 12, 9, 11, 10, 10 };
    mk_log_band early = mk_log_band_of(his, 6, mean, sd, 2), none = mk_log_band_of(NULL, 0, mean, sd, 2);
    assert_true(early.middle < 20 && early.middle > 10 && early.low < early.middle && early.high > early.middle);
    near(none.middle, exp(mean), 1e-9);
    assert_false(none.known);
}

static void a_year(void **state)
{
    (void)state;
    int32_t today = mk_day_of(2026, 11, 22);
    const mk_trip trip[] = {
        { mk_day_of(2024, 6, 1), mk_day_of(2024, 8, 4), mk_day_of(2024, 8, 14), 12000 }, { mk_day_of(2025, 5, 20), mk_day_of(2025, 8, 3), mk_day_of(2025, 8, 13), 14000 },
        { mk_day_of(2025, 1, 10), mk_day_of(2025, 2, 20), mk_day_of(2025, 2, 24), 6000 }, { mk_day_of(2026, 1, 12), mk_day_of(2026, 2, 22), mk_day_of(2026, 2, 26), 6500 } };
    const mk_family_day family[] = {
        { MK_S("דנה"), MK_S("birthday"), mk_day_of(2012, 2, 29), false }, { MK_S("נועם"), MK_S("birthday"), mk_day_of_hebrew(5775, MK_ADAR, 3), true } };
    mk_year_ask ask = { today, 365, true, true, false, trip, 4, family, 2 };
    mk_slot s[MK_SLOTS];
    size_t n = mk_year_slots(cx.arena, &ask, s);
    bool summer = false, february = false, dana = false, noam = false;
    for (size_t i = 0; i < n; i++) {
        assert_true(s[i].from > today && s[i].from <= today + 365 && s[i].p > 0 && s[i].p < 1);
        if (i) assert_true(s[i].from >= s[i - 1].from);
        if (s[i].kind == MK_SLOT_SCHOOL && strcmp(s[i].english, "the summer vacation") == 0) summer = s[i].went == 2 && s[i].of == 3;
        if (s[i].kind == MK_SLOT_HABIT) february = s[i].went == 2 && s[i].from == mk_day_of(2027, 2, 22);
        if (s[i].kind == MK_SLOT_DAY && mk_str_eqz(s[i].whom, "דנה")) dana = s[i].from == mk_day_of(2027, 2, 28) && s[i].years == 15;
        if (s[i].kind == MK_SLOT_DAY && mk_str_eqz(s[i].whom, "נועם")) noam = s[i].from == mk_day_of_hebrew(5787, MK_ADAR_II, 3) && s[i].years == 12;
    }
    assert_true(summer && february && dana && noam);
    /* One offer is made once, where it is worth most. */
    const mk_year_offer offer[] = {
        { 1, mk_day_of(2027, 8, 1), mk_day_of(2027, 8, 10), 13000, 1 }, { 2, mk_day_of(2027, 8, 2), mk_day_of(2027, 8, 11), 60000, 1 },
        { 3, mk_day_of(2027, 2, 20), mk_day_of(2027, 2, 25), 6000, 0 }, { 4, mk_day_of(2027, 11, 20), mk_day_of(2027, 11, 21), 6000, 9 } };
    double prices[] = { 12000, 14000, 6000, 6500 }, leads[] = { 64, 75, 41, 41 };
    mk_log_band budget = mk_log_band_of(prices, 4, log(9000), .5, 2), lead = mk_log_band_of(leads, 4, log(60), .8, 2);
    mk_year_pick pick[MK_SLOTS];
    mk_year_plan(cx.arena, s, n, offer, 4, &budget, &lead, today, pick);
    int times[4] = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (pick[i].offer >= 0) times[pick[i].offer]++;
        if (pick[i].offer == 0) assert_true(s[i].english && strcmp(s[i].english, "the summer vacation") == 0);
        assert_true(pick[i].speak >= today && pick[i].speak <= s[i].to);
    }
    assert_int_equal(times[0], 1);
    assert_int_equal(times[1], 0);              /* far beyond what he spends, and the other is there */
    assert_int_equal(times[2], 1);
    assert_int_equal(times[3], 0);              /* no slot then */
}

static void interests(void **state)
{
    (void)state;
    const mk_care care[] = { { MK_S("כלב"), MK_S("יש לו כלב"), 1 }, { MK_S("coffee"), MK_S("5"), .5 } };
    const mk_content content[] = { { 1, MK_S("כלבים, חיות") }, { 2, MK_S("Coffee") }, { 3, MK_S("גינון") }, { 4, MK_S("כלב, coffee") } };
    mk_interest got[4];
    size_t n = mk_interest_of(cx.arena, care, 2, content, 4, got, 4);
    assert_int_equal(n, 3);
    assert_int_equal(content[got[0].content].id, 4);
    assert_int_equal(content[got[1].content].id, 1);
    assert_int_equal(got[1].care, 0);
    assert_int_equal(content[got[2].content].id, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vacations), cmocka_unit_test(assignment), cmocka_unit_test(bands), cmocka_unit_test(a_year), cmocka_unit_test(interests) };
    return cmocka_run_group_tests_name("engine year", tests, before, after);
}
