/* SPDX-License-Identifier: Apache-2.0
 * The header words of exports in Hebrew and English: of shops and registers here (Rivhit, iCount, Green Invoice, Priority, plain Excel),
 * of Shopify, WooCommerce, Square, Google Contacts, Mailchimp, and of published data sets. Words are compared after folding, without
 * blanks; a header that only contains a word is weaker evidence. */
#include "columns.h"
#include "hash.h"
#include "map.h"
#include "utf8.h"
#include "vec.h"

static const struct { mk_field field; int strength; const char *words; } table[] = {
    { MK_F_KEY, 95, "מספר לקוח|מס לקוח|קוד לקוח|מזהה לקוח|מפתח לקוח|customer id|customer number|customer no|customer code|customer key|"
                    "cust id|cust no|client id|client number|client no|client code|account number|account id|user id|contact id|unique id|"
                    "square customer id|household id|household key|household|shopper id|buyer id|person id|patient id" },
    { MK_F_KEY, 80, "key|מפתח|מזהה|מספר חשבון|קוד חשבון|cust|customer|client|account|reference id|record id|rec id|user" },
    { MK_F_KEY, 62, "id|קוד|חשבון|code" },
    { MK_F_KEY, 50, "customer reference id|לקוח" },
    { MK_F_MEMBER, 95, "מספר חבר|מס חבר|מספר מועדון|מספר חבר מועדון|כרטיס מועדון|מספר כרטיס מועדון|member id|member number|member no|"
                       "membership number|membership id|membership no|club number|loyalty number|loyalty id|club card|loyalty card" },
    { MK_F_MEMBER, 70, "member|membership|מספר כרטיס" },
    { MK_F_NATIONAL_ID, 95, "תז|תעודת זהות|מספר זהות|מס זהות|מספר תעודת זהות|מספר תז|תז חפ|חפ תז|עוסק מורשה|חפ|מספר עוסק|עוסק|id number|identity number|national id|"
                            "teudat zehut|tz|personal id|identity card|vat number|id no" },
    { MK_F_NAME, 95, "שם לקוח|שם הלקוח|שם מלא|שם ומשפחה|שם פרטי ומשפחה|שם משפחה ופרטי|full name|customer name|client name|contact name|"
                     "billing name|buyer name|account name|member name|person name" },
    { MK_F_NAME, 84, "שם|name|לקוח|איש קשר|שם איש קשר|display name|customer full name" },
    { MK_F_NAME, 75, "customer|client|buyer|recipient|contact" },
    { MK_F_NAME, 50, "shipping name|shipping first name" },
    { MK_F_GIVEN, 95, "שם פרטי|first name|given name|forename|billing first name|fname|customer first name" },
    { MK_F_GIVEN, 80, "פרטי|first|given" },
    { MK_F_FAMILY, 95, "שם משפחה|last name|surname|family name|billing last name|lname|customer last name" },
    { MK_F_FAMILY, 80, "משפחה|last|family" },
    { MK_F_PHONE, 95, "טלפון|טל|נייד|טלפון נייד|סלולרי|סלולארי|פלאפון|פלפון|טלפון סלולרי|נייד ראשי|מספר נייד|מס נייד|מספר טלפון|מס טלפון|טלפון בית|טלפון בבית|טלפון עבודה|"
                      "טלפון נוסף|נייד נוסף|phone|phone number|mobile|mobile phone|mobile number|cell|cellphone|cell phone|cellular|telephone|tel|"
                      "phone value|billing phone|customer phone|whatsapp|home phone|work phone|contact number|msisdn|phone no" },
    { MK_F_PHONE, 70, "default address phone|fax" },
    { MK_F_PHONE, 55, "shipping phone" },
    { MK_F_MAIL, 95, "מייל|אימייל|אי מייל|איימל|דואל|דואר אלקטרוני|כתובת מייל|כתובת אימייל|כתובת דואל|email|mail|email address|e mail|e mail address|e mail value|"
                     "customer email|billing email|contact email|mail address" },
    { MK_F_STREET, 93, "כתובת|רחוב|כתובת מגורים|address|street|street address|address1|address line|billing street|billing address|billing address1|"
                       "default address address1|address street|home address|street name|שם רחוב" },
    { MK_F_STREET, 55, "address formatted|shipping street|shipping address1|shipping address|mailing address" },
    { MK_F_HOUSE, 93, "מספר בית|מס בית|house|house number|house no|street number|building number" },
    { MK_F_HOUSE, 60, "בית|building|בניין" },
    { MK_F_CITY, 95, "עיר|ישוב|עיר מגורים|שם ישוב|שם עיר|city|town|billing city|address city|default address city|customer city|locality" },
    { MK_F_CITY, 55, "shipping city|suburb" },
    { MK_F_ZIP, 95, "מיקוד|zip|zip code|postal code|postcode|post code|billing zip|billing postcode|default address zip|address postal code" },
    { MK_F_ZIP, 55, "shipping zip|shipping postcode" },
    { MK_F_COUNTRY, 93, "מדינה|ארץ|country|country region|country or region|billing country|default address country code|address country|country code|customer country" },
    { MK_F_COUNTRY, 55, "shipping country" },
    { MK_F_GENDER, 95, "מין|מגדר|gender|sex" },
    { MK_F_BIRTHDAY, 97, "תאריך לידה|יום הולדת|ת לידה|birthday|birth date|date of birth|dob|bday|birth day" },
    { MK_F_BIRTHDAY, 70, "לידה|born|birth" },
    { MK_F_NOTE, 90, "הערות|הערה|הערות לקוח|note|notes|memo|comments|comment|remarks|customer note" },
    { MK_F_JOINED, 95, "תאריך הצטרפות|תאריך הצטרפות למועדון|תאריך רישום|תאריך הרשמה|תאריך פתיחה|תאריך הקמה|sign up|signup|signup date|join date|joined|date joined|registered|"
                       "registration date|first visit|optin time|member since|customer since|date added|creation date|date registered" },
    { MK_F_JOINED, 75, "נוצר|תאריך יצירה|נוצר בתאריך|created|created at|created on|date created|הצטרפות" },
    { MK_F_ADS_MAIL, 95, "ads mail|אישור דיוור|מאשר דיוור|מאשרת דיוור|דיוור|מסכים לדיוור|הסכמה לדיוור|אישור קבלת דיוור|קבלת דיוור|אישור דיוור במייל|אישור פרסום|הסכמה לפרסום|accepts marketing|"
                         "accepts email marketing|email subscription status|email marketing|newsletter|email opt in|marketing opt in|"
                         "marketing consent|email consent|accepts emails|subscribed|opt in|subscription status" },
    { MK_F_ADS_SMS, 95, "ads sms|accepts sms marketing|sms marketing|sms opt in|sms consent|אישור sms|דיוור sms|אישור דיוור sms|אישור דיוור בסמס|אישור סמס|דיוור בסמס|הודעות sms|"
                        "sms subscription status|accepts sms" },
    { MK_F_UNSUBSCRIBED, 95, "unsub time|unsubscribed|unsubscribed at|unsubscribe date|unsubscribe time|opt out|opted out|clean time|הוסר מדיוור|הסרה מדיוור|תאריך הסרה|"
                             "הסיר עצמו|לא לשלוח דיוור" },
    { MK_F_ORGANIZATION, 92, "organization name|organization|organization 1 name|organisation|company name|מקום עבודה|ארגון|שם ארגון" },
    { MK_F_ANNIVERSARY, 95, "anniversary|wedding anniversary|wedding date|יום נישואין|יום נישואים|תאריך נישואין|תאריך נישואים" },
    { MK_F_TAGS, 92, "tags|labels|תגיות|תוויות|customer tags" },
    { MK_F_DOC, 95, "מספר מסמך|מס מסמך|מספר חשבונית|מס חשבונית|חשבונית מס|מספר הזמנה|מס הזמנה|מספר קבלה|מס קבלה|מספר עסקה|מס עסקה|אסמכתא|invoice no|invoice number|invoice id|"
                    "order id|order number|order no|order name|receipt number|receipt id|receipt no|transaction id|transaction number|transaction no|"
                    "document number|document no|basket id|bill no|bill number|sale id|ticket number|order reference" },
    { MK_F_DOC, 80, "invoice|order|receipt|transaction|document|ticket|basket|חשבונית|הזמנה|קבלה|עסקה|מסמך|doc|bill" },
    { MK_F_DOC, 50, "name|reference|id|payment id|number|מספר" },
    { MK_F_DOC_TYPE, 95, "סוג מסמך|סוג עסקה|document type|doc type|event type|transaction type|invoice type|סוג חשבונית" },
    { MK_F_DOC_TYPE, 60, "סוג|type|kind" },
    { MK_F_STATUS, 90, "סטטוס|מצב|סטטוס הזמנה|סטטוס מסמך|status|order status|financial status|payment status" },
    { MK_F_CANCELLED, 93, "מבוטל|בוטל|ביטול|cancelled|canceled|cancelled at|canceled at|void|voided|is cancelled" },
    { MK_F_DATE, 95, "תאריך מסמך|תאריך חשבונית|תאריך הזמנה|תאריך עסקה|תאריך מכירה|תאריך רכישה|תאריך קניה|תאריך קנייה|תאריך ושעה|תאריך ביקור|order date|invoice date|sale date|"
                     "sales date|purchase date|transaction date|transaction timestamp|order datetime|order created at|purchased at|sold at|receipt date|date of purchase" },
    { MK_F_DATE, 88, "תאריך|מועד|date|datetime|timestamp|date time|purchased" },
    { MK_F_DATE, 78, "created at|created on|date created|day|יום" },
    { MK_F_DATE, 72, "paid at|posted|fulfilled" },
    { MK_F_TIME, 92, "שעה|שעת עסקה|שעת מכירה|שעת מסמך|time|transaction time|order time|sale time|hour" },
    { MK_F_ZONE, 92, "אזור זמן|time zone|timezone" },
    { MK_F_ITEM_KEY, 95, "מקט|item key|קוד פריט|מספר פריט|מס פריט|קוד מוצר|מזהה פריט|מזהה מוצר|מפתח פריט|מקט פריט|sku|stock code|item code|item id|item number|item no|product id|"
                         "product code|product no|product number|lineitem sku|item sku|product sku|article number|article id|variant sku|material" },
    { MK_F_ITEM_KEY, 75, "item|product|פריט|מוצר|article|variant id|plu" },      /* when its values are numbers: a name it cannot be then */
    { MK_F_ITEM_KEY, 45, "קוד|code|id|מפתח" },
    { MK_F_ITEM_NAME, 95, "שם פריט|שם הפריט|תיאור פריט|תאור פריט|שם מוצר|שם המוצר|תיאור מוצר|תאור מוצר|item name|product name|lineitem name|item description|product description|"
                          "article name|product title|item title" },
    { MK_F_ITEM_NAME, 84, "פריט|מוצר|תיאור|תאור|פירוט|תיאור שורה|description|item|product|desc|title|שירות|שם שירות|service|treatment|טיפול" },
    { MK_F_ITEM_NAME, 45, "name|שם|details|פרטים" },
    { MK_F_CATEGORY, 92, "קטגוריה|קבוצת פריט|קבוצת פריטים|מחלקה|משפחת פריט|משפחת מוצר|category|department|product category|item category|product type|item group|product group" },
    { MK_F_CATEGORY, 55, "קבוצה|group|vendor|brand|מותג" },
    { MK_F_UNIT, 92, "יחידת מידה|יח מידה|unit of measure|uom|measure unit" },
    { MK_F_UNIT, 70, "יחידה|unit" },
    { MK_F_BARCODE, 95, "ברקוד|בר קוד|barcode|ean|gtin|upc|ean13|ean code" },
    { MK_F_QUANTITY, 95, "כמות|כמ|quantity|qty|lineitem quantity|item quantity|item qty|כמות פריטים|quantity sold|qty sold" },
    { MK_F_QUANTITY, 78, "יחידות|מספר יחידות|מס יחידות|units|units sold|number of|items sold|pieces|pcs|מספר פריטים" },
    { MK_F_QUANTITY, 45, "count" },
    { MK_F_PRICE, 95, "מחיר יחידה|מחיר ליחידה|מחיר ליח|מחיר פריט|unit price|item price|lineitem price|price per unit|price each|product price" },
    { MK_F_PRICE, 88, "מחיר|price" },
    { MK_F_AMOUNT, 95, "סכום שורה|סהכ שורה|סהכ לשורה|סכום לשורה|line total|item total|line amount|net sales|line value|item amount|row total|extended price|total price" },
    { MK_F_AMOUNT, 84, "סכום|amount|sum|sales|sales value|dollar value|value|net amount|revenue|spend|סכום נטו|נטו|net|net total|turnover|payment|תשלום|paid|price paid|amount paid" },
    { MK_F_AMOUNT, 55, "gross sales" },
    { MK_F_TOTAL, 95, "סך הכל|סהכ לתשלום|סכום לתשלום|סכום כולל|סכום הזמנה|סכום חשבונית|סכום מסמך|סכום עסקה|סהכ מסמך|סהכ חשבונית|סהכ הזמנה|order total|grand total|invoice total|total amount|"
                      "total collected|order amount|invoice amount|basket total|basket value|total sales" },
    { MK_F_TOTAL, 97, "סהכ לפני מעמ|סכום לפני מעמ|סהכ ללא מעמ|סכום ללא מעמ|לפני מעמ|total before vat|total excl vat|total excluding vat|amount before vat|"
                      "amount excl vat|total before tax|net total amount" },
    { MK_F_TOTAL, 88, "סהכ|total|סהכ כולל מעמ" },
    { MK_F_CURRENCY, 95, "מטבע|סוג מטבע|currency|currency code|order currency" },
    { MK_F_LINE_NUMBER, 90, "מספר שורה|מס שורה|line number|line no|row number|line item number|lineitem number" },
    { MK_F_LINE_NUMBER, 60, "שורה|line|row" },
    { MK_F_RETURNS_DOC, 92, "returns doc|מסמך מקור|חשבונית מקור|מספר חשבונית מקור|זיכוי עבור|original invoice|original order|refund of|returned order|original document|original transaction id" },
    /* Known, and no use in a row: sums over a customer's life, what the payment was made with, where the computer stood. */
    { MK_F_NONE, 96, "makir problem|nickname|כינוי|file as|products|total spent|total spend|total orders|orders|orders count|number of orders|aov|average order value|lifetime spend|lifetime value|transaction count|"
                     "last active|last visit|last purchase|last order|last order date|last purchase date|last seen|ביקור אחרון|קניה אחרונה|קנייה אחרונה|רכישה אחרונה|תאריך קניה אחרונה|"
                     "סך קניות|סהכ קניות|מספר קניות|כמות קניות|מספר הזמנות|כמות הזמנות|יתרה|balance|outstanding balance|refunded amount|"
                     "subtotal|taxes|tax|tax value|tax name|vat|vat amount|מעמ|סכום מעמ|shipping|shipping method|discount amount|discounts|discount|discount code|lineitem discount|"
                     "lineitem compare at price|compare at price|lineitem requires shipping|lineitem taxable|lineitem fulfillment status|fulfillment status|"
                     "fulfilled at|הנחה|tip|fees|commission|payment method|payment reference|payment references|payment terms name|next payment due at|"
                     "username|middle name|name prefix|name suffix|phonetic first name|phonetic middle name|phonetic last name|organization title|"
                     "organization department|photo|card brand|card|card name|pan suffix|device name|device id|staff name|staff id|employee|location|source|cluster|latitude|longitude|"
                     "member rating|optin ip|confirm ip|confirm time|last changed|leid|euid|gmtoff|dstoff|cc|region|phone label|e mail label|email label|"
                     "address label|address po box|address region|address extended address|website label|website value|event label|event value|"
                     "price point name|modifiers applied|token|channel|card entry methods|cash|customer type|attribution|coupon s|"
                     "unsub campaign title|unsub campaign id|unsub reason|unsub reason other|risk level|note attributes|receipt url|"
                     "billing company|shipping company|company|billing province|shipping province|province|state|billing state|duties|fulfillment note|dining option|"
                     "billing address2|shipping address2|address2|default address address2|default address company|default address province code|creation source|instant profile" },
};

