/* SPDX-License-Identifier: Apache-2.0
 * Which Hebrew token is this Latin one, or the other way round, among many: by sound key, then by the transducer.
 * Owns: the index lies on the arena that is given; the tokens must outlive it. Threads: constant after making. Asking allocates nothing. */
#ifndef MK_TRANSLIT_INDEX_H
#define MK_TRANSLIT_INDEX_H
#include "translit.h"

typedef struct mk_translit_index mk_translit_index;
/* `at` is the place among the tokens; the score is that of mk_translit_score. */
typedef struct mk_translit_hit { uint32_t at; mk_translit_fit fit; } mk_translit_hit;
enum { MK_TRANSLIT_HITS = 32 };         /* at most, whatever is asked for */

/* Tokens of either script. About 12 bytes a key. */
mk_translit_index *mk_translit_index_new(mk_arena *a, const mk_translit_model *m, const mk_translit *token, size_t n);
/* The `most` best of the other script, best first; ties by place. Returns how many. *ret_seen, when not NULL: how many shared a key. */
size_t mk_translit_find(const mk_translit_index *ix, const mk_translit *query, mk_translit_hit *ret, size_t most, size_t *ret_seen);
#endif
