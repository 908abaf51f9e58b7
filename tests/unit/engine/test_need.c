/* SPDX-License-Identifier: Apache-2.0
 * Needs: intervals against simulation, sums against partition, order and forgetting to the last bit, reasons against the rows they speak of,
 * returns, gifts, weddings and moving away, silence when nothing is due, and damaged models. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include "draw.h"
#include "fault.h"
#include "need_int.h"
#include "next_features.h"
#include "frame.h"

static mk_need_line buy(int64_t item, int32_t day) { return (mk_need_line){ .item = item, .quantity = 10000, .amount = 1000, .day = day }; }

/* A prior that made the intervals comes back from their sums; the posterior answers what a simulation answers. */
static void renewal(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(8);
    mk_renewal truth = { 4, 5, 600 };
    mk_renewal_sums sums = { 0 };
    for (int i = 0; i < 6000; i++) {
        double nu = draw_gamma(&r, truth.q) / truth.v, t = 0;
        int32_t day[40];
        unsigned n = 2 + (unsigned)mk_rng_below(&r, 10);
        for (unsigned k = 0; k < n; k++) {
            day[k] = (int32_t)t + (int32_t)k;                   /* whole days, never the same */
            t += draw_gamma(&r, truth.k) / nu;
        }
        mk_renewal_add(&sums, day, n, sizeof *day);
    }
    mk_renewal_level l = mk_renewal_level_of(&sums);
    mk_renewal got = mk_renewal_of(&l);
    near(log(got.k / truth.k), 0, .1);
    near(log(got.q / truth.q), 0, .1);
    near(log(mk_renewal_mean(&got) / (mk_renewal_mean(&truth) + 1)), 0, .03);
    mk_renewal own = mk_renewal_own(&truth, 3, 150);
    enum { N = 200000 };
    double longer = 0, within = 0, mean = 0, alive = 0, half = mk_renewal_point(&own, 60, .5), below = 0;
    for (int i = 0; i < N; i++) {
        double g = draw_gamma(&r, own.k) / (draw_gamma(&r, own.q) / own.v);
        mean += g / N;
        if (g > 60) { alive++; within += g <= 67; below += g <= 60 + half; }
        longer += g > 90;
    }
    near(mean, mk_renewal_mean(&own), .2);
    near(longer / N, mk_renewal_longer(&own, 90), .004);
    near(within / alive, mk_renewal_within(&own, 60, 7), .006);
    near(below / alive, .5, .008);
    /* A long silence: the power tail takes over smoothly, and nothing is NaN. */
    for (double t = 1; t < 1e9; t *= 10) {
        double p = mk_renewal_within(&own, t, 7), point = mk_renewal_point(&own, t, .9);
        assert_true(p >= 0 && p <= 1 && isfinite(point) && point >= 0);
    }
    /* A point is where the chance is: for chance-like and clockwork buyers, new and old, asked at once and after long. */
    static const double ks[] = { .5, 1, 5, 20 }, qs[] = { 1.5, 10, 2000 }, means[] = { 1, 30, 2000 }, sinces[] = { 0, 1, 30, 700 }, us[] = { .1, .5, .9 };
    for (size_t i = 0; i < 4 * 3 * 3 * 4 * 3; i++) {
        double k = ks[i % 4], q = qs[i / 4 % 3], since = sinces[i / 36 % 4], u = us[i / 144];
        mk_renewal one = { k, q, means[i / 12 % 3] * (q - 1) / k };
        double point = mk_renewal_point(&one, since, u), slack = .011 + 6e-4 * point;
        if (point > 9e4) continue;
        assert_true(mk_renewal_within(&one, since, point - slack) < u + 1e-9 && mk_renewal_within(&one, since, point + slack) > u - 1e-9);
    }
    mk_renewal_sums none = { 0 };
    mk_renewal_level all = { 3, .5, .4, 100 }, shrunk = mk_renewal_shrink(&none, &all, .2);
    near(shrunk.mean, 3, 1e-12);
    near(shrunk.within, .5, 1e-12);
    near(shrunk.between, .6, 1e-12);
}

