/* SPDX-License-Identifier: Apache-2.0
 * Two customers who are one, and back: for any shop and any two of its customers. MAKIR_EXHAUSTIVE=1 tries 200 shops. */
#include "merge.h"
#include "clock.h"
#include "gate.h"
#include "page.h"
#include "resolve.h"
#include "rng.h"
#include "shop.h"
#include "vec.h"
#include <stdio.h>

typedef struct before { room r; mk_arena *a; shop shop; const char *path; mk_vec(int64_t) who; int64_t batch; } before;

static bool note(void *self, const mk_value *row)
{
    before *b = self;
    *mk_vec_push(b->a, &b->who) = row[MK_CUSTOMER_CUSTOMER_ID].i;
    return true;
}

static void set_up(before *b, uint64_t seed)
{
    memset(b, 0, sizeof *b);
    room_open(&b->r);
    b->a = mk_arena_new();
    b->shop = shop_make(b->a, seed, 12);
    b->path = mk_arena_dup(b->a, mk_str_of(shop_write(&b->r, &b->shop, "shop.csv"))).p;
    b->batch = room_import(&b->r, b->path, "", false).batch;
    room_each(&b->r, MK_T_CUSTOMER, note, b);
    assert_true(b->who.n > 5);
}

static void tear_down(before *b)
{
    room_close(&b->r);
    mk_arena_free(b->a);
}

static mk_merge_result merge(before *b, int64_t kept, int64_t gone)
{
    mk_merge_result m;
    assert_ok(&b->r.cx, mk_merge(&b->r.cx, b->r.store, kept, gone, MK_S("the same"), &m));
    return m;
}

static void split(before *b, int64_t id)
{
    mk_split_result s;
    assert_ok(&b->r.cx, mk_split(&b->r.cx, b->r.store, id, &s));
    assert_int_equal(s.missing, 0);
}

static const char *say(before *b, uint64_t seed, const char *what) { return mk_arena_printf(b->a, "shop %" PRIu64 ": %s", seed, what).p; }
static uint64_t shops(void) { return getenv("MAKIR_EXHAUSTIVE") ? 200 : 8; }

static void finding(void *self, const char *check, mk_health health, mk_str detail)
{
    (void)self;
    if (health == MK_SICK) fail_msg("%s: %.*s", check, MK_SARG(detail));
}
static void whole(before *b) { assert_ok(&b->r.cx, mk_doctor(&b->r.cx, b->r.store, false, finding, NULL)); }

static void a_split_is_the_way_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= shops(); seed++) {
        before b;
        set_up(&b, seed);
        mk_str was = room_dump(&b.r, b.a, 0);
        for (size_t i = 0; i + 1 < b.who.n && i < 6; i++) {
            mk_merge_result m = merge(&b, b.who.p[i], b.who.p[i + 1]);
            assert_true(m.moved > 0 && m.kept == b.who.p[i] && m.gone == b.who.p[i + 1]);
            assert_int_equal(room_count(&b.r, MK_T_CUSTOMER), b.who.n - 1);
            whole(&b);
            split(&b, m.merge);
            room_same(was, room_dump(&b.r, b.a, 0), say(&b, seed, "merged and split"));
        }
        tear_down(&b);
    }
}

/* Merges on top of merges, split in any order. */
static void any_order_of_splits(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= shops(); seed++) {
        before b;
        set_up(&b, seed);
        mk_rng g = mk_rng_seed(seed);
        mk_str was = room_dump(&b.r, b.a, 0);
        int64_t id[5];
        size_t n = 0;
        for (int tries = 0; n < 5 && tries < 50; tries++) {
            int64_t one = b.who.p[mk_rng_below(&g, 6)], other = b.who.p[mk_rng_below(&g, 6)];
            mk_merge_result m;
            b.r.cx.now += MK_SECOND;
            if (mk_merge(&b.r.cx, b.r.store, one, other, MK_S(""), &m) == 0) id[n++] = m.merge;
        }
        assert_int_equal(n, 5);
        assert_int_equal(room_count(&b.r, MK_T_CUSTOMER), b.who.n - 5);
        whole(&b);
        while (n) {
            size_t k = mk_rng_below(&g, n);
            mk_split_result s;
            assert_ok(&b.r.cx, mk_split(&b.r.cx, b.r.store, id[k], &s));
            assert_int_equal(s.missing, 0);
            id[k] = id[--n];
        }
        room_same(was, room_dump(&b.r, b.a, 0), say(&b, seed, "five merges, split in any order"));
        whole(&b);
        tear_down(&b);
    }
}

