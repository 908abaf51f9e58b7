/* SPDX-License-Identifier: Apache-2.0
 * A record as one line of text, for goldens and for looking: "2: person key=7 sale doc=A1 at=... total=10.00ILS". */
#ifndef MK_SHOW_H
#define MK_SHOW_H
#include "buf.h"
#include "record.h"

void show_record(mk_buf *b, const mk_record *r);
#endif
