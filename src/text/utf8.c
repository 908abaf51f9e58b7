/* SPDX-License-Identifier: Apache-2.0
 * Folding goes two ways. Most text of a shop here is ASCII, Hebrew and a few typographic marks: that is folded byte by byte.
 * Anything else takes the long way through utf8proc (decompose, map, compose). Both end in the same `sink`. */
#include "utf8.h"
#include <utf8proc.h>
#include "buf.h"

uint32_t mk_utf8_next(mk_str s, size_t *i)
{
    const unsigned char *p = (const unsigned char *)s.p + *i;
    size_t left = s.n - *i;
    uint32_t c = p[0];
    *i += 1;
    if (c < 0x80) return c;
    if (c < 0xc2 || c > 0xf4) return 0xfffd;
    if (c < 0xe0) {
        if (left < 2 || (p[1] & 0xc0) != 0x80) return 0xfffd;
        *i += 1;
        return (c & 31) << 6 | (p[1] & 63);
    }
    if (c < 0xf0) {
        if (left < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80) return 0xfffd;
        c = (c & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
        if (c < 0x800 || (c >= 0xd800 && c < 0xe000)) return 0xfffd;
        *i += 2;
        return c;
    }
    if (left < 4 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80 || (p[3] & 0xc0) != 0x80) return 0xfffd;
    c = (c & 7) << 18 | (uint32_t)(p[1] & 63) << 12 | (uint32_t)(p[2] & 63) << 6 | (p[3] & 63);
    if (c < 0x10000 || c > 0x10ffff) return 0xfffd;
    *i += 3;
    return c;
}

bool mk_utf8_valid(mk_str s)
{
    size_t i = 0;
    while (i < s.n) {
        uint64_t w;
        if (s.n - i >= 8 && (memcpy(&w, s.p + i, 8), (w & UINT64_C(0x8080808080808080)) == 0)) {
            i += 8;
            continue;
        }
        size_t at = i;
        uint32_t c = mk_utf8_next(s, &i);
        if (c == 0xfffd && i - at == 1) return false;      /* written as such it has three bytes */
    }
    return true;
}

mk_str mk_utf8_first(mk_str s, size_t n)
{
    size_t i = 0;
    while (n-- && i < s.n) mk_utf8_next(s, &i);
    return mk_str_sub(s, 0, i);
}

/* Mapping ---------------------------------------------------------------------------------------------------------- */

enum { DROP = 0, HARD = UINT32_MAX };           /* nothing is left of it; not known here */

/* What becomes of a code point of the blocks that need no tables of Unicode. */
static uint32_t map_easy(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'A' && c <= 'Z') return c + 32;
        if (c <= ' ' || c == 0x7f || c == '-') return ' ';
        return c == '`' ? '\'' : c;
    }
    if (mk_is_hebrew(c)) return c;
    if (c >= 0x591 && c <= 0x5f4) {
        switch (c) {
        case 0x5be: return ' ';                 /* maqaf */
        case 0x5c0: return '|';
        case 0x5c3: return ':';
        case 0x5c6: case 0x5eb: case 0x5ec: case 0x5ed: case 0x5ee: case 0x5ef: return HARD;
        case 0x5f0: case 0x5f1: case 0x5f2: return HARD;    /* ligatures grow */
        case 0x5f3: return '\'';
        case 0x5f4: return '"';
        default: return c < 0x5c8 ? DROP : HARD;
        }
    }
    if (c >= 0x2000 && c < 0x2070) {
        if (c <= 0x200a || (c >= 0x2010 && c <= 0x2015) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f) return ' ';
        if (c <= 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)) return DROP;
        if ((c >= 0x2018 && c <= 0x201b) || c == 0x2032 || c == 0x2035) return '\'';
        if ((c >= 0x201c && c <= 0x201f) || c == 0x2033 || c == 0x2036) return '"';
        return HARD;
    }
    switch (c) {
    case 0xa0: return ' ';
    case 0xad: case 0xfeff: return DROP;
    case 0xb4: case 0x2b9: case 0x2bb: case 0x2bc: case 0x2bd: return '\'';
    case 0xab: case 0xbb: case 0x2ba: return '"';
    case 0x20aa: return c;                      /* new shekel sign */
    default: return HARD;
    }
}

