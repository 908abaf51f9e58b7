/* SPDX-License-Identifier: Apache-2.0
 * Distances by bits: a pattern says for each letter where it stands, one bit a place, and the other text is read letter by letter. What does
 * not fit a word (more than 64 letters, foreign alphabets) goes the plain way of the textbook, with rows on the stack. */
#include "distance.h"
#include "utf8.h"

enum { HEBREW = 1, LATIN = 23, DIGIT = 49, BLANK = 59, APOSTROPHE = 60, FOREIGN = 63, WORD = 64 };

/* Letters ---------------------------------------------------------------------------------------------------------- */

/* Hebrew code points 5d0..5ea to 1..22: the final forms stand right before the plain ones. */
static const uint8_t hebrew_letter[27] = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 12, 13, 13, 14, 14, 15, 16, 17, 17, 18, 18, 19, 20, 21, 22,
};

static uint8_t letter_of(uint32_t c)
{
    if (mk_is_hebrew(c)) return hebrew_letter[c - 0x5d0];
    if (c >= 'a' && c <= 'z') return (uint8_t)(LATIN + c - 'a');
    if (c >= '0' && c <= '9') return (uint8_t)(DIGIT + c - '0');
    if (c == ' ') return BLANK;
    if (c == '\'') return APOSTROPHE;
    return FOREIGN;
}

mk_letters mk_letters_of(mk_arena *a, mk_str folded)
{
    mk_letters l = { 0 };
    bool foreign = false;
    size_t most = folded.n < MK_LETTERS_MOST ? folded.n : MK_LETTERS_MOST;
    uint8_t *p = mk_arena_alloc(a, most + 1);
    for (size_t i = 0; i < folded.n && l.n < most; ) {
        uint8_t s = letter_of(mk_utf8_next(folded, &i));
        foreign |= s == FOREIGN;
        l.set |= UINT64_C(1) << s;
        p[l.n++] = s;
    }
    l.p = p;
    if (!foreign) return l;
    uint32_t *wide = mk_arena_alloc(a, sizeof *wide * l.n);
    for (size_t i = 0, k = 0; k < l.n; k++) {
        uint32_t c = mk_utf8_next(folded, &i);
        wide[k] = p[k] == FOREIGN ? c + MK_ALPHABET : p[k];
    }
    l.wide = wide;
    return l;
}

static inline uint32_t at(const mk_letters *l, uint32_t i) { return l->wide ? l->wide[i] : l->p[i]; }

bool mk_letters_eq(const mk_letters *x, const mk_letters *y)
{
    if (x->n != y->n || x->set != y->set) return false;
    if (!x->wide && !y->wide) return memcmp(x->p, y->p, x->n) == 0;
    for (uint32_t i = 0; i < x->n; i++)
        if (at(x, i) != at(y, i)) return false;
    return true;
}

static void set_mask(mk_pattern *p)
{
    if (p->of.wide || p->of.n > WORD) return;
    for (uint32_t i = 0; i < p->of.n; i++) p->mask[p->of.p[i]] |= UINT64_C(1) << i;
}

void mk_pattern_make(mk_pattern *ret, const mk_letters *of)
{
    memset(ret->mask, 0, sizeof ret->mask);
    ret->of = *of;
    set_mask(ret);
}

void mk_pattern_remake(mk_pattern *p, const mk_letters *of)
{
    for (uint64_t s = p->of.set; s; s &= s - 1) p->mask[__builtin_ctzll(s)] = 0;
    p->of = *of;
    set_mask(p);
}

static bool by_bits(const mk_pattern *x, const mk_letters *y) { return x->of.n <= WORD && y->n <= WORD && !x->of.wide && !y->wide; }

/* Jaro ------------------------------------------------------------------------------------------------------------- */

static double jaro_of(uint32_t matches, uint32_t crossed, uint32_t n, uint32_t m)
{
    if (matches == 0) return 0;
    double c = matches;
    return (c / n + c / m + (c - crossed / 2) / c) / 3;
}

/* How far apart two equal letters may stand. */
static uint32_t window(uint32_t n, uint32_t m)
{
    uint32_t half = (n > m ? n : m) / 2;
    return half ? half - 1 : 0;
}

