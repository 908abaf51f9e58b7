/* SPDX-License-Identifier: Apache-2.0
 * A purchase of several lines is several records: the first has its header, each has one line. */
#include "ndjson.h"
#include "amount.h"
#include "contact.h"
#include "door_int.h"
#include "jsonr.h"
#include "lines.h"
#include "name.h"

typedef struct ndjson {
    mk_door door;
    mk_lines lines;
    mk_arena *held;                 /* the line whose records are being given */
    mk_arena_mark empty;
    mk_str raw;
    const mk_json *row;             /* the next line of a purchase; NULL: none is left */
    mk_record head;                 /* its header and person */
    uint64_t line, unknown;
    mk_str unknown_name;
} ndjson;

bool mk_ndjson_looks(mk_str head)
{
    head = mk_str_trim(mk_str_starts(head, MK_S("\xef\xbb\xbf")) ? mk_str_sub(head, 3, head.n) : head);
    return head.n && head.p[0] == '{';
}

static int wrong(mk_cx *cx, const ndjson *j, const char *member, const char *expected)
{
    return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": \"%s\" should be %s", "שורה %" PRIu64 ": הערך של \"%s\" צריך להיות %s"), j->line, member, expected);
}

static bool given(const mk_json *v) { return v && v->type != MK_JSON_NULL; }

/* A text, or a number as it is written: customer numbers come as either. */
static mk_str text_of(const mk_json *o, const char *member)
{
    const mk_json *v = mk_json_get(o, member);
    return v && (v->type == MK_JSON_STRING || v->type == MK_JSON_NUMBER) ? mk_str_trim(v->text) : MK_S("");
}

static int moment_of(mk_cx *cx, const ndjson *j, const mk_json *o, const char *member, bool needed, int64_t *ret)
{
    mk_when w;
    bool utc;
    mk_str s = text_of(o, member);
    if (!s.n && !needed) return 0;
    if (!s.n || !mk_when_parse(s, MK_YMD, false, &w, &utc)) return wrong(cx, j, member, MK_SAY(cx, "a moment, such as \"2026-03-01T10:00:00+02:00\"", "מועד, כמו \"2026-03-01T10:00:00+02:00\""));
    *ret = utc ? w.day * MK_DAY + (w.has_time ? w.second : 0) * MK_SECOND : mk_tz_moment(j->door.tz, w.day, w.has_time ? w.second : 0);
    return 1;
}

static int money_of(mk_cx *cx, const ndjson *j, const mk_json *o, const char *member, int64_t *ret, bool *ret_has)
{
    char currency[4] = "";
    mk_str s = text_of(o, member);
    *ret_has = s.n > 0;
    if (!s.n && !given(mk_json_get(o, member))) return 0;
    return s.n && mk_money_parse(s, false, ret, currency) ? 0 : wrong(cx, j, member, MK_SAY(cx, "an amount, such as 12.50", "סכום, כמו 12.50"));
}

static mk_said said_of(const mk_json *v) { return !v ? MK_SAID_NOTHING : v->type == MK_JSON_TRUE ? MK_SAID_YES : v->type == MK_JSON_FALSE ? MK_SAID_NO : MK_SAID_NOTHING; }

static int contacts(mk_cx *cx, const ndjson *j, const mk_json *o, const char *member, bool phone, mk_str *to, size_t most)
{
    const mk_json *v = mk_json_get(o, member), *one = v && v->type == MK_JSON_ARRAY ? v->first : v;
    size_t n = 0;
    for (; given(one) && n < most; one = v->type == MK_JSON_ARRAY ? one->next : NULL) {
        mk_str s = one->type == MK_JSON_STRING || one->type == MK_JSON_NUMBER ? mk_str_trim(one->text) : MK_S("");
        mk_phone_kind kind;
        if (!s.n) continue;
        if (phone ? !mk_phone_parse(j->held, s, &to[n], &kind) : !mk_mail_parse(j->held, s, &to[n]))
            return wrong(cx, j, member, phone ? MK_SAY(cx, "a phone number, such as \"+972541234567\"", "מספר טלפון, כמו \"+972541234567\"") : MK_SAY(cx, "a mail address", "כתובת דואר"));
        n++;
    }
    return 0;
}

