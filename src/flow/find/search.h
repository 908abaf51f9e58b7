/* SPDX-License-Identifier: Apache-2.0
 * Finding customers: by the beginning of any word of the name, in Hebrew or Latin, by any part of a phone number, by the beginning
 * of an e-mail address, by a number. The index (store/posting.h, key_lookup) is made from customer and contact_point and can be made
 * again at any time.
 *   n<word>      folded word of the name            w<skeleton>  its consonants, the same in both scripts
 *   p<digits>    every end of the national number   m<address>   e-mail        k<number>  numbers of the sources
 * Owns: what is found lives on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_SEARCH_H
#define MK_SEARCH_H
#include "table.h"

typedef enum mk_key_kind { MK_KEY_KEY = 1, MK_KEY_MEMBER, MK_KEY_NATIONAL_ID, MK_KEY_PHONE, MK_KEY_MAIL, MK_KEY_HOME, MK_KEY_KINDS_ } mk_key_kind;
/* As stored in contact_point.kind. */
extern const char *const mk_key_kind_name[MK_KEY_KINDS_];
uint64_t mk_key_hash(mk_key_kind kind, mk_str value);
/* The same full name at the same address: the words of the name in any order, and the postal code with the house number, or the
 * whole address when it has no code. "" when there is no full name or no address. */
mk_str mk_home_key(mk_arena *a, mk_str name, mk_str address);

/* Calls put for each token that finds a customer by this name / contact point. A token is valid during the call. */
typedef int (*mk_token_fn)(mk_cx *cx, void *self, mk_str token);
int mk_tokens_of_name(mk_cx *cx, mk_str name, mk_token_fn put, void *self);
int mk_tokens_of_contact(mk_cx *cx, mk_str kind, mk_str value, mk_token_fn put, void *self);

/* Of a word that fits very many customers so many are looked at. */
enum { MK_SEARCH_WALK = 12000 };
typedef struct mk_found { int64_t customer; const char *matched; } mk_found;
/* At most `limit` customers that match all words of text, best first: exact keys, then names, then parts. */
int mk_search(mk_cx *cx, mk_db *db, mk_str text, size_t limit, mk_found *ret, size_t *ret_n);
#endif
