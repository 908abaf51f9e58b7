/* SPDX-License-Identifier: Apache-2.0
 * Two kinds of customers, and several models whose forecasts are mixed: the likelihood is what it says, two kinds are seen where they are and not where
 * they are not, and a mixture is the sum of its parts everywhere. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "chances.h"
#include "draw.h"
#include "orders_int.h"
#include "value_int.h"
#include "frame.h"

enum { PEOPLE = 1200, NOW = 365, AHEAD = 180, MOST = 600 };
typedef struct one { mk_value_history h; int32_t day[MOST]; uint32_t n, after; } one;
static one people[PEOPLE];

static void comes(mk_rng *r, one *o, double rate, double stop)
{
    double t = NOW * mk_rng_unit(r), gone = t + draw_exp(r) / stop;
    int32_t last = -1;
    *o = (one){ 0 };
    for (; t < gone && t < NOW + AHEAD; t += draw_exp(r) / rate) {
        if ((int32_t)t == last) continue;
        last = (int32_t)t;
        if (last > NOW) { o->after++; continue; }
        if (o->n == MOST) continue;
        o->day[o->n++] = last;
        assert_int_equal(mk_value_history_add(&cx, &o->h, last, 1000), 0);
    }
}

/* Of `businesses` in a thousand each comes every three days and stays for years, of the others once in five months or so. */
static void make(mk_rng *r, int businesses)
{
    for (int i = 0; i < PEOPLE; i++) {
        bool business = (int)mk_rng_below(r, 1000) < businesses;
        comes(r, &people[i], business ? draw_gamma(r, 4) / 12 : draw_gamma(r, .6) / 90 + 1e-6, business ? 1 / 900. : draw_gamma(r, .6) / 90 + 1e-6);
    }
}

static mk_orders_cell *cells(size_t *ret_n)
{
    mk_orders_cell *c = MK_NEWN(cx.arena, mk_orders_cell, PEOPLE);
    *ret_n = 0;
    for (int i = 0; i < PEOPLE; i++)
        if (people[i].n) c[(*ret_n)++] = (mk_orders_cell){ 1, people[i].n - 1, people[i].h.last - people[i].h.first, NOW - people[i].h.first };
    return c;
}

static double loglik(const mk_orders *m, const mk_orders_cell *c, size_t n)
{
    mk_orders first = *m, other = *m;
    double sum = 0;
    first.share = other.share = 0;
    memcpy(other.p, m->other, sizeof m->other);
    for (size_t i = 0; i < n; i++) sum += c[i].n * log((1 - m->share) * exp(mk_cnbd_of(&first, c[i].x, c[i].tx, c[i].T) + 700) + m->share * exp(mk_cnbd_of(&other, c[i].x, c[i].tx, c[i].T) + 700)) - 700;
    return sum;
}

static double posterior(const mk_orders *m, const mk_orders_data *d, const mk_orders_cell *c, size_t n)
{
    mk_orders_prior prior = mk_orders_prior_of(d, m->kind);
    double f = loglik(m, c, n) + log(m->share) + log1p(-m->share);
    for (int kind = 0; kind < 2; kind++) {
        double x[4], g[4] = { 0 }, h[16] = { 0 };
        for (int i = 0; i < 4; i++) x[i] = log((kind ? m->other : m->p)[i]);
        f -= mk_orders_prior_at(&prior, 4, m->k, x, g, h, 4);
    }
    return f;
}

/* One customer's likelihood is that of the tables, whether its terms are summed or a difference of ln Gamma. */
static void one_as_all(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(3);
    for (int i = 0; i < 400; i++) {
        mk_orders m = { i % 3 ? i % 2 ? MK_MBG : MK_BG : MK_NBD, 1 + i % 4, { exp(2 * draw_normal(&r)), exp(2 + draw_normal(&r)), exp(draw_normal(&r)), exp(draw_normal(&r)) } };
        uint32_t x = i % 5 ? (uint32_t)mk_rng_below(&r, 60) : 0;
        double T = 70 + (double)mk_rng_below(&r, 300), tx = x ? 60 + floor((T - 60) * mk_rng_unit(&r)) : 0;
        mk_orders_cell c = { 1, x, tx, T };
        double all = mk_orders_loglik(mk_orders_data_new(cx.arena, &c, 1), &m, NULL, NULL);
        near(mk_cnbd_of(&m, x, tx, T), all, 1e-9 * (1 + fabs(all)));
    }
}

