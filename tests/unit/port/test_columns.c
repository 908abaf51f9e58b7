/* SPDX-License-Identifier: Apache-2.0
 * What columns mean: the exports of known programs, Hebrew headers, values that contradict headers, and mappings. */
#include "port_test.h"

static char *fields(const char *text) { return fields_of(open_bytes(mk_str_of(text), "")); }

static void hebrew_headers(void **state)
{
    (void)state;
    assert_string_equal(fields("מס' לקוח;שם פרטי;שם משפחה;טל' נייד;דוא\"ל;כתובת;ישוב;מיקוד;ת\"ז;ת. לידה;מין;אישור דיוור\n"
                               "12;דנה;לוי;054-1234567;dana@example.com;הרצל 1;חיפה;3100000;123456782;01/02/1980;נ;כן\n"),
                        "מס' לקוח=key, שם פרטי=given, שם משפחה=family, טל' נייד=phone, דוא\"ל=mail, כתובת=street, ישוב=city, מיקוד=zip, ת\"ז=national_id, "
                        "ת. לידה=birthday, מין=gender, אישור דיוור=ads_mail");
    assert_string_equal(fields("לקוח,טלפון,תאריך,מק\"ט,תאור,כמות,מחיר ליח',סה\"כ\nרונית כהן,0541234567,22.11.26,A1,ספל,2,10.5,21\n"
                               "יוסף לוי,0541234568,23.11.26,A2,צלחת,3,10,30\nרונית כהן,0541234567,24.11.26,A1,ספל,1,10.5,10.5\n"),
                        "לקוח=name, טלפון=phone, תאריך=date, מק\"ט=item_key, תאור=item_name, כמות=quantity, מחיר ליח'=price, סה\"כ=amount");
    assert_string_equal(fields("קוד לקוח\tלקוח\tתאריך לידה\tיתרה\tקניה אחרונה\n5\tרונית כהן\t1/2/1980\t100\t1/2/2025\n"),
                        "קוד לקוח=key, לקוח=name, תאריך לידה=birthday");
}

static void goods_and_lists(void **state)
{
    (void)state;
    assert_string_equal(read_text("קוד;שם;מחיר;ברקוד;קטגוריה\nA1;ספל;10.00;7290000000001;כלים\nA2;צלחת;12.00;7290000000002;כלים\n"),
                        "2: item key=A1 name=ספל category=כלים barcode=7290000000001\n3: item key=A2 name=צלחת category=כלים barcode=7290000000002\n");
    assert_string_equal(read_text("dana@example.com\nron@example.com\n"), "1: person mail=dana@example.com\n2: person mail=ron@example.com\n");
    assert_string_equal(fields("שם,טלפון,שם\nדנה לוי,054-1234567,דנוש\nרון כהן,054-1234568,רוני\n"), "שם=name, טלפון=phone");
    assert_string_equal(read_text("054-1234567\n052-7654321\n"), "1: person phone=+972541234567\n2: person phone=+972527654321\n");
    assert_string_equal(fields("hello world this is text\nand nothing else here\nnor there\n"), "");
    /* without VAT when the source tells them apart */
    assert_string_equal(fields("מס חשבונית,תאריך,שם לקוח,סה\"כ לפני מע\"מ,מע\"מ,סה\"כ\n1,01/02/2025,דנה לוי,100,18,118\n"),
                        "מס חשבונית=doc, תאריך=date, שם לקוח=name, סה\"כ לפני מע\"מ=total");
    assert_string_equal(fields("Имя;Телефон;Почта\nДана Леви;0541234567;dana@example.com\nРон Коэн;0541234568;ron@example.com\nЛея Коэн;0541234569;lea@example.com\n"),
                        "Имя=name, Телефон=phone, Почта=mail");
}

static void woocommerce(void **state)
{
    (void)state;
    assert_string_equal(fields("Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code\n"
                               "Dana Levi,dana,2025-01-02 10:00:00,2024-01-02 10:00:00,dana@example.com,5,500,100,IL,Haifa,,3100000\n"),
                        "Name=name, Sign Up=joined, Email=mail, Country / Region=country, City=city, Postal Code=zip");
    assert_string_equal(fields("order_id,order_number,order_date,status,customer_id,customer_email,billing_first_name,billing_last_name,billing_email,billing_phone,"
                               "billing_address_1,billing_city,billing_postcode,order_total,order_currency,item_name,item_quantity,item_total\n"
                               "55,1055,2025-01-02 10:00:00,completed,7,dana@example.com,Dana,Levi,dana@example.com,0541234567,Herzl 1,Haifa,3100000,80,ILS,Cup,2,60\n"),
                        "order_id=doc, order_date=date, status=status, customer_id=key, customer_email=mail, billing_first_name=given, billing_last_name=family, "
                        "billing_email=mail, billing_phone=phone, billing_address_1=street, billing_city=city, billing_postcode=zip, order_total=total, "
                        "order_currency=currency, item_name=item_name, item_quantity=quantity, item_total=amount");
}

