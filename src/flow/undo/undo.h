/* SPDX-License-Identifier: Apache-2.0
 * Takes an import back, updates too: what it added goes, what it changed becomes what it was.
 * What somebody changed since, or leans on (a note on a customer it brought), stays and is counted.
 * Cost: in proportion to the rows of the customers it touched.
 * Owns: nothing. Threads: as the store. Errors: MK_ENOTFOUND, MK_ECONFLICT (it is undone already), MK_ECANCELLED: the store is as it was. */
#ifndef MK_UNDO_H
#define MK_UNDO_H
#include "table.h"

typedef struct mk_undo_result {
    uint64_t removed;           /* rows taken out */
    uint64_t restored;          /* rows that are again what they were */
    uint64_t kept;              /* what it brought and stays: something else of the store is about it, or somebody changed it since */
    uint64_t conflicts;         /* rows it had changed that were changed again since: left as they are */
} mk_undo_result;

/* MK_ENOTFOUND: no such batch. MK_ECONFLICT: it is undone already. `back`: changes that people made since (mk_undo_conflicts) and that are to go
 * with the import; all others stay over it. */
int mk_undo(mk_cx *cx, mk_store *s, int64_t batch, const int64_t *back, size_t back_n, mk_undo_result *ret);

/* A column of a row that an import brought or changed and that a person changed since. Texts are valid during the call. */
typedef struct mk_undo_conflict {
    int64_t change;             /* the id to take it back by; several columns may share it */
    int64_t customer, at;
    mk_str name, entity, column, who;
    bool was_there, is_there;   /* the row was there before the import; it is there now */
    mk_value was, imported, now;        /* before the import; as it brought it; as the person left it */
    int meaning;                /* mk_meaning of the values */
} mk_undo_conflict;
/* Each of them, in order of customer and time, at most `most` changes, behind that one of that customer. *ret_more: there are others. MK_ENOTFOUND. */
int mk_undo_conflicts(mk_cx *cx, mk_db *db, int64_t batch, size_t most, int64_t customer, int64_t change, int (*each)(mk_cx *cx, void *self, const mk_undo_conflict *c), void *self, bool *ret_more);
#endif
