/* SPDX-License-Identifier: Apache-2.0
 * Workbooks as the programs of the world write them, and as attackers do. */
#include "port_test.h"
#include "xlsx_int.h"
#include "zip_make.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

typedef struct a_sheet { const char *name, *xml; bool hidden; } a_sheet;

/* A workbook of sheets; any of the other parts may be NULL. */
static mk_str book(const a_sheet *sheet, const char *strings, const char *styles, bool from_1904)
{
    zip_part part[16] = { 0 };
    mk_buf b = mk_buf_on(cx.arena), r = mk_buf_on(cx.arena);
    int n = 0;
    mk_buf_printf(&b, HEAD "<workbook " MAIN " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">%s<sheets>", from_1904 ? "<workbookPr date1904=\"1\"/>" : "");
    mk_buf_printf(&r, HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (int i = 0; sheet[i].name; i++) {
        mk_buf_printf(&b, "<sheet name=\"%s\" sheetId=\"%d\"%s r:id=\"rId%d\"/>", sheet[i].name, i + 1, sheet[i].hidden ? " state=\"hidden\"" : "", i + 7);
        mk_buf_printf(&r, "<Relationship Id=\"rId%d\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"%sworksheets/s%d.xml\"/>", i + 7, i & 1 ? "/xl/" : "", i);
        part[n++] = (zip_part){ mk_arena_printf(cx.arena, "xl/worksheets/s%d.xml", i).p, mk_str_of(sheet[i].xml) };
    }
    if (strings) mk_buf_printf(&r, "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/>");
    mk_buf_printf(&b, "</sheets></workbook>");
    mk_buf_printf(&r, "</Relationships>");
    part[n++] = (zip_part){ "xl/workbook.xml", mk_buf_str(&b) };
    part[n++] = (zip_part){ "xl/_rels/workbook.xml.rels", mk_buf_str(&r) };
    if (strings) part[n++] = (zip_part){ "xl/sharedStrings.xml", mk_str_of(strings) };
    if (styles) part[n++] = (zip_part){ "xl/styles.xml", mk_str_of(styles) };
    return zip_make(cx.arena, part);
}

static int try_book(mk_str bytes, const char *mapping, mk_door **ret)
{
    mk_door_options opt = { .mapping = mk_str_of(mapping) };
    zip_t *zip = mk_zipped_bytes(cx.arena, bytes);
    assert_non_null(zip);
    return mk_xlsx_open(&cx, zip, MK_S("book.xlsx"), &opt, ret);
}

static mk_door *open_book(mk_str bytes, const char *mapping)
{
    mk_door *d;
    if (try_book(bytes, mapping, &d) < 0) fail_msg("%s", cx.message);
    return d;
}

static mk_door *one_sheet(const char *xml, const char *strings, const char *styles)
{
    return open_book(book((a_sheet[]){ { "גיליון1", xml, false }, { 0 } }, strings, styles, false), "");
}

#define SHEET(rows) HEAD "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"
#define STR(ref, text) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define NUM(ref, v) "<c r=\"" ref "\"><v>" v "</v></c>"

static const char styles[] = HEAD "<styleSheet " MAIN "><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"[$-1010000]d/m/yyyy;@\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"0000000000\"/><numFmt numFmtId=\"166\" formatCode=\"dd/mm/yyyy hh:mm\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"22\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";

/* As Excel writes: shared texts (one of rich runs, one with a phonetic guide), places, styles, cached results of formulas. */
static void excel(void **state)
{
    (void)state;
    static const char strings[] = HEAD "<sst " MAIN " count=\"9\" uniqueCount=\"9\"><si><t>מספר לקוח</t></si><si><t xml:space=\"preserve\">שם </t></si><si><t>נייד</t></si><si><t>תאריך</t></si>"
        "<si><t>סכום</t></si><si><t>הערות</t></si><si><r><t>רונית</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> כהן</t></r><rPh sb=\"0\" eb=\"1\"><t>RONIT</t></rPh></si>"
        "<si><t>שורה, אחת\nשתיים \"ציטוט\"</t></si><si><t>אב_x000D_ג</t></si></sst>";
    static const char sheet[] = SHEET("<row r=\"1\" spans=\"1:6\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c><c r=\"F1\" t=\"s\"><v>5</v></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" t=\"s\"><v>6</v></c><c r=\"C2\" s=\"3\"><v>541234567</v></c><c r=\"D2\" s=\"1\"><v>46016</v></c><c r=\"E2\"><v>12.300000000000001</v></c><c r=\"F2\" t=\"s\"><v>7</v></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>1002</v></c><c r=\"B4\" t=\"str\"><f>G1&amp;H1</f><v>יוסף לוי</v></c><c r=\"C4\" t=\"str\"><v>052-1234567</v></c><c r=\"D4\" s=\"4\"><v>46017.5</v></c><c r=\"E4\"><f>SUM(1)</f><v>80</v></c><c r=\"F4\" t=\"e\"><v>#N/A</v></c></row>"
        "<row r=\"5\"><c r=\"A5\"><v>1003</v></c><c r=\"B5\" t=\"s\"><v>8</v></c><c r=\"D5\" t=\"d\"><v>2025-12-27</v></c><c r=\"E5\"><f>1+1</f></c></row>");
    mk_door *d = one_sheet(sheet, strings, styles);
    assert_string_equal(fields_of(d), "מספר לקוח=key, שם=name, נייד=phone, תאריך=date, סכום=amount, הערות=note");
    assert_string_equal(all_of(d),
        "2: person key=1001 name=רונית כהן phone=+972541234567 note=שורה, אחת\nשתיים \"ציטוט\" sale at=2025-12-25T00:00:00Z total=12.30ILS\n"
        "4: person key=1002 name=יוסף לוי phone=+972521234567 sale at=2025-12-26T12:00:00Z total=80.00ILS\n"
        "bad 5: cell E5 (amount): no amount; a sale needs one\n");
    assert_true(warned(d, "without its result, read as empty: 1"));
    assert_true(warned(d, "the like), read as empty: 1"));
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->kind), "xlsx");
}

