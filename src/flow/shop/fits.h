/* SPDX-License-Identifier: Apache-2.0
 * Like the one he loved: what is on the shelf, in his size, and like what he kept. docs/maths/shops.md 1.
 * Owns: answers on the arena; they point into the shop's lists. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_FITS_H
#define MK_FITS_H
#include "shop.h"

typedef struct mk_fit_row { mk_similar s; int64_t id; bool kept; int32_t kept_until; } mk_fit_row;     /* kept: it waits for him */
typedef struct mk_fit_size { mk_str category, size; double p; uint32_t kept, back; } mk_fit_size;
typedef struct mk_fits { mk_fit_row *row; size_t n; const mk_fit_size *size; size_t sizes; size_t goods, looks; } mk_fits;
/* h: his own, up to the shop's day. The best first, at most `most`; sizes: his, of each category he bought in. goods 0: nothing is known of what is
 * on the shelf. */
int mk_fits_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, size_t most, mk_fits *ret);

typedef struct mk_said_fit { mk_str what, why, late, numbers; } mk_said_fit;
mk_said_fit mk_say_fit(mk_cx *cx, const mk_fit_row *r, mk_str who, const mk_settings *st);
/* An attribute's value as it is said: the name of the attribute in the language of the answer. */
mk_str mk_say_trait(mk_cx *cx, mk_str name);
#endif