static void gathers(void **state)
{
    (void)state;
    mk_need_gather g = { .arena = cx.arena };
    mk_need_line l[] = { buy(5, 1), buy(7, 1), buy(5, 1), buy(5, 9), { 5, -10000, -1000, 12 }, buy(3, 20), { 9, -10000, -500, 20 },
                         { 7, -20000, -500, 21 }, { 3, 0, -500, 22 } };
    l[2].quantity = 30000;
    mk_need_gather_lines(&g, l, 4);
    assert_int_equal(g.n_cells, 2);
    assert_int_equal(g.n_visits, 2);
    assert_int_equal(g.buy[g.cell[0].from].quantity, 40000);            /* two lines of one day are one purchase */
    mk_need_gather_lines(&g, l, 5);
    assert_int_equal(g.cell[0].n, 1);                                   /* day 9 came back whole */
    assert_int_equal(g.n_visits, 1);
    mk_need_gather_lines(&g, l, 9);
    assert_int_equal(g.n_cells, 1);                                     /* 7 and 3 came back; 9 was never bought */
    assert_int_equal(g.cell[0].item, 5);
    assert_int_equal(g.cell_of[0], 1);
    assert_int_equal(g.cell_of[2], 0);                                  /* the first line of the day stands for it */
    mk_rng r = mk_rng_seed(1);
    for (int round = 0; round < 300; round++) {                         /* many lines: the other way of sorting, the same result */
        mk_need_line many[400];
        size_t n = 1 + mk_rng_below(&r, 400);
        int32_t day = 0;
        for (size_t i = 0; i < n; i++) {
            day += (int32_t)mk_rng_below(&r, 3);
            many[i] = buy((int64_t)mk_rng_below(&r, 30) - 10, day);
            if (mk_rng_below(&r, 6) == 0) many[i].quantity = -10000;
        }
        mk_need_gather_lines(&g, many, n);
        size_t total = 0, marks = 0;
        for (size_t c = 0; c < g.n_cells; c++) {
            total += g.cell[c].n;
            if (c) assert_true(g.cell[c - 1].item < g.cell[c].item);
            for (uint32_t k = 0; k < g.cell[c].n; k++) {
                const mk_need_buy *b = &g.buy[g.cell[c].from + k];
                assert_true(many[b->line].item == g.cell[c].item && many[b->line].day == b->day && b->quantity > 0);
                assert_int_equal(g.cell_of[b->line], c + 1);
                if (k) assert_true(b[-1].day < b->day);
            }
        }
        for (size_t i = 0; i < n; i++) marks += g.cell_of[i] != 0;
        assert_true(total == g.n_buys && marks == total);
    }
}

/* A made-up shop: milk weekly, shampoo monthly, and a printer that half of its buyers follow with ink. */
enum { MILK = 100, SHAMPOO = 200, PRINTER = 300, INK = 400, RARE = 1000, SHOP_DAYS = 400 };

typedef struct person { int64_t id; mk_need_line *line; size_t n; } person;

static person *people(mk_rng *r, size_t n)
{
    person *p = MK_NEWN(cx.arena, person, n);
    for (size_t i = 0; i < n; i++) {
        mk_vec(mk_need_line) v = { 0 };
        p[i].id = (int64_t)(i * 7919 + 1);
        double milk = 7 * mk_rng_unit(r), shampoo = 30 * mk_rng_unit(r);
        double pace = .7 + .6 * mk_rng_unit(r);
        int32_t printer = mk_rng_below(r, 3) == 0 ? (int32_t)mk_rng_below(r, SHOP_DAYS) : -1, ink = -1;
        if (printer >= 0 && mk_rng_below(r, 2)) ink = printer + (mk_rng_below(r, 2) ? 0 : 1 + (int32_t)mk_rng_below(r, 20));
        for (int32_t day = 0; day <= SHOP_DAYS; day++) {
            if (day >= milk) { *mk_vec_push(cx.arena, &v) = buy(MILK, day); milk = day + pace * 7 * (.8 + .4 * mk_rng_unit(r)); }
            if (day >= shampoo) { *mk_vec_push(cx.arena, &v) = buy(SHAMPOO, day); shampoo = day + pace * 30 * (.7 + .6 * mk_rng_unit(r)); }
            if (day == printer) *mk_vec_push(cx.arena, &v) = buy(PRINTER, day);
            if (day == ink) *mk_vec_push(cx.arena, &v) = buy(INK, day);
            if (mk_rng_below(r, 40) == 0) *mk_vec_push(cx.arena, &v) = buy(RARE + (int64_t)mk_rng_below(r, 200), day);
        }
        p[i].line = v.p;
        p[i].n = v.n;
    }
    return p;
}

