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
                                       MK_T_CONSENT, MK_T_REVISION, MK_T_ITEM, MK_T_KEY_LOOKUP, MK_T_POSTING, MK_T_SALE_LOOKUP };
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

/* One file: most documents of the shop, some of them otherwise than in the others; calm: few are, and all people are as they were. */
static shop version(mk_arena *a, const shop *s, uint64_t seed, bool people_too, bool calm)
{
    mk_rng g = mk_rng_seed(seed);
    shop out = { .arena = a };
    for (size_t i = 0; i < s->n;) {
        size_t to = i + 1;
        while (to < s->n && s->row[i].doc[0] && strcmp(s->row[to].doc, s->row[i].doc) == 0) to++;
        uint64_t what = mk_rng_below(&g, calm ? 100 : 12), other = mk_rng_below(&g, s->n), skip = mk_rng_below(&g, to - i);
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
            if (calm) { *shop_add(&out) = w; continue; }
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

static void any_order_of_undos(uint64_t seed, bool people, bool calm)
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
            m[n].s = version(a, &base, seed * 100 + n, people, calm);
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

/* Lists of people as they are given again each month: whom one of them tells of, and what of him, decides what is left when another goes. */
static mk_str people_file(mk_arena *a, uint64_t seed)
{
    static const char *const said[] = { "", "כן", "לא" };
    mk_buf b = mk_buf_on(a);
    mk_rng g = mk_rng_seed(seed);
    mk_buf_printf(&b, "מספר לקוח,שם לקוח,טלפון,דואל,כתובת,עיר,תאריך לידה,הערה,מאשר דיוור\n");
    for (int i = 1; i <= 12; i++) {
        uint64_t what = mk_rng_below(&g, 12);
        if (what == 0) continue;                                                            /* not of him */
        mk_buf_printf(&b, "%d,לקוח מספר %c,", i, 'a' + i);
        mk_buf_printf(&b, what == 1 ? "," : what == 2 ? "055-3%d%04d," : "055-21000%02d,", what == 2 ? (int)(seed % 90) + 10 : i, i);
        mk_buf_printf(&b, what == 3 ? "," : "k%d@example.com,", i);
        mk_buf_printf(&b, what == 4 ? ",," : "הרצל %d,חיפה,", i);
        mk_buf_printf(&b, what == 5 ? "," : "1980-02-%02d,", i);
        mk_buf_printf(&b, what == 6 ? "%s," : ",", "אוהב קפה");
        mk_buf_printf(&b, "%s\n", said[i % 3 && what != 7 ? i % 3 : 0]);
    }
    return mk_buf_str(&b);
}

static mk_import_result list_at(room *r, mk_arena *a, uint64_t seed, int n)
{
    r->cx.now = ROOM_NOW + n * MK_DAY;
    return room_import(r, room_write(r, "list.csv", mk_arena_dup(a, people_file(a, seed * 10 + (uint64_t)n)).p), "", false);
}

static void lists_given_again(void **state)
{
    enum { LISTS = 4 };
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        mk_arena *a = mk_arena_new();
        mk_rng g = mk_rng_seed(seed);
        room r;
        int64_t batch[LISTS];
        room_open(&r);
        for (int i = 0; i < LISTS; i++) batch[i] = list_at(&r, a, seed, i).batch;
        for (int left = LISTS; left > 0; left--) {
            size_t i = mk_rng_below(&g, LISTS);
            while (batch[i] < 0) i = (i + 1) % LISTS;
            if (batch[i]) assert_int_equal(room_undo(&r, batch[i]).conflicts, 0);
            batch[i] = -1;
            healthy(&r);
            room other;
            room_open(&other);
            for (int k = 0; k < LISTS; k++)
                if (batch[k] > 0) list_at(&other, a, seed, k);
            char what[64];
            snprintf(what, sizeof what, "seed %d, lists %d%d%d%d", (int)seed, batch[0] > 0, batch[1] > 0, batch[2] > 0, batch[3] > 0);
            room_same(look(&other, a, true), look(&r, a, true), what);
            room_close(&other);
        }
        assert_int_equal(room_count(&r, MK_T_BATCH_REF) + room_count(&r, MK_T_CUSTOMER) + room_count(&r, MK_T_KEY_LOOKUP), 0);
        room_close(&r);
        mk_arena_free(a);
    }
}

static void with_numbers(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) any_order_of_undos(seed, true, false);
}

/* As most files come: nearly all of it is as it was. */
static void mostly_repeated(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) any_order_of_undos(seed, true, true);
}

static void with_any_people(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= seeds(); seed++) any_order_of_undos(seed, false, false);
}

/* --- what a later file changes, by hand --- */

