/* SPDX-License-Identifier: Apache-2.0
 * What a store does while nobody waits for it: what was committed goes from the log into the file, and small runs of postings become larger ones. No
 * write pays for it; nothing is lost or wrong when it is not done, or is cut off at any moment.
 * A thread does it, which begins when there is something to do for the first time. It works in pieces of some milliseconds, waits for a moment of
 * quiet, and takes a piece now and then when there is none.
 * Owns: its thread. Threads: any. Errors: none; what failed is tried again after the next write. */
#ifndef MK_UPKEEP_H
#define MK_UPKEEP_H
#include <pthread.h>
#include "store.h"

typedef struct mk_upkeep {
    mk_store *store;
    pthread_mutex_t lock;
    pthread_cond_t call;
    pthread_t thread;
    bool started, stop, wanted;
    int64_t wrote, worked;              /* when somebody wrote last, and when a piece was done */
} mk_upkeep;

void mk_upkeep_init(mk_upkeep *u, mk_store *s);
/* After each commit; want: there is something to do. */
void mk_upkeep_wrote(mk_upkeep *u, bool want);
/* Ends what is going on, and the thread. */
void mk_upkeep_done(mk_upkeep *u);

/* A piece of it, by the store; quiet: nobody has written lately. 1: there is more to do; 2: there is, and it can wait. */
int mk_store_tend(mk_store *s, bool quiet);
#endif
