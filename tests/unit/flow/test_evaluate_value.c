/* SPDX-License-Identifier: Apache-2.0
 * Evaluate value on logs as people have them: every way of writing the same purchases gives the same bits; what is bad is said. */
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

static int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    cx.lang = MK_EN;
    snprintf(path, sizeof path, "/tmp/makir-value-%d.csv", getpid());
    snprintf(scores, sizeof scores, "/tmp/makir-scores-%d.csv", getpid());
    return 0;
}

static int after(void **state)
{
    (void)state;
    unlink(path);
    unlink(scores);
    mk_arena_free(cx.arena);
    return 0;
}

/* --- purchases, and ways of writing them --- */

typedef struct sale { int customer; int32_t day; int cents; } sale;
enum { MOST = 20000 };
static sale log_of[MOST];
static size_t sales;

static void live(int people, int32_t days)
{
    mk_rng r = mk_rng_seed(12);
    sales = 0;
    for (int c = 0; c < people; c++) {
        double pace = 8 + 90 * mk_rng_unit(&r) * mk_rng_unit(&r), t = 100 * mk_rng_unit(&r), end = t + 600 * mk_rng_unit(&r);
        for (int32_t last = -1; t < days && t < end && sales < MOST; t += -pace * log1p(-mk_rng_unit(&r)))
            if ((int32_t)t != last) log_of[sales++] = (sale){ c, last = (int32_t)t, 500 + (int)mk_rng_below(&r, 9000) };
    }
}

typedef enum form { ISO, SHUFFLED, DAY_FIRST, MONTH_FIRST, HEBREW, SPLIT_UP, SCIENTIFIC, IN_PARTS, FORMS } form;

static void write_log(form how, bool trouble)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(how == HEBREW ? "\xef\xbb\xbfמספר לקוח;תאריך;סכום\r\n" : how == MONTH_FIRST ? "when,who,how much,branch\n" : how == IN_PARTS ? "customer,date,amount,bill\n" : "customer,date,amount\n", f);
    for (size_t k = 0; k < sales; k++) {
        const sale *s = &log_of[how == SHUFFLED ? (k * 7919) % sales : k];
        mk_civil c = mk_civil_of_day(mk_day_of(2021, 1, 1) + s->day);
        int units = s->cents / 100, cents = s->cents % 100;
        if (how == ISO || how == SHUFFLED) fprintf(f, "c%d,%04d-%02d-%02d,%d.%02d\n", s->customer, c.year, c.month, c.day, units, cents);
        if (how == DAY_FIRST) fprintf(f, "c%d,%d/%d/%d 18:%02d,%d.%02d\n", s->customer, c.day, c.month, c.year, s->cents % 60, units, cents);
        if (how == MONTH_FIRST) fprintf(f, "\"%d/%d/%d\",c%d,\"$%d.%02d\",\"a, b\"\n", c.month, c.day, c.year, s->customer, units, cents);
        if (how == HEBREW) fprintf(f, "c%d;%02d.%02d.%d;%d,%02d\r\n", s->customer, c.day, c.month, c.year, units, cents);
        if (how == SPLIT_UP)            /* two lines and a return on the same day: still one order of the same money */
            fprintf(f, "c%d,%04d%02d%02d,%d.%02d\nc%d,%04d%02d%02d,10\nc%d,%04d%02d%02d,-10.00\n", s->customer, c.year, c.month, c.day, units, cents, s->customer, c.year,
                    c.month, c.day, s->customer, c.year, c.month, c.day);
        if (how == SCIENTIFIC) fprintf(f, "c%d,%04d-%02d-%02d,%.9e\n", s->customer, c.year, c.month, c.day, s->cents / 100.);
        if (how == IN_PARTS) {          /* a third now, the rest in a month and in two; every seventh whole, without a number */
            for (int part = 0; part < (k % 7 ? 3 : 1); part++) {
                mk_civil p = mk_civil_of_day(mk_day_of(2021, 1, 1) + s->day + 30 * part);
                int third = s->cents / 3, sum = k % 7 == 0 ? s->cents : part < 2 ? third : s->cents - 2 * third;
                fprintf(f, "c%d,%04d-%02d-%02d,%d.%02d,", s->customer, p.year, p.month, p.day, sum / 100, sum % 100);
                if (k % 7) fprintf(f, "B%zu", k);
                fputc('\n', f);
            }
        }
        if (trouble && k == 10) fputs("c1,2021-02-30,5\nc1,yesterday,5\nc2,2021-02-03,much\n,2021-02-03,5\nnull,2021-02-03,5\nc3,1900-01-01,5\nc3,2099-01-01,5\n", f);
    }
    fclose(f);
}

