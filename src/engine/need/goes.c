/* SPDX-License-Identifier: Apache-2.0 */
#include "goes.h"
#include <math.h>

enum { COMPANY = 6 };               /* the part of the common company that is taken off: one in so many */

mk_goes_sum *mk_goes_sum_new(mk_arena *a, int32_t now)
{
    mk_goes_sum *s = MK_NEW(a, mk_goes_sum);
    *s = (mk_goes_sum){ .arena = a, .now = now, .index = mk_map_on(a), .pairs = mk_map_on(a) };
    return s;
}

uint32_t mk_goes_place(mk_goes_sum *s, int64_t item)
{
    uint64_t *p = mk_map_put(&s->index, (uint64_t)item, NULL);
    if (!*p) {
        *mk_vec_push(s->arena, &s->items) = (mk_goes_item){ .item = item };
        *p = s->items.n;
    }
    return (uint32_t)*p - 1;
}

static int64_t weight_of(size_t n) { return (int64_t)lround(0x1p20 / sqrt((double)n)); }

static uint64_t pair_of(uint32_t x, uint32_t y) { return x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x; }

/* Adds to the pairs of one place with the n before it. */
static void pair(mk_goes_sum *s, const uint32_t *place, size_t n, uint64_t more)
{
    for (size_t j = 0; j < n; j++) mk_map_hint(&s->pairs, pair_of(place[n], place[j]));
    for (size_t j = 0; j < n; j++) *mk_map_put(&s->pairs, pair_of(place[n], place[j]), NULL) += more;
}

void mk_goes_hint(const mk_goes_sum *s, const uint32_t *place, size_t n)
{
    if (n < MK_GOES_LEAST || n > MK_GOES_MOST) return;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++) mk_map_hint(&s->pairs, pair_of(place[i], place[j]));
}

void mk_goes_add(mk_goes_sum *s, const int64_t *item, size_t n, int32_t day, int times)
{
    if (n < MK_GOES_LEAST || n > MK_GOES_MOST) return;
    int64_t weight = weight_of(n);
    int32_t late = day > s->now - MK_GOES_LATE ? times : 0;
    uint32_t place[MK_GOES_MOST];
    for (size_t i = 0; i < n; i++) {
        place[i] = mk_goes_place(s, item[i]);
        mk_goes_item *it = &s->items.p[place[i]];
        it->weight += weight * times;
        it->baskets += times;
        it->late += late;
        pair(s, place, i, ((UINT64_C(1) << 40) + (uint64_t)weight) * (uint64_t)(int64_t)times);
    }
    s->baskets += times;
    s->late += late;
    s->weight += weight * times;
}

void mk_goes_grow(mk_goes_sum *s, const int64_t *item, size_t n, int32_t day)
{
    if (n <= MK_GOES_LEAST || n > MK_GOES_MOST) {
        mk_goes_add(s, item, n - 1, day, -1);
        mk_goes_add(s, item, n, day, 1);
        return;
    }
    int64_t weight = weight_of(n), more = weight - weight_of(n - 1);
    uint32_t place[MK_GOES_MOST];
    for (size_t i = 0; i < n; i++) {
        bool old = i < n - 1;
        place[i] = mk_goes_place(s, item[i]);
        s->items.p[place[i]].weight += old ? more : weight;
        pair(s, place, i, old ? (uint64_t)more : (UINT64_C(1) << 40) + (uint64_t)weight);
    }
    s->items.p[place[n - 1]].baskets++;
    s->items.p[place[n - 1]].late += day > s->now - MK_GOES_LATE;
    s->weight += more;
}

/* Four usual baskets more: few counts prove little. */
static double ease_of(const mk_goes_sum *s) { return 4 * (s->baskets ? (double)s->weight / (double)s->baskets : 1); }

double mk_goes_alone(const mk_goes_sum *s, uint32_t x, uint32_t y, double weight)
{
    const mk_goes_item *a = &s->items.p[x], *b = &s->items.p[y];
    double ease = ease_of(s), popular = (b->baskets + .5) / ((double)s->baskets + 1), trend = (b->late + 3 * popular) / ((double)s->late + 3) / popular;
    return weight / pow((double)a->weight + ease, .7) / pow((double)b->weight + ease, .15) * pow(trend > 4 ? 4 : trend, .25);
}

typedef struct edges { uint32_t *from, *to; float *jaccard, *alone; } edges;

