/* SPDX-License-Identifier: Apache-2.0
 * Scores of many rows at once. What all rows have in common decides its branches for all of them; what is left of a tree is asked from the leaves up,
 * of a few rows side by side: both sides are known and one is taken, so there is no branch to guess. */
#include "boost.h"

enum { SIDE = 8, ROWS = 128 };

/* SIDE numbers that are worked on together, in as many registers as the machine needs for them. */
typedef float side __attribute__((vector_size(SIDE * sizeof(float)), may_alias));
typedef int32_t pick __attribute__((vector_size(SIDE * sizeof(int32_t))));
typedef float half __attribute__((vector_size(SIDE / 2 * sizeof(float))));
typedef double wide __attribute__((vector_size(SIDE / 2 * sizeof(double))));      /* as many bits as a side */
typedef union value { side all; half half[2]; } value;

/* Which of two is taken is asked before a sanitizer has begun. */
#if defined __x86_64__ && defined __GLIBC__ && !defined __clang__ && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define FAST __attribute__((target_clones("avx2", "default")))      /* no fused multiplication in either: the same bits */
#else
#define FAST
#endif

typedef struct step { uint32_t feature, to, low, high; float cut; } step;

typedef struct rows {
    _Alignas(side) float x[MK_BOOST_FEATURES][ROWS];
    value value[2 * MK_BOOST_LEAVES];
    wide sum[ROWS / SIDE][2];
    bool same[MK_BOOST_FEATURES];
    step step[MK_BOOST_LEAVES];     /* of one tree */
    uint32_t steps, values;
} rows;

static void turn(const mk_boost *b, const float *x, size_t n, rows *r)
{
    size_t up = (n + SIDE - 1) / SIDE * SIDE;
    for (size_t i = 0; i < up; i++) {
        const float *row = x + (i < n ? i : 0) * b->features;
        for (uint32_t f = 0; f < b->features; f++) r->x[f][i] = row[f];
    }
    for (uint32_t f = 0; f < b->features; f++) {
        uint32_t other = 0;
        for (size_t i = 0; i < up; i++) other |= r->x[f][i] != r->x[f][0];
        r->same[f] = !other;
    }
}

/* The steps of what is below a node; returns where its value will be. */
static uint32_t plan(const mk_boost *b, rows *r, uint32_t node)
{
    const mk_boost_node *n = &b->node[node];
    while (n->feature >= 0 && r->same[n->feature]) n = &b->node[n->low + (r->x[n->feature][0] > n->cut)];
    if (n->feature >= 0) {
        uint32_t low = plan(b, r, n->low), high = plan(b, r, n->low + 1);
        r->step[r->steps++] = (step){ (uint32_t)n->feature, r->values, low, high, n->cut };
    } else {
        r->value[r->values].all = (side){ 0 } + n->value;
    }
    return r->values++;
}

FAST static void ask(rows *r, uint32_t root, size_t n)
{
    for (size_t k = 0; k * SIDE < n; k++) {
        for (const step *s = r->step, *end = s + r->steps; s < end; s++) {
            pick high = *(const side *)&r->x[s->feature][k * SIDE] > s->cut;
            r->value[s->to].all = (side)(((pick)r->value[s->high].all & high) | ((pick)r->value[s->low].all & ~high));
        }
        for (int h = 0; h < 2; h++) r->sum[k][h] += __builtin_convertvector(r->value[root].half[h], wide);
    }
}

static void some(const mk_boost *b, rows *r, size_t n, double *ret)
{
    for (size_t k = 0; k * SIDE < n; k++) r->sum[k][0] = r->sum[k][1] = (wide){ 0 } + b->base;
    for (uint32_t t = 0; t < b->trees; t++) {
        r->steps = r->values = 0;
        uint32_t root = plan(b, r, b->root[t]);
        ask(r, root, n);
    }
    for (size_t i = 0; i < n; i++) ret[i] = r->sum[i / SIDE][i % SIDE / (SIDE / 2)][i % (SIDE / 2)];
}

void mk_boost_scores(const mk_boost *b, const float *x, size_t n, double *ret)
{
    rows r;
    for (size_t from = 0; from < n; from += ROWS) {
        size_t these = n - from < ROWS ? n - from : ROWS;
        turn(b, x + from * b->features, these, &r);
        some(b, &r, these, ret + from);
    }
}

double mk_boost_score(const mk_boost *b, const float *x)
{
    double s = b->base;
    for (uint32_t t = 0; t < b->trees; t++) {
        const mk_boost_node *n = &b->node[b->root[t]];
        while (n->feature >= 0) n = &b->node[n->low + (x[n->feature] > n->cut)];
        s += (double)n->value;
    }
    return s;
}
