/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack.h"
#include <lzma.h>

/* The largest dictionary of the usual presets needs 9 MiB; `xz -9` 65. A file that asks for more is refused. */
enum { IN = 1 << 16 };
static const uint64_t memory_most = UINT64_C(80) << 20;

typedef struct unpacker { mk_source source; mk_source *packed; lzma_stream z; bool ended; uint8_t in[IN]; } unpacker;

bool mk_unpack_is_xz(mk_str head) { return head.n >= 6 && memcmp(head.p, "\xfd" "7zXZ\0", 6) == 0; }

static int begin(mk_cx *cx, unpacker *u)
{
    u->z.avail_in = 0;
    u->ended = false;
    if (lzma_stream_decoder(&u->z, memory_most, LZMA_CONCATENATED) == LZMA_OK) return 0;
    return mk_fail(cx, MK_ENOMEM, "out of memory");
}

static int unpack(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret)
{
    unpacker *u = (unpacker *)s;
    u->z.next_out = p;
    u->z.avail_out = n;
    while (u->z.avail_out == n && n && !u->ended) {
        if (u->z.avail_in == 0) {
            MK_TRY(u->packed->read(cx, u->packed, u->in, IN, &u->z.avail_in));
            u->z.next_in = u->in;
        }
        lzma_ret rc = lzma_code(&u->z, u->z.avail_in ? LZMA_RUN : LZMA_FINISH);
        u->ended = rc == LZMA_STREAM_END;
        if (rc == LZMA_MEMLIMIT_ERROR) return mk_fail(cx, MK_ELIMIT, "%.*s was packed so that unpacking needs too much memory; unpack it first", MK_SARG(s->name));
        if (rc == LZMA_MEM_ERROR) return mk_fail(cx, MK_ENOMEM, "out of memory");
        if (rc != LZMA_OK && rc != LZMA_STREAM_END) return mk_fail(cx, MK_EBADDATA, "%.*s is a broken xz file; pack or copy it again", MK_SARG(s->name));
    }
    *ret = n - u->z.avail_out;
    return 0;
}

static int again(mk_cx *cx, mk_source *s)
{
    unpacker *u = (unpacker *)s;
    MK_TRY(u->packed->rewind(cx, u->packed));
    return begin(cx, u);
}

static void end(void *p) { lzma_end(&((unpacker *)p)->z); }

int mk_unpack_xz(mk_cx *cx, mk_arena *a, mk_source *packed, mk_source **ret)
{
    unpacker *u = MK_NEW(a, unpacker);
    u->source = (mk_source){ packed->name, 0, unpack, again };
    u->packed = packed;
    u->z = (lzma_stream)LZMA_STREAM_INIT;
    mk_arena_defer(a, end, u);
    *ret = &u->source;
    return begin(cx, u);
}
