/* SPDX-License-Identifier: Apache-2.0
 * Two who are two people and belong together: a household, a flat of students, a father and his son. A field they share is written twice, as
 * one person's is; in the others they are strangers. How often there are such pairs and what they share is learnt like the rest. Without a place of their own they
 * would be taken for one person, where there are many of them, and once they are, what is learnt of true pairs says so. */
#include "train_int.h"

/* How often two of one household share a field, before the data speak: `most` holds what tells people apart, else they would become true pairs. */
static struct sharing { double begins, most; } sharing_of(mk_link_kind k)
{
    switch (k) {
    case MK_LK_FAMILY: return (struct sharing){ .8, .99 };
    case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY: return (struct sharing){ .9, .99 };
    case MK_LK_PHONE: case MK_LK_TEXT: case MK_LK_WORD: return (struct sharing){ .5, .95 };       /* the home's or his own; nobody knows */
    case MK_LK_MAIL: return (struct sharing){ .1, .8 };
    case MK_LK_GIVEN: return (struct sharing){ .08, .2 };               /* a son called after his father */
    case MK_LK_BIRTH: return (struct sharing){ .01, .2 };               /* twins */
    case MK_LK_OTHER_NAMES: return (struct sharing){ .05, .2 };
    case MK_LK_NATID: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return (struct sharing){ 0, 0 };
}

/* Pairs of one household that are imagined beside the data, and fields that are imagined to be shared or not: a table of some rows may have none. */
static const double HOMES = 3, SHARED = 10;

void mk_homes_begin(mk_link_model *m)
{
    m->homes = m->prior;                /* as many as there are true pairs */
    for (int f = 0; f < m->fields; f++) m->shares[f] = sharing_of(m->kind[f]).begins;
}

/* What a field says for one household against two strangers, when it says so much for one person. */
static double home_bits(double share, double person) { return share > 0 ? __builtin_log2(share * __builtin_exp2(person) + 1 - share) : 0; }

/* How much likelier a field is in one household than of two strangers. */
static inline double home_odds(const mk_link_model *m, int f, const uint8_t *g)
{
    double s = m->shares[f];
    return g[f] == MK_L_MISSING || s <= 0 ? 1 : s * __builtin_exp2((double)m->mean_m[f][m_at(m, f, g)] - (double)u_bits(m, f, g)) + 1 - s;
}

double mk_home_bits(const mk_link_model *m, const uint8_t *g)
{
    double odds = 1, bits = 0;
    for (int f = 0; f < m->fields; f++) {
        odds *= home_odds(m, f, g);
        if ((f & 7) == 7) { bits += __builtin_log2(odds); odds = 1; }           /* no product is too large for a double */
    }
    return bits + __builtin_log2(odds);
}

void mk_homes_learn(learning *t)
{
    mk_link_model *m = &t->l->model;
    double sum = HOMES, shared[MK_LINK_FIELDS], filled[MK_LINK_FIELDS];
    for (int f = 0; f < m->fields; f++) {
        shared[f] = SHARED * sharing_of(m->kind[f]).begins;
        filled[f] = SHARED;
    }
    for (uint32_t p = 0; p < t->p->n; p++) {
        const uint8_t *g = t->p->gamma + (size_t)p * m->fields;
        double n = t->post_home[p] * (t->p->count[p] + t->known[p]);
        if (n < 1e-4) continue;
        sum += n;
        for (int f = 0; f < m->fields; f++) {
            if (!g[f] || m->shares[f] <= 0) continue;
            filled[f] += n;
            shared[f] += n * (1 - (1 - m->shares[f]) / home_odds(m, f, g));
        }
    }
    m->homes = sum / (t->all + HOMES);
    for (int f = 0; f < m->fields; f++) {
        double most = sharing_of(m->kind[f]).most, s = shared[f] / filled[f];
        m->shares[f] = s < most ? s : most;
    }
}

mk_kin mk_kin_of(const learning *t, uint32_t p, int a, int b)
{
    const mk_link_model *m = &t->l->model;
    const float *own = t->own + (size_t)p * m->fields;
    double person = t->odds[p], home = t->home[p];
    if (a >= 0) { person -= (double)own[a]; home -= home_bits(m->shares[a], (double)own[a]); }
    if (b >= 0) { person -= (double)own[b]; home -= home_bits(m->shares[b], (double)own[b]); }
    double top = person > home ? person : home;
    if (top < 0) top = 0;
    person = __builtin_exp2(person - top);
    home = __builtin_exp2(home - top);
    double sum = person + home + __builtin_exp2(-top);
    return (mk_kin){ person / sum, home / sum };
}

double mk_home_instead(const mk_link_model *m, const uint8_t *g)
{
    if (m->homes <= 0) return 0;
    double bits = __builtin_log2(m->homes / (1 - m->prior - m->homes)) + mk_home_bits(m, g);
    return bits > 60 ? bits : __builtin_log2(1 + __builtin_exp2(bits));
}
