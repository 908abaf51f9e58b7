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

/* The nearest as the original keeps them, so that of many equally far the same ones stay: a heap, the farthest on top, that lets in in the
 * order of the log who is nearer than that one (sklearn's `heap_push`). */
typedef struct near { double far; uint32_t id; } near;

static void closer(near *heap, size_t n, near one)
{
    size_t i = 0;
    for (size_t low, high; (low = 2 * i + 1) < n; i = low) {
        high = low + 1;
        if (high < n && heap[high].far > heap[low].far) low = high;
        if (heap[low].far <= one.far) break;
        heap[i] = heap[low];
    }
    heap[i] = one;
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
    vectors v = vectors_of(a, log, p, train, trains, &r);
    /* the other way round: for each item who has it */
    uint32_t *from = MK_NEWN(a, uint32_t, log->items + 2), *who = MK_NEWN(a, uint32_t, v.from[trains] + 1);
    double *much = MK_NEWN(a, double, v.from[trains] + 1), *dot = MK_NEWN(a, double, trains);
    for (uint32_t i = 0; i < v.from[trains]; i++) from[v.item[i] + 2]++;
    for (uint32_t i = 0; i < log->items; i++) from[i + 2] += from[i + 1];
    for (uint32_t t = 0; t < trains; t++)
        for (uint32_t i = v.from[t]; i < v.from[t + 1]; i++) {
            uint32_t at = from[v.item[i] + 1]++;
            who[at] = t;
            much[at] = v.value[i];
        }
    size_t k = p->neighbours < trains ? p->neighbours : trains;
    near *heap = MK_NEWN(a, near, k);
    mk_best *best = MK_NEWN(a, mk_best, 2 * (size_t)top);
    int rc = 0;
    for (size_t q = 0; q < ask && rc >= 0; q++) {
        double norm = 0;
        r.touched_n = 0;
        decay(log, p, log->basket_of[user[q]], log->basket_of[user[q] + 1], &r);
        memset(dot, 0, trains * sizeof *dot);
        for (uint32_t i = 0; i < r.touched_n; i++) {
            uint32_t item = r.touched[i];
            double value = r.sum[item];
            norm += value * value;
            for (uint32_t e = from[item]; e < from[item + 1]; e++) dot[who[e]] += value * much[e];
        }
        for (size_t i = 0; i < k; i++) heap[i] = (near){ INFINITY, 0 };
        for (uint32_t t = 0; t < trains; t++) {
            double far = norm - 2 * dot[t] + v.norm[t];
            if (far < heap->far) closer(heap, k, (near){ far, t });
        }
        for (uint32_t i = 0; i < r.touched_n; i++) r.sum[r.touched[i]] *= p->alpha;
        double share = (1 - p->alpha) / (double)k;
        for (size_t i = 0; i < k; i++)
            for (uint32_t e = v.from[heap[i].id]; e < v.from[heap[i].id + 1]; e++) add(&r, v.item[e], share * v.value[e]);
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