/* As small writers do: no places, no styles, no shared texts, a prefix before every name. */
static void plain_writers(void **state)
{
    (void)state;
    mk_door *d = one_sheet(HEAD "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>name</x:t></x:is></x:c><x:c t=\"inlineStr\"><x:is><x:t>phone</x:t></x:is></x:c>"
        "<x:c t=\"inlineStr\"><x:is><x:t>accepts marketing</x:t></x:is></x:c></x:row><x:row><x:c t=\"inlineStr\"><x:is><x:t>Dana Levi</x:t></x:is></x:c><x:c><x:v>541234567</x:v></x:c><x:c t=\"b\"><x:v>0</x:v></x:c></x:row>"
        "<x:row><x:c t=\"inlineStr\"><x:is><x:t>Noam Bar</x:t></x:is></x:c><x:c/><x:c t=\"b\"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>", NULL, NULL);
    assert_string_equal(all_of(d), "2: person name=Dana Levi phone=+972541234567 ads_mail=no\n3: person name=Noam Bar ads_mail=yes\n");
}

static void dates_of_1904(void **state)
{
    (void)state;
    const char *xml = SHEET("<row r=\"1\">" STR("A1", "name") STR("B1", "birthday") "</row><row r=\"2\">" STR("A2", "Dana Levi") "<c r=\"B2\" s=\"2\"><v>30000</v></c></row>");
    mk_door *d = open_book(book((a_sheet[]){ { "a", xml, false }, { 0 } }, NULL, styles, true), "");
    assert_string_equal(all_of(d), "2: person name=Dana Levi born=1986-02-19\n");
    d = open_book(book((a_sheet[]){ { "a", xml, false }, { 0 } }, NULL, styles, false), "");
    assert_string_equal(all_of(d), "2: person name=Dana Levi born=1982-02-18\n");
}

static void formats(void **state)
{
    (void)state;
    static const struct { const char *code; mk_look look; } f[] = { { "General", MK_LOOK_PLAIN }, { "0.00", MK_LOOK_PLAIN }, { "dd/mm/yyyy", MK_LOOK_DAY }, { "yyyy\\-mm\\-dd;@", MK_LOOK_DAY },
        { "[$-40D]d mmmm yyyy", MK_LOOK_DAY }, { "h:mm AM/PM", MK_LOOK_TIME }, { "[h]:mm:ss", MK_LOOK_PLAIN }, { "m/d/yy h:mm", MK_LOOK_MOMENT }, { "\"day\" 0", MK_LOOK_PLAIN }, { "#,##0.00 [$₪-40D]", MK_LOOK_PLAIN },
        { "mmm-yy", MK_LOOK_DAY }, { "00000", MK_LOOK_ZEROS }, { "[Red]0.00", MK_LOOK_PLAIN }, { "0.00E+00", MK_LOOK_PLAIN }, { "@", MK_LOOK_PLAIN }, { "[$-8000000]dddd, d mmmm, yyyy", MK_LOOK_DAY } };
    for (size_t i = 0; i < sizeof f / sizeof *f; i++) assert_int_equal(mk_style_of_format(mk_str_of(f[i].code)).look, f[i].look);
}

