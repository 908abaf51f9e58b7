/* SPDX-License-Identifier: Apache-2.0
 * Like the one he loved: what is on the shelf, in his size, and like what he kept. docs/maths/shops.md 1.
 * Owns: answers on the arena. Threads: as the mk_db. Cost: the goods, and at most MK_FIT_SAMPLE lines of others for what is usual. */
#ifndef MK_FITS_H
#define MK_FITS_H
#include "goods.h"

enum { MK_FIT_SAMPLE = 30000 };

typedef struct mk_fit_row { mk_similar s; const mk_good *good; int64_t id; bool kept; int32_t kept_until; } mk_fit_row;     /* kept: it waits for him */
typedef struct mk_fit_size { mk_str category, size; double p; uint32_t kept, back; } mk_fit_size;
typedef struct mk_fits { mk_fit_row *row; size_t n; const mk_fit_size *size; size_t sizes; size_t goods, looks; } mk_fits;
/* What all customers share: the goods and what others take. Made once, asked for many. */
typedef struct mk_fit_base mk_fit_base;
int mk_fit_base_get(mk_cx *cx, mk_db *db, const mk_settings *st, mk_fit_base **ret);
const mk_goods *mk_fit_goods(const mk_fit_base *b);
const mk_taste_base *mk_fit_taste(const mk_fit_base *b);
/* How many days ahead journeys are booked, and for how much, by everybody. */
size_t mk_fit_journeys(const mk_fit_base *b, const double **ret_ahead, const double **ret_price);
/* The days of a journey: attributes depart and nights. */
bool mk_good_days(const mk_good *g, int32_t *ret_from, int32_t *ret_to);
/* The best first, at most `most`; sizes: his, of each category he bought in. goods 0: nothing is known of what is on the shelf. */
int mk_fits_of(mk_cx *cx, mk_db *db, const mk_settings *st, mk_fit_base *base, int64_t customer, int32_t day, size_t most, mk_fits *ret);

typedef struct mk_said_fit { mk_str what, why, late, numbers; } mk_said_fit;
mk_said_fit mk_say_fit(mk_cx *cx, const mk_fit_row *r, mk_str who, const mk_settings *st);
/* An attribute's value as it is said: the name of the attribute in the language of the answer. */
mk_str mk_say_trait(mk_cx *cx, mk_str name);
#endif
