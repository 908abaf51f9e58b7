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
