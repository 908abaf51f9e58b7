/* SPDX-License-Identifier: Apache-2.0 */
#include "upkeep.h"
#include <signal.h>
#include <time.h>
#include "clock.h"

enum { QUIET = 20000, PATIENCE = 250000 };      /* microseconds: without a write; between two pieces while there are some */

void mk_upkeep_init(mk_upkeep *u, mk_store *s)
{
    pthread_condattr_t clock;
    *u = (mk_upkeep){ .store = s };
    pthread_mutex_init(&u->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&u->call, &clock);
    pthread_condattr_destroy(&clock);
}

static void rest(mk_upkeep *u, int64_t us)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + us * 1000;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_cond_timedwait(&u->call, &u->lock, &until);
}

static void *work(void *arg)
{
    mk_upkeep *u = arg;
    pthread_mutex_lock(&u->lock);
    while (!u->stop) {
        if (!u->wanted) {
            pthread_cond_wait(&u->call, &u->lock);
            continue;
        }
        int64_t now = mk_clock_monotonic();
        bool quiet = now - u->wrote >= QUIET || now - u->worked >= PATIENCE;
        u->wanted = false;
        pthread_mutex_unlock(&u->lock);
        int more = mk_store_tend(u->store, quiet);
        pthread_mutex_lock(&u->lock);
        if (quiet) u->worked = mk_clock_monotonic();
        if (more > 0) u->wanted = true;
        if (more > 1 && !u->stop) rest(u, QUIET);
    }
    pthread_mutex_unlock(&u->lock);
    return NULL;
}

/* Signals are for the threads that were there before. */
static bool start(mk_upkeep *u)
{
    sigset_t all, was;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    u->started = pthread_create(&u->thread, NULL, work, u) == 0;
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    return u->started;
}

void mk_upkeep_wrote(mk_upkeep *u, bool want)
{
    pthread_mutex_lock(&u->lock);
    u->wrote = mk_clock_monotonic();
    if (want && !u->wanted && (u->started || start(u))) {
        u->wanted = true;
        pthread_cond_signal(&u->call);
    }
    pthread_mutex_unlock(&u->lock);
}

void mk_upkeep_done(mk_upkeep *u)
{
    pthread_mutex_lock(&u->lock);
    u->stop = true;
    pthread_cond_signal(&u->call);
    pthread_mutex_unlock(&u->lock);
    if (u->started) pthread_join(u->thread, NULL);
    pthread_cond_destroy(&u->call);
    pthread_mutex_destroy(&u->lock);
}
