/* SPDX-License-Identifier: Apache-2.0
 * What one customer is worth over a horizon: orders times money, with what is not known of either. */
#include <math.h>
#include "matrix.h"
#include "special.h"
#include "value_int.h"

#define Z90 1.6448536269514722      /* the normal's 95 % point */

typedef struct who { double x, tx, T; } who;

/* In the time of the season. */
static who seen(const mk_value_model *m, const mk_value_history *h, int32_t now)
{
    double tx = (double)h->last - h->first, T = (double)now - h->first;
    if (m->season.known) {
        double first = mk_season_clock(&m->season, h->first);
        tx = mk_season_clock(&m->season, h->last) - first;
        T = mk_season_clock(&m->season, now) - first;
    }
    return (who){ (double)h->orders - 1, tx, T > tx ? T : tx };
}

static double ahead(const mk_value_model *m, int32_t now, double days)
{
    return m->season.known ? mk_season_clock(&m->season, now + days) - mk_season_clock(&m->season, now) : days;
}

/* Where the data are few, the model is spread over its uncertainty: 2n points at sqrt(n) standard deviations along the columns of the
 * Cholesky factor of the covariance of the log-parameters (the unscented transform of Julier & Uhlmann 1997), and the place itself.
 * Of two kinds of customers each is spread over its own; models beside are not spread. */
enum { POINTS = 2 * 9 + 2 * MK_BESIDE };
typedef struct spread { int n; mk_orders m[POINTS]; double part[POINTS], weight[POINTS], alive[POINTS]; int kind[POINTS]; } spread;    /* weight: part of the kind times P(he is of it) */

static void places_near(mk_orders m, const double *covariance, bool wide, int kind, spread *s)
{
    int n = mk_orders_parameters(m.kind), middle = s->n++;
    double l[16];
    s->m[middle] = m;
    s->part[middle] = 1;
    s->kind[middle] = kind;
    memcpy(l, covariance, sizeof(double) * (size_t)(n * n));
    if (wide && mk_cholesky(l, n)) {
        s->part[middle] = 1. / 3;
        for (int j = 0; j < n; j++)
            for (int side = -1; side <= 1; side += 2) {
                mk_orders *o = &s->m[s->n];
                *o = m;
                for (int i = j; i < n; i++) o->p[i] *= exp(fmax(-6, fmin(6, side * sqrt(1.5 * n) * l[i * n + j])));
                s->kind[s->n] = kind;
                s->part[s->n++] = 1. / (3 * n);
            }
    }
}

/* The places, the same for everybody, near the n models of all kinds. */
static void places_of(const mk_value_model *m, const mk_orders *one, int n, spread *s)
{
    s->n = 0;
    for (int i = 0; i < n; i++) {
        bool own = i == 0 || (i == 1 && m->orders.share > 0);
        places_near(one[i], i ? m->other_covariance : m->covariance, m->wide && own, i, s);
    }
}

/* P(still there), as it is told: see mk_orders_still. */
static double still(const spread *s)
{
    double sum = 0, all = 0;
    for (int i = 0; i < s->n; i++)
        if (s->m[i].kind != MK_NBD) {
            sum += s->weight[i] * s->alive[i];
            all += s->weight[i];
        }
    return all > 0 ? fmin(sum / all, 1) : 1;
}

/* The first place of each kind is the kind's own model. */
static void stand(const mk_kinds *of, who c, spread *s)
{
    for (int i = 0; i < s->n; i++) {
        int kind = s->kind[i];
        s->weight[i] = s->part[i] * of->share[kind];
        s->alive[i] = i && s->kind[i - 1] == kind ? mk_orders_alive(&s->m[i], c.x, c.tx, c.T) : of->alive[kind];
    }
}

/* One customer, and where the model sees him. */
typedef struct him { who c; double ahead; mk_kinds of; spread s; } him;

