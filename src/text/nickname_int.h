/* SPDX-License-Identifier: Apache-2.0
 * Inside the comparison of names: the table of nicknames, and keys of spelling. */
#ifndef MK_NICKNAME_INT_H
#define MK_NICKNAME_INT_H
#include "person_name.h"

/* One form of names: the names it is the full form of, and those it is a short form of. `in_hebrew`: one of
 * the names has a full form in Hebrew. Sorted by key, so that a row is found by halving. */
enum { MK_NICKNAME_FULL = 3, MK_NICKNAME_PET = 6 };
typedef struct mk_nickname { const char *key; uint16_t full[MK_NICKNAME_FULL], pet[MK_NICKNAME_PET]; uint8_t in_hebrew; } mk_nickname;
extern const mk_nickname mk_nicknames[];
extern const uint16_t mk_nickname_count;

/* The row of a key, counted from 1; 0 when it is in none. */
uint16_t mk_nickname_row(mk_str key);
/* Two names that are both known and have nothing to do with each other: תמר and תומר, however near their letters are.
 * Across scripts that is only known where the table has both: Peter is in Latin alone, so פיטר may well be he. */
bool mk_nickname_differ(uint16_t x, uint16_t y, bool across);
uint64_t mk_spelling_of(const mk_words *w, const mk_word *x);
/* Two words of one spelling key: the same but for matres lectionis? */
bool mk_spelling_same(const mk_word *x, const mk_word *y);
#endif
