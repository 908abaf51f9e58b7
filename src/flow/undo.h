/* SPDX-License-Identifier: Apache-2.0
 * Takes an import back, updates too: what it added goes, what it changed becomes what it was.
 * What somebody changed since, or leans on (a note on a customer it brought), stays and is counted.
 * Cost: in proportion to the rows of the customers it touched. */
#ifndef MK_UNDO_H
#define MK_UNDO_H
#include "store.h"

typedef struct mk_undo_result {
    uint64_t removed;           /* rows taken out */
    uint64_t restored;          /* rows that are again what they were */
    uint64_t kept;              /* what it brought and stays: something else of the store is about it, or somebody changed it since */
    uint64_t conflicts;         /* rows it had changed that were changed again since: left as they are */
} mk_undo_result;

/* MK_ENOTFOUND: no such batch. MK_ECONFLICT: it is undone already. */
int mk_undo(mk_cx *cx, mk_store *s, int64_t batch, mk_undo_result *ret);
#endif
