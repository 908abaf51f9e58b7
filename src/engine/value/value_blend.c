/* SPDX-License-Identifier: Apache-2.0
 * Mixing the forecasts of several models: none of them is the truth, and which foretold best is partly chance. The weights are those under which the mixture
 * would have made what came in the base's own past most likely ("stacking", Yao, Vehtari, Simpson, Gelman 2018), drawn to the chosen model by as much as
 * little came (docs/maths/value.md 6). A mixture is never worse than the mean of what is mixed: CRPS is convex. */
#include "value_int.h"

/* What is as good as so many orders for the chosen one alone; a weight below is nothing. */
#define FOR_ONE 3000.
#define LEAST .05
enum { ROUNDS = 100 };

/* A season and coming again are told of all who are mixed. */
static bool mixes(const mk_entrant *e) { return e->why == MK_VALUE_FINE && !e->season && !(e->fit.model.again > 0); }

/* The weights that maximise the mean of ln sum_i w_i P_i(what came) over the places, by the rule of Dempster, Laird, Rubin 1977. */
static void weigh(const mk_race *r, const mk_past *v, const bool *in, double *w)
{
    double n = 0;
    for (int i = 0; i < r->n; i++) n += in[i];
    for (int i = 0; i < r->n; i++) w[i] = in[i] / n;
    for (int round = 0; round < ROUNDS; round++) {
        double next[MK_RACE_MOST] = { 0 };
        for (int b = 0; b < r->backs; b++)
            for (size_t c = 0; c < v[b].n; c++) {
                double all = 0, part = v[b].cell[c].n / (v[b].customers * r->backs);
                for (int i = 0; i < r->n; i++) if (in[i]) all += w[i] * (double)v[b].chance[i][c];
                for (int i = 0; i < r->n; i++) if (in[i]) next[i] += part * w[i] * (double)v[b].chance[i][c] / all;
            }
        memcpy(w, next, sizeof next);
    }
}

/* The chosen one's model with the others beside it, of one place or of today (-1). */
static mk_orders mixed(const mk_race *r, const double *w, int place)
{
    mk_orders m = place < 0 ? r->entrant[r->chosen].fit.model : r->entrant[r->chosen].then[place];
    for (int i = 0; i < r->n; i++)
        if (i != r->chosen && w[i] > 0) m.beside[m.parts++] = mk_orders_part_of(place < 0 ? &r->entrant[i].fit.model : &r->entrant[i].then[place], w[i]);
    return m;
}

bool mk_value_blend(mk_race *r, const mk_past *v, mk_entrant *ret)
{
    bool in[MK_RACE_MOST];
    double w[MK_RACE_MOST] = { 0 }, came = 0, all = 0;
    int beside = 0;
    if (r->backs < 2 || !mixes(&r->entrant[r->chosen]) || r->entrant[r->chosen].fit.model.kind == MK_NBD) return false;
    for (int i = 0; i < r->n; i++) in[i] = mixes(&r->entrant[i]);
    weigh(r, v, in, w);
    for (int b = 0; b < r->backs; b++)
        for (size_t c = 0; c < v[b].n; c++) came += v[b].cell[c].n * v[b].cell[c].y;
    for (int i = 0; i < r->n; i++) w[i] *= came / (came + FOR_ONE);
    w[r->chosen] += FOR_ONE / (came + FOR_ONE);
    double of[MK_RACE_MOST];
    memcpy(of, w, sizeof of);
    for (int i = 0; i < r->n; i++) {            /* the greatest of the others stay */
        int greater = 0;
        for (int k = 0; k < r->n; k++) greater += k != r->chosen && (of[k] > of[i] || (k < i && !(of[k] < of[i])));
        if (i != r->chosen && (greater >= MK_BESIDE || of[i] < LEAST)) w[i] = 0;
        beside += i != r->chosen && w[i] > 0;
        all += w[i];
    }
    if (!beside) return false;
    for (int i = 0; i < r->n; i++) w[i] /= all;
    *ret = r->entrant[r->chosen];
    ret->fit.model = mixed(r, w, -1);
    ret->fit.loglik = NAN;                      /* it weighs forecasts, not histories */
    for (int b = 0; b < r->backs; b++) ret->then[b] = mixed(r, w, b);
    return true;
}
