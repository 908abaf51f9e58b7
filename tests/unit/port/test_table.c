/* SPDX-License-Identifier: Apache-2.0
 * Tables as records: one small table in every charset and dialect, what rows become, and the real data sets. */
#include "port_test.h"
#include "csv.h"
#include "utf8.h"

/* ---- one table, written in every way ---- */

enum { ROWS = 5, COLUMNS = 7 };
static const char *const table[ROWS][COLUMNS] = {
    { "מספר לקוח", "שם לקוח", "נייד", "תאריך", "מספר מסמך", "סכום", "הערות" },
    { "1001", "רונית כהן", "054-123-4567", "25/12/2025", "7001", "1234.50", "לקוחה ותיקה" },
    { "1002", "יוסף לוי", "0521234567", "26/12/2025", "7002", "80", "" },
    { "1003", "אולם השרון בע\"מ", "03-6123456", "27/12/2025", "7003", "99.90", "חברה; לא פרטי, כן" },
    { "1001", "רונית כהן", "054-123-4567", "28/12/2025", "7004", "-50.00", "זיכוי" },
};
static const char expected[] =
    "2: person key=1001 name=רונית כהן phone=+972541234567 note=לקוחה ותיקה sale doc=7001 at=2025-12-25T00:00:00Z total=1234.50ILS\n"
    "3: person key=1002 name=יוסף לוי phone=+972521234567 sale doc=7002 at=2025-12-26T00:00:00Z total=80.00ILS\n"
    "4: person key=1003 name=אולם השרון בע\"מ phone=+97236123456 note=חברה; לא פרטי, כן company sale doc=7003 at=2025-12-27T00:00:00Z total=99.90ILS\n"
    "5: person key=1001 name=רונית כהן phone=+972541234567 note=זיכוי return doc=7004 at=2025-12-28T00:00:00Z total=-50.00ILS\n";

typedef enum how { UTF8, UTF8_BOM, UTF16LE, UTF16BE, HEB_1255, HEB_8859_8, HEB_862 } how;

static void put(mk_buf *b, how h, uint32_t c)
{
    switch (h) {
    case UTF16LE: mk_buf_c(b, (char)(c & 255)); mk_buf_c(b, (char)(c >> 8)); return;
    case UTF16BE: mk_buf_c(b, (char)(c >> 8)); mk_buf_c(b, (char)(c & 255)); return;
    case HEB_1255: case HEB_8859_8: mk_buf_c(b, (char)(mk_is_hebrew(c) ? c - 0x5d0 + 0xe0 : c)); return;
    case HEB_862: mk_buf_c(b, (char)(mk_is_hebrew(c) ? c - 0x5d0 + 0x80 : c)); return;
    case UTF8: case UTF8_BOM: mk_buf_utf8(b, c); return;
    }
}

/* The cell as old programs store it: Hebrew cells back to front. */
static mk_str visual_of(mk_str s)
{
    uint32_t c[128];
    size_t n = 0;
    bool hebrew = false;
    for (size_t i = 0; i < s.n;) hebrew |= mk_is_hebrew(c[n++] = mk_utf8_next(s, &i));
    mk_buf b = mk_buf_on(cx.arena);
    while (n--) mk_buf_utf8(&b, c[n]);
    return hebrew ? mk_buf_str(&b) : s;
}

static mk_str written(how h, char delimiter, const char *eol, bool visual, const char *before)
{
    mk_buf b = mk_buf_on(cx.arena);
    if (h == UTF8_BOM || h == UTF16LE || h == UTF16BE) put(&b, h, 0xfeff);
    for (const char *p = before; *p; p++) put(&b, h, (uint8_t)*p);
    for (int r = 0; r < ROWS; r++) {
        for (int k = 0; k < COLUMNS; k++) {
            mk_buf cell = mk_buf_on(cx.arena);
            mk_str s = mk_str_of(table[r][k]);
            mk_csv_write_cell(&cell, visual ? visual_of(s) : s, delimiter);
            if (k) put(&b, h, (uint8_t)delimiter);
            for (size_t i = 0; i < cell.n;) put(&b, h, mk_utf8_next(mk_buf_str(&cell), &i));
        }
        for (const char *p = eol; *p; p++) put(&b, h, (uint8_t)*p);
    }
    return mk_buf_str(&b);
}