/* The same file again finds everybody where he is now; what it brings anew about a person goes back with him. */
static void imports_between(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= shops(); seed++) {
        before b, plain;
        set_up(&b, seed);
        set_up(&plain, seed);
        mk_merge_result m = merge(&b, b.who.p[0], b.who.p[1]);
        mk_str merged = room_dump(&b.r, b.a, 0);
        room_import(&b.r, b.path, "", false);
        room_same(merged, room_dump(&b.r, b.a, 0), say(&b, seed, "the same file after a merge"));
        shop more = shop_copy(b.a, &b.shop);
        for (size_t i = 0, n = more.n; i < n; i++) {         /* every person buys once more */
            shop_row *row = shop_add(&more);
            *row = more.row[i];
            snprintf(row->doc, sizeof row->doc, "N%zu", i);
            snprintf(row->date, sizeof row->date, "2026-01-%02d", 1 + (int)(i % 28));
        }
        const char *path = mk_arena_dup(b.a, mk_str_of(shop_write(&b.r, &more, "more.csv"))).p;
        room_import(&b.r, path, "", false);
        split(&b, m.merge);
        room_import(&plain.r, path, "", false);
        room_same(room_dump(&plain.r, plain.a, 0), room_dump(&b.r, b.a, 0), say(&b, seed, "an import between merge and split"));
        whole(&b);
        tear_down(&b);
        tear_down(&plain);
    }
}

/* A merge of which one of the two goes with his import is taken back with it; nobody stays by name alone. */
static void an_import_taken_back_between(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= shops(); seed++) {
        before b;
        set_up(&b, seed);
        mk_merge_result m = merge(&b, b.who.p[0], b.who.p[1]);
        assert_true(room_undo(&b.r, b.batch).removed > 0);
        whole(&b);
        mk_split_result s;
        assert_int_equal(mk_split(&b.r.cx, b.r.store, m.merge, &s), MK_ECONFLICT);
        assert_int_equal(room_count(&b.r, MK_T_CUSTOMER) + room_count(&b.r, MK_T_SALE) + room_count(&b.r, MK_T_LINK) + room_count(&b.r, MK_T_MERGE_ROW) +
                         room_count(&b.r, MK_T_ALIAS), 0);
        tear_down(&b);
    }
}

/* Three files, each of one person, made one in two merges; any one of the files is taken back, and then what is left of the merges: the other two are
 * there by their own names, with what is theirs, and nothing of the third. */
static void one_of_three_taken_back(void **state)
{
    (void)state;
    static const char *const name[] = { "Dana Levi", "Ronit Cohen", "Noam Bar" };
    static const int pairs[][2][2] = { { { 0, 1 }, { 0, 2 } }, { { 0, 1 }, { 2, 0 } } };
    for (size_t k = 0; k < 3 * 2 * 2; k++) {
        size_t gone = k % 3, shape = k / 3 % 2, first = k / 6;
        room r;
        int64_t batch[3], who[3], merged[2];
        room_open(&r);
        for (int i = 0; i < 3; i++) {
            r.cx.now += MK_SECOND;
            mk_str text = mk_arena_printf(r.cx.arena, "customer number,name,phone\n%d,%s,054123456%d\n", i + 1, name[i], i + 1);
            batch[i] = room_import(&r, room_write(&r, mk_arena_printf(r.cx.arena, "%d.csv", i).p, text.p), "", false).batch;
            who[i] = room_named(&r, name[i]);
        }
        for (int i = 0; i < 2; i++) {
            mk_merge_result m;
            r.cx.now += MK_SECOND;
            assert_ok(&r.cx, mk_merge(&r.cx, r.store, who[pairs[shape][i][0]], who[pairs[shape][i][1]], MK_S(""), &m));
            merged[i] = m.merge;
        }
        room_undo(&r, batch[gone]);
        for (size_t i = 0; i < 2; i++) {
            mk_split_result s;
            int rc = mk_split(&r.cx, r.store, merged[i ^ first], &s);
            assert_true(rc == 0 || rc == MK_ECONFLICT);         /* taken back already */
        }
        assert_ok(&r.cx, mk_doctor(&r.cx, r.store, false, finding, NULL));
        for (size_t i = 0; i < 3; i++)
            if (i != gone) assert_int_equal(room_named(&r, name[i]), who[i]);
        assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
        assert_int_equal(room_count(&r, MK_T_LINK), 2);
        assert_int_equal(room_count(&r, MK_T_CONTACT_POINT), 4);
        assert_int_equal(room_count(&r, MK_T_MERGE_ROW) + room_count(&r, MK_T_ALIAS), 0);
        room_close(&r);
    }
}

