/* SPDX-License-Identifier: Apache-2.0
 * Contact cards, chats and events, as phones and programs write them. People are invented; phones are of ranges that are not given out. */
#include "port_test.h"
#include "chat.h"
#include "chat_line.h"
#include "vcard.h"

static mk_door *named(const char *text, const char *name, const char *mapping)
{
    mk_door_options opt = { .mapping = mk_str_of(mapping), .name = mk_str_of(name) };
    mk_door *d = NULL;
    if (mk_door_on(&cx, mk_source_memory(cx.arena, MK_S("test"), mk_str_of(text)), &opt, &d) < 0) fail_msg("%s", cx.message);
    return d;
}

static void kind_is(const mk_door *d, const char *kind) { assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->kind), kind); }

/* ---- cards ---- */

static void cards(void **state)
{
    (void)state;
    mk_door *d = named("BEGIN:VCARD\r\nVERSION:3.0\r\nN:כהן;רונית;;;\r\nFN:רונית כהן\r\nNICKNAME:רוני\r\nORG:Acme\\, Ltd;Sales\r\nitem1.TEL;TYPE=CELL;TYPE=pref:054-123-4567\r\n"
        "TEL;TYPE=HOME:03-612-3456\r\nEMAIL;TYPE=INTERNET:Ronit@Example.com\r\nitem2.ADR;TYPE=WORK:;;דרך יפו 9;תל אביב;;;\r\nADR;TYPE=HOME:;;הרצל 1;חיפה;;3100001;ישראל\r\nBDAY:1980-02-03\r\n"
        "item3.X-ABDATE;TYPE=pref:2005-06-07\r\nitem3.X-ABLabel:_$!<Anniversary>!$_\r\nNOTE:אוהבת תה\\nבלי סו\r\n כר\r\nCATEGORIES:VIP,myContacts\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQ\r\n ABAAD/2wBDAAMCAgMC\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\nVERSION:4.0\nFN:Dana Levi\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,cell\":tel:+972-54-123-4568;ext=5\nBDAY:--0203\nANNIVERSARY:20050607\nGENDER:F\nEND:VCARD\n", "c.vcf", "");
    kind_is(d, "vcard");
    assert_string_equal(all_of(d),
        "1: person name=רונית כהן given=רונית family=כהן phone=+972541234567 phone2=+97236123456 mail=ronit@example.com street=הרצל 1 city=חיפה zip=3100001 country=ישראל note=אוהבת תה\nבלי סוכר born=1980-02-03 "
        "nickname='רוני' organization='Acme, Ltd' anniversary='2005-06-07' tag='VIP'\n"
        "21: person name=Dana Levi phone=+972541234568 gender=f birthday_yearly='02-03' anniversary='2005-06-07'\n");
}

/* 2.1: quoted-printable over several lines, a charset of its own, a picture that goes on without blanks, a card in a card. */
static void old_phones(void **state)
{
    (void)state;
    mk_door *d = named("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D7=9C=D7=95=D7=99;=D7=93=\r\n=D7=A0=D7=94;;;\r\nTEL;CELL;PREF:0541234567\r\nTEL;WORK:*2345\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n/9j/4AAQSkZJRgABAQ==\r\nAAAA\r\n\r\n"
        "EMAIL;INTERNET:none@none\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1255:=E3=F0=E4\r\nTEL:0541234568\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:Somebody Else\r\nEND:VCARD\r\nEND:VCARD\r\n", "c.vcf", "");
    assert_string_equal(all_of(d), "1: person given=דנה family=לוי phone=+972541234567\n13: person name=דנה phone=+972541234568\n");
    assert_true(warned(d, "phone numbers that could not be read and were left out: 1"));
    assert_true(warned(d, "mail addresses that could not be read and were left out: 1"));
}

