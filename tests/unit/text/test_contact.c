/* SPDX-License-Identifier: Apache-2.0
 * Phones, mail addresses, national ids. */
#include "shared.h"
#include "contact.h"
#include "rng.h"

static mk_arena *arena;
static int start(void **state) { (void)state; arena = mk_arena_new(); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static void phones(void **state)
{
    (void)state;
    static const struct { const char *text, *e164; mk_phone_kind kind; } t[] = {
        { "054-123-4567", "+972541234567", MK_PHONE_MOBILE }, { "0541234567", "+972541234567", MK_PHONE_MOBILE },
        { "054 1234567", "+972541234567", MK_PHONE_MOBILE }, { "054.123.4567", "+972541234567", MK_PHONE_MOBILE },
        { "(054) 1234567", "+972541234567", MK_PHONE_MOBILE }, { "+972541234567", "+972541234567", MK_PHONE_MOBILE },
        { "+972 (0)54-123-4567", "+972541234567", MK_PHONE_MOBILE }, { "+9720541234567", "+972541234567", MK_PHONE_MOBILE },
        { "00972541234567", "+972541234567", MK_PHONE_MOBILE }, { "972-54-1234567", "+972541234567", MK_PHONE_MOBILE },
        { "011972541234567", "+972541234567", MK_PHONE_MOBILE }, { "541234567", "+972541234567", MK_PHONE_MOBILE },
        { "541234567.0", "+972541234567", MK_PHONE_MOBILE }, { "'0541234567", "+972541234567", MK_PHONE_MOBILE },
        { "‎054‑123‑4567", "+972541234567", MK_PHONE_MOBILE }, { "tel:+972-54-123-4567", "+972541234567", MK_PHONE_MOBILE },
        { "\u200f054-1234567\u200e", "+972541234567", MK_PHONE_MOBILE }, { "054־1234567", "+972541234567", MK_PHONE_MOBILE },
        { "03-5551234", "+97235551234", MK_PHONE_LAND }, { "03-555-1234 ext 12", "+97235551234", MK_PHONE_LAND },
        { "03-5551234 שלוחה 7", "+97235551234", MK_PHONE_LAND }, { "035551234x12", "+97235551234", MK_PHONE_LAND },
        { "03-5551234 #4", "+97235551234", MK_PHONE_LAND }, { "35551234", "+97235551234", MK_PHONE_LAND }, { "97235551234", "+97235551234", MK_PHONE_LAND },
        { "077-1234567", "+972771234567", MK_PHONE_VOIP }, { "+972 73 123 4567", "+972731234567", MK_PHONE_VOIP },
        { "*2700", "*2700", MK_PHONE_SERVICE }, { "2700*", "*2700", MK_PHONE_SERVICE }, { "1-800-123-456", "+9721800123456", MK_PHONE_SERVICE },
        { "1700123456", "+9721700123456", MK_PHONE_SERVICE }, { "1-599-500-500", "+9721599500500", MK_PHONE_SERVICE },
        { "+1 (212) 555-0123", "+12125550123", MK_PHONE_FOREIGN }, { "0044 20 7946 0958", "+442079460958", MK_PHONE_FOREIGN },
        { "+970 59 1234567", "+970591234567", MK_PHONE_FOREIGN },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_str got;
        mk_phone_kind kind;
        if (!mk_phone_parse(arena, mk_str_of(t[i].text), &got, &kind)) fail_msg("\"%s\" is refused", t[i].text);
        assert_str(got, t[i].e164);
        assert_int_equal(kind, t[i].kind);
        /* the normal form and the shown form are read back as the same */
        mk_str again;
        assert_true(mk_phone_parse(arena, got, &again, NULL));
        assert_true(mk_str_eq(got, again));
        assert_true(mk_phone_parse(arena, mk_phone_display(arena, got), &again, NULL));
        assert_true(mk_str_eq(got, again));
    }
    static const char *bad[] = {
        "", " ", "-", "abc", "12", "1234567", "054-12345", "054-123-45678", "0000000000", "061234567", "0012", "+0541234567", "054-1234567 / 03-5551234",
        "רונית", "054-123456a", "5.41E+08", "+12", "+1234567890123456", "054+1234567", "**123", "*12", "*123456", "054-1234567 ext", "12/03/2024",
        "ronit@example.com", "999999999999999999999999999999", "100", "514123456789",
    };
    mk_str got;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_phone_parse(arena, mk_str_of(bad[i]), &got, NULL)) fail_msg("\"%s\" is taken as %.*s", bad[i], MK_SARG(got));
    assert_str(mk_phone_display(arena, MK_S("+972541234567")), "054-123-4567");
    assert_str(mk_phone_display(arena, MK_S("+97235551234")), "03-555-1234");
    assert_str(mk_phone_display(arena, MK_S("+972771234567")), "077-123-4567");
    assert_str(mk_phone_display(arena, MK_S("+9721800123456")), "1-800-123-456");
    assert_str(mk_phone_display(arena, MK_S("+12125550123")), "+12125550123");
    assert_str(mk_phone_display(arena, MK_S("*2700")), "*2700");
}

