/* SPDX-License-Identifier: Apache-2.0
 * Cells of any bytes as phone, mail, id and name: a normal form is read as itself. */
#include "contact.h"
#include "fuzz.h"
#include "name.h"
#include "utf8.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("054-123-4567"), MK_S("+972 (0)54-123-4567"), MK_S("00972541234567"), MK_S("03-5551234 שלוחה 7"), MK_S("*2700"), MK_S("1-800-123-456"),
    MK_S("541234567.0"), MK_S("+1 (212) 555-0123 x12"), MK_S("Ronit Lapidor <Ronit@Example.co.il>"), MK_S("mailto:a.b+c@d-e.org."), MK_S("12345-6782"),
    MK_S("ד\"ר רונית לפידור-בלו"), MK_S("David Ben-Gurion"), MK_S("שיר-אל שפירה"), MK_S("אלון בע.מ."), MK_S("ד. בן כהן"), MK_S("Ludwig van der Berg"),
    MK_S("לקוח מזדמן 1"), MK_S("Schwarzenegger Tchaikovsky Itzhak"), { 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_str s = { (const char *)data, size }, got, again;
    mk_arena *a = mk_arena_new();
    mk_phone_kind kind, kind_again;
    if (mk_phone_parse(a, s, &got, &kind)) {
        FUZZ_CHECK(got.n >= 4 && got.n <= 16);
        FUZZ_CHECK(mk_phone_parse(a, got, &again, &kind_again) && mk_str_eq(got, again) && kind == kind_again);
        FUZZ_CHECK(mk_phone_parse(a, mk_phone_display(a, got), &again, NULL) && mk_str_eq(got, again));
    }
    (void)mk_phone_display(a, s);
    if (mk_mail_parse(a, s, &got)) {
        FUZZ_CHECK(mk_utf8_valid(got) && got.n <= 254);
        FUZZ_CHECK(mk_mail_parse(a, got, &again) && mk_str_eq(got, again));
    }
    if (mk_natid_parse(a, s, &got)) {
        FUZZ_CHECK(got.n == 9);
        FUZZ_CHECK(mk_natid_parse(a, got, &again) && mk_str_eq(got, again));
        (void)mk_natid_person(got);
    }
    /* the two halves as two names */
    mk_str first = mk_str_sub(s, 0, size / 2), second = mk_str_sub(s, size / 2, size);
    mk_name all = mk_name_of(a, s), x = mk_name_of(a, first), y = mk_name_of(a, second);
    FUZZ_CHECK(all.n >= 0 && all.n <= MK_NAME_TOKENS);
    for (int i = 0; i < all.n; i++) {
        FUZZ_CHECK(all.token[i].n > 0 && mk_utf8_valid(all.token[i]));
        mk_str bones = mk_name_skeleton(a, all.token[i]);
        FUZZ_CHECK(mk_utf8_valid(bones));
    }
    FUZZ_CHECK(mk_name_compatible(&all, &all));
    FUZZ_CHECK(mk_name_compatible(&x, &y) == mk_name_compatible(&y, &x));
    (void)mk_name_skeleton(a, s);
    (void)mk_name_nobody(a, s, MK_S("12"));
    mk_arena_free(a);
    return 0;
}
