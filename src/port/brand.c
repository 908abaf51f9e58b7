/* SPDX-License-Identifier: Apache-2.0
 * Sources: the exporters' own code and files (Shopify, WooCommerce Analytics, Square, Mailchimp, Google); docs/guide/import.md says what of them
 * is used. */
#include "brand.h"
#include "utf8.h"

/* The more particular stand first. Headers are written here without blanks and marks: "E-mail 1 - Value" is email1value. */
static const mk_brand brands[] = {
    { "shopify orders", "this is Shopify's orders export", "זה ייצוא ההזמנות של Shopify",
      "name|email|financialstatus|lineitemname|lineitemquantity|lineitemprice",
      "name=doc|email=mail|phone=phone|billingphone=phone|shippingphone=phone|billingname=name|createdat=date|paidat=|fulfilledat=|cancelledat=cancelled|financialstatus=status|"
      "lineitemname=item_name|lineitemquantity=quantity|lineitemprice=price|lineitemsku=item_key|total=total|currency=currency|billingstreet=street|billingaddress1=street|billingcity=city|"
      "billingzip=zip|billingcountry=country|vendor=category|acceptsmarketing=ads_mail|notes=|id=|tags=|source=|subtotal=|receiptnumber=|paymentid=|shippingname=|shippingaddress1=|"
      "shippingcity=|shippingzip=|shippingcountry=|discountcode=|employee=|location=", MK_SAID_NOTHING, NULL },
    { "shopify customers", "this is Shopify's customers export", "זה ייצוא הלקוחות של Shopify",
      "firstname|lastname|email|totalspent|totalorders|acceptsemailmarketing/acceptsmarketing",
      "customerid=key|firstname=given|lastname=family|email=mail|acceptsemailmarketing=ads_mail|acceptsmarketing=ads_mail|acceptssmsmarketing=ads_sms|phone=phone|defaultaddressphone=phone|"
      "defaultaddressaddress1=street|address1=street|defaultaddresscity=city|city=city|defaultaddresszip=zip|zip=zip|defaultaddresscountrycode=country|country=country|"
      "defaultaddresscompany=organization|company=organization|note=note|tags=tags|taxexempt=", MK_SAID_NOTHING, NULL },
    { "woocommerce customers", "this is WooCommerce's customers export", "זה ייצוא הלקוחות של WooCommerce",
      "name|username|lastactive|signup|email|orders|totalspend|aov",
      "name=name|email=mail|signup=joined|city=city|postalcode=zip|countryregion=country|username=|lastactive=|orders=|totalspend=|aov=|region=", MK_SAID_NOTHING, NULL },
    { "woocommerce orders", "this is WooCommerce's orders export", "זה ייצוא ההזמנות של WooCommerce",
      "date|order|status|customer|customertype|products|itemssold|netsales",
      "date=date|order=doc|status=status|customer=name|netsales=total|customertype=|products=|itemssold=|coupons=|attribution=|nrevenueformatted=|nrevenue=", MK_SAID_NOTHING, NULL },
    { "woocommerce orders", "this is an export of WooCommerce orders", "זה ייצוא של הזמנות WooCommerce",
      "ordernumber/orderid|billingemail/billingphone|billingfirstname|ordertotal",
      "orderid=doc|ordernumber=doc|orderdate=date|date=date|status=status|orderstatus=status|customerid=key|billingemail=mail|customeremail=mail|billingfirstname=given|billinglastname=family|billingphone=phone|"
      "billingaddress1=street|billingcity=city|billingpostcode=zip|billingcountry=country|billingcompany=organization|ordertotal=total|ordercurrency=currency|customernote=note|"
      "itemname=item_name|itemsku=item_key|sku=item_key|itemquantity=quantity|itemtotal=amount|lineitems=|paymentmethod=|paymentmethodtitle=|customeruser=|shippingtotal=|ordersubtotal=|"
      "shippingfirstname=|shippinglastname=|shippingphone=|shippingaddress1=|shippingcity=|shippingpostcode=|shippingcountry=", MK_SAID_NOTHING, NULL },
    { "woocommerce orders", "this is an export of WooCommerce orders", "זה ייצוא של הזמנות WooCommerce",     /* Advanced Order Export */
      "ordernumber|orderstatus|firstnamebilling|emailbilling/phonebilling|ordertotalamount",
      "ordernumber=doc|orderdate=date|orderstatus=status|customernote=note|firstnamebilling=given|lastnamebilling=family|companybilling=organization|address12billing=street|"
      "citybilling=city|postcodebilling=zip|countrycodebilling=country|emailbilling=mail|phonebilling=phone|ordertotalamount=total|ordercurrency=currency|sku=item_key|"
      "itemname=item_name|quantityrefund=quantity|itemcost=price|item=|statecodebilling=|firstnameshipping=|lastnameshipping=|address12shipping=|cityshipping=|statecodeshipping=|"
      "postcodeshipping=|countrycodeshipping=|paymentmethodtitle=|cartdiscountamount=|ordersubtotalamount=|shippingmethodtitle=|ordershippingamount=|orderrefundamount=|"
      "ordertotaltaxamount=|couponcode=|discountamount=|discountamounttax=", MK_SAID_NOTHING, NULL },
    { "square items", "this is Square's item sales export", "זה ייצוא מכירות הפריטים של Square",
      "date|item|qty|grosssales|netsales|transactionid|pricepointname",
      "date=date|time=time|category=category|item=item_name|sku=item_key|qty=quantity|netsales=amount|transactionid=doc|eventtype=doc_type|customerid=key|customername=name|"
      "customerreferenceid=member|gtin=barcode|unit=unit|timezone=timezone|grosssales=|discounts=|tax=|paymentid=|notes=|details=|location=|count=|token=|employee=|channel=", MK_SAID_NOTHING, NULL },
    { "square transactions", "this is Square's transactions export", "זה ייצוא העסקאות של Square",
      "date|totalcollected|transactionid|netsales|othertender",
      "date=date|time=time|netsales=total|totalcollected=|transactionid=doc|eventtype=doc_type|customerid=key|customername=name|customerreferenceid=member|timezone=timezone|grosssales=|nettotal=|"
      "tax=|tip=|fees=|cash=|card=|source=|paymentid=|details=|description=|staffname=|location=|discounts=|partialrefunds=", MK_SAID_NOTHING, NULL },
    { "square customers", "this is Square's customer directory", "זה ספר הלקוחות של Square",
      "firstname|lastname|emailaddress|phonenumber|referenceid|squarecustomerid/creationsource",
      "squarecustomerid=key|referenceid=member|firstname=given|lastname=family|emailaddress=mail|phonenumber=phone|streetaddress1=street|city=city|postalcode=zip|companyname=organization|birthday=birthday|"
      "memo=note|firstvisit=joined|emailsubscriptionstatus=ads_mail|nickname=|creationsource=|lastvisit=|transactioncount=|lifetimespend=|state=|streetaddress2=|instantprofile=", MK_SAID_NOTHING, NULL },
#define MAILCHIMP "emailaddress=mail|firstname=given|lastname=family|phonenumber=phone|phone=phone|birthday=birthday|address=street|notes=note|tags=tags|optinip=ads_ip|confirmtime=ads_confirmed|" \
                  "memberrating=|confirmip=|latitude=|longitude=|gmtoff=|dstoff=|timezone=|cc=|region=|lastchanged=|leid=|euid=|unsubcampaigntitle=|unsubcampaignid=|unsubreason=|unsubreasonother=|" \
                  "cleancampaigntitle=|cleancampaignid="
    { "mailchimp unsubscribed", "this is Mailchimp's list of those who unsubscribed: each is kept as a refusal", "זו רשימת המוסרים של Mailchimp: כל אחד נרשם כסירוב",
      "emailaddress|memberrating/leid/euid|unsubtime", MAILCHIMP "|unsubtime=ads_at|optintime=joined", MK_SAID_NO, "unsubscribed in Mailchimp" },
    { "mailchimp cleaned", "this is Mailchimp's list of addresses that bounced: nothing will be sent to them", "זו רשימת הכתובות החוזרות של Mailchimp: לא יישלח אליהן דבר",
      "emailaddress|memberrating/leid/euid|cleantime", MAILCHIMP "|cleantime=ads_at|optintime=joined", MK_SAID_NO, "cleaned in Mailchimp: mail to the address came back" },
    { "mailchimp nonsubscribed", "this is Mailchimp's list of contacts who never subscribed: none of them has agreed to mailings",
      "זו רשימת אנשי הקשר של Mailchimp שלא נרשמו: איש מהם לא הסכים לדיוור", "emailaddress|memberrating/leid/euid", MAILCHIMP "|optintime=joined", MK_SAID_NOTHING, NULL },
    { "mailchimp subscribed", "this is Mailchimp's list of subscribers: when and from where each agreed is kept as evidence",
      "זו רשימת המנויים של Mailchimp: מתי ומאיפה הסכים כל אחד נשמר כראיה", "emailaddress|memberrating/leid/euid", MAILCHIMP "|optintime=ads_at", MK_SAID_YES, "subscribed in Mailchimp" },
#undef MAILCHIMP
    { "google contacts", "this is Google Contacts' export", "זה ייצוא אנשי הקשר של Google",
      "firstname/givenname|lastname/familyname|email1value/phone1value",
      "firstname=given|givenname=given|lastname=family|familyname=family|name=|middlename=|additionalname=|fileas=|nickname=|nameprefix=|namesuffix=|birthday=birthday|notes=note|labels=tags|groupmembership=tags|"
      "phone1value=phone|phone2value=phone|phone3value=phone|email1value=mail|email2value=mail|organizationname=organization|organization1name=organization|address1street=street|address1city=city|"
      "address1postalcode=zip|address1country=country|address1formatted=|photo=|phone1label=|email1label=|address1label=|location=|occupation=|hobby=", MK_SAID_NOTHING, NULL },
};

