/* SPDX-License-Identifier: Apache-2.0
 * Which size fits a customer: a distribution over the sizes of a scale, from what he kept and what he gave back, brand by brand.
 * docs/maths/shops.md 1. A scale is the sizes that go by one another in a category (S M L XL; 38 40 42), in order; his true place on it, t,
 * is where a size of a brand that is cut as usual fits him. A brand's cut shifts it: size s of brand b fits like s - shift(b).
 *     P(t | purchases) ~ prior(t) * product of keep(s - shift - t) for what he kept, give(s - shift - t) for what came back
 *     keep(d) = (1 - GIFT) exp(-d^2 / 2 w^2) + GIFT * 1/n       a piece may have been for somebody else
 *     give(d) = 1 - BACK * exp(-d^2 / 2 w^2)                    what fits comes back too, for other reasons
 *     P(size s fits in brand b) ~ sum over t of P(t) exp(-(s - shift(b) - t)^2 / 2 f^2)
 * The prior is how sizes are worn in the base. Shifts are learnt from people with several brands, drawn to 0.
 * Owns: scales on the arena. Pure; any thread. */
#ifndef MK_SIZE_H
#define MK_SIZE_H
#include "arena.h"

enum { MK_SIZE_MOST = 64 };

typedef struct mk_size_seen { int64_t customer; mk_str brand, size; bool back; int32_t day; } mk_size_seen;
typedef struct mk_size_brand { mk_str brand; double shift; uint32_t people; } mk_size_brand;
typedef struct mk_size_scale {
    mk_str size[MK_SIZE_MOST];          /* in order, folded as mk_size_key writes them */
    uint32_t worn[MK_SIZE_MOST];        /* how many were kept in the base */
    size_t n;
    const mk_size_brand *brand;
    size_t brands;
} mk_size_scale;

/* "xl" and "XL ", "42.0" and "42", "מידה 42": the same size. "" when it is none ("one size" is none: it fits anybody). */
mk_str mk_size_key(mk_arena *a, mk_str s);
/* From everything bought of one category; more than MK_SIZE_MOST sizes: the most worn. */
mk_size_scale mk_size_scale_of(mk_arena *a, const mk_size_seen *seen, size_t n);

typedef struct mk_size_answer {
    bool known;                         /* false: too little to know, nothing was kept or given back on this scale */
    double p[MK_SIZE_MOST];             /* of each size of the scale, in this brand */
    int best;
    uint32_t kept, back;                /* pieces on this scale he kept, gave back */
    uint32_t kept_in[MK_SIZE_MOST], back_in[MK_SIZE_MOST];     /* of them in each size, of this brand */
    double shift;                       /* of the brand: +1: its 42 fits like others' 41 */
} mk_size_answer;
/* Where one customer stands on a scale, whatever the brand: P(t | purchases). his: what he bought and gave back on it (customer is not looked at). */
typedef struct mk_size_self { const mk_size_scale *scale; const mk_size_seen *his; size_t n; const double *at; uint32_t kept, back; } mk_size_self;
mk_size_self mk_size_self_of(mk_arena *a, const mk_size_scale *s, const mk_size_seen *his, size_t n);
/* brand "": cut as usual. */
void mk_size_of(const mk_size_self *self, mk_str brand, mk_size_answer *ret);
int mk_size_place(const mk_size_scale *s, mk_str key);     /* -1: not on the scale */
#endif
