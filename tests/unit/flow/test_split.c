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

typedef struct count { int64_t who; size_t n; } count;

static bool a_sale(void *self, const mk_value *row)
{
    count *b = self;
    b->n += row[MK_SALE_CUSTOMER_ID].i == b->who;
    return true;
}

static size_t sales_of(told *t, int64_t who)
{
    count b = { .who = who };
    room_each(&t->r, MK_T_SALE, a_sale, &b);
    return b.n;
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

/* Of three who were one the first is taken out again: a name told of the third is not whose records it lies with. */
static void a_name_told_of_a_third(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,phone";
    told t;
    mk_merge_result third;
    room_open(&t.r);
    file(&t, "a.csv", head, "1,Dana Levi,\n2,Ronit Cohen,\n3,,\n");
    t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "Ronit Cohen");
    int64_t nameless = room_named(&t.r, "");
    join(&t, t.dana, t.other);
    t.r.cx.now += MK_SECOND;
    assert_ok(&t.r.cx, mk_merge(&t.r.cx, t.r.store, t.dana, nameless, MK_S(""), &third));
    file(&t, "b.csv", head, "3,Noa Bar,\n");
    part(&t);
    assert_int_equal(room_named(&t.r, "Dana Levi"), t.dana);
    t.merge = third;
    part(&t);
    assert_int_equal(room_named(&t.r, "Dana Levi"), t.dana);
    assert_int_equal(room_named(&t.r, "Noa Bar"), nameless);
    room_close(&t.r);
}

static bool of_kind(count *c, const mk_value *row, const char *kind)
{
    c->n += row[MK_CONTACT_POINT_CUSTOMER_ID].i == c->who && mk_str_eqz(row[MK_CONTACT_POINT_KIND].s, kind);
    return true;
}

static bool a_mail(void *self, const mk_value *row) { return of_kind(self, row, "mail"); }
static bool an_address(void *self, const mk_value *row) { return of_kind(self, row, "address"); }

/* Of three who were one the two of the older merge are parted: what a file told of one of them meanwhile, when the third had everything, is his. */
static void told_of_one_of_three(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,email";
    told t;
    mk_merge_result third;
    room_open(&t.r);
    file(&t, "a.csv", head, "1,Dana Levi,\n2,Ronit Cohen,\n3,Noa Bar,\n");
    t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "Ronit Cohen");
    join(&t, t.dana, t.other);
    t.r.cx.now += MK_SECOND;
    assert_ok(&t.r.cx, mk_merge(&t.r.cx, t.r.store, room_named(&t.r, "Noa Bar"), t.dana, MK_S(""), &third));
    file(&t, "b.csv", head, "2,Ronit Cohen,ronit@example.com\n");
    part(&t);
    count of = { .who = t.other };
    room_each(&t.r, MK_T_CONTACT_POINT, a_mail, &of);
    assert_int_equal(of.n, 1);
    room_close(&t.r);
}

static bool an_event(void *self, const mk_value *row)
{
    count *b = self;
    b->n += row[MK_INTERACTION_CUSTOMER_ID].i == b->who;
    return true;
}

/* What happened with him, by a record of a file, is his; what people wrote down stays. */
static void happened_meanwhile(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,phone";
    static const char *const event = "{\"type\":\"interaction\",\"at\":\"2026-01-0%dT10:00:00Z\",\"customer\":{\"key\":\"%d\"},\"channel\":\"call\",\"text\":\"asked\"}\n";
    told t;
    room_open(&t.r);
    file(&t, "a.csv", head, "1,Dana Levi,\n");
    file(&t, "b.csv", head, "2,Ronit Cohen,\n");
    t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "Ronit Cohen");
    join(&t, t.dana, t.other);
    mk_buf b = mk_buf_on(t.r.cx.arena);
    for (int i = 0; i < 3; i++) mk_buf_printf(&b, event, i + 1, i % 2 + 1);
    mk_buf_c(&b, 0);
    t.r.cx.now += MK_SECOND;
    const char *path = room_write(&t.r, "c.ndjson", b.p);
    room_import(&t.r, path, "", false);
    part(&t);
    count of[2] = { { .who = t.dana }, { .who = t.other } };
    for (int i = 0; i < 2; i++) room_each(&t.r, MK_T_INTERACTION, an_event, &of[i]);
    assert_int_equal(of[0].n, 2);
    assert_int_equal(of[1].n, 1);
    assert_int_equal(room_import(&t.r, path, "", false).same, 3);
    room_close(&t.r);
}

/* Where the one lived before they were one the other has moved since: both live there. Whoever went on. */
static void told_of_both(void **state)
{
    (void)state;
    static const char *const head = "customer number,name,city";
    for (int goes = 0; goes < 2; goes++) {
        told t;
        room_open(&t.r);
        file(&t, "a.csv", head, "1,Dana Levi,Haifa\n2,Ronit Cohen,Lod\n");
        t.dana = room_named(&t.r, "Dana Levi"), t.other = room_named(&t.r, "Ronit Cohen");
        join(&t, goes ? t.other : t.dana, goes ? t.dana : t.other);
        file(&t, "b.csv", head, "2,Ronit Cohen,Haifa\n");
        part(&t);
        count of[2] = { { .who = t.dana }, { .who = t.other } };
        for (int i = 0; i < 2; i++) room_each(&t.r, MK_T_CONTACT_POINT, an_address, &of[i]);
        assert_int_equal(of[0].n, 1);
        assert_int_equal(of[1].n, 2);
        room_close(&t.r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_named_anew), cmocka_unit_test(a_name_told_meanwhile), cmocka_unit_test(a_name_told_of_a_third),
        cmocka_unit_test(told_of_one_of_three), cmocka_unit_test(happened_meanwhile), cmocka_unit_test(told_of_both) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