#define PEOPLE SHEET("<row r=\"1\">" STR("A1", "name") STR("B1", "phone") STR("C1", "email") "</row><row r=\"2\">" STR("A2", "Dana Levi") STR("B2", "0541234567") STR("C2", "dana@example.com") "</row><row r=\"3\">" STR("A3", "Noam Bar") STR("B3", "0541234568") STR("C3", "noam@example.com") "</row>")
#define NOTES SHEET("<row r=\"1\">" STR("A1", "what to do this week") "</row><row r=\"3\">" STR("A3", "call the plumber") "</row>")

static void the_right_sheet(void **state)
{
    (void)state;
    const a_sheet sheets[] = { { "Notes", NOTES, false }, { "Empty", SHEET(""), false }, { "לקוחות", PEOPLE, false }, { "Old", PEOPLE, true }, { 0 } };
    mk_door *d = open_book(book(sheets, NULL, NULL, false), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->sheet), "לקוחות");
    assert_int_equal(mk_door_about(d)->sheet_n, 3);
    assert_true(warned(d, "\"לקוחות\" was read, of which most is understood; not \"Notes\", \"Empty\""));
    d = open_book(book(sheets, NULL, NULL, false), "{\"sheet\":\"Old\"}");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->sheet), "Old");
    assert_true(warned(d, "hidden"));
    assert_non_null(strstr(mk_arena_z(cx.arena, mk_door_mapping(&cx, d)), "\"sheet\":\"Old\""));
    d = open_book(book((a_sheet[]){ { "Old", PEOPLE, true }, { 0 } }, NULL, NULL, false), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->sheet), "Old");
    mk_door *none;
    assert_int_equal(try_book(book((a_sheet[]){ { "Empty", SHEET(""), false }, { 0 } }, NULL, NULL, false), "", &none), MK_EBADDATA);
}

/* A list that has begun with one customer is a list, beside months and their sums; a line of totals is none. */
static void one_row(void **state)
{
    (void)state;
    static const char one[] = SHEET("<row r=\"1\">" STR("A1", "name") STR("B1", "phone") STR("C1", "email") "</row><row r=\"2\">" STR("A2", "Dana Levi") STR("B2", "0541234567") STR("C2", "dana@example.com") "</row>");
    static const char sums[] = SHEET("<row r=\"1\">" STR("A1", "date") STR("B1", "total") "</row><row r=\"2\">" STR("A2", "2025-01-01") STR("B2", "120") "</row><row r=\"3\">" STR("A3", "2025-02-01") STR("B3", "90") "</row>");
    static const char totals[] = SHEET("<row r=\"1\">" STR("A1", "date") STR("B1", "total") "</row><row r=\"2\">" STR("A2", "2025-02-01") STR("B2", "210") "</row>");
    mk_door *d = open_book(book((a_sheet[]){ { "Months", sums, false }, { "Customers", one, false }, { 0 } }, NULL, NULL, false), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->sheet), "Customers");
    d = open_book(book((a_sheet[]){ { "Totals", totals, false }, { "Months", sums, false }, { 0 } }, NULL, NULL, false), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->sheet), "Months");
}

/* A header two rows high: "Customer" over both, "Contact" over two columns, and what repeats is told apart by what stands above it. */
static void merged_headers(void **state)
{
    (void)state;
    mk_door *d = one_sheet(HEAD "<worksheet " MAIN "><sheetData><row r=\"1\">" STR("A1", "Customers of the shop") "</row><row r=\"3\">" STR("A3", "Name") STR("B3", "Contact") STR("D3", "City") "</row>"
        "<row r=\"4\">" STR("B4", "Phone") STR("C4", "Email") "</row><row r=\"5\">" STR("A5", "Dana Levi") STR("B5", "0541234567") STR("C5", "d@example.com") STR("D5", "Haifa") "</row>"
        "<row r=\"6\">" STR("A6", "Noam Bar") STR("B6", "0541234568") STR("C6", "n@example.com") STR("D6", "Lod") "</row></sheetData>"
        "<mergeCells count=\"4\"><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:A4\"/><mergeCell ref=\"B3:C3\"/><mergeCell ref=\"D3:D4\"/></mergeCells></worksheet>", NULL, NULL);
    assert_string_equal(fields_of(d), "Name=name, Phone=phone, Email=mail, City=city");
    assert_string_equal(all_of(d), "5: person name=Dana Levi phone=+972541234567 mail=d@example.com city=Haifa\n6: person name=Noam Bar phone=+972541234568 mail=n@example.com city=Lod\n");
}

