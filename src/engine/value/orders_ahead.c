/* SPDX-License-Identifier: Apache-2.0
 * What comes: P(alive), and the distribution of orders ahead as a mixture of negative binomials. No 2F1, no pole at a = 1 or s = 1. */
#include "orders_int.h"
#include "quadrature.h"
#include "special.h"

static double alive_of(const mk_orders *m, double x, double tx, double T)
{
    return m->kind == MK_PARETO ? mk_pareto_alive(m, x, tx, T) : mk_cnbd_alive(m, x, tx, T);
}

/* The plain models one is made of, put behind the n that are there. */
static int add(mk_orders *one, int n, const mk_orders_part *m, const mk_orders *all)
{
    mk_orders *own = &one[n];
    *own = (mk_orders){ .kind = m->kind, .k = m->k, .pace = all->pace, .tilt = all->tilt, .span = all->span, .again = all->again };
    memcpy(own->p, m->p, sizeof m->p);
    if (!(m->share > 0)) return n + 1;
    own[1] = own[0];
    memcpy(own[1].p, m->other, sizeof m->other);
    return n + 2;
}

int mk_kinds_models(const mk_orders *m, mk_orders one[MK_KINDS])
{
    mk_orders_part own = mk_orders_part_of(m, 1);
    int n = add(one, 0, &own, m);
    for (int i = 0; i < m->parts; i++) n = add(one, n, &m->beside[i], m);
    return n;
}

/* How much each of two kinds counts of what both do. likely: ln L by each. */
static void divide(double weight, double share, const double likely[2], double ret[2])
{
    double odds = mk_log_odds(share) + likely[1] - likely[0];
    ret[0] = weight * mk_logistic(-odds);
    ret[1] = weight * mk_logistic(odds);
}

/* The kinds of one model from the i-th on, which counts so much; where the next begins. */
static int judge(mk_kinds *s, int i, double weight, double share, double x, double tx, double T, double likely[2])
{
    s->alive[i] = alive_of(&s->one[i], x, tx, T);
    s->share[i] = weight;
    if (!(share > 0)) return i + 1;
    s->alive[i + 1] = alive_of(&s->one[i + 1], x, tx, T);
    for (int k = 0; k < 2; k++) likely[k] = mk_cnbd_of(&s->one[i + k], x, tx, T);
    divide(weight, share, likely, &s->share[i]);
    return i + 2;
}

mk_kinds mk_kinds_of(const mk_orders *m, double x, double tx, double T)
{
    mk_kinds s;
    double likely[2];
    s.n = mk_kinds_models(m, s.one);
    int next = judge(&s, 0, mk_orders_own_weight(m), m->share, x, tx, T, s.likely);
    for (int i = 0; i < m->parts; i++) next = judge(&s, next, m->beside[i].weight, m->beside[i].share, x, tx, T, likely);
    return s;
}

static double alive_by(const mk_kinds *s)
{
    double there = 0;
    for (int i = 0; i < s->n; i++) there += s->share[i] * s->alive[i];
    return there;
}

void mk_kinds_given_there(mk_kinds *s)
{
    double there = alive_by(s);
    for (int i = 0; there > 0 && i < s->n; i++) s->share[i] *= s->alive[i] / there;
}

mk_kinds mk_kinds_there(const mk_orders *m, double x, double tx, double T)
{
    mk_kinds s = mk_kinds_of(m, x, tx, T);
    mk_kinds_given_there(&s);
    return s;
}

double mk_orders_alive(const mk_orders *m, double x, double tx, double T)
{
    if (mk_orders_plain(m)) return alive_of(m, x, tx, T);
    mk_kinds s = mk_kinds_of(m, x, tx, T);
    return fmin(alive_by(&s), 1);                       /* shares add up to 1 but for the last digit */
}

static double still(const mk_kinds *s, const double *share, const double *alive)
{
    double there = 0, all = 0;
    for (int i = 0; i < s->n; i++)
        if (s->one[i].kind != MK_NBD) {
            there += share[i] * alive[i];
            all += share[i];
        }
    return all > 0 ? fmin(there / all, 1) : 1;
}

