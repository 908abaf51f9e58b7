/* SPDX-License-Identifier: Apache-2.0
 * Value against the published fits, against finite differences, against simulation, and against odd bases. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "chances.h"
#include "data.h"
#include "draw.h"
#include "value_int.h"
#include "frame.h"

static mk_value_summary *sum_of(const mk_value_history *h, size_t n, int32_t now)
{
    mk_value_summary *s = mk_value_summary_new(cx.arena, now);
    for (size_t i = 0; i < n; i++) assert_int_equal(mk_value_summary_add(&cx, s, i, &h[i], NULL), 0);
    return s;
}

static int32_t cdnow_end(void) { return mk_day_of(1997, 9, 30); }

static mk_orders bg(bool modified, double r, double alpha, double a, double b)
{
    return (mk_orders){ modified ? MK_MBG : MK_BG, 1, { r, alpha, a, b }, 1 };
}

/* The published spend file has the mean value of the repeat orders in whole cents. */
static double rounded_mean(const mk_value_history *h)
{
    return floor((double)(h->spent - h->first_spent) / (h->orders - 1) + .5) / 100;
}

static void anchor_money(void **state)
{
    (void)state;
    cohort c = cdnow(&cx, "value/cdnow/CDNOW_sample.txt", true, cdnow_end());
    if (!c.n) skip();
    mk_gg_cell *cells = MK_NEWN(cx.arena, mk_gg_cell, c.n);
    size_t n = 0;
    for (uint32_t orders = 1; orders < 60; orders++)
        for (size_t i = 0; i < c.n; i++)
            if (c.all[i].orders == orders + 1 && c.all[i].spent > c.all[i].first_spent)
                cells[n++] = (mk_gg_cell){ 1, orders, orders * rounded_mean(&c.all[i]) };
    assert_int_equal(n, 946);
    mk_gg_data *d = mk_gg_data_new(cx.arena, cells, n);
    mk_gg_fit f;
    assert_int_equal(mk_gg_fit_of(&cx, d, NULL, &f), 0);
    near(f.model.p, 6.248647, 3e-4);
    near(f.model.q, 3.744626, 1e-4);
    near(f.model.v, 15.44838, 1e-3);
    near(f.loglik, -4055.923, 6e-4);
    mk_gg theirs = { 6.248647, 3.744626, 15.44838 };
    double g[3];
    assert_true(f.loglik >= mk_gg_loglik(d, &theirs, g, NULL));
    for (size_t i = 0; i < 3; i++) {
        static const double want[] = { 24.6586, 18.9115, 35.1710 };
        double x = (double)c.all[i].orders - 1;
        near(mk_gg_mean(&f.model, x, x > 0 ? x * rounded_mean(&c.all[i]) : 0), want[i], 6e-5);
    }
}

/* E[X(39)] of Fader, Hardie, Lee 2005; the sum over the sample; mean P(alive). */
static void anchor_answers(void **state)
{
    (void)state;
    mk_orders m = bg(false, .242595, 4.413603, .792923, 2.42591);
    near(mk_orders_alive(&m, 2, 30.43, 38.86) * mk_orders_mean(&m, 2, 30.43, 38.86, 39), 1.226, 5e-4);
    cohort c = cdnow(&cx, "value/cdnow/CDNOW_sample.txt", true, cdnow_end());
    if (!c.n) skip();
    for (int modified = 0; modified < 2; modified++) {
        mk_value_model v = { .state = MK_VALUE_ENOUGH, .orders = bg(false, .242595, 4.413603 * 7, .792923, 2.42591) };
        if (modified) v.orders = bg(true, .524844, 6.183093 * 7, .891388, 1.614048);
        double orders = 0, alive = 0;
        for (size_t i = 0; i < c.n; i++) {
            mk_value_answer a;
            mk_value_rank(&v, &c.all[i], cdnow_end(), 39 * 7, &a);
            orders += a.orders;
            alive += a.alive;
        }
        near(orders, modified ? 1576.71 : 1653.42, .05);
        if (!modified) near(alive / (double)c.n, .8134, 5e-5);
    }
}