static void check(mk_str bytes, const char *charset, char delimiter, bool visual)
{
    mk_door *d = open_bytes(bytes, "");
    const mk_door_info *info = mk_door_about(d);
    assert_int_equal(info->delimiter, delimiter);
    assert_string_equal(mk_arena_z(cx.arena, info->charset), charset);
    assert_int_equal(info->visual, visual);
    assert_string_equal(fields_of(d), "מספר לקוח=key, שם לקוח=name, נייד=phone, תאריך=date, מספר מסמך=doc, סכום=amount, הערות=note");
    assert_string_equal(all_of(d), expected);
    assert_int_equal(mk_door_bytes(d), bytes.n);
}

static void every_charset(void **state)
{
    (void)state;
    check(written(UTF8, ',', "\n", false, ""), "utf-8", ',', false);
    check(written(UTF8_BOM, ',', "\r\n", false, ""), "utf-8", ',', false);
    check(written(UTF16LE, '\t', "\r\n", false, ""), "utf-16le", '\t', false);
    check(written(UTF16BE, '\t', "\n", false, ""), "utf-16be", '\t', false);
    check(written(HEB_1255, ',', "\r\n", false, ""), "windows-1255", ',', false);
    check(written(HEB_8859_8, ';', "\n", false, ""), "windows-1255", ';', false);
    check(written(HEB_862, ',', "\r\n", false, ""), "cp862", ',', false);
    check(written(HEB_8859_8, ',', "\n", true, ""), "windows-1255", ',', true);
    check(written(HEB_862, ',', "\r\n", true, ""), "cp862", ',', true);
}

static void every_dialect(void **state)
{
    (void)state;
    static const char delimiters[] = { ',', ';', '\t', '|', '^', '~' };
    static const char *const eols[] = { "\n", "\r\n", "\r" };
    for (size_t i = 0; i < sizeof delimiters; i++)
        for (int e = 0; e < 3; e++) check(written(UTF8, delimiters[i], eols[e], false, ""), "utf-8", delimiters[i], false);
}

static void what_stands_before_a_table(void **state)
{
    (void)state;
    mk_door *d = open_bytes(written(HEB_1255, ';', "\r\n", false, "sep=;\r\n"), "");
    char *got = all_of(d);
    assert_memory_equal(got, "3: person key=1001 name=רונית כהן", strlen("3: person key=1001 name=רונית כהן"));
    d = open_bytes(written(UTF8, ',', "\n", false, "Sales report\n\nPrinted 2025\n"), "");
    assert_memory_equal(got + 1, all_of(d) + 1, 20);
    assert_true(warned(d, "the table begins at line 4"));
    d = open_bytes(written(UTF8, ',', "\n", false, "Sales report,,,,,,\n,,,,,,\n"), "");
    assert_non_null(strstr(all_of(d), "4: person key=1001"));
}

/* A file whose first megabyte is plain ASCII and that turns out to be windows-1255 at the first Hebrew name. */
static void charset_found_late(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "customer id,name,date,amount\n");
    for (int i = 0; i < 40000; i++) mk_buf_printf(&b, "%d,Dana Levi,2025-01-%02d,%d\n", i, i % 28 + 1, i);
    mk_buf_printf(&b, "77777,\xf8\xe5\xf0\xe9\xfa \xeb\xe4\xef,2025-02-01,5\n");
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->charset), "utf-8");
    char *got = all_of(d);
    assert_non_null(strstr(got, "40002: person key=77777 name=רונית כהן"));
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->charset), "windows-1255");
}

