/* SPDX-License-Identifier: Apache-2.0
 * How two records agree, field by field, in levels from nothing known over different to the same and rare.
 * Equal values need no look at their letters; pairs of values that come again are remembered. */
#include "distance.h"
#include "fold.h"
#include "series.h"

typedef struct kind_levels { int n, exact; const char *name[MK_LEVELS]; } kind_levels;
#define EXACT "same, rare", "same", "same, common"
static const kind_levels levels[MK_LK_KINDS_] = {
    [MK_LK_GIVEN] = { 13, MK_LN_EXACT, { "unknown", "different", "initial", "alike", "close", "one letter", "sounds the same", "other script", "swapped", "known variant", EXACT } },
    [MK_LK_FAMILY] = { 13, MK_LN_EXACT, { "unknown", "different", "initial", "alike", "close", "one letter", "sounds the same", "other script", "swapped", "known variant", EXACT } },
    [MK_LK_OTHER_NAMES] = { 8, 5, { "unknown", "different", "some words", "half the words", "most words", EXACT } },
    [MK_LK_BIRTH] = { 9, 6, { "unknown", "different", "same year", "two of three", "one digit", "day and month swapped", EXACT } },
    [MK_LK_PHONE] = { 6, 3, { "unknown", "different", "one digit", EXACT } },
    [MK_LK_MAIL] = { 8, 5, { "unknown", "different", "alike", "close", "other provider", EXACT } },
    [MK_LK_NATID] = { 6, 3, { "unknown", "different", "one digit", EXACT } },
    [MK_LK_ADDRESS] = { 9, 6, { "unknown", "different", "some words", "half the words", "most words", "close", EXACT } },
    [MK_LK_HOUSE] = { 6, 3, { "unknown", "different", "one digit", EXACT } },
    [MK_LK_POSTCODE] = { 7, 4, { "unknown", "different", "same area", "one digit", EXACT } },
    [MK_LK_CITY] = { 8, 5, { "unknown", "different", "a word of it", "close", "known variant", EXACT } },
    [MK_LK_WORD] = { 7, 4, { "unknown", "different", "close", "known variant", EXACT } },
    [MK_LK_TEXT] = { 9, 6, { "unknown", "different", "some words", "half the words", "most words", "close", EXACT } },
};

const char *const *mk_levels_of(mk_link_kind k, int *ret_n) { *ret_n = levels[k].n; return levels[k].name; }
int mk_level_exact(mk_link_kind k) { return levels[k].exact; }
int mk_level_variant(mk_link_kind k) { return k == MK_LK_GIVEN || k == MK_LK_FAMILY || k == MK_LK_CITY || k == MK_LK_WORD ? levels[k].exact - 1 : 0; }

int mk_level_agrees(mk_link_kind k)
{
    if (k == MK_LK_GIVEN || k == MK_LK_FAMILY) return MK_LN_SCRIPT;
    return mk_level_variant(k) ? mk_level_variant(k) : levels[k].exact;
}

mk_compare mk_compare_on(mk_arena *a, const mk_link *l)
{
    return (mk_compare){ l, mk_arena_zalloc(a, sizeof(uint64_t) << MK_MEMO_BITS) };
}

/* What is in two texts beyond each other, and so surely without a match: bits of their sets. */
static inline uint32_t only_in(const mk_value *x, const mk_value *y) { return mk_bits_set(x->set & ~y->set); }

/* Whether two texts of n and m symbols, of which a and b are without a match, may reach a Jaro similarity: (c/n + c/m + 1) / 3 with c
 * matches. least: 3 times the similarity, less 1, in hundredths. */
static inline bool may_reach(uint32_t n, uint32_t m, uint32_t a, uint32_t b, uint32_t least)
{
    uint32_t c = n - a < m - b ? n - a : m - b;
    return n > a && m > b && 100 * c * (n + m) >= least * n * m;
}

/* Different without a look at the symbols: more than two edits apart, less than .84 alike even if the first four symbols are the same, no
 * beginning of each other, no word in common. */
static bool names_surely_differ(const mk_value *p, const mk_value *q)
{
    enum { ALIKE = 152, ALIKE_BEFORE_PREFIX = 120 };
    uint32_t a = only_in(p, q), b = only_in(q, p);
    if ((a < 3 && b < 3) || !a || !b || p->len < 2 || q->len < 2 || ((p->set | q->set) & MK_SET_BLANK)) return false;
    return !may_reach(p->len, q->len, a, b, p->first == q->first ? ALIKE_BEFORE_PREFIX : ALIKE);
}

