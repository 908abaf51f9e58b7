/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast.h"
#include <math.h>
#include "quadrature.h"

enum { TAIL_MOST = 1 << 20 };
#define GONE .2             /* who is thought to have stopped */

void mk_tail_put(mk_tail *tail, double above)
{
    if (tail->n == tail->cap) {
        size_t more = tail->cap ? 2 * tail->cap : 128;
        tail->p = mk_arena_grow(tail->arena, tail->p, tail->cap * sizeof *tail->p, more * sizeof *tail->p);
        tail->cap = more;
    }
    tail->p[tail->n++] = above;
}

void mk_tail_of(mk_tail *tail, const mk_orders *m, double x, double tx, double T, double t)
{
    mk_ahead w[MK_KINDS];
    tail->n = 0;
    if (mk_orders_plain(m)) {
        mk_ahead_init(w, m, x, tx, T, t);
        for (; w->tail > 1e-9 && tail->n < TAIL_MOST; mk_ahead_step(w)) mk_tail_put(tail, w->tail);
    } else {
        mk_kinds s = mk_kinds_there(m, x, tx, T);
        double above = 0;
        for (int i = 0; i < s.n; i++) {
            mk_ahead_init(&w[i], &s.one[i], x, tx, T, t);
            above += s.share[i] * w[i].tail;
        }
        for (; above > 1e-9 && tail->n < TAIL_MOST; above = mk_ahead_step_all(w, s.share, s.n)) mk_tail_put(tail, above);
    }
    double sum = 0;
    if (m->kind == MK_PARETO || m->kind == MK_NBD) sum = mk_orders_mean(m, x, tx, T, t);
    else for (size_t i = tail->n; i-- > 0;) sum += tail->p[i];
    tail->mean = sum;
}

int mk_anew(const mk_orders *m, double t, double u[MK_ANEW], double chance[MK_ANEW])
{
    if (!(m->again > 0) || !(t > 0)) return 0;
    mk_gauss q = mk_gauss_of(MK_ANEW);
    double sum = 0;
    for (int i = 0; i < MK_ANEW; i++) {
        u[i] = t * q.x[i];
        sum += chance[i] = q.w[i] * exp(-m->again * u[i]);
    }
    for (int i = 0; i < MK_ANEW; i++) chance[i] *= -expm1(-m->again * t) / sum;
    return MK_ANEW;
}

mk_tails mk_tails_on(mk_arena *arena) { return (mk_tails){ { .arena = arena }, { .arena = arena }, { .arena = arena }, { .arena = arena } }; }

/* All of a, and so much of b. */
static void mix(mk_tail *a, const mk_tail *b, double much)
{
    for (size_t i = 0; i < b->n; i++)
        if (i < a->n) a->p[i] += much * b->p[i]; else mk_tail_put(a, much * b->p[i]);
    a->mean += much * b->mean;
}

static void empty(mk_tail *t) { t->n = 0; t->mean = 0; }

void mk_tails_of(mk_tails *tails, const mk_orders *m, double x, double tx, double T, double t)
{
    double u[MK_ANEW], chance[MK_ANEW];
    mk_tail_of(&tails->here, m, x, tx, T, t);
    empty(&tails->gone);
    for (int i = 0, n = mk_anew(m, t, u, chance); i < n; i++) {
        mk_tail_of(&tails->part, m, x, tx, T, t - u[i]);
        mix(&tails->gone, &tails->part, chance[i]);
    }
}

const mk_tail *mk_tails_at(mk_tails *tails, double *scale)
{
    if (!tails->gone.n) return &tails->here;
    empty(&tails->both);
    mix(&tails->both, &tails->here, *scale);
    mix(&tails->both, &tails->gone, 1 - *scale);
    *scale = 1;
    return &tails->both;
}

/* The smallest n with P(at most n) >= part, that is alive * tail[n] <= 1 - part. */
static uint32_t point(const mk_tail *tail, double alive, double part)
{
    size_t lo = 0, hi = tail->n;
    double above = (1 - part) * (1 + 1e-12);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (alive * tail->p[mid] <= above) hi = mid; else lo = mid + 1;
    }
    return (uint32_t)lo;
}

static double upto(const mk_tail *tail, double alive, size_t n) { return n < tail->n ? 1 - alive * tail->p[n] : 1; }

