/* SPDX-License-Identifier: Apache-2.0
 * Phones, e-mail addresses and national ids as people write them, in one normal form each.
 * Pure; results are slices of the arena. A false return means "not one"; nothing is ever guessed beyond the rules stated. */
#ifndef MK_CONTACT_H
#define MK_CONTACT_H
#include "arena.h"

typedef enum mk_phone_kind { MK_PHONE_MOBILE = 1, MK_PHONE_LAND, MK_PHONE_VOIP, MK_PHONE_SERVICE, MK_PHONE_FOREIGN } mk_phone_kind;
/* E.164 ("+972541234567") of a phone in any Israeli or international writing: 054-123-4567, +972 (0)54..., 00972..., 972..., 541234567
 * (a sheet ate the zero, or took it for a quantity: 541234567.0), with an apostrophe, dots, blanks, an extension, which is dropped.
 * Numbers without + or 00 are Israeli. Service numbers (*1234, 1-800, 1-700,
 * 1-599) are recognised (MK_PHONE_SERVICE) and are nobody's. */
bool mk_phone_parse(mk_arena *a, mk_str s, mk_str *ret, mk_phone_kind *ret_kind);
/* As people here read it: 054-123-4567, 03-123-4567; a foreign one stays E.164. */
mk_str mk_phone_display(mk_arena *a, mk_str e164);
/* Lower case, blanks and "mailto:" and <> removed, exactly one @, a dot in the domain, no trailing dots. Obvious non-addresses
 * (none@none, x@x, noreply@) are refused. */
bool mk_mail_parse(mk_arena *a, mk_str s, mk_str *ret);
/* An Israeli number with a check digit (person, company, association), padded to 9 digits; false when the digit is wrong, all is 0, or fewer
 * than 5 digits are written. */
bool mk_natid_parse(mk_arena *a, mk_str s, mk_str *ret);
/* Whether a valid number is a person's (by prefix: 50-59 are bodies). */
bool mk_natid_person(mk_str id);
#endif
