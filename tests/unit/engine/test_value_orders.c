/* SPDX-License-Identifier: Apache-2.0
 * The models of orders: against published fits, finite differences, closed forms and themselves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "data.h"
#include "draw.h"
#include "matrix.h"
#include "orders.h"
#include "frame.h"

/* --- logs as customer, day; sorted --- */

typedef struct row { int64_t customer; int32_t day; } row;
typedef struct base { mk_orders_cell *cell; size_t n; double sum_ln_itt; } base;

static int compare(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->customer != y->customer) return (x->customer > y->customer) - (x->customer < y->customer);
    return (x->day > y->day) - (x->day < y->day);
}

/* kind: 's' the CDNOW sample, 'f' full CDNOW, 'g' grocery, 'a' apparel. Histories up to `until`, one customer a cell, in weeks. */
static base base_of(char kind, int32_t until)
{
    static const char *const path[] = { "value/cdnow/CDNOW_sample.txt", "value/cdnow/CDNOW_master.txt.xz", "value/groceryElog.csv.xz", "value/apparelTrans.csv.xz" };
    FILE *f = shared_open(cx.arena, path[strchr("sfga", kind) - "sfga"]);
    base r = { 0 };
    if (!f) return r;
    row *v = MK_NEWN(cx.arena, row, 80000);
    size_t n = 0;
    char line[256];
    while (fgets(line, sizeof line, f)) {
        long id = 0, other, date = 0, y = 0, m = 0, d = 0;
        if (kind == 's' && sscanf(line, "%ld %ld %ld", &other, &id, &date) == 3) y = date / 10000, m = date / 100 % 100, d = date % 100;
        else if (kind == 'f' && sscanf(line, "%ld %ld", &id, &date) == 2) y = date / 10000, m = date / 100 % 100, d = date % 100;
        else if (sscanf(line, "%ld,%ld-%ld-%ld", &id, &y, &m, &d) != 4) continue;
        int32_t day = mk_day_of((int)y, (int)m, (int)d);
        if (day <= until) v[n++] = (row){ id, day };
    }
    pclose(f);
    qsort(v, n, sizeof *v, compare);
    r.cell = MK_NEWN(cx.arena, mk_orders_cell, n + 1);
    for (size_t i = 0, from = 0; i < n; i++) {
        if (i == 0 || v[i].customer != v[i - 1].customer) {
            from = i;
            r.cell[r.n++] = (mk_orders_cell){ 1, 0, 0, (until - v[i].day) / 7. };
        } else if (v[i].day != v[i - 1].day) {
            r.cell[r.n - 1].x++;
            r.cell[r.n - 1].tx = (v[i].day - v[from].day) / 7.;
            r.sum_ln_itt += log((v[i].day - v[i - 1].day) / 7.);
        }
    }
    return r;
}

static double newton(mk_orders_data *d, const mk_orders *m, double *ret_step)
{
    double h[16], gain = 0;
    int n = mk_orders_parameters(m->kind);
    double g[4];
    mk_orders_loglik(d, m, g, h);
    for (int i = 0; i < n * n; i++) h[i] = -h[i];
    assert_true(mk_cholesky(h, n));
    memcpy(ret_step, g, sizeof g);
    mk_cholesky_solve(h, n, ret_step);
    for (int i = 0; i < n; i++) gain += g[i] * ret_step[i];
    return gain / 2;
}

/* Where a published place differs in its digits it was not at the maximum: from there one step of Newton, with the exact Hessian, leads to ours, the
 * likelihood it promises is what is missing there, and from ours it leads nowhere. */
static void off_the_maximum(mk_orders_data *d, const mk_orders *theirs, const mk_orders *ours)
{
    double step[4], rest[4], gain = newton(d, theirs, step), left = newton(d, ours, rest);
    double missing = mk_orders_loglik(d, ours, NULL, NULL) - mk_orders_loglik(d, theirs, NULL, NULL);
    print_message("#   the published place is off the maximum: Newton promises %.3g more, %.3g is missing; at ours it promises %.1g\n", gain, missing, left);
    assert_true(left < 1e-13 && gain > 1e6 * left);
    near(gain, missing, .02 * missing + 1e-9);
    for (int i = 0; i < mk_orders_parameters(ours->kind); i++) near(log(theirs->p[i]) + step[i], log(ours->p[i]), 1e-5);
}

