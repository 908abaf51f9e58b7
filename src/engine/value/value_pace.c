/* SPDX-License-Identifier: Apache-2.0
 * What the models of orders do not know: that orders come faster or slower than before, for all (pace) or with a customer's age (tilt).
 * Learnt from the base's own past, and shrunk by how sure it is (docs/maths/value.md 6). */
#include "value_int.h"

/* The logarithms of actual over foretold orders at the places: their mean, and its variance. The places look at the same last months, so the mean is hardly
 * surer than one of them. */
typedef struct said { double sum, square, within, n; } said;

static void hear(said *s, const mk_scores *score)
{
    double ratio = log((score->actual + 1) / (score->mean + 1));
    s->sum += ratio;
    s->square += ratio * ratio;
    s->within += score->square / ((score->mean + 1) * (score->mean + 1));
    s->n++;
}

static double mean_of(const said *s, double *ret_variance)
{
    double mean = s->sum / s->n;
    *ret_variance = fmax(0, s->square / s->n - mean * mean) * s->n / (s->n - 1) / 2 + s->within / s->n;
    return mean;
}

/* How much faster or slower orders came than foretold, as a factor for what is ahead. It is asked twice: of the fits to what was known then, which have also
 * what is wrong of a fit to a shorter past, and of today's, which have seen what came and err only by what moves in the base. Each is shrunk by its own
 * variance: bases change, and one good season is no trend. */
void mk_value_pace(mk_arena *arena, mk_race *r, const mk_past *v, const mk_scores *score)
{
    said then = { 0 }, now = { 0 };
    double v_then, v_now;
    if (r->backs < 2) return;
    for (int b = 0; b < r->backs; b++) {
        mk_scores today;
        mk_scores_of(arena, &r->entrant[r->chosen].fit.model, v[b].cell, v[b].n, v[b].days, NULL, NULL, &today);
        hear(&then, &score[b]);
        hear(&now, &today);
    }
    double of_then = mean_of(&then, &v_then), of_now = mean_of(&now, &v_now);
    r->pace_said = exp(of_then);
    r->pace_sd = sqrt(v_then);
    r->pace = r->level = exp(fmax(-.4, fmin(.4, .25 * of_then * .05 / (.05 + v_then) + .7 * of_now * .05 / (.05 + v_now))));
}

static double age(double T, double span) { return fmin(T / span, 1); }

/* Poisson regression of what came on exp(tilt z) times what was expected, z the age: the level falls out of the score
 * (McCullagh & Nelder 1989). *ret_variance is robust: it has the squares of what was left, not what Poisson would say. */
static double tilt_at(const mk_past *p, const float *mean, double span, double *ret_variance)
{
    double tilt = 0, came = 0, came_z = 0;
    *ret_variance = INFINITY;
    for (size_t i = 0; i < p->n; i++) {
        const mk_seen_cell *c = &p->cell[i];
        came += c->n * c->y;
        came_z += c->n * c->y * age(c->T, span);
    }
    double middle = 0, level = 0;
    for (int round = 0; round < 20; round++) {
        double s0 = 0, s1 = 0, s2 = 0;
        for (size_t i = 0; i < p->n; i++) {
            const mk_seen_cell *c = &p->cell[i];
            double z = age(c->T, span), w = c->n * (double)mean[i] * exp(tilt * z);
            s0 += w;
            s1 += w * z;
            s2 += w * z * z;
        }
        if (!(s0 > 0)) return 0;
        middle = s1 / s0;
        level = came / s0;
        double information = came * (s2 / s0 - middle * middle), step = (came_z - came * middle) / information;
        if (!(information > 1e-6 * came)) return 0;             /* all of one age */
        tilt += fmax(-1, fmin(1, step));
        if (!(fabs(tilt) < 8)) return 0;
        if (fabs(step) < 1e-6) break;
    }
    double left = 0, information = 0;
    for (size_t i = 0; i < p->n; i++) {
        const mk_seen_cell *c = &p->cell[i];
        double z = age(c->T, span) - middle, m = level * (double)mean[i] * exp(tilt * age(c->T, span));
        left += c->n * (c->y - m) * (c->y - m) * z * z;
        information += c->n * m * z * z;
    }
    *ret_variance = left / (information * information);
    return tilt;
}

/* Only what shows at every place, and is beyond doubt: twice its standard error. */
void mk_value_tilt(mk_arena *arena, mk_race *r, const mk_past *v, mk_orders_data *d, const mk_orders_cell *cells, size_t n)
{
    double sum = 0, weight = 0, one[MK_RACE_BACKS], between = 0;
    if (r->backs < 2) return;
    for (int b = 0; b < r->backs; b++) {
        double variance;
        one[b] = tilt_at(&v[b], v[b].mean[r->chosen], fmax(1, r->span - v[b].days), &variance);
        if (!isfinite(variance)) return;
        sum += one[b] / variance;
        weight += 1 / variance;
    }
    double mean = sum / weight;
    for (int b = 0; b < r->backs; b++) between += (one[b] - mean) * (one[b] - mean) / (r->backs - 1);
    double noise = between / 2 + 1 / weight;
    if (!(fabs(mean) > 2 * sqrt(noise))) return;
    r->tilt = fmax(-1, fmin(1, mean * .25 / (.25 + noise)));
    /* The level that leaves the average pace what it is, by what comes at once. */
    const mk_orders *m = &r->entrant[r->chosen].fit.model;
    double *alive = MK_NEWN(arena, double, n + 1), all = 0, tilted = 0;
    mk_orders_alive_all(d, m, alive);
    for (size_t i = 0; i < n; i++) {
        double w = cells[i].n * alive[i] * mk_orders_rate(m, cells[i].x, cells[i].tx, cells[i].T);
        all += w;
        tilted += w * exp(r->tilt * age(cells[i].T, r->span));
    }
    r->level = r->pace * all / tilted;
}