/* A file that another program read as Latin-1 and saved as UTF-8. Names that are Latin, with accents, are not touched. */
static void hebrew_read_wrongly(void **state)
{
    (void)state;
    mk_str right = written(HEB_1255, ',', "\n", false, "");
    mk_buf b = mk_buf_on(cx.arena);
    for (size_t i = 0; i < right.n; i++) mk_buf_utf8(&b, (uint8_t)right.p[i]);
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(fields_of(d), "מספר לקוח=key, שם לקוח=name, נייד=phone, תאריך=date, מספר מסמך=doc, סכום=amount, הערות=note");
    assert_string_equal(all_of(d), expected);
    assert_true(warned(d, "it was put right"));
    assert_non_null(strstr(mk_arena_z(cx.arena, mk_door_bad_head(d, cx.arena)), "שם לקוח"));
    d = open_bytes(MK_S("name,phone\nRené Müller,0541234567\nZoë Brontë,0541234568\nÅse Ängström,0541234569\n"), "");
    assert_non_null(strstr(all_of(d), "name=Zoë Brontë"));
    assert_false(warned(d, "it was put right"));
}

/* Tills end each row with a delimiter and the header without one; one row may have a cell too many. */
static void header_narrower_than_rows(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena), wide = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "name,phone,date,amount\n");
    mk_buf_printf(&wide, "name,phone,date,amount\n");
    for (int i = 0; i < 20; i++) {
        mk_buf_printf(&b, "Dana Levi,0541234567,2025-01-%02d,10,\n", i + 1);
        mk_buf_printf(&wide, "Dana Levi,0541234567,2025-01-%02d,10,x%d\n", i + 1, i);
    }
    static const char first[] = "2: person name=Dana Levi phone=+972541234567 sale at=2025-01-01T00:00:00Z total=10.00ILS\n";
    assert_memory_equal(read_bytes(mk_buf_str(&b), ""), first, sizeof first - 1);
    assert_memory_equal(read_bytes(mk_buf_str(&wide), ""), first, sizeof first - 1);
    assert_string_equal(read_text("name,phone,amount,date\nDana,0541234567\nDani,0521234568,10,13/2/2025,extra\n"),
                        "2: person name=Dana phone=+972541234567\n3: person name=Dani phone=+972521234568 sale at=2025-02-13T00:00:00Z total=10.00ILS\n");
}

/* Without a header: the text that goes with a phone is its owner's name, that which does not is what he bought, and a number that never
 * comes again is the document's. */
static void sales_without_a_header(void **state)
{
    (void)state;
    static const char *const who[] = { "Dana Levi", "Ron Bar", "Noa Katz" }, *const what[] = { "Black coffee", "Green tea", "Apple pie", "Rye bread" };
    mk_buf b = mk_buf_on(cx.arena);
    for (int i = 0; i < 24; i++) mk_buf_printf(&b, "%d,%s,054123456%d,2025-01-%02d,%s,%d.50\n", 7000 + i, who[i % 3], i % 3, i + 1, what[i % 4], i + 1);
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(fields_of(d), "column 1=doc, column 2=name, column 3=phone, column 4=date, column 5=item_name, column 6=amount");
}

/* ---- rows ---- */

static void rows_with_other_numbers_of_cells(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "key,name,phone,city\n");
    for (int i = 0; i < 100; i++) mk_buf_printf(&b, "%d,Dana Levi,0541234567,Haifa\n", i);
    mk_buf_printf(&b, "x,Dana Levi,0541234567\ny,Dana,Levi,0541234567,Haifa\nz,Dana Levi,0541234567,Haifa,,\n,,,\n\nkey,name,phone,city\n");
    char *got = strstr(read_bytes(mk_buf_str(&b), ""), "bad");
    assert_string_equal(got, "bad 102: line 102: 3 cells where the header has 4; the row is cut short, or is no row of the table\n"
                             "bad 103: line 103: 5 cells where the header has 4; a delimiter stands inside a value: put the value in quotes\n"
                             "104: person key=z name=Dana Levi phone=+972541234567 city=Haifa\n");
}

