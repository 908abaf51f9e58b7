/* SPDX-License-Identifier: Apache-2.0
 * What is kept beside the store: found by its key only, used by many threads at once, dropped once by the last who uses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "fault.h"
#include "shared.h"

typedef struct thing { mk_shared shared; atomic_int *alive; uint64_t twice; } thing;

static void drop(mk_shared *s)
{
    thing *t = (thing *)s;
    atomic_fetch_sub(t->alive, 1);
    t->twice = 0;
    free(t);
}

typedef struct want { uint64_t key; atomic_int *alive; uint64_t got; bool found; mk_place place; } want;

static int use(mk_cx *cx, mk_db *db, void *arg)
{
    want *w = arg;
    const thing *t = (const thing *)mk_shared_get(cx, db, w->place, w->key);
    w->found = t != NULL;
    if (!t) {
        thing *fresh = calloc(1, sizeof *fresh);
        *fresh = (thing){ .shared = { .key = w->key, .drop = drop }, .alive = w->alive, .twice = 2 * w->key };
        atomic_fetch_add(w->alive, 1);
        t = (const thing *)mk_shared_put(cx, db, w->place, &fresh->shared);
    }
    w->got = t->twice;
    return 0;
}

static mk_store *open_store(mk_cx *cx, char path[64])
{
    mk_store *s;
    snprintf(path, 64, "/tmp/makir-shared-%d.makir", (int)getpid());
    assert_int_equal(mk_store_open(cx, path, MK_STORE_CREATE, &s), 0);
    return s;
}

static void close_store(mk_store *s, const char *path)
{
    char more[80];
    mk_store_close(s);
    unlink(path);
    snprintf(more, sizeof more, "%s-wal", path), unlink(more);
    snprintf(more, sizeof more, "%s-shm", path), unlink(more);
}

static void found_by_key_and_dropped_once(void **state)
{
    (void)state;
    char path[64];
    atomic_int alive = 0;
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    mk_store *s = open_store(&cx, path);
    mk_arena_mark m = mk_arena_here(cx.arena);
    want a = { 1, &alive, 0, false }, b = { 2, &alive, 0, false }, other = { 2, &alive, 0, false, MK_PLACE_LISTS };
    assert_int_equal(mk_store_read(&cx, s, use, &a), 0);
    assert_false(a.found);
    assert_int_equal(mk_store_read(&cx, s, use, &a), 0);
    assert_true(a.found);
    assert_int_equal(mk_store_read(&cx, s, use, &b), 0);
    assert_false(b.found);
    assert_int_equal(b.got, 4);
    assert_int_equal(alive, 2);             /* the first is still used by this arena */
    mk_arena_rewind(cx.arena, m);
    assert_int_equal(alive, 1);
    assert_int_equal(mk_store_write(&cx, s, use, &b), 0);
    assert_true(b.found);                   /* writers find it too */
    assert_int_equal(mk_store_read(&cx, s, use, &other), 0);
    assert_false(other.found);              /* at another place it is another thing */
    assert_int_equal(mk_store_read(&cx, s, use, &b), 0);
    assert_true(b.found);
    close_store(s, path);
    assert_int_equal(alive, 2);             /* the store is closed, but they are used */
    mk_arena_free(cx.arena);
    assert_int_equal(alive, 0);
}

typedef struct hand { mk_store *s; atomic_int *alive; unsigned seed; int wrong; pthread_t thread; } hand;

static void *hammer(void *arg)
{
    hand *h = arg;
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    for (int i = 0; i < 400; i++) {
        mk_arena_mark m = mk_arena_here(cx.arena);
        want w = { 1 + (h->seed + (unsigned)i / 7) % 3, h->alive, 0, false };
        h->wrong += mk_store_read(&cx, h->s, use, &w) != 0 || w.got != 2 * w.key;
        mk_arena_rewind(cx.arena, m);
    }
    mk_arena_free(cx.arena);
    return NULL;
}

static void many_threads(void **state)
{
    (void)state;
    char path[64];
    atomic_int alive = 0;
    mk_cx cx;
    mk_cx_init(&cx, mk_arena_new());
    mk_store *s = open_store(&cx, path);
    hand h[4];
    for (unsigned i = 0; i < 4; i++) {
        h[i] = (hand){ .s = s, .alive = &alive, .seed = i };
        assert_int_equal(pthread_create(&h[i].thread, NULL, hammer, &h[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(h[i].thread, NULL);
        assert_int_equal(h[i].wrong, 0);
    }
    assert_int_equal(alive, 1);
    close_store(s, path);
    assert_int_equal(alive, 0);
    mk_arena_free(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(found_by_key_and_dropped_once), cmocka_unit_test(many_threads) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
