/* SPDX-License-Identifier: Apache-2.0
 * Backups that makir keeps by itself, in a folder beside the store (STORE.backups): made by a button and by the clock, the oldest go, and each can
 * be tested: opened as a store of its own, read whole, its customers counted. Owns: slices of the arena. Threads: any.
 * Errors: MK_ENOTFOUND, MK_EIO (the disk is full; nothing half is left), MK_EBADDATA. */
#ifndef MK_BACKUPS_H
#define MK_BACKUPS_H
#include "table.h"

typedef struct mk_backup_file { mk_str name; int64_t at, bytes, tested_at; mk_str tested; } mk_backup_file;      /* tested: ok, bad, "" */

/* The newest first. */
int mk_backups_list(mk_cx *cx, mk_store *s, mk_backup_file **ret, size_t *ret_n);
/* One more; then all but the newest `keep` go. */
int mk_backups_make(mk_cx *cx, mk_store *s, int keep, mk_backup_file *ret);
/* Whether the clock asks for one: the newest is older than so many hours. */
int mk_backups_due(mk_cx *cx, mk_store *s, int hours, bool *ret);
/* *ret_customers: how many it has. A bad one is no failure: it says so. */
int mk_backups_test(mk_cx *cx, mk_store *s, mk_str name, bool *ret_ok, int64_t *ret_customers, mk_str *ret_why);
/* A copy that was opened as a store goes, with the files beside it. */
void mk_backups_remove(const char *path);
/* The path of one. */
int mk_backups_path(mk_cx *cx, mk_store *s, mk_str name, mk_str *ret);
#endif
