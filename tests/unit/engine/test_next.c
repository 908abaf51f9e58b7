/* SPDX-License-Identifier: Apache-2.0
 * The next basket: trees that find what was put in and explain themselves exactly, a scale that never turns scores around, metrics counted by
 * hand, sums that forget without a trace, and a made-up shop in which the model must beat both rules it replaces. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "baseline.h"
#include "clock.h"
#include "goes.h"
#include "need_metrics.h"
#include "next.h"
#include "next_past.h"
#include "pack.h"
#include "rng.h"
#include "special.h"
#include "frame.h"

/* Log-odds with a step, a slope and two features that only count together. */
static void boost(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(3);
    enum { N = 60000, F = 6 };
    mk_boost_rows r = { N, F, MK_NEWN(cx.arena, float, N * F), MK_NEWN(cx.arena, uint8_t, N), MK_NEWN(cx.arena, float, N), MK_NEWN(cx.arena, bool, N) };
    for (size_t i = 0; i < N; i++) {
        float *x = r.x + i * F;
        for (int f = 0; f < F; f++) x[f] = (float)mk_rng_unit(&g);
        double z = -2 + 2 * (x[0] > .5f) + 2 * (double)x[1] + (x[2] > .5f && x[3] > .5f ? 2 : 0);
        r.yes[i] = mk_rng_unit(&g) < mk_logistic(z);
        r.weight[i] = 1;
        r.held[i] = i % 5 == 0;
    }
    mk_boost_rule rule = { .trees = 120, .leaves = 8, .rate = .1, .lambda = 1, .least = 1, .share = 1, .patience = 20 };
    mk_boost *b, *again, *back;
    assert_int_equal(mk_boost_train(&cx, cx.arena, &r, &rule, &b), 0);
    assert_int_equal(mk_boost_train(&cx, cx.arena, &r, &rule, &again), 0);
    double error = 0;
    for (int i = 0; i < 2000; i++) {
        float x[F];
        double part[F], sum = 0;
        for (int f = 0; f < F; f++) x[f] = (float)mk_rng_unit(&g);
        double s = mk_boost_score(b, x), z = -2 + 2 * (x[0] > .5f) + 2 * (double)x[1] + (x[2] > .5f && x[3] > .5f ? 2 : 0);
        error += fabs(mk_logistic(s) - mk_logistic(z)) / 2000;
        assert_true(s == mk_boost_score(again, x));
        near(mk_boost_explain(b, x, part), s, 1e-9);
        for (int f = 0; f < F; f++) sum += part[f];
        near(b->begin + sum, s, 1e-6);
        assert_true(s <= b->most);
    }
    if (error > .03) fail_msg("mean error %g", error);
    double many[64];
    mk_boost_scores(b, r.x, 64, many);
    for (int i = 0; i < 64; i++) assert_true(many[i] == mk_boost_score(b, r.x + i * F));       /* the same bits, alone or among others */
    mk_buf bytes = mk_buf_on(cx.arena);
    mk_boost_pack(b, &bytes);
    mk_unpack from = { bytes.p, bytes.p + bytes.n, false };
    assert_int_equal(mk_boost_unpack(&cx, cx.arena, &from, &back), 0);
    assert_true(mk_boost_score(back, r.x) == mk_boost_score(b, r.x));
    assert_true(back->begin == b->begin && back->most == b->most);
    for (size_t cut = 0; cut < bytes.n; cut += 97) {        /* no part of it is a model */
        from = (mk_unpack){ bytes.p, bytes.p + cut, false };
        assert_int_equal(mk_boost_unpack(&cx, cx.arena, &from, &back), MK_EBADDATA);
    }
}

