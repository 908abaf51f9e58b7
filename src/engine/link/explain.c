/* SPDX-License-Identifier: Apache-2.0
 * Why: the parts of a pair's weight, in the order in which it was added up, so that they give it to the bit. */
#include "link_int.h"

static void part(mk_link_why *w, int field, bool frequency, const char *level, float bits)
{
    w->part[w->n++] = (mk_link_part){ field, frequency, level, bits };
    w->weight += bits;
}

void mk_link_explain(const mk_link *l, uint32_t a, uint32_t b, mk_link_why *ret)
{
    const mk_link_model *m = &l->model;
    uint32_t x = l->place[a < b ? a : b], y = l->place[a < b ? b : a];
    if (x > y) { uint32_t t = x; x = y; y = t; }
    const uint32_t *rec = mk_rec(l, x);
    uint8_t gamma[MK_LINK_FIELDS];
    mk_compare c = *l->why;
    mk_compare_pair(&c, rec, mk_rec(l, y), gamma);
    *ret = (mk_link_why){ 0 };
    part(ret, -1, false, "prior", (float)__builtin_log2(m->prior / (1 - m->prior)));
    for (int f = 0; f < l->fields; f++) part(ret, f, false, l->field[f].level[gamma[f]], mk_field_bits(m, f, gamma));
    part(ret, -1, false, "together", mk_together_bits(m, gamma));
    for (int f = 0; f < l->fields; f++)
        if (gamma[f] >= l->exact[f]) part(ret, f, true, l->field[f].level[gamma[f]], (float)mk_frequency_bits(l, f, gamma[f], mk_value_in(rec[f])));
    ret->probability = (float)mk_bits_probability((double)ret->weight);
}
