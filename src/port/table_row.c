/* SPDX-License-Identifier: Apache-2.0
 * One row of a table as a record. A sale without a day or an amount is a bad row. Messages never repeat what may be personal. */
#include "table_int.h"
#include "utf8.h"
#include "xlsx_int.h"
#include "zone.h"

/* A value may be shown when it is made of digits and their marks, so that a name that slid into the wrong column stays unseen. */
static mk_str shown(mk_cx *cx, mk_arena *a, mk_str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || memchr("-/.:, +", s.p[i], 7))) return mk_str_of(MK_SAY(cx, "what stands there", "מה שכתוב שם"));
    }
    if (s.n > 24 || digits > 14) return mk_str_of(MK_SAY(cx, "what stands there", "מה שכתוב שם"));
    return mk_arena_printf(a, "'%.*s'", MK_SARG(s));
}

mk_str mk_table_where(mk_cx *cx, const mk_table *t, uint64_t line, mk_field f)
{
    char letters[8];
    if (f == MK_F_NONE || !t->by_field[f])
        return mk_arena_printf(t->door.row, t->sheet.p ? MK_SAY(cx, "row %" PRIu64, "שורה %" PRIu64) : MK_SAY(cx, "line %" PRIu64, "שורה %" PRIu64), line);
    size_t column = t->by_field[f]->column;
    mk_str called = cx->lang == MK_EN ? mk_str_of(mk_field_name(f)) : t->col[column].header;
    if (t->sheet.p) return mk_arena_printf(t->door.row, MK_SAY(cx, "cell %s%" PRIu64 " (%.*s)", "תא %s%" PRIu64 " (%.*s)"), mk_column_letters(column, letters), line, MK_SARG(called));
    return mk_arena_printf(t->door.row, MK_SAY(cx, "line %" PRIu64 ", column %zu (%.*s)", "שורה %" PRIu64 ", עמודה %zu (%.*s)"), line, column + 1, MK_SARG(called));
}

static int bad(mk_cx *cx, mk_table *t, uint64_t line, mk_field f, const char *what)
{
    return mk_fail(cx, MK_EBADDATA, "%.*s: %.*s %s", MK_SARG(mk_table_where(cx, t, line, f)), MK_SARG(shown(cx, t->door.row, t->v[f])), what);
}

/* Types of documents: their numbers in the uniform file, and the words of registers here and abroad, as mk_fold_key gives them. */
static const struct { const char *words, *code; mk_doc_class class; } doc_types[] = {
    { "305|חשבונית מס|חשבונית|tax invoice|invoice", "305", MK_DOC_SALE },
    { "320|חשבונית מס קבלה|חשבונית קבלה|חשבונית מס/קבלה|invoice receipt", "320", MK_DOC_SALE },
    { "330|זיכוי|חשבונית זיכוי|חשבונית מס זיכוי|תעודת זיכוי|credit note|credit invoice|credit memo|credit", "330", MK_DOC_RETURN },
    { "refund|return|returned|החזר|החזרה|החזר כספי", "return", MK_DOC_RETURN },
    { "payment|sale|purchase|מכירה|קניה|קנייה|exchange", "sale", MK_DOC_SALE },
    { "300|חשבונית עסקה|חשבון עסקה|דרישת תשלום|proforma|proforma invoice|פרופורמה", "300", MK_DOC_WEAK },
    { "400|קבלה|receipt", "400", MK_DOC_WEAK },
    { "405|קבלה על תרומה|תרומה|donation|donation receipt", "405", MK_DOC_WEAK },
    { "100|הזמנה|order|הזמנת לקוח", "100", MK_DOC_WEAK },
    { "200|תעודת משלוח|delivery note|delivery", "200", MK_DOC_PAPER },
    { "210|תעודת החזרה", "210", MK_DOC_PAPER },
    { "הצעת מחיר|quote|quotation|estimate", "quote", MK_DOC_PAPER },
    { "טיוטה|draft", "draft", MK_DOC_PAPER },
};