static bool mails_surely_differ(const mk_value *p, const mk_value *q)
{
    enum { ALIKE_BEFORE_PREFIX = 150 };                 /* .9 alike with the same first four symbols */
    uint32_t a = only_in(p, q), b = only_in(q, p);
    return (a > 1 || b > 1) && !may_reach(p->local, q->local, a, b, ALIKE_BEFORE_PREFIX);
}

/* A word of two letters or more is in both, and one of them has several words. */
static bool words_meet(const uint8_t *x, size_t n, const uint8_t *y, size_t m)
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

static uint8_t name_level(const mk_value *p, const uint8_t *x, const mk_value *q, const uint8_t *y)
{
    uint32_t n = p->len, m = q->len, least = n < m ? n : m;
    if (least == 1) return x[0] == y[0] ? MK_LN_INITIAL : MK_LN_DIFFERENT;
    uint32_t d = mk_osa_symbols(x, n, y, m);
    if (d == 1 && least >= 3) return MK_LN_ONE_LETTER;
    if (((p->set | q->set) & MK_SET_BLANK) && words_meet(x, n, y, m)) return MK_LN_SOUND;
    double jw = mk_jaro_winkler_symbols(x, n, y, m);
    if (jw >= .92 || (d == 2 && least >= 6)) return MK_LN_CLOSE;
    /* the longer one goes on where the shorter one ends: Rob, Robert */
    if (least >= 3 && memcmp(x, y, least) == 0) return MK_LN_CLOSE;
    return jw >= .84 ? MK_LN_ALIKE : MK_LN_DIFFERENT;
}

/* At most one edit between two numbers written in packed decimals. */
static bool one_digit_apart(uint64_t a, uint64_t b)
{
    int n = a ? 16 - __builtin_clzll(a) / 4 : 0, m = b ? 16 - __builtin_clzll(b) / 4 : 0;
    if (n == m) {
        uint64_t x = a ^ b, any = (x | x >> 1 | x >> 2 | x >> 3) & UINT64_C(0x1111111111111111);
        int k = __builtin_popcountll(any);
        if (k <= 1) return true;
        if (k != 2) return false;
        int low = __builtin_ctzll(any);
        if (any >> low != 0x11) return false;           /* two neighbours, swapped? */
        return (a >> low & 15) == (b >> (low + 4) & 15) && (a >> (low + 4) & 15) == (b >> low & 15);
    }
    if (n > m) { uint64_t t = a; a = b; b = t; int k = n; n = m; m = k; }
    if (m - n != 1) return false;
    for (int at = 0; at < m; at++) {                    /* b without one digit is a */
        uint64_t low = at ? b & ((UINT64_C(1) << 4 * at) - 1) : 0, high = at + 1 < 16 ? b >> 4 * (at + 1) << 4 * at : 0;
        if ((high | low) == a) return true;
    }
    return false;
}

/* Packed decimals: 0xyyyymmdd. */
static uint8_t day_level(const mk_value *p, const mk_value *q)
{
    uint32_t a = (uint32_t)p->num, b = (uint32_t)q->num;
    uint32_t ya = a >> 16, ma = a >> 8 & 255, da = a & 255, yb = b >> 16, mb = b >> 8 & 255, db = b & 255;
    if (ya == yb && ma == db && da == mb) return 5;
    int same = (ya == yb) + (ma == mb) + (da == db);
    if (one_digit_apart(a, b)) return 4;
    return same == 2 ? 3 : ya == yb ? 2 : 1;
}

static uint8_t mail_level(const mk_value *p, const uint8_t *x, const mk_value *q, const uint8_t *y)
{
    uint32_t i = p->local, j = q->local;
    if (mails_surely_differ(p, q)) return 1;
    if (i == j && memcmp(x, y, i) == 0) return 4;
    if (i > 3 && j > 3 && mk_osa_symbols(x, i, y, j) <= 1) return 3;
    return mk_jaro_winkler_symbols(x, i, y, j) >= .9 ? 2 : 1;
}

/* The symbols of a number, which may be packed. */
static const uint8_t *number_symbols(const mk_field *f, const mk_value *p, uint8_t room[MK_VALUE_MOST])
{
    if (!(p->flags & MK_VF_DIGITS)) return f->sym + p->off;
    for (uint32_t i = 0; i < p->len; i++) room[i] = (uint8_t)(MK_SYM_DIGIT + (p->digits >> 4 * (p->len - 1 - i) & 15));
    return room;
}

