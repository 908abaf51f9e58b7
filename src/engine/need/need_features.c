/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include "need_int.h"
#include "special.h"

/* docs/maths/need.md 4 explains each feature and where these coefficients come from. */
const double mk_need_prior[MK_NEED_FEATURES] = { -4, 0, 0, .1, .1, .3, 0, -.3, -.1, .3, .5, .2, .35, -.45, .4, -.1, -.1, 0, .5, .5, 0 };
const double mk_need_prior_sd[MK_NEED_FEATURES] = { 2, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5 };

const mk_need_tables *mk_need_tables_new(mk_arena *arena)
{
    static const double days[MK_NEED_DECAYS] = { 20, 60, 200 };
    mk_need_tables *t = MK_NEW(arena, mk_need_tables);
    for (int k = 0; k < MK_NEED_DECAYS; k++)
        for (int i = 0; i < MK_NEED_FAR; i++) t->decay[k][i] = (float)exp(-i / days[k]);
    for (int i = 1; i < MK_NEED_FAR; i++) t->log[i] = log(i);
    return t;
}

mk_need_visits mk_need_count_visits(const mk_need_tables *t, const int32_t *visit, size_t n, int32_t day)
{
    while (n && visit[n - 1] > day) n--;
    mk_need_visits v = { .since = MK_NEED_FAR, .day = visit, .n = n };
    if (n) v.since = (float)(day - visit[n - 1]);
    for (size_t i = n; i-- > 0;) {
        int64_t age = (int64_t)day - visit[i];
        if (age >= MK_NEED_FAR) break;
        for (int k = 0; k < MK_NEED_DECAYS; k++) v.rate[k] += t->decay[k][age];
    }
    return v;
}

static size_t visits_since(const mk_need_visits *v, int32_t day)
{
    size_t lo = 0, hi = v->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (v->day[mid] < day) lo = mid + 1; else hi = mid;
    }
    return v->n - lo;
}

mk_need_counts mk_need_count(const mk_need_tables *t, const mk_need_buy *buy, size_t n, const mk_need_visits *visits, int32_t day)
{
    mk_need_counts c = { .visit_since = visits->since };
    memcpy(c.visits, visits->rate, sizeof c.visits);
    while (n && buy[n - 1].day > day) n--;
    if (n == 0) return c;
    c.n = (float)n;
    c.since = (float)((int64_t)day - buy[n - 1].day);
    c.span = (float)((int64_t)buy[n - 1].day - buy[0].day);
    c.chances = (float)visits_since(visits, buy[0].day);
    double total = 0;
    for (size_t i = n; i-- > 0;) {
        int64_t age = (int64_t)day - buy[i].day;
        total += (double)buy[i].quantity;
        if (age >= MK_NEED_FAR) continue;
        for (int k = 0; k < MK_NEED_DECAYS; k++) c.rate[k] += t->decay[k][age];
        /* the coming week, a year ago, a week and a half either way */
        if (age >= 365 - MK_NEED_DAYS - 10 && age <= 365 + 10) c.year += 1;
    }
    if (n > 1 && total > 0 && buy[n - 1].quantity > 0) c.quantity = (float)log((double)buy[n - 1].quantity * (double)n / total);
    return c;
}

/* ln of a whole number. */
static double ln(const mk_need_tables *t, double n) { return n >= 1 && n < MK_NEED_FAR ? t->log[(int)n] : log(n); }

void mk_need_features_shared(const mk_need_tables *t, const float visits[MK_NEED_DECAYS], float since, double x[MK_NEED_FEATURES])
{
    x[0] = 1;
    for (int k = 0; k < MK_NEED_DECAYS; k++) x[8 + k] = log(visits[k] + .02);
    x[11] = ln(t, (double)since + 1);
}

mk_renewal mk_need_features_near(const mk_need_tables *t, const mk_need_counts *c, const mk_renewal *prior, double repeat, double trend,
                                 double x[MK_NEED_FEATURES])
{
    mk_renewal own = mk_renewal_own(prior, c->n - 1, c->span);
    double since = ln(t, (double)c->since + 1), ratio = since - log(mk_renewal_mean(&own));
    for (int k = 0; k < MK_NEED_DECAYS; k++) x[1 + k] = log(c->rate[k] + .02);
    x[4] = ln(t, (double)c->n);
    x[6] = ratio > -4 ? ratio : -4;
    x[7] = ratio > 0 ? ratio : 0;
    x[12] = repeat;
    x[13] = c->n == 1;
    x[14] = ln(t, (double)c->year + 1);
    x[15] = c->quantity > 2 ? 2 : c->quantity < -2 ? -2 : c->quantity;
    x[16] = since;
    x[17] = log((c->n + .2) / (c->chances - c->n + 1));
    x[18] = trend;
    x[19] = log((c->rate[1] + .05) / (c->visits[1] + 1));
    x[20] = log((c->rate[2] + .05) / (c->visits[2] + 1));
    return own;
}

const double mk_need_hazard_low = -9.21024036697585, mk_need_hazard_high = 6.906754778648554;      /* log-odds of 1e-4 and .999 */

double mk_need_hazard(const mk_renewal *own, float since)
{
    double p = mk_renewal_within(own, since, MK_NEED_DAYS);
    return mk_log_odds(p < 1e-4 ? 1e-4 : p > .999 ? .999 : p);
}

void mk_need_features(const mk_need_tables *t, const mk_need_counts *c, const mk_renewal *prior, double repeat, double trend,
                      double x[MK_NEED_FEATURES])
{
    mk_need_features_shared(t, c->visits, c->visit_since, x);
    mk_renewal own = mk_need_features_near(t, c, prior, repeat, trend, x);
    x[MK_NEED_HAZARD] = mk_need_hazard(&own, c->since);
}