/* A shop four years old that had its feast three times, and less to sell of late: what is oldest was never seen at a feast, and is asked about at one. */
static void rises(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(5);
    enum { N = 40000, F = 3, AGE = 0, FEAST = 1 };
    mk_boost_rows r = { N, F, MK_NEWN(cx.arena, float, N * F), MK_NEWN(cx.arena, uint8_t, N), MK_NEWN(cx.arena, float, N), MK_NEWN(cx.arena, bool, N) };
    for (size_t i = 0; i < N; i++) {
        float age = (float)mk_rng_below(&g, 4), feast = age < 3 && mk_rng_below(&g, 10) == 0;
        r.x[i * F + AGE] = age, r.x[i * F + FEAST] = feast, r.x[i * F + 2] = (float)mk_rng_unit(&g);
        r.yes[i] = mk_rng_unit(&g) < (feast > 0 ? .8 : age < 3 ? .1 : .01);
        r.weight[i] = 1;
        r.held[i] = i % 5 == 0;
    }
    mk_boost_rule rule = { .trees = 60, .leaves = 4, .rate = .1, .lambda = 20, .least = 10, .share = .7, .patience = 20 };
    mk_boost *free_, *up;
    float before[F] = { 2, 1, .5f }, now[F] = { 3, 1, .5f };
    assert_int_equal(mk_boost_train(&cx, cx.arena, &r, &rule, &free_), 0);
    rule.rising = UINT64_C(1) << AGE;
    assert_int_equal(mk_boost_train(&cx, cx.arena, &r, &rule, &up), 0);
    assert_true(mk_boost_score(free_, now) < mk_boost_score(free_, before) - .3);
    assert_true(mk_boost_score(up, now) >= mk_boost_score(up, before) && mk_logistic(mk_boost_score(up, now)) > .7);
    for (uint32_t i = 0; i < up->nodes; i++)
        if (up->node[i].feature == AGE) assert_true(up->node[up->node[i].low].value <= up->node[up->node[i].low + 1].value);
}

static void isotonic(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(4);
    size_t n = 40000;
    mk_isotonic_row *r = MK_NEWN(cx.arena, mk_isotonic_row, n);
    for (size_t i = 0; i < n; i++) {
        double z = -6 + 8 * mk_rng_unit(&g);
        r[i] = (mk_isotonic_row){ 2 * z + 3, 1, mk_rng_unit(&g) < mk_logistic(z) };     /* a score that is on another scale */
    }
    mk_isotonic m;
    mk_isotonic_fit(r, n, &m);
    double last = 0;
    for (double z = -7; z < 3; z += .01) {
        double p = mk_isotonic_probability(&m, 2 * z + 3);
        assert_true(p >= last && p > 0 && p < 1);
        if (z > -5.5 && z < 1.5) near(p, mk_logistic(z), .05);
        last = p;
    }
    bool never = false;
    for (double p = .0001; p < .9999; p += .0007) {         /* below the score it names nothing is as likely; what never is, is named so */
        double score = mk_isotonic_score(&m, p);
        assert_true(mk_isotonic_probability(&m, isinf(score) ? 1e9 : score - 1e-6) < p);
        assert_false(never && !isinf(score));
        never |= isinf(score);
    }
    assert_true(never);
    mk_isotonic_fit(r, 20, &m);
    near(mk_isotonic_probability(&m, .5), mk_logistic(.5), 1e-12);
}

/* A list of three, by hand: truth 7 (new) and 2 (old); 9 is wrong. */
static void metrics(void **state)
{
    (void)state;
    uint8_t old[10] = { [2] = 1, [9] = 1 };
    mk_list_metrics m = { 0 };
    mk_list_metrics_add(&m, (const uint32_t[]){ 9, 2, 7 }, 3, 2, (const uint32_t[]){ 7, 2 }, 2, old);
    m = mk_list_metrics_mean(&m);
    near(m.recall, .5, 1e-12);
    near(m.ndcg, (1 / log2(3)) / (1 + 1 / log2(3)), 1e-12);
    near(m.phr, 1, 0);
    near(m.repeat_ratio, 1, 0);
    near(m.recall_repeat, 1, 0);
    near(m.recall_new, 0, 0);
    mk_odds_metrics *o = MK_NEW(cx.arena, mk_odds_metrics);
    mk_odds_metrics_add(o, .2, true, 2);
    mk_odds_metrics_add(o, .2, false, 8);
    mk_odds_metrics_add(o, .8, true, 8);
    mk_odds_metrics_add(o, .8, false, 2);
    near(mk_odds_auc(o), .8, 1e-12);
    near(mk_odds_ece(o, 2), 0, 1e-12);
}