/* mask: where each letter stands in a text of n; y: the other one, of m. */
static inline double jaro_bits(const uint64_t *mask, uint32_t n, const uint8_t *y, uint32_t m)
{
    uint32_t w = window(n, m), matches = 0;
    uint64_t near = w + 1 < WORD ? (UINT64_C(1) << (w + 1)) - 1 : UINT64_MAX, taken = 0, found = 0;
    for (uint32_t j = 0; j < m; j++) {
        uint64_t here = mask[y[j]] & near & ~taken;
        taken |= here & (0 - here);
        found |= (uint64_t)(here != 0) << j;
        matches += here != 0;
        near = j < w ? near << 1 | 1 : near << 1;
    }
    uint32_t crossed = 0;
    for (uint64_t t = taken, f = found; f; t &= t - 1, f &= f - 1)
        crossed += !(mask[y[__builtin_ctzll(f)]] & t & (0 - t));
    return jaro_of(matches, crossed, n, m);
}

static double jaro_plain(const mk_letters *x, const mk_letters *y)
{
    bool taken[MK_LETTERS_MOST] = { 0 }, found[MK_LETTERS_MOST] = { 0 };
    uint32_t w = window(x->n, y->n), matches = 0, crossed = 0;
    for (uint32_t j = 0; j < y->n; j++) {
        uint32_t from = j > w ? j - w : 0, to = j + w + 1 < x->n ? j + w + 1 : x->n;
        for (uint32_t i = from; i < to; i++)
            if (!taken[i] && at(x, i) == at(y, j)) {
                taken[i] = found[j] = true;
                matches++;
                break;
            }
    }
    for (uint32_t i = 0, j = 0; i < x->n; i++) {
        if (!taken[i]) continue;
        while (!found[j]) j++;
        crossed += at(x, i) != at(y, j++);
    }
    return jaro_of(matches, crossed, x->n, y->n);
}

double mk_jaro(const mk_pattern *x, const mk_letters *y)
{
    if (x->of.n == 0 || y->n == 0) return x->of.n == y->n;
    return by_bits(x, y) ? jaro_bits(x->mask, x->of.n, y->p, y->n) : jaro_plain(&x->of, y);
}

/* `same`: how many of the first letters are equal. */
static inline double winkler(double jaro, uint32_t same) { return jaro <= 0.7 ? jaro : jaro + 0.1 * same * (1 - jaro); }

static uint32_t same_first(const mk_letters *x, const mk_letters *y)
{
    uint32_t most = x->n < y->n ? x->n : y->n, k = 0;
    if (most > 4) most = 4;
    while (k < most && at(x, k) == at(y, k)) k++;
    return k;
}

double mk_jaro_winkler(const mk_pattern *x, const mk_letters *y) { return winkler(mk_jaro(x, y), same_first(&x->of, y)); }

double mk_jaro_winkler_bound(const mk_letters *x, const mk_letters *y)
{
    if (x->n == 0 || y->n == 0) return x->n == y->n;
    uint32_t n = x->n - mk_bits_set(x->set & ~y->set), m = y->n - mk_bits_set(y->set & ~x->set);
    double c = n < m ? n : m;
    return c > 0 ? winkler((c / x->n + c / y->n + 1) / 3, same_first(x, y)) : 0;
}

double mk_jaro_winkler_pair(const mk_letters *x, const mk_letters *y)
{
    mk_pattern p;
    mk_pattern_make(&p, x);
    return mk_jaro_winkler(&p, y);
}

/* Edits ------------------------------------------------------------------------------------------------------------ */

