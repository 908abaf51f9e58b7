/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "special.h"
#include "value_int.h"

#define Z90 1.6448536269514722      /* the normal's 95 % point */

typedef struct who { double x, tx, T; } who;

static who seen(const mk_value_history *h, int32_t now)
{
    double tx = (double)h->last - h->first, T = (double)now - h->first;
    return (who){ (double)h->orders - 1, tx, T > tx ? T : tx };
}

void mk_value_rank(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->state = h->orders ? m->state : MK_VALUE_TOO_LITTLE;
    if (ret->state == MK_VALUE_TOO_LITTLE) return;
    if (horizon < 1) horizon = 1;
    mk_bg bg = mk_value_bg(m);
    mk_gg gg = mk_value_gg(m);
    who c = seen(h, now);
    ret->alive_known = m->alive_known;
    ret->money_known = m->money_known;
    ret->age_days = c.T;
    ret->since_days = c.T - c.tx;
    ret->interval_days = c.x > 0 ? c.tx / c.x : 0;
    ret->alive = ret->alive_low = ret->alive_high = mk_bg_alive(&bg, c.x, c.tx, c.T);
    ret->orders = ret->alive * mk_bg_orders(&bg, c.x, c.T, horizon);
    ret->buys = ret->alive * mk_bg_ahead(&bg, c.x, c.T, horizon).nb;
    if (m->money_known) {
        ret->order_value = mk_gg_mean(&gg, h->orders, h->spent > 0 ? (double)h->spent : 0);
        ret->money = ret->orders * ret->order_value;
    }
}

/* The delta method on the log-odds: var = g' C g, g by central differences in the four log-parameters. */
static void alive_interval(const mk_value_model *m, who c, mk_value_answer *ret)
{
    double step = 1e-4, g[4];
    if (!(ret->alive > 0 && ret->alive < 1)) return;
    for (int i = 0; i < 4; i++) {
        double up[4] = { m->r, m->alpha, m->a, m->b }, down[4] = { m->r, m->alpha, m->a, m->b };
        up[i] *= 1 + step;
        down[i] /= 1 + step;
        mk_bg u = { m->modified, up[0], up[1], up[2], up[3] }, d = { m->modified, down[0], down[1], down[2], down[3] };
        double pu = mk_bg_alive(&u, c.x, c.tx, c.T), pd = mk_bg_alive(&d, c.x, c.tx, c.T);
        if (!(pu > 0 && pu < 1 && pd > 0 && pd < 1)) return;
        g[i] = (mk_log_odds(pu) - mk_log_odds(pd)) / (2 * log1p(step));
    }
    double sd = sqrt(fmax(0, mk_quadratic(m->covariance, 4, g))), z = mk_log_odds(ret->alive);
    ret->alive_low = mk_logistic(z - Z90 * sd);
    ret->alive_high = mk_logistic(z + Z90 * sd);
}

/* The distribution of orders, put together for the money: exact for the first counts, then in blocks of growing width,
 * each with its mean count. A block is a fifteenth of its count wide, much narrower than the spread of one customer's money. */
enum { BLOCKS = 160 };
typedef struct mixture { int n; double none, p[BLOCKS], k[BLOCKS], lbeta[BLOCKS]; } mixture;     /* lbeta: see money_below */

/* Walks the exact distribution once: the 5 % and 95 % points of the orders, and the blocks. */
static void orders_interval(const mk_bg *bg, who c, double alive, int32_t horizon, mk_value_answer *ret, mixture *mix)
{
    mk_bg_walk w = mk_bg_ahead(bg, c.x, c.T, horizon);
    bool low = false;
    double in_block = 0, sum_k = 0;
    int until = 1;
    mix->n = 0;
    mix->none = 1 - alive * w.tail;
    ret->orders_low = 0;
    ret->orders_high = 0;
    if (mix->none >= .05) low = true;
    for (int n = 0;; n++) {                             /* here w.tail = P(> n | alive) */
        double above = alive * w.tail;
        if (!low && 1 - above >= .05) { ret->orders_low = n; low = true; }
        if (above > .05) ret->orders_high = n + 1;
        if (above < 1e-7 || n > 100000) break;
        mk_bg_step(&w);
        double p = alive * w.exact;                     /* of exactly n + 1 */
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
    }
    if (in_block > 0 && mix->n < BLOCKS) {
        mix->p[mix->n] = in_block;
        mix->k[mix->n++] = sum_k / in_block;
    }
}

/* mk_gg_below of each block, with what does not depend on s made once (weigh). More orders bring less than s ever more seldom, so the
 * sum ends where the rest cannot be seen. */
