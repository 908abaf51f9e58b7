/* SPDX-License-Identifier: Apache-2.0
 * Keeping the memory safe, and taking it along: export of everything, backup, restore, and the doctor.
 * Owns: nothing. Threads: as the store. Errors: MK_EIO, MK_EEXISTS (the file or folder is there), MK_EBADDATA (no whole copy), those of the store. */
#ifndef MK_KEEP_H
#define MK_KEEP_H
#include "table.h"

/* Everything but passwords and sessions, each table as TABLE.csv and TABLE.ndjson in dir (made when missing), in one snapshot.
 * Ids in base 32, moments RFC 3339, money and quantities as decimals. done is called for each table. MK_EEXISTS: dir holds an export. */
int mk_export(mk_cx *cx, mk_store *s, const char *dir, void (*done)(void *self, const char *table, uint64_t rows), void *self);

/* Where a copy goes that nobody named: `before`, now ("2026-11-22T10-00-00Z"), `tail`; the first second that is free, when there is one of now. */
mk_str mk_copy_path(mk_cx *cx, mk_str before, const char *tail);
/* One file, while others write; written aside and renamed when it is whole. MK_EEXISTS: there is such a file. *ret_bytes: its size. */
int mk_backup(mk_cx *cx, mk_store *s, const char *path, int64_t *ret_bytes);
/* The store becomes that copy; what it was is backed up beside it first, under *ret_former (on the arena). */
int mk_restore(mk_cx *cx, mk_store *s, const char *path, mk_str *ret_former);

typedef enum mk_health { MK_FINE, MK_WARN, MK_SICK } mk_health;
typedef void (*mk_finding_fn)(void *self, const char *check, mk_health health, mk_str detail);
/* Whether files are whole, rows belong to somebody, indexes are right, there is room on the disk, the models are fresh.
 * repair: makes the indexes again. Returns the worst health. */
int mk_doctor(mk_cx *cx, mk_store *s, bool repair, mk_finding_fn say, void *self);
#endif
