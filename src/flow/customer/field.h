/* SPDX-License-Identifier: Apache-2.0
 * Fields of the shop's own, without code: a name in both languages, a kind, who may see it. A value is a fact of kind field:KEY, one for each
 * customer, so it has its history, is exported, undone and merged like all that is known. Owns: slices of the arena. Threads: any.
 * Errors: MK_EINVAL, MK_ENOTFOUND, MK_ECONFLICT (based.h). */
#ifndef MK_FIELD_H
#define MK_FIELD_H
#include "table.h"

typedef struct mk_field_def { mk_str key, he, en, kind, choices, who; mk_role sees; int64_t place, at, version; } mk_field_def;

/* Those in use, in their places; without those cx's role is not shown. */
int mk_field_list(mk_cx *cx, mk_store *s, mk_field_def **ret, size_t *ret_n);
/* Makes or changes one. MK_EINVAL. */
int mk_field_save(mk_cx *cx, mk_store *s, const mk_field_def *f);
/* Takes it away; values stay in the memory, and come back with it. */
int mk_field_remove(mk_cx *cx, mk_store *s, mk_str key);
/* The value as it is kept: a number without its commas, a day as YYYY-MM-DD, one of the choices. MK_EINVAL says what it should be. Who may see it is not asked. */
int mk_field_read(mk_cx *cx, const mk_field_def *f, mk_str value, mk_str *ret);
/* Gives a customer's field a value, "" for none; *ret_was. */
int mk_field_set(mk_cx *cx, mk_store *s, int64_t customer, mk_str key, mk_str value, mk_str *ret_was);
#endif
