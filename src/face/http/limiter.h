/* SPDX-License-Identifier: Apache-2.0
 * Counts failures by key in a window of time, in bounded memory: a full table forgets the oldest.
 * Owns: its table. Threads: any. Errors: none. */
#ifndef MK_LIMITER_H
#define MK_LIMITER_H
#include <stdbool.h>
#include <stdint.h>

typedef struct mk_limiter mk_limiter;

mk_limiter *mk_limiter_new(int64_t window_us);
void mk_limiter_free(mk_limiter *l);
/* Whether `key` has fewer than `most` failures in the window. */
bool mk_limiter_may(mk_limiter *l, uint64_t key, unsigned most, int64_t now);
void mk_limiter_failed(mk_limiter *l, uint64_t key, int64_t now);
void mk_limiter_forget(mk_limiter *l, uint64_t key);
#endif
