/* SPDX-License-Identifier: Apache-2.0
 * 64-bit hashing, for tables and for ids made from content; the same on every machine, for ever: it is in the store.
 * Not for secrets. Method: multiply-and-fold of 128-bit products (the idea of Wang Yi's wyhash), own constants.
 * Pure: any thread, never fails. */
#ifndef MK_HASH_H
#define MK_HASH_H
#include "str.h"

static inline uint64_t mk_fold(uint64_t a, uint64_t b)
{
    __uint128_t m = (__uint128_t)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}
/* Two words into one. Order matters. */
static inline uint64_t mk_hash2(uint64_t a, uint64_t b)
{
    return mk_fold(mk_fold(a ^ UINT64_C(0x9d8b1f5ac37e6427), b ^ UINT64_C(0xe3b96a7d51c80f95)) ^ b,
                   UINT64_C(0xa17c3ed94b268f5d));
}
uint64_t mk_hash(uint64_t seed, mk_str s);

/* A hash as an id: positive, never 0, its 12 high bits evenly spread (the slice of a customer, store/slice.h). */
static inline int64_t mk_hash_id(uint64_t h)
{
    int64_t id = (int64_t)(h >> 1);
    return id ? id : 1;
}
#endif