#define HEAD "מספר לקוח,שם לקוח,טלפון,דואל,תאריך,מספר חשבונית,קוד פריט,שם פריט,כמות,מחיר\n"

typedef struct sum { int64_t n, total, customer, at, id, lines, amount; } sum;

static bool add_sale(void *self, const mk_value *v)
{
    sum *s = self;
    s->n++;
    s->total += v[MK_SALE_TOTAL].i;
    s->customer = v[MK_SALE_CUSTOMER_ID].i;
    s->at = v[MK_SALE_AT].i;
    s->id = v[MK_SALE_SALE_ID].i;
    return true;
}

static bool add_line(void *self, const mk_value *v)
{
    sum *s = self;
    s->lines++;
    s->amount += v[MK_SALE_LINE_AMOUNT].i;
    return true;
}

static sum sums(room *r)
{
    sum s = { 0 };
    room_each(r, MK_T_SALE, add_sale, &s);
    room_each(r, MK_T_SALE_LINE, add_line, &s);
    return s;
}

static mk_import_result give(room *r, const char *name, const char *rows)
{
    r->cx.now += MK_DAY;
    return room_import(r, room_write(r, name, mk_arena_printf(r->cx.arena, HEAD "%s", rows).p), "", false);
}

#define TWO_LINES "17,רונית כהן,050-1000001,,2025-03-01,900,A1,קפה,1,10.00\n17,רונית כהן,050-1000001,,2025-03-01,900,A2,תה,2,7.00\n"

/* Gives the first file, then another; the sale must be as told, and after the undo as before. */
static void then(const char *second, int64_t sales, int64_t total, int64_t lines, int64_t updated, int64_t removed, const char *whose, const char *day)
{
    room r;
    mk_arena *a = mk_arena_new();
    room_open(&r);
    give(&r, "one.csv", TWO_LINES "18,דוד לוי,050-1000002,,2025-03-02,,A1,קפה,1,10.00\n");
    mk_str before = look(&r, a, true);
    sum was = sums(&r);
    mk_import_result res = give(&r, "two.csv", second);
    sum is = sums(&r);
    assert_int_equal(is.n - was.n, sales);
    assert_int_equal(is.total - was.total, total);
    assert_int_equal(is.lines - was.lines, lines);
    assert_int_equal(is.total, is.amount);
    assert_int_equal(res.sales_updated, updated);
    assert_int_equal(res.lines_removed, removed);
    looking k = { .a = a, .people = true, .t = MK_T_SALE };
    room_each(&r, MK_T_SALE, note, &k);
    bool there = false;
    for (size_t i = 0; i < k.line.n; i++) {
        int32_t d;
        mk_day_parse(mk_str_of(day), &d);
        mk_str want = mk_arena_printf(a, "sale|%" PRId64 "|%" PRId64 "|", room_named(&r, whose), d * MK_DAY);
        there |= mk_str_starts(k.line.p[i], want) && mk_str_find(k.line.p[i], MK_S("|900|")) > 0;
    }
    assert_true(there);
    healthy(&r);
    mk_undo_result u = room_undo(&r, res.batch);
    assert_int_equal(u.conflicts, 0);
    room_same(before, look(&r, a, true), "the second taken back");
    healthy(&r);
    room_close(&r);
    mk_arena_free(a);
}

static void another_day(void **state)
{
    (void)state;
    then("17,רונית כהן,050-1000001,,2025-03-05,900,A1,קפה,1,10.00\n17,רונית כהן,050-1000001,,2025-03-05,900,A2,תה,2,7.00\n", 0, 0, 0, 1, 0, "רונית כהן", "2025-03-05");
}

static void another_customer(void **state)
{
    (void)state;
    then("18,דוד לוי,050-1000002,,2025-03-01,900,A1,קפה,1,10.00\n18,דוד לוי,050-1000002,,2025-03-01,900,A2,תה,2,7.00\n", 0, 0, 0, 1, 0, "דוד לוי", "2025-03-01");
}

static void a_new_customer(void **state)
{
    (void)state;
    then("19,נועה בר,050-1000003,,2025-03-01,900,A1,קפה,1,10.00\n19,נועה בר,050-1000003,,2025-03-01,900,A2,תה,2,7.00\n", 0, 0, 0, 1, 0, "נועה בר", "2025-03-01");
}

static void nobody_named(void **state)
{
    (void)state;
    then(",,,,2025-03-01,900,A1,קפה,1,11.00\n,,,,2025-03-01,900,A2,תה,2,7.00\n", 0, 100, 0, 1, 0, "רונית כהן", "2025-03-01");
}

