/* SPDX-License-Identifier: Apache-2.0 */
#include "covariates.h"
#include "minimize.h"
#include "orders_int.h"
#include "quadrature.h"
#include "special.h"

enum { K = MK_COV_MOST, PARAMETERS = 4 + 2 * K };

/* A path's clocks since its first piece began, at the beginning of each piece, with their derivatives by the coefficients. */
typedef struct piece { double start, rate, pace, trans, life, dtrans[K], dlife[K]; } piece;    /* rate = exp(trans'X), pace = exp(life'X) */
typedef struct clock_of { piece *p; size_t n; } clock_of;

struct mk_cov { const mk_cov_data *d; clock_of *path; int k, kl; };      /* coefficients of orders, of stopping */

static int parameters(const mk_cov *c) { return 4 + c->k + c->kl; }

mk_cov *mk_cov_new(mk_arena *arena, const mk_cov_data *d)
{
    mk_cov *c = MK_NEW(arena, mk_cov);
    c->d = d;
    c->k = d->k;
    c->kl = d->orders_only ? 0 : d->k;
    c->path = MK_NEWN(arena, clock_of, d->paths + 1);
    for (size_t i = 0; i < d->paths; i++) c->path[i] = (clock_of){ MK_NEWN(arena, piece, d->path[i].n + 1), d->path[i].n };
    return c;
}

/* False when a coefficient makes a clock run beyond all sense. */
static bool wind(mk_cov *c, const mk_cov_model *m)
{
    for (size_t i = 0; i < c->d->paths; i++) {
        const mk_cov_path *path = &c->d->path[i];
        clock_of *w = &c->path[i];
        for (size_t j = 0; j < path->n; j++) {
            piece *p = &w->p[j];
            const double *X = path->value + j * (size_t)c->k;
            double t = 0, l = 0;
            for (int k = 0; k < c->k; k++) {
                t += m->trans[k] * X[k];
                l += m->life[k] * X[k];
            }
            if (!(fabs(t) < 30 && fabs(l) < 30)) return false;
            p->start = path->start[j];
            p->rate = exp(t);
            p->pace = exp(l);
            if (j == 0) {
                p->trans = p->life = 0;
                memset(p->dtrans, 0, sizeof p->dtrans);
                memset(p->dlife, 0, sizeof p->dlife);
                continue;
            }
            const piece *b = p - 1;
            const double *was = X - c->k;
            double days = p->start - b->start;
            p->trans = b->trans + days * b->rate;
            p->life = b->life + days * b->pace;
            for (int k = 0; k < c->k; k++) {
                p->dtrans[k] = b->dtrans[k] + days * b->rate * was[k];
                p->dlife[k] = b->dlife[k] + days * b->pace * was[k];
            }
        }
    }
    return true;
}

static size_t piece_at(const clock_of *w, double day)
{
    size_t lo = 0, hi = w->n - 1;
    while (lo < hi) {
        size_t mid = (lo + hi + 1) / 2;
        if (w->p[mid].start <= day) lo = mid; else hi = mid - 1;
    }
    return lo;
}

/* The clocks at a day. */
typedef struct reading { double trans, life, dtrans[K], dlife[K]; size_t at; } reading;

static reading read_at(const mk_cov *c, uint32_t path, double day)
{
    const clock_of *w = &c->path[path];
    reading r = { .at = piece_at(w, day) };
    const piece *p = &w->p[r.at];
    const double *X = c->d->path[path].value + r.at * (size_t)c->k;
    double days = day - p->start;
    r.trans = p->trans + days * p->rate;
    r.life = p->life + days * p->pace;
    for (int k = 0; k < c->k; k++) {
        r.dtrans[k] = p->dtrans[k] + days * p->rate * X[k];
        r.dlife[k] = p->dlife[k] + days * p->pace * X[k];
    }
    return r;
}

static void since(reading *r, const reading *begin, int k)
{
    r->trans -= begin->trans;
    r->life -= begin->life;
    for (int i = 0; i < k; i++) {
        r->dtrans[i] -= begin->dtrans[i];
        r->dlife[i] -= begin->dlife[i];
    }
}

