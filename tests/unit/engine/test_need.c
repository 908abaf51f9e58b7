/* SPDX-License-Identifier: Apache-2.0
 * Needs: intervals against simulation, sums against partition and order, what is bought together counted by hand,
 * returns, silence when nothing is due, damaged models, and real baskets when they are there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "baskets.h"
#include "fault.h"
#include "need_int.h"
#include "rng.h"
#include "special.h"
#include "frame.h"

static mk_need_line buy(int64_t item, int32_t day) { return (mk_need_line){ .item = item, .quantity = 10000, .amount = 1000, .day = day }; }

static double draw_gamma(mk_rng *r, double shape)
{
    if (shape < 1) return draw_gamma(r, shape + 1) * pow(1 - mk_rng_unit(r), 1 / shape);
    double d = shape - 1. / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double z = mk_normal_quantile(mk_rng_unit(r) * .999999999 + 1e-10), v = 1 + c * z;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(1 - mk_rng_unit(r)) < z * z / 2 + d - d * v + d * log(v)) return d * v;
    }
}

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

static const mk_need_model *learn(const person *p, size_t n, mk_need_diagnostics *d)
{
    const mk_need_model *m;
    mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS);
    for (size_t i = 0; i < n; i++) assert_int_equal(mk_need_summary_add(&cx, s, p[i].id, p[i].line, p[i].n), 0);
    assert_int_equal(mk_need_fit(&cx, s, &m, d), 0);
    return m;
}

static void adds_up(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(12);
    enum { N = 250, PARTS = 5 };
    person *p = people(&r, N);
    mk_need_diagnostics d, e;
    mk_str one = mk_need_model_pack(cx.arena, learn(p, N, &d));
    assert_int_equal(d.state, MK_NEED_ENOUGH);
    assert_true(d.learnt && d.auc > .8 && d.logloss < d.base_logloss);
    for (int round = 0; round < 3; round++) {
        for (size_t i = N - 1; i > 0; i--) {
            size_t j = mk_rng_below(&r, i + 1);
            person t = p[i]; p[i] = p[j]; p[j] = t;
        }
        mk_need_summary *part[PARTS], *all = mk_need_summary_new(cx.arena, SHOP_DAYS);
        for (int k = 0; k < PARTS; k++) part[k] = mk_need_summary_new(cx.arena, SHOP_DAYS);
        for (size_t i = 0; i < N; i++) mk_need_summary_add(&cx, part[mk_rng_below(&r, PARTS)], p[i].id, p[i].line, p[i].n);
        for (int k = 0; k < PARTS; k++) assert_int_equal(mk_need_summary_merge(&cx, all, part[(k + round) % PARTS]), 0);
        const mk_need_model *m;
        assert_int_equal(mk_need_fit(&cx, all, &m, &e), 0);
        assert_true(mk_str_eq(one, mk_need_model_pack(cx.arena, m)));
        assert_memory_equal(&d.calibration, &e.calibration, sizeof d.calibration);
        assert_true(d.auc == e.auc && d.logloss == e.logloss && d.pairs == e.pairs && d.rows == e.rows);
    }
    mk_need_summary *other = mk_need_summary_new(cx.arena, 1);
    assert_int_equal(mk_need_summary_merge(&cx, other, mk_need_summary_new(cx.arena, 2)), MK_EINVAL);
}

/* More rows than are kept: which ones does not depend on who came first or from where. */
static void keeps_the_same_rows(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(13);
    enum { N = 1500, ITEMS = 60 };
    mk_need_line (*line)[ITEMS] = mk_arena_alloc(cx.arena, sizeof(mk_need_line) * N * ITEMS);
    uint64_t left[2];
    for (int i = 0; i < N; i++)
        for (int k = 0; k < ITEMS; k++) line[i][k] = buy(k, k < ITEMS / 2 ? 100 : 300 + k);
    mk_need_summary *s[2];
    for (int way = 0; way < 2; way++) {
        mk_need_summary *a = mk_need_summary_new(cx.arena, 400), *b = mk_need_summary_new(cx.arena, 400);
        for (int i = 0; i < N; i++) {
            int who = way ? N - 1 - i : i;
            mk_need_summary_add(&cx, mk_rng_below(&r, 3) ? a : b, who, line[who], ITEMS);
        }
        mk_need_summary_merge(&cx, a, b);
        s[way] = a;
        left[way] = a->rows.n;
        assert_true(a->rows.n <= MK_NEED_ROWS && a->rows.n > MK_NEED_ROWS - 2 * ITEMS);
    }
    assert_true(left[0] == left[1] && s[0]->pick_below == s[1]->pick_below);
}

