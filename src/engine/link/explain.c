/* SPDX-License-Identifier: Apache-2.0
 * Why: a pair's weight taken apart. The parts are those it was added up from, in the same order, so they give it to the bit. */
#include "link_int.h"

void mk_link_explain(const mk_link *l, uint32_t a, uint32_t b, mk_link_why *ret)
{
    const mk_link_model *m = &l->model;
    uint8_t g[MK_LINK_FIELDS];
    const uint32_t *x = mk_rec(l, l->place[a]), *y = mk_rec(l, l->place[b]);
    mk_compare c = { l, NULL };
    mk_compare_pair(&c, x, y, g);
    *ret = (mk_link_why){ 0 };
    ret->part[ret->n++] = (mk_link_part_of){ MK_LINK_PRIOR, false, "before looking", mk_prior_bits(m) };
    for (int f = 0; f < l->fields; f++) ret->part[ret->n++] = (mk_link_part_of){ f, false, l->field[f].level[g[f]], mk_field_bits(m, f, g) };
    ret->part[ret->n++] = (mk_link_part_of){ MK_LINK_TOGETHER, false, "errors come together", mk_together_bits(m, g) };
    for (int f = 0; f < l->fields; f++)
        if (mk_frequency_tells(l, f, g[f])) ret->part[ret->n++] = (mk_link_part_of){ f, true, l->field[f].level[g[f]], (float)mk_frequency_bits(l, f, g[f], x[f], y[f]) };
    for (int i = 0; i < ret->n; i++) ret->weight += ret->part[i].bits;
    ret->probability = (float)mk_bits_probability((double)ret->weight);
}

void mk_link_weigh_row(mk_cx *cx, const mk_link *l, uint32_t row, const uint32_t *candidate, size_t n, mk_link_pair *ret)
{
    (void)cx;
    mk_compare c = { l, NULL };
    for (size_t i = 0; i < n; i++) {
        double w = mk_pair_bits(&c, l->place[row], l->place[candidate[i]]);
        ret[i] = (mk_link_pair){ row, candidate[i], (float)w, (float)mk_bits_probability(w) };
    }
}