/* Sums over the time he may have stopped at, divided by the integrand's scale at t_x: the integral, and under it the mean of ln(alpha + L),
 * 1/(alpha + L), ln(beta + M), 1/(beta + M), and of the derivatives of the logarithm of the integrand by trans and life; L and M are the clocks. */
typedef struct gone { double sum, A, a, B, b, trans[K], life[K]; } gone;

static void integrate(const mk_cov *c, const mk_cov_model *m, const mk_cov_customer *o, const reading *begin, const reading *last, bool more, gone *g)
{
    const clock_of *w = &c->path[o->path];
    const mk_cov_path *path = &c->d->path[o->path];
    double r = m->p[0] + o->x, s = m->p[2], from = o->last, A0 = m->p[1] + last->trans, B0 = m->p[3] + last->life, lA = log(A0), lB = log(B0);
    memset(g, 0, sizeof *g);
    for (size_t j = last->at; from < o->now; j++) {
        const piece *p = &w->p[j];
        const double *X = path->value + j * (size_t)c->k;
        double to = j + 1 < w->n && w->p[j + 1].start < o->now ? w->p[j + 1].start : o->now, days = to - from;
        /* the clocks at `from` */
        double in = from - p->start, L = p->trans + in * p->rate - begin->trans, M = p->life + in * p->pace - begin->life;
        double A = m->p[1] + L, B = m->p[3] + M, e[MK_MOMENTS] = { 0 };
        mk_scale sc = { r, A / p->rate, s, B / p->pace };
        mk_pareto_panel(&sc, 0, days, 0, 0, more ? MK_MOMENTS : 1, e);
        double f = exp(-r * (log(A) - lA) - s * (log(B) - lB));
        g->sum += f * e[M_1];
        from = to;
        if (!more) continue;
        g->A += f * (log(A) * e[M_1] + e[M_A]);
        g->B += f * (log(B) * e[M_1] + e[M_B]);
        /* 1/(alpha+L(y)) = a/rate with a of the panel's own scale; L_k(y) = L_k(from) + rate X_k (y - from) and rate (y - from) = (alpha+L(y)) - A */
        double a = e[M_a] / p->rate, b = e[M_b] / p->pace;
        g->a += f * a;
        g->b += f * b;
        for (int k = 0; k < c->k; k++) {
            double Lk = p->dtrans[k] + in * p->rate * X[k] - begin->dtrans[k], Mk = p->dlife[k] + in * p->pace * X[k] - begin->dlife[k];
            g->trans[k] += -r * f * (Lk * a + X[k] * (e[M_1] - A * a));
            g->life[k] += f * (X[k] * e[M_1] - (s + 1) * (Mk * b + X[k] * (e[M_1] - B * b)));
        }
    }
    if (!more || !(g->sum > 0)) return;
    g->A /= g->sum; g->a /= g->sum; g->B /= g->sum; g->b /= g->sum;
    for (int k = 0; k < c->k; k++) { g->trans[k] /= g->sum; g->life[k] /= g->sum; }
}