static void square(void **state)
{
    (void)state;
    assert_string_equal(fields("Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,"
                               "Payment ID,Device Name,Notes,Details,Event Type,Location,Customer ID,Customer Name,Unit,Count,GTIN\n"
                               "2025-01-02,10:05:06,Jerusalem,Drinks,Coffee,1,Regular,C1,,$8.00,$0.00,$8.00,$0.00,tx1,p1,Till,,,Payment,Haifa,CU1,Dana Levi,ea,1,\n"
                               "2025-01-03,10:05:06,Jerusalem,Drinks,Tea,1,Regular,T1,,$7.00,$0.00,$7.00,$0.00,tx2,p2,Till,,,Payment,Haifa,CU2,Dan Levi,ea,1,\n"),
                        "Date=date, Time=time, Time Zone=timezone, Category=category, Item=item_name, Qty=quantity, SKU=item_key, Net Sales=amount, Transaction ID=doc, "
                        "Event Type=doc_type, Customer ID=key, Customer Name=name, Unit=unit, GTIN=barcode");
    assert_string_equal(read_text("Date,Time,Item,Qty,SKU,Net Sales,Transaction ID,Event Type,Customer ID\n2025-01-02,10:05:06,Coffee,1,C1,$8.00,tx1,Payment,CU1\n"
                                  "2025-01-03,1:05 PM,Coffee,-1,C1,-$8.00,tx2,Refund,CU1\n"),
                        "2: person key=CU1 sale doc=sale:tx1 at=2025-01-02T10:05:06Z line doc=sale:tx1 #0 C1 x1 price=8.00 amount=8.00 item key=C1 name=Coffee\n"
                        "3: person key=CU1 return doc=return:tx2 at=2025-01-03T13:05:00Z line doc=return:tx2 #0 C1 x-1 price=8.00 amount=-8.00 item key=C1 name=Coffee\n");
}

/* What one came to goes to the nearest coin, halves away from zero, of sales and of returns. */
static void price_of_one(void **state)
{
    (void)state;
    assert_string_equal(read_text("Date,Item,Qty,SKU,Net Sales,Transaction ID,Customer ID\n2025-01-02,Tea,3,C1,20.00,1,CU1\n2025-01-02,Tea,-3,C1,-20.00,2,CU1\n2025-01-02,Tea,2,C1,0.05,3,CU1\n"),
                        "2: person key=CU1 sale doc=1 at=2025-01-02T00:00:00Z line doc=1 #0 C1 x3 price=6.67 amount=20.00 item key=C1 name=Tea\n"
                        "3: person key=CU1 return doc=2 at=2025-01-02T00:00:00Z line doc=2 #0 C1 x-3 price=6.67 amount=-20.00 item key=C1 name=Tea\n"
                        "4: person key=CU1 sale doc=3 at=2025-01-02T00:00:00Z line doc=3 #0 C1 x2 price=0.03 amount=0.05 item key=C1 name=Tea\n");
}

static void contact_lists(void **state)
{
    (void)state;
    assert_string_equal(fields("Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,REGION,LEID,NOTES,TAGS\n"
                               "a@example.com,Dana,Levi,Herzl 1,0541234567,1980-01-02,2,2024-01-02 10:00:00,1.2.3.4,IL,55,,\n"),
                        "Email Address=mail, First Name=given, Last Name=family, Address=street, Phone Number=phone, Birthday=birthday, OPTIN_TIME=ads_at, OPTIN_IP=ads_ip, NOTES=note, TAGS=tags");
    assert_string_equal(fields("First Name,Middle Name,Last Name,Nickname,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
                               "Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country\n"
                               "Dana,,Levi,,1980-01-02,,* myContacts,Work,a@example.com,Mobile,0541234567,Herzl 1,Haifa,3100000,IL\n"),
                        "First Name=given, Last Name=family, Birthday=birthday, Notes=note, Labels=tags, E-mail 1 - Value=mail, Phone 1 - Value=phone, Address 1 - Street=street, "
                        "Address 1 - City=city, Address 1 - Postal Code=zip, Address 1 - Country=country");
}