static bool among(mk_arena *a, mk_str key, const char *words)
{
    while (*words) {
        const char *e = strchrnul(words, '|');
        if (mk_str_eq(key, mk_fold_key(a, (mk_str){ words, (size_t)(e - words) }))) return true;
        words = *e ? e + 1 : e;
    }
    return false;
}

mk_doc_class mk_doc_type_of(mk_table *t, mk_str s, mk_str *ret_code)
{
    bool known;
    int *at = mk_table_answer(t, MK_ASK_TYPE, s, &known);
    if (!known) {
        mk_str key = mk_fold_key(t->door.row, s);
        int n = sizeof doc_types / sizeof *doc_types, i = 0;
        while (i < n && !among(t->door.row, key, doc_types[i].words)) i++;
        *at = i < n ? i : -1;
    }
    *ret_code = *at < 0 ? s : mk_str_of(doc_types[*at].code);
    return *at < 0 ? MK_DOC_UNKNOWN : doc_types[*at].class;
}

static bool is_cancelled(mk_table *t)
{
    mk_arena *a = t->door.row;
    bool known;
    if (mk_table_any(t, MK_F_CANCELLED) && mk_yes_no(a, t->v[MK_F_CANCELLED]) != 0) return true;
    if (!mk_table_any(t, MK_F_STATUS)) return false;
    int *yes = mk_table_answer(t, MK_ASK_STATUS, t->v[MK_F_STATUS], &known);
    if (!known)
        *yes = among(a, mk_fold_key(a, t->v[MK_F_STATUS]), "cancelled|canceled|void|voided|refunded|failed|trash|declined|expired|"
                                                                              "מבוטל|מבוטלת|בוטל|בוטלה|הזמנה מבוטלת|נכשל|נכשלה|זוכה|הוחזר");
    return *yes != 0;
}

/* Lines that are not goods: codes without a digit where codes have them, and the names such lines have everywhere. */
static bool is_service(mk_table *t, mk_str key, mk_str name)
{
    bool digit = !t->codes_have_digits || key.n == 0;
    for (size_t i = 0; i < key.n && !digit; i++) digit = key.p[i] >= '0' && key.p[i] <= '9';
    if (!digit) return true;
    if (!name.n || name.n > 60) return false;
    bool known;
    int *yes = mk_table_answer(t, MK_ASK_SERVICE, name, &known);
    if (known) return *yes != 0;
    mk_str folded = mk_fold_key(t->door.row, name);
    *yes = mk_str_find(folded, MK_S("gift voucher")) >= 0 || mk_str_find(folded, MK_S("gift card")) >= 0 ||
        among(t->door.row, folded, "postage|carriage|shipping|delivery|delivery charge|shipping charge|bank charges|handling|discount|tip|gratuity|"
                                      "משלוח|דמי משלוח|דמי הובלה|הובלה|הנחה|טיפ|שובר מתנה|כרטיס מתנה|תו קניה|עמלה");
    return *yes != 0;
}

/* The plainest writing, 123 or -123.45, which most files have throughout; all others are left to the parsers of text. `one` is the value
 * of 1. */
static bool plain(mk_str s, int64_t one, int64_t *ret)
{
    size_t i = s.n && s.p[0] == '-', from = i;
    int64_t v = 0;
    if (s.n > 12) return false;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') v = v * 10 + (s.p[i++] - '0');
    if (i == from) return false;
    v *= one;
    if (i < s.n) {
        size_t behind = s.n - i - 1;
        if (s.p[i] != '.' || behind < 1 || behind > 2) return false;
        for (i++; i < s.n; i++) {
            if (s.p[i] < '0' || s.p[i] > '9') return false;
            one /= 10;
            v += one * (s.p[i] - '0');
        }
    }
    *ret = from ? -v : v;
    return true;
}

static bool read_money(mk_table *t, mk_field f, int64_t *ret, char currency[4])
{
    return (!t->comma_decimal && plain(t->v[f], 100, ret)) || mk_money_parse(t->v[f], t->comma_decimal, ret, currency);
}

