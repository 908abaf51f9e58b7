/* SPDX-License-Identifier: Apache-2.0
 * The uniform file of Israeli bookkeeping ("OPENFORMAT", order 131, version 1.31): customers, documents, their lines, the catalogue.
 * Every registered program here can write it. Reads it as it is written in life: any of four charsets, visual or logical, cut or padded.
 * Owns: its buffers, with the door. Memory: a few bytes for each customer key and credit note, none for the other records.
 * Errors: as mk_door_open's.
 * Threads: one. */
#ifndef MK_OPENFORMAT_H
#define MK_OPENFORMAT_H
#include "archive.h"
#include "door.h"

/* Whether a file begins as INI.TXT or BKMVDATA.TXT do. */
bool mk_openformat_looks(mk_str head);
/* Reads the whole file once, to count, and stands before its first record. Exports of one business are read one after the other. */
int mk_openformat_open(mk_cx *cx, const mk_export *x, size_t n, const mk_door_options *opt, mk_door **ret);
#endif
