/* SPDX-License-Identifier: Apache-2.0
 * Fitting the model of what an order is worth, and its diagnostics in JSON. */
#include "minimize.h"
#include "spend_int.h"
#include "sum.h"

/* Of a larger base every k-th customer in order of his money: their standard errors are then about a hundredth,
 * and a million customers cost no more than these. */
enum { ROWS_MOST = 16384 };

static int compare_real(double a, double b) { return (a > b) - (a < b); }

static int compare(const void *a, const void *b)
{
    const mk_spend_row *x = a, *y = b;
    int c = (x->repeats > y->repeats) - (x->repeats < y->repeats);
    if (!c) c = compare_real(x->sum + x->first + x->last, y->sum + y->first + y->last);
    if (!c) c = compare_real(x->first, y->first);
    if (!c) c = compare_real(x->last, y->last);
    if (!c) c = compare_real(x->log1, y->log1);
    if (!c) c = compare_real(x->log2, y->log2);
    return c ? c : compare_real(x->pace, y->pace);
}

/* A prior, normal, of each fitted parameter and of one combination (GAMMA: the mean value). Always there, but so wide (sd 3, 1 of what
 * tells first orders from others, .5 of the slope) that a hundred customers outweigh it; `little`: as narrow as public bases are alike. */
typedef struct prior { double mean[MK_SPEND_PARAMETERS], sd[MK_SPEND_PARAMETERS]; } prior;

static prior prior_of(mk_spend_kind kind, double mean, bool little)
{
    double l = log(mean), wide = little ? 1 : 3;
    if (kind == MK_SPEND_GAMMA) return (prior){ { log(3), log(3), l, log(3), 0, 0 }, { wide, little ? .7 : 3, wide, wide, little ? .4 : 1, little ? .15 : .5 } };
    return (prior){ { l - .3, log(.6), log(.6), 0, log(.6), 0 }, { wide, little ? .7 : 3, little ? .7 : 3, little ? .4 : 1, little ? .7 : 3, little ? .15 : .5 } };
}

typedef struct problem { const mk_spend_data *d; mk_spend_kind kind; prior prior; } problem;

static double minus_posterior(const double *x, double *g, void *self)
{
    problem *p = self;
    for (int i = 0; i < MK_SPEND_PARAMETERS; i++)
        if (!(fabs(x[i]) < 40)) return INFINITY;
    double f = p->kind == MK_SPEND_GAMMA ? -mk_spend_gamma(p->d, x, g) : -mk_spend_log(p->d, x, g);
    for (int i = 0; i < MK_SPEND_PARAMETERS; i++) g[i] = -g[i];
    for (int i = 0; i < MK_SPEND_PARAMETERS; i++) {
        /* GAMMA: of ln v the prior is that of the mean order, ln(p v/(q - 1.05)) */
        bool of_mean = p->kind == MK_SPEND_GAMMA && i == 2;
        double y = of_mean ? x[0] + x[2] - x[1] : x[i], u = (y - p->prior.mean[i]) / p->prior.sd[i], s = u / p->prior.sd[i];
        f += u * u / 2;
        g[i] += s;
        if (of_mean) { g[0] += s; g[1] -= s; }
    }
    return f;
}

static void model_at(mk_spend_kind kind, const double *x, mk_spend_model *m)
{
    m->kind = kind;
    m->slope = x[5];
    m->parameters = MK_SPEND_PARAMETERS;
    if (kind == MK_SPEND_GAMMA) {
        m->p = exp(x[0]);
        m->q = MK_SPEND_Q_LEAST + exp(x[1]);
        m->v = exp(x[2]);
        m->first_p = exp(x[3]);
        m->first_scale = exp(x[4]);
    } else {
        m->mu = x[0];
        m->tau = exp(x[1]);
        m->sigma = exp(x[2]);
        m->first_shift = x[3];
        m->first_sigma = exp(x[4]);
    }
}

typedef struct fitted { mk_spend_model model; double loglik, held_out, se[MK_SPEND_PARAMETERS]; bool converged, edge; } fitted;

/* The mean absolute error of the last order of everybody who has one before it. */
static double held_out(const mk_spend_model *m, const mk_spend_row *row, size_t n)
{
    mk_sum sum = { 0 };
    double many = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(row[i].last > 0) || (row[i].first <= 0 && !row[i].repeats)) continue;
        mk_sum_add(&sum, fabs(mk_spend_expects(m, &row[i], mk_spend_w(m, row[i].pace)) - row[i].last));
        many++;
    }
    return many > 0 ? mk_sum_of(&sum) / many : 0;
}