static void him_of(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, him *ret)
{
    ret->c = seen(m, h, now);
    ret->ahead = ahead(m, now, horizon);
    ret->of = mk_kinds_of(&m->orders, ret->c.x, ret->c.tx, ret->c.T);
    places_of(m, ret->of.one, ret->of.n, &ret->s);
    stand(&ret->of, ret->c, &ret->s);
}

/* P(more than n orders), n counting up from 0 with each step. */
typedef struct walk { int n; mk_ahead at[POINTS * (1 + MK_ANEW)]; double weight[POINTS * (1 + MK_ANEW)]; } walk;

static void walk_begin(const him *p, walk *w)
{
    const spread *s = &p->s;
    const who c = p->c;
    w->n = 0;
    for (int i = 0; i < s->n; i++) {
        double u[MK_ANEW], chance[MK_ANEW];
        mk_ahead_init(&w->at[w->n], &s->m[i], c.x, c.tx, c.T, p->ahead);
        w->weight[w->n++] = s->weight[i] * s->alive[i];
        for (int k = 0, n = mk_anew(&s->m[i], p->ahead, u, chance); k < n; k++) {
            mk_ahead_init(&w->at[w->n], &s->m[i], c.x, c.tx, c.T, p->ahead - u[k]);
            w->weight[w->n++] = s->weight[i] * (1 - s->alive[i]) * chance[k];
        }
    }
}

static double walk_above(const walk *w)
{
    double sum = 0;
    for (int i = 0; i < w->n; i++) sum += w->weight[i] * w->at[i].tail;
    return fmin(sum, 1);
}

static double walk_step(walk *w) { return mk_ahead_step_all(w->at, w->weight, w->n); }

/* P(more than none), by one place after the other: a walk of all at once is large. */
static double any(const him *p)
{
    const spread *s = &p->s;
    double sum = 0;
    mk_ahead at;
    for (int i = 0; i < s->n; i++) {
        double u[MK_ANEW], chance[MK_ANEW];
        mk_ahead_init(&at, &s->m[i], p->c.x, p->c.tx, p->c.T, p->ahead);
        sum += s->weight[i] * s->alive[i] * at.tail;
        for (int k = 0, n = mk_anew(&s->m[i], p->ahead, u, chance); k < n; k++) {
            mk_ahead_init(&at, &s->m[i], p->c.x, p->c.tx, p->c.T, p->ahead - u[k]);
            sum += s->weight[i] * (1 - s->alive[i]) * chance[k] * at.tail;
        }
    }
    return fmin(sum, 1);
}

/* His orders are the sum over the places, in the order of the walk. */
static double expected(const him *p)
{
    const spread *s = &p->s;
    double sum = 0;
    for (int i = 0; i < s->n; i++) {
        double u[MK_ANEW], chance[MK_ANEW];
        sum += s->weight[i] * s->alive[i] * mk_orders_mean(&s->m[i], p->c.x, p->c.tx, p->c.T, p->ahead);
        for (int k = 0, n = mk_anew(&s->m[i], p->ahead, u, chance); k < n; k++)
            sum += s->weight[i] * (1 - s->alive[i]) * chance[k] * mk_orders_mean(&s->m[i], p->c.x, p->c.tx, p->c.T, p->ahead - u[k]);
    }
    return sum;
}

/* false: there is too little to say anything. */
static bool rank(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, him *p, mk_value_answer *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->state = h->orders ? m->state : MK_VALUE_TOO_LITTLE;
    if (ret->state == MK_VALUE_TOO_LITTLE) return false;
    mk_gg gg = mk_value_gg(m);
    him_of(m, h, now, horizon < 1 ? 1 : horizon, p);
    double age = (double)now - h->first, at_last = (double)h->last - h->first;
    if (age < at_last) age = at_last;
    ret->alive_known = m->alive_known;
    ret->money_known = m->money_known;
    ret->age_days = age;
    ret->since_days = age - at_last;
    ret->interval_days = p->c.x > 0 ? at_last / p->c.x : 0;
    ret->buys = any(p);
    ret->orders = expected(p);
    ret->alive = still(&p->s);
    ret->alive_low = ret->alive_high = ret->alive;
    if (m->money_known) {
        ret->order_value = mk_gg_mean(&gg, h->orders, h->spent > 0 ? (double)h->spent : 0);
        ret->money = ret->orders * ret->order_value;
    }
    return true;
}

