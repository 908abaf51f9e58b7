/* SPDX-License-Identifier: Apache-2.0
 * Sales out of journal lines, for exports that have no documents. A transaction's line on a customer account is an invoice, a credit
 * note or a receipt: by its document type, by the program's word for it, or, where neither tells, because another line of the
 * transaction is just the VAT of it. That line also gives the net amount. */
#include "openformat_int.h"
#include "utf8.h"

typedef enum entry { NOTHING, INVOICE, CREDIT, RECEIPT } entry;

static bool starts(mk_arena *a, mk_str word, const char *with)
{
    return mk_str_starts(word, mk_fold_key(a, mk_str_of(with)));
}

static entry entry_of(mk_openformat *o, const mk_of_record *r)
{
    int64_t type = mk_of_number(r, 81, 3);
    if (type == 305 || type == 320) return INVOICE;
    if (type == 330) return CREDIT;
    if (type == 400) return RECEIPT;
    mk_arena *a = o->door.row;
    mk_str word = mk_fold_key(a, mk_of_text(o, r, 46, 15));
    if (starts(a, word, "חש") || starts(a, word, "inv")) return INVOICE;
    if (starts(a, word, "חז") || starts(a, word, "זכ") || starts(a, word, "זיכוי") || starts(a, word, "cr")) return CREDIT;
    if (starts(a, word, "קב") || starts(a, word, "rec")) return RECEIPT;
    return NOTHING;
}

/* The VAT that is inside a gross amount, by the lines of its transaction on the other side; 0 when none is it. */
static int64_t vat_within(mk_openformat *o, size_t self, int64_t gross, int64_t side)
{
    static const int percent_tenths[] = { 180, 170, 160, 155, 165 };
    mk_of_record r;
    for (size_t i = 0; i < o->group_n; i++) {
        int64_t amount;
        if (i == self) continue;
        mk_of_record_set(o, o->group[i], &r);
        if (mk_of_number(&r, 203, 1) == side || mk_of_amount(&r, 207, 15, &amount) <= 0) continue;
        for (size_t k = 0; k < sizeof percent_tenths / sizeof *percent_tenths; k++) {
            double vat = (double)gross * percent_tenths[k] / (1000 + percent_tenths[k]), off = vat - (double)amount;
            if (off <= 2 && off >= -2) return amount;
        }
    }
    return 0;
}

static int emit(mk_openformat *o, size_t at, mk_record *ret)
{
    mk_of_record r;
    mk_of_record_set(o, o->group[at], &r);
    mk_str key = mk_of_key(o, &r, 173, 15);
    const uint64_t *v = mk_of_key_get(o, key);
    int64_t side = mk_of_number(&r, 203, 1), gross;
    int32_t day;
    if (!v || !(*v & MK_OF_CUSTOMER) || (*v & MK_OF_SUPPLIER) || mk_of_amount(&r, 207, 15, &gross) <= 0 || !mk_of_day(&r, 157, &day)) return 0;
    entry e = entry_of(o, &r);
    int64_t vat = e == RECEIPT ? 0 : vat_within(o, at, gross, side);
    if (e == NOTHING && vat) e = side == 1 ? INVOICE : CREDIT;
    if (e == NOTHING) return 0;
    mk_arena *a = o->door.row;
    int type = e == INVOICE ? 305 : e == CREDIT ? 330 : 400;
    mk_str doc = mk_of_doc(o, &r, type, 61, 269);
    if (!doc.n) doc = mk_arena_printf(a, "%d:journal-%.*s-%.*s", type, MK_SARG(mk_of_bytes(&r, 38, 8)), MK_SARG(mk_of_bytes(&r, 23, 10)));
    ret->person = (mk_person_in){ .key = key, .birthday = MK_NO_DAY, .joined = MK_NEVER, .nobody = (*v & MK_OF_NOBODY) != 0 };
    ret->has = MK_REC_PERSON;
    int64_t when = mk_tz_moment(o->door.tz, day, 0);
    if (e == RECEIPT) {
        ret->event = (mk_event_in){ .at = when, .touchpoint = MK_S("document"), .channel = MK_S(""), .outcome = MK_S("400"), .text = doc, .inbound = true };
        ret->has |= MK_REC_EVENT;
        return !ret->person.nobody;
    }
    int64_t net = gross - vat;
    if (side == 2) net = -net;          /* a customer's account is debited by what he buys */
    ret->sale = (mk_sale_in){ .doc = doc, .kind = net < 0 ? MK_SALE_RETURN : MK_SALE, .at = when, .has_total = true, .total = net, .returns_doc = MK_S("") };
    memcpy(ret->sale.currency, o->door.info.currency, 4);
    ret->has |= MK_REC_SALE;
    return 1;
}

int mk_of_ledger_emit(mk_cx *cx, mk_openformat *o, mk_record *ret)
{
    (void)cx;
    while (o->group_at < o->group_n) {
        size_t at = o->group_at++;
        if (!emit(o, at, ret)) continue;
        mk_of_record r;
        mk_of_record_set(o, o->group[at], &r);
        ret->line = o->group_line[at];
        ret->raw = mk_of_raw(o, MK_OF_B100, &r);
        return 1;
    }
    return 0;
}
