/* SPDX-License-Identifier: Apache-2.0
 * Whatever goes wrong at whatever step, the store is as it was, and the same deed done again succeeds.
 * Every deed is done with the first step failing, the second, and so on, until it goes through. Without MAKIR_EXHAUSTIVE=1 the later
 * steps are only sampled. */
#include "faults.h"
#include "forget.h"
#include "household.h"
#include "merge.h"
#include "resolve.h"
#include "shop.h"
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct deed {
    const char *name;
    int (*prepare)(room *r);                /* brings the store to where the deed begins; NULL: nothing */
    int (*run)(mk_cx *cx, void *room);
    bool sweeps;                            /* what it does behind its transaction may fail without a word: it is done another time */
} deed;

static bool exhaustive;
static int64_t batch;               /* of what was prepared */
static char file[200], action[MK_ACTION_TEXT];
static int64_t ronit, other, merge;

/* --- copies of the files: to go back to, and as a dead machine leaves them --- */

static const char *const parts[] = { "", "-wal", NULL };

static void copy_store(const room *r, const char *from, const char *to)
{
    for (int i = 0; parts[i]; i++) {
        char a[200], b[200];
        snprintf(a, sizeof a, "%s/%s%s", r->dir, from, parts[i]);
        snprintf(b, sizeof b, "%s/%s%s", r->dir, to, parts[i]);
        room_copy(a, b);
    }
}

static void dead_machine(void *arg)
{
    const room *r = arg;
    copy_store(r, "shop.makir", "dead.makir");
}

/* Everything besides the store and the prepared files is swept away, as a person would before he tries again. */
static size_t sweep(const room *r)
{
    size_t n = 0;
    DIR *d = opendir(r->dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        const char *x = e->d_name;
        if (x[0] == '.' || strncmp(x, "kept", 4) == 0 || strncmp(x, "dead", 4) == 0 || strstr(x, ".csv") || strncmp(x, "shop.makir", 10) == 0) {
            if (strncmp(x, "shop.makir.", 11) != 0) continue;
        }
        char path[400];
        snprintf(path, sizeof path, "%s/%s", r->dir, x);
        unlink(path);
        n++;
    }
    if (d) closedir(d);
    return n;
}

/* --- the loop --- */

static void go_back(room *r)
{
    char path[200];
    mk_store_close(r->store);
    snprintf(path, sizeof path, "%s-shm", r->url);
    unlink(path);
    copy_store(r, "kept.makir", "shop.makir");
    room_fresh(r);
    assert_ok(&r->cx, mk_store_open(&r->cx, r->url, 0, &r->store));
}

/* A dead machine may have written the commit that was not acknowledged any more: before or after, nothing between. */
static void dead_is_whole(room *r, mk_str before, mk_str after, const char *what)
{
    char path[200];
    mk_store *s;
    mk_arena *a = mk_arena_new();
    snprintf(path, sizeof path, "%s/dead.makir", r->dir);
    assert_ok(&r->cx, mk_store_open(&r->cx, path, 0, &s));
    mk_str is = room_dump_of(s, a, ROOM_DUMP_BATCH);
    if (!mk_str_eq(is, after)) room_same(before, is, what);
    mk_store_close(s);
    mk_arena_free(a);
}

