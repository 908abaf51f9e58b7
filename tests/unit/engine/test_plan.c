/* SPDX-License-Identifier: Apache-2.0
 * The plan against every possible plan of small shops, its certificate on large ones, and odd budgets. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>
#include "plan.h"
#include "rng.h"
#include "frame.h"

static void holds(const mk_plan_choice *c, size_t n, int per, mk_plan_budget b, const uint8_t *chosen, const mk_plan *plan)
{
    double value = 0, money = 0, hours = 0;
    uint64_t many = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(chosen[i] <= per);
        if (!chosen[i]) continue;
        const mk_plan_choice *x = &c[i * (size_t)per + chosen[i] - 1];
        value += x->value;
        money += x->money;
        hours += x->hours;
        many++;
        assert_true(x->value > 0);
    }
    assert_true(fabs(value - plan->value) <= 1e-9 * (1 + value) && many == plan->chosen);
    assert_true(money <= b.money * (1 + 1e-9) && hours <= b.hours * (1 + 1e-9));
    assert_true(plan->bound >= plan->value && plan->gap >= 0 && plan->gap <= 1);
    assert_true(plan->money_price >= 0 && plan->hours_price >= 0);
}

static double every_plan(const mk_plan_choice *c, size_t n, int per, mk_plan_budget b)
{
    if (n == 0) return 0;
    double best = every_plan(c + per, n - 1, per, b);
    for (int j = 0; j < per; j++) {
        if (c[j].money > b.money || c[j].hours > b.hours) continue;
        best = fmax(best, c[j].value + every_plan(c + per, n - 1, per, (mk_plan_budget){ b.money - c[j].money, b.hours - c[j].hours }));
    }
    return best;
}

static void random_choices(mk_rng *rng, mk_plan_choice *c, size_t n, int kind)
{
    for (size_t i = 0; i < n; i++) {
        c[i] = (mk_plan_choice){ 100 * mk_rng_unit(rng) - 10, 10 * mk_rng_unit(rng), mk_rng_unit(rng) };
        if (kind == 1) c[i].money = 0;
        if (kind == 2) c[i] = (mk_plan_choice){ 5, 1, 1 };
        if (kind == 3) c[i].hours = (double)mk_rng_below(rng, 3), c[i].money = (double)mk_rng_below(rng, 4), c[i].value = (double)mk_rng_below(rng, 5);
    }
}

static void against_every_plan(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(17);
    enum { ROUNDS = 400, N = 6, PER = 3 };
    for (int round = 0; round < ROUNDS; round++) {
        mk_plan_choice c[N * PER];
        uint8_t chosen[N];
        random_choices(&rng, c, N * PER, round % 4);
        mk_plan_budget b = { 25 * mk_rng_unit(&rng), 3 * mk_rng_unit(&rng) };
        if (round % 3 == 0) b.hours = INFINITY;
        if (round % 3 == 1) b.money = INFINITY;
        mk_plan plan;
        assert_int_equal(mk_plan_solve(&cx, c, N, PER, b, chosen, &plan), 0);
        holds(c, N, PER, b, chosen, &plan);
        double best = every_plan(c, N, PER, b);
        assert_true(plan.bound >= best - 1e-9 && plan.value <= best + 1e-9);
        assert_true(plan.value >= best * (1 - 1e-9));               /* the best there is, and proved to be */
        assert_true(plan.gap <= 1e-9);
    }
}

