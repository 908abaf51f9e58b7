/* SPDX-License-Identifier: Apache-2.0
 * Between the files that find out what columns are. */
#ifndef MK_KINDS_INT_H
#define MK_KINDS_INT_H
#include "link_int.h"

/* What a header says. kind: MK_LK_KINDS_: nothing; numbers: it speaks of an id, an index; whose: it is whoever the table is about, by name or number; age: in years. */
typedef struct mk_header_says { mk_link_kind kind; bool numbers, whose, age; } mk_header_says;
mk_header_says mk_header_read(mk_arena *a, mk_str header);
#endif
