/* SPDX-License-Identifier: Apache-2.0
 * Who may sign in. Passwords are kept as argon2id (19 MiB, 3 passes: OWASP's advice).
 * Owns: nothing. Threads: any; a password takes some 40 ms and 19 MiB, so whoever serves many bounds how many run at once.
 * Errors: MK_EAUTH (wrong name or password, which of them is not told), MK_EEXISTS, MK_ENOTFOUND,
 * MK_EINVAL, and those of the store. */
#ifndef MK_ACCOUNT_H
#define MK_ACCOUNT_H
#include "table.h"

enum { MK_PASSWORD_SHORTEST = 8, MK_PASSWORD_LONGEST = 1024 };

typedef struct mk_account {
    int64_t id;
    char name[64];              /* fits mk_cx.who */
    mk_role role;
    mk_lang lang;
    int64_t created_at, version;
    uint64_t mark;              /* another whenever the password is */
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

/* 1: there. Inside a transaction. */
int mk_account_get(mk_cx *cx, mk_db *db, int64_t id, mk_account *ret);
int64_t mk_account_id(mk_cx *cx, mk_str name);
/* Another role or language (NULL: as it is). The last owner stays one. */
int mk_account_set(mk_cx *cx, mk_store *s, mk_str name, const mk_role *role, const mk_lang *lang);
#endif