double mk_orders_still(const mk_orders *m, double x, double tx, double T)
{
    if (mk_orders_plain(m)) return alive_of(m, x, tx, T);
    mk_kinds s = mk_kinds_of(m, x, tx, T);
    return still(&s, s.share, s.alive);
}

double mk_orders_still_if(const mk_orders *m, const mk_kinds *s, int kind, const double p[4], double x, double tx, double T)
{
    double share[MK_KINDS], alive[MK_KINDS], likely[2] = { s->likely[0], s->likely[1] };
    mk_orders one = s->one[kind];
    memcpy(one.p, p, sizeof one.p);
    memcpy(share, s->share, sizeof share);
    memcpy(alive, s->alive, sizeof alive);
    alive[kind] = alive_of(&one, x, tx, T);
    if (m->share > 0) {
        likely[kind] = mk_cnbd_of(&one, x, tx, T);
        divide(mk_orders_own_weight(m), m->share, likely, share);
    }
    return still(s, share, alive);
}

double mk_orders_rate(const mk_orders *m, double x, double tx, double T)
{
    if (mk_orders_plain(m)) return (m->p[0] + m->k * x) / (m->p[1] + T) / m->k;
    mk_kinds s = mk_kinds_there(m, x, tx, T);
    double sum = 0;
    for (int i = 0; i < s.n; i++) sum += s.share[i] * mk_orders_rate(&s.one[i], x, tx, T);
    return sum;
}

#define LANE(v, i) ((v)[(i) / 2][(i) % 2])
enum { DEEP = -650 };               /* e^-650 is near the smallest double */

/* ln P(N = 0) of the hidden stream, and P(N >= 1), without cancelling where that is small. */
static inline double none_of(double shape, double rate, double t) { return -shape * log1p(t / rate); }
static inline double one_or_more(double none) { return none > -1 ? -expm1(none) : 1 - exp(none); }

/* A part as of one of the hidden stream: above = P(N >= 1). */
void mk_ahead_part(mk_ahead *w, double weight, double shape, double rate, double t)
{
    int i = w->parts++;
    double z = t / (rate + t), none = none_of(shape, rate, t), above = one_or_more(none), at = none > -1 ? 1 - above : exp(none), up = z * shape;
    LANE(w->weight, i) = weight;
    LANE(w->rest, i) = z * (shape - 1);
    LANE(w->z, i) = z;
    LANE(w->count, i) = 1;
    LANE(w->above, i) = above;
    LANE(w->at, i) = at * up;
    LANE(w->log_at, i) = none;
    if (none < DEEP) {
        w->deep = true;
        LANE(w->log_at, i) += log(up);
        LANE(w->at, i) = exp(LANE(w->log_at, i));
    }
}

/* One more of the hidden stream in part i: times z (shape + n)/(n + 1), which is z + rest/(n + 1); n is 1 or more, so nothing cancels. */
static void advance(mk_ahead *w, int i)
{
    double n = LANE(w->count, i), up = LANE(w->z, i) + LANE(w->rest, i) / (n + 1);
    LANE(w->above, i) = fmax(0, LANE(w->above, i) - LANE(w->at, i));
    if (LANE(w->log_at, i) < DEEP) {
        LANE(w->log_at, i) += log(up);
        LANE(w->at, i) = exp(LANE(w->log_at, i));
    } else {
        LANE(w->at, i) *= up;
    }
    LANE(w->count, i) = n + 1;
}

static inline mk_two not_below_zero(mk_two v)
{
    typedef long long mask __attribute__((vector_size(16)));
    return (mk_two)((mask)(v > 0) & (mask)v);
}

/* The same in all parts at once. The compiler is kept from unrolling what is mostly one pair or two. */
static mk_two advance_plain(mk_ahead *w, int pairs)
{
    mk_two sum = { 0, 0 };
    double more = 1 / ++w->count[0][0];                 /* all have the same count */
#pragma GCC unroll 1
    for (int i = 0; i < pairs; i++) {
        mk_two above = not_below_zero(w->above[i] - w->at[i]);
        w->at[i] *= w->z[i] + w->rest[i] * more;
        w->above[i] = above;
        sum += w->weight[i] * above;
    }
    return sum;
}

