/* SPDX-License-Identifier: Apache-2.0
 * A record as bytes and back. */
#include "live_int.h"
#include "pack.h"

enum { TEXT_MOST = 1000 };

void mk_live_pack(mk_buf *b, const mk_live_record *r, const uint64_t *seen, size_t n)
{
    mk_pack_u64(b, r->id);
    mk_pack_u64(b, r->source);
    mk_pack_u64(b, r->number);
    for (int c = 0; c < MK_LIVE_COLUMNS; c++) {
        mk_buf_c(b, (char)r->n[c]);
        for (int k = 0; k < r->n[c]; k++) {
            uint16_t len = (uint16_t)(r->cell[c][k].n < TEXT_MOST ? r->cell[c][k].n : TEXT_MOST);
            mk_buf_c(b, (char)(len & 255));
            mk_buf_c(b, (char)(len >> 8));
            mk_buf_add(b, r->cell[c][k].p, len);
        }
    }
    for (size_t i = 0; i < n; i++) {
        mk_pack_u64(b, seen[2 * i]);
        mk_pack_u32(b, (uint32_t)seen[2 * i + 1]);
    }
}

bool mk_live_unpack(mk_str bytes, mk_live_record *ret, mk_map *seen)
{
    mk_unpack u = { bytes.p, bytes.p + bytes.n, false };
    ret->id = mk_unpack_u64(&u);
    ret->source = mk_unpack_u64(&u);
    ret->number = mk_unpack_u64(&u);
    for (int c = 0; c < MK_LIVE_COLUMNS; c++) {
        ret->n[c] = mk_unpack_u8(&u);
        if (ret->n[c] > MK_LIVE_MORE) return false;
        for (int k = 0; k < ret->n[c]; k++) {
            size_t len = mk_unpack_u16(&u);
            if (u.bad || (size_t)(u.end - u.p) < len) return false;
            ret->cell[c][k] = (mk_str){ u.p, len };
            u.p += len;
        }
    }
    if (u.bad || (u.end - u.p) % 12) return false;
    while (seen && u.p < u.end) {
        uint64_t hash = mk_unpack_u64(&u);
        *mk_map_put(seen, hash, NULL) = mk_unpack_u32(&u);
    }
    return true;
}
