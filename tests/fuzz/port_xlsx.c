/* SPDX-License-Identifier: Apache-2.0
 * Workbooks with a sheet, shared texts or styles of any bytes, under small limits: the door never dies, always ends, and stays within its memory. The input's
 * first byte says which part it is; the archive around it is sound, because libzip is fuzzed elsewhere. */
#include "fuzz.h"
#include "door_int.h"
#include "utf8.h"
#include "xlsx.h"
#include "../unit/port/zip_make.h"

#define SHEET "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>phone</t></is></c></row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>541234567</v></c></row></sheetData>" \
              "<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>"
#define STRINGS "<sst><si><t>name</t></si><si><r><t>Dana</t></r><r><t> Levi_x000D_</t></r></si></sst>"
#define STYLES "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
#define BOOK "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"

const mk_str mk_fuzz_seeds[] = { MK_S(""), MK_S("0" SHEET), MK_S("1" STRINGS), MK_S("2" STYLES), MK_S("3" BOOK), MK_S("0<x:worksheet><x:sheetData><x:row><x:c t=\"b\"><x:v>1</x:v></x:c></x:row>"), { 0 } };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    zip_part part[] = { { "xl/worksheets/sheet1.xml", MK_S(SHEET) }, { "xl/sharedStrings.xml", MK_S(STRINGS) }, { "xl/styles.xml", MK_S(STYLES) }, { "xl/workbook.xml", MK_S(BOOK) }, { NULL, { 0 } } };
    if (size < 2 || (data[0] != '0' && size & 3)) return 0;         /* the sheet matters most, and an archive takes its time */
    mk_cx cx;
    mk_arena *a = mk_arena_new();
    mk_cx_init(&cx, a);
    cx.now = INT64_C(1790000000000000);
    cx.limits.row_bytes = 4096;
    cx.limits.cell_count = 32;
    part[data[0] & 3].bytes = (mk_str){ (const char *)data + 1, size - 1 };
    zip_t *zip = mk_zipped_bytes(a, zip_make(a, part));
    FUZZ_CHECK(zip);
    mk_door *d;
    mk_door_options opt = { .mapping = MK_S(""), .spill = "." };
    if (mk_xlsx_open(&cx, zip, MK_S("fuzz.xlsx"), &opt, &d) == 0) {
        mk_record r;
        int rc;
        uint64_t rows = 0;
        while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) FUZZ_CHECK(++rows <= size + 4 && mk_utf8_valid(r.raw) && (rc == 1 || cx.message[0]));
        FUZZ_CHECK(rc == 0 || cx.message[0]);
    } else {
        FUZZ_CHECK(cx.message[0]);
    }
    FUZZ_CHECK(mk_arena_bytes(a) < 64u << 20);
    mk_arena_free(a);
    return 0;
}
