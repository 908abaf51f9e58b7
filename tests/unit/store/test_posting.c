/* SPDX-License-Identifier: Apache-2.0
 * Postings against a plain sorted list: whatever is put in and taken out, in whatever portions, what is read is the set of it. */
#include "posting.h"
#include "rng.h"
#include "room.h"
#include "vec.h"

enum { WORDS = 700, PEOPLE = 90, ROUNDS = 900, PORTION = 2000 };

typedef struct bench { room r; mk_rng rng; bool in[WORDS][PEOPLE]; size_t at_word, at_person, seen; mk_str lo, hi; uint32_t round; int64_t open; } bench;

static mk_posting entry(mk_arena *a, size_t word, size_t person)
{
    /* some words begin with others, and customers' ids have both signs */
    return (mk_posting){ mk_arena_printf(a, "%c%.*s%zu", "nwp"[word % 3], (int)(2 * (word % 20)), "אבגדהוזחטיכלמנסעפצקר", word / 7), (int64_t)(person * UINT64_C(0x9e3779b97f4a7c15)) };
}

static int one_seen(mk_cx *cx, void *self, mk_posting p)
{
    mk_vec(mk_posting) *all = self;
    *mk_vec_push(cx->arena, all) = (mk_posting){ mk_arena_dup(cx->arena, p.token), p.customer };
    return 0;
}

static void is_the_set(mk_cx *cx, mk_db *db, bench *b, mk_str lo, mk_str hi)
{
    mk_vec(mk_posting) is = { 0 }, want = { 0 };
    for (size_t w = 0; w < WORDS; w++)
        for (size_t p = 0; p < PEOPLE; p++) {
            mk_posting e = entry(cx->arena, w, p);
            if (b->in[w][p] && mk_str_cmp(e.token, lo) >= 0 && mk_str_cmp(e.token, hi) < 0) *mk_vec_push(cx->arena, &want) = e;
        }
    if (want.n) qsort(want.p, want.n, sizeof *want.p, mk_posting_cmp);
    assert_ok(cx, mk_postings_walk(cx, db, lo, hi, one_seen, &is));
    assert_int_equal(is.n, want.n);
    for (size_t i = 0; i < is.n; i++)
        if (mk_posting_cmp(&is.p[i], &want.p[i]) != 0) fail_msg("round %u: entry %zu is %.*s", b->round, i, MK_SARG(is.p[i].token));
}

/* A customer at a time, several, or very many, as searching, an import and an undo do. */
static int change(mk_cx *cx, mk_db *db, bench *b, bool in)
{
    mk_vec(mk_posting) some = { 0 };
    size_t person = mk_rng_below(&b->rng, PEOPLE), n = mk_rng_below(&b->rng, 40) == 0 ? PORTION : 1 + mk_rng_below(&b->rng, 20);
    for (size_t i = 0; i < n; i++) {
        size_t word = mk_rng_below(&b->rng, WORDS);
        if (n == PORTION || i % 7 == 6) person = mk_rng_below(&b->rng, PEOPLE);
        b->in[word][person] = in;
        *mk_vec_push(cx->arena, &some) = entry(cx->arena, word, person);
    }
    if (!in) return mk_postings_drop(cx, db, some.p, some.n);
    if (n < PORTION) return mk_postings_add(cx, db, some.p, some.n);
    mk_posting_writer *w;
    qsort(some.p, some.n, sizeof *some.p, mk_posting_cmp);
    MK_TRY(mk_posting_writer_new(cx, db, some.n, &w));
    for (size_t i = 0; i < some.n; i++) MK_TRY(mk_posting_write(cx, w, some.p[i]));
    return mk_posting_writer_end(cx, w);
}

/* Runs are put together, or begin to be. */
static void fold(mk_cx *cx, mk_db *db, bench *b, size_t blocks)
{
    int64_t level;
    assert_ok(cx, mk_postings_fold(cx, db, blocks));
    assert_ok(cx, mk_select_int_n(cx, db, &level, MK_Q_POSTING_FOLD_ANY, NULL, 0));
    if (level > b->open) b->open = level;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    bench *b = arg;
    mk_arena_mark m = mk_arena_here(cx->arena);
    for (b->round = 0; b->round < ROUNDS; b->round++) {
        assert_ok(cx, change(cx, db, b, mk_rng_below(&b->rng, 3) > 0));
        if (mk_rng_below(&b->rng, 3) == 0) fold(cx, db, b, 1 + mk_rng_below(&b->rng, 9));
        if (b->round % 50 == 0) is_the_set(cx, db, b, MK_S(""), MK_S("\xff"));
        mk_str lo = entry(cx->arena, mk_rng_below(&b->rng, WORDS), 0).token;
        lo = mk_str_sub(lo, 0, 1 + mk_rng_below(&b->rng, lo.n));
        if (b->round % 10 == 0) is_the_set(cx, db, b, lo, mk_arena_printf(cx->arena, "%.*s\xf8", MK_SARG(lo)));
        mk_arena_rewind(cx->arena, m);
    }
    /* everything out again leaves nothing */
    mk_vec(mk_posting) all = { 0 };
    assert_ok(cx, mk_postings_walk(cx, db, MK_S(""), MK_S("\xff"), one_seen, &all));
    assert_true(all.n > 1000);
    assert_true(b->open >= 2);          /* it was seen half done */
    assert_ok(cx, mk_postings_drop(cx, db, all.p, all.n));
    int64_t run;
    assert_int_equal(mk_select_int(cx, db, &run, MK_Q_POSTING_RUN_FROM, mk_int(0)), 0);
    return 0;
}

static void test_set(void **state)
{
    (void)state;
    bench *b = calloc(1, sizeof *b);
    room_open(&b->r);
    b->rng = mk_rng_seed(7);
    assert_ok(&b->r.cx, mk_store_write(&b->r.cx, b->r.store, body, b));
    room_close(&b->r);
    free(b);
}

static int hot(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    mk_posting p = { MK_S("nכהן"), 0 };
    mk_vec(mk_posting) is = { 0 };
    int64_t run;
    int rc;
    for (p.customer = 1; p.customer <= 3000; p.customer++) assert_ok(cx, mk_postings_add(cx, db, &p, 1));       /* one word, many customers, one by one */
    assert_ok(cx, mk_postings_walk(cx, db, MK_S("nכ"), MK_S("nכ\xf8"), one_seen, &is));
    assert_int_equal(is.n, 3000);
    for (size_t i = 0; i < is.n; i++) assert_int_equal(is.p[i].customer, i + 1);
    while ((rc = mk_postings_fold(cx, db, 4)) > 0) { }
    assert_int_equal(rc, 0);
    assert_int_equal(mk_select_int(cx, db, &run, MK_Q_POSTING_RUN_BEFORE, mk_int(INT64_MAX)), 1);
    assert_true(run >> 40 >= 1);        /* one by one, and yet no small runs are left */
    is.n = 0;
    assert_ok(cx, mk_postings_walk(cx, db, MK_S("nכ"), MK_S("nכ\xf8"), one_seen, &is));
    assert_int_equal(is.n, 3000);
    mk_posting long_word = { mk_arena_printf(cx->arena, "%0200d", 7), 1 };
    assert_int_equal(mk_postings_add(cx, db, &long_word, 1), MK_EBUG);
    return 0;
}

static void test_hot(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, hot, NULL));
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_set), cmocka_unit_test(test_hot) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
