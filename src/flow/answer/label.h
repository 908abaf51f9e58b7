/* SPDX-License-Identifier: Apache-2.0
 * What people call an item. Whoever tells of hundreds of lines reads the names once and keeps them beside the store: a shop's
 * customers take much the same goods.
 * Owns: the names are the store's (shared.h); they live until the context's arena is rewound past mk_labels_get.
 * Threads: any, each with a snapshot of its own. Memory: at most MK_LABELS names and a megabyte of their text; others are read each time.
 * Errors: those of the store. */
#ifndef MK_LABEL_H
#define MK_LABEL_H
#include "setting.h"
#include "table.h"

enum { MK_LABELS = 12000 };

typedef struct mk_labels mk_labels;

/* Only inside mk_store_read: what a transaction writes may be taken back, and is not to be kept. */
int mk_labels_get(mk_cx *cx, mk_db *db, mk_labels **ret);
/* As JSON, quotes and all; "" in quotes for an item there is not. */
int mk_labels_json(mk_cx *cx, mk_db *db, mk_labels *l, int64_t item, mk_str *ret);
/* Soon asked for. */
void mk_labels_hint(const mk_labels *l, int64_t item);

/* One item, on the arena; "" when there is none. */
int mk_item_label(mk_cx *cx, mk_db *db, int64_t item, mk_str *ret);
#endif
