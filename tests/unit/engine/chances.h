/* SPDX-License-Identifier: Apache-2.0
 * The distribution of one customer's orders, for tests. */
#ifndef MK_TEST_CHANCES_H
#define MK_TEST_CHANCES_H
#include "value.h"

/* P(n orders in the days ahead), n = 0 .. most - 1, by the forecast of a base of one. */
typedef struct chances { double *p; int most; } chances;
static void keep_chances(void *self, size_t i, const mk_forecast *f, const mk_tail *tail, double scale)
{
    (void)i, (void)f;
    const chances *c = self;
    for (int n = 0; n < c->most; n++) {
        double from = n ? (size_t)n <= tail->n ? scale * tail->p[n - 1] : 0 : 1, above = (size_t)n < tail->n ? scale * tail->p[n] : 0;
        c->p[n] = from - above;
    }
}

static void chances_of(const mk_value_model *m, const mk_value_history *h, int32_t now, int32_t ahead, double *p, int most)
{
    mk_orders_cell one = { 1, h->orders - 1, h->last - h->first, now - h->first };
    mk_arena *a = mk_arena_new();
    mk_value_forecasts(a, m, &one, 1, ahead, keep_chances, &(chances){ p, most });
    mk_arena_free(a);
}

#endif