static mk_import_result file(room *r, const char *name, const char *rows)
{
    r->cx.now += MK_SECOND;
    return room_import(r, room_write(r, name, mk_arena_printf(r->cx.arena, "customer number,name,phone,mail,city\n%s", rows).p), "", false);
}

/* Two with a number each are made one; a file brings a new phone by the number of each, and then something by that phone alone. Split, all of it is of
 * whom it is about, and the same files change nothing. */
static void new_records_go_by_their_key(void **state)
{
    (void)state;
    static const char *const late = "1,Dana Levi,054-123-4561,,Haifa\n2,Ronit Cohen,054-123-4562,,Haifa\n", *const later = ",,054-123-4562,ronit@example.com,\n";
    room r;
    room_open(&r);
    file(&r, "a.csv", "1,Dana Levi,,,\n");
    file(&r, "b.csv", "2,Ronit Cohen,,,\n");
    int64_t dana = room_named(&r, "Dana Levi"), ronit = room_named(&r, "Ronit Cohen");
    mk_merge_result m;
    r.cx.now += MK_SECOND;
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, dana, ronit, MK_S(""), &m));
    assert_int_equal(file(&r, "late.csv", late).customers_new, 0);
    assert_int_equal(file(&r, "later.csv", later).customers_new, 0);
    mk_split_result s;
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_ok(&r.cx, mk_doctor(&r.cx, r.store, false, finding, NULL));
    mk_page of[2];
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, dana, 0, &of[0]));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, ronit, 0, &of[1]));
    assert_true(mk_str_find(of[0].contacts, MK_S("+972541234561")) >= 0 && mk_str_find(of[0].contacts, MK_S("Haifa")) >= 0);
    assert_true(mk_str_find(of[0].contacts, MK_S("+972541234562")) < 0 && mk_str_find(of[0].contacts, MK_S("ronit@")) < 0);
    assert_true(mk_str_find(of[1].contacts, MK_S("+972541234562")) >= 0 && mk_str_find(of[1].contacts, MK_S("Haifa")) >= 0 && mk_str_find(of[1].contacts, MK_S("ronit@")) >= 0);
    assert_true(mk_str_find(of[1].contacts, MK_S("+972541234561")) < 0);
    mk_import_result again = file(&r, "late.csv", late);
    assert_int_equal(again.same, 2);
    assert_int_equal(file(&r, "later.csv", later).same, 1);
    room_close(&r);
}

/* --- two people by hand --- */

static int64_t add(room *r, const char *name, const char *phone)
{
    int64_t id;
    r->cx.now += MK_SECOND;
    assert_ok(&r->cx, mk_customer_add(&r->cx, r->store, &(mk_new_customer){ .name = mk_str_of(name), .phone = mk_str_of(phone) }, &id));
    return id;
}

static void consent(room *r, int64_t who, const char *state)
{
    int64_t id;
    r->cx.now += MK_SECOND;
    mk_new_consent c = { MK_S("sms"), MK_S("advertising"), mk_str_of(state), MK_S("the form"), MK_S("he"), MK_S("counter") };
    assert_ok(&r->cx, mk_customer_consent(&r->cx, r->store, who, &c, &id));
}

typedef struct asking { int64_t who; bool may; } asking;
static int ask(mk_cx *cx, mk_db *db, void *arg)
{
    asking *a = arg;
    mk_gate g[MK_CHANNELS];
    MK_TRY(mk_gate_all(cx, db, a->who, MK_S("advertising"), g));
    a->may = g[MK_SMS].allowed;
    return 0;
}
static bool may(room *r, int64_t who)
{
    asking a = { .who = who };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &a));
    return a.may;
}