/* "E-mail 1 - Value" -> email1value: letters and digits, folded. */
static mk_str squeeze(mk_arena *a, mk_str header)
{
    mk_str k = mk_fold_key(a, header);
    char *p = mk_arena_alloc(a, k.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < k.n; i++)
        if (((uint8_t)k.p[i] >= '0' && (uint8_t)k.p[i] <= '9') || (uint8_t)k.p[i] >= 'a') p[n++] = k.p[i];
    return (mk_str){ p, n };
}

static size_t at(const mk_str *header, size_t n, mk_str wanted)
{
    for (size_t i = 0; i < n; i++)
        if (mk_str_eq(header[i], wanted)) return i;
    return n;
}

/* Takes the part before the next `by` off the list. */
static mk_str take(mk_str *list, char by)
{
    const char *e = list->n ? memchr(list->p, by, list->n) : NULL;
    mk_str head = { list->p, e ? (size_t)(e - list->p) : list->n };
    *list = mk_str_sub(*list, head.n + (e != NULL), list->n);
    return head;
}

static bool has_all(const char *must, const mk_str *header, size_t n)
{
    for (mk_str list = mk_str_of(must); list.n;) {
        mk_str any = take(&list, '|');
        bool one = false;
        while (any.n) one |= at(header, n, take(&any, '/')) < n;
        if (!one) return false;
    }
    return true;
}

