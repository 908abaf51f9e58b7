/* SPDX-License-Identifier: Apache-2.0
 * Between charset.c and mend.c: the tables read backwards. */
#ifndef MK_CHARSET_INT_H
#define MK_CHARSET_INT_H
#include "charset.h"

/* The byte that means this code point in a one-byte charset, or -1. Control characters 80-9F stand for the byte that is not defined. */
int mk_charset_byte(mk_charset c, uint32_t cp);
#endif
