/* SPDX-License-Identifier: Apache-2.0
 * Tokens as letters of one script, and the sum over all ways to cut one of them into what the letters of the other are written as. */
#include <math.h>
#include "translit_int.h"
#include "utf8.h"

mk_translit mk_translit_of(mk_str token)
{
    static const uint8_t hebrew[27] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 13, 13, 14, 14, 15, 16, 17, 17, 18, 18, 19, 20, 21, 22 };
    mk_translit t = { .script = MK_SCRIPT_NONE }, none = { .script = MK_SCRIPT_OTHER };
    for (size_t i = 0; i < token.n; ) {
        uint32_t c = mk_utf8_next(token, &i), second = 0;
        if (c == 0xe6 || c == 0x153) second = 'e', c = c == 0xe6 ? 'a' : 'o';
        if (c == 0xfe) second = 'h', c = 't';
        mk_script s = mk_is_hebrew(c) ? MK_SCRIPT_HEBREW : c >= 'a' && c <= 'z' ? MK_SCRIPT_LATIN : c > 127 ? MK_SCRIPT_OTHER : MK_SCRIPT_NONE;
        bool geresh = c == '\'' && t.script == MK_SCRIPT_HEBREW;
        if (s == MK_SCRIPT_NONE && !geresh) continue;
        if (s == MK_SCRIPT_OTHER || (s && t.script && s != t.script) || t.n + 1 >= MK_TRANSLIT_MOST) return none;
        if (s) t.script = (uint8_t)s;
        t.p[t.n++] = geresh ? MK_GERESH : s == MK_SCRIPT_HEBREW ? hebrew[c - 0x5d0] : (uint8_t)(c - 'a' + 1);
        if (second) t.p[t.n++] = (uint8_t)(second - 'a' + 1);
    }
    return t;
}

/* row[j]: likelihood of all that was read so far of x being written as the first j letters of y. */
float mk_net_forward(const mk_translit_model *m, const mk_net *net, const mk_translit_profile *of_x, const mk_translit *x, const mk_translit *y)
{
    enum { PAD = MK_NET_LONGEST };
    float rows[2][PAD + MK_TRANSLIT_MOST + 1] = { 0 };
    uint8_t one[MK_TRANSLIT_MOST + 1], two[MK_TRANSLIT_MOST + 1], three[MK_TRANSLIT_MOST + 1];
    float *before = rows[0] + PAD, *here = rows[1] + PAD;
    int n = x->n, k = y->n;
    for (int j = 1; j <= k; j++) {
        one[j] = net->one[y->p[j - 1]];
        two[j] = j > 1 ? net->two[y->p[j - 2]][y->p[j - 1]] : MK_NET_NONE;
        three[j] = j > 2 ? net->three[y->p[j - 3]][y->p[j - 2]][y->p[j - 1]] : MK_NET_NONE;
    }
    before[0] = 1;
    for (int j = 1; j <= k; j++) before[j] = before[j - 1] * MK_NET_STRAY;
    for (int i = 0; i < n; i++) {
        const uint8_t *p = of_x->p + (size_t)i * (size_t)of_x->outputs;
        float nothing = m->step[p[0]];
        here[0] = before[0] * nothing;
        for (int j = 1; j <= k; j++) {
            float v = before[j] * nothing + before[j - 1] * m->step[p[one[j]]] + here[j - 1] * MK_NET_STRAY;
            if (two[j] != MK_NET_NONE) v += before[j - 2] * m->step[p[two[j]]];
            if (three[j] != MK_NET_NONE) v += before[j - 3] * m->step[p[three[j]]];
            here[j] = v;
        }
        float *free_row = before;
        before = here;
        here = free_row;
    }
    return before[k] > 0 ? logf(before[k]) : MK_TRANSLIT_NONE;
}

mk_translit_fit mk_translit_score(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px, const mk_translit *y,
                                  const mk_translit_profile *py)
{
    mk_translit_fit f = { MK_TRANSLIT_NONE, MK_TRANSLIT_NONE, MK_TRANSLIT_NONE };
    if (x->script == MK_SCRIPT_HEBREW) {
        const mk_translit *t = x;
        const mk_translit_profile *p = px;
        x = y, y = t, px = py, py = p;
    }
    if (x->script != MK_SCRIPT_LATIN || y->script != MK_SCRIPT_HEBREW || !px || !py) return f;
    f.to_hebrew = mk_net_forward(m, &m->from_latin, px, x, y);
    f.to_latin = mk_net_forward(m, &m->from_hebrew, py, y, x);
    f.score = f.to_hebrew + 1.5f * f.to_latin;
    return f;
}

mk_translit mk_translit_hebrew(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px)
{
    mk_translit r = { .script = MK_SCRIPT_HEBREW };
    const mk_net *net = &m->from_latin;
    if (x->script != MK_SCRIPT_LATIN || !px) return (mk_translit){ .script = MK_SCRIPT_NONE };
    for (int i = 0; i < x->n; i++) {
        const uint8_t *p = px->p + (size_t)i * (size_t)px->outputs;
        int best = 0;
        for (int s = 1; s < px->outputs; s++)
            if (p[s] < p[best]) best = s;
        for (int k = 0; k < net->length[best] && r.n < MK_TRANSLIT_MOST; k++) r.p[r.n++] = net->letters[best][k];
    }
    return r;
}

/* Measured by `meson test --benchmark translit`, which prints these numbers. */
float mk_translit_same(const mk_translit *x, const mk_translit *y, const mk_translit_fit *fit)
{
    int latin = x->script == MK_SCRIPT_LATIN ? x->n : y->n, hebrew = x->script == MK_SCRIPT_LATIN ? y->n : x->n;
    if (fit->to_hebrew < -60 || fit->to_latin < -60) return 0;
    float z = -2.0372f + 0.1993f * fit->to_hebrew + 0.1344f * fit->to_latin + 0.2062f * (float)latin + 0.5818f * (float)hebrew;
    return 1 / (1 + expf(-z));
}

/* Classes of first sounds: Hebrew letters and the Latin letters that may begin the same name. */
bool mk_translit_initial(const mk_translit *x, const mk_translit *y)
{
    static const char *const latin[24] = {
        "", "aeiou", "bv", "gj", "d", "h", "vwou", "z", "hck", "t", "yij", "kc", "l", "m", "n", "s", "aeiou", "pf", "tzcs", "kcq", "r", "sc", "t", "",
    };
    if (x->script == MK_SCRIPT_LATIN) {
        const mk_translit *t = x;
        x = y;
        y = t;
    }
    if (x->script != MK_SCRIPT_HEBREW || y->script != MK_SCRIPT_LATIN || x->n == 0 || y->n == 0) return false;
    return strchr(latin[x->p[0]], 'a' + y->p[0] - 1) != NULL;
}
