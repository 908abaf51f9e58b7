/* SPDX-License-Identifier: Apache-2.0
 * A place for tests of the store and of the deeds: a temporary folder with a store in it, and a context whose clock stands still.
 * Owns: the folder, the store and the arena; room_close takes all of it away. Threads: one. Errors: asserts. */
#ifndef MK_TEST_ROOM_H
#define MK_TEST_ROOM_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "customer.h"
#include "import.h"
#include "keep.h"
#include "learn.h"
#include "today.h"
#include "undo.h"

enum { ROOM_DUMP_BATCH = 1,         /* with the lists of imports and merges, which those taken back stay in */
       ROOM_DUMP_NO_LINE = 2 };     /* without the line numbers of source rows */

typedef struct room {
    char dir[64], url[96];
    mk_cx cx;
    mk_store *store;
} room;

#define ROOM_NOW (INT64_C(1770000000) * MK_SECOND)       /* 2026-02-02 */

void room_open(room *r);
void room_close(room *r);
void room_reopen(room *r);              /* closes the store and opens it again */
void room_fresh(room *r);               /* a new arena: what the last operation left is gone */
const char *room_path(room *r, const char *name);       /* on the arena */
void room_copy(const char *from, const char *to);       /* a file; when there is none, there is none at the other place */
const char *room_write(room *r, const char *name, const char *bytes);

/* Every table in key order as text, one line for each row. On `a`. */
mk_str room_dump(room *r, mk_arena *a, unsigned flags);
mk_str room_dump_of(mk_store *s, mk_arena *a, unsigned flags);
/* The first line in which two dumps differ, told before the test fails. */
void room_same_at(mk_str was, mk_str is, const char *what, const char *file, int line);
#define room_same(was, is, what) room_same_at((was), (is), (what), __FILE__, __LINE__)
size_t room_count(room *r, mk_table_id t);

/* Imports; asserts that it went well. source "": as the door says. */
mk_import_result room_import(room *r, const char *path, const char *source, bool dry_run);
int room_import_try(room *r, const char *path, const char *source, bool dry_run, mk_import_result *ret);
mk_undo_result room_undo(room *r, int64_t batch);

/* The rows of a table one by one: fn returns false to stop. */
typedef bool (*room_row_fn)(void *self, const mk_value *row);
void room_each(room *r, mk_table_id t, room_row_fn fn, void *self);
/* The customer of that exact name; 0 when there is none, asserts when there are several. */
int64_t room_named(room *r, const char *name);

#define assert_ok(cx, expr) do { int rc_ = (expr); if (rc_ < 0) fail_msg("%s: %d %s", #expr, rc_, (cx)->message); } while (0)
#define assert_str(s, z) do { mk_str s_ = (s); char *z_ = strndup(s_.p, s_.n); assert_string_equal(z_, (z)); free(z_); } while (0)
#endif