static int day_of(mk_cx *cx, const ndjson *j, const mk_json *o, const char *member, int32_t *ret)
{
    mk_str s = text_of(o, member);
    if (!s.n) return 0;
    return mk_day_parse(s, ret) ? 0 : wrong(cx, j, member, MK_SAY(cx, "a day, such as \"1980-02-03\"", "יום, כמו \"1980-02-03\""));
}

static int facts_of(mk_cx *cx, const ndjson *j, const mk_json *list, mk_person_in *p)
{
    if (!given(list)) return 0;
    if (list->type != MK_JSON_ARRAY || list->n > MK_FACTS_IN) return wrong(cx, j, "facts", MK_SAY(cx, "a list of up to 8 facts", "רשימה של עד 8 עובדות"));
    for (const mk_json *f = list->first; f; f = f->next) {
        if (!text_of(f, "kind").n || !text_of(f, "value").n) return wrong(cx, j, "facts", MK_SAY(cx, "objects with a \"kind\" and a \"value\"", "עצמים עם \"kind\" ו־\"value\""));
        mk_person_fact(p, text_of(f, "kind"), text_of(f, "value"));
    }
    return 0;
}

static int person_of(mk_cx *cx, ndjson *j, const mk_json *o, mk_person_in *p)
{
    mk_str s = text_of(o, "national_id"), id;
    int64_t joined;
    *p = (mk_person_in){ .birthday = MK_NO_DAY, .joined = MK_NEVER };
    const struct { mk_str *to; const char *member; } text[] = { { &p->key, "key" }, { &p->member, "member" }, { &p->name, "name" }, { &p->given, "given" }, { &p->family, "family" },
        { &p->street, "street" }, { &p->house, "house" }, { &p->city, "city" }, { &p->zip, "zip" }, { &p->country, "country" }, { &p->note, "note" } };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) *text[i].to = text_of(o, text[i].member);
    p->national_id = p->gender = p->ads_how = p->phone[0] = p->phone[1] = p->phone[2] = p->mail[0] = p->mail[1] = MK_S("");
    if (s.n && (!mk_natid_parse(j->held, s, &id) || !mk_natid_person(id))) return wrong(cx, j, "national_id", MK_SAY(cx, "an Israeli id with its right check digit", "מספר זהות עם ספרת ביקורת נכונה"));
    if (s.n) p->national_id = id;
    MK_TRY(contacts(cx, j, o, "phone", true, p->phone, 3));
    MK_TRY(contacts(cx, j, o, "mail", false, p->mail, 2));
    MK_TRY(day_of(cx, j, o, "birthday", &p->birthday));
    int rc = moment_of(cx, j, o, "joined", false, &joined);
    if (rc < 0) return rc;
    if (rc > 0) p->joined = joined;
    s = text_of(o, "gender");
    if (s.n && !mk_str_eqz(s, "m") && !mk_str_eqz(s, "f")) return wrong(cx, j, "gender", MK_SAY(cx, "\"m\" or \"f\"", "\"m\" או \"f\""));
    p->gender = s;
    p->company = said_of(mk_json_get(o, "company")) == MK_SAID_YES;
    const mk_json *ads = mk_json_get(o, "ads");
    p->ads_mail = said_of(mk_json_get(ads, "mail"));
    p->ads_sms = said_of(mk_json_get(ads, "sms"));
    p->ads_how = text_of(ads, "how");
    rc = moment_of(cx, j, ads, "at", false, &p->ads_at);
    if (rc < 0) return rc;
    MK_TRY(facts_of(cx, j, mk_json_get(o, "facts"), p));
    bool someone = p->key.n || p->member.n || p->national_id.n || p->name.n || p->given.n || p->family.n || p->phone[0].n || p->mail[0].n;
    return someone ? 1 : 0;
}