/* What becomes of a code point that is decomposed and case folded already. */
static uint32_t map_hard(uint32_t c)
{
    uint32_t easy = map_easy(c);
    if (easy != HARD) return easy;
    switch (c) {                                /* letters with a stroke have no decomposition, but people leave it out */
    case 0xf8: return 'o';
    case 0x111: case 0xf0: return 'd';
    case 0x142: return 'l';
    case 0x131: return 'i';
    case 0x127: return 'h';
    case 0x2044: return '/';                    /* of one half and its kin */
    default: break;
    }
    /* Marks of alphabets that can be read without them. Where marks are vowels (India, Thailand) they stay. */
    if ((c >= 0x300 && c < 0x370) || (c >= 0x483 && c < 0x48a) || (c >= 0x610 && c < 0x61b) || (c >= 0x64b && c < 0x660) ||
        c == 0x670 || (c >= 0x1ab0 && c < 0x1b00) || (c >= 0x1dc0 && c < 0x1e00) || (c >= 0x20d0 && c < 0x2100) ||
        (c >= 0xfe00 && c < 0xfe10) || (c >= 0xfe20 && c < 0xfe30) || c == 0xfb1e)
        return DROP;
    switch (utf8proc_category((int32_t)c)) {
    case UTF8PROC_CATEGORY_CF: return DROP;
    case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_ZS: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PD: return ' ';
    default: return c == 0x2212 ? ' ' : c;      /* minus sign */
    }
}

/* Output: blanks squeezed and trimmed, two apostrophes made gershayim. */
typedef struct sink { char *p; size_t n; bool gap; } sink;

static inline void put_byte(sink *o, char c)
{
    if (c == ' ') {
        o->gap = o->n > 0;
        return;
    }
    if (o->gap) {
        o->p[o->n++] = ' ';
        o->gap = false;
    } else if (c == '\'' && o->n && o->p[o->n - 1] == '\'') {
        o->p[o->n - 1] = '"';
        return;
    }
    o->p[o->n++] = c;
}

static void put(sink *o, uint32_t c)
{
    if (c < 0x80) {
        put_byte(o, (char)c);
        return;
    }
    if (o->gap) o->p[o->n++] = ' ';
    o->gap = false;
    o->n += (size_t)utf8proc_encode_char((int32_t)c, (utf8proc_uint8_t *)o->p + o->n);
}

/* Folding ---------------------------------------------------------------------------------------------------------- */

/* The long way. */
static mk_str fold_hard(mk_arena *a, mk_str s)
{
    /* first what decomposition would spoil (an acute accent would become a blank), and bytes that are not UTF-8 */
    mk_buf in = mk_buf_on(a);
    for (size_t i = 0; i < s.n; ) {
        uint32_t c = mk_utf8_next(s, &i), m = map_easy(c);
        if (c == 0x5f0 || c == 0x5f1 || c == 0x5f2 || c == 0xfb1f) {
            mk_buf_str_add(&in, c == 0x5f0 ? MK_S("וו") : c == 0x5f1 ? MK_S("וי") : MK_S("יי"));
        } else if (m == HARD) {
            mk_buf_utf8(&in, c);
        } else if (m != DROP) {
            mk_buf_utf8(&in, m);
        }
    }
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    const utf8proc_uint8_t *from = (const utf8proc_uint8_t *)mk_buf_str(&in).p;
    utf8proc_ssize_t n = utf8proc_decompose(from, (utf8proc_ssize_t)in.n, NULL, 0, how);
    if (n <= 0) return (mk_str){ "", 0 };
    utf8proc_int32_t *cp = MK_NEWN(a, utf8proc_int32_t, n + 1);     /* one more: utf8proc ends it with a zero */
    n = utf8proc_decompose(from, (utf8proc_ssize_t)in.n, cp, n, how);
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        uint32_t c = (uint32_t)cp[i];
        uint32_t m = map_hard(c);
        if (m != DROP) cp[kept++] = (int32_t)m;
    }
    n = utf8proc_normalize_utf32(cp, kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    sink o = { mk_arena_alloc(a, 5 * (size_t)(n > 0 ? n : 0) + 1), 0, false };
    for (utf8proc_ssize_t i = 0; i < n; i++) put(&o, (uint32_t)cp[i]);
    return (mk_str){ o.p, o.n };
}

