/* SPDX-License-Identifier: Apache-2.0
 * What staff write down about a customer: a new one, a correction, a note, a fact, an asset, a consent.
 * Every change keeps what was before (revision). One made of another version of him than he is now (based.h) is refused. MK_ENOTFOUND: no such customer.
 * Owns: nothing. Threads: as the store. Errors: MK_EINVAL with what is missing, MK_EEXISTS: he is known already. */
#ifndef MK_CUSTOMER_H
#define MK_CUSTOMER_H
#include "table.h"

enum { MK_NAME_BYTES = 200 };          /* of a name that somebody writes by hand */
typedef struct mk_new_customer { mk_str name, phone, mail, gender; } mk_new_customer;
/* phone and mail in any writing. MK_EEXISTS when the phone or mail is a known customer's with a compatible name: the message names his id. */
int mk_customer_add(mk_cx *cx, mk_store *s, const mk_new_customer *c, int64_t *ret);
/* field: name, given, family, gender, language, phone, mail. Imports leave a corrected field alone. *ret_was: on the arena; *ret_version: his version now. */
int mk_customer_correct(mk_cx *cx, mk_store *s, int64_t customer, mk_str field, mk_str value, mk_str *ret_was, int64_t *ret_version);
static inline int mk_customer_set(mk_cx *cx, mk_store *s, int64_t customer, mk_str field, mk_str value, mk_str *ret_was)
{
    int64_t version;
    return mk_customer_correct(cx, s, customer, field, value, ret_was, &version);
}
int mk_customer_note(mk_cx *cx, mk_store *s, int64_t customer, mk_str text, mk_str channel, bool inbound, int64_t *ret);

typedef struct mk_new_fact { mk_str kind, value, origin; double confidence; int64_t from, to, instead; bool has_from, has_to, hidden; } mk_new_fact;
/* instead: another fact of his, which ends with this one; 0: none. */
int mk_customer_fact(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_fact *f, int64_t *ret);
/* Ends a fact: it stays in the history. MK_ENOTFOUND. */
int mk_customer_fact_end(mk_cx *cx, mk_store *s, int64_t customer, int64_t fact);
/* attributes: a JSON object or "". The same kind and name again corrects the attributes. */
int mk_customer_asset(mk_cx *cx, mk_store *s, int64_t customer, mk_str kind, mk_str name, mk_str attributes, int64_t *ret);

typedef struct mk_new_consent { mk_str channel, purpose, state, evidence, language, place, point; } mk_new_consent;
/* A consent needs its evidence (the wording that was agreed to); a refusal needs none and holds at once. point: the phone or mail it was said of, one of
 * his; "": it was said of himself, however he is reached. */
int mk_customer_consent(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_consent *c, int64_t *ret);

/* --- inside a transaction --- */
/* Who the id stands for now, and his row. MK_ENOTFOUND. */
int mk_customer_must_be(mk_cx *cx, mk_db *db, int64_t *customer, mk_value *ret);
/* The customer with that phone or e-mail under a name that may be this one ("" fits all); else a new one; MK_ECONFLICT when he was forgotten. The name may be missing. */
int mk_customer_find_or_add(mk_cx *cx, mk_db *db, const mk_new_customer *c, int64_t *ret, bool *ret_known);
/* He signs up himself: if he was forgotten, he is no more (forgotten.h). */
int mk_customer_back(mk_cx *cx, mk_db *db, const mk_new_customer *c);
/* The rows of a note and of a fact, written down at that moment. */
int mk_note_row(mk_cx *cx, int64_t customer, int64_t at, mk_str text, mk_str channel, bool inbound, mk_value v[MK_INTERACTION_N]);
int mk_fact_row(mk_cx *cx, int64_t customer, int64_t at, const mk_new_fact *f, mk_value v[MK_FACT_N]);
#endif
