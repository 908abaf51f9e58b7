/* SPDX-License-Identifier: Apache-2.0
 * What an order is worth: gradients, simulation, returns, currencies, sums that add up, odd bases, and real purchases looked ahead. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "data.h"
#include "draw.h"
#include "spend_int.h"
#include "frame.h"

static double gamma_of(mk_rng *r, double a)         /* Marsaglia & Tsang 2000 */
{
    if (a < 1) return gamma_of(r, a + 1) * pow(1 - mk_rng_unit(r), 1 / a);
    for (double d = a - 1. / 3, c = 1 / sqrt(9 * d);;) {
        double x = draw_normal(r), v = pow(1 + c * x, 3);
        if (v > 0 && log(1 - mk_rng_unit(r)) < x * x / 2 + d - d * v + d * log(v)) return d * v;
    }
}

static void add(mk_spend_history *h, int32_t day, int64_t amount) { assert_int_equal(mk_spend_history_add(&cx, h, day, amount, 0), 0); }

static void gradients(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(7);
    for (int round = 0; round < 60; round++) {
        mk_spend_row row[9];
        double w[9], x[6], g[6], unused[6];
        for (uint32_t i = 0; i < 9; i++) {
            row[i] = (mk_spend_row){ .repeats = i / 2, .first = i % 3 ? exp(7 + draw_normal(&rng)) : 0 };
            for (uint32_t k = 0; k < row[i].repeats; k++) {
                double l = 7 + draw_normal(&rng);
                row[i].sum += exp(l);
                row[i].log1 += l;
                row[i].log2 += l * l;
            }
            w[i] = draw_normal(&rng);
        }
        mk_spend_data d = { row, w, 9, 1000 };
        for (int kind = 0; kind < 2; kind++) {
            for (int i = 0; i < 6; i++) x[i] = draw_normal(&rng) * .5;
            x[kind ? 0 : 2] += 6;
            (kind ? mk_spend_log : mk_spend_gamma)(&d, x, g);
            for (int i = 0; i < 6; i++) {
                double h = 1e-5, was = x[i];
                x[i] = was + h;
                double up = (kind ? mk_spend_log : mk_spend_gamma)(&d, x, unused);
                x[i] = was - h;
                double down = (kind ? mk_spend_log : mk_spend_gamma)(&d, x, unused), slope = (up - down) / (2 * h);
                x[i] = was;
                near(g[i], slope, 1e-5 * (1 + fabs(slope)));
            }
        }
    }
}

/* The likelihood of the hierarchy against the normal density of all his orders together, by its definition. */
static void log_density(void **state)
{
    (void)state;
    mk_spend_row r = { .repeats = 2, .first = exp(2), .sum = exp(1.) + exp(3.), .log1 = 4, .log2 = 10 };
    double w = .3, x[6] = { 1.5, log(.7), log(.5), .2, log(.8), .4 }, g[6];
    mk_spend_data d = { &r, &w, 1, 1 };
    double sum = 0, y[3] = { 1, 3, 2 }, s[3] = { .5, .5, .8 }, shift[3] = { 0, 0, .2 }, step = 1e-3;
    for (double t = -8; t < 10; t += step) {        /* theta, integrated by hand */
        double l = -.5 * pow((t - 1.5 - .4 * .3) / .7, 2) - log(.7);
        for (int i = 0; i < 3; i++) l -= .5 * pow((y[i] - t - shift[i]) / s[i], 2) + log(s[i]);
        sum += step * exp(l - 2 * log(2 * M_PI));
    }
    near(mk_spend_log(&d, x, g), log(sum) - 6, 1e-6);
}

typedef struct world { mk_spend_kind kind; double first, slope, gone; } world;

static mk_spend_summary *simulated(const world *o, mk_rng *rng, size_t n)
{
    mk_spend_summary *s = mk_spend_summary_new(cx.arena);
    for (size_t i = 0; i < n; i++) {
        mk_spend_history h = { 0 };
        double pace = exp(draw_normal(rng) * .7 - 4), w = log(pace) + 4;
        double nu = gamma_of(rng, 4) / (3000 * exp(o->slope * w)), theta = 8 + o->slope * w + .6 * draw_normal(rng);
        int orders = 1 + (int)(3 * gamma_of(rng, 1));
        for (int k = 0; k < orders; k++) {
            double z = o->kind == MK_SPEND_GAMMA ? gamma_of(rng, 3) / nu : exp(theta + .5 * draw_normal(rng));
            if (k == 0) z *= o->first;
            add(&h, k * 10, 1 + llround(z));
            if (mk_rng_unit(rng) < o->gone) add(&h, k * 10, -1 - llround(z));
        }
        assert_int_equal(mk_spend_summary_add(&cx, s, &h, pace), 0);
    }
    return s;
}

