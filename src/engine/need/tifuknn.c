/* SPDX-License-Identifier: Apache-2.0
 * The vectors are kept sparse: a user has some thirty items of many thousands. The distance to everybody is then the two norms
 * and a dot product that is summed over the lists of who bought each of his items. What is summed lies in a row for all who teach and for
 * all items: to go through thousands of numbers in order costs less than to keep a list of those that were met. */
#include "baseline.h"
#include "best.h"
#include <float.h>
#include <math.h>

typedef struct cell { double value; uint32_t id; } cell;
typedef struct vectors { uint32_t *from; cell *cell; double *norm; } vectors;

typedef struct room {
    double *sum;                    /* by item */
    double *within, *between;       /* powers */
} room;

/* Baskets from..to of one user as his vector in r->sum: decayed within each of the groups and between them. */
static void decay(const mk_shoplog *log, const mk_tifuknn *p, uint32_t from, uint32_t to, room *r)
{
    uint32_t n = to - from, groups = n < p->groups ? n : p->groups, b = from;
    uint32_t small = groups ? n / groups : 0, large = groups ? n % groups : 0;       /* the last `large` groups have one basket more */
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t size = small + (g >= groups - large);
        for (uint32_t k = 0; k < size; k++, b++) {
            double v = r->within[to - 1 - b] / size * r->between[p->groups - 1 - g] / groups;
            for (uint32_t l = log->line_of[b]; l < log->line_of[b + 1]; l++) r->sum[log->item[l]] += v;
        }
    }
}

static vectors vectors_of(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *user, size_t n, room *r)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++) most += log->line_of[log->basket_of[user[i] + 1]] - log->line_of[log->basket_of[user[i]]];
    vectors v = { MK_NEWN(a, uint32_t, n + 1), MK_NEWN(a, cell, most + 1), MK_NEWN(a, double, n + 1) };
    uint32_t at = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t from = log->basket_of[user[i]], to = log->basket_of[user[i] + 1];
        decay(log, p, from, to, r);
        for (uint32_t l = log->line_of[from]; l < log->line_of[to]; l++) {
            double *s = &r->sum[log->item[l]];
            if (*s == 0) continue;          /* it was taken at an earlier line */
            v.cell[at++] = (cell){ *s, log->item[l] };
            v.norm[i] += *s * *s;
            *s = 0;
        }
        v.from[i + 1] = at;
    }
    return v;
}

/* A row of numbers, SIDE of them at a time. */
enum { SIDE = 2, BLOCK = 16 * SIDE };
typedef double side __attribute__((vector_size(SIDE * sizeof(double)), may_alias));
typedef int64_t side_is __attribute__((vector_size(SIDE * sizeof(int64_t))));

/* Whether any of a block is at least so much. */
static inline bool any(const double *x, double least)
{
    const side *v = (const side *)x;
    side_is is = { 0 };
    for (int i = 0; i < BLOCK / SIDE; i++) is |= v[i] >= least;
    return is[0] | is[1];
}

/* The best of a row into `few`; `turned`: by how far they are from the end. The row is filled up to whole blocks with what is never among them. */
static void offer(mk_best_few *few, const double *x, uint32_t n, bool turned)
{
    for (uint32_t from = 0; from < n; from += BLOCK)
        if (any(x + from, few->least))
            for (uint32_t i = from; i < from + BLOCK && i < n; i++) mk_best_offer(few, x[i], turned ? n - i : i);
    mk_best_trim(few);
}

/* Those who teach, the smallest vectors first: who shares nothing with somebody is the nearer the smaller he is, so whatever is asked, the nearest are
 * the first so many, all of them, and behind those some who share something. What the first 0, STEP, 2 STEP ... give to each item is summed once. */
enum { STEP = 16 };
typedef struct teachers {
    vectors v;
    uint32_t n, k, *from;           /* from: by item, into who */
    cell *who;
    double *alone, least;           /* how near each is who shares nothing, one's own norm apart, which is the same to all; the k nearest are as near as `least` */
    size_t width;                   /* of a row of all items */
    double *first;                  /* rows */
} teachers;

static uint32_t *smallest_first(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *user, size_t n, room *r)
{
    uint32_t *order = MK_NEWN(a, uint32_t, n);
    mk_arena *scratch = mk_arena_child(a);
    mk_best *small = MK_NEWN(scratch, mk_best, n);
    vectors v = vectors_of(scratch, log, p, user, n, r);
    for (uint32_t u = 0; u < n; u++) small[u] = (mk_best){ -v.norm[u], u };
    mk_best_sort(small, n);
    for (uint32_t u = 0; u < n; u++) order[u] = user[small[u].id];
    mk_arena_free(scratch);
    return order;
}

static inline void give(const vectors *v, uint32_t who, double share, double *restrict sum)
{
    for (const cell *c = v->cell + v->from[who], *to = v->cell + v->from[who + 1]; c < to; c++) sum[c->id] += share * c->value;
}

