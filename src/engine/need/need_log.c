/* SPDX-License-Identifier: Apache-2.0
 * The sums read in an order of their own: by hash of the customer, by id of the item. */
#include "need_int.h"
#include "pack.h"
#include <stdlib.h>

typedef struct named { int64_t item; uint32_t place; } named;

static int by_id(const void *x, const void *y)
{
    const named *a = x, *b = y;
    return (a->item > b->item) - (a->item < b->item);
}

static int by_pick(const void *x, const void *y)
{
    const mk_need_person *a = *(const mk_need_person *const *)x, *b = *(const mk_need_person *const *)y;
    return (a->pick > b->pick) - (a->pick < b->pick);
}

/* Items that anybody has, by id. */
static named *items_of(mk_arena *a, const mk_need_summary *s, uint32_t *ret_n)
{
    named *item = MK_NEWN(a, named, s->items.n + 1);
    uint32_t n = 0;
    for (size_t i = 0; i < s->items.n; i++)
        if (s->items.p[i].purchases) item[n++] = (named){ s->goes->items.p[i].item, (uint32_t)i };
    qsort(item, n, sizeof *item, by_id);
    *ret_n = n;
    return item;
}

static const mk_need_person **people_of(mk_arena *a, const mk_need_summary *s, uint32_t *ret_n)
{
    const mk_need_person **who = MK_NEWN(a, const mk_need_person *, s->people.n + 1);
    uint32_t n = 0;
    for (size_t i = 0; i < s->people.n; i++)
        if (s->people.p[i].pick && s->people.p[i].buy.n) who[n++] = &s->people.p[i];
    qsort(who, n, sizeof *who, by_pick);
    *ret_n = n;
    return who;
}

mk_shoplog *mk_need_log(mk_arena *a, const mk_need_summary *s, int64_t **ret_item, uint32_t **ret_place)
{
    uint32_t users, items;
    const mk_need_person **who = people_of(a, s, &users);
    named *item = items_of(a, s, &items);
    uint32_t *number = MK_NEWN(a, uint32_t, s->items.n + 1);
    *ret_item = MK_NEWN(a, int64_t, items + 1);
    *ret_place = MK_NEWN(a, uint32_t, items + 1);
    for (uint32_t i = 0; i < items; i++) {
        number[item[i].place] = i;
        (*ret_item)[i] = item[i].item;
        (*ret_place)[i] = item[i].place;
    }
    mk_shoplog *l = MK_NEW(a, mk_shoplog);
    *l = (mk_shoplog){ .users = users, .items = items, .basket_of = MK_NEWN(a, uint32_t, users + 1), .item = MK_NEWN(a, uint32_t, s->lines + 1),
                       .line_of = MK_NEWN(a, uint32_t, s->lines + 1), .day = MK_NEWN(a, int32_t, s->lines + 1) };
    uint32_t at = 0;
    for (uint32_t u = 0; u < users; u++) {
        const mk_need_person *p = who[u];
        for (size_t k = 0; k < p->buy.n; k++) {
            if (k == 0 || p->buy.p[k].day != p->buy.p[k - 1].day) {
                l->line_of[l->baskets] = at;
                l->day[l->baskets++] = p->buy.p[k].day;
            }
            l->item[at++] = number[mk_goes_place(s->goes, p->buy.p[k].item)];
        }
        l->basket_of[u + 1] = l->baskets;
    }
    l->line_of[l->baskets] = at;
    return l;
}

static int by_key(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return a[0] != b[0] ? (a[0] > b[0]) - (a[0] < b[0]) : (a[1] > b[1]) - (a[1] < b[1]);
}

/* Entries of a map of pairs of places, by the items' ids; what is 0 is as good as never said. */
static void pack_pairs(mk_arena *a, mk_buf *b, const mk_need_summary *s, const mk_map *m, bool directed)
{
    uint64_t *row = MK_NEWN(a, uint64_t, m->n * 3 + 1), key, value;
    size_t n = 0;
    for (size_t i = 0; mk_map_next(m, &i, &key, &value);) {
        if (!value) continue;
        uint64_t x = (uint64_t)s->goes->items.p[key >> 32].item, y = (uint64_t)s->goes->items.p[key & UINT32_MAX].item;
        bool turn = !directed && x > y;
        row[3 * n] = turn ? y : x, row[3 * n + 1] = turn ? x : y, row[3 * n + 2] = value;
        n++;
    }
    qsort(row, n, 3 * sizeof *row, by_key);
    mk_pack_u64(b, n);
    for (size_t i = 0; i < 3 * n; i++) mk_pack_u64(b, row[i]);
}

mk_str mk_need_summary_bytes(mk_arena *arena, const mk_need_summary *s)
{
    mk_arena *a = mk_arena_child(arena);
    mk_buf b = mk_buf_on(arena);
    uint32_t users, items;
    const mk_need_person **who = people_of(a, s, &users);
    named *item = items_of(a, s, &items);
    mk_pack_u32(&b, (uint32_t)s->now);
    mk_pack_u32(&b, users);
    for (uint32_t u = 0; u < users; u++) {
        mk_pack_u64(&b, who[u]->pick);
        mk_pack_u64(&b, who[u]->buy.n);
        for (size_t k = 0; k < who[u]->buy.n; k++) {
            const mk_need_bought *l = &who[u]->buy.p[k];
            mk_pack_u64(&b, (uint64_t)l->item), mk_pack_u64(&b, (uint64_t)l->quantity), mk_pack_u64(&b, (uint64_t)l->amount), mk_pack_u32(&b, (uint32_t)l->day);
        }
    }
    mk_pack_u32(&b, items);
    for (uint32_t i = 0; i < items; i++) {
        const mk_need_item *it = &s->items.p[item[i].place];
        const mk_goes_item *g = &s->goes->items.p[item[i].place];
        const mk_renewal_sums *r = &it->gaps;
        const uint64_t sum[] = { (uint64_t)item[i].item, it->buyers, it->purchases, it->again, (uint64_t)it->amount, (uint64_t)r->customers, (uint64_t)r->n, (uint64_t)r->n2,
            (uint64_t)r->days, (uint64_t)r->log, (uint64_t)r->within, (uint64_t)r->between, (uint64_t)g->weight, (uint64_t)g->baskets, (uint64_t)g->late };
        for (size_t k = 0; k < sizeof sum / sizeof *sum; k++) mk_pack_u64(&b, sum[k]);
    }
    mk_pack_u64(&b, (uint64_t)s->goes->baskets), mk_pack_u64(&b, (uint64_t)s->goes->late), mk_pack_u64(&b, (uint64_t)s->goes->weight);
    pack_pairs(a, &b, s, &s->goes->pairs, false);
    pack_pairs(a, &b, s, &s->after, true);
    mk_arena_free(a);
    return mk_buf_str(&b);
}

void mk_need_who(const mk_need_summary *s, uint64_t *ret)
{
    uint32_t users;
    mk_arena *a = mk_arena_child(s->arena);
    const mk_need_person **who = people_of(a, s, &users);
    for (uint32_t u = 0; u < users; u++) ret[u] = who[u]->pick;
    mk_arena_free(a);
}