static void gradients(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(9);
    mk_gg_cell money[200];
    for (uint32_t i = 0; i < 200; i++) money[i] = (mk_gg_cell){ 1 + i % 4, 1 + i / 20, 10 + 5000 * mk_rng_unit(&r) };
    mk_gg_data *g = mk_gg_data_new(cx.arena, money, 200);
    for (int k = 0; k < 60; k++) {
        double grad[3], up_grad[3], down_grad[3], h9[9];
        mk_gg n = { exp(8 * mk_rng_unit(&r) - 4), 1 + exp(8 * mk_rng_unit(&r) - 4), 1000 * exp(8 * mk_rng_unit(&r) - 4) };
        mk_gg_loglik(g, &n, grad, h9);
        for (int i = 0; i < 3; i++) {
            double *v[] = { &n.p, &n.q, &n.v }, was = *v[i], h = 1e-6;
            *v[i] = was * (1 + h);
            double up = mk_gg_loglik(g, &n, up_grad, NULL);
            *v[i] = was * (1 - h);
            double down = mk_gg_loglik(g, &n, down_grad, NULL);
            *v[i] = was;
            near(grad[i] * was, (up - down) / (2 * h), 1e-5 * (1 + fabs(grad[i] * was)));
            for (int j = 0; j < 3; j++) near(h9[i * 3 + j] * was, (up_grad[j] - down_grad[j]) / (2 * h), 1e-4 * (1 + fabs(h9[i * 3 + j] * was) + fabs(grad[j])));
        }
    }
}

/* A customer of the model, from day 0 to T. */
static mk_value_history simulate(mk_rng *r, const mk_value_model *m, int32_t T)
{
    mk_value_history h = { 0 };
    double lambda = draw_gamma(r, m->orders.p[0]) / m->orders.p[1], p = draw_beta(r, m->orders.p[2], m->orders.p[3]), nu = draw_gamma(r, m->q) / m->v, t = 0;
    for (bool first = true;; first = false) {
        assert_int_equal(mk_value_history_add(&cx, &h, (int32_t)t, 1 + (int64_t)(draw_gamma(r, m->p) / nu)), 0);
        if ((!first || m->orders.kind == MK_MBG) && mk_rng_unit(r) < p) break;
        t += draw_exp(r) / lambda;
        if (!(t < T)) break;
    }
    return h;
}

/* The exact distribution of orders and of money against a million draws from the posterior. */
static void against_simulation(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(21);
    for (int modified = 0; modified < 2; modified++) {
        mk_value_model m = { .beyond = MK_BEYOND, .state = MK_VALUE_ENOUGH, .alive_known = true, .money_known = true, .orders = bg(modified, .6, 40, .8, 2.5), .p = 5, .q = 4, .v = 3000 };
        mk_value_history h = { .first = 0, .last = 200, .orders = 6, .spent = 30000, .first_spent = 4000 };
        mk_value_answer a;
        enum { N = 100000, MOST = 80 };
        double pmf[MOST], seen[MOST] = { 0 }, mean = 0, low = 0, high = 0, money = 0;
        mk_value_answer_of(&m, &h, 230, 365, &a);
        chances_of(&m, &h, 230, 365, pmf, MOST);
        for (int i = 0; i < N; i++) {
            double s = 0;
            int n = 0;
            if (mk_rng_unit(&r) < a.alive) {
                double lambda = draw_gamma(&r, m.orders.p[0] + 5) / (m.orders.p[1] + 230), p = draw_beta(&r, m.orders.p[2], m.orders.p[3] + 5 + modified), t = 0;
                double nu = draw_gamma(&r, m.q + m.p * 6) / (m.v + 30000);
                for (;;) {
                    t += draw_exp(&r) / lambda;
                    if (t > 365) break;
                    n++;
                    s += draw_gamma(&r, m.p) / nu;
                    if (mk_rng_unit(&r) < p) break;
                }
            }
            seen[n < MOST ? n : MOST - 1] += 1. / N;
            mean += n / (double)N;
            money += s / N;
            low += (s <= a.money_low) / (double)N;
            high += (s <= a.money_high) / (double)N;
        }
        near(a.orders, mean, .04);
        near(a.money, money, .01 * money);
        near(high, .95, .003);
        if (a.money_low > 0) near(low, .05, .003);
        double sum = 0, e = 0;
        for (int n = 0; n < MOST; n++) {
            near(seen[n], pmf[n], 5 * sqrt(pmf[n] / N) + 1e-4);
            sum += pmf[n];
            e += n * pmf[n];
            double cdf = sum;
            if (n + 1 <= a.orders_low) assert_true(cdf < .1);         /* the nearest of whole numbers */
            if (n >= a.orders_high) assert_true(cdf >= .9 - 1e-12);
            if (n == a.orders_high) assert_true(fabs(cdf - .95) <= fabs(cdf - pmf[n] - .95) + 1e-12);
        }
        near(sum, 1, 1e-12);
        near(e, a.orders, 1e-6);
    }
}