static mk_need_summary *sum(const person *p, size_t n, size_t most)
{
    mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS, most, 0);
    for (size_t i = 0; i < n; i++) assert_int_equal(mk_need_summary_add(&cx, s, p[i].id, p[i].line, p[i].n), 0);
    return s;
}

static const mk_need_model *learn(const person *p, size_t n, mk_need_diagnostics *d)
{
    const mk_need_model *m;
    assert_int_equal(mk_need_fit(&cx, sum(p, n, 0), &m, d), 0);
    return m;
}

/* The shop of most tests, learnt from the first LEARNT of its people: once, since learning is most of the work. */
enum { PEOPLE = 700, LEARNT = 400 };
typedef struct shop { const person *p; const mk_need_model *m; mk_need_diagnostics d; } shop;

static const shop *the_shop(void)
{
    static shop s;
    if (s.m) return &s;
    mk_rng r = mk_rng_seed(14);
    s.p = people(&r, PEOPLE);
    s.m = learn(s.p, LEARNT, &s.d);
    return &s;
}

/* However the base is cut and ordered, the sums and the model are the same bytes; also when only some of it is kept. */
static void adds_up(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(12);
    enum { N = 150 };
    person *p = people(&r, N);
    for (size_t most = 0; most <= 120; most += 120) {
        mk_need_summary *whole = sum(p, N, most), *part[3], *all = mk_need_summary_new(cx.arena, SHOP_DAYS, most, 0);
        for (int i = 0; i < 3; i++) part[i] = mk_need_summary_new(cx.arena, SHOP_DAYS, most, 0);
        for (size_t i = N; i-- > 0;) assert_int_equal(mk_need_summary_add(&cx, part[mk_rng_below(&r, 3)], p[i].id, p[i].line, p[i].n), 0);
        for (int i = 3; i-- > 0;) assert_int_equal(mk_need_summary_merge(&cx, all, part[i]), 0);
        mk_need_summary *none = mk_need_summary_new(cx.arena, SHOP_DAYS, most, 0);
        assert_int_equal(mk_need_summary_merge(&cx, none, whole), 0);
        assert_true(mk_str_eq(mk_need_summary_bytes(cx.arena, none), mk_need_summary_bytes(cx.arena, all)));
        assert_int_equal(all->customers, N);
        const mk_need_model *a, *b;
        mk_need_diagnostics d;
        assert_int_equal(mk_need_fit(&cx, none, &a, &d), 0);
        assert_int_equal(mk_need_fit(&cx, all, &b, &d), 0);
        assert_true(!most || d.sample == most);
        assert_true(mk_str_eq(mk_need_model_pack(cx.arena, a), mk_need_model_pack(cx.arena, b)));
        assert_int_equal(mk_need_summary_add(&cx, whole, p[0].id, p[0].line, p[0].n) < 0, !most || mk_need_pick(p[0].id) < whole->pick_below);
    }
    mk_need_summary *other = mk_need_summary_new(cx.arena, SHOP_DAYS + 1, 0, 0);
    assert_int_equal(mk_need_summary_merge(&cx, other, sum(p, 2, 0)), MK_EINVAL);
    mk_need_line wrong[] = { buy(1, 5), buy(1, 4) }, late = buy(1, SHOP_DAYS + 1);
    assert_int_equal(mk_need_summary_add(&cx, sum(p, 2, 0), 99, wrong, 2), MK_EINVAL);
    assert_int_equal(mk_need_summary_add(&cx, sum(p, 2, 0), 99, &late, 1), MK_EINVAL);
}