typedef struct word { mk_field field; int strength; mk_str padded, squeezed; } word;          /* padded: with a blank before and behind */
struct mk_column_words { mk_arena *arena; mk_vec(word) word; mk_map first; };      /* squeezed -> index + 1 of the first of a run */

static mk_str squeeze(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ') p[n++] = s.p[i];
    return (mk_str){ p, n };
}

static mk_str pad(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 2);
    p[0] = p[s.n + 1] = ' ';
    if (s.n) memcpy(p + 1, s.p, s.n);
    return (mk_str){ p, s.n + 2 };
}

static int by_text(const void *x, const void *y)
{
    const word *a = x, *b = y;
    int c = mk_str_cmp(a->squeezed, b->squeezed);
    return c ? c : b->strength - a->strength;
}

mk_column_words *mk_column_words_new(mk_arena *a)
{
    mk_column_words *w = MK_NEW(a, mk_column_words);
    w->arena = a;
    w->first = mk_map_on(a);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (const char *p = table[i].words; *p;) {
            const char *e = strchr(p, '|');
            size_t n = e ? (size_t)(e - p) : strlen(p);
            word *x = mk_vec_push(a, &w->word);
            x->field = table[i].field;
            x->strength = table[i].strength;
            mk_str folded = mk_fold_key(a, (mk_str){ p, n });
            x->padded = pad(a, folded);
            x->squeezed = squeeze(a, folded);
            p += n + (e != NULL);
        }
    qsort(w->word.p, w->word.n, sizeof *w->word.p, by_text);
    for (size_t i = w->word.n; i-- > 0;)
        *mk_map_put(&w->first, mk_hash(1, w->word.p[i].squeezed), NULL) = i + 1;
    return w;
}

