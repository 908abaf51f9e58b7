/* SPDX-License-Identifier: Apache-2.0
 * Reads JSON (RFC 8259) into a tree on an arena. Strict: valid UTF-8, no duplicate names, no more than MK_JSON_DEPTH inside one another,
 * no NUL in a text. Numbers stay the text they are, so that no digit is lost; mk_str_int and mk_str_real make numbers of them.
 * Memory: the arena; when it runs out control goes where it always goes (arena.h): nothing is ever read in part.
 *     const mk_json *j = mk_json_read(a, text, NULL);
 *     if (j && j->type == MK_JSON_OBJECT) name = mk_json_text(mk_json_get(j, "name"));
 * Threads: one for each arena. Errors: NULL for what is no JSON, with the place. */
#ifndef MK_JSONR_H
#define MK_JSONR_H
#include "jsonw.h"

typedef enum mk_json_type { MK_JSON_NULL, MK_JSON_FALSE, MK_JSON_TRUE, MK_JSON_NUMBER, MK_JSON_STRING, MK_JSON_ARRAY, MK_JSON_OBJECT } mk_json_type;

typedef struct mk_json mk_json;
struct mk_json {
    mk_json_type type;
    mk_str key;                 /* its name in an object */
    mk_str text;                /* of a string what it says; of all others how it is written */
    const mk_json *first, *next;        /* of an array or object what is in it, in order */
    size_t n;                   /* how many */
};

/* NULL: it is not JSON; ret_at: from which byte on (NULL: not asked). */
const mk_json *mk_json_read(mk_arena *a, mk_str text, size_t *ret_at);
/* The member of that name; NULL when there is none, or j is no object (or NULL). */
const mk_json *mk_json_get(const mk_json *j, const char *key);
/* What a string says; "" of anything else, and of NULL. */
mk_str mk_json_text(const mk_json *j);
#endif
