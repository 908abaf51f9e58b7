/* SPDX-License-Identifier: Apache-2.0
 * The second factor: codes of a telephone by time (RFC 6238: HMAC-SHA-1, 6 digits, 30 seconds, one step early or late), and ten recovery codes
 * that work once each. No code works twice. Owns: nothing. Threads: any. Errors: MK_EAUTH (wrong code), MK_EINVAL, MK_ECONFLICT. */
#ifndef MK_FACTOR_H
#define MK_FACTOR_H
#include "account.h"
#include "lobby.h"

enum { MK_RECOVERY_CODES = 10 };

/* A new secret for the account, not in force before a code confirms it. uri: otpauth://, for a QR code. */
int mk_factor_begin(mk_cx *cx, mk_store *s, int64_t account, mk_str *ret_secret, mk_str *ret_uri);
/* Puts it in force; the recovery codes are shown once. */
int mk_factor_confirm(mk_cx *cx, mk_store *s, int64_t account, mk_str code, mk_str ret_recovery[MK_RECOVERY_CODES]);
int mk_factor_remove(mk_cx *cx, mk_store *s, int64_t account);
/* Whether one is in force. */
int mk_factor_has(mk_cx *cx, mk_store *s, int64_t account, bool *ret);
/* A code of the telephone or a recovery code, used up by this. MK_EAUTH: it is wrong or was used. lobby: notes a telephone's code while the disk has no
 * room; a recovery code, which holds for long, must be noted on it. */
int mk_factor_check(mk_cx *cx, mk_store *s, mk_lobby *lobby, int64_t account, mk_str code);
#endif
