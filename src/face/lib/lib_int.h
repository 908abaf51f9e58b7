/* SPDX-License-Identifier: Apache-2.0
 * What the files of the library share. */
#ifndef MK_LIB_INT_H
#define MK_LIB_INT_H
#include "makir.h"
#include "cx.h"

/* A new call: the last answer goes. */
void mk_lib_fresh(makir *m);
/* Keeps what went wrong, with what to do about it. */
int mk_lib_told(makir *m, int rc);
mk_cx *mk_lib_cx(makir *m);
#endif