static void forgets(void **state)
{
    (void)state;
    mk_rng g = mk_rng_seed(9);
    mk_goes_sum *with = mk_goes_sum_new(cx.arena, 100), *without = mk_goes_sum_new(cx.arena, 100);
    int64_t gone[200][6];
    for (int b = 0; b < 400; b++) {
        int64_t item[6];
        for (int i = 0; i < 6; i++) item[i] = 10 * i + 1 + (int64_t)mk_rng_below(&g, 9);
        int32_t day = b % 100;
        if (b < 200) memcpy(gone[b], item, sizeof item);
        mk_goes_add(with, item, 6, day, 1);
        if (b >= 200) mk_goes_add(without, item, 6, day, 1);
    }
    for (int b = 0; b < 200; b++) mk_goes_add(with, gone[b], 6, b % 100, -1);
    assert_int_equal(with->baskets, without->baskets);
    assert_int_equal(with->weight, without->weight);
    assert_int_equal(with->late, without->late);
    uint64_t k, v;
    for (size_t i = 0; mk_map_next(&with->pairs, &i, &k, &v);) {
        const mk_goes_item *a = &with->items.p[k >> 32], *b = &with->items.p[k & UINT32_MAX];
        const uint64_t *x = mk_map_get(&without->index, (uint64_t)a->item), *y = mk_map_get(&without->index, (uint64_t)b->item);
        uint64_t other = 0;
        if (x && y) {
            const uint64_t *p = mk_map_get(&without->pairs, *x < *y ? (*x - 1) << 32 | (*y - 1) : (*y - 1) << 32 | (*x - 1));
            other = p ? *p : 0;
        }
        assert_true(v == other);
    }
}

/* A shop of tastes and habits: each customer has a taste (a range of items) and a few staples; the third season has its own item. The
 * model must find staples, new things of the taste, and the season, in one list. */
