/* SPDX-License-Identifier: Apache-2.0
 * A model that another version of makir learnt and this one cannot read: as good as nothing learnt, however often it is asked, found out once and not
 * for each page, and over as soon as this one learns. */
#include "regulars.h"

static int of_another(mk_cx *cx, mk_db *db, void *arg)
{
    int64_t version;
    return mk_model_keep(cx, db, arg, TODAY, MK_S("what another makir learnt"), MK_S("{}"), &version);
}

static int get(mk_cx *cx, mk_db *db, void *arg) { return mk_models_get(cx, db, arg); }

static mk_models models(room *r)
{
    mk_models m;
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, get, &m));
    return m;
}

static void asked_twice(void **state)
{
    static const char *const name[] = { "value", "need" };
    (void)state;
    room r;
    open_learnt(&r);
    size_t before = list(&r, MK_NO_DAY, 1000).n;
    assert_true(before > 0);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        assert_true(models(&r).known);
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, of_another, (void *)(uintptr_t)name[i]));
        mk_models first = models(&r), second = models(&r);
        assert_false(first.known || second.known);
        assert_ptr_equal(first.readers, second.readers);        /* the same one, kept: both are still held */
        for (int n = 0; n < 2; n++) assert_int_equal(list(&r, MK_NO_DAY, 1000).n, 0);
        learn(&r);
        assert_int_equal(list(&r, MK_NO_DAY, 1000).n, before);
    }
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(asked_twice) };
    return cmocka_run_group_tests_name("unread", tests, NULL, NULL);
}
