/* SPDX-License-Identifier: Apache-2.0
 * The other parts of what a customer could be: needs he told of that nobody has answered, and events of his life that make needs. Both are facts
 * somebody wrote down (`makir customer fact ID wish "..."`), each with how sure it is; nothing is guessed here.
 * Owns: everything on cx->arena. Threads: one. Errors: the store's. */
#ifndef MK_WORTH_LIFE_H
#define MK_WORTH_LIFE_H
#include "setting.h"

/* kind: of the fact. what: as it was said. days: until it, below 0 since; of a wish since it was said (>= 0). */
typedef struct mk_life_fact { mk_str kind, what; int32_t days; double confidence; } mk_life_fact;
typedef struct mk_life { const mk_life_fact *wish, *event; size_t wishes, events; } mk_life;

int mk_life_of(mk_cx *cx, mk_db *db, const mk_settings *st, int64_t customer, mk_life *ret);
/* One sentence each; empty when there is nothing. */
mk_str mk_say_wishes(mk_cx *cx, const mk_life *l);
mk_str mk_say_events(mk_cx *cx, const mk_life *l);
#endif
