/* SPDX-License-Identifier: Apache-2.0
 * The vectors are kept sparse: a user has some thirty items of many thousands. The distance to everybody is then the two norms
 * and a dot product that is summed over the lists of who bought each of his items. */
#include "baseline.h"
#include "best.h"
#include <math.h>

typedef struct vectors { uint32_t *from, *item; double *value, *norm; } vectors;

typedef struct room {
    double *sum;                    /* by item */
    uint32_t *touched, touched_n;
    double *within, *between;       /* powers */
} room;

static inline void add(room *r, uint32_t item, double v)
{
    double *sum = &r->sum[item];
    r->touched[r->touched_n] = item;
    r->touched_n += *sum == 0;
    *sum += v;
}

/* Baskets from..to of one user as his vector in r->sum: decayed within each of the groups and between them. */
static void decay(const mk_shoplog *log, const mk_tifuknn *p, uint32_t from, uint32_t to, room *r)
{
    uint32_t n = to - from, groups = n < p->groups ? n : p->groups, b = from;
    uint32_t small = groups ? n / groups : 0, large = groups ? n % groups : 0;       /* the last `large` groups have one basket more */
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t size = small + (g >= groups - large);
        for (uint32_t k = 0; k < size; k++, b++) {
            double v = r->within[to - 1 - b] / size * r->between[p->groups - 1 - g] / groups;
            for (uint32_t l = log->line_of[b]; l < log->line_of[b + 1]; l++) add(r, log->item[l], v);
        }
    }
}

static vectors vectors_of(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *user, size_t n, room *r)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++) most += log->line_of[log->basket_of[user[i] + 1]] - log->line_of[log->basket_of[user[i]]];
    vectors v = { MK_NEWN(a, uint32_t, n + 1), MK_NEWN(a, uint32_t, most + 1), MK_NEWN(a, double, most + 1), MK_NEWN(a, double, n + 1) };
    uint32_t at = 0;
    for (size_t i = 0; i < n; i++) {
        r->touched_n = 0;
        decay(log, p, log->basket_of[user[i]], log->basket_of[user[i] + 1], r);
        for (uint32_t k = 0; k < r->touched_n; k++) {
            double *s = &r->sum[r->touched[k]];
            v.item[at] = r->touched[k];
            v.value[at++] = *s;
            v.norm[i] += *s * *s;
            *s = 0;
        }
        v.from[i + 1] = at;
    }
    return v;
}

/* Those who teach: their vectors, the other way round for each item who has it, and the k with the smallest norms: whom somebody shares nothing with
 * is as far as the two norms together, so nobody else of those can be among his k nearest. */
typedef struct teachers { vectors v; uint32_t n, k, *from, *who; double *much; mk_best *small; } teachers;

static teachers teachers_of(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, size_t n, room *r)
{
    teachers t = { .v = vectors_of(a, log, p, train, n, r), .n = (uint32_t)n, .k = p->neighbours < n ? p->neighbours : (uint32_t)n, .from = MK_NEWN(a, uint32_t, log->items + 2),
                   .small = MK_NEWN(a, mk_best, n) };
    uint32_t cells = t.v.from[n];
    t.who = MK_NEWN(a, uint32_t, cells + 1);
    t.much = MK_NEWN(a, double, cells + 1);
    for (uint32_t i = 0; i < cells; i++) t.from[t.v.item[i] + 2]++;
    for (uint32_t i = 0; i < log->items; i++) t.from[i + 2] += t.from[i + 1];
    for (uint32_t u = 0; u < n; u++) {
        t.small[u] = (mk_best){ -t.v.norm[u], u };
        for (uint32_t i = t.v.from[u]; i < t.v.from[u + 1]; i++) {
            uint32_t at = t.from[t.v.item[i] + 1]++;
            t.who[at] = u;
            t.much[at] = t.v.value[i];
        }
    }
    mk_best_select(t.small, n, t.k);
    return t;
}

