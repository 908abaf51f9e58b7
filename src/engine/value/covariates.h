/* SPDX-License-Identifier: Apache-2.0
 * Pareto/NBD with covariates, fixed or changing with time (docs/maths/value.md; Bachmann, Meierer, Naef 2021; Fader & Hardie 2007).
 * A customer's clock of orders runs at exp(trans' X(t)), his clock of stopping at exp(life' X(t)); fixed covariates are a path of one piece.
 * Owns: data and paths are the caller's, fits are plain values. Threads: a mk_cov belongs to one. Errors: MK_ECANCELLED only. */
#ifndef MK_COVARIATES_H
#define MK_COVARIATES_H
#include "forecast.h"

enum { MK_COV_MOST = 8 };

/* What holds from start[i] (a day) to start[i + 1]; the first also before, the last also after. value: n x k. Shared by customers. */
typedef struct mk_cov_path { size_t n; const double *start, *value; } mk_cov_path;

/* Times are days of the calendar. sum: of the covariates at each of the x repeat orders, k of them. */
typedef struct mk_cov_customer { uint32_t path, x; double first, last, now; const double *sum; } mk_cov_customer;

/* orders_only: stopping is left alone, all `life` stay 0. */
typedef struct mk_cov_data { int k; const mk_cov_path *path; size_t paths; const mk_cov_customer *customer; size_t n; bool orders_only; } mk_cov_data;

typedef struct mk_cov_model { int k; double p[4], trans[MK_COV_MOST], life[MK_COV_MOST]; } mk_cov_model;

typedef struct mk_cov_fit {
    mk_cov_model model;
    double loglik, se[4 + 2 * MK_COV_MOST];     /* of ln r, ln alpha, ln s, ln beta, then trans, then life; NaN when singular */
    bool converged, edge;
    int evaluations;
} mk_cov_fit;

/* The clocks of all paths under a model. */
typedef struct mk_cov mk_cov;
mk_cov *mk_cov_new(mk_arena *arena, const mk_cov_data *d);
/* ln L and, where not NULL, its gradient (ln of the four, trans, life) and the sum of the outer products of each customer's. */
double mk_cov_loglik(mk_cov *c, const mk_cov_model *m, double *gradient, double *outer);
/* Maximum likelihood from the plain model's place, by the method of Berndt, Hall, Hall, Hausman 1974; standard errors from the Hessian. */
int mk_cov_fit_of(mk_cx *cx, mk_cov *c, const double plain[4], const mk_cov_model *start, mk_cov_fit *ret);

/* The forecast of one customer over t days: as mk_tail_of, and P(alive). The clocks are those of the last mk_cov_loglik or fit. */
double mk_cov_tail(mk_cov *c, const mk_cov_model *m, const mk_cov_customer *one, double t, mk_tail *ret);
#endif
