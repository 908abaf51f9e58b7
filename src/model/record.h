/* SPDX-License-Identifier: Apache-2.0
 * What a door for data brings in, one row at a time: the common form of a CSV row, a bookkeeping record, a contact card.
 * Owns nothing: every slice belongs to the door and is valid until its next row.
 * Values are normal already: phones E.164, mail folded, money in minor units, days as civil days.
 * Threads: one, the door's. Errors: none here. */
#ifndef MK_RECORD_H
#define MK_RECORD_H
#include "clock.h"

#define MK_NO_DAY INT32_MIN
/* More than this, in minor units or ten-thousandths of a piece, was never sold: it is a barcode in the wrong column, and a few thousand such
 * would not fit into a sum. */
#define MK_SOLD_MOST INT64_C(10000000000000)
enum { MK_FACTS_IN = 8 };       /* facts one row may tell, besides those that have a place of their own */

/* What a record speaks of. A CSV sales row speaks of a person, a sale, a line and an item at once. */
enum { MK_REC_PERSON = 1, MK_REC_SALE = 2, MK_REC_LINE = 4, MK_REC_ITEM = 8, MK_REC_EVENT = 16 };

typedef enum mk_sale_kind {
    MK_SALE = 1,                /* adds */
    MK_SALE_RETURN,             /* reduces; its amounts are negative */
    MK_SALE_CANCELLED,          /* a document that was cancelled: kept, no money */
} mk_sale_kind;

typedef enum mk_said { MK_SAID_NOTHING, MK_SAID_YES, MK_SAID_NO } mk_said;

typedef struct mk_person_in {
    mk_str key;                         /* customer number in the source's own numbering, "" when there is none */
    mk_str member;                      /* club membership number */
    mk_str national_id;                 /* 9 digits, check digit right */
    mk_str name, given, family;         /* as written; name alone, or its parts */
    mk_str phone[3], mail[2];
    mk_str street, house, city, zip, country;
    mk_str gender;                      /* "m", "f" or "" */
    mk_str note;
    int32_t birthday;                   /* MK_NO_DAY when not known */
    int64_t joined;                     /* first contact, MK_NEVER when not known */
    mk_said ads_mail, ads_sms;          /* a column said yes or no to advertising: a "no" is a refusal, a "yes" is only a claim */
    mk_str ads_how;                     /* what the source tells of how that was said: when, from where; "" when nothing */
    int64_t ads_at;                     /* when it was said; 0 when not known */
    struct { mk_str kind, value; } fact[MK_FACTS_IN];      /* "organization", "anniversary", "tag" ... */
    size_t fact_n;
    bool company, nobody;               /* a business; a walk-in account that stands for no one */
} mk_person_in;

/* One more fact; what is empty, repeated or too much is left out. */
static inline void mk_person_fact(mk_person_in *p, mk_str kind, mk_str value)
{
    if (value.n == 0 || p->fact_n == MK_FACTS_IN) return;
    for (size_t i = 0; i < p->fact_n; i++)
        if (mk_str_eq(p->fact[i].kind, kind) && mk_str_eq(p->fact[i].value, value)) return;
    p->fact[p->fact_n].kind = kind;
    p->fact[p->fact_n++].value = value;
}

typedef struct mk_sale_in {
    mk_str doc;                         /* document number with its type in front when the source has types ("320:1001"); "" when none */
    mk_sale_kind kind;
    int64_t at;                         /* the moment of the event, UTC */
    char currency[4];
    bool has_total;
    int64_t total;                      /* what the customer paid for, without VAT when the source tells them apart; minor units */
    mk_str returns_doc;                 /* the document this one returns, "" when not known */
} mk_sale_in;

typedef struct mk_line_in {
    mk_str doc;                         /* as mk_sale_in.doc */
    int64_t number;                     /* line number in the document, 0 when the source has none */
    mk_str item_key;                    /* = mk_item_in.key */
    int64_t quantity;                   /* ten-thousandths; negative: came back */
    int64_t price, amount;              /* of one piece; of the line; minor units */
} mk_line_in;

typedef struct mk_item_in { mk_str key, name, category, unit, barcode; } mk_item_in;

typedef struct mk_event_in { int64_t at; mk_str touchpoint, channel, outcome, text; bool inbound; } mk_event_in;

typedef struct mk_record {
    unsigned has;                       /* MK_REC_... */
    uint64_t line;                      /* where it begins in the file, from 1 */
    mk_str raw;                         /* the row as the source gave it, in UTF-8, without its line end */
    mk_person_in person;
    mk_sale_in sale;
    mk_line_in row;
    mk_item_in item;
    mk_event_in event;
} mk_record;
#endif