static void every_step(const deed *d, fault_kind kind)
{
    room r;
    room_open(&r);
    mk_arena *a = mk_arena_new();
    if (d->prepare) assert_ok(&r.cx, d->prepare(&r));
    mk_store_close(r.store);                /* the log goes into the file */
    copy_store(&r, "shop.makir", "kept.makir");
    room_fresh(&r);
    assert_ok(&r.cx, mk_store_open(&r.cx, r.url, 0, &r.store));
    mk_str before = room_dump(&r, a, ROOM_DUMP_BATCH);
    assert_ok(&r.cx, mk_cx_guard(&r.cx, d->run, &r));
    mk_str after = room_dump(&r, a, ROOM_DUMP_BATCH);
    sweep(&r);
    go_back(&r);
    room_same(before, room_dump(&r, a, ROOM_DUMP_BATCH), "going back");
    fault_on_disk(dead_machine, &r);
    int64_t n, failures = 0;
    for (n = 1;; n += exhaustive || n < 48 ? 1 : 1 + n / 24) {
        char what[200];
        mk_arena *b = mk_arena_new();
        snprintf(what, sizeof what, "%s, %s, step %d", d->name, fault_name[kind], (int)n);
        fault_arm(kind, n);
        int rc = mk_cx_guard(&r.cx, d->run, &r);
        bool happened = fault_disarm(kind);
        if (!happened) {
            if (rc < 0) fail_msg("%s: fails without a fault: %s", what, r.cx.message);
            room_same(after, room_dump(&r, b, ROOM_DUMP_BATCH), what);
            mk_arena_free(b);
            break;
        }
        mk_str is = room_dump(&r, b, ROOM_DUMP_BATCH);
        if (rc < 0) {
            failures++;
            if (r.cx.message[0] == 0 || r.cx.code != rc) fail_msg("%s: %d without a word", what, rc);
            room_same(before, is, what);
        } else if (kind <= FAULT_STATEMENT && kind != FAULT_SPILL && !d->sweeps) {
            fail_msg("%s: the fault was not noticed", what);
        } else {
            room_same(after, is, what);     /* SQLite can do without some of its memory, and without a checkpoint */
        }
        if (kind >= FAULT_DISK_ONCE) {
            dead_is_whole(&r, before, after, what);
            room_reopen(&r);
            room_same(rc < 0 ? before : after, room_dump(&r, b, ROOM_DUMP_BATCH), what);
        }
        sweep(&r);
        if (rc >= 0 || failures % 64 == 0) {
            go_back(&r);
        } else {
            mk_arena *was = r.cx.arena;     /* nothing may be lost by it */
            (void)was;
            room_fresh(&r);
        }
        mk_arena_free(b);
    }
    if (n > 1 && (kind == FAULT_SPILL || kind == FAULT_STATEMENT || kind == FAULT_ARENA)) assert_true(failures > 0);
    print_message("# %s, %s: %d steps, %d failures\n", d->name, fault_name[kind], (int)n - 1, (int)failures);
    fault_on_disk(NULL, NULL);
    mk_arena_free(a);
    room_close(&r);
}

/* --- the deeds --- */

static const char *csv(room *r, uint64_t seed, size_t people, const char *name)
{
    shop s = shop_make(r->cx.arena, seed, people);
    const char *path = shop_write(r, &s, name);
    snprintf(file, sizeof file, "%s", path);
    return path;
}

static mk_import_options options(void) { return (mk_import_options){ .currency = "ILS", .tz = mk_tz_utc() }; }

static int prepare_file(room *r) { csv(r, 11, 6, "first.csv"); return 0; }
static int prepare_large_file(room *r) { csv(r, 11, exhaustive ? 400 : 150, "first.csv"); return 0; }

static int prepare_shop(room *r)
{
    mk_import_result res = room_import(r, csv(r, 11, 6, "first.csv"), "", false);
    batch = res.batch;
    mk_new_customer c = { .name = MK_S("רונית כהן"), .phone = MK_S("054-999-8877"), .mail = MK_S("ronit@example.com") };
    r->cx.now += 1;
    return mk_customer_add(&r->cx, r->store, &c, &ronit);
}

/* The same people and some more, corrected: updates, revisions, additions. */
static int prepare_correction(room *r)
{
    MK_TRY(prepare_shop(r));
    shop s = shop_make(r->cx.arena, 11, 6), more = shop_make(r->cx.arena, 12, 2);
    for (size_t i = 0; i < s.n; i += 2) s.row[i].quantity++;
    for (size_t i = 0; i < more.n; i++) *shop_add(&s) = more.row[i];
    snprintf(file, sizeof file, "%s", shop_write(r, &s, "second.csv"));
    r->cx.now += MK_DAY;
    return 0;
}

static int prepare_undo(room *r)
{
    MK_TRY(prepare_correction(r));
    mk_import_result res = room_import(r, file, "", false);
    batch = res.batch;
    return 0;
}

/* The older one of two, with a change by hand between: all is rolled back and said again. */
static int prepare_undo_older(room *r)
{
    mk_str was;
    int64_t first;
    MK_TRY(prepare_correction(r));
    first = batch;
    MK_TRY(mk_customer_set(&r->cx, r->store, ronit, MK_S("phone"), MK_S("054-999-8866"), &was));
    r->cx.now += MK_DAY;
    room_import(r, file, "", false);
    batch = first;
    return 0;
}

