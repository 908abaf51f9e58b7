/* SPDX-License-Identifier: Apache-2.0
 * Finding customers who are one among those of a store, and what people decide of them. */
#include "resolve.h"
#include "clock.h"
#include "rng.h"
#include "room.h"
#include "vec.h"
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 400, TWICE = 120 };

/* People with a name, a birthday, a phone and a mail; some of them a second time, with another phone and a slip in the name, under a number of
 * their own, so that no key ties the two. doubtful: the second time without a mail, and of two in three the birthday is another or missing: who is who cannot know. */
static const char *list(room *r, uint64_t seed, bool doubtful)
{
    static const char *const given[] = { "רונית", "דוד", "משה", "נועה", "איתן", "יעל", "אורי", "תמר", "גיל", "שירה", "עמית", "מיכל", "אבי", "דנה", "יוסי", "הילה" };
    static const char *const family[] = { "כהן", "לוי", "מזרחי", "פרץ", "ביטון", "אברהם", "פרידמן", "שפירא", "אזולאי", "דהן", "גולן", "ברק", "שלום", "רוזן", "טל", "נחמני" };
    mk_rng g = mk_rng_seed(seed);
    mk_buf b = mk_buf_on(r->cx.arena);
    mk_buf_printf(&b, "customer no,first name,last name,birth date,phone,email,city\n");
    for (int i = 0; i < PEOPLE; i++) {
        const char *x = given[mk_rng_below(&g, 16)], *y = family[mk_rng_below(&g, 16)];
        int year = 1950 + (int)mk_rng_below(&g, 50), month = 1 + (int)mk_rng_below(&g, 12), day = 1 + (int)mk_rng_below(&g, 28);
        mk_buf_printf(&b, "%d,%s,%s,%d-%02d-%02d,05055%05d,p%d@example.com,חיפה\n", i, x, y, year, month, day, (int)mk_rng_below(&g, 100000), i);
        if (i >= TWICE) continue;
        /* the family name without its last letter, two bytes */
        mk_buf_printf(&b, "%d,%s,%.*s,", 10000 + i, x, (int)strlen(y) - 2, y);
        if (!doubtful || i % 3 < 2) mk_buf_printf(&b, "%d-%02d-%02d", year, month, doubtful && i % 3 ? 1 + (int)mk_rng_below(&g, 28) : day);
        mk_buf_printf(&b, ",05255%05d,", (int)mk_rng_below(&g, 100000));
        if (!doubtful) mk_buf_printf(&b, "p%d@example.org", i);
        mk_buf_printf(&b, ",חיפה\n");
    }
    return room_write(r, "people.csv", mk_arena_dup(r->cx.arena, mk_buf_str(&b)).p);
}

static void shop(room *r)
{
    room_open(r);
    room_import(r, list(r, 3, false), "", false);
    assert_int_equal(room_count(r, MK_T_CUSTOMER), PEOPLE + TWICE);
}

static mk_resolved resolve(room *r, bool dry)
{
    mk_resolved res;
    r->cx.now += MK_SECOND;
    assert_ok(&r->cx, mk_resolve(&r->cx, r->store, dry, &res));
    return res;
}

static void a_dry_run_changes_nothing(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_arena *a = mk_arena_new();
    mk_str was = room_dump(&r, a, ROOM_DUMP_BATCH);
    mk_resolved dry = resolve(&r, true);
    room_same(was, room_dump(&r, a, ROOM_DUMP_BATCH), "after a dry run");
    mk_resolved res = resolve(&r, false);
    assert_int_equal(dry.merged, res.merged);
    assert_int_equal(dry.review, res.review);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), PEOPLE + TWICE - res.merged);
    assert_int_equal(room_count(&r, MK_T_REVIEW), res.review);
    assert_int_equal(resolve(&r, false).merged, 0);      /* found once, found for good */
    mk_arena_free(a);
    room_close(&r);
}

/* Who is the second of whom shows in the mail: before the @ they are alike. */
typedef struct wrong { room *r; uint64_t merged, wrong; } wrong;
static bool one_merge(void *self, const mk_value *row);

