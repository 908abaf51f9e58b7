/* SPDX-License-Identifier: Apache-2.0
 * How well value is foretold: CDNOW learnt on 39 weeks, held against the 39 weeks after; Online Retail on half a year each.
 * Bias and errors of the mean forecast, how often the 90 % intervals hold, and how well money ranks customers. docs/maths/value.md. */
#include <math.h>
#include "baskets.h"

typedef struct customer { mk_value_history h; double orders, money; } customer;
typedef struct ranked { double by, money; } ranked;

static int by_most(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    return (x->by < y->by) - (x->by > y->by);
}

/* The Gini of money in the order of `by`, over the Gini of money in its own order. */
static double gini(ranked *r, size_t n)
{
    double g[2];
    for (int own = 0; own < 2; own++) {
        double total = 0, sum = 0, area = 0;
        if (own) for (size_t i = 0; i < n; i++) r[i].by = r[i].money;
        qsort(r, n, sizeof *r, by_most);
        for (size_t i = 0; i < n; i++) total += r[i].money;
        for (size_t i = 0; i < n; i++) { sum += r[i].money; area += sum / total - (double)(i + 1) / (double)n; }
        g[own] = area;
    }
    return g[0] / g[1];
}

static void judge(mk_cx *cx, const char *name, const customer *c, size_t n, int32_t now, int32_t horizon)
{
    mk_value_summary *s = mk_value_summary_new(cx->arena, now);
    for (size_t i = 0; i < n; i++) if (mk_value_summary_add(cx, s, i, &c[i].h, NULL) < 0) { puts(cx->message); exit(1); }
    mk_value_model m;
    mk_value_diagnostics d;
    if (mk_value_fit(cx, s, NULL, &m, &d) < 0) { puts(cx->message); exit(1); }
    double bias = 0, orders = 0, mae = 0, square = 0, inside = 0, brier = 0, money = 0, said = 0, money_mae = 0, money_inside = 0, k = 0;
    ranked *by_model = MK_NEWN(cx->arena, ranked, n + 1), *by_past = MK_NEWN(cx->arena, ranked, n + 1);
    for (size_t i = 0; i < n; i++) {
        mk_value_answer a;
        if (!c[i].h.orders) continue;
        mk_value_answer_of(&m, &c[i].h, now, horizon, &a);
        bias += a.orders;
        orders += c[i].orders;
        mae += fabs(a.orders - c[i].orders);
        square += pow(a.orders - c[i].orders, 2);
        inside += c[i].orders >= a.orders_low && c[i].orders <= a.orders_high;
        brier += pow(a.buys - (c[i].orders > 0), 2);
        said += a.money;
        money += c[i].money;
        money_mae += fabs(a.money - c[i].money) / 100;
        money_inside += c[i].money >= a.money_low && c[i].money <= a.money_high;
        by_model[(size_t)k] = (ranked){ a.money, fmax(0, c[i].money) };
        by_past[(size_t)k++] = (ranked){ (double)c[i].h.spent, fmax(0, c[i].money) };
    }
    char model[24];
    printf("%s: %.0f customers, %s, state %d why %d; orders bias %+.1f %% MAE %.4f RMSE %.3f Brier %.4f, 90 %% interval holds %.3f\n", name, k,
           mk_orders_name(m.orders.kind, m.orders.k, model), (int)d.race.state, (int)d.race.why, 100 * (bias / orders - 1), mae / k, sqrt(square / k), brier / k, inside / k);
    printf("    money bias %+.1f %% MAE %.2f, 90 %% interval holds %.3f, normalised Gini %.3f (past spend %.3f)\n", 100 * (said / money - 1),
           money_mae / k, money_inside / k, gini(by_model, (size_t)k), gini(by_past, (size_t)k));
}

static void cd(mk_cx *cx, const char *name, const char *path, bool sample)
{
    int32_t now = mk_day_of(1997, 9, 30), end = mk_day_of(1998, 6, 30);
    cohort before = cdnow(cx, path, sample, now), all = cdnow(cx, path, sample, end);
    if (!before.n) return;
    customer *c = MK_NEWN(cx->arena, customer, before.n);
    for (size_t i = 0; i < before.n; i++)
        c[i] = (customer){ before.all[i], all.all[i].orders - before.all[i].orders, (double)(all.all[i].spent - before.all[i].spent) };
    judge(cx, name, c, before.n, now, end - now);
}

static void shops(mk_cx *cx)
{
    shop s = retail(cx->arena);
    if (!s.n) return;
    int32_t now = mk_day_of(2011, 6, 9), end = mk_day_of(2011, 12, 9);
    customer *c = MK_NEWN(cx->arena, customer, s.n);
    for (size_t i = 0; i < s.n; i++) {
        mk_value_history all = { 0 };
        for (size_t k = 0; k < s.p[i].n; k++) {
            if (s.p[i].p[k].day <= now) mk_value_history_add(cx, &c[i].h, s.p[i].p[k].day, s.p[i].p[k].amount);
            mk_value_history_add(cx, &all, s.p[i].p[k].day, s.p[i].p[k].amount);
        }
        c[i].orders = all.orders - c[i].h.orders;
        c[i].money = (double)(all.spent - c[i].h.spent);
    }
    judge(cx, "online retail", c, s.n, now, end - now);
}

int main(void)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    cd(&cx, "cdnow 1/10", "value/cdnow/CDNOW_sample.txt", true);
    cd(&cx, "cdnow", "value/cdnow/CDNOW_master.txt.xz", false);
    shops(&cx);
    return 0;
}