static void values_contradict_headers(void **state)
{
    (void)state;
    /* a "phone" that is none, and a phone under a header that says nothing */
    assert_string_equal(fields("name,phone,x7\nDana Levi,yes,0541234567\nDan Levi,no,0541234568\nDon Levi,yes,0541234569\n"), "name=name, x7=phone");
    /* an "id" that is each row's own is no customer's number */
    mk_buf b = mk_buf_on(cx.arena);
    mk_buf_printf(&b, "id,customer,date,amount\n");
    for (int i = 0; i < 60; i++) mk_buf_printf(&b, "%d,C%d,2025-01-%02d,5.5\n", 1000 + i, i % 9, i % 28 + 1);
    assert_string_equal(fields_of(open_bytes(mk_buf_str(&b), "")), "id=doc, customer=key, date=date, amount=amount");
    b.n = 0;
    mk_buf_printf(&b, "Id,Date,Price\n");
    for (int i = 0; i < 60; i++) mk_buf_printf(&b, "%d,2005-01-%02d,%d.3\n", i % 9, i % 28 + 1, 20 + i);
    assert_string_equal(fields_of(open_bytes(mk_buf_str(&b), "")), "Id=key, Date=date, Price=price");
}

static void no_header(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("רונית כהן,0541234567,r@example.com\nיוסף לוי,0541234568,y@example.com\nדנה גל,0541234569,d@example.com\n"), "");
    assert_string_equal(fields_of(d), "column 1=name, column 2=phone, column 3=mail");
    assert_true(strncmp(all_of(d), "1: person name=רונית כהן", strlen("1: person name=רונית כהן")) == 0);
    assert_string_equal(mk_arena_z(cx.arena, mk_door_bad_head(d, cx.arena)), "\xef\xbb\xbf");
    mk_buf b = mk_buf_on(cx.arena);
    for (int i = 0; i < 60; i++) mk_buf_printf(&b, "%05d,2025-01-%02d,%d,%d.50,%d.%02d\n", 100 + i % 9, i % 28 + 1, i % 3 + 1, 20 + i, (i % 3 + 1) * (20 + i) + (i % 3 + 1) / 2, (i % 3 + 1) % 2 * 50);
    assert_string_equal(fields_of(open_bytes(mk_buf_str(&b), "")), "column 1=key, column 2=date, column 3=quantity, column 4=price, column 5=amount");
}

static void made_people(void **state)
{
    (void)state;
    const char *names = shared("identity/hebrew/wd_hebrew_pairs.tsv");
    if (!names) skip();
    mk_str root = mk_str_sub(mk_str_of(names), 0, strlen(names) - strlen("data/identity/hebrew/wd_hebrew_pairs.tsv"));
    mk_buf b = mk_buf_on(cx.arena);
    FILE *p = popen(mk_arena_printf(cx.arena, "python3 '%.*stools/gen_people.py' 2000 3000 5 mixed", MK_SARG(root)).p, "r");
    assert_non_null(p);
    for (size_t n; (n = fread(mk_buf_room(&b, 1 << 16), 1, 1 << 16, p)) > 0;) b.n += n;
    if (pclose(p) != 0) skip();
    mk_door *d = open_bytes(mk_buf_str(&b), "");
    assert_string_equal(fields_of(d), "unique_id=key, first_name=given, surname=family, dob=birthday, phone=phone, email=mail, city=city, id_number=national_id");
    mk_record r;
    uint64_t n = 0, phones = 0, born = 0;
    for (int rc; (rc = mk_door_next(&cx, d, &r)) != 0; n++) {
        assert_int_equal(rc, 1);
        assert_int_equal(r.has, MK_REC_PERSON);
        phones += r.person.phone[0].n > 0;
        born += r.person.birthday != MK_NO_DAY;
    }
    assert_int_equal(n, 3000);
    assert_true(phones > 2200 && born > 2000);
}

/* ---- mappings ---- */

static const char sheet[] = "a;b;c;d\n1;Dana Levi;01/02/2025;5,50\n2;Dan Levi;02/03/2025;6,50\n";

static void mapping_wins(void **state)
{
    (void)state;
    mk_door *d = open_bytes(mk_str_of(sheet), "{\"version\":1,\"columns\":{\"a\":\"member\",\"b\":\"name\",\"c\":\"date\",\"D\":\"total\"},"
                                              "\"date_order\":\"MDY\",\"currency\":\"EUR\",\"comma_decimal\":true,\"header\":true,\"delimiter\":\";\"}");
    const mk_door_info *info = mk_door_about(d);
    assert_int_equal(info->column[0].sure, 100);
    assert_string_equal(mk_arena_z(cx.arena, info->column[0].why), "mapping");
    assert_string_equal(all_of(d), "2: person member=1 name=Dana Levi sale at=2025-01-02T00:00:00Z total=5.50EUR\n"
                                   "3: person member=2 name=Dan Levi sale at=2025-02-03T00:00:00Z total=6.50EUR\n");
    /* what a door says of itself is what makes the same door again */
    mk_str said = mk_door_mapping(&cx, d);
    mk_door *again = open_bytes(mk_str_of(sheet), mk_arena_z(cx.arena, said));
    assert_string_equal(mk_arena_z(cx.arena, mk_door_mapping(&cx, again)), mk_arena_z(cx.arena, said));
    assert_non_null(strstr(all_of(again), "2: person member=1 name=Dana Levi sale at=2025-01-02T00:00:00Z total=5.50EUR"));
    /* "" leaves a column out, though it would be understood */
    d = open_bytes(MK_S("name,phone\nDana Levi,0541234567\n"), "{\"columns\":{\"phone\":\"\"}}");
    assert_string_equal(all_of(d), "2: person name=Dana Levi\n");
}

