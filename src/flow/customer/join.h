/* SPDX-License-Identifier: Apache-2.0
 * Sign-up pages: what a shop asks and says on them, the proof of what was agreed to, and sign-ups by strangers. Spam is kept off without third
 * parties: a field people do not see, a challenge that is signed, has an age and costs some work (a SHA-256 with leading zero bits), and works
 * once. A consent is kept with its wording word by word, its version and hash, the form, its address and the moment. Where double opt-in is
 * asked for, nothing is granted before the token of the message is shown. Owns: slices of the arena. Threads: any.
 * Errors: MK_ENOTFOUND (no such form, unknown token), MK_EINVAL, MK_EDENIED (the challenge), MK_ECONFLICT (it was used). */
#ifndef MK_JOIN_H
#define MK_JOIN_H
#include "gate.h"

enum { MK_JOIN_BITS = 16, MK_JOIN_CHANNELS = MK_VISIT };      /* of work; the channels of gate.h before the visit */

typedef struct mk_form_text { mk_str title, text, wording[MK_JOIN_CHANNELS], notice; } mk_form_text;
typedef struct mk_form {
    mk_str form;                        /* a-z, 0-9, - */
    mk_form_text said[2];               /* by mk_lang; what the shop did not say is filled in */
    mk_str channels, asks;              /* "sms,mail"; "name,phone,mail,birthday" */
    bool double_opt_in, closed;
    int64_t at, joined, version;        /* version: based.h */
} mk_form;

/* Makes or changes one; titles may be "", wordings too. Every wording is kept. */
int mk_form_save(mk_cx *cx, mk_store *s, const mk_form *f);
int mk_form_remove(mk_cx *cx, mk_store *s, mk_str form);
int mk_form_list(mk_cx *cx, mk_store *s, mk_form **ret, size_t *ret_n);
/* ret_shop: the business's name. */
int mk_form_get(mk_cx *cx, mk_store *s, mk_str form, mk_form *ret, mk_str *ret_shop);
int mk_form_in(mk_cx *cx, mk_db *db, mk_str form, mk_form *ret, mk_str *ret_shop);     /* inside a transaction, closed ones too */
/* A page to print, A4: title, QR code, address. */
mk_str mk_form_poster(mk_cx *cx, const mk_form *f, mk_str shop, mk_str address);

/* A challenge of that form, of now. */
int mk_join_challenge(mk_cx *cx, mk_store *s, mk_str form, mk_str *ret);
typedef struct mk_join {
    mk_str form, challenge, nonce, name, phone, mail, birthday, consent, trap, address;     /* consent: "sms,mail"; trap: not empty for machines */
    mk_lang lang;
} mk_join;
/* *ret_confirm: a message has to be answered first; *ret_customer 0 when it was a machine, who is told nothing. */
int mk_join_send(mk_cx *cx, mk_store *s, const mk_join *j, bool *ret_confirm, int64_t *ret_customer);
int mk_join_confirm(mk_cx *cx, mk_store *s, mk_str token, mk_str *ret_shop);

typedef struct mk_outbox { int64_t id, at, customer; mk_str channel, purpose, state, text, link; } mk_outbox;
/* What waits to be sent, the oldest first. */
int mk_outbox_list(mk_cx *cx, mk_store *s, size_t limit, int64_t at, int64_t id, mk_outbox **ret, size_t *ret_n);
#endif