static void run(form how, mk_value_trial *t)
{
    mk_value_trial_options opt = { .path = path, .scores = scores, .columns = { MK_S("customer"), MK_S("date"), MK_S("amount") },
                                   .split = mk_day_of(2022, 1, 31), .to = mk_day_of(2022, 12, 31), .week = true };
    if (how == HEBREW) opt.columns = (mk_value_log_columns){ MK_S("מספר לקוח"), MK_S("תאריך"), MK_S("סכום") };
    if (how == MONTH_FIRST) opt.columns = (mk_value_log_columns){ MK_S("WHO"), MK_S("1"), MK_S("How Much") };
    if (how == MONTH_FIRST) opt.columns.date = MK_S("when");
    if (how == IN_PARTS) opt.columns.order = MK_S("bill");
    int rc = mk_value_try(&cx, &opt, t);
    if (rc < 0) fail_msg("form %d: %s", how, cx.message);
}

static void the_same_in_any_form(void **state)
{
    (void)state;
    mk_value_trial first, t;
    live(500, 730);
    for (form how = ISO; how < FORMS; how++) {
        write_log(how, false);
        run(how, &t);
        if (how == ISO) first = t;
        assert_int_equal(t.log.bad, 0);
        assert_int_equal(t.customers, first.customers);
        assert_int_equal(t.occasions, first.occasions);
        assert_int_equal(t.fit.race.n, first.fit.race.n);
        for (int i = 0; i < t.fit.race.n; i++) {
            assert_memory_equal(t.fit.race.entrant[i].fit.model.p, first.fit.race.entrant[i].fit.model.p, sizeof(double[2]));
            assert_memory_equal(&t.fit.race.entrant[i].fit.loglik, &first.fit.race.entrant[i].fit.loglik, sizeof(double));
        }
        assert_int_equal(t.fit.race.chosen, first.fit.race.chosen);
        assert_true(fabs(t.money.actual - first.money.actual) < .5);
        assert_true(t.score[t.fit.race.chosen].customers == (double)t.customers);
    }
    assert_true(first.fit.race.state == MK_VALUE_ENOUGH && first.fit.race.backs > 0 && first.money_known);
    assert_true(first.score[first.fit.race.chosen].crps < first.status_quo.crps);
}

static void what_is_bad_is_said(void **state)
{
    (void)state;
    mk_value_trial clean, t;
    live(500, 730);
    write_log(ISO, false);
    run(ISO, &clean);
    write_log(ISO, true);
    run(ISO, &t);
    assert_int_equal(t.log.bad, 3);
    assert_int_equal(t.log.anonymous, 2);
    assert_int_equal(t.log.alone, 2);
    assert_int_equal(t.log.said_n, 3);
    assert_true(mk_str_starts(t.log.said[0], MK_S("line 13:")) && mk_str_starts(t.log.said[2], MK_S("line 15:")));
    assert_int_equal(t.occasions, clean.occasions);                 /* the good rows went on */
    mk_value_trial_options opt = { .path = path, .columns = { MK_S("nobody"), MK_S("date"), MK_S("") }, .split = mk_day_of(2022, 1, 31), .to = MK_NO_DAY };
    assert_int_equal(mk_value_try(&cx, &opt, &t), MK_EBADDATA);
    assert_non_null(strstr(cx.message, "no column 'nobody'"));
    opt.columns.customer = MK_S("customer");
    opt.model = MK_S("magic");
    assert_int_equal(mk_value_try(&cx, &opt, &t), MK_EINVAL);
    opt.model = MK_S("");
    opt.split = mk_day_of(2019, 1, 1);
    assert_int_equal(mk_value_try(&cx, &opt, &t), MK_EINVAL);
    opt.split = mk_day_of(2022, 1, 31);
    opt.to = mk_day_of(2022, 1, 31);
    assert_int_equal(mk_value_try(&cx, &opt, &t), MK_EINVAL);
    assert_non_null(strstr(cx.message, "--to 2022-01-31 must come after"));
    opt.to = MK_NO_DAY;
    opt.columns.date = MK_S("2");                                   /* a number beside a name */
    assert_int_equal(mk_value_try(&cx, &opt, &t), 0);
    assert_int_equal(t.log.bad, 2);
    cx.lang = MK_HE;
    opt.columns.date = MK_S("date");
    assert_int_equal(mk_value_try(&cx, &opt, &t), 0);
    assert_true(mk_str_starts(t.log.said[0], MK_S("שורה 13:")));
}