/* A field of the shop's own is a fact of its kind; that there is such a field is the shop's business. */
static void mapping_to_a_field_of_the_shops_own(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("name,phone,shoe,table\nDana Levi,0541234567,38,by the window\nDan Levi,0541234568,,4\n"),
                            "{\"columns\":{\"shoe\":\"field:shoe_size\",\"table\":\"field:table\"}}");
    mk_record r = { 0 };
    assert_true(mk_str_eqz(mk_door_about(d)->column[2].field, "field:shoe_size"));
    assert_true(mk_str_find(mk_door_mapping(&cx, d), MK_S("\"table\":\"field:table\"")) > 0);
    assert_int_equal(mk_door_next(&cx, d, &r), 1);
    assert_int_equal(r.person.fact_n, 2);
    assert_true(mk_str_eqz(r.person.fact[0].kind, "field:shoe_size") && mk_str_eqz(r.person.fact[0].value, "38"));
    assert_true(mk_str_eqz(r.person.fact[1].kind, "field:table") && mk_str_eqz(r.person.fact[1].value, "by the window"));
    r = (mk_record){ 0 };
    assert_int_equal(mk_door_next(&cx, d, &r), 1);
    assert_int_equal(r.person.fact_n, 1);
    assert_true(mk_str_eqz(r.person.fact[0].kind, "field:table"));
}

static void mapping_of_a_file_without_header(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("x,Dana Levi\ny,Dan Levi\n"), "{\"header\":false,\"columns\":{\"column 1\":\"key\",\"column 2\":\"name\"}}");
    assert_string_equal(all_of(d), "1: person key=x name=Dana Levi\n2: person key=y name=Dan Levi\n");
}

static void refused(const char *mapping, const char *say)
{
    mk_door *d;
    mk_door_options opt = { .mapping = mk_str_of(mapping) };
    assert_int_equal(mk_door_on(&cx, mk_source_memory(cx.arena, MK_S("t"), mk_str_of(sheet)), &opt, &d), MK_EBADDATA);
    if (!strstr(cx.message, say)) fail_msg("%s", cx.message);
}

static void mapping_errors_say_what_would_be_right(void **state)
{
    (void)state;
    refused("{\"columns\":{\"q\":\"name\"}}", "no column \"q\"; it has \"a\", \"b\", \"c\", \"d\"");
    refused("{\"columns\":{\"a\":\"nmae\"}}", "\"nmae\" is not a field; the fields are key, member, national_id");
    refused("{\"columns\":{\"a\":\"name\",\"b\":\"name\"}}", "there can be 1");
    refused("{\"colums\":{}}", "\"colums\" is not known");
    refused("{\"version\":2}", "should be 1");
    refused("{\"date_order\":\"DYM\"}", "\"DMY\"");
    refused("{\"charset\":\"klingon\"}", "windows-1255");
    refused("{\"delimiter\":\"\\n\"}", "one character");
    refused("{\"header\":1}", "true or false");
    refused("[1]", "not a JSON object");
    refused("{", "not JSON");
}

static void fingerprints(void **state)
{
    (void)state;
    mk_str a = mk_door_about(open_bytes(MK_S("Name,Phone\nDana Levi,0541234567\n"), ""))->fingerprint;
    mk_str b = mk_door_about(open_bytes(MK_S("NAME;phone\nDan Gal;0541234568\nDan Gal;0541234568\n"), ""))->fingerprint;
    mk_str c = mk_door_about(open_bytes(MK_S("Phone,Name\n0541234567,Dana Levi\n"), ""))->fingerprint;
    assert_int_equal(a.n, 16);
    assert_true(mk_str_eq(a, b));
    assert_false(mk_str_eq(a, c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(hebrew_headers), T(goods_and_lists), T(woocommerce), T(square), T(price_of_one), T(contact_lists), T(values_contradict_headers), T(no_header), T(made_people),
        T(mapping_wins), T(mapping_of_a_file_without_header), T(mapping_to_a_field_of_the_shops_own), T(mapping_errors_say_what_would_be_right), T(fingerprints),
    };
    return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
