/* SPDX-License-Identifier: Apache-2.0
 * Finding people as staff ask for them; and the settings of a business. */
#include "room.h"
#include "id.h"
#include "search.h"
#include <stdio.h>

typedef struct asking { const char *text; mk_found found[20]; size_t n; } asking;

static int ask(mk_cx *cx, mk_db *db, void *arg)
{
    asking *a = arg;
    return mk_search(cx, db, mk_str_of(a->text), 20, a->found, &a->n);
}

static size_t find(room *r, const char *text, mk_found *ret)
{
    asking a = { .text = text };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &a));
    if (ret) *ret = a.found[0];
    return a.n;
}

static void found(room *r, const char *text, int64_t customer, const char *matched)
{
    mk_found f = { 0 };
    size_t n = find(r, text, &f);
    if (n != 1 || f.customer != customer || strcmp(f.matched, matched) != 0)
        fail_msg("'%s' finds %zu customers, by %s", text, n, n ? f.matched : "nothing");
}

static void people(room *r)
{
    room_import(r, room_write(r, "people.csv",
        "מספר לקוח,מספר חבר,שם מלא,טלפון,דואל\n"
        "70017,,רונית כהן,054-123-4567,ronit.c@example.com\n"
        "70018,,דוד בן גוריון,+972-52-765-4321,\n"
        ",M-5521,Michael Levin,03-600-1234,mike@Example.co.il\n"
        ",,\"ד\"\"ר מרים שלום\",,miriam@shalom.org\n"
        ",,אברהם מזרחי,+1 212 555 0123,\n"), "books", false);
}

static void as_people_ask(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    people(&r);
    int64_t ronit = room_named(&r, "רונית כהן"), david = room_named(&r, "דוד בן גוריון"), mike = room_named(&r, "Michael Levin"),
            miriam = room_named(&r, "ד\"ר מרים שלום"), avraham = room_named(&r, "אברהם מזרחי");
    assert_true(ronit && david && mike && miriam && avraham);
    found(&r, "רונית", ronit, "name");
    found(&r, "רונ", ronit, "name");                    /* the beginning of a word */
    found(&r, "כהן", ronit, "name");
    found(&r, "כהן רונית", ronit, "name");
    found(&r, "רו כה", ronit, "name");
    found(&r, "רוֹנִית", ronit, "name");                  /* with points */
    found(&r, "  רונית   כהן ", ronit, "name");
    found(&r, "ronit", ronit, "name");                  /* in the other script */
    found(&r, "mir", miriam, "name");
    assert_int_equal(find(&r, "עומר", NULL), 0);        /* the consonants of מרים begin as his do, but he is no beginning of hers */
    found(&r, "michael", mike, "name");
    found(&r, "LEVIN", mike, "name");
    found(&r, "גוריון", david, "name");
    found(&r, "בן גוריון", david, "name");
    found(&r, "שלומ", miriam, "name");                  /* a final letter is the letter */
    found(&r, "מרימ", miriam, "name");
    found(&r, "0541234567", ronit, "phone");
    found(&r, "054-123-4567", ronit, "phone");
    found(&r, "+972541234567", ronit, "phone");
    found(&r, "4567", ronit, "phone");                  /* the end, which people remember */
    found(&r, "123-45", ronit, "phone");                /* the middle */
    found(&r, "765", david, "phone");
    found(&r, "036001234", mike, "phone");
    found(&r, "2125550123", avraham, "phone");
    found(&r, "ronit.c@example.com", ronit, "mail");
    found(&r, "RONIT.C@", ronit, "mail");
    found(&r, "mike@example", mike, "mail");
    found(&r, "70018", david, "number");
    found(&r, "M-5521", mike, "number");
    char id[MK_ID_TEXT];
    found(&r, mk_id_text(ronit, id), ronit, "id");
    assert_int_equal(find(&r, "700", NULL), 2);
    assert_int_equal(find(&r, "", NULL), 0);
    assert_int_equal(find(&r, "   ", NULL), 0);
    assert_int_equal(find(&r, "יוסי", NULL), 0);
    assert_int_equal(find(&r, "רונית לוי", NULL), 0);   /* all the words */
    assert_int_equal(find(&r, "0539999999", NULL), 0);
    assert_int_equal(find(&r, "nobody@example.com", NULL), 0);
    assert_int_equal(find(&r, "'; --%_*\"", NULL), 0);
    assert_int_equal(find(&r, "\xff\xfe\x80", NULL), 0);
    char *longest = malloc(5001);
    memset(longest, 'a', 5000);
    longest[5000] = 0;
    assert_int_equal(find(&r, longest, NULL), 0);
    free(longest);
    room_close(&r);
}

