/* SPDX-License-Identifier: Apache-2.0
 * How well money is foretold: orders by the model of value, times what one order is worth, against past spend; whichever the race on
 * the first part of the learning time chooses. docs/maths/worth.md 2. */
#include <math.h>
#include <time.h>
#include "purchases.h"
#include "spend.h"

typedef struct customer { int id; int32_t *day; mk_value_history value; mk_spend_history spend; double orders, money; } customer;
typedef mk_vec(customer) base;

/* Histories up to `now`, and what came after until `end`. */
static base split(mk_cx *cx, const purchases *l, int32_t now, int32_t end)
{
    base b = { 0 };
    for (size_t i = 0, j; i < l->n; i = j) {
        customer c = { .id = l->p[i].id };
        mk_vec(int32_t) days = { 0 };
        int32_t last = 0;
        for (j = i; j < l->n && l->p[j].id == l->p[i].id; j++) {
            const bought *x = &l->p[j];
            if (x->day <= now) {
                if (!days.n || days.p[days.n - 1] != x->day) *mk_vec_push(cx->arena, &days) = x->day;
                if (mk_value_history_add(cx, &c.value, x->day, x->amount) < 0 || mk_spend_history_add(cx, &c.spend, x->day, x->amount, 0) < 0) abort();
            } else if (x->day <= end) {
                c.orders += x->day != last;
                c.money += (double)x->amount / 100;
                last = x->day;
            }
        }
        c.day = days.p;
        if (c.value.orders) *mk_vec_push(cx->arena, &b) = c;
    }
    return b;
}

typedef struct said { double *model, *past; mk_value_model orders; mk_spend_model spend; mk_spend_diagnostics d; } said;

static said tell(mk_cx *cx, const base *b, int32_t from, int32_t now, int32_t end)
{
    said s = { MK_NEWN(cx->arena, double, b->n + 1), MK_NEWN(cx->arena, double, b->n + 1) };
    mk_value_summary *v = mk_value_summary_new(cx->arena, now);
    mk_value_diagnostics vd;
    for (size_t i = 0; i < b->n; i++) if (mk_value_summary_add(cx, v, (uint64_t)b->p[i].id, &b->p[i].value, b->p[i].day) < 0) abort();
    if (mk_value_fit(cx, v, NULL, &s.orders, &vd) < 0) abort();
    mk_spend_summary *m = mk_spend_summary_new(cx->arena);
    double *pace = MK_NEWN(cx->arena, double, b->n + 1);
    for (size_t i = 0; i < b->n; i++) {
        const mk_value_history *h = &b->p[i].value;
        const mk_orders *o = &s.orders.orders;
        pace[i] = (o->p[0] + o->k * (h->orders - 1.)) / (o->k * (o->p[1] + now - h->first));
        if (mk_spend_summary_add(cx, m, &b->p[i].spend, pace[i]) < 0) abort();
    }
    clock_t t = clock();
    if (mk_spend_fit(cx, m, &s.spend, &s.d) < 0) abort();
    printf("    fit %.1f ms; ", (double)(clock() - t) * 1000 / CLOCKS_PER_SEC);
    for (size_t i = 0; i < b->n; i++) {
        mk_value_answer a;
        mk_value_rank(&s.orders, &b->p[i].value, now, end - now, &a);
        s.model[i] = a.orders * mk_spend_mean(&s.spend, &b->p[i].spend, pace[i]) / 100;
        s.past[i] = (double)mk_spend_net(&b->p[i].spend) / 100 * (end - now) / (now - from + 1);
    }
    return s;
}

static void judge(mk_cx *cx, const char *name, const char *path, int kind, int32_t from, int32_t now, int32_t end)
{
    purchases l = purchases_of(cx->arena, path, kind);
    if (!l.n) return;
    int32_t middle = from + (now - from) / 2;
    printf("%s\n", name);
    base inner = split(cx, &l, middle, now), b = split(cx, &l, now, end);
    said si = tell(cx, &inner, from, middle, now), s = tell(cx, &b, from, now, end);
    mk_money_row *row = MK_NEWN(cx->arena, mk_money_row, inner.n);
    for (size_t i = 0; i < inner.n; i++) row[i] = (mk_money_row){ { si.model[i], si.past[i], si.model[i], si.model[i] }, inner.p[i].money, 0 };
    mk_money_race race;
    if (mk_money_race_of(cx, row, inner.n, &race) < 0) abort();
    double total = 0, bias = 0, mae[3] = { 0 };
    for (size_t i = 0; i < b.n; i++) {
        double y = b.p[i].money, m = mk_money_said(&race, (double[MK_MONEY_WAYS]){ s.model[i], s.past[i], s.model[i], s.model[i] });
        total += y;
        bias += m;
        mae[0] += fabs(s.model[i] - y);
        mae[1] += fabs(s.past[i] - y);
        mae[2] += fabs(m - y);
    }
    double n = (double)b.n;
    printf("%zu customers, %s (last order missed by %.2f, %.2f), slope %.3f, rank %.3f\n    inside: model %.2f past %.2f -> %d, its share %.2f\n"
           "    ahead: model MAE %.2f, past spend %.2f, chosen %.2f, bias %+.1f %%\n", b.n, s.spend.kind ? "log-normal" : "gamma-gamma",
           s.d.held_out[0] / 100, s.d.held_out[1] / 100, s.spend.slope, s.d.rank_correlation, race.mae[0], race.mae[1], race.way, race.share,
           mae[0] / n, mae[1] / n, mae[2] / n, 100 * (bias / total - 1));
}

int main(void)
{
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    int32_t cd = mk_day_of(1997, 9, 30);
    judge(&cx, "CDNOW 1/10", "value/cdnow/CDNOW_sample.txt", CDNOW_SAMPLE, mk_day_of(1997, 1, 1), cd, mk_day_of(1998, 6, 30));
    judge(&cx, "CDNOW", "value/cdnow/CDNOW_master.txt.xz", CDNOW_MASTER, mk_day_of(1997, 1, 1), cd, mk_day_of(1998, 6, 30));
    judge(&cx, "apparel", "value/apparelTrans.csv.xz", APPAREL, mk_day_of(2005, 1, 2), mk_day_of(2006, 12, 31), mk_day_of(2010, 12, 20));
    judge(&cx, "Online Retail", "value/online_retail_2010_2011.csv.xz", RETAIL, mk_day_of(2010, 12, 1), mk_day_of(2011, 6, 9), mk_day_of(2011, 12, 9));
    mk_arena_free(cx.arena);
    return 0;
}
