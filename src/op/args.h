/* SPDX-License-Identifier: Apache-2.0
 * Arguments of an operation, from words of a command line, a query string or a JSON object, through one validator.
 * Owns: nothing; arguments live on cx->arena. Threads: one.
 * Errors: MK_EINVAL with a sentence that names the parameter and what is expected. The value itself is never repeated: people
 * type names and phones into the wrong place, and messages end up in logs. */
#ifndef MK_ARGS_H
#define MK_ARGS_H
#include "op.h"

enum { MK_OP_PARAMS = 24, MK_OP_COLUMNS = 48 };     /* no operation has more; a test walks the table */

mk_args *mk_args_new(mk_cx *cx, const mk_op *op);
/* The parameter of that name, - and _ being equal; NULL when there is none. */
const mk_param *mk_op_param(const mk_op *op, mk_str name);
/* How a parameter is called in JSON and query strings: - becomes _. */
mk_str mk_param_wire(mk_arena *a, const mk_param *p);
/* Sets one from its text. A second value for the same parameter is refused. */
int mk_args_put(mk_cx *cx, mk_args *a, const mk_param *p, mk_str value);
/* `--name value`, `--name=value`, `--flag`, positionals in the order of the table, `--` ends the options. */
int mk_args_words(mk_cx *cx, mk_args *a, size_t n, const char *const *words);
/* name=value&... with %XX and +. Names in `skip` (ended by NULL) belong to somebody else. */
int mk_args_query(mk_cx *cx, mk_args *a, mk_str query, const char *const *skip);
/* A JSON object; null is absent. An empty text is an empty object. */
int mk_args_json(mk_cx *cx, mk_args *a, mk_str body);
size_t mk_args_given(const mk_args *a);                 /* how many are set */
/* Fills the presets and sees that nothing required is missing. */
int mk_args_end(mk_cx *cx, mk_args *a);
/* The first required secret that has no value yet: the command line asks for it. */
const mk_param *mk_args_secret(const mk_args *a);

/* %XX, and + for a blank when `plus` (query strings, not paths); false when it is broken or holds a NUL. */
bool mk_url_decode(mk_arena *a, mk_str s, bool plus, mk_str *ret);
/* The nearest of the candidates by typing distance, NULL when none is near. */
const char *mk_nearest(mk_str word, const char *const *candidates, size_t n);
#endif