static void a_changed_name(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    people(&r);
    int64_t ronit = room_named(&r, "רונית כהן");
    mk_str was;
    assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, ronit, MK_S("name"), MK_S("אסתר ברק"), &was));
    assert_int_equal(find(&r, "רונית", NULL), 0);
    assert_int_equal(find(&r, "ronit", NULL), 0);
    found(&r, "אסתר", ronit, "name");
    found(&r, "4567", ronit, "phone");
    assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, ronit, MK_S("phone"), MK_S("058-777-6666"), &was));
    found(&r, "7776666", ronit, "phone");
    assert_int_equal(mk_customer_set(&r.cx, r.store, ronit, MK_S("phone"), MK_S("12"), &was), MK_EINVAL);
    assert_int_equal(mk_customer_set(&r.cx, r.store, ronit, MK_S("gender"), MK_S("x"), &was), MK_EINVAL);
    assert_int_equal(mk_customer_set(&r.cx, r.store, ronit, MK_S("shoe"), MK_S("42"), &was), MK_EINVAL);
    assert_int_equal(mk_customer_set(&r.cx, r.store, ronit + 1, MK_S("name"), MK_S("א"), &was), MK_ENOTFOUND);
    room_close(&r);
}

/* A renamed customer of a source's next file moves in the index too; and a repair makes the same index again. */
static int look_nothing(mk_cx *cx, mk_db *db, void *arg) { (void)cx, (void)db, (void)arg; return 0; }
static void quiet(void *self, const char *check, mk_health health, mk_str detail) { (void)self, (void)check, (void)health, (void)detail; }

static void a_file_renames(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    people(&r);
    int64_t ronit = room_named(&r, "רונית כהן");
    r.cx.now += MK_DAY;
    room_import(&r, room_write(&r, "people.csv", "מספר לקוח,שם מלא,טלפון,כתובת,עיר\n70017,רונית ברק,054-123-4567,הרצל 5,חיפה\n"), "books", false);
    assert_int_equal(find(&r, "כהן", NULL), 0);
    found(&r, "ברק", ronit, "name");
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, look_nothing, NULL));
    mk_arena *a = mk_arena_new();
    mk_str was = room_dump(&r, a, ROOM_DUMP_BATCH);
    assert_true(mk_doctor(&r.cx, r.store, true, quiet, NULL) >= 0);
    room_same(was, room_dump(&r, a, ROOM_DUMP_BATCH), "the index made again");
    mk_arena_free(a);
    room_close(&r);
}

/* A damaged file is what the doctor is asked of: he says so, and what to do, and does not fall over it. */
static void told_of_damage(void *self, const char *check, mk_health health, mk_str detail)
{
    if (strcmp(check, "files") == 0) *(bool *)self = health == MK_SICK && mk_str_find(detail, MK_S("makir restore")) >= 0;
}