/* The closed form with 2F1, by its series, in long double: an independent way to the same expectation. */
static double with_2f1(const mk_orders *m, double x, double T, double t)
{
    long double a = m->p[0] + x, b = m->p[3] + x, c = m->p[2] + m->p[3] + x - 1, z = t / (m->p[1] + T + t), term = 1, sum = 1;
    for (int k = 0; k < 200000 && term > 1e-22L * sum; k++) {
        term *= (a + k) * (b + k) / (c + k) * z / (k + 1);
        sum += term;
    }
    long double ratio = powl((m->p[1] + T) / (m->p[1] + T + t), a);
    return (double)((m->p[2] + m->p[3] + x - 1) / (m->p[2] - 1) * (1 - ratio * sum));
}

static void as_the_closed_form(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(2);
    for (int i = 0; i < 3000; i++) {
        mk_orders m = bg(false, .1 + 3 * mk_rng_unit(&r), 5 + 100 * mk_rng_unit(&r), .2 + 2.5 * mk_rng_unit(&r), .8 + 5 * mk_rng_unit(&r));
        if (fabs(m.p[2] - 1) < .02) continue;
        double x = (double)mk_rng_below(&r, 30), T = 700 * mk_rng_unit(&r), t = 1 + 700 * mk_rng_unit(&r), want = with_2f1(&m, x, T, t);
        near(mk_orders_mean(&m, x, 0, T, t) / want, 1, 1e-8);
    }
}

static void heavy_customers(void **state)
{
    (void)state;
    mk_value_model m = { .beyond = MK_BEYOND, .state = MK_VALUE_ENOUGH, .alive_known = true, .money_known = true, .orders = bg(false, .55, 10.58, .01, 2), .p = 6, .q = 3.7, .v = 1500 };
    for (uint32_t x = 1; x < 9000; x += 137) {
        mk_value_history h = { .first = 0, .last = (int32_t)x, .orders = x + 1, .spent = (int64_t)x * 5000, .first_spent = 5000 };
        mk_value_answer a;
        mk_value_answer_of(&m, &h, (int32_t)x + 1, 365, &a);
        double want = (.55 + x) / (10.58 + x + 1) * 365;     /* nearly nobody stops: rate times time */
        assert_true(isfinite(a.orders) && a.orders <= 365 * (.55 + x) / (10.58 + x + 1) && a.orders > .9 * a.alive * want);
        assert_true(a.orders_low <= a.orders_high && a.money_low <= a.money && a.money <= a.money_high * 1.2);
        assert_true(a.orders_high < 1000);
    }
}

static void history(void **state)
{
    (void)state;
    mk_value_history h = { 0 };
    assert_int_equal(mk_value_history_add(&cx, &h, 10, -500), 0);      /* came back what we never saw go */
    assert_int_equal(h.orders, 0);
    assert_int_equal(h.spent, 0);
    mk_value_history_add(&cx, &h, 10, 2000);
    mk_value_history_add(&cx, &h, 10, 1000);                            /* the same day: one order */
    assert_int_equal(h.orders, 1);
    mk_value_history_add(&cx, &h, 12, -600);                            /* a return is no order */
    assert_int_equal(h.orders, 1);
    assert_int_equal(h.last, 10);
    assert_int_equal(h.first_spent, 2400);
    mk_value_history_add(&cx, &h, 40, 900);
    assert_int_equal(h.orders, 2);
    assert_int_equal(h.spent, 3300);
    assert_int_equal(h.first_spent, 2400);
    assert_int_equal(mk_value_history_add(&cx, &h, 39, 1), MK_EINVAL);
    mk_value_summary *s = mk_value_summary_new(cx.arena, 39);
    assert_int_equal(mk_value_summary_add(&cx, s, 1, &h, NULL), MK_EINVAL);      /* t_x > T */
    assert_non_null(strstr(cx.message, "cannot be"));
    mk_value_history odd = { .first = 0, .last = 5, .orders = 9 };      /* nine days in five */
    assert_int_equal(mk_value_summary_add(&cx, s, 1, &odd, NULL), MK_EINVAL);
}

