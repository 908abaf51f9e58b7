/* SPDX-License-Identifier: Apache-2.0
 * Rows that say the same of one person, of which only some are looked at; values that are nobody's. Owns: nothing. Threads: as link. Errors: none. */
#ifndef MK_EQUAL_H
#define MK_EQUAL_H
#include "distinct.h"

/* Values that are nobody's, because many names have them, are taken out of the columns. */
void mk_generic_drop(mk_arena *scratch, mk_link *l, mk_column *col, const uint64_t *key, uint32_t rows);
/* How many of the rows are looked at; ret_of[i]: the row that stands for i, itself when it is looked at; NULL: all are. Whatever their order. */
uint32_t mk_equal_rows(mk_arena *scratch, const mk_link *l, const mk_column *col, const uint64_t *key, uint32_t rows, uint32_t **ret_of);
#endif
