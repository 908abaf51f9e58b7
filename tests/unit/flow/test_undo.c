/* SPDX-License-Identifier: Apache-2.0
 * What must hold of imports and of taking them back, for any shop: shops made by chance from a seed. MAKIR_EXHAUSTIVE=1 tries 400,
 * a larger number that many. */
#include "shop.h"
#include "clock.h"
#include "hash.h"
#include <stdio.h>

static uint64_t seeds(void)
{
    const char *many = getenv("MAKIR_EXHAUSTIVE");
    uint64_t n = many ? strtoull(many, NULL, 10) : 15;
    return n > 1 ? n : 400;
}

typedef struct before { room r; mk_arena *a; mk_str empty; uint64_t seed; shop shop; } before;

static void set_up(before *b, uint64_t seed, size_t people)
{
    room_open(&b->r);
    b->a = mk_arena_new();
    b->seed = seed;
    b->empty = room_dump(&b->r, b->a, 0);
    b->shop = shop_make(b->a, seed, people);
}

static void tear_down(before *b)
{
    room_close(&b->r);
    mk_arena_free(b->a);
}

static const char *say(before *b, const char *what) { return mk_arena_printf(b->a, "seed %" PRIu64 ": %s", b->seed, what).p; }

static void same_counts(const mk_import_result *x, const mk_import_result *y)
{
    assert_int_equal(x->rows, y->rows);
    assert_int_equal(x->added, y->added);
    assert_int_equal(x->updated, y->updated);
    assert_int_equal(x->same, y->same);
    assert_int_equal(x->bad, y->bad);
    assert_int_equal(x->customers_new, y->customers_new);
    assert_int_equal(x->customers_updated, y->customers_updated);
    assert_int_equal(x->sales_new, y->sales_new);
    assert_int_equal(x->sales_updated, y->sales_updated);
    assert_int_equal(x->lines_new, y->lines_new);
    assert_int_equal(x->lines_updated, y->lines_updated);
    assert_int_equal(x->items_new, y->items_new);
}

static void undo_leaves_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        const char *path = shop_write(&b.r, &b.shop, "shop.csv");
        mk_import_result res = room_import(&b.r, path, "", false);
        assert_int_equal(res.bad, 0);
        assert_int_equal(res.rows, b.shop.n);
        assert_int_equal(res.added, b.shop.n);
        assert_true(res.batch > 0 && res.customers_new > 5 && res.sales_new > 10 && res.lines_new > 10);
        assert_int_equal(room_count(&b.r, MK_T_SOURCE_ROW), b.shop.n);
        mk_undo_result u = room_undo(&b.r, res.batch);
        assert_true(u.removed > b.shop.n);
        assert_int_equal(u.conflicts + u.kept + u.restored, 0);
        room_same(b.empty, room_dump(&b.r, b.a, 0), say(&b, "after the undo"));
        assert_int_equal(room_count(&b.r, MK_T_REVISION), 0);
        assert_int_equal(mk_undo(&b.r.cx, b.r.store, res.batch, NULL, 0, &u), MK_ECONFLICT);
        tear_down(&b);
    }
}

static void any_order_of_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        const unsigned flags = ROOM_DUMP_NO_LINE | ROOM_DUMP_BATCH;
        mk_import_result first = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
        mk_str want = room_dump(&b.r, b.a, flags);
        for (uint64_t again = 0; again < 3; again++) {
            room other;
            room_open(&other);
            shop s = shop_copy(b.a, &b.shop);
            shop_shuffle(&s, seed * 100 + again);
            mk_import_result res = room_import(&other, shop_write(&other, &s, "shop.csv"), "", false);
            same_counts(&first, &res);
            room_same(want, room_dump(&other, b.a, flags), say(&b, "rows in another order"));
            room_close(&other);
        }
        tear_down(&b);
    }
}

static void the_same_file_twice(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        const char *path = shop_write(&b.r, &b.shop, "shop.csv");
        room_import(&b.r, path, "", false);
        mk_str want = room_dump(&b.r, b.a, ROOM_DUMP_BATCH);
        b.r.cx.now += MK_DAY;
        mk_import_result res = room_import(&b.r, path, "", false);
        if (res.same != res.rows) fail_msg("%s: %d of %d rows are the same", say(&b, "the same file again"), (int)res.same, (int)res.rows);
        assert_int_equal(res.rows, b.shop.n);
        assert_int_equal(res.added + res.updated + res.customers_new + res.customers_updated + res.sales_new + res.sales_updated, 0);
        assert_int_equal(res.batch, 0);
        room_same(want, room_dump(&b.r, b.a, ROOM_DUMP_BATCH), say(&b, "the same file again"));
        tear_down(&b);
    }
}

