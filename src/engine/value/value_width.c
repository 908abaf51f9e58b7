/* SPDX-License-Identifier: Apache-2.0
 * How wide an interval has to be to hold what it says. A model's own 90 % are 90 % when the model is right; from places in the past it is seen how much
 * they would have held, and as far as that is surely more or less than they were to hold, they are made narrower or wider until they would have
 * (docs/maths/value.md 6). The same for everybody: nothing else of the forecast moves. */
#include "value_int.h"

enum { WIDTHS = 18, PLAIN = 3 };
#define TOO_NARROW .3       /* one that holds too little breaks its promise: doubt counts less against making it wider */
#define STEP .25            /* between the logarithms of what is left out */

static double beyond_of(double width) { return MK_BEYOND * exp(-STEP * (width - PLAIN)); }

/* The share that intervals of each width would have held, and what those of the plain one were to hold, at the pace that is taken. */
static void look(mk_arena *arena, const mk_orders *then, double pace, const mk_past *v, double *share, double *to_hold)
{
    mk_arena_mark mark = mk_arena_here(arena);
    mk_tails tails = mk_tails_on(arena);
    mk_orders m = *then;
    m.pace = pace;
    for (size_t i = 0; i < v->n; i++) {
        const mk_seen_cell *c = &v->cell[i], *was = i ? c - 1 : NULL;
        if (!was || was->x != c->x || was->T != c->T || (mk_orders_by_last(&m) && was->tx != c->tx)) mk_tails_of(&tails, &m, c->x, c->tx, c->T, v->days);
        double scale = mk_orders_alive(&m, c->x, c->tx, c->T), part = c->n / v->customers;
        const mk_tail *tail = mk_tails_at(&tails, &scale);
        uint32_t low, high;
        int out = -1, in = 0;           /* wider ones hold what a narrower one does: from which on, and most are in the narrowest */
        mk_ends_of(tail, scale, beyond_of(in), &low, &high);
        if (c->y < low || c->y > high)
            for (out = 0, in = WIDTHS; in - out > 1;) {
                int mid = (out + in) / 2;
                mk_ends_of(tail, scale, beyond_of(mid), &low, &high);
                *(c->y < low || c->y > high ? &out : &in) = mid;
            }
        for (int k = in; k < WIDTHS; k++) share[k] += part;
        mk_ends_of(tail, scale, MK_BEYOND, &low, &high);
        *to_hold += part * mk_between(tail, scale, low, high);
    }
    mk_arena_rewind(arena, mark);
}

/* Where there was more to learn from, the model and its faults were more like today's: the square of the time learnt from. */
static double weight_of(const mk_race *r, int b)
{
    double learnt = fmax(r->span - r->back[b], r->span / 10);
    return learnt * learnt;
}

void mk_value_width(mk_arena *arena, mk_race *r, const mk_past *v)
{
    double off = 0, between = 0, customers = 0, n = r->backs, all = 0, share[MK_RACE_BACKS][WIDTHS] = { 0 }, to_hold[MK_RACE_BACKS] = { 0 }, mean[WIDTHS] = { 0 };
    if (r->backs < 2) return;
    r->held = r->to_hold = 0;
    for (int b = 0; b < r->backs; b++) all += weight_of(r, b);
    for (int b = 0; b < r->backs; b++) {
        double weight = weight_of(r, b) / all;
        look(arena, &r->entrant[r->chosen].then[b], r->pace, &v[b], share[b], &to_hold[b]);
        r->held += weight * share[b][PLAIN];
        r->to_hold += weight * to_hold[b];
        for (int k = 0; k < WIDTHS; k++) mean[k] += weight * share[b][k];
        customers = fmax(customers, v[b].customers);
    }
    off = r->held - r->to_hold;
    for (int b = 0; b < r->backs; b++) {
        double d = share[b][PLAIN] - to_hold[b] - off;
        between += d * d / (n - 1);
    }
    /* The places see the same last months: their mean is hardly surer than one of them. */
    double noise = between / 2 + r->to_hold * (1 - r->to_hold) / customers;
    if (off < 0) noise *= TOO_NARROW;
    double sure = 1 - noise / (off * off);                      /* the positive part of James & Stein: nothing, where noise makes as much */
    if (!(sure > 0)) return;
    double goal = r->held - sure * off;
    int k = 0;
    while (k < WIDTHS - 1 && mean[k] < goal) k++;
    double width = k && mean[k] > mean[k - 1] ? k - fmin(1, (mean[k] - goal) / (mean[k] - mean[k - 1])) : k;
    r->beyond = beyond_of(width);
}
