/* SPDX-License-Identifier: Apache-2.0
 * Seeded random numbers: the same seed gives the same numbers everywhere. Not for secrets.
 * Method: splitmix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
 * Pure: any thread, each with numbers of its own; never fails. */
#ifndef MK_RNG_H
#define MK_RNG_H
#include <stdint.h>

typedef struct mk_rng { uint64_t state; } mk_rng;

static inline mk_rng mk_rng_seed(uint64_t seed) { return (mk_rng){ seed }; }
static inline uint64_t mk_rng_next(mk_rng *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}
static inline double mk_rng_unit(mk_rng *r) { return (double)(mk_rng_next(r) >> 11) * 0x1p-53; }   /* [0, 1) */
/* Evenly from [0, n), n > 0 (Lemire's multiply; the bias is below n / 2^64). */
static inline uint64_t mk_rng_below(mk_rng *r, uint64_t n) { return (uint64_t)((__uint128_t)mk_rng_next(r) * n >> 64); }
#endif
