/* SPDX-License-Identifier: Apache-2.0
 * What an import repeats of what was known of a customer: batch_ref, one row for each import and customer, so that undoing the import
 * that brought a row leaves it to those that repeat it. A file that brings only new rows writes none.
 *
 *   kind byte 1  person      link.person_id
 *             2  sale        sale_id, flags, and for one that is given in part its lines: count, line ids
 *             3  event       interaction_id
 *             4  source row  row_id, line in the file
 * Numbers are little-endian, eight bytes for ids, base-128 for the small ones. What a sale or a person held is not told: when all that
 * came later is rolled back, the rows say it. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_VOUCH_H
#define MK_VOUCH_H
#include "buf.h"
#include "map.h"
#include "table.h"

/* Of a sale: only some of its lines are given; the file names no customer; a total is given beside the lines (told of parts only). */
enum { MK_VOUCH_PART = 1, MK_VOUCH_NOBODY = 2, MK_VOUCH_TOTAL = 4 };

/* --- writing, one customer after the other --- */
typedef struct mk_vouch { mk_buf b; int64_t part; } mk_vouch;

void mk_vouch_person(mk_vouch *v, int64_t person);
void mk_vouch_sale(mk_vouch *v, int64_t sale, unsigned flags, const int64_t *line, size_t lines);
void mk_vouch_event(mk_vouch *v, int64_t event);
void mk_vouch_raw(mk_vouch *v, int64_t row, int64_t line);
/* Writes what was gathered, when there is any; to be called between rows now and then (it keeps the buffer small) and at the end of a
 * customer. 1: something was written for him. */
int mk_vouch_flush(mk_cx *cx, mk_db *db, mk_vouch *v, int64_t customer, int64_t batch, bool end);

/* --- reading --- */
typedef struct mk_vouched {
    mk_map person, event;       /* ids */
    mk_map raw;                 /* row_id -> line */
    mk_map sale;                /* sale_id -> flags */
    mk_map line;                /* hash2(sale_id, line_id): of sales given in part */
    unsigned flags;             /* of any of the sales */
} mk_vouched;

/* What the import repeats of the customer; maps on the arena. */
int mk_vouched_read(mk_cx *cx, mk_db *db, int64_t customer, int64_t batch, mk_vouched *ret);
/* Splits one row of batch_ref: what it says of his (ids of persons, sales, events, source rows) goes to another customer. */
int mk_vouch_part(mk_cx *cx, mk_db *db, const mk_value *row, int64_t to, const mk_vouched *his);
/* One row of batch_ref of a customer who is forgotten goes: what it says of sales stays, of each by itself, as of nobody's. */
int mk_vouch_scatter(mk_cx *cx, mk_db *db, const mk_value *row);
/* The import no longer repeats his: they are its own now. */
int mk_vouch_drop(mk_cx *cx, mk_db *db, int64_t customer, int64_t batch, const mk_vouched *his);
#endif
