/* SPDX-License-Identifier: Apache-2.0
 * Words that go with their number, in both languages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "agree.h"

static void test_ways(void **state)
{
    static const struct { const char *said, *is; } cases[] = {
        { "nothing to choose", "nothing to choose" }, { "", "" },
        { "{1:one customer|# customers} for today", "one customer for today" },
        { "{12:one customer|# customers} for today", "12 customers for today" },
        { "{0:one|# rows}", "0 rows" }, { "{1,204:one|# rows}", "1,204 rows" },
        { "{2:יום|יומיים|# ימים}", "יומיים" }, { "{1:יום|יומיים|# ימים}", "יום" }, { "{11:יום|יומיים|# ימים}", "11 ימים" },
        { "{1:לקוח אחד חדש|# חדשים} ו{3:אחד מוכר|־# מוכרים}", "לקוח אחד חדש ו־3 מוכרים" },
        /* what people write is left as it is */
        { "{}", "{}" }, { "{a:b|c}", "{a:b|c}" }, { "{1:b}", "{1:b}" }, { "{1:b|c", "{1:b|c" }, { "{", "{" }, { "{7", "{7" },
    };
    (void)state;
    mk_arena *a = mk_arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mk_str got = mk_agree(a, mk_str_of(cases[i].said));
        if (!mk_str_eqz(got, cases[i].is)) fail_msg("%s: %.*s", cases[i].said, MK_SARG(got));
    }
    assert_true(mk_str_eqz(mk_agree_printf(a, "{%d:one was|# were} here", 3), "3 were here"));
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_ways) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
