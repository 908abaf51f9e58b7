/* SPDX-License-Identifier: Apache-2.0
 * Things kept beside the store for all who read it: what is dear to make from rows that seldom change, each at its place on the shelf.
 * Owns: the store has one reference, every user another; the last to give his back drops the thing.
 * Threads: any. What was put is never changed again, so it is read without a lock (what grows has one of its own: see its file).
 * Correct whatever is written meanwhile, by whomever: it is found by a key that the user makes from rows of his own snapshot,
 * so two snapshots with different rows never get the same thing. Each place keeps one; older ones live as long as they are used.
 * Errors: none; what cannot be kept is made again. */
#ifndef MK_SHARED_H
#define MK_SHARED_H
#include <pthread.h>
#include <stdatomic.h>
#include "store.h"

typedef enum mk_place {
    MK_PLACE_MODELS,                    /* unpacked: flow/answer/learn.c */
    MK_PLACE_LISTS,                     /* an owner's lists, read: flow/shop/shop.c */
    MK_PLACE_LABELS,                    /* names of goods: flow/answer/label.c, where they are added one by one */
    MK_PLACE_IDENTITY,                  /* the model of who is who, unpacked: flow/identity/identity_index.c */
    MK_PLACE_PAGES,                     /* customers' pages as they were shown: flow/customer/page_kept.c, where they are added one by one */
    MK_PLACES
} mk_place;

typedef struct mk_shared mk_shared;
struct mk_shared {                      /* the head of what is kept */
    uint64_t key;
    void (*drop)(mk_shared *);
    atomic_uint users;                  /* the store's own, and one for each place that uses it */
};

/* What is kept there under that key, or NULL. It lives at least until the context's arena is rewound past this point. */
const mk_shared *mk_shared_get(mk_cx *cx, mk_db *db, mk_place place, uint64_t key);
/* Hands s over, key and drop filled in, instead of what was kept there; the caller may use it as after mk_shared_get. When memory runs
 * out on the way, s is still the caller's. */
const mk_shared *mk_shared_put(mk_cx *cx, mk_db *db, mk_place place, mk_shared *s);
/* Both outside of a snapshot, by a key that was made from the store's stamp before it was read (mk_store_glance). */
const mk_shared *mk_store_shared_get(mk_cx *cx, mk_store *of, mk_place place, uint64_t key);
const mk_shared *mk_store_shared_put(mk_cx *cx, mk_store *of, mk_place place, mk_shared *s);

/* --- for the store --- */
typedef struct mk_shelf { pthread_mutex_t lock; mk_shared *kept[MK_PLACES]; } mk_shelf;
const mk_shared *mk_shelf_get(mk_cx *cx, mk_shelf *shelf, mk_place place, uint64_t key);
const mk_shared *mk_shelf_put(mk_cx *cx, mk_shelf *shelf, mk_place place, mk_shared *s);
void mk_shelf_init(mk_shelf *shelf);
void mk_shelf_done(mk_shelf *shelf);    /* who still uses what was kept may go on */
#endif
