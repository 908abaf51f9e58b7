/* SPDX-License-Identifier: Apache-2.0
 * The report of the base against counting by hand, in any partition, and on CDNOW. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "base.h"
#include "purchases.h"
#include "rng.h"
#include "frame.h"

static mk_base_report report(const mk_base *b, double (*expects)(void *, double))
{
    mk_base_report r;
    assert_int_equal(mk_base_report_of(&cx, b, expects, NULL, NULL, &r), 0);
    return r;
}

static void by_hand(void **state)
{
    (void)state;
    int32_t now = mk_day_of(2024, 4, 30);
    mk_base *b = mk_base_new(cx.arena, now);
    mk_base_order a[] = { { mk_day_of(2024, 1, 5), 1000 }, { mk_day_of(2024, 1, 25), 1000 }, { mk_day_of(2024, 3, 1), 2000 } };
    mk_base_order c[] = { { mk_day_of(2024, 1, 31), 500 } }, d[] = { { mk_day_of(2024, 4, 29), 500 } }, e[] = { { mk_day_of(2022, 1, 1), 100 }, { mk_day_of(2024, 4, 30), -50 } };
    mk_base_said sure = { true, .9, 900 }, doubt = { true, .5, 500 }, gone = { true, .01, 10 };
    assert_int_equal(mk_base_add(&cx, b, a, 3, &sure), 0);
    assert_int_equal(mk_base_add(&cx, b, c, 1, &gone), 0);
    assert_int_equal(mk_base_add(&cx, b, d, 1, &doubt), 0);
    assert_int_equal(mk_base_add(&cx, b, e, 2, &doubt), 0);
    assert_int_equal(mk_base_add(&cx, b, NULL, 0, NULL), 0);
    mk_base_report r = report(b, NULL);
    assert_int_equal(r.customers, 5);
    assert_int_equal(r.buyers, 4);
    assert_int_equal(r.orders, 7);
    assert_int_equal(r.kind[MK_BASE_CUSTOMER].n, 2);
    assert_int_equal(r.kind[MK_BASE_CUSTOMER].money, 4050);
    assert_int_equal(r.patience, 180);              /* too few gaps to tell */
    assert_int_equal(r.kind[MK_BASE_NEW].n, 2);
    assert_int_equal(r.cohorts, 4);                 /* January to April; 2022 is too long ago */
    assert_int_equal(r.cohort[0].year, 2024);
    assert_int_equal(r.cohort[0].month, 1);
    assert_int_equal(r.cohort[0].customers, 2);
    assert_int_equal(r.cohort[0].came[0], 2);
    assert_int_equal(r.cohort[0].came[1], 0);
    assert_int_equal(r.cohort[0].came[2], 1);
    assert_int_equal(r.cohort[0].money[0], 2500);
    assert_int_equal(r.cohort[3].customers, 1);
    assert_int_equal(r.all.buyers, 4);
    assert_int_equal(r.all.money, 5050);
    assert_int_equal(r.all.half, 1);
    near(r.all.top10, 4000. / 5050, 1e-12);
    near(r.all.lorenz[10], 4500. / 5050, 1e-12);    /* the best half: two of four */
    assert_int_equal(r.year.buyers, 3);
    assert_int_equal(r.band[0].n, 1);
    assert_int_equal(r.band[0].kept, 1000);
    assert_int_equal(r.band[1].n, 1);
    assert_int_equal(r.at_risk, 500);
    uint64_t actual = 0;
    for (size_t i = 0; i < r.tracks; i++) actual += r.track[i].actual;
    assert_int_equal(actual, 3);
    assert_int_equal(r.track[r.tracks - 1].day, now - 6);
    mk_base_order bad[] = { { now, 1 }, { now, 1 } }, late[] = { { now + 1, 1 } };
    assert_int_equal(mk_base_add(&cx, b, bad, 2, NULL), MK_EINVAL);
    assert_int_equal(mk_base_add(&cx, b, late, 1, NULL), MK_EINVAL);
}

