/* SPDX-License-Identifier: Apache-2.0
 * The tables are those of Unicode's MAPPINGS (VENDORS/MICSFT, ISO8859), with windows-1255 CA = U+05BA as browsers have it. */
#include "charset.h"
#include "charset_int.h"
#include "utf8.h"

/* Upper halves, 0x80 to 0xff; 0: the byte means nothing. */
static const uint16_t cp1255[128] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0,      0x2039, 0,      0,      0,      0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0,      0x203a, 0,      0,      0,      0,
    0x00a0, 0x00a1, 0x00a2, 0x00a3, 0x20aa, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00d7, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af,
    0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00f7, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf,
    0x05b0, 0x05b1, 0x05b2, 0x05b3, 0x05b4, 0x05b5, 0x05b6, 0x05b7, 0x05b8, 0x05b9, 0x05ba, 0x05bb, 0x05bc, 0x05bd, 0x05be, 0x05bf,
    0x05c0, 0x05c1, 0x05c2, 0x05c3, 0x05f0, 0x05f1, 0x05f2, 0x05f3, 0x05f4, 0,      0,      0,      0,      0,      0,      0,
    0x05d0, 0x05d1, 0x05d2, 0x05d3, 0x05d4, 0x05d5, 0x05d6, 0x05d7, 0x05d8, 0x05d9, 0x05da, 0x05db, 0x05dc, 0x05dd, 0x05de, 0x05df,
    0x05e0, 0x05e1, 0x05e2, 0x05e3, 0x05e4, 0x05e5, 0x05e6, 0x05e7, 0x05e8, 0x05e9, 0x05ea, 0,      0,      0x200e, 0x200f, 0,
};
static const uint16_t iso8859_8[128] = {
    0x0080, 0x0081, 0x0082, 0x0083, 0x0084, 0x0085, 0x0086, 0x0087, 0x0088, 0x0089, 0x008a, 0x008b, 0x008c, 0x008d, 0x008e, 0x008f,
    0x0090, 0x0091, 0x0092, 0x0093, 0x0094, 0x0095, 0x0096, 0x0097, 0x0098, 0x0099, 0x009a, 0x009b, 0x009c, 0x009d, 0x009e, 0x009f,
    0x00a0, 0,      0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00d7, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af,
    0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00f7, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0,
    0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,
    0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0x2017,
    0x05d0, 0x05d1, 0x05d2, 0x05d3, 0x05d4, 0x05d5, 0x05d6, 0x05d7, 0x05d8, 0x05d9, 0x05da, 0x05db, 0x05dc, 0x05dd, 0x05de, 0x05df,
    0x05e0, 0x05e1, 0x05e2, 0x05e3, 0x05e4, 0x05e5, 0x05e6, 0x05e7, 0x05e8, 0x05e9, 0x05ea, 0,      0,      0x200e, 0x200f, 0,
};
static const uint16_t cp862[128] = {
    0x05d0, 0x05d1, 0x05d2, 0x05d3, 0x05d4, 0x05d5, 0x05d6, 0x05d7, 0x05d8, 0x05d9, 0x05da, 0x05db, 0x05dc, 0x05dd, 0x05de, 0x05df,
    0x05e0, 0x05e1, 0x05e2, 0x05e3, 0x05e4, 0x05e5, 0x05e6, 0x05e7, 0x05e8, 0x05e9, 0x05ea, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192,
    0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510,
    0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567,
    0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
    0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6, 0x03b5, 0x2229,
    0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248, 0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};
static const uint16_t cp1252[128] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
    0x00a0, 0x00a1, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af,
    0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf,
    0x00c0, 0x00c1, 0x00c2, 0x00c3, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc, 0x00cd, 0x00ce, 0x00cf,
    0x00d0, 0x00d1, 0x00d2, 0x00d3, 0x00d4, 0x00d5, 0x00d6, 0x00d7, 0x00d8, 0x00d9, 0x00da, 0x00db, 0x00dc, 0x00dd, 0x00de, 0x00df,
    0x00e0, 0x00e1, 0x00e2, 0x00e3, 0x00e4, 0x00e5, 0x00e6, 0x00e7, 0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed, 0x00ee, 0x00ef,
    0x00f0, 0x00f1, 0x00f2, 0x00f3, 0x00f4, 0x00f5, 0x00f6, 0x00f7, 0x00f8, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x00fd, 0x00fe, 0x00ff,
};

