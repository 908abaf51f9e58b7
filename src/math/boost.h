/* SPDX-License-Identifier: Apache-2.0
 * Boosted trees for the log-odds of yes or no: Friedman 2001 ("Greedy function approximation"), with second-order steps (Chen & Guestrin
 * 2016, eq. 5-7), values cut into at most 63 bins and trees grown leaf by leaf, the most gain first (Ke et al. 2017).
 * A score is an exact sum: constant + for each feature what the splits on it changed along the paths (Saabas 2014), so it gives its reasons.
 * Owns: a model lives on the arena it was made on; training uses cx->arena and gives it back. Threads: a model is only read.
 * Determinism: rows are added in their order, so the same rows give the same bits. Errors: MK_ECANCELLED, MK_EBADDATA (bytes that are not a model). */
#ifndef MK_BOOST_H
#define MK_BOOST_H
#include "buf.h"
#include "cx.h"

enum { MK_BOOST_FEATURES = 64, MK_BOOST_LEAVES = 32, MK_BOOST_TREES = 1024 };

typedef struct mk_boost_rule {
    uint32_t trees, leaves;         /* most of each */
    double rate;                    /* of learning */
    double lambda, least;           /* ridge on a leaf's value; least sum of second derivatives of a leaf */
    double share, rows;             /* of the features, of the rows, that a tree may look at; rows 0: all */
    uint32_t patience;              /* trees without gain on the held-out rows before it stops; 0: all trees are kept */
    uint64_t rising;                /* features, as bits: no split on one says less where there is more of it */
} mk_boost_rule;

typedef struct mk_boost_rows {
    size_t n;
    uint32_t features;
    float *x;                       /* n * features, row after row */
    uint8_t *yes;
    float *weight;                  /* > 0 */
    bool *held;                     /* not learnt from: says when to stop. NULL: none */
} mk_boost_rows;

/* A node: x[feature] <= cut goes to `low`, else to low + 1; feature -1: a leaf. value: what the score would be if it ended here. */
typedef struct mk_boost_node { int32_t feature; uint32_t low; float cut, value; } mk_boost_node;

typedef struct mk_boost {
    uint32_t features, trees, nodes;
    double base;                    /* log-odds where nothing is known */
    double begin, most;             /* base and what the roots add: where explaining begins; no score is above `most` */
    uint32_t *root;                 /* of each tree; trees + 1 */
    mk_boost_node *node;
    float *peak;                    /* of each node: the highest leaf below it */
    double *rest;                   /* of each tree: the highest leaves of it and of all behind it; trees + 1 */
} mk_boost;

int mk_boost_train(mk_cx *cx, mk_arena *a, const mk_boost_rows *rows, const mk_boost_rule *rule, mk_boost **ret);
double mk_boost_score(const mk_boost *b, const float *x);
/* Of n rows, one after the other; rows of one customer are alike, and cost less together. The same bits as one by one. */
void mk_boost_scores(const mk_boost *b, const float *x, size_t n, double *ret);
/* Whether a score may be at least that high, of a row of which only some features are known. false is certain; true may be said of one that is not. */
bool mk_boost_may_reach(const mk_boost *b, const float *x, const bool *known, double least);
/* A score, and what each feature adds: base + sum of part = the score but for rounding. */
double mk_boost_explain(const mk_boost *b, const float *x, double *part);

/* Fills begin, most, peak and rest when all else is there. */
void mk_boost_bounds(mk_arena *a, mk_boost *b);

void mk_boost_pack(const mk_boost *b, mk_buf *to);
#include "pack.h"
int mk_boost_unpack(mk_cx *cx, mk_arena *a, mk_unpack *from, mk_boost **ret);
#endif
