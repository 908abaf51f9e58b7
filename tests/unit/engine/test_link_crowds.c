/* SPDX-License-Identifier: Apache-2.0
 * Who is who where many share a thing: numbers given out in a row, the phone of a call centre, a till's customer without a name; and one person with very many rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include "frame.h"
#include "live.h"
#include "rng.h"
#include "series.h"

enum { COLUMNS = 4, MOST = 4000 };
static const mk_live_column column[COLUMNS] = { { "given", MK_LK_GIVEN }, { "family", MK_LK_FAMILY }, { "phone", MK_LK_PHONE }, { "mail", MK_LK_MAIL } };
static mk_str row[MOST][COLUMNS];
static uint32_t n;

static void add(mk_str given, mk_str family, mk_str phone, mk_str mail)
{
    const mk_str cell[COLUMNS] = { given, family, phone, mail };
    memcpy(row[n++], cell, sizeof cell);
}

static mk_link *resolve(bool backwards)
{
    mk_str header[COLUMNS];
    mk_link *l = NULL;
    for (int i = 0; i < COLUMNS; i++) header[i] = mk_str_of(column[i].header);
    mk_link_rows *rows = mk_link_rows_new(&cx, header, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) mk_link_rows_kind(rows, i, column[i].kind);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = backwards ? n - 1 - i : i;
        assert_int_equal(mk_link_rows_add(&cx, rows, row[r], COLUMNS, 0, r + 1), 0);
    }
    if (mk_link_run(&cx, rows, NULL, &l) < 0) fail_msg("%s", cx.message);
    return l;
}

static mk_str phone(mk_rng *r) { return mk_arena_printf(cx.arena, "05%u%07u", (unsigned)mk_rng_below(r, 6), (unsigned)mk_rng_below(r, 10000000)); }
static mk_str word(mk_rng *r, char first)
{
    return mk_arena_printf(cx.arena, "%c%c%c%c%c", first, "aeiou"[mk_rng_below(r, 5)], 'a' + (int)mk_rng_below(r, 26), "aeiou"[mk_rng_below(r, 5)], 'a' + (int)mk_rng_below(r, 26));
}

/* Twenty people of a firm with numbers in a row and one mail. */
static void a_firm(const char *prefix)
{
    static const char *const given[10] = { "Dana", "Avi", "Ronit", "Moshe", "Sara", "Noam", "Yael", "Omer", "Tal", "Gil" };
    for (int i = 0; i < 20; i++)
        add(mk_str_of(given[i % 10]), i < 10 ? MK_S("Levi") : MK_S("Cohen"), mk_arena_printf(cx.arena, "%s%02d", prefix, i), MK_S("info@shop.example"));
}

/* Others, of whom each fifth comes twice with a slip in the phone. */
static void others(mk_rng *r, uint32_t people)
{
    for (uint32_t i = 0; i < people; i++) {
        mk_str g = word(r, (char)('b' + i % 20)), f = word(r, (char)('b' + i % 17)), p = phone(r);
        add(g, f, p, MK_S(""));
        if (i % 5) continue;
        char *slip = mk_arena_z(cx.arena, p);
        slip[5] = (char)('0' + (slip[5] - '0' + 1) % 10);
        add(g, f, mk_str_of(slip), MK_S(""));
    }
}

/* A number one digit off is another's number where all are: the firm stays twenty people, alone or among others, whose slips are found as before. */
static void series(void **state)
{
    (void)state;
    n = 0;
    a_firm("050-30000");
    assert_int_equal(mk_link_about(resolve(false)).clusters, 20);
    assert_int_equal(mk_link_about(resolve(true)).clusters, 20);
    mk_rng r = mk_rng_seed(4);
    others(&r, 600);
    mk_link *l = resolve(false);
    const uint32_t *c = mk_link_clusters(l);
    for (uint32_t i = 0; i < 20; i++)
        for (uint32_t k = 0; k < i; k++)
            if (c[i] == c[k]) fail_msg("%u and %u of the firm are one", k, i);
    uint32_t found = 0;
    for (uint32_t i = 21; i < n; i++) found += c[i] == c[i - 1];
    if (found < 110) fail_msg("%u of 120 were found", found);
}