/* Lines one by one, in any mixture of customers, with returns, and customers forgotten: what is left is what a rebuild gives, to the last bit. */
static void forgets(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(13);
    for (int round = 0; round < 25; round++) {
        enum { N = 12, MOST = 160 };
        mk_need_line line[N][MOST];
        size_t n[N] = { 0 };
        mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS, 0, 0);
        bool gone[N] = { 0 };
        for (int step = 0; step < 600; step++) {
            uint64_t c = mk_rng_below(&r, N);
            if (mk_rng_below(&r, 80) == 0) {
                assert_int_equal(mk_need_summary_forget(s, (int64_t)c + 1), n[c] > 0 && !gone[c]);
                gone[c] = true, n[c] = 0;
                continue;
            }
            if (n[c] == MOST) continue;
            int32_t day = n[c] ? line[c][n[c] - 1].day : (int32_t)mk_rng_below(&r, 60);
            if (mk_rng_below(&r, 3) == 0) day += (int32_t)mk_rng_below(&r, 12);
            if (day > SHOP_DAYS) continue;
            mk_need_line l = buy(1 + (int64_t)mk_rng_below(&r, 14), day);
            l.quantity = 10000 * (1 + (int64_t)mk_rng_below(&r, 3));
            l.amount = (int64_t)mk_rng_below(&r, 5000);
            if (mk_rng_below(&r, 9) == 0) l.quantity = -10000;
            line[c][n[c]++] = l;
            gone[c] = false;
            assert_int_equal(mk_need_summary_line(&cx, s, (int64_t)c + 1, &l), 0);
        }
        mk_need_summary *again = mk_need_summary_new(cx.arena, SHOP_DAYS, 0, 0);
        for (int c = 0; c < N; c++)
            if (n[c]) assert_int_equal(mk_need_summary_add(&cx, again, c + 1, line[c], n[c]), 0);
        assert_true(mk_str_eq(mk_need_summary_bytes(cx.arena, s), mk_need_summary_bytes(cx.arena, again)));
        for (int c = 0; c < N; c++) mk_need_summary_forget(s, c + 1);
        mk_need_summary *nobody = mk_need_summary_new(cx.arena, SHOP_DAYS, 0, 0);
        assert_true(mk_str_eq(mk_need_summary_bytes(cx.arena, s), mk_need_summary_bytes(cx.arena, nobody)));
    }
    mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS, 0, 0);
    mk_need_line first = buy(1, 30), before = buy(1, 29);
    assert_int_equal(mk_need_summary_line(&cx, s, 7, &first), 0);
    assert_int_equal(mk_need_summary_line(&cx, s, 7, &before), MK_EINVAL);
}

static mk_need one_of(const mk_need *need, size_t n, mk_need_kind kind, int64_t item)
{
    for (size_t i = 0; i < n; i++)
        if (need[i].kind == kind && need[i].item == item) return need[i];
    return (mk_need){ 0 };
}

