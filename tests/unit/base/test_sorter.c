/* SPDX-License-Identifier: Apache-2.0
 * The sorter against qsort, in so little memory that there are many runs and many passes, and with writes that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "fault.h"
#include "hash.h"
#include "rng.h"
#include "sorter.h"

typedef struct record { uint64_t key[3]; mk_str data; } record;

static int by_order(const void *x, const void *y)
{
    const record *a = x, *b = y;
    for (int i = 0; i < 3; i++)
        if (a->key[i] != b->key[i]) return a->key[i] < b->key[i] ? -1 : 1;
    return mk_str_cmp(a->data, b->data);
}

typedef struct shape { size_t n, memory; uint64_t keys[3]; uint64_t letters, length; } shape;

static record *make(mk_arena *a, shape h, uint64_t seed)
{
    mk_rng r = mk_rng_seed(seed);
    record *rec = MK_NEWN(a, record, h.n);
    for (size_t i = 0; i < h.n; i++) {
        for (int k = 0; k < 3; k++) rec[i].key[k] = h.keys[k] ? mk_rng_below(&r, h.keys[k]) : mk_rng_next(&r);
        size_t n = h.length ? mk_rng_below(&r, h.length) : 0;
        char *p = mk_arena_alloc(a, n);
        for (size_t j = 0; j < n; j++) p[j] = (char)mk_rng_below(&r, h.letters);
        rec[i].data = (mk_str){ p, n };
    }
    return rec;
}

static void check(shape h, uint64_t seed)
{
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    record *rec = make(a, h, seed);
    mk_sorter *s = mk_sorter_new(&cx, h.memory, "/tmp");
    for (size_t i = 0; i < h.n; i++)
        assert_int_equal(mk_sorter_add(&cx, s, rec[i].key[0], rec[i].key[1], rec[i].key[2], rec[i].data), 0);
    assert_int_equal(mk_sorter_sort(&cx, s), 0);
    assert_int_equal(mk_sorter_count(s), h.n);
    qsort(rec, h.n, sizeof *rec, by_order);
    mk_sorted got;
    for (size_t i = 0; i < h.n; i++) {
        assert_int_equal(mk_sorter_next(&cx, s, &got), 1);
        assert_memory_equal(got.key, rec[i].key, sizeof got.key);
        assert_true(mk_str_eq(got.data, rec[i].data));
    }
    assert_int_equal(mk_sorter_next(&cx, s, &got), 0);
    assert_int_equal(mk_sorter_next(&cx, s, &got), 0);
    mk_sorter_free(s);
    mk_sorter_free(NULL);
    mk_arena_free(a);
}

static void like_qsort(void **state)
{
    (void)state;
    static const shape shapes[] = {
        { 0, 1 << 20, { 0 }, 1, 0 },
        { 1, 1 << 20, { 0 }, 256, 10 },
        { 30, 1 << 20, { 2, 2, 2 }, 2, 3 },
        { 5000, 1 << 22, { 0 }, 256, 40 },              /* all in memory */
        { 5000, 1 << 22, { 1, 3, 1 }, 2, 20 },          /* ties down to the payload, and equal records */
        { 5000, 1 << 22, { 1, 1, 1 }, 1, 400 },         /* payloads that are prefixes of each other, of zero bytes */
        { 5000, 1 << 22, { 1, 1, 0 }, 3, 9 },
        { 20000, 16 << 10, { 0 }, 256, 60 },            /* some hundred runs, several passes */
        { 20000, 16 << 10, { 5, 5, 5 }, 2, 12 },
        { 20000, 100, { 1, 1, 1 }, 2, 50 },             /* the least memory there is */
        { 2000, 64 << 10, { 7, 1, 0 }, 4, 20000 },      /* records larger than the write buffer; two-way merges */
        { 40000, 16 << 10, { 0 }, 1, 0 },               /* keys only */
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) check(shapes[i], i + 1);
}

/* Whichever write fails, the sorter says so, says so again, and gives nothing out as if it were all. */
static void failing_writes(void **state)
{
    (void)state;
    shape h = { 8000, 16 << 10, { 100, 0, 0 }, 256, 50 };
    bool done = false;
    int failures = 0;
    for (int64_t nth = 1; !done; nth += nth < 40 ? 1 : 97) {
        mk_arena *a = mk_arena_new();
        mk_cx cx;
        mk_cx_init(&cx, a);
        record *rec = make(a, h, 7);
        mk_sorter *s = mk_sorter_new(&cx, h.memory, "/tmp");
        mk_fault_arm(MK_FAULT_WRITE, nth);
        int rc = 0;
        for (size_t i = 0; i < h.n && rc == 0; i++)
            rc = mk_sorter_add(&cx, s, rec[i].key[0], rec[i].key[1], rec[i].key[2], rec[i].data);
        if (rc == 0) rc = mk_sorter_sort(&cx, s);
        mk_fault_arm(MK_FAULT_WRITE, 0);
        mk_sorted got;
        if (rc == 0) {
            done = true;
        } else {
            failures++;
            assert_int_equal(rc, MK_EIO);
            assert_non_null(strstr(cx.message, "/tmp"));
            assert_int_equal(mk_sorter_add(&cx, s, 1, 2, 3, MK_S("x")), MK_EIO);
            assert_int_equal(mk_sorter_sort(&cx, s), MK_EIO);
            assert_int_equal(mk_sorter_next(&cx, s, &got), MK_EIO);
        }
        mk_arena_free(a);
    }
    assert_true(failures > 40);
}

