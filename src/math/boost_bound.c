/* SPDX-License-Identifier: Apache-2.0
 * What a forest can say at most: of anything, and of a row of which a part is known. */
#include "boost.h"
#include <math.h>

#define ROUNDING 1e-9           /* of sums of at most MK_BOOST_TREES leaves in another order, relative */

enum { LOOK = 16 };             /* after so many trees it is asked whether going on is worth while */

/* Rounding never turns two sums around whose parts are in one order, so `most` holds for what scores add up to. */
void mk_boost_bounds(mk_arena *a, mk_boost *b)
{
    b->peak = MK_NEWN(a, float, b->nodes + 1);
    b->rest = MK_NEWN(a, double, b->trees + 1);
    for (uint32_t i = b->nodes; i-- > 0;) {         /* what is below a node stands behind it */
        const mk_boost_node *n = &b->node[i];
        b->peak[i] = n->feature < 0 ? n->value : b->peak[n->low] > b->peak[n->low + 1] ? b->peak[n->low] : b->peak[n->low + 1];
    }
    for (uint32_t t = b->trees; t-- > 0;) b->rest[t] = b->rest[t + 1] + (double)b->peak[b->root[t]];
    b->begin = b->most = b->base;
    for (uint32_t t = 0; t < b->trees; t++) {
        b->begin += (double)b->node[b->root[t]].value;
        b->most += (double)b->peak[b->root[t]];
    }
}

/* The highest leaf that may be come to. Where a split is on what is not known the better side is looked at first, and the other only when it could be better still. */
static float highest(const mk_boost *b, const float *x, const bool *known, uint32_t at)
{
    const mk_boost_node *n = &b->node[at];
    while (n->feature >= 0 && known[n->feature]) n = &b->node[at = n->low + (x[n->feature] > n->cut)];
    if (n->feature < 0) return n->value;
    uint32_t first = n->low + (b->peak[n->low + 1] > b->peak[n->low]), other = n->low + (first == n->low);
    float best = highest(b, x, known, first);
    if (b->peak[other] <= best) return best;
    float more = highest(b, x, known, other);
    return more > best ? more : best;
}

bool mk_boost_may_reach(const mk_boost *b, const float *x, const bool *known, double least)
{
    double sum = b->base, room = ROUNDING * (1 + fabs(b->base) + fabs(b->rest[0]) + fabs(least));
    for (uint32_t t = 0; t < b->trees; t++) {
        double left = sum + b->rest[t], lost = b->base + b->rest[0] - left;         /* what is known took so much off the peaks that were met */
        if (left < least - room) return false;
        if (t && t % LOOK == 0 && left - 2 * lost * (b->trees - t) / t > least) return true;     /* later trees are flatter: even twice that would not do */
        sum += (double)highest(b, x, known, b->root[t]);
    }
    return sum >= least;        /* added as scores are */
}