static mk_two advance_regular(mk_ahead *w, int pairs, int k)
{
    mk_two sum = { 0, 0 };
#pragma GCC unroll 1
    for (int i = 0; i < pairs; i++) {
        mk_two n = w->count[i], above = w->above[i], at = w->at[i], z = w->z[i], rest = w->rest[i];
#pragma GCC unroll 1
        for (int j = 0; j < k; j++) {
            n += 1;
            above -= at;
            at *= z + rest / n;
        }
        w->count[i] = n;
        w->at[i] = at;
        w->above[i] = above = not_below_zero(above);
        sum += w->weight[i] * above;
    }
    return sum;
}

static mk_two sum_of(const mk_ahead *w)
{
    mk_two sum = { 0, 0 };
    for (int i = 0; i < (w->parts + 1) / 2; i++) sum += w->weight[i] * w->above[i];
    return sum;
}

void mk_ahead_begin(mk_ahead *w)
{
    w->parts = 0;
    w->k = 1;
    w->n = 1;
    w->stays = 1;
    w->a = 0;
    w->b = 1;
    w->deep = false;
}

void mk_ahead_end(mk_ahead *w)
{
    int i = w->parts;
    if (i % 2) {                                        /* the other one of a pair weighs nothing */
        LANE(w->weight, i) = LANE(w->z, i) = LANE(w->above, i) = LANE(w->at, i) = LANE(w->log_at, i) = 0;
        LANE(w->rest, i) = 0;
        LANE(w->count, i) = 1;
    }
    mk_two sum = sum_of(w);
    w->tail = w->stays * (sum[0] + sum[1]);
}

void mk_ahead_init(mk_ahead *w, const mk_orders *m, double x, double tx, double T, double t)
{
    double stage[MK_REGULAR_MOST] = { 1 }, shape = m->p[0] + m->k * x, rate = m->p[1] + T;
    mk_ahead_begin(w);
    w->k = m->k;
    w->a = m->kind == MK_BG || m->kind == MK_MBG ? m->p[2] : 0;
    w->b = m->p[3] + x + (m->kind == MK_MBG);
    double pace = mk_orders_pace(m, T);
    if (!(t > 0)) t = 0;
    if (m->kind == MK_PARETO) {                         /* he stops at T + u: density s (beta+T)^s (beta+T+u)^-(s+1) */
        double s = m->p[2], at = m->p[3] + T, far = log1p(t / at), end = s * far > 60 ? 60 / s : far;
        double fall = exp(-s * far), left = end < far ? 0 : fall, weight[32];
        mk_gauss q = mk_gauss_of(shape * pace * t / (rate + t) > 12 || s * end > 4 ? 32 : 16);
        double sum = 0;
        for (int i = 0; i < q.n; i++) sum += weight[i] = q.w[i] * end * s * exp(-s * end * q.x[i]);
        for (int i = 0; i < q.n; i++) mk_ahead_part(w, sum > 0 ? weight[i] * (1 - left) / sum : 0, shape, rate, pace * at * expm1(end * q.x[i]));
        mk_ahead_part(w, left, shape, rate, pace * t);
    } else {
        if (m->k > 1) mk_cnbd_stages(m, x, tx, T, stage);
        for (int j = 0; j < m->k; j++) {
            mk_ahead_part(w, stage[j], shape + j, rate, pace * t);
            for (int i = j + 1; i < m->k; i++) advance(w, j);
        }
    }
    mk_ahead_end(w);
}

/* The slow way, until no part needs logarithms any more; apart, that the others need not save registers for it. */
__attribute__((noinline, cold))
static mk_two advance_deep(mk_ahead *w)
{
    w->deep = false;
    for (int i = 0; i < w->parts; i++) {
        for (int j = 0; j < w->k; j++) advance(w, i);
        w->deep |= LANE(w->log_at, i) < DEEP;
    }
    return sum_of(w);
}

