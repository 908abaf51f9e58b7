/* SPDX-License-Identifier: Apache-2.0
 * Small results a connection has read already, kept until somebody writes: who is signed in, the settings, which models there are, the names of goods are
 * asked for with every answer and hardly ever change. Private to store.
 * Owns: one piece of memory of a size that is bounded, freed by mk_keep_free. Threads: those of its connection, one at a time.
 * Errors: none; where there is no memory or no room, nothing is kept. */
#ifndef MK_KEPT_H
#define MK_KEPT_H
#include "table.h"

typedef struct mk_kept_row { struct mk_kept_row *next; mk_value value[]; } mk_kept_row;
typedef struct mk_kept mk_kept;
struct mk_kept { mk_kept *same_hash; mk_kept_row *first, *last; const mk_value *arg; uint32_t query, args, columns, rows; };

typedef struct mk_keep mk_keep;
mk_keep *mk_keep_new(void);             /* NULL: no memory */
void mk_keep_free(mk_keep *k);
/* What was read of another state of the store is forgotten, and everything when the room is used up. Nothing kept may be in use. */
void mk_keep_turn(mk_keep *k, uint64_t version);
const mk_kept *mk_keep_find(const mk_keep *k, mk_query q, const mk_value *arg, size_t n);
/* Writes a result down, row by row, for those who ask next; NULL and false: it is too large, or there is no room. */
mk_kept *mk_keep_begin(mk_keep *k, mk_query q, const mk_value *arg, size_t n, uint32_t columns);
bool mk_keep_row(mk_keep *k, mk_kept *to, const mk_value *value);
void mk_keep_end(mk_keep *k, mk_kept *it);
#endif