void mk_value_rank(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret)
{
    him p;
    rank(m, h, now, horizon, &p, ret);
}

/* The delta method on the log-odds: var = g' C g, g by central differences in the log-parameters. */
static void alive_interval(const mk_value_model *m, const him *p, mk_value_answer *ret)
{
    double step = 1e-4, g[4], variance = 0;
    int n = mk_orders_parameters(m->orders.kind);
    who c = p->c;
    if (!(ret->alive > 0 && ret->alive < 1)) return;
    for (int kind = 0; kind < (m->orders.share > 0 ? 2 : 1); kind++) {
        for (int i = 0; i < n; i++) {
            double u[4], d[4];
            memcpy(u, p->of.one[kind].p, sizeof u);
            memcpy(d, u, sizeof d);
            u[i] *= 1 + step;
            d[i] /= 1 + step;
            double pu = mk_orders_still_if(&m->orders, &p->of, kind, u, c.x, c.tx, c.T), pd = mk_orders_still_if(&m->orders, &p->of, kind, d, c.x, c.tx, c.T);
            if (!(pu > 0 && pu < 1 && pd > 0 && pd < 1)) return;
            g[i] = (mk_log_odds(pu) - mk_log_odds(pd)) / (2 * log1p(step));
        }
        variance += mk_quadratic(kind ? m->other_covariance : m->covariance, n, g);
    }
    double sd = sqrt(fmax(0, variance)), z = mk_log_odds(ret->alive);
    ret->alive_low = fmin(ret->alive, mk_logistic(z - Z90 * sd));
    ret->alive_high = fmax(ret->alive, mk_logistic(z + Z90 * sd));
}

/* The distribution of orders, put together for the money: exact for the first counts, then in blocks of growing width,
 * each with its mean count. A block is a fifteenth of its count wide, much narrower than the spread of one customer's money. */
enum { BLOCKS = 160 };
typedef struct mixture { int n; double none, p[BLOCKS], k[BLOCKS], shape[BLOCKS], lbeta[BLOCKS]; } mixture;     /* shape, lbeta: see money_below */

/* Walks the exact distribution once: the 5 %, 50 % and 95 % points of the orders, and the blocks. */
static void orders_interval(walk *w, double beyond, mk_value_answer *ret, mixture *mix)
{
    double above = walk_above(w), in_block = 0, sum_k = 0, before = 0;    /* before: P(fewer than n) */
    bool low = false, high = false;
    int until = 1;
    mix->n = 0;
    mix->none = 1 - above;
    for (int n = 0; above >= 1e-7 && n < 100000; n++) {
        double upto = 1 - above;
        if (!low && upto >= beyond) { ret->orders_low = mk_nearer(upto, before, beyond) ? n + 1 : n; low = true; }
        if (upto < .5) ret->orders_median = n + 1;
        if (!high && upto >= 1 - beyond) { ret->orders_high = n && mk_nearer(before, upto, 1 - beyond) ? n - 1 : n; high = true; }
        before = upto;
        double next = walk_step(w), p = above - next;     /* of exactly n + 1 */
        in_block += p;
        sum_k += p * (n + 1);
        if (n + 1 >= until) {
            if (in_block > 0 && mix->n < BLOCKS) {
                mix->p[mix->n] = in_block;
                mix->k[mix->n++] = sum_k / in_block;
            }
            in_block = sum_k = 0;
            until = n + 2 + (n + 1) / 15;
        }
        above = next;
    }
    if (in_block > 0 && mix->n < BLOCKS) {
        mix->p[mix->n] = in_block;
        mix->k[mix->n++] = sum_k / in_block;
    }
}

