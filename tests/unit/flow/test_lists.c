/* SPDX-License-Identifier: Apache-2.0
 * What stands in lists and what may: days of the business, nothing that is hidden, the first rows as they will be, no value beyond sense. */
#include "listed.h"
#include "customer.h"
#include "entry.h"
#include "record.h"
#include "setting.h"

/* Who looks first sees what would be kept: also what was paid, when the file has no lines. */
static void test_preview(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_str look = room_import(&r, room_write(&r, "shop.csv", csv), "", true).preview;
    if (mk_str_find(look, MK_S("\"amount\":10000,\"currency\":\"ILS\"")) < 0) fail_msg("%.*s", MK_SARG(look));
    look = room_import(&r, room_write(&r, "lines.csv", "name,date,doc,item,quantity,price\nDana Levi,2025-12-01,1,Tea,3,2.50\n"), "", true).preview;
    if (mk_str_find(look, MK_S("\"quantity\":3,\"amount\":750}")) < 0) fail_msg("%.*s", MK_SARG(look));
    room_close(&r);
}

/* A birthday is kept as what looks for it reads it, however somebody wrote it; what is no day, or is to come, is refused. */
static void test_by_hand(void **state)
{
    (void)state;
    room r;
    shop(&r);
    int64_t dana = room_named(&r, "דנה כהן"), id;
    static const char *const days[][2] = { { "5.2.1980", "1980-02-05" }, { "1980-02-05", "1980-02-05" }, { "05/02/80", "1980-02-05" }, { "Noa 2015-03-02", "Noa 2015-03-02" },
                                           { "31/02/1990", NULL }, { "2090-01-01", NULL }, { "spring", NULL } };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        mk_new_fact f = { .kind = MK_S("birthday"), .value = mk_str_of(days[i][0]), .origin = MK_S("said"), .confidence = 1 };
        mk_value v[MK_FACT_N];
        int rc = mk_fact_row(&r.cx, dana, r.cx.now, &f, v);
        assert_int_equal(rc, days[i][1] ? 0 : MK_EINVAL);
        if (days[i][1]) assert_str(v[MK_FACT_VALUE].s, days[i][1]);
        mk_cx_clear(&r.cx);
    }
    char name[MK_NAME_BYTES + 2];
    memset(name, 'a', sizeof name);
    mk_new_customer c = { .name = { name, MK_NAME_BYTES + 1 }, .phone = MK_S(""), .mail = MK_S(""), .gender = MK_S("") };
    mk_str was;
    assert_int_equal(mk_customer_add(&r.cx, r.store, &c, &id), MK_EINVAL);
    assert_int_equal(mk_customer_set(&r.cx, r.store, dana, MK_S("name"), c.name, &was), MK_EINVAL);
    c.name = MK_S("\u200f\u200f");            /* nobody could see him */
    assert_int_equal(mk_customer_add(&r.cx, r.store, &c, &id), MK_EINVAL);
    c.name = MK_S("\u202eNoa\u202c Bar");
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &id));
    assert_int_equal(room_named(&r, "Noa Bar"), id);
    c.name = (mk_str){ name, MK_NAME_BYTES };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &id));
    room_close(&r);
}

static int zone(mk_cx *cx, mk_db *db, void *arg) { return mk_setting_set(cx, db, MK_S("timezone"), mk_str_of(arg)); }

/* A purchase half an hour after midnight in Jerusalem is of that day, though in Greenwich it is still the day before. */
static void test_days(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "night.csv", "customer,name,date,doc,total\n1,Avi Levi,2025-05-31T21:30Z,1,5.00\n2,Dana Bar,2025-07-01T10:00Z,2,5.00\n"), "", false);
    mk_listing *l = mk_listing_new();
    static const char before[] = "[{\"field\":\"last\",\"op\":\"max\",\"value\":\"2025-05-31\"}]";
    mk_list a = listed(&r, l, "", "last", 10);
    assert_int_equal(a.row[0].last, mk_day_of(2025, 6, 1));
    assert_int_equal(a.row[0].first, mk_day_of(2025, 6, 1));
    assert_int_equal(listed(&r, l, before, "", 10).count, 0);
    char utc[] = "Etc/UTC";
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, zone, utc));
    assert_int_equal(listed(&r, l, "", "last", 10).row[0].last, mk_day_of(2025, 5, 31));       /* what was read before is read anew */
    assert_int_equal(listed(&r, NULL, before, "", 10).count, 1);
    mk_listing_free(l);
    room_close(&r);
}