static int fit(mk_cx *cx, const mk_spend_data *d, mk_spend_kind kind, const mk_spend_model *base, bool little, int *iterations, fitted *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->model = *base;
    problem p = { d, kind, prior_of(kind, d->mean, little) };
    double x[MK_SPEND_PARAMETERS], g[MK_SPEND_PARAMETERS];
    memcpy(x, p.prior.mean, sizeof x);
    mk_minimum min;
    MK_TRY(mk_minimize(cx, minus_posterior, &p, x, MK_SPEND_PARAMETERS, 1.5, &min));
    *iterations += min.iterations;
    model_at(kind, x, &ret->model);
    ret->converged = min.converged;
    ret->edge = !min.curved || !min.converged;
    for (int i = 0; i < MK_SPEND_PARAMETERS; i++) {
        ret->se[i] = min.curved ? sqrt(min.covariance[i * (MK_SPEND_PARAMETERS + 1)]) : NAN;
        ret->edge |= !(ret->se[i] < 2.5);
    }
    for (int i = 0; i < MK_SPEND_PARAMETERS * MK_SPEND_PARAMETERS; i++) ret->model.covariance[i] = min.curved ? min.covariance[i] : 0;
    ret->loglik = kind == MK_SPEND_GAMMA ? mk_spend_gamma(d, x, g) : mk_spend_log(d, x, g);
    return 0;
}

typedef struct ranked { double pace, value; double rank; } ranked;
static int by_pace(const void *a, const void *b) { return compare_real(((const ranked *)a)->pace, ((const ranked *)b)->pace); }
static int by_value(const void *a, const void *b) { return compare_real(((const ranked *)a)->value, ((const ranked *)b)->value); }

/* Spearman's, ties sharing their mean rank; of those with a pace. */
static double rank_correlation(mk_arena *arena, const mk_spend_row *row, size_t n)
{
    ranked *r = MK_NEWN(arena, ranked, n + 1);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (row[i].pace > 0) r[k++] = (ranked){ row[i].pace, (row[i].sum + row[i].first) / (row[i].repeats + (row[i].first > 0)), 0 };
    if (k < 3) return 0;
    qsort(r, k, sizeof *r, by_pace);
    for (size_t i = 0, j; i < k; i = j) {
        for (j = i; j < k && r[j].pace <= r[i].pace; j++);
        for (size_t t = i; t < j; t++) r[t].rank = (double)(i + j - 1) / 2;
    }
    qsort(r, k, sizeof *r, by_value);
    double mean = (double)(k - 1) / 2, sxy = 0, sx = 0, sy = 0;
    for (size_t i = 0, j; i < k; i = j) {
        for (j = i; j < k && r[j].value <= r[i].value; j++);
        double at = (double)(i + j - 1) / 2 - mean;
        for (size_t t = i; t < j; t++) {
            double u = r[t].rank - mean;
            sxy += u * at;
            sx += u * u;
            sy += at * at;
        }
    }
    return sx > 0 && sy > 0 ? sxy / sqrt(sx * sy) : 0;
}

/* Where pennies and millions are mixed the logarithms spread so far that e^(variance / 2) is a sum no order ever had. */
static bool too_long_a_tail(const mk_spend_model *m, double mean)
{
    double tau = m->tau * m->tau, again = m->mu + (tau + m->sigma * m->sigma) / 2, first = m->mu + m->first_shift + (tau + m->first_sigma * m->first_sigma) / 2;
    return !(fmax(again, first) < log(mean) + log(10));
}

