/* SPDX-License-Identifier: Apache-2.0
 * Rows by a number each, in memory: a few passes over all, whatever the numbers; rows of one number stay as they came.
 * Method: least significant digits first, eleven bits at a time (Knuth, TAOCP 3, 5.2.5). Owns nothing; one thread. Cannot fail. */
#ifndef MK_RADIX_H
#define MK_RADIX_H
#include <stdint.h>

typedef struct mk_keyed { uint32_t key, row; } mk_keyed;
enum { MK_RADIX_COUNTS = 3 * 2048 };
/* tmp: as many; count: MK_RADIX_COUNTS places. */
void mk_radix_sort(mk_keyed *e, mk_keyed *tmp, uint32_t n, uint32_t *count);
#endif