/* The k nearest of him in the room to the front of `near`, of equally far the earlier. dot: zeroed, left zeroed; met: room for all. */
static void nearest(const teachers *t, const room *r, double *dot, uint32_t *met, mk_best *near)
{
    double norm = 0, most = 0;
    uint32_t mets = 0, n = 0;
    for (uint32_t i = 0; i < r->touched_n; i++) {
        uint32_t item = r->touched[i];
        double value = r->sum[item];
        norm += value * value;
        for (uint32_t e = t->from[item]; e < t->from[item + 1]; e++) {
            double *d = &dot[t->who[e]];
            met[mets] = t->who[e];
            mets += *d == 0;
            *d += value * t->much[e];
        }
    }
    for (uint32_t i = 0; i < t->k; i++) {
        uint32_t u = t->small[i].id;
        most = fmax(most, t->v.norm[u]);
        near[n] = (mk_best){ -(norm + t->v.norm[u]), u };
        n += dot[u] == 0;
    }
    for (uint32_t i = 0; i < mets; i++) {
        double far = norm - 2 * dot[met[i]] + t->v.norm[met[i]];
        dot[met[i]] = 0;
        near[n] = (mk_best){ -far, met[i] };
        n += far <= norm + most;
    }
    mk_best_select(near, n, t->k);
}

int mk_baseline_tifuknn(mk_cx *cx, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, size_t trains,
                        const uint32_t *user, size_t ask, uint32_t top, uint32_t *list, uint32_t *ret_n)
{
    if (!trains || !p->groups) return mk_fail(cx, MK_EINVAL, "TIFU-KNN needs customers to learn from");
    mk_arena *a = mk_arena_child(cx->arena);
    uint32_t longest = 0;
    for (uint32_t u = 0; u < log->users; u++)
        if (log->basket_of[u + 1] - log->basket_of[u] > longest) longest = log->basket_of[u + 1] - log->basket_of[u];
    room r = { MK_NEWN(a, double, log->items + 1), MK_NEWN(a, uint32_t, log->items + 1), 0, MK_NEWN(a, double, longest + 1), MK_NEWN(a, double, p->groups) };
    for (uint32_t i = 0; i <= longest; i++) r.within[i] = pow(p->within, i);
    for (uint32_t i = 0; i < p->groups; i++) r.between[i] = pow(p->between, i);
    teachers t = teachers_of(a, log, p, train, trains, &r);
    double *dot = MK_NEWN(a, double, trains), share = (1 - p->alpha) / t.k;
    uint32_t *met = MK_NEWN(a, uint32_t, trains + 1);
    mk_best *near = MK_NEWN(a, mk_best, trains + t.k + 1), *best = MK_NEWN(a, mk_best, 2 * (size_t)top);
    int rc = 0;
    for (size_t q = 0; q < ask && rc >= 0; q++) {
        r.touched_n = 0;
        decay(log, p, log->basket_of[user[q]], log->basket_of[user[q] + 1], &r);
        nearest(&t, &r, dot, met, near);
        for (uint32_t i = 0; i < r.touched_n; i++) r.sum[r.touched[i]] *= p->alpha;
        for (size_t i = 0; i < t.k; i++)
            for (uint32_t e = t.v.from[near[i].id]; e < t.v.from[near[i].id + 1]; e++) add(&r, t.v.item[e], share * t.v.value[e]);
        mk_best_few few = { best, 0, top, -INFINITY };
        for (uint32_t i = 0; i < r.touched_n; i++) {
            mk_best_offer(&few, r.sum[r.touched[i]], log->items - r.touched[i]);       /* of equals the later item, as a list turned round has it */
            r.sum[r.touched[i]] = 0;
        }
        mk_best_trim(&few);
        mk_best_sort(best, few.n);
        uint32_t n = (uint32_t)few.n;
        for (uint32_t i = 0; i < n; i++) list[q * top + i] = log->items - best[i].id;
        ret_n[q] = n;
        if ((q & 0xff) == 0) rc = mk_cx_check(cx);
    }
    mk_arena_free(a);
    return rc;
}