static void a_no_of_one_is_a_no_of_both(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t a = add(&r, "רונית כהן", "054-123-4567"), b = add(&r, "רונית בלו", "052-765-4321");
    consent(&r, b, "refused");
    consent(&r, a, "granted");                  /* later, and for another number */
    assert_true(may(&r, a) && !may(&r, b));
    mk_merge_result m;
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S("she married"), &m));
    assert_false(may(&r, a));
    consent(&r, b, "granted");                  /* by his former id; he says otherwise now */
    assert_true(may(&r, a));
    mk_split_result s;
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_true(may(&r, a) && !may(&r, b));
    room_close(&r);
}

static void consent_of(room *r, int64_t who, const char *state, const char *phone)
{
    int64_t id;
    r->cx.now += MK_SECOND;
    mk_new_consent c = { MK_S("sms"), MK_S("advertising"), mk_str_of(state), MK_S("the form"), MK_S("he"), MK_S("counter"), mk_str_of(phone) };
    assert_ok(&r->cx, mk_customer_consent(&r->cx, r->store, who, &c, &id));
}

static int ways(mk_cx *cx, mk_db *db, void *arg)
{
    mk_gate *g = arg;
    return mk_gate_all(cx, db, g[0].since, MK_S("advertising"), g);
}
static bool to(room *r, int64_t who, const char *address)
{
    mk_gate g[MK_CHANNELS] = { { .since = who } };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ways, g));
    return g[MK_SMS].allowed && mk_str_eqz(g[MK_SMS].address, address);
}

/* What was said of one phone is about it, whoever has it; each word goes back with whom it came from, those said meanwhile too. */
static void consent_stays_where_it_was_given(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t a = add(&r, "רונית כהן", "054-123-4567"), b = add(&r, "רונית בלו", "052-765-4321"), id;
    mk_merge_result m;
    mk_split_result s;
    mk_new_consent wrong = { MK_S("sms"), MK_S("advertising"), MK_S("refused"), MK_S(""), MK_S("he"), MK_S("counter"), MK_S("052-765-4321") };
    assert_int_equal(mk_customer_consent(&r.cx, r.store, a, &wrong, &id), MK_EINVAL);      /* not hers */
    consent_of(&r, b, "refused", "052-765-4321");
    consent_of(&r, a, "granted", "054-123-4567");
    for (int wait = 0; wait < 2; wait++) {
        assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S(""), &m));
        assert_true(to(&r, a, "+972541234567"));            /* never to the phone that was refused */
        assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
        assert_true(to(&r, a, "+972541234567") && !may(&r, b));
    }
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S(""), &m));
    consent_of(&r, a, "refused", "054-123-4567");
    consent_of(&r, a, "granted", "052-765-4321");           /* said while they are one */
    assert_true(to(&r, a, "+972527654321"));
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_true(!may(&r, a) && to(&r, b, "+972527654321"));
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S(""), &m));
    consent(&r, a, "refused");                              /* of whom, nobody knows: of both */
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_true(!may(&r, a) && !may(&r, b));
    assert_int_equal(room_count(&r, MK_T_CONSENT_POINT), 4);
    room_close(&r);
}

static void what_a_merge_says(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t a = add(&r, "רונית כהן", "054-123-4567"), b = add(&r, "Ronit Cohen", "052-765-4321"), note;
    mk_merge_result m;
    mk_split_result s;
    assert_int_equal(mk_merge(&r.cx, r.store, a, a, MK_S(""), &m), MK_EINVAL);
    assert_int_equal(mk_merge(&r.cx, r.store, a, 12345, MK_S(""), &m), MK_ENOTFOUND);
    assert_int_equal(mk_split(&r.cx, r.store, 12345, &s), MK_ENOTFOUND);
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S(""), &m));
    assert_int_equal(mk_merge(&r.cx, r.store, b, a, MK_S(""), &m), MK_EINVAL);         /* one already */
    assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, b, MK_S("asked for tea"), MK_S(""), false, &note));       /* his id leads to her */
    mk_card found[4];
    size_t n;
    assert_ok(&r.cx, mk_find(&r.cx, r.store, MK_S("7654321"), 4, found, &n));
    assert_int_equal(n, 1);
    assert_int_equal(found[0].customer, a);
    assert_ok(&r.cx, mk_split(&r.cx, r.store, m.merge, &s));
    assert_int_equal(mk_split(&r.cx, r.store, m.merge, &s), MK_ECONFLICT);
    assert_ok(&r.cx, mk_find(&r.cx, r.store, MK_S("7654321"), 4, found, &n));
    assert_int_equal(n, 1);
    assert_int_equal(found[0].customer, b);
    room_close(&r);
}

