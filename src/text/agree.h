/* SPDX-License-Identifier: Apache-2.0
 * Words that go with their number. A sentence is written with both of its ways, and the one that fits its number stays:
 *   "{%d:one customer was|# customers were} known"     ->     "one customer was known", "12 customers were known"
 * Of three ways the middle one is of two, as Hebrew has it: "{%d:יום|יומיים|# ימים}". # is the number, its thousands parted.
 * Owns: nothing. Threads: any. Errors: none; what is not of this form stays as it is. */
#ifndef MK_AGREE_H
#define MK_AGREE_H
#include <stdarg.h>
#include "str.h"
#include "arena.h"

/* printf's words on the arena, agreed. Only braces of fmt are chosen between: what a person's name says is left as it is. */
mk_str mk_agree_printf(mk_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
mk_str mk_agree_vprintf(mk_arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
#endif
