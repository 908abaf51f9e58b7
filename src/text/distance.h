/* SPDX-License-Identifier: Apache-2.0
 * How far two spellings are apart: Jaro-Winkler, Levenshtein, and optimal string alignment (adjacent letters swapped are one edit).
 * A value is turned into letters once and compared billions of times: comparing allocates nothing, reads no UTF-8, and takes one machine
 * word a row when one side has at most 64 letters. Papers and formulas: docs/maths/names.md.
 * Owns: letters lie on the arena that is given; a pattern holds a reference to its letters. Threads: all constant after making.
 * Errors: none. Longer texts than MK_LETTERS_MOST are compared by their beginning. */
#ifndef MK_DISTANCE_H
#define MK_DISTANCE_H
#include "arena.h"

enum { MK_LETTERS_MOST = 512, MK_ALPHABET = 64 };

/* A text as numbers below 64: 0 nothing, 1-22 Hebrew (final letters as plain), 23-48 Latin, 49-58 digits, 59 blank, 60 apostrophe. Accents go
 * with utf8.h's folding, before. When a code point is none of these the whole text is kept as code points, in `wide`, and the letters in `p`
 * are only good for the bound. */
typedef struct mk_letters {
    const uint8_t *p;
    const uint32_t *wide;       /* NULL: p says all */
    uint32_t n;
    uint64_t set;               /* bit of each letter that occurs; bit 63 for every other code point */
} mk_letters;

/* Of a folded text (mk_fold_text or mk_fold_key). */
mk_letters mk_letters_of(mk_arena *a, mk_str folded);
bool mk_letters_eq(const mk_letters *x, const mk_letters *y);

/* One value that many others are compared with: where each letter stands in it. 544 bytes; of more than 64 letters or wide ones, only a reference. */
typedef struct mk_pattern { mk_letters of; uint64_t mask[MK_ALPHABET]; } mk_pattern;
void mk_pattern_make(mk_pattern *ret, const mk_letters *of);
/* The same place for another value: clears what the last one set and no more. */
void mk_pattern_remake(mk_pattern *p, const mk_letters *of);

/* 0 nothing in common ... 1 equal; two empty ones are equal. Winkler's prefix: 0.1 for each of up to 4 equal first letters, when Jaro is over 0.7. */
double mk_jaro(const mk_pattern *x, const mk_letters *y);
double mk_jaro_winkler(const mk_pattern *x, const mk_letters *y);
/* At least mk_jaro_winkler; costs nothing. Below the lowest cut-off of interest: no need to look. */
double mk_jaro_winkler_bound(const mk_letters *x, const mk_letters *y);
/* Insertions, deletions, substitutions. */
uint32_t mk_levenshtein(const mk_pattern *x, const mk_letters *y);
/* And transpositions of neighbours; no letter is edited twice. */
uint32_t mk_osa(const mk_pattern *x, const mk_letters *y);
/* The same for a pair that is seen once. */
double mk_jaro_winkler_pair(const mk_letters *x, const mk_letters *y);
uint32_t mk_osa_pair(const mk_letters *x, const mk_letters *y);

/* The same for symbols of any alphabet: below MK_SYMBOLS, at most 64 a text. Either order gives the same. */
enum { MK_SYMBOLS = 128 };
double mk_jaro_winkler_symbols(const uint8_t *x, uint32_t n, const uint8_t *y, uint32_t m);
uint32_t mk_osa_symbols(const uint8_t *x, uint32_t n, const uint8_t *y, uint32_t m);
/* How many bits are set. Inline: without a flag for newer processors the compiler's own is a call. */
static inline uint32_t mk_bits_set(uint64_t v)
{
    v -= v >> 1 & UINT64_C(0x5555555555555555);
    v = (v & UINT64_C(0x3333333333333333)) + (v >> 2 & UINT64_C(0x3333333333333333));
    return (uint32_t)(((v + (v >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * UINT64_C(0x0101010101010101) >> 56);
}
#endif