/* Covariates that are nothing but noise are left out for what they lack. */
static void covariates_of_noise(void **state)
{
    (void)state;
    mk_value_trial t;
    char file[80];
    live(500, 730);
    write_log(ISO, false);
    snprintf(file, sizeof file, "%s.noise", path);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    fputs("customer,noise\n", f);
    for (int c = 0; c < 500; c += 2) fprintf(f, "c%d,%d\n", c, c * 7919 % 100 < 50);
    fclose(f);
    mk_value_trial_options opt = { .path = path, .columns = { MK_S("customer"), MK_S("date"), MK_S("amount") }, .covariates = mk_str_of(file), .split = mk_day_of(2022, 1, 31),
                                   .to = mk_day_of(2022, 12, 31), .week = true };
    int rc = mk_value_try(&cx, &opt, &t);
    unlink(file);
    assert_int_equal(rc, 0);
    assert_true(t.covered && !t.cov_chosen && !t.cov_explain);
    bool little = false, unknown = false;
    for (size_t i = 0; i < t.notes; i++) {
        little |= mk_str_starts(t.note[i], MK_S("the covariates explain too little"));
        unknown |= mk_str_find(t.note[i], MK_S("customers there are no covariates")) >= 0;
    }
    assert_true(little && unknown);
}

/* A line for each customer seen by the split, all numbers in their ranges. */
static void the_scores_are_sound(void **state)
{
    (void)state;
    mk_value_trial t;
    live(500, 730);
    write_log(ISO, false);
    run(ISO, &t);
    FILE *f = fopen(scores, "r");
    assert_non_null(f);
    char line[256];
    uint64_t rows = 0;
    double sum = 0;
    assert_non_null(fgets(line, sizeof line, f));
    assert_string_equal(line, "customer,mean,median,p5,p95,p_alive,money\n");
    while (fgets(line, sizeof line, f)) {
        double mean, alive, money;
        unsigned median, low, high;
        const char *at = strchr(line, ',');
        assert_int_equal(sscanf(at, ",%lf,%u,%u,%u,%lf,%lf", &mean, &median, &low, &high, &alive, &money), 6);
        assert_true(mean >= 0 && isfinite(mean) && low <= median && median <= high && alive >= 0 && alive <= 1 && money >= 0);
        sum += mean;
        rows++;
    }
    fclose(f);
    assert_int_equal(rows, t.customers);
    const mk_scores *s = t.cov_chosen ? &t.cov_score : &t.score[t.fit.race.chosen];
    assert_true(fabs(sum - s->mean) < 1e-3 * s->mean);
}

static void too_little(void **state)
{
    (void)state;
    mk_value_trial t;
    live(2, 730);
    write_log(ISO, false);
    mk_value_trial_options opt = { .path = path, .columns = { MK_S("customer"), MK_S("date"), MK_S("amount") }, .split = mk_day_of(2021, 6, 1), .to = mk_day_of(2022, 12, 31) };
    assert_int_equal(mk_value_try(&cx, &opt, &t), 0);
    assert_int_equal(t.fit.race.state, MK_VALUE_TOO_LITTLE);
    assert_non_null(strstr(mk_arena_z(cx.arena, t.sentence), "Too little to know"));
}

/* Each comes less and less often. */
static void cooling(uint64_t seed, int people, int32_t days)
{
    mk_rng r = mk_rng_seed(seed);
    sales = 0;
    for (int c = 0; c < people; c++) {
        double u = mk_rng_unit(&r), pace = 8 + 90 * u * u, half = 20 + 200 * mk_rng_unit(&r), first = 396 * mk_rng_unit(&r), t = first;
        for (int32_t last = -1; t < days && sales < MOST; t += -pace * log1p(-mk_rng_unit(&r)))
            if ((int32_t)t != last && mk_rng_unit(&r) < exp2((first - t) / half)) log_of[sales++] = (sale){ c, last = (int32_t)t, 500 + (int)mk_rng_below(&r, 9000) };
    }
}

