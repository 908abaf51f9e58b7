/* SPDX-License-Identifier: Apache-2.0
 * What is worth telling a customer though there is nothing to buy: content is matched to what he cares about, word for word.
 *     score = sum over the words both have of  weight of his word * log(1 + contents / contents with the word)
 * A word that few contents have tells more. docs/maths/shops.md 4. Owns: nothing. Pure; any thread. */
#ifndef MK_INTEREST_H
#define MK_INTEREST_H
#include "arena.h"

typedef struct mk_care { mk_str word, from; double weight; } mk_care;       /* from: how it is known, in words for people */
typedef struct mk_content { int64_t id; mk_str about; } mk_content;         /* about: words parted by commas */
typedef struct mk_interest { size_t content, care; double score; } mk_interest;     /* care: the word that weighs most */

/* The best first, those with no word in common left out; at most `most`. Words are compared folded; "כלבים" meets "כלב" by its beginning
 * when the shorter has three letters and more. */
size_t mk_interest_of(mk_arena *a, const mk_care *care, size_t cares, const mk_content *content, size_t contents, mk_interest *ret, size_t most);
#endif
