/* SPDX-License-Identifier: Apache-2.0
 * Records of the uniform file as records of makir. Amounts are without VAT (1221, 1267). */
#include "contact.h"
#include "name.h"
#include "openformat_int.h"

static int bad(mk_cx *cx, const mk_openformat *o, const char *what)
{
    return mk_fail(cx, MK_EBADDATA, "line %" PRIu64 ": %s", o->lines.line, what);
}

static bool zeros(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '0') return false;
    return true;
}

/* An id of nine digits: of a person, or of a body. */
static void read_id(mk_openformat *o, mk_str s, mk_person_in *p)
{
    mk_str id;
    if (zeros(s) || !mk_natid_parse(o->door.row, s, &id)) return;
    if (mk_natid_person(id)) p->national_id = id;
    else p->company = true;
}

static void read_name(mk_openformat *o, mk_str name, mk_str key, mk_person_in *p)
{
    p->birthday = MK_NO_DAY;
    p->joined = MK_NEVER;
    p->key = key;
    p->name = name;
    if (!name.n) return;
    p->company = mk_name_of(o->door.row, name).company;
    p->nobody = mk_name_nobody(o->door.row, name, key);
}

static void read_address(mk_openformat *o, const mk_of_record *r, size_t street, mk_person_in *p)
{
    p->street = mk_of_text(o, r, street, 50);
    p->house = mk_of_text(o, r, street + 50, 10);
    p->city = mk_of_text(o, r, street + 60, 30);
    p->zip = mk_of_bytes(r, street + 90, 8);
    p->country = mk_of_text(o, r, street + 98, 30);
    if (!p->country.n) p->country = mk_of_text(o, r, street + 128, 2);
    if (zeros(p->zip)) p->zip = MK_S("");
    if (zeros(p->house)) p->house = MK_S("");
}

static void read_phone(mk_openformat *o, mk_str s, mk_person_in *p)
{
    mk_str e164;
    mk_phone_kind kind;
    if (s.n && mk_phone_parse(o->door.row, s, &e164, &kind) && kind != MK_PHONE_SERVICE) p->phone[0] = e164;
}

static int emit_account(mk_openformat *o, const mk_of_record *r, mk_record *ret)
{
    mk_str key = mk_of_key(o, r, 23, 15);
    const uint64_t *v = mk_of_key_get(o, key);
    bool sold = v && (*v & MK_OF_SOLD), customer = v && (*v & MK_OF_CUSTOMER), supplier = v && (*v & (MK_OF_SUPPLIER | MK_OF_BOUGHT));
    if (!sold && (!customer || supplier)) {
        o->suppliers += supplier;
        return 0;
    }
    mk_person_in *p = &ret->person;
    read_name(o, mk_of_text(o, r, 38, 50), key, p);
    p->nobody |= (*v & MK_OF_NOBODY) != 0;
    if (!p->nobody) {
        read_address(o, r, 133, p);
        read_id(o, mk_of_bytes(r, 327, 9), p);
    }
    ret->has = MK_REC_PERSON;
    return 1;
}

/* Whoever a document was made out to. The till's own account is nobody, unless the document names somebody and his phone. */
static void read_customer(mk_openformat *o, const mk_of_record *r, mk_record *ret)
{
    mk_person_in *p = &ret->person;
    read_name(o, mk_of_text(o, r, 58, 50), mk_of_key(o, r, 375, 15), p);
    const uint64_t *v = mk_of_key_get(o, p->key);
    read_phone(o, mk_of_bytes(r, 238, 15), p);
    if (v && (*v & MK_OF_NOBODY)) {
        if (p->phone[0].n && p->name.n && !p->nobody) p->key = MK_S("");
        else p->nobody = true;
    }
    if (p->nobody) {
        p->phone[0] = MK_S("");
    } else {
        read_id(o, mk_of_bytes(r, 253, 9), p);
        read_address(o, r, 108, p);
    }
    if (p->key.n || p->name.n || p->phone[0].n || p->national_id.n) ret->has |= MK_REC_PERSON;
}

