/* SPDX-License-Identifier: Apache-2.0
 * Cyrillic, Greek and Arabic in Latin letters, one by one, as passports and mail addresses have them: Иванов and Ivanov are then the same word.
 * Arabic writes no short vowels: محمد and Muhammad sound the same by their consonants. */
#include "fold.h"

/* а to я; what Ukrainian and Serbian add stands behind. */
static const char *const cyrillic[32] = { "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "",
    "e", "yu", "ya" };
static const struct { uint32_t c; const char *latin; } more[] = { { 0x451, "e" }, { 0x454, "ie" }, { 0x456, "i" }, { 0x457, "yi" }, { 0x491, "g" }, { 0x45e, "u" }, { 0x452, "dj" }, { 0x45b, "c" },
    { 0x458, "j" }, { 0x459, "lj" }, { 0x45a, "nj" }, { 0x45f, "dz" } };
/* α to ω, with ς. */
static const char *const greek[25] = { "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o" };
/* From hamza (U+0621); tatweel and the marks say nothing. */
static const char *const arabic[42] = { "", "a", "a", "u", "i", "i", "a", "b", "a", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "", "", "", "", "", "",
    "f", "q", "k", "l", "m", "n", "h", "u", "a", "i" };

const char *mk_roman(uint32_t c)
{
    if (c >= 0x430 && c < 0x430 + 32) return cyrillic[c - 0x430];
    if (c >= 0x3b1 && c < 0x3b1 + 25) return greek[c - 0x3b1];
    if (c >= 0x621 && c < 0x621 + 42) return arabic[c - 0x621];
    if (c >= 0x64b && c <= 0x652) return "";
    for (size_t i = 0; i < sizeof more / sizeof *more && c > 0x450 && c < 0x492; i++)
        if (more[i].c == c) return more[i].latin;
    return NULL;
}