/* value.md table of anchors. tolerance: relative, of the parameters. */
static void anchor(char data, int32_t until, size_t customers, mk_orders_kind kind, int k, const double *want, double loglik, double tolerance)
{
    base b = base_of(data, until);
    if (!b.n) skip();
    assert_int_equal(b.n, customers);
    mk_orders_data *d = mk_orders_data_new(cx.arena, b.cell, b.n);
    mk_orders_fit f;
    char name[24];
    assert_int_equal(mk_orders_fit_of(&cx, d, kind, k, b.sum_ln_itt, NULL, NULL, &f), 0);
    print_message("# %s: %.7g %.7g %.7g %.7g  ln L %.4f  (%d evaluations)\n", mk_orders_name(kind, k, name), f.model.p[0], f.model.p[1], f.model.p[2],
                  f.model.p[3], f.loglik, f.evaluations);
    assert_true(f.converged && !f.edge);
    if (!(f.loglik >= loglik - (loglik < -14000 && data != 'f' ? .005 : .001)))     /* as many digits as were published */ fail_msg("ln L %.6f, wanted %.6f", f.loglik, loglik);
    mk_orders theirs = { kind, k, { 0 } };              /* the published place is not higher than ours */
    memcpy(theirs.p, want, sizeof *want * (size_t)mk_orders_parameters(kind));
    double other = mk_orders_loglik(d, &theirs, NULL, NULL) + mk_orders_regular(d, k, b.sum_ln_itt);
    if (!(f.loglik >= other)) fail_msg("ln L %.8f, theirs %.8f", f.loglik, other);
    print_message("#   published place: ln L %.6f, lower by %.2g\n", other, f.loglik - other);
    bool all = true;
    for (int i = 0; i < mk_orders_parameters(kind); i++) all &= fabs(f.model.p[i] - want[i]) <= tolerance * want[i];
    if (!all) off_the_maximum(d, &theirs, &f.model);
}

static void cdnow_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(1997, 9, 30);
    anchor('s', end, 2357, MK_NBD, 1, (double[]){ .384766, 12.07201 }, -9763.658, 1e-4);
    anchor('s', end, 2357, MK_BG, 1, (double[]){ .242595, 4.413603, .792923, 2.42591 }, -9582.4292, 1e-4);
    anchor('s', end, 2357, MK_MBG, 1, (double[]){ .524844, 6.183093, .891388, 1.614048 }, -9582.136, 1e-4);
    anchor('s', end, 2357, MK_PARETO, 1, (double[]){ .553277, 10.577682, .606240, 11.668732 }, -9594.9762, 1e-4);
}

static void cdnow_full_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(1997, 9, 30);
    anchor('f', end, 23570, MK_BG, 1, (double[]){ .251624, 4.788942, .723434, 2.161090 }, -95368.4439, 1e-4);
    anchor('f', end, 23570, MK_PARETO, 1, (double[]){ .597420, 11.585661, .522186, 8.827773 }, -95415.1186, 1e-4);
    anchor('f', end, 23570, MK_MBG, 1, (double[]){ .6372, 7.311, .8075, 1.228 }, -95337.0, 5e-4);
}

static void grocery_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(2006, 12, 31);
    anchor('g', end, 1525, MK_BG, 1, (double[]){ .348592, 2.580938, .503826, 3.644363 }, -15836.57, 1e-4);
    anchor('g', end, 1525, MK_MBG, 1, (double[]){ 1.256791, 6.038476, .368252, .715735 }, -15781.94, 1e-4);
    anchor('g', end, 1525, MK_PARETO, 1, (double[]){ .786435, 5.678976, .386221, 5.717118 }, -15782.39, 1e-4);
    anchor('g', end, 1525, MK_BG, 2, (double[]){ .359061, 1.129387, .522813, 2.785341 }, -15054.17, 1e-4);
    anchor('g', end, 1525, MK_MBG, 2, (double[]){ 1.329197, 2.812600, .424716, .790040 }, -14978.21, 1e-4);
}

static void apparel_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(2006, 12, 31);
    anchor('a', end, 600, MK_PARETO, 1, (double[]){ 1.448977, 48.63608, .56126, 46.88436 }, -5848.098, 1e-4);
    anchor('a', end, 600, MK_BG, 1, (double[]){ .607311, 20.95673, 1.275543, 8.860816 }, -5857.020, 1e-4);
}