static bool read_quantity(mk_table *t, mk_str s, int64_t *ret)
{
    return (!t->comma_decimal && plain(s, 10000, ret)) || mk_quantity_parse(s, t->comma_decimal, ret);
}

/* Quantity times price in minor units, from the price as it is written: prices may have more than two decimals. */
static bool multiply(mk_table *t, int64_t quantity, int64_t price, int64_t *ret)
{
    mk_str s = t->v[MK_F_PRICE];
    const char *p = s.n ? memrchr(s.p, t->comma_decimal ? ',' : '.', s.n) : NULL;
    int64_t fine;
    if (p && s.p + s.n - p > 3 && mk_quantity_parse(s, t->comma_decimal, &fine)) return mk_money_divide((__int128)quantity * fine, 1000000, ret);
    return mk_money_times(quantity, price, ret);
}

/* 12/31/2025 where the day stands first, 31/12/2025 where the month does. */
static bool other_order(mk_str s, mk_date_order order)
{
    unsigned n[2] = { 0 };
    size_t i = 0, digits = 0;
    while (i < s.n && (s.p[i] < '0' || s.p[i] > '9')) i++;
    for (int k = 0; k < 2; k++, digits = 0, i++) {
        for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++) n[k] = n[k] * 10 + (unsigned)(s.p[i] - '0');
        if (digits < 1 || digits > 2 || i == s.n || !memchr("-/.", s.p[i], 3)) return false;
    }
    return order == MK_DMY ? n[0] <= 12 && n[1] > 12 : order == MK_MDY && n[0] > 12 && n[1] <= 12;
}

bool mk_table_when(const mk_used *u, mk_str s, mk_when *ret, bool *ret_utc)
{
    return mk_when_parse(s, u->order, u->serial, ret, ret_utc) && !other_order(s, u->order);
}

/* Where the clock of the row's hour stood. */
static const mk_tz *zone_of(mk_table *t)
{
    const mk_tz *tz = mk_table_any(t, MK_F_ZONE) ? mk_zone_named(t->v[MK_F_ZONE]) : t->door.tz;
    if (tz) return tz;
    t->dropped[MK_F_ZONE]++;
    return t->door.tz;
}

static int read_date(mk_cx *cx, mk_table *t, uint64_t line, int64_t *ret)
{
    bool alone = !mk_table_any(t, MK_F_TIME) && !mk_table_any(t, MK_F_ZONE);
    mk_str s = t->v[MK_F_DATE];
    const mk_used *u = t->by_field[MK_F_DATE];
    if (!s.n) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s: empty; a sale needs its day", "%.*s: ריק; למכירה צריך להיות יום"), MK_SARG(mk_table_where(cx, t, line, MK_F_DATE)));
    if (alone && s.n == t->when_n && memcmp(s.p, t->when_text, s.n) == 0) {
        *ret = t->when_at;
        return 0;
    }
    mk_when w;
    bool utc;
    static const char *const expected[][2] = { [MK_YMD] = { "אינו תאריך; כאן הסדר שנה־חודש־יום", "is not a date; expected year-month-day" },
        [MK_DMY] = { "אינו תאריך; כאן הסדר יום/חודש/שנה", "is not a date; expected day/month/year" }, [MK_MDY] = { "אינו תאריך; כאן הסדר חודש/יום/שנה", "is not a date; expected month/day/year" } };
    if (!mk_table_when(u, s, &w, &utc)) return bad(cx, t, line, MK_F_DATE, expected[u->order][cx->lang == MK_EN]);
    int32_t second;
    if (mk_table_any(t, MK_F_TIME) && !w.has_time) {
        if (mk_time_parse(t->v[MK_F_TIME], &second)) { w.has_time = true; w.second = second; }
        else t->dropped[MK_F_TIME]++;
    }
    *ret = w.has_time && !utc && mk_table_any(t, MK_F_ZONE) ? mk_tz_moment(zone_of(t), w.day, w.second) : mk_table_moment(t, w, utc);
    t->when_n = 0;
    if (alone && s.n <= sizeof t->when_text) {
        memcpy(t->when_text, s.p, s.n);
        t->when_n = s.n;
        t->when_at = *ret;
    }
    return 0;
}