static mk_need one_of(const mk_need *n, size_t count, mk_need_kind kind, int64_t item)
{
    for (size_t i = 0; i < count; i++) if (n[i].kind == kind && n[i].item == item) return n[i];
    return (mk_need){ 0 };
}

static void answers(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(14);
    mk_need_diagnostics d;
    const mk_need_model *m = learn(people(&r, 400), 400, &d);
    mk_need_reader *reader = mk_need_reader_new(cx.arena, m);
    mk_need need[20];
    mk_need_line l[12];
    for (int i = 0; i < 12; i++) l[i] = buy(SHAMPOO, 20 * i);                  /* every twenty days, the last on day 220 */
    size_t n = mk_need_answer(reader, l, 12, 222, NULL, need, 20);
    assert_int_equal(n, 0);                                                     /* he has just bought it: quiet */
    n = mk_need_answer(reader, l, 12, 241, NULL, need, 20);
    mk_need s = one_of(need, n, MK_NEED_REPLENISH, SHAMPOO);
    assert_int_equal(s.kind, MK_NEED_REPLENISH);
    assert_true(s.probability > .2 && s.probability_low < s.probability && s.probability < s.probability_high);
    assert_int_equal(s.purchases, 12);
    assert_int_equal(s.last_day, 220);
    assert_int_equal(s.since_days, 21);
    near(s.interval_days, 20, 1e-12);
    near(s.interval_sd, 0, 1e-9);
    near(s.usual_days, 20, 2.5);
    assert_true(s.due_low >= 241 && s.due_low <= s.due_day && s.due_day <= s.due_high && s.due_day < 255);
    assert_true(s.quantity == 1);
    n = mk_need_answer(reader, l, 12, 290, NULL, need, 20);                     /* silent for so long: likelier gone than late */
    s = one_of(need, n, MK_NEED_REPLENISH, SHAMPOO);
    assert_true(!s.kind || s.silence < .01);

    mk_need_line printer = buy(PRINTER, 300);
    n = mk_need_answer(reader, &printer, 1, 303, NULL, need, 20);
    s = one_of(need, n, MK_NEED_COMPLEMENT, INK);
    assert_int_equal(s.kind, MK_NEED_COMPLEMENT);
    assert_int_equal(s.with, PRINTER);
    assert_int_equal(s.with_day, 300);
    assert_true(s.together > 10 && s.after > 10 && s.share > .15 && s.share < .35 && s.with_buyers == s.with_baskets);
    near(s.share, (double)s.together / s.with_baskets, 1e-12);
    assert_true(s.probability > 0 && s.probability_low <= s.probability && s.probability <= s.probability_high);
    assert_true(one_of(need, n, MK_NEED_REPLENISH, PRINTER).kind == 0);         /* nobody buys a second one */
    mk_need_line both[] = { buy(INK, 290), printer };
    n = mk_need_answer(reader, both, 2, 303, NULL, need, 20);
    assert_true(one_of(need, n, MK_NEED_COMPLEMENT, INK).kind == 0);            /* he has it */
    n = mk_need_answer(reader, &printer, 1, 331, NULL, need, 20);
    assert_true(one_of(need, n, MK_NEED_COMPLEMENT, INK).kind == 0);            /* long ago */
    n = mk_need_answer(reader, &printer, 1, 299, NULL, need, 20);
    assert_int_equal(n, 0);                                                     /* not yet bought */
    mk_need_line back[] = { printer, { PRINTER, -10000, -1000, 301 } };
    assert_int_equal(mk_need_answer(reader, back, 2, 303, NULL, need, 20), 0);  /* came back */
    mk_need_wish wish = { .no_complement = true };
    assert_int_equal(mk_need_answer(reader, &printer, 1, 303, &wish, need, 20), 0);
    mk_need_line stranger[] = { buy(999999, 1), buy(999999, 8), buy(999999, 15) };
    n = mk_need_answer(reader, stranger, 3, 22, NULL, need, 20);                /* an item that came after learning */
    assert_true(n <= 1);

    /* Fewer places: the likeliest ones, the same as the first of many. */
    person *p = people(&r, 50);
    mk_need_wish all = { .everything = true };
    for (int i = 0; i < 50; i++) {
        mk_need many[400], few[3];
        size_t k = mk_need_answer(reader, p[i].line, p[i].n, SHOP_DAYS, &all, many, 400), f = mk_need_answer(reader, p[i].line, p[i].n, SHOP_DAYS, &all, few, 3);
        assert_true(k > 3 && f == 3);
        for (size_t j = 0; j < k; j++) {
            assert_true(many[j].probability >= 0 && many[j].probability <= 1 && isfinite(many[j].usual_days));
            if (j) assert_true(many[j - 1].probability >= many[j].probability);
        }
        assert_memory_equal(many, few, sizeof few);
    }
}