/* All pairs both ways. */
static edges edges_of(mk_arena *a, const mk_goes_sum *s)
{
    size_t n = s->items.n;
    edges e = { MK_NEWN(a, uint32_t, n + 2), MK_NEWN(a, uint32_t, s->pairs.n * 2 + 1), MK_NEWN(a, float, s->pairs.n * 2 + 1), MK_NEWN(a, float, s->pairs.n * 2 + 1) };
    uint64_t key, value;
    double ease = ease_of(s);
    for (size_t i = 0; mk_map_next(&s->pairs, &i, &key, &value);)
        if (value) e.from[(key >> 32) + 2]++, e.from[(key & UINT32_MAX) + 2]++;
    for (size_t i = 0; i < n; i++) e.from[i + 2] += e.from[i + 1];
    for (size_t i = 0; mk_map_next(&s->pairs, &i, &key, &value);) {
        if (!value) continue;
        for (int way = 0; way < 2; way++) {
            uint32_t x = way ? (uint32_t)key : (uint32_t)(key >> 32), y = way ? (uint32_t)(key >> 32) : (uint32_t)key, at = e.from[x + 1]++;
            double c = (double)mk_goes_weight(value), nx = (double)s->items.p[x].weight, ny = (double)s->items.p[y].weight;
            e.to[at] = y;
            e.jaccard[at] = (float)(c / (nx + ny - c + ease));
            e.alone[at] = (float)mk_goes_alone(s, x, y, c);
        }
    }
    return e;
}

static void keep(mk_arena *a, mk_goes_lists *l, int which, uint32_t x, mk_best *row, uint32_t n, uint32_t depth, uint32_t *at, size_t *cap)
{
    mk_best_select(row, n, depth);
    if (n > depth) n = depth;
    mk_best_sort(row, n);
    if (*at + n > *cap) {
        size_t more = *cap * 2 + depth + 1024;
        l->near[which] = mk_arena_grow(a, l->near[which], *cap * sizeof(mk_goes_near), more * sizeof(mk_goes_near));
        *cap = more;
    }
    for (uint32_t k = 0; k < n; k++) l->near[which][(*at)++] = (mk_goes_near){ row[k].id, (float)row[k].score };
    l->of[which][x + 1] = *at;
}

int mk_goes_learn(mk_cx *cx, mk_arena *a, const mk_goes_sum *s, uint32_t with, uint32_t alone, mk_goes_lists **ret)
{
    mk_arena *scratch = mk_arena_child(cx->arena), *rows = mk_arena_child(cx->arena);
    uint32_t n = (uint32_t)s->items.n;
    mk_goes_lists *l = MK_NEW(a, mk_goes_lists);
    *l = (mk_goes_lists){ n, { MK_NEWN(a, uint32_t, n + 1), MK_NEWN(a, uint32_t, n + 1) }, { NULL, NULL } };
    edges e = edges_of(scratch, s);
    double *company = MK_NEWN(scratch, double, n + 1);
    mk_best *row = MK_NEWN(scratch, mk_best, n + 1);
    uint32_t *strong = MK_NEWN(scratch, uint32_t, n + 1), at[2] = { 0 };
    size_t cap[2] = { 0 };
    mk_arena *grow[2] = { rows, mk_arena_child(cx->arena) };
    /* the strongest ties of each first: the company is theirs */
    uint32_t *tie = MK_NEWN(scratch, uint32_t, e.from[n] + 1);
    float *much = MK_NEWN(scratch, float, e.from[n] + 1);
    for (uint32_t x = 0; x < n && with; x++) {
        uint32_t k = 0;
        for (uint32_t i = e.from[x]; i < e.from[x + 1]; i++) row[k++] = (mk_best){ (double)e.jaccard[i], e.to[i] };
        mk_best_select(row, k, MK_GOES_DEPTH);
        strong[x] = k < MK_GOES_DEPTH ? k : MK_GOES_DEPTH;
        for (uint32_t i = 0; i < strong[x]; i++) tie[e.from[x] + i] = row[i].id, much[e.from[x] + i] = (float)row[i].score;
    }
    int rc = 0;
    for (uint32_t x = 0; x < n && rc >= 0; x++) {
        for (uint32_t i = 0; i < strong[x]; i++) {
            uint32_t z = tie[e.from[x] + i];
            double j = (double)much[e.from[x] + i] / COMPANY;
            for (uint32_t k = 0; k < strong[z]; k++) company[tie[e.from[z] + k]] += j * (double)much[e.from[z] + k];
        }
        uint32_t k = 0, m = 0;
        for (uint32_t i = e.from[x]; with && i < e.from[x + 1]; i++) {
            double v = (double)e.jaccard[i] - company[e.to[i]];
            if (v > 0) row[k++] = (mk_best){ v, e.to[i] };
        }
        keep(grow[0], l, 0, x, row, k, with, &at[0], &cap[0]);
        for (uint32_t i = e.from[x]; i < e.from[x + 1]; i++) row[m++] = (mk_best){ (double)e.alone[i], e.to[i] };
        keep(grow[1], l, 1, x, row, m, alone, &at[1], &cap[1]);
        for (uint32_t i = 0; i < strong[x]; i++) {
            uint32_t z = tie[e.from[x] + i];
            for (uint32_t y = 0; y < strong[z]; y++) company[tie[e.from[z] + y]] = 0;
        }
        if ((x & 0xff) == 0) rc = mk_cx_check(cx);
    }
    for (int w = 0; w < 2; w++) {
        mk_goes_near *own = MK_NEWN(a, mk_goes_near, at[w] + 1);
        if (at[w]) memcpy(own, l->near[w], at[w] * sizeof *own);
        l->near[w] = own;
        mk_arena_free(grow[w]);
    }
    mk_arena_free(scratch);
    *ret = l;
    return rc;
}
