/* SPDX-License-Identifier: Apache-2.0
 * Sets of indexes against plain repainting: every pair of a random sequence is joined both ways, and all roots compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "rng.h"
#include "union.h"

enum { N = 200 };

/* colour[i]: the least of those i is with. */
static void repaint(uint32_t *colour, uint32_t a, uint32_t b)
{
    uint32_t x = colour[a], y = colour[b], least = x < y ? x : y;
    for (uint32_t i = 0; i < N; i++)
        if (colour[i] == x || colour[i] == y) colour[i] = least;
}

static void as_repainted(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(1);
    for (int round = 0; round < 50; round++) {
        uint32_t up[N], colour[N];
        mk_union_start(up, N);
        mk_union_start(colour, N);
        for (int k = 0; k < 250; k++) {
            uint32_t a = (uint32_t)mk_rng_below(&r, N), b = (uint32_t)mk_rng_below(&r, N), x = a, y = b;
            assert_int_equal(mk_union_roots(up, &x, &y), colour[a] != colour[b]);
            assert_true(x <= y && up[x] == x && up[y] == y);
            repaint(colour, a, b);
            mk_union_join(up, a, b);
            for (uint32_t i = 0; i < N; i++) assert_true(up[i] <= i);
            for (uint32_t i = k % 5; i < N; i += 5) assert_int_equal(mk_union_root(up, i), colour[i]);
        }
    }
}

/* The longest chain there is: of n in a row, each found in far fewer steps than n once it was walked. */
static void long_chain(void **state)
{
    (void)state;
    static uint32_t up[100000];
    uint32_t n = sizeof up / sizeof *up;
    for (uint32_t i = 0; i < n; i++) up[i] = i ? i - 1 : 0;
    uint32_t most = 0;
    for (int walk = 0; walk < 20; walk++) assert_int_equal(mk_union_root(up, n - 1), 0);
    for (uint32_t i = n - 1; up[i] != i; i = up[i]) most++;
    assert_true(most <= 2);
}

int main(void)
{
    const struct CMUnitTest t[] = { cmocka_unit_test(as_repainted), cmocka_unit_test(long_chain) };
    return cmocka_run_group_tests_name("base union", t, NULL, NULL);
}