static int64_t magnitude(int64_t v) { return v < 0 ? v : -v; }

/* The sale of a row, its line and its item. */
static int read_sale(mk_cx *cx, mk_table *t, uint64_t line, mk_record *r)
{
    mk_sale_in *s = &r->sale;
    mk_line_in *l = &r->row;
    mk_arena *a = t->door.row;
    mk_str type = MK_S("");
    mk_doc_class class = MK_DOC_UNKNOWN;
    memcpy(s->currency, t->door.info.currency, 4);
    s->doc = t->v[MK_F_DOC];            /* first: a bad row, too, says whose it is */
    if (mk_table_any(t, MK_F_DOC_TYPE)) {
        class = mk_doc_type_of(t, t->v[MK_F_DOC_TYPE], &type);
        if (s->doc.n) s->doc = mk_arena_printf(a, "%.*s:%.*s", MK_SARG(type), MK_SARG(s->doc));
    }
    MK_TRY(read_date(cx, t, line, &s->at));
    if (class == MK_DOC_PAPER || (class == MK_DOC_WEAK && t->strong_types)) {
        r->event = (mk_event_in){ .at = s->at, .touchpoint = MK_S("document"), .channel = MK_S(""), .outcome = type, .text = s->doc, .inbound = true };
        if (r->has & MK_REC_PERSON) r->has |= MK_REC_EVENT;
        return 0;
    }
    char currency[4] = "";
    int64_t total = 0, amount = 0, price = 0, quantity = 10000;
    bool has_quantity = mk_table_any(t, MK_F_QUANTITY), has_price = mk_table_any(t, MK_F_PRICE), has_amount = mk_table_any(t, MK_F_AMOUNT), has_total = mk_table_any(t, MK_F_TOTAL);
    if (has_quantity && !read_quantity(t, t->v[MK_F_QUANTITY], &quantity)) return bad(cx, t, line, MK_F_QUANTITY, MK_SAY(cx, "is not a number", "אינו מספר"));
    if (has_price && !read_money(t, MK_F_PRICE, &price, currency)) return bad(cx, t, line, MK_F_PRICE, MK_SAY(cx, "is not an amount", "אינו סכום"));
    if (has_amount && !read_money(t, MK_F_AMOUNT, &amount, currency)) return bad(cx, t, line, MK_F_AMOUNT, MK_SAY(cx, "is not an amount", "אינו סכום"));
    if (has_total && !read_money(t, MK_F_TOTAL, &total, currency)) return bad(cx, t, line, MK_F_TOTAL, MK_SAY(cx, "is not an amount", "אינו סכום"));
    if (mk_table_any(t, MK_F_CURRENCY) && !mk_currency_parse(t->v[MK_F_CURRENCY], currency)) t->dropped[MK_F_CURRENCY]++;
    if (currency[0]) memcpy(s->currency, currency, 4);
    bool lines = mk_table_any(t, MK_F_ITEM_KEY) || mk_table_any(t, MK_F_ITEM_NAME) || (mk_table_any(t, MK_F_BARCODE) && (has_price || has_amount || has_quantity));
    if (!has_amount && has_price) {
        if (!multiply(t, quantity, price, &amount)) return bad(cx, t, line, MK_F_PRICE, MK_SAY(cx, "is too large", "גדול מדי"));
        has_amount = true;
    } else if (has_amount && !has_price) price = mk_money_each(amount, quantity);
    bool priced = mk_table_has(t, MK_F_AMOUNT) || mk_table_has(t, MK_F_PRICE) || mk_table_has(t, MK_F_TOTAL);
    if (priced && !has_amount && !has_total && !lines)
        return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s: no amount; a sale needs one", "%.*s: אין סכום; למכירה צריך סכום"),
                       MK_SARG(mk_table_where(cx, t, line, t->sheet.p ? mk_table_has(t, MK_F_AMOUNT) ? MK_F_AMOUNT : mk_table_has(t, MK_F_TOTAL) ? MK_F_TOTAL : MK_F_PRICE : MK_F_NONE)));
    if (!lines && !has_total && has_amount) total = amount, has_total = true;

    int64_t sign = has_amount && amount ? amount : has_total && total ? total : has_quantity ? quantity : 0;
    bool letter_c = s->doc.n > 1 && (s->doc.p[0] | 32) == 'c' && s->doc.p[1] >= '0' && s->doc.p[1] <= '9';
    /* By this row alone, so that the order of rows means nothing; of a document with both signs the whole decides, and that is not known here. */
    s->kind = class == MK_DOC_RETURN || sign < 0 || (letter_c && sign <= 0) ? MK_SALE_RETURN : MK_SALE;
    if (class == MK_DOC_RETURN) {
        total = magnitude(total);
        amount = magnitude(amount);
        quantity = magnitude(quantity);
    }
    s->returns_doc = t->v[MK_F_RETURNS_DOC];
    s->has_total = has_total;
    s->total = total;
    r->has |= MK_REC_SALE;
    if (is_cancelled(t)) {
        s->kind = MK_SALE_CANCELLED;
        s->has_total = true;
        s->total = 0;
        return 0;
    }
    if (!lines) return 0;
    r->has |= MK_REC_LINE;
    l->doc = s->doc;
    if (mk_table_any(t, MK_F_LINE_NUMBER)) mk_str_int(t->v[MK_F_LINE_NUMBER], &l->number);
    l->quantity = quantity;
    l->price = price;
    l->amount = amount;
    return 0;
}

