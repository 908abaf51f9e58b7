/* SPDX-License-Identifier: Apache-2.0
 * Evaluate value on logs that are no ordinary shop's: payments of a contract, orders on occasions, and odd ones of every kind
 * (MAKIR_COHORTS=10000: so many of them). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "evaluate_value.h"
#include "record.h"
#include "rng.h"

static mk_cx cx;
static char path[64], scores[64];
static FILE *out;

static int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    cx.lang = MK_EN;
    snprintf(path, sizeof path, "/tmp/makir-rhythm-%d.csv", getpid());
    snprintf(scores, sizeof scores, "/tmp/makir-rhythm-scores-%d.csv", getpid());
    out = fopen(path, "w");
    if (out) fputs("customer,date,amount\n", out);
    return !out;
}

static int after(void **state)
{
    (void)state;
    unlink(path);
    unlink(scores);
    mk_arena_free(cx.arena);
    return 0;
}

static void buys(uint64_t customer, int32_t day, double amount)
{
    mk_civil c = mk_civil_of_day(day);
    fprintf(out, "c%llu,%04d-%02d-%02d,%.2f\n", (unsigned long long)customer, (int)c.year, c.month, c.day, amount);
}

static int try(int32_t split, int32_t to, const char *model, mk_occasion occasion, mk_value_trial *t)
{
    fflush(out);
    mk_value_trial_options opt = { .path = path, .scores = scores, .columns = { MK_S("customer"), MK_S("date"), MK_S("amount") }, .split = split, .to = to, .week = true,
                                   .model = mk_str_of(model), .occasion = occasion };
    return mk_value_try(&cx, &opt, t);
}

/* Every line of the scores: numbers that are numbers, in their order. The rows. */
static uint64_t sound_scores(void)
{
    char line[256];
    uint64_t rows = 0;
    FILE *f = fopen(scores, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    for (; fgets(line, sizeof line, f); rows++) {
        double mean, alive;
        unsigned median, low, high;
        if (strstr(line, "nan") || strstr(line, "inf")) fail_msg("%s", line);
        assert_int_equal(sscanf(strchr(line, ','), ",%lf,%u,%u,%u,%lf", &mean, &median, &low, &high, &alive), 5);
        if (!(mean >= 0 && low <= median && median <= high && alive >= 0 && alive <= 1)) fail_msg("%s", line);
    }
    fclose(f);
    return rows;
}

/* A club: a fee every month on one's own day; each leaves with a probability of his own, Beta(.8, 4), after each payment. */
static void contract(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(3);
    int32_t begin = mk_day_of(2021, 1, 1), end = mk_day_of(2023, 6, 30), split = mk_day_of(2022, 9, 30);
    for (uint64_t c = 0; c < 1500; c++) {
        /* Beta(.8, 4): a Kumaraswamy variable with about its mean and spread will do */
        double leaves = pow(1 - pow(1 - mk_rng_unit(&r), 1 / 4.), 1 / .8);
        mk_civil first = mk_civil_of_day(begin + (int32_t)mk_rng_below(&r, 500));
        for (int k = 0;; k++) {
            int32_t day = mk_day_of(first.year + (first.month - 1 + k) / 12, (first.month - 1 + k) % 12 + 1, first.day < 28 ? first.day : 28);
            if (day > end) break;
            buys(c, day, 49.9);
            if (mk_rng_unit(&r) < leaves) break;
        }
    }
    mk_value_trial t;
    assert_int_equal(try(split, MK_NO_DAY, "", MK_OCCASION_SEEN, &t), 0);
    assert_int_equal(t.rhythm.kind, MK_RHYTHM_CONTRACT);
    assert_true(t.rhythm.chosen && t.rhythm.period >= 30 && t.rhythm.period <= 31);
    const mk_scores *s = &t.rhythm.score;
    assert_true(fabs(s->mean / s->actual - 1) < .06);
    for (int i = 0; i < t.fit.race.n; i++) assert_true(s->crps < t.score[i].crps);          /* what orders at any moment would have said */
    assert_true(fabs(t.money.mean / t.money.actual - 1) < .08);
    assert_int_equal(sound_scores(), t.customers);
    assert_non_null(strstr(mk_arena_z(cx.arena, t.sentence), "contract"));
}

/* A course on one's own day of the week: who misses one may come to the next. */
static void occasions(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(4);
    int32_t begin = mk_day_of(2022, 1, 2);
    for (uint64_t c = 0; c < 600; c++) {
        double comes = .15 + .7 * mk_rng_unit(&r), leaves = .2 * mk_rng_unit(&r) * mk_rng_unit(&r);
        int32_t first = (int32_t)mk_rng_below(&r, 30), at = begin + (int32_t)mk_rng_below(&r, 5);
        for (int32_t w = first; w < 100; w++) {
            if (w == first || mk_rng_unit(&r) < comes) buys(c, at + 7 * w, 60);
            if (mk_rng_unit(&r) < leaves) break;
        }
    }
    mk_value_trial t, asked;
    assert_int_equal(try(mk_day_of(2023, 1, 31), MK_NO_DAY, "", MK_OCCASION_SEEN, &t), 0);
    assert_int_equal(t.rhythm.kind, MK_RHYTHM_OCCASIONS);
    assert_true(t.rhythm.chosen && t.rhythm.occasion == MK_OCCASION_WEEK && t.rhythm.ahead >= 40);
    assert_true(fabs(t.rhythm.score.mean / t.rhythm.score.actual - 1) < .15);
    assert_true(t.rhythm.score.crps < t.score[t.fit.race.chosen].crps);
    assert_int_equal(sound_scores(), t.customers);
    assert_int_equal(try(mk_day_of(2023, 1, 31), MK_NO_DAY, "BG/BB", MK_OCCASION_WEEK, &asked), 0);
    assert_true(asked.rhythm.bgbb.model.alpha == t.rhythm.bgbb.model.alpha && asked.rhythm.asked);
    assert_int_equal(try(mk_day_of(2023, 1, 31), MK_NO_DAY, "bgbb", MK_OCCASION_SEEN, &asked), MK_EINVAL);
    assert_int_equal(try(mk_day_of(2023, 1, 31), MK_NO_DAY, "sbg", MK_OCCASION_SEEN, &asked), 0);
    assert_non_null(strstr(mk_arena_z(cx.arena, asked.sentence), "does not look like a contract"));
}

/* The published donations: six yearly appeals (Fader, Hardie, Shang 2010, table 1; docs/maths/worth.md 1). */
static void donations(void **state)
{
    (void)state;
    static const int row[][3] = {                       /* x, t_x, donors; of six occasions */
        { 6, 6, 1203 }, { 5, 6, 728 }, { 4, 6, 512 }, { 3, 6, 357 }, { 2, 6, 234 }, { 1, 6, 129 }, { 5, 5, 335 }, { 4, 5, 284 }, { 3, 5, 225 }, { 2, 5, 173 },
        { 1, 5, 119 }, { 4, 4, 240 }, { 3, 4, 181 }, { 2, 4, 155 }, { 1, 4, 78 }, { 3, 3, 322 }, { 2, 3, 255 }, { 1, 3, 129 }, { 2, 2, 613 }, { 1, 2, 277 },
        { 1, 1, 1091 }, { 0, 0, 3464 } };
    uint64_t c = 0;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int k = 0; k < row[i][2]; k++, c++) {
            for (int y = 0; y <= (row[i][0] ? row[i][0] - 1 : 0); y++) buys(c, mk_day_of(1995 + y, 6, 15), 50);
            if (row[i][0]) buys(c, mk_day_of(1995 + row[i][1], 6, 15), 50);
        }
    mk_value_trial t;
    assert_int_equal(try(mk_day_of(2001, 12, 31), mk_day_of(2006, 12, 31), "", MK_OCCASION_SEEN, &t), 0);
    assert_int_equal(t.customers, 11104);
    assert_true(t.rhythm.chosen && t.rhythm.kind == MK_RHYTHM_OCCASIONS && t.rhythm.seen == 7 && t.rhythm.ahead == 5);
    assert_true(t.rhythm.bgbb.loglik >= -33225.5813);
    assert_true(fabs(t.rhythm.score.mean - 12884.1) < 1);
    assert_int_equal(sound_scores(), 11104);
}

