/* SPDX-License-Identifier: Apache-2.0
 * The tilt by itself: seen where what comes grows with a customer's age, by how much, and not where it does not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "rng.h"
#include "value_int.h"
#include "frame.h"

enum { N = 3000, SPAN = 400 };

/* Knuth 1969; small means only. */
static uint32_t poisson(mk_rng *r, double mean)
{
    double p = 1, end = exp(-mean);
    uint32_t n = 0;
    while ((p *= mk_rng_unit(r)) > end) n++;
    return n;
}

/* A race as it is before the tilt: three places in the past, each with what its model expected and what came: level exp(tilt age) of it. */
static mk_race race_of(mk_rng *r, double tilt, double level, mk_past *v)
{
    mk_race race = { .backs = 3, .n = 1, .span = SPAN, .pace = 1.1, .level = 1.1, .back = { 180, 120, 60 } };
    race.entrant[0].fit.model = (mk_orders){ MK_MBG, 1, { .8, 20, .5, 3 } };
    for (int b = 0; b < 3; b++) {
        double span = SPAN - race.back[b];
        v[b] = (mk_past){ .n = N, .days = race.back[b], .customers = N, .cell = MK_NEWN(cx.arena, mk_seen_cell, N) };
        v[b].mean[0] = MK_NEWN(cx.arena, float, N);
        for (int i = 0; i < N; i++) {
            double T = span * mk_rng_unit(r), mean = .1 + 3 * mk_rng_unit(r) * mk_rng_unit(r);
            v[b].mean[0][i] = (float)mean;
            v[b].cell[i] = (mk_seen_cell){ 1, 2, T / 2, T, poisson(r, mean * level * exp(tilt * T / span)) };
        }
    }
    return race;
}

static void tilted(mk_race *race, const mk_past *v, double *ret_middle)
{
    mk_orders_cell *c = MK_NEWN(cx.arena, mk_orders_cell, N);
    for (int i = 0; i < N; i++) c[i] = (mk_orders_cell){ 1, 1 + (uint32_t)i % 4, (double)(i % SPAN) / 2, (double)(i % SPAN) };
    mk_orders_data *d = mk_orders_data_new(cx.arena, c, N);
    mk_value_tilt(cx.arena, race, v, d, c, N);
    /* the pace on the average, by what comes at once */
    const mk_orders *m = &race->entrant[0].fit.model;
    double all = 0, sum = 0;
    for (int i = 0; i < N; i++) {
        double w = mk_orders_alive(m, c[i].x, c[i].tx, c[i].T) * (m->p[0] + c[i].x) / (m->p[1] + c[i].T);
        all += w;
        sum += w * race->level * exp(race->tilt * fmin(c[i].T / race->span, 1));
    }
    *ret_middle = sum / all;
}

static void seen_where_it_is(void **state)
{
    (void)state;
    static const double tilts[] = { .8, .4, -.5 };
    mk_rng r = mk_rng_seed(4);
    mk_past v[MK_RACE_BACKS];
    for (int k = 0; k < 3; k++) {
        mk_race race = race_of(&r, tilts[k], .9, v);
        double middle;
        tilted(&race, v, &middle);
        print_message("# tilt %.2f: %.3f is said\n", tilts[k], race.tilt);
        near(race.tilt, tilts[k], .12);
        near(middle, race.pace, 1e-9);
        mk_orders m = race.entrant[0].fit.model;
        m.pace = race.level, m.tilt = race.tilt, m.span = race.span;
        assert_true((mk_orders_pace(&m, SPAN) > mk_orders_pace(&m, 10)) == (tilts[k] > 0));
        near(mk_orders_pace(&m, 9 * SPAN), mk_orders_pace(&m, SPAN), 0);       /* no older than what was learnt from */
    }
}

static void not_where_it_is_not(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(5);
    mk_past v[MK_RACE_BACKS];
    int seen = 0;
    for (int k = 0; k < 20; k++) {
        mk_race race = race_of(&r, 0, 1.2, v);
        double middle;
        tilted(&race, v, &middle);
        seen += fabs(race.tilt) > 0;
        near(middle, race.pace, 1e-9);
        mk_arena_rewind(cx.arena, (mk_arena_mark){ 0 });
    }
    assert_true(seen <= 2);
    mk_race one = race_of(&r, .8, 1, v);                /* one look at the past is too few */
    double middle;
    one.backs = 1;
    tilted(&one, v, &middle);
    near(one.tilt, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seen_where_it_is, before, after), cmocka_unit_test_setup_teardown(not_where_it_is_not, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