static void answers(void **state)
{
    (void)state;
    const person *p = the_shop()->p;
    const mk_need_model *m = the_shop()->m;
    const mk_need_diagnostics d = the_shop()->d;
    assert_true(d.learnt && d.state == MK_NEED_ENOUGH && d.auc > .75);
    mk_need_reader *reader = mk_need_reader_new(cx.arena, m);
    mk_need need[20];
    mk_need_line l[18];
    for (int i = 0; i < 18; i++) l[i] = buy(SHAMPOO, 20 * (i + 1));             /* every twenty days, the last on day 360 */
    size_t n = mk_need_answer(reader, 1, l, 18, 362, NULL, need, 20);
    mk_need fresh = one_of(need, n, MK_NEED_REPLENISH, SHAMPOO);
    n = mk_need_answer(reader, 1, l, 18, 381, NULL, need, 20);
    mk_need s = one_of(need, n, MK_NEED_REPLENISH, SHAMPOO);
    assert_int_equal(s.kind, MK_NEED_REPLENISH);
    assert_true(s.probability > 3 * fresh.probability && s.probability > .15);         /* he had just bought it */
    assert_true(s.probability_low < s.probability && s.probability < s.probability_high);
    assert_int_equal(s.purchases, 18);
    assert_int_equal(s.last_day, 360);
    assert_int_equal(s.since_days, 21);
    near(s.interval_days, 20, 1e-12);
    near(s.interval_sd, 0, 1e-9);
    near(s.usual_days, 20, 2.5);
    assert_true(s.due_low >= 381 && s.due_low <= s.due_day && s.due_day <= s.due_high && s.due_day < 395);
    assert_true(s.quantity == 1 && s.worth == 1000);
    double together = s.base;
    for (int w = 0; w < MK_WHYS; w++) together += s.effect[w];
    near(together, s.score, 1e-5);                                              /* the reasons are all there is */

    /* Somebody who comes for his milk, and on day 390 took a printer. */
    mk_need_line h[600];
    size_t k = 0, plain = 0;
    for (size_t i = 0; i < 400; i++) {
        bool has = false;
        for (size_t j = 0; j < p[i].n; j++) has |= p[i].line[j].item == PRINTER || p[i].line[j].item == INK;
        if (!has) { plain = i; break; }
    }
    for (; k < p[plain].n && p[plain].line[k].day < 390; k++) h[k] = p[plain].line[k];
    mk_need_line printer = buy(PRINTER, 390);
    h[k] = printer;
    n = mk_need_answer(reader, 2, h, k + 1, 393, NULL, need, 20);
    s = one_of(need, n, MK_NEED_COMPLEMENT, INK);
    assert_int_equal(s.kind, MK_NEED_COMPLEMENT);
    assert_int_equal(s.with, PRINTER);
    assert_int_equal(s.with_day, 390);
    uint32_t same = 0, after = 0, buyers = 0;                                   /* the numbers of the reason, from the rows */
    for (int i = 0; i < 400; i++) {
        int32_t bought = -1, ink = -1;
        for (size_t j = 0; j < p[i].n; j++) {
            if (p[i].line[j].item == PRINTER) bought = p[i].line[j].day;
            if (p[i].line[j].item == INK) ink = p[i].line[j].day;
        }
        buyers += bought >= 0;
        same += bought >= 0 && ink == bought;
        after += bought >= 0 && ink > bought && ink <= bought + MK_NEED_WINDOW;
    }
    assert_int_equal(s.with_buyers, buyers);
    assert_int_equal(s.together, same);
    assert_true(s.after <= after && s.after > after * 8 / 10);                  /* of the latest thirty things before it */
    assert_true(one_of(need, n, MK_NEED_REPLENISH, PRINTER).kind == 0);         /* nobody buys a second one */
    mk_need without = one_of(need, mk_need_answer(reader, 2, h, k, 393, NULL, need, 20), MK_NEED_COMPLEMENT, INK);
    assert_true(without.probability < s.probability / 2);                       /* it is the printer that brings it */
    h[k + 1] = buy(INK, 391);
    n = mk_need_answer(reader, 2, h, k + 2, 393, NULL, need, 20);
    assert_true(one_of(need, n, MK_NEED_COMPLEMENT, INK).kind == 0);            /* he has it */
    assert_int_equal(mk_need_answer(reader, 2, &printer, 1, 389, NULL, need, 20), 0);      /* not yet bought */
    mk_need_line back[] = { printer, { PRINTER, -10000, -1000, 391 } };
    assert_int_equal(mk_need_answer(reader, 2, back, 2, 393, NULL, need, 20), 0);      /* came back */
    mk_need_wish wish = { .no_complement = true };
    n = mk_need_answer(reader, 2, h, k + 1, 393, &wish, need, 20);
    for (size_t i = 0; i < n; i++) assert_int_equal(need[i].kind, MK_NEED_REPLENISH);
    mk_need_line stranger[] = { buy(999999, 380), buy(999999, 388), buy(999999, 395) };
    mk_need_answer(reader, 3, stranger, 3, 399, NULL, need, 20);                /* an item that came after learning */

    /* Fewer places: the same as the first of many; a glance is never below what is answered of those it was learnt from by much. */
    mk_need_wish all = { .everything = true };
    for (int i = 0; i < 50; i++) {
        mk_need many[96], few[3];
        size_t got = mk_need_answer(reader, p[i].id, p[i].line, p[i].n, SHOP_DAYS, &all, many, 96), f = mk_need_answer(reader, p[i].id, p[i].line, p[i].n, SHOP_DAYS, &all, few, 3);
        assert_true(got >= 3 && f == 3);
        for (size_t j = 0; j < got; j++) {
            assert_true(many[j].probability >= 0 && many[j].probability <= 1 && isfinite(many[j].usual_days));
            if (j) assert_true(many[j - 1].probability >= many[j].probability);
        }
        assert_memory_equal(many, few, sizeof few);
    }
}

