/* SPDX-License-Identifier: Apache-2.0
 * Changing rows so that it can be taken back: what a row was before is kept in `revision`.
 * Rows that an import adds need no revision: they carry its batch_id. Threads: as the mk_db. Owns: nothing. Errors: those of the store. */
#ifndef MK_JOURNAL_H
#define MK_JOURNAL_H
#include "table.h"

typedef enum mk_change { MK_SAME, MK_NEW, MK_UPDATED } mk_change;

typedef struct mk_journal { int64_t batch; uint64_t revisions; } mk_journal;     /* batch 0: a person does it */

/* Puts a row in; v holds all its columns, batch_id among them when the table has one. A row that is there already and differs (in other
 * columns than `batch_id`, `at`, `who` and those of `keep`, a bit mask) is updated, keeps its batch_id, and its former self is kept.
 * Returns an mk_change or an error. */
int mk_journal_put(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, mk_value *v, uint32_t keep);
/* Replaces a row that was read as `was` by v. */
int mk_journal_replace(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v);
/* Keeps that a row was changed (was NULL: made) which somebody else writes, or of which something must not be kept. */
int mk_journal_keep(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v);
/* Removes a row, keeping what it was. MK_NEW never; MK_SAME when it was not there. */
int mk_journal_delete(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *key);
/* Takes a row to another place: v has another key than `was`, which may be another customer's. Kept with the customer it leaves. */
int mk_journal_move(mk_cx *cx, mk_db *db, mk_journal *j, mk_table_id t, const mk_value *was, const mk_value *v);
/* A row as a JSON array in column order, and back. */
mk_str mk_row_json(mk_arena *a, mk_table_id t, const mk_value *v);
int mk_row_parse(mk_cx *cx, mk_table_id t, mk_str json, mk_value *ret);
/* The same of its key columns alone. */
mk_str mk_key_json(mk_arena *a, mk_table_id t, const mk_value *v);
int mk_key_parse(mk_cx *cx, mk_table_id t, mk_str json, mk_value *ret);
/* The table of that name, or MK_T_COUNT_. */
mk_table_id mk_table_named(mk_str name);
/* An id that grows with time, unique within the operation: n counts up from 0. */
static inline int64_t mk_time_id(int64_t now, uint64_t n) { return now * 1000 + (int64_t)n; }
#endif
