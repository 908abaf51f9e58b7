/* SPDX-License-Identifier: Apache-2.0 */
#include "forecast.h"
#include <math.h>

enum { TAIL_MOST = 1 << 20 };

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
    mk_ahead w;
    mk_ahead_init(&w, m, x, tx, T, t);
    tail->n = 0;
    for (; w.tail > 1e-9 && tail->n < TAIL_MOST; mk_ahead_step(&w)) mk_tail_put(tail, w.tail);
    double sum = 0;
    if (m->kind == MK_PARETO || m->kind == MK_NBD) sum = mk_orders_mean(m, x, tx, T, t);
    else for (size_t i = tail->n; i-- > 0;) sum += tail->p[i];
    tail->mean = sum;
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
static uint32_t low_end(const mk_tail *tail, double alive)
{
    uint32_t n = point(tail, alive, .05);
    double without = n ? upto(tail, alive, n - 1) : 0, with = upto(tail, alive, n);
    return mk_nearer(with, without, .05) ? n + 1 : n;
}

static uint32_t high_end(const mk_tail *tail, double alive)
{
    uint32_t n = point(tail, alive, .95);
    return n && mk_nearer(upto(tail, alive, n - 1), upto(tail, alive, n), .95) ? n - 1 : n;
}

mk_forecast mk_forecast_of(const mk_tail *tail, double alive)
{
    return (mk_forecast){ alive, alive * tail->mean, tail->n ? alive * tail->p[0] : 0, point(tail, alive, .5), low_end(tail, alive), high_end(tail, alive) };
}

double mk_crps(const mk_tail *tail, double alive, double y)
{
    double s = 0;
    for (size_t i = 0; i < tail->n; i++) {
        double above = alive * tail->p[i], v = (double)i >= y ? above : 1 - above;
        s += v * v;
    }
    if (y > (double)tail->n) s += y - (double)tail->n;
    return s;
}

void mk_scores_add(mk_scores *s, const mk_forecast *f, const mk_tail *tail, double scale, double n, double y)
{
    double e = f->mean - y, any = f->any - (y > 0);
    size_t at = (size_t)y;
    double upto = at ? (at <= tail->n ? scale * tail->p[at - 1] : 0) : 1, next = at < tail->n ? scale * tail->p[at] : 0;
    s->customers += n;
    s->actual += n * y;
    s->mean += n * f->mean;
    s->absolute += n * fabs(e);
    s->absolute_median += n * fabs((double)f->median - y);
    s->square += n * e * e;
    s->brier += n * any * any;
    s->inside += n * (y >= f->low && y <= f->high);
    s->crps += n * mk_crps(tail, scale, y);
    s->log_score += n * log(fmax(upto - next, 1e-9));
}

void mk_scores_of(mk_arena *arena, const mk_orders *m, const mk_seen_cell *cells, size_t n, double t, float *ret_mean, mk_scores *ret)
{
    mk_scores s = { 0 };
    mk_arena_mark mark = mk_arena_here(arena);
    mk_tail tail = { .arena = arena };
    for (size_t i = 0; i < n; i++) {
        const mk_seen_cell *c = &cells[i], *was = i ? c - 1 : NULL;
        if (!was || was->x != c->x || was->T != c->T || (m->k > 1 && was->tx != c->tx)) mk_tail_of(&tail, m, c->x, c->tx, c->T, t);
        mk_forecast f = mk_forecast_of(&tail, mk_orders_alive(m, c->x, c->tx, c->T));
        mk_scores_add(&s, &f, &tail, f.alive, c->n, c->y);
        if (ret_mean) ret_mean[i] = (float)f.mean;
    }
    mk_arena_rewind(arena, mark);
    *ret = s;
}