static const uint16_t *table_of(mk_charset c)
{
    switch (c) {
    case MK_CS_1255: return cp1255;
    case MK_CS_8859_8: return iso8859_8;
    case MK_CS_862: return cp862;
    case MK_CS_1252: return cp1252;
    case MK_CS_UTF8: case MK_CS_UTF16LE: case MK_CS_UTF16BE: break;
    }
    return NULL;
}

int mk_charset_byte(mk_charset c, uint32_t cp)
{
    if (cp < 0x80) return (int)cp;
    if (mk_is_hebrew(cp)) return c == MK_CS_1252 ? -1 : (int)(cp - 0x5d0 + (c == MK_CS_862 ? 0x80 : 0xe0));
    const uint16_t *table = table_of(c);
    for (int i = 0; i < 128; i++)
        if (table[i] == cp) return 128 + i;
    /* Windows passes bytes that mean nothing as control characters of the same number */
    return cp < 0xa0 && table[cp - 0x80] == 0 ? (int)cp : -1;
}

/* Names ------------------------------------------------------------------------------------------------------------ */

const char *mk_charset_name(mk_charset c)
{
    switch (c) {
    case MK_CS_UTF8: return "utf-8";
    case MK_CS_UTF16LE: return "utf-16le";
    case MK_CS_UTF16BE: return "utf-16be";
    case MK_CS_1255: return "windows-1255";
    case MK_CS_8859_8: return "iso-8859-8";
    case MK_CS_862: return "cp862";
    case MK_CS_1252: return "windows-1252";
    }
    return "?";
}

bool mk_charset_named(mk_str name, mk_charset *ret)
{
    static const struct { const char *name; mk_charset charset; } known[] = {
        { "utf8", MK_CS_UTF8 }, { "utf8sig", MK_CS_UTF8 }, { "utf8bom", MK_CS_UTF8 }, { "unicode11utf8", MK_CS_UTF8 },
        { "ascii", MK_CS_UTF8 }, { "usascii", MK_CS_UTF8 },
        { "utf16", MK_CS_UTF16LE }, { "utf16le", MK_CS_UTF16LE }, { "ucs2", MK_CS_UTF16LE }, { "ucs2le", MK_CS_UTF16LE },
        { "unicode", MK_CS_UTF16LE }, { "utf16be", MK_CS_UTF16BE }, { "ucs2be", MK_CS_UTF16BE },
        { "windows1255", MK_CS_1255 }, { "win1255", MK_CS_1255 }, { "cp1255", MK_CS_1255 }, { "1255", MK_CS_1255 },
        { "xcp1255", MK_CS_1255 }, { "ms1255", MK_CS_1255 }, { "mshebr", MK_CS_1255 },
        { "iso88598", MK_CS_8859_8 }, { "iso88598i", MK_CS_8859_8 }, { "iso88598e", MK_CS_8859_8 }, { "88598", MK_CS_8859_8 },
        { "hebrew", MK_CS_8859_8 }, { "latinhebrew", MK_CS_8859_8 }, { "logical", MK_CS_8859_8 }, { "visual", MK_CS_8859_8 },
        { "cp862", MK_CS_862 }, { "ibm862", MK_CS_862 }, { "dos862", MK_CS_862 }, { "oem862", MK_CS_862 }, { "862", MK_CS_862 },
        { "pc862", MK_CS_862 }, { "pc862latinhebrew", MK_CS_862 },
        { "windows1252", MK_CS_1252 }, { "win1252", MK_CS_1252 }, { "cp1252", MK_CS_1252 }, { "1252", MK_CS_1252 },
        { "latin1", MK_CS_1252 }, { "iso88591", MK_CS_1252 }, { "ansi", MK_CS_1252 }, { "westerneurope", MK_CS_1252 },
    };
    char z[32];
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && !(c == '-' || c == '_' || c == ' ' || c == '.' || c == ':' || c == '(' || c == ')')) return false;
        if (!word) continue;
        if (n == sizeof z) return false;
        z[n++] = c;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mk_str_eqz((mk_str){ z, n }, known[i].name)) {
            *ret = known[i].charset;
            return true;
        }
    return false;
}

/* Detection -------------------------------------------------------------------------------------------------------- */

