/* SPDX-License-Identifier: Apache-2.0
 * Records that come, change and go one by one end where all at once would end, by the same model: random pieces of a file, in random order,
 * imported and taken back again; a crowd that gathers and scatters; what is written down by hand. */
#include "clock.h"
#include "hash.h"
#include "identity.h"
#include "import_int.h"
#include "online.h"
#include "resolve.h"
#include "rng.h"
#include "room.h"
#include "vec.h"
#include <stdio.h>

/* --- all at once, by the model that is kept --- */

typedef struct people { mk_map of; size_t records, together; } people;       /* record id -> the least id it is with */
typedef struct comparing { people once, one_by_one; } comparing;

static int all_at_once(mk_cx *cx, mk_db *db, const mk_identity *ix, people *ret)
{
    mk_vec(mk_str) packed = { 0 };
    mk_live_record x;
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_LINKS_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_person_in p;
        mk_buf b = mk_buf_on(cx->arena);
        MK_TRY(mk_person_parse(cx, mk_row_text(&q, 3), &p));
        if (!mk_identity_person(cx, mk_row_int(&q, 1), mk_row_text(&q, 2), &p, &x)) continue;
        mk_live_pack(&b, &x, NULL, 0);
        *mk_vec_push(cx->arena, &packed) = mk_buf_str(&b);
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_CUSTOMER_UNLINKED, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_buf b = mk_buf_on(cx->arena);
        if (mk_identity_by_hand(cx, db, mk_row_int(&q, 0), &x) <= 0) continue;
        mk_live_pack(&b, &x, NULL, 0);
        *mk_vec_push(cx->arena, &packed) = mk_buf_str(&b);
    }
    MK_TRY(rc);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_IDENTITY_ROW_MERGED, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {           /* what was said by hand of those who were merged since */
        mk_buf b = mk_buf_on(cx->arena);
        if (!mk_live_unpack(mk_row_value(&q, 2).s, &x, NULL) || (int64_t)x.id != mk_row_int(&q, 1)) continue;
        mk_live_pack(&b, &x, NULL, 0);
        *mk_vec_push(cx->arena, &packed) = mk_buf_str(&b);
    }
    MK_TRY(rc);
    mk_map count = mk_map_on(cx->arena);
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_IDENTITY_COUNT_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) *mk_map_put(&count, (uint64_t)mk_row_int(&q, 0), NULL) = (uint64_t)mk_row_int(&q, 1);
    MK_TRY(rc);
    mk_live *v;
    MK_TRY(mk_live_new(cx, ix->frozen, packed.p, packed.n, &v));
    mk_map full = mk_map_on(cx->arena);
    for (size_t i = 0; i < packed.n; i++) {             /* the store keeps hashes without their lowest bit */
        mk_live_hashes said = { 0 };
        mk_live_values(cx, v, i, &said);
        for (size_t k = 0; k < said.n; k++) {
            const uint64_t *n = mk_map_get(&count, said.p[k] >> 1);
            if (n) *mk_map_put(&full, said.p[k], NULL) = *n;
        }
    }
    mk_live_count(cx, v, &full);
    mk_live_pairs pairs = { 0 };
    MK_TRY(mk_live_all(cx, v, MK_RESOLVE_LEAST, NULL, NULL, &pairs));
    uint32_t *with = MK_NEWN(cx->arena, uint32_t, packed.n + 1);
    MK_TRY(mk_live_people(cx, v, pairs.p, pairs.n, with));
    ret->of = mk_map_on(cx->arena);
    ret->records = packed.n;
    for (size_t i = 0; i < packed.n; i++) {
        *mk_map_put(&ret->of, mk_live_id(v, i), NULL) = mk_live_id(v, with[i]);
        ret->together += with[i] != i;
    }
    return 0;
}

