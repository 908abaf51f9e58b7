/* SPDX-License-Identifier: Apache-2.0
 * Worth part by part, the customer's side, and what may be proposed to whom. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "rng.h"
#include "worth.h"

static const mk_worth_said well = { true, true, true, .95, 100000, 60000, 150000 };

static mk_worth_seen regular(void) { return (mk_worth_seen){ .bought = 500000, .returned = 20000, .orders = 10, .age = 730, .since = 20, .complaint_days = -1 }; }

static mk_worth worth(mk_worth_seen s, const mk_worth_said *said, mk_worth_rates rates)
{
    mk_worth w;
    mk_worth_of(&s, said, &rates, &w);
    return w;
}

static void parts(void **state)
{
    (void)state;
    mk_worth_rates rates = MK_WORTH_RATES;
    mk_worth_seen s = regular();
    s.visits = 3;
    s.calls = 5;
    s.complaints = 1;
    s.complaint_days = 400;
    mk_worth w = worth(s, &well, rates);
    assert_false(w.margin_told || w.hour_told);
    assert_int_equal(w.realised, 480000);
    assert_int_equal(w.served, 0);                                  /* an hour's cost was not told */
    assert_true(fabs(w.minutes - (3 * 10 + 5 * 6 + 30)) < 1e-9);
    assert_int_equal(w.actual, 480000 + 100000);
    rates.margin = .3;
    rates.hour = 6000;
    w = worth(s, &well, rates);
    assert_int_equal(w.realised, 144000);
    assert_int_equal(w.served, 9000);
    assert_int_equal(w.expected, 30000);
    assert_int_equal(w.serving, llround(9000 * .95 * 365 / 730));
    assert_int_equal(w.actual, w.realised - w.served + w.expected - w.serving);
    s.brought = 2;
    s.brought_money = 70000;
    mk_worth more = worth(s, &well, rates);
    assert_int_equal(more.advocacy, 21000);
    assert_int_equal(more.actual, w.actual);                        /* theirs already: not counted twice */
    mk_worth_said none = { 0 };
    w = worth(s, &none, rates);
    assert_false(w.expected_known);
    assert_int_equal(w.actual, w.realised - w.served);
}

/* However much he brings: who is not content is never called loyal, and nothing is asked of him. */
static void milked(void **state)
{
    (void)state;
    mk_worth_rates rates = MK_WORTH_RATES;
    mk_invest_rates invest = MK_INVEST_RATES;
    mk_frontier_answer potential = { true, true, 900000, 800000, 950000, 800000, .1, .1, .1 };
    mk_plan_choice c[MK_INVEST_CHOICES];
    mk_invest what[MK_INVEST_CHOICES];
    mk_worth_seen s = regular();
    mk_worth w = worth(s, &well, rates);
    assert_true(w.side == MK_SIDE_UNKNOWN && w.tie == MK_TIE_HABIT);
    s.answers = 2;
    s.content = .9;
    w = worth(s, &well, rates);
    assert_true(w.side == MK_SIDE_CONTENT && w.tie == MK_TIE_LOYAL);
    assert_int_equal(mk_invest_choices(&w, &well, &potential, false, &rates, &invest, c, what), MK_PEACE_NOT);
    for (int j = 0; j < MK_INVEST_CHOICES; j++) assert_true(c[j].value > 0);
    static const struct { uint32_t complaints; int32_t days; uint32_t answers; double content; uint32_t calls; int64_t returned; mk_side side; } of[] = {
        { 1, 30, 0, 0, 0, 0, MK_SIDE_UNHAPPY }, { 1, 300, 0, 0, 0, 0, MK_SIDE_UNKNOWN }, { 1, 30, 3, .9, 0, 0, MK_SIDE_CONTENT },
        { 0, -1, 1, .2, 0, 0, MK_SIDE_UNHAPPY }, { 0, -1, 0, 0, 25, 0, MK_SIDE_STRAINED }, { 0, -1, 2, .9, 25, 0, MK_SIDE_STRAINED },
        { 0, -1, 0, 0, 0, 300000, MK_SIDE_STRAINED } };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        s = regular();
        s.complaints = of[i].complaints;
        s.complaint_days = of[i].days;
        s.answers = of[i].answers;
        s.content = of[i].content;
        s.calls = of[i].calls;
        s.returned = of[i].returned;
        w = worth(s, &well, rates);
        if (w.side != of[i].side) fail_msg("case %zu: %s", i, mk_side_name(w.side));
        if (w.side >= MK_SIDE_STRAINED) assert_int_equal(w.tie, MK_TIE_HELD);
        if (w.side != MK_SIDE_UNHAPPY) continue;
        assert_int_equal(mk_invest_choices(&w, &well, &potential, false, &rates, &invest, c, what), MK_PEACE_NOT);
        for (int j = 0; j < MK_INVEST_CHOICES; j++) assert_true((c[j].value > 0) == (what[j] == MK_INVEST_RIGHT));
    }
}

