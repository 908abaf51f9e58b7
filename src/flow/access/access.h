/* SPDX-License-Identifier: Apache-2.0
 * What a role is not shown: kinds of contact, value and notes by the settings hide_seller and hide_reader, fields of the shop's own by
 * their `sees`. It is kept in the context, and the answers of operations leave it out (op/out.c). Threads: any. Errors: those of the store. */
#ifndef MK_ACCESS_H
#define MK_ACCESS_H
#include "table.h"

/* Sets cx->hide and cx->hide_kinds for the role. */
int mk_access_of(mk_cx *cx, mk_db *db, mk_role role);
/* "phone,value" as a set of MK_HIDE_...; false when a word of it is none. */
bool mk_hide_parse(mk_str words, unsigned *ret);
extern const char *const mk_hide_name[6];       /* phone, mail, address, national_id, value, notes: by bit */
#endif