static void simulation(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(3);
    mk_spend_model m;
    mk_spend_diagnostics d;
    world gamma = { MK_SPEND_GAMMA, .8, .2, .1 }, logs = { MK_SPEND_LOGNORMAL, 1.3, 0, 0 };
    assert_int_equal(mk_spend_fit(&cx, simulated(&gamma, &rng, 8000), &m, &d), 0);
    assert_true(m.kind == MK_SPEND_GAMMA && d.converged && !d.edge && m.state == MK_KNOWN_ENOUGH && d.loglik[0] > d.loglik[1]);
    near(m.p, 3, .15);
    near(m.q, 4, .3);
    near(m.first_p, 3, .2);
    near(m.first_scale, .8, .04);
    near(m.slope, .2, .04);
    near(m.gone, .1, .01);
    assert_true(d.rank_correlation > .1);
    assert_int_equal(mk_spend_fit(&cx, simulated(&logs, &rng, 8000), &m, &d), 0);
    assert_true(m.kind == MK_SPEND_LOGNORMAL && d.loglik[1] > d.loglik[0]);
    near(m.mu, 8, .05);
    near(m.tau, .6, .03);
    near(m.sigma, .5, .02);
    near(m.first_shift, log(1.3), .04);
    near(m.slope, 0, .03);
}

/* The mean is the area above the distribution; the quantiles lie on it. */
static void one_distribution(void **state)
{
    (void)state;
    mk_spend_model of[2] = {
        { .state = MK_KNOWN_ENOUGH, .kind = MK_SPEND_GAMMA, .p = 3, .q = 5, .v = 4000, .first_p = 2, .first_scale = .7, .slope = .2, .pace = .01, .gone = .02, .back = .1 },
        { .state = MK_KNOWN_ENOUGH, .kind = MK_SPEND_LOGNORMAL, .mu = 7, .tau = .5, .sigma = .4, .first_shift = -.2, .first_sigma = .6, .slope = .2, .pace = .01, .gone = .02 } };
    mk_spend_history h = { 0 };
    add(&h, 1, 1500);
    add(&h, 5, 900);
    add(&h, 9, 2500);
    add(&h, 11, -300);
    for (int k = 0; k < 2; k++) {
        double mean = mk_spend_mean(&of[k], &h, .03), area = 0;
        mk_spend_row r = mk_spend_whole(mk_spend_row_of(&h, .03));
        double w = mk_spend_w(&of[k], .03);
        for (double s = 5; s < 4e5; s += 10) area += 10 * (1 - mk_spend_under(&of[k], &r, w, 1, s));
        near(area * (1 - of[k].gone) * (1 - of[k].back), mean, 2e-3 * mean);
        mk_spend_answer a;
        mk_spend_answer_of(&of[k], &h, .03, &a);
        assert_true(a.known);
        near(a.mean, mean, 1e-9);
        assert_true(a.order_low < a.low && a.low < mean && mean < a.high && a.high < a.order_high);
        near(of[k].gone + (1 - of[k].gone) * mk_spend_under(&of[k], &r, w, 1, a.order_high / (1 - of[k].back)), .95, 1e-6);
        near(mk_spend_below(&of[k], &h, .03, 1e6, 1e6 * mean * 100), 1, 1e-6);
        assert_true(mk_spend_mean(&of[k], &h, .06) > mean);         /* more often, and so more */
    }
}