static void certified(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(23);
    enum { PER = 4 };
    static const size_t sizes[] = { 300, 1000, 2500, 5000, 200000, 1000000 };
    static const double gaps[] = { 1e-8, 1e-6, 1e-6, 1e-6, 1e-6, 3e-7 };
    for (int k = 0; k < (getenv("MAKIR_LONG") ? 6 : 5); k++) {
        size_t n = sizes[k];
        mk_plan_choice *c = MK_NEWN(cx.arena, mk_plan_choice, n * PER);
        uint8_t *chosen = MK_NEWN(cx.arena, uint8_t, n), *again = MK_NEWN(cx.arena, uint8_t, n);
        random_choices(&rng, c, n * PER, 0);
        for (int limits = 1; limits <= 3; limits++) {
            mk_plan_budget b = { limits & 1 ? (double)n : INFINITY, limits & 2 ? .1 * (double)n : INFINITY };
            mk_plan plan, other;
            clock_t t = clock();
            assert_int_equal(mk_plan_solve(&cx, c, n, PER, b, chosen, &plan), 0);
            print_message("# %zu customers, budgets %d: gap %.2g, %.1f ms\n", n, limits, plan.gap, (double)(clock() - t) * 1000 / CLOCKS_PER_SEC);
            holds(c, n, PER, b, chosen, &plan);
            assert_true(plan.gap <= gaps[k]);
            assert_int_equal(mk_plan_solve(&cx, c, n, PER, b, again, &other), 0);
            assert_memory_equal(chosen, again, n);
            if (limits != 3) {                      /* what the price says of a little more */
                mk_plan_budget more = { b.money * 1.01, b.hours * 1.01 };
                assert_int_equal(mk_plan_solve(&cx, c, n, PER, more, again, &other), 0);
                double gained = (other.value - plan.value) / (limits == 1 ? more.money - b.money : more.hours - b.hours);
                double price = limits == 1 ? plan.money_price : plan.hours_price;
                assert_true(fabs(gained - price) < .1 * price + 1e-9);
            }
        }
    }
}

static void alike(void **state)
{
    (void)state;
    enum { N = 100 };
    mk_plan_choice c[N];
    uint8_t chosen[N];
    for (int i = 0; i < N; i++) c[i] = (mk_plan_choice){ 5, 1, 1 };
    static const mk_plan_budget budgets[] = { { 10, INFINITY }, { INFINITY, 10 }, { 10, 20 }, { 20, 10 }, { 10, 10 } };
    for (int k = 0; k < 5; k++) {
        mk_plan plan;
        assert_int_equal(mk_plan_solve(&cx, c, N, 1, budgets[k], chosen, &plan), 0);
        assert_int_equal(plan.chosen, 10);
        assert_true(plan.gap < 1e-9);
        for (int i = 0; i < N; i++) assert_int_equal(chosen[i] > 0, i < 10);        /* of equals the earlier */
    }
}

/* So many that most are settled by prices: customers of ten kinds, nearly all of them equal to others; budgets that do not bind, or allow nothing. */
static void many_alike(void **state)
{
    (void)state;
    enum { N = 120000, PER = 3 };
    mk_plan_choice *c = MK_NEWN(cx.arena, mk_plan_choice, N * PER);
    uint8_t *chosen = MK_NEWN(cx.arena, uint8_t, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < PER; j++) c[i * PER + j] = (mk_plan_choice){ (i % 10) * (j + 1), j, (j + 1) * .5 };
    static const mk_plan_budget budgets[] = { { 20000, INFINITY }, { INFINITY, 30000 }, { 15000, 30000 }, { 1e9, 1e9 }, { INFINITY, INFINITY }, { 0, INFINITY }, { 0, 0 }, { 1, 1e9 } };
    for (int k = 0; k < 8; k++) {
        mk_plan plan;
        assert_int_equal(mk_plan_solve(&cx, c, N, PER, budgets[k], chosen, &plan), 0);
        holds(c, N, PER, budgets[k], chosen, &plan);
        if (!(plan.gap < 1e-3)) fail_msg("budgets %d: gap %g", k, plan.gap);
    }
}

