/* SPDX-License-Identifier: Apache-2.0
 * Hyyro 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances"; Winkler 1990. */
#include "compare_int.h"
#include "fold.h"

unsigned mk_sym_osa(const uint8_t *x, size_t n, const uint8_t *y, size_t m)
{
    if (n == 0 || m == 0) return (unsigned)(n + m);
    uint64_t mask[MK_SYMS];
    for (size_t j = 0; j < m; j++) mask[y[j]] = 0;
    for (size_t i = 0; i < n; i++) mask[x[i]] = 0;
    for (size_t i = 0; i < n; i++) mask[x[i]] |= UINT64_C(1) << i;
    uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0, last = UINT64_C(1) << (n - 1);
    unsigned score = (unsigned)n;
    for (size_t j = 0; j < m; j++) {
        uint64_t pm = mask[y[j]];
        uint64_t tr = ((~d0 & pm) << 1) & before;
        d0 = (((pm & vp) + vp) ^ vp) | pm | vn | tr;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        score += (hp & last) != 0;
        score -= (hn & last) != 0;
        hp = hp << 1 | 1;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        before = pm;
    }
    return score;
}

double mk_sym_jw(const uint8_t *x, size_t n, const uint8_t *y, size_t m)
{
    if (n == 0 || m == 0) return 0;
    if (n < m || (n == m && memcmp(x, y, n) > 0)) {     /* which letters are taken for common can depend on who comes first */
        const uint8_t *t = x;
        x = y;
        y = t;
        size_t k = n;
        n = m;
        m = k;
    }
    uint64_t mask[MK_SYMS];
    for (size_t i = 0; i < n; i++) mask[x[i]] = 0;
    for (size_t j = 0; j < m; j++) mask[y[j]] = 0;
    for (size_t j = 0; j < m; j++) mask[y[j]] |= UINT64_C(1) << j;
    size_t longest = n > m ? n : m, reach = longest / 2 ? longest / 2 - 1 : 0;
    uint64_t taken_x = 0, taken_y = 0;
    for (size_t i = 0; i < n; i++) {
        size_t from = i > reach ? i - reach : 0, to = i + reach + 1;
        uint64_t window = (to >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << to) - 1) & ~(from >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << from) - 1);
        uint64_t hit = mask[x[i]] & window & ~taken_y;
        if (!hit) continue;
        taken_y |= hit & -hit;
        taken_x |= UINT64_C(1) << i;
    }
    int k = __builtin_popcountll(taken_x);
    if (k == 0) return 0;
    int half = 0;
    for (uint64_t a = taken_x, b = taken_y; a; a &= a - 1, b &= b - 1) half += x[__builtin_ctzll(a)] != y[__builtin_ctzll(b)];
    double c = k, jaro = (c / (double)n + c / (double)m + (c - half / 2) / c) / 3;
    size_t prefix = 0;
    while (prefix < 4 && prefix < n && prefix < m && x[prefix] == y[prefix]) prefix++;
    return jaro + .1 * (double)prefix * (1 - jaro);
}

bool mk_sym_words_meet(const uint8_t *x, size_t n, const uint8_t *y, size_t m)
{
    if (!memchr(x, MK_SYM_BLANK, n) && !memchr(y, MK_SYM_BLANK, m)) return false;
    size_t i = 0, a, b;
    while (mk_symbols_word(x, n, &i, &a, &b)) {
        size_t j = 0, c, d;
        while (b - a > 1 && mk_symbols_word(y, m, &j, &c, &d))
            if (d - c == b - a && memcmp(x + a, y + c, b - a) == 0) return true;
    }
    return false;
}
