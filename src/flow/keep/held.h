/* SPDX-License-Identifier: Apache-2.0
 * All that is held of one customer, for him: one file that people read and print, with the same for programs inside (JSON). It is made from the list of
 * tables, so that a new one is in it the day it is added. Owns: text of the arena. Threads: as the store. Errors: MK_ENOTFOUND, those of the store. */
#ifndef MK_HELD_H
#define MK_HELD_H
#include "table.h"

/* HTML, in the language of cx. */
int mk_customer_held(mk_cx *cx, mk_store *s, int64_t customer, mk_str *ret);
#endif