typedef uint32_t basket[8];
static void shop(void **state)
{
    (void)state;
    enum { USERS = 2400, ITEMS = 300, TASTES = 12, BASKETS = 6 };
    mk_rng g = mk_rng_seed(11);
    mk_buyline *line = MK_NEWN(cx.arena, mk_buyline, USERS * BASKETS * 8);
    basket *truth = MK_NEWN(cx.arena, basket, USERS);
    uint32_t *truths = MK_NEWN(cx.arena, uint32_t, USERS);
    size_t n = 0;
    for (uint32_t u = 0; u < USERS; u++) {
        uint32_t taste = (uint32_t)mk_rng_below(&g, TASTES), staple[3];
        for (int i = 0; i < 3; i++) staple[i] = taste * 20 + (uint32_t)mk_rng_below(&g, 20);
        for (int b = 0; b <= BASKETS; b++)
            for (int i = 0; i < 6; i++) {
                uint32_t item = i < 3 ? staple[i] : i < 5 ? taste * 20 + (uint32_t)mk_rng_below(&g, 20) : 240 + (uint32_t)mk_rng_below(&g, 60);
                if (i < 3 && mk_rng_unit(&g) > .5) continue;
                if (b == BASKETS && i == 5 && mk_rng_unit(&g) < .6) item = 299;
                else if (item == 299) item = 240;
                if (b < BASKETS) { line[n++] = (mk_buyline){ u, item, b * 7 }; continue; }
                bool there = false;
                for (uint32_t k = 0; k < truths[u]; k++) there |= truth[u][k] == item;
                if (!there) truth[u][truths[u]++] = item;
            }
    }
    mk_shoplog *l = mk_shoplog_of_lines(cx.arena, line, n, USERS, ITEMS);
    l->day = NULL;
    mk_next_after a = { MK_NEWN(cx.arena, uint32_t, USERS + 1), MK_NEWN(cx.arena, uint32_t, USERS * 8), MK_NEWN(cx.arena, bool, USERS), MK_NEWN(cx.arena, uint8_t, USERS) };
    uint8_t *ask = MK_NEWN(cx.arena, uint8_t, USERS), *old = MK_NEWN(cx.arena, uint8_t, ITEMS);
    for (uint32_t u = 0, at = 0; u < USERS; u++) {
        ask[u] = u % 5 == 0 ? MK_NEXT_ASK_NOT : u % 10 == 1 ? MK_NEXT_HOLD : MK_NEXT_LEARN;
        a.known[u] = ask[u] != 0;
        a.fold[u] = (uint8_t)(u / 5 % MK_NEXT_FOLDS);
        for (uint32_t k = 0; ask[u] && k < truths[u]; k++) {
            uint32_t v = truth[u][k], j = at++;
            for (; j > a.from[u] && a.item[j - 1] > v; j--) a.item[j] = a.item[j - 1];
            a.item[j] = v;
        }
        a.from[u + 1] = at;
    }
    mk_next_view *v;
    mk_next_model *m;
    mk_next_pupil *p = mk_next_pupil_new(cx.arena, 400000, 50000, 300000);
    assert_int_equal(mk_next_view_new(&cx, cx.arena, l, MK_NEXT_UNDATED, &a, &v), 0);
    assert_int_equal(mk_next_pupil_add(&cx, p, v, &a, ask, 1, 0), 0);
    assert_int_equal(mk_next_pupil_fit(&cx, cx.arena, p, &m), 0);
    assert_true(m->learnt);
    mk_next_reader *r = mk_next_reader_new(cx.arena, v);
    mk_list_metrics next = { 0 }, gp = { 0 };
    mk_odds_metrics *odds = MK_NEW(cx.arena, mk_odds_metrics);
    uint32_t season = 0, asked = 0;
    for (uint32_t u = 0; u < USERS; u += 5) {
        mk_next_answer answer[100];
        mk_next_self self = mk_next_self_of(v, u);
        uint32_t list[100], counted[100], n_counted, got = mk_next_answers(r, m, &self, NULL, answer, 100);
        memset(old, 0, ITEMS);
        for (uint32_t k = v->cell_of[u]; k < v->cell_of[u + 1]; k++) old[v->cell[k].item] = 1;
        for (uint32_t i = 0; i < got; i++) {
            bool yes = false;
            list[i] = answer[i].item;
            for (uint32_t k = 0; k < truths[u]; k++) yes |= truth[u][k] == list[i];
            mk_odds_metrics_add(odds, answer[i].probability, yes, 1);
            assert_true(old[list[i]] == (answer[i].cell != NULL) && (i == 0 || answer[i].probability <= answer[i - 1].probability));
            season += i < 10 && list[i] == 299;
        }
        asked++;
        mk_list_metrics_add(&next, list, got, 10, truth[u], truths[u], old);
        assert_int_equal(mk_baseline_topfreq(&cx, l, MK_GP_TOPFREQ, &u, 1, 100, counted, &n_counted), 0);
        mk_list_metrics_add(&gp, counted, n_counted, 10, truth[u], truths[u], old);
    }
    next = mk_list_metrics_mean(&next);
    gp = mk_list_metrics_mean(&gp);
    print_message("# recall of ten: %.3f, counts %.3f; new %.3f, counts %.3f; error of what was said %.4f\n", next.recall, gp.recall, next.recall_new, gp.recall_new, mk_odds_ece(odds, 20));
    assert_true(next.recall > gp.recall * 1.15 && next.recall_new > .2);
    assert_true(season > asked * 8 / 10);       /* nobody ever had it: it comes from what others took */
    assert_true(mk_odds_ece(odds, 20) < .02);
}

