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

static uint32_t read32(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap32(v);
#endif
    return v;
}

/* Up to 15 bytes as two words, what is missing as zeros. Where sixteen bytes lie in one page of memory all are read, for what is in the page
 * can be read, and the rest is cut off: texts of all lengths come mixed, and a branch on the length is guessed wrong half the time. */
static inline void read_last(const char *p, size_t n, uint64_t *ret_a, uint64_t *ret_b)
{
    uint64_t a = 0, b = 0;
    if (n && mk_in_page(p, 16)) {
        static const uint64_t keep[9] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, UINT64_MAX };
        *ret_a = read64(p) & keep[n < 8 ? n : 8];
        *ret_b = read64(p + 8) & keep[n < 8 ? 0 : n - 8];
        return;
    }
    if (n >= 8) {
        a = read64(p);
        b = n > 8 ? read64(p + n - 8) >> 8 * (16 - n) : 0;
    } else if (n >= 4) {
        a = read32(p) | (n > 4 ? (uint64_t)(read32(p + n - 4) >> 8 * (8 - n)) << 32 : 0);
    } else {
        for (size_t i = 0; i < n; i++) a |= (uint64_t)(uint8_t)p[i] << 8 * i;
    }
    *ret_a = a;
    *ret_b = b;
}

uint64_t mk_hash(uint64_t seed, mk_str s)
{
    uint64_t h = mk_hash2(seed, s.n), a, b;
    while (s.n >= 16) {
        h = mk_fold(read64(s.p) ^ UINT64_C(0xc5b1d7e92f4a6385), read64(s.p + 8) ^ h);
        s.p += 16;
        s.n -= 16;
    }
    read_last(s.p, s.n, &a, &b);
    return mk_hash2(h ^ a, b ^ h);
}
