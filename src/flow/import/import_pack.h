/* SPDX-License-Identifier: Apache-2.0
 * Small records as bytes, for the sorter: written and read in the same order by the same program, never stored.
 * Reading checks its bounds; what is missing reads as 0 or "".
 * Owns: nothing, what is read points into the record. Threads: one. Errors: none. */
#ifndef MK_IMPORT_PACK_H
#define MK_IMPORT_PACK_H
#include "buf.h"

static inline void mk_pack_int(mk_buf *b, int64_t v) { mk_buf_add(b, &v, sizeof v); }
static inline void mk_pack_str(mk_buf *b, mk_str s)
{
    uint32_t n = (uint32_t)s.n;
    mk_buf_add(b, &n, sizeof n);
    mk_buf_add(b, s.p, n);
}

static inline int64_t mk_unpack_int(mk_str *s)
{
    int64_t v = 0;
    if (s->n < sizeof v) { s->n = 0; return 0; }
    memcpy(&v, s->p, sizeof v);
    *s = mk_str_sub(*s, sizeof v, s->n);
    return v;
}

static inline mk_str mk_unpack_str(mk_str *s)
{
    uint32_t n = 0;
    if (s->n >= sizeof n) memcpy(&n, s->p, sizeof n);
    if (s->n < sizeof n || s->n - sizeof n < n) { s->n = 0; return MK_S(""); }
    mk_str v = { s->p + sizeof n, n };
    *s = mk_str_sub(*s, sizeof n + n, s->n);
    return v;
}
#endif
