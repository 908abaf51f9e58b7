/* SPDX-License-Identifier: Apache-2.0
 * Many merges at a time, and any history of merges, splits and imports, held against a model of a few lines: everybody knows whom he was merged into,
 * and a split forgets one step. MAKIR_EXHAUSTIVE=1 tries 40 histories. */
#include "clock.h"
#include "merge.h"
#include "rng.h"
#include "shop.h"
#include "map.h"
#include "vec.h"
#include <stdio.h>

/* --- one cluster of many --- */

enum { MANY = 300 };
typedef struct crowd { room r; mk_arena *a; mk_vec(int64_t) who; mk_vec(mk_pair_plan) pair; uint64_t merged; } crowd;

static bool note_customer(void *self, const mk_value *row)
{
    crowd *c = self;
    *mk_vec_push(c->a, &c->who) = row[MK_CUSTOMER_CUSTOMER_ID].i;
    return true;
}

static void gather(crowd *c)
{
    memset(c, 0, sizeof *c);
    room_open(&c->r);
    c->a = mk_arena_new();
    mk_buf b = mk_buf_on(c->a);
    mk_buf_printf(&b, "customer no,name,phone,document,date,total\n");
    for (int i = 0; i < MANY; i++) mk_buf_printf(&b, "%d,רונית כהן %d,05255%05d,D%d,2025-%02d-%02d,%d\n", i, i, i, i, 1 + i % 12, 1 + i % 28, 10 + i);
    mk_buf_c(&b, 0);
    room_import(&c->r, room_write(&c->r, "many.csv", b.p), "till", false);
    room_each(&c->r, MK_T_CUSTOMER, note_customer, c);
    assert_int_equal(c->who.n, MANY);
}

static void pair(crowd *c, size_t x, size_t y) { *mk_vec_push(c->a, &c->pair) = (mk_pair_plan){ .a = c->who.p[x], .b = c->who.p[y], .weight = 9, .probability = 1 }; }

static mk_str because(mk_arena *a, const void *self, const mk_pair_plan *p)
{
    (void)a, (void)self, (void)p;
    return MK_S("[]");
}

static int merge_them(mk_cx *cx, mk_db *db, void *arg)
{
    crowd *c = arg;
    return mk_merge_all(cx, db, c->pair.p, c->pair.n, because, NULL, NULL, 0, &c->merged);
}

static bool to_whom(void *self, const mk_value *row)
{
    mk_map *kept = self;
    ++*mk_map_put(kept, (uint64_t)row[MK_ALIAS_KEPT_ID].i, NULL);
    return true;
}

static bool moved_links(void *self, const mk_value *row)
{
    *(uint64_t *)self += mk_str_eqz(row[MK_MERGE_ROW_ENTITY].s, "link");
    return true;
}

static bool take_id(void *self, const mk_value *row)
{
    crowd *c = self;
    *mk_vec_push(c->a, &c->who) = row[MK_MERGE_MERGE_ID].i;
    return true;
}

static void finding(void *self, const char *check, mk_health health, mk_str detail)
{
    if (health == MK_SICK) fail_msg("%s: %s: %.*s", (const char *)self, check, MK_SARG(detail));
}
static void whole(room *r, const char *when) { assert_ok(&r->cx, mk_doctor(&r->cx, r->store, false, finding, (void *)(uintptr_t)when)); }

/* All become one, nobody's rows move twice, and each can go back. */
static void as_one(crowd *c, const char *what)
{
    mk_arena *a = mk_arena_new();
    mk_str was = room_dump(&c->r, a, 0);
    mk_map kept = mk_map_on(a);
    uint64_t links = 0;
    assert_ok(&c->r.cx, mk_store_write(&c->r.cx, c->r.store, merge_them, c));
    assert_int_equal(c->merged, MANY - 1);
    assert_int_equal(room_count(&c->r, MK_T_CUSTOMER), 1);
    room_each(&c->r, MK_T_ALIAS, to_whom, &kept);
    assert_int_equal(kept.n, 1);
    room_each(&c->r, MK_T_MERGE_ROW, moved_links, &links);
    assert_int_equal(links, MANY - 1);
    whole(&c->r, what);
    c->who.n = 0;
    room_each(&c->r, MK_T_MERGE, take_id, c);
    for (size_t i = c->who.n; i-- > 0;) {               /* the newest first: a split redoes those behind it */
        mk_split_result s;
        assert_ok(&c->r.cx, mk_split(&c->r.cx, c->r.store, c->who.p[i], &s));
        assert_int_equal(s.missing, 0);
    }
    room_same(was, room_dump(&c->r, a, 0), what);
    mk_arena_free(a);
    mk_arena_free(c->a);
    room_close(&c->r);
}