/* The customer an event is about. */
static int customer_of(mk_cx *cx, ndjson *j, const mk_json *o, bool needed, mk_record *r)
{
    const mk_json *c = mk_json_get(o, "customer");
    if (given(c) && c->type != MK_JSON_OBJECT) return wrong(cx, j, "customer", MK_SAY(cx, "an object, such as {\"phone\":\"+972541234567\"}", "עצם, כמו {\"phone\":\"+972541234567\"}"));
    int rc = given(c) ? person_of(cx, j, c, &r->person) : 0;
    if (rc > 0) r->has |= MK_REC_PERSON;
    if (rc < 0 || rc > 0 || !needed) return rc;
    return wrong(cx, j, "customer", MK_SAY(cx, "an object with a key, a name, a phone or a mail address", "עצם עם מפתח, שם, טלפון או דואר"));
}

/* Members that mean nothing here are passed over, and the first is told: a slip of the pen must not pass in silence. */
static void look_for_unknown(ndjson *j, const mk_json *o, const char *known)
{
    for (const mk_json *m = o->first; m; m = m->next) {
        const char *at = known;
        size_t n = m->key.n;
        while (at && !((at == known || at[-1] == ' ') && strncmp(at, m->key.p, n) == 0 && (at[n] == ' ' || at[n] == 0))) at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL;
        if (at || mk_str_eqz(m->key, "type") || mk_str_eqz(m->key, "makir_problem")) continue;
        if (!j->unknown++) j->unknown_name = mk_arena_dup(j->door.life, mk_str_sub(m->key, 0, 60));
    }
}

static int line_of(mk_cx *cx, ndjson *j, const mk_json *o, mk_record *r)
{
    mk_line_in *l = &r->row;
    mk_item_in *i = &r->item;
    bool has_price, has_amount;
    mk_str quantity = text_of(o, "quantity");
    *i = (mk_item_in){ text_of(o, "item"), text_of(o, "name"), text_of(o, "category"), text_of(o, "unit"), text_of(o, "barcode") };
    if (!i->key.n) i->key = i->barcode.n ? i->barcode : i->name;
    if (!i->key.n) return wrong(cx, j, "lines", MK_SAY(cx, "objects with an \"item\" or a \"name\"", "עצמים עם \"item\" או \"name\""));
    *l = (mk_line_in){ .doc = r->sale.doc, .item_key = i->key, .quantity = 10000 };
    if (quantity.n && !mk_quantity_parse(quantity, false, &l->quantity)) return wrong(cx, j, "quantity", MK_SAY(cx, "a number", "מספר"));
    MK_TRY(money_of(cx, j, o, "price", &l->price, &has_price));
    MK_TRY(money_of(cx, j, o, "amount", &l->amount, &has_amount));
    if (!has_amount && !mk_money_times(l->quantity, l->price, &l->amount)) return wrong(cx, j, "price", MK_SAY(cx, "smaller", "קטן יותר"));
    if (has_amount && !has_price) l->price = mk_money_each(l->amount, l->quantity);
    mk_str_int(text_of(o, "number"), &l->number);
    r->has |= MK_REC_LINE | MK_REC_ITEM;
    return 0;
}

static int purchase(mk_cx *cx, ndjson *j, const mk_json *o, mk_record *r)
{
    mk_sale_in *s = &r->sale;
    mk_str kind = text_of(o, "kind"), currency = text_of(o, "currency");
    look_for_unknown(j, o, "doc at customer total currency kind returns lines");
    *s = (mk_sale_in){ .doc = text_of(o, "doc"), .kind = MK_SALE, .returns_doc = text_of(o, "returns") };
    r->sale.doc = s->doc;
    MK_TRY(moment_of(cx, j, o, "at", true, &s->at));
    MK_TRY(customer_of(cx, j, o, false, r));
    MK_TRY(money_of(cx, j, o, "total", &s->total, &s->has_total));
    memcpy(s->currency, j->door.info.currency, 4);
    if (currency.n == 3) memcpy(s->currency, currency.p, 3);
    else if (currency.n) return wrong(cx, j, "currency", MK_SAY(cx, "three letters, such as \"ILS\"", "שלוש אותיות, כמו \"ILS\""));
    if (mk_str_eqz(kind, "return") || (!kind.n && s->total < 0)) s->kind = MK_SALE_RETURN;
    else if (mk_str_eqz(kind, "cancelled")) s->kind = MK_SALE_CANCELLED, s->has_total = true, s->total = 0;
    else if (kind.n && !mk_str_eqz(kind, "sale")) return wrong(cx, j, "kind", MK_SAY(cx, "\"sale\", \"return\" or \"cancelled\"", "\"sale\", \"return\" או \"cancelled\""));
    if (s->kind == MK_SALE_RETURN && s->total > 0) s->total = -s->total;
    r->has |= MK_REC_SALE;
    const mk_json *lines = mk_json_get(o, "lines");
    if (given(lines) && lines->type != MK_JSON_ARRAY) return wrong(cx, j, "lines", MK_SAY(cx, "a list", "רשימה"));
    if (s->kind == MK_SALE_CANCELLED || !given(lines) || !lines->first) {
        if (!s->has_total) return wrong(cx, j, "total", MK_SAY(cx, "there when there are no lines", "קיים כשאין שורות"));
        return 1;
    }
    if (!s->doc.n) s->has_total = false;            /* without a number each line is a purchase of its own */
    mk_record check = *r;                           /* all of it is good, or none of it is taken */
    for (const mk_json *l = lines->first; l; l = l->next) MK_TRY(line_of(cx, j, l, &check));
    j->head = *r;
    j->row = lines->first->next;
    MK_TRY(line_of(cx, j, lines->first, r));
    if (s->kind == MK_SALE_RETURN && r->row.amount > 0) r->row.amount = -r->row.amount, r->row.quantity = -r->row.quantity;
    return 1;
}