static void bad_cards(void **state)
{
    (void)state;
    mk_door *d = named("BEGIN:VCARD\nVERSION:3.0\nNOTE:who was this\nEND:VCARD\nBEGIN:VCARD\nFN:Cut Off\nBEGIN:VCARD\nFN:Dana Levi\nEND:VCARD\nBEGIN:VCARD\nKIND:group\nFN:Family\nEND:VCARD\nBEGIN:VCARD\nORG:Acme\nEND:VCARD\nBEGIN:VCARD\nFN:At the end", "c.vcf", "");
    assert_string_equal(all_of(d), "bad 1: line 1: no name, phone or mail address is on the card, so there is nobody to know\nbad 5: line 5: the card that begins here has no END:VCARD; the file may be cut short\n7: person name=Dana Levi\n"
        "14: person name=Acme organization='Acme' company\nbad 17: line 17: the card that begins here has no END:VCARD; the file may be cut short\n");
    assert_true(warned(d, "groups of contacts, passed over: 1"));
    mk_str back = mk_door_bad_row(d, cx.arena, MK_S("BEGIN:VCARD\nNOTE:who\nEND:VCARD"), MK_S("line 1: nobody"));
    assert_string_equal(mk_arena_z(cx.arena, back), "BEGIN:VCARD\r\nNOTE:who\r\nX-MAKIR-PROBLEM:line 1: nobody\r\nEND:VCARD\r\n");
    assert_string_equal(mk_door_bad_ending(d), ".vcf");
}

/* ---- events ---- */

static void events(void **state)
{
    (void)state;
    mk_door *d = named("{\"type\":\"person\",\"key\":1001,\"name\":\"דנה לוי\",\"phone\":[\"054-1234567\",\"03-6123456\"],\"mail\":\"d@example.com\",\"birthday\":\"1980-02-03\",\"ads\":{\"mail\":true,\"sms\":false,\"at\":\"2024-01-02T10:00:00Z\",\"how\":\"form\"},\"facts\":[{\"kind\":\"pet\",\"value\":\"dog\"}]}\n"
        "\n{\"type\":\"purchase\",\"doc\":\"7001\",\"at\":\"2026-03-01T10:00:00+02:00\",\"customer\":{\"key\":\"1001\"},\"total\":20,\"lines\":[{\"item\":\"L1\",\"name\":\"Latte\",\"quantity\":2,\"price\":4.00},{\"name\":\"Cake\",\"amount\":12}]}\n"
        "{\"type\":\"purchase\",\"doc\":\"7002\",\"kind\":\"return\",\"at\":\"2026-03-02\",\"total\":4,\"returns\":\"7001\",\"lines\":[{\"item\":\"L1\",\"price\":4}]}\n"
        "{\"type\":\"interaction\",\"at\":\"2026-03-03 09:30\",\"customer\":{\"phone\":\"0541234567\"},\"channel\":\"call\",\"text\":\"asked for a cake\",\"inbound\":true}\n"
        "{\"type\":\"fact\",\"customer\":{\"key\":\"1001\"},\"kind\":\"diet\",\"value\":\"vegan\",\"colour\":1}\n", "e.ndjson", "");
    kind_is(d, "ndjson");
    assert_string_equal(all_of(d),
        "1: person key=1001 name=דנה לוי phone=+972541234567 phone2=+97236123456 mail=d@example.com born=1980-02-03 ads_mail=yes ads_sms=no ads_at=2024-01-02T10:00:00Z ads_how=form pet='dog'\n"
        "3: person key=1001 sale doc=7001 at=2026-03-01T08:00:00Z total=20.00ILS line doc=7001 #0 L1 x2 price=4.00 amount=8.00 item key=L1 name=Latte\n"
        "3: person key=1001 sale doc=7001 at=2026-03-01T08:00:00Z total=20.00ILS line doc=7001 #0 Cake x1 price=12.00 amount=12.00 item key=Cake name=Cake\n"
        "4: return doc=7002 at=2026-03-02T00:00:00Z total=-4.00ILS returns=7001 line doc=7002 #0 L1 x-1 price=4.00 amount=-4.00 item key=L1\n"
        "5: person phone=+972541234567 event at=call 2026-03-03T09:30:00Z call in text=asked for a cake\n"
        "6: person key=1001 diet='vegan'\n");
    assert_true(warned(d, "the first is \"colour\""));
}