static void bad_sales_say_why_and_nothing_personal(void **state)
{
    (void)state;
    char *got = read_text("מספר לקוח,שם,תאריך,סכום\n1,דנה לוי,31/12/2024,10\n2,דנה לוי,31/31/2024,10\n3,דנה לוי,,10\n4,דנה לוי,30/12/2024,עשר\n"
                          "5,חיפה,דנה לוי,10\n6,דנה לוי,29/12/2024,\n7,דנה לוי,,\n");
    assert_string_equal(got,
        "2: person key=1 name=דנה לוי sale at=2024-12-31T00:00:00Z total=10.00ILS\n"
        "bad 3: line 3, column 3 (date): '31/31/2024' is not a date; expected day/month/year\n"
        "bad 4: line 4, column 3 (date): empty; a sale needs its day\n"
        "bad 5: line 5, column 4 (amount): what stands there is not an amount\n"
        "bad 6: line 6, column 3 (date): what stands there is not a date; expected day/month/year\n"
        "bad 7: line 7: no amount; a sale needs one\n"
        "8: person key=7 name=דנה לוי\n");
}

static void unreadable_contacts_are_dropped_and_counted(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("name,phone,email,id number,birthday,gender\n"
                                 "Dana Levi,0541234567,dana@example.com,123456782,1980-05-06,F\n"
                                 "Dan Levi,0541234568,dan@example.com,123456782,1981-05-06,M\n"
                                 "Don Levi,12,at home,123456789,1981-15-06,q\n"), "");
    assert_string_equal(all_of(d),
        "2: person id=123456782 name=Dana Levi phone=+972541234567 mail=dana@example.com gender=f born=1980-05-06\n"
        "3: person id=123456782 name=Dan Levi phone=+972541234568 mail=dan@example.com gender=m born=1981-05-06\n"
        "4: person name=Don Levi\n");
    assert_true(warned(d, "phone: 1 values"));
    assert_true(warned(d, "mail: 1 values"));
    assert_true(warned(d, "national_id: 1 values"));
    assert_true(warned(d, "birthday: 1 values"));
    mk_record r;
    assert_int_equal(mk_door_next(&cx, d, &r), 0);
}

static void phones_among_words(void **state)
{
    (void)state;
    static const char *const cells[][2] = { { "054-1234567 (אמא)", " phone=+972541234567" }, { "אמא 054 123 4567", " phone=+972541234567" }, { "office: 03-6123456 ext. 12", " phone=+97236123456" },
        { "(054) 1234567 נייד", " phone=+972541234567" }, { "054-1234567 ובבית 03-6123456", "" }, { "ת\"ז 123456782", "" }, { "לא לפני 17:30", "" } };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        mk_buf b = mk_buf_on(cx.arena);
        mk_buf_printf(&b, "name,phone\nDana Levi,");
        mk_csv_write_cell(&b, mk_str_of(cells[i][0]), ',');
        mk_buf_printf(&b, "\nRon Bar,0521234567\n");
        char *got = read_bytes(mk_buf_str(&b), "");
        *strchr(got, '\n') = 0;
        assert_string_equal(got, mk_arena_z(cx.arena, mk_arena_printf(cx.arena, "2: person name=Dana Levi%s", cells[i][1])));
    }
}

static void raw_and_header_are_kept(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("\xef\xbb\xbfkey,name\r\n7,\"Levi, Dana\"\r\n"), "");
    mk_record r;
    assert_string_equal(mk_arena_z(cx.arena, mk_door_bad_head(d, cx.arena)), "\xef\xbb\xbfkey,name,makir_problem\r\n");
    assert_int_equal(mk_door_next(&cx, d, &r), 1);
    assert_string_equal(mk_arena_z(cx.arena, r.raw), "7,\"Levi, Dana\"");
}

static void several_in_one_cell(void **state)
{
    (void)state;
    assert_string_equal(read_text("First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Phone 2 - Value\nDana,Levi,a@example.com ::: b@example.com,"
                                  "054-1234567 ::: 03-6123456,0541234567\n"),
                        "2: person given=Dana family=Levi phone=+972541234567 phone2=+97236123456 mail=a@example.com mail2=b@example.com\n");
}

