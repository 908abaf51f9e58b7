/* SPDX-License-Identifier: Apache-2.0
 * Hebrew and Latin spellings of one name. A weighted edit transducer, learnt from pairs of Wikidata (tools/translit), says how likely a
 * Latin token and a Hebrew token are one name; sound keys, the same for both scripts, find the tokens worth asking about.
 * Model, data, measurements: docs/maths/names.md. Its table is generated and constant: the same bytes, the same answer.
 * Owns: nothing. Threads: any. Errors: none; what is too long or in no known script scores MK_TRANSLIT_NONE. Nothing here allocates. */
#ifndef MK_TRANSLIT_H
#define MK_TRANSLIT_H
#include "arena.h"

enum { MK_TRANSLIT_MOST = 32, MK_SOUND_KEYS = 6 };
#define MK_TRANSLIT_NONE (-1e9f)

typedef enum mk_script { MK_SCRIPT_NONE, MK_SCRIPT_HEBREW, MK_SCRIPT_LATIN, MK_SCRIPT_OTHER } mk_script;

/* One token, ready for the transducer: letters of its own script by number, geresh kept. 40 bytes, no pointers. */
typedef struct mk_translit { uint8_t p[MK_TRANSLIT_MOST]; uint8_t n, script; } mk_translit;

/* Of one token folded by mk_fold_text: keys have lost the geresh, which tells ג' from ג. */
mk_translit mk_translit_of(mk_str token);
/* ln P(both are one name) - ln P(two tokens that have nothing to do with each other): 0 says nothing, the larger the surer. Either order. */
float mk_translit_score(const mk_translit *x, const mk_translit *y);
/* The same as a probability, when one in a thousand of the pairs with a common sound key is one name: calibrated on held-out pairs. */
float mk_translit_same(const mk_translit *x, const mk_translit *y);

/* Whether one begins with the sound the other begins with: D and דוד. Either may be a single letter. */
bool mk_translit_initial(const mk_translit *x, const mk_translit *y);

/* Keys of how a token sounds. Two tokens of one name share one of them nearly always, in whatever scripts. The first is the likeliest. */
typedef struct mk_sounds { uint64_t key[MK_SOUND_KEYS]; int n; } mk_sounds;
mk_sounds mk_sounds_of(const mk_translit *x);
#endif