static int interaction(mk_cx *cx, ndjson *j, const mk_json *o, mk_record *r)
{
    const mk_json *in = mk_json_get(o, "inbound");
    look_for_unknown(j, o, "at customer touchpoint channel outcome text inbound");
    r->event = (mk_event_in){ .touchpoint = text_of(o, "touchpoint"), .channel = text_of(o, "channel"), .outcome = text_of(o, "outcome"), .text = text_of(o, "text"),
                              .inbound = !in || in->type == MK_JSON_TRUE };
    MK_TRY(moment_of(cx, j, o, "at", true, &r->event.at));
    MK_TRY(customer_of(cx, j, o, true, r));
    if (!r->event.touchpoint.n) r->event.touchpoint = r->event.channel;
    if (!r->event.touchpoint.n) return wrong(cx, j, "touchpoint", MK_SAY(cx, "where it happened, such as \"phone\" or \"counter\"", "המקום שבו זה קרה, כמו \"phone\" או \"counter\""));
    r->has |= MK_REC_EVENT;
    return 1;
}

static int record_of(mk_cx *cx, ndjson *j, const mk_json *o, mk_record *r)
{
    mk_str type = text_of(o, "type");
    if (mk_str_eqz(type, "purchase")) return purchase(cx, j, o, r);
    if (mk_str_eqz(type, "interaction")) return interaction(cx, j, o, r);
    if (mk_str_eqz(type, "person")) {
        look_for_unknown(j, o, "key member national_id name given family phone mail street house city zip country gender birthday joined note company ads facts");
        int rc = person_of(cx, j, o, &r->person);
        if (rc == 0) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": no key, name, phone or mail address is on it, so there is nobody to know", "שורה %" PRIu64 ": אין בה מפתח, שם, טלפון או דואר, ולכן אין את מי להכיר"), j->line);
        r->has = MK_REC_PERSON;
        return rc;
    }
    if (mk_str_eqz(type, "fact")) {
        look_for_unknown(j, o, "customer kind value");
        MK_TRY(customer_of(cx, j, o, true, r));
        if (!text_of(o, "kind").n || !text_of(o, "value").n) return wrong(cx, j, text_of(o, "kind").n ? "value" : "kind", MK_SAY(cx, "there", "קיים"));
        mk_person_fact(&r->person, text_of(o, "kind"), text_of(o, "value"));
        return 1;
    }
    return wrong(cx, j, "type", MK_SAY(cx, "\"person\", \"purchase\", \"interaction\" or \"fact\"", "\"person\", \"purchase\", \"interaction\" או \"fact\""));
}

/* The next line of a purchase that has more than one. */
static int more_of(mk_cx *cx, ndjson *j, mk_record *ret)
{
    *ret = j->head;
    ret->line = j->line;
    ret->raw = j->row->text;
    MK_TRY(line_of(cx, j, j->row, ret));
    if (ret->sale.kind == MK_SALE_RETURN && ret->row.amount > 0) ret->row.amount = -ret->row.amount, ret->row.quantity = -ret->row.quantity;
    j->row = j->row->next;
    return 1;
}

