/* SPDX-License-Identifier: Apache-2.0
 * Two of one household, before anything depends on anything: what they have together is what one person has together, but for the name
 * and the birthday. Without a place of their own they would be taken for one person, where there are many of them, and once they are, what
 * is learnt of true pairs says so. */
#include "train_int.h"

/* What a field says for one household against two strangers, when it says so much for one person. */
static double home_bits(mk_link_kind k, double person)
{
    switch (k) {
    case MK_LK_FAMILY: case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_POSTCODE: case MK_LK_CITY: return person;
    case MK_LK_PHONE: case MK_LK_TEXT: case MK_LK_WORD: return __builtin_log2(.5 * __builtin_exp2(person) + .5);      /* the home's or his own; nobody knows */
    case MK_LK_MAIL: return __builtin_log2(.1 * __builtin_exp2(person) + .9);
    case MK_LK_GIVEN: case MK_LK_BIRTH: case MK_LK_NATID: case MK_LK_OTHER_NAMES: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return 0;
}

/* Pairs of one household that are imagined beside the data: in a table of some rows the ones it has are else taken for one person; among
 * thousands of true pairs they are nothing. Never more than there are true pairs. */
static const double HOMES = 50;

/* So many true pairs, and the dependences among different people begin to say what a household has together. */
static const double ENOUGH = 20;

double mk_homes_bits(const mk_link_model *m, double all) { return __builtin_log2(HOMES < m->prior * all ? HOMES / all : m->prior); }

double mk_home_bits(const mk_link_model *m, int f, const uint8_t *g) { return home_bits(m->kind[f], (double)mk_field_bits(m, f, g)); }

double mk_one_person(const learning *t, uint32_t p, int a, int b)
{
    const mk_link_model *m = &t->l->model;
    const float *own = t->own + (size_t)p * m->fields;
    double person = t->odds[p], home = t->home[p];
    if (a >= 0) { person -= (double)own[a]; home -= home_bits(m->kind[a], (double)own[a]); }
    if (b >= 0) { person -= (double)own[b]; home -= home_bits(m->kind[b], (double)own[b]); }
    double top = person > home ? person : home;
    if (top < 0) top = 0;
    person = __builtin_exp2(person - top);
    return person / (person + __builtin_exp2(home - top) + __builtin_exp2(-top));
}

double mk_home_instead(const mk_link_model *m, const uint8_t *g)
{
    double all = (double)m->rows * ((double)m->rows - 1) / 2;
    if (all < 1) all = 1;
    double bits = mk_homes_bits(m, all) - __builtin_log2(1 - m->prior) - __builtin_log2(1 + m->prior * all / ENOUGH);
    bool names = false;
    for (int f = 0; f < m->fields; f++) {
        names |= m->kind[f] == MK_LK_GIVEN;
        bits += mk_home_bits(m, f, g);
    }
    return !names ? 0 : bits > 60 ? bits : __builtin_log2(1 + __builtin_exp2(bits));
}
