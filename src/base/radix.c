/* SPDX-License-Identifier: Apache-2.0 */
#include "radix.h"
#include <string.h>

void mk_radix_sort(mk_keyed *e, mk_keyed *tmp, uint32_t n, uint32_t *count)
{
    uint32_t *at[3] = { count, count + 2048, count + 4096 };
    memset(count, 0, MK_RADIX_COUNTS * sizeof *count);
    for (uint32_t i = 0; i < n; i++) {
        at[0][e[i].key & 2047]++;
        at[1][e[i].key >> 11 & 2047]++;
        at[2][e[i].key >> 22]++;
    }
    mk_keyed *from = e, *to = tmp;
    for (int pass = 0; pass < 3; pass++) {
        uint32_t sum = 0, shift = (uint32_t)pass * 11, *next = at[pass];
        if (n && next[e[0].key >> shift & 2047] == n) continue;         /* the same digit in all */
        for (int d = 0; d < 2048; d++) { uint32_t k = next[d]; next[d] = sum; sum += k; }
        for (uint32_t i = 0; i < n; i++) to[next[from[i].key >> shift & 2047]++] = from[i];
        mk_keyed *t = from;
        from = to;
        to = t;
    }
    if (from != e) memcpy(e, from, n * sizeof *e);
}
