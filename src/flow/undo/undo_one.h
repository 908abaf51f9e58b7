/* SPDX-License-Identifier: Apache-2.0
 * Taking one change back, and seeing that two people do not overwrite each other. A customer's version is the number of his last change.
 * Owns: nothing. Threads: any. Errors: MK_ECONFLICT with a sentence: who changed what since; MK_ENOTFOUND. */
#ifndef MK_UNDO_ONE_H
#define MK_UNDO_ONE_H
#include "table.h"

/* 1 when nothing was ever changed. */
int mk_customer_version(mk_cx *cx, mk_db *db, int64_t customer, int64_t *ret);
/* MK_ECONFLICT when somebody changed that row of his after the version that was read (based.h): one of those columns, a bit for each; 0: any.
 * What others wrote of him elsewhere stands beside it, and is no reason to ask. The key begins with the customer. */
int mk_customer_unchanged(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key, uint32_t columns);
/* Whether the change of that revision (a row of the table) still stands and can be taken back. */
int mk_revision_stands(mk_cx *cx, mk_db *db, const mk_value *revision, bool *ret);
/* Takes it back: what it added goes, what it changed becomes what it was. That too is a change, and can be taken back. */
int mk_undo_one(mk_cx *cx, mk_store *s, int64_t customer, int64_t revision);
#endif
