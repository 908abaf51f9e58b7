/* SPDX-License-Identifier: Apache-2.0
 * Files of any bytes: detection, decoding whole and in parts, visual order, repair, folding. */
#include "charset.h"
#include "fuzz.h"
#include "utf8.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("שם,טלפון\nרונית לפידור,054-1234567\n"), MK_S("\xef\xbb\xbfשלום"), MK_S("\xff\xfe\xe9\x05\xdc\x05\x20\x00\x41\x00"),
    MK_S("\xfe\xff\x05\xe9\xd8\x3d\xde\x00"), MK_S("\xf8\xe5\xf0\xe9\xfa, \xa4 12"), MK_S("\x98\x85\x8e\x89\x9a 054-1234567"),
    MK_S("רודיפל תינור (2020) iPhone 12 ₪50%"), MK_S("úåéì Sony"), MK_S("×©×œ×•×"), MK_S("׳©׳œ׳•׳\xc2\x9d"), MK_S("Zo\xeb M\xfcller"),
    MK_S("שָׁלוֹם־עוֹלָם װױײ ﭏ"), MK_S("Łódź ﬁnd İ ½ … ´ ″"), MK_S("\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"), { 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_str s = { (const char *)data, size };
    mk_arena *a = mk_arena_new();
    mk_charset_guess g = mk_charset_of(s);
    FUZZ_CHECK(g.bom <= size);
    for (int c = MK_CS_UTF8; c <= MK_CS_1252; c++) {
        mk_buf whole = mk_buf_on(a), parts = mk_buf_on(a);
        uint64_t bad = 0, bad_in_parts = 0;
        size_t taken = mk_charset_decode((mk_charset)c, s, &whole, &bad);
        FUZZ_CHECK(taken <= size && size - taken < 4);
        FUZZ_CHECK(mk_utf8_valid(mk_buf_str(&whole)));
        FUZZ_CHECK(bad <= size);
        if (c == MK_CS_UTF8) FUZZ_CHECK(mk_utf8_valid(s) == (bad == 0 && taken == size));
        size_t i = 0;
        for (size_t step = 4; i < taken; step = step % 7 + 4) {
            size_t n = mk_charset_decode((mk_charset)c, mk_str_sub(s, i, i + step), &parts, &bad_in_parts);
            FUZZ_CHECK(n > 0);
            i += n;
        }
        /* the last part may end in what the whole was left with */
        if (i == taken) FUZZ_CHECK(bad == bad_in_parts && mk_str_eq(mk_buf_str(&whole), mk_buf_str(&parts)));
    }
    FUZZ_CHECK(mk_utf8_first(s, SIZE_MAX).n == size);
    mk_str v = mk_visual_to_logical(a, s), fixed;
    if (v.p != s.p) FUZZ_CHECK(mk_utf8_valid(v));
    if (mk_charset_repair(a, s, &fixed)) FUZZ_CHECK(mk_utf8_valid(fixed));
    mk_str text = mk_fold_text(a, s), key = mk_fold_key(a, s);
    FUZZ_CHECK(mk_utf8_valid(text) && mk_utf8_valid(key));
    FUZZ_CHECK(mk_str_eq(text, mk_fold_text(a, text)));
    FUZZ_CHECK(mk_str_eq(key, mk_fold_key(a, text)));
    mk_charset named;
    (void)mk_charset_named(s, &named);
    mk_arena_free(a);
    return 0;
}