static void sheets_marks(void **state)
{
    (void)state;
    assert_string_equal(read_text("customer id,phone,zip,date,amount\n17850.0,'0541234567,'6100000,2025-01-02,5\n17851.0,541234567,6100000,2025-01-02,5\n"),
                        "2: person key=17850 phone=+972541234567 zip=6100000 sale at=2025-01-02T00:00:00Z total=5.00ILS\n"
                        "3: person key=17851 phone=+972541234567 zip=6100000 sale at=2025-01-02T00:00:00Z total=5.00ILS\n");
}

static void consent_columns(void **state)
{
    (void)state;
    assert_string_equal(read_text("שם,נייד,אישור דיוור,אישור sms\nדנה לוי,0541234567,כן,לא\nדן לוי,0541234568,לא,\nדוד לוי,0541234569,,כן\n"),
                        "2: person name=דנה לוי phone=+972541234567 ads_mail=yes ads_sms=no\n"
                        "3: person name=דן לוי phone=+972541234568 ads_mail=no\n"
                        "4: person name=דוד לוי phone=+972541234569 ads_sms=yes\n");
    assert_string_equal(read_text("Email Address,First Name,Last Name,UNSUB_TIME,UNSUB_REASON\na@example.com,A,B,2025-01-02 10:00:00,spam\n"),
                        "2: person given=A family=B mail=a@example.com ads_mail=no\n");
}

static void money_in_many_writings(void **state)
{
    (void)state;
    char *got = read_text("key;date;total\n1;22.11.26;\"1.234,50\"\n2;22.11.26;12,00-\n3;22.11.26;€ 7,5\n");
    assert_string_equal(got, "2: person key=1 sale at=2026-11-22T00:00:00Z total=1234.50ILS\n"
                             "3: person key=2 return at=2026-11-22T00:00:00Z total=-12.00ILS\n"
                             "4: person key=3 sale at=2026-11-22T00:00:00Z total=7.50EUR\n");
    got = read_text("key,date,total\n'1',2026-11-22,1e+05\n'2',2026-11-22,1.50\n");
    assert_string_equal(got, "2: person key=1 sale at=2026-11-22T00:00:00Z total=100000.00ILS\n"
                             "3: person key=2 sale at=2026-11-22T00:00:00Z total=1.50ILS\n");
}

static void documents_and_their_types(void **state)
{
    (void)state;
    assert_string_equal(read_text("סוג מסמך,מספר מסמך,מספר לקוח,תאריך,סכום\nחשבונית מס/קבלה,11,5,01/02/2025,100\nחשבונית זיכוי,12,5,02/02/2025,40\n"
                                  "קבלה,13,5,03/02/2025,100\nהצעת מחיר,14,5,04/02/2025,900\nחשבונית מס,15,5,25/02/2025,7\n"),
                        "2: person key=5 sale doc=320:11 at=2025-02-01T00:00:00Z total=100.00ILS\n"
                        "3: person key=5 return doc=330:12 at=2025-02-02T00:00:00Z total=-40.00ILS\n"
                        "4: person key=5 event at=document outcome=400 text=400:13\n"
                        "5: person key=5 event at=document outcome=quote text=quote:14\n"
                        "6: person key=5 sale doc=305:15 at=2025-02-25T00:00:00Z total=7.00ILS\n");
}

