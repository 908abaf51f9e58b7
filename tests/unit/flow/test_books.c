/* SPDX-License-Identifier: Apache-2.0
 * Several files about the same: what a later one changes, and what is left when any of them is taken back, in any order. The store must be
 * the one that the imports that are left make alone: byte for byte, with their batches. MAKIR_EXHAUSTIVE=1 tries 400 seeds, a larger
 * number that many. */
#include "shop.h"
#include "clock.h"
#include "hash.h"
#include "keep.h"
#include "vec.h"
#include <stdio.h>

static uint64_t seeds(void)
{
    const char *many = getenv("MAKIR_EXHAUSTIVE");
    uint64_t n = many ? strtoull(many, NULL, 10) : 25;
    return n > 1 ? n : 400;
}

/* --- looking --- */

typedef struct looking { mk_arena *a; mk_vec(mk_str) line; mk_table_id t; bool people; } looking;

static bool note(void *self, const mk_value *v)
{
    looking *k = self;
    mk_buf b = mk_buf_on(k->a);
    mk_buf_printf(&b, "%s", mk_tables[k->t].name);
    for (int i = 0; i < mk_tables[k->t].columns; i++) {
        const char *c = mk_tables[k->t].column[i].name;
        /* why somebody was linked is what was known then; ids of versions count within one import */
        if (strcmp(c, "revision_id") == 0 || (k->t == MK_T_LINK && i == MK_LINK_WHY)) continue;
        if (!k->people && (strcmp(c, "customer_id") == 0 || strcmp(c, "person_id") == 0 || strcmp(c, "batch_id") == 0)) continue;
        mk_buf_c(&b, '|');
        if (v[i].type == MK_INT) mk_buf_printf(&b, "%" PRId64, v[i].i);
        if (v[i].type == MK_REAL) mk_buf_printf(&b, "%a", v[i].r);
        if (v[i].type == MK_TEXT) mk_buf_str_add(&b, v[i].s);
    }
    *mk_vec_push(k->a, &k->line) = mk_buf_str(&b);
    return true;
}

static int by_text(const void *a, const void *b) { return mk_str_cmp(*(const mk_str *)a, *(const mk_str *)b); }

/* people: all that is known. Without: what does not depend on who was found to be whom. */
static mk_str look(room *r, mk_arena *a, bool people)
{
    static const mk_table_id all[] = { MK_T_CUSTOMER, MK_T_LINK, MK_T_SOURCE_ROW, MK_T_CONTACT_POINT, MK_T_FACT, MK_T_INTERACTION, MK_T_SALE, MK_T_SALE_LINE,
                                       MK_T_CONSENT, MK_T_REVISION, MK_T_ITEM, MK_T_KEY_LOOKUP, MK_T_SEARCH_LOOKUP, MK_T_SALE_LOOKUP };
    static const mk_table_id some[] = { MK_T_SALE, MK_T_SALE_LINE, MK_T_ITEM };
    looking k = { .a = a, .people = people };
    for (size_t i = 0; i < (people ? sizeof all / sizeof *all : sizeof some / sizeof *some); i++) {
        k.t = people ? all[i] : some[i];
        room_each(r, k.t, note, &k);
    }
    if (k.line.n) qsort(k.line.p, k.line.n, sizeof *k.line.p, by_text);
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < k.line.n; i++) mk_buf_printf(&b, "%.*s\n", MK_SARG(k.line.p[i]));
    return mk_buf_str(&b);
}

typedef struct finding { int sick; } finding;

static void found(void *self, const char *check, mk_health health, mk_str detail)
{
    if (health != MK_SICK) return;
    ((finding *)self)->sick++;
    print_error("%s: %.*s\n", check, MK_SARG(detail));
}

static void healthy(room *r)
{
    finding f = { 0 };
    assert_true(mk_doctor(&r->cx, r->store, false, found, &f) >= 0);
    assert_int_equal(f.sick, 0);
}

/* --- the files of a shop whose books change --- */

enum { FILES = 5 };

static bool keyed(const shop_row *w) { return w->key[0] || (!w->name[0] && !w->phone[0] && !w->mail[0]); }

/* Who is who is decided once, by what is known then; here everybody is told by his number alone, so that it is the same with any imports. */
static shop_row told_by_number(const shop_row *w)
{
    shop_row r = *w;
    if (r.phone[0]) snprintf(r.phone, sizeof r.phone, "055-21%s0", r.key);
    if (r.mail[0]) snprintf(r.mail, sizeof r.mail, "k%s@example.com", r.key);
    if (r.street[0]) snprintf(r.street, sizeof r.street, "הרצל %s, חיפה", r.key);
    return r;
}

