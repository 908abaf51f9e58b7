/* SPDX-License-Identifier: Apache-2.0
 * libmakir as a stranger uses it: nothing but its public header and its shared library. */
#include <makir.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[] = "/tmp/makir-test-lib-XXXXXX";
static char store[sizeof folder + 16], sales[sizeof folder + 16], arguments[sizeof sales + 32];

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(store, sizeof store, "%s/shop.makir", folder);
    snprintf(sales, sizeof sales, "%s/sales.csv", folder);
    snprintf(arguments, sizeof arguments, "{\"path\": \"%s\"}", sales);
    FILE *f = fopen(sales, "w");
    if (!f) return -1;
    fputs("invoice,date,name,phone,item,qty,price\n", f);
    fputs("1,2024-01-01,רונית לוי,050-5550101,קפה,1,32\n2,2024-01-12,רונית לוי,0505550101,קפה,1,32\n", f);
    return fclose(f);
}

static int tear_down(void **state)
{
    (void)state;
    char command[sizeof folder + 16];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

static void test_a_shop_from_file_to_answer(void **state)
{
    (void)state;
    makir *m;
    const char *answer;
    assert_int_equal(makir_open(store, MAKIR_CREATE, &m), 0);
    assert_int_equal(makir_language(m, "en"), 0);
    assert_int_equal(makir_run(m, "import", arguments, &answer), 0);
    assert_non_null(strstr(answer, "\"customers_new\":1"));
    assert_int_equal(makir_run(m, "learn", NULL, &answer), 0);
    assert_int_equal(makir_run(m, "today", "{\"limit\": 5}", &answer), 0);
    assert_string_equal(makir_message(m), "");
    makir_close(m);
    assert_int_equal(makir_open(store, 0, &m), 0);       /* it is still there */
    assert_int_equal(makir_run(m, "batch list", NULL, &answer), 0);
    assert_non_null(strstr(answer, "\"who\":\"library\""));
    makir_close(m);
}

static void test_what_goes_wrong_is_said(void **state)
{
    (void)state;
    makir *m;
    const char *answer;
    int rc = makir_open("/nowhere/at/all.makir", 0, &m);
    assert_true(rc < 0);
    assert_string_not_equal(makir_message(m), "");
    assert_string_not_equal(makir_hint(m), "");
    assert_string_equal(makir_error_name(makir_run(m, "today", NULL, &answer)), "NOTFOUND");        /* no store is open */
    assert_int_equal(makir_run(m, "version", NULL, &answer), 0);                                    /* needs none */
    assert_non_null(strstr(answer, makir_version()));
    assert_true(makir_run(m, "fly", NULL, &answer) < 0);
    assert_string_equal(answer, "");
    assert_true(makir_run(m, "version", "[1]", &answer) < 0);
    assert_true(makir_run(m, "version", "{\"wings\": 2}", &answer) < 0);
    assert_non_null(strstr(makir_message(m), "wings"));
    assert_true(makir_language(m, "fr") < 0);
    makir_close(m);
    makir_close(NULL);
}

static void stop(void *self, const char *stage, uint64_t done, uint64_t total)
{
    (void)stage; (void)done; (void)total;
    makir_cancel(self);
}

static void test_a_long_operation_can_be_stopped(void **state)
{
    (void)state;
    makir *m;
    const char *answer;
    FILE *f = fopen(sales, "a");
    assert_non_null(f);
    for (int i = 0; i < 60000; i++) fprintf(f, "%d,2024-02-%02d,,05055%05d,tea,1,20\n", 100 + i, 1 + i % 28, i);
    fclose(f);
    assert_int_equal(makir_open(store, 0, &m), 0);
    makir_progress(m, stop, m);
    int rc = makir_run(m, "import", arguments, &answer);
    assert_string_equal(makir_error_name(rc), "CANCELLED");
    makir_progress(m, NULL, NULL);
    assert_int_equal(makir_run(m, "customer find", "{\"q\": \"רונית\"}", &answer), 0);
    assert_non_null(strstr(answer, "רונית"));
    makir_close(m);
}

static void test_names_and_phones(void **state)
{
    (void)state;
    makir_words *w = makir_words_new();
    const char *level;
    assert_non_null(w);
    assert_true(makir_name_match(w, "רונית לפידור-בלו", "רונית בלו", &level) >= .9);
    assert_string_equal(level, "more");
    assert_true(makir_name_match(w, "דוד משה נתניהו", "דוד ת. נתניהו", NULL) >= .7);
    assert_true(makir_name_match(w, "מיקי מורשת", "מיכאל מורשת", &level) >= .8);
    assert_string_equal(level, "nickname");
    assert_true(makir_name_match(w, "Ronit Lapidor", "רונית לפידור", &level) > .99);
    assert_true(makir_name_match(w, "אבי כהן", "דנה כהן", &level) < .5);        /* the household */
    assert_string_equal(level, "family");
    assert_true(makir_name_match(w, NULL, "דנה כהן", &level) < .01);
    assert_string_equal(makir_phone(w, "+972 (0)54-123-4567"), "+972541234567");
    assert_null(makir_phone(w, "1-800-123-456"));
    assert_null(makir_phone(w, ""));
    assert_true(makir_jaro_winkler(w, "martha", "marhta") > .961 && makir_jaro_winkler(w, "martha", "marhta") < .962);
    assert_int_equal(makir_distance(w, "דויד", "דוד"), 1);
    assert_int_equal(makir_distance(w, "ab", "ba"), 1);
    assert_true(makir_sounds_alike(w, "משה", "Moshe"));
    assert_false(makir_sounds_alike(w, "משה", "Dana"));
    char first[32];
    snprintf(first, sizeof first, "%s", makir_sounds(w, "רונית"));
    assert_string_equal(first, makir_sounds(w, "Ronit"));
    makir_words_free(w);
    makir_words_free(NULL);
}

static void test_people_among_rows(void **state)
{
    (void)state;
    enum { ROWS = 400 };
    static const char *const header[] = { "first name", "last name", "phone", "email" };
    static const char *const given[] = { "רונית", "דוד", "משה", "נועה", "איתן", "יעל", "אורי", "תמר" }, *const family[] = { "כהן", "לוי", "מזרחי", "פרץ", "ביטון", "אברהם", "גולן" };
    static char phone[ROWS][16], mail[ROWS][32];
    static const char *cell[ROWS * 4];
    uint32_t person[ROWS];
    for (int i = 0; i < ROWS; i++) {
        int who = i < ROWS / 2 ? i : i - ROWS / 2;
        snprintf(phone[i], sizeof phone[i], "05055%05d", who * 37);
        snprintf(mail[i], sizeof mail[i], "p%d@example.%s", who, i == who ? "com" : "org");
        cell[4 * i] = given[who % 8];
        cell[4 * i + 1] = family[who / 8 % 7];
        cell[4 * i + 2] = phone[i];
        cell[4 * i + 3] = who % 3 ? mail[i] : NULL;
    }
    makir *m;
    const char *why;
    assert_int_equal(makir_open(NULL, 0, &m), 0);
    assert_int_equal(makir_people(m, header, 4, cell, ROWS, person, &why), 0);
    int found = 0;
    for (int i = ROWS / 2; i < ROWS; i++) found += (int)person[i] == i - ROWS / 2;
    assert_true(found > ROWS / 2 * 9 / 10);
    const char *one = strstr(why, "\"weight\":");
    assert_non_null(one);
    float weight = strtof(one + 9, NULL), sum = 0;
    const char *end = strstr(one, "]}");
    for (const char *p = one; (p = strstr(p, "\"bits\":")) && p < end; ) sum += strtof(p += 7, NULL);
    assert_true(sum == weight);
    assert_int_equal(makir_people(m, header, 4, cell, 0, person, NULL), 0);
    makir_close(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_shop_from_file_to_answer),
        cmocka_unit_test(test_what_goes_wrong_is_said),
        cmocka_unit_test(test_a_long_operation_can_be_stopped),
        cmocka_unit_test(test_names_and_phones), cmocka_unit_test(test_people_among_rows),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