/* Pairs against counting by hand. */
static void pairs(void **state)
{
    (void)state;
    mk_need_summary *s = mk_need_summary_new(cx.arena, 1000);
    mk_need_line a[] = { buy(1, 10), buy(2, 10), buy(1, 20), buy(3, 20), buy(2, 30), buy(4, 45), buy(5, 100) };
    assert_int_equal(mk_need_summary_add(&cx, s, 1, a, 7), 0);
    uint64_t k, v;
    int seen = 0;
    for (uint64_t i = 0; mk_need_pairs_next(&s->pairs, &i, &k, &v);) {
        mk_need_pair p = mk_need_pair_of(k, v);
        int64_t x = s->items.p[p.a].item, y = s->items.p[p.b].item;
        uint32_t after_x = p.after_a, after_y = p.after_b;
        if (x > y) { int64_t t = x; x = y; y = t; after_x = p.after_b; after_y = p.after_a; }
        seen++;
        if (x == 1 && y == 2) assert_true(p.same == 1 && after_x == 0 && after_y == 0);        /* both new on day 10 */
        else if (x == 1 && y == 3) assert_true(p.same == 1 && after_x == 0);                    /* 1 again with 3: not before it */
        else if (x == 2 && y == 3) assert_true(p.same == 0 && after_x == 1 && after_y == 0);    /* 3 new ten days after 2; 2 on day 30 is not new */
        else if (x == 1 && y == 4) assert_true(p.same == 0 && after_x == 1);
        else if (x == 2 && y == 4) assert_true(after_x == 1);
        else if (x == 3 && y == 4) assert_true(after_x == 1);
        else fail_msg("pair %d %d", (int)x, (int)y);                                            /* 5 came too late for all */
    }
    assert_int_equal(seen, 6);
    mk_need_line big[100];
    for (int i = 0; i < 100; i++) big[i] = buy(i, 500);
    size_t was = s->pairs.n;
    assert_int_equal(mk_need_summary_add(&cx, s, 2, big, 100), 0);
    assert_true(s->pairs.n == was && s->big_baskets == 1);                                      /* a business buys everything */
    mk_need_line wrong[] = { buy(1, 10), buy(1, 9) }, late[] = { buy(1, 1001) };
    assert_int_equal(mk_need_summary_add(&cx, s, 3, wrong, 2), MK_EINVAL);
    assert_int_equal(mk_need_summary_add(&cx, s, 3, late, 1), MK_EINVAL);
}

static void packs(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(15);
    mk_need_diagnostics d;
    person *p = people(&r, 200);
    const mk_need_model *m = learn(p, 200, &d), *back, *other;
    mk_str s = mk_need_model_pack(cx.arena, m);
    assert_int_equal(mk_need_model_unpack(&cx, s, &back), 0);
    assert_true(mk_str_eq(s, mk_need_model_pack(cx.arena, back)));
    mk_need_reader *one = mk_need_reader_new(cx.arena, m), *two = mk_need_reader_new(cx.arena, back);
    for (int i = 0; i < 200; i++) {
        mk_need x[8], y[8];
        memset(x, 0, sizeof x);
        memset(y, 0, sizeof y);
        size_t n = mk_need_answer(one, p[i].line, p[i].n, SHOP_DAYS, NULL, x, 8);
        assert_int_equal(mk_need_answer(two, p[i].line, p[i].n, SHOP_DAYS, NULL, y, 8), n);
        assert_memory_equal(x, y, sizeof x);
    }
    for (size_t n = 0; n < s.n; n += n < 4000 ? 1 : 97) assert_int_equal(mk_need_model_unpack(&cx, mk_str_sub(s, 0, n), &other), MK_EBADDATA);
    char *bad = mk_arena_z(cx.arena, s);
    for (int i = 0; i < 4000; i++) {                                    /* a flipped byte is refused or harmless, never out of bounds */
        size_t at = mk_rng_below(&r, s.n);
        char was = bad[at];
        bad[at] = (char)mk_rng_next(&r);
        if (mk_need_model_unpack(&cx, (mk_str){ bad, s.n }, &other) == 0) {
            mk_need x[8];
            mk_need_reader *reader = mk_need_reader_new(cx.arena, other);
            for (int k = 0; k < 3; k++) mk_need_answer(reader, p[k].line, p[k].n, SHOP_DAYS, NULL, x, 8);
        }
        bad[at] = was;
    }
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
    person *p = people(&r, 60);
    mk_need_summary *s = mk_need_summary_new(cx.arena, SHOP_DAYS);
    for (size_t i = 0; i < 60; i++) assert_int_equal(mk_need_summary_add(&cx, s, p[i].id, p[i].line, p[i].n), 0);
    mk_cx own;
    mk_cx_init(&own, mk_arena_new());
    int failed = 0;
    for (int64_t n = 1;; n++) {
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
    for (int base = 0; base < 200; base++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        size_t n = (size_t)exp(4.6 * mk_rng_unit(&r)) - 1;
        int kind = (int)mk_rng_below(&r, 6);
        int32_t now = (int32_t)mk_rng_below(&r, 900);
        uint64_t items = 1 + mk_rng_below(&r, 50);
        mk_need_line (*line)[120] = mk_arena_alloc(cx.arena, sizeof *line * (n + 1));
        size_t *count = MK_NEWN(cx.arena, size_t, n + 1);
        mk_need_summary *s = mk_need_summary_new(cx.arena, now);
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
            size_t k = mk_need_answer(reader, line[i], count[i], now + (int32_t)mk_rng_below(&r, 500), &wish, x, 300);
            if (d.state == MK_NEED_TOO_LITTLE) assert_int_equal(k, 0);
            for (size_t j = 0; j < k; j++) {
                const double v[] = { x[j].probability, x[j].probability_low, x[j].probability_high, x[j].usual_days, x[j].late_days, x[j].silence, x[j].interval_sd, x[j].share, x[j].score };
                for (size_t q = 0; q < sizeof v / sizeof *v; q++) if (!isfinite(v[q])) fail_msg("base %d kind %d: number %zu is %g", base, kind, q, v[q]);
                assert_true(x[j].probability >= 0 && x[j].probability <= 1 && x[j].probability_low <= x[j].probability + 1e-12 && x[j].probability <= x[j].probability_high + 1e-12);
                if (x[j].kind == MK_NEED_REPLENISH) assert_true(x[j].due_low <= x[j].due_day && x[j].due_day <= x[j].due_high && x[j].purchases > 0);
            }
        }
        mk_arena_rewind(cx.arena, mark);
    }
    assert_true(said[MK_NEED_TOO_LITTLE] > 20 && said[MK_NEED_LITTLE] > 5 && said[MK_NEED_ENOUGH] > 5);
}

