/* SPDX-License-Identifier: Apache-2.0
 * Two people at one thing. Whoever changes it names the version that he read (cx->based_on); when it is another by then, nothing is written,
 * and he is told what it is now, so that he decides. Whatever can be edited goes through here (of a customer: undo_one.h), inside the
 * transaction that writes: an operation that takes a version and whose deed did not look fails (op/run.c).
 * Owns: nothing. Threads: any. Errors: MK_ECONFLICT with a sentence. */
#ifndef MK_BASED_H
#define MK_BASED_H
#include "table.h"

enum { MK_VERSION_NONE = 1 };           /* of what is not there */

/* Another number whenever anything in the values is another. */
int64_t mk_version_of(mk_cx *cx, const mk_value *v, size_t n);
#define mk_version(cx, ...) mk_version_of((cx), MK_ARGS_(__VA_ARGS__))
/* That of a row; of NULL: MK_VERSION_NONE. */
int64_t mk_version_row(mk_cx *cx, mk_table_id t, const mk_value *row);

/* The version that was read before; 0: none was named. */
static inline int64_t mk_based_on(mk_cx *cx) { cx->based_seen = true; return cx->based_on; }
/* version: what it is now. row: as it is written, for the journal to tell by whom and when; of what was taken away: as it was then, NULL where
 * that is not known. now: what it says, as people read it; "" is fine. */
int mk_unchanged(mk_cx *cx, mk_db *db, int64_t version, mk_table_id t, const mk_value *row, mk_str now);
/* "Dana, 14:05"; of another day with the day before the hour. */
int mk_who_when(mk_cx *cx, mk_db *db, mk_str who, int64_t at, mk_str *ret);
#endif
