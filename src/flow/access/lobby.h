/* SPDX-License-Identifier: Apache-2.0
 * Who comes and goes while the disk has no room. A session that cannot be written is held in the server's memory, and so is that one ended; both are
 * written as soon as there is room (session.h). Bounded: who finds no place is told that the disk is full.
 * Memory: its own. Threads: any. Errors: none of its own. */
#ifndef MK_LOBBY_H
#define MK_LOBBY_H
#include "secret.h"

enum { MK_LOBBY_SEATS = 64 };

typedef struct mk_guest {
    char hex[MK_TOKEN_HASH];        /* of his token */
    bool gone;                      /* he has signed out: his session in the store is none any more */
    int64_t account, session, at;
    uint64_t mark;                  /* of the account, when he came in: another password since and he is nobody */
    char address[64], agent[201];
} mk_guest;

typedef struct mk_lobby mk_lobby;
mk_lobby *mk_lobby_new(void);       /* NULL: no memory */
void mk_lobby_free(mk_lobby *l);
/* Of a NULL lobby: there is no place, and nobody is in it. */
bool mk_lobby_enter(mk_lobby *l, const mk_guest *g);
bool mk_lobby_find(mk_lobby *l, const char *hex, mk_guest *ret);
/* Only as he is in it: who signed out meanwhile stays so. */
void mk_lobby_leave(mk_lobby *l, const mk_guest *g);
size_t mk_lobby_all(mk_lobby *l, mk_guest ret[MK_LOBBY_SEATS]);
/* Whether that time step of the account's codes is a later one than the last that was used here: a code that cannot be noted in the store holds once, too. */
bool mk_lobby_step(mk_lobby *l, int64_t account, int64_t step);
#endif