/* Real baskets: what goes with what, by Jaccard on the first ten months, is found again in the last two. */
static void real_complements(void **state)
{
    (void)state;
    shop s = retail(cx.arena);
    if (!s.n) skip();
    int32_t cut = mk_day_of(2011, 9, 30);
    mk_need_summary *sum = mk_need_summary_new(cx.arena, cut);
    for (size_t i = 0; i < s.n; i++) {
        size_t n = up_to(&s.p[i], cut);
        if (n) assert_int_equal(mk_need_summary_add(&cx, sum, (int64_t)i, s.p[i].p, n), 0);
    }
    const mk_need_model *m;
    mk_need_diagnostics d;
    assert_int_equal(mk_need_fit(&cx, sum, &m, &d), 0);
    assert_int_equal(d.state, MK_NEED_ENOUGH);
    assert_true(d.auc > .8 && d.logloss < .85 * d.base_logloss);
    /* One item of a later basket is known: is another of it among the first ten that go with it? */
    mk_rng r = mk_rng_seed(7);
    double queries = 0, hits = 0;
    for (size_t i = 0; i < s.n; i++)
        for (size_t k = up_to(&s.p[i], cut), to; k < s.p[i].n; k = to) {
            for (to = k; to < s.p[i].n && s.p[i].p[to].day == s.p[i].p[k].day;) to++;
            if (to - k < 2 || to - k > 60) continue;
            size_t known = k + mk_rng_below(&r, to - k), hidden = k + mk_rng_below(&r, to - k);
            if (s.p[i].p[known].item == s.p[i].p[hidden].item) continue;
            queries++;
            const uint64_t *at = mk_map_get(&m->index, (uint64_t)s.p[i].p[known].item);
            if (!at) continue;
            const mk_need_about *about = &m->about[*at];
            for (uint32_t g = 0; g < about->goes_n && g < 10; g++) hits += m->about[m->goes[about->goes_from + g].item].item == s.p[i].p[hidden].item;
        }

    assert_true(queries > 2000 && hits / queries > .08);                /* popularity gives .036 (docs/maths/need.md) */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(renewal, before, after),
        cmocka_unit_test_setup_teardown(gathers, before, after),
        cmocka_unit_test_setup_teardown(adds_up, before, after),
        cmocka_unit_test_setup_teardown(keeps_the_same_rows, before, after),
        cmocka_unit_test_setup_teardown(answers, before, after),
        cmocka_unit_test_setup_teardown(pairs, before, after),
        cmocka_unit_test_setup_teardown(packs, before, after),
        cmocka_unit_test_setup_teardown(out_of_memory, before, after),
        cmocka_unit_test_setup_teardown(odd_bases, before, after),
        cmocka_unit_test_setup_teardown(real_complements, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