static void read_item(mk_table *t, mk_record *r)
{
    mk_item_in *i = &r->item;
    i->name = t->v[MK_F_ITEM_NAME];
    i->barcode = t->v[MK_F_BARCODE];
    i->category = t->v[MK_F_CATEGORY];
    i->unit = t->v[MK_F_UNIT];
    i->key = mk_table_any(t, MK_F_ITEM_KEY) ? t->v[MK_F_ITEM_KEY] : i->barcode.n ? i->barcode : i->name;
    if (!i->key.n) return;
    if (!i->category.n && is_service(t, t->v[MK_F_ITEM_KEY], i->name)) i->category = MK_S("service");
    r->row.item_key = i->key;
    r->has |= MK_REC_ITEM;
}

/* Whether the row says anything of whose and which document it is. */
static bool headed(const mk_table *t)
{
    return mk_table_any(t, MK_F_DOC) || mk_table_any(t, MK_F_DATE) || mk_table_any(t, MK_F_KEY) || mk_table_any(t, MK_F_NAME) || mk_table_any(t, MK_F_GIVEN) ||
           mk_table_any(t, MK_F_FAMILY) || t->phone[0].n || t->mail[0].n;
}

static bool says_total(mk_table *t, mk_str cell)
{
    static const char words[] = "סהכ|סך הכל|סה כ|סיכום|סיכום כללי|סהכ כללי|total|totals|grand total|sum|subtotal|sub total|סהכ לתשלום|סהכ מכירות|total sales";
    cell = mk_str_trim(cell);
    while (cell.n && (cell.p[cell.n - 1] == ':' || cell.p[cell.n - 1] == '.')) cell.n--;
    if (cell.n < 3 || cell.n > 40) return false;
    for (size_t i = 0; i < cell.n; i++)
        if (cell.p[i] >= '0' && cell.p[i] <= '9') return false;       /* every row's day is asked this, and none of these words has a digit */
    return among(t->door.row, mk_fold_key(t->door.row, cell), words);
}

/* The last row of many a report: no day (or the word for it in its place), no document, and that word in some cell or nothing but numbers. */
static bool is_totals(mk_table *t, const mk_csv_row *row)
{
    if (!t->sales || (mk_table_any(t, MK_F_DATE) && !says_total(t, t->v[MK_F_DATE]))) return false;
    bool words = false;
    for (size_t i = 0; i < row->n; i++) {
        if (says_total(t, row->cell[i])) return true;
        for (size_t k = 0; k < row->cell[i].n; k++) words |= (uint8_t)((row->cell[i].p[k] | 32) - 'a') < 26 || (uint8_t)row->cell[i].p[k] == 0xd7;
    }
    return !words && !headed(t) && !mk_table_any(t, MK_F_ITEM_KEY) && !mk_table_any(t, MK_F_ITEM_NAME);
}

