/* SPDX-License-Identifier: Apache-2.0
 * What goes with what is said of what calls for the other, not of habits that meet, of large baskets, nor of what always follows sooner or later. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "need_chance.h"
#include "rng.h"
#include "frame.h"

enum { PEOPLE = 120, HABITS = 16, CHEESE = 100, WINE = 101, BIKE = 200, PUMP = 201, ODD = 300, ODDS = 40, DAYS = 400 };

static const mk_need_goes *pair(const mk_need_model *m, int64_t item, int64_t with)
{
    const uint64_t *x = mk_map_get(&m->index, (uint64_t)item), *y = mk_map_get(&m->index, (uint64_t)with);
    assert_true(x && y);
    const mk_need_about *a = &m->about[*x];
    for (uint32_t i = 0; i < a->goes_n; i++)
        if (m->goes[a->goes_from + i].item == *y) return &m->goes[a->goes_from + i];
    return NULL;
}

/* Visits by the week: three habits of one's own, each four times of five; on some days everything of many odd things; wine calls for cheese; who buys a bicycle
 * buys a pump within weeks. */
static const mk_need_model *shop(void)
{
    mk_rng r = mk_rng_seed(77);
    mk_need_summary *s = mk_need_summary_new(cx.arena, DAYS, 0, 0);
    for (int p = 0; p < PEOPLE; p++) {
        mk_vec(mk_need_line) v = { 0 };
        int64_t own[3] = { (int64_t)mk_rng_below(&r, HABITS), (int64_t)mk_rng_below(&r, HABITS), (int64_t)mk_rng_below(&r, HABITS) };
        int bike = (int)mk_rng_below(&r, 3) ? -1 : 5 + (int)mk_rng_below(&r, 40), pump = bike + 1 + (int)mk_rng_below(&r, 6);
        for (int week = 0; week < DAYS / 7; week++) {
            int64_t item[64];
            size_t n = 0;
            for (int h = 0; h < 3; h++) if (mk_rng_below(&r, 5)) item[n++] = own[h];
            bool wine = mk_rng_below(&r, 12) == 0;
            if (wine) item[n++] = WINE;
            if (mk_rng_below(&r, 10) < (wine ? 6 : 1)) item[n++] = CHEESE;
            size_t odd = mk_rng_below(&r, 20) ? mk_rng_below(&r, 2) : 12;
            for (size_t k = 0; k < odd; k++) item[n++] = ODD + (int64_t)mk_rng_below(&r, ODDS);
            if (week == bike) item[n++] = BIKE;
            if (bike >= 0 && week == pump) item[n++] = PUMP;
            for (size_t k = 0; k < n; k++) *mk_vec_push(cx.arena, &v) = (mk_need_line){ .item = item[k], .quantity = 10000, .amount = 1000, .day = 7 * week };
        }
        assert_int_equal(mk_need_summary_add(&cx, s, p, v.p, v.n), 0);
    }
    const mk_need_model *m;
    mk_need_diagnostics d;
    assert_int_equal(mk_need_fit(&cx, s, &m, &d), 0);
    return m;
}

static void calls_for(void **state)
{
    (void)state;
    const mk_need_model *m = shop();
    assert_true(pair(m, WINE, CHEESE) && pair(m, WINE, CHEESE)->same > 100);
    const mk_need_goes *pump = pair(m, BIKE, PUMP);
    assert_true(pump && pump->after[0] + pump->after[1] + pump->after[2] > 20 && pump->same == 0);
    int habits = 0, odds = 0, mixed = 0;
    for (int64_t x = 0; x < HABITS; x++)
        for (int64_t y = 0; y < HABITS; y++) habits += x != y && pair(m, x, y);
    for (int64_t x = ODD; x < ODD + ODDS; x++)
        for (int64_t y = ODD; y < ODD + ODDS; y++) odds += x != y && pair(m, x, y);
    for (int64_t x = 0; x < HABITS; x++)
        for (int64_t y = ODD; y < ODD + ODDS; y++) mixed += (pair(m, x, y) != NULL) + (pair(m, y, x) != NULL);
    if (habits > 2 || odds > 40 || mixed > 4)        /* of 240, 1,560 and 1,280 pairs */ fail_msg("said of %d habits that meet, %d odd things in large baskets, %d of both", habits, odds, mixed);
}

static void beyond(void **state)
{
    (void)state;
    assert_false(mk_need_beyond_chance(2, 0));              /* too few, whatever was expected */
    assert_true(mk_need_beyond_chance(3, .1));
    assert_false(mk_need_beyond_chance(3, 1));
    assert_false(mk_need_beyond_chance(20, 12));            /* two thirds more, and it may be luck */
    assert_true(mk_need_beyond_chance(200, 120));
    assert_false(mk_need_beyond_chance(20000, 15000));      /* sure, and too little to speak of */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(calls_for), cmocka_unit_test(beyond) };
    return cmocka_run_group_tests_name("engine need_chance", tests, before, after);
}
