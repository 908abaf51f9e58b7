/* SPDX-License-Identifier: Apache-2.0
 * What files said while two customers were one, when they are two again. */
#include "merge.h"
#include "room.h"

typedef struct told { room r; int64_t dana, other; mk_merge_result merge; } told;

static int64_t file(told *t, const char *name, const char *head, const char *rows)
{
    t->r.cx.now += MK_SECOND;
    return room_import(&t->r, room_write(&t->r, name, mk_arena_printf(t->r.cx.arena, "%s\n%s", head, rows).p), "", false).batch;
}

static void join(told *t, int64_t kept, int64_t gone)
{
    t->r.cx.now += MK_SECOND;
    assert_ok(&t->r.cx, mk_merge(&t->r.cx, t->r.store, kept, gone, MK_S(""), &t->merge));
}

static void finding(void *self, const char *check, mk_health health, mk_str detail)
{
    (void)self;
    if (health == MK_SICK) fail_msg("%s: %.*s", check, MK_SARG(detail));
}

static void part(told *t)
{
    mk_split_result s;
    assert_ok(&t->r.cx, mk_split(&t->r.cx, t->r.store, t->merge.merge, &s));
    assert_ok(&t->r.cx, mk_doctor(&t->r.cx, t->r.store, false, finding, NULL));
}

typedef struct bought { int64_t who; size_t sales; } bought;

static bool a_sale(void *self, const mk_value *row)
{
    bought *b = self;
    b->sales += row[MK_SALE_CUSTOMER_ID].i == b->who;
    return true;
}

static size_t sales_of(told *t, int64_t who)
{
    bought b = { .who = who };
    room_each(&t->r, MK_T_SALE, a_sale, &b);
    return b.sales;
}

/* A file names a document that is known as the one's the other's, and of another day: it is his with its lines. */
static void a_document_named_anew(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,date,invoice,item,amount";
    told t;
    room_open(&t.r);
    file(&t, "a.csv", head, "1,Dana Levi,2025-05-18,4,Bread,13.00\n1,Dana Levi,2025-05-10,2,Bread,6.00\n");
    file(&t, "b.csv", head, "2,Ronit Cohen,2025-04-12,100,Bread,16.00\n");
    t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "Ronit Cohen");
    join(&t, t.other, t.dana);
    file(&t, "c.csv", head, "2,Ronit Cohen,2025-06-11,4,Bread,13.00\n");
    part(&t);
    assert_int_equal(sales_of(&t, t.dana), 1);
    assert_int_equal(sales_of(&t, t.other), 2);
    room_close(&t.r);
}

/* A name is of whose record it is, and goes with its import. */
static void a_name_told_meanwhile(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,phone";
    told t;
    room_open(&t.r);
    file(&t, "a.csv", head, "1,Dana Levi,\n");
    file(&t, "b.csv", head, "2,,054-123-4562\n");
    t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "");
    join(&t, t.dana, t.other);
    int64_t batch = file(&t, "late.csv", head, "2,Ronit Cohen,054-123-4562\n");
    assert_int_equal(room_named(&t.r, "Ronit Cohen"), 0);
    part(&t);
    assert_int_equal(room_named(&t.r, "Ronit Cohen"), t.other);
    assert_int_equal(room_named(&t.r, "Dana Levi"), t.dana);
    room_undo(&t.r, batch);
    assert_int_equal(room_named(&t.r, "Ronit Cohen"), 0);
    assert_int_equal(room_named(&t.r, ""), t.other);
    room_close(&t.r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_document_named_anew), cmocka_unit_test(a_name_told_meanwhile) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