/* P(his money is at most s): k more orders bring S with S/(S + v + sum) ~ Beta(p k, q + p n). What does not depend on s is made once for each block
 * (weigh). More orders bring less than s ever more seldom, so the sum ends where the rest cannot be seen. */
static double money_below(const mixture *mix, const mk_gg *gg, const mk_value_history *h, double s)
{
    if (!(s > 0)) return mix->none;
    double f = mix->none, spent = h->spent > 0 ? (double)h->spent : 0, b = gg->q + gg->p * h->orders;
    mk_beta_place at = mk_beta_place_of(s / (s + gg->v + spent));
    for (int i = 0; i < mix->n; i += 2) {
        double part[2];
        mk_beta_inc_near(&mix->shape[i], b, &at, &mix->lbeta[i], part);
        for (int k = i; k < i + 2 && k < mix->n; k++) {
            f += mix->p[k] * part[k - i];
            if (part[k - i] < 1e-7) return f;
        }
    }
    return f;
}

/* They are asked two at a time: of the last one there may be two. */
static void weigh(mixture *mix, const mk_gg *gg, const mk_value_history *h)
{
    for (int i = 0; i < mix->n; i++) {
        mix->shape[i] = gg->p * mix->k[i];
        mix->lbeta[i] = mk_lbeta(mix->shape[i], gg->q + gg->p * h->orders);
    }
    if (mix->n % 2) mix->shape[mix->n] = mix->shape[mix->n - 1], mix->lbeta[mix->n] = mix->lbeta[mix->n - 1];
}

/* Where money_below reaches `part`. The logarithm of his money against the normal's quantile of its probability is near a straight
 * line, so the search starts at the log-normal of the same mean and spread, follows the chord, and is there in some three steps;
 * halving a bracket, now and then, guards it. Ends when the probability is met within 2e-5, or the place to one part in two thousand. */
static double money_point(const mixture *mix, const mk_gg *gg, const mk_value_history *h, double mean, double part)
{
    if (mix->none >= part || !(mean > 0)) return 0;
    double some = 1 - mix->none, q = gg->q + gg->p * h->orders, square = 0;
    for (int i = 0; i < mix->n; i++) square += mix->p[i] / some * mix->k[i] * (mix->k[i] + 1 / gg->p);
    double k = 0;
    for (int i = 0; i < mix->n; i++) k += mix->p[i] / some * mix->k[i];
    double over = q > 2 ? square / (k * k) * (q - 1) / (q - 2) : 0;         /* E[S^2] / E[S]^2 */
    double sd = over > 1 && over < 100 ? sqrt(log(over)) : 1;
    double goal = mk_normal_quantile((part - mix->none) / some);
    double lo = -INFINITY, hi = INFINITY, x = log(mean / some) - sd * sd / 2 + sd * goal, slope = 1 / sd, was_x = 0, was_z = 0;
    for (int i = 0; i < 60; i++) {
        double f = money_below(mix, gg, h, exp(x)) - part;
        if (fabs(f) < 2e-5 || hi - lo < 5e-4) return exp(x);
        if (f < 0) lo = x; else hi = x;
        double z = mk_normal_quantile((f + part - mix->none) / some), next = f < 0 ? INFINITY : -INFINITY;
        if (isfinite(z)) {
            if (i && isfinite(was_z)) slope = fmax((z - was_z) / (x - was_x), .25 / sd);
            next = x + (goal - z) / slope;
        }
        was_x = x, was_z = z;
        next = fmin(fmax(next, x - 2 * sd * (i + 1)), x + 2 * sd * (i + 1));
        if (lo > -INFINITY && hi < INFINITY && (i % 3 == 2 || !(next > lo && next < hi))) next = (lo + hi) / 2;      /* the chances of few orders make stairs */
        x = next;
    }
    return exp(x);
}

