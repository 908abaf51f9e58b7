/* SPDX-License-Identifier: Apache-2.0
 * Reads back JSON that jsonw wrote: flat arrays and objects of strings, numbers, true, false and null. For JSON of people there is jansson; this
 * one needs no memory but the arena's, so that it cannot lose a letter when memory runs out.
 *     mk_jsonr r = mk_jsonr_on(arena, json);   if (!mk_json_enter(&r, '[')) bad;   while (mk_json_next(&r, NULL, &v)) use(v);   if (r.bad) bad; */
#ifndef MK_JSONR_H
#define MK_JSONR_H
#include "arena.h"

typedef enum mk_json_kind { MK_JSON_NULL, MK_JSON_FALSE, MK_JSON_TRUE, MK_JSON_NUMBER, MK_JSON_TEXT } mk_json_kind;
/* text: of a text without its escapes, of a number as it is written. On the arena, or in the JSON itself. */
typedef struct mk_json_value { mk_json_kind kind; mk_str text; } mk_json_value;
typedef struct mk_jsonr { mk_arena *arena; mk_str left; char end; bool bad; } mk_jsonr;

static inline mk_jsonr mk_jsonr_on(mk_arena *a, mk_str json) { return (mk_jsonr){ .arena = a, .left = json }; }
bool mk_json_enter(mk_jsonr *r, char bracket);          /* '[' or '{' */
/* The next value, with its key in an object. False at the end, or when it is not such JSON: then r->bad. */
bool mk_json_next(mk_jsonr *r, mk_str *ret_key, mk_json_value *ret);
#endif