static void returns(void **state)
{
    (void)state;
    mk_spend_history h = { 0 };
    add(&h, 1, -500);               /* of what was bought before the shop kept books */
    assert_int_equal(h.orders, 0);
    add(&h, 2, 1000);
    add(&h, 2, 500);                /* the same day: the same order */
    add(&h, 4, -200);
    assert_int_equal(h.orders, 1);
    assert_int_equal(h.first, 1300);
    add(&h, 10, 300);
    add(&h, 12, -800);              /* more than the last order */
    add(&h, 20, 700);
    assert_int_equal(h.orders, 3);
    assert_int_equal(h.kept, 0);    /* the second came back whole */
    assert_int_equal(h.last, 700);
    assert_int_equal(mk_spend_net(&h), 1500);
    assert_int_equal(mk_spend_history_add(&cx, &h, 19, 1, 0), MK_EINVAL);
    uint32_t ils = mk_spend_currency("ILS"), usd = mk_spend_currency("USD");
    assert_int_equal(mk_spend_history_add(&cx, &h, 30, 100, ils), 0);
    assert_int_equal(mk_spend_history_add(&cx, &h, 31, 100, usd), MK_EINVAL);
    mk_spend_history other = { 0 };
    assert_int_equal(mk_spend_history_add(&cx, &other, 30, 100, usd), 0);
    mk_spend_summary *s = mk_spend_summary_new(cx.arena), *t = mk_spend_summary_new(cx.arena);
    assert_int_equal(mk_spend_summary_add(&cx, s, &h, 0), 0);
    assert_int_equal(mk_spend_summary_add(&cx, s, &other, 0), MK_EINVAL);
    assert_int_equal(mk_spend_summary_add(&cx, t, &other, 0), 0);
    assert_int_equal(mk_spend_summary_merge(&cx, s, t), MK_EINVAL);
    mk_spend_history rich = { 0 };
    assert_int_equal(mk_spend_history_add(&cx, &rich, 1, INT64_MAX, 0), MK_EINVAL);
    mk_spend_history poor = { 0 };
    add(&poor, 1, 5);
    assert_int_equal(mk_spend_history_add(&cx, &poor, 2, INT64_MIN, 0), MK_EINVAL);
}

static void adds_up(void **state)
{
    (void)state;
    mk_spend_model whole, parts;
    mk_spend_diagnostics d;
    world o = { MK_SPEND_GAMMA, 1, 0, .05 };
    for (int part = 1; part <= 5; part++) {
        mk_rng rng = mk_rng_seed(9);
        mk_spend_summary *s = simulated(&o, &rng, 900), *p[5];
        for (int k = 0; k < 5; k++) p[k] = mk_spend_summary_new(cx.arena);
        /* the same rows, dealt out and put together backwards */
        for (size_t i = 0; i < s->rows.n; i++) {
            mk_spend_summary *to = p[i % (size_t)part];
            mk_spend_summary one = { .arena = cx.arena };
            one.rows.p = &s->rows.p[i];
            one.rows.n = 1;
            assert_int_equal(mk_spend_summary_merge(&cx, to, &one), 0);
        }
        mk_spend_summary *all = mk_spend_summary_new(cx.arena);
        for (int k = 4; k >= 0; k--) assert_int_equal(mk_spend_summary_merge(&cx, all, p[k]), 0);
        all->of = s->of;
        assert_int_equal(mk_spend_fit(&cx, s, &whole, &d), 0);
        assert_int_equal(mk_spend_fit(&cx, all, &parts, &d), 0);
        assert_memory_equal(&whole, &parts, sizeof whole);
    }
}

