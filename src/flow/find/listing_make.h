/* SPDX-License-Identifier: Apache-2.0
 * Rows of the listing, each from its customer's own rows. Of a few customers each is read by himself; of thousands that lie together every table is
 * read once, side by side. Owns: nothing. Threads: that of the transaction. Errors: those of the store. */
#ifndef MK_LISTING_MAKE_H
#define MK_LISTING_MAKE_H
#include "listing.h"

/* v: a row of the listing, until `put` returns; NULL: there is no such customer. */
typedef int (*mk_listing_put)(mk_cx *cx, mk_db *db, void *self, int64_t customer, const mk_value *v);
/* id: rising. Sources that were not met before are numbered, so the transaction is one that writes. */
int mk_listing_make(mk_cx *cx, mk_db *db, const mk_settings *st, const int64_t *id, size_t n, mk_listing_put put, void *self);
/* The bit of a source; *ret 0: it has none. MK_LB_OTHERS of those without. */
#define MK_LB_OTHERS (UINT64_C(1) << (MK_LB_SOURCE + MK_LB_SOURCES))
int mk_listing_source(mk_cx *cx, mk_db *db, mk_str source, uint64_t *ret);
#endif
