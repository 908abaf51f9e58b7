/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"
#include "utf8.h"

int mk_lines_open(mk_cx *cx, mk_arena *a, mk_source *source, mk_lines *ret)
{
    *ret = (mk_lines){ .arena = a };
    return mk_stream_open(cx, a, source, NULL, &ret->stream);
}

int mk_lines_rewind(mk_cx *cx, mk_lines *l)
{
    l->line = 0;
    return mk_stream_rewind(cx, &l->stream);
}

int mk_lines_next(mk_cx *cx, mk_lines *l, mk_arena *scratch, mk_str *ret)
{
    mk_stream *s = &l->stream;
    size_t looked = 0;
    mk_buf kept = mk_buf_on(scratch);
    l->cut = false;
    for (;;) {
        const char *p = s->text.p + s->at, *end = s->text.p + s->text.n;
        const char *nl = p + looked < end ? memchr(p + looked, '\n', (size_t)(end - p) - looked) : NULL;
        if (!nl && !s->end && s->text.n - s->at >= cx->limits.row_bytes) {      /* the rest of it is of no use */
            if (!l->cut) mk_buf_add(&kept, p, cx->limits.row_bytes);
            l->cut = true;
            s->at = s->text.n;
            looked = 0;
        }
        if (!nl && !s->end) {
            looked = s->text.n - s->at;
            MK_TRY(mk_cx_check(cx));
            MK_TRY(mk_stream_more(cx, s));
            continue;
        }
        if (!nl && p == end && !l->cut) return 0;
        size_t n = (size_t)((nl ? nl : end) - p);
        *ret = l->cut ? mk_buf_str(&kept) : (mk_str){ p, n };
        s->at += n + (nl != NULL);
        l->line++;
        if (ret->n > cx->limits.row_bytes) ret->n = cx->limits.row_bytes, l->cut = true;
        while (ret->n && ret->p[ret->n - 1] == '\r') ret->n--;
        if (!mk_is_ascii(*ret) && !mk_utf8_valid(*ret)) {
            mk_buf fixed = mk_buf_on(scratch);
            mk_charset_decode(MK_CS_UTF8, *ret, &fixed, &s->bad);
            *ret = mk_buf_str(&fixed);
        }
        return 1;
    }
}

uint64_t mk_lines_bytes(const mk_lines *l)
{
    uint64_t unread = l->stream.text.n - l->stream.at;
    return l->stream.bytes > unread ? l->stream.bytes - unread : 0;
}
