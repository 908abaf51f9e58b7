/* SPDX-License-Identifier: Apache-2.0 */
#include "limiter.h"
#include <pthread.h>
#include <stdlib.h>
#include "clock.h"

enum { SLOTS = 4096, PROBES = 8 };

typedef struct slot { uint64_t key; int64_t since, until; unsigned failures; double tokens; bool used; } slot;
struct mk_limiter { pthread_mutex_t lock; int64_t forget; slot slot[SLOTS]; };

mk_limiter *mk_limiter_new(int64_t forget_us)
{
    mk_limiter *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    pthread_mutex_init(&l->lock, NULL);
    l->forget = forget_us;
    return l;
}

void mk_limiter_free(mk_limiter *l)
{
    if (!l) return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* The key's place; NULL when it has none and none is to be made. A new one takes a free or outdated place, else that of the oldest. */
static slot *place(mk_limiter *l, uint64_t key, int64_t now, bool make)
{
    slot *oldest = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        slot *s = &l->slot[(key + i) % SLOTS];
        if (s->used && now - s->since >= l->forget && now >= s->until) s->used = false;
        if (s->used && s->key == key) return s;
        if (!oldest || (s->used ? s->since : INT64_MIN) < (oldest->used ? oldest->since : INT64_MIN)) oldest = s;
    }
    if (!make) return NULL;
    *oldest = (slot){ .key = key, .since = now, .used = true, .tokens = -1 };
    return oldest;
}

int64_t mk_limiter_wait(mk_limiter *l, uint64_t key, int64_t now)
{
    pthread_mutex_lock(&l->lock);
    const slot *s = place(l, key, now, false);
    int64_t wait = s && s->until > now ? s->until - now : 0;
    pthread_mutex_unlock(&l->lock);
    return wait;
}

void mk_limiter_failed(mk_limiter *l, uint64_t key, unsigned free, int64_t most_us, int64_t now)
{
    pthread_mutex_lock(&l->lock);
    slot *s = place(l, key, now, true);
    s->since = now;
    if (++s->failures >= free) {
        unsigned doubled = s->failures - free;
        int64_t wait = doubled < 30 ? MK_SECOND << doubled : most_us;
        s->until = now + (wait < most_us ? wait : most_us);
    }
    pthread_mutex_unlock(&l->lock);
}

void mk_limiter_forget(mk_limiter *l, uint64_t key)
{
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < PROBES; i++) {
        slot *s = &l->slot[(key + i) % SLOTS];
        if (s->key == key) s->used = false;
    }
    pthread_mutex_unlock(&l->lock);
}

int64_t mk_limiter_take(mk_limiter *l, uint64_t key, double rate, double burst, int64_t now)
{
    pthread_mutex_lock(&l->lock);
    slot *s = place(l, key, now, true);
    if (s->tokens < 0) s->tokens = burst;
    else if (now > s->since) s->tokens += (double)(now - s->since) / (double)MK_SECOND * rate;
    if (s->tokens > burst) s->tokens = burst;
    s->since = now;
    int64_t wait = s->tokens >= 1 ? 0 : (int64_t)((1 - s->tokens) / rate * (double)MK_SECOND) + 1;
    if (!wait) s->tokens -= 1;
    pthread_mutex_unlock(&l->lock);
    return wait;
}