static double money_below(const mixture *mix, const mk_gg *gg, const mk_value_history *h, double s)
{
    if (!(s > 0)) return mix->none;
    double f = mix->none, spent = h->spent > 0 ? (double)h->spent : 0, x = s / (s + gg->v + spent), b = gg->q + gg->p * h->orders;
    for (int i = 0; i < mix->n; i++) {
        double one = mk_beta_inc_near(gg->p * mix->k[i], b, x, mix->lbeta[i]);
        f += mix->p[i] * one;
        if (one < 1e-7) break;
    }
    return f;
}

static void weigh(mixture *mix, const mk_gg *gg, const mk_value_history *h)
{
    for (int i = 0; i < mix->n; i++) mix->lbeta[i] = mk_lbeta(gg->p * mix->k[i], gg->q + gg->p * h->orders);
}

/* The point where money_below reaches `part`: bracketed by doubling, then by false position with the Illinois correction on
 * the logarithm of money, to one part in two thousand. */
static double money_point(const mixture *mix, const mk_gg *gg, const mk_value_history *h, double start, double part)
{
    if (mix->none >= part || !(start > 0)) return 0;
    double lo = log(start), hi = lo, flo = money_below(mix, gg, h, start) - part, fhi = flo;
    for (int i = 0; i < 60 && flo > 0; i++) { hi = lo; fhi = flo; lo -= 1; flo = money_below(mix, gg, h, exp(lo)) - part; }
    for (int i = 0; i < 60 && fhi < 0; i++) { lo = hi; flo = fhi; hi += 1; fhi = money_below(mix, gg, h, exp(hi)) - part; }
    if (fhi < 0) return exp(hi);
    for (int i = 0, side = 0; i < 60 && hi - lo > 5e-4; i++) {
        double x = fhi > flo ? (lo * fhi - hi * flo) / (fhi - flo) : (lo + hi) / 2;
        double edge = (hi - lo) * .02;
        x = fmin(fmax(x, lo + edge), hi - edge);
        double f = money_below(mix, gg, h, exp(x)) - part;
        if (fabs(f) < 2e-5) return exp(x);
        if (f < 0) { lo = x; flo = f; if (side == -1) fhi /= 2; side = -1; }
        else { hi = x; fhi = f; if (side == 1) flo /= 2; side = 1; }
    }
    return exp((lo + hi) / 2);
}

/* Given alive, the time to the next order is Lomax: P(> t) = ((alpha+T)/(alpha+T+t))^(r+x). */
static double next_point(const mk_value_model *m, who c, double part)
{
    double t = (m->alpha + c.T) * expm1(-log1p(-part) / (m->r + c.x));
    return t < 1e6 ? t : 1e6;
}

void mk_value_answer_of(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, mk_value_answer *ret)
{
    mk_value_rank(m, h, now, horizon, ret);
    if (ret->state == MK_VALUE_TOO_LITTLE) return;
    mk_bg bg = mk_value_bg(m);
    mk_gg gg = mk_value_gg(m);
    who c = seen(h, now);
    mixture mix;
    alive_interval(m, c, ret);
    orders_interval(&bg, c, ret->alive, horizon < 1 ? 1 : horizon, ret, &mix);
    if (m->money_known) {
        weigh(&mix, &gg, h);
        ret->money_low = money_point(&mix, &gg, h, ret->money, .05);
        ret->money_high = money_point(&mix, &gg, h, ret->money, .95);
    }
    ret->next_low = next_point(m, c, .05);
    ret->next_days = next_point(m, c, .5);
    ret->next_high = next_point(m, c, .95);
}

void mk_value_orders_pmf(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t horizon, double *ret, int count)
{
    if (count < 1) return;
    for (int i = 0; i < count; i++) ret[i] = 0;
    if (!h->orders) { ret[0] = 1; return; }
    mk_bg bg = mk_value_bg(m);
    who c = seen(h, now);
    double alive = mk_bg_alive(&bg, c.x, c.tx, c.T);
    mk_bg_walk w = mk_bg_ahead(&bg, c.x, c.T, horizon < 1 ? 1 : horizon);
    ret[0] = count == 1 ? 1 : 1 - alive * w.tail;
    for (int n = 1; n < count; n++) {
        double at_least = alive * w.tail;
        mk_bg_step(&w);
        ret[n] = n == count - 1 ? at_least : alive * w.exact;
    }
}

double mk_value_next_within(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t days)
{
    if (!h->orders || days < 1) return 0;
    mk_bg bg = mk_value_bg(m);
    who c = seen(h, now);
    return mk_bg_alive(&bg, c.x, c.tx, c.T) * mk_bg_ahead(&bg, c.x, c.T, days).nb;
}