/* Single customers: values of the literature, CLVTools and lifetimes. */
static void unit_anchors(void **state)
{
    (void)state;
    mk_orders bg = { MK_BG, 1, { .242595, 4.413603, .792923, 2.42591 }, 1 };
    near(mk_orders_alive(&bg, 2, 30.43, 38.86) * mk_orders_mean(&bg, 2, 30.43, 38.86, 39), 1.226, 5e-4);
    mk_orders pareto = { MK_PARETO, 1, { .553277, 10.577682, .606240, 11.668732 }, 1 };                       /* CDNOW */
    near(mk_orders_alive(&pareto, 26, 30.86, 31) * mk_orders_mean(&pareto, 26, 30.86, 31, 52), 25.46, 5e-3);
    mk_orders heavy = { MK_PARETO, 1, { .55, 10.58, .61, 11.67 }, 1 };                                          /* underflow elsewhere */
    near(mk_orders_alive(&heavy, 132, 200, 200) * mk_orders_mean(&heavy, 132, 200, 200, 10), 6.20605179, 1e-6);
    near(mk_orders_alive(&heavy, 133, 200, 200) * mk_orders_mean(&heavy, 133, 200, 200, 10), 6.25287225, 1e-6);
}

/* CDNOW: mean P(alive), the sum of E[X(39)], standard errors. */
/* P(alive) of Pareto/NBD against its integral summed finely, also where customers are all alike: the shape is in the hundreds and beside it
 * the other time is short, so the integrand falls slowly at first. */
static void alike(void **state)
{
    static const double p[][4] = { { .55, 10.6, .6, 11.7 }, { 300, 1400, .8, 43 }, { 5000, 23000, .8, .5 }, { .3, .01, 2, 900 }, { 40, 2, 3, 5000 }, { 2, 9000, 300, 7 } };
    static const double seen[][3] = { { 0, 0, 5 }, { 12, 50, 52 }, { 3, 4, 104 }, { 200, 51, 104 }, { 1, .2, 400 } };
    (void)state;
    for (size_t i = 0; i < sizeof p / sizeof *p; i++)
        for (size_t k = 0; k < sizeof seen / sizeof *seen; k++) {
            double r = p[i][0], a = p[i][1], s = p[i][2], b = p[i][3], x = seen[k][0], tx = seen[k][1], T = seen[k][2], sum = 0, most = -INFINITY;
            enum { STEPS = 400000 };
            double from = fmin(a, b) + tx, width = log1p((T - tx) / from);      /* y = tx + from (e^v - 1) */
            for (int pass = 0; pass < 2; pass++)
                for (int j = 0; j < STEPS; j++) {
                    double v = width * (j + .5) / STEPS, y = tx + from * expm1(v);
                    double f = log(s) - (r + x) * log((a + y) / (a + T)) - s * log((b + y) / (b + T)) - log(b + y) + log(from) + v;
                    if (pass == 0) most = fmax(most, f);
                    else sum += exp(f - most) * width / STEPS;
                }
            double odds = log(sum) + most, want = 1 / (1 + exp(odds));
            mk_orders m = { MK_PARETO, 1, { r, a, s, b }, 1 };
            double got = mk_orders_alive(&m, x, tx, T);
            if (!(fabs(got - want) < 1e-6 + 1e-6 * want)) fail_msg("base %zu, customer %zu: P(alive) %.9g, by summing %.9g", i, k, got, want);
        }
}

static void cdnow_sums(void **state)
{
    (void)state;
    static const struct { mk_orders_kind kind; double alive, orders; } want[] = {
        { MK_BG, .8134, 1653.42 }, { MK_MBG, -1, 1576.71 }, { MK_PARETO, .4463, 1665.5 } };
    base b = base_of('s', mk_day_of(1997, 9, 30));
    if (!b.n) skip();
    mk_orders_data *d = mk_orders_data_new(cx.arena, b.cell, b.n);
    double *each = MK_NEWN(cx.arena, double, b.n);
    for (int i = 0; i < 3; i++) {
        mk_orders_fit f;
        assert_int_equal(mk_orders_fit_of(&cx, d, want[i].kind, 1, b.sum_ln_itt, NULL, NULL, &f), 0);
        mk_orders_alive_all(d, &f.model, each);
        double alive = 0, orders = 0;
        for (size_t k = 0; k < b.n; k++) {
            const mk_orders_cell *c = &b.cell[k];
            near(each[k], mk_orders_alive(&f.model, c->x, c->tx, c->T), 1e-9);              /* the table and the single customer agree */
            alive += each[k];
            orders += each[k] * mk_orders_mean(&f.model, c->x, c->tx, c->T, 39);
        }
        near(orders, want[i].orders, i == 2 ? .06 : .02);
        if (want[i].alive > 0) near(alive / (double)b.n, want[i].alive, 5e-5);
        static const double se[] = { .0476, .843, .187, 6.21 };                              /* of the parameters themselves: BTYD's Hessian */
        for (int k = 0; k < 4 && i == 2; k++) near(f.se[k] * f.model.p[k], se[k], .005 * se[k]);
    }
}

