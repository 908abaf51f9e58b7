/* SPDX-License-Identifier: Apache-2.0 */
#include "secret.h"
#include <sodium.h>

int mk_secret_ready(mk_cx *cx) { return sodium_init() < 0 ? mk_fail(cx, MK_EBUG, "no source of randomness on this machine") : 0; }

void mk_token_hash(mk_str token, char hex[MK_TOKEN_HASH])
{
    unsigned char h[(MK_TOKEN_HASH - 1) / 2];
    crypto_generichash(h, sizeof h, (const unsigned char *)token.p, token.n, NULL, 0);
    sodium_bin2hex(hex, MK_TOKEN_HASH, h, sizeof h);
}
