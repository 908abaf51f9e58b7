/* SPDX-License-Identifier: Apache-2.0
 * Who may sign in, and who is signed in. Passwords are kept as argon2id (19 MiB, 3 passes: OWASP's advice), sessions as the
 * BLAKE2b of a 256-bit random token: a stolen store signs nobody in.
 * Owns: nothing. Threads: any; a password takes some 40 ms and 19 MiB, so whoever serves many bounds how many run at once.
 * Errors: MK_EAUTH (wrong name or password, which of them is not told; session unknown or expired), MK_EEXISTS, MK_ENOTFOUND,
 * MK_EINVAL, and those of the store. */
#ifndef MK_ACCOUNT_H
#define MK_ACCOUNT_H
#include "store.h"

#define MK_SESSION_LIFE (30 * INT64_C(86400000000))     /* microseconds */
enum { MK_TOKEN_TEXT = 48, MK_PASSWORD_SHORTEST = 8, MK_PASSWORD_LONGEST = 1024 };

typedef struct mk_account {
    int64_t id;
    char name[64];              /* fits mk_cx.who */
    mk_role role;
    mk_lang lang;
    int64_t created_at;
} mk_account;

/* The first account must be an owner's: otherwise nobody could give rights to others. */
int mk_account_add(mk_cx *cx, mk_store *s, mk_str name, mk_role role, mk_lang lang, mk_str password);
int mk_account_all(mk_cx *cx, mk_store *s, mk_account **ret, size_t *ret_n);
int mk_account_count(mk_cx *cx, mk_store *s, int64_t *ret);
/* Sets a new password and ends all sessions of the account. */
int mk_account_password(mk_cx *cx, mk_store *s, mk_str name, mk_str password);
/* Removes the account and its sessions; the last owner stays. */
int mk_account_remove(mk_cx *cx, mk_store *s, mk_str name);
/* Takes as long for a name that is not there as for one that is. */
int mk_account_verify(mk_cx *cx, mk_store *s, mk_str name, mk_str password, mk_account *ret);

int mk_session_open(mk_cx *cx, mk_store *s, const mk_account *account, char token[MK_TOKEN_TEXT]);
int mk_session_find(mk_cx *cx, mk_store *s, mk_str token, mk_account *ret);
/* Ends it; no error when there is none. */
int mk_session_close(mk_cx *cx, mk_store *s, mk_str token);
#endif