static void adds_up(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(77);
    enum { N = 3000, PARTS = 7 };
    mk_value_model truth = { .orders = bg(false, .5, 40, .7, 2), .p = 5, .q = 4, .v = 2000 };
    mk_value_history *h = MK_NEWN(cx.arena, mk_value_history, N);
    for (int i = 0; i < N; i++) {
        h[i] = simulate(&r, &truth, 300 + (int32_t)mk_rng_below(&r, 200));
        int32_t shift = 500 - 300 - (int32_t)mk_rng_below(&r, 200);
        if (h[i].last + shift > 500) shift = 0;
        h[i].first += shift;
        h[i].last += shift;
    }
    mk_value_model one, m;
    mk_value_diagnostics od, d;
    assert_int_equal(mk_value_fit(&cx, sum_of(h, N, 500), NULL, &one, &od), 0);
    assert_int_equal(od.race.state, MK_VALUE_ENOUGH);
    for (int round = 0; round < 4; round++) {
        for (size_t i = N - 1; i > 0; i--) {                            /* another order, another partition */
            size_t j = mk_rng_below(&r, i + 1);
            mk_value_history t = h[i]; h[i] = h[j]; h[j] = t;
        }
        mk_value_summary *part[PARTS], *all = mk_value_summary_new(cx.arena, 500);
        for (int p = 0; p < PARTS; p++) part[p] = mk_value_summary_new(cx.arena, 500);
        for (size_t i = 0; i < N; i++) mk_value_summary_add(&cx, part[mk_rng_below(&r, PARTS)], i, &h[i], NULL);
        for (int p = 0; p < PARTS; p++) assert_int_equal(mk_value_summary_merge(&cx, all, part[(p + round) % PARTS]), 0);
        assert_int_equal(mk_value_fit(&cx, all, NULL, &m, &d), 0);
        mk_str a = mk_value_model_pack(cx.arena, &one), b = mk_value_model_pack(cx.arena, &m);
        assert_true(mk_str_eq(a, b));
        for (int i = 0; i < d.race.n; i++) assert_memory_equal(&od.race.entrant[i].fit.loglik, &d.race.entrant[i].fit.loglik, sizeof(double));
    }
    mk_value_summary *other = mk_value_summary_new(cx.arena, 501);
    assert_int_equal(mk_value_summary_merge(&cx, other, sum_of(h, 3, 500)), MK_EINVAL);
}

/* What models are tried on in the past is a sample when there are many; it too is the same in any order and any partition. */
static void adds_up_past(void **state)
{
    (void)state;
    enum { N = 40000, PARTS = 5, NOW = 900 };
    mk_value_summary *one = mk_value_summary_new(cx.arena, NOW), *all = mk_value_summary_new(cx.arena, NOW), *part[PARTS];
    for (int p = 0; p < PARTS; p++) part[p] = mk_value_summary_new(cx.arena, NOW);
    for (int pass = 0; pass < 2; pass++)
        for (uint64_t k = 0; k < N; k++) {
            uint64_t who = pass ? (k * 7919 + 13) % N : k;                  /* 7919 and N have no common divisor */
            mk_rng r = mk_rng_seed(who);
            mk_value_history h = { 0 };
            int32_t day[12], n = 1 + (int32_t)mk_rng_below(&r, 12), at = (int32_t)mk_rng_below(&r, 500);
            for (int32_t i = 0; i < n; i++, at += 1 + (int32_t)mk_rng_below(&r, 30)) {
                day[i] = at;
                assert_int_equal(mk_value_history_add(&cx, &h, at, 1000), 0);
            }
            assert_int_equal(mk_value_summary_add(&cx, pass ? part[k % PARTS] : one, who, &h, day), 0);
        }
    for (int p = 0; p < PARTS; p++) assert_int_equal(mk_value_summary_merge(&cx, all, part[(p * 3 + 1) % PARTS]), 0);
    assert_true(one->level > 0 && one->level == all->level && one->ln_gaps == all->ln_gaps);
    double tried = 0;
    for (int b = 0; b < MK_VALUE_BACKS; b++) {
        size_t n, m;
        mk_seen_cell *x = mk_value_back_cells(cx.arena, one, b, &n), *y = mk_value_back_cells(cx.arena, all, b, &m);
        assert_int_equal(n, m);
        if (n) assert_memory_equal(x, y, n * sizeof *x);
        double sum = 0;
        for (size_t i = 0; i < n; i++) sum += x[i].n;
        tried = fmax(tried, sum);
    }
    assert_true(tried > MK_VALUE_TRIED / 3 && tried <= MK_VALUE_TRIED);
}

