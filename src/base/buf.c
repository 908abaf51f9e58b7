/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"

void mk_buf_widen(mk_buf *b, size_t n)
{
    size_t cap = b->cap ? b->cap * 2 : 64;
    while (cap - b->n < n) cap *= 2;
    b->p = mk_arena_grow(b->arena, b->p, b->cap, cap);
    b->cap = cap;
}

void mk_buf_int(mk_buf *b, int64_t v)
{
    static const char pair[] = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
                               "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    enum { LONGEST = 24 };
    char t[2 * LONGEST] = { 0 }, *e = t + LONGEST, *p = e;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    for (; u >= 100; u /= 100) memcpy(p -= 2, pair + 2 * (u % 100), 2);            /* half the divisions, each of which waits for the one before */
    if (u >= 10) memcpy(p -= 2, pair + 2 * u, 2);
    else *--p = (char)('0' + u);
    if (v < 0) *--p = '-';
    memcpy(mk_buf_room(b, LONGEST), p, LONGEST);        /* always so many: quicker than to count them */
    b->n += (size_t)(e - p);
}

void mk_buf_printf(mk_buf *b, const char *fmt, ...)
{
    va_list ap;
    for (size_t room = 128;;) {
        char *at = mk_buf_room(b, room);
        va_start(ap, fmt);
        int n = vsnprintf(at, room, fmt, ap);
        va_end(ap);
        if (n < 0) return;
        if ((size_t)n < room) { b->n += (size_t)n; return; }
        room = (size_t)n + 1;
    }
}

void mk_buf_utf8(mk_buf *b, uint32_t c)
{
    if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
    char *p = mk_buf_room(b, 4);
    if (c < 0x80) { p[0] = (char)c; b->n += 1; return; }
    if (c < 0x800) { p[0] = (char)(0xc0 | c >> 6); p[1] = (char)(0x80 | (c & 63)); b->n += 2; return; }
    if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12); p[1] = (char)(0x80 | (c >> 6 & 63)); p[2] = (char)(0x80 | (c & 63));
        b->n += 3;
        return;
    }
    p[0] = (char)(0xf0 | c >> 18); p[1] = (char)(0x80 | (c >> 12 & 63));
    p[2] = (char)(0x80 | (c >> 6 & 63)); p[3] = (char)(0x80 | (c & 63));
    b->n += 4;
}
