/* SPDX-License-Identifier: Apache-2.0
 * Tables of any bytes, under small limits: a door never dies, always ends, and what it gives is in range. */
#include "door_int.h"
#include "fuzz.h"
#include "utf8.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("key,name,phone\n7,Dana Levi,0541234567\n8,\"Levi, Dan\",054-123-4567\n"),
    MK_S("sep=;\r\nמספר לקוח;שם לקוח;תאריך;סה\"כ\r\n1;\"חברה בע\"מ\";25/12/2025;\"1.234,50\"\r\n2;\"two\r\nlines\";26/12/2025;5\r\n"),
    MK_S("  00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n 00021 0002 19970101  3   63.34\r\n"),
    MK_S("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,UK\n"
         "C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,UK\n"),
    MK_S("Name,Email,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1001,a@example.com,80,2026-08-04 05:24:22 +0300,1,Cup,30\n#1001,,,,2,Plate,20\n"),
    MK_S("\xff\xfe" "k\0,\0n\0\n\0" "1\0,\0\xd0\x05\n\0"), MK_S("\xee\xf1\xf4\xf8,\xf9\xed\n1,\xf8\xe5\xf0\xe9\xfa \xeb\xe4\xef\n"),
    MK_S("a,\"b\nc,d\ne,\"f\",\"g\"\"\n"), MK_S("a\tb\r1\t2\r3\t4\r"), { 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static mk_column_words *words;                 /* made once: they take longer than most inputs */
    mk_cx cx;
    mk_arena *a = mk_arena_new();
    if (!words) words = mk_column_words_new(mk_arena_new());
    mk_cx_init(&cx, a);
    cx.now = INT64_C(1790000000000000);
    cx.limits.row_bytes = 256;
    cx.limits.cell_count = 16;
    mk_door *d;
    mk_door_options opt = { .mapping = MK_S("") };
    if (mk_table_open(&cx, mk_source_memory(a, MK_S("fuzz"), (mk_str){ (const char *)data, size }), words, &opt, &d) == 0) {
        const mk_door_info *info = mk_door_about(d);
        mk_record r;
        int rc;
        uint64_t rows = 0;
        while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) {
            FUZZ_CHECK(++rows <= size + 1);
            FUZZ_CHECK(r.raw.n <= size * 4 + 64 && r.line >= 1);
            if (rc != 1) {
                FUZZ_CHECK(cx.message[0]);
                continue;
            }
            FUZZ_CHECK(r.has && mk_utf8_valid(r.raw) && mk_utf8_valid(r.person.name) && mk_utf8_valid(r.item.key));
            FUZZ_CHECK(!(r.has & MK_REC_LINE) || (r.has & MK_REC_SALE && r.has & MK_REC_ITEM));
            FUZZ_CHECK(!(r.has & MK_REC_SALE) || (r.sale.kind >= MK_SALE && r.sale.kind <= MK_SALE_CANCELLED));
        }
        FUZZ_CHECK(rc == 0);
        FUZZ_CHECK(mk_door_next(&cx, d, &r) == 0);
        for (size_t i = 0; i < info->column_n; i++) FUZZ_CHECK(mk_utf8_valid(info->column[i].header));
        mk_str mapping = mk_door_mapping(&cx, d);
        FUZZ_CHECK(mk_utf8_valid(mapping) && mapping.n);
    } else {
        FUZZ_CHECK(cx.message[0]);
    }
    mk_arena_free(a);
    return 0;
}
