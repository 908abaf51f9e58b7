/* SPDX-License-Identifier: Apache-2.0
 * What merging and splitting share. */
#ifndef MK_MERGE_INT_H
#define MK_MERGE_INT_H
#include "merge.h"

typedef struct merging { mk_db *db; int64_t merge, kept, gone; uint64_t n; } merging;

int mk_merge_log(mk_cx *cx, merging *m, mk_table_id t, const char *fate, mk_str was);
/* All rows of a customer in a table. */
int mk_merge_rows(mk_cx *cx, mk_db *db, mk_table_id t, int64_t customer, mk_row_list *ret);
/* Gives one row to another customer; v, all its columns, becomes what it is there. 0: he has such a row already, and nothing was done.
 * log: where it is written down which imports are about him now; NULL: nowhere. */
int mk_merge_move(mk_cx *cx, mk_db *db, merging *log, mk_table_id t, mk_value *v, int64_t to);
/* Does a merge without writing it into the list of merges. kept and gone are customers. many: NULL when it is one alone. */
int mk_merge_again(mk_cx *cx, mk_db *db, mk_merge_many *many, int64_t merge, int64_t kept, int64_t gone, mk_merge_result *ret);

/* --- of many --- */
/* What finds the one who goes is to be taken out; the one who goes on is to be found by what he has in the end. */
int mk_merge_many_gone(mk_cx *cx, mk_merge_many *many, int64_t customer);
int mk_merge_many_kept(mk_cx *cx, mk_merge_many *many, int64_t customer);
/* Nobody has a row of that table: not before, and merges make none. */
bool mk_merge_many_none(const mk_merge_many *many, mk_table_id t);
#endif
