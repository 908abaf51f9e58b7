/* SPDX-License-Identifier: Apache-2.0
 * What was deleted leaves the file. SQLite writes zeros over a row that is deleted (secure_delete), but not over the copies that stay between the rows of
 * a page when they are parted among two. Those are written over on the way into the file: of every page of a tree, the room that nothing uses.
 * It lies between the array of places behind the page's header and the first of its cells; a page of which that is not certain is left as it is, and
 * so are all of a file of more than 2^24 pages (137 GB).
 * Owns: a mk_clean is a part of its connection and must outlive it. Threads: as the connection. Errors: those of the write. */
#ifndef MK_CLEAN_H
#define MK_CLEAN_H
#include "cx.h"
#include <sqlite3.h>

typedef struct mk_clean { sqlite3_io_methods methods; const sqlite3_io_methods *real; } mk_clean;

/* From now on, for the main file of h. */
void mk_clean_begin(mk_clean *c, sqlite3 *h);
/* The room of a page that nothing uses: *ret_from to *ret_to; false: it is no page of a tree, or has none. first: the first page of the file. */
bool mk_clean_room(const unsigned char *page, int size, bool first, int *ret_from, int *ret_to);
#endif
