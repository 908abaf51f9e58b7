/* SPDX-License-Identifier: Apache-2.0 */
#include "frontier.h"
#include <math.h>
#include "sum.h"

enum { ROWS_MOST = 20000, PARTS = 5, BEYOND = 5 };
#define RANK_PROVEN .745        /* Spearman's of ten, one-sided 1 % */
#define Z90 1.6448536269514722

static double logs(double v) { return v > 0 && isfinite(v) ? log1p(v) : 0; }

static void features(const mk_frontier_seen *s, double *x)
{
    x[0] = 1;
    x[1] = logs(s->spent);
    x[2] = logs(s->orders);
    x[3] = logs(s->since);
    x[4] = logs(s->age);
    x[5] = logs(s->recent);
    x[6] = s->orders > 0 ? logs(s->spent / s->orders) : 0;
    x[7] = logs(s->first);
}

static int compare_real(double a, double b) { return (a > b) - (a < b); }

static int compare_rows(const void *a, const void *b)
{
    const mk_frontier_row *x = a, *y = b;
    int c = compare_real(x->seen.spent, y->seen.spent);
    if (!c) c = compare_real(x->later, y->later);
    if (!c) c = compare_real(x->expected, y->expected);
    if (!c) c = compare_real(x->seen.age, y->seen.age);
    if (!c) c = compare_real(x->seen.since, y->seen.since);
    if (!c) c = compare_real(x->seen.orders, y->seen.orders);
    if (!c) c = compare_real(x->seen.recent, y->seen.recent);
    return c ? c : compare_real(x->seen.first, y->seen.first);
}

typedef struct ranked { double gap, grew; bool more; } ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    int c = compare_real(x->gap, y->gap);
    if (!c) c = compare_real(x->grew, y->grew);
    return c ? c : x->more - y->more;
}

static int compare_double(const void *a, const void *b) { return compare_real(*(const double *)a, *(const double *)b); }

/* Spearman's of 0 .. n-1 and v. Ties share their mean rank. */
static double rank(const double *v, int n)
{
    double mean = (n - 1) / 2., sxy = 0, sx = 0, sy = 0;
    for (int i = 0; i < n; i++) {
        double below = 0, same = 0;
        for (int k = 0; k < n; k++) {
            below += v[k] < v[i];
            same += !(v[k] < v[i]) && !(v[k] > v[i]);
        }
        double r = below + (same - 1) / 2 - mean;
        sxy += (i - mean) * r;
        sx += (i - mean) * (i - mean);
        sy += r * r;
    }
    return sy > 0 ? sxy / sqrt(sx * sy) : 0;
}

static double potential(double q) { return expm1(fmax(0, q)); }

static void deciles(mk_arena *arena, const mk_frontier_row *row, const double *said, size_t n, mk_frontier_diagnostics *d)
{
    ranked *r = MK_NEWN(arena, ranked, n + 1);
    for (size_t i = 0; i < n; i++) {
        double gap = fmax(0, potential(said[i]) - row[i].expected);
        r[i] = (ranked){ gap, fmin(fmax(0, row[i].later - row[i].expected), gap), row[i].later > row[i].expected };
    }
    qsort(r, n, sizeof *r, compare_ranked);
    double grew[MK_FRONTIER_DECILES], share[MK_FRONTIER_DECILES];
    for (size_t k = 0; k < MK_FRONTIER_DECILES; k++) {
        size_t from = n * k / MK_FRONTIER_DECILES, to = n * (k + 1) / MK_FRONTIER_DECILES;
        mk_frontier_decile *x = &d->decile[k];
        x->n = to - from;
        mk_sum gap = { 0 }, g = { 0 };
        for (size_t i = from; i < to; i++) {
            mk_sum_add(&gap, r[i].gap);
            mk_sum_add(&g, r[i].grew);
            x->share += r[i].more;
        }
        double many = (double)x->n;
        x->gap = mk_sum_of(&gap) / many;
        x->grew = grew[k] = mk_sum_of(&g) / many;
        x->share = share[k] = x->share / many;
    }
    d->rank_grew = rank(grew, MK_FRONTIER_DECILES);
    d->rank_share = rank(share, MK_FRONTIER_DECILES);
}

