/* SPDX-License-Identifier: Apache-2.0
 * Households: customers who live together and stay who they are. Father and son at one address are two customers of one household.
 * Two belong together when they share two of three: the address, a phone, the family name (in any script, by its consonants). An address of many names, a phone of a call
 * centre and a common name tell nothing: how many share each is counted, and what comes about by chance more often than once in twenty is no evidence (docs/maths/identity.md).
 * What staff said holds, whatever is found. Nothing of a customer depends on his household: not his consents, not his purchases.
 * Threads: as the store. Errors: MK_ENOTFOUND, MK_EINVAL. Owns: what is told lives on the arena. */
#ifndef MK_HOUSEHOLD_H
#define MK_HOUSEHOLD_H
#include "table.h"

/* Finds them anew among all customers, in one transaction. An id stays with the household that has most of its members. *ret: how many there are. */
int mk_households_find(mk_cx *cx, mk_db *db, uint64_t *ret);

/* The two live together, or customer does not belong to other's household. *ret: the household. */
int mk_household_say(mk_cx *cx, mk_store *s, int64_t customer, int64_t other, bool together, int64_t *ret);

typedef struct mk_household { int64_t id, at; mk_str name; uint64_t members; } mk_household;
/* Those of two and more behind `after`, in order of their ids. */
int mk_household_list(mk_cx *cx, mk_db *db, int64_t after, size_t limit, mk_household **ret, size_t *ret_n);
/* The members as JSON: [{"customer","name","why","said"}]. */
int mk_household_members(mk_cx *cx, mk_db *db, int64_t household, mk_str *ret);
/* The household of a customer as JSON, with what each of the others shares: {"household","name","members":[...]}; "null" when he has none. */
int mk_household_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret);
#endif
