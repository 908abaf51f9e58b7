/* SPDX-License-Identifier: Apache-2.0
 * The models of how often somebody orders and whether he is still a customer (docs/maths/value.md 1-4), one face for all:
 *   NBD            orders at random at his own rate lambda ~ Gamma(r, alpha); nobody stops (Ehrenberg 1959)
 *   BG/NBD         he may stop after each repeat order, P ~ Beta(a, b) (Fader, Hardie, Lee 2005)
 *   MBG/NBD        after the first one too (Batislam, Denizel, Filiztekin 2007)
 *   Pareto/NBD     he may stop at any moment, at his own rate mu ~ Gamma(s, beta) (Schmittlein, Morrison, Colombo 1987)
 *   .../CNBD-k     regular customers: the time between orders is Erlang-k, every k-th of a hidden random stream is an order
 *                  (Reutterer, Platzer, Schroeder 2021); k = 1 is the plain model. Not with Pareto.
 *   two kinds      of customers, each with parameters of its own: businesses among people, guests beside regulars. BG and MBG.
 * Owns: prepared data lives on the arena it was made on; models and fits are plain values. Threads: prepared data belongs to one thread.
 * Errors: MK_ECANCELLED only. Time is in days everywhere here, whole or not. */
#ifndef MK_ORDERS_H
#define MK_ORDERS_H
#include <math.h>
#include "cx.h"

typedef enum mk_orders_kind { MK_NBD, MK_BG, MK_MBG, MK_PARETO } mk_orders_kind;
enum { MK_ORDERS_KINDS = 4, MK_REGULAR_MOST = 6 };

/* p: r, alpha, then a, b (BG, MBG) or s, beta (Pareto); NBD has the first two. alpha and beta in days.
 * pace: how fast orders come from now on, measured by the time the model was learnt from (season, trend); 0 is the same as 1.
 * tilt: how much more the oldest customers do so, times T/span (at most 1), of a logarithm: where a log begins with customers that were there
 * before it, those seen first in it are the better ones.
 * again: the rate a day at which who had stopped begins anew, 0: never (docs/maths/value.md 6).
 * share: the part of the customers who have the parameters `other`, 0: all are of one kind.
 * beside: models whose forecasts are mixed with this one's, each with its weight; pace, tilt and span are those of all. */
enum { MK_BESIDE = 3 };
typedef struct mk_orders_part { mk_orders_kind kind; int k; double p[4], other[4], share, weight; } mk_orders_part;
typedef struct mk_orders {
    mk_orders_kind kind;
    int k;
    double p[4], pace, tilt, span, again, other[4], share;
    mk_orders_part beside[MK_BESIDE];
    int parts;
} mk_orders;
/* A model to be mixed with others. */
static inline mk_orders_part mk_orders_part_of(const mk_orders *m, double weight)
{
    return (mk_orders_part){ m->kind, m->k, { m->p[0], m->p[1], m->p[2], m->p[3] }, { m->other[0], m->other[1], m->other[2], m->other[3] }, m->share, weight };
}
/* What is left to the model itself. */
static inline double mk_orders_own_weight(const mk_orders *m)
{
    double own = 1;
    for (int i = 0; i < m->parts; i++) own -= m->beside[i].weight;
    return own;
}
/* One model, of one kind of customers. */
static inline bool mk_orders_plain(const mk_orders *m) { return !(m->share > 0) && !m->parts; }
/* Pace of a customer of age T. */
static inline double mk_orders_pace(const mk_orders *m, double T)
{
    double pace = m->pace > 0 ? m->pace : 1;
    return m->span > 0 ? pace * exp(m->tilt * fmin(T / m->span, 1)) : pace;
}

static inline int mk_orders_parameters(mk_orders_kind kind) { return kind == MK_NBD ? 2 : 4; }
/* All that were fitted, of both kinds and how many of each. */
static inline int mk_orders_fitted(const mk_orders *m) { return m->share > 0 ? 2 * mk_orders_parameters(m->kind) + 1 : mk_orders_parameters(m->kind); }
/* What comes depends on the day of the last order too, not only on how likely he is still there. */
static inline bool mk_orders_by_last(const mk_orders *m) { return m->k > 1 || !mk_orders_plain(m); }
/* "MBG/CNBD-2", into out. */
const char *mk_orders_name(mk_orders_kind kind, int k, char out[24]);
/* Whether parameter i is a time: alpha, and beta of Pareto. */
static inline bool mk_orders_is_time(mk_orders_kind kind, int i) { return i == 1 || (i == 3 && kind == MK_PARETO); }
/* "alpha" of parameter i. */
const char *mk_orders_parameter(mk_orders_kind kind, int i);

/* n customers with the same history: x repeat orders, the last at age tx, seen up to age T. tx = 0 when x = 0. */
typedef struct mk_orders_cell { double n; uint32_t x; double tx, T; } mk_orders_cell;

/* --- learning --- */
/* Cells in the order the sums shall be made in (the same order gives the same bits), and tables made once. */
typedef struct mk_orders_data mk_orders_data;
mk_orders_data *mk_orders_data_new(mk_arena *arena, const mk_orders_cell *cells, size_t n);
/* ln L of the cells and, where they are not NULL, its gradient and Hessian (n x n) in the logarithms of the parameters. Without the
 * terms of the k-model that no parameter moves (mk_orders_regular). */
double mk_orders_loglik(mk_orders_data *d, const mk_orders *m, double *gradient, double *hessian);
/* The rest of ln L: (k-1) sum ln itt - repeats ln Gamma(k); sum ln itt of all times between orders. */
double mk_orders_regular(const mk_orders_data *d, int k, double sum_ln_itt);
/* P(alive) of each cell. */
void mk_orders_alive_all(mk_orders_data *d, const mk_orders *m, double *ret);