static void mails(void **state)
{
    (void)state;
    static const char *t[][2] = {
        { "Ronit@Example.COM", "ronit@example.com" }, { " ronit@gmail.com ", "ronit@gmail.com" }, { "mailto:a.b@c.co.il", "a.b@c.co.il" },
        { "<a@b.co>", "a@b.co" }, { "Ronit Lapidor <ronit@b.co.il>", "ronit@b.co.il" }, { "ronit @ gmail.com", "ronit@gmail.com" },
        { "ronit@gmail.com.", "ronit@gmail.com" }, { "ronit@gmail.com;", "ronit@gmail.com" }, { "'ronit@gmail.com", "ronit@gmail.com" },
        { "\u200fronit@gmail.com\u200e", "ronit@gmail.com" }, { "a+tag@b-c.org", "a+tag@b-c.org" }, { "o'brien@x.ie", "o'brien@x.ie" },
        { "info@חנות.co.il", "info@חנות.co.il" }, { "1@2b.com", "1@2b.com" }, { "info@shop.co.il", "info@shop.co.il" },
    };
    mk_str got;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        if (!mk_mail_parse(arena, mk_str_of(t[i][0]), &got)) fail_msg("\"%s\" is refused", t[i][0]);
        assert_str(got, t[i][1]);
        mk_str again;
        assert_true(mk_mail_parse(arena, got, &again));
        assert_true(mk_str_eq(got, again));
    }
    static const char *bad[] = {
        "", "@", "a@", "@b.co", "a@b", "none@none", "x@x", "a@@b.co", "a@b@c.co", "a b", "a@b..co", "a@.b.co", "a@b.c", "noreply@shop.co.il",
        "no-reply@x.com", "none@none.com", "aaa@aaa.com", "x@x.co.il", "a..b@c.co", ".a@b.co", "a.@b.co", "a@-b.co", "a@b-.co", "a@1.2.3.4", "a,b@c.co",
        "a@b,co", "a(b@c.co", "רונית", "a@b.co c@d.co", "\xff@b.co", "test@test.com",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab@b.co",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_mail_parse(arena, mk_str_of(bad[i]), &got)) fail_msg("\"%s\" is taken as %.*s", bad[i], MK_SARG(got));
}

static void natids(void **state)
{
    (void)state;
    mk_str got;
    static const char *t[][2] = { { "123456782", "123456782" }, { "12345-6782", "123456782" }, { "'123456782", "123456782" }, { " 519999015 ", "519999015" },
                                  { "000000018", "000000018" }, { "10009", "000010009" }, { "123456782.0", "123456782" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        if (!mk_natid_parse(arena, mk_str_of(t[i][0]), &got)) fail_msg("\"%s\" is refused", t[i][0]);
        assert_str(got, t[i][1]);
    }
    static const char *bad[] = { "", "0", "000000000", "123456789", "1234567820", "18", "12345678a", "12.3456782", "--" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(mk_natid_parse(arena, mk_str_of(bad[i]), &got));
    assert_true(mk_natid_person(MK_S("123456782")));
    assert_false(mk_natid_person(MK_S("519999015")));
    assert_false(mk_natid_person(MK_S("")));
    /* exactly one in ten is right, and one wrong digit is always seen */
    mk_rng r = mk_rng_seed(2);
    int right = 0;
    for (int k = 0; k < 100000; k++) {
        char z[10];
        snprintf(z, sizeof z, "%09u", (unsigned)mk_rng_below(&r, 1000000000));
        mk_arena_mark m = mk_arena_here(arena);
        if (mk_natid_parse(arena, (mk_str){ z, 9 }, &got)) {
            right++;
            size_t i = mk_rng_below(&r, 9);
            z[i] = (char)('0' + (z[i] - '0' + 1 + (int)mk_rng_below(&r, 9)) % 10);
            assert_false(mk_natid_parse(arena, (mk_str){ z, 9 }, &got));
        }
        mk_arena_rewind(arena, m);
    }
    assert_in_range(right, 9500, 10500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(phones), T(mails), T(natids),
    };
    return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}