static bool natids_nearly_same(const mk_field *f, const mk_value *p, const mk_value *q)
{
    uint8_t x[MK_VALUE_MOST], y[MK_VALUE_MOST];
    if (p->flags & q->flags & MK_VF_DIGITS) return one_digit_apart(p->digits, q->digits);
    return mk_osa_symbols(number_symbols(f, p, x), p->len, number_symbols(f, q, y), q->len) <= 1;
}

static uint8_t words_level(const mk_field *f, const mk_value *p, const mk_value *q, bool letters)
{
    const uint32_t *a = f->word + p->word_off, *b = f->word + q->word_off;
    uint32_t i = 0, j = 0;
    double both = 0, only_a = 0, only_b = 0;
    while (i < p->words || j < q->words) {
        if (j == q->words || (i < p->words && a[i] < b[j])) only_a += f->idf[a[i++]];
        else if (i == p->words || b[j] < a[i]) only_b += f->idf[b[j++]];
        else { both += f->idf[a[i++]]; j++; }
    }
    double least = only_a < only_b ? only_a : only_b, share = both / (both + least + 1e-9), jaccard = both / (both + only_a + only_b + 1e-9);
    double s = .5 * (share + jaccard);
    if (letters && s < .9 && mk_jaro_winkler_symbols(f->sym + p->off, p->len, f->sym + q->off, q->len) >= .93) return 5;
    return s >= .75 ? 4 : s >= .4 ? 3 : s > 0 ? 2 : 1;
}

/* A slip of the pen is rarer than the name it stands for. Two that are nearly the same and both common are two names: מתן and נתן. One that goes on where the other
 * ends may be its short form. */
static bool both_known(const mk_value *p, const mk_value *q)
{
    enum { KNOWN = 4, SLIPS = 10 };
    uint32_t less = p->count < q->count ? p->count : q->count, more = p->count < q->count ? q->count : p->count;
    return less >= KNOWN && less * SLIPS >= more;
}

