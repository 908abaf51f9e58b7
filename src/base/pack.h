/* SPDX-License-Identifier: Apache-2.0
 * Numbers as bytes, little end first whatever the machine, and back with every length checked.
 * A reader that runs out of bytes sets `bad` and gives zeros; one look at the end is enough.
 * Owns: nothing. Threads: one for each buffer and reader. It never fails. */
#ifndef MK_PACK_H
#define MK_PACK_H
#include "buf.h"

typedef struct mk_unpack { const char *p, *end; bool bad; } mk_unpack;

static inline void mk_pack_u64(mk_buf *b, uint64_t v)
{
    uint8_t t[8];
    for (int i = 0; i < 8; i++) t[i] = (uint8_t)(v >> 8 * i);
    mk_buf_add(b, t, 8);
}
static inline void mk_pack_u32(mk_buf *b, uint32_t v)
{
    uint8_t t[4];
    for (int i = 0; i < 4; i++) t[i] = (uint8_t)(v >> 8 * i);
    mk_buf_add(b, t, 4);
}
static inline void mk_pack_real(mk_buf *b, double v)
{
    uint64_t u;
    memcpy(&u, &v, sizeof u);
    mk_pack_u64(b, u);
}
static inline void mk_pack_float(mk_buf *b, float v)
{
    uint32_t u;
    memcpy(&u, &v, sizeof u);
    mk_pack_u32(b, u);
}
static inline uint64_t mk_unpack_bytes_(mk_unpack *u, int n)
{
    if (u->end - u->p < n) { u->bad = true; u->p = u->end; return 0; }
    uint64_t v = 0;
    for (int i = n - 1; i >= 0; i--) v = v << 8 | (uint8_t)u->p[i];
    u->p += n;
    return v;
}
static inline uint64_t mk_unpack_u64(mk_unpack *u) { return mk_unpack_bytes_(u, 8); }
static inline uint32_t mk_unpack_u32(mk_unpack *u) { return (uint32_t)mk_unpack_bytes_(u, 4); }
static inline uint8_t mk_unpack_u8(mk_unpack *u) { return (uint8_t)mk_unpack_bytes_(u, 1); }
static inline double mk_unpack_real(mk_unpack *u)
{
    uint64_t v = mk_unpack_u64(u);
    double d;
    memcpy(&d, &v, sizeof d);
    return d;
}
static inline float mk_unpack_float(mk_unpack *u)
{
    uint32_t v = mk_unpack_u32(u);
    float d;
    memcpy(&d, &v, sizeof d);
    return d;
}
#endif