static void a_line_less(void **state)
{
    (void)state;
    then("17,רונית כהן,050-1000001,,2025-03-01,900,A2,תה,2,7.00\n", 0, -1000, -1, 1, 1, "רונית כהן", "2025-03-01");
}

static void all_lines_other(void **state)
{
    (void)state;
    then("17,רונית כהן,050-1000001,,2025-03-04,900,A3,דבש,1,30.00\n", 0, 600, -1, 1, 2, "רונית כהן", "2025-03-04");
}

/* Rows without a document number are purchases of their own: what is not repeated stays. */
static void without_numbers(void **state)
{
    (void)state;
    then("18,דוד לוי,050-1000002,,2025-03-02,,A2,תה,1,7.00\n", 1, 700, 1, 0, 0, "רונית כהן", "2025-03-01");
}

/* A bad row of a document does not take its line away, and comes back corrected without taking the others away. */
static void in_part(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    give(&r, "one.csv", TWO_LINES);
    mk_import_result res = give(&r, "two.csv", "17,רונית כהן,050-1000001,,2025-03-01,900,A1,קפה,הרבה,10.00\n17,רונית כהן,050-1000001,,2025-03-01,900,A2,תה,3,7.00\n");
    assert_int_equal(res.bad, 1);
    assert_int_equal(res.lines_removed, 0);
    sum s = sums(&r);
    assert_int_equal(s.lines, 2);
    assert_int_equal(s.total, 1000 + 2100);
    assert_int_equal(s.amount, 3100);
    r.cx.now += MK_DAY;
    const char *back = room_write(&r, "two.bad.csv", "מספר לקוח,שם לקוח,טלפון,דואל,תאריך,מספר חשבונית,קוד פריט,שם פריט,כמות,מחיר,makir_problem\n"
                                                    "17,רונית כהן,050-1000001,,2025-03-01,900,A1,קפה,4,10.00,\"line 2, column 9 (quantity): is not a number\"\n");
    res = room_import(&r, back, "", false);
    assert_int_equal(res.bad + res.lines_removed + res.lines_new, 0);
    s = sums(&r);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.lines, 2);
    assert_int_equal(s.total, 4000 + 2100);
    assert_int_equal(s.amount, s.total);
    healthy(&r);
    room_close(&r);
}

/* --- a row between two customers --- */

static void between_two(void **state)
{
    (void)state;
    room r;
    mk_arena *a = mk_arena_new();
    room_open(&r);
    give(&r, "one.csv", "17,רונית כהן,050-1000001,,2025-03-01,1,A1,קפה,1,10.00\n18,רונית כהן,,ronit@example.com,2025-03-02,2,A1,קפה,1,10.00\n");
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
    mk_str before = look(&r, a, true);
    r.cx.lang = MK_HE;
    mk_import_result res = give(&r, "two.csv", ",רונית כהן,050-1000001,ronit@example.com,2025-03-03,3,A2,תה,1,7.00\n");
    assert_true(mk_str_starts(res.doubt[0], MK_S("שורה 2: לפי הטלפון זה לקוח ")));
    room_undo(&r, res.batch);
    room_same(before, look(&r, a, true), "taken back at once");
    r.cx.lang = MK_EN;
    res = give(&r, "two.csv", ",רונית כהן,050-1000001,ronit@example.com,2025-03-03,3,A2,תה,1,7.00\n");
    assert_int_equal(res.between, 1);
    assert_int_equal(res.doubts, 1);
    assert_true(mk_str_find(res.doubt[0], MK_S("line 2: by the phone")) == 0);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 2);
    assert_int_equal(sums(&r).n, 3);
    mk_import_result again = give(&r, "three.csv", ",רונית כהן,050-1000001,ronit@example.com,2025-03-03,3,A2,תה,2,7.00\n");
    assert_int_equal(again.between, 0);         /* it is decided whose it is */
    assert_int_equal(again.sales_updated, 1);
    room_undo(&r, again.batch);
    room_undo(&r, res.batch);
    room_same(before, look(&r, a, true), "taken back");
    room_close(&r);
    mk_arena_free(a);
}