/* What a user bought next must not reach his own rows: with labels by chance nothing can be learnt, so nothing may seem to be. */
static void no_leak(void **state)
{
    (void)state;
    enum { USERS = 1500, ITEMS = 80 };
    mk_rng g = mk_rng_seed(12);
    mk_buyline *line = MK_NEWN(cx.arena, mk_buyline, USERS * 20);
    size_t n = 0;
    for (uint32_t u = 0; u < USERS; u++)
        for (int k = 0; k < 20; k++) line[n++] = (mk_buyline){ u, (uint32_t)mk_rng_below(&g, ITEMS), k / 5 };
    mk_shoplog *l = mk_shoplog_of_lines(cx.arena, line, n, USERS, ITEMS);
    l->day = NULL;
    mk_next_after a = { MK_NEWN(cx.arena, uint32_t, USERS + 1), MK_NEWN(cx.arena, uint32_t, USERS * 4), MK_NEWN(cx.arena, bool, USERS), MK_NEWN(cx.arena, uint8_t, USERS) };
    uint8_t *ask = MK_NEWN(cx.arena, uint8_t, USERS);
    for (uint32_t u = 0, at = 0; u < USERS; u++) {
        ask[u] = u % 8 == 0 ? MK_NEXT_HOLD : MK_NEXT_LEARN;
        a.known[u] = true;
        a.fold[u] = (uint8_t)(u % MK_NEXT_FOLDS);
        uint32_t item = (uint32_t)mk_rng_below(&g, 20);
        for (int k = 0; k < 4; k++, item += 1 + (uint32_t)mk_rng_below(&g, 19)) a.item[at++] = item;
        a.from[u + 1] = at;
    }
    mk_next_view *v;
    mk_next_model *m;
    mk_next_pupil *p = mk_next_pupil_new(cx.arena, 400000, 30000, 100000);
    assert_int_equal(mk_next_view_new(&cx, cx.arena, l, MK_NEXT_UNDATED, &a, &v), 0);
    assert_int_equal(mk_next_pupil_add(&cx, p, v, &a, ask, 1, 0), 0);
    assert_int_equal(mk_next_pupil_fit(&cx, cx.arena, p, &m), 0);
    mk_next_reader *r = mk_next_reader_new(cx.arena, v);
    double said = 0, was = 0;
    const mk_next_wish never = { MK_NEXT_ALL, MK_NEXT_PROPOSE, .9999, .9999 };
    for (uint32_t u = 0; u < USERS; u++) {
        mk_next_answer answer[3];
        mk_next_self self = mk_next_self_of(v, u);
        assert_int_equal(mk_next_answers(r, m, &self, &never, answer, 3), 0);
        for (uint32_t i = 0, got = mk_next_answers(r, m, &self, NULL, answer, 3); i < got; i++) {
            said += answer[i].probability;
            for (uint32_t k = a.from[u]; k < a.from[u + 1]; k++) was += a.item[k] == answer[i].item;
        }
    }
    near(said / USERS / 3, was / USERS / 3, .08);
}

