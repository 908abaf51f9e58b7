/* SPDX-License-Identifier: Apache-2.0
 * A sum that keeps what rounding loses (Neumaier 1974): the error does not grow with the number of terms.
 * Adding in the same order gives the same bits; that is why fits add in the order of sorted cells. Pure: any thread. */
#ifndef MK_SUM_H
#define MK_SUM_H
#include <math.h>

typedef struct mk_sum { double s, c; } mk_sum;

static inline void mk_sum_add(mk_sum *k, double v)
{
    double t = k->s + v;
    k->c += fabs(k->s) >= fabs(v) ? (k->s - t) + v : (v - t) + k->s;
    k->s = t;
}
static inline double mk_sum_of(const mk_sum *k) { return k->s + k->c; }
#endif
