/* SPDX-License-Identifier: Apache-2.0
 * Who is who: small lists of people, and how many customers they are. */
#include "room.h"
#include <stdio.h>

static size_t customers_of(const char *csv)
{
    room r;
    room_open(&r);
    mk_import_result res = room_import(&r, room_write(&r, "people.csv", csv), "", false);
    size_t n = room_count(&r, MK_T_CUSTOMER);
    assert_int_equal(res.bad, 0);
    assert_int_equal(res.customers_new, n);
    assert_int_equal(room_count(&r, MK_T_LINK) >= n, 1);
    room_close(&r);
    return n;
}

#define HEAD "מספר לקוח,תעודת זהות,מספר חבר,שם מלא,טלפון,דואל,כתובת,עיר\n"

static const struct { const char *say; size_t customers; const char *rows; } lists[] = {
    { "one phone in five writings", 1,
      ",,,רונית כהן,054-123-4567,,,\n,,,רונית כהן,0541234567,,,\n,,,רונית כהן,+972-54-1234567,,,\n,,,רונית כהן,00972 54 123 4567,,,\n,,,רונית כהן,972 (0)54 123-4567,,,\n" },
    { "a household: one phone, two given names", 2, ",,,רונית כהן,054-123-4567,,,\n,,,דוד כהן,0541234567,,,\n" },
    { "a household of four", 4, ",,,רונית כהן,054-123-4567,,,\n,,,דוד כהן,0541234567,,,\n,,,נועה כהן,0541234567,,,\n,,,איתן כהן,054-1234567,,,\n" },
    { "the words of a name in another order", 1, ",,,רונית כהן,054-123-4567,,,\n,,,כהן רונית,054-123-4567,,,\n" },
    { "a title is no name", 1, ",,,ד\"ר רונית כהן,054-123-4567,,,\n,,,רונית כהן,054-123-4567,,,\n" },
    { "an initial fits", 1, ",,,רונית כהן,054-123-4567,,,\n,,,ר. כהן,054-123-4567,,,\n" },
    { "a phone and no name fits", 1, ",,,רונית כהן,054-123-4567,,,\n,,,,054-123-4567,,,\n" },
    { "one mail, capitals aside", 1, ",,,רונית כהן,,Ronit@Example.com,,\n,,,רונית כהן,,ronit@example.com,,\n" },
    { "two scripts with one mail", 1, ",,,רונית כהן,,ronit@example.com,,\n,,,Ronit Cohen,,ronit@example.com,,\n" },
    { "one mail, two people", 2, ",,,רונית כהן,,home@example.com,,\n,,,דוד כהן,,home@example.com,,\n" },
    { "the same full name and nothing else are two", 2, ",,,דוד כהן,054-123-4567,,,\n,,,דוד כהן,052-765-4321,,,\n" },
    { "the same full name at the same address", 1, ",,,רונית כהן,054-123-4567,,הרצל 15,חיפה\n,,,רונית כהן,052-765-4321,,הרצל 15,חיפה\n" },
    { "and in another order", 1, ",,,רונית כהן,054-123-4567,,הרצל 15,חיפה\n,,,כהן רונית,,,הרצל 15,חיפה\n" },
    { "another house", 2, ",,,רונית כהן,054-123-4567,,הרצל 15,חיפה\n,,,רונית כהן,052-765-4321,,הרצל 17,חיפה\n" },
    { "another town", 2, ",,,רונית כהן,054-123-4567,,הרצל 15,חיפה\n,,,רונית כהן,052-765-4321,,הרצל 15,אילת\n" },
    { "a street without a number is no home", 2, ",,,רונית כהן,054-123-4567,,הרצל,חיפה\n,,,רונית כהן,052-765-4321,,הרצל,חיפה\n" },
    { "father and son, one house, one phone", 2, ",,,יוסף כהן,054-123-4567,,הרצל 15,חיפה\n,,,דוד יוסף כהן,052-765-4321,,הרצל 15,חיפה\n" },
    { "a customer number is a person", 1, "17,,,רונית כהן,054-123-4567,,,\n17,,,רונית לוי,052-765-4321,,,\n" },
    { "an id number is a person", 1, ",123456782,,רונית כהן,054-123-4567,,,\n,123456782,,רונית לוי,052-765-4321,,,\n" },
    { "a wrong id number is nothing", 2, ",123456783,,רונית כהן,,,,\n,123456783,,דוד לוי,,,,\n" },
    { "a member number is a person", 1, ",,M77,רונית כהן,054-123-4567,,,\n,,M77,ר כהן,,,,\n" },
    { "two numbers of one person through a third row", 1, "17,,,רונית כהן,,,,\n,,M77,רונית כהן,,,,\n17,,M77,רונית כהן,,,,\n" },
    { "a chain over phone and mail", 1, ",,,רונית כהן,054-123-4567,,,\n,,,רונית כהן,054-123-4567,ronit@example.com,,\n,,,רונית כהן,,ronit@example.com,,\n" },
    { "two customer numbers with one phone and name", 1, "17,,,רונית כהן,054-123-4567,,,\n18,,,רונית כהן,054-123-4567,,,\n" },
    { "two customer numbers with one phone and two given names in two scripts", 2, "17,,,אבי לפידור,054-123-4567,,,\n18,,,Gila Lapidor,054-123-4567,,,\n" },
    { "two scripts with one phone, one family and two given names", 2, ",,,Lapidor Gila,054-123-4567,,,\n,,,אבי לפידור,054-123-4567,,,\n" },
    { "two customer numbers with one phone and one name in two scripts", 1, "17,,,גילה לפידור,054-123-4567,,,\n18,,,Gila Lapidor,054-123-4567,,,\n" },
    { "a pet name in the other script", 1, ",,,Yossi Cohen,054-123-4567,,,\n,,,יוסף כהן,054-123-4567,,,\n" },
    { "called by their numbers", 3, "7000,,,לקוח 7000,,,,\n7001,,,לקוח 7001,,,,\n12,,,Customer 12,,,,\n7000,,,לקוח 7000,,,,\n" },
    { "called by his number here and by his name there", 1, "7000,,,לקוח 7000,054-123-4567,,,\n,,,רונית כהן,054-123-4567,,,\n" },
    { "a service number is nobody's", 2, ",,,רונית כהן,1-700-50-50-50,,,\n,,,רונית לוי,1-700-50-50-50,,,\n" },
};