/* Two that repeat each other, of which the later has some rows more: what is repeated passes on. */
static int prepare_undo_repeated(room *r)
{
    MK_TRY(prepare_shop(r));
    shop s = shop_make(r->cx.arena, 7, 6), more = shop_make(r->cx.arena, 8, 2);
    batch = room_import(r, shop_write(r, &s, "list.csv"), "", false).batch;
    s.n -= 2;
    for (size_t i = 0; i < more.n; i++) *shop_add(&s) = more.row[i];
    r->cx.now += MK_DAY;
    room_import(r, shop_write(r, &s, "list.csv"), "", false);
    return 0;
}

static int run_import(mk_cx *cx, void *arg)
{
    room *r = arg;
    mk_import_result res;
    mk_import_options opt = options();
    cx->limits.sort_bytes = 16 << 10;       /* so that the sorters spill */
    return mk_import(cx, r->store, file, &opt, &res);
}

static int run_undo(mk_cx *cx, void *arg)
{
    mk_undo_result u;
    return mk_undo(cx, ((room *)arg)->store, batch, NULL, 0, &u);
}

static int run_learn(mk_cx *cx, void *arg)
{
    mk_learnt l;
    return mk_learn(cx, ((room *)arg)->store, mk_day_of(2026, 1, 1), &l);
}

static bool first_sale(void *self, const mk_value *row)
{
    int64_t *got = self;
    if (row[MK_SALE_LINE_CUSTOMER_ID].i <= 0 || row[MK_SALE_LINE_ITEM_ID].i == 0) return true;
    got[0] = row[MK_SALE_LINE_CUSTOMER_ID].i;
    got[1] = row[MK_SALE_LINE_ITEM_ID].i;
    return false;
}

static int prepare_learnt(room *r)
{
    int64_t got[2] = { 0 };
    MK_TRY(prepare_shop(r));
    MK_TRY(run_learn(&r->cx, r));
    room_each(r, MK_T_SALE_LINE, first_sale, got);
    mk_action_text(got[0], MK_NEED_REPLENISH, got[1], action);
    return 0;
}

static int run_mark(mk_cx *cx, void *arg)
{
    int32_t until;
    return mk_today_mark(cx, ((room *)arg)->store, mk_str_of(action), MK_MARK_DONE, MK_S("התקשרתי"), &until);
}

static int run_list(mk_cx *cx, void *arg)
{
    mk_today t;
    return mk_today_list(cx, ((room *)arg)->store, mk_day_of(2026, 1, 1), 5, &t);
}

static int run_add(mk_cx *cx, void *arg)
{
    int64_t id;
    mk_new_customer c = { .name = MK_S("דוד לוי"), .phone = MK_S("052-111-2233"), .mail = MK_S("david@example.com") };
    return mk_customer_add(cx, ((room *)arg)->store, &c, &id);
}

static int run_set(mk_cx *cx, void *arg)
{
    mk_str was;
    return mk_customer_set(cx, ((room *)arg)->store, ronit, MK_S("name"), MK_S("רונית כהן לוי"), &was);
}

static int run_note(mk_cx *cx, void *arg)
{
    int64_t id;
    return mk_customer_note(cx, ((room *)arg)->store, ronit, MK_S("ביקשה שנתקשר"), MK_S("call"), true, &id);
}

static int run_fact(mk_cx *cx, void *arg)
{
    int64_t id;
    mk_new_fact f = { .kind = MK_S("birthday"), .value = MK_S("1980-05-17"), .origin = MK_S("said"), .confidence = 1 };
    return mk_customer_fact(cx, ((room *)arg)->store, ronit, &f, &id);
}

static int run_consent(mk_cx *cx, void *arg)
{
    int64_t id;
    mk_new_consent c = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("granted"), .evidence = MK_S("טופס 7") };
    return mk_customer_consent(cx, ((room *)arg)->store, ronit, &c, &id);
}

/* Of one phone alone. */
static int run_consent_at(mk_cx *cx, void *arg)
{
    int64_t id;
    mk_new_consent c = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("refused"), .point = MK_S("+972549998877") };
    return mk_customer_consent(cx, ((room *)arg)->store, ronit, &c, &id);
}

static int run_household(mk_cx *cx, void *arg)
{
    int64_t id;
    return mk_household_say(cx, ((room *)arg)->store, ronit, other, true, &id);
}