static void concentration(void **state)
{
    (void)state;
    mk_base *same = mk_base_new(cx.arena, 1000), *one = mk_base_new(cx.arena, 1000), *line = mk_base_new(cx.arena, 1000);
    for (int i = 1; i <= 100; i++) {
        mk_base_order a = { 990, 700 }, b = { 990, i == 50 ? 700 : 0 }, c = { 990, i * 10 };
        assert_int_equal(mk_base_add(&cx, same, &a, 1, NULL), 0);
        assert_int_equal(mk_base_add(&cx, one, &b, 1, NULL), 0);
        assert_int_equal(mk_base_add(&cx, line, &c, 1, NULL), 0);
    }
    mk_base_report r = report(same, NULL);
    near(r.all.gini, 0, 1e-12);
    near(r.all.top20, .2, 1e-12);
    assert_int_equal(r.all.half, 50);
    r = report(one, NULL);
    assert_int_equal(r.all.buyers, 1);
    near(r.all.top1, 1, 1e-12);
    r = report(line, NULL);
    double sum = 0, all = 0;                        /* the mean absolute difference, over twice the mean */
    for (int i = 1; i <= 100; i++) for (int k = 1; k <= 100; k++) { sum += abs(i - k); all += i; }
    near(r.all.gini, sum / (100 * 99) / (2 * all / 10000), 1e-12);
    for (int k = 1; k < MK_LORENZ; k++) assert_true(r.all.lorenz[k] > r.all.lorenz[k - 1]);
    near(r.all.lorenz[MK_LORENZ - 1], 1, 0);
    near(r.all.lorenz[4], r.all.top20, 1e-12);
}

static double a_week(void *self, double t)
{
    (void)self;
    return t / 7;
}

static double heap(void *self, double t)
{
    (void)self;
    return 2 * (1 - exp(-t / 50));
}

static void tracking(void **state)
{
    (void)state;
    mk_base *b = mk_base_new(cx.arena, 700);
    for (int32_t first = 0; first < 700; first += 70) {
        mk_base_order o[101];
        size_t n = 0;
        for (int32_t d = first; d <= 700; d += 7) o[n++] = (mk_base_order){ d, 100 };
        assert_int_equal(mk_base_add(&cx, b, o, n, NULL), 0);
    }
    mk_base_report r = report(b, a_week);
    assert_true(r.expected_known);
    assert_int_equal(r.tracks, 101);
    near(r.off, 0, .01);
    for (size_t i = 0; i < r.tracks; i++) near(r.track[i].expected, (double)r.track[i].actual, 1.01);
    r = report(b, heap);
    double all = 0, direct = 0;
    for (size_t i = 0; i < r.tracks; i++) all += r.track[i].expected;
    for (int32_t first = 0; first < 700; first += 70) direct += heap(NULL, 700 - first);
    near(all, direct, 1e-9);
    /* by a clock that stood still for two months: nothing was to be expected then */
    mk_season clock = { 0 };
    mk_season_close(&clock, (mk_closed[]){ { 300, 363 } }, 1);
    assert_int_equal(mk_base_report_of(&cx, b, a_week, NULL, &clock, &r), 0);
    for (size_t i = 0; i < r.tracks; i++)
        if (r.track[i].day > 300 && r.track[i].day + 7 < 363) near(r.track[i].expected, 0, 1e-9);
        else if (r.track[i].day > 363) near(r.track[i].expected, (double)r.track[i].actual, 1.01);
}

static int asked;
static double counted(void *self, double t)
{
    asked++;
    return a_week(self, t);
}

/* A day far from all others (a slip of the pen, or what somebody asks for) costs no more: twenty years are told, what came before them is counted at once. */
static void far_away(void **state)
{
    (void)state;
    const int32_t now = 2700000;
    mk_base *b = mk_base_new(cx.arena, now);
    mk_base_order early[] = { { 0, 100 }, { 30, 100 } }, late[] = { { now - 140, 100 }, { now - 70, 100 } };
    assert_int_equal(mk_base_add(&cx, b, early, 2, NULL), 0);
    assert_int_equal(mk_base_add(&cx, b, late, 2, NULL), 0);
    asked = 0;
    mk_base_report r = report(b, counted);
    assert_int_equal(r.tracks, MK_TRACKS);
    assert_int_equal(r.track[r.tracks - 1].day, now - 6);
    assert_true(asked < 4 * MK_TRACKS);
    near(r.track[0].expected, 1, 1e-6);                             /* the first one's week, as any other */
    near(r.track[r.tracks - 1].expected, 2, 1e-6);
}

