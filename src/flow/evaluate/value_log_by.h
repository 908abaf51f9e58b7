/* SPDX-License-Identifier: Apache-2.0
 * The rows of a purchase log as they were read, put together by customer and day; those of nobody and those of days that cannot be are left out and counted.
 * Owns: what it makes is on cx->arena. Threads: one. Errors: MK_EBADDATA (nobody is left). */
#ifndef MK_VALUE_LOG_BY_H
#define MK_VALUE_LOG_BY_H
#include "value_log.h"

/* l has the customers and their names; row is changed. order: of each row, what tells its order, 0 for none; or NULL. */
int mk_value_log_by(mk_cx *cx, mk_value_row *row, const uint64_t *order, size_t n, mk_value_log *l);
#endif