/* An order's common cells stand only on the first of its rows. */
static void shopify_orders(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S(
        "Name,Email,Financial Status,Paid at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Lineitem sku,Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,Shipping Name,Cancelled at,Id,Phone\n"
        "#1001,a@example.com,paid,2026-08-04 05:24:22 +0300,yes,ILS,70,0,10,80,2026-08-04 05:24:22 +0300,1,Cup,30,C1,Dana Levi,Herzl 1,Haifa,'3100000,IL,"
        "'+972541234567,Dana Levi,,5551,\n"
        "#1001,a@example.com,,,,,,,,,2026-08-04 05:24:22 +0300,2,Plate,20,P1,,,,,,,,,,\n"
        "#1002,b@example.com,voided,2026-08-05 05:24:22 +0300,no,ILS,70,0,10,80,2026-08-05 05:24:22 +0300,1,Cup,30,C1,Dan Levi,Herzl 2,Haifa,'3100000,IL,"
        "'+972541234568,Dan Levi,2026-08-05 06:00:00 +0300,5552,\n"), "");
    assert_string_equal(fields_of(d), "Name=doc, Email=mail, Financial Status=status, Accepts Marketing=ads_mail, Currency=currency, Total=total, "
        "Created at=date, Lineitem quantity=quantity, Lineitem name=item_name, Lineitem price=price, Lineitem sku=item_key, Billing Name=name, "
        "Billing Street=street, Billing City=city, Billing Zip=zip, Billing Country=country, Billing Phone=phone, Cancelled at=cancelled, Phone=phone");
    assert_string_equal(all_of(d),
        "2: person name=Dana Levi phone=+972541234567 mail=a@example.com street=Herzl 1 city=Haifa zip=3100000 country=IL ads_mail=yes "
        "sale doc=#1001 at=2026-08-04T02:24:22Z total=80.00ILS line doc=#1001 #0 C1 x1 price=30.00 amount=30.00 item key=C1 name=Cup\n"
        "3: person name=Dana Levi phone=+972541234567 mail=a@example.com sale doc=#1001 at=2026-08-04T02:24:22Z "
        "line doc=#1001 #0 P1 x2 price=20.00 amount=40.00 item key=P1 name=Plate\n"
        "4: person name=Dan Levi phone=+972541234568 mail=b@example.com street=Herzl 2 city=Haifa zip=3100000 country=IL ads_mail=no "
        "cancelled doc=#1002 at=2026-08-05T02:24:22Z total=0.00ILS item key=C1 name=Cup\n");
}

/* One that can only be read the other way round is not what the column says, and is told. */
static void other_order_is_bad(void **state)
{
    (void)state;
    assert_string_equal(read_text("שם,תאריך,סכום\nדנה לוי,25/01/2025,5\nרון כהן,12/31/2025,6\nגיל לב,26/02/2025,7\n"),
                        "2: person name=דנה לוי sale at=2025-01-25T00:00:00Z total=5.00ILS\n"
                        "bad 3: line 3, column 2 (date): '12/31/2025' is not a date; expected day/month/year\n"
                        "4: person name=גיל לב sale at=2025-02-26T00:00:00Z total=7.00ILS\n");
}

static void month_first_is_found_further_on(void **state)
{
    (void)state;
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "invoice,customer id,date,amount\n");
    for (int i = 0; i < 20000; i++) mk_buf_printf(&b, "%d,%d,12/%d/2010 8:26,%d.5\n", i, i % 100, i < 19900 ? 1 + i % 9 : 13 + i % 9, i);
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(mk_door_about(d)->date_order, "MDY");
    assert_non_null(strstr(all_of(d), "2: person key=0 sale doc=0 at=2010-12-01T08:26:00Z"));
    d = open_bytes(MK_S("invoice,customer id,date,amount\n1,2,3/4/2010,5\n"), "");
    assert_string_equal(mk_door_about(d)->date_order, "DMY");
    assert_true(warned(d, "date_order"));
    d = open_bytes(MK_S("invoice,customer id,date,amount\n1,2,3/4/2010,5\n"), "{\"date_order\":\"MDY\"}");
    assert_string_equal(all_of(d), "2: person key=2 sale doc=1 at=2010-03-04T00:00:00Z total=5.00ILS\n");
}

