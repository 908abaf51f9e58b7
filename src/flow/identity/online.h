/* SPDX-License-Identifier: Apache-2.0
 * Who is who, as records come, change and go: each is held against all others by the model of the last resolve, customers who are surely one are
 * merged, those merged for a reason that is gone are taken apart, and the uncertain go on the list. All in the transaction that brings the record.
 * Any order of records ends where makir resolve with that model would end. Without a model nothing is done.
 * Threads: as the mk_db. Cost: some 15 keys in five places looked up and written for each record, and its own component parted again.
 * Errors: those of the store; MK_ECANCELLED. */
#ifndef MK_ONLINE_H
#define MK_ONLINE_H
#include "record.h"
#include "table.h"

typedef struct mk_online mk_online;
typedef struct mk_onlined { uint64_t records, merged, split, review; } mk_onlined;

/* *ret is NULL when nothing was learnt yet; the others then do nothing. */
int mk_online_begin(mk_cx *cx, mk_db *db, mk_online **ret);
/* A record of a customer that came, changed or went: a person of a source (link.person_id), or a customer nobody's file speaks of (his own id). */
void mk_online_note(mk_cx *cx, mk_online *o, int64_t customer, int64_t person);
/* The same of a person who was just read, so that he need not be read again. */
int mk_online_said(mk_cx *cx, mk_online *o, int64_t customer, int64_t person, mk_str source, const mk_person_in *p);
/* A record that is about to go: it counts no more, though it is there. What rests on it is taken apart while all of it is still known. */
void mk_online_gone(mk_cx *cx, mk_online *o, int64_t customer, int64_t person);
/* What customers are found by waits in there, also of those who are merged, until the caller writes it. */
struct mk_index_batch;
void mk_online_index(mk_online *o, struct mk_index_batch *index);
/* Holds all that were noted against the others. ret may be NULL. */
int mk_online_end(mk_cx *cx, mk_online *o, mk_onlined *ret);
/* The three together, for one. */
int mk_online_one(mk_cx *cx, mk_db *db, int64_t customer, int64_t person, mk_onlined *ret);
/* Customers of whom something else was said, by people: all that is known of them is held against the others once more. 0: nothing was learnt yet. */
int mk_online_again(mk_cx *cx, mk_db *db, const int64_t *customer, size_t n);
/* A customer who was just written down, of whom the store had nothing: also what he is found by, which is written when it is known who he is. */
int mk_online_new(mk_cx *cx, mk_db *db, int64_t customer);
#endif