static void odd_bases(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(13);
    for (int round = 0; round < 200; round++) {
        size_t n = mk_rng_below(&rng, 250);
        int kind = (int)mk_rng_below(&rng, 6);      /* as it comes; one price; all back; once only; huge; pennies */
        mk_spend_summary *s = mk_spend_summary_new(cx.arena);
        mk_spend_history some = { 0 };
        for (size_t i = 0; i < n; i++) {
            mk_spend_history h = { 0 };
            for (uint64_t k = 0, orders = kind == 3 ? 1 : 1 + mk_rng_below(&rng, 6); k < orders; k++) {
                int64_t z = kind == 1 ? 990 : kind == 4 ? (int64_t)(mk_rng_next(&rng) >> 12) : kind == 5 ? (int64_t)mk_rng_below(&rng, 3) : 1 + (int64_t)mk_rng_below(&rng, 100000);
                add(&h, (int32_t)k * 7, z);
                if (kind == 2) add(&h, (int32_t)k * 7, -z);
            }
            assert_int_equal(mk_spend_summary_add(&cx, s, &h, mk_rng_unit(&rng) - .2), 0);
            some = h;
        }
        mk_spend_model m;
        mk_spend_diagnostics d;
        assert_int_equal(mk_spend_fit(&cx, s, &m, &d), 0);
        mk_spend_answer a;
        mk_spend_history none = { 0 };
        for (int k = 0; k < 2; k++) {
            mk_spend_answer_of(&m, k ? &some : &none, .01, &a);
            assert_true(a.known == (m.state != MK_KNOWN_TOO_LITTLE));
            double of[] = { a.mean, a.low, a.high, a.order_low, a.order_high, mk_spend_below(&m, &some, 1e-300, 3, 1e9) };
            for (int i = 0; i < 6; i++) if (!(isfinite(of[i]) && of[i] >= 0)) fail_msg("round %d kind %d n %zu: %d is %g", round, kind, n, i, of[i]);
        }
        if (kind == 1 && m.state == MK_KNOWN_ENOUGH) near(a.mean, 990 * (1 - m.gone), 60);
    }
}

/* Pennies beside millions, and few who come again, so that the likelihood decides: it takes the log-normal, whose mean e^(variance / 2) is a sum no order ever had. Gamma-Gamma is
 * taken then, and what is expected of anybody is within what was spent. */
static void pennies_and_millions(void **state)
{
    (void)state;
    for (int seed = 0; seed < 20; seed++) {
        mk_rng rng = mk_rng_seed((uint64_t)(40 + seed));
        mk_spend_summary *s = mk_spend_summary_new(cx.arena);
        double sum = 0, orders = 0, most = 0, all = 0;
        enum { N = 150 };
        mk_spend_history one[N] = { 0 };
        for (int i = 0; i < N; i++) {
            for (int k = 0, n = 1 + (i % 15 == 0); k < n; k++, orders++) {
                int64_t z = 1 + (int64_t)fmin(1e12, exp(11 + 7 * draw_normal(&rng)));
                add(&one[i], k * 7, z);
                sum += (double)z;
                most = fmax(most, (double)z);
            }
            assert_int_equal(mk_spend_summary_add(&cx, s, &one[i], -1), 0);
        }
        mk_spend_model m;
        mk_spend_diagnostics d;
        assert_int_equal(mk_spend_fit(&cx, s, &m, &d), 0);
        for (int i = 0; i < N; i++) {
            mk_spend_answer a;
            mk_spend_answer_of(&m, &one[i], .01, &a);
            if (!(a.mean >= 0 && a.mean <= most)) fail_msg("seed %d: an order of %g is expected of somebody, the dearest was %g", seed, a.mean, most);
            all += a.mean / N;
        }
        if (!(all < 5 * sum / orders)) fail_msg("seed %d: %g on the average, it was %g", seed, all, sum / orders);
    }
}

static void race(void **state)
{
    (void)state;
    mk_rng rng = mk_rng_seed(21);
    mk_money_row row[600];
    mk_money_race r;
    for (int k = 0; k < 600; k++) {         /* the model is the best */
        double y = exp(draw_normal(&rng));
        row[k] = (mk_money_row){ { y * exp(.1 * draw_normal(&rng)), y * exp(draw_normal(&rng)), y * exp(draw_normal(&rng)), y * exp(draw_normal(&rng)) }, y, k % 3 };
    }
    assert_int_equal(mk_money_race_of(&cx, row, 600, &r), 0);
    assert_int_equal(r.way, MK_MONEY_MODEL);
    assert_true(r.mae[MK_MONEY_MODEL] < r.mae[MK_MONEY_PAST]);
    near(mk_money_said(&r, (double[MK_MONEY_WAYS]){ 7, 9, 11 }), 7, 1e-12);
    for (int k = 0; k < 600; k++) { double t = row[k].said[0]; row[k].said[0] = row[k].said[1]; row[k].said[1] = t; }
    assert_int_equal(mk_money_race_of(&cx, row, 600, &r), 0);
    assert_int_equal(r.way, MK_MONEY_PAST);
    assert_true(r.share > .7 && r.gain > .5);
    near(mk_money_said(&r, (double[MK_MONEY_WAYS]){ 7, 9, 11 }), 7 + 2 * r.share, 1e-12);
    for (int k = 0; k < 600; k++) row[k].place = k < 500 ? 0 : k < 560 ? 1 : 2;     /* where it is worse, and the place counts, it does not win */
    for (int k = 500; k < 560; k++) { double t = row[k].said[0]; row[k].said[0] = row[k].said[1]; row[k].said[1] = t; }
    assert_int_equal(mk_money_race_of(&cx, row, 600, &r), 0);
    assert_int_equal(r.way, MK_MONEY_MODEL);
    for (int k = 0; k < 600; k++) {         /* two independent errors: their mean is better than either */
        double y = 10 + mk_rng_unit(&rng);
        row[k] = (mk_money_row){ { y + draw_normal(&rng), y + 9, y + draw_normal(&rng), y - 9 }, y, k % 2 };
    }
    assert_int_equal(mk_money_race_of(&cx, row, 600, &r), 0);
    assert_int_equal(r.way, MK_MONEY_OWN);
    near(r.share, .5, 1e-12);
    assert_int_equal(mk_money_race_of(&cx, row, 80, &r), 0);                        /* 40 a place are too few */
    assert_int_equal(r.way, MK_MONEY_MODEL);
    row[3].actual = NAN;
    assert_int_equal(mk_money_race_of(&cx, row, 600, &r), MK_EINVAL);
}

