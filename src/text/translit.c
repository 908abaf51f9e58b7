/* SPDX-License-Identifier: Apache-2.0
 * Tokens as letters of one script, and how they sound. */
#include "translit.h"
#include "hash.h"
#include "name.h"
#include "utf8.h"

enum { GERESH = 23 };

mk_translit mk_translit_of(mk_str token)
{
    static const uint8_t hebrew[27] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 13, 13, 14, 14, 15, 16, 17, 17, 18, 18, 19, 20, 21, 22 };
    mk_translit t = { .script = MK_SCRIPT_NONE };
    for (size_t i = 0; i < token.n; ) {
        uint32_t c = mk_utf8_next(token, &i);
        mk_script s = mk_is_hebrew(c) ? MK_SCRIPT_HEBREW : c >= 'a' && c <= 'z' ? MK_SCRIPT_LATIN : c > 127 ? MK_SCRIPT_OTHER : MK_SCRIPT_NONE;
        bool geresh = c == '\'' && t.script == MK_SCRIPT_HEBREW;
        if (s == MK_SCRIPT_NONE && !geresh) continue;
        if (s != MK_SCRIPT_NONE && t.script != MK_SCRIPT_NONE && s != t.script) return (mk_translit){ .script = MK_SCRIPT_OTHER };
        if (t.n == MK_TRANSLIT_MOST) return (mk_translit){ .script = MK_SCRIPT_OTHER };
        if (s != MK_SCRIPT_NONE) t.script = (uint8_t)s;
        t.p[t.n++] = geresh ? GERESH : s == MK_SCRIPT_HEBREW ? hebrew[c - 0x5d0] : s == MK_SCRIPT_LATIN ? (uint8_t)(c - 'a' + 1) : 0;
    }
    return t;
}

/* Until a model is learnt, one class of letters for both scripts. */
static mk_str skeleton(const mk_translit *x, char out[2 * MK_TRANSLIT_MOST])
{
    static const char he[24] = " -BGD--SKT-KLMNS-PSKRST ", la[28] = " -BKD-PGK-GKLMN-PKRST-BBK-S";
    size_t n = 0;
    for (int i = 0; i < x->n; i++) {
        char c = x->script == MK_SCRIPT_HEBREW ? he[x->p[i]] : la[x->p[i]];
        if (c != '-' && c != ' ' && (n == 0 || out[n - 1] != c)) out[n++] = c;
    }
    return (mk_str){ out, n };
}

float mk_translit_score(const mk_translit *x, const mk_translit *y)
{
    char a[2 * MK_TRANSLIT_MOST], b[2 * MK_TRANSLIT_MOST];
    if (x->script == y->script || x->script == MK_SCRIPT_OTHER || y->script == MK_SCRIPT_OTHER || x->n == 0 || y->n == 0) return MK_TRANSLIT_NONE;
    mk_str s = skeleton(x, a), t = skeleton(y, b);
    return mk_str_eq(s, t) ? 3 + (float)s.n : -3;
}

float mk_translit_same(const mk_translit *x, const mk_translit *y) { return mk_translit_score(x, y) > 5 ? 0.95f : 0; }

bool mk_translit_initial(const mk_translit *x, const mk_translit *y)
{
    char a[2 * MK_TRANSLIT_MOST], b[2 * MK_TRANSLIT_MOST];
    mk_str s = skeleton(x, a), t = skeleton(y, b);
    return s.n && t.n && s.p[0] == t.p[0];
}

mk_sounds mk_sounds_of(const mk_translit *x)
{
    char a[2 * MK_TRANSLIT_MOST];
    mk_sounds s = { 0 };
    if (x->n && x->script != MK_SCRIPT_OTHER) s.key[s.n++] = mk_hash(3, skeleton(x, a));
    return s;
}