/* The maximum: ln L is the sum over the people of that of the mixture, and going a standard error away along any parameter loses a half or so, the prior counted in. */
static void likeliest(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(7);
    size_t n;
    make(&r, 60);
    mk_orders_cell *c = cells(&n);
    mk_orders_data *d = mk_orders_data_new(cx.arena, c, n);
    mk_orders_fit alone, f;
    assert_int_equal(mk_orders_fit_of(&cx, d, MK_BG, 1, 0, NULL, NULL, &alone), 0);
    assert_int_equal(mk_orders_kinds_fit_of(&cx, d, 0, &alone.model, &f), 0);
    print_message("# ln L %.2f of one kind, %.2f of two; %.3f are of the other, who come %.3f a day, the others %.3f; %d iterations\n", alone.loglik, f.loglik, f.model.share,
                  f.model.other[0] / f.model.other[1], f.model.p[0] / f.model.p[1], f.iterations);
    assert_true(f.converged && !f.edge && f.loglik > alone.loglik + 50);
    near(f.model.share, .06, .035);
    near(f.model.other[0] / f.model.other[1], 1 / 3., .1);
    near(loglik(&f.model, c, n), f.loglik, 1e-6);
    for (int i = 0; i < 8; i++)
        for (int side = -1; side <= 1; side += 2) {
            mk_orders m = f.model;
            *(i < 4 ? &m.p[i] : &m.other[i - 4]) *= exp(side * (i < 4 ? f.se[i] : f.other_se[i - 4]));
            assert_true(posterior(&m, d, c, n) < posterior(&f.model, d, c, n) - .3);
        }
    /* from two kinds on, and the same bits again */
    mk_orders_fit again;
    assert_int_equal(mk_orders_kinds_fit_of(&cx, d, 0, &f.model, &again), 0);
    near(again.loglik, f.loglik, 1e-4);
    for (size_t i = 0; i < n; i++) {
        mk_kinds of = mk_kinds_of(&f.model, c[i].x, c[i].tx, c[i].T);
        assert_int_equal(of.n, 2);
        near(of.share[0] + of.share[1], 1, 1e-12);
    }
}

static void learn(mk_value_model *m, mk_value_diagnostics *d)
{
    mk_value_summary *s = mk_value_summary_new(cx.arena, NOW);
    for (int i = 0; i < PEOPLE; i++) assert_int_equal(mk_value_summary_add(&cx, s, (uint64_t)i, &people[i].h, people[i].day), 0);
    assert_int_equal(mk_value_fit(&cx, s, NULL, m, d), 0);
}

static const mk_entrant *of_two(const mk_race *r)
{
    for (int i = 0; i < r->n; i++) if (r->entrant[i].fit.model.share > 0 && !r->entrant[i].fit.model.parts) return &r->entrant[i];
    return NULL;
}

static double crps_of(const mk_value_model *m)
{
    double sum = 0;
    for (int i = 0; i < PEOPLE; i++) {
        double p[MOST], below = 0;
        if (!people[i].n) continue;
        chances_of(m, &people[i].h, NOW, AHEAD, p, MOST);
        for (int k = 0; k < MOST; k++) {
            below += p[k];
            sum += (below - ((double)people[i].after <= k)) * (below - ((double)people[i].after <= k));
        }
    }
    return sum;
}

static void seen_where_they_are(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        mk_rng r = mk_rng_seed(seed);
        mk_value_model m, plain;
        mk_value_diagnostics d;
        make(&r, 60);
        learn(&m, &d);
        const mk_entrant *two = of_two(&d.race), *best = NULL;
        assert_non_null(two);
        assert_true(m.orders.share > 0);
        for (int i = 0; i < d.race.n; i++) {
            const mk_entrant *e = &d.race.entrant[i];
            if (mk_orders_plain(&e->fit.model) && (!best || mk_entrant_miss(e) < mk_entrant_miss(best))) best = e;
        }
        plain = m;
        plain.orders = best->fit.model;
        memcpy(plain.covariance, best->fit.covariance, sizeof plain.covariance);
        char name[MK_ENTRANT_NAME];
        double with = crps_of(&m), without = crps_of(&plain);
        print_message("# %s: CRPS %.1f, of the best of one kind %.1f\n", mk_entrant_name(&d.race.entrant[d.race.chosen], name), with, without);
        assert_true(with < .99 * without);
    }
}

static void not_where_they_are_not(void **state)
{
    (void)state;
    int seen = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        mk_rng r = mk_rng_seed(seed);
        mk_value_model m;
        mk_value_diagnostics d;
        make(&r, 0);
        learn(&m, &d);
        seen += of_two(&d.race) != NULL;
    }
    assert_int_equal(seen, 0);
}