/* Where models of orders are mixed, their weights are those of the counts; money is judged by how far it is off, and may be better by one of them. */
static void money_of_one_model(void **state)
{
    (void)state;
    int seen = 0;
    for (uint64_t seed = 1; seed <= 6 && !seen; seed++) {
        mk_value_trial t;
        cooling(seed, 900, 730);
        write_log(ISO, false);
        run(ISO, &t);
        const mk_race *r = &t.fit.race;
        if (r->alone == r->chosen) assert_int_not_equal(t.money_race.way, MK_MONEY_UNMIXED);
        if (t.money_race.way != MK_MONEY_UNMIXED) continue;
        seen++;
        bool told = false;
        for (size_t i = 0; i < t.notes; i++) told |= mk_str_starts(t.note[i], MK_S("for money, the orders that ")) && strstr(mk_arena_z(cx.arena, t.note[i]), "alone foretells");
        assert_true(told);
        assert_true(t.money_race.share > 0 && t.money_race.share <= .5);
        assert_true(t.money_race.mae[MK_MONEY_UNMIXED] < t.money_race.mae[MK_MONEY_MODEL]);
        print_message("# seed %d: money off by %.3f of the mixture's\n", (int)seed, t.money.absolute / t.money_model.absolute);
        assert_true(fabs(t.money.mean / t.money_model.mean - 1) > 1e-4 && t.money.absolute < t.money_model.absolute);
    }
    assert_true(seen > 0);
}

/* What a till writes for whoever comes in is nobody; the customer whose number is 0 is one of many. Amounts in two currencies are not added up. */
static void nobody_and_two_currencies(void **state)
{
    (void)state;
    static const char *const none[] = { "cash", "לקוח מזדמן", "קופה 2", "Walk-in", "" };
    mk_value_trial clean, t;
    live(300, 730);
    write_log(ISO, false);
    run(ISO, &clean);
    assert_true(clean.money_known);
    FILE *f = fopen(path, "a");
    for (int d = 0; d < 300; d++) fprintf(f, "%s,2021-%02d-%02d,5.00\n", none[d % 5], 1 + d % 12, 1 + d / 12);
    fputs("0,2021-03-03,5.00\n0,2021-05-03,5.00\n", f);
    fclose(f);
    run(ISO, &t);
    assert_int_equal(t.log.anonymous, 300);
    assert_int_equal(t.customers, clean.customers + 1);
    assert_int_equal(t.occasions, clean.occasions + 2);
    f = fopen(path, "a");
    for (int d = 0; d < 2500; d++) fprintf(f, "000,2021-%02d-%02d,$5.00\n", 1 + d % 12, 1 + d % 28);
    fputs("c1,2021-03-03,€7\n", f);
    fclose(f);
    run(ISO, &t);
    assert_int_equal(t.log.anonymous, 2800);
    assert_false(t.money_known);
    assert_string_equal(t.log.one, "USD");
    assert_string_equal(t.log.other, "EUR");
    bool told = false;
    for (size_t i = 0; i < t.notes; i++) told |= mk_str_starts(t.note[i], MK_S("the amounts are in USD and EUR"));
    assert_true(told);
}

/* A parameter at its edge is said: of those who all spend alike no mean order tells anything, of others it does. */
static void all_spend_alike(void **state)
{
    (void)state;
    mk_value_trial t;
    live(300, 730);
    for (int alike = 1; alike >= 0; alike--) {
        bool told = false;
        for (size_t i = 0; i < sales && !alike; i++) log_of[i].cents *= 1 + log_of[i].customer % 9;
        write_log(ISO, false);
        run(ISO, &t);
        assert_true(t.repeat_spenders > 100);
        for (size_t i = 0; i < t.notes; i++) told |= mk_str_starts(t.note[i], MK_S("the gamma-gamma of repeat orders has a parameter at its edge"));
        assert_int_equal(told, alike);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_in_any_form, before, after), cmocka_unit_test_setup_teardown(what_is_bad_is_said, before, after),
        cmocka_unit_test_setup_teardown(the_scores_are_sound, before, after), cmocka_unit_test_setup_teardown(too_little, before, after),
        cmocka_unit_test_setup_teardown(covariates_of_noise, before, after), cmocka_unit_test_setup_teardown(money_of_one_model, before, after),
        cmocka_unit_test_setup_teardown(nobody_and_two_currencies, before, after), cmocka_unit_test_setup_teardown(all_spend_alike, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
