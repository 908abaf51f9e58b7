/* SPDX-License-Identifier: Apache-2.0 */
#include "sbg.h"
#include <math.h>
#include "minimize.h"
#include "sum.h"

enum { LEAST = 20, ENOUGH = 200, LEFT_LEAST = 5, LEFT_ENOUGH = 50 };

/* Fader & Hardie's bases: alpha .67 and .70, beta 1.2 and 3.8; a factor of three either way. */
static const double PRIOR[2] = { -.35, .8 }, PRIOR_SD[2] = { 1.2, 1.2 };

static int compare(const void *a, const void *b)
{
    const mk_sbg_cell *x = a, *y = b;
    if (x->t != y->t) return x->t < y->t ? -1 : 1;
    return x->still - y->still;
}

size_t mk_sbg_merge(mk_sbg_cell *cells, size_t n)
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

uint32_t mk_sbg_seen(const mk_sbg_cell *cells, size_t n, uint64_t least, uint32_t most, double *ret)
{
    uint64_t here = 0;
    for (size_t i = 0; i < n; i++) here += cells[i].customers;
    uint32_t t = 0;
    double stays = 1;
    for (size_t i = 0; t < most && here >= least;) {
        ret[t++] = stays;
        /* the end of period t: who has not come so far yet is not counted, who left at it is */
        uint64_t left = 0;
        for (; i < n && cells[i].t < t; i++) here -= cells[i].still ? cells[i].customers : 0;
        for (; i < n && cells[i].t == t && !cells[i].still; i++) left += cells[i].customers;
        if (here) stays *= 1 - (double)left / (double)here;
        here -= left;
    }
    return t;
}

/* S(t) = product over j < t of (beta + j)/(alpha + beta + j); P(T = t) = S(t - 1) alpha/(alpha + beta + t - 1). Fader & Hardie 2007,
 * eqs. 5-7. Sums of logarithms: nothing cancels. */
double mk_sbg_loglik(mk_arena *arena, const mk_sbg_cell *cells, size_t n, const mk_sbg *m, double gradient[2])
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) most = cells[i].t > most ? cells[i].t : most;
    mk_arena_mark mark = mk_arena_here(arena);
    double *ls = MK_NEWN(arena, double, most + 1), *da = MK_NEWN(arena, double, most + 1), *db = MK_NEWN(arena, double, most + 1);
    double sum = m->alpha + m->beta;
    mk_sum l = { 0 };
    for (uint32_t j = 0; j < most; j++) {
        mk_sum_add(&l, -log1p(m->alpha / (m->beta + j)));
        ls[j + 1] = mk_sum_of(&l);
        da[j + 1] = da[j] - 1 / (sum + j);
        db[j + 1] = db[j] + m->alpha / ((m->beta + j) * (sum + j));
    }
    mk_sum f = { 0 };
    double ga = 0, gb = 0;
    for (size_t i = 0; i < n; i++) {
        const mk_sbg_cell *c = &cells[i];
        double many = (double)c->customers;
        uint32_t k = c->still ? c->t : c->t - 1;
        mk_sum_add(&f, many * ls[k]);
        ga += many * da[k];
        gb += many * db[k];
        if (c->still) continue;
        mk_sum_add(&f, many * log(m->alpha / (sum + k)));
        ga += many * (1 / m->alpha - 1 / (sum + k));
        gb -= many / (sum + k);
    }
    gradient[0] = ga * m->alpha;
    gradient[1] = gb * m->beta;
    mk_arena_rewind(arena, mark);
    return mk_sum_of(&f);
}

typedef struct problem { mk_arena *arena; const mk_sbg_cell *cells; size_t n; } problem;

static mk_sbg at(const double *x) { return (mk_sbg){ exp(x[0]), exp(x[1]) }; }

static double loglik(const double *x, double *g, void *self)
{
    const problem *p = self;
    mk_sbg m = at(x);
    return mk_sbg_loglik(p->arena, p->cells, p->n, &m, g);
}

static int best(mk_cx *cx, const mk_sbg_cell *cells, size_t n, bool prior, mk_sbg_fit *ret, bool *ret_sound)
{
    static const double starts[][2] = { { 0, 0 }, { -.4, 1.3 }, { 1.5, 3 } };
    double x[2], g[2];
    problem p = { cx->arena, cells, n };
    mk_posterior posterior = { loglik, &p, 2, prior ? PRIOR : NULL, PRIOR_SD };
    mk_minimum min;
    MK_TRY(mk_minimize_from(cx, mk_minus_posterior, &posterior, *starts, sizeof starts / sizeof *starts, x, 2, 2, &min));
    ret->iterations += min.iterations;
    ret->model = at(x);
    ret->converged = min.converged;
    *ret_sound = mk_minimum_sound(&min, x, 2, 10, ret->se);
    for (int i = 0; i < 4; i++) ret->covariance[i] = min.curved ? min.covariance[i] : 0;
    ret->loglik = mk_sbg_loglik(cx->arena, cells, n, &ret->model, g);
    return 0;
}

int mk_sbg_fit_of(mk_cx *cx, const mk_sbg_cell *cells, size_t n, mk_sbg_fit *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        if (cells[i].t > MK_SBG_PERIODS || (!cells[i].still && cells[i].t == 0))
            return mk_fail(cx, MK_EINVAL, "a contract that cannot be: over %u periods (one that ended had at least 1, at most %d)", cells[i].t, MK_SBG_PERIODS);
        ret->customers += cells[i].customers;
        if (!cells[i].still) ret->left += cells[i].customers;
    }
    ret->state = ret->customers < LEAST || ret->left < LEFT_LEAST ? MK_KNOWN_TOO_LITTLE
               : ret->customers < ENOUGH || ret->left < LEFT_ENOUGH ? MK_KNOWN_LITTLE : MK_KNOWN_ENOUGH;
    if (ret->state != MK_KNOWN_ENOUGH) ret->why = MK_SBG_FEW;
    if (ret->state == MK_KNOWN_TOO_LITTLE) return 0;
    bool sound = false;
    ret->prior_used = ret->state == MK_KNOWN_LITTLE;
    MK_TRY(best(cx, cells, n, ret->prior_used, ret, &sound));
    if (sound || ret->prior_used) return 0;
    ret->why = ret->model.alpha + ret->model.beta > 1e3 ? MK_SBG_ALIKE : MK_SBG_ODD;
    ret->prior_used = true;
    return best(cx, cells, n, true, ret, &sound);
}

double mk_sbg_survival(const mk_sbg *m, uint32_t t)
{
    double l = 0;
    for (uint32_t j = 0; j < t; j++) l -= log1p(m->alpha / (m->beta + j));
    return exp(l);
}