/* Whole numbers seldom have exactly 5 % below them: of the two next to it the nearer one, else intervals would always hold too often. */
static uint32_t low_end(const mk_tail *tail, double alive, double part)
{
    uint32_t n = point(tail, alive, part);
    double without = n ? upto(tail, alive, n - 1) : 0, with = upto(tail, alive, n);
    return mk_nearer(with, without, part) ? n + 1 : n;
}

static uint32_t high_end(const mk_tail *tail, double alive, double part)
{
    uint32_t n = point(tail, alive, part);
    return n && mk_nearer(upto(tail, alive, n - 1), upto(tail, alive, n), part) ? n - 1 : n;
}

/* P(low <= orders <= high). */
double mk_between(const mk_tail *tail, double alive, uint32_t low, uint32_t high) { return upto(tail, alive, high) - (low ? upto(tail, alive, low - 1) : 0); }

void mk_ends_of(const mk_tail *tail, double alive, double beyond, uint32_t *ret_low, uint32_t *ret_high)
{
    *ret_low = low_end(tail, alive, beyond);
    *ret_high = high_end(tail, alive, 1 - beyond);
}

mk_forecast mk_forecast_of(const mk_tail *tail, double alive, double beyond)
{
    return (mk_forecast){ alive, alive * tail->mean, tail->n ? alive * tail->p[0] : 0, point(tail, alive, .5), low_end(tail, alive, beyond), high_end(tail, alive, 1 - beyond) };
}

/* Continuous ranked probability score of y: sum over n of (F(n) - [y <= n])^2 (Gneiting & Raftery 2007). */
static double crps(const mk_tail *tail, double alive, double y)
{
    double s = 0;
    for (size_t i = 0; i < tail->n; i++) {
        double above = alive * tail->p[i], v = (double)i >= y ? above : 1 - above;
        s += v * v;
    }
    if (y > (double)tail->n) s += y - (double)tail->n;
    return s;
}

static double chance_of(const mk_tail *tail, double scale, double y)
{
    size_t at = (size_t)y;
    double upto = at ? (at <= tail->n ? scale * tail->p[at - 1] : 0) : 1, next = at < tail->n ? scale * tail->p[at] : 0;
    return upto - next;
}

void mk_scores_add(mk_scores *s, const mk_forecast *f, const mk_tail *tail, double scale, double n, double y)
{
    double e = f->mean - y, any = f->any - (y > 0);
    s->customers += n;
    s->actual += n * y;
    s->mean += n * f->mean;
    s->absolute += n * fabs(e);
    s->absolute_median += n * fabs((double)f->median - y);
    s->square += n * e * e;
    s->brier += n * any * any;
    s->inside += n * (y >= f->low && y <= f->high);
    s->crps += n * crps(tail, scale, y);
    s->log_score += n * log(fmax(chance_of(tail, scale, y), 1e-9));
}

void mk_scores_of(mk_arena *arena, const mk_orders *m, const mk_seen_cell *cells, size_t n, double t, float *ret_mean, float *ret_chance, mk_scores *ret)
{
    mk_scores s = { 0 };
    mk_arena_mark mark = mk_arena_here(arena);
    mk_tails tails = mk_tails_on(arena);
    for (size_t i = 0; i < n; i++) {
        const mk_seen_cell *c = &cells[i], *was = i ? c - 1 : NULL;
        if (!was || was->x != c->x || was->T != c->T || (mk_orders_by_last(m) && was->tx != c->tx)) mk_tails_of(&tails, m, c->x, c->tx, c->T, t);
        double alive = mk_orders_alive(m, c->x, c->tx, c->T), scale = alive;
        const mk_tail *tail = mk_tails_at(&tails, &scale);
        mk_forecast f = mk_forecast_of(tail, scale, MK_BEYOND);
        mk_scores_add(&s, &f, tail, scale, c->n, c->y);
        if (alive < GONE) {
            s.gone_came += c->n * c->y;
            s.gone_mean += c->n * f.mean;
        }
        if (ret_mean) ret_mean[i] = (float)f.mean;
        if (ret_chance) ret_chance[i] = (float)fmax(chance_of(tail, scale, c->y), 1e-9);
    }
    mk_arena_rewind(arena, mark);
    *ret = s;
}