static int as_kept(mk_cx *cx, mk_db *db, mk_identity *ix, people *ret)
{
    mk_map id = mk_map_on(cx->arena), least = mk_map_on(cx->arena), of = mk_map_on(cx->arena);
    mk_rows q;
    int rc;
    MK_TRY(mk_select_n(cx, db, &q, MK_Q_IDENTITY_ROW_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_live_record x;
        assert_true(mk_live_unpack(mk_row_value(&q, 2).s, &x, NULL));
        *mk_map_put(&id, (uint64_t)mk_row_int(&q, 0), NULL) = x.id;
    }
    MK_TRY(rc);
    uint64_t row, rec;
    for (size_t i = 0; mk_map_next(&id, &i, &row, &rec); ) {
        int64_t group;
        mk_identity_list m;
        uint64_t label = row;
        MK_TRY(mk_identity_group_of(cx, ix, (uint32_t)row, &group, &m));
        for (size_t k = 0; k < m.n; k += 2) {
            assert_non_null(mk_map_get(&id, m.p[k]));           /* a component of records there are */
            if (m.p[k] == row) label = m.p[k + 1];
        }
        *mk_map_put(&of, rec, NULL) = label;
        bool fresh;
        uint64_t *l = mk_map_put(&least, label, &fresh);
        if (fresh || rec < *l) *l = rec;
    }
    ret->of = mk_map_on(cx->arena);
    ret->records = id.n;
    for (size_t i = 0; mk_map_next(&of, &i, &rec, &row); ) {
        *mk_map_put(&ret->of, rec, NULL) = *mk_map_get(&least, row);
        ret->together += *mk_map_get(&least, row) != rec;
    }
    return 0;
}

static int compare(mk_cx *cx, mk_db *db, void *arg)
{
    comparing *c = arg;
    mk_identity ix;
    assert_int_equal(mk_identity_open(cx, db, &ix), 1);
    MK_TRY(all_at_once(cx, db, &ix, &c->once));
    return as_kept(cx, db, &ix, &c->one_by_one);
}

/* How many records lie with others. */
static size_t same(room *r, const char *when)
{
    comparing c = { 0 };
    uint64_t id, with;
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, compare, &c));
    if (c.once.records != c.one_by_one.records) fail_msg("%s: %zu records at once, %zu one by one", when, c.once.records, c.one_by_one.records);
    for (size_t i = 0; mk_map_next(&c.once.of, &i, &id, &with); ) {
        const uint64_t *other = mk_map_get(&c.one_by_one.of, id);
        if (!other || *other != with) fail_msg("%s: a record is with another at once (%zu together) than one by one (%zu)", when, c.once.together, c.one_by_one.together);
    }
    size_t n = c.once.together;
    room_fresh(r);
    return n;
}

/* --- people --- */

enum { PEOPLE = 150, PIECES = 6 };
#define HEAD "customer no,first name,last name,birth date,phone,phone 2,email,city\n"