/* Cells that are common to a document's rows and stand only on its first: they hold for the others too. */
static void carry_over(mk_table *t)
{
    static const mk_field common[] = { MK_F_DATE, MK_F_TIME, MK_F_ZONE, MK_F_KEY, MK_F_MEMBER, MK_F_NATIONAL_ID, MK_F_NAME, MK_F_GIVEN, MK_F_FAMILY, MK_F_CURRENCY,
                                       MK_F_STATUS, MK_F_CANCELLED, MK_F_DOC_TYPE };
    enum { N = sizeof common / sizeof *common };
    mk_str *slot[N + 5], *kept[N + 5];
    for (int i = 0; i < N; i++) slot[i] = &t->v[common[i]], kept[i] = &t->kept[common[i]];
    for (int i = 0; i < 3; i++) slot[N + i] = &t->phone[i], kept[N + i] = &t->kept_phone[i];
    for (int i = 0; i < 2; i++) slot[N + 3 + i] = &t->mail[i], kept[N + 3 + i] = &t->kept_mail[i];
    mk_str doc = t->v[MK_F_DOC];
    if (t->carry_doc && !doc.n && !headed(t) && (mk_table_any(t, MK_F_ITEM_KEY) || mk_table_any(t, MK_F_ITEM_NAME))) t->v[MK_F_DOC] = doc = t->kept[MK_F_DOC];
    if (doc.n && mk_str_eq(doc, t->kept[MK_F_DOC])) {
        for (int i = 0; i < N + 5; i++)
            if (!slot[i]->n) *slot[i] = *kept[i];
        return;
    }
    size_t need = doc.n;
    for (int i = 0; i < N + 5; i++) need += slot[i]->n;
    mk_buf_clear(&t->carried);
    mk_buf_room(&t->carried, need + 1);
    for (int i = -1; i < N + 5; i++) {
        mk_str s = i < 0 ? doc : *slot[i];
        mk_str *to = i < 0 ? &t->kept[MK_F_DOC] : kept[i];
        *to = (mk_str){ t->carried.p + t->carried.n, s.n };
        mk_buf_str_add(&t->carried, s);
    }
}

int mk_table_record(mk_cx *cx, mk_table *t, const mk_csv_row *row, mk_record *r)
{
    if (t->carry) carry_over(t);
    if (is_totals(t, row)) return 0;
    if (mk_table_person(cx, t, &r->person)) r->has |= MK_REC_PERSON;
    bool money = mk_table_any(t, MK_F_AMOUNT) || mk_table_any(t, MK_F_TOTAL) || mk_table_any(t, MK_F_PRICE);
    if (t->sales && (mk_table_any(t, MK_F_DATE) || money || mk_table_any(t, MK_F_DOC) || mk_table_any(t, MK_F_QUANTITY)))
        MK_TRY(read_sale(cx, t, row->line, r));
    if (mk_table_any(t, MK_F_ITEM_KEY) || mk_table_any(t, MK_F_ITEM_NAME) || mk_table_any(t, MK_F_BARCODE)) read_item(t, r);
    if ((r->has & MK_REC_LINE) && !(r->has & MK_REC_ITEM)) r->has &= ~(unsigned)MK_REC_LINE;
    if (r->has) return 1;
    return mk_fail(cx, MK_EBADDATA, "%.*s: %s", MK_SARG(mk_table_where(cx, t, row->line, MK_F_NONE)),
                   t->sales ? MK_SAY(cx, "neither a customer nor a sale is on it", "אין בה לקוח ואין בה מכירה")
                   : MK_SAY(cx, "no number, name, phone or mail address is on it, so there is nobody to know", "אין בה מספר, שם, טלפון או דואר, ולכן אין את מי להכיר"));
}