/* Two rows of the textbook's matrix before the last; OSA looks two rows back. */
static uint32_t edits_plain(const mk_letters *x, const mk_letters *y, bool swaps)
{
    uint16_t row[3][MK_LETTERS_MOST + 1];
    uint16_t *before = row[0], *above = row[1], *here = row[2];
    for (uint32_t j = 0; j <= y->n; j++) above[j] = (uint16_t)j;
    memset(before, 0, sizeof row[0]);
    for (uint32_t i = 1; i <= x->n; i++) {
        here[0] = (uint16_t)i;
        for (uint32_t j = 1; j <= y->n; j++) {
            uint32_t a = at(x, i - 1), b = at(y, j - 1);
            uint32_t d = (uint32_t)above[j - 1] + (a != b);
            if (d > here[j - 1] + 1u) d = here[j - 1] + 1u;
            if (d > above[j] + 1u) d = above[j] + 1u;
            if (swaps && i > 1 && j > 1 && a == at(y, j - 2) && at(x, i - 2) == b && d > before[j - 2] + 1u) d = before[j - 2] + 1u;
            here[j] = (uint16_t)d;
        }
        uint16_t *free_row = before;
        before = above;
        above = here;
        here = free_row;
    }
    return above[y->n];
}

/* The matrix a column a step, its differences as bits: vp, vn where a cell is one more or one less than the one above it, hp, hn than the one
 * left of it (Myers 1999, Hyyro 2003). `swapped`: where the last two letters, exchanged, come in from two columns back. */
static inline uint32_t edits_bits(const uint64_t *mask, uint32_t n, const uint8_t *y, uint32_t m, bool swaps)
{
    uint32_t d = n;
    uint64_t vp = UINT64_MAX, vn = 0, d0 = 0, eq_before = 0, last = UINT64_C(1) << (n - 1);
    for (uint32_t j = 0; j < m; j++) {
        uint64_t eq = mask[y[j]];
        uint64_t swapped = swaps ? (~d0 & eq) << 1 & eq_before : 0;
        d0 = (((eq & vp) + vp) ^ vp) | eq | vn | swapped;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        d += (hp & last) != 0;
        d -= (hn & last) != 0;
        hp = hp << 1 | 1;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        eq_before = eq;
    }
    return d;
}

uint32_t mk_levenshtein(const mk_pattern *x, const mk_letters *y)
{
    if (x->of.n == 0 || y->n == 0) return x->of.n + y->n;
    return by_bits(x, y) ? edits_bits(x->mask, x->of.n, y->p, y->n, false) : edits_plain(&x->of, y, false);
}

uint32_t mk_osa(const mk_pattern *x, const mk_letters *y)
{
    if (x->of.n == 0 || y->n == 0) return x->of.n + y->n;
    return by_bits(x, y) ? edits_bits(x->mask, x->of.n, y->p, y->n, true) : edits_plain(&x->of, y, true);
}

uint32_t mk_osa_pair(const mk_letters *x, const mk_letters *y)
{
    mk_pattern p;
    mk_pattern_make(&p, x);
    return mk_osa(&p, y);
}

/* Symbols ---------------------------------------------------------------------------------------------------------- */

/* Only the places of symbols that occur are written: a whole table would cost more than what it is for. */
static inline void mask_of(uint64_t mask[MK_SYMBOLS], const uint8_t *x, uint32_t n, const uint8_t *y, uint32_t m)
{
    for (uint32_t j = 0; j < m; j++) mask[y[j]] = 0;
    for (uint32_t i = 0; i < n; i++) mask[x[i]] = 0;
    for (uint32_t i = 0; i < n; i++) mask[x[i]] |= UINT64_C(1) << i;
}

uint32_t mk_osa_symbols(const uint8_t *x, uint32_t n, const uint8_t *y, uint32_t m)
{
    uint64_t mask[MK_SYMBOLS];
    if (n == 0 || m == 0) return n + m;
    mask_of(mask, x, n, y, m);
    return edits_bits(mask, n, y, m, true);
}

double mk_jaro_winkler_symbols(const uint8_t *x, uint32_t n, const uint8_t *y, uint32_t m)
{
    uint64_t mask[MK_SYMBOLS];
    uint32_t same = 0;
    if (n == 0 || m == 0) return n == m;
    if (n > m || (n == m && memcmp(x, y, n) < 0)) {     /* which letters are taken for common can depend on who comes first */
        const uint8_t *t = x;
        x = y;
        y = t;
        uint32_t k = n;
        n = m;
        m = k;
    }
    mask_of(mask, x, n, y, m);
    while (same < 4 && same < n && x[same] == y[same]) same++;
    return winkler(jaro_bits(mask, n, y, m), same);
}
