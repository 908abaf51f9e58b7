/* SPDX-License-Identifier: Apache-2.0
 * The gate: every way out to a customer passes here, and nothing goes out without its yes.
 * The consent ledger is append-only; for a channel and a purpose the last word counts, and a refusal is a word. A word is of one contact point, or of
 * the person, however he is reached:
 *   - a yes opens the contact point it was said of, or, said of the person, all of his;
 *   - a no closes the contact point it was said of, whoever else has it: to another customer with the same phone nothing is sent there either, unless he
 *     said yes of this very phone later;
 *   - a no is also its person's: his other contact points stay closed until he says yes, of one of them or of himself, later than the no;
 *   - a no of one person is no word about the other phones and mails of another.
 * So a merge that was wrong sends nothing that would not have been sent before it, and a split gives back what each had said.
 * Rules (facts, not legal advice; docs/guide/consent.md):
 *   mail, sms, whatsapp  advertising needs the customer's own consent in writing           Communications Law s.30A(b)
 *   call                 advertising needs the number checked against the do-not-call registry in the last 15 days
 *                        (fact `dnc` = clear), or a separate consent to calls of the last year     Consumer Protection Law s.16C
 *   visit                when the customer comes in himself nothing is sent: always lawful
 * A "yes" in an imported list is a claim, not a consent. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_GATE_H
#define MK_GATE_H
#include "table.h"
#include "vec.h"

typedef enum mk_channel { MK_WHATSAPP, MK_SMS, MK_MAIL, MK_CALL, MK_VISIT, MK_CHANNELS } mk_channel;
extern const char *const mk_channel_name[MK_CHANNELS];          /* "whatsapp" ... */
bool mk_channel_named(mk_str name, mk_channel *ret);

typedef enum mk_gate_why {
    MK_GATE_CONSENT,            /* yes: he agreed */
    MK_GATE_DNC_CLEAR,          /* yes: checked against the registry lately */
    MK_GATE_IN_PERSON,          /* yes: nothing is sent */
    MK_GATE_SERVICE,            /* yes: no advertising, and he has not refused */
    MK_GATE_NO_ADDRESS,         /* no: no phone, no mail */
    MK_GATE_NONE,               /* no: he never agreed */
    MK_GATE_REFUSED,            /* no: he refused, or took his consent back */
    MK_GATE_CLAIMED,            /* no: a list says he agreed, without proof */
    MK_GATE_DNC,                /* no: the registry was not asked lately, or he is in it */
} mk_gate_why;

typedef struct mk_gate {
    bool allowed;
    mk_gate_why why;
    int64_t since;              /* of the word that decided; 0 when none */
    mk_str address;             /* where to: E.164, mail; on the arena */
} mk_gate;

/* A last word: 'g'ranted, 'r'efused, 'w'ithdrawn, 'c'laimed, 0. */
typedef struct mk_gate_word { char state; int64_t at; } mk_gate_word;
static inline bool mk_gate_no(mk_gate_word w) { return w.state == 'r' || w.state == 'w'; }

/* What he, and others who have it too, said of a contact point. */
typedef struct mk_gate_said { mk_channel channel; mk_str point; mk_gate_word his, others; } mk_gate_said;

/* What decides, row by row, for who reads the customer's rows anyway: consents in order of time (consent_said), contact points, facts. */
typedef struct mk_gate_ask {
    mk_str purpose;
    mk_gate_word word[MK_CHANNELS];     /* of the person */
    mk_gate_word last[MK_CHANNELS];     /* of whatever it was */
    mk_vec(mk_gate_said) said;          /* of contact points */
    mk_vec(mk_str) phone, mail;         /* in the order they came */
    int64_t dnc_at;                 /* when the registry was last asked, 0: never */
    bool dnc_listed;
} mk_gate_ask;
void mk_gate_consent(mk_cx *cx, mk_gate_ask *a, const mk_rows *r);
void mk_gate_contact(mk_cx *cx, mk_gate_ask *a, const mk_rows *r);
/* to_day: its last day, INT64_MAX while it is so. */
void mk_gate_fact(const mk_cx *cx, mk_gate_ask *a, mk_str kind, mk_str value, int64_t at, int64_t to_day);
/* Last: what others who have his contact points said of them. */
int mk_gate_others(mk_cx *cx, mk_db *db, int64_t customer, mk_gate_ask *a);
void mk_gate_answer(const mk_cx *cx, const mk_gate_ask *a, mk_gate ret[MK_CHANNELS]);

/* The first moment after now at which time alone may change that answer; INT64_MAX: never. */
int64_t mk_gate_until(const mk_cx *cx, const mk_gate_ask *a);

/* All channels at once. purpose: "advertising" or "service". */
int mk_gate_all(mk_cx *cx, mk_db *db, int64_t customer, mk_str purpose, mk_gate ret[MK_CHANNELS]);
/* Why, in a few words. */
mk_str mk_gate_reason(mk_cx *cx, mk_channel channel, const mk_gate *g);
#endif