static void a_damaged_file(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    people(&r);
    mk_store_close(r.store);
    r.store = NULL;
    FILE *f = fopen(r.url, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    for (long to = ftell(f), at = to - 8192; at < to && fseek(f, at, SEEK_SET) == 0; at += 8) assert_true(fputs("damaged!", f) >= 0);      /* its last page */
    assert_int_equal(fclose(f), 0);
    assert_ok(&r.cx, mk_store_open(&r.cx, r.url, 0, &r.store));
    bool told = false;
    assert_int_equal(mk_doctor(&r.cx, r.store, false, told_of_damage, &told), MK_SICK);
    assert_true(told);
    room_close(&r);
}

static void added_by_hand(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t id, second;
    char said[1024];
    mk_new_customer c = { .name = MK_S(" רונית כהן "), .phone = MK_S("054 123 4567"), .mail = MK_S("Ronit@Example.com") };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &id));
    found(&r, "רונית", id, "name");
    found(&r, "ronit@", id, "mail");
    assert_int_equal(mk_customer_add(&r.cx, r.store, &c, &second), MK_EEXISTS);
    memcpy(said, r.cx.message, sizeof said);
    char t[MK_ID_TEXT];
    assert_non_null(strstr(said, mk_id_text(id, t)));
    mk_new_customer husband = { .name = MK_S("דוד כהן"), .phone = MK_S("0541234567") };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &husband, &second));       /* a household is two people */
    assert_true(second != id);
    assert_int_equal(find(&r, "1234567", NULL), 2);
    mk_new_customer bad[] = { { .name = MK_S("  ") }, { .name = MK_S("א"), .phone = MK_S("abc") }, { .name = MK_S("א"), .mail = MK_S("x@") },
                              { .name = MK_S("א"), .phone = MK_S("1-700-50-50-50") } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_int_equal(mk_customer_add(&r.cx, r.store, &bad[i], &id), MK_EINVAL);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
    room_close(&r);
}

/* --- settings --- */

typedef struct trying { const char *key, *value; int rc; } trying;

static int set(mk_cx *cx, mk_db *db, void *arg)
{
    const trying *t = arg;
    return mk_setting_set(cx, db, mk_str_of(t->key), mk_str_of(t->value));
}

static int get(mk_cx *cx, mk_db *db, void *arg) { return mk_settings_get(cx, db, arg); }

static void settings(void **state)
{
    (void)state;
    static const trying all[] = {
        { "currency", "USD", 0 }, { "currency", "", MK_EINVAL }, { "currency", "US", MK_EINVAL }, { "currency", "דולר", MK_EINVAL }, { "currency", "usd", MK_EINVAL },
        { "currency", "U$D", MK_EINVAL }, { "timezone", "Europe/London", 0 }, { "timezone", "Mars/Base", MK_EINVAL }, { "timezone", "", MK_EINVAL },
        { "timezone", "../../etc/passwd", MK_EINVAL }, { "language", "en", 0 }, { "language", "fr", MK_EINVAL }, { "capacity", "12", 0 }, { "capacity", "0", MK_EINVAL },
        { "capacity", "-3", MK_EINVAL }, { "capacity", "10001", MK_EINVAL }, { "capacity", "many", MK_EINVAL }, { "today", "2026-01-05", 0 },
        { "today", "2026-02-30", MK_EINVAL }, { "today", "yesterday", MK_EINVAL }, { "shop", "הקפה של רונית", 0 }, { "color", "red", MK_EINVAL }, { "", "", MK_EINVAL },
    };
    room r;
    mk_settings s;
    room_open(&r);
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, get, &s));
    assert_string_equal(s.currency, "ILS");
    assert_int_equal(s.capacity, 8);
    assert_int_equal(s.today, mk_tz_day(s.tz, r.cx.now));
    assert_str(s.timezone, "Asia/Jerusalem");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        trying t = all[i];
        int rc = mk_store_write(&r.cx, r.store, set, &t);
        if (rc != t.rc) fail_msg("%s = '%s': %d, should be %d", t.key, t.value, rc, t.rc);
        if (rc < 0) assert_true(strlen(r.cx.message) > 20);
    }
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, get, &s));
    assert_string_equal(s.currency, "USD");
    assert_int_equal(s.capacity, 12);
    assert_int_equal(s.today, mk_day_of(2026, 1, 5));
    assert_str(s.timezone, "Europe/London");
    assert_str(s.language, "en");
    assert_str(s.shop, "הקפה של רונית");
    trying clock = { "today", "", 0 };
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, set, &clock));
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, get, &s));
    assert_int_equal(s.today, s.now_day);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_people_ask), cmocka_unit_test(a_changed_name), cmocka_unit_test(a_file_renames), cmocka_unit_test(a_damaged_file), cmocka_unit_test(added_by_hand), cmocka_unit_test(settings),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
