/* SPDX-License-Identifier: Apache-2.0
 * Rows of the store as people and programs outside read them: columns by name, ids, days, moments and sums as they are written.
 * Pure: text on the arena it is given; never fails. */
#ifndef MK_SPELL_H
#define MK_SPELL_H
#include "buf.h"
#include "table.h"

/* A number as its meaning has it; false: as it is. */
bool mk_spell(mk_meaning m, int64_t v, char out[40]);
/* A row of t as a JSON object. */
void mk_spell_row(mk_buf *b, const mk_table *t, const mk_value *v);
#endif