static teachers teachers_of(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, size_t n, room *r)
{
    teachers t = { .v = vectors_of(a, log, p, smallest_first(a, log, p, train, n, r), n, r), .n = (uint32_t)n, .k = p->neighbours < n ? p->neighbours : (uint32_t)n,
                   .from = MK_NEWN(a, uint32_t, log->items + 2), .alone = MK_NEWN(a, double, n + BLOCK), .width = log->items + BLOCK };
    uint32_t cells = t.v.from[n];
    t.who = MK_NEWN(a, cell, cells + 1);
    for (uint32_t i = 0; i < cells; i++) t.from[t.v.cell[i].id + 2]++;
    for (uint32_t i = 0; i < log->items; i++) t.from[i + 2] += t.from[i + 1];
    for (uint32_t u = 0; u < n; u++) {
        t.alone[u] = -t.v.norm[u];
        for (uint32_t i = t.v.from[u]; i < t.v.from[u + 1]; i++) t.who[t.from[t.v.cell[i].id + 1]++] = (cell){ t.v.cell[i].value, u };
    }
    t.least = t.alone[t.k - 1];
    t.first = MK_NEWN(a, double, (t.k / STEP + 1) * t.width);
    for (uint32_t i = 0; i < t.k / STEP; i++) {
        double *row = t.first + i * t.width;
        memcpy(row + t.width, row, t.width * sizeof *row);
        for (uint32_t u = i * STEP; u < (i + 1) * STEP; u++) give(&t.v, u, (1 - p->alpha) / t.k, row + t.width);
    }
    return t;
}

/* The k nearest of the user q of `v` into `few`, of equally far the smaller. near: room for all who teach, and a block. */
static void nearest(const teachers *t, const vectors *v, uint32_t q, double *restrict near, mk_best_few *few)
{
    memcpy(near, t->alone, t->n * sizeof *near);
    for (uint32_t i = v->from[q]; i < v->from[q + 1]; i++) {
        const cell *his = &v->cell[i], *to = t->who + t->from[his->id + 1];
        for (const cell *e = t->who + t->from[his->id]; e < to; e++) near[e->id] += 2 * his->value * e->value;
    }
    offer(few, near, t->n, false);
}

/* What these neighbours give, in sum. near: of all, as above. */
static void given(const teachers *t, const double *near, const mk_best_few *few, double share, double *sum)
{
    mk_best last = few->x[0];
    for (size_t i = 1; i < few->n; i++)
        if (few->x[i].score < last.score || (few->x[i].score == last.score && few->x[i].id > last.id)) last = few->x[i];
    uint32_t first = 0;
    while (first < t->k && (near[first] > last.score || (near[first] == last.score && first <= last.id))) first++;
    memcpy(sum, t->first + first / STEP * t->width, t->width * sizeof *sum);
    for (uint32_t u = first / STEP * STEP; u < first; u++) give(&t->v, u, share, sum);
    for (size_t i = 0; i < few->n; i++)
        if (few->x[i].id >= first) give(&t->v, few->x[i].id, share, sum);
}

int mk_baseline_tifuknn(mk_cx *cx, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, size_t trains,
                        const uint32_t *user, size_t ask, uint32_t top, uint32_t *list, uint32_t *ret_n)
{
    if (!trains || !p->groups) return mk_fail(cx, MK_EINVAL, "TIFU-KNN needs customers to learn from");
    mk_arena *a = mk_arena_child(cx->arena);
    uint32_t longest = 0;
    for (uint32_t u = 0; u < log->users; u++)
        if (log->basket_of[u + 1] - log->basket_of[u] > longest) longest = log->basket_of[u + 1] - log->basket_of[u];
    room r = { MK_NEWN(a, double, log->items + BLOCK), MK_NEWN(a, double, longest + 1), MK_NEWN(a, double, p->groups) };
    for (uint32_t i = 0; i <= longest; i++) r.within[i] = pow(p->within, i);
    for (uint32_t i = 0; i < p->groups; i++) r.between[i] = pow(p->between, i);
    teachers t = teachers_of(a, log, p, train, trains, &r);
    vectors v = vectors_of(a, log, p, user, ask, &r);
    double *near = MK_NEWN(a, double, trains + BLOCK), *sum = r.sum, share = (1 - p->alpha) / t.k;
    mk_best *neighbour = MK_NEWN(a, mk_best, 2 * (size_t)t.k), *best = MK_NEWN(a, mk_best, 2 * (size_t)top);
    int rc = 0;
    for (uint32_t q = 0; q < ask && rc >= 0; q++) {
        mk_best_few alike = { neighbour, 0, t.k, t.least }, few = { best, 0, top, DBL_MIN };
        nearest(&t, &v, q, near, &alike);
        given(&t, near, &alike, share, sum);
        for (uint32_t i = v.from[q]; i < v.from[q + 1]; i++) sum[v.cell[i].id] += p->alpha * v.cell[i].value;
        offer(&few, sum, log->items, true);         /* of equals the later item, as a list turned round has it */
        mk_best_sort(best, few.n);
        ret_n[q] = (uint32_t)few.n;
        for (uint32_t i = 0; i < few.n; i++) list[(size_t)q * top + i] = log->items - best[i].id;
        if ((q & 0xff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(a);
    return rc;
}
