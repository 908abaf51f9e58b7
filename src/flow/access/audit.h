/* SPDX-License-Identifier: Apache-2.0
 * The audit log: who changed, who looked at whom, who took data along, who signed in. No personal data of customers is in it, only their ids.
 * Rows are added and never changed; each holds the hash of the one before, so that a row that was changed or taken out is found
 * (mk_audit_check). A change is noted in its own transaction; a look is noted within a moment after it, so that looking waits for no disk.
 * Owns: a mk_audit owns what waits to be written. Threads: any. Errors: those of the store. */
#ifndef MK_AUDIT_H
#define MK_AUDIT_H
#include "table.h"

typedef struct mk_audit_entry {
    int64_t at, customer, rows;         /* customer 0: no single one */
    char who[64], address[64];
    const char *op, *kind, *result;     /* view, change, export, sign; ok, denied, no_code, wrong_code. Constants */
} mk_audit_entry;

/* Of cx's principal, now. */
mk_audit_entry mk_audit_of(const mk_cx *cx, const char *op, const char *kind);
/* Inside a transaction: appended in order. */
int mk_audit_append(mk_cx *cx, mk_db *db, const mk_audit_entry *e, size_t n);
/* Appended at once, in a transaction of its own. */
int mk_audit_write(mk_cx *cx, mk_store *s, const mk_audit_entry *e, size_t n);

/* What waits to be written, for a program that serves many. */
typedef struct mk_audit mk_audit;
mk_audit *mk_audit_new(void);           /* NULL: no memory */
void mk_audit_free(mk_audit *a);        /* NULL is fine; what was not flushed is lost */
/* Keeps e until the next flush; when too much waits already, it is written by the caller: nothing is dropped. */
int mk_audit_put(mk_cx *cx, mk_audit *a, mk_store *s, const mk_audit_entry *e);
/* Writes all that waits. */
int mk_audit_flush(mk_cx *cx, mk_audit *a, mk_store *s);

typedef struct mk_audit_ask { int64_t before, since, customer; mk_str kind, who; size_t limit; } mk_audit_ask;      /* before: an id, 0: the newest; since: a moment; "" any */
typedef struct mk_audit_row { int64_t id, at, customer, rows; mk_str who, op, kind, result, address; } mk_audit_row;
/* The newest first. *ret_next: to go on from, 0 at the end. */
int mk_audit_list(mk_cx *cx, mk_store *s, const mk_audit_ask *ask, mk_audit_row **ret, size_t *ret_n, int64_t *ret_next);
/* *ret_broken: the first row that is not as it was written, 0 when all are; *ret_n rows, the hash of the last in ret_head ("" when there are none). */
int mk_audit_check(mk_cx *cx, mk_db *db, int64_t *ret_broken, int64_t *ret_n, mk_str *ret_head);
#endif
