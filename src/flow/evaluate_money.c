/* SPDX-License-Identifier: Apache-2.0
 * Evaluate: the money. What an order is worth (spend.h) times the orders that are foretold, raced against past spend. */
#include "evaluate_int.h"
#include "spend.h"
#include <math.h>

enum { LEARNT_FROM = 20000 };       /* customers; of more every k-th, by the hash of who they are */

/* What one customer brought: up to a day as a history, in the `window` days before it, and from then to another day. */
typedef struct purse { mk_spend_history h; double past, after; int32_t first, last; uint32_t orders; } purse;

static int purse_of(mk_cx *cx, const mk_value_trial *t, size_t customer, int32_t now, int32_t window, int32_t to, purse *p)
{
    const mk_value_log *l = &t->log;
    memset(p, 0, sizeof *p);
    for (size_t i = l->from[customer], end = l->from[customer + 1]; i < end;) {
        mk_value_day d = mk_value_day_of(l, &i, end);
        if (d.day < l->first || d.day > to) continue;
        if (d.day > now) { p->after += (double)d.sum; continue; }
        if (d.order) {
            if (!p->orders) p->first = d.day;
            p->last = d.day;
            p->orders++;
        }
        if (p->orders && d.day > now - window) p->past += (double)d.sum;
        if (d.order || d.sum < 0) MK_TRY(mk_spend_history_add(cx, &p->h, d.day, d.sum, 0));
    }
    return 0;
}

/* How often he comes while he is a customer, by the model of orders. */
static double pace_of(const mk_orders *m, const purse *p, int32_t now)
{
    return (m->p[0] + (double)(p->orders - 1) * m->k) / (m->p[1] + (double)now - p->first) / m->k;
}

static bool learnt_from(const mk_value_trial *t, size_t customer)
{
    uint64_t step = 1 + t->customers / LEARNT_FROM;
    return step == 1 || mk_hash(13, mk_value_log_name(&t->log, customer)) % step == 0;
}

static int fit(mk_cx *cx, const work *w)
{
    mk_value_trial *t = w->t;
    mk_spend_summary *s = mk_spend_summary_new(cx->arena);
    for (size_t c = 0; c < t->log.customers; c++) {
        purse p;
        if (w->person[c].cell == UINT32_MAX || !learnt_from(t, c)) continue;
        MK_TRY(purse_of(cx, t, c, t->split, 0, t->split, &p));
        if (p.orders) MK_TRY(mk_spend_summary_add(cx, s, &p.h, pace_of(&t->model.orders, &p, t->split)));
    }
    return mk_spend_fit(cx, s, &t->spend, &t->spend_fit);
}

/* Past spend, the model, or both: decided on what happened after the farthest place in the past that was tried. */
static int race(mk_cx *cx, const work *w)
{
    mk_value_trial *t = w->t;
    t->money_race = (mk_money_race){ .of_model = 1 };
    if (!t->fit.race.backs) return 0;
    int32_t back = t->fit.race.back[0], then = t->split - back;
    mk_money_row *row = MK_NEWN(cx->arena, mk_money_row, 2 * LEARNT_FROM + t->customers % LEARNT_FROM + 1);
    size_t n = 0, most = 2 * LEARNT_FROM;
    const mk_orders *m = &t->model.orders;
    for (size_t c = 0; c < t->log.customers && n < most; c++) {
        purse p;
        if (w->person[c].cell == UINT32_MAX || !learnt_from(t, c)) continue;
        MK_TRY(purse_of(cx, t, c, then, back, t->split, &p));
        if (!p.orders) continue;
        double x = p.orders - 1, tx = p.last - p.first, T = then - p.first;
        double orders = mk_orders_alive(m, x, tx, T) * mk_orders_mean(m, x, tx, T, back);
        row[n++] = (mk_money_row){ orders * mk_spend_mean(&t->spend, &p.h, pace_of(m, &p, then)), fmax(0, p.past), p.after };
    }
    return mk_money_race_of(cx, row, n, &t->money_race);
}

static void add(mk_money_scores *s, double said, double came)
{
    s->customers++;
    s->actual += came;
    s->mean += said;
    s->absolute += fabs(said - came);
    s->square += (said - came) * (said - came);
}

int mk_trial_money(mk_cx *cx, work *w, const judging *j, float *ret_money)
{
    mk_value_trial *t = w->t;
    size_t n = 0, all = t->log.customers + 1;
    int32_t horizon = t->to - t->split;
    MK_TRY(fit(cx, w));
    if (t->spend.state == MK_KNOWN_TOO_LITTLE) return 0;
    MK_TRY(race(cx, w));
    float *said = MK_NEWN(cx->arena, float, all), *past = MK_NEWN(cx->arena, float, all), *came = MK_NEWN(cx->arena, float, all);
    for (size_t c = 0; c + 1 < all; c++) {
        purse p;
        uint32_t cell = w->person[c].cell;
        if (cell == UINT32_MAX) continue;
        MK_TRY(purse_of(cx, t, c, t->split, horizon, t->to, &p));
        double one = mk_spend_mean(&t->spend, &p.h, pace_of(&t->model.orders, &p, t->split)), before = fmax(0, p.past);
        double model = one * (double)j->mean[j->by_person ? c : cell], money = fmax(0, mk_money_said(&t->money_race, model, before));
        add(&t->money_model, model, p.after);
        add(&t->money, money, p.after);
        add(&t->past_spend, before, p.after);
        ret_money[c] = (float)money;
        said[n] = (float)money;
        past[n] = (float)before;
        came[n++] = (float)fmax(0, p.after);
    }
    t->money_known = true;
    t->money.gini = mk_gini(cx->arena, said, came, n);
    t->past_spend.gini = mk_gini(cx->arena, past, came, n);
    return 0;
}
