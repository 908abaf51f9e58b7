/* SPDX-License-Identifier: Apache-2.0
 * Events as JSON, one object a line (NDJSON): people, purchases, interactions, facts. docs/guide/import.md has the schema.
 * Owns: as every door. Errors: as every door; a line that is no such object is a bad row, the message says which member.
 * Threads: one. */
#ifndef MK_NDJSON_H
#define MK_NDJSON_H
#include "door.h"
#include "source.h"

bool mk_ndjson_looks(mk_str head);
int mk_ndjson_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret);
#endif
