/* SPDX-License-Identifier: Apache-2.0
 * Quantile regression against the sorted truth, and potential value on a gift shop's year and on invented worlds. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "draw.h"
#include "frontier_rows.h"
#include "frame.h"

/* With a constant alone the line is the sample's own quantile; with a slope whose noise grows, the known one. */
static void the_line(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(4);
    enum { ROWS = 4001 };
    double *x = MK_NEWN(cx.arena, double, 2 * ROWS), *y = MK_NEWN(cx.arena, double, ROWS), one[ROWS];
    for (size_t i = 0; i < ROWS; i++) { one[i] = 1; y[i] = exp(draw_normal(&rng)); }
    for (double tau = .1; tau < .95; tau += .2) {
        mk_quantreg q;
        assert_int_equal(mk_quantreg_fit(&cx, one, y, ROWS, 1, tau, NULL, 0, &q), 0);
        assert_true(q.converged);
        double below = 0, least = 1e300;
        for (size_t i = 0; i < ROWS; i++) below += y[i] <= q.w[0];
        near(below / ROWS, tau, .003);
        for (size_t k = 0; k < ROWS; k += 7) {          /* no other constant is better by more than the smoothing's trace */
            double loss = 0;
            for (size_t i = 0; i < ROWS; i++) loss += mk_check_loss(y[i] - y[k], tau);
            least = fmin(least, loss / ROWS);
        }
        assert_true(q.loss <= least * (1 + 1e-4));
        double truth = sqrt(tau * (1 - tau) / ROWS) / (exp(-.5 * pow(log(q.w[0]), 2)) / sqrt(2 * M_PI) / q.w[0]);
        near(sqrt(q.covariance[0]), truth, .25 * truth);
    }
    for (size_t i = 0; i < ROWS; i++) {
        x[2 * i] = 1;
        x[2 * i + 1] = 3 * mk_rng_unit(&rng);
        y[i] = 2 + x[2 * i + 1] + (1 + x[2 * i + 1]) * draw_normal(&rng);
    }
    mk_quantreg q;
    assert_int_equal(mk_quantreg_fit(&cx, x, y, ROWS, 2, .9, NULL, 0, &q), 0);
    near(q.w[0], 2 + 1.2816, 4 * sqrt(q.covariance[0]));
    near(q.w[1], 1 + 1.2816, 4 * sqrt(q.covariance[3]));
    assert_true(sqrt(q.covariance[3]) < .15);
}

/* Online Retail, half a year ahead: the check loss of linear quantile regression in other hands is .3136 at tau .9. */
static void on_retail(void **state)
{
    (void)state;
    size_t n;
    mk_frontier_row *row = retail_rows(&cx, &n);
    if (!row) skip();
    mk_frontier m;
    mk_frontier_diagnostics d;
    assert_int_equal(mk_frontier_fit(&cx, row, n, .9, &m, &d), 0);
    print_message("# pinball %.4f (flat %.4f), coverage %.4f, ranks %.3f %.3f\n", d.pinball, d.flat_pinball, d.coverage, d.rank_grew, d.rank_share);
    for (int k = 0; k < MK_FRONTIER_DECILES; k++) print_message("# gap %8.0f grew %8.0f exceeded %.2f\n", d.decile[k].gap, d.decile[k].grew, d.decile[k].share);
    assert_true(d.converged && d.pinball <= .314 && d.coverage >= .89 && d.coverage <= .91);
    assert_true(m.proven && d.rank_grew >= .95);
    for (int k = 0; k + 2 < MK_FRONTIER_DECILES; k++) assert_true(d.decile[k + 2].grew > d.decile[k].grew);
    assert_int_equal(mk_frontier_fit(&cx, row, n, .8, &m, &d), 0);
    assert_true(d.pinball <= .5600 && d.coverage >= .79 && d.coverage <= .81);
}