/* The net amount of a document; by its other amounts when 1221 is left empty. */
static int read_net(const mk_of_record *r, int64_t type, int64_t *ret)
{
    int64_t net, before, discount, vat, gross, withheld;
    int has = mk_of_amount(r, 318, 15, &net), has_before = mk_of_amount(r, 288, 15, &before), has_gross = mk_of_amount(r, 348, 15, &gross);
    if (mk_of_amount(r, 303, 15, &discount) < 0 || mk_of_amount(r, 333, 15, &vat) < 0) discount = vat = 0;
    if (has < 0) return -1;
    if (has == 0) net = has_before > 0 ? before + discount : has_gross > 0 ? gross - vat : 0;
    if (has == 0 && has_before <= 0 && has_gross <= 0) return -1;
    if ((type == 400 || type == 405) && mk_of_amount(r, 363, 12, &withheld) > 0) net += withheld;      /* what the customer kept back for the tax office */
    *ret = net;
    return 0;
}

/* Whether a receipt of an exempt dealer only pays a deal invoice that was counted. */
static bool pays(mk_openformat *o, const mk_of_record *r, mk_str key)
{
    int64_t gross;
    if (mk_of_amount(r, 348, 15, &gross) <= 0) return false;
    uint64_t *n = mk_map_get(&o->unpaid, mk_hash2(mk_hash(5, key), (uint64_t)(gross < 0 ? -gross : gross)));
    if (!n || *n == 0) return false;
    --*n;
    return true;
}

static bool credit_turns(const mk_openformat *o) { return !(o->credit_minus && !o->credit_plus); }

static int emit_document(mk_cx *cx, mk_openformat *o, const mk_of_record *r, mk_record *ret)
{
    int64_t type = mk_of_number(r, 23, 3);
    if (type <= 0 || type >= MK_OF_TYPES) return bad(cx, o, "C100, field 1203: the document type is not a number");
    if (mk_of_is_purchase(type) || type == 410 || type == 420 || type >= 800) {
        o->skipped[type]++;
        return 0;
    }
    size_t tail = mk_of_tail(r);
    int32_t day, produced;
    mk_str written = mk_of_bytes(r, 401 + tail, 8);
    if (!mk_of_day(r, 401 + tail, &day) && ((written.n && !zeros(written)) || !mk_of_day(r, 46, &day))) return bad(cx, o, "C100, field 1230: the date of the document is not a date (YYYYMMDD)");
    int64_t hhmm = mk_of_number(r, 54, 4);
    bool timed = hhmm > 0 && hhmm < 2400 && hhmm % 100 < 60 && mk_of_day(r, 46, &produced) && produced == day;
    int64_t at = mk_tz_moment(o->door.tz, day, timed ? (int32_t)(hhmm / 100 * 3600 + hhmm % 100 * 60) : 0);
    mk_str doc = mk_of_doc(o, r, type, 26, 409 + tail);
    bool cancelled = mk_str_eqz(mk_of_bytes(r, 400 + tail, 1), "1");
    read_customer(o, r, ret);
    bool counts = mk_of_counts(o, type);
    if (counts && !cancelled && (type == 400 || type == 405) && pays(o, r, mk_of_key(o, r, 375, 15))) counts = false;
    if (!counts) {
        mk_str outcome = mk_arena_printf(o->door.row, "%03d", (int)type);
        ret->event = (mk_event_in){ .at = at, .touchpoint = MK_S("document"), .channel = MK_S(""), .outcome = outcome, .text = doc, .inbound = true };
        if (cancelled || !(ret->has & MK_REC_PERSON) || ret->person.nobody) return 0;
        ret->has |= MK_REC_EVENT;
        return 1;
    }
    mk_sale_in *s = &ret->sale;
    int64_t net = 0;
    if (!cancelled && read_net(r, type, &net) < 0) return bad(cx, o, "C100, field 1221: the amount is not a number");
    if (type == 330 && credit_turns(o)) net = -net;
    s->doc = doc;
    s->at = at;
    s->kind = cancelled ? MK_SALE_CANCELLED : net < 0 || (type == 330 && net == 0) ? MK_SALE_RETURN : MK_SALE;
    s->has_total = true;
    s->total = cancelled ? 0 : net;
    s->returns_doc = MK_S("");
    memcpy(s->currency, o->door.info.currency, 4);
    if (type == 330 && doc.n) {
        const uint64_t *base = mk_map_get(&o->basis, mk_hash(6, doc));
        if (base) s->returns_doc = o->bases.p[*base - 1];
    }
    ret->has |= MK_REC_SALE;
    return 1;
}