static void a_star(void **state)
{
    (void)state;
    crowd c;
    gather(&c);
    for (size_t i = 0; i < MANY; i++)
        if (i != 7) pair(&c, 7, i);
    as_one(&c, "a star");
}

static void a_chain(void **state)
{
    (void)state;
    crowd c;
    gather(&c);
    for (size_t i = MANY; i-- > 1;) pair(&c, i, i - 1);
    pair(&c, 5, 90);                    /* who are one by then */
    as_one(&c, "a chain");
}

/* --- any history --- */

typedef struct step { int64_t merge, kept, gone; } step;
typedef struct history {
    room r;
    mk_arena *a;
    mk_rng g;
    mk_vec(int64_t) who;
    mk_map link, first_at;              /* of each person the customer he came to; since when each is known */
    mk_vec(step) steps;                 /* merges that hold */
    int64_t last;                       /* the newest merge that is known */
    const char *when;
} history;

static int64_t holder(const history *h, int64_t who)
{
    for (size_t i = 0; i < h->steps.n; i++)
        if (h->steps.p[i].gone == who) { who = h->steps.p[i].kept; i = (size_t)-1; }
    return who;
}

static bool came(void *self, const mk_value *row)
{
    history *h = self;
    *mk_vec_push(h->a, &h->who) = row[MK_CUSTOMER_CUSTOMER_ID].i;
    *mk_map_put(&h->first_at, (uint64_t)row[MK_CUSTOMER_CUSTOMER_ID].i, NULL) = (uint64_t)row[MK_CUSTOMER_FIRST_AT].i;
    return true;
}

/* A row of somebody who was seen before is his who holds him now; a new one says whose he is. */
static bool a_link(void *self, const mk_value *row)
{
    history *h = self;
    bool fresh;
    uint64_t *first = mk_map_put(&h->link, (uint64_t)row[MK_LINK_PERSON_ID].i, &fresh);
    if (fresh) *first = (uint64_t)row[MK_LINK_CUSTOMER_ID].i;
    else if (holder(h, (int64_t)*first) != row[MK_LINK_CUSTOMER_ID].i) fail_msg("%s: a link lies with somebody else", h->when);
    return true;
}

static bool a_sale(void *self, const mk_value *row)
{
    history *h = self;
    const uint64_t *person = mk_map_get(&h->link, (uint64_t)row[MK_SALE_PERSON_ID].i);
    if (row[MK_SALE_PERSON_ID].i && person && holder(h, (int64_t)*person) != row[MK_SALE_CUSTOMER_ID].i) fail_msg("%s: a sale is not with its buyer", h->when);
    return true;
}

static void check(history *h)
{
    size_t there = 0;
    for (size_t i = 0; i < h->who.n; i++) there += holder(h, h->who.p[i]) == h->who.p[i];
    if (room_count(&h->r, MK_T_CUSTOMER) != there) fail_msg("%s: %zu customers, not %zu", h->when, room_count(&h->r, MK_T_CUSTOMER), there);
    room_each(&h->r, MK_T_LINK, a_link, h);
    room_each(&h->r, MK_T_SALE, a_sale, h);
    whole(&h->r, h->when);
}

static int64_t somebody(history *h) { return h->who.p[mk_rng_below(&h->g, h->who.n)]; }

static void one_merge(history *h)
{
    int64_t kept = somebody(h), gone = somebody(h);
    mk_merge_result m;
    if (holder(h, kept) == holder(h, gone)) return;
    assert_ok(&h->r.cx, mk_merge(&h->r.cx, h->r.store, kept, gone, MK_S("the same"), &m));
    *mk_vec_push(h->a, &h->steps) = (step){ m.merge, holder(h, kept), holder(h, gone) };
    assert_int_equal(m.kept, h->steps.p[h->steps.n - 1].kept);
    h->last = m.merge;
}

static bool new_merge(void *self, const mk_value *row)
{
    history *h = self;
    if (row[MK_MERGE_MERGE_ID].i <= h->last) return true;
    *mk_vec_push(h->a, &h->steps) = (step){ row[MK_MERGE_MERGE_ID].i, row[MK_MERGE_KEPT_ID].i, row[MK_MERGE_GONE_ID].i };
    h->last = row[MK_MERGE_MERGE_ID].i;
    return true;
}

static bool older(const history *h, int64_t a, int64_t b)
{
    int64_t x = (int64_t)*mk_map_get(&h->first_at, (uint64_t)a), y = (int64_t)*mk_map_get(&h->first_at, (uint64_t)b);
    return x != y ? x < y : a < b;
}