static void no_folder_no_memory(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_sorter *s = mk_sorter_new(&cx, 16 << 10, "/nowhere/at/all");
    int rc = 0;
    for (int i = 0; i < 10000 && rc == 0; i++) rc = mk_sorter_add(&cx, s, (uint64_t)i, 0, 0, MK_S("payload"));
    assert_int_equal(rc, MK_EIO);

    mk_sorter *t = mk_sorter_new(&cx, 16 << 10, "/tmp");
    mk_fault_arm(MK_FAULT_ALLOC, 1);
    assert_int_equal(mk_sorter_add(&cx, t, 1, 0, 0, MK_S("x")), MK_ENOMEM);
    mk_fault_arm(MK_FAULT_ALLOC, 0);
    mk_arena_free(a);
}

static void too_large_is_refused_alone(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_sorter *s = mk_sorter_new(&cx, 1 << 20, "/tmp");
    char *large = mk_arena_zalloc(a, 64u << 20);
    assert_int_equal(mk_sorter_add(&cx, s, 2, 0, 0, MK_S("two")), 0);
    assert_int_equal(mk_sorter_add(&cx, s, 1, 0, 0, (mk_str){ large, 64u << 20 }), MK_ELIMIT);
    assert_int_equal(mk_sorter_add(&cx, s, 1, 0, 0, MK_S("one")), 0);
    assert_int_equal(mk_sorter_sort(&cx, s), 0);
    mk_sorted got;
    assert_int_equal(mk_sorter_next(&cx, s, &got), 1);
    assert_true(mk_str_eqz(got.data, "one"));
    assert_int_equal(mk_sorter_next(&cx, s, &got), 1);
    assert_int_equal(mk_sorter_next(&cx, s, &got), 0);
    assert_int_equal(mk_sorter_add(&cx, s, 1, 0, 0, MK_S("late")), MK_EBUG);

    mk_sorter *wide = mk_sorter_new(&cx, 160u << 20, "/tmp");    /* and 64 MiB go when the memory is there */
    for (uint64_t i = 0; i < 3; i++) assert_int_equal(mk_sorter_add(&cx, wide, 3 - i, 0, 0, (mk_str){ large, 64u << 20 }), 0);
    assert_int_equal(mk_sorter_sort(&cx, wide), 0);
    for (uint64_t i = 1; i <= 3; i++) {
        assert_int_equal(mk_sorter_next(&cx, wide, &got), 1);
        assert_int_equal(got.key[0], i);
        assert_int_equal(got.data.n, 64u << 20);
    }
    mk_arena_free(a);
}

static void cancelled(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    atomic_bool stop = false;
    cx.cancel = &stop;
    mk_sorter *s = mk_sorter_new(&cx, 16 << 10, "/tmp");
    for (uint64_t i = 0; i < 3000; i++) assert_int_equal(mk_sorter_add(&cx, s, i, 0, 0, MK_S("payload")), 0);
    atomic_store(&stop, true);
    assert_int_equal(mk_sorter_sort(&cx, s), MK_ECANCELLED);
    mk_arena_free(a);
}

/* The way a reader of rows uses it: the arena goes back after every row. */
static void arena_rewound_between_adds(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, a);
    mk_sorter *s = mk_sorter_new(&cx, 16 << 10, "/tmp");
    uint64_t n = 60000, sum = 0;
    for (uint64_t i = 0; i < n; i++) {
        mk_arena_mark m = mk_arena_here(a);
        mk_str row = mk_arena_printf(a, "row %llu", (unsigned long long)i);
        assert_int_equal(mk_sorter_add(&cx, s, mk_hash(1, row), i, 0, row), 0);
        mk_arena_rewind(a, m);
    }
    assert_int_equal(mk_sorter_sort(&cx, s), 0);
    mk_sorted got;
    uint64_t last = 0;
    for (uint64_t i = 0; i < n; i++) {
        assert_int_equal(mk_sorter_next(&cx, s, &got), 1);
        assert_true(got.key[0] >= last);
        assert_true(got.key[0] == mk_hash(1, got.data));
        last = got.key[0];
        sum += got.key[1];
    }
    assert_int_equal(sum, n * (n - 1) / 2);
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_qsort), cmocka_unit_test(failing_writes), cmocka_unit_test(no_folder_no_memory),
        cmocka_unit_test(too_large_is_refused_alone), cmocka_unit_test(cancelled), cmocka_unit_test(arena_rewound_between_adds),
    };
    return cmocka_run_group_tests_name("sorter", tests, NULL, NULL);
}
