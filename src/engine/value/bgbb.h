/* SPDX-License-Identifier: Apache-2.0
 * The BG/BB model: orders on occasions (a yearly appeal, a weekly class, a season), not at any moment (docs/maths/worth.md 1).
 * Fader, Hardie, Shang 2010, Marketing Science 29: while he is a customer he takes an occasion with his own probability
 * p ~ Beta(alpha, beta), and before each occasion he is gone with his own probability theta ~ Beta(gamma, delta).
 * Owns: nothing; the fit works on the caller's cells. Threads: no state. Errors: MK_EINVAL (a cell that cannot be), MK_ECANCELLED. */
#ifndef MK_BGBB_H
#define MK_BGBB_H
#include "cx.h"
#include "known.h"

/* customers with the same history: seen over n occasions, x of them taken, the last taken was the tx-th (0 when x = 0). */
typedef struct mk_bgbb_cell { uint64_t customers; uint32_t x, tx, n; } mk_bgbb_cell;
enum { MK_BGBB_OCCASIONS = 4096 };          /* at most */

typedef struct mk_bgbb { double alpha, beta, gamma, delta; } mk_bgbb;

typedef enum mk_bgbb_why {
    MK_BGBB_FINE,
    MK_BGBB_FEW,                    /* customers or taken occasions */
    MK_BGBB_NO_DROPOUT,             /* nobody is seen to stop: P(alive) says nothing */
    MK_BGBB_ODD,                    /* the maximum is at an edge: a weak prior holds it */
} mk_bgbb_why;

typedef struct mk_bgbb_fit {
    mk_known state;                 /* TOO_LITTLE: no model */
    mk_bgbb_why why;
    mk_bgbb model;
    double loglik;                  /* without the prior */
    double se[4], covariance[16];   /* of the logarithms of the parameters; NaN when the information is singular */
    bool converged, prior_used;
    int iterations;
    uint64_t customers, taken;
} mk_bgbb_fit;

/* Sorts the cells and puts equal ones together, so that counts of any parts add up to the same bytes. The new count. */
size_t mk_bgbb_merge(mk_bgbb_cell *cells, size_t n);
/* ln L and its gradient in the logarithms of (alpha, beta, gamma, delta). Cells that mk_bgbb_check passed. */
double mk_bgbb_loglik(mk_arena *scratch, const mk_bgbb_cell *cells, size_t n, const mk_bgbb *m, double gradient[4]);
/* Maximum likelihood; a weak prior where there are few, or where the maximum runs to an edge. */
int mk_bgbb_fit_of(mk_cx *cx, const mk_bgbb_cell *cells, size_t n, mk_bgbb_fit *ret);

/* --- one customer: x of n occasions taken, the last the tx-th --- */
typedef struct mk_bgbb_answer {
    double alive;                   /* P(still a customer at the next occasion) */
    double active;                  /* P(takes at least one of the next `occasions`) */
    double orders;                  /* how many of them he is expected to take */
    int low, high;                  /* 5 % and 95 % points of how many he will take */
} mk_bgbb_answer;
void mk_bgbb_answer_of(const mk_bgbb *m, uint32_t x, uint32_t tx, uint32_t n, uint32_t occasions, mk_bgbb_answer *ret);
/* P(takes more than k of the next `occasions`), k = 0 .. occasions - 1; P(still a customer at the next one). */
double mk_bgbb_tail(const mk_bgbb *m, uint32_t x, uint32_t tx, uint32_t n, uint32_t occasions, double *ret);
#endif