/* What somebody is not shown he cannot find out by lists, their order, or pieces of a phone. */
static void test_hidden_lists(void **state)
{
    (void)state;
    room r;
    shop(&r);
    static const struct { unsigned hide; const char *kinds, *filter, *sort; } asks[] = {
        { MK_HIDE_VALUE, "", "", "-spent" }, { MK_HIDE_VALUE, "", "[{\"field\":\"spent\",\"op\":\"min\",\"value\":1}]", "" },
        { MK_HIDE_ADDRESS, "", "[{\"field\":\"city\",\"op\":\"is\",\"value\":\"חיפה\"}]", "" },
        { MK_HIDE_NOTES, "", "[{\"field\":\"fact\",\"op\":\"has\",\"value\":\"note=x\"}]", "" },
        { 0, ",field:level,", "[{\"field\":\"field:level\",\"op\":\"is\",\"value\":\"gold\"}]", "" },
        { 0, ",field:level,", "[{\"field\":\"fact\",\"op\":\"has\",\"value\":\"field:level=gold\"}]", "" },
    };
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        mk_list_ask ask = { .filter = mk_str_of(asks[i].filter), .sort = mk_str_of(asks[i].sort), .limit = 5 };
        mk_list ret;
        assert_ok(&r.cx, mk_list_of(&r.cx, r.store, NULL, &ask, &ret));
        r.cx.hide = asks[i].hide;
        r.cx.hide_kinds = mk_str_of(asks[i].kinds);
        assert_int_equal(mk_list_of(&r.cx, r.store, NULL, &ask, &ret), MK_EDENIED);
        r.cx.hide = 0;
        r.cx.hide_kinds = MK_S("");
    }
    r.cx.hide = MK_HIDE_VALUE | MK_HIDE_ADDRESS;
    assert_int_equal(listed(&r, NULL, "[{\"field\":\"phone\",\"op\":\"has\"}]", "-last", 5).count, 3);
    room_close(&r);
}

/* A barcode in the column of amounts: one such row would make the sum of all impossible, and with it every list. */
static void test_beyond_sense(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_import_result i = room_import(&r, room_write(&r, "odd.csv", "customer,name,date,doc,total\n1,Avi Levi,2025-05-31,1,7290001234567\n1,Avi Levi,2025-06-30,2,99999999999.99\n"
                                                                  "1,Avi Levi,2099-06-30,3,5.00\n2,Dana Bar,2025-06-01,4,-7290001234567\n"), "", false);
    assert_int_equal(i.bad, 2);
    assert_str(i.problem[0], "line 2: an amount or a quantity is too large");
    assert_int_equal(i.sales_new, 2);
    assert_int_equal(i.future, 1);
    i = room_import(&r, room_write(&r, "lines.csv", "customer,name,date,doc,item,quantity,price\n1,Avi Levi,2025-05-31,7,Tea,7290001234567,1\n1,Avi Levi,2025-05-31,8,Tea,2,1\n"), "", false);
    assert_int_equal(i.bad, 1);
    assert_int_equal(listed(&r, NULL, "", "-spent", 5).row[0].spent, 9999999999999 + 500 + 200);
    mk_hand_sale h = { .total = MK_S("7290001234567") };
    int64_t id;
    assert_int_equal(mk_customer_sale(&r.cx, r.store, room_named(&r, "Avi Levi"), &h, &id), MK_EINVAL);
    room_close(&r);
}

typedef struct told { int64_t avi, dana; } told;

