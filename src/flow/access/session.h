/* SPDX-License-Identifier: Apache-2.0
 * Who is signed in, where and since when. Of a session only the BLAKE2b of its 256-bit random token is kept: a stolen store signs nobody in.
 * Owns: nothing. Threads: any. Errors: MK_EAUTH (unknown, ended, expired), MK_ENOTFOUND, and those of the store. */
#ifndef MK_SESSION_H
#define MK_SESSION_H
#include "account.h"
#include "lobby.h"

#define MK_SESSION_LIFE (30 * INT64_C(86400000000))     /* microseconds */
enum { MK_TOKEN_TEXT = 48 };

typedef struct mk_session { int64_t id, account, began_at, seen_at; char who[64]; mk_str address, agent; } mk_session;

/* lobby: where a session is held that the disk has no room for (NULL: it is refused); it has to be the same for all four. */
int mk_session_open(mk_cx *cx, mk_store *s, mk_lobby *lobby, const mk_account *account, mk_str address, mk_str agent, char token[MK_TOKEN_TEXT]);
/* Whose it is. Sets cx's principal: who, account, session, role, what he is not shown. A session that expired says so. */
int mk_session_sign(mk_cx *cx, mk_store *s, mk_lobby *lobby, mk_str token, mk_account *ret);
/* Ends it; no error when there is none. */
int mk_session_close(mk_cx *cx, mk_store *s, mk_lobby *lobby, mk_str token);
/* Writes what is held in the lobby, when there is room by now. */
int mk_session_settle(mk_cx *cx, mk_store *s, mk_lobby *lobby);
/* Of one account, 0: of all; the last used first. */
int mk_session_list(mk_cx *cx, mk_store *s, int64_t account, mk_session **ret, size_t *ret_n);
/* Ends the session of that id, when it is of `account` (0: whosever). MK_ENOTFOUND. */
int mk_session_end(mk_cx *cx, mk_store *s, int64_t id, int64_t account);
/* Ends all sessions of the account but that one; how many. */
int mk_session_end_others(mk_cx *cx, mk_store *s, int64_t account, int64_t but, int64_t *ret);
/* Whether this account has signed in from there before: such a place is not kept out when strangers guess at its password. */
bool mk_session_known_place(mk_cx *cx, mk_store *s, mk_str name, mk_str address);
#endif
