/* SPDX-License-Identifier: Apache-2.0 */
#include "stream.h"

bool mk_is_ascii(mk_str s)
{
    uint64_t any = 0, w;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        memcpy(&w, s.p + i, 8);
        any |= w;
    }
    for (; i < s.n; i++) any |= (uint8_t)s.p[i];
    return (any & UINT64_C(0x8080808080808080)) == 0;
}

/* Decides on the charset when these bytes allow it. */
static void look(mk_stream *s, mk_str bytes)
{
    if (s->decided || bytes.n == 0) return;
    /* tells nothing, and looking closely takes time; a wide charset has zeros */
    if (mk_is_ascii(bytes) && (s->bytes > bytes.n || !memchr(bytes.p, 0, bytes.n))) return;
    mk_charset_guess g = mk_charset_of(bytes);
    if (s->bytes > bytes.n) {               /* a mark or a wide charset can only stand at the beginning */
        g.bom = 0;
        if (g.charset == MK_CS_UTF16LE || g.charset == MK_CS_UTF16BE) return;
    }
    if (g.charset == MK_CS_8859_8) g.charset = MK_CS_1255;      /* the same letters, and what programs here add to them further on */
    if (g.charset == MK_CS_UTF8 && g.bom == 0 && mk_is_ascii(bytes)) return;
    s->charset = g;
    s->decided = true;
}

int mk_stream_more(mk_cx *cx, mk_stream *s)
{
    if (s->end) return 0;
    if (s->at) {
        memmove(s->text.p, s->text.p + s->at, s->text.n - s->at);
        s->text.n -= s->at;
        s->base += s->at;
        s->at = 0;
    }
    size_t got = 0;
    MK_TRY(mk_source_fill(cx, s->source, s->raw + s->raw_n, s->block - s->raw_n, &got));
    bool first = s->bytes == 0;
    s->bytes += got;
    s->raw_n += got;
    s->end = s->raw_n < s->block;
    mk_str raw = { s->raw, s->raw_n };
    look(s, raw);
    if (first) raw = mk_str_sub(raw, s->charset.bom, raw.n);
    size_t used = raw.n;
    if (s->charset.charset == MK_CS_UTF8) mk_buf_add(&s->text, raw.p, raw.n);
    else used = mk_charset_decode(s->charset.charset, raw, &s->text, &s->bad);
    s->raw_n = raw.n - used;
    if (s->raw_n && s->end) {               /* half a character at the very end */
        mk_buf_utf8(&s->text, 0xfffd);
        s->bad++;
        s->raw_n = 0;
    }
    if (s->raw_n) memmove(s->raw, raw.p + used, s->raw_n);
    mk_buf_room(&s->text, 1);
    return got > 0;
}

int mk_stream_open(mk_cx *cx, mk_arena *a, mk_source *source, const mk_charset *forced, mk_stream *ret)
{
    size_t block = source->size && source->size < MK_STREAM_BLOCK ? (size_t)source->size + 1 : MK_STREAM_BLOCK;
    *ret = (mk_stream){ .source = source, .text = mk_buf_on(a), .raw = mk_arena_alloc(a, block), .block = block };
    mk_buf_room(&ret->text, 4 * block);
    if (forced) {
        size_t got = 0;
        MK_TRY(mk_source_fill(cx, source, ret->raw, block, &got));
        MK_TRY(source->rewind(cx, source));
        ret->charset = mk_charset_of((mk_str){ ret->raw, got });
        if (ret->charset.charset != *forced)
            ret->charset = (mk_charset_guess){ .charset = *forced, .visual = ret->charset.visual };
        ret->decided = true;
    }
    int rc = mk_stream_more(cx, ret);
    return rc < 0 ? rc : 0;
}

int mk_stream_rewind(mk_cx *cx, mk_stream *s)
{
    MK_TRY(s->source->rewind(cx, s->source));
    s->text.n = s->at = s->raw_n = 0;
    s->base = s->bytes = s->bad = 0;
    s->end = false;
    int rc = mk_stream_more(cx, s);
    return rc < 0 ? rc : 0;
}
