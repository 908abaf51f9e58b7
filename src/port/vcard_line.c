/* SPDX-License-Identifier: Apache-2.0 */
#include "vcard_line.h"
#include "buf.h"
#include "charset.h"
#include "clock.h"
#include "utf8.h"
#include "values.h"

bool mk_vcard_is(mk_str name, const char *what) { return mk_str_ieq(name, mk_str_of(what)); }

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Where the value begins: the first colon that no quote holds. */
static size_t colon(mk_str line)
{
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '"') quoted = !quoted;
        if (line.p[i] == ':' && !quoted) return i;
    }
    return line.n;
}

static bool says_quoted_printable(mk_str line)
{
    mk_str head = mk_str_sub(line, 0, colon(line));
    for (size_t i = 0; i + 16 <= head.n; i++)
        if (mk_str_ieq(mk_str_sub(head, i, i + 16), MK_S("QUOTED-PRINTABLE"))) return true;
    return false;
}

bool mk_vcard_soft(mk_str line) { return line.n && line.p[line.n - 1] == '=' && says_quoted_printable(line); }

/* RFC 2045, 6.7, into the charset that is named, or the one it looks like: old phones forget to say. */
static mk_str unquote(mk_arena *a, mk_str s, mk_str charset)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '=' && i + 2 < s.n && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0) {
            p[n++] = (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]));
            i += 2;
        } else if (s.p[i] != '=' || i + 1 < s.n) {
            p[n++] = s.p[i];
        }
    }
    mk_str bytes = { p, n };
    mk_charset c = MK_CS_UTF8;
    uint64_t bad = 0;
    if (!mk_charset_named(charset, &c) && !mk_utf8_valid(bytes)) c = mk_charset_of(bytes).charset;
    if (c == MK_CS_UTF8 && mk_utf8_valid(bytes)) return bytes;
    mk_buf out = mk_buf_on(a);
    mk_charset_decode(c, bytes, &out, &bad);
    return mk_buf_str(&out);
}

mk_vcard_line mk_vcard_line_of(mk_arena *a, mk_str line)
{
    mk_vcard_line v = { .group = MK_S(""), .name = MK_S(""), .type = MK_S(""), .value = MK_S("") };
    size_t at = colon(line), i = 0;
    if (at == line.n) return v;
    mk_buf type = mk_buf_on(a);
    mk_str charset = MK_S("");
    bool printable = false;
    v.value = mk_str_sub(line, at + 1, line.n);
    for (int part = 0; i <= at; part++) {
        bool quoted = false;
        size_t from = i;
        while (i < at && (quoted || line.p[i] != ';')) quoted ^= line.p[i++] == '"';
        mk_str one = mk_str_trim(mk_str_sub(line, from, i++));
        if (part == 0) {
            const char *dot = one.n ? memchr(one.p, '.', one.n) : NULL;
            if (dot) v.group = (mk_str){ one.p, (size_t)(dot - one.p) };
            v.name = dot ? mk_str_sub(one, (size_t)(dot - one.p) + 1, one.n) : one;
            continue;
        }
        const char *eq = one.n ? memchr(one.p, '=', one.n) : NULL;
        mk_str key = eq ? (mk_str){ one.p, (size_t)(eq - one.p) } : MK_S("TYPE"), value = eq ? mk_str_sub(one, key.n + 1, one.n) : one;
        if (value.n > 1 && value.p[0] == '"' && value.p[value.n - 1] == '"') value = mk_str_sub(value, 1, value.n - 1);
        bool encoding = mk_vcard_is(key, "ENCODING") || !eq;            /* 2.1 leaves the key out */
        if (mk_vcard_is(key, "CHARSET")) charset = value;
        else if (mk_vcard_is(key, "X-APPLE-OMIT-YEAR")) v.omits_year = true;
        else if (mk_vcard_is(key, "PREF")) v.preferred = true;
        else if (encoding && mk_vcard_is(value, "QUOTED-PRINTABLE")) printable = true;
        else if (encoding && (mk_vcard_is(value, "BASE64") || mk_vcard_is(value, "B"))) v.binary = true;
        else if (mk_vcard_is(key, "TYPE")) {
            mk_buf_c(&type, ',');
            mk_buf_str_add(&type, value);
        }
    }
    v.type = mk_buf_str(&type);
    for (size_t k = 0; k + 5 <= v.type.n && !v.preferred; k++) v.preferred = mk_str_ieq(mk_str_sub(v.type, k, k + 5), MK_S(",pref"));
    if (v.value.n > 5 && mk_str_ieq(mk_str_sub(v.value, 0, 5), MK_S("data:"))) v.binary = true;
    if (printable) v.value = unquote(a, v.value, charset);
    v.value = mk_without_nul(a, v.value);
    return v;
}

mk_str mk_vcard_text(mk_arena *a, mk_str s)
{
    char *p = mk_arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n) {
            i++;
            p[n++] = s.p[i] == 'n' || s.p[i] == 'N' ? '\n' : s.p[i];
        } else if (s.p[i] != '\r') {
            p[n++] = s.p[i];
        }
    }
    return mk_str_trim((mk_str){ p, n });
}

void mk_vcard_parts(mk_arena *a, mk_str value, mk_str ret[MK_VCARD_PARTS])
{
    size_t from = 0, k = 0;
    for (size_t i = 0; i < MK_VCARD_PARTS; i++) ret[i] = MK_S("");
    for (size_t i = 0; i <= value.n && k < MK_VCARD_PARTS; i++) {
        if (i < value.n && value.p[i] == '\\') { i++; continue; }
        if (i < value.n && value.p[i] != ';') continue;
        ret[k++] = mk_vcard_text(a, mk_str_sub(value, from, i));
        from = i + 1;
    }
}

bool mk_vcard_day(mk_str s, int *year, int *month, int *day)
{
    char d[9];
    size_t n = 0, i = 0;
    s = mk_str_trim(s);
    bool yearless = s.n > 2 && s.p[0] == '-' && s.p[1] == '-';
    for (i = yearless ? 2 : 0; i < s.n && n < 8 && s.p[i] != 'T' && s.p[i] != ' '; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') d[n++] = s.p[i];
        else if (s.p[i] != '-') return false;
    }
    if (n != (yearless ? 4 : 8)) return false;
    int v[8];
    for (size_t k = 0; k < n; k++) v[k] = d[k] - '0';
    *year = yearless ? 0 : v[0] * 1000 + v[1] * 100 + v[2] * 10 + v[3];
    *month = yearless ? v[0] * 10 + v[1] : v[4] * 10 + v[5];
    *day = yearless ? v[2] * 10 + v[3] : v[6] * 10 + v[7];
    return mk_day_valid(yearless ? 2000 : *year, *month, *day);
}