/* ln L of one customer: as Pareto/NBD with L for the time of orders and M for that of stopping, and X at each order. w: P(not alive). */
static double one_loglik(const mk_cov *c, const mk_cov_model *m, const mk_cov_customer *o, double *score, double *ret_gone)
{
    double r = m->p[0], alpha = m->p[1], s = m->p[2], beta = m->p[3], shape = r + o->x, w = 0, ln = 0;
    reading begin = read_at(c, o->path, o->first), last = read_at(c, o->path, o->last), end = read_at(c, o->path, o->now);
    since(&last, &begin, c->k);
    since(&end, &begin, c->k);
    gone g = { 0 };
    if (o->now > o->last) {
        integrate(c, m, o, &begin, &last, score != NULL, &g);
        double Q = log(s) + shape * log((alpha + end.trans) / (alpha + last.trans)) + s * log((beta + end.life) / (beta + last.life)) + log(g.sum);
        if (g.sum > 0) ln += mk_or_stopped(Q, &w);
    }
    double lA = log(alpha + end.trans), lB = log(beta + end.life), iA = 1 / (alpha + end.trans), iB = 1 / (beta + end.life);
    ln += r * log(alpha) + s * log(beta) - shape * lA - s * lB;
    double dr = 0;
    for (uint32_t i = 0; i < o->x; i++) {
        ln += log(r + i);
        dr += 1 / (r + i);
    }
    for (int k = 0; k < c->k; k++) ln += m->trans[k] * o->sum[k];
    if (ret_gone) *ret_gone = w;
    if (!score) return ln;
    score[0] = r * (dr + log(alpha) - lA + w * (lA - g.A));
    score[1] = alpha * (r / alpha - shape * iA + w * shape * (iA - g.a));
    score[2] = s * (log(beta) - lB + w * (1 / s + lB - g.B));
    score[3] = beta * (s / beta - s * iB + w * (s * iB - (s + 1) * g.b));
    for (int k = 0; k < c->k; k++) {
        score[4 + k] = o->sum[k] - shape * iA * end.dtrans[k] + w * (shape * iA * end.dtrans[k] + g.trans[k]);
        if (k < c->kl) score[4 + c->k + k] = -s * iB * end.dlife[k] + w * (s * iB * end.dlife[k] + g.life[k]);
    }
    return ln;
}

double mk_cov_loglik(mk_cov *c, const mk_cov_model *m, double *gradient, double *outer)
{
    int n = parameters(c);
    mk_sum f = { 0 };
    double score[PARAMETERS];
    if (!wind(c, m)) return -INFINITY;
    if (gradient) memset(gradient, 0, sizeof *gradient * (size_t)n);
    if (outer) memset(outer, 0, sizeof *outer * (size_t)(n * n));
    for (size_t i = 0; i < c->d->n; i++) {
        mk_sum_add(&f, one_loglik(c, m, &c->d->customer[i], gradient ? score : NULL, NULL));
        for (int a = 0; gradient && a < n; a++) {
            gradient[a] += score[a];
            for (int b = 0; outer && b <= a; b++) outer[a * n + b] += score[a] * score[b];
        }
    }
    for (int a = 0; outer && a < n; a++)
        for (int b = 0; b < a; b++) outer[b * n + a] = outer[a * n + b];
    return mk_sum_of(&f);
}

/* --- fit --- */

static mk_cov_model at(const mk_cov *c, const double *x)
{
    mk_cov_model m = { .k = c->k };
    for (int i = 0; i < 4; i++) m.p[i] = exp(x[i]);
    for (int k = 0; k < c->k; k++) {
        m.trans[k] = x[4 + k];
        if (k < c->kl) m.life[k] = x[4 + c->k + k];
    }
    return m;
}

/* A weak prior: standard deviation 5 of a coefficient of a covariate that reaches 1, and 10 of the logarithms from where the plain model is.
 * It keeps finite what no customer tells; where all of them tell something it is taken away (loose). */
typedef struct problem { mk_cov *c; double centre[4]; bool loose; } problem;
static double sd_of(const problem *p, int i) { return p->loose ? 1e4 : i < 4 ? 10 : 5; }

static double prior(const problem *p, const double *x, double *g, double *h, int n)
{
    double f = 0;
    for (int i = 0; i < n; i++) {
        double sd = sd_of(p, i), u = (x[i] - (i < 4 ? p->centre[i] : 0)) / sd;
        f += u * u / 2;
        g[i] += u / sd;
        if (h) h[i * n + i] += 1 / (sd * sd);
    }
    return f;
}

static double objective(const double *x, double *g, double *h, void *self)
{
    problem *p = self;
    int n = parameters(p->c);
    for (int i = 0; i < n; i++)
        if (!(fabs(x[i] - (i < 4 ? p->centre[i] : 0)) < 25)) return INFINITY;
    mk_cov_model m = at(p->c, x);
    double f = -mk_cov_loglik(p->c, &m, g, h);
    for (int i = 0; i < n; i++) g[i] = -g[i];
    return f + prior(p, x, g, h, n);
}