/* Half of each customer's orders known: the next one's value must be missed by less than with everybody's mean, or with his own. */
static void on_cdnow(void **state)
{
    (void)state;
    FILE *f = shared_open(cx.arena, "value/cdnow/CDNOW_sample.txt");
    if (!f) skip();
    char line[256];
    int id, other, date, cds, last = -1;
    double money, miss[3] = { 0 }, many = 0, total = 0, lines = 0;
    mk_spend_history *h = MK_NEWN(cx.arena, mk_spend_history, 3000);
    struct { double z; bool is; } *next = mk_arena_zalloc(cx.arena, sizeof *next * 3000);
    size_t n = 0;
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%d %d %d %d %lf", &id, &other, &date, &cds, &money) != 5 || money <= 0) continue;
        int32_t day = mk_day_of(date / 10000, date / 100 % 100, date % 100);
        if (id != last) n++;
        last = id;
        if (day <= mk_day_of(1997, 9, 30)) { add(&h[n - 1], day, llround(money * 100)); total += money * 100; lines++; }
        else if (!next[n - 1].is) { next[n - 1].is = true; next[n - 1].z = money * 100; }
    }
    pclose(f);
    mk_spend_summary *s = mk_spend_summary_new(cx.arena);
    for (size_t i = 0; i < n; i++) assert_int_equal(mk_spend_summary_add(&cx, s, &h[i], (.55 + h[i].orders) / 350), 0);
    mk_spend_model m;
    mk_spend_diagnostics d;
    assert_int_equal(mk_spend_fit(&cx, s, &m, &d), 0);
    assert_true(m.state == MK_KNOWN_ENOUGH && d.converged && !d.edge);
    assert_true(d.rank_correlation > .1 && m.slope > .02);          /* Spearman .2 among repeaters, published */
    for (size_t i = 0; i < n; i++) {
        if (!next[i].is || !h[i].orders) continue;
        miss[0] += fabs(mk_spend_mean(&m, &h[i], (.55 + h[i].orders) / 350) - next[i].z);
        miss[1] += fabs(total / lines - next[i].z);
        miss[2] += fabs((double)mk_spend_net(&h[i]) / h[i].orders - next[i].z);
        many++;
    }
    assert_true(many > 500);
    assert_true(miss[0] < miss[1] && miss[0] < miss[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gradients, before, after),
        cmocka_unit_test_setup_teardown(log_density, before, after),
        cmocka_unit_test_setup_teardown(simulation, before, after),
        cmocka_unit_test_setup_teardown(one_distribution, before, after),
        cmocka_unit_test_setup_teardown(returns, before, after),
        cmocka_unit_test_setup_teardown(adds_up, before, after),
        cmocka_unit_test_setup_teardown(odd_bases, before, after), cmocka_unit_test_setup_teardown(pennies_and_millions, before, after),
        cmocka_unit_test_setup_teardown(race, before, after),
        cmocka_unit_test_setup_teardown(on_cdnow, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
