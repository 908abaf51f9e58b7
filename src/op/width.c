/* SPDX-License-Identifier: Apache-2.0 */
#include "width.h"
#include <utf8proc.h>

static int32_t next(mk_str s, size_t *i)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const uint8_t *)s.p + *i, (utf8proc_ssize_t)(s.n - *i), &c);
    if (n <= 0) { ++*i; return 0xfffd; }
    *i += (size_t)n;
    return c;
}

static size_t width_of(int32_t c)
{
    if (c >= 0x20 && c < 0x7f) return 1;
    utf8proc_category_t cat = utf8proc_category(c);
    if (cat == UTF8PROC_CATEGORY_MN || cat == UTF8PROC_CATEGORY_ME || cat == UTF8PROC_CATEGORY_CF || cat == UTF8PROC_CATEGORY_CC)
        return 0;
    int w = utf8proc_charwidth(c);
    return w > 0 ? (size_t)w : 0;
}

size_t mk_width(mk_str s)
{
    size_t w = 0;
    for (size_t i = 0; i < s.n;) w += width_of(next(s, &i));
    return w;
}

/* Embeddings, overrides, isolates and the marks: one of them unclosed turns the rest of the line around. */
static bool turns(int32_t c) { return c == 0x200e || c == 0x200f || c == 0x61c || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

mk_str mk_width_safe(mk_arena *a, mk_str s)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < s.n;) {
        int32_t c = next(s, &i);
        if (turns(c)) continue;
        if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) mk_buf_c(&b, ' ');
        else mk_buf_utf8(&b, (uint32_t)c);
    }
    return mk_buf_str(&b);
}

bool mk_width_rtl(mk_str s)
{
    for (size_t i = 0; i < s.n;) {
        int32_t c = next(s, &i);
        if (c < 0x590) continue;
        utf8proc_bidi_class_t class = (utf8proc_bidi_class_t)utf8proc_get_property(c)->bidi_class;
        if (class == UTF8PROC_BIDI_CLASS_R || class == UTF8PROC_BIDI_CLASS_AL) return true;
    }
    return false;
}

static void blanks(mk_buf *b, size_t n)
{
    memset(mk_buf_room(b, n), ' ', n);
    b->n += n;
}

/* Where s has to end to be at most `width` wide, with the marks that belong to the last letter. */
static size_t cut(mk_str s, size_t width)
{
    size_t w = 0, i = 0;
    while (i < s.n) {
        size_t j = i, cw = width_of(next(s, &j));
        if (w + cw > width) break;
        w += cw;
        i = j;
    }
    return i;
}

void mk_width_put(mk_buf *b, mk_str s, size_t width, bool right, bool isolate)
{
    size_t w = mk_width(s);
    bool cutting = w > width;
    if (cutting) {
        s = mk_str_sub(s, 0, cut(s, width ? width - 1 : 0));
        w = mk_width(s) + (width > 0);
    }
    isolate = isolate && mk_width_rtl(s);
    if (right && w < width) blanks(b, width - w);
    if (isolate) mk_buf_utf8(b, 0x2068);
    mk_buf_str_add(b, s);
    if (cutting && width) mk_buf_utf8(b, 0x2026);
    if (isolate) mk_buf_utf8(b, 0x2069);
    if (!right && w < width) blanks(b, width - w);
}

static void wrapped_line(mk_buf *b, mk_str s, size_t indent, bool isolate)
{
    if (s.n) {
        blanks(b, indent);
        mk_width_put(b, s, mk_width(s), false, isolate);
    }
    mk_buf_c(b, '\n');
}

static void wrap_paragraph(mk_buf *b, mk_str s, size_t indent, size_t width, bool isolate)
{
    size_t from = 0, end = 0, col = indent;             /* the open line is s[from, end) */
    for (size_t i = 0; i < s.n;) {
        size_t start = i;
        while (i < s.n && s.p[i] != ' ') i++;
        size_t w = mk_width(mk_str_sub(s, start, i)), gap = start - end;
        if (end > from && col + gap + w > width) {
            wrapped_line(b, mk_str_sub(s, from, end), indent, isolate);
            from = start;
            col = indent;
            gap = 0;
        }
        col += gap + w;
        end = i;
        while (i < s.n && s.p[i] == ' ') i++;
        if (end == from) from = end = i;
    }
    wrapped_line(b, mk_str_sub(s, from, end), indent, isolate);
}

void mk_width_wrap(mk_buf *b, mk_str s, size_t indent, size_t width, bool isolate)
{
    for (size_t i = 0; i <= s.n;) {
        const char *nl = i < s.n ? memchr(s.p + i, '\n', s.n - i) : NULL;
        size_t end = nl ? (size_t)(nl - s.p) : s.n;
        wrap_paragraph(b, mk_str_trim(mk_str_sub(s, i, end)), indent, width, isolate);
        if (!nl) break;
        i = end + 1;
    }
}
