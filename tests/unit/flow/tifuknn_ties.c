/* SPDX-License-Identifier: Apache-2.0 */
#include "tifuknn_ties.h"
#include <math.h>
#include "best.h"

static const double FAR = 1e-12, SCORE = 1e-9;
enum { TURNS = 400 };

/* One customer's vector: his baskets decayed from the last one back; in groups, the oldest first, the later ones larger by one; the groups' means
 * decayed again, from the last that there may be, and averaged. */
typedef struct sparse { uint32_t n, *item; double *v, norm; } sparse;
typedef struct room { const mk_shoplog *log; const sparse *train; uint32_t trains, items; double *sum, *score; uint32_t *who_from, *who, *even; mk_best *near; uint8_t *in, *listed; } room;

static sparse vector_of(mk_arena *a, const mk_shoplog *log, const mk_tifuknn *p, uint32_t user, double *sum)
{
    uint32_t first = log->basket_of[user], n = log->basket_of[user + 1] - first, lines = log->line_of[first + n] - log->line_of[first];
    uint32_t groups = n < p->groups ? n : p->groups, b = first;
    sparse s = { 0, MK_NEWN(a, uint32_t, lines + 1), MK_NEWN(a, double, lines + 1), 0 };
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t size = n / groups + (g >= groups - n % groups);
        for (uint32_t k = 0; k < size; k++, b++)
            for (uint32_t l = log->line_of[b]; l < log->line_of[b + 1]; l++) {
                if (sum[log->item[l]] == 0) s.item[s.n++] = log->item[l];
                sum[log->item[l]] += pow(p->within, first + n - 1 - b) / size * pow(p->between, p->groups - 1 - g) / groups;
            }
    }
    for (uint32_t i = 0; i < s.n; i++) {
        s.v[i] = sum[s.item[i]];
        s.norm += s.v[i] * s.v[i];
        sum[s.item[i]] = 0;
    }
    return s;
}

static void give(room *r, uint32_t who, double share)
{
    const sparse *s = &r->train[who];
    for (uint32_t i = 0; i < s->n; i++) r->score[s->item[i]] += share * s->v[i];
}

/* The least of the listed and the most of the others; true when the list is the best there is. */
static bool stands(const room *r, uint32_t *ret_least, uint32_t *ret_most)
{
    double least = INFINITY, most = -INFINITY;
    for (uint32_t i = 0; i < r->items; i++) {
        if (r->listed[i] && r->score[i] < least) least = r->score[i], *ret_least = i;
        if (!r->listed[i] && r->score[i] > most) most = r->score[i], *ret_most = i;
    }
    return least >= most - SCORE;
}

static double of(const sparse *s, uint32_t item)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (s->item[i] == item) return s->v[i];
    return 0;
}

/* even[0 .. n) are equally far, `room_for` of them are neighbours: those who speak most for what the list has too little of. */
static bool turn(room *r, size_t n, size_t room_for, double share)
{
    uint32_t least = 0, most = 0;
    memset(r->in, 0, n);
    for (size_t i = 0; i < room_for; i++) {
        r->in[i] = 1;
        give(r, r->even[i], share);
    }
    for (int t = 0; t < TURNS; t++) {
        if (stands(r, &least, &most)) return true;
        double worst = INFINITY, best = -INFINITY;
        size_t goes = 0, comes = 0;
        for (size_t i = 0; i < n; i++) {
            const sparse *s = &r->train[r->even[i]];
            double speaks = of(s, least) - of(s, most);
            if (r->in[i] && speaks < worst) worst = speaks, goes = i;
            if (!r->in[i] && speaks > best) best = speaks, comes = i;
        }
        if (!(best > worst)) return false;
        r->in[goes] = 0, r->in[comes] = 1;
        give(r, r->even[goes], -share);
        give(r, r->even[comes], share);
    }
    return false;
}

static ties one(mk_arena *a, room *r, const mk_tifuknn *p, uint32_t user, const uint32_t *list, uint32_t top)
{
    size_t k = p->neighbours < r->trains ? p->neighbours : r->trains, sure = 0, even = 0;
    sparse own = vector_of(a, r->log, p, user, r->sum);
    double *dot = MK_NEWN(a, double, r->trains), share = (1 - p->alpha) / (double)k, last = 0;
    for (uint32_t i = 0; i < own.n; i++)
        for (uint32_t e = r->who_from[own.item[i]]; e < r->who_from[own.item[i] + 1]; e++) dot[r->who[e]] += own.v[i] * of(&r->train[r->who[e]], own.item[i]);
    for (uint32_t t = 0; t < r->trains; t++) r->near[t] = (mk_best){ 2 * dot[t] - own.norm - r->train[t].norm, t };
    mk_best_select(r->near, r->trains, k);
    for (size_t i = 0; i < k; i++) last = fmin(last, r->near[i].score);
    memset(r->score, 0, r->items * sizeof *r->score);
    memset(r->listed, 0, r->items);
    for (uint32_t i = 0; i < top; i++) r->listed[list[i]] = 1;
    for (uint32_t i = 0; i < own.n; i++) r->score[own.item[i]] = p->alpha * own.v[i];
    for (uint32_t t = 0; t < r->trains; t++) {
        const mk_best *m = &r->near[t];
        if (m->score > last + FAR) { give(r, m->id, share); sure++; }
        else if (m->score >= last - FAR) r->even[even++] = m->id;
    }
    if (!turn(r, even, k - sure, share)) return TIES_WRONG;
    return sure + even == k ? TIES_NONE : TIES_OF_NEIGHBOURS;
}

void ties_count(mk_cx *cx, const mk_shoplog *log, const mk_tifuknn *p, const uint32_t *train, uint32_t trains, const uint32_t *user, size_t ask,
                uint32_t top, const uint32_t *list, size_t count[TIES_STATES])
{
    mk_arena *a = mk_arena_child(cx->arena), *scratch = mk_arena_child(cx->arena);
    sparse *all = MK_NEWN(a, sparse, trains);
    room r = { log, all, trains, log->items, MK_NEWN(a, double, log->items), MK_NEWN(a, double, log->items), MK_NEWN(a, uint32_t, log->items + 2), NULL,
               MK_NEWN(a, uint32_t, trains), MK_NEWN(a, mk_best, trains), MK_NEWN(a, uint8_t, trains), MK_NEWN(a, uint8_t, log->items) };
    size_t cells = 0;
    for (uint32_t t = 0; t < trains; t++) {
        all[t] = vector_of(a, log, p, train[t], r.sum);
        cells += all[t].n;
        for (uint32_t i = 0; i < all[t].n; i++) r.who_from[all[t].item[i] + 2]++;
    }
    r.who = MK_NEWN(a, uint32_t, cells + 1);
    for (uint32_t i = 0; i < log->items; i++) r.who_from[i + 2] += r.who_from[i + 1];
    for (uint32_t t = 0; t < trains; t++)
        for (uint32_t i = 0; i < all[t].n; i++) r.who[r.who_from[all[t].item[i] + 1]++] = t;
    memset(count, 0, TIES_STATES * sizeof *count);
    for (size_t i = 0; i < ask; i++) {
        mk_arena_mark mark = mk_arena_here(scratch);
        count[one(scratch, &r, p, user[i], list + i * top, top)]++;
        mk_arena_rewind(scratch, mark);
    }
    mk_arena_free(scratch);
    mk_arena_free(a);
}
