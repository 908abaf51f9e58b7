/* SPDX-License-Identifier: Apache-2.0
 * Requests that name themselves (Idempotency-Key): the same one again gets the same answer and is not done again, for a day. That it was done
 * is noted in the transaction that does it, so it is done once even when the program dies in between; then its answer alone is lost.
 * Owns: nothing. Threads: any. Errors: MK_ECONFLICT (the same name for another request), and those of the store. */
#ifndef MK_REPEAT_H
#define MK_REPEAT_H
#include "table.h"

typedef struct mk_repeat {
    char key[65], request[65];      /* hashes, hex */
    bool found;                     /* it was done */
    int64_t status;                 /* of its answer, 0: not kept */
    mk_str answer;
} mk_repeat;

/* Looks it up. name: what the client calls it; request: all of what was asked. */
int mk_repeat_find(mk_cx *cx, mk_store *s, mk_str name, mk_str request, mk_repeat *ret);
/* A witness (cx.h) that notes it. MK_EEXISTS: the same request is being done, or was done just now. */
int mk_repeat_seal(mk_cx *cx, struct mk_db *db, void *repeat);
/* Notes it before something that runs beside the request begins. */
int mk_repeat_begin(mk_cx *cx, mk_store *s, mk_repeat *r);
/* Keeps the answer; forgets the note when status is 0: it was not done. */
int mk_repeat_answer(mk_cx *cx, mk_store *s, const mk_repeat *r, int64_t status, mk_str answer);
#endif
