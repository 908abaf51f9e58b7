/* SPDX-License-Identifier: Apache-2.0
 * The exports of shops, tills, mailing services and address books, with the headers their makers write. People are invented. */
#include "port_test.h"

static mk_door *known(const char *text, const char *brand)
{
    mk_door *d = open_bytes(mk_str_of(text), "");
    assert_string_equal(mk_arena_z(cx.arena, mk_door_about(d)->brand), brand);
    return d;
}

static void is(const char *text, const char *brand, const char *expected) { assert_string_equal(all_of(known(text, brand)), expected); }

static void shopify(void **state)
{
    (void)state;
    is("Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,"
       "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n"
       "'7001,Dana,Levi,dana@example.com,yes,,HaYarkon 1,,Haifa,,IL,'3100001,,'+972541234567,no,120.00,2,likes tea,no,\"VIP, regular\"\n",
       "shopify customers", "2: person key=7001 given=Dana family=Levi phone=+972541234567 mail=dana@example.com street=HaYarkon 1 city=Haifa zip=3100001 country=IL note=likes tea ads_mail=yes ads_sms=no "
       "tag='VIP' tag='regular'\n");
    is("Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Phone,Notes,Cancelled at,Id,Tags,Source,Vendor,Phone\n"
       "#1001,a@example.com,paid,,,no,ILS,80,0,0,80,2026-08-04 05:24:22 +0300,1,Cup,30,C1,Dana Levi,0541234567,leave at the door,,55,gift,web,Acme,\n"
       "#1001,,,,,,,,,,,,2,Plate,25,P1,,,,,,,,Acme,\n",
       "shopify orders", "2: person name=Dana Levi phone=+972541234567 mail=a@example.com ads_mail=no sale doc=#1001 at=2026-08-04T02:24:22Z total=80.00ILS line doc=#1001 #0 C1 x1 price=30.00 amount=30.00 item key=C1 name=Cup category=Acme\n"
       "3: person name=Dana Levi phone=+972541234567 mail=a@example.com sale doc=#1001 at=2026-08-04T02:24:22Z line doc=#1001 #0 P1 x2 price=25.00 amount=50.00 item key=P1 name=Plate category=Acme\n");
}

static void woocommerce(void **state)
{
    (void)state;
    static const char expected[] = "2: person name=Dana Levi mail=dana@example.com city=Haifa zip=31000 country=IL joined=2024-03-01T10:00:00Z\n";
    is("Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code\nDana Levi,dana,2026-03-01 09:00:00,2024-03-01 10:00:00,dana@example.com,3,120.5,40.16,IL,Haifa,,31000\n", "woocommerce customers", expected);
    is("שם,משתמש,פעילות,הרשמה,אימייל,הזמנות,סך הוצאות,AOV,מדינה / אזור,עיר,אזור,מיקוד\nDana Levi,dana,2026-03-01 09:00:00,2024-03-01 10:00:00,dana@example.com,3,120.5,40.16,IL,Haifa,,31000\n", "woocommerce customers", expected);
    is("Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n2026-03-01 10:00:00,17,₪50.00,completed,Dana Levi,new,2× Cup,2,,50.00,Direct\n2026-03-02 10:00:00,18,₪50.00,cancelled,Noam Bar,new,1× Cup,1,,50.00,Direct\n",
       "woocommerce orders", "2: person name=Dana Levi sale doc=17 at=2026-03-01T10:00:00Z total=50.00ILS\n3: person name=Noam Bar cancelled doc=18 at=2026-03-02T10:00:00Z total=0.00ILS\n");
    /* a guest's number is 0: no two of them are one customer for it */
    is("order_id,order_number,order_date,status,customer_id,billing_first_name,billing_last_name,billing_email,billing_phone,order_total,order_currency,line_items\n"
       "17,W17,2026-03-01 10:00,completed,0,Dana,Levi,dana@example.com,0541234567,50,ILS,x\n18,W18,2026-03-01 11:00,completed,5,Noam,Bar,noam@example.com,0541234568,60,ILS,y\n",
       "woocommerce orders", "2: person given=Dana family=Levi phone=+972541234567 mail=dana@example.com sale doc=17 at=2026-03-01T10:00:00Z total=50.00ILS\n"
       "3: person key=5 given=Noam family=Bar phone=+972541234568 mail=noam@example.com sale doc=18 at=2026-03-01T11:00:00Z total=60.00ILS\n");
    /* a row for each item, with the price of one and the whole order's total */
    is("Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),Order Total Amount,Order Currency,SKU,Item #,Item Name,Quantity (- Refund),Item Cost\n"
       "77,completed,2026-03-01 09:00,Dana,Levi,dana@example.com,30,ILS,C1,1,Cup,2,15\n", "woocommerce orders",
       "2: person given=Dana family=Levi mail=dana@example.com sale doc=77 at=2026-03-01T09:00:00Z line doc=77 #0 C1 x2 price=15.00 amount=30.00 item key=C1 name=Cup\n");
}