/* Words apart ("InvoiceNo", "first_name", "Phone 1 - Value"), then folded. */
static mk_str spaced(mk_arena *a, mk_str header, bool parentheses, bool digits)
{
    mk_buf b = mk_buf_on(a);
    int depth = 0;
    for (size_t i = 0; i < header.n; i++) {
        const char c = header.p[i], before = i ? header.p[i - 1] : ' ';
        const bool number = c >= '0' && c <= '9';
        if (c == '(' || c == '[') depth++;
        if (parentheses || depth == 0) {
            if (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z') mk_buf_c(&b, ' ');
            if (number && !(before >= '0' && before <= '9')) mk_buf_c(&b, ' ');
            if (memchr("_-./()[]#:+*?!|\\", c, 16)) mk_buf_c(&b, ' ');
            else if (!number || digits) mk_buf_c(&b, c);
        }
        if ((c == ')' || c == ']') && depth) depth--;
    }
    mk_str k = mk_fold_key(a, mk_buf_str(&b));
    char *p = mk_arena_alloc(a, k.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < k.n; i++)
        if (k.p[i] != ' ' || (n && p[n - 1] != ' ')) p[n++] = k.p[i];
    while (n && p[n - 1] == ' ') n--;
    return (mk_str){ p, n };
}

static void keep(mk_meaning *ret, size_t *n, size_t most, mk_field f, int strength, bool exact)
{
    size_t i = 0;
    while (i < *n && ret[i].field != f) i++;
    if (i < *n) {
        if (ret[i].strength >= strength) return;
        ret[i].strength = strength;
        ret[i].exact = exact;
    } else if (*n < most) {
        i = (*n)++;
        ret[i] = (mk_meaning){ f, strength, exact };
    } else return;
    for (; i && ret[i].strength > ret[i - 1].strength; i--) {
        mk_meaning t = ret[i];
        ret[i] = ret[i - 1];
        ret[i - 1] = t;
    }
}

static bool exact(const mk_column_words *w, mk_arena *a, mk_str header, int less, mk_meaning *ret, size_t *n, size_t most)
{
    mk_str k = squeeze(a, header);
    uint64_t *at = k.n ? mk_map_get(&w->first, mk_hash(1, k)) : NULL;
    if (!at) return false;
    for (size_t i = *at - 1; i < w->word.n && mk_str_eq(w->word.p[i].squeezed, k); i++)
        keep(ret, n, most, w->word.p[i].field, w->word.p[i].strength - less, true);
    return *n > 0;
}

size_t mk_column_words_find(const mk_column_words *w, mk_arena *a, mk_str header, mk_meaning *ret, size_t most)
{
    size_t n = 0;
    if (header.n == 0 || header.n > 120) return 0;
    mk_str full = spaced(a, header, true, true);
    if (exact(w, a, full, 0, ret, &n, most)) return n;
    if (exact(w, a, spaced(a, header, true, false), 3, ret, &n, most)) return n;
    if (exact(w, a, spaced(a, header, false, true), 2, ret, &n, most)) return n;
    if (exact(w, a, spaced(a, header, false, false), 5, ret, &n, most)) return n;
    mk_str in = pad(a, full);
    for (size_t i = 0; i < w->word.n; i++) {
        const word *x = &w->word.p[i];
        if (x->padded.n < 6 || x->padded.n >= in.n || mk_str_find(in, x->padded) < 0) continue;
        double covered = (double)(x->padded.n - 2) / (double)full.n;
        keep(ret, &n, most, x->field, (int)(x->strength * (0.45 + 0.5 * covered)), false);
    }
    return n;
}
