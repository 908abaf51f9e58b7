/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonw.h"
#include <endian.h>
#include <float.h>
#include <math.h>

static void before(mk_jsonw *w)
{
    if (w->after_key) { w->after_key = false; return; }
    uint64_t bit = UINT64_C(1) << w->depth;
    if (w->depth && (w->started & bit)) mk_buf_c(w->out, ',');
    w->started |= bit;
}

void mk_json_open(mk_jsonw *w, char bracket)
{
    before(w);
    mk_buf_c(w->out, bracket);
    if (w->depth < MK_JSON_DEPTH) w->depth++;
    uint64_t bit = UINT64_C(1) << w->depth;
    w->started &= ~bit;
    w->objects = bracket == '{' ? w->objects | bit : w->objects & ~bit;
}

void mk_json_close(mk_jsonw *w)
{
    mk_buf_c(w->out, w->objects & UINT64_C(1) << w->depth ? '}' : ']');
    if (w->depth) w->depth--;
}

/* Length of the valid UTF-8 sequence at p, 0 when it is not one. */
static size_t valid(const uint8_t *p, size_t n)
{
    if (p[0] < 0x80) return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf) return n > 1 && (p[1] & 0xc0) == 0x80 ? 2 : 0;
    if ((p[0] & 0xf0) == 0xe0) {
        if (n < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80) return 0;
        if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)) return 0;
        return 3;
    }
    if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        if (n < 4 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80 || (p[3] & 0xc0) != 0x80) return 0;
        if ((p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f)) return 0;
        return 4;
    }
    return 0;
}

size_t mk_json_utf8(const char *p, size_t n) { return n ? valid((const uint8_t *)p, n) : 0; }

static void escape(mk_buf *b, uint8_t c, bool broken)
{
    static const char hex[] = "0123456789abcdef";
    char *p = mk_buf_room(b, 6);
    if (broken) { memcpy(p, "\xef\xbf\xbd", 3); b->n += 3; return; }
    char letter = c == '"' || c == '\\' ? (char)c : c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : 0;
    p[0] = '\\';
    if (letter) { p[1] = letter; b->n += 2; return; }
    p[1] = 'u', p[2] = p[3] = '0', p[4] = hex[c >> 4], p[5] = hex[c & 15];
    b->n += 6;
}

/* The top bit of each byte of w that is zero. */
static inline uint64_t zeros(uint64_t w)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    return ~(((w & low) + low) | w | low);
}

/* How many of the n bytes at p need no second look: eight at a time, as far as they are plain ASCII and Hebrew letters, which are d6 or d7
 * and a byte of continuation. A page is mostly that. */
static size_t plain(const uint8_t *p, size_t n)
{
    const uint64_t one = UINT64_C(0x0101010101010101), top = one << 7;
    size_t i = 0;
    while (i + 8 <= n) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        w = le64toh(w);
        if (zeros(w & one * 0xe0) | zeros(w ^ one * '"') | zeros(w ^ one * '\\')) return i;
        uint64_t lead = zeros((w & one * 0xfe) ^ one * 0xd6), follows = zeros((w & one * 0xc0) ^ one * 0x80);
        if ((w & top) != (lead | follows) || follows != lead << 8) return i;
        i += lead >> 63 ? 7 : 8;        /* a letter that begins in the last byte is left to the next eight */
    }
    return i;
}

static void quoted(mk_buf *b, mk_str s)
{
    const uint8_t *p = (const uint8_t *)s.p;
    size_t from = 0, i = plain(p, s.n);
    mk_buf_room(b, s.n + 2);
    mk_buf_c(b, '"');
    while (i < s.n) {
        uint8_t c = p[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') { i++; continue; }
        size_t len = c >= 0x80 ? valid(p + i, s.n - i) : 0;
        if (len) { i += len; continue; }
        mk_buf_add(b, p + from, i - from);
        escape(b, c, c >= 0x80);
        from = ++i;
        i += plain(p + i, s.n - i);
    }
    mk_buf_add(b, p + from, s.n - from);
    mk_buf_c(b, '"');
}

void mk_json_key_str(mk_jsonw *w, mk_str key)
{
    before(w);
    quoted(w->out, key);
    mk_buf_c(w->out, ':');
    w->after_key = true;
}

char *mk_json_key_room(mk_jsonw *w, size_t n)
{
    before(w);
    char *p = mk_buf_room(w->out, n);
    w->out->n += n;
    w->after_key = true;
    return p;
}

void mk_json_str(mk_jsonw *w, mk_str s) { before(w); quoted(w->out, s); }
void mk_json_int(mk_jsonw *w, int64_t v) { before(w); mk_buf_int(w->out, v); }
void mk_json_bool(mk_jsonw *w, bool v) { mk_json_raw(w, v ? MK_S("true") : MK_S("false")); }
void mk_json_null(mk_jsonw *w) { mk_json_raw(w, MK_S("null")); }
void mk_json_raw(mk_jsonw *w, mk_str json) { before(w); mk_buf_str_add(w->out, json); }

/* Decimals of at most 15 digits, which are nearly all that people write: v is n / 10^k for a whole n below 10^15. Both are exact
 * then, so one division gives the number nearest to that decimal, and it reads back as v if it is v. v * 10^k is off by less than
 * a quarter, so n is the only candidate, and the smallest k gives the shortest. */
static bool decimal(mk_buf *b, double v)
{
    static const double ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19 };
    double m = fabs(v);
    if (m < 1e-4 || m >= 1e15) return v == 0 && !signbit(v) ? mk_buf_c(b, '0'), true : false;
    for (int k = 0; k < (int)(sizeof ten / sizeof *ten); k++) {
        double n = rint(m * ten[k]);
        if (n >= 1e15) return false;
        if (n / ten[k] != m) continue;
        char t[40], *e = t + sizeof t, *p = e;
        uint64_t u = (uint64_t)n;
        for (int i = 0; i < k; i++, u /= 10) *--p = (char)('0' + u % 10);
        if (k) *--p = '.';
        do *--p = (char)('0' + u % 10); while (u /= 10);
        if (v < 0) *--p = '-';
        mk_buf_add(b, p, (size_t)(e - p));
        return true;
    }
    return false;
}

void mk_json_real(mk_jsonw *w, double v)
{
    if (!isfinite(v)) { mk_json_null(w); return; }
    before(w);
    if (decimal(w->out, v)) return;
    char t[40];
    double m = fabs(v), back = NAN;
    /* Whatever has fewer than 15 digits is printed with them by 15; only below DBL_MIN there are not as many to be had. 17 always do. */
    for (int prec = m < DBL_MIN ? 1 : m < 1e-4 || m >= 1e15 ? 15 : 16; prec <= 17 && back != v; prec++) {   /* makir runs in the C locale for numbers: app/main.c */
        snprintf(t, sizeof t, "%.*g", prec, v);
        if (prec < 17 && !mk_str_real(mk_str_of(t), &back)) back = NAN;
    }
    mk_buf_str_add(w->out, mk_str_of(t));
}

void mk_json_near(mk_jsonw *w, double v) { mk_json_real(w, fabs(v) < 1e8 ? rint(v * 1e6) / 1e6 + 0.0 : v); }
