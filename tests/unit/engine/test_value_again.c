/* SPDX-License-Identifier: Apache-2.0
 * Who had stopped and comes again, and how wide an interval has to be: seen where it is, and not where the model is right. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "chances.h"
#include "rng.h"
#include "value_int.h"
#include "frame.h"

enum { PEOPLE = 1200, MOST = 400, NOW = 365, AHEAD = 180 };
typedef struct one { mk_value_history h; int32_t day[MOST]; uint32_t n, after; } one;
static one people[PEOPLE];

static double waits(mk_rng *r, double mean) { return -log1p(-mk_rng_unit(r)) * mean; }

/* Each at his own rate while he is there (90 days on average); then he stays away for 150 days on average and comes again, or for good. */
static void make(mk_rng *r, bool again)
{
    for (int i = 0; i < PEOPLE; i++) {
        one *o = &people[i];
        *o = (one){ 0 };
        double t = NOW * mk_rng_unit(r), gap = 20 / (waits(r, .5) + waits(r, .5) + .05), there = t + waits(r, 90);
        int32_t last = -1;
        for (bool first = true; t < NOW + AHEAD; first = false) {
            if (!first) t += waits(r, gap);
            if (t > there) {
                if (!again) break;
                t = there + waits(r, 150);
                there = t + waits(r, 90);
                first = true;
                continue;
            }
            if (t >= NOW + AHEAD || (int32_t)t == last) continue;
            last = (int32_t)t;
            if (last > NOW) { o->after++; continue; }
            if (o->n == MOST) continue;
            o->day[o->n++] = last;
            assert_int_equal(mk_value_history_add(&cx, &o->h, last, 1000), 0);
        }
    }
}

static void learn(mk_value_model *m, mk_value_diagnostics *d)
{
    mk_value_summary *s = mk_value_summary_new(cx.arena, NOW);
    for (int i = 0; i < PEOPLE; i++) assert_int_equal(mk_value_summary_add(&cx, s, (uint64_t)i, &people[i].h, people[i].day), 0);
    assert_int_equal(mk_value_fit(&cx, s, NULL, m, d), 0);
}

/* The share of people whose orders to come lie in their intervals, and what was foretold over what came. */
static double holds(const mk_value_model *m, double *ret_foretold)
{
    double in = 0, n = 0, mean = 0, came = 0;
    for (int i = 0; i < PEOPLE; i++) {
        mk_value_answer a, quick;
        if (!people[i].h.orders) continue;
        mk_value_answer_of(m, &people[i].h, NOW, AHEAD, &a);
        mk_value_rank(m, &people[i].h, NOW, AHEAD, &quick);
        near(quick.orders, a.orders, 0);
        double pmf[300], sum = 0, tail = 0;
        chances_of(m, &people[i].h, NOW, AHEAD, pmf, 300);
        for (int k = 0; k < 300; k++) { sum += pmf[k]; tail += k * pmf[k]; }
        near(sum, 1, 1e-6);
        near(1 - pmf[0], a.buys, 1e-7);          /* what is rarer is left out */
        near(tail, a.orders, .01 * (1 + a.orders));         /* the mean is that of the distribution, who comes again in it */
        in += people[i].after >= a.orders_low && people[i].after <= a.orders_high;
        n++;
        mean += a.orders;
        came += people[i].after;
    }
    *ret_foretold = mean / came;
    return in / n;
}

static void seen_where_it_is(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        mk_rng r = mk_rng_seed(seed);
        mk_value_model m, never;
        mk_value_diagnostics d;
        double foretold, without;
        make(&r, true);
        learn(&m, &d);
        never = m;
        never.orders.again = 0;
        never.beyond = MK_BEYOND;
        double held = holds(&m, &foretold), narrow = holds(&never, &without);
        print_message("# one in %.0f days; the interval leaves out %.3f at each end: %.3f are in it, else %.3f; foretold %.2f of what came, else %.2f\n", 1 / m.orders.again, m.beyond, held,
                      narrow, foretold, without);
        assert_true(m.orders.again > 1. / 600 && m.orders.again < 1. / 50);
        assert_true(m.beyond < MK_BEYOND);
        assert_true(held > .86 && held < .97 && held > narrow + .03);
        assert_true(fabs(log(foretold)) < .25);
    }
}

static void not_where_it_is_not(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        mk_rng r = mk_rng_seed(seed);
        mk_value_model m;
        mk_value_diagnostics d;
        double foretold;
        make(&r, false);
        learn(&m, &d);
        double held = holds(&m, &foretold);
        print_message("# again %.2g; the interval leaves out %.3f: %.3f are in it, foretold %.2f\n", m.orders.again, m.beyond, held, foretold);
        near(m.orders.again, 0, 0);
        assert_true(m.beyond > .02 && m.beyond < .1);
        assert_true(held > .88);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seen_where_it_is, before, after), cmocka_unit_test_setup_teardown(not_where_it_is_not, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
