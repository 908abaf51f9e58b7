/* SPDX-License-Identifier: Apache-2.0 */
#include "id.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

char *mk_id_text(int64_t id, char out[MK_ID_TEXT])
{
    uint64_t v = (uint64_t)id;
    for (int i = 12; i >= 0; i--, v >>= 5) out[i] = alphabet[v & 31];
    out[13] = 0;
    return out;
}

bool mk_id_parse(mk_str s, int64_t *ret)
{
    if (s.n != 13) return false;
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c == 'o') c = '0';
        if (c == 'i' || c == 'l') c = '1';
        const char *at = c ? strchr(alphabet, c) : NULL;
        if (!at || (i == 0 && at - alphabet > 7)) return false;
        v = v << 5 | (uint64_t)(at - alphabet);
    }
    if (v == 0 || v > INT64_MAX) return false;
    *ret = (int64_t)v;
    return true;
}