int mk_spend_fit(mk_cx *cx, const mk_spend_summary *s, mk_spend_model *ret, mk_spend_diagnostics *d)
{
    const mk_spend_totals *of = &s->of;
    memset(ret, 0, sizeof *ret);
    memset(d, 0, sizeof *d);
    d->customers = of->customers;
    d->repeaters = of->repeaters;
    d->orders = of->orders;
    bool few = of->customers < MK_SPEND_LEAST || of->repeaters < MK_SPEND_AGAIN_LEAST;
    bool little = of->customers < MK_SPEND_MANY || of->repeaters < MK_SPEND_AGAIN_MANY;
    d->state = ret->state = few ? MK_KNOWN_TOO_LITTLE : little ? MK_KNOWN_LITTLE : MK_KNOWN_ENOUGH;
    if (few) return 0;
    ret->currency = of->currency;
    /* Half an order comes back whole before any did: a share of exactly 0 is never known. */
    ret->gone = ((double)of->gone + .5) / ((double)(of->gone + of->orders) + 1);
    ret->back = fmax(0, fmin(.9, 1 - (double)of->net / (double)of->kept));

    size_t all = s->rows.n, n = 0, step = (all + ROWS_MOST - 1) / ROWS_MOST;
    mk_spend_row *row = mk_arena_alloc(cx->arena, sizeof *row * (all + 1)), *whole = NULL;
    memcpy(row, s->rows.p, sizeof *row * all);
    qsort(row, all, sizeof *row, compare);
    for (size_t i = step / 2; i < all; i += step) row[n++] = row[i];
    whole = mk_arena_alloc(cx->arena, sizeof *row * (n + 1));
    for (size_t i = 0; i < n; i++) whole[i] = mk_spend_whole(row[i]);
    qsort(whole, n, sizeof *whole, compare);
    double *w = MK_NEWN(cx->arena, double, n + 1), sum = 0, orders = 0;
    mk_sum pace = { 0 };
    size_t paced = 0;
    for (size_t i = 0; i < n; i++) {
        sum += whole[i].sum + whole[i].first;
        orders += whole[i].repeats + (whole[i].first > 0);
        if (whole[i].pace > 0) { mk_sum_add(&pace, log(whole[i].pace)); paced++; }
    }
    ret->pace = paced ? exp(mk_sum_of(&pace) / (double)paced) : 0;
    for (size_t i = 0; i < n; i++) w[i] = mk_spend_w(ret, whole[i].pace);
    d->used = n;
    d->rank_correlation = rank_correlation(cx->arena, whole, n);

    mk_spend_data data = { whole, w, n, sum / orders };
    fitted f[2];
    for (int k = 0; k < 2; k++) {
        MK_TRY(fit(cx, &data, (mk_spend_kind)k, ret, little, &d->iterations, &f[k]));
        if (f[k].edge && !little) {
            d->prior_used = true;
            MK_TRY(fit(cx, &data, (mk_spend_kind)k, ret, true, &d->iterations, &f[k]));
        }
        d->loglik[k] = f[k].loglik;
        d->held_out[k] = f[k].held_out = held_out(&f[k].model, row, n);
    }
    /* The order that was not looked at decides; with too few of them the likelihood does. */
    int k = of->repeaters >= MK_SPEND_AGAIN_MANY ? f[1].held_out < f[0].held_out : f[1].loglik > f[0].loglik;
    if (k == MK_SPEND_LOGNORMAL && too_long_a_tail(&f[k].model, sum / orders)) k = MK_SPEND_GAMMA;
    *ret = f[k].model;
    d->converged = f[k].converged;
    d->edge = f[k].edge;
    d->prior_used |= little;
    memcpy(d->se, f[k].se, sizeof d->se);
    return 0;
}

void mk_spend_json(const mk_spend_diagnostics *d, const mk_spend_model *m, mk_jsonw *w)
{
    static const char *const states[] = { "too little", "little", "enough" }, *const kinds[] = { "gamma-gamma", "log-normal" };
    mk_json_open(w, '{');
    mk_json_key(w, "state");
    mk_json_z(w, states[d->state]);
    mk_json_key(w, "customers");
    mk_json_int(w, (int64_t)d->customers);
    mk_json_key(w, "repeaters");
    mk_json_int(w, (int64_t)d->repeaters);
    mk_json_key(w, "orders");
    mk_json_int(w, (int64_t)d->orders);
    if (d->state != MK_KNOWN_TOO_LITTLE) {
        const struct { const char *name; double v; bool of[2]; } part[] = {
            { "p", m->p, { 1, 0 } }, { "q", m->q, { 1, 0 } }, { "v", m->v, { 1, 0 } }, { "first_p", m->first_p, { 1, 0 } }, { "first_scale", m->first_scale, { 1, 0 } },
            { "mu", m->mu, { 0, 1 } }, { "tau", m->tau, { 0, 1 } }, { "sigma", m->sigma, { 0, 1 } }, { "first_shift", m->first_shift, { 0, 1 } },
            { "first_sigma", m->first_sigma, { 0, 1 } }, { "slope", m->slope, { 1, 1 } }, { "gone", m->gone, { 1, 1 } }, { "back", m->back, { 1, 1 } },
            { "loglik_gamma", d->loglik[0], { 1, 1 } }, { "loglik_lognormal", d->loglik[1], { 1, 1 } },
            { "held_out_gamma", d->held_out[0], { 1, 1 } }, { "held_out_lognormal", d->held_out[1], { 1, 1 } }, { "rank_correlation", d->rank_correlation, { 1, 1 } } };
        mk_json_key(w, "kind");
        mk_json_z(w, kinds[m->kind]);
        for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
            if (!part[i].of[m->kind]) continue;
            mk_json_key(w, part[i].name);
            mk_json_real(w, part[i].v);
        }
        mk_json_key(w, "se");
        mk_json_open(w, '[');
        for (int i = 0; i < MK_SPEND_PARAMETERS; i++) mk_json_real(w, d->se[i]);
        mk_json_close(w);
        mk_json_key(w, "used");
        mk_json_int(w, (int64_t)d->used);
        mk_json_key(w, "converged");
        mk_json_bool(w, d->converged);
        mk_json_key(w, "prior_used");
        mk_json_bool(w, d->prior_used);
    }
    mk_json_close(w);
}