/* --- what attackers and broken disks write --- */

static int code_of(const char *xml)
{
    mk_door *d;
    int rc = try_book(book((a_sheet[]){ { "a", xml, false }, { 0 } }, NULL, NULL, false), "", &d);
    mk_record r;
    while (rc >= 0 && (rc = mk_door_next(&cx, d, &r)) > 0) {}
    return rc;
}

static void bombs(void **state)
{
    (void)state;
    assert_int_equal(code_of(HEAD "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>"), MK_EBADDATA);
    assert_int_equal(code_of(HEAD "<worksheet><sheetData><row><c t=\"str\"><v>not closed"), MK_EBADDATA);
    mk_buf deep = mk_buf_on(cx.arena);
    for (int i = 0; i < 100000; i++) mk_buf_printf(&deep, "<a>");
    assert_int_equal(code_of(mk_arena_z(cx.arena, mk_buf_str(&deep))), MK_EBADDATA);
    /* Ten thousand far cells and rows: small here, vast when every gap is filled. */
    mk_buf far = mk_buf_on(cx.arena);
    mk_buf_printf(&far, HEAD "<worksheet><sheetData><row r=\"1\">" STR("A1", "name") STR("B1", "phone") "</row>");
    for (int i = 0; i < 10000; i++) mk_buf_printf(&far, "<row r=\"%d\"><c r=\"XFD1\"><v>1</v></c></row><row r=\"%d\">" STR("A1", "Dana Levi") "</row>", i & 1 ? 1048576 : 2, i);
    mk_buf_printf(&far, "</sheetData></worksheet>");
    mk_door *d = one_sheet(mk_arena_z(cx.arena, mk_buf_str(&far)), NULL, NULL);
    mk_record r;
    int rc, good = 0, bad = 0;
    while ((rc = mk_door_next(&cx, d, &r)) == 1 || rc == MK_EBADDATA) good += rc == 1, bad += rc != 1;
    assert_int_equal(rc, 0);
    assert_int_equal(good, 10000);
    assert_int_equal(bad, 10000);
    assert_true(mk_arena_bytes(cx.arena) < 64u << 20);
    /* An archive that unpacks to more than it may. */
    cx.limits.archive_bytes = 1 << 20;
    char *much = mk_arena_zalloc(cx.arena, 3 << 20);
    memset(much, ' ', (3 << 20) - 1);
    memcpy(much, "<worksheet>", 11);
    assert_int_equal(code_of(much), MK_ELIMIT);
}

static void shared_texts_beyond_memory(void **state)
{
    (void)state;
    mk_spool *s = mk_spool_new(cx.arena, ".", 4096);
    for (int i = 0; i < 5000; i++) assert_int_equal(mk_spool_add(&cx, s, i % 7 ? mk_arena_printf(cx.arena, "text %d", i) : MK_S("")), 0);
    assert_int_equal(mk_spool_seal(&cx, s), 0);
    mk_str got;
    for (int i = 0; i < 5000; i++) {
        assert_true(mk_spool_at(s, (uint64_t)i, &got));
        assert_true(i % 7 ? mk_str_eq(got, mk_arena_printf(cx.arena, "text %d", i)) : got.n == 0);
    }
    assert_false(mk_spool_at(s, 5000, &got));
}

static void places(void **state)
{
    (void)state;
    uint32_t row, column;
    char t[8];
    assert_true(mk_cell_place("B3", &row, &column) && row == 2 && column == 1);
    assert_true(mk_cell_place("xfd1048576", &row, &column) && row == 1048575 && column == 16383);
    assert_false(mk_cell_place("3B", &row, &column));
    assert_false(mk_cell_place("B0", &row, &column));
    assert_false(mk_cell_place("AAAAA1", &row, &column));
    assert_string_equal(mk_column_letters(0, t), "A");
    assert_string_equal(mk_column_letters(25, t), "Z");
    assert_string_equal(mk_column_letters(26, t), "AA");
    assert_string_equal(mk_column_letters(16383, t), "XFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = { T(excel), T(plain_writers), T(dates_of_1904), T(formats), T(the_right_sheet), T(one_row), T(merged_headers), T(bombs), T(shared_texts_beyond_memory), T(places) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
