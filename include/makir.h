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
#include <stddef.h>
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

/* --- names, phones and spellings, without a store ---
 * The kernels makir itself holds people against each other with: Hebrew and Latin, folded first (niqqud, final letters, accents, case).
 * A makir_words keeps what was made of a word, so that a name that comes again costs nothing; one thread at a time. NULL: out of memory. */
typedef struct makir_words makir_words;
makir_words *makir_words_new(void);
void makir_words_free(makir_words *w);          /* NULL is fine */

/* Two whole names: 1 the same ... 0 two people's. *ret_level (NULL: not asked): same, swapped, more, nickname, initial, typo, part, given, family,
 * other, missing; docs/maths/names.md says what each is. An order of nearness, not a probability. */
double makir_name_match(makir_words *w, const char *x, const char *y, const char **ret_level);
/* 0 ... 1; of two empty texts 1. Winkler's prefix of 0.1 for up to 4 letters. */
double makir_jaro_winkler(makir_words *w, const char *x, const char *y);
/* Letters put in, left out, replaced, and neighbours exchanged. */
unsigned makir_distance(makir_words *w, const char *x, const char *y);
/* Whether two words share a key of how they sound, in one script or both. */
int makir_sounds_alike(makir_words *w, const char *x, const char *y);
/* The consonants of a word in one alphabet for Hebrew and Latin: an index key for finding across scripts. Valid until the next call. */
const char *makir_sounds(makir_words *w, const char *word);
/* +972541234567 from any Israeli or international writing; NULL when it is none, or nobody's (1-800 ...). Valid until the next call. */
const char *makir_phone(makir_words *w, const char *text);

/* Who is who among rows: the same people in ret_person[i], the number of the least row of each row's person. Nothing to set, no store.
 * cell: rows x columns texts, row by row; NULL and "" are unknown. m: for errors, cancelling and the last answer; opened without a store.
 * *ret_why: JSON {"pairs": [{"a","b","weight","probability","parts": [{"field","level","bits"} ...]} ...]}: why those who are together are, the
 * parts adding up to the weight; NULL: not asked. Valid until the next call with m. */
int makir_people(makir *m, const char *const *header, size_t columns, const char *const *cell, size_t rows, uint32_t *ret_person, const char **ret_why);

#ifdef __cplusplus
}
#endif
#endif
