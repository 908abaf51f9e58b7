/* SPDX-License-Identifier: Apache-2.0 */
#include "need_fit.h"

enum { TOGETHER_LEAST = 3 };            /* a pair that was seen less often may be chance */
#define LIFT_LEAST 1.5                  /* seen together so much more often than by chance, or it says nothing of either */

/* The best so far of one item, best first. */
typedef struct top { uint32_t n; mk_need_goes goes[MK_NEED_TOP]; } top;

/* Equal scores go by the item's place, so that the order they come in does not show. */
static bool better(const mk_need_goes *a, const mk_need_goes *b)
{
    return a->score != b->score ? a->score > b->score : a->item < b->item;
}

static void offer(top *t, mk_need_goes g)
{
    if (t->n == MK_NEED_TOP && !better(&g, &t->goes[t->n - 1])) return;
    uint32_t i = t->n < MK_NEED_TOP ? t->n++ : t->n - 1;
    for (; i > 0 && better(&g, &t->goes[i - 1]); i--) t->goes[i] = t->goes[i - 1];
    t->goes[i] = g;
}

/* Jaccard of the two items' purchases; a later first purchase counts as one together. */
static void direction(const mk_need_work *w, top *tops, uint32_t a, uint32_t b, uint32_t same, uint32_t after)
{
    const mk_need_about *A = &w->m->about[a], *B = &w->m->about[b];
    double c = (double)same + after, all = (double)A->purchases + B->purchases - c;
    if (c < TOGETHER_LEAST || c * (double)w->s->baskets < LIFT_LEAST * (double)A->purchases * B->purchases) return;
    offer(&tops[a], (mk_need_goes){ b, same, after, (float)(c / (all > c ? all : c)) });
}

void mk_need_learn_pairs(mk_arena *arena, mk_need_work *w)
{
    mk_need_model *m = w->m;
    top *tops = MK_NEWN(w->scratch, top, m->n_items + 1);
    uint64_t key, value;
    for (uint64_t i = 0; mk_need_pairs_next(&w->s->pairs, &i, &key, &value);) {
        mk_need_pair p = mk_need_pair_of(key, value);
        uint32_t a = w->place[p.a], b = w->place[p.b];
        direction(w, tops, a, b, p.same, p.after_a);
        direction(w, tops, b, a, p.same, p.after_b);
    }
    for (uint32_t i = 0; i < m->n_items; i++) m->n_goes += tops[i].n;
    m->goes = MK_NEWN(arena, mk_need_goes, m->n_goes + 1);
    uint32_t at = 0;
    for (uint32_t i = 0; i < m->n_items; i++) {
        m->about[i].goes_from = at;
        m->about[i].goes_n = tops[i].n;
        memcpy(m->goes + at, tops[i].goes, tops[i].n * sizeof *m->goes);
        at += tops[i].n;
    }
    w->d->complements = m->n_goes;
}