/* Corrects the rows as a shop does: a quantity, a fuller name of somebody with a customer number, a new phone of his. */
static size_t correct(shop *s, uint64_t seed)
{
    mk_rng g = mk_rng_seed(seed ^ 0xc0);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        shop_row *w = &s->row[i];
        if (w->doc[0] && !w->status[0] && w->quantity > 0 && mk_rng_below(&g, 6) == 0) { w->quantity += 3; n++; }
        if (!w->key[0]) continue;
        uint64_t what = mk_hash2(seed, strtoull(w->key, NULL, 10)) % 3;      /* the same for all rows of a person */
        if (what == 0) { memcpy(w->name + strlen(w->name), " השני", sizeof " השני"); n++; }
        if (what == 1) { snprintf(w->phone, sizeof w->phone, "058-55%s", w->key); n++; }
    }
    return n;
}

static void a_corrected_file(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        mk_import_result first = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
        shop better = shop_copy(b.a, &b.shop);
        assert_true(correct(&better, seed) > 0);
        b.r.cx.now += MK_DAY;
        mk_import_result second = room_import(&b.r, shop_write(&b.r, &better, "better.csv"), "", false);
        assert_true(second.batch > first.batch);
        assert_true(second.updated > 0);
        if (second.customers_new + second.sales_new + second.lines_new)
            fail_msg("%s: %d customers, %d sales, %d lines are new", say(&b, "corrected"), (int)second.customers_new, (int)second.sales_new, (int)second.lines_new);
        mk_undo_result u = room_undo(&b.r, second.batch);
        assert_int_equal(u.conflicts + u.kept, 0);
        mk_str back = room_dump(&b.r, b.a, 0);
        b.r.cx.now += MK_DAY;
        mk_import_result nothing = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
        assert_int_equal(nothing.same, nothing.rows);
        room_same(back, room_dump(&b.r, b.a, 0), say(&b, "the first file again, after the undo of the second"));
        u = room_undo(&b.r, first.batch);
        assert_int_equal(u.conflicts + u.kept, 0);
        room_same(b.empty, room_dump(&b.r, b.a, 0), say(&b, "both undone"));
        tear_down(&b);
    }
}

/* The state after the first import, without the list of imports. */
static void undo_of_a_correction(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
        mk_str want = room_dump(&b.r, b.a, 0);
        shop better = shop_copy(b.a, &b.shop);
        correct(&better, seed);
        b.r.cx.now += MK_DAY;
        mk_import_result second = room_import(&b.r, shop_write(&b.r, &better, "better.csv"), "", false);
        mk_undo_result u = room_undo(&b.r, second.batch);
        assert_true(u.restored > 0);
        room_same(want, room_dump(&b.r, b.a, 0), say(&b, "the correction undone"));
        tear_down(&b);
    }
}

static void two_sources(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 15);
        mk_import_result till = room_import(&b.r, shop_write(&b.r, &b.shop, "till.csv"), "till", false);
        mk_str want = room_dump(&b.r, b.a, 0);
        shop half = shop_copy(b.a, &b.shop), more = shop_make(b.a, seed + 7000, 8);
        half.n /= 2;
        for (size_t i = 0; i < more.n; i++) *shop_add(&half) = more.row[i];
        b.r.cx.now += MK_DAY;
        mk_import_result site = room_import(&b.r, shop_write(&b.r, &half, "site.csv"), "site", false);
        assert_true(site.customers_new > 0 && site.customers_updated > 0 && site.sales_new > 0);
        mk_undo_result u = room_undo(&b.r, site.batch);
        assert_int_equal(u.conflicts, 0);
        room_same(want, room_dump(&b.r, b.a, 0), say(&b, "the other source undone"));
        room_undo(&b.r, till.batch);
        room_same(b.empty, room_dump(&b.r, b.a, 0), say(&b, "both sources undone"));
        tear_down(&b);
    }
}