/* One person's rows are one, however many; those of nobody are not, whatever the till writes beside. */
static void one_in_many_rows(void **state)
{
    (void)state;
    n = 0;
    while (n < 500) add(MK_S("Dana"), MK_S("Levi"), MK_S("050-1234567"), MK_S("dana@mail.example"));
    mk_link *l = resolve(false);
    assert_int_equal(mk_link_about(l).rows, 500);
    assert_int_equal(mk_link_about(l).clusters, 1);
    assert_int_equal(mk_link_clusters(l)[499], 0);
    for (n = 0; n < 500; ) add(MK_S("לקוח"), MK_S("מזדמן"), MK_S("03-5551234"), MK_S(""));
    assert_int_equal(mk_link_about(resolve(false)).clusters, 500);
    mk_rng r = mk_rng_seed(8);
    for (n = 0; n < 300; ) add(word(&r, 'b'), word(&r, 'c'), phone(&r), MK_S(""));
    for (int i = 0; i < 600; i++) add(MK_S("Dana"), MK_S("Levi"), MK_S("050-1234567"), i % 2 ? MK_S("dana@mail.example") : MK_S(""));
    for (int i = 0; i < 300; i++) add(MK_S("cash"), MK_S("customer"), MK_S("03-5551234"), MK_S("info@shop.example"));
    uint32_t first[MOST];
    for (int turn = 0; turn < 2; turn++) {
        const uint32_t *c = mk_link_clusters(resolve(turn > 0));
        for (uint32_t i = 0; i < n; i++) {
            uint32_t at = turn ? n - 1 - i : i;         /* the same rows, the other way round */
            if (turn == 0) first[i] = c[i];
            if (i >= 300 && i < 900) assert_int_equal(c[at], turn ? n - 900 : 300);
            if (i >= 900) assert_int_equal(c[at], at);
            if (turn && i < 300) assert_true((first[i] == i) == (c[at] == at));
        }
    }
}

/* A phone that a fifth has and a mail the till insists on are nobody's: no evidence, and that somebody has his own beside is no difference. */
static void nobodys(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(14);
    n = 0;
    for (uint32_t i = 0; i < 400; i++) {
        mk_str g = word(&r, (char)('b' + i % 20)), f = word(&r, (char)('b' + i % 17)), p = phone(&r), m = mk_arena_printf(cx.arena, "%.*s%u@mail.example", MK_SARG(g), i);
        add(g, f, p, i % 3 ? m : MK_S("noemail@shop.example"));
        if (i % 3) add(g, f, i % 2 ? MK_S("03-5551234") : p, i % 2 ? m : MK_S("noemail@shop.example"));
    }
    mk_link *l = resolve(false);
    const uint32_t *c = mk_link_clusters(l);
    uint32_t found = 0, twice = n - 400;
    for (uint32_t i = 1; i < n; i++)
        if (mk_str_eq(row[i][0], row[i - 1][0]) && mk_str_eq(row[i][1], row[i - 1][1])) found += c[i] == c[i - 1];
    if (found < twice) fail_msg("%u of %u were found", found, twice);
    assert_int_equal(mk_link_about(l).clusters, 400);
}

/* One of so many names, some of them common. */
static mk_str name(mk_rng *r, uint32_t kinds)
{
    uint32_t i = (uint32_t)(mk_rng_unit(r) * mk_rng_unit(r) * kinds);
    return mk_arena_printf(cx.arena, "%c%c%c%c%c", "bcdfghklmnprst"[i % 14], "aeiou"[i / 14 % 5], "bdgklmnprst"[i * 7 / 3 % 11], "aeiou"[i / 9 % 5], "nrslm"[i % 5]);
}

/* People with a mail made of their name, three rows each; half of them have another phone in two more, some a slip in the name and no mail in another. That the same name has the same
 * mail must not be taken for what strangers have in common. */
static void mails_of_names(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(5);
    uint32_t who[MOST], people = 800;
    mk_link_score s;
    n = 0;
    for (uint32_t i = 0; i < people; i++) {
        mk_str g = name(&r, 300), f = name(&r, 900), p = phone(&r), other = phone(&r);
        mk_str m = mk_rng_unit(&r) < .6 ? mk_arena_printf(cx.arena, "%.*s.%.*s@mail.example", MK_SARG(g), MK_SARG(f)) : mk_arena_printf(cx.arena, "%c%.*s%u@mail.example", *g.p, MK_SARG(f), (unsigned)mk_rng_below(&r, 100));
        uint32_t from = n;
        for (int k = 0; k < 3; k++) add(g, f, p, m);
        if (i % 2)
            for (int k = 0; k < 2; k++) add(g, f, other, m);
        if (i % 10 < 3) {
            char *slip = mk_arena_z(cx.arena, g);
            slip[2] = 'x';
            add(mk_str_of(slip), f, p, MK_S(""));
        }
        for (; from < n; from++) who[from] = i;
    }
    mk_link_judge(&cx, resolve(false), who, &s);
    if (s.precision < .98 || s.recall < .98) fail_msg("precision %.3f, recall %.3f", s.precision, s.recall);
}