static void square(void **state)
{
    (void)state;
    is("Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID\n"
       "2026-03-01,10:00:00,Jerusalem,Coffee,Latte,2,Large,L1,,$8.00,$0.00,$8.00,$0.00,T1,P1,till,no sugar,u,Payment,Main,,C7,Dana Levi,\n"
       "2026-03-02,10:00:00,Jerusalem,Coffee,Latte,-1,Large,L1,,-$4.00,$0.00,-$4.00,$0.00,T2,P2,till,,u,Refund,Main,,C7,Dana Levi,\n",
       "square items", "2: person key=C7 name=Dana Levi sale doc=sale:T1 at=2026-03-01T08:00:00Z line doc=sale:T1 #0 L1 x2 price=4.00 amount=8.00 item key=L1 name=Latte category=Coffee\n"
       "3: person key=C7 name=Dana Levi return doc=return:T2 at=2026-03-02T08:00:00Z line doc=return:T2 #0 L1 x-1 price=4.00 amount=-4.00 item key=L1 name=Latte category=Coffee\n");
    is("Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Source,Card,Cash,Other Tender,Fees,Net Total,Transaction ID,Event Type,Customer ID,Customer Name\n"
       "2026-03-01,10:00:00,Jerusalem,$8.00,$0.00,$8.00,$1.36,$1.00,$10.36,Register,$10.36,$0.00,$0.00,$0.30,$10.06,T1,Payment,C7,Dana Levi\n",
       "square transactions", "2: person key=C7 name=Dana Levi sale doc=sale:T1 at=2026-03-01T08:00:00Z total=8.00USD\n");        /* without tax and tip */
    is("Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,City,Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,Last Visit,Transaction Count,Lifetime Spend,Email Subscription Status\n"
       ",Dana,Levi,dana@example.com,0541234567,,,,Haifa,,1980-02-03,window seat,SQ1,Directory,2024-01-02,2026-01-02,7,$70.00,unsubscribed\n",
       "square customers", "2: person key=SQ1 given=Dana family=Levi phone=+972541234567 mail=dana@example.com city=Haifa note=window seat born=1980-02-03 joined=2024-01-02T00:00:00Z ads_mail=no\n");
}

/* The hour is that of the clock where the till stood: one hour of several zones is several moments, by summer time where they have it; a day without an
 * hour stays that day. */
static void zones(void **state)
{
    (void)state;
#define ROW(when) when ",$8.00,$0.00,$8.00,$1.36,$1.00,$10.36,Register,$10.36,$0.00,$0.00,$0.30,$10.06,T1,Payment,C7,Dana Levi\n"
#define SALE(at) "person key=C7 name=Dana Levi sale doc=sale:T1 at=" at "Z total=8.00USD\n"
    is("Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Total Collected,Source,Card,Cash,Other Tender,Fees,Net Total,Transaction ID,Event Type,Customer ID,Customer Name\n"
       ROW("2026-03-01,10:00:00,Eastern Time (US & Canada)") ROW("2026-07-01,10:00:00,Eastern Time (US & Canada)") ROW("2026-07-01,10:00:00,London")
       ROW("2026-07-01,10:00:00,Asia/Tokyo") ROW("2026-07-01,10:00:00,Nowhere") ROW("2026-07-01,,Sydney"), "square transactions",
       "2: " SALE("2026-03-01T15:00:00") "3: " SALE("2026-07-01T14:00:00") "4: " SALE("2026-07-01T09:00:00") "5: " SALE("2026-07-01T01:00:00")
       "6: " SALE("2026-07-01T10:00:00") "7: " SALE("2026-07-01T00:00:00"));
#undef ROW
#undef SALE
}

