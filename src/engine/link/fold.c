/* SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"
#include "contact.h"
#include "name.h"
#include "utf8.h"

enum { SKIP = 255 };

static uint8_t ascii_symbol(unsigned char c)
{
    if (c >= 'a' && c <= 'z') return (uint8_t)(MK_SYM_LETTER + c - 'a');
    if (c >= 'A' && c <= 'Z') return (uint8_t)(MK_SYM_LETTER + c - 'A');
    if (c >= '0' && c <= '9') return (uint8_t)(MK_SYM_DIGIT + c - '0');
    if (c == '\'' || c == '"' || c == '`') return SKIP;
    return MK_SYM_BLANK;
}

static uint8_t wide_symbol(uint32_t c)
{
    static const uint8_t hebrew[27] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 12, 13, 13, 14, 15, 16, 16, 17, 17, 18, 19, 20, 21 };
    if (c < 0x80) return ascii_symbol((unsigned char)c);
    if (mk_is_hebrew(c)) return (uint8_t)(MK_SYM_HEBREW + hebrew[c - 0x5d0]);
    return (uint8_t)(MK_SYM_OTHER + (c * 2654435761u >> 20) % (MK_SYMS - MK_SYM_OTHER));
}

size_t mk_symbols_of(mk_arena *scratch, mk_str s, uint8_t out[MK_VALUE_MOST])
{
    size_t n = 0;
    bool plain = true;
    for (size_t i = 0; i < s.n && plain; i++) plain = (unsigned char)s.p[i] < 0x80;
    if (!plain) s = mk_fold_text(scratch, s);
    mk_str t = plain ? s : mk_fold_key(scratch, s);
    for (size_t i = 0; i < t.n && n < MK_VALUE_MOST; ) {
        uint32_t c = plain ? (unsigned char)t.p[i++] : mk_utf8_next(t, &i);
        const char *roman = c < 0x370 || c > 0x6ff || mk_is_hebrew(c) ? NULL : mk_roman(c);
        if (roman) {
            for (; *roman && n < MK_VALUE_MOST; roman++) out[n++] = ascii_symbol((unsigned char)*roman);
            continue;
        }
        uint8_t y = plain ? ascii_symbol((unsigned char)c) : wide_symbol(c);
        if (y == SKIP || (y == MK_SYM_BLANK && (n == 0 || out[n - 1] == MK_SYM_BLANK))) continue;
        out[n++] = y;
    }
    while (n && out[n - 1] == MK_SYM_BLANK) n--;
    return n;
}

bool mk_symbols_word(const uint8_t *sym, size_t n, size_t *at, size_t *ret_from, size_t *ret_to)
{
    while (*at < n && sym[*at] == MK_SYM_BLANK) ++*at;
    *ret_from = *at;
    while (*at < n && sym[*at] != MK_SYM_BLANK) ++*at;
    *ret_to = *at;
    return *ret_to > *ret_from;
}

uint32_t mk_symbols_set(const uint8_t *sym, size_t n)
{
    uint32_t set = 0;
    for (size_t i = 0; i < n; i++) set |= UINT32_C(1) << (sym[i] & 31);
    return set;
}

mk_str mk_symbols_text(const uint8_t *sym, size_t n, char out[2 * MK_VALUE_MOST])
{
    static const char *const hebrew[22] = { "א", "ב", "ג", "ד", "ה", "ו", "ז", "ח", "ט", "י", "כ", "ל", "מ", "נ", "ס", "ע", "פ", "צ", "ק", "ר", "ש", "ת" };
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (sym[i] >= MK_SYM_LETTER && sym[i] < MK_SYM_DIGIT) out[k++] = (char)('a' + sym[i] - MK_SYM_LETTER);
        else if (sym[i] >= MK_SYM_HEBREW && sym[i] < MK_SYM_BLANK) { memcpy(out + k, hebrew[sym[i] - MK_SYM_HEBREW], 2); k += 2; }
    }
    return (mk_str){ out, k };
}

uint32_t mk_symbols_sound(mk_arena *scratch, const uint8_t *sym, size_t n)
{
    char text[2 * MK_VALUE_MOST];
    mk_str bones = mk_name_skeleton(scratch, mk_symbols_text(sym, n, text));
    if (bones.n < 2) return 0;
    uint32_t h = (uint32_t)(mk_hash(7, bones) >> 32);
    return h ? h : 1;
}

uint64_t mk_link_phone(mk_arena *scratch, mk_str s)
{
    uint64_t v = 0;
    char d[20];
    size_t n = 0;
    bool plain = true, plus = s.n && s.p[0] == '+';
    for (size_t i = plus; i < s.n && plain; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9') { if (n == sizeof d) return 0; d[n++] = c; }
        else plain = c == '-' || c == ' ' || c == '(' || c == ')' || c == '.';
    }
    if (plain && s.n > 3 && s.p[s.n - 2] == '.') plain = false;
    const char *p = d;
    size_t k = n;
    if (k >= 11 && memcmp(p, "972", 3) == 0) { p += 3; k -= 3; }
    else if (plus) plain = false;
    if (k && *p == '0') { p++; k--; }
    if (plain && ((k == 9 && *p == '5') || (k == 8 && (*p == '3' || *p == '2')))) {        /* the usual writings */
        for (size_t i = 0; i < k; i++) v = v << 4 | (uint64_t)(p[i] - '0');
        return v | UINT64_C(0x972) << 4 * k;
    }
    mk_str e;
    mk_phone_kind kind;
    if (mk_phone_parse(scratch, s, &e, &kind)) {
        if (kind == MK_PHONE_SERVICE) return 0;
        for (size_t i = 0; i < e.n; i++)
            if (e.p[i] >= '0' && e.p[i] <= '9') v = v << 4 | (uint64_t)(e.p[i] - '0');
        return v;
    }
    n = 0;                              /* digits of another country's plan, however they are parted */
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9') { if (n == sizeof d) return 0; d[n++] = c; }
        else if (c == 'x' || c == 'X') break;           /* an extension */
    }
    if (n < 6 || n > 15) return 0;
    bool same = true;
    for (size_t i = 0; i < n; i++) { v = v << 4 | (uint64_t)(d[i] - '0'); same &= d[i] == d[0]; }
    return same ? 0 : v;
}