static int run_backup(mk_cx *cx, void *arg)
{
    int64_t bytes;
    return mk_backup(cx, ((room *)arg)->store, mk_arena_printf(cx->arena, "%s/backup", ((room *)arg)->dir).p, &bytes);
}

/* A copy of another state, in kept-copy. */
static int prepare_restore(room *r)
{
    int64_t bytes;
    MK_TRY(prepare_shop(r));
    MK_TRY(mk_backup(&r->cx, r->store, room_path(r, "kept-copy"), &bytes));
    MK_TRY(run_note(&r->cx, r));
    return run_add(&r->cx, r);
}

static int run_restore(mk_cx *cx, void *arg)
{
    mk_str former;
    return mk_restore(cx, ((room *)arg)->store, mk_arena_printf(cx->arena, "%s/kept-copy", ((room *)arg)->dir).p, &former);
}

static int run_repair(mk_cx *cx, void *arg);
static void nothing(void *self, const char *check, mk_health health, mk_str detail) { (void)self, (void)check, (void)health, (void)detail; }
static int run_repair(mk_cx *cx, void *arg) { return mk_doctor(cx, ((room *)arg)->store, true, nothing, NULL); }

static bool any_buyer(void *self, const mk_value *row)
{
    int64_t id = row[MK_SALE_CUSTOMER_ID].i;
    if (id > 0) *(int64_t *)self = id;
    return id <= 0;
}

static int prepare_merge(room *r)
{
    MK_TRY(prepare_shop(r));
    room_each(r, MK_T_SALE, any_buyer, &other);
    return run_consent(&r->cx, r);
}

static int run_merge(mk_cx *cx, void *arg)
{
    mk_merge_result m;
    int rc = mk_merge(cx, ((room *)arg)->store, ronit, other, MK_S("the same"), &m);
    if (rc == 0) merge = m.merge;
    return rc;
}

static int prepare_split(room *r)
{
    MK_TRY(prepare_merge(r));
    return run_merge(&r->cx, r);
}

static int run_split(mk_cx *cx, void *arg)
{
    mk_split_result s;
    return mk_split(cx, ((room *)arg)->store, merge, &s);
}

static int64_t pair[2][2];

static int put_waiting(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    for (int i = 0; i < 2; i++) {
        mk_value v[MK_REVIEW_N] = { mk_int(pair[i][0]), mk_int(pair[i][1]), mk_real(.6), mk_real(.5), mk_textz("[]"), mk_int(cx->now), mk_int(0) };
        MK_TRY(mk_table_put(cx, db, MK_T_REVIEW, v));
    }
    return 0;
}

/* Two pairs wait for the same reasons. */
static int prepare_alike(room *r)
{
    mk_new_customer c = { .name = MK_S("דוד לוי"), .phone = MK_S("052-111-2233") }, d = { .name = MK_S("דויד לוי") };
    MK_TRY(prepare_merge(r));
    pair[0][0] = ronit;
    pair[0][1] = other;
    MK_TRY(mk_customer_add(&r->cx, r->store, &c, &pair[1][0]));
    MK_TRY(mk_customer_add(&r->cx, r->store, &d, &pair[1][1]));
    return mk_store_write(&r->cx, r->store, put_waiting, NULL);
}

static int run_alike(mk_cx *cx, void *arg)
{
    mk_review_answered all;
    int rc = mk_review_answer_alike(cx, ((room *)arg)->store, ronit, other, MK_ANSWER_SAME, &all);
    if (rc == 0) assert_int_equal(all.merges, 2);
    return rc;
}

/* Learnt from a few, so that who is who decides again of two who were said to be one. */
static int prepare_review_undo(room *r)
{
    mk_resolved res;
    mk_merge_result m;
    MK_TRY(prepare_merge(r));
    MK_TRY(mk_resolve(&r->cx, r->store, false, &res));
    pair[0][0] = pair[1][0] = ronit;
    pair[0][1] = pair[1][1] = other;
    MK_TRY(mk_store_write(&r->cx, r->store, put_waiting, NULL));
    return mk_review_answer(&r->cx, r->store, ronit, other, MK_ANSWER_SAME, &m);
}

static int run_review_undo(mk_cx *cx, void *arg)
{
    mk_answer was;
    int rc = mk_review_undo(cx, ((room *)arg)->store, ronit, other, &was);
    if (rc >= 0) assert_int_equal(was, MK_ANSWER_SAME);
    return rc < 0 ? rc : 0;
}

