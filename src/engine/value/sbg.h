/* SPDX-License-Identifier: Apache-2.0
 * The shifted beta-geometric model: who pays a subscription or a club fee renews it or not (docs/maths/worth.md 1).
 * Fader, Hardie 2007, "How to project customer retention", Journal of Interactive Marketing 21: at the end of every period a customer
 * leaves with his own probability theta ~ Beta(alpha, beta).
 * Owns: nothing. Threads: no state. Errors: MK_EINVAL (a cell that cannot be), MK_ECANCELLED. */
#ifndef MK_SBG_H
#define MK_SBG_H
#include "cx.h"
#include "known.h"

/* customers who left at the end of period t (1, 2, ...), or, `still`, who have renewed t times and are here (t from 0). */
typedef struct mk_sbg_cell { uint64_t customers; uint32_t t; bool still; } mk_sbg_cell;
enum { MK_SBG_PERIODS = 65536 };

typedef struct mk_sbg { double alpha, beta; } mk_sbg;

typedef enum mk_sbg_why {
    MK_SBG_FINE,
    MK_SBG_FEW,                     /* customers, or endings */
    MK_SBG_ALIKE,                   /* all leave at the same rate: the maximum is at infinity, a weak prior holds it */
    MK_SBG_ODD,                     /* another edge */
} mk_sbg_why;

typedef struct mk_sbg_fit {
    mk_known state;
    mk_sbg_why why;
    mk_sbg model;
    double loglik, se[2], covariance[4];    /* of the logarithms */
    bool converged, prior_used;
    int iterations;
    uint64_t customers, left;
} mk_sbg_fit;

size_t mk_sbg_merge(mk_sbg_cell *cells, size_t n);
double mk_sbg_loglik(mk_arena *scratch, const mk_sbg_cell *cells, size_t n, const mk_sbg *m, double gradient[2]);
int mk_sbg_fit_of(mk_cx *cx, const mk_sbg_cell *cells, size_t n, mk_sbg_fit *ret);

/* What was seen, without a model: the share still here after 0, 1, ... periods (Kaplan, Meier 1958, JASA 53), as far as `least` customers have been here so
 * long, at most `most` numbers. The cells are merged. How many. */
uint32_t mk_sbg_seen(const mk_sbg_cell *cells, size_t n, uint64_t least, uint32_t most, double *ret);
/* P(a new customer is still here after t periods). */
double mk_sbg_survival(const mk_sbg *m, uint32_t t);
/* P(one who has renewed t - 1 times renews again at the end of period t), t from 1: it grows, as those who leave easily are gone. */
static inline double mk_sbg_retention(const mk_sbg *m, uint32_t t) { return (m->beta + t - 1) / (m->alpha + m->beta + t - 1); }
#endif
