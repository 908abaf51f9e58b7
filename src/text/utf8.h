/* SPDX-License-Identifier: Apache-2.0
 * UTF-8 and the folding of people's words. Pure functions; results are slices of the arena that is given.
 * Errors: none; invalid bytes are read as U+FFFD, one each. Threads: any. */
#ifndef MK_UTF8_H
#define MK_UTF8_H
#include "arena.h"

/* The code point at *i, which is moved behind it. *i < s.n. */
uint32_t mk_utf8_next(mk_str s, size_t *i);
bool mk_utf8_valid(mk_str s);
/* The n first code points at most, never half of one. */
mk_str mk_utf8_first(mk_str s, size_t n);
static inline bool mk_is_hebrew(uint32_t c) { return c >= 0x5d0 && c <= 0x5ea; }

/* What people see of a name: nothing in it turns the words around it or hides (bidi and zero-width marks are removed, control characters are blanks), trimmed.
 * s itself, or on the arena. */
mk_str mk_shown(mk_arena *a, mk_str s);

/* How two spellings of the same word become equal. For keys and search, never for display.
 *   NFKC, case folded, accents and niqqud removed, bidi and zero-width marks removed, maqaf and every dash and every blank to one
 *   space, geresh and apostrophes to ', gershayim and quotes to ", Yiddish ligatures split, trimmed. */
mk_str mk_fold_text(mk_arena *a, mk_str s);
/* mk_fold_text, and also: final letters to plain ones, ' and " and every other mark removed, doubled vav and yod once. */
mk_str mk_fold_key(mk_arena *a, mk_str s);
#endif