/* Somebody else was forgotten before, so that the hashes are under a secret that stays. */
static int prepare_forget(room *r)
{
    int64_t id;
    mk_forget f = { 0 };
    mk_new_customer c = { .name = MK_S("דוד לוי"), .phone = MK_S("052-111-2233") };
    MK_TRY(prepare_split(r));
    MK_TRY(run_note(&r->cx, r));
    MK_TRY(mk_customer_add(&r->cx, r->store, &c, &id));
    return mk_customer_forget(&r->cx, r->store, id, &f);
}

static int run_forget(mk_cx *cx, void *arg)
{
    mk_forget f = { 0 };
    return mk_customer_forget(cx, ((room *)arg)->store, ronit, &f);
}

/* Another handle on the store, one reading, and away. */
static int look_in(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings *st = arg;
    return mk_settings_get(cx, db, st);
}

static int open_and_read(mk_cx *cx, const char *url, unsigned flags)
{
    mk_store *s;
    mk_settings st;
    MK_TRY(mk_store_open(cx, url, flags, &s));
    int rc = mk_store_read(cx, s, look_in, &st);
    mk_store_close(s);
    return rc;
}

static int run_open(mk_cx *cx, void *arg) { return open_and_read(cx, ((room *)arg)->url, 0); }
static int run_create(mk_cx *cx, void *arg)
{
    return open_and_read(cx, mk_arena_printf(cx->arena, "%s/new.makir", ((room *)arg)->dir).p, MK_STORE_CREATE);
}

static const deed deeds[] = {
    { "import", prepare_file, run_import }, { "corrected import", prepare_correction, run_import }, { "undo", prepare_undo, run_undo },
    { "undo of the older", prepare_undo_older, run_undo }, { "undo of what is repeated", prepare_undo_repeated, run_undo },
    { "learn", prepare_shop, run_learn }, { "today list", prepare_learnt, run_list }, { "today mark", prepare_learnt, run_mark },
    { "customer add", prepare_shop, run_add }, { "customer set", prepare_shop, run_set }, { "customer note", prepare_shop, run_note },
    { "customer fact", prepare_shop, run_fact }, { "customer consent", prepare_shop, run_consent }, { "customer consent --at", prepare_shop, run_consent_at },
    { "household say", prepare_merge, run_household }, { "backup", prepare_shop, run_backup },
    { "restore", prepare_restore, run_restore }, { "doctor", prepare_shop, run_repair },
    { "merge", prepare_merge, run_merge }, { "split", prepare_split, run_split }, { "answer to pairs alike", prepare_alike, run_alike },
    { "an answer taken back", prepare_review_undo, run_review_undo }, { "forget", prepare_forget, run_forget, .sweeps = true },
    { "open", prepare_shop, run_open }, { "create", prepare_shop, run_create },
};

static void all(fault_kind kind)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) every_step(&deeds[i], kind);
}

static void arena_memory(void **state) { (void)state; all(FAULT_ARENA); }
static void spill_files(void **state)
{
    (void)state;
    const deed large = { "large import", prepare_large_file, run_import };
    every_step(&large, FAULT_SPILL);
}
static void statements(void **state) { (void)state; all(FAULT_STATEMENT); }
static void memory_of_sqlite(void **state) { (void)state; all(FAULT_SQLITE_MEMORY); }
static void memory_of_the_library(void **state) { (void)state; all(FAULT_MALLOC); }
static void disk_once(void **state) { (void)state; all(FAULT_DISK_ONCE); }
static void disk_broken(void **state) { (void)state; all(FAULT_DISK_BROKEN); }
static void disk_full(void **state) { (void)state; all(FAULT_DISK_FULL); }
static void disk_half_written(void **state) { (void)state; all(FAULT_DISK_SHORT); }

int main(void)
{
    exhaustive = getenv("MAKIR_EXHAUSTIVE") != NULL;
    faults_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory), cmocka_unit_test(spill_files), cmocka_unit_test(statements), cmocka_unit_test(memory_of_sqlite),
        cmocka_unit_test(memory_of_the_library),
        cmocka_unit_test(disk_once), cmocka_unit_test(disk_broken), cmocka_unit_test(disk_full),
        cmocka_unit_test(disk_half_written),
    };
    const char *only = getenv("MAKIR_TEST");
    if (only) cmocka_set_test_filter(only);
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