/* A mixture of a model of two kinds and two beside it: everything that is said of a customer is the mean of what its models say. */
static void sum_of_its_parts(void **state)
{
    (void)state;
    mk_orders two = { MK_MBG, 2, { .8, 12, .5, 2 }, .pace = 1.1, .other = { 4, 20, .2, 6 }, .share = .2 };
    mk_orders pareto = { MK_PARETO, 1, { .7, 30, .6, 80 }, .pace = 1.1 }, nbd = { MK_NBD, 1, { .6, 40 }, .pace = 1.1 }, all = two;
    all.beside[0] = mk_orders_part_of(&pareto, .3);
    all.beside[1] = mk_orders_part_of(&nbd, .1);
    all.parts = 2;
    static const double who[][3] = { { 0, 0, 10 }, { 0, 0, 200 }, { 3, 120, 150 }, { 40, 300, 301 }, { 12, 100, 300 } };
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        double x = who[i][0], tx = who[i][1], T = who[i][2], a[] = { mk_orders_alive(&two, x, tx, T), mk_orders_alive(&pareto, x, tx, T), 1 };
        double mean = .6 * a[0] * mk_orders_mean(&two, x, tx, T, 90) + .3 * a[1] * mk_orders_mean(&pareto, x, tx, T, 90) + .1 * mk_orders_mean(&nbd, x, tx, T, 90);
        near(mk_orders_alive(&all, x, tx, T), .6 * a[0] + .3 * a[1] + .1, 1e-12);
        near(mk_orders_still(&all, x, tx, T), (.6 * a[0] + .3 * a[1]) / .9, 1e-12);     /* of NBD nobody stops: it is not asked */
        mk_kinds of = mk_kinds_of(&all, x, tx, T);
        for (int k = 0; k < 8; k++) {                           /* one parameter of one kind is another: as if all were asked again */
            mk_orders changed = all;
            double *parameters = k / 4 ? changed.other : changed.p;
            parameters[k % 4] *= 1.01;
            near(mk_orders_still_if(&all, &of, k / 4, parameters, x, tx, T), mk_orders_still(&changed, x, tx, T), 0);
        }
        near(mk_orders_alive(&all, x, tx, T) * mk_orders_mean(&all, x, tx, T, 90), mean, 1e-9 * (1 + mean));
        mk_value_model m = { .state = MK_VALUE_ENOUGH, .alive_known = true, .orders = all, .beyond = MK_BEYOND };
        mk_value_history h = { .first = 0, .last = (int32_t)tx, .orders = (uint32_t)x + 1, .spent = 5000 };
        mk_value_answer quick, full;
        double p[MOST], sum = 0, ahead = 0;
        mk_value_rank(&m, &h, (int32_t)T, 90, &quick);
        mk_value_answer_of(&m, &h, (int32_t)T, 90, &full);
        m.learnt_on = (int32_t)T;
        chances_of(&m, &h, (int32_t)T, 90, p, MOST);
        for (int k = 0; k < MOST; k++) { sum += p[k]; ahead += k * p[k]; }
        near(sum, 1, 1e-8);
        near(quick.orders, mean, 1e-8 * (1 + mean));
        near(full.orders, quick.orders, 0);
        near(quick.buys, 1 - p[0], 1e-9);
        near(ahead, mean, 1e-6 * (1 + mean));
        near(quick.alive, mk_orders_still(&all, x, tx, T), 1e-12);
        assert_true(full.orders_low <= full.orders_median && full.orders_median <= full.orders_high && full.next_low <= full.next_days && full.next_days <= full.next_high);
        assert_true(full.alive_low <= full.alive && full.alive <= full.alive_high);
        near(mk_orders_next(&all, x, tx, T, full.next_days), .5, 1e-4);
        near(mk_value_next_within(&m, &h, (int32_t)T, 90), quick.buys, 1e-12);
    }
    near(mk_orders_expected(&all, 50), .6 * mk_orders_expected(&two, 50) + .3 * mk_orders_expected(&pareto, 50) + .1 * mk_orders_expected(&nbd, 50), 1e-12);
}

/* By halving, with nothing clever: what mk_orders_points has to find to the last bit. */
static double halved(const mk_orders *m, double x, double tx, double T, double chance)
{
    mk_kinds s = mk_kinds_there(m, x, tx, T);
    double lo = -7, hi = 14;
    for (int i = 0; i < 30; i++) {
        double mid = (lo + hi) / 2, sum = 0;
        for (int k = 0; k < s.n; k++) sum += s.share[k] * mk_orders_next(&s.one[k], x, tx, T, exp(mid));
        if (sum < chance) lo = mid; else hi = mid;
    }
    return fmin(exp(hi), 1e6);
}

