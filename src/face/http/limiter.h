/* SPDX-License-Identifier: Apache-2.0
 * Two ways of keeping somebody from too much, by key, in bounded memory: a full table forgets the oldest.
 * Failures: after the first few each is followed by a wait that doubles up to a longest one; a time without any forgets them all.
 * Tokens: a bucket that holds `burst` and is filled at `rate` a second; a request takes one.
 * Owns: its table. Threads: any. Errors: none. */
#ifndef MK_LIMITER_H
#define MK_LIMITER_H
#include <stdbool.h>
#include <stdint.h>

typedef struct mk_limiter mk_limiter;

mk_limiter *mk_limiter_new(int64_t forget_us);
void mk_limiter_free(mk_limiter *l);
/* How long `key` has to wait, 0: not at all. */
int64_t mk_limiter_wait(mk_limiter *l, uint64_t key, int64_t now);
/* One more failure: the first `free` cost nothing, the next a second, then two, four ... at most `most_us`. */
void mk_limiter_failed(mk_limiter *l, uint64_t key, unsigned free, int64_t most_us, int64_t now);
void mk_limiter_forget(mk_limiter *l, uint64_t key);
/* Takes a token; 0: there was one, else how long until there is. */
int64_t mk_limiter_take(mk_limiter *l, uint64_t key, double rate, double burst, int64_t now);
#endif