typedef struct listing { int64_t customer; mk_merge_line *m; size_t n; mk_str json; } listing;
static int list(mk_cx *cx, mk_db *db, void *arg)
{
    listing *l = arg;
    if (l->customer) MK_TRY(mk_merges_of(cx, db, l->customer, &l->json));
    return mk_merge_list(cx, db, l->customer, INT64_MAX, 10, &l->m, &l->n);
}

static listing listed(room *r, int64_t customer)
{
    listing l = { .customer = customer };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, list, &l));
    return l;
}

/* Whom somebody is made of stands with him, under the names they had, however many steps it took. */
static void the_merges_of_one(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t a = add(&r, "רונית כהן", "054-123-4567"), b = add(&r, "Ronit Cohen", "052-765-4321"), c = add(&r, "ר. כהן", "03-555-1234");
    mk_merge_result first, second;
    mk_split_result s;
    assert_true(mk_str_eqz(listed(&r, a).json, "null"));
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, a, b, MK_S("she said so"), &first));
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, c, a, MK_S(""), &second));
    listing l = listed(&r, b);          /* by any id that leads to her */
    assert_int_equal(l.n, 2);
    assert_int_equal(l.m[0].merge, second.merge);
    assert_true(mk_str_eqz(l.m[0].gone_name, "רונית כהן"));
    assert_true(mk_str_eqz(l.m[1].gone_name, "Ronit Cohen"));
    assert_true(mk_str_eqz(l.m[1].name, "ר. כהן"));
    assert_true(mk_str_eqz(l.m[1].why, "she said so"));
    assert_true(mk_str_find(listed(&r, c).json, MK_S("Ronit Cohen")) > 0);
    assert_ok(&r.cx, mk_split(&r.cx, r.store, second.merge, &s));
    assert_int_equal(listed(&r, c).n, 0);
    assert_int_equal(listed(&r, a).n, 1);
    l = listed(&r, 0);                  /* all that ever were */
    assert_int_equal(l.n, 2);
    assert_true(l.m[0].split_at > 0);
    assert_true(mk_str_eqz(l.m[0].gone_name, "רונית כהן"));
    room_close(&r);
}

typedef struct waits { int64_t a, b; const char *why; } waits;
static int put_waiting(mk_cx *cx, mk_db *db, void *arg)
{
    const waits *w = arg;
    mk_value v[MK_REVIEW_N] = { mk_int(w->a), mk_int(w->b), mk_real(.6), mk_real(.5), mk_textz(w->why), mk_int(cx->now), mk_int(0) };
    return mk_table_put(cx, db, MK_T_REVIEW, v);
}

/* Staff decide of any two, which of them goes on, and of a pair that waits under an id that leads on by now. */
static void any_two_are_answered(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t a = add(&r, "רונית כהן", "054-123-4567"), b = add(&r, "Ronit Cohen", "052-765-4321"), c = add(&r, "ר. כהן", "03-555-1234"), d = add(&r, "דוד כהן", "03-555-1234");
    mk_merge_result m;
    assert_int_equal(mk_review_answer(&r.cx, r.store, a, b, MK_ANSWER_LATER, &m), MK_ENOTFOUND);
    assert_int_equal(mk_review_answer(&r.cx, r.store, a, 12345, MK_ANSWER_DIFFERENT, &m), MK_ENOTFOUND);
    waits w = { a, b, "[]" };
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, put_waiting, &w));
    assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, c, a, MK_ANSWER_SAME, &m));      /* nobody asked */
    assert_int_equal(m.kept, c);
    assert_int_equal(room_count(&r, MK_T_REVIEW), 1);
    assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, c, b, MK_ANSWER_LATER, &m));
    assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, b, c, MK_ANSWER_SAME, &m));
    assert_int_equal(m.kept, b);
    assert_int_equal(room_count(&r, MK_T_REVIEW), 0);
    assert_int_equal(mk_review_answer(&r.cx, r.store, a, c, MK_ANSWER_SAME, &m), MK_EINVAL);
    assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, d, a, MK_ANSWER_DIFFERENT, &m));
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
    assert_int_equal(room_count(&r, MK_T_VERDICT), 3);
    room_close(&r);
}

