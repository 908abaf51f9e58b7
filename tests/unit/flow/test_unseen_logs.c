/* SPDX-License-Identifier: Apache-2.0
 * Logs of shops nobody tuned anything on: a grocer with thirty goods and weekly visits, a pet shop whose sacks last for months, clothes bought twice a
 * year. Each is judged in time beside what everybody takes and beside the customer's own purchases, decayed; and where it is too thin, it says so. */
#include <math.h>
#include "folder.h"
#include "evaluate_need.h"
#include "rng.h"
#include "vec.h"

typedef struct bought { int who, what, day; } bought;
typedef mk_vec(bought) shop_log;
enum { YEAR = 365, SPLIT = 2 * YEAR, ITEMS = 512, LIST = 10 };

static void buys(shop_log *l, int who, int what, int day) { *mk_vec_push(cx.arena, l) = (bought){ who, what, day }; }

/* Around `mean`, a third of it up or down. */
static int gap(mk_rng *g, double mean) { return (int)(mean * (.67 + .66 * mk_rng_unit(g)) + .5) + (mean < 2); }

/* His first day: somewhere in two years, one in six of them in the last `late` days; of a shop that then gained nobody in the first months, and one in eight in the last days. */
static int comes(mk_rng *g, bool settled, int late)
{
    if (settled && mk_rng_below(g, 8)) return (int)mk_rng_below(g, 270);
    return !settled && mk_rng_below(g, 6) ? (int)mk_rng_below(g, SPLIT) : SPLIT - (int)mk_rng_below(g, (uint64_t)late);
}

/* Weekly visits; of thirty goods each has eight of his own, at paces of one to six weeks, most of them from the first visit on, and now and then takes another. */
static shop_log grocer(mk_rng *g, int people, bool settled)
{
    shop_log l = { 0 };
    for (int who = 0; who < people; who++) {
        int usual[8], due[8], pace[8], first = comes(g, settled, 7);
        for (int i = 0; i < 8; i++) usual[i] = (int)(30 * mk_rng_unit(g) * (.4 + .6 * mk_rng_unit(g))), pace[i] = 7 * (1 + (int)mk_rng_below(g, 6)), due[i] = first + (mk_rng_below(g, 3) ? 0 : (int)mk_rng_below(g, (uint64_t)pace[i]));
        for (int day = first; day < SPLIT + 28; day += gap(g, 7)) {
            bool any = false;
            for (int i = 0; i < 8; i++)
                if (due[i] <= day) buys(&l, who, usual[i], day), due[i] = day + gap(g, pace[i]), any = true;
            if (!any || mk_rng_below(g, 3) == 0) buys(&l, who, (int)mk_rng_below(g, 30), day);
        }
    }
    return l;
}

/* A sack of one's own food every five to eleven weeks, a second thing half as often, and toys. */
static shop_log pets(mk_rng *g, int people, bool settled)
{
    shop_log l = { 0 };
    for (int who = 0; who < people; who++) {
        int food = (int)(40 * mk_rng_unit(g) * mk_rng_unit(g)), second = 40 + food / 2, pace = 35 + (int)mk_rng_below(g, 42), n = 0;
        for (int day = comes(g, settled, 40); day < SPLIT + 60; day += gap(g, pace), n++) {
            buys(&l, who, food, day);
            if (n % 2) buys(&l, who, second, day);
            if (mk_rng_below(g, 4) == 0) buys(&l, who, 70 + (int)mk_rng_below(g, 30), day);
        }
    }
    return l;
}

/* Twice a year two or three pieces of one's two styles out of twelve; each half year has pieces of its own, so nothing comes again. */
static shop_log clothes(mk_rng *g, int people, bool settled)
{
    shop_log l = { 0 };
    for (int who = 0; who < people; who++) {
        int style[2] = { (int)mk_rng_below(g, 12), (int)mk_rng_below(g, 12) };
        for (int day = comes(g, settled, 60); day < SPLIT + 60; day += 20 + (int)(-160 * log(1 - mk_rng_unit(g) * .99)))
            for (int k = 0, n = 2 + (int)mk_rng_below(g, 2); k < n; k++) buys(&l, who, (day + 90) / 182 * 96 + style[mk_rng_below(g, 2)] * 8 + (int)(8 * mk_rng_unit(g) * mk_rng_unit(g)), day);
    }
    return l;
}

typedef struct seen { double makir, popular, decayed, thin, thin_popular, own_auc, own_ece; uint32_t thins, judged; const char *state; } seen;

static int best_first(const void *x, const void *y)
{
    const double *const *a = x, *const *b = y;
    return **a != **b ? (**a < **b) - (**a > **b) : (*a > *b) - (*a < *b);
}

/* His own purchases, each counting half as much for each two months since, and then what everybody took most: the part of a basket in ten. */
static double decayed(const shop_log *l, int people, int horizon)
{
    double sum = 0;
    int judged = 0;
    for (int who = 0; who < people; who++) {
        double weight[ITEMS] = { 0 }, *order[ITEMS];
        bool truth[ITEMS] = { 0 }, known = false;
        int truths = 0, hits = 0;
        for (size_t i = 0; i < l->n; i++) {
            const bought *b = &l->p[i];
            if (b->day <= SPLIT) weight[b->what] += b->who == who ? exp2((b->day - SPLIT) / 60.) : 1e-9;
            if (b->who == who && b->day <= SPLIT) known = true;
            if (b->who == who && b->day > SPLIT && b->day <= SPLIT + horizon && !truth[b->what]) truth[b->what] = true, truths++;
        }
        if (!known || !truths) continue;
        for (int i = 0; i < ITEMS; i++) order[i] = &weight[i];
        qsort(order, ITEMS, sizeof *order, best_first);
        for (int i = 0; i < LIST; i++) hits += truth[order[i] - weight];
        sum += (double)hits / truths;
        judged++;
    }
    return judged ? sum / judged : 0;
}

