/* SPDX-License-Identifier: Apache-2.0
 * Lists that were given a name: filter, sort and columns; for everybody or for who made it. The address of one is its id.
 * Owns: slices of the arena. Threads: any. Errors: MK_ENOTFOUND, MK_EINVAL, MK_EDENIED (another's), MK_ECONFLICT (based.h). */
#ifndef MK_VIEW_H
#define MK_VIEW_H
#include "table.h"

typedef struct mk_view { int64_t id, at, version; mk_str name, filter, sort, columns, who; bool shared; } mk_view;

/* Those cx's principal may see, by name. */
int mk_view_list(mk_cx *cx, mk_store *s, mk_view **ret, size_t *ret_n);
int mk_view_get(mk_cx *cx, mk_store *s, int64_t id, mk_view *ret);
/* v->id 0: a new one, and its id. Filter, sort and columns have been looked at. */
int mk_view_save(mk_cx *cx, mk_store *s, mk_view *v);
int mk_view_remove(mk_cx *cx, mk_store *s, int64_t id);
#endif
