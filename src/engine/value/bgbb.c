/* SPDX-License-Identifier: Apache-2.0 */
#include "bgbb.h"
#include <math.h>
#include "minimize.h"
#include "sum.h"

/* Below the first number nothing is said; below the second it is called little and the prior helps. */
enum { LEAST = 20, ENOUGH = 200, TAKEN_LEAST = 10, TAKEN_ENOUGH = 100 };

/* Every other occasion is taken, a customer stays some five of them; a factor of three to ten either way. */
static const double PRIOR[4] = { 0, 0, -.4, 1.1 }, PRIOR_SD[4] = { 1.2, 1.2, 1.2, 1.2 };

static int compare(const void *a, const void *b)
{
    const mk_bgbb_cell *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    if (x->x != y->x) return x->x < y->x ? -1 : 1;
    return (x->tx > y->tx) - (x->tx < y->tx);
}

size_t mk_bgbb_merge(mk_bgbb_cell *cells, size_t n)
{
    size_t k = 0;
    if (n) qsort(cells, n, sizeof *cells, compare);
    for (size_t i = 0; i < n; i++) {
        if (!cells[i].customers) continue;
        if (k && compare(&cells[k - 1], &cells[i]) == 0) cells[k - 1].customers += cells[i].customers;
        else cells[k++] = cells[i];
    }
    return k;
}

/* Sums of ln(a + j) and of 1/(a + j) over j < m: a ratio of Gamma functions whose arguments differ by m is such a sum, so
 * nothing cancels for parameters near 0 or beyond 10^6. */
typedef struct run { double *log, *inverse; } run;

static run run_of(mk_arena *arena, double a, uint32_t n)
{
    run r = { MK_NEWN(arena, double, n + 1), MK_NEWN(arena, double, n + 1) };
    mk_sum l = { 0 }, d = { 0 };
    for (uint32_t j = 0; j < n; j++) {
        mk_sum_add(&l, log(a + j));
        mk_sum_add(&d, 1 / (a + j));
        r.log[j + 1] = mk_sum_of(&l);
        r.inverse[j + 1] = mk_sum_of(&d);
    }
    return r;
}

typedef struct term { double log, g[4]; } term;

/* Fader, Hardie, Shang 2010 eq. 7, in two parts: alive over all n, or gone before occasion m + 1, after the last one taken. */
double mk_bgbb_loglik(mk_arena *arena, const mk_bgbb_cell *cells, size_t n, const mk_bgbb *m, double gradient[4])
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) most = cells[i].n > most ? cells[i].n : most;
    mk_arena_mark mark = mk_arena_here(arena);
    double gd = m->gamma + m->delta;
    run a = run_of(arena, m->alpha, most), b = run_of(arena, m->beta, most), ab = run_of(arena, m->alpha + m->beta, most);
    run d = run_of(arena, m->delta, most), s = run_of(arena, gd, most);
    double g[4] = { 0 }, lg = log(m->gamma);
    mk_sum f = { 0 };
    for (size_t i = 0; i < n; i++) {
        const mk_bgbb_cell *c = &cells[i];
        /* The largest logarithm is that of a term near either end; a running maximum keeps all weights at most 1. */
        double top = -INFINITY, total = 0, w[4] = { 0 };
        for (uint32_t k = c->tx; k <= c->n; k++) {
            bool gone = k < c->n;
            term t = { b.log[k - c->x] - ab.log[k] + d.log[k] - s.log[k], { -ab.inverse[k], b.inverse[k - c->x] - ab.inverse[k], -s.inverse[k], d.inverse[k] - s.inverse[k] } };
            if (gone) {
                double z = gd + k;
                t.log += lg - log(z);
                t.g[2] += 1 / m->gamma - 1 / z;
                t.g[3] -= 1 / z;
            }
            if (t.log > top) {
                double shrink = exp(top - t.log);
                total *= shrink;
                for (int j = 0; j < 4; j++) w[j] *= shrink;
                top = t.log;
            }
            double e = exp(t.log - top);
            total += e;
            for (int j = 0; j < 4; j++) w[j] += e * t.g[j];
        }
        double many = (double)c->customers;
        mk_sum_add(&f, many * (a.log[c->x] + top + log(total)));
        g[0] += many * a.inverse[c->x];
        for (int j = 0; j < 4; j++) g[j] += many * w[j] / total;
    }
    const double of[4] = { m->alpha, m->beta, m->gamma, m->delta };
    for (int j = 0; j < 4; j++) gradient[j] = g[j] * of[j];
    mk_arena_rewind(arena, mark);
    return mk_sum_of(&f);
}

typedef struct problem { mk_arena *arena; const mk_bgbb_cell *cells; size_t n; } problem;

static mk_bgbb at(const double *x) { return (mk_bgbb){ exp(x[0]), exp(x[1]), exp(x[2]), exp(x[3]) }; }

static double loglik(const double *x, double *g, void *self)
{
    const problem *p = self;
    mk_bgbb m = at(x);
    return mk_bgbb_loglik(p->arena, p->cells, p->n, &m, g);
}

/* True when the best of the starts is sound: a maximum inside, each logarithm known to a factor of e^4. */
static int best(mk_cx *cx, const mk_bgbb_cell *cells, size_t n, bool prior, mk_bgbb_fit *ret, bool *ret_sound)
{
    static const double starts[][4] = { { 0, 0, -.4, 1.1 }, { .7, 1.5, -1.5, 1.5 }, { -.7, .7, .5, 2.5 } };
    double x[4], g[4];
    problem p = { cx->arena, cells, n };
    mk_posterior posterior = { loglik, &p, 4, prior ? PRIOR : NULL, PRIOR_SD };
    mk_minimum min;
    MK_TRY(mk_minimize_from(cx, mk_minus_posterior, &posterior, *starts, sizeof starts / sizeof *starts, x, 4, 2, &min));
    ret->iterations += min.iterations;
    ret->model = at(x);
    ret->converged = min.converged;
    *ret_sound = mk_minimum_sound(&min, x, 4, 12, ret->se);
    for (int i = 0; i < 16; i++) ret->covariance[i] = min.curved ? min.covariance[i] : 0;
    ret->loglik = mk_bgbb_loglik(cx->arena, cells, n, &ret->model, g);
    return 0;
}

