/* SPDX-License-Identifier: Apache-2.0
 * A workbook (XLSX, Office Open XML, ISO/IEC 29500) as a table: one of its sheets, chosen by what is on it or named by the mapping.
 * Streaming: whatever the size, memory holds a block and a row; shared texts beyond a few megabytes lie in a spool.
 * Owns: nothing beyond the arena. Threads: one. Errors: MK_EBADDATA, MK_ELIMIT, MK_EIO. */
#ifndef MK_XLSX_H
#define MK_XLSX_H
#include "door.h"
#include "zipped.h"

/* Whether the archive is a workbook, by its entries. */
bool mk_xlsx_is(zip_t *zip);
/* What another office program's archive is, as a sentence with what to do; NULL: it is none that is known. */
const char *mk_xlsx_other(mk_cx *cx, zip_t *zip);
/* zip: must outlive the door. name: of the file, for messages. */
int mk_xlsx_open(mk_cx *cx, zip_t *zip, mk_str name, const mk_door_options *opt, mk_door **ret);
#endif