/* Gradient and Hessian of every model against finite differences at random places, times whole and not. */
static void derivatives(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(9);
    mk_orders_cell cells[120];
    for (uint32_t i = 0; i < 120; i++) {
        double T = 1 + (double)mk_rng_below(&r, 900) + (i & 1) * mk_rng_unit(&r), tx = floor(T * mk_rng_unit(&r));
        uint32_t x = tx > 0 ? 1 + (uint32_t)mk_rng_below(&r, (uint64_t)(tx < 40 ? tx : 40)) : 0;
        cells[i] = (mk_orders_cell){ 1 + i % 3, x, x ? tx : 0, i % 11 ? T : x ? tx : T };
    }
    mk_orders_data *d = mk_orders_data_new(cx.arena, cells, 120);
    for (int round = 0; round < 60; round++) {
        mk_orders m = { (mk_orders_kind)(round & 3), 1 + (round & 3 && (round & 3) < 3 ? round / 4 % 6 : 0), { 0 }, 1 };
        for (int i = 0; i < 4; i++) m.p[i] = exp(7 * mk_rng_unit(&r) - 3.5) * (mk_orders_is_time(m.kind, i) ? 100 : 1);
        int n = mk_orders_parameters(m.kind);
        double g[4], h[16], up[4], down[4], unused[16];
        double f = mk_orders_loglik(d, &m, g, h);
        near(f, mk_orders_loglik(d, &m, NULL, NULL), 1e-9 * fabs(f));
        for (int i = 0; i < n; i++) {
            double was = m.p[i], step = 1e-5;
            m.p[i] = was * exp(step);
            double fu = mk_orders_loglik(d, &m, up, unused);
            m.p[i] = was * exp(-step);
            double fd = mk_orders_loglik(d, &m, down, unused);
            m.p[i] = was;
            near(g[i], (fu - fd) / (2 * step), 2e-5 * (1 + fabs(g[i])) + 1e-9 * fabs(f));
            for (int j = 0; j < n; j++) near(h[i * n + j], (up[j] - down[j]) / (2 * step), 1e-4 * (1 + fabs(h[i * n + j]) + fabs(g[i])));
        }
    }
}

/* Everything ahead against people who live by the model: simulated from their first order on, kept when their history is the one asked for. */
static void against_simulation(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(3);
    static const mk_orders model[] = { { MK_PARETO, 1, { .8, 8, .9, 12 }, 1 }, { MK_BG, 3, { 1.5, 3, .6, 1.5 }, 1 }, { MK_MBG, 2, { 1.2, 3, .8, 1.5 }, 1 }, { MK_NBD, 2, { 1.2, 4 }, 1 } };
    const double T = 12, t = 10, tx_from = 6, tx_to = 7;
    enum { X = 2, MOST = 30 };
    for (size_t i = 0; i < 4; i++) {
        const mk_orders *m = &model[i];
        double kept = 0, alive = 0, count[MOST] = { 0 }, mean = 0;
        for (int n = 0; n < 2000000 && kept < 5000; n++) {
            double lambda = draw_gamma(&r, m->p[0]) / m->p[1], at = 0, dies = INFINITY, p = 0, last = 0, before = 0;
            if (m->kind == MK_PARETO) dies = draw_exp(&r) * m->p[3] / draw_gamma(&r, m->p[2]);
            else if (m->kind != MK_NBD) { double a = draw_gamma(&r, m->p[2]), b = draw_gamma(&r, m->p[3]); p = a / (a + b); }
            int x = 0, after = 0;
            bool still = m->kind != MK_MBG || mk_rng_unit(&r) >= p, at_T = still;
            while (still) {
                for (int k = 0; k < m->k; k++) at += draw_exp(&r) / lambda;
                if (at > T + t || at > dies || (x > X && at <= T)) break;
                if (at <= T) { x++; before = last; last = at; } else after++;
                if (m->kind != MK_PARETO && m->kind != MK_NBD && mk_rng_unit(&r) < p) still = false;
                if (at <= T) at_T = still;
            }
            if (m->kind == MK_PARETO) at_T = dies > T;
            (void)before;
            if (x != X || last < tx_from || last > tx_to) continue;
            kept++;
            alive += at_T;
            mean += after;
            count[after < MOST ? after : MOST - 1]++;
        }
        assert_true(kept > 2000);
        /* the same mixed over t_x as it came: close to its middle */
        double tx = (tx_from + tx_to) / 2, p = mk_orders_alive(m, X, tx, T), e = p * mk_orders_mean(m, X, tx, T, t);
        near(p, alive / kept, .025);
        near(e, mean / kept, .05);
        mk_ahead w;
        mk_ahead_init(&w, m, X, tx, T, t);
        double above = 1, sum = 0;
        for (int n = 0; n < 12; n++) {
            double next = p * w.tail;
            near(above - next, count[n] / kept, .02);
            sum += n * (above - next);
            above = next;
            mk_ahead_step(&w);
        }
        for (int n = 12; w.tail > 1e-12 && n < 5000; n++) { sum += n * (above - p * w.tail); above = p * w.tail; mk_ahead_step(&w); }
        near(sum, e, 1e-5 * (1 + e));                                   /* the distribution has the mean of the closed form */
    }
}