/* Days of earlier years by either calendar: 3 Nisan 5786 was 354 days after that of 5785 and 709 after that of 5784, a leap year lying before it. */
static void same_day(void **state)
{
    (void)state;
    mk_next_season s = mk_next_season_of(mk_day_of(2026, 3, 21));
    assert_int_equal(s.ago[MK_SEASON_HEBREW][0], mk_day_of(2026, 3, 21) - mk_day_of(2025, 4, 1));
    assert_int_equal(s.ago[MK_SEASON_HEBREW][1], mk_day_of(2026, 3, 21) - mk_day_of(2024, 4, 11));
    assert_int_equal(s.ago[MK_SEASON_CIVIL][0], 365);
    near(mk_next_season_near(&s, MK_SEASON_HEBREW, 354 - 7), 1, 0);         /* in a week it is a year ago */
    near(mk_next_season_near(&s, MK_SEASON_HEBREW, 709 - 1), 1, 0);
    assert_true(mk_next_season_near(&s, MK_SEASON_CIVIL, 365 + 3) < .1f && mk_next_season_near(&s, MK_SEASON_CIVIL, 365 - 40) == 0);
}

/* What is bought before Passover is said before the fourth one, though it comes three weeks sooner than the last but one; and in an idle week it is not. */
static void feast(void **state)
{
    (void)state;
    enum { USERS = 400, FEAST = 20, ITEMS = 60, OWN = 5 };
    const int32_t eve[] = { mk_day_of(2023, 4, 5), mk_day_of(2024, 4, 22), mk_day_of(2025, 4, 12), mk_day_of(2026, 4, 1) }, until = mk_day_of(2026, 3, 21);
    mk_rng g = mk_rng_seed(31);
    mk_buyline *line = MK_NEWN(cx.arena, mk_buyline, USERS * 80);
    size_t n = 0;
    for (uint32_t u = 0; u < USERS; u++) {
        for (uint32_t k = 0; k < OWN; k++)
            for (int y = 0; y < 4; y++)
                if (mk_rng_below(&g, 5)) line[n++] = (mk_buyline){ u, (u * 7 + k * 3) % FEAST, eve[y] - (int32_t)mk_rng_below(&g, 9) };
        for (int32_t day = mk_day_of(2023, 1, 1) + (int32_t)mk_rng_below(&g, 60); day < until + 14; day += 30 + (int32_t)mk_rng_below(&g, 60))
            line[n++] = (mk_buyline){ u, FEAST + (uint32_t)mk_rng_below(&g, ITEMS - FEAST), day };
    }
    const mk_shoplog *l = mk_shoplog_of_lines(cx.arena, line, n, USERS, ITEMS);
    for (int idle = 0; idle < 2; idle++) {
        int32_t day = until - 60 * idle;
        mk_next_model *m;
        mk_next_view *v;
        assert_int_equal(mk_next_learn(&cx, cx.arena, l, &(mk_next_past){ day, 14, 6000, 60000 }, &m), 0);
        assert_int_equal(mk_next_view_of_day(&cx, cx.arena, l, day, &v), 0);
        mk_next_after came = mk_next_bought(cx.arena, l, day, day + 14);
        mk_next_reader *r = mk_next_reader_new(cx.arena, v);
        mk_next_answer answer[ITEMS];
        double said = 0, bought = 0;
        for (uint32_t u = 0; u < USERS; u++) {
            mk_next_self self = mk_next_self_of(v, u);
            for (uint32_t i = 0, got = mk_next_answers(r, m, &self, NULL, answer, ITEMS); i < got; i++) said += answer[i].item < FEAST ? answer[i].probability : 0;
            for (uint32_t k = came.from[u]; k < came.from[u + 1]; k++) bought += came.item[k] < FEAST;
        }
        print_message("# of the feast %s: %.0f foretold, %.0f bought\n", idle ? "two months before it" : "before it", said, bought);
        assert_true(idle ? said < USERS / 10. : said > .5 * bought && said < 1.5 * bought);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boost), cmocka_unit_test(rises), cmocka_unit_test(isotonic), cmocka_unit_test(metrics), cmocka_unit_test(forgets), cmocka_unit_test(shop), cmocka_unit_test(no_leak),
        cmocka_unit_test(same_day), cmocka_unit_test(feast),
    };
    return cmocka_run_group_tests_name("engine next", tests, before, after);
}