static int mail_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    mk_rows q;
    int rc, n = 0;
    MK_TRY(mk_select(cx, db, &q, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        if (mk_str_eqz(mk_row_text(&q, MK_CONTACT_POINT_KIND), "mail")) {
            mk_str m = mk_arena_dup(cx->arena, mk_row_text(&q, MK_CONTACT_POINT_VALUE));
            m.n = (size_t)((const char *)memchr(m.p, '@', m.n) - m.p);
            if (n++ && !mk_str_eq(m, *ret)) *ret = MK_S("two");
            else *ret = m;
        }
    return rc;
}

typedef struct looking { int64_t customer; mk_str mail; } looking;
static int look(mk_cx *cx, mk_db *db, void *arg)
{
    looking *l = arg;
    return mail_of(cx, db, l->customer, &l->mail);
}

static bool one_merge(void *self, const mk_value *row)
{
    wrong *w = self;
    looking l = { .customer = row[MK_MERGE_KEPT_ID].i };
    assert_ok(&w->r->cx, mk_store_read(&w->r->cx, w->r->store, look, &l));
    w->merged++;
    w->wrong += mk_str_eqz(l.mail, "two");
    return true;
}

static void finds_those_who_are_one(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_resolved res = resolve(&r, false);
    wrong w = { .r = &r };
    room_each(&r, MK_T_MERGE, one_merge, &w);
    assert_int_equal(w.merged, res.merged);
    assert_true(res.merged + res.review >= TWICE * 9 / 10);
    assert_true(w.wrong * 50 <= w.merged);
    room_close(&r);
}

typedef struct first { int64_t merge, a, b; } first;
static bool take_merge(void *self, const mk_value *row)
{
    *(first *)self = (first){ row[MK_MERGE_MERGE_ID].i, row[MK_MERGE_KEPT_ID].i, row[MK_MERGE_GONE_ID].i };
    return false;
}

static int look_up(mk_cx *cx, mk_db *db, void *arg)
{
    first *f = arg;
    MK_TRY(mk_customer_now(cx, db, &f->a));
    return mk_customer_now(cx, db, &f->b);
}

/* A split says that two are not one, and no later run knows better. */
static void a_split_holds(void **state)
{
    (void)state;
    room r;
    shop(&r);
    first f = { 0 };
    mk_split_result s;
    assert_true(resolve(&r, false).merged > 1);
    room_each(&r, MK_T_MERGE, take_merge, &f);
    assert_ok(&r.cx, mk_split(&r.cx, r.store, f.merge, &s));
    assert_int_equal(resolve(&r, false).merged, 0);
    first now = f;
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, look_up, &now));
    assert_true(now.a != now.b);
    /* until somebody says otherwise */
    mk_merge_result m;
    assert_ok(&r.cx, mk_merge(&r.cx, r.store, f.a, f.b, MK_S(""), &m));
    room_close(&r);
}

typedef struct asking { mk_review *r; size_t n, waiting; mk_str said; } asking;
static int ask(mk_cx *cx, mk_db *db, void *arg)
{
    asking *a = arg;
    MK_TRY(mk_review_list(cx, db, (int32_t)(cx->now / MK_DAY), 0, 10, &a->r, &a->n, &a->waiting));
    if (a->n) a->said = mk_say_link(cx, a->r[0].why);
    mk_str name, card;
    for (size_t i = 0; i < a->n; i++) {         /* the parts that are shown add up to the weight */
        float sum = 0;
        const char *text = mk_arena_dup(cx->arena, a->r[i].why).p;
        for (const char *p = text; (p = strstr(p, "\"bits\":")); ) sum += strtof(p += 7, NULL);
        assert_true(sum == (float)a->r[i].weight);
    }
    for (size_t i = 0; i < a->n; i++) MK_TRY(mk_side_of(cx, db, a->r[i].a, &name, &card));
    return 0;
}

static asking waiting(room *r)
{
    asking a = { 0 };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &a));
    return a;
}

static void answers(void **state)
{
    (void)state;
    room r;
    shop(&r);
    resolve(&r, false);
    asking a = waiting(&r);
    mk_merge_result m;
    /* with such data the engine may be sure of everybody: then what is tested is that an unknown pair is refused */
    assert_int_equal(mk_review_answer(&r.cx, r.store, 1, 2, MK_ANSWER_SAME, &m), MK_ENOTFOUND);
    size_t left = a.waiting;
    for (size_t i = 0; i < a.n && i < 3; i++) {
        assert_true(a.said.n > 0);
        mk_answer answer = i == 0 ? MK_ANSWER_LATER : i == 1 ? MK_ANSWER_DIFFERENT : MK_ANSWER_SAME;
        assert_ok(&r.cx, mk_review_answer(&r.cx, r.store, a.r[i].a, a.r[i].b, answer, &m));
        assert_int_equal(m.merge != 0, answer == MK_ANSWER_SAME);
        asking b = waiting(&r);
        assert_true(b.waiting < left);
        left = b.waiting;
    }
    room_close(&r);
}

/* Everything that waits: who with whom, how likely, why. */
typedef struct listed { mk_arena *arena; mk_buf b; } listed;
static int tell(mk_cx *cx, mk_db *db, void *arg)
{
    listed *l = arg;
    mk_review *r;
    size_t n, waiting;
    MK_TRY(mk_review_list(cx, db, (int32_t)(cx->now / MK_DAY), 0, SIZE_MAX, &r, &n, &waiting));
    for (size_t i = 0; i < n; i++)
        mk_buf_printf(&l->b, "%" PRId64 " %" PRId64 " %.17g %.17g %u %u %.*s\n", r[i].a, r[i].b, r[i].probability, r[i].weight, r[i].settles, r[i].alike, MK_SARG(r[i].why));
    return 0;
}

static mk_str list_of(room *r, mk_arena *a)
{
    listed l = { a, mk_buf_on(a) };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, tell, &l));
    return mk_buf_str(&l.b);
}

typedef struct given { mk_answered_pair two; mk_answer answer; } given;
typedef mk_vec(given) givens;