static mk_str fold(mk_arena *a, mk_str s)
{
    sink o = { mk_arena_alloc(a, s.n + 1), 0, false };
    for (size_t i = 0; i < s.n; ) {
        unsigned char b = (unsigned char)s.p[i];
        if (b < 0x80) {
            put_byte(&o, (char)map_easy(b));
            i++;
        } else if (b == 0xd7 && i + 1 < s.n && (unsigned char)s.p[i + 1] - 0x90u <= 0xaa - 0x90) {
            if (o.gap) o.p[o.n++] = ' ';
            o.gap = false;
            o.p[o.n++] = s.p[i];
            o.p[o.n++] = s.p[i + 1];
            i += 2;
        } else {
            uint32_t m = map_easy(mk_utf8_next(s, &i));
            if (m == HARD) return fold_hard(a, s);
            if (m != DROP) put(&o, m);
        }
    }
    return (mk_str){ o.p, o.n };
}

mk_str mk_fold_text(mk_arena *a, mk_str s) { return fold(a, s); }

static bool kept_in_key(uint32_t c)
{
    switch (utf8proc_category((int32_t)c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
    }
}

mk_str mk_fold_key(mk_arena *a, mk_str s)
{
    mk_str f = fold(a, s);
    char *p = f.n ? mk_arena_alloc(a, f.n) : NULL;
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < f.n; ) {
        unsigned char b = (unsigned char)f.p[i], c;
        size_t len = 1;
        if (b < 0x80) {
            if (b == ' ') gap = n > 0;
            if (!((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9'))) { i++; continue; }
        } else if (b == 0xd7 && (c = (unsigned char)f.p[i + 1]) >= 0x90 && c <= 0xaa) {
            if (c == 0x9a || c == 0x9d || c == 0x9f || c == 0xa3 || c == 0xa5) c++;     /* the final form comes before the plain one */
            i += 2;
            bool again = !gap && n >= 2 && (unsigned char)p[n - 1] == c && (unsigned char)p[n - 2] == 0xd7;
            if (again && (c == 0x95 || c == 0x99)) continue;
            if (gap) p[n++] = ' ';
            gap = false;
            p[n++] = (char)0xd7;
            p[n++] = (char)c;
            continue;
        } else {
            size_t at = i;
            uint32_t cp = mk_utf8_next(f, &i);
            len = i - at;
            i = at;
            if (!kept_in_key(cp)) { i += len; continue; }
        }
        if (gap) p[n++] = ' ';
        gap = false;
        memcpy(p + n, f.p + i, len);
        n += len;
        i += len;
    }
    return (mk_str){ n ? p : "", n };
}

/* Cf but the joiners, which Persian and Indian names are written with. */
static bool unseen(uint32_t c)
{
    return (c >= 0x200b && c <= 0x200f && c != 0x200c && c != 0x200d) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x61c || c == 0xad;
}

mk_str mk_shown(mk_arena *a, mk_str s)
{
    bool plain = true;
    for (size_t i = 0; i < s.n && plain;) {
        uint32_t c = mk_utf8_next(s, &i);
        plain = c >= ' ' && c != 0x7f && !unseen(c);
    }
    if (plain) return mk_str_trim(s);
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0, from = 0; i < s.n; from = i) {
        uint32_t c = mk_utf8_next(s, &i);
        if (c < ' ' || c == 0x7f) p[n++] = ' ';
        else if (!unseen(c)) memcpy(p + n, s.p + from, i - from), n += i - from;
    }
    return mk_str_trim((mk_str){ p, n });
}