static bool nothing(const void *self, int64_t item) { (void)self; (void)item; return false; }

/* A glance at a customer must not hide what the answer would say. */
static void glances(void **state)
{
    (void)state;
    const person *p = the_shop()->p;
    mk_need_reader *reader = mk_need_reader_new(cx.arena, the_shop()->m);
    int hidden = 0, said = 0, waits = 0;
    for (int i = LEARNT; i < PEOPLE; i++) {
        mk_need need[8] = { 0 };
        mk_need_glance g = mk_need_look(reader, p[i].line, p[i].n, SHOP_DAYS, nothing, NULL);
        size_t n = mk_need_answer(reader, p[i].id, p[i].line, p[i].n, SHOP_DAYS, NULL, need, 8);
        waits += g.waits;
        mk_need bare[8], *of[8];
        mk_need_wish later = { .unexplained = true };
        memset(bare, 0, sizeof bare);
        assert_int_equal(mk_need_answer(reader, p[i].id, p[i].line, p[i].n, SHOP_DAYS, &later, bare, 8), n);
        for (size_t k = 0; k < n; k++) of[k] = &bare[n - 1 - k];
        mk_need_explain(reader, of, n);             /* in whatever order, they are the same reasons */
        assert_memory_equal(bare, need, n * sizeof *need);
        for (size_t k = 0; k < n; k++) said++, hidden += need[k].probability > (need[k].kind == MK_NEED_REPLENISH ? g.own : g.fresh);
    }
    assert_true(said > 100 && waits > 100);
    if (hidden * 100 > said) fail_msg("%d of %d were hidden", hidden, said);
}

/* What happens once is no habit: presents before a holiday, a wedding's shopping, and who has moved away is not turned to for ever. */
static void lives(void **state)
{
    (void)state;
    mk_need_reader *reader = mk_need_reader_new(cx.arena, the_shop()->m);
    mk_need need[20];
    mk_need_line wedding[40];
    for (int i = 0; i < 40; i++) wedding[i] = buy(RARE + i * 5, 340);            /* forty things in one day */
    size_t n = mk_need_answer(reader, 9001, wedding, 40, 375, NULL, need, 20);
    for (size_t i = 0; i < n; i++) assert_true(need[i].kind != MK_NEED_REPLENISH || need[i].probability < .3);
    mk_need_line gone[30];
    for (int i = 0; i < 30; i++) gone[i] = buy(MILK, 7 * i);                     /* weekly, and then never: the last on day 203 */
    n = mk_need_answer(reader, 9002, gone, 30, 210, NULL, need, 20);
    double soon = one_of(need, n, MK_NEED_REPLENISH, MILK).probability;
    n = mk_need_answer(reader, 9002, gone, 30, 395, NULL, need, 20);
    mk_need milk = one_of(need, n, MK_NEED_REPLENISH, MILK);
    assert_true(soon > .3);
    assert_true(!milk.kind || (milk.probability < soon / 2 && milk.silence < .01));
    mk_need_line gift[] = { buy(RARE + 7, 330), { RARE + 7, -10000, -1000, 335 }, buy(RARE + 8, 335) };      /* changed for another */
    n = mk_need_answer(reader, 9003, gift, 3, 340, NULL, need, 20);
    assert_true(one_of(need, n, MK_NEED_REPLENISH, RARE + 7).kind == 0);
}

