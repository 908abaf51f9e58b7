/* SPDX-License-Identifier: Apache-2.0
 * Sizes, tastes and what is like: made-up people whose true size and taste are known, and the small cases by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include "colour.h"
#include "rng.h"
#include "similar.h"
#include "special.h"
#include "frame.h"

static mk_str s(const char *z) { return mk_str_of(z); }

static void sizes_read(void **state)
{
    (void)state;
    static const char *const same[][2] = { { "XL", " xl " }, { "42", "42.0" }, { "42", "מידה 42" }, { "37.5", "size 37.5" }, { "", "one size" }, { "", "מידה אחת" } };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) assert_true(mk_str_eq(mk_size_key(cx.arena, s(same[i][0])), mk_size_key(cx.arena, s(same[i][1]))));
}

/* People buy what fits them in brands that are cut differently; some pieces are gifts; what does not fit mostly comes back. Whose size is
 * asked is not among what is learnt from. */
static void size_of(const mk_size_scale *scale, const mk_size_seen *his, size_t n, mk_str brand, mk_size_answer *ret)
{
    mk_size_self self = mk_size_self_of(cx.arena, scale, his, n);
    mk_size_of(&self, brand, ret);
}

static void sizes_found(void **state)
{
    (void)state;
    enum { PEOPLE = 800, EACH = 7 };
    static const char *const sizes[] = { "38", "39", "40", "41", "42", "43", "44" }, *const brands[] = { "A", "B", "C" };
    static const double cut[] = { 0, 1, -1 };
    mk_rng g = mk_rng_seed(3);
    mk_size_seen *seen = MK_NEWN(cx.arena, mk_size_seen, PEOPLE * EACH);
    int *truth = MK_NEWN(cx.arena, int, PEOPLE);
    size_t n = 0;
    for (int p = 0; p < PEOPLE; p++) {
        truth[p] = 1 + (int)mk_rng_below(&g, 5);
        for (int k = 0; k < EACH; k++) {
            int b = (int)mk_rng_below(&g, 3), gift = mk_rng_below(&g, 20) == 0, miss = (int)mk_rng_below(&g, 5) - 2;
            int fits = truth[p] + (int)cut[b], at = gift ? (int)mk_rng_below(&g, 7) : fits + (abs(miss) == 2 ? miss / 2 : 0);
            at = at < 0 ? 0 : at > 6 ? 6 : at;
            seen[n++] = (mk_size_seen){ p, s(brands[b]), s(sizes[at]), !gift && at != fits && mk_rng_below(&g, 10) < 8, 0 };
        }
    }
    size_t learn = PEOPLE / 2 * EACH;
    mk_size_scale scale = mk_size_scale_of(cx.arena, seen, learn);
    assert_int_equal(scale.n, 7);
    assert_true(mk_str_eq(scale.size[0], s("38")) && mk_str_eq(scale.size[6], s("44")));
    int right = 0, asked = 0;
    double said = 0, wins[5] = { 0 }, was[5] = { 0 };
    for (int p = PEOPLE / 2; p < PEOPLE; p++)
        for (int b = 0; b < 3; b++) {
            mk_size_answer a;
            size_of(&scale, &seen[p * EACH], EACH, s(brands[b]), &a);
            double sum = 0;
            for (size_t i = 0; i < scale.n; i++) sum += a.p[i];
            near(sum, 1, 1e-12);
            assert_true(a.known);
            bool hit = a.best == truth[p] + (int)cut[b];
            right += hit;
            asked++;
            said += a.p[a.best];
            int bin = (int)fmin(4, a.p[a.best] * 5);
            wins[bin] += hit, was[bin]++;
        }
    print_message("# sizes: right %.1f %%, said %.1f %%\n", 100. * right / asked, 100 * said / asked);
    assert_true(right > .85 * asked);
    assert_true(fabs(said / asked - (double)right / asked) < .15);
    /* who gave 42 back and kept 41 gets 41, and nobody known gets what is worn */
    mk_size_seen his[] = { { 1, s("A"), s("42"), true, 0 }, { 1, s("A"), s("41"), false, 0 } };
    mk_size_answer a, none;
    size_of(&scale, his, 2, s("A"), &a);
    assert_true(mk_str_eq(scale.size[a.best], s("41")) && a.kept_in[a.best] == 1 && a.back == 1);
    assert_true(a.p[a.best] > 3 * a.p[mk_size_place(&scale, s("42"))]);
    size_of(&scale, NULL, 0, s("A"), &none);
    assert_false(none.known);
}