/* Logs of every size and oddity through everything: no crash, no number that is none; and what cannot be is refused with a sentence. */
static void odd_logs(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(2000);
    const char *more = getenv("MAKIR_COHORTS");
    int logs = more ? (int)strtol(more, NULL, 10) : 60, refused = 0;
    mk_arena *arena = cx.arena;
    for (int log = 0; log < logs; log++) {
        rewind(out);
        assert_int_equal(ftruncate(fileno(out), 0), 0);
        fputs("customer,date,amount\n", out);
        cx.arena = mk_arena_new();
        int kind = (int)mk_rng_below(&r, 10);
        uint64_t n = (uint64_t)exp(5.5 * mk_rng_unit(&r));
        int32_t begin = mk_day_of(2018, 1, 1), days = 2 + (int32_t)mk_rng_below(&r, 1200), split = begin + (int32_t)mk_rng_below(&r, (uint64_t)days);
        for (uint64_t c = 0; c < n; c++) {
            int32_t day = begin + (kind == 1 ? 0 : (int32_t)mk_rng_below(&r, (uint64_t)days));
            double pace = exp(5 * mk_rng_unit(&r)), amount = exp(8 * mk_rng_unit(&r) - 1);
            int most = kind == 0 ? 1 : kind == 2 ? 400 : 1 + (int)mk_rng_below(&r, 20);
            for (int k = 0; k < most && day < begin + days; k++) {
                double paid = kind == 3 ? 0 : kind == 4 && k % 2 ? -amount : kind == 5 ? 1e9 * amount : kind == 6 ? .01 : amount * (.5 + mk_rng_unit(&r));
                buys(kind == 7 ? 0 : c, day, paid);
                day += kind == 2 ? 1 : kind == 8 ? 7 : kind == 9 ? 30 : 1 + (int32_t)(-pace * log1p(-mk_rng_unit(&r)));
            }
        }
        mk_value_trial t;
        int rc = try(split, begin + days, log % 7 == 0 ? "pareto/nbd" : log % 7 == 1 ? "mbg/cnbd" : log % 7 == 2 ? "sbg" : "", MK_OCCASION_SEEN, &t);
        if (rc < 0) {
            refused++;
            if (rc != MK_EINVAL && rc != MK_EBADDATA) fail_msg("log %d: %s", log, cx.message);
        } else {
            assert_int_equal(sound_scores(), t.customers);
            mk_str models = mk_value_trial_models(&cx, &t);
            assert_true(mk_str_find(models, MK_S("nan")) < 0 && mk_str_find(models, MK_S("inf")) < 0 && t.sentence.n > 0);
            if (t.money_known && !(isfinite(t.money.mean) && t.money.mean >= 0)) fail_msg("log %d kind %d: money %g", log, kind, t.money.mean);
        }
        mk_arena_free(cx.arena);
    }
    cx.arena = arena;
    assert_true(refused < logs / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(contract, before, after), cmocka_unit_test_setup_teardown(occasions, before, after),
        cmocka_unit_test_setup_teardown(donations, before, after), cmocka_unit_test_setup_teardown(odd_logs, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