int mk_bgbb_fit_of(mk_cx *cx, const mk_bgbb_cell *cells, size_t n, mk_bgbb_fit *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        const mk_bgbb_cell *c = &cells[i];
        if (c->n > MK_BGBB_OCCASIONS || c->tx > c->n || c->x > c->tx || (c->x == 0) != (c->tx == 0))
            return mk_fail(cx, MK_EINVAL, "a history that cannot be: %u of %u occasions taken, the last one the %u-th (at most %d occasions)",
                           c->x, c->n, c->tx, MK_BGBB_OCCASIONS);
        if (c->n == 0) continue;
        ret->customers += c->customers;
        ret->taken += c->customers * c->x;
    }
    ret->state = ret->customers < LEAST || ret->taken < TAKEN_LEAST ? MK_KNOWN_TOO_LITTLE
               : ret->customers < ENOUGH || ret->taken < TAKEN_ENOUGH ? MK_KNOWN_LITTLE : MK_KNOWN_ENOUGH;
    if (ret->state != MK_KNOWN_ENOUGH) ret->why = MK_BGBB_FEW;
    if (ret->state == MK_KNOWN_TOO_LITTLE) return 0;
    bool sound = false;
    ret->prior_used = ret->state == MK_KNOWN_LITTLE;
    MK_TRY(best(cx, cells, n, ret->prior_used, ret, &sound));
    if (sound || ret->prior_used) return 0;
    ret->why = ret->model.gamma / (ret->model.gamma + ret->model.delta) < 1e-3 ? MK_BGBB_NO_DROPOUT : MK_BGBB_ODD;
    ret->prior_used = true;
    return best(cx, cells, n, true, ret, &sound);
}

/* P(takes exactly k of the occasions), by how many of them he is still a customer for; go: P(exactly m of them), m = 0 .. n. */
static double exactly(const double *go, uint32_t n, uint32_t k, double a, double b)
{
    double log_p = 0, sum = 0;                      /* of the beta-binomial P(k of m), beginning at m = k */
    for (uint32_t j = 0; j < k; j++) log_p += log((a + j) / (a + b + j));
    for (uint32_t m = k; m <= n; m++) {
        sum += go[m] * exp(log_p);
        log_p += log((m + 1.) / (m + 1 - k) * ((b + m - k) / (a + b + m)));
    }
    return sum;
}

/* ret_go[m]: P(he is there for exactly m of the occasions to come); ret_orders: expected of them that he takes. P(alive at the next). */
static double stays(const mk_bgbb *m, uint32_t x, uint32_t tx, uint32_t n, uint32_t occasions, double *ret_go, double *ret_orders)
{
    /* All ways of having gone, relative to being here still: each follows from the one before. */
    double gd = m->gamma + m->delta, here = 1, gone = 0;
    for (uint32_t k = n; k-- > tx;) {
        here /= (m->beta + k - x) / (m->alpha + m->beta + k) * ((m->delta + k) / (gd + k));
        gone += here * (m->gamma / (gd + k));
    }
    double alive = 1 / (1 + gone), stay = alive, sum = 0;
    for (uint32_t k = 0; k < occasions; k++) {      /* gone just before the (k + 1)-th occasion to come */
        double next = stay * ((m->delta + n + k) / (gd + n + k));
        ret_go[k] = stay - next;
        sum += stay = next;
    }
    ret_go[occasions] = stay;
    ret_go[0] += 1 - alive;
    *ret_orders = sum * ((m->alpha + x) / (m->alpha + m->beta + n));
    return alive * ((m->delta + n) / (gd + n));
}

double mk_bgbb_tail(const mk_bgbb *m, uint32_t x, uint32_t tx, uint32_t n, uint32_t occasions, double *ret)
{
    if (occasions > MK_BGBB_OCCASIONS) occasions = MK_BGBB_OCCASIONS;
    double go[MK_BGBB_OCCASIONS + 1], orders, alive = stays(m, x, tx, n, occasions, go, &orders), above = 1;
    for (uint32_t k = 0; k < occasions; k++) ret[k] = above = fmax(0, above - exactly(go, occasions, k, m->alpha + x, m->beta + n - x));
    return alive;
}

void mk_bgbb_answer_of(const mk_bgbb *m, uint32_t x, uint32_t tx, uint32_t n, uint32_t occasions, mk_bgbb_answer *ret)
{
    memset(ret, 0, sizeof *ret);
    if (occasions > MK_BGBB_OCCASIONS) occasions = MK_BGBB_OCCASIONS;
    double go[MK_BGBB_OCCASIONS + 1], below = 0;
    ret->alive = stays(m, x, tx, n, occasions, go, &ret->orders);
    int low = -1, high = -1;
    for (uint32_t k = 0; k <= occasions && high < 0; k++) {
        double p = exactly(go, occasions, k, m->alpha + x, m->beta + n - x);
        if (k == 0) ret->active = 1 - p;
        below += p;
        if (low < 0 && below >= .05) low = (int)k;
        if (below >= .95) high = (int)k;
    }
    ret->low = low < 0 ? (int)occasions : low;
    ret->high = high < 0 ? (int)occasions : high;
}
