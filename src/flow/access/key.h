/* SPDX-License-Identifier: Apache-2.0
 * Keys of programs: mk_<id>_<256 random bits>, shown once; the store keeps the BLAKE2b. A key has scopes (cx.h: MK_MAY_...), and is shown
 * what the highest role those scopes stand for is shown. Owns: nothing. Threads: any. Errors: MK_EAUTH, MK_EINVAL, MK_ENOTFOUND. */
#ifndef MK_KEY_H
#define MK_KEY_H
#include "table.h"

enum { MK_KEY_TEXT = 80 };

typedef struct mk_api_key { int64_t id, created_at, expires_at, used_at, revoked_at; mk_str name, scopes, who; } mk_api_key;     /* MK_NEVER: not */

/* scopes: "read,write,manage,own", a choice of them. days 0: for ever. */
int mk_key_add(mk_cx *cx, mk_store *s, mk_str name, mk_str scopes, int64_t days, int64_t *ret_id, char ret_key[MK_KEY_TEXT]);
int mk_key_list(mk_cx *cx, mk_store *s, mk_api_key **ret, size_t *ret_n);
int mk_key_revoke(mk_cx *cx, mk_store *s, int64_t id);
/* Sets cx's principal by the key. */
int mk_key_sign(mk_cx *cx, mk_store *s, mk_str key);
#endif