static int emit_line(mk_cx *cx, mk_openformat *o, const mk_of_record *r, mk_record *ret)
{
    int64_t type = mk_of_number(r, 23, 3), number = mk_of_number(r, 46, 4), link = mk_of_number(r, 305, 7);
    if (type <= 0 || type >= MK_OF_TYPES) return bad(cx, o, "D110, field 1253: the document type is not a number");
    if (!mk_of_counts(o, type)) return 0;
    mk_str doc = mk_of_doc(o, r, type, 26, 290);
    if (!doc.n) {
        const uint64_t *at = link > 0 ? mk_map_get(&o->linked, (uint64_t)link) : NULL;
        if (!at) return bad(cx, o, "D110: the line names no document, and no document has its link (1273)");
        doc = o->links.p[*at - 1];
    }
    if (mk_map_get(&o->cancelled, mk_hash(6, doc))) return 0;
    mk_line_in *l = &ret->row;
    mk_item_in *i = &ret->item;
    int has_quantity = mk_of_amount(r, 224, 17, &l->quantity), has_price = mk_of_amount(r, 241, 15, &l->price), has_amount = mk_of_amount(r, 271, 15, &l->amount);
    if (has_quantity < 0 || has_price < 0 || has_amount < 0) return bad(cx, o, "D110: quantity, price or amount (1264, 1265, 1267) is not a number");
    if (has_quantity == 0) l->quantity = 10000;
    if (has_amount == 0) {
        int64_t discount;
        if (mk_of_amount(r, 256, 15, &discount) < 0) discount = 0;
        if (!mk_money_times(l->quantity, l->price, &l->amount)) return bad(cx, o, "D110: quantity times price (1264, 1265) is too large");
        l->amount += discount;
    }
    if (type == 330) {
        bool turn = o->credit_line_minus && !o->credit_line_plus ? false : o->credit_line_plus && !o->credit_line_minus ? true : credit_turns(o);
        if (turn) l->amount = -l->amount;
        if ((l->amount < 0) != (l->quantity < 0) && l->amount) l->quantity = -l->quantity;
        if (l->price < 0) l->price = -l->price;
    }
    l->doc = doc;
    l->number = number > 0 ? number : 0;
    i->name = mk_of_text(o, r, 94, 30);
    i->unit = mk_of_text(o, r, 204, 20);
    i->key = mk_of_key(o, r, 74, 20);
    i->category = i->barcode = MK_S("");
    if (!i->key.n) i->key = i->name;
    l->item_key = i->key;
    if (!i->key.n) return 0;
    ret->has = MK_REC_LINE | MK_REC_ITEM;
    return 1;
}

static int emit_item(mk_openformat *o, const mk_of_record *r, mk_record *ret)
{
    mk_item_in *i = &ret->item;
    i->key = mk_of_key(o, r, 63, 20);
    i->name = mk_of_text(o, r, 83, 50);
    i->category = mk_of_text(o, r, 143, 30);
    if (!i->category.n) i->category = mk_of_text(o, r, 133, 10);
    i->unit = mk_of_text(o, r, 173, 20);
    i->barcode = mk_of_text(o, r, 23, 20);
    if (zeros(i->barcode)) i->barcode = MK_S("");
    if (!i->key.n) i->key = i->name;
    if (!i->key.n) return 0;
    ret->has = MK_REC_ITEM;
    return 1;
}

int mk_of_emit(mk_cx *cx, mk_openformat *o, mk_of_kind k, const mk_of_record *r, mk_record *ret)
{
    if (k == MK_OF_B110) return emit_account(o, r, ret);
    if (k == MK_OF_C100) return emit_document(cx, o, r, ret);
    if (k == MK_OF_D110) return emit_line(cx, o, r, ret);
    if (k == MK_OF_M100) return emit_item(o, r, ret);
    if (k == MK_OF_UNKNOWN) return bad(cx, o, "the line begins with no record code of the uniform file (A100, B100, B110, C100, D110, D120, M100, Z900)");
    return 0;
}
