/* SPDX-License-Identifier: Apache-2.0
 * Words that go with their number, in both languages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "agree.h"

static void is(mk_str got, const char *want)
{
    if (!mk_str_eqz(got, want)) fail_msg("'%.*s', not '%s'", MK_SARG(got), want);
}

static void test_ways(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    is(mk_agree_printf(a, "{%d:one customer|# customers} for today", 1), "one customer for today");
    is(mk_agree_printf(a, "{%d:one customer|# customers} for today", 12), "12 customers for today");
    is(mk_agree_printf(a, "{%d:one|# rows}", 0), "0 rows");
    is(mk_agree_printf(a, "{%d:one|# rows}", 999), "999 rows");
    is(mk_agree_printf(a, "{%d:one|# rows}", 1000), "1,000 rows");
    is(mk_agree_printf(a, "{%d:שורה|# שורות}, {%s:one|#}", 1234567, "12,000"), "1,234,567 שורות, 12,000");
    is(mk_agree_printf(a, "{%d:יום|יומיים|# ימים}", 1), "יום");
    is(mk_agree_printf(a, "{%d:יום|יומיים|# ימים}", 2), "יומיים");
    is(mk_agree_printf(a, "{%d:יום|יומיים|# ימים}", 11), "11 ימים");
    is(mk_agree_printf(a, "{%d:לקוח אחד חדש|# חדשים} ו{%d:אחד מוכר|־# מוכרים}", 1, 3), "לקוח אחד חדש ו־3 מוכרים");
    is(mk_agree_printf(a, "{%s:one|# rows} of {%d:one file|# files}", "1,204", 1), "1,204 rows of one file");
    is(mk_agree_printf(a, "nothing to choose"), "nothing to choose");
    mk_arena_free(a);
}

/* Names of people and files, whatever they look like. */
static void test_values_are_left(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    is(mk_agree_printf(a, "%s had {%d:one visit|# visits of \"%s\"}", "{1:a|b}", 2, "c|d#}{7:"), "{1:a|b} had 2 visits of \"c|d#}{7:\"");
    is(mk_agree_printf(a, "%s", "{1:a|b}"), "{1:a|b}");
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_ways), cmocka_unit_test(test_values_are_left) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