/* Held against each other one at a time, by the model that was kept, they weigh what they weighed; somebody new of the firm is one of it. */
static void one_at_a_time(void **state)
{
    (void)state;
    mk_rng r = mk_rng_seed(4);
    n = 0;
    a_firm("050-30000");
    others(&r, 300);
    for (uint32_t i = 0; i < 60; i++) add(word(&r, 'k'), word(&r, 'k'), MK_S("03-5551234"), MK_S(""));
    mk_link *l = resolve(false);
    const mk_frozen *frozen;
    mk_map count = mk_map_on(cx.arena);
    assert_int_equal(mk_frozen_unpack(&cx, mk_frozen_pack(cx.arena, l), column, COLUMNS, &frozen), 0);
    mk_frozen_counts(&cx, l, &count);
    uint32_t learnt = n;
    add(MK_S("Dana"), MK_S("Azulay"), MK_S("050-3000025"), MK_S("info@shop.example"));
    mk_str packed[MOST];
    for (uint32_t i = 0; i < n; i++) {
        mk_buf b = mk_buf_on(cx.arena);
        mk_live_record x = { .id = i + 1 };
        for (int c = 0; c < COLUMNS; c++) { x.n[c] = row[i][c].n > 0; x.cell[c][0] = row[i][c]; }
        mk_live_pack(&b, &x, NULL, 0);
        packed[i] = mk_buf_str(&b);
    }
    mk_live *v;
    assert_int_equal(mk_live_new(&cx, frozen, packed, n, &v), 0);
    mk_live_count(&cx, v, &count);
    for (uint32_t i = 0; i < learnt; i += i < 25 ? 1 : 7)
        for (uint32_t k = 0; k < i; k++) {
            mk_link_why why;
            mk_link_explain(l, k, i, &why);
            float w = mk_live_weigh(v, k, i);
            if (w != why.weight) fail_msg("%u and %u weigh %.4f, and %.4f one at a time", k, i, (double)why.weight, (double)w);
        }
    for (uint32_t i = 0; i < 20; i++)
        if (mk_live_weigh(v, i, n - 1) > 0) fail_msg("who is new is one with %u", i);
}

/* The least of each that is a series, in a file of some rows and in one of 700,000: five of ten, ten of a hundred. */
static void least_series(void **state)
{
    (void)state;
    enum { MANY = 700000 };
    static const struct { uint64_t rows; int of_ten, of_hundred; uint8_t flags; } is[] = {
        { 30, 2, 0, 0 }, { 30, 3, 0, MK_VF_TEN }, { 30, 0, 5, 0 }, { 30, 0, 6, MK_VF_HUNDRED },
        { MANY, 4, 0, 0 }, { MANY, 5, 0, MK_VF_TEN }, { MANY, 0, 9, 0 }, { MANY, 0, 10, MK_VF_HUNDRED },
    };
    for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
        mk_value value[12] = { 0 };
        mk_field f = { .kind = MK_LK_PHONE, .value = value, .filled = is[i].rows };
        for (int k = 0; k < is[i].of_ten; k++) value[++f.n].num = UINT64_C(0x972541234560) + (uint64_t)k;
        for (int k = 0; k < is[i].of_hundred; k++) value[++f.n].num = UINT64_C(0x972541234500) + ((uint64_t)k << 4);
        mk_series_mark(cx.arena, &f);
        for (uint32_t v = 1; v <= f.n; v++) assert_int_equal(value[v].flags, is[i].flags);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(series, before, after), cmocka_unit_test_setup_teardown(one_in_many_rows, before, after),
        cmocka_unit_test_setup_teardown(nobodys, before, after), cmocka_unit_test_setup_teardown(mails_of_names, before, after),
        cmocka_unit_test_setup_teardown(one_at_a_time, before, after), cmocka_unit_test_setup_teardown(least_series, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
