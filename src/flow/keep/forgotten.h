/* SPDX-License-Identifier: Apache-2.0
 * Who was forgotten, known by hashes alone (SipHash-2-4 under a secret of the store): so that a file of next month does not bring him back in silence.
 *   - a number (of a source, a membership, an identity card), name and address together, or the very same cells of the same source are his;
 *   - a phone or a mail is his when the name beside it may be his: it has none, or all words of the shorter of the two are in the other, by their letters
 *     or their consonants. So a wife with the same phone and a name of her own is not left out.
 * He comes back by signing up himself; then nothing of it stays but that he was forgotten once.
 * Threads: as the mk_db. Owns: slices of the arena. Errors: those of the store; MK_ECONFLICT. */
#ifndef MK_FORGOTTEN_H
#define MK_FORGOTTEN_H
#include "map.h"
#include "record.h"
#include "search.h"
#include "table.h"
#include "vec.h"

/* All hashes there are, to ask many persons of; none: nobody was forgotten. */
typedef struct mk_forgotten { unsigned char key[16]; mk_map hash; } mk_forgotten;
int mk_forgotten_read(mk_cx *cx, mk_db *db, mk_forgotten *ret);
/* Which of them a person of a file is; 0: none. id: link.person_id. */
int64_t mk_forgotten_who(mk_cx *cx, const mk_forgotten *f, mk_str source, const mk_person_in *p, uint64_t id);

/* By what a customer would be known again goes into the list. */
int mk_forgotten_note(mk_cx *cx, mk_db *db, int64_t customer);
/* Somebody writes him down: MK_ECONFLICT when he was forgotten. */
int mk_forgotten_refuse(mk_cx *cx, mk_db *db, mk_str name, mk_str phone, mk_str mail);
/* He signs up himself. */
int mk_forgotten_back(mk_cx *cx, mk_db *db, mk_str name, mk_str phone, mk_str mail);

/* The list as it is, and into another store, whose own stays. */
typedef struct mk_forgotten_list { mk_row_list who, hash; mk_value secret[MK_SECRET_N]; bool any; } mk_forgotten_list;
int mk_forgotten_take(mk_cx *cx, mk_db *db, void *ret_list);
int mk_forgotten_give(mk_cx *cx, mk_db *db, const mk_forgotten_list *list);
#endif
