/* SPDX-License-Identifier: Apache-2.0
 * Lifetimes of arenas inside arenas, and what is built upon them: texts of numbers, rows by a number each. */
#include "arena.h"
#include "buf.h"
#include "radix.h"
#include "rng.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void count(void *p) { ++*(int *)p; }

/* A child that has moved lives as long as its new parent, and is freed once. */
static void a_child_moves(void **state)
{
    (void)state;
    int gone = 0;
    mk_arena *from = mk_arena_new(), *to = mk_arena_new(), *child = mk_arena_child(from);
    char *text = mk_arena_z(child, MK_S("what it holds stays where it is"));
    mk_arena_defer(child, count, &gone);
    mk_arena_move(child, to);
    mk_arena_free(from);
    assert_int_equal(gone, 0);
    assert_string_equal(text, "what it holds stays where it is");
    mk_arena_free(to);
    assert_int_equal(gone, 1);
}

/* A loop that crosses the end of a block at every turn gets memory that is its own, and gives it back. */
static void a_mark_in_a_loop(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    char *first = mk_arena_alloc(a, 60000 / 4);
    memset(first, 1, 60000 / 4);
    size_t held = mk_arena_bytes(a);
    mk_arena_mark here = mk_arena_here(a);
    for (int turn = 0; turn < 100; turn++) {
        for (int i = 0; i < 10; i++) memset(mk_arena_alloc(a, 15000), 2, 15000);
        mk_arena_rewind(a, here);
        assert_int_equal(mk_arena_bytes(a), held);
    }
    for (int i = 0; i < 60000 / 4; i++) assert_int_equal(first[i], 1);
    mk_arena_free(a);
}

static void numbers_as_text(void **state)
{
    (void)state;
    static const int64_t v[] = { 0, 7, 10, 99, 100, 101, 999, 1000, 1234567, -1, -10, -100, INT64_MAX, INT64_MIN };
    mk_arena *a = mk_arena_new();
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        char said[32];
        mk_buf b = mk_buf_on(a);
        mk_buf_int(&b, v[i]);
        snprintf(said, sizeof said, "%lld", (long long)v[i]);
        assert_true(mk_str_eqz(mk_buf_str(&b), said));
    }
    mk_arena_free(a);
}

/* By number, and rows of one number as they came; of numbers that differ in all digits, in some, in none. */
static void rows_by_number(void **state)
{
    (void)state;
    enum { N = 5000 };
    static mk_keyed e[N], tmp[N];
    static uint32_t room[MK_RADIX_COUNTS];
    static const uint32_t mask[] = { UINT32_MAX, 0x7ff, 0x3ff800, 0xffc00000, 0x1f, 0 };
    mk_rng g = mk_rng_seed(11);
    for (size_t m = 0; m < sizeof mask / sizeof *mask; m++) {
        for (uint32_t i = 0; i < N; i++) e[i] = (mk_keyed){ (uint32_t)mk_rng_below(&g, UINT64_C(1) << 32) & mask[m], i };
        mk_radix_sort(e, tmp, N, room);
        for (uint32_t i = 1; i < N; i++) assert_true(e[i - 1].key < e[i].key || (e[i - 1].key == e[i].key && e[i - 1].row < e[i].row));
    }
    mk_radix_sort(e, tmp, 0, room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_moves),
        cmocka_unit_test(a_mark_in_a_loop),
        cmocka_unit_test(numbers_as_text),
        cmocka_unit_test(rows_by_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