#define MK_ROLE(s) { s, sizeof s - 1 }
static bool is_role(const char *p, size_t n)
{
    static const mk_str role[] = { MK_ROLE("info"), MK_ROLE("office"), MK_ROLE("admin"), MK_ROLE("sales"), MK_ROLE("contact"), MK_ROLE("service"), MK_ROLE("support"), MK_ROLE("mail"),
        MK_ROLE("shop"), MK_ROLE("noreply"), MK_ROLE("no-reply"), MK_ROLE("test"), MK_ROLE("none"), MK_ROLE("na") };
    if (n > 8 || !memchr("ioascmnt", *p, 8)) return false;
    for (size_t i = 0; i < sizeof role / sizeof *role; i++)
        if (role[i].n == n && memcmp(role[i].p, p, n) == 0) return true;
    return false;
}

enum { MAIL_LONG = 128, MAIL_LOCAL = MK_VALUE_MOST - 12, AT_ONCE = 16, MARK = 61 };    /* MARK: what is neither a letter nor a figure */

static inline size_t whole(size_t n) { return (n + AT_ONCE - 1) & ~(size_t)(AT_ONCE - 1); }

/* The usual writing in small letters: most mails are. No branch on any letter, sixteen at a time; behind the text is room for as many. */
static bool mail_plain(mk_str s, char to[MAIL_LONG + AT_ONCE])
{
    uint8_t odd = 0;
    if (s.n >= MAIL_LONG) return false;
    memcpy(to, s.p, s.n);
    memset(to + s.n, 'a', AT_ONCE);
    for (size_t i = 0; i < whole(s.n); i++) {
        uint8_t c = (uint8_t)to[i];
        odd |= (uint8_t)(((uint8_t)(c - '!') > '~' - '!') | ((c | 1) == ';') | ((c | 2) == '>') | (c == ','));        /* : ; < > , */
        to[i] = (char)(c + ((uint8_t)(c - 'A') < 26 ? 32 : 0));
    }
    const char *at = memchr(to, '@', s.n), *end = to + s.n;
    return !odd && at && at > to && end[-1] != '.' && !memchr(at + 1, '@', (size_t)(end - at - 1)) && memchr(at, '.', (size_t)(end - at));
}

/* There are a multiple of sixteen to read, and room for as many. */
static void mail_symbols(const char *restrict p, size_t n, bool local, uint8_t *restrict out)
{
    for (size_t i = 0; i < whole(n); i++) {
        uint8_t c = (uint8_t)p[i], y = local & (c >= 0x80) ? (uint8_t)(MK_SYM_OTHER + c % 64) : MARK;
        y = (uint8_t)(c - '0') < 10 ? (uint8_t)(MK_SYM_DIGIT + c - '0') : y;
        out[i] = (uint8_t)(c - 'a') < 26 ? (uint8_t)(MK_SYM_LETTER + c - 'a') : y;
    }
}

size_t mk_link_mail(mk_arena *scratch, mk_str s, uint8_t out[MK_VALUE_MOST], bool *ret_weak)
{
    static const char gmail[1 + AT_ONCE] = "@gmail.com";
    char low[MAIL_LONG + AT_ONCE];
    uint8_t sym[MK_VALUE_MOST];
    size_t n = s.n, k = 0;
    if (!mail_plain(s, low)) {
        mk_str t;
        if (!mk_mail_parse(scratch, s, &t) || t.n >= MAIL_LONG) return 0;
        memset(low, 0, sizeof low);
        memcpy(low, t.p, n = t.n);
    }
    const char *at = memchr(low, '@', n), *plus = memchr(low + 1, '+', (size_t)(at - low - 1));
    mk_str local = { low, (size_t)((plus ? plus : at) - low) }, domain = { at, (size_t)(low + n - at) };
    *ret_weak = is_role(low, (size_t)(at - low));
    if (mk_str_eq(domain, MK_S("@googlemail.com"))) domain = mk_str_of(gmail);
    if (mk_str_eq(domain, MK_S("@gmail.com"))) {        /* there dots say nothing */
        for (size_t i = 0; i < local.n; i++)
            if (low[i] != '.') low[k++] = low[i];
        local.n = k;
    }
    if (local.n == 0) return 0;
    k = local.n < MAIL_LOCAL ? local.n : MAIL_LOCAL;
    mail_symbols(low, k, true, out);
    out[k++] = MK_SYM_AT;
    n = domain.n - 1 < MK_VALUE_MOST - k ? domain.n - 1 : MK_VALUE_MOST - k;
    mail_symbols(domain.p + 1, n, false, sym);
    memcpy(out + k, sym, n);
    return k + n;
}