static mk_str *headers(mk_arena *a, const mk_column *col, size_t n)
{
    mk_str *h = MK_NEWN(a, mk_str, n + 1);
    for (size_t i = 0; i < n; i++) h[i] = squeeze(a, col[i].header);
    return h;
}

/* WooCommerce translates the headers of its reports on a site in another language; the columns stay where they are: name, user name, last active,
 * sign-up, e-mail, orders, total spend, average order, country, city, region, postal code. */
static const mk_field woocommerce_places[] = { MK_F_NAME, 0, 0, MK_F_JOINED, MK_F_MAIL, 0, 0, 0, MK_F_COUNTRY, MK_F_CITY, 0, MK_F_ZIP };
enum { PLACES = sizeof woocommerce_places / sizeof *woocommerce_places };

static bool is_translated_woocommerce(const mk_column *col, size_t n)
{
    if (n != PLACES || col[4].values.n == 0 || mk_share(col[4].values.mail, &col[4].values) < 0.9) return false;
    bool spent = mk_share(col[6].values.number, &col[6].values) > 0.9 && mk_share(col[7].values.number, &col[7].values) > 0.9, orders = mk_share(col[5].values.integer, &col[5].values) > 0.9;
    bool dates = col[3].values.n > 0 && mk_share(col[3].values.date, &col[3].values) > 0.9;
    return spent && orders && dates && mk_str_eqz(col[7].header, "AOV");
}

static const mk_brand *named(const char *name)
{
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (strcmp(brands[i].name, name) == 0) return &brands[i];
    return NULL;
}

const mk_brand *mk_brand_of(mk_arena *scratch, const mk_column *col, size_t n, mk_str file)
{
    mk_arena_mark mark = mk_arena_here(scratch);
    mk_str *h = headers(scratch, col, n);
    const mk_brand *found = NULL;
    for (size_t i = 0; i < sizeof brands / sizeof *brands && !found; i++) {
        if (!has_all(brands[i].must, h, n)) continue;
        if (strcmp(brands[i].name, "mailchimp nonsubscribed") == 0 && mk_str_find(file, MK_S("nonsubscribed")) < 0) continue;
        found = &brands[i];
    }
    if (!found && is_translated_woocommerce(col, n)) found = named("woocommerce customers");
    mk_arena_rewind(scratch, mark);
    return found;
}

void mk_brand_columns(const mk_brand *b, mk_arena *scratch, mk_column *col, size_t n)
{
    mk_arena_mark mark = mk_arena_here(scratch);
    mk_str *h = headers(scratch, col, n);
    int given[MK_F_END_] = { 0 };
    bool any = false;
    for (size_t i = 0; i < n; i++) given[col[i].field]++;
    for (mk_str list = mk_str_of(b->columns); list.n;) {
        mk_str field = take(&list, '|'), header = take(&field, '=');
        size_t i = at(h, n, header);
        mk_field f = MK_F_NONE;
        if (i == n || *col[i].why || !mk_field_named(field, &f)) continue;
        any |= f != MK_F_NONE;
        if (f && given[f] >= mk_field_most(f)) f = MK_F_NONE;      /* the second best name of the same */
        if (f) given[f]++;
        col[i].field = f;
        col[i].sure = 99;
        col[i].why = "brand";
    }
    if (!any && n == PLACES)
        for (size_t i = 0; i < n; i++)
            if (!*col[i].why) {
                col[i].field = woocommerce_places[i];
                col[i].sure = 90;
                col[i].why = "brand";
            }
    mk_arena_rewind(scratch, mark);
}
