/* SPDX-License-Identifier: Apache-2.0
 * What tests of engines begin with: a context on an arena of its own, for a group of tests, and a number that is near another.
 * Included last: `cx` is a name that other headers give to their parameters. */
#ifndef MK_TEST_FRAME_H
#define MK_TEST_FRAME_H
#include <math.h>
#include "cx.h"

static mk_cx cx;

static inline int before(void **state)
{
    (void)state;
    mk_cx_init(&cx, mk_arena_new());
    return 0;
}

static inline int after(void **state)
{
    (void)state;
    mk_arena_free(cx.arena);
    return 0;
}

static inline void near(double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance)) fail_msg("%.10g, wanted %.10g within %g", got, want, tolerance);
}
#endif