static void packs(void **state)
{
    (void)state;
    mk_value_model m = { .learnt_on = -3, .beyond = MK_BEYOND, .state = MK_VALUE_LITTLE, .alive_known = true, .orders = bg(true, .1, 1. / 3, 1e-300, 7e9), .p = M_PI, .q = 2, .v = 1e12 };
    m.orders.again = .002;
    for (int i = 0; i < 16; i++) m.covariance[i] = -i / 7.;
    mk_str s = mk_value_model_pack(cx.arena, &m);
    mk_value_model back;
    assert_int_equal(mk_value_model_unpack(&cx, s, &back), 0);
    mk_str again = mk_value_model_pack(cx.arena, &back);
    assert_true(mk_str_eq(s, again));
    assert_true(back.learnt_on == -3 && back.orders.p[2] == m.orders.p[2] && back.covariance[15] == m.covariance[15] && back.orders.kind == MK_MBG && !back.money_known);
    for (size_t n = 0; n < s.n; n++) assert_int_equal(mk_value_model_unpack(&cx, mk_str_sub(s, 0, n), &back), MK_EBADDATA);
    char *bad = mk_arena_z(cx.arena, s);
    bad[3]++;
    assert_int_equal(mk_value_model_unpack(&cx, (mk_str){ bad, s.n }, &back), MK_EBADDATA);
}

static void sound(const mk_value_answer *a)
{
    if (a->state == MK_VALUE_TOO_LITTLE) return;
    const double v[] = { a->alive, a->buys, a->orders, a->order_value, a->money, a->orders_low, a->orders_high, a->money_low, a->money_high,
                         a->alive_low, a->alive_high, a->next_low, a->next_days, a->next_high };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) if (!(isfinite(v[i]) && v[i] >= 0)) fail_msg("number %zu is %g", i, v[i]);
    assert_true(a->alive <= 1 && a->buys <= 1 && a->alive_low <= a->alive + 1e-12 && a->alive <= a->alive_high + 1e-12);
    assert_true(a->orders_low <= a->orders_high && a->money_low <= a->money_high && a->next_low <= a->next_high);
}

