/* SPDX-License-Identifier: Apache-2.0
 * Two records: what speaks for their being one, and what rules it out. */
#include "live_int.h"

/* The two faces that speak most for each other; the bits of the weight less `*ret_several`. */
static float best_faces(const mk_live *v, size_t a, size_t b, uint32_t *ret_x, uint32_t *ret_y, float *ret_several)
{
    const mk_link *l = v->link;
    mk_compare c = v->cmp;
    uint32_t na = v->face[a + 1] - v->face[a], nb = v->face[b + 1] - v->face[b];
    float best = -1e9f;
    for (uint32_t i = 0; i < na; i++)
        for (uint32_t k = 0; k < nb; k++) {
            float w = (float)mk_pair_bits(&c, l->place[v->face[a] + i], l->place[v->face[b] + k]);
            if (w <= best) continue;
            best = w;
            *ret_x = v->face[a] + i;
            *ret_y = v->face[b] + k;
        }
    /* as many chances to agree by accident as there were pairs to choose from */
    *ret_several = na * nb > 1 ? (float)-__builtin_log2((double)na * nb) : 0;
    return best;
}

float mk_live_weigh(const mk_live *v, size_t a, size_t b)
{
    uint32_t x, y;
    float several;
    if (v->record[a].id > v->record[b].id) { size_t t = a; a = b; b = t; }       /* of equally good faces the same ones, whoever comes first */
    float w = best_faces(v, a, b, &x, &y, &several);
    return w + several;
}

/* Nothing in common: another year, another month and another day. */
static bool births_differ(const mk_field *f, uint32_t a, uint32_t b)
{
    const mk_value *p = &f->value[a], *q = &f->value[b];
    if ((p->flags | q->flags) & MK_VF_WEAK) return false;
    uint32_t x = (uint32_t)p->num, y = (uint32_t)q->num, d = x ^ y;
    return d >> 16 && (d >> 8 & 255) && (d & 255) && (x & 255) != (y >> 8 & 255) && (x >> 8 & 255) != (y & 255);
}

bool mk_live_apart(const mk_live *v, size_t a, size_t b)
{
    const mk_link *l = v->link;
    const uint32_t *x = mk_live_rec(v, v->face[a]), *y = mk_live_rec(v, v->face[b]);
    const struct mk_live_who *p = &v->record[a], *q = &v->record[b];
    uint8_t g[MK_LINK_FIELDS];
    mk_compare c = { l, NULL };
    int birth = v->frozen->birth;
    if (mk_pair_forbidden(l, l->place[v->face[a]], l->place[v->face[b]])) return true;
    bool numbers = p->source == q->source && p->number && q->number && p->number != q->number;
    bool names = numbers && l->given >= 0 && x[l->given] && y[l->given], births = birth >= 0 && x[birth] && y[birth] && x[birth] != y[birth];
    if (!names && !births) return false;
    mk_compare_pair(&c, x, y, g);
    if (births && g[birth] == MK_L_DIFFERENT && births_differ(&l->field[birth], mk_value_in(x[birth]), mk_value_in(y[birth]))) return true;
    if (!names || g[l->given] != MK_L_DIFFERENT) return false;
    const mk_field *n = &l->field[l->given];
    uint32_t i = mk_value_in(x[l->given]), k = mk_value_in(y[l->given]);
    return n->value[i].len > 1 && n->value[k].len > 1;
}

void mk_live_explain(const mk_live *v, size_t a, size_t b, mk_link_why *ret)
{
    uint32_t x = 0, y = 0;
    float several;
    if (v->record[a].id > v->record[b].id) { size_t t = a; a = b; b = t; }
    best_faces(v, a, b, &x, &y, &several);
    mk_link_explain(v->link, x, y, ret);
    if (several < 0 && ret->n < MK_LINK_PARTS) {
        ret->part[ret->n++] = (mk_link_part_of){ MK_LIVE_SEVERAL, false, "several to choose from", several };
        ret->weight += several;
        ret->probability = (float)mk_bits_probability((double)ret->weight);
    }
}