static void bad_events(void **state)
{
    (void)state;
    mk_door *d = named("{\"type\":\"person\",\"name\":\"Dana\"}\nnot json\n{\"type\":\"party\"}\n{\"type\":\"person\",\"phone\":\"12\"}\n{\"type\":\"purchase\",\"doc\":\"1\",\"at\":\"soon\"}\n"
        "{\"type\":\"purchase\",\"doc\":\"1\",\"at\":\"2026-03-01\",\"lines\":[{\"name\":\"a\",\"price\":1},{\"price\":2}]}\n{\"makir_problem\":\"x\"}\n{\"type\":\"fact\",\"customer\":{},\"kind\":\"a\",\"value\":\"b\"}\n", "e.ndjson", "");
    assert_string_equal(all_of(d), "1: person name=Dana\nbad 2: line 2: is not a JSON object (something is wrong at character 1); each event stands on a line of its own\n"
        "bad 3: line 3: \"type\" should be \"person\", \"purchase\", \"interaction\" or \"fact\"\nbad 4: line 4: \"phone\" should be a phone number, such as \"+972541234567\"\n"
        "bad 5: line 5: \"at\" should be a moment, such as \"2026-03-01T10:00:00+02:00\"\nbad 6: line 6: \"lines\" should be objects with an \"item\" or a \"name\"\n"
        "bad 8: line 8: \"customer\" should be an object with a key, a name, a phone or a mail address\n");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_bad_row(d, cx.arena, MK_S("{\"a\":1,\"makir_problem\":\"old\",\"b\":[1,2]}"), MK_S("new"))), "{\"makir_problem\":\"new\",\"a\":1,\"b\":[1,2]}\n");
}

/* ---- chats ---- */

static void chat_android(void **state)
{
    (void)state;
    static const char text[] = "10.3.2023, 10:48 - ההודעות והשיחות מוצפנות מקצה לקצה. אף אחד מחוץ לצ'אט הזה לא יכול לקרוא אותן.\n10.3.2023, 10:49 - דנה לוי: שלום\nיש לכם עוגה?\n\n10.3.2023, 10:50 - קפה הגן: כן: שתיים\n"
        "10.3.2023, 10:51 - דנה לוי: <המדיה לא נכללה>\n10.3.2023, 10:52 - דנה לוי: הודעה זו נמחקה\n13.3.2023, 9:05 - דנה לוי: תודה <ההודעה נערכה>\n";
    static const char expected[] = "2: person name=דנה לוי event at=chat 2023-03-10T10:49:00Z whatsapp in text=שלום\nיש לכם עוגה?\n5: person name=דנה לוי event at=chat 2023-03-10T10:50:00Z whatsapp out text=כן: שתיים\n"
        "6: person name=דנה לוי event at=chat outcome=file 2023-03-10T10:51:00Z whatsapp in\n8: person name=דנה לוי event at=chat 2023-03-13T09:05:00Z whatsapp in text=תודה\n";
    mk_door *d = named(text, "צ'אט WhatsApp עם דנה לוי.txt", "");
    kind_is(d, "whatsapp");
    assert_string_equal(all_of(d), expected);
    assert_true(warned(d, "deleted by who wrote them, passed over: 1"));
    assert_false(warned(d, "which of the writers"));
    d = named(text, "chat.txt", "");                /* by its content alone it is not known who is the shop */
    assert_true(warned(d, "which of the writers"));
    d = named(text, "chat.txt", "{\"columns\":{\"קפה הגן\":\"\"}}");
    assert_string_equal(all_of(d), expected);
}