/* Of few kinds: what is missing to the bound is never more than a few customers' worth, however many there are. */
static void of_few_kinds(void **state)
{
    (void)state;
    enum { PER = 4, MOST_KINDS = 100, MOST = 90000 };
    static const size_t sizes[] = { 100, 1000, 10000, MOST };
    mk_plan_choice *c = MK_NEWN(cx.arena, mk_plan_choice, MOST * PER), kind[MOST_KINDS * PER];
    uint8_t *chosen = MK_NEWN(cx.arena, uint8_t, MOST);
    mk_rng rng = mk_rng_seed(29);
    for (int size = 0; size < 4; size++)
        for (size_t kinds = 1; kinds <= MOST_KINDS && kinds <= sizes[size] / 10; kinds *= 10) {
            double worst = 0, short_of = 0;
            for (int round = 0; round < (getenv("MAKIR_LONG") ? 40 : 8); round++) {
                size_t n = sizes[size];
                random_choices(&rng, kind, kinds * PER, round % 4);
                double most = 0;
                for (size_t i = 0; i < kinds * PER; i++) most = fmax(most, kind[i].value);
                for (size_t i = 0; i < n; i++) memcpy(c + i * PER, kind + mk_rng_below(&rng, kinds) * PER, sizeof *c * PER);
                mk_plan_budget b = { (double)n * 4 * mk_rng_unit(&rng), (double)n * .6 * mk_rng_unit(&rng) };
                mk_plan plan;
                assert_int_equal(mk_plan_solve(&cx, c, n, PER, b, chosen, &plan), 0);
                holds(c, n, PER, b, chosen, &plan);
                if (!(plan.bound - plan.value <= 3 * most + 1e-9 * plan.bound))
                    fail_msg("%zu customers of %zu kinds: %g below the bound, a customer brings at most %g", n, kinds, plan.bound - plan.value, most);
                short_of = fmax(short_of, most > 0 ? (plan.bound - plan.value) / most : 0);
                if (!(plan.gap <= 1e-6)) fail_msg("%zu customers of %zu kinds, round %d: gap %g", n, kinds, round, plan.gap);
                worst = fmax(worst, plan.gap);
            }
            print_message("# %zu customers of %zu kinds: gap %.2g, %.2f customers\n", sizes[size], kinds, worst, short_of);
        }
}

static void odd(void **state)
{
    (void)state;
    mk_plan_choice c[4] = { { 1, 1, 1 }, { 2, 0, 5 }, { 3, 4, 0 }, { -1, 0, 0 } };
    uint8_t chosen[4];
    mk_plan plan;
    assert_int_equal(mk_plan_solve(&cx, c, 0, 1, (mk_plan_budget){ 1, 1 }, chosen, &plan), 0);
    assert_int_equal(mk_plan_solve(&cx, c, 4, 1, (mk_plan_budget){ 0, 0 }, chosen, &plan), 0);
    assert_int_equal(plan.chosen, 0);
    assert_int_equal(mk_plan_solve(&cx, c, 4, 1, (mk_plan_budget){ INFINITY, INFINITY }, chosen, &plan), 0);
    assert_int_equal(plan.chosen, 3);
    assert_true(plan.money_price <= 0 && plan.hours_price <= 0 && plan.gap <= 0);
    assert_int_equal(mk_plan_solve(&cx, c, 4, 0, (mk_plan_budget){ 1, 1 }, chosen, &plan), MK_EINVAL);
    assert_int_equal(mk_plan_solve(&cx, c, 4, 1, (mk_plan_budget){ NAN, 1 }, chosen, &plan), MK_EINVAL);
    c[2].value = NAN;
    assert_int_equal(mk_plan_solve(&cx, c, 4, 1, (mk_plan_budget){ 1, 1 }, chosen, &plan), MK_EINVAL);
    c[2] = (mk_plan_choice){ 1, -1, 0 };
    assert_int_equal(mk_plan_solve(&cx, c, 4, 1, (mk_plan_budget){ 1, 1 }, chosen, &plan), MK_EINVAL);
}

/* Minutes and the price of a message, as a shop has them: very many sets of moves use the same of both budgets. Seven customers against every plan there is; a hundred, some of
 * them alike, proved. */
