/* SPDX-License-Identifier: Apache-2.0
 * What secrets are made of, and what is kept of a token in its stead. Owns: nothing. Threads: any. Errors: MK_EBUG. */
#ifndef MK_SECRET_H
#define MK_SECRET_H
#include "cx.h"

/* Before any chance or hash is asked for. MK_EBUG: this machine has no source of randomness. */
int mk_secret_ready(mk_cx *cx);
/* A token is long and random, so its plain hash is enough: hexadecimal, with its end. */
enum { MK_TOKEN_HASH = 65 };
void mk_token_hash(mk_str token, char hex[MK_TOKEN_HASH]);
#endif