/* The day of the next order, of models that are mixed and regular, of customers whose chance has shoulders, who are long silent, or who hardly ever come. */
static void points(void **state)
{
    (void)state;
    mk_orders two = { MK_MBG, 2, { .8, 12, .5, 2 }, .pace = 1.1, .other = { 4, 20, .2, 6 }, .share = .2 }, mixed = two;
    mk_orders pareto = { MK_PARETO, 1, { .7, 30, .6, 80 } }, wide = { MK_NBD, 1, { .02, 4000 } }, regular = { MK_BG, 6, { 3, 2, .5, 4 }, .pace = .3 };
    mixed.beside[0] = mk_orders_part_of(&pareto, .3);
    mixed.beside[1] = mk_orders_part_of(&wide, .3);
    mixed.parts = 2;
    const mk_orders *of[] = { &two, &mixed, &regular };
    static const double chance[] = { 1e-9, .05, .5, .9, .95, .999 };
    static const double who[][3] = { { 0, 0, 0 }, { 0, 0, 10 }, { 0, 0, 2000 }, { 3, 120, 150 }, { 40, 300, 301 }, { 12, 100, 3000 }, { 900, 1000, 1000 } };
    for (size_t i = 0; i < sizeof who / sizeof *who; i++)
        for (size_t k = 0; k < 3; k++) {
            double found[6];
            mk_orders_points(of[k], NULL, who[i][0], who[i][1], who[i][2], chance, 6, found);
            for (int j = 0; j < 6; j++) near(found[j], halved(of[k], who[i][0], who[i][1], who[i][2], chance[j]), 0);
        }
}

/* As bytes and back; bytes that cannot be are refused; a model of the version before is one of one kind. */
static void kept(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(2);
    mk_value_model m, back;
    mk_value_diagnostics d;
    make(&r, 60);
    learn(&m, &d);
    if (!m.orders.parts) {
        m.orders.beside[0] = mk_orders_part_of(&(mk_orders){ MK_PARETO, 1, { .7, 30, .6, 80 } }, .3);
        m.orders.parts = 1;
    }
    mk_str s = mk_value_model_pack(cx.arena, &m);
    assert_int_equal(mk_value_model_unpack(&cx, s, &back), 0);
    mk_str t = mk_value_model_pack(cx.arena, &back);
    assert_true(mk_str_eq(s, t));
    for (size_t n = 0; n < s.n; n++) assert_int_equal(mk_value_model_unpack(&cx, mk_str_sub(s, 0, n), &back), MK_EBADDATA);
    mk_value_model odd = m;
    odd.orders.beside[0].weight = 1.5;
    assert_int_equal(mk_value_model_unpack(&cx, mk_value_model_pack(cx.arena, &odd), &back), MK_EBADDATA);
    odd = m;
    odd.orders.other[1] = -1;
    assert_int_equal(mk_value_model_unpack(&cx, mk_value_model_pack(cx.arena, &odd), &back), MK_EBADDATA);
    mk_value_model plain = m;
    plain.orders.parts = 0;
    plain.orders.share = 0;
    memset(plain.orders.other, 0, sizeof plain.orders.other);
    memset(plain.other_covariance, 0, sizeof plain.other_covariance);
    s = mk_value_model_pack(cx.arena, &plain);
    enum { NEW = (1 + 4 + 16) * 8 + 4 };            /* what version 7 has more, in front of the closings */
    size_t end = 4 + (size_t)m.season.closings * 8;
    char *old = mk_arena_alloc(cx.arena, s.n);
    memcpy(old, s.p, s.n - NEW - end);
    memcpy(old + s.n - NEW - end, s.p + s.n - end, end);
    old[3] = 6;
    assert_int_equal(mk_value_model_unpack(&cx, (mk_str){ old, s.n - NEW }, &back), 0);
    assert_true(mk_str_eq(s, mk_value_model_pack(cx.arena, &back)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_as_all, before, after), cmocka_unit_test_setup_teardown(likeliest, before, after),
        cmocka_unit_test_setup_teardown(seen_where_they_are, before, after), cmocka_unit_test_setup_teardown(not_where_they_are_not, before, after),
        cmocka_unit_test_setup_teardown(sum_of_its_parts, before, after), cmocka_unit_test_setup_teardown(points, before, after),
        cmocka_unit_test_setup_teardown(kept, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