/* Somebody in up to three rows with slips, which lie in any piece; households share a phone and a family name. */
static void write_pieces(room *r, uint64_t seed, const char *path[PIECES])
{
    static const char *const given[] = { "רונית", "דוד", "משה", "נועה", "איתן", "יעל", "אורי", "תמר", "גיל", "שירה", "עמית", "מיכל", "אבי", "דנה", "יוסי", "הילה" };
    static const char *const family[] = { "כהן", "לוי", "מזרחי", "פרץ", "ביטון", "אברהם", "פרידמן", "שפירא", "אזולאי", "דהן", "גולן", "ברק", "שלום", "רוזן", "טל", "נחמני" };
    mk_rng g = mk_rng_seed(seed);
    mk_buf b[PIECES];
    for (int i = 0; i < PIECES; i++) {
        b[i] = mk_buf_on(r->cx.arena);
        mk_buf_printf(&b[i], HEAD);
    }
    int home = 0;
    const char *name = "";
    for (int i = 0; i < PEOPLE; i++) {
        const char *x = given[mk_rng_below(&g, 16)], *y = mk_rng_below(&g, 3) ? family[mk_rng_below(&g, 16)] : i ? name : "כהן";
        if (y != name) home = (int)mk_rng_below(&g, 100000);
        name = y;
        int year = 1950 + (int)mk_rng_below(&g, 50), month = 1 + (int)mk_rng_below(&g, 12), day = 1 + (int)mk_rng_below(&g, 28), own = (int)mk_rng_below(&g, 100000);
        for (int k = 0, rows = 1 + (int)mk_rng_below(&g, 3); k < rows; k++) {
            int cut = k && mk_rng_below(&g, 3) == 0 ? 2 : 0;
            mk_buf_printf(&b[mk_rng_below(&g, PIECES)], "%d,%s,%.*s,%d-%02d-%02d,05255%05d,%s,p%d@example.%s,חיפה\n", k * 10000 + i, x, (int)strlen(y) - cut, y, year, month,
                          mk_rng_below(&g, 8) ? day : day % 28 + 1, k == 1 ? (int)mk_rng_below(&g, 100000) : own,
                          mk_rng_below(&g, 4) ? "" : mk_arena_printf(r->cx.arena, "05355%05d", k == 1 ? own : home).p, i, k ? "org" : "com");
        }
    }
    for (int i = 0; i < PIECES; i++) {
        char file[16];
        snprintf(file, sizeof file, "piece%d.csv", i);
        path[i] = strdup(room_write(r, file, mk_arena_dup(r->cx.arena, mk_buf_str(&b[i])).p));
    }
}

static void free_pieces(const char *path[PIECES])
{
    for (int i = 0; i < PIECES; i++) free((void *)(uintptr_t)path[i]);
}

static mk_resolved resolve(room *r)
{
    mk_resolved res;
    r->cx.now += MK_SECOND;
    assert_ok(&r->cx, mk_resolve(&r->cx, r->store, false, &res));
    return res;
}

static void any_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        room r;
        const char *path[PIECES];
        int64_t batch[PIECES] = { 0 };
        char when[64];
        room_open(&r);
        write_pieces(&r, seed, path);
        for (int i = 0; i < PIECES; i++) batch[i] = room_import(&r, path[i], "till", false).batch, r.cx.now += MK_SECOND;
        mk_resolved res = resolve(&r);
        assert_true(res.merged > 30);
        assert_true(same(&r, "resolved") > 30);
        mk_rng g = mk_rng_seed(seed + 100);
        for (int step = 0; step < 8; step++) {
            int i = (int)mk_rng_below(&g, PIECES);
            r.cx.now += MK_SECOND;
            if (batch[i]) { room_undo(&r, batch[i]); batch[i] = 0; }
            else batch[i] = room_import(&r, path[i], "till", false).batch;
            snprintf(when, sizeof when, "seed %d step %d, piece %d %s", (int)seed, step, i, batch[i] ? "came" : "went");
            same(&r, when);
        }
        for (int i = 0; i < PIECES; i++) {
            if (batch[i]) room_undo(&r, batch[i]), batch[i] = 0, r.cx.now += MK_SECOND;
        }
        assert_int_equal(same(&r, "all gone"), 0);
        assert_int_equal(room_count(&r, MK_T_IDENTITY_ROW), 0);
        for (int i = PIECES; i-- > 0;) batch[i] = room_import(&r, path[i], "till", false).batch, r.cx.now += MK_SECOND;
        assert_true(same(&r, "all again, backwards") > 30);
        assert_int_equal(resolve(&r).merged, 0);            /* there was nothing left to find */
        free_pieces(path);
        room_close(&r);
    }
}

/* What a file brings about, its undo takes back: the customers, the merges and the list. */
static mk_str without_index(mk_arena *a, mk_str dump)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0, to; i < dump.n; i = to + 1) {
        to = i;
        while (to < dump.n && dump.p[to] != '\n') to++;
        mk_str l = mk_str_sub(dump, i, to);
        if (!mk_str_starts(l, MK_S("identity_"))) mk_buf_printf(&b, "%.*s\n", MK_SARG(l));
    }
    return mk_buf_str(&b);
}

