/* SPDX-License-Identifier: Apache-2.0
 * Between train.c, depend.c and weigh.c: where a chance lies in the tables of a model. */
#ifndef MK_TRAIN_INT_H
#define MK_TRAIN_INT_H
#include "link_int.h"

typedef struct learning {
    mk_link *l;
    mk_patterns *p;
    mk_arena *a;
    double *post[MK_CLASSES];           /* of each pattern, by class of true pairs */
    double *count[MK_LINK_FIELDS], *square[MK_LINK_FIELDS];
    double *level[MK_LINK_FIELDS];      /* chance of each level among those that agree to the letter, and among the others */
    double *odds_same[MK_LINK_FIELDS];  /* log odds of agreement to the letter */
    double *odds;                       /* of each pattern, log2, when there is one class */
    float *own;                         /* what each field adds to them */
    double *home;                       /* the same for one household against strangers */
    double *post_home;                  /* of each pattern: of one household */
    bool homes, birthdays;              /* such are thought of; something but names tells two of them apart */
    bool others;                        /* a field is learnt from what the others say */
    bool *namesakes;                    /* of each pattern: they have a given name in common and nothing else */
    double *known;                      /* drawn pairs of each pattern that may count as true: those that stand for too many would be noise */
    double all;                         /* pairs there are */
    double loglik;
    int turn;
} learning;

/* How a field that others depend on is seen by field f. A mail address is made of the name, in whatever script it is written and however common it is. */
enum { MK_NAME_GROUPS = 5 };
static inline bool in_groups(const mk_link_model *m, int f, int p)
{
    return m->kind[f] == MK_LK_MAIL && (m->kind[p] == MK_LK_GIVEN || m->kind[p] == MK_LK_FAMILY);
}
static inline int groups_of(const mk_link_model *m, int f, int p) { return in_groups(m, f, p) ? MK_NAME_GROUPS : m->levels[p]; }
static inline int group_of(const mk_link_model *m, int f, int p, uint8_t level)
{
    if (!in_groups(m, f, p) || level <= MK_LN_INITIAL) return level;
    return level < MK_LN_SCRIPT ? 3 : 4;
}

static inline int rows_of(const mk_link_model *m, int f)
{
    int r = 1;
    for (int k = 0; k < MK_PARENTS; k++)
        if (m->parent[f][k] >= 0) r *= groups_of(m, f, m->parent[f][k]);
    return r;
}

static inline int row_of(const mk_link_model *m, int f, const uint8_t *g)
{
    int r = 0;
    for (int k = 0; k < MK_PARENTS; k++)
        if (m->parent[f][k] >= 0) r = r * groups_of(m, f, m->parent[f][k]) + group_of(m, f, m->parent[f][k], g[m->parent[f][k]]);
    return r;
}

static inline float u_bits(const mk_link_model *m, int f, const uint8_t *g) { return m->u[f][row_of(m, f, g) * m->levels[f] + g[f]]; }

static inline int m_at(const mk_link_model *m, int f, const uint8_t *g) { return (m->beside[f] >= 0 ? g[m->beside[f]] * m->levels[f] : 0) + g[f]; }
static inline int m_rows(const mk_link_model *m, int f) { return m->beside[f] >= 0 ? m->levels[m->beside[f]] : 1; }

/* How many pairs are of one household and what they share: what is believed, and what the posteriors say. */
void mk_homes_begin(mk_link_model *m);
void mk_homes_learn(learning *t);
/* What it takes from the weight of a pair that it may be of one household. */
double mk_home_instead(const mk_link_model *m, const uint8_t *g);
/* What all fields say for one household against two strangers. */
double mk_home_bits(const mk_link_model *m, const uint8_t *g);
/* The chances that a pattern is of one person and of two of one household, by all fields but two (-1: none). */
typedef struct mk_kin { double person, home; } mk_kin;
mk_kin mk_kin_of(const learning *t, uint32_t p, int a, int b);
/* How often two different people are at each level of a field before the data speak, and how many imagined pairs that is worth. */
double mk_strangers(mk_link_kind k, int levels, double ret[MK_LEVELS]);
/* Chooses between which fields true pairs, and different people, agree together. */
void mk_learn_dependences(learning *t);
#endif
