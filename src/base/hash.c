/* SPDX-License-Identifier: Apache-2.0 */
#include "hash.h"

static uint64_t read64(const char *p)
{
    const uint8_t *u = (const uint8_t *)p;
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--) v = v << 8 | u[i];     /* little end first, whatever the machine; one load when optimised */
    return v;
}

uint64_t mk_hash(uint64_t seed, mk_str s)
{
    uint64_t h = mk_hash2(seed, s.n);
    while (s.n >= 16) {
        h = mk_fold(read64(s.p) ^ UINT64_C(0xc5b1d7e92f4a6385), read64(s.p + 8) ^ h);
        s.p += 16;
        s.n -= 16;
    }
    char last[16] = { 0 };
    if (s.n) memcpy(last, s.p, s.n);
    return mk_hash2(h ^ read64(last), read64(last + 8) ^ h);
}