static void packs(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(15);
    mk_need_diagnostics d;
    person *p = people(&r, 150);
    const mk_need_model *m = learn(p, 150, &d), *back, *other;
    mk_str s = mk_need_model_pack(cx.arena, m);
    assert_int_equal(mk_need_model_unpack(&cx, s, &back), 0);
    assert_true(mk_str_eq(s, mk_need_model_pack(cx.arena, back)));
    mk_need_reader *one = mk_need_reader_new(cx.arena, m), *two = mk_need_reader_new(cx.arena, back);
    for (int i = 0; i < 150; i++) {
        mk_need x[8], y[8];
        memset(x, 0, sizeof x);
        memset(y, 0, sizeof y);
        size_t n = mk_need_answer(one, p[i].id, p[i].line, p[i].n, SHOP_DAYS, NULL, x, 8);
        assert_int_equal(mk_need_answer(two, p[i].id, p[i].line, p[i].n, SHOP_DAYS, NULL, y, 8), n);
        assert_memory_equal(x, y, sizeof x);
    }
    mk_arena *keep = cx.arena;
    for (size_t n = 0; n < s.n; n += n < 200 ? 1 : 997) {
        cx.arena = mk_arena_child(keep);
        assert_int_equal(mk_need_model_unpack(&cx, mk_str_sub(s, 0, n), &other), MK_EBADDATA);
        mk_arena_free(cx.arena);
    }
    char *bad = mk_arena_z(keep, s);
    for (int i = 0; i < 400; i++) {                                     /* a flipped byte is refused or harmless, never out of bounds */
        size_t at = mk_rng_below(&r, i % 2 ? s.n : 20000 < s.n ? 20000 : s.n);
        char was = bad[at];
        bad[at] = (char)mk_rng_next(&r);
        cx.arena = mk_arena_child(keep);
        if (mk_need_model_unpack(&cx, (mk_str){ bad, s.n }, &other) == 0) {
            mk_need x[8];
            mk_need_reader *reader = mk_need_reader_new(cx.arena, other);
            for (int k = 0; k < 3; k++) mk_need_answer(reader, p[k].id, p[k].line, p[k].n, SHOP_DAYS, NULL, x, 8);
        }
        mk_arena_free(cx.arena);
        bad[at] = was;
    }
    cx.arena = keep;
    mk_buf b = mk_buf_on(cx.arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_need_diagnostics_json(&d, &w);
    assert_true(b.n > 100 && b.p[0] == '{' && b.p[b.n - 1] == '}');
}

static int fit_again(mk_cx *c, void *summary)
{
    const mk_need_model *m;
    mk_need_diagnostics d;
    return mk_need_fit(c, summary, &m, &d);
}

/* Memory that runs out anywhere in a fit, also in its own scratch: an error, nothing lost (the leak checker looks), and it works the next time. */
static void out_of_memory(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(16);
    person *p = people(&r, 30);
    mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS, 0, 0);
    for (size_t i = 0; i < 30; i++) assert_int_equal(mk_need_summary_add(&cx, s, p[i].id, p[i].line, p[i].n), 0);
    mk_cx own;
    mk_cx_init(&own, mk_arena_new());
    int failed = 0;
    for (int64_t n = 1;; n += 1 + n / 8) {
        mk_fault_arm(MK_FAULT_ALLOC, n);
        int rc = mk_cx_guard(&own, fit_again, s);
        mk_fault_arm(MK_FAULT_ALLOC, 0);
        if (rc == 0) break;
        assert_int_equal(rc, MK_ENOMEM);
        failed++;
    }
    assert_true(failed > 3);
    mk_arena_free(own.arena);
}