static inline void step(mk_ahead *w)
{
    int pairs = (w->parts + 1) / 2;
    mk_two sum = w->deep ? advance_deep(w) : w->k == 1 ? advance_plain(w, pairs) : advance_regular(w, pairs, w->k);
    if (w->a > 0) w->stays *= 1 - w->a / (w->a + w->b + w->n - 1);
    w->n++;
    w->tail = w->stays * (sum[0] + sum[1]);
}

void mk_ahead_step(mk_ahead *w) { step(w); }

#define NOTHING 1e-12       /* far below what is looked at */
double mk_ahead_step_all(mk_ahead *w, const double *weight, int n)
{
    double above = 0;
    for (int i = 0; i < n; i++) {
        if (w[i].tail > NOTHING) step(&w[i]); else w[i].tail = 0;
        above += weight[i] * w[i].tail;
    }
    return fmin(above, 1);
}

double mk_orders_mean(const mk_orders *m, double x, double tx, double T, double t)
{
    if (!(t > 0)) return 0;
    if (!mk_orders_plain(m)) {
        mk_kinds s = mk_kinds_there(m, x, tx, T);
        double sum = 0;
        for (int i = 0; i < s.n; i++) sum += s.share[i] * mk_orders_mean(&s.one[i], x, tx, T, t);
        return sum;
    }
    double shape = m->p[0] + x, rate = (m->p[1] + T) / mk_orders_pace(m, T);
    if (m->kind == MK_PARETO) {                         /* (r+x)/(alpha+T) times the expected time before he stops */
        double s = m->p[2] - 1, at = m->p[3] + T, L = log1p(t / at);
        return shape / rate * at * (fabs(s * L) < 1e-8 ? L : -expm1(-s * L) / s);
    }
    if (m->kind == MK_NBD && m->k == 1) return shape / rate * t;
    mk_ahead w;
    mk_ahead_init(&w, m, x, tx, T, t);
    double sum = 0, far = 1e-11 * (1 - w.z[0][0]);    /* what is left out is below tail / (1 - z) */
    for (; w.tail > 1e-15 && w.tail > far * sum && w.n < 200000; mk_ahead_step(&w)) sum += w.tail;
    return sum;
}

static double expected_of(const mk_orders_part *m, double t)
{
    mk_orders one = { m->kind, m->k, { m->p[0], m->p[1], m->p[2], m->p[3] } }, other = one;
    memcpy(other.p, m->other, sizeof m->other);
    double went_on = m->kind == MK_MBG ? one.p[3] / (one.p[2] + one.p[3]) : 1, sum = (1 - m->share) * went_on * mk_orders_mean(&one, 0, 0, 0, t);     /* after the first order */
    return m->share > 0 ? sum + m->share * (m->kind == MK_MBG ? other.p[3] / (other.p[2] + other.p[3]) : 1) * mk_orders_mean(&other, 0, 0, 0, t) : sum;
}

double mk_orders_expected(const mk_orders *m, double t)
{
    mk_orders_part own = mk_orders_part_of(m, mk_orders_own_weight(m));
    double sum = own.weight * expected_of(&own, t);
    for (int i = 0; i < m->parts; i++) sum += m->beside[i].weight * expected_of(&m->beside[i], t);
    return sum;
}

double mk_orders_next(const mk_orders *m, double x, double tx, double T, double t)
{
    if (!(t > 0)) return 0;
    if (!mk_orders_plain(m)) {
        mk_kinds s = mk_kinds_there(m, x, tx, T);
        double sum = 0;
        for (int i = 0; i < s.n; i++) sum += s.share[i] * mk_orders_next(&s.one[i], x, tx, T, t);
        return sum;
    }
    if (m->k == 1) return one_or_more(none_of(m->p[0] + x, m->p[1] + T, mk_orders_pace(m, T) * t));
    mk_ahead w;
    mk_ahead_init(&w, m, x, tx, T, t);
    return w.tail;
}
