/* SPDX-License-Identifier: Apache-2.0
 * libmakir: makir inside a program of yours. What `makir COMMAND` does at the command line, makir_run does here: the same table of
 * operations (docs/reference/commands.md), arguments and answers as JSON.
 *
 *     makir *m;
 *     const char *answer;
 *     if (makir_open("shop.makir", MAKIR_CREATE, &m) == 0 &&
 *         makir_run(m, "import", "{\"path\": \"sales.csv\"}", &answer) == 0 &&
 *         makir_run(m, "learn", NULL, &answer) == 0 &&
 *         makir_run(m, "today", "{\"limit\": 5}", &answer) == 0)
 *         puts(answer);
 *     else
 *         fprintf(stderr, "%s\n%s\n", makir_message(m), makir_hint(m));
 *     makir_close(m);
 *
 * Owns: a makir owns its store's connections and the last answer. Texts given to you are UTF-8, end with a zero byte, and are
 * valid until the next call with the same makir.
 * Threads: one makir, one thread at a time, but for makir_cancel. Several of them may open the same store.
 * Errors: 0, or a negative code; makir_message says what went wrong and where, makir_hint what to do. Nothing is half done. */
#ifndef MAKIR_H
#define MAKIR_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct makir makir;

enum { MAKIR_CREATE = 1 };      /* makes the store when there is none */

/* store: its path; NULL for the operations that need none (openapi, version). *ret is made even when it fails, so that
 * its message can be read; NULL only when memory is out. To be closed in any case. */
int makir_open(const char *store, unsigned flags, makir **ret);
/* NULL is fine. */
void makir_close(makir *m);

/* Runs the operation of that name ("customer find"). arguments: a JSON object, NULL for none. *ret_answer: the answer as JSON, or the
 * text of an operation that gives a text. */
int makir_run(makir *m, const char *operation, const char *arguments, const char **ret_answer);

/* Of the last failure; "" when the last call went well. */
const char *makir_message(const makir *m);
const char *makir_hint(const makir *m);
/* The name of a code: "NOTFOUND"; docs/reference/errors.md has them all. */
const char *makir_error_name(int code);

/* Language of sentences: "he" (from the start) or "en". */
int makir_language(makir *m, const char *language);
/* In whose name, for the history: from the start "library". At most 63 bytes. */
int makir_who(makir *m, const char *name);
/* Told at most some ten times a second how far a long operation is; total 0: not known. NULL: nobody is told. */
void makir_progress(makir *m, void (*report)(void *self, const char *stage, uint64_t done, uint64_t total), void *self);
/* The running operation ends soon with the code of "cancelled" and nothing changed. From any thread, also from a signal. */
void makir_cancel(makir *m);

const char *makir_version(void);

#ifdef __cplusplus
}
#endif
#endif