typedef struct asked { int64_t pattern; mk_review *r; size_t n, waiting; } asked;
static int read_list(mk_cx *cx, mk_db *db, void *arg)
{
    asked *a = arg;
    return mk_review_list(cx, db, (int32_t)(cx->now / MK_DAY), a->pattern, 10, &a->r, &a->n, &a->waiting);
}

static asked waiting(room *r, int64_t pattern)
{
    asked a = { .pattern = pattern };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, read_list, &a));
    return a;
}

/* One answer for all for which the same speaks, however much of it; but not for those of whom somebody said that they are two. */
static void alike_are_answered_together(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    int64_t who[8];
    mk_review_answered all;
    mk_merge_result m;
    mk_split_result s;
    for (int i = 0; i < 8; i++) {
        char name[32], phone[32];
        snprintf(name, sizeof name, "לקוחה %d", i);
        snprintf(phone, sizeof phone, "054-123-456%d", i);
        r.cx.now += MK_SECOND;
        who[i] = add(&r, name, phone);
    }
    static const char *const why[] = { "[{\"field\":\"phone\",\"kind\":\"phone\",\"level\":\"same\",\"bits\":5.25},{\"field\":\"birthday\",\"kind\":\"birth\",\"level\":\"different\",\"bits\":-4}]",
                                       "[{\"field\":\"phone\",\"kind\":\"phone\",\"level\":\"same\",\"bits\":12},{\"field\":\"birthday\",\"kind\":\"birth\",\"level\":\"different\",\"bits\":-10.5}]",
                                       "[{\"field\":\"phone\",\"kind\":\"phone\",\"level\":\"same\",\"bits\":5.25},{\"field\":\"birthday\",\"kind\":\"birth\",\"level\":\"same\",\"bits\":4}]" };
    for (int i = 0; i < 4; i++) {
        waits w = { who[2 * i], who[2 * i + 1], why[i == 3 ? 1 : i] };
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, put_waiting, &w));
    }
    asked a = waiting(&r, 0);
    assert_int_equal(a.n, 4);
    for (size_t i = 0; i < a.n; i++) assert_int_equal(a.r[i].alike, a.r[i].a == who[4] ? 0 : 2);
    int64_t pattern = a.r[0].a == who[4] ? a.r[1].pattern : a.r[0].pattern;
    asked some = waiting(&r, pattern);
    assert_int_equal(some.n, 3);
    assert_int_equal(some.waiting, 4);
    waits again = { who[6], who[7], why[1] };
    assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, who[6], who[7], MK_ANSWER_DIFFERENT, &m));
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, put_waiting, &again));         /* it waits, though somebody said it */
    assert_int_equal(mk_review_answer_alike(&r.cx, r.store, who[0], who[5], MK_ANSWER_SAME, &all), MK_ENOTFOUND);
    assert_ok(&r.cx, mk_review_answer_alike(&r.cx, r.store, who[1], who[0], MK_ANSWER_SAME, &all));
    assert_int_equal(all.pairs, 2);
    assert_int_equal(all.merges, 2);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 6);
    listing l = listed(&r, 0);
    assert_int_equal(l.m[1].kept, who[1]);              /* as it was said */
    assert_int_equal(l.m[0].kept, who[2]);              /* the older */
    assert_int_equal(waiting(&r, 0).n, 2);
    for (size_t i = 0; i < all.merges; i++) assert_ok(&r.cx, mk_split(&r.cx, r.store, all.merge[i], &s));
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 8);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_split_is_the_way_back),
        cmocka_unit_test(any_order_of_splits),
        cmocka_unit_test(imports_between),
        cmocka_unit_test(an_import_taken_back_between),
        cmocka_unit_test(one_of_three_taken_back),
        cmocka_unit_test(new_records_go_by_their_key),
        cmocka_unit_test(a_no_of_one_is_a_no_of_both),
        cmocka_unit_test(consent_stays_where_it_was_given),
        cmocka_unit_test(what_a_merge_says),
        cmocka_unit_test(the_merges_of_one),
        cmocka_unit_test(any_two_are_answered),
        cmocka_unit_test(alike_are_answered_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
