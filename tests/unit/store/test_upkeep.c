/* SPDX-License-Identifier: Apache-2.0
 * What the store does while nobody waits: words are put together and the log goes into the file, whoever reads and writes meanwhile, and nothing
 * that is learnt or shown changes. */
#include "posting.h"
#include "room.h"
#include "upkeep.h"
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>

enum { WRITES = 700, WORDS = 9, PAGES = 2500 };

static int add(mk_cx *cx, mk_db *db, void *arg)
{
    mk_posting p[WORDS];
    int64_t customer = *(int64_t *)arg;
    for (int i = 0; i < WORDS; i++) p[i] = (mk_posting){ mk_arena_printf(cx->arena, "n%05" PRId64, (customer * (i + 3)) % 997), customer };
    return mk_postings_add(cx, db, p, WORDS);
}

typedef struct seen { size_t n; int64_t sum; } seen;

static int one_seen(mk_cx *cx, void *self, mk_posting p)
{
    (void)cx;
    seen *s = self;
    s->n++;
    s->sum += p.customer;
    return 0;
}

static int all(mk_cx *cx, mk_db *db, void *arg)
{
    return mk_postings_walk(cx, db, MK_S(""), MK_S("\xff"), one_seen, arg);
}

static int small_runs(mk_cx *cx, mk_db *db, void *arg)
{
    mk_rows r;
    int rc, *n = arg;
    MK_TRY(mk_select(cx, db, &r, MK_Q_POSTING_RUNS, mk_int(0), mk_int(INT64_C(1) << 40)));
    for (*n = 0; (rc = mk_rows_next(cx, &r)) > 0; ++*n) { }
    return rc;
}

static void words(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t sum = 0;
    int small;
    for (int64_t i = 1; i <= WRITES; i++, sum += WORDS * (i - 1)) {
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, add, &i));
        if (i % 100 == 0) {             /* whether somebody has put them together by now or not */
            seen s = { 0 };
            assert_ok(&r.cx, mk_store_read(&r.cx, r.store, all, &s));
            assert_int_equal(s.n, i * WORDS);
            room_fresh(&r);
        }
    }
    uint64_t before, behind;
    assert_ok(&r.cx, mk_store_stamp(&r.cx, r.store, &before));
    while (mk_store_tend(r.store, true) > 0) { }
    assert_ok(&r.cx, mk_store_stamp(&r.cx, r.store, &behind));
    assert_true(before == behind);      /* nothing that anybody keeps was changed */
    room_reopen(&r);                    /* what the thread was doing is ended */
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, small_runs, &small));
    assert_true(small < 128);
    seen s = { 0 };
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, all, &s));
    assert_int_equal(s.n, WRITES * WORDS);
    assert_int_equal(s.sum, sum);
    room_close(&r);
}

static int fill(mk_cx *cx, mk_db *db, void *arg)
{
    char text[6000];
    int64_t n = *(int64_t *)arg;
    memset(text, 'x', sizeof text);
    mk_value v[MK_SETTING_N] = { mk_text(mk_arena_printf(cx->arena, "key %" PRId64, n % 1500)), mk_text((mk_str){ text, sizeof text - (size_t)(n % 7) }) };
    int rc = mk_table_put(cx, db, MK_T_SETTING, v);
    return rc < 0 ? rc : 0;
}

typedef struct other { mk_store *store; atomic_bool stop; } other;

static void *tends(void *arg)
{
    other *o = arg;
    while (!atomic_load(&o->stop)) mk_store_tend(o->store, true);
    return NULL;
}

static void the_log(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    other o = { .store = r.store };
    pthread_t thread;
    room_reopen(&r);                    /* from the second time on there is a log */
    o.store = r.store;
    assert_int_equal(pthread_create(&thread, NULL, tends, &o), 0);
    for (int64_t i = 0; i < PAGES; i++) {
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, fill, &i));
        if (i % 500 == 0) room_fresh(&r);
    }
    atomic_store(&o.stop, true);
    pthread_join(thread, NULL);
    struct stat file, log;
    assert_int_equal(stat(r.url, &file), 0);
    assert_int_equal(stat(mk_arena_printf(r.cx.arena, "%s-wal", r.url).p, &log), 0);
    assert_true(file.st_size > 1500 * 6000 / 2);        /* it went into the file, and not at the end alone */
    mk_str broken;
    assert_ok(&r.cx, mk_store_check(&r.cx, r.store, &broken));
    assert_int_equal(broken.n, 0);
    room_close(&r);
}

typedef struct beside { const char *file; atomic_bool stop; } beside;

static void *checkpoints(void *arg)
{
    beside *o = arg;
    sqlite3 *h;
    int pages, done;
    assert_int_equal(sqlite3_open(o->file, &h), SQLITE_OK);
    assert_int_equal(sqlite3_exec(h, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL), SQLITE_OK);       /* from then on it knows of the log */
    while (!atomic_load(&o->stop)) sqlite3_wal_checkpoint_v2(h, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
    sqlite3_close(h);
    return NULL;
}

/* Whoever empties the log for good waits for others who shorten it just then. */
static void emptied_beside_others(void **state)
{
    (void)state;
    room r;
    pthread_t thread;
    bool left;
    room_open(&r);
    room_reopen(&r);
    beside o = { .file = r.url };
    assert_int_equal(pthread_create(&thread, NULL, checkpoints, &o), 0);
    for (int64_t i = 0; i < 300; i++) {
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, fill, &i));
        assert_ok(&r.cx, mk_store_scrub(&r.cx, r.store, false, &left));
        assert_false(left);
    }
    atomic_store(&o.stop, true);
    pthread_join(thread, NULL);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(words), cmocka_unit_test(the_log), cmocka_unit_test(emptied_beside_others) };
    return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