/* Avi is known from sixty sources, more than there are bits for; Dana has a dog, and a level. */
static int tell(mk_cx *cx, mk_db *db, void *arg)
{
    const told *t = arg;
    static const char *const fact[][2] = { { "pet", "dog" }, { "field:level", "Gold" } };
    for (int i = 0; i < 60; i++) {
        mk_value v[MK_LINK_N] = { mk_int(t->avi), mk_int(1000 + i), mk_text(mk_arena_printf(cx->arena, "s%d", i)), mk_textz("phone"), mk_textz("{}"), mk_int(cx->now), mk_int(0) };
        MK_TRY(mk_table_insert(cx, db, MK_T_LINK, v) < 0 ? -1 : 0);
    }
    for (int i = 0; i < 2; i++) {
        mk_value v[MK_FACT_N] = { mk_int(t->dana), mk_textz(fact[i][0]), mk_int(7 + i), mk_textz(fact[i][1]), mk_textz("said"), mk_real(1), mk_null(), mk_null(), mk_int(1),
                                  mk_int(cx->now), mk_textz("test"), mk_int(0) };
        MK_TRY(mk_table_insert(cx, db, MK_T_FACT, v) < 0 ? -1 : 0);
    }
    return mk_touch(cx, db, t->avi);
}

/* By sources, with a bit and without; by what somebody lacks, which is known of those who have it. Every count is exact. */
static void test_sources(void **state)
{
    (void)state;
    room r;
    shop(&r);
    told t = { room_named(&r, "Avi Levi"), room_named(&r, "דנה כהן") };
    mk_listing *l = mk_listing_new();
    assert_int_equal(listed(&r, l, "[{\"field\":\"source\",\"op\":\"is\",\"value\":\"s3\"}]", "", 10).count, 0);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, tell, &t));
    static const struct { const char *field, *op, *value; int64_t count; } asks[] = {
        { "source", "is", "s3", 1 }, { "source", "is", "s59", 1 }, { "source", "is", "nobody", 0 }, { "source", "not", "s3", 3 }, { "source", "not", "s59", 3 },
        { "source", "not", "nobody", 4 }, { "fact", "has", "pet", 1 }, { "fact", "lacks", "pet", 3 }, { "fact", "lacks", "pet=dog", 3 }, { "fact", "lacks", "pet=cat", 4 },
        { "fact", "lacks", "child", 4 }, { "field:level", "is", "gold", 1 }, { "field:level", "not", "gold", 3 }, { "field:level", "not", "silver", 4 }, { "field:level", "lacks", "", 3 },
        { "field:other", "not", "x", 4 },
    };
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        for (int own = 0; own < 2; own++) {
            mk_str filter = mk_arena_printf(r.cx.arena, "[{\"field\":\"%s\",\"op\":\"%s\",\"value\":\"%s\"}]", asks[i].field, asks[i].op, asks[i].value);
            mk_list got = listed(&r, own ? NULL : l, filter.p, "", 10);
            if (got.count != asks[i].count || (int64_t)got.n != asks[i].count || !got.exact) fail_msg("%.*s: %d, %zu rows", MK_SARG(filter), (int)got.count, got.n);
        }
    mk_listing_free(l);
    room_close(&r);
}

/* A shop of some thousands, just imported, is shown whole the first time its list is asked for. */
static void test_first_sight(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_buf b = mk_buf_on(r.cx.arena);
    mk_buf_str_add(&b, MK_S("customer,name,date,doc,total\n"));
    enum { CUSTOMERS = 1100 };             /* the first 500 are fewer than what is left */
    for (int i = 0; i < CUSTOMERS; i++) mk_buf_printf(&b, "%d,Avi Levi %d,2025-05-%02d,%d,5.00\n", i + 1, i, 1 + i % 28, i + 1);
    room_import(&r, room_write(&r, "many.csv", mk_arena_z(r.cx.arena, mk_buf_str(&b))), "", false);
    mk_listing *l = mk_listing_new();
    mk_list got = listed(&r, l, "", "", 1000);
    assert_int_equal(got.count, CUSTOMERS);
    assert_true(got.exact && !got.behind);
    assert_int_equal(got.n, 1000);
    mk_listing_free(l);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preview), cmocka_unit_test(test_by_hand), cmocka_unit_test(test_days), cmocka_unit_test(test_hidden_lists), cmocka_unit_test(test_beyond_sense),
        cmocka_unit_test(test_sources), cmocka_unit_test(test_first_sight),
    };
    return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