static int ndjson_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    ndjson *j = (ndjson *)d;
    mk_str s;
    if (j->row) return more_of(cx, j, ret);
    for (;;) {
        mk_arena_rewind(j->held, j->empty);
        int rc = mk_lines_next(cx, &j->lines, d->row, &s);
        if (rc == 0 && j->unknown && !d->ended)
            mk_door_warn(d, MK_SAY(cx, "%" PRIu64 " members are not known here and were passed over, the first is \"%.*s\"; docs/guide/import.md names them all", "%" PRIu64 " שדות אינם מוכרים ודולגו, הראשון הוא \"%.*s\"; הרשימה ב־docs/guide/import.md"), j->unknown, MK_SARG(j->unknown_name));
        if (rc == 0) d->ended = true;
        if (rc <= 0) return rc;
        if (mk_str_trim(s).n == 0) continue;
        if (j->lines.line == 1 && mk_str_starts(s, MK_S("\xef\xbb\xbf"))) s = mk_str_sub(s, 3, s.n);
        j->raw = mk_arena_dup(j->held, s);
        j->line = ret->line = j->lines.line;
        ret->raw = j->raw;
        if (j->lines.cut) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": longer than %zu bytes", "שורה %" PRIu64 ": ארוכה מ־%zu בתים"), j->line, cx->limits.row_bytes);
        size_t at = 0;
        const mk_json *o = mk_json_read(j->held, j->raw, &at);
        if (!o || o->type != MK_JSON_OBJECT)
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": is not a JSON object (something is wrong at character %zu); each event stands on a line of its own",
                           "שורה %" PRIu64 ": אינה עצם JSON (משהו שגוי בתו %zu); כל אירוע עומד בשורה משלו"), j->line, at + 1);
        if (o->n == 1 && mk_json_get(o, "makir_problem")) continue;         /* what was wrong with the line behind it */
        rc = record_of(cx, j, o, ret);
        if (rc < 0) j->row = NULL;
        return rc;
    }
}

static uint64_t ndjson_bytes(const mk_door *d) { return mk_lines_bytes(&((const ndjson *)d)->lines); }

/* The object as it was, with what is wrong in front; a line that is no object stands behind one that says what is wrong with it. */
static mk_str bad_line(mk_arena *a, mk_str raw, mk_str why)
{
    mk_buf b = mk_buf_on(a);
    mk_jsonw w = mk_jsonw_on(&b);
    raw = mk_str_trim(raw);
    const mk_json *o = mk_json_read(a, raw, NULL);
    bool object = o && o->type == MK_JSON_OBJECT;
    mk_json_open(&w, '{');
    mk_json_key(&w, "makir_problem");
    mk_json_str(&w, why);
    for (const mk_json *m = object ? o->first : NULL; m; m = m->next) {
        if (mk_str_eqz(m->key, "makir_problem")) continue;
        mk_json_key_str(&w, m->key);
        if (m->type == MK_JSON_STRING) mk_json_str(&w, m->text);
        else mk_json_raw(&w, m->text);
    }
    mk_json_close(&w);
    if (!object) mk_buf_printf(&b, "\n%.*s", MK_SARG(raw));
    mk_buf_c(&b, '\n');
    return mk_buf_str(&b);
}

int mk_ndjson_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret)
{
    ndjson *j = (ndjson *)mk_door_new(cx, sizeof *j, opt);
    mk_door *d = &j->door;
    MK_TRY(mk_lines_open(cx, d->life, s, &j->lines));
    j->held = mk_arena_child(d->life);
    mk_arena_alloc(j->held, 16);
    j->empty = mk_arena_here(j->held);
    d->next = ndjson_next;
    d->bytes = ndjson_bytes;
    d->bad_row = bad_line;
    d->bad_ending = ".ndjson";
    d->info.kind = MK_S("ndjson");
    d->info.source = MK_S("main");
    d->info.charset = MK_S("utf-8");
    d->info.bytes = s->size;
    *ret = d;
    return 0;
}