static bool ascii_letter(unsigned char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* Bytes of [from, to] that stand two or more together without a Latin letter beside them: Hebrew words. Those beside a Latin letter
 * are accented letters of western words; they count against. */
static int64_t hebrew_weight(mk_str s, unsigned char from, unsigned char to)
{
    int64_t weight = 0;
    for (size_t i = 0; i < s.n; ) {
        if ((unsigned char)s.p[i] < from || (unsigned char)s.p[i] > to) { i++; continue; }
        size_t at = i;
        while (i < s.n && (unsigned char)s.p[i] >= from && (unsigned char)s.p[i] <= to) i++;
        bool latin = (at && ascii_letter((unsigned char)s.p[at - 1])) || (i < s.n && ascii_letter((unsigned char)s.p[i]));
        if (latin) weight -= (int64_t)(i - at);
        else if (i - at >= 2) weight += (int64_t)(i - at);
    }
    return weight;
}

/* Valid UTF-8, but for a sequence that the end cuts. */
static bool utf8_but_for_the_end(mk_str s)
{
    size_t end = s.n;
    for (size_t back = 1; back <= 3 && back <= s.n; back++) {
        unsigned char c = (unsigned char)s.p[s.n - back];
        if ((c & 0xc0) == 0x80) continue;
        size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        if (want > back) end = s.n - back;
        break;
    }
    return mk_utf8_valid(mk_str_sub(s, 0, end));
}

/* Whether the pairs look like UTF-16 with the high byte at that place: nearly all are of the Latin or the Hebrew block. */
static bool utf16_pairs(mk_str s, size_t high)
{
    size_t pairs = s.n / 2, fit = 0, zero = 0;
    if (pairs < 2) return false;
    for (size_t i = 0; i < pairs; i++) {
        unsigned char h = (unsigned char)s.p[2 * i + high], l = (unsigned char)s.p[2 * i + 1 - high];
        zero += h == 0;
        fit += (h == 0 && l != 0) || h == 5 || (h == 0x20 && l != 0x20);
    }
    return zero > 0 && fit * 10 >= pairs * 9;
}

/* Hebrew words of two letters and more that begin with a final letter, against those that end with one. Piece by piece in a place of
 * fixed size, so that it needs no memory of anybody. */
static bool is_visual(mk_charset c, mk_str sample, size_t bom)
{
    enum { PIECE = 4096 };
    char room[3 * PIECE + 16];                  /* a byte becomes three at most */
    uint64_t bad = 0;
    size_t begin = 0, end = 0, run = 0;
    bool first_final = false, last_final = false, more = true;
    sample = mk_str_sub(sample, bom, bom + (64u << 10));
    while (more) {
        mk_buf text = { .p = room, .cap = sizeof room };
        size_t taken = mk_charset_decode(c, mk_str_sub(sample, 0, PIECE), &text, &bad);
        sample = mk_str_sub(sample, taken, sample.n);
        more = taken && sample.n;
        mk_str s = mk_buf_str(&text);
        for (size_t i = 0; i < s.n || (i == s.n && !more); ) {      /* at the very end the last word ends too */
            uint32_t cp = i < s.n ? mk_utf8_next(s, &i) : (i++, 0u);
            bool final = cp == 0x5da || cp == 0x5dd || cp == 0x5df || cp == 0x5e3 || cp == 0x5e5;
            if (mk_is_hebrew(cp)) {
                if (run++ == 0) first_final = final;
                last_final = final;
            } else {
                if (run >= 2) begin += first_final, end += last_final;
                run = 0;
            }
        }
    }
    return begin > end;
}

static mk_charset_guess guess(mk_str s)
{
    if (mk_str_starts(s, MK_S("\xef\xbb\xbf"))) return (mk_charset_guess){ MK_CS_UTF8, 3, false };
    if (mk_str_starts(s, MK_S("\xff\xfe"))) return (mk_charset_guess){ MK_CS_UTF16LE, 2, false };
    if (mk_str_starts(s, MK_S("\xfe\xff"))) return (mk_charset_guess){ MK_CS_UTF16BE, 2, false };
    if (utf16_pairs(s, 1)) return (mk_charset_guess){ MK_CS_UTF16LE, 0, false };
    if (utf16_pairs(s, 0)) return (mk_charset_guess){ MK_CS_UTF16BE, 0, false };
    if (utf8_but_for_the_end(s)) return (mk_charset_guess){ MK_CS_UTF8, 0, false };
    int64_t windows = hebrew_weight(s, 0xe0, 0xfa), dos = hebrew_weight(s, 0x80, 0x9a);
    if (windows <= 0 && dos <= 0) return (mk_charset_guess){ MK_CS_1252, 0, false };
    if (dos > windows) return (mk_charset_guess){ MK_CS_862, 0, false };
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        /* A4 is the shekel in 1255; in 8859-8 it is a sign that nobody uses, and 80-9F are control characters */
        if (c >= 0x80 && (c < 0xa0 || c == 0xa4 || iso8859_8[c - 0x80] == 0)) return (mk_charset_guess){ MK_CS_1255, 0, false };
    }
    return (mk_charset_guess){ MK_CS_8859_8, 0, false };
}