static void parts(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(5);
    mk_base *whole = mk_base_new(cx.arena, 2000), *part[3];
    for (int k = 0; k < 3; k++) part[k] = mk_base_new(cx.arena, 2000);
    for (int i = 0; i < 800; i++) {
        mk_base_order o[30];
        size_t n = mk_rng_below(&rng, 12);
        int32_t day = (int32_t)mk_rng_below(&rng, 1200);
        for (size_t k = 0; k < n; k++, day += 1 + (int32_t)mk_rng_below(&rng, 60)) o[k] = (mk_base_order){ day, (int64_t)mk_rng_below(&rng, 5000) - 300 };
        mk_base_said s = { i % 3 > 0, mk_rng_unit(&rng), 1000 * mk_rng_unit(&rng) };
        assert_int_equal(mk_base_add(&cx, whole, o, n, &s), 0);
        assert_int_equal(mk_base_add(&cx, part[mk_rng_below(&rng, 3)], o, n, &s), 0);
    }
    mk_base *sum = mk_base_new(cx.arena, 2000);
    for (int k = 2; k >= 0; k--) assert_int_equal(mk_base_merge(&cx, sum, part[k]), 0);
    mk_base_report a = report(whole, heap), b = report(sum, heap);
    assert_true(a.tracks == b.tracks && a.cohorts == b.cohorts);
    assert_memory_equal(a.track, b.track, sizeof *a.track * a.tracks);
    assert_memory_equal(a.cohort, b.cohort, sizeof *a.cohort * a.cohorts);
    assert_memory_equal(a.kind, b.kind, sizeof a.kind);
    assert_memory_equal(&a.all, &b.all, sizeof a.all);
    assert_memory_equal(a.band, b.band, sizeof a.band);
    assert_int_equal(a.buyers, a.kind[0].n + a.kind[1].n + a.kind[2].n);
    assert_int_equal(mk_base_merge(&cx, sum, mk_base_new(cx.arena, 1999)), MK_EINVAL);
}

static void on_cdnow(void **state)
{
    (void)state;
    purchases l = purchases_of(cx.arena, "value/cdnow/CDNOW_sample.txt", CDNOW_SAMPLE);
    if (!l.n) skip();
    mk_base *b = mk_base_new(cx.arena, mk_day_of(1998, 6, 30));
    mk_base_order o[400];
    for (size_t i = 0, j; i < l.n; i = j) {
        size_t n = 0;
        for (j = i; j < l.n && l.p[j].id == l.p[i].id; j++) {
            if (n && o[n - 1].day == l.p[j].day) o[n - 1].amount += l.p[j].amount;
            else o[n++] = (mk_base_order){ l.p[j].day, l.p[j].amount };
        }
        assert_int_equal(mk_base_add(&cx, b, o, n, NULL), 0);
    }
    mk_base_report r = report(b, NULL);
    assert_int_equal(r.buyers, 2357);
    assert_int_equal(r.cohorts, 18);
    assert_int_equal(r.cohort[0].customers + r.cohort[1].customers + r.cohort[2].customers, 2357);      /* the cohort of the first quarter of 1997 */
    assert_true(r.all.gini > .5 && r.all.gini < .75 && r.kind[MK_BASE_CONSUMER].n > r.kind[MK_BASE_CUSTOMER].n / 2);
    uint64_t again = 0;
    for (size_t i = 0; i < r.tracks; i++) again += r.track[i].actual;
    assert_int_equal(again, r.orders - r.buyers);
}

static void nobody(void **state)
{
    (void)state;
    mk_base_report r = report(mk_base_new(cx.arena, 100), heap);
    assert_true(r.buyers == 0 && r.tracks == 0 && r.cohorts == 0 && isnan(r.off) == false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_hand, before, after),
        cmocka_unit_test_setup_teardown(concentration, before, after),
        cmocka_unit_test_setup_teardown(tracking, before, after),
        cmocka_unit_test_setup_teardown(far_away, before, after),
        cmocka_unit_test_setup_teardown(parts, before, after),
        cmocka_unit_test_setup_teardown(on_cdnow, before, after),
        cmocka_unit_test_setup_teardown(nobody, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
