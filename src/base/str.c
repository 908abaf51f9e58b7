/* SPDX-License-Identifier: Apache-2.0 */
#include "str.h"
#include <locale.h>

int mk_str_cmp(mk_str a, mk_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool mk_str_ieq(mk_str a, mk_str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

bool mk_str_starts(mk_str s, mk_str prefix) { return s.n >= prefix.n && mk_str_eq(mk_str_sub(s, 0, prefix.n), prefix); }
bool mk_str_ends(mk_str s, mk_str suffix) { return s.n >= suffix.n && mk_str_eq(mk_str_sub(s, s.n - suffix.n, s.n), suffix); }

ptrdiff_t mk_str_find(mk_str s, mk_str what)
{
    if (what.n == 0) return 0;
    const char *at = s.n ? memmem(s.p, s.n, what.p, what.n) : NULL;
    return at ? at - s.p : -1;
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f' || c == 0; }

mk_str mk_str_trim(mk_str s)
{
    while (s.n && blank(s.p[0])) s.p++, s.n--;
    while (s.n && blank(s.p[s.n - 1])) s.n--;
    return s;
}

bool mk_str_int(mk_str s, int64_t *ret)
{
    bool neg = s.n && s.p[0] == '-';
    size_t i = neg || (s.n && s.p[0] == '+');
    if (i == s.n) return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        int d = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, d, &v)) return false;
    }
    /* counted downwards, because INT64_MIN has no positive twin */
    if (!neg && __builtin_sub_overflow((int64_t)0, v, &v)) return false;
    *ret = v;
    return true;
}

bool mk_str_real(mk_str s, double *ret)
{
    static locale_t c_locale;
    char z[64];
    if (s.n == 0 || s.n >= sizeof z) return false;
    memcpy(z, s.p, s.n);
    z[s.n] = 0;
    if (!c_locale) c_locale = newlocale(LC_ALL_MASK, "C", NULL); /* the same object whoever makes it first */
    char *end;
    double v = strtod_l(z, &end, c_locale);
    if (end != z + s.n) return false;
    *ret = v;
    return true;
}

bool mk_str_listed(mk_str list, const char *word)
{
    for (size_t i = 0, from = 0; i <= list.n; i++) {
        if (i < list.n && list.p[i] != ',') continue;
        if (mk_str_eqz(mk_str_trim(mk_str_sub(list, from, i)), word)) return true;
        from = i + 1;
    }
    return false;
}
