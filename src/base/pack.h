/* SPDX-License-Identifier: Apache-2.0
 * Numbers as bytes, little end first whatever the machine, and back with every length checked.
 * A reader that runs out of bytes sets `bad` and gives zeros; one look at the end is enough.
 * Owns: nothing. Threads: one for each buffer and reader. It never fails. */
#ifndef MK_PACK_H
#define MK_PACK_H
#include <endian.h>
#include "buf.h"

typedef struct mk_unpack { const char *p, *end; bool bad; } mk_unpack;

static inline void mk_pack_u64(mk_buf *b, uint64_t v)
{
    v = htole64(v);
    mk_buf_add(b, &v, sizeof v);
}
static inline void mk_pack_u32(mk_buf *b, uint32_t v)
{
    v = htole32(v);
    mk_buf_add(b, &v, sizeof v);
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
/* `to` stays as it is when there is no more. */
static inline void mk_unpack_bytes_(mk_unpack *u, void *to, ptrdiff_t n)
{
    if (u->end - u->p < n) { u->bad = true; u->p = u->end; return; }
    memcpy(to, u->p, (size_t)n);
    u->p += n;
}
static inline uint64_t mk_unpack_u64(mk_unpack *u)
{
    uint64_t v = 0;
    mk_unpack_bytes_(u, &v, sizeof v);
    return le64toh(v);
}
static inline uint32_t mk_unpack_u32(mk_unpack *u)
{
    uint32_t v = 0;
    mk_unpack_bytes_(u, &v, sizeof v);
    return le32toh(v);
}
static inline uint16_t mk_unpack_u16(mk_unpack *u)
{
    uint16_t v = 0;
    mk_unpack_bytes_(u, &v, sizeof v);
    return le16toh(v);
}
static inline uint8_t mk_unpack_u8(mk_unpack *u)
{
    uint8_t v = 0;
    mk_unpack_bytes_(u, &v, sizeof v);
    return v;
}
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