static void not_a_table(void **state)
{
    (void)state;
    mk_door_options opt = { 0 };
    static const struct { const char *bytes; size_t n; const char *say; } no[] = {
        { "", 0, "empty" }, { "%PDF-1.7 ...", 12, "PDF" }, { "\xd0\xcf\x11\xe0\xa1\xb1", 6, "Excel" }, { "\n\n\n", 3, "no rows" }, { "[{\"a\":1}]\n", 10, "JSON" },
        { "\0\0\0\0\0\0\0\0\0\0\0\0\1\2\3\0\0\0\0\0\0\0\0\0\0\0\0\0", 28, "not text" },
    };
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        mk_door *d;
        assert_int_equal(mk_door_on(&cx, mk_source_memory(cx.arena, MK_S("t"), (mk_str){ no[i].bytes, no[i].n }), &opt, &d), MK_EBADDATA);
        assert_non_null(strstr(cx.message, no[i].say));
    }
}

/* ---- real data ---- */

static void online_retail(void **state)
{
    (void)state;
    mk_str bytes = unxz("value/online_retail_2010_2011.csv.xz");
    if (!bytes.n) skip();
    mk_door *d = open_bytes(bytes, "");
    assert_string_equal(fields_of(d), "InvoiceNo=doc, StockCode=item_key, Description=item_name, Quantity=quantity, InvoiceDate=date, UnitPrice=price, "
                                      "CustomerID=key, Country=country");
    uint64_t n = 0, people = 0, returns = 0, free_of_charge = 0, service = 0;
    int64_t amount = 0, known = 0;
    mk_record r;
    int rc;
    size_t held = 0;
    while ((rc = mk_door_next(&cx, d, &r)) == 1) {
        n++;
        assert_int_equal(r.has & (MK_REC_SALE | MK_REC_LINE | MK_REC_ITEM), MK_REC_SALE | MK_REC_LINE | MK_REC_ITEM);
        assert_false(r.sale.has_total);
        people += (r.has & MK_REC_PERSON) != 0;
        returns += r.sale.kind == MK_SALE_RETURN;
        if (r.sale.doc.p[0] == 'C') assert_true(r.sale.kind == MK_SALE_RETURN && r.row.amount <= 0);
        free_of_charge += r.row.amount == 0;
        service += mk_str_eqz(r.item.category, "service");
        amount += r.row.amount;
        if (r.has & MK_REC_PERSON) {
            known += r.row.amount;
            assert_null(memchr(r.person.key.p, '.', r.person.key.n));
        }
        if (n == 1000) held = mk_arena_bytes(d->life) + mk_arena_bytes(d->row);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(n, 541909);
    assert_int_equal(people, 406829);           /* 135,080 rows have no customer */
    assert_int_equal(known / 100, 8300065);     /* sum of Quantity * UnitPrice where CustomerID is given: 8,300,065.81 */
    assert_true(amount / 100 > 9747000 && amount / 100 < 9748500);      /* 9,747,747.93 */
    assert_true(returns >= 9288);               /* invoices that begin with C */
    assert_true(free_of_charge >= 2500 && service > 2000 && service < 4000);
    assert_true(mk_arena_bytes(d->life) + mk_arena_bytes(d->row) <= held);
}

static void cdnow(void **state)
{
    (void)state;
    mk_str bytes = unxz("value/cdnow/CDNOW_master.txt.xz");
    if (!bytes.n) skip();
    mk_door *d = open_bytes(bytes, "");
    assert_string_equal(fields_of(d), "customer_id=key, date=date, number_of_cds=quantity, dollar_value=amount");
    mk_record r;
    uint64_t n = 0;
    int64_t total = 0;
    for (int rc; (rc = mk_door_next(&cx, d, &r)) != 0; n++) {
        assert_int_equal(rc, 1);
        assert_int_equal(r.has, MK_REC_PERSON | MK_REC_SALE);
        assert_true(r.sale.has_total);
        total += r.sale.total;
    }
    assert_int_equal(n, 69659);
    assert_int_equal(total, 250031563);         /* awk: sum of dollar_value */

    const char *path = shared("value/cdnow/CDNOW_sample.txt");
    mk_door_options opt = { 0 };
    assert_non_null(path);
    assert_int_equal(mk_door_open(&cx, path, &opt, &d), 0);
    assert_string_equal(fields_of(d), "column 1=key, column 3=date, column 4=quantity, column 5=amount");
    assert_int_equal(mk_door_next(&cx, d, &r), 1);
    mk_buf b = mk_buf_on(cx.arena);
    show_record(&b, &r);
    assert_string_equal(mk_arena_z(cx.arena, mk_buf_str(&b)), "1: person key=00004 sale at=1997-01-01T00:00:00Z total=29.33ILS\n");
    for (n = 1; mk_door_next(&cx, d, &r) == 1;) n++;
    assert_int_equal(n, 6919);
}

/* A till that knows its customers by number writes the number where a name should be: they are customers. Who has no number is not one. */
static void called_by_number(void **state)
{
    (void)state;
    assert_string_equal(read_text("שם לקוח,מספר לקוח,תאריך,מספר מסמך,סכום\nלקוח 7000,7000,01/02/2026,1,100\nלקוח מזדמן,1,13/02/2026,2,30\nמזדמן 7003,7003,14/02/2026,3,20\n"
                                  "קופה 2,2,14/02/2026,4,20\nלקוח מזדמן 2,7,14/02/2026,5,20\n"),
        "2: person key=7000 name=לקוח 7000 sale doc=1 at=2026-02-01T00:00:00Z total=100.00ILS\n"
        "3: person key=1 name=לקוח מזדמן nobody sale doc=2 at=2026-02-13T00:00:00Z total=30.00ILS\n"
        "4: person key=7003 name=מזדמן 7003 sale doc=3 at=2026-02-14T00:00:00Z total=20.00ILS\n"
        "5: person key=2 name=קופה 2 nobody sale doc=4 at=2026-02-14T00:00:00Z total=20.00ILS\n"
        "6: person key=7 name=לקוח מזדמן 2 nobody sale doc=5 at=2026-02-14T00:00:00Z total=20.00ILS\n");
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "date,doc,customer no,customer,total\n");
    for (int i = 0; i < 60; i++) {                      /* a third of all sales are of Customer 1: he is everybody */
        int who = i % 3 ? 10 + i : 1;
        mk_buf_printf(&b, "2026-02-%02d,%d,%d,Customer %d,5\n", 1 + i % 28, 100 + i, who, who);
    }
    char *all = read_bytes(mk_buf_str(&b), "");
    assert_non_null(strstr(all, "person key=1 name=Customer 1 nobody sale"));
    assert_null(strstr(all, "person key=1 name=Customer 1 sale"));
    assert_non_null(strstr(all, "person key=11 name=Customer 11 sale"));
}

