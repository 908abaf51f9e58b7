/* SPDX-License-Identifier: Apache-2.0
 * Text as symbols of one byte: letters, digits, Hebrew, blank; what the kernels compare. Pure. Errors: none. */
#ifndef MK_LINK_FOLD_H
#define MK_LINK_FOLD_H
#include "link_int.h"

/* A small letter of another alphabet in Latin ones; NULL: it is of none of those that are known. */
const char *mk_roman(uint32_t c);
/* Folded (mk_fold_key), marks to blanks, blanks single and none around; at most MK_VALUE_MOST symbols. Returns their number. */
size_t mk_symbols_of(mk_arena *scratch, mk_str s, uint8_t out[MK_VALUE_MOST]);
/* The next word of symbols from *at; false at the end. */
bool mk_symbols_word(const uint8_t *sym, size_t n, size_t *at, size_t *ret_from, size_t *ret_to);
/* A bit for each that is in them: letters of one script have a bit each, digits and signs share one with some of them. */
#define MK_SET_BLANK (UINT32_C(1) << (MK_SYM_BLANK & 31))
uint32_t mk_symbols_set(const uint8_t *sym, size_t n);
static inline bool mk_is_latin(uint8_t y) { return y >= MK_SYM_LETTER && y < MK_SYM_DIGIT; }
static inline bool mk_is_hebrew_symbol(uint8_t y) { return y >= MK_SYM_HEBREW && y < MK_SYM_BLANK; }
/* Whether two names are one in Hebrew and one in Latin letters. */
static inline bool mk_in_two_scripts(const mk_value *p, const mk_value *q)
{
    return (mk_is_latin(p->first) && mk_is_hebrew_symbol(q->first)) || (mk_is_hebrew_symbol(p->first) && mk_is_latin(q->first));
}
/* Their letters as text, without blanks and digits. */
mk_str mk_symbols_text(const uint8_t *sym, size_t n, char out[2 * MK_VALUE_MOST]);
uint32_t mk_symbols_sound(mk_arena *scratch, const uint8_t *sym, size_t n);
/* A phone in packed decimals, 0 when it is none or nobody's. */
uint64_t mk_link_phone(mk_arena *scratch, mk_str s);
/* A mail address in lower case with the tricks of its provider undone, into out; 0 when it is none. *ret_weak: an address of a role. */
size_t mk_link_mail(mk_arena *scratch, mk_str s, uint8_t out[MK_VALUE_MOST], bool *ret_weak);
#endif