/* Whom pairs hold together goes to the eldest of them, as they are now. */
static void many_merges(history *h)
{
    crowd c = { .a = h->a };
    mk_vec(int64_t) eldest = { 0 };
    for (size_t i = 0; i < h->who.n; i++) *mk_vec_push(h->a, &eldest) = holder(h, h->who.p[i]);
    for (int i = 0, n = 2 + (int)mk_rng_below(&h->g, 6); i < n; i++) {
        int64_t a = somebody(h), b = somebody(h);
        *mk_vec_push(h->a, &c.pair) = (mk_pair_plan){ .a = a, .b = b, .weight = 9, .probability = 1 };
        int64_t x = 0, y = 0;
        for (size_t k = 0; k < h->who.n; k++) {
            if (h->who.p[k] == a) x = eldest.p[k];
            if (h->who.p[k] == b) y = eldest.p[k];
        }
        int64_t to = older(h, x, y) ? x : y;
        for (size_t k = 0; k < h->who.n; k++)
            if (eldest.p[k] == x || eldest.p[k] == y) eldest.p[k] = to;
    }
    assert_ok(&h->r.cx, mk_store_write(&h->r.cx, h->r.store, merge_them, &c));
    room_each(&h->r, MK_T_MERGE, new_merge, h);
    for (size_t k = 0; k < h->who.n; k++)
        if (holder(h, h->who.p[k]) != eldest.p[k]) fail_msg("%s: somebody is not with the eldest", h->when);
}

static void one_split(history *h)
{
    if (h->steps.n == 0) return;
    size_t i = mk_rng_below(&h->g, h->steps.n);
    mk_split_result s;
    assert_ok(&h->r.cx, mk_split(&h->r.cx, h->r.store, h->steps.p[i].merge, &s));       /* of what is missing the import was taken back */
    h->steps.p[i] = h->steps.p[--h->steps.n];
}

static void a_history(uint64_t seed)
{
    enum { FILES = 3 };
    history h = { .a = mk_arena_new(), .g = mk_rng_seed(seed) };
    const char *path[FILES];
    int64_t batch[FILES] = { 0 };
    room_open(&h.r);
    h.link = mk_map_on(h.a), h.first_at = mk_map_on(h.a);
    shop first = shop_make(h.a, seed, 40);
    room_import(&h.r, mk_arena_z(h.a, mk_str_of(shop_write(&h.r, &first, "first.csv"))), "", false);
    for (int k = 0; k < FILES; k++) {                   /* everybody buys again, as he was written */
        shop more = shop_copy(h.a, &first);
        for (size_t i = 0; i < more.n; i++) {
            snprintf(more.row[i].doc, sizeof more.row[i].doc, "N%d-%zu", k, i);
            snprintf(more.row[i].date, sizeof more.row[i].date, "2026-01-%02d", 1 + (int)(i % 28));
        }
        char name[16];
        snprintf(name, sizeof name, "more%d.csv", k);
        path[k] = mk_arena_z(h.a, mk_str_of(shop_write(&h.r, &more, name)));
    }
    room_each(&h.r, MK_T_CUSTOMER, came, &h);
    h.when = "at first";
    check(&h);
    mk_str was = room_dump(&h.r, h.a, 0);
    for (int n = 0; n < 24; n++) {
        int k = (int)mk_rng_below(&h.g, FILES);
        h.r.cx.now += MK_SECOND;
        unsigned what = (unsigned)mk_rng_below(&h.g, 8);
        h.when = mk_arena_printf(h.a, "history %" PRIu64 ", step %d (%u)", seed, n, what).p;
        if (what < 2) one_merge(&h);
        else if (what < 4) many_merges(&h);
        else if (what < 6) one_split(&h);
        else if (batch[k]) room_undo(&h.r, batch[k]), batch[k] = 0;
        else batch[k] = room_import(&h.r, path[k], "", false).batch;
        check(&h);
        room_fresh(&h.r);
    }
    for (int k = 0; k < FILES; k++)
        if (batch[k]) room_undo(&h.r, batch[k]);
    h.when = "all taken back";
    while (h.steps.n) one_split(&h);
    check(&h);
    room_same(was, room_dump(&h.r, h.a, 0), mk_arena_printf(h.a, "history %" PRIu64, seed).p);
    room_close(&h.r);
    mk_arena_free(h.a);
}

static void histories(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (getenv("MAKIR_EXHAUSTIVE") ? 40u : 4u); seed++) a_history(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_star), cmocka_unit_test(a_chain), cmocka_unit_test(histories) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