/* Reports end with their totals, and some write the word where the day stands. */
static void a_row_of_totals_is_no_sale(void **state)
{
    (void)state;
    const char *one = "2: person name=דנה לוי sale at=2024-12-31T00:00:00Z total=10.00ILS\n";
    assert_string_equal(read_text("תאריך,שם,סכום\n31/12/2024,דנה לוי,10\nסה\"כ,,10\n"), one);
    assert_string_equal(read_text("תאריך,שם,סכום\n31/12/2024,דנה לוי,10\n,סה\"כ,10\n"), one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_charset), T(every_dialect), T(what_stands_before_a_table), T(charset_found_late), T(hebrew_read_wrongly), T(header_narrower_than_rows), T(sales_without_a_header), T(rows_with_other_numbers_of_cells),
        T(bad_sales_say_why_and_nothing_personal), T(a_row_of_totals_is_no_sale), T(unreadable_contacts_are_dropped_and_counted), T(phones_among_words), T(raw_and_header_are_kept), T(several_in_one_cell),
        T(sheets_marks), T(consent_columns), T(money_in_many_writings), T(documents_and_their_types), T(shopify_orders),
        T(other_order_is_bad), T(month_first_is_found_further_on), T(not_a_table), T(called_by_number), T(online_retail), T(cdnow),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
