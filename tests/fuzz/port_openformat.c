/* SPDX-License-Identifier: Apache-2.0
 * Uniform files of any bytes: a door never dies, always ends, and what it gives is in range. */
#include "door_int.h"
#include "fuzz.h"
#include "openformat.h"
#include "utf8.h"

#define A100 "A100000000001519999015424242424242424&OF1.31&                                                  \r\n"
#define B110 "B110000000002519999015200001         \xf9\xe9\xf8 \xf9\xf4\xe9\xf8\xe4                                           100            \xec\xf7\xe5\xe7\xe5\xfa      \r\n"
#define C100(type, number, amount, more) "C100000000003519999015" type number "               202401021021Dana Levi                                         Herzl       " \
    "                                      1         Haifa                         3100000 Israel                        IL050-171-2467   12345678220240102" \
    "+00000000000000   " amount "+00000000000000" amount "+00000000000000" amount "+00000000000200001                    " more "20240102       kupa1    0000001             \r\n"
#define D110(type, number) "D110000000004519999015" type number "               0001000                    2P002                Cup                                   " \
    "                                                                          unit                +0000000000010000+00000000002400+00000000000000+000000000024001700" \
    "       202401020000001                            \r\n"
#define B100 "B1000000000052519990150000000027" "00001" "00000480" "\xe7\xf9             " "00000000000000501647" "000" "00000000000000000000" "000" \
    "                                                  " "20220402" "20220430" "200001         " "               " "1" "ILS" "+00000000093600" "\r\n"
#define Z900 "Z900000000012519999015424242424242424&OF1.31&000000000000012                                                  \r\n"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S(A100 B110 C100("320", "5001 ", "+00000000065400", " ") D110("320", "5001 ") Z900),
    MK_S(A100 C100("330", "301  ", "-00000000065400", " ") D110("330", "301  ") C100("320", "302  ", "+00000000065400", "1") Z900),
    MK_S(A100 C100("300", "1    ", "+00000000065400", " ") C100("400", "2    ", "+00000000065400", " ") C100("700", "2    ", "+00000000065400", " ")),
    MK_S(A100 B100 B100 B110 Z900), MK_S("\xef\xbb\xbf" A100 "B110000000002519999015200001         שיר שפירה\n"), MK_S("C100\nD110\nM100\nB100\nB110"), { 0 },
};

static const char ini[] = "A000     000000000000012519999015424242424242424&OF1.31&\r\nC100000000000000002\r\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_cx cx;
    mk_arena *a = mk_arena_new();
    mk_cx_init(&cx, a);
    cx.now = INT64_C(1790000000000000);
    mk_str bytes = { (const char *)data, size };
    /* The first bit tells whether the bytes are the data or its INI.TXT. */
    bool as_ini = size && (data[0] & 1) == 0 && size < 600;
    mk_export x = { MK_S(""), mk_source_memory(a, MK_S("INI.TXT"), as_ini ? bytes : mk_str_of(ini)),
                    mk_source_memory(a, MK_S("BKMVDATA.TXT"), as_ini ? mk_fuzz_seeds[1] : bytes) };
    mk_door *d;
    mk_door_options opt = { .mapping = MK_S("") };
    if (mk_openformat_open(&cx, &x, 1, &opt, &d) == 0) {
        mk_record r;
        int rc;
        uint64_t rows = 0;
        while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) {
            FUZZ_CHECK(++rows <= 2 * (size + mk_fuzz_seeds[1].n) + 2);
            if (rc != 1) continue;
            FUZZ_CHECK(r.has && mk_utf8_valid(r.raw) && mk_utf8_valid(r.person.name) && mk_utf8_valid(r.item.name) && mk_utf8_valid(r.sale.doc));
            FUZZ_CHECK(!(r.has & MK_REC_SALE) || (r.sale.kind == MK_SALE_RETURN ? r.sale.total <= 0 : r.sale.total >= 0));
        }
        FUZZ_CHECK(rc == 0);
    } else {
        FUZZ_CHECK(cx.message[0]);
    }
    mk_arena_free(a);
    return 0;
}