static void peace(void **state)
{
    (void)state;
    mk_worth_rates rates = MK_WORTH_RATES;
    mk_invest_rates invest = MK_INVEST_RATES;
    mk_frontier_answer potential = { .known = true, .potential = 300000, .low = 250000, .high = 350000, .gap = 200000 };
    mk_plan_choice c[MK_INVEST_CHOICES], d[MK_INVEST_CHOICES];
    mk_invest what[MK_INVEST_CHOICES];
    mk_worth w = worth(regular(), &well, rates);
    assert_int_equal(mk_invest_choices(&w, &well, &potential, true, &rates, &invest, c, what), MK_PEACE_REFUSED);
    mk_worth_said gone = { true, true, true, .02, 500, 0, 1000 }, unknown = { 0 };
    mk_worth x = worth(regular(), &gone, rates);
    assert_int_equal(x.tie, MK_TIE_GONE);
    assert_int_equal(mk_invest_choices(&x, &gone, &potential, false, &rates, &invest, c, what), MK_PEACE_GONE);
    x = worth(regular(), &unknown, rates);
    assert_int_equal(mk_invest_choices(&x, &unknown, &potential, false, &rates, &invest, c, what), MK_PEACE_UNKNOWN);
    /* An unproven potential counts by half. */
    mk_invest_choices(&w, &well, &potential, false, &rates, &invest, c, what);
    potential.proven = true;
    mk_invest_choices(&w, &well, &potential, false, &rates, &invest, d, what);
    assert_true(fabs(d[2].value - 2 * c[2].value) < 1e-6 && d[1].value <= c[1].value);
    /* An hour that costs more than it brings is not spent. */
    rates.hour = 1e9;
    assert_int_equal(mk_invest_choices(&w, &well, &potential, false, &rates, &invest, c, what), MK_PEACE_NOTHING);
}

static void odd(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(12);
    for (int i = 0; i < 3000; i++) {
        mk_worth_seen s = { (int64_t)(mk_rng_next(&g) >> (1 + mk_rng_below(&g, 60))), (int64_t)(mk_rng_next(&g) >> (1 + mk_rng_below(&g, 60))), 5, (uint32_t)mk_rng_below(&g, 5), 1000 * mk_rng_unit(&g),
                            10, (uint32_t)mk_rng_below(&g, 9), 3, 1, (uint32_t)mk_rng_below(&g, 3), (int32_t)mk_rng_below(&g, 400) - 1, (uint32_t)mk_rng_below(&g, 3), mk_rng_unit(&g), 1, 77 };
        mk_worth_said said = { i % 2, i % 3 > 0, i % 5 > 0, mk_rng_unit(&g), 1e6 * mk_rng_unit(&g), 0, 1e9 };
        mk_worth_rates rates = MK_WORTH_RATES;
        mk_invest_rates invest = MK_INVEST_RATES;
        mk_frontier_answer potential = { .known = i % 2, .low = 1e7 * mk_rng_unit(&g) };
        mk_worth w = worth(s, &said, rates);
        mk_plan_choice c[MK_INVEST_CHOICES];
        mk_invest what[MK_INVEST_CHOICES];
        mk_invest_choices(&w, &said, &potential, false, &rates, &invest, c, what);
        for (int j = 0; j < MK_INVEST_CHOICES; j++) assert_true(isfinite(c[j].value) && c[j].value >= 0 && c[j].hours > 0);
        assert_true(isfinite(w.effort) && w.tie <= MK_TIE_GONE && !(w.tie == MK_TIE_LOYAL && w.side != MK_SIDE_CONTENT));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts),
        cmocka_unit_test(milked),
        cmocka_unit_test(peace),
        cmocka_unit_test(odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