static void every_list(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char csv[2000];
        snprintf(csv, sizeof csv, "%s%s", HEAD, lists[i].rows);
        size_t n = customers_of(csv);
        if (n == lists[i].customers) continue;
        print_error("%s: %zu customers, should be %zu\n", lists[i].say, n, lists[i].customers);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* The same lists, in two files: what one file tells of a person, and what two do, is the same. */
static void in_two_files(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        room r;
        room_open(&r);
        const char *from = lists[i].rows;
        for (int part = 0; *from; part++) {
            const char *end = strchr(from, '\n') + 1;
            char csv[2000], name[32];
            snprintf(csv, sizeof csv, "%s%.*s", HEAD, (int)(end - from), from);
            snprintf(name, sizeof name, "part%d.csv", part);
            room_import(&r, room_write(&r, name, csv), "", false);
            r.cx.now += MK_DAY;
            from = end;
        }
        size_t n = room_count(&r, MK_T_CUSTOMER);
        /* customers that only a later row ties together stay two: nothing is merged behind anybody's back */
        bool later = strstr(lists[i].say, "third row") != NULL;
        if (n != lists[i].customers && !(later && n == 2)) {
            print_error("%s: %zu customers, should be %zu\n", lists[i].say, n, lists[i].customers);
            wrong++;
        }
        room_close(&r);
    }
    assert_int_equal(wrong, 0);
}

/* The number of a call centre, on the cards of fifty people of whom nothing else is written that could tell them apart: it merges
 * nobody, in one file, over two, and when a third brings only a few more. */
static void a_generic_phone(void **state)
{
    (void)state;
    static const int more[] = { 50, 50, 2 };
    room r;
    room_open(&r);
    size_t all = 0;
    for (int part = 0; part < 3; part++) {
        char name[16];
        snprintf(name, sizeof name, "%d.csv", part);
        mk_buf b = mk_buf_on(r.cx.arena);
        mk_buf_printf(&b, "שם מלא,טלפון,דואל\n");
        for (int i = 0; i < more[part]; i++) mk_buf_printf(&b, "%s,03-600-1234,u%d.%d@example.com\n", i % 2 ? "" : "רונית", part, i);
        mk_buf_c(&b, 0);
        mk_import_result res = room_import(&r, room_write(&r, name, b.p), "", false);
        all += (size_t)more[part];
        if (room_count(&r, MK_T_CUSTOMER) != all) fail_msg("part %d: %zu customers, should be %zu", part, room_count(&r, MK_T_CUSTOMER), all);
        assert_int_equal(res.customers_new, more[part]);
        r.cx.now += MK_DAY;
    }
    room_close(&r);
}

/* Two people of one household stay who they are when their names come again in part. */
static void nobody_moves(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "a.csv", "שם מלא,טלפון\nרונית כהן,054-123-4567\nדוד כהן,054-123-4567\n"), "", false);
    int64_t ronit = room_named(&r, "רונית כהן"), david = room_named(&r, "דוד כהן");
    assert_true(ronit && david && ronit != david);
    r.cx.now += MK_DAY;
    room_import(&r, room_write(&r, "b.csv", "שם מלא,טלפון,דואל\nדוד כהן,+972541234567,david@example.com\nרונית,0541234567,ronit@example.com\n"), "", false);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
    assert_true(room_named(&r, "רונית כהן") == ronit);
    assert_true(room_named(&r, "דוד כהן") == david);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list), cmocka_unit_test(in_two_files), cmocka_unit_test(a_generic_phone), cmocka_unit_test(nobody_moves),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
