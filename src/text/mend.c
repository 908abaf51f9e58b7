/* SPDX-License-Identifier: Apache-2.0
 * Text that came out wrong: stored in visual order, or decoded with the wrong charset. */
#include "charset_int.h"
#include "utf8.h"

/* Visual order ----------------------------------------------------------------------------------------------------- */

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

static bool is_latin(uint32_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= 0xc0 && c < 0x250 && c != 0xd7 && c != 0xf7);
}

/* Between two characters of a number or a Latin word it belongs to them. */
static bool is_joiner(uint32_t c) { return c < 0x80 && c && strchr(".,/:%-@_+'&", (int)c); }

/* Beside a digit it is part of the number (bidi class ET). */
static bool is_sign(uint32_t c) { return c == '%' || c == '$' || c == '#' || c == 0x20aa || c == 0x20ac || c == 0xa3; }

static uint32_t mirrored(uint32_t c)
{
    static const uint16_t pair[][2] = { { '(', ')' }, { '[', ']' }, { '{', '}' }, { '<', '>' }, { 0xab, 0xbb }, { 0x2039, 0x203a } };
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        if (c == pair[i][0]) return pair[i][1];
        if (c == pair[i][1]) return pair[i][0];
    }
    return c;
}

static void reverse(uint32_t *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

/* The end of the number or Latin word that begins at i; i itself when none does. *latin: there is a letter in it. */
static size_t word_end(const uint32_t *p, size_t n, size_t i, bool *latin)
{
    size_t from = i;
    *latin = false;
    while (i < n && is_sign(p[i])) i++;
    if (i == n || !(is_digit(p[i]) || (is_latin(p[i]) && i == from))) return from;
    for (;;) {
        while (i < n && (is_digit(p[i]) || is_latin(p[i]))) *latin |= is_latin(p[i++]);
        if (i + 1 < n && is_joiner(p[i]) && (is_digit(p[i + 1]) || is_latin(p[i + 1]))) i++;
        else break;
    }
    while (i < n && is_digit(p[i - 1]) && is_sign(p[i])) i++;
    return i;
}

mk_str mk_visual_to_logical(mk_arena *a, mk_str s)
{
    bool hebrew = false;
    for (size_t i = 0; i + 1 < s.n && !hebrew; i++)
        hebrew = (unsigned char)s.p[i] == 0xd7 && (unsigned char)s.p[i + 1] - 0x90u <= 0xaa - 0x90;
    if (!hebrew) return s;
    uint32_t *p = MK_NEWN(a, uint32_t, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; ) p[n++] = mk_utf8_next(s, &i);
    reverse(p, n);
    for (size_t i = 0; i < n; ) {
        bool latin, more;
        size_t end = word_end(p, n, i, &latin);
        if (end == i) {
            p[i] = mirrored(p[i]);
            i++;
            continue;
        }
        /* Words parted by one blank go together when one of two is Latin ("Coca Cola", "iPhone 12"); two numbers stay apart. */
        while (end + 1 < n && p[end] == ' ') {
            size_t next = word_end(p, n, end + 1, &more);
            if (next == end + 1 || !(latin || more)) break;
            end = next;
            latin = more;
        }
        reverse(p + i, end - i);
        i = end;
    }
    mk_buf out = mk_buf_on(a);
    mk_buf_room(&out, 3 * n);
    for (size_t i = 0; i < n; i++) mk_buf_utf8(&out, p[i]);
    return mk_buf_str(&out);
}

/* Wrong charset ---------------------------------------------------------------------------------------------------- */

/* The bytes that a one-byte charset would have for the text; false when it has none for some of it. */
static bool encode(mk_arena *a, mk_str s, mk_charset c, mk_str *ret)
{
    char *p = mk_arena_alloc(a, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; ) {
        int b = mk_charset_byte(c, mk_utf8_next(s, &i));
        if (b < 0) return false;
        p[n++] = (char)b;
    }
    *ret = (mk_str){ p, n };
    return true;
}

static bool has_hebrew(mk_str s)
{
    for (size_t i = 0; i < s.n; )
        if (mk_is_hebrew(mk_utf8_next(s, &i))) return true;
    return false;
}

/* "ÃºÃ¥Ã©Ã¬": every letter that is not ASCII is of E0-FA, they stand together, and never beside a Latin letter. */
static bool looks_like_1255(mk_str bytes)
{
    size_t letters = 0;
    for (size_t i = 0; i < bytes.n; ) {
        unsigned char c = (unsigned char)bytes.p[i];
        if (c < 0xc0) { i++; continue; }
        if (c < 0xe0 || c > 0xfa) return false;
        size_t at = i;
        while (i < bytes.n && (unsigned char)bytes.p[i] >= 0xe0 && (unsigned char)bytes.p[i] <= 0xfa) i++;
        if ((at && is_latin((unsigned char)bytes.p[at - 1])) || (i < bytes.n && is_latin((unsigned char)bytes.p[i]))) return false;
        if (i - at >= 2) letters += i - at;
    }
    return letters >= 2;
}

bool mk_charset_repair(mk_arena *a, mk_str s, mk_str *ret)
{
    size_t high = 0;
    for (size_t i = 0; i < s.n; i++) high += (unsigned char)s.p[i] >= 0x80;
    if (high < 2) return false;
    mk_str bytes;
    /* UTF-8 read as one byte each: no other text has only whole sequences */
    static const mk_charset wrong[] = { MK_CS_1255, MK_CS_1252 };
    for (int k = 0; k < 2; k++)
        if (encode(a, s, wrong[k], &bytes) && mk_utf8_valid(bytes) && has_hebrew(bytes)) {
            *ret = bytes;
            return true;
        }
    /* 1255 read as 1252 or Latin-1 */
    if (!has_hebrew(s) && encode(a, s, MK_CS_1252, &bytes) && looks_like_1255(bytes)) {
        mk_buf out = mk_buf_on(a);
        uint64_t bad = 0;
        mk_charset_decode(MK_CS_1255, bytes, &out, &bad);
        if (bad) return false;
        *ret = mk_buf_str(&out);
        return true;
    }
    return false;
}
