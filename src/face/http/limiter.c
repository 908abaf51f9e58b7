/* SPDX-License-Identifier: Apache-2.0 */
#include "limiter.h"
#include <pthread.h>

enum { SLOTS = 4096, PROBES = 8 };

typedef struct slot { uint64_t key; int64_t since; unsigned failures; } slot;
struct mk_limiter { pthread_mutex_t lock; int64_t window; slot slot[SLOTS]; };

mk_limiter *mk_limiter_new(int64_t window_us)
{
    mk_limiter *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    pthread_mutex_init(&l->lock, NULL);
    l->window = window_us;
    return l;
}

void mk_limiter_free(mk_limiter *l)
{
    if (!l) return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* The key's place, else the one to use for it: a free or outdated one, else the oldest of those it may have. */
static slot *place(mk_limiter *l, uint64_t key, int64_t now)
{
    slot *oldest = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        slot *s = &l->slot[(key + i) % SLOTS];
        if (s->failures && now - s->since >= l->window) s->failures = 0;
        if (s->failures && s->key == key) return s;
        if (!oldest || (s->failures ? s->since : INT64_MIN) < (oldest->failures ? oldest->since : INT64_MIN)) oldest = s;
    }
    return oldest;
}

bool mk_limiter_may(mk_limiter *l, uint64_t key, unsigned most, int64_t now)
{
    pthread_mutex_lock(&l->lock);
    const slot *s = place(l, key, now);
    bool may = !s->failures || s->key != key || s->failures < most;
    pthread_mutex_unlock(&l->lock);
    return may;
}

void mk_limiter_failed(mk_limiter *l, uint64_t key, int64_t now)
{
    pthread_mutex_lock(&l->lock);
    slot *s = place(l, key, now);
    if (!s->failures || s->key != key) *s = (slot){ key, now, 0 };
    s->failures++;
    pthread_mutex_unlock(&l->lock);
}

void mk_limiter_forget(mk_limiter *l, uint64_t key)
{
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < PROBES; i++) {
        slot *s = &l->slot[(key + i) % SLOTS];
        if (s->key == key) s->failures = 0;
    }
    pthread_mutex_unlock(&l->lock);
}
