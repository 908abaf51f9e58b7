/* SPDX-License-Identifier: Apache-2.0
 * What is written from the table: usage lines, reference pages, the man page, OpenAPI, shell completion.
 * Each is a pure function of the table, given as NULL-ended list, so tests can give their own. Owns: nothing. Threads: any. */
#ifndef MK_REFERENCE_H
#define MK_REFERENCE_H
#include "buf.h"
#include "op.h"

/* The options that every command knows. */
typedef struct mk_global { const char *name, *word, *help; } mk_global;
extern const mk_global mk_globals[];            /* ended by a name of NULL; word NULL: a flag */

/* "makir customer find [--limit N] TEXT" */
void mk_usage_line(const mk_op *op, mk_buf *to);
/* What stands for the value: "N", "YYYY-MM-DD", "call|sms", "TEXT". */
mk_str mk_usage_word(mk_arena *a, const mk_param *p);
/* "required; default 20; 1 to 100", "" when there is nothing to say. */
mk_str mk_usage_limits(mk_arena *a, const mk_param *p, mk_lang lang);
const char *mk_column_type_name(mk_column_type t);

void mk_reference_man(const mk_op *const *ops, mk_buf *to);             /* man/makir.1 */
void mk_openapi(const mk_op *const *ops, mk_lang lang, mk_buf *to);     /* OpenAPI 3.1, JSON */
void mk_completion_bash(const mk_op *const *ops, mk_buf *to);

/* The generated files of the project: where each belongs, and its contents. */
typedef struct mk_page { const char *kind, *path; mk_str text; } mk_page;
enum { MK_PAGES = 4 };
void mk_reference_pages(mk_arena *a, const mk_op *const *ops, mk_page out[MK_PAGES]);

/* A text of the table (summary, help of a parameter) in a language; in English when it has not been said in that one (hebrew.def). */
const char *mk_op_words(const char *english, mk_lang lang);
/* The i-th text that has been said in Hebrew, as it stands in the table; NULL behind the last. */
const char *mk_op_words_at(size_t i);

/* The kind of an error, and what to do about it, in a language. */
const char *mk_error_title(int code, mk_lang lang);
const char *mk_error_hint(int code, mk_lang lang);
/* A message of mk_fail as it is said in a language (said.def), for mk_cx.said; as it stands when it is not said in that one. */
const char *mk_error_said(const char *english, mk_lang lang);
#endif