static void a_dry_run_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        for (int round = 0; round < 2; round++) {
            mk_str want = room_dump(&b.r, b.a, ROOM_DUMP_BATCH);
            const char *path = shop_write(&b.r, &b.shop, "shop.csv");
            mk_import_result dry = room_import(&b.r, path, "", true);
            assert_int_equal(dry.batch, 0);
            room_same(want, room_dump(&b.r, b.a, ROOM_DUMP_BATCH), say(&b, "after a dry run"));
            mk_import_result real = room_import(&b.r, path, "", false);
            same_counts(&dry, &real);
            assert_true(real.batch > 0);
            correct(&b.shop, seed);
            b.r.cx.now += MK_DAY;
        }
        tear_down(&b);
    }
}

/* --- the first of two taken back --- */

static bool of_batch(void *self, const mk_value *row)
{
    int64_t *n = self;
    if (row[MK_SOURCE_ROW_BATCH_ID].i == n[0]) n[1]++;
    return true;
}

static size_t rows_of(room *r, int64_t batch)
{
    int64_t n[2] = { batch, 0 };
    room_each(r, MK_T_SOURCE_ROW, of_batch, n);
    return (size_t)n[1];
}

typedef struct finding { room *r; int sick; } finding;

static void found(void *self, const char *check, mk_health health, mk_str detail)
{
    finding *f = self;
    if (health != MK_SICK) return;
    f->sick++;
    print_error("%s: %.*s\n", check, MK_SARG(detail));
}

static void healthy(room *r)
{
    finding f = { r, 0 };
    assert_true(mk_doctor(&r->cx, r->store, false, found, &f) >= 0);
    assert_int_equal(f.sick, 0);
}

static void the_first_of_two_undone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        before b;
        set_up(&b, seed, 20);
        mk_import_result first = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
        shop better = shop_copy(b.a, &b.shop), more = shop_make(b.a, seed + 9000, 6);
        correct(&better, seed);
        for (size_t i = 0; i < more.n; i++)
            if (more.row[i].doc[0]) {
                shop_row *w = shop_add(&better);
                *w = more.row[i];
                memcpy(w->doc + 1, more.row[i].doc, sizeof w->doc - 1);
                w->doc[0] = '9';
            }
        for (size_t i = 0; i < b.shop.n; i += 5) {         /* a line more on a document of the first, one that costs nothing among them */
            if (!better.row[i].doc[0] || better.row[i].status[0]) continue;
            shop_row w = better.row[i];
            snprintf(w.item, sizeof w.item, "B%02d", (int)i);
            w.price = i % 10 ? 700 : 0;
            *shop_add(&better) = w;
        }
        b.r.cx.now += MK_DAY;
        mk_import_result second = room_import(&b.r, shop_write(&b.r, &better, "better.csv"), "", false);
        healthy(&b.r);
        size_t rows = rows_of(&b.r, second.batch);
        assert_true(rows > 0);
        mk_undo_result u = room_undo(&b.r, first.batch);
        assert_true(u.kept > 0);
        healthy(&b.r);
        assert_true(rows_of(&b.r, second.batch) > rows);        /* what it only repeated is its own now */
        assert_int_equal(rows_of(&b.r, first.batch), 0);
        room_undo(&b.r, second.batch);
        room_same(b.empty, room_dump(&b.r, b.a, 0), say(&b, "the first undone, then the second"));
        tear_down(&b);
    }
}

static void what_staff_wrote_stays(void **state)
{
    (void)state;
    before b;
    set_up(&b, 3, 0);
    shop_row *w = shop_add(&b.shop);
    *w = (shop_row){ .name = "רונית כהן", .phone = "054-123-4567", .date = "2025-03-01", .doc = "1", .item = "A01", .item_name = "קפה", .quantity = 1, .price = 1000 };
    *shop_add(&b.shop) = (shop_row){ .name = "דוד לוי", .phone = "052-765-4321", .date = "2025-03-01", .doc = "2", .item = "A02", .item_name = "תה", .quantity = 1, .price = 900 };
    mk_import_result res = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
    int64_t ronit = room_named(&b.r, "רונית כהן"), note, fact;
    assert_true(ronit != 0);
    assert_ok(&b.r.cx, mk_customer_note(&b.r.cx, b.r.store, ronit, MK_S("אוהבת קפה חזק"), MK_S("visit"), true, &note));
    mk_new_fact f = { .kind = MK_S("taste"), .value = MK_S("חזק"), .origin = MK_S("said"), .confidence = 1 };
    assert_ok(&b.r.cx, mk_customer_fact(&b.r.cx, b.r.store, ronit, &f, &fact));
    mk_str was;                 /* the number an import brought, given again by hand: it is the staff's word now */
    assert_ok(&b.r.cx, mk_customer_set(&b.r.cx, b.r.store, ronit, MK_S("phone"), MK_S("054 1234567"), &was));
    mk_undo_result u = room_undo(&b.r, res.batch);
    assert_int_equal(u.kept, 2);
    assert_true(room_named(&b.r, "רונית כהן") == ronit);
    assert_true(room_named(&b.r, "דוד לוי") == 0);
    assert_int_equal(room_count(&b.r, MK_T_INTERACTION), 1);
    assert_int_equal(room_count(&b.r, MK_T_FACT), 1);
    assert_int_equal(room_count(&b.r, MK_T_SALE), 0);
    assert_int_equal(room_count(&b.r, MK_T_CONTACT_POINT), 1);
    healthy(&b.r);
    /* the same file again finds her */
    b.r.cx.now += MK_DAY;
    res = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
    assert_int_equal(room_count(&b.r, MK_T_SALE), 2);
    assert_true(room_named(&b.r, "רונית כהן") == ronit);
    tear_down(&b);
}

