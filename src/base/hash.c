/* SPDX-License-Identifier: Apache-2.0 */
#include "hash.h"

static uint64_t read64(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);       /* little end first, whatever the machine */
#endif
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
