/* SPDX-License-Identifier: Apache-2.0
 * What is written down about a customer's things and days: what a meter said, what was done, days that come again, what is kept for him;
 * one by one, or as a table. Every change keeps what was before (revision). Threads: as the store.
 * Errors: MK_ENOTFOUND (no such customer, thing or item), MK_EINVAL, MK_EBADDATA (a row of a table). */
#ifndef MK_BOOK_H
#define MK_BOOK_H
#include "table.h"

/* asset: id, or 0 and its name, or the only one he has. Read again on the same day, the later word holds. */
typedef struct mk_new_reading { int64_t asset; mk_str name; int32_t day; int64_t value; } mk_new_reading;
int mk_book_reading(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_reading *n, int64_t *ret_asset);
typedef struct mk_new_job { int64_t asset; mk_str name, task, note; int32_t day; bool has_value; int64_t value; } mk_new_job;
int mk_book_job(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_job *n, int64_t *ret);
/* whom "": himself. hebrew: comes again by the Hebrew calendar. The same kind and whom again corrects it. */
typedef struct mk_new_occasion { mk_str kind, whom; int32_t day; bool hebrew; } mk_new_occasion;
int mk_book_occasion(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_occasion *n, int64_t *ret);
/* Keeps one of an item for him until a day. MK_ECONFLICT: none is left. state "taken" or "released" ends it. */
int mk_book_keep(mk_cx *cx, mk_store *s, int64_t customer, int64_t item, mk_str state, int32_t day, int32_t until, int64_t *ret);

/* A table of such things: columns what, customer (number, phone or id), name, kind, day, value, text.
 *     asset     kind car, name "Mazda 3", text "year=2019; fuel=petrol"      reading   name of the asset, day, value
 *     job       name of the asset, kind the task, day, value the meter       occasion  kind birthday, name whom, day, text hebrew or civil
 *     fact      kind hobby, text what                                        consent   kind the channel, text the evidence
 *     note      text */
typedef struct mk_book_told { uint64_t rows, customers; } mk_book_told;
int mk_book_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, mk_book_told *ret);
#endif
