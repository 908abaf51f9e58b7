/* SPDX-License-Identifier: Apache-2.0
 * One thing kept beside the store for all who read it: what is dear to make from rows that seldom change, the unpacked models.
 * Owns: the store has one reference, every user another; the last to give his back drops the thing.
 * Threads: any. What was put is never changed again, so it is read without a lock.
 * Correct whatever is written meanwhile, by whomever: it is found by a key that the user makes from rows of his own snapshot,
 * so two snapshots with different rows never get the same thing. Only one thing is kept; the others live as long as they are used. */
#ifndef MK_SHARED_H
#define MK_SHARED_H
#include <pthread.h>
#include <stdatomic.h>
#include "store.h"

typedef struct mk_shared mk_shared;
struct mk_shared {                      /* the head of what is kept */
    uint64_t key;
    void (*drop)(mk_shared *);
    atomic_uint users;                  /* the store's own, and one for each place that uses it */
};

/* What is kept under that key, or NULL. It lives at least until the context's arena is rewound past this point. */
const mk_shared *mk_shared_get(mk_cx *cx, mk_db *db, uint64_t key);
/* Hands s over, key and drop filled in, in place of what was kept; the caller may use it as after mk_shared_get. When memory runs
 * out on the way, s is still the caller's. */
const mk_shared *mk_shared_put(mk_cx *cx, mk_db *db, mk_shared *s);

/* --- for the store --- */
typedef struct mk_shelf { pthread_mutex_t lock; mk_shared *kept; } mk_shelf;
void mk_shelf_init(mk_shelf *shelf);
void mk_shelf_done(mk_shelf *shelf);    /* who still uses what was kept may go on */
#endif