/* Hundreds of bases of every size and oddity: every one gives a finite model and sound answers. */
static void odd_bases(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(1000);
    int said[3] = { 0 };
    const char *more = getenv("MAKIR_COHORTS");         /* ten thousand take minutes */
    int bases = more ? (int)strtol(more, NULL, 10) : 400;
    for (int base = 0; base < bases; base++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        size_t n = (size_t)exp(5.8 * mk_rng_unit(&r));
        if (base < 3) n = (size_t)base;
        int kind = (int)mk_rng_below(&r, 8);
        int32_t now = 1 + (int32_t)mk_rng_below(&r, kind == 1 ? 5 : 1500);
        mk_value_model truth = { .orders = bg(base & 1, exp(4 * mk_rng_unit(&r) - 2), exp(5 * mk_rng_unit(&r)), exp(6 * mk_rng_unit(&r) - 4),
                                 exp(4 * mk_rng_unit(&r) - 1)), .p = exp(4 * mk_rng_unit(&r) - 1), .q = exp(3 * mk_rng_unit(&r)), .v = exp(10 * mk_rng_unit(&r)) };
        mk_value_history *h = MK_NEWN(cx.arena, mk_value_history, n + 1);
        mk_value_summary *s = mk_value_summary_new(cx.arena, now);
        for (size_t i = 0; i < n; i++) {
            int32_t first = (int32_t)mk_rng_below(&r, (uint64_t)now);
            if (kind == 0) h[i] = (mk_value_history){ .orders = 1, .spent = 1000, .first_spent = 1000 };           /* nobody came twice */
            else if (kind == 2) for (int32_t t = 0; t < now - first; t += 7) mk_value_history_add(&cx, &h[i], t, 500);  /* clockwork */
            else if (kind == 3) for (int32_t t = 0; t < now - first; t++) mk_value_history_add(&cx, &h[i], t, t ? 1 : 0);   /* daily */
            else if (kind == 4) { mk_value_history_add(&cx, &h[i], 0, 900); mk_value_history_add(&cx, &h[i], now - first, -5000); }
            else h[i] = simulate(&r, &truth, now - first);
            h[i].first += first;
            h[i].last += first;
            if (kind == 5) h[i].spent = h[i].first_spent = 1;                                                       /* no spread in money */
            assert_int_equal(mk_value_summary_add(&cx, s, i, &h[i], NULL), 0);
        }
        mk_value_model m;
        mk_value_diagnostics d;
        assert_int_equal(mk_value_fit(&cx, s, NULL, &m, &d), 0);
        int few = mk_orders_parameters(m.orders.kind);
        const double v[] = { m.orders.p[0], m.orders.p[1], few > 2 ? m.orders.p[2] : 1, few > 2 ? m.orders.p[3] : 1, m.p, m.q, m.v, m.orders.pace };
        for (size_t i = 0; i < 8; i++) if (!(isfinite(v[i]) && v[i] > 0)) fail_msg("base %d kind %d n %zu: parameter %zu is %g", base, kind, n, i, v[i]);
        said[m.state]++;
        if (n < 10) assert_int_equal(m.state, MK_VALUE_TOO_LITTLE);
        assert_int_equal(m.state, d.race.state);
        m.state = m.state ? m.state : MK_VALUE_LITTLE;                     /* the numbers must be sound even where they are not shown */
        for (size_t i = 0; i < n && i < 40; i++) {
            mk_value_answer a;
            m.orders = d.race.entrant[i % (size_t)d.race.n].fit.model;      /* every model in the race, not the chosen one only */
            memcpy(m.covariance, d.race.entrant[i % (size_t)d.race.n].fit.covariance, sizeof m.covariance);
            mk_value_answer_of(&m, &h[i], now + (int32_t)mk_rng_below(&r, 400), 1 + (int32_t)mk_rng_below(&r, 730), &a);
            sound(&a);
        }
        mk_buf b = mk_buf_on(cx.arena);
        mk_jsonw w = mk_jsonw_on(&b);
        mk_value_diagnostics_json(&d, &m, &w);
        assert_true(b.n > 100 && b.p[0] == '{' && b.p[b.n - 1] == '}');
        mk_arena_rewind(cx.arena, mark);
    }
    assert_true(said[0] > 20 && said[1] > 20 && said[2] > 8);
}

/* Numbers that make the ln Gamma of other libraries overflow or fail. */
static void known_killers(void **state)
{
    (void)state;
    static const int32_t row[][3] = { { 221, 724, 725 }, { 161, 663, 686 }, { 204, 690, 696 }, { 501, 501, 501 }, { 3000, 9000, 9001 } };
    for (size_t i = 0; i < 5; i++)
        for (double a = 1e-9; a < 1e6; a *= 100)
            for (double b = 1e-3; b < 1e7; b *= 100)
                for (int modified = 0; modified < 2; modified++) {
                    mk_value_model m = { .beyond = MK_BEYOND, .state = MK_VALUE_ENOUGH, .orders = bg(modified, .001, .1, a, b), .money_known = true, .p = 6, .q = 3, .v = 100 };
                    mk_value_history h = { .first = 0, .last = row[i][1], .orders = (uint32_t)row[i][0] + 1, .spent = 100000, .first_spent = 3 };
                    mk_value_answer v;
                    mk_value_answer_of(&m, &h, row[i][2], 365, &v);
                    sound(&v);
                }
}

/* What must be true of any answer: longer silence never makes him likelier to be alive; a longer horizon never brings less;
 * nothing is asked of a stranger. */