/* Rows that break others (CLVTools #100, lifetimes #25, #405), under parameters from anywhere: everything finite and in its range. */
static void known_killers(void **state)
{
    (void)state;
    static const double killer[][3] = { { 221, 103.43, 103.57 }, { 161, 94.71, 98 }, { 204, 98.57, 99.43 }, { 300, 380, 400 }, { 501, 501, 501 }, { 3000, 9000, 9001 }, { 0, 0, 0 }, { 0, 0, 3000 } };
    mk_rng r = mk_rng_seed(5);
    for (int round = 0; round < 400; round++) {
        mk_orders m = { (mk_orders_kind)(round & 3), 1 + ((round & 3) == 1 || (round & 3) == 2 ? round / 4 % 6 : 0), { 0 }, 1 };
        for (int i = 0; i < 4; i++) m.p[i] = exp(26 * mk_rng_unit(&r) - 13);
        for (size_t i = 0; i < 8; i++) {
            double x = killer[i][0], tx = killer[i][1], T = killer[i][2], p = mk_orders_alive(&m, x, tx, T), e = mk_orders_mean(&m, x, tx, T, 52);
            if (!(p >= 0 && p <= 1 && isfinite(e) && e >= 0)) fail_msg("round %d row %zu: alive %g mean %g", round, i, p, e);
            mk_ahead w;
            mk_ahead_init(&w, &m, x, tx, T, 52);
            double before = 1;
            for (int n = 0; n < 300; n++, mk_ahead_step(&w)) {
                if (!(w.tail >= 0 && w.tail <= before + 1e-9)) fail_msg("round %d row %zu: tail %g after %g", round, i, w.tail, before);
                before = w.tail;
            }
            mk_orders_cell c = { 1, (uint32_t)x, tx, T };
            mk_orders_data *d = mk_orders_data_new(cx.arena, &c, 1);
            double g[4], h[16], f = mk_orders_loglik(d, &m, g, h);
            if (!isfinite(f)) fail_msg("round %d row %zu: ln L %g", round, i, f);
            for (int k = 0; k < mk_orders_parameters(m.kind); k++) if (!isfinite(g[k])) fail_msg("round %d row %zu: gradient %d is %g", round, i, k, g[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(unit_anchors, before, after), cmocka_unit_test_setup_teardown(alike, before, after), cmocka_unit_test_setup_teardown(cdnow_sums, before, after),
        cmocka_unit_test_setup_teardown(derivatives, before, after), cmocka_unit_test_setup_teardown(against_simulation, before, after),
        cmocka_unit_test_setup_teardown(known_killers, before, after),
        cmocka_unit_test_setup_teardown(cdnow_fits, before, after), cmocka_unit_test_setup_teardown(cdnow_full_fits, before, after),
        cmocka_unit_test_setup_teardown(grocery_fits, before, after), cmocka_unit_test_setup_teardown(apparel_fits, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