static void mailchimp(void **state)
{
    (void)state;
#define TAIL "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
    is("Email Address,First Name,Last Name," TAIL "\ndana@example.com,Dana,Levi,2,2024-01-02 10:00:00,203.0.113.7,2024-01-02 10:05:00,203.0.113.7,,,,,,,,2024-01-02 10:05:00,1,a,,\"\"\"VIP\"\",\"\"Blog\"\"\"\n",
       "mailchimp subscribed", "2: person given=Dana family=Levi mail=dana@example.com joined=2024-01-02T10:00:00Z ads_mail=yes ads_at=2024-01-02T10:00:00Z "
       "ads_how=subscribed in Mailchimp, at 2024-01-02 10:00:00, from address 203.0.113.7, confirmed 2024-01-02 10:05:00 tag='VIP' tag='Blog'\n");
    is("Email Address,First Name,Last Name," TAIL ",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER\ndana@example.com,Dana,Levi,2,2024-01-02 10:00:00,203.0.113.7,,,,,,,,,,2024-01-02 10:05:00,1,a,,,2025-06-07 08:09:10,News,9,NORMAL,\n",
       "mailchimp unsubscribed", "2: person given=Dana family=Levi mail=dana@example.com joined=2024-01-02T10:00:00Z ads_mail=no ads_at=2025-06-07T08:09:10Z ads_how=unsubscribed in Mailchimp, at 2025-06-07 08:09:10\n");
    is("Email Address,First Name,Last Name," TAIL ",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID\ndana@example.com,Dana,Levi,2,2024-01-02 10:00:00,,,,,,,,,,,2024-01-02 10:05:00,1,a,,,2025-06-07 08:09:10,News,9\n",
       "mailchimp cleaned", "2: person given=Dana family=Levi mail=dana@example.com joined=2024-01-02T10:00:00Z ads_mail=no ads_at=2025-06-07T08:09:10Z ads_how=cleaned in Mailchimp: mail to the address came back, at 2025-06-07 08:09:10\n");
    /* who never subscribed looks like who did, but for the file's name */
    mk_door_options opt = { .mapping = MK_S(""), .name = MK_S("nonsubscribed_members_export.csv") };
    mk_door *d;
    mk_str text = MK_S("Email Address,First Name,Last Name," TAIL "\ndana@example.com,Dana,Levi,2,2024-01-02 10:00:00,,,,,,,,,,,2024-01-02 10:05:00,1,a,,\n");
    assert_int_equal(mk_door_on(&cx, mk_source_memory(cx.arena, MK_S("test"), text), &opt, &d), 0);
    assert_string_equal(all_of(d), "2: person given=Dana family=Levi mail=dana@example.com joined=2024-01-02T10:00:00Z\n");
}

static void google(void **state)
{
    (void)state;
    is("First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
       "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country\n"
       "רונית,,כהן,,,,,,רוני,,Acme,,,1980-02-03,אוהבת תה,https://example.com/p.jpg,* myContacts ::: Friends,* Home,r@example.com ::: r2@example.com,Mobile,054-123-4567 ::: 03-612-3456,Work,+1 212-555-0100,Home,\"x, y\",הרצל 1,חיפה,,,3100001,IL\n"
       ",,,,,,,,,,Acme Plumbing,,,,,,* myContacts,,,Work,03-612-3457,,,,,,,,,,\n",
       "google contacts", "2: person given=רונית family=כהן phone=+972541234567 phone2=+97236123456 phone3=+12125550100 mail=r@example.com mail2=r2@example.com street=הרצל 1 city=חיפה zip=3100001 country=IL note=אוהבת תה born=1980-02-03 "
       "organization='Acme' tag='Friends'\n3: person name=Acme Plumbing phone=+97236123457 organization='Acme Plumbing' company\n");
}

/* What a person says of a column comes before what is known of the export. */
static void a_mapping_wins(void **state)
{
    (void)state;
    mk_door *d = open_bytes(MK_S("Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV\nDana Levi,77,2026-03-01,2024-03-01,dana@example.com,3,120.5,40\n"), "{\"columns\":{\"Username\":\"member\"}}");
    assert_string_equal(all_of(d), "2: person member=77 name=Dana Levi mail=dana@example.com joined=2024-03-01T00:00:00Z\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { T(shopify), T(woocommerce), T(square), T(zones), T(mailchimp), T(google), T(a_mapping_wins) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