/* Bases of every size and oddity: a finite model, sound answers, and silence when there is too little. */
static void odd_bases(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(1001);
    int said[3] = { 0 };
    for (int base = 0; base < 80; base++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        size_t n = (size_t)exp(4.6 * mk_rng_unit(&r)) - 1;
        int kind = (int)mk_rng_below(&r, 6);
        int32_t now = (int32_t)mk_rng_below(&r, 900);
        uint64_t items = 1 + mk_rng_below(&r, 50);
        mk_need_line (*line)[120] = mk_arena_alloc(cx.arena, sizeof *line * (n + 1));
        size_t *count = MK_NEWN(cx.arena, size_t, n + 1);
        mk_need_summary *s = mk_need_summary_new(cx.arena, now, 0, 0);
        for (size_t i = 0; i < n; i++) {
            count[i] = mk_rng_below(&r, 120);
            int32_t day = (int32_t)mk_rng_below(&r, (uint64_t)now + 1);
            for (size_t k = 0; k < count[i]; k++) {
                line[i][k] = buy((int64_t)(mk_rng_next(&r) % items) - 5, day);
                if (kind == 0) line[i][k].quantity = -10000;
                if (kind == 1 || mk_rng_below(&r, 9) == 0) line[i][k].quantity = 0;
                if (kind == 2) line[i][k].quantity = mk_rng_below(&r, 5) ? INT64_MAX : INT64_MIN;
                if (kind == 3 && mk_rng_below(&r, 2)) line[i][k].amount = -1;
                day += kind == 4 ? 1 : (int32_t)mk_rng_below(&r, 20);
                if (day > now) day = now;
            }
            assert_int_equal(mk_need_summary_add(&cx, s, (int64_t)i, line[i], count[i]), 0);
        }
        const mk_need_model *m;
        mk_need_diagnostics d;
        assert_int_equal(mk_need_fit(&cx, s, &m, &d), 0);
        said[d.state]++;
        mk_need_reader *reader = mk_need_reader_new(cx.arena, m);
        mk_need_wish wish = { .everything = true };
        for (size_t i = 0; i < n && i < 60; i++) {
            mk_need x[300];
            size_t k = mk_need_answer(reader, (int64_t)i, line[i], count[i], now + (int32_t)mk_rng_below(&r, 500), &wish, x, 300);
            if (d.state == MK_NEED_TOO_LITTLE) assert_int_equal(k, 0);
            for (size_t j = 0; j < k; j++) {
                const double v[] = { x[j].probability, x[j].probability_low, x[j].probability_high, x[j].usual_days, x[j].late_days, x[j].silence, x[j].interval_sd, x[j].share, x[j].score, x[j].worth, x[j].base };
                for (size_t q = 0; q < sizeof v / sizeof *v; q++) if (!isfinite(v[q])) fail_msg("base %d kind %d: number %zu is %g", base, kind, q, v[q]);
                assert_true(x[j].probability >= 0 && x[j].probability <= 1 && x[j].probability_low <= x[j].probability + 1e-12 && x[j].probability <= x[j].probability_high + 1e-12);
                if (x[j].kind == MK_NEED_REPLENISH) assert_true(x[j].due_low <= x[j].due_day && x[j].due_day <= x[j].due_high && x[j].purchases > 0);
            }
        }
        mk_arena_rewind(cx.arena, mark);
    }
    assert_true(said[MK_NEED_TOO_LITTLE] > 8 && said[MK_NEED_LITTLE] + said[MK_NEED_ENOUGH] > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renewal), cmocka_unit_test(gathers), cmocka_unit_test(adds_up), cmocka_unit_test(forgets), cmocka_unit_test(answers), cmocka_unit_test(glances),
        cmocka_unit_test(lives), cmocka_unit_test(packs), cmocka_unit_test(out_of_memory), cmocka_unit_test(odd_bases),
    };
    return cmocka_run_group_tests_name("engine need", tests, before, after);
}