static mk_frontier_row invented(mk_rng *rng, bool gap_grows)
{
    double size = exp(1 + draw_normal(rng)), orders = 1 + (double)mk_rng_below(rng, 9);
    mk_frontier_row r = { { size * orders * 10, size * 10, size * 5, orders, 1 + 90 * mk_rng_unit(rng), 200 }, size * 10, 0 };
    /* Either the expectation is blind to who he is, and the frontier is not; or what is later has nothing to do with either. */
    r.expected = gap_grows ? 30 : 60 * mk_rng_unit(rng);
    r.later = gap_grows ? size * 10 * exp(.4 * draw_normal(rng)) : r.expected * (.5 + mk_rng_unit(rng));
    return r;
}

static void proven_or_not(void **state)
{
    (void)state;
    for (int grows = 0; grows < 2; grows++) {
        mk_rng rng = mk_rng_seed(8);
        mk_frontier_row *row = MK_NEWN(cx.arena, mk_frontier_row, 3000);
        for (int i = 0; i < 3000; i++) row[i] = invented(&rng, grows);
        mk_frontier m;
        mk_frontier_diagnostics d;
        assert_int_equal(mk_frontier_fit(&cx, row, 3000, .9, &m, &d), 0);
        if (m.proven != grows) fail_msg("world %d: ranks %g %g", grows, d.rank_grew, d.rank_share);
        near(d.coverage, .9, .02);
        mk_frontier_answer a;
        mk_frontier_answer_of(&m, &row[7].seen, row[7].expected, &a);
        assert_true(a.known && a.proven == grows && a.low <= a.potential && a.potential <= a.high && a.share_low <= a.share && a.share <= a.share_high && a.share_high <= 1);
        near(a.gap, a.potential - row[7].expected, 1e-9);
        mk_frontier_answer_of(&m, &row[7].seen, 1e12, &a);         /* beyond all */
        assert_true(a.gap <= 0 && a.share >= 1 - 1e-12);
        mk_frontier_seen giant = { 1e15, 1e15, 1e15, 1e6, 1e6, 1e6 }, nobody = { 0 };
        mk_frontier_answer_of(&m, &giant, 5, &a);
        assert_true(a.known && isfinite(a.high));
        mk_frontier_answer_of(&m, &nobody, 5, &a);
        assert_false(a.known);
    }
}

static void odd(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(31);
    for (int round = 0; round < 60; round++) {
        size_t n = 180 + mk_rng_below(&rng, 300);
        mk_frontier_row *row = MK_NEWN(cx.arena, mk_frontier_row, n);
        int kind = round % 5;
        for (size_t i = 0; i < n; i++) {
            row[i] = invented(&rng, true);
            if (kind == 1) row[i] = row[0];                     /* all alike */
            if (kind == 2) row[i].later = 0;
            if (kind == 3) row[i].seen = (mk_frontier_seen){ -50, -50, -50, 1, 0, 0 };
            if (kind == 4) row[i].later = i == 7 ? 1e12 : -20;
        }
        mk_frontier m;
        mk_frontier_diagnostics d;
        assert_int_equal(mk_frontier_fit(&cx, row, n, .9, &m, &d), 0);
        assert_true((m.state == MK_KNOWN_TOO_LITTLE) == (n < MK_FRONTIER_LEAST));
        for (size_t i = 0; i < n; i++) {
            mk_frontier_answer a;
            mk_frontier_answer_of(&m, &row[i].seen, row[i].expected, &a);
            double of[] = { a.potential, a.low, a.high, a.gap, a.share };
            for (int k = 0; k < 5; k++) if (!isfinite(of[k])) fail_msg("kind %d: %d is %g", kind, k, of[k]);
        }
        mk_buf b = mk_buf_on(cx.arena);
        mk_jsonw w = mk_jsonw_on(&b);
        mk_frontier_json(&d, &m, &w);
        assert_true(b.n > 10);
    }
    mk_frontier m;
    mk_frontier_diagnostics d;
    mk_frontier_row bad = { .later = NAN };
    assert_int_equal(mk_frontier_fit(&cx, &bad, 1, .9, &m, &d), MK_EINVAL);
    assert_int_equal(mk_frontier_fit(&cx, &bad, 0, 1, &m, &d), MK_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_line, before, after),
        cmocka_unit_test_setup_teardown(on_retail, before, after),
        cmocka_unit_test_setup_teardown(proven_or_not, before, after),
        cmocka_unit_test_setup_teardown(odd, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