static double objective_plain(const double *x, double *g, void *self) { return objective(x, g, NULL, self); }

int mk_cov_fit_of(mk_cx *cx, mk_cov *c, const double plain[4], const mk_cov_model *start, mk_cov_fit *ret)
{
    problem p = { .c = c };
    int n = parameters(c);
    double x[PARAMETERS] = { 0 };
    mk_minimum min;
    memset(ret, 0, sizeof *ret);
    for (int i = 0; i < 4; i++) x[i] = p.centre[i] = log(plain[i]);
    if (start)
        for (int i = 0; i < n; i++) x[i] = i < 4 ? log(start->p[i]) : i < 4 + c->k ? start->trans[i - 4] : start->life[i - 4 - c->k];
    MK_TRY(mk_minimize_exact(cx, objective, &p, x, n, 1, &min));
    ret->evaluations = min.evaluations;
    p.loose = min.curved;
    for (int i = 0; i < n && p.loose; i++) p.loose = min.covariance[i * (n + 1)] < 2;
    mk_minimum last = min;
    if (!c->d->orders_only) {                                           /* Newton's own last step, and the Hessian: a season need not be so exact */
        MK_TRY(mk_minimize(cx, objective_plain, &p, x, n, 1, &last));
        ret->evaluations += last.evaluations;
    }
    ret->model = at(c, x);
    ret->converged = last.converged;
    ret->edge = !last.curved;
    for (int i = 0; i < n; i++) {
        ret->se[i] = last.curved ? sqrt(last.covariance[i * (n + 1)]) : NAN;
        if (!(ret->se[i] < 4)) ret->edge = true;
    }
    ret->loglik = mk_cov_loglik(c, &ret->model, NULL, NULL);
    return 0;
}

/* --- what comes --- */

double mk_cov_tail(mk_cov *c, const mk_cov_model *m, const mk_cov_customer *o, double t, mk_tail *ret)
{
    const clock_of *w = &c->path[o->path];
    double away = 0, shape = m->p[0] + o->x, s = m->p[2];
    one_loglik(c, m, o, NULL, &away);
    reading begin = read_at(c, o->path, o->first), now = read_at(c, o->path, o->now), end = read_at(c, o->path, o->now + t);
    since(&now, &begin, c->k);
    since(&end, &begin, c->k);
    double rate = m->p[1] + now.trans, at = m->p[3] + now.life, life = end.life - now.life, far = log1p(life / at);
    double stop = s * far > 60 ? 60 / s : far, left = stop < far ? 0 : exp(-s * far), sum = 0, mean = 0, weight[32], exposure[32];
    mk_gauss q = mk_gauss_of(shape * (end.trans - now.trans) / rate > 12 || s * stop > 4 ? 32 : 16);
    size_t j = now.at;
    for (int i = 0; i < q.n; i++) {                     /* he stops when his clock of stopping shows M; by then the other shows so much */
        double v = stop * q.x[i], M = at * expm1(v) + now.life + begin.life;
        while (j + 1 < w->n && w->p[j + 1].life <= M) j++;
        weight[i] = q.w[i] * stop * s * exp(-s * v);
        exposure[i] = w->p[j].trans + (M - w->p[j].life) * w->p[j].rate / w->p[j].pace - begin.trans - now.trans;
        sum += weight[i];
    }
    mk_ahead ahead;
    mk_ahead_begin(&ahead);
    for (int i = 0; i < q.n; i++) {
        weight[i] *= sum > 0 ? (1 - left) / sum : 0;
        mk_ahead_part(&ahead, weight[i], shape, rate, fmax(0, exposure[i]));
        mean += weight[i] * exposure[i];
    }
    mk_ahead_part(&ahead, left, shape, rate, end.trans - now.trans);
    mk_ahead_end(&ahead);
    ret->n = 0;
    for (; ahead.tail > 1e-9 && ret->n < 1u << 20; mk_ahead_step(&ahead)) mk_tail_put(ret, ahead.tail);
    ret->mean = shape / rate * (mean + left * (end.trans - now.trans));
    return 1 - away;
}