static void properties(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(4);
    for (int i = 0; i < 3000; i++) {
        mk_value_model m = { .beyond = MK_BEYOND, .state = MK_VALUE_ENOUGH, .alive_known = true, .money_known = true, .orders = bg(i & 1, exp(3 * mk_rng_unit(&r) - 1.5),
                             exp(5 * mk_rng_unit(&r)), exp(4 * mk_rng_unit(&r) - 2), exp(4 * mk_rng_unit(&r) - 1)), .p = 5, .q = 3, .v = 4000 };
        uint32_t x = 1 + (uint32_t)mk_rng_below(&r, 40);
        int32_t last = (int32_t)x + (int32_t)mk_rng_below(&r, 600);
        mk_value_history h = { .first = 0, .last = last, .orders = x + 1, .spent = 10000, .first_spent = 100 };
        mk_value_answer a, b;
        mk_value_rank(&m, &h, last + 20, 100, &a);
        mk_value_rank(&m, &h, last + 200, 100, &b);
        assert_true(b.alive <= a.alive);
        mk_value_rank(&m, &h, last + 20, 200, &b);
        assert_true(b.orders >= a.orders && b.buys >= a.buys && b.money >= a.money);
        h.spent *= 2;                                                      /* who spends more is expected to spend more */
        mk_value_rank(&m, &h, last + 20, 100, &b);
        assert_true(b.order_value > a.order_value);
        h.spent /= 2;
        near(mk_value_next_within(&m, &h, last + 20, 100), a.buys, 1e-12);
        /* More orders in the same time: the posterior rate given alive rises. */
        mk_ahead more, less;
        mk_ahead_init(&more, &m.orders, x + 1, last, last + 20, 100);
        mk_ahead_init(&less, &m.orders, x, last, last + 20, 100);
        assert_true(more.tail >= less.tail);
        mk_value_history nobody = { 0 };
        mk_value_rank(&m, &nobody, 10, 100, &b);
        assert_int_equal(b.state, MK_VALUE_TOO_LITTLE);
        assert_true(b.orders == 0 && b.money == 0);
    }
}

/* Parameters that made the data come back within their own intervals. */
static void recovers(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(31);
    for (int modified = 0; modified < 2; modified++) {
        mk_value_model truth = { .orders = bg(modified, .8, 30, .6, 2.2), .p = 5, .q = 4, .v = 3000 }, m;
        mk_value_summary *s = mk_value_summary_new(cx.arena, 700);
        mk_value_diagnostics d;
        for (int i = 0; i < 20000; i++) {
            mk_value_history h = simulate(&r, &truth, 700);
            assert_int_equal(mk_value_summary_add(&cx, s, 1, &h, NULL), 0);
        }
        assert_int_equal(mk_value_fit(&cx, s, NULL, &m, &d), 0);
        /* Whole days take the second order of a day away: that bends r and alpha by a few hundredths. */
        const mk_entrant *e = &d.race.entrant[modified ? 2 : 1];
        assert_true(e->fit.model.kind == truth.orders.kind && e->fit.converged && e->why == MK_VALUE_FINE);
        for (int i = 0; i < 4; i++) near(log(e->fit.model.p[i] / truth.orders.p[i]), 0, 4 * e->fit.se[i] + (i < 2 ? .05 : .1));
        near(d.expected_repeats / (double)(d.race.orders - d.race.buyers), 1, .02);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(anchor_money, before, after),
        cmocka_unit_test_setup_teardown(anchor_answers, before, after),
        cmocka_unit_test_setup_teardown(gradients, before, after),
        cmocka_unit_test_setup_teardown(against_simulation, before, after),
        cmocka_unit_test_setup_teardown(as_the_closed_form, before, after),
        cmocka_unit_test_setup_teardown(heavy_customers, before, after),
        cmocka_unit_test_setup_teardown(history, before, after),
        cmocka_unit_test_setup_teardown(adds_up, before, after),
        cmocka_unit_test_setup_teardown(adds_up_past, before, after),
        cmocka_unit_test_setup_teardown(packs, before, after),
        cmocka_unit_test_setup_teardown(odd_bases, before, after),
        cmocka_unit_test_setup_teardown(known_killers, before, after),
        cmocka_unit_test_setup_teardown(properties, before, after),
        cmocka_unit_test_setup_teardown(recovers, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