int mk_frontier_fit(mk_cx *cx, const mk_frontier_row *rows, size_t all, double tau, mk_frontier *ret, mk_frontier_diagnostics *d)
{
    memset(ret, 0, sizeof *ret);
    memset(d, 0, sizeof *d);
    d->rows = all;
    if (!(tau > 0 && tau < 1)) return mk_fail(cx, MK_EINVAL, "a frontier lies between 0 and 1; %g does not", tau);
    for (size_t i = 0; i < all; i++)
        if (!isfinite(rows[i].expected) || !isfinite(rows[i].later)) return mk_fail(cx, MK_EINVAL, "money that is no number, in row %zu", i);
    d->state = ret->state = all < MK_FRONTIER_LEAST ? MK_KNOWN_TOO_LITTLE : all < MK_FRONTIER_ENOUGH ? MK_KNOWN_LITTLE : MK_KNOWN_ENOUGH;
    if (ret->state == MK_KNOWN_TOO_LITTLE) return 0;
    enum { N = MK_FRONTIER_X };
    mk_frontier_row *row = mk_arena_alloc(cx->arena, sizeof *row * all);
    memcpy(row, rows, sizeof *row * all);
    qsort(row, all, sizeof *row, compare_rows);
    size_t step = (all + ROWS_MOST - 1) / ROWS_MOST, n = 0;
    for (size_t i = step / 2; i < all; i += step) row[n++] = row[i];
    d->used = n;
    double *x = MK_NEWN(cx->arena, double, n * N), *y = MK_NEWN(cx->arena, double, n + 1), *said = MK_NEWN(cx->arena, double, n + 1);
    uint8_t *part = MK_NEWN(cx->arena, uint8_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        features(&row[i].seen, x + i * N);
        y[i] = logs(row[i].later);
        part[i] = (uint8_t)(i % PARTS);     /* in order of what was spent: the parts are alike */
        for (int k = 0; k < N; k++) {
            double v = x[i * N + (size_t)k];
            ret->least[k] = i ? fmin(ret->least[k], v) : v;
            ret->most[k] = i ? fmax(ret->most[k], v) : v;
        }
    }
    d->converged = true;
    mk_quantreg q;
    mk_sum loss = { 0 }, flat = { 0 };
    double below = 0;
    double *sorted = MK_NEWN(cx->arena, double, n + 1);
    memcpy(sorted, y, sizeof *y * n);
    qsort(sorted, n, sizeof *sorted, compare_double);
    double constant = sorted[(size_t)(tau * (double)(n - 1))];
    ret->top = sorted[n - 1 - BEYOND];
    for (int k = 0; k < PARTS; k++) {
        MK_TRY(mk_quantreg_fit(cx, x, y, n, N, tau, part, k, &q));
        d->converged &= q.converged;
        for (size_t i = 0; i < n; i++) {
            if (part[i] != k) continue;
            said[i] = fmin(ret->top, fmax(0, mk_quantreg_at(&q, x + i * N)));
            mk_sum_add(&loss, mk_check_loss(y[i] - said[i], tau));
            mk_sum_add(&flat, mk_check_loss(y[i] - constant, tau));
            below += y[i] <= said[i];
        }
    }
    d->pinball = mk_sum_of(&loss) / (double)n;
    d->flat_pinball = mk_sum_of(&flat) / (double)n;
    d->coverage = below / (double)n;
    deciles(cx->arena, row, said, n, d);
    MK_TRY(mk_quantreg_fit(cx, x, y, n, N, tau, NULL, 0, &q));
    d->converged &= q.converged;
    ret->tau = tau;
    memcpy(ret->w, q.w, sizeof ret->w);
    memcpy(ret->covariance, q.covariance, sizeof ret->covariance);
    ret->proven = d->rank_grew >= RANK_PROVEN && d->rank_share >= RANK_PROVEN && d->pinball < d->flat_pinball;
    return 0;
}

void mk_frontier_answer_of(const mk_frontier *m, const mk_frontier_seen *s, double expected, mk_frontier_answer *ret)
{
    memset(ret, 0, sizeof *ret);
    if (m->state == MK_KNOWN_TOO_LITTLE || !(s->orders > 0) || !isfinite(expected)) return;
    double x[MK_FRONTIER_X], q = 0;
    features(s, x);
    for (int k = 0; k < MK_FRONTIER_X; k++) {
        x[k] = fmax(m->least[k], fmin(m->most[k], x[k]));
        q += m->w[k] * x[k];
    }
    double se = sqrt(fmax(0, mk_quadratic(m->covariance, MK_FRONTIER_X, x)));
    expected = fmax(0, expected);
    ret->known = true;
    ret->proven = m->proven;
    /* Who is expected beyond the frontier is his own measure. */
    ret->potential = fmax(expected, potential(fmin(m->top, q)));
    ret->low = fmax(expected, potential(fmin(m->top, q - Z90 * se)));
    ret->high = fmax(expected, potential(fmin(m->top, q + Z90 * se)));
    ret->gap = ret->potential - expected;
    ret->share = ret->potential > 0 ? expected / ret->potential : 1;
    ret->share_low = ret->high > 0 ? expected / ret->high : 1;
    ret->share_high = ret->low > 0 ? expected / ret->low : 1;
}

void mk_frontier_json(const mk_frontier_diagnostics *d, const mk_frontier *m, mk_jsonw *w)
{
    static const char *const states[] = { "too little", "little", "enough" };
    mk_json_open(w, '{');
    mk_json_key(w, "state");
    mk_json_z(w, states[d->state]);
    mk_json_key(w, "rows");
    mk_json_int(w, (int64_t)d->rows);
    if (d->state != MK_KNOWN_TOO_LITTLE) {
        const struct { const char *name; double v; } part[] = { { "tau", m->tau }, { "pinball", d->pinball }, { "flat_pinball", d->flat_pinball },
            { "coverage", d->coverage }, { "rank_grew", d->rank_grew }, { "rank_share", d->rank_share } };
        mk_json_key(w, "used");
        mk_json_int(w, (int64_t)d->used);
        mk_json_key(w, "proven");
        mk_json_bool(w, m->proven);
        mk_json_key(w, "converged");
        mk_json_bool(w, d->converged);
        for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
            mk_json_key(w, part[i].name);
            mk_json_real(w, part[i].v);
        }
        mk_json_key(w, "deciles");
        mk_json_open(w, '[');
        for (int k = 0; k < MK_FRONTIER_DECILES; k++) {
            mk_json_open(w, '{');
            mk_json_key(w, "n");
            mk_json_int(w, (int64_t)d->decile[k].n);
            mk_json_key(w, "gap");
            mk_json_real(w, d->decile[k].gap);
            mk_json_key(w, "grew");
            mk_json_real(w, d->decile[k].grew);
            mk_json_key(w, "share");
            mk_json_real(w, d->decile[k].share);
            mk_json_close(w);
        }
        mk_json_close(w);
    }
    mk_json_close(w);
}
