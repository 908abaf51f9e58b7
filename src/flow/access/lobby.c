/* SPDX-License-Identifier: Apache-2.0 */
#include "lobby.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct used { int64_t account, step; } used;
struct mk_lobby { pthread_mutex_t lock; mk_guest seat[MK_LOBBY_SEATS]; used used[MK_LOBBY_SEATS]; size_t guests, next; };

mk_lobby *mk_lobby_new(void)
{
    mk_lobby *l = calloc(1, sizeof *l);
    if (l) pthread_mutex_init(&l->lock, NULL);
    return l;
}

void mk_lobby_free(mk_lobby *l)
{
    if (!l) return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static mk_guest *of(mk_lobby *l, const char *hex)
{
    for (size_t i = 0; i < l->guests; i++)
        if (strcmp(l->seat[i].hex, hex) == 0) return &l->seat[i];
    return NULL;
}

bool mk_lobby_enter(mk_lobby *l, const mk_guest *g)
{
    if (!l) return false;
    pthread_mutex_lock(&l->lock);
    mk_guest *seat = of(l, g->hex);
    if (!seat && l->guests < MK_LOBBY_SEATS) seat = &l->seat[l->guests++];
    if (seat) *seat = *g;
    pthread_mutex_unlock(&l->lock);
    return seat;
}

bool mk_lobby_find(mk_lobby *l, const char *hex, mk_guest *ret)
{
    if (!l) return false;
    pthread_mutex_lock(&l->lock);
    const mk_guest *g = of(l, hex);
    if (g) *ret = *g;
    pthread_mutex_unlock(&l->lock);
    return g;
}

void mk_lobby_leave(mk_lobby *l, const mk_guest *g)
{
    if (!l) return;
    pthread_mutex_lock(&l->lock);
    mk_guest *seat = of(l, g->hex);
    if (seat && seat->gone == g->gone) *seat = l->seat[--l->guests];
    pthread_mutex_unlock(&l->lock);
}

size_t mk_lobby_all(mk_lobby *l, mk_guest ret[MK_LOBBY_SEATS])
{
    if (!l) return 0;
    pthread_mutex_lock(&l->lock);
    size_t n = l->guests;
    memcpy(ret, l->seat, n * sizeof *ret);
    pthread_mutex_unlock(&l->lock);
    return n;
}

bool mk_lobby_step(mk_lobby *l, int64_t account, int64_t step)
{
    if (!l) return false;
    pthread_mutex_lock(&l->lock);
    used *u = NULL;
    for (size_t i = 0; i < MK_LOBBY_SEATS && !u; i++)
        if (l->used[i].account == account) u = &l->used[i];
    bool later = !u || step > u->step;
    if (!u) u = &l->used[l->next++ % MK_LOBBY_SEATS];       /* the oldest makes room: its code has long run out */
    if (later) *u = (used){ account, step };
    pthread_mutex_unlock(&l->lock);
    return later;
}