void mk_value_answer_of(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret)
{
    him p;
    walk w;
    mixture mix;
    if (!rank(m, h, now, horizon, &p, ret)) return;
    mk_gg gg = mk_value_gg(m);
    who c = p.c;
    alive_interval(m, &p, ret);
    walk_begin(&p, &w);
    orders_interval(&w, m->beyond, ret, &mix);
    if (m->money_known) {
        weigh(&mix, &gg, h);
        ret->money_low = money_point(&mix, &gg, h, ret->money, m->beyond);
        ret->money_high = money_point(&mix, &gg, h, ret->money, 1 - m->beyond);
        if (ret->money_high > 0) ret->money_high = fmax(ret->money_high, ret->money);   /* where few orders are worth nearly all, the mean lies beyond: the wider range is told */
    }
    static const double chance[] = { .05, .5, .95 }, nearly = .9;
    double next[3], usual;
    mk_orders_points(&m->orders, &p.of, c.x, c.tx, c.T, chance, 3, next);
    mk_orders_points(&m->orders, NULL, c.x, c.tx, c.tx, &nearly, 1, &usual);
    ret->next_low = mk_season_days(&m->season, now, next[0]);
    ret->next_days = mk_season_days(&m->season, now, next[1]);
    ret->next_high = mk_season_days(&m->season, now, next[2]);
    ret->usual_days = mk_season_days(&m->season, h->last, usual);
    ret->late_days = fmax(0, ret->since_days - ret->usual_days);
}

double mk_value_next_within(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t days)
{
    if (!h->orders || days < 1) return 0;
    him p;
    him_of(m, h, now, days, &p);
    return any(&p);
}

void mk_value_forecasts(mk_arena *arena, const mk_value_model *m, const mk_orders_cell *cells, size_t n, double t, mk_value_each each, void *self)
{
    mk_tails tails = mk_tails_on(arena);
    mk_tail tail = { .arena = arena };
    if (m->season.known) {
        cells = mk_value_in_season(arena, &m->season, m->learnt_on, cells, n);
        t = ahead(m, m->learnt_on, t);
    }
    double *alive = m->wide ? NULL : MK_NEWN(arena, double, n + 1);
    bool summed = m->orders.kind != MK_PARETO && (m->orders.kind != MK_NBD || m->orders.k > 1);    /* the mean is the sum of the tails */
    him p = { .ahead = t };
    spread *s = &p.s;
    if (m->wide) places_of(m, p.of.one, mk_kinds_models(&m->orders, p.of.one), s);
    else mk_orders_alive_all(mk_orders_data_new(arena, cells, n), &m->orders, alive);
    for (size_t i = 0; i < n; i++) {
        const mk_orders_cell *c = &cells[i], *was = i ? c - 1 : NULL;
        if (m->wide) {
            who h = p.c = (who){ c->x, c->tx, c->T };
            walk w;
            p.of = mk_kinds_of(&m->orders, h.x, h.tx, h.T);
            stand(&p.of, h, s);
            walk_begin(&p, &w);
            tail.n = 0;
            tail.mean = 0;
            for (double above = walk_above(&w); above > 1e-7 && tail.n < 1u << 20; above = walk_step(&w)) {
                mk_tail_put(&tail, above);
                if (summed) tail.mean += above;
            }
            if (!summed) tail.mean = expected(&p);
            mk_forecast f = mk_forecast_of(&tail, 1, m->beyond);
            f.alive = still(s);
            each(self, i, &f, &tail, 1);
            continue;
        }
        if (!was || was->x != c->x || was->T != c->T || (mk_orders_by_last(&m->orders) && was->tx != c->tx)) mk_tails_of(&tails, &m->orders, c->x, c->tx, c->T, t);
        double scale = alive[i];
        const mk_tail *both = mk_tails_at(&tails, &scale);
        mk_forecast f = mk_forecast_of(both, scale, m->beyond);
        f.alive = mk_orders_plain(&m->orders) ? alive[i] : mk_orders_still(&m->orders, c->x, c->tx, c->T);
        each(self, i, &f, both, scale);
    }
}
