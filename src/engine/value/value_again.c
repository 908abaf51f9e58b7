/* SPDX-License-Identifier: Apache-2.0
 * Who had stopped and comes again. The models of orders know no way back: who is silent for long is gone, or is rare. Where people stay away for
 * months and come again, the base's own past shows orders of those who were thought to have stopped, and how many says at what rate they begin anew
 * (docs/maths/value.md 6). */
#include "value_int.h"

/* So many orders of the gone at each place at least, and so much more than was foretold of them; the gain in ln L at each place that chance does not bring. */
enum { CAME_LEAST = 15, RATES = 14, GAIN_LEAST = 4 };
#define MORE 1.3

static double chance_of(const mk_tail *t, double y)
{
    size_t n = (size_t)y;
    double from = n ? n <= t->n ? t->p[n - 1] : 0 : 1, to = n < t->n ? t->p[n] : 0;
    return from - to;
}

/* ln L of what came, for each rate; 0: none. The tails at the moments of return are the same for all rates near enough: those of the middle one. */
static void judge(mk_arena *arena, const mk_orders *m, const mk_past *v, const double *rate, double *ret)
{
    mk_arena_mark mark = mk_arena_here(arena);
    mk_tail here = { .arena = arena }, part[MK_ANEW];
    double u[MK_ANEW], chance[RATES][MK_ANEW];
    for (int q = 0; q < MK_ANEW; q++) part[q] = (mk_tail){ .arena = arena };
    for (int k = 0; k < RATES; k++) {
        mk_orders of = *m;
        of.again = rate[k];
        if (!mk_anew(&of, v->days, u, chance[k])) memset(chance[k], 0, sizeof chance[k]);
        ret[k] = 0;
    }
    mk_orders never = *m;
    never.again = rate[1];
    mk_anew(&never, v->days, u, chance[0]);                     /* the moments; nobody at them */
    memset(chance[0], 0, sizeof chance[0]);
    for (size_t i = 0; i < v->n; i++) {
        const mk_seen_cell *c = &v->cell[i], *was = i ? c - 1 : NULL;
        if (!was || was->x != c->x || was->T != c->T || (mk_orders_by_last(m) && was->tx != c->tx)) {
            mk_tail_of(&here, m, c->x, c->tx, c->T, v->days);
            for (int q = 0; q < MK_ANEW; q++) mk_tail_of(&part[q], m, c->x, c->tx, c->T, v->days - u[q]);
        }
        double alive = mk_orders_alive(m, c->x, c->tx, c->T), of_here = chance_of(&here, c->y), of_part[MK_ANEW];
        for (int q = 0; q < MK_ANEW; q++) of_part[q] = chance_of(&part[q], c->y);
        for (int k = 0; k < RATES; k++) {
            double gone = 0, none = 1;
            for (int q = 0; q < MK_ANEW; q++) {
                gone += chance[k][q] * of_part[q];
                none -= chance[k][q];
            }
            if (!(c->y > 0)) gone += none;
            ret[k] += c->n * log(fmax(alive * of_here + (1 - alive) * gone, 1e-9));
        }
    }
    mk_arena_rewind(arena, mark);
}

void mk_value_again(mk_arena *arena, mk_entrant *e, const mk_past *v, int n, mk_scores *score, bool *ret_seen)
{
    *ret_seen = false;
    if (n < 2 || e->fit.model.kind == MK_NBD || !mk_orders_plain(&e->fit.model)) return;     /* two kinds tell much of what looks like coming again */
    for (int b = 0; b < n; b++)
        if (score[b].gone_came < CAME_LEAST || score[b].gone_came < MORE * score[b].gone_mean) return;
    double rate[RATES] = { 0 }, at[MK_RACE_BACKS][RATES];
    for (int k = 1; k < RATES; k++) rate[k] = .02 * pow(1.5, k - 1) / v[0].days;        /* from 2 % in the longest stretch on */
    int best = 0;
    double most = 0;
    for (int b = 0; b < n; b++) judge(arena, &e->then[b], &v[b], rate, at[b]);
    for (int k = 1; k < RATES; k++) {
        double sum = 0, least = INFINITY;
        for (int b = 0; b < n; b++) {
            sum += at[b][k] - at[b][0];
            least = fmin(least, at[b][k] - at[b][0]);
        }
        if (least > GAIN_LEAST && sum > most) { most = sum; best = k; }
    }
    if (!best) return;
    *ret_seen = true;
    e->fit.model.again = rate[best];
    for (int b = 0; b < n; b++) e->then[b].again = rate[best];
}