static double colour_near(mk_str x, mk_str y)
{
    mk_colour a = mk_colour_of(cx.arena, x), b = mk_colour_of(cx.arena, y);
    return mk_colour_near(&a, &b);
}

static void colours(void **state)
{
    (void)state;
    near(colour_near(s("כחול"), s("blue")), 1, 1e-9);
    near(colour_near(s("Navy"), s("נייבי")), 1, 1e-9);
    assert_true(colour_near(s("כחול כהה"), s("כחול")) > colour_near(s("צהוב"), s("כחול")));
    near(colour_near(s("plaid"), s("PLAID")), 1, 0);
    near(colour_near(s("plaid"), s("blue")), 0, 0);
}

static double text_near(mk_str x, mk_str y) { return mk_grams_near(mk_grams_of(cx.arena, x), mk_grams_of(cx.arena, y)); }

static void texts(void **state)
{
    (void)state;
    near(text_near(s("חולצת פשתן"), s("חולצת פשתן")), 1, 1e-12);
    assert_true(text_near(s("חולצת פשתן כחולה"), s("חולצות פשתן")) > text_near(s("חולצת פשתן כחולה"), s("מכנסי ג'ינס")));
    assert_true(text_near(s("שולחן"), s("שולחנות")) > .5);         /* the final letter is the same letter */
}

#define LOOK(id, art, d, c, ...) { .item = id, .article = MK_S(art), .label = MK_S(art), .text = MK_S(art), .day = d, .count = c, \
    .trait = (const mk_trait[]){ __VA_ARGS__ }, .n = sizeof((const mk_trait[]){ __VA_ARGS__ }) / sizeof(mk_trait) }
#define T(a, b) { MK_S(a), MK_S(b) }

static mk_size_scale shirts;
static mk_size_seen worn[] = { { 1, { "Rimon", 5 }, { "41", 2 }, false, 0 }, { 1, { "Rimon", 5 }, { "42", 2 }, true, 0 }, { 2, { "Rimon", 5 }, { "42", 2 }, false, 0 }, { 2, { "Rimon", 5 }, { "40", 2 }, false, 0 } };

static const mk_size_scale *scale_of(void *self, mk_str category, const mk_size_seen **ret, size_t *n)
{
    (void)self;
    if (!mk_str_eqz(category, "shirt")) return NULL;
    *ret = worn;
    *n = 2;
    return &shirts;
}

