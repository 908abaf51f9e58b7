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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_shop_from_file_to_answer),
        cmocka_unit_test(test_what_goes_wrong_is_said),
        cmocka_unit_test(test_a_long_operation_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