/* A correction by hand of something an import brought: the import goes, the correction stays, and is counted. */
static void corrected_by_hand(void **state)
{
    (void)state;
    before b;
    set_up(&b, 4, 0);
    *shop_add(&b.shop) = (shop_row){ .key = "17", .name = "רונית", .phone = "054-123-4567", .date = "2025-03-01", .doc = "1", .item = "A01", .item_name = "קפה", .quantity = 1, .price = 1000 };
    mk_import_result res = room_import(&b.r, shop_write(&b.r, &b.shop, "shop.csv"), "", false);
    int64_t ronit = room_named(&b.r, "רונית");
    mk_str was;
    assert_ok(&b.r.cx, mk_customer_set(&b.r.cx, b.r.store, ronit, MK_S("name"), MK_S("רונית כהן"), &was));
    assert_str(was, "רונית");
    b.r.cx.now += MK_DAY;
    snprintf(b.shop.row[0].name, sizeof b.shop.row[0].name, "רונית כ");
    mk_import_result second = room_import(&b.r, shop_write(&b.r, &b.shop, "again.csv"), "", false);
    assert_true(room_named(&b.r, "רונית כהן") == ronit);       /* an import leaves a corrected field alone */
    room_undo(&b.r, second.batch);
    mk_undo_result u = room_undo(&b.r, res.batch);
    assert_int_equal(u.kept, 1);
    assert_true(room_named(&b.r, "רונית כהן") == ronit);
    assert_int_equal(room_count(&b.r, MK_T_REVISION), 1);
    healthy(&b.r);
    tear_down(&b);
}

static void no_such_batch(void **state)
{
    (void)state;
    room r;
    mk_undo_result u;
    room_open(&r);
    assert_int_equal(mk_undo(&r.cx, r.store, 12345, NULL, 0, &u), MK_ENOTFOUND);
    room_close(&r);
}

static void cancelled(void **state)
{
    (void)state;
    before b;
    set_up(&b, 5, 200);
    atomic_bool stop = true;
    const char *path = shop_write(&b.r, &b.shop, "shop.csv");
    b.r.cx.cancel = &stop;
    mk_import_result res;
    assert_int_equal(room_import_try(&b.r, path, "", false, &res), MK_ECANCELLED);
    room_same(b.empty, room_dump(&b.r, b.a, ROOM_DUMP_BATCH), "a cancelled import");
    atomic_store(&stop, false);
    res = room_import(&b.r, path, "", false);
    mk_str want = room_dump(&b.r, b.a, ROOM_DUMP_BATCH);
    atomic_store(&stop, true);
    mk_undo_result u;
    assert_int_equal(mk_undo(&b.r.cx, b.r.store, res.batch, NULL, 0, &u), MK_ECANCELLED);
    room_same(want, room_dump(&b.r, b.a, ROOM_DUMP_BATCH), "a cancelled undo");
    tear_down(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undo_leaves_nothing), cmocka_unit_test(any_order_of_rows), cmocka_unit_test(the_same_file_twice),
        cmocka_unit_test(undo_of_a_correction), cmocka_unit_test(a_corrected_file), cmocka_unit_test(two_sources), cmocka_unit_test(a_dry_run_changes_nothing),
        cmocka_unit_test(the_first_of_two_undone), cmocka_unit_test(what_staff_wrote_stays), cmocka_unit_test(corrected_by_hand),
        cmocka_unit_test(no_such_batch), cmocka_unit_test(cancelled),
    };
    return cmocka_run_group_tests_name("undo", tests, NULL, NULL);
}