static void an_undo_restores(void **state)
{
    (void)state;
    room r;
    const char *path[PIECES];
    mk_arena *a = mk_arena_new();
    room_open(&r);
    write_pieces(&r, 7, path);
    for (int i = 0; i < PIECES - 1; i++) room_import(&r, path[i], "till", false), r.cx.now += MK_SECOND;
    resolve(&r);
    mk_str was = without_index(a, room_dump(&r, a, 0));
    r.cx.now += MK_SECOND;
    mk_import_result im = room_import(&r, path[PIECES - 1], "till", false);
    assert_true(im.online.records > 40);
    assert_true(im.online.merged > 10);
    same(&r, "came");
    r.cx.now += MK_SECOND;
    room_undo(&r, im.batch);
    same(&r, "went");
    room_same(was, without_index(a, room_dump(&r, a, 0)), "after an undo");
    free_pieces(path);
    mk_arena_free(a);
    room_close(&r);
}

/* Three hundred of one name: as a crowd the name proves nothing and brings nobody together; when they go it does again. */
static void a_crowd(void **state)
{
    (void)state;
    room r;
    const char *path[PIECES], *some, *more;
    room_open(&r);
    write_pieces(&r, 11, path);
    for (int i = 0; i < PIECES; i++) room_import(&r, path[i], "till", false), r.cx.now += MK_SECOND;
    mk_buf b = mk_buf_on(r.cx.arena), c = mk_buf_on(r.cx.arena);
    mk_buf_printf(&b, HEAD);
    mk_buf_printf(&c, HEAD);
    for (int i = 0; i < 300; i++) mk_buf_printf(i < 240 ? &b : &c, "%d,ישראל,ישראלי,,,,,נתניה\n", 50000 + i);
    some = strdup(room_write(&r, "some.csv", mk_arena_dup(r.cx.arena, mk_buf_str(&b)).p));
    more = strdup(room_write(&r, "more.csv", mk_arena_dup(r.cx.arena, mk_buf_str(&c)).p));
    resolve(&r);
    r.cx.now += MK_SECOND;
    mk_import_result first = room_import(&r, some, "list", false);
    same(&r, "some of one name");
    r.cx.now += MK_SECOND;
    mk_import_result second = room_import(&r, more, "list", false);
    same(&r, "a crowd of one name");
    r.cx.now += MK_SECOND;
    room_undo(&r, second.batch);
    same(&r, "no crowd any more");
    room_undo(&r, first.batch);
    same(&r, "nobody of that name");
    free((void *)(uintptr_t)some);
    free((void *)(uintptr_t)more);
    free_pieces(path);
    room_close(&r);
}

static void by_hand(void **state)
{
    (void)state;
    room r;
    const char *path[PIECES];
    room_open(&r);
    write_pieces(&r, 13, path);
    for (int i = 0; i < PIECES; i++) room_import(&r, path[i], "till", false), r.cx.now += MK_SECOND;
    resolve(&r);
    int64_t id;
    mk_str was;
    for (int i = 0; i < 6; i++) {
        r.cx.now += MK_SECOND;
        mk_new_customer n = { .name = mk_arena_printf(r.cx.arena, "%s כהן", i % 2 ? "דוד" : "רונית"), .phone = mk_arena_printf(r.cx.arena, "05255%05d", 777 * i), .mail = mk_arena_printf(r.cx.arena, "p%d@example.net", i) };
        assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &n, &id));
        same(&r, "written down");
        assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, id, MK_S("family"), MK_S("לוי"), &was));
        same(&r, "corrected");
    }
    free_pieces(path);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_order), cmocka_unit_test(an_undo_restores), cmocka_unit_test(a_crowd), cmocka_unit_test(by_hand) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
