/* SPDX-License-Identifier: Apache-2.0
 * Numbers given out in a row, where one digit off is another's number. Owns: nothing. Threads: as link. Errors: none. */
#ifndef MK_SERIES_H
#define MK_SERIES_H
#include "link_int.h"
#include "vec.h"

/* Whether a field has numbers that may be given out in a row: those with a check digit are not. */
bool mk_in_numbers(const mk_field *f);
/* Marks the values that lie in a series, by the values of the field. */
void mk_series_mark(mk_arena *scratch, mk_field *f);
/* The same for values whose file is not there: what to look for (0: nothing), what is kept under it, by several values together, and marking by it. */
uint64_t mk_series_key(const mk_field *f, uint32_t v);
uint64_t mk_series_kept(const mk_field *f, uint32_t v);
void mk_series_mark_as(mk_field *f, uint32_t v, uint64_t kept);

/* Two numbers of one series: up to the last three digits they are the same, and both have neighbours. */
static inline bool mk_one_series(const mk_value *p, const mk_value *q, uint64_t a, uint64_t b)
{
    return a >> 12 == b >> 12 && p->flags & (MK_VF_TEN | MK_VF_HUNDRED) && q->flags & (MK_VF_TEN | MK_VF_HUNDRED);
}
#endif
