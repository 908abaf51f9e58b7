/* SPDX-License-Identifier: Apache-2.0
 * By which ways each customer may be reached, for a pass over all of them in order of id: the gate's answer (gate.h), with queries only for
 * those who have a phone or mail that somebody said no of.
 * Owns: everything on cx->arena; the results of the queries end with it. Threads: one. Errors: the store's. */
#ifndef MK_WORTH_REACH_H
#define MK_WORTH_REACH_H
#include "gate.h"
#include "map.h"

typedef struct mk_reach {
    uint8_t advertising, service;       /* bit 1 << channel: it may be used */
    bool refused;                       /* he asked to be left in peace: no to every way something could be sent */
} mk_reach;

/* Hashes of the phones and mails somebody said no of. The same for all passes at one time. */
int mk_reach_refused(mk_cx *cx, mk_db *db, mk_map *ret);

typedef struct mk_reacher { mk_db *db; const mk_map *refused; mk_rows consent, contact, dnc; int more[3]; } mk_reacher;
/* Of the customers from, up to and without, `to`. */
int mk_reacher_begin(mk_cx *cx, mk_db *db, int64_t from, int64_t to, const mk_map *refused, mk_reacher *r);
/* Customers in ascending order. */
int mk_reacher_of(mk_cx *cx, mk_reacher *r, int64_t customer, mk_reach *ret);
void mk_reacher_end(mk_reacher *r);
#endif
