/* SPDX-License-Identifier: Apache-2.0 */
#include "basket_set.h"
#include <stdlib.h>

static int by_id(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* All ids of both files, ascending and once each; the map gives their places. */
static uint32_t number_items(mk_cx *cx, const mk_basket_file *h, const mk_basket_file *f, mk_map *place, int64_t **ret)
{
    mk_vec(int64_t) ids = { 0 };
    for (int k = 0; k < 2; k++) {
        const mk_basket_file *x = k ? f : h;
        for (size_t i = 0; i < x->item.n; i++) {
            bool fresh;
            mk_map_put(place, (uint64_t)x->item.p[i], &fresh);
            if (fresh) *mk_vec_push(cx->arena, &ids) = x->item.p[i];
        }
    }
    qsort(ids.p, ids.n, sizeof *ids.p, by_id);
    for (size_t i = 0; i < ids.n; i++) *mk_map_put(place, (uint64_t)ids.p[i], NULL) = i;
    *ret = ids.p;
    return (uint32_t)ids.n;
}

/* The items of a basket, each once, in their order. */
static uint32_t put_basket(const mk_basket_file *f, size_t b, const mk_map *place, uint32_t *stamp, uint32_t turn, uint32_t *to)
{
    uint32_t n = 0;
    for (uint32_t k = f->line_of.p[b]; k < f->line_of.p[b + 1]; k++) {
        uint32_t i = (uint32_t)*mk_map_get(place, (uint64_t)f->item.p[k]);
        if (stamp[i] == turn) continue;
        stamp[i] = turn;
        to[n++] = i;
    }
    return n;
}

int mk_basket_set_read(mk_cx *cx, const char *history, const char *future, const char *keyset, mk_basket_set *s)
{
    mk_basket_file h, f;
    memset(s, 0, sizeof *s);
    MK_TRY(mk_basket_read(cx, history, &s->people, true, &h));
    MK_TRY(mk_basket_read(cx, future, &s->people, false, &f));
    MK_TRY(mk_basket_keys_read(cx, keyset, &s->people, &s->keys));
    mk_map place = mk_map_on(cx->arena);
    uint32_t items = number_items(cx, &h, &f, &place, &s->item_id), users = (uint32_t)s->people.name.n, turn = 0, at = 0;
    uint32_t *stamp = MK_NEWN(cx->arena, uint32_t, items + 1);
    mk_shoplog *l = &s->log;
    *l = (mk_shoplog){ .users = users, .items = items, .baskets = (uint32_t)h.line_of.n - 1, .basket_of = h.basket_of.p, .line_of = h.line_of.p,
                       .item = MK_NEWN(cx->arena, uint32_t, h.item.n + 1) };
    for (size_t b = 0; b + 1 < h.line_of.n; b++) {
        uint32_t from = at;
        at += put_basket(&h, b, &place, stamp, ++turn, l->item + at);
        h.line_of.p[b] = from;      /* what the basket had twice is gone */
    }
    h.line_of.p[h.line_of.n - 1] = at;
    s->truth_of = MK_NEWN(cx->arena, uint32_t, users + 1);
    s->truth = MK_NEWN(cx->arena, uint32_t, f.item.n + 1);
    uint32_t *entry = MK_NEWN(cx->arena, uint32_t, users + 1);
    for (size_t e = 0; e < f.who.n; e++) entry[f.who.p[e]] = (uint32_t)e + 1;
    at = 0;
    for (uint32_t u = 0; u < users; u++) {
        /* the first basket is the next one, whatever else the file has */
        if (entry[u] && f.basket_of.p[entry[u]] > f.basket_of.p[entry[u] - 1]) at += put_basket(&f, f.basket_of.p[entry[u] - 1], &place, stamp, ++turn, s->truth + at);
        s->truth_of[u + 1] = at;
    }
    return 0;
}
