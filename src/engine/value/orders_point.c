/* SPDX-License-Identifier: Apache-2.0
 * The day by which the next order comes with a given chance. Where orders are random it is Lomax, P(> t) = ((alpha+T)/(alpha+T+t))^(r+x).
 * Where they are regular, or kinds are mixed, it is looked for among the logarithms ln t = -7 ... 14 in 2^30 steps: what has less than the chance is
 * below, what has not is above, until the two are neighbours; which place is asked next changes how soon that is, never where. The complementary
 * log-log of the chance is near a straight line in ln t, so the chord through the last two places leads there in some six of them, and halving guards it. */
#include "orders.h"

enum { STEPS = 1 << 30, CHORDS = 16 };
#define LOWEST (-7.)
#define RANGE 21.

static double time_at(int64_t place) { return exp(LOWEST + RANGE * (double)place / STEPS); }     /* the product and the sum are exact */
static double place_of(double t) { return (log(t) - LOWEST) / RANGE * STEPS; }
static double bent(double chance) { return log(-log1p(-chance)) / RANGE * STEPS; }       /* in steps, so that the line has a slope near 1 */

typedef struct probe { double place, bent; } probe;

/* The chord through both, as long as it rises. */
static double follow(const probe *was, const probe *last, double goal)
{
    double slope = isfinite(was->bent) ? (last->bent - was->bent) / (last->place - was->place) : 1;
    return last->place + (goal - last->bent) / (slope > 0 && isfinite(slope) ? slope : 1);
}

void mk_orders_points(const mk_orders *m, const mk_kinds *of, double x, double tx, double T, const double *chance, int n, double *ret)
{
    double pace = mk_orders_pace(m, T), start = 0;
    mk_kinds s;
    probe was = { 0, -INFINITY }, last = was;
    int64_t lo = 0;
    for (int i = 0; i < n; i++) {
        double lomax = (m->p[1] + T) / pace * expm1(-log1p(-chance[i]) / (m->p[0] + m->k * x)), goal = bent(chance[i]);
        if (!mk_orders_by_last(m)) {
            ret[i] = lomax < 1e6 ? lomax : 1e6;
            continue;
        }
        if (!i) {
            s = of ? *of : mk_kinds_of(m, x, tx, T);
            mk_kinds_given_there(&s);
            start = place_of(lomax);
        }
        int64_t hi = STEPS;
        for (int asked = 0; hi - lo > 1; asked++) {
            double to = isfinite(last.bent) ? follow(&was, &last, goal) : start, sum = 0;
            int64_t place = asked < CHORDS && to > 0 && to < STEPS ? (int64_t)ceil(to) : (lo + hi) / 2;
            if (asked < CHORDS && place <= lo && place > lo - 3) place = lo + 1;        /* rounding: it is one of the two */
            if (asked < CHORDS && place >= hi && place < hi + 3) place = hi - 1;
            if (place <= lo || place >= hi) place = (lo + hi) / 2;
            double t = time_at(place);
            for (int k = 0; k < s.n; k++) sum += s.share[k] * mk_orders_next(&s.one[k], x, tx, T, t);
            if (sum < chance[i]) lo = place; else hi = place;
            was = last;
            last = (probe){ (double)place, bent(sum) };
        }
        ret[i] = fmin(time_at(hi), 1e6);
        lo = hi - 1;                    /* what has less than this chance has less than the next */
    }
}