/* A weak prior, normal on each of ln r, ln(rate), ln p[2], ln p[3] (rate: mean orders a day while alive, r / (alpha k)). */
typedef struct mk_orders_prior { double mean[4], sd[4]; } mk_orders_prior;
/* The middle of public bases at the scale of these data. */
mk_orders_prior mk_orders_prior_of(const mk_orders_data *d, mk_orders_kind kind);

typedef struct mk_orders_fit {
    mk_orders model;
    double loglik;                  /* with mk_orders_regular, without the prior */
    double covariance[16], se[4];   /* of the logarithms of the parameters, row after row of `parameters`; NaN when singular */
    bool converged, edge;           /* edge: a parameter ran away, or its standard error is beyond sense */
    double other_covariance[16], other_se[4], share_se;     /* of two kinds: of the other one, and of share */
    bool prior_used;
    int iterations, evaluations;
} mk_orders_fit;

/* The best of several starts; more than one only when the first ends badly. prior may be NULL: plain maximum likelihood. start may be NULL. */
int mk_orders_fit_of(mk_cx *cx, mk_orders_data *d, mk_orders_kind kind, int k, double sum_ln_itt, const mk_orders_prior *prior,
                     const mk_orders *start, mk_orders_fit *ret);
/* Two kinds of customers, each BG or MBG with start's k, under the prior: near start when it has two, else from businesses among people. `other` is the
 * smaller kind. */
int mk_orders_kinds_fit_of(mk_cx *cx, mk_orders_data *d, double sum_ln_itt, const mk_orders *start, mk_orders_fit *ret);
/* True when the model says that hardly anybody ever stops: P(alive) would say nothing. */
bool mk_orders_nobody_stops(const mk_orders_data *d, const mk_orders *m);

/* --- one customer --- */
/* The plain models a forecast of him is made of: the kinds he may be of by his history, and of the models beside; how much each counts (1 together), and how
 * likely he is still there by it. */
enum { MK_KINDS = 2 * (1 + MK_BESIDE) };
typedef struct mk_kinds { int n; mk_orders one[MK_KINDS]; double share[MK_KINDS], alive[MK_KINDS], likely[2]; } mk_kinds;      /* likely: ln L by the two kinds of the model itself */
mk_kinds mk_kinds_of(const mk_orders *m, double x, double tx, double T);
/* How many they are, and which: the same for everybody. */
int mk_kinds_models(const mk_orders *m, mk_orders one[MK_KINDS]);
/* The same given that he is still there; alive stays. */
mk_kinds mk_kinds_there(const mk_orders *m, double x, double tx, double T);
void mk_kinds_given_there(mk_kinds *s);
double mk_orders_alive(const mk_orders *m, double x, double tx, double T);
/* The same as it is told: by those of the models that are mixed in which somebody stops. */
double mk_orders_still(const mk_orders *m, double x, double tx, double T);
/* The same if one of the model's own kinds (0 or 1) had the parameters p, from his kinds as they are: only that one is asked again. */
double mk_orders_still_if(const mk_orders *m, const mk_kinds *s, int kind, const double p[4], double x, double tx, double T);
/* Expected orders a day now, given alive, but for the pace. */
double mk_orders_rate(const mk_orders *m, double x, double tx, double T);
/* Expected orders in (T, T + t], given alive at T. */
double mk_orders_mean(const mk_orders *m, double x, double tx, double T, double t);
/* Expected repeat orders of a new customer up to age t. */
double mk_orders_expected(const mk_orders *m, double t);

/* The distribution of orders in (T, T + t] given alive at T, of a plain model, walked term by term: tail = P(at least n orders), n = 1, 2, ...
 *     mk_ahead w; mk_ahead_init(&w, m, x, tx, T, t); for (; w.tail > 1e-9; mk_ahead_step(&w)) ...
 * A mixture of negative binomials of the hidden stream, over the stage (k-models) or over the moment he stops (Pareto). */
enum { MK_AHEAD_PAIRS = 17 };
typedef double mk_two __attribute__((vector_size(16)));         /* two parts at once: this is where a forecast spends its time */
typedef struct mk_ahead {
    double tail;
    int n;
    int parts, k;
    bool deep;                      /* a part begins below the smallest double: it goes on in logarithms */
    double a, b, stays;             /* posterior of P(stop); P(has not stopped after n - 1 orders) */
    mk_two weight[MK_AHEAD_PAIRS], z[MK_AHEAD_PAIRS], rest[MK_AHEAD_PAIRS];     /* rest = z (shape - 1) */
    mk_two count[MK_AHEAD_PAIRS], above[MK_AHEAD_PAIRS], at[MK_AHEAD_PAIRS], log_at[MK_AHEAD_PAIRS];    /* above = P(N >= count), at = P(N = count) */
} mk_ahead;
void mk_ahead_init(mk_ahead *w, const mk_orders *m, double x, double tx, double T, double t);
void mk_ahead_step(mk_ahead *w);
/* All of a mixture of n at once; the sum of their tails by their weights, at most 1. */
double mk_ahead_step_all(mk_ahead *w, const double *weight, int n);

/* The day of the next order, given alive now: P(within t days). For Pareto too it is given that he does not stop before. */
double mk_orders_next(const mk_orders *m, double x, double tx, double T, double t);
/* The same asked the other way: within how many days, at most 1e6, for each of n chances between 0 and 1, the least first.
 * of: his kinds, NULL when they are not known yet. */
void mk_orders_points(const mk_orders *m, const mk_kinds *of, double x, double tx, double T, const double *chance, int n, double *ret);
#endif