static uint8_t different_level(const mk_link *l, const mk_field *f, uint32_t a, uint32_t b)
{
    const mk_value *p = &f->value[a], *q = &f->value[b];
    const uint8_t *x = f->sym + p->off, *y = f->sym + q->off;       /* not of those that are packed */
    switch (f->kind) {
    case MK_LK_GIVEN: case MK_LK_FAMILY: {
        uint8_t k = mk_scripts_level(l, f, a, f, b);
        if (k == 0) k = name_level(p, x, q, y);
        if ((k == MK_LN_ONE_LETTER || k == MK_LN_CLOSE) && both_known(p, q)) k = MK_LN_ALIKE;
        if (k < MK_LN_CLOSE && k != MK_LN_INITIAL && f->atom[1] && f->atom[1][a] && f->atom[1][a] == f->atom[1][b]) k = MK_LN_SOUND;
        return k;
    }
    case MK_LK_OTHER_NAMES: return words_level(f, p, q, false);
    case MK_LK_ADDRESS: case MK_LK_TEXT: return words_level(f, p, q, true);
    case MK_LK_BIRTH: return day_level(p, q);
    case MK_LK_PHONE: return one_digit_apart(p->num, q->num) && !mk_one_series(p, q, p->num, q->num) ? 2 : 1;
    case MK_LK_MAIL: return mail_level(p, x, q, y);
    case MK_LK_NATID:
        if (natids_nearly_same(f, p, q)) return mk_one_series(p, q, p->digits, q->digits) ? 1 : 2;
        return (p->flags | q->flags) & MK_VF_WEAK ? MK_L_MISSING : 1;
    case MK_LK_HOUSE: return mk_osa_symbols(x, p->len, y, q->len) <= 1 ? 2 : 1;
    case MK_LK_POSTCODE:
        if (mk_osa_symbols(x, p->len, y, q->len) <= 1) return 3;
        return f->atom[1][a] == f->atom[1][b] ? 2 : 1;
    case MK_LK_CITY: {
        uint8_t k = mk_scripts_level(l, f, a, f, b);    /* haifa, חיפה */
        if (k) return k == MK_LN_SCRIPT ? 4 : k >= MK_LN_ALIKE ? 3 : 1;
        if (mk_jaro_winkler_symbols(x, p->len, y, q->len) >= .9) return 3;
        return words_meet(x, p->len, y, q->len) ? 2 : 1;
    }
    case MK_LK_WORD: return mk_jaro_winkler_symbols(x, p->len, y, q->len) >= .9 ? 2 : 1;
    case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return 1;
}

/* Two values that are not the same, a < b. */
static uint8_t unlike(const mk_link *l, const mk_field *f, uint32_t a, uint32_t b)
{
    return mk_are_variants(f, a, b) ? (uint8_t)mk_level_variant(f->kind) : different_level(l, f, a, b);
}

/* A pair of values as a number that is another for each: its high bits say where it is remembered, the others, moved up, which it is, with
 * room for the level behind. */
static inline uint64_t memo_of(int field, uint32_t a, uint32_t b)
{
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    return (key ^ (uint64_t)(field + 1) << 58) * UINT64_C(0x9e3779b97f4a7c15);
}
static inline uint64_t *memo_at(const mk_compare *c, uint64_t memo) { return &c->memo[memo >> (64 - MK_MEMO_BITS)]; }

/* Phones, days, mails and numbers are seldom the same pair again. */
static inline bool is_memorable(mk_link_kind k) { return k != MK_LK_PHONE && k != MK_LK_BIRTH && k != MK_LK_MAIL && k != MK_LK_NATID; }

/* Most pairs of names are told to be different by a few bits. */
static bool names_told_apart(const mk_field *f, uint32_t a, uint32_t b)
{
    const mk_value *p = &f->value[a], *q = &f->value[b];
    if (!names_surely_differ(p, q) || mk_in_two_scripts(p, q) || mk_are_variants(f, a, b)) return false;
    return !f->atom[1] || !f->atom[1][a] || f->atom[1][a] != f->atom[1][b];
}

static uint8_t remembered(mk_compare *c, int field, uint32_t a, uint32_t b)
{
    const mk_field *f = &c->l->field[field];
    if (!is_memorable(f->kind)) return different_level(c->l, f, a, b);
    if ((f->kind == MK_LK_GIVEN || f->kind == MK_LK_FAMILY) && names_told_apart(f, a, b)) return MK_LN_DIFFERENT;
    if (a > b) { uint32_t t = a; a = b; b = t; }
    if (!c->memo) return unlike(c->l, f, a, b);
    uint64_t key = memo_of(field, a, b), *m = memo_at(c, key);
    if (*m >> 4 == key << 4 >> 4) return (uint8_t)(*m & 15);
    uint8_t level = unlike(c->l, f, a, b);
    *m = key << 4 | level;
    return level;
}

/* Whether a value of one names field is that of the other, or nearly. */
static bool crosses(const mk_link *l, uint32_t g, uint32_t f, bool exactly)
{
    if (exactly) return l->cross[g] == f;
    const mk_field *x = &l->field[l->given], *y = &l->field[l->family];
    const mk_value *p = &x->value[g], *q = &y->value[f];
    return p->len > 2 && q->len > 2 && mk_jaro_winkler_symbols(x->sym + p->off, p->len, y->sym + q->off, q->len) >= .9;
}

/* The same in two scripts, as a level of names. */
static uint8_t crosses_scripts(mk_compare *c, uint32_t g, uint32_t f)
{
    enum { TURNED = MK_LINK_FIELDS };                   /* a field of its own for what is remembered */
    const mk_link *l = c->l;
    uint64_t key = (((uint64_t)g << 32 | f) ^ (uint64_t)(TURNED + 1) << 58) * UINT64_C(0x9e3779b97f4a7c15), *m = c->memo ? memo_at(c, key) : NULL;
    if (m && *m >> 4 == key << 4 >> 4) return (uint8_t)(*m & 15);
    uint8_t level = mk_scripts_level(l, &l->field[l->given], g, &l->field[l->family], f);
    if (m) *m = key << 4 | level;
    return level;
}

/* Given and family names that changed places: one is that of the other to the letter, or in its script, and the second nearly. */
static bool turned(mk_compare *c, uint32_t xg, uint32_t xf, uint32_t yg, uint32_t yf)
{
    const mk_link *l = c->l;
    if (mk_in_two_scripts(&l->field[l->given].value[xg], &l->field[l->family].value[yf])) {
        uint8_t one = crosses_scripts(c, xg, yf), two = one >= MK_LN_ALIKE ? crosses_scripts(c, yg, xf) : 0;
        return two >= MK_LN_ALIKE && (one == MK_LN_SCRIPT || two == MK_LN_SCRIPT);
    }
    bool one = crosses(l, xg, yf, true), two = crosses(l, yg, xf, true);
    return one != two ? one ? crosses(l, yg, xf, false) : crosses(l, xg, yf, false) : one;
}

/* One name is that of the other field to the letter or in its script, and of the second there is only the first letter: "E. Moshe" and "Moshe Edelman". */
static bool turned_by_initial(mk_compare *c, uint32_t g, uint32_t f, uint32_t other_g, uint32_t other_f)
{
    const mk_link *l = c->l;
    const mk_value *v = l->field[l->given].value, *w = l->field[l->family].value;
    if ((v[other_g].len == 1) == (w[other_f].len == 1) || v[g].len < 3) return false;
    if (mk_in_two_scripts(&v[g], &w[f])) return crosses_scripts(c, other_g, other_f) == MK_LN_INITIAL && crosses_scripts(c, g, f) == MK_LN_SCRIPT;
    return l->cross[g] == f && v[other_g].first == w[other_f].first;
}

void mk_compare_plan(mk_link *l)
{
    enum { MANY_VALUES = 8192 };
    l->many_n = l->spelt_n = 0;
    for (int f = 0; f < l->fields; f++) {
        const mk_field *x = &l->field[f];
        if (x->n < MANY_VALUES) continue;
        l->many[l->many_n++] = (uint8_t)f;
        bool packed = x->kind == MK_LK_PHONE || x->kind == MK_LK_BIRTH, names = x->kind == MK_LK_GIVEN || x->kind == MK_LK_FAMILY;
        if (!packed && !names) l->spelt[l->spelt_n++] = (uint8_t)f;
    }
}

void mk_compare_fetch_values(const mk_compare *c, uint32_t a, uint32_t b)
{
    const mk_link *l = c->l;
    const uint32_t *x = mk_rec(l, a), *y = mk_rec(l, b);
    for (int i = 0; i < l->many_n; i++) {
        int f = l->many[i];
        if (!x[f] || !y[f]) continue;
        __builtin_prefetch(&l->field[f].value[mk_value_in(x[f])]);
        if (x[f] == y[f]) continue;                     /* how common it is */
        __builtin_prefetch(&l->field[f].value[mk_value_in(y[f])]);
        if (is_memorable(l->field[f].kind)) __builtin_prefetch(memo_at(c, memo_of(f, mk_value_in(x[f]), mk_value_in(y[f]))));
    }
}

void mk_compare_fetch_symbols(const mk_compare *c, uint32_t a, uint32_t b)
{
    const mk_link *l = c->l;
    const uint32_t *x = mk_rec(l, a), *y = mk_rec(l, b);
    for (int i = 0; i < l->spelt_n; i++) {
        int f = l->spelt[i];
        const mk_field *k = &l->field[f];
        if (x[f] == y[f] || !x[f] || !y[f]) continue;
        const mk_value *p = &k->value[mk_value_in(x[f])], *q = &k->value[mk_value_in(y[f])];
        if (((p->flags | q->flags) & MK_VF_DIGITS) || (k->kind == MK_LK_MAIL && mails_surely_differ(p, q))) continue;
        __builtin_prefetch(k->sym + p->off);
        __builtin_prefetch(k->sym + q->off);
    }
}

void mk_compare_pair(mk_compare *c, const uint32_t *x, const uint32_t *y, uint8_t *ret)
{
    const mk_link *l = c->l;
    for (int f = 0; f < l->fields; f++) {
        uint32_t a = x[f], b = y[f];
        if (a == 0 || b == 0) ret[f] = MK_L_MISSING;
        else if (a == b) ret[f] = (uint8_t)(l->exact[f] + (a >> MK_BIN_SHIFT));
        else ret[f] = remembered(c, f, mk_value_in(a), mk_value_in(b));
    }
    int g = l->given, f = l->family;
    if (g < 0 || f < 0) return;
    if (ret[g] > MK_LN_ALIKE || ret[f] > MK_LN_ALIKE || !x[g] || !x[f] || !y[g] || !y[f]) return;
    uint32_t xg = mk_value_in(x[g]), xf = mk_value_in(x[f]), yg = mk_value_in(y[g]), yf = mk_value_in(y[f]);
    if (turned(c, xg, xf, yg, yf)) {
        ret[g] = MK_LN_SWAPPED;         /* of both names, and said once */
        ret[f] = MK_L_MISSING;
        return;
    }
    const mk_value *v = l->field[g].value, *w = l->field[f].value;
    if (v[xg].len != 1 && v[yg].len != 1 && w[xf].len != 1 && w[yf].len != 1) return;
    if (turned_by_initial(c, xg, yf, yg, xf) || turned_by_initial(c, yg, xf, xg, yf)) {
        ret[g] = MK_LN_ALIKE;           /* what one name in another's place says is much less than what two say */
        ret[f] = MK_LN_INITIAL;
    }
}