static void whole_grains(void **state)
{
    (void)state;
    enum { PER = 4, FEW = 7, MANY = 100, PLANS = 4 * 4 * 4 * 4 * 4 * 4 * 4 };
    static const double minutes[] = { 2, 10, 20, 25 };
    mk_rng rng = mk_rng_seed(5);
    mk_plan_choice c[MANY * PER], kind[MANY * PER];
    uint8_t chosen[MANY];
    mk_plan plan;
    for (int round = 0; round < 300; round++) {
        size_t kinds = 1 + mk_rng_below(&rng, FEW), per = 3;
        for (size_t i = 0; i < kinds * per; i++)
            kind[i] = (mk_plan_choice){ (double)mk_rng_below(&rng, 500) / 100, mk_rng_below(&rng, 2) ? .3 : 0, minutes[mk_rng_below(&rng, 4)] / 60 };
        for (size_t i = 0; i < FEW; i++) memcpy(c + i * per, kind + mk_rng_below(&rng, kinds) * per, sizeof *c * per);
        mk_plan_budget b = { round % 7 ? 1.5 * mk_rng_unit(&rng) : INFINITY, 1.5 * mk_rng_unit(&rng) };
        assert_int_equal(mk_plan_solve(&cx, c, FEW, (int)per, b, chosen, &plan), 0);
        double best = 0;
        for (int t = 0; t < PLANS; t++) {
            double value = 0, money = 0, hours = 0;
            for (int i = 0, q = t; i < FEW; i++, q /= 4) {
                const mk_plan_choice *x = &c[(size_t)i * per + (size_t)(q % 4) - (q % 4 > 0)];
                if (q % 4) value += x->value, money += x->money, hours += x->hours;
            }
            if (money <= b.money + 1e-9 && hours <= b.hours + 1e-9) best = fmax(best, value);
        }
        if (!(fabs(plan.value - best) < 1e-9 && plan.bound > best - 1e-9)) fail_msg("round %d: %g, at most %g; the best there is: %g", round, plan.value, plan.bound, best);
    }
    for (int round = 0; round < 20; round++) {
        size_t kinds = round % 2 ? 10 : 50;
        for (size_t i = 0; i < kinds * PER; i++)
            kind[i] = (mk_plan_choice){ (double)(1 + mk_rng_below(&rng, 2000)) / 100 * (double)(1 + i % PER), i % PER ? 0 : .3, minutes[i % PER] / 60 };
        for (size_t i = 0; i < MANY; i++) memcpy(c + i * PER, kind + mk_rng_below(&rng, kinds) * PER, sizeof *c * PER);
        mk_plan_budget b = { 15 * mk_rng_unit(&rng), 15 * mk_rng_unit(&rng) };
        assert_int_equal(mk_plan_solve(&cx, c, MANY, PER, b, chosen, &plan), 0);
        holds(c, MANY, PER, b, chosen, &plan);
        if (!(plan.gap <= 1e-6)) fail_msg("round %d, %zu kinds: gap %g", round, kinds, plan.gap);
    }
}

/* A thousand customers, all different, where minutes and messages bind at once: what the minutes leave over by fives is lost to every plan, and the relaxation does not know it. */
static void what_is_left_over(void **state)
{
    (void)state;
    enum { PER = 4, MANY = 1000 };
    static const double minutes[][PER] = { { 2, 10, 20, 25 }, { 6, 7, 14, 21 }, { 5, 15, 30, 45 } };
    mk_rng rng = mk_rng_seed(77);
    mk_plan_choice c[MANY * PER];
    uint8_t chosen[MANY];
    mk_plan plan;
    for (int round = 0; round < 9; round++) {
        for (size_t i = 0; i < MANY * PER; i++)
            c[i] = (mk_plan_choice){ (double)(1 + mk_rng_below(&rng, 2000)) / 100 * (double)(1 + i % PER), i % PER ? 0 : .3, minutes[round % 3][i % PER] / 60 };
        mk_plan_budget b = { 150 * mk_rng_unit(&rng), 150 * mk_rng_unit(&rng) };
        assert_int_equal(mk_plan_solve(&cx, c, MANY, PER, b, chosen, &plan), 0);
        holds(c, MANY, PER, b, chosen, &plan);
        if (!(plan.gap <= 1e-6)) fail_msg("round %d: gap %g", round, plan.gap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(against_every_plan, before, after),
        cmocka_unit_test_setup_teardown(certified, before, after),
        cmocka_unit_test_setup_teardown(alike, before, after),
        cmocka_unit_test_setup_teardown(many_alike, before, after),
        cmocka_unit_test_setup_teardown(of_few_kinds, before, after), cmocka_unit_test_setup_teardown(whole_grains, before, after),
        cmocka_unit_test_setup_teardown(what_is_left_over, before, after),
        cmocka_unit_test_setup_teardown(odd, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