static void the_one_he_loved(void **state)
{
    (void)state;
    enum { today = 20000 };
    mk_look his[] = {
        LOOK(1, "linen blue", today - 365, 1, T("category", "shirt"), T("brand", "Rimon"), T("colour", "blue"), T("material", "linen")),
        LOOK(2, "wool red", today - 180, 1, T("category", "shirt"), T("brand", "Rimon"), T("colour", "red"), T("material", "wool")),
        LOOK(3, "cotton blue", today - 370, 1, T("category", "shirt"), T("brand", "Oren"), T("colour", "blue"), T("material", "cotton")),
        LOOK(4, "silk green", today - 30, 0, T("category", "shirt"), T("brand", "Oren"), T("colour", "green"), T("material", "silk")),
    };
    mk_piece c[] = {
        { LOOK(10, "linen blue", 0, 0, T("category", "shirt"), T("brand", "Rimon"), T("colour", "blue"), T("material", "linen"), T("size", "41")), 3, 0, false, MK_S("shirt") },
        { LOOK(11, "linen navy", 0, 0, T("category", "shirt"), T("brand", "Rimon"), T("colour", "navy"), T("material", "linen"), T("size", "41")), 2, 0, false, MK_S("shirt") },
        { LOOK(12, "linen navy", 0, 0, T("category", "shirt"), T("brand", "Rimon"), T("colour", "navy"), T("material", "linen"), T("size", "44")), 2, 0, false, MK_S("shirt") },
        { LOOK(13, "linen azure", 0, 0, T("category", "shirt"), T("brand", "Rimon"), T("colour", "light blue"), T("material", "linen"), T("size", "41")), 0, 0, false, MK_S("shirt") },
        { LOOK(14, "nylon yellow", 0, 0, T("category", "shirt"), T("brand", "Zed"), T("colour", "yellow"), T("material", "nylon"), T("size", "41")), 9, 0, false, MK_S("shirt") },
        { LOOK(15, "silk green", 0, 0, T("category", "shirt"), T("brand", "Oren"), T("colour", "green"), T("material", "silk"), T("size", "41")), 9, 0, false, MK_S("shirt") },
    };
    for (size_t i = 0; i < 4; i++) mk_look_ready(cx.arena, &his[i]);
    for (size_t i = 0; i < 6; i++) mk_piece_ready(cx.arena, &c[i]);
    mk_size_seen all[] = { worn[0], worn[1], worn[2], worn[3], { 3, s("Rimon"), s("44"), false, 0 }, { 4, s("Oren"), s("41"), false, 0 } };
    shirts = mk_size_scale_of(cx.arena, all, 6);
    mk_taste_base *base = mk_taste_base_new(cx.arena);
    for (size_t i = 0; i < 4; i++) mk_taste_base_add(base, &his[i], his[i].count);
    for (size_t i = 0; i < 6; i++) mk_taste_base_add(base, &c[i].look, 5);
    mk_similar_ask ask = { .base = base, .his = his, .n = 4, .today = today, .scale = scale_of };
    mk_similar got[6];
    size_t n = mk_similar_of(cx.arena, &ask, c, 6, got, 6);
    assert_int_equal(n, 2);                                     /* not what he has or gave back, not another's size, not what is gone */
    assert_int_equal(got[0].what->look.item, 11);
    assert_int_equal(got[1].what->look.item, 14);
    assert_int_equal(got[0].loved->item, 1);
    assert_true(got[0].last_year);
    assert_int_equal(got[0].season_his, 2);
    assert_int_equal(got[0].season_of, 3);
    for (size_t i = 0; i < n; i++) {                            /* the parts add up to the score, exactly */
        double sum = got[i].season;
        for (size_t k = 0; k < got[i].parts; k++) sum += got[i].part[k].score;
        near(sum, got[i].score, 1e-12);
    }
    assert_true(mk_same_season(today - 365, today) && mk_same_season(today - 730 + 40, today) && !mk_same_season(today - 180, today));
}