/* Documents whose numbers another customer has already: the look before says how many go over, the import says which, its undo brings them back. */
static void from_one_to_another(void **state)
{
    (void)state;
    room r;
    mk_arena *a = mk_arena_new();
    room_open(&r);
    r.cx.lang = MK_EN;
    give(&r, "avi.csv", "17,Avi Levi,050-1000001,,2025-03-01,7,A1,coffee,1,10.00\n17,Avi Levi,050-1000001,,2025-03-02,8,A1,coffee,1,12.00\n");
    mk_str before = look(&r, a, true);
    const char *other = room_write(&r, "dana.csv", "customer,name,doc,date,total\nE1,Dana Cohen,7,2025-03-05,20.00\nE1,Dana Cohen,8,2025-03-06,-5.00\nE1,Dana Cohen,9,2025-03-06,5.00\n");
    for (int dry = 1; dry >= 0; dry--) {
        mk_import_result res = room_import(&r, other, "", dry);
        assert_int_equal(res.sales_moved, 2);
        assert_int_equal(res.sales_new, 1);
        assert_int_equal(res.lines_removed, 2);
        assert_true(mk_str_starts(res.moved_said, MK_S("2 purchases went from one customer to another (7, 8)")));
        if (!dry) assert_int_equal(room_import(&r, other, "", false).sales_moved, 0);       /* by then they are hers */
        if (!dry) room_undo(&r, res.batch);
    }
    room_same(before, look(&r, a, true), "taken back");
    room_close(&r);
    mk_arena_free(a);
}

/* A return in place of a purchase keeps none of its lines, though a row of the document was bad. */
static void a_return_keeps_no_line(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    give(&r, "one.csv", "17,Avi Levi,050-1000001,,2025-03-01,7,A1,coffee,1,10.00\n");
    mk_import_result res = room_import(&r, room_write(&r, "back.csv", "customer,name,doc,date,total\n17,Avi Levi,7,2025-03-01,-5.00\n17,Avi Levi,7,someday,-5.00\n"), "", false);
    assert_int_equal(res.bad, 1);
    assert_int_equal(room_count(&r, MK_T_SALE_LINE), 0);
    assert_int_equal(sums(&r).total, -500);
    room_undo(&r, res.batch);
    assert_int_equal(room_count(&r, MK_T_SALE_LINE), 1);
    assert_int_equal(sums(&r).total, 1000);
    room_close(&r);
}

/* --- corrections by hand between imports --- */

static void by_hand_in_between(void **state)
{
    (void)state;
    for (int first = 0; first < 2; first++) {
        room r;
        room_open(&r);
        mk_import_result one = give(&r, "one.csv", TWO_LINES);
        int64_t ronit = room_named(&r, "רונית כהן"), id;
        mk_str was;
        r.cx.now += MK_DAY;
        assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, ronit, MK_S("name"), MK_S("רונית לוי"), &was));
        assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, ronit, MK_S("phone"), MK_S("050-1000001"), &was));
        assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, ronit, MK_S("אוהבת קפה"), MK_S("visit"), true, &id));
        mk_import_result two = give(&r, "two.csv", "17,רונית כהן,050-1000001,ronit@example.com,2025-03-01,900,A1,קפה,1,10.00\n17,רונית כהן,050-1000001,ronit@example.com,2025-03-07,901,A2,תה,2,7.00\n");
        assert_int_equal(two.lines_removed, 1);
        mk_undo_result u = room_undo(&r, first ? one.batch : two.batch);
        assert_true(first ? u.kept + u.conflicts > 0 : 1);
        assert_true(room_named(&r, "רונית לוי") == ronit);
        assert_int_equal(room_count(&r, MK_T_INTERACTION), 1);
        assert_int_equal(sums(&r).lines, 2);
        assert_int_equal(room_count(&r, MK_T_CONTACT_POINT), first ? 3 : 2);
        healthy(&r);
        u = room_undo(&r, first ? two.batch : one.batch);
        assert_true(u.kept + u.conflicts > 0);
        assert_true(room_named(&r, "רונית לוי") == ronit);
        assert_int_equal(room_count(&r, MK_T_INTERACTION), 1);
        assert_int_equal(room_count(&r, MK_T_CONTACT_POINT), 1);
        assert_int_equal(room_count(&r, MK_T_SALE) + room_count(&r, MK_T_LINK) + room_count(&r, MK_T_SOURCE_ROW), 0);
        assert_int_equal(room_count(&r, MK_T_REVISION), 3);
        healthy(&r);
        room_close(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_numbers), cmocka_unit_test(mostly_repeated), cmocka_unit_test(lists_given_again), cmocka_unit_test(with_any_people), cmocka_unit_test(another_day), cmocka_unit_test(another_customer),
        cmocka_unit_test(a_new_customer), cmocka_unit_test(nobody_named), cmocka_unit_test(a_line_less), cmocka_unit_test(all_lines_other),
        cmocka_unit_test(without_numbers), cmocka_unit_test(in_part), cmocka_unit_test(between_two), cmocka_unit_test(from_one_to_another), cmocka_unit_test(a_return_keeps_no_line), cmocka_unit_test(by_hand_in_between),
    };
    return cmocka_run_group_tests_name("books", tests, NULL, NULL);
}