/* What was answered of these two last: they may wait by two records of the one, and be answered twice. */
static void note(mk_arena *a, givens *all, mk_answered_pair two, mk_answer answer)
{
    for (size_t i = 0; i < all->n; i++) {
        const mk_answered_pair *x = &all->p[i].two;
        if ((x->customer != two.customer || x->other != two.other) && (x->customer != two.other || x->other != two.customer)) continue;
        if (answer != MK_ANSWER_LATER) all->p[i].answer = answer;
        return;
    }
    *mk_vec_push(a, all) = (given){ two, answer };
}

static void answer_at_random(room *r, mk_rng *g, mk_arena *a, givens *all)
{
    asking w = waiting(r);
    if (w.n == 0) return;
    const mk_review *x = &w.r[mk_rng_below(g, (uint32_t)w.n)];
    mk_answer answer = (mk_answer)mk_rng_below(g, 3);
    bool turned = mk_rng_below(g, 2), alike = mk_rng_below(g, 6) == 0;
    mk_answered_pair two = { turned ? x->b : x->a, turned ? x->a : x->b };
    mk_merge_result m;
    mk_review_answered many;
    r->cx.now += MK_SECOND;
    if (alike) {
        assert_ok(&r->cx, mk_review_answer_alike(&r->cx, r->store, two.customer, two.other, answer, &many));
        for (size_t k = 0; k < many.pairs; k++) note(a, all, many.pair[k], answer);
        return;
    }
    assert_ok(&r->cx, mk_review_answer(&r->cx, r->store, two.customer, two.other, answer, &m));
    note(a, all, two, answer);
}

/* Those who were put off first, while they are who they were then. */
static void undo_at_random(room *r, mk_rng *g, givens *all)
{
    mk_answer was;
    size_t i = mk_rng_below(g, (uint32_t)all->n);
    for (size_t k = 0; k < all->n && all->p[i].answer != MK_ANSWER_LATER; k++)
        if (all->p[k].answer == MK_ANSWER_LATER) i = k;
    r->cx.now += MK_SECOND;
    int rc = mk_review_undo(&r->cx, r->store, all->p[i].two.customer, all->p[i].two.other, &was);
    if (rc >= 0) assert_int_equal(was, all->p[i].answer);
    else assert_true(rc == MK_ENOTFOUND && all->p[i].answer == MK_ANSWER_LATER);        /* of two records of his the other was put off, and is not any more */
    all->p[i] = all->p[--all->n];
}

/* Whatever was answered of whom, one pair or all alike, and in whatever order it is taken back: then nobody ever said anything. */
static void answers_are_taken_back(void **state)
{
    (void)state;
    const uint64_t seeds = getenv("MAKIR_EXHAUSTIVE") ? 300 : 8;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        room r;
        mk_arena *a = mk_arena_new();
        mk_rng g = mk_rng_seed(seed);
        givens all = { 0 };
        mk_answer was;
        room_open(&r);
        room_import(&r, list(&r, seed, true), "", false);
        assert_true(resolve(&r, false).review > 20);
        mk_str before = list_of(&r, a);
        size_t customers = room_count(&r, MK_T_CUSTOMER), aliases = room_count(&r, MK_T_ALIAS);
        for (int i = 0; i < 12; i++) answer_at_random(&r, &g, a, &all);
        assert_false(mk_str_eq(before, list_of(&r, a)));
        givens late = { 0 };            /* who was put off, and then answered all the same, is put off again once that is taken back */
        for (size_t i = 0; i < all.n; i++) *mk_vec_push(a, &late) = all.p[i];
        while (all.n) undo_at_random(&r, &g, &all);
        for (size_t i = 0; i < late.n; i++) mk_review_undo(&r.cx, r.store, late.p[i].two.customer, late.p[i].two.other, &was);
        room_same(before, list_of(&r, a), "never answered, and taken back");
        assert_int_equal(room_count(&r, MK_T_VERDICT), 0);
        assert_int_equal(room_count(&r, MK_T_CUSTOMER), customers);
        assert_int_equal(room_count(&r, MK_T_ALIAS), aliases);
        assert_int_equal(resolve(&r, false).merged, 0);
        assert_int_equal(mk_review_undo(&r.cx, r.store, 1, 2, &was), MK_ENOTFOUND);
        mk_arena_free(a);
        room_close(&r);
    }
}

/* The same customers whatever the number of threads. */
static void threads_do_not_matter(void **state)
{
    (void)state;
    room one, two;
    mk_arena *a = mk_arena_new();
    shop(&one);
    shop(&two);
    one.cx.threads = 1;
    two.cx.threads = 4;
    resolve(&one, false);
    resolve(&two, false);
    room_same(room_dump(&one, a, ROOM_DUMP_BATCH), room_dump(&two, a, ROOM_DUMP_BATCH), "one thread and four");
    room_close(&one);
    room_close(&two);
    mk_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dry_run_changes_nothing),
        cmocka_unit_test(finds_those_who_are_one),
        cmocka_unit_test(a_split_holds),
        cmocka_unit_test(answers),
        cmocka_unit_test(answers_are_taken_back),
        cmocka_unit_test(threads_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