/* Whatever is on the shelf and in his wardrobe: nothing that may not be shown, and never fewer than may be. */
static void rules_hold(void **state)
{
    (void)state;
    enum { HIS = 6, SHELF = 14 };
    static const char *const values[] = { "a", "b", "c" }, *const articles[] = { "p", "q", "r", "s", "t", "u", "v" };
    mk_rng g = mk_rng_seed(21);
    for (int round = 0; round < 20000; round++) {
        mk_arena_mark mark = mk_arena_here(cx.arena);
        mk_look his[HIS];
        mk_piece c[SHELF];
        mk_trait trait[HIS + SHELF][4];
        size_t n = mk_rng_below(&g, HIS + 1), shelf = mk_rng_below(&g, SHELF + 1), most = 1 + mk_rng_below(&g, 6);
        for (size_t i = 0; i < n + shelf; i++) {
            size_t traits = 1 + mk_rng_below(&g, 3);
            trait[i][0] = (mk_trait){ MK_S("category"), s(values[mk_rng_below(&g, 2)]) };
            trait[i][1] = (mk_trait){ MK_S("brand"), s(values[mk_rng_below(&g, 3)]) };
            trait[i][2] = (mk_trait){ MK_S("colour"), s(values[mk_rng_below(&g, 3)]) };
            mk_str article = s(articles[mk_rng_below(&g, 7)]);
            mk_look l = { .item = (int64_t)i + 1, .article = article, .label = article, .text = article, .trait = trait[i], .n = traits, .day = 20000 - (int32_t)mk_rng_below(&g, 800),
                          .count = (double)mk_rng_below(&g, 3) };
            mk_look_ready(cx.arena, &l);
            if (i < n) his[i] = l;
            else c[i - n] = (mk_piece){ .look = l, .stock = (int64_t)mk_rng_below(&g, 3) - 1, .category = trait[i][0].value };
        }
        mk_taste_base *base = mk_taste_base_new(cx.arena);
        for (size_t i = 0; i < n; i++) mk_taste_base_add(base, &his[i], his[i].count);
        mk_similar_ask ask = { .base = base, .his = his, .n = n, .today = 20000 };
        mk_similar got[8];
        size_t k = mk_similar_of(cx.arena, &ask, c, shelf, got, most), may = 0;
        bool article[7] = { false };
        for (size_t i = 0; i < shelf; i++) {
            bool had = false, like = false;
            for (size_t j = 0; j < n; j++) {
                had |= mk_str_eq(his[j].article, c[i].look.article);
                for (size_t t = 0; t < c[i].look.n && his[j].count > 0; t++) like |= t < his[j].n && mk_str_eq(his[j].trait[t].value, c[i].look.trait[t].value);
            }
            size_t which = (size_t)(c[i].look.article.p[0] - 'p');
            if (c[i].stock > 0 && !had && like && !article[which]) article[which] = true, may++;
        }
        assert_int_equal(k, may < most ? may : most);
        for (size_t i = 0; i < k; i++) {
            assert_true(got[i].what->stock > 0);
            for (size_t j = 0; j < n; j++) assert_false(mk_str_eq(his[j].article, got[i].what->look.article));
            for (size_t j = 0; j < i; j++) assert_false(mk_str_eq(got[j].what->look.article, got[i].what->look.article));
        }
        mk_arena_rewind(cx.arena, mark);
    }
}

/* A taste is told when chance would hardly have it: one of 21 where all have 2 % is nothing, eight of 23 where all have 9 % is something. */
static void tells(void **state)
{
    (void)state;
    static const struct { double his, of, share; bool tells; } kept[] = {
        { 1, 21, .02, false }, { 2, 26, .02, false }, { 1, 7, .03, false }, { 2, 5, .15, false }, { 8, 23, .09, true }, { 14, 14, .27, true }, { 2, 6, .06, true }, { 0, 9, .01, false },
    };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        mk_taste_part p = { .his = kept[i].his, .of = kept[i].of, .share = kept[i].share, .score = kept[i].his / kept[i].of > kept[i].share };
        if (mk_taste_tells(&p) != kept[i].tells) fail_msg("%g of %g where all have %g", kept[i].his, kept[i].of, kept[i].share);
    }
    mk_look like = { 0 };
    assert_false(mk_taste_tells(&(mk_taste_part){ .his = 9, .of = 9, .share = .1, .score = 2, .like = &like }));      /* a text, not a count */
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(sizes_read), cmocka_unit_test(sizes_found), cmocka_unit_test(colours), cmocka_unit_test(texts), cmocka_unit_test(the_one_he_loved), cmocka_unit_test(rules_hold), cmocka_unit_test(tells) };
    return cmocka_run_group_tests_name("engine fit", tests, before, after);
}