mk_charset_guess mk_charset_of(mk_str sample)
{
    mk_charset_guess g = guess(sample);
    g.visual = g.charset != MK_CS_1252 && is_visual(g.charset, sample, g.bom);
    return g;
}

/* Decoding --------------------------------------------------------------------------------------------------------- */

static size_t ascii_run(mk_str s, size_t i)
{
    size_t from = i;
    uint64_t w;
    while (s.n - i >= 8 && (memcpy(&w, s.p + i, 8), (w & UINT64_C(0x8080808080808080)) == 0)) i += 8;
    while (i < s.n && (unsigned char)s.p[i] < 0x80) i++;
    return i - from;
}

static size_t decode_table(const uint16_t *table, mk_str s, mk_buf *out, uint64_t *bad)
{
    char *to = mk_buf_room(out, 3 * s.n + 1), *p = to;      /* no code point of a table takes more than three bytes */
    for (size_t i = 0; i < s.n; ) {
        size_t run = ascii_run(s, i);
        memcpy(p, s.p + i, run);
        p += run;
        for (i += run; i < s.n && (unsigned char)s.p[i] >= 0x80; i++) {
            uint32_t c = table[(unsigned char)s.p[i] - 0x80];
            if (c == 0) c = 0xfffd, ++*bad;
            if (c < 0x800) {
                *p++ = (char)(0xc0 | c >> 6);
            } else {
                *p++ = (char)(0xe0 | c >> 12);
                *p++ = (char)(0x80 | (c >> 6 & 63));
            }
            *p++ = (char)(0x80 | (c & 63));
        }
    }
    out->n += (size_t)(p - to);
    return s.n;
}

static size_t decode_utf8(mk_str s, mk_buf *out, uint64_t *bad)
{
    size_t i = 0;
    while (i < s.n) {
        size_t run = ascii_run(s, i);
        if (run) mk_buf_add(out, s.p + i, run);
        i += run;
        while (i < s.n && (unsigned char)s.p[i] >= 0x80) {
            unsigned char b = (unsigned char)s.p[i];
            size_t at = i, want = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
            uint32_t c = mk_utf8_next(s, &i);
            if (c == 0xfffd && i - at == 1) {
                /* a beginning that only the end cuts belongs to the next part of the file */
                bool cut = b >= 0xc2 && b <= 0xf4 && s.n - at < want;
                for (size_t k = at + 1; cut && k < s.n; k++) cut = ((unsigned char)s.p[k] & 0xc0) == 0x80;
                if (cut) return at;
                ++*bad;
                mk_buf_utf8(out, 0xfffd);
            } else {
                mk_buf_add(out, s.p + at, i - at);
            }
        }
    }
    return i;
}

static size_t decode_utf16(mk_str s, bool big, mk_buf *out, uint64_t *bad)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    while (i + 2 <= s.n) {
        uint32_t c = big ? (uint32_t)p[i] << 8 | p[i + 1] : (uint32_t)p[i + 1] << 8 | p[i];
        if (c >= 0xd800 && c < 0xdc00) {
            if (i + 4 > s.n) break;
            uint32_t d = big ? (uint32_t)p[i + 2] << 8 | p[i + 3] : (uint32_t)p[i + 3] << 8 | p[i + 2];
            if (d >= 0xdc00 && d < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
                i += 2;
            } else {
                c = 0xfffd;
                ++*bad;
            }
        } else if (c >= 0xdc00 && c < 0xe000) {
            c = 0xfffd;
            ++*bad;
        }
        mk_buf_utf8(out, c);
        i += 2;
    }
    return i;
}

size_t mk_charset_decode(mk_charset c, mk_str bytes, mk_buf *out, uint64_t *bad)
{
    const uint16_t *table = table_of(c);
    if (table) return decode_table(table, bytes, out, bad);
    return c == MK_CS_UTF8 ? decode_utf8(bytes, out, bad) : decode_utf16(bytes, c == MK_CS_UTF16BE, out, bad);
}