/* One file: most documents of the shop, some of them otherwise than in the others. */
static shop version(mk_arena *a, const shop *s, uint64_t seed, bool people_too)
{
    mk_rng g = mk_rng_seed(seed);
    shop out = { .arena = a };
    for (size_t i = 0; i < s->n;) {
        size_t to = i + 1;
        while (to < s->n && s->row[i].doc[0] && strcmp(s->row[to].doc, s->row[i].doc) == 0) to++;
        uint64_t what = mk_rng_below(&g, 12), other = mk_rng_below(&g, s->n), skip = mk_rng_below(&g, to - i);
        char day[16];
        mk_day_text(mk_day_of(2025, 2, 1) + (int)mk_rng_below(&g, 300), day);
        for (size_t k = i; k < to && what > 2; k++) {
            if (what == 3 && k == i + skip && to - i > 1) continue;         /* a line less */
            shop_row w = s->row[k];
            if (w.doc[0]) {
                if (what == 4) snprintf(w.date, sizeof w.date, "%s", day);
                if (what == 5 && w.quantity > 0) w.quantity += 2;
                if (what == 6 || what == 7) {                               /* another customer, or nobody */
                    const shop_row *x = &s->row[other];
                    memcpy(w.key, x->key, sizeof w.key);
                    memcpy(w.name, x->name, sizeof w.name);
                    memcpy(w.phone, x->phone, sizeof w.phone);
                    memcpy(w.mail, x->mail, sizeof w.mail);
                    memcpy(w.street, x->street, sizeof w.street);
                    if (what == 7) w.key[0] = w.name[0] = w.phone[0] = w.mail[0] = w.street[0] = 0;
                }
                if (what == 8 && w.quantity > 0) snprintf(w.status, sizeof w.status, "מבוטל");
            }
            if (people_too && w.key[0] && mk_hash2(seed, strtoull(w.key, NULL, 10)) % 4 == 0)
                snprintf(w.phone, sizeof w.phone, "058-6%d-%s", (int)(seed % 90) + 10, w.key);
            if (people_too && w.key[0] && mk_hash2(seed, strtoull(w.key, NULL, 10)) % 5 == 0 && strlen(w.name) + 20 < sizeof w.name)
                memcpy(w.name + strlen(w.name), " השני", sizeof " השני");
            if (mk_hash2(seed, (uint64_t)w.item[2]) % 3 == 0) snprintf(w.item_name, sizeof w.item_name, "%s %d", s->row[k].item, (int)(seed % 7));
            *shop_add(&out) = w;
            if (what == 9 && k == i && w.doc[0]) {                           /* a line more */
                w.price += 10;
                snprintf(w.item, sizeof w.item, "B%02d", (int)(seed % 90) + 10);
                *shop_add(&out) = w;
            }
        }
        i = to;
    }
    return out;
}

typedef struct made { const char *path; shop s; int64_t at, batch; bool applied; } made;

static void import_at(room *r, made *m, const char *name)
{
    r->cx.now = m->at;
    m->batch = room_import(r, shop_write(r, &m->s, name), "", false).batch;
    m->applied = m->batch != 0;
}

/* The store that only these imports make. */
static mk_str alone(mk_arena *a, made *m, size_t n, bool people, char names[][16])
{
    room r;
    room_open(&r);
    for (size_t i = 0; i < n; i++)
        if (m[i].applied) {
            made copy = m[i];
            import_at(&r, &copy, names[i]);
        }
    mk_str want = look(&r, a, people);
    healthy(&r);
    room_close(&r);
    return want;
}

static void any_order_of_undos(uint64_t seed, bool people)
{
    room r;
    mk_arena *a = mk_arena_new();
    mk_rng g = mk_rng_seed(seed);
    room_open(&r);
    shop whole = shop_make(a, seed, 8), base = { .arena = a };
    for (size_t i = 0; i < whole.n; i++)
        if (!people) *shop_add(&base) = whole.row[i];
        else if (keyed(&whole.row[i])) *shop_add(&base) = told_by_number(&whole.row[i]);
    made m[FILES] = { 0 };
    char names[FILES][16];
    size_t n = 0, undone = 0;
    while (n < FILES || undone < n) {
        bool can_undo = undone < n;
        if (n < FILES && (!can_undo || mk_rng_below(&g, 5) < 3)) {
            m[n].s = version(a, &base, seed * 100 + n, people);
            m[n].at = ROOM_NOW + (int64_t)n * MK_DAY;
            snprintf(names[n], sizeof names[n], "f%d.csv", (int)n);
            import_at(&r, &m[n], names[n]);
            undone += !m[n].applied;
            n++;
        } else {
            size_t i = mk_rng_below(&g, n);
            while (!m[i].applied) i = (i + 1) % n;
            r.cx.now = ROOM_NOW + 40 * MK_DAY;
            mk_undo_result u = room_undo(&r, m[i].batch);
            assert_int_equal(u.conflicts, 0);
            m[i].applied = false;
            undone++;
        }
        healthy(&r);
        char what[200];
        int k = snprintf(what, sizeof what, "seed %d, left of %d:", (int)seed, (int)n);
        for (size_t i = 0; i < n; i++)
            if (m[i].applied) k += snprintf(what + k, sizeof what - (size_t)k, " %d", (int)i);
        room_same(alone(a, m, n, people, names), look(&r, a, people), what);
    }
    assert_int_equal(room_count(&r, MK_T_BATCH_REF) + room_count(&r, MK_T_BATCH_CUSTOMER) + room_count(&r, MK_T_BATCH_ITEM), 0);
    room_close(&r);
    mk_arena_free(a);
}

static void with_numbers(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) any_order_of_undos(seed, true);
}

static void with_any_people(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) any_order_of_undos(seed, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_numbers), cmocka_unit_test(with_any_people),
    };
    return cmocka_run_group_tests_name("books", tests, NULL, NULL);
}
