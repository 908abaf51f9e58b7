/* SPDX-License-Identifier: Apache-2.0
 * The models of orders: against published fits, finite differences, closed forms and themselves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "data.h"
#include "orders.h"
#include "rng.h"
#include "special.h"

static mk_cx cx;

static int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    return 0;
}

static int after(void **state)
{
    (void)state;
    mk_arena_free(cx.arena);
    return 0;
}

static void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance)) fail_msg("%.10g, wanted %.10g within %g", got, want, tolerance);
}

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
    if (!(f.loglik >= loglik - (tolerance > 1e-4 ? .005 : .001)))     /* as many digits as were published */ fail_msg("ln L %.6f, wanted %.6f", f.loglik, loglik);
    mk_orders theirs = { kind, k, { 0 } };              /* the published place is not higher than ours */
    memcpy(theirs.p, want, sizeof *want * (size_t)mk_orders_parameters(kind));
    double other = mk_orders_loglik(d, &theirs, NULL, NULL) + mk_orders_regular(d, k, b.sum_ln_itt);
    if (!(f.loglik >= other)) fail_msg("ln L %.8f, theirs %.8f", f.loglik, other);
    print_message("#   published place: ln L %.6f, lower by %.2g\n", other, f.loglik - other);
    for (int i = 0; i < mk_orders_parameters(kind); i++) near(f.model.p[i], want[i], tolerance * want[i]);
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
    anchor('f', end, 23570, MK_MBG, 1, (double[]){ .6372, 7.311, .8075, 1.228 }, -95337.0, 1e-3);
}

static void grocery_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(2006, 12, 31);
    anchor('g', end, 1525, MK_BG, 1, (double[]){ .348592, 2.580938, .503826, 3.644363 }, -15836.57, 3e-4);
    anchor('g', end, 1525, MK_MBG, 1, (double[]){ 1.256791, 6.038476, .368252, .715735 }, -15781.94, 3e-4);
    anchor('g', end, 1525, MK_PARETO, 1, (double[]){ .786435, 5.678976, .386221, 5.717118 }, -15782.39, 3e-4);
    anchor('g', end, 1525, MK_BG, 2, (double[]){ .359061, 1.129387, .522813, 2.785341 }, -15054.17, 3e-4);
    anchor('g', end, 1525, MK_MBG, 2, (double[]){ 1.329197, 2.812600, .424716, .790040 }, -14978.21, 3e-4);
}

static void apparel_fits(void **state)
{
    (void)state;
    int32_t end = mk_day_of(2006, 12, 31);
    anchor('a', end, 600, MK_PARETO, 1, (double[]){ 1.448977, 48.63608, .56126, 46.88436 }, -5848.098, 1e-4);
    anchor('a', end, 600, MK_BG, 1, (double[]){ .607311, 20.95673, 1.275543, 8.860816 }, -5857.020, 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cdnow_fits, before, after), cmocka_unit_test_setup_teardown(cdnow_full_fits, before, after),
        cmocka_unit_test_setup_teardown(grocery_fits, before, after), cmocka_unit_test_setup_teardown(apparel_fits, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
