/* SPDX-License-Identifier: Apache-2.0
 * What a score was worth: the best non-decreasing map from scores to probabilities (pool adjacent violators; Ayer et al. 1955,
 * Zadrozny & Elkan 2002), on groups of neighbouring scores, straight between them in log-odds. It never turns two scores around.
 * Owns nothing but its numbers. Threads: any. No failures. */
#ifndef MK_ISOTONIC_H
#define MK_ISOTONIC_H
#include "arena.h"

enum { MK_ISOTONIC_STEPS = 128 };
typedef struct mk_isotonic { uint32_t n; double score[MK_ISOTONIC_STEPS], odds[MK_ISOTONIC_STEPS], sd[MK_ISOTONIC_STEPS]; } mk_isotonic;       /* sd: of the log-odds of a step, by how many it had */
typedef struct mk_isotonic_row { double score, weight; bool yes; } mk_isotonic_row;

/* Sorts the rows. With fewer than a hundred, or none that is yes, the scores are taken as log-odds as they are. */
void mk_isotonic_fit(mk_isotonic_row *row, size_t n, mk_isotonic *ret);
double mk_isotonic_probability(const mk_isotonic *m, double score);
/* A score below which nothing is as likely; what is above it may still be less likely. INFINITY: nothing ever is. */
double mk_isotonic_score(const mk_isotonic *m, double probability);
/* How sure the step is that says so: standard deviation of its log-odds; 1 where nothing was learnt. */
double mk_isotonic_sd(const mk_isotonic *m, double score);
#endif
