/* SPDX-License-Identifier: Apache-2.0
 * Ids as people see them: Crockford's base 32 (no I L O U), 13 characters for 63 bits, read without case,
 * with O as 0 and I, L as 1. Source: Douglas Crockford, "Base 32".
 * Pure: any thread; what is no id gives false. */
#ifndef MK_ID_H
#define MK_ID_H
#include "str.h"

enum { MK_ID_TEXT = 16 };
char *mk_id_text(int64_t id, char out[MK_ID_TEXT]);     /* id > 0; NUL-terminated */
bool mk_id_parse(mk_str s, int64_t *ret);
#endif