static void chat_iphone(void **state)
{
    (void)state;
    mk_door *d = named("\xe2\x80\x8f[25.9.2024, 11:54:03] Garden Cafe: \xe2\x80\x8f" "ההודעות והשיחות מוצפנות מקצה לקצה.\r\n\xe2\x80\x8e[25.9.2024, 11:54:03] ~\xe2\x80\xaf\xe2\x80\xaa+972 54-123-4567\xe2\x80\xac: Hello\r\n[25.9.2024, 11:55:10] Garden Cafe: \xe2\x80\x8e<attached: 00000003-PHOTO.jpg>\r\n"
        "[25.9.2024, 11:55:40] Garden Cafe: Our menu\r\n", "_chat.txt", "");
    assert_string_equal(all_of(d), "2: person phone=+972541234567 event at=chat 2024-09-25T11:54:03Z whatsapp in text=Hello\n3: person phone=+972541234567 event at=chat outcome=file 2024-09-25T11:55:10Z whatsapp out\n"
        "4: person phone=+972541234567 event at=chat 2024-09-25T11:55:40Z whatsapp out text=Our menu\n");
}

/* Which number is the month shows in the order of the messages. */
static void chat_american(void **state)
{
    (void)state;
    mk_door *d = named("3/9/24, 10:48\xe2\x80\xafPM - Dana Levi: one\n3/10/24, 8:00\xe2\x80\xaf" "AM - Dana Levi: two\n4/1/24, 12:30\xe2\x80\xaf" "AM - Dana Levi: three\n", "WhatsApp Chat with Dana Levi (1).txt", "");
    assert_string_equal(all_of(d), "1: person name=Dana Levi event at=chat 2024-03-09T22:48:00Z whatsapp in text=one\n2: person name=Dana Levi event at=chat 2024-03-10T08:00:00Z whatsapp in text=two\n"
        "3: person name=Dana Levi event at=chat 2024-04-01T00:30:00Z whatsapp in text=three\n");
    d = named("01/02/2024, 10:48 - Dana Levi: one\n02/02/2024, 08:00 - Dana Levi: two\n01/03/2024, 08:00 - Dana Levi: three\n", "x.txt", "");
    assert_non_null(strstr(all_of(d), "2: person name=Dana Levi event at=chat 2024-02-02T08:00:00Z"));
    d = named("2024-02-01, 10:48 - Dana Levi: one\n2024-02-13, 08:00 - Dana Levi: two\n", "x.txt", "");
    assert_non_null(strstr(all_of(d), "2: person name=Dana Levi event at=chat 2024-02-13T08:00:00Z"));
}

static void chat_titles(void **state)
{
    (void)state;
    static const struct { const char *file, *title; } t[] = { { "WhatsApp Chat with Dana Levi.txt", "Dana Levi" }, { "WhatsApp Chat - Dana Levi.zip", "Dana Levi" }, { "/tmp/צ'אט WhatsApp עם דנה לוי (2).txt", "דנה לוי" },
        { "\xe2\x80\x8fשיחת WhatsApp עם \xe2\x80\x8f+972 54-123-4567.txt", "+972 54-123-4567" }, { "sales.csv", "" }, { "_chat.txt", "" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) assert_string_equal(mk_arena_z(cx.arena, mk_chat_title(cx.arena, mk_str_of(t[i].file))), t[i].title);
}

static void not_chats(void **state)
{
    (void)state;
    assert_false(mk_chat_looks(cx.arena, MK_S("date,amount\n10.3.2023,5\n")));
    assert_false(mk_chat_looks(cx.arena, MK_S("10.3.2023,10:49,5\n11.3.2023,10:49,5\n")));
    assert_false(mk_chat_looks(cx.arena, MK_S("")));
    assert_false(mk_vcard_looks(MK_S("name,phone\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = { T(cards), T(old_phones), T(bad_cards), T(events), T(bad_events), T(chat_android), T(chat_iphone), T(chat_american), T(chat_titles), T(not_chats) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