static seen judge(const char *name, const shop_log *l, int people, int horizon)
{
    const char *path = mk_arena_printf(cx.arena, "%s/%s.csv", folder, name).p;
    FILE *f = fopen(path, "we");
    int32_t start = mk_day_of(2023, 1, 1);
    assert_non_null(f);
    fputs("client,article,day\n", f);
    for (size_t i = 0; i < l->n; i++) {
        char day[16];
        fprintf(f, "%d,%s %d,%s\n", l->p[i].who, name, l->p[i].what, mk_day_text(start + l->p[i].day, day));
    }
    fclose(f);
    mk_evaluate_log in = { path, "client", "article", "day", NULL, NULL, start + SPLIT, horizon, 1, 20, MK_METHOD_MAKIR };
    mk_evaluated e;
    if (mk_evaluate_need_log(&cx, &in, &e) < 0) fail_msg("%s: %s", name, cx.message);
    seen s = { e.score[0].list.recall, e.popular[0].list.recall, decayed(l, people, horizon), e.thin_score[0].list.recall, e.thin_popular[0].list.recall, e.own_auc, e.own_ece, e.thin, e.judged, e.state };
    print_message("# %s: recall in ten %.3f, by popularity %.3f, by own purchases decayed %.3f; %u with one basket %.3f, by popularity %.3f; %u judged; %s\n",
                  name, s.makir, s.popular, s.decayed, s.thins, s.thin, s.thin_popular, s.judged, s.state);
    return s;
}

static void four_shops(void **state)
{
    (void)state;
    static const struct { const char *name; shop_log (*make)(mk_rng *, int, bool); int people, horizon; double decayed, thin; bool settled; } shops[] = {
        { "grocer", grocer, 600, 7, .97, 1, false },       /* the ten most bought of thirty goods are near half of every basket: the best list there is has 1.2 times as much */
        { "settled grocer", grocer, 600, 7, .97, 1.05, true },
        { "pets", pets, 500, 28, 1, 1.25, false }, { "clothes", clothes, 600, 28, 2, 1.25, false },
    };
    mk_rng g = mk_rng_seed(20);
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++) {
        shop_log l = shops[i].make(&g, shops[i].people, shops[i].settled);
        seen s = judge(shops[i].name, &l, shops[i].people, shops[i].horizon);
        assert_string_equal(s.state, "enough");
        assert_true(s.makir >= s.decayed * shops[i].decayed && s.makir > 1.25 * s.popular);
        assert_true(s.thins > 20 && s.thin >= shops[i].thin * s.thin_popular);
    }
}

/* Two months in which nobody could buy say nothing of what each takes next: before the last week, and up to the day itself. */
static void closed_for_two_months(void **state)
{
    (void)state;
    static const struct { const char *name; int from, until; double auc, error; } shops[] = {
        { "open grocer", 0, 0, .85, .02 }, { "grocer closed to last week", 66, 6, .88, .05 }, { "grocer closed to the day", 21, -1, .82, .25 } };
    for (size_t i = 0; i < sizeof shops / sizeof *shops; i++) {
        mk_rng g = mk_rng_seed(22);
        shop_log all = grocer(&g, 600, false), l = { 0 };
        for (size_t k = 0; k < all.n; k++)
            if (all.p[k].day < SPLIT - shops[i].from || all.p[k].day >= SPLIT - shops[i].until) *mk_vec_push(cx.arena, &l) = all.p[k];
        seen s = judge(shops[i].name, &l, 600, 7);
        print_message("# %s: of what each had bought AUC %.3f, error %.3f\n", shops[i].name, s.own_auc, s.own_ece);
        assert_true(s.own_auc > shops[i].auc && s.own_ece < shops[i].error);
    }
}

/* A shop that opened two weeks ago, a handful of customers: a list, and the word that it is too little to know. */
static void too_thin(void **state)
{
    (void)state;
    shop_log (*const make[])(mk_rng *, int, bool) = { grocer, pets, clothes };
    static const char *const name[] = { "new grocer", "new pet shop", "new clothes" };
    mk_rng g = mk_rng_seed(21);
    for (int i = 0; i < 3; i++) {
        shop_log all = make[i](&g, 12, false), l = { 0 };
        for (size_t k = 0; k < all.n; k++)
            if (all.p[k].day > SPLIT - (i == 0 ? 7 : 60) && l.n < 60) *mk_vec_push(cx.arena, &l) = all.p[k];
        seen s = judge(name[i], &l, 12, 28);
        assert_string_equal(s.state, "too little to know");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(four_shops), cmocka_unit_test(closed_for_two_months), cmocka_unit_test(too_thin) };
    return cmocka_run_group_tests_name("unseen logs", tests, before, after);
}
