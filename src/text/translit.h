/* SPDX-License-Identifier: Apache-2.0
 * Hebrew and Latin spellings of one name. A weighted edit transducer, learnt from pairs of Wikidata (tools/translit), says how likely a
 * Latin token and a Hebrew token are one name; sound keys, the same for both scripts, find the tokens worth asking about.
 * Model, data, measurements: docs/maths/names.md. What was learnt is embedded (tools/translit/learnt.net): the same bytes, the same answer.
 * Owns: model and profiles lie on the arena that is given. Threads: any, all is constant after making.
 * Errors: none; what is too long or in no known script scores MK_TRANSLIT_NONE. Asking allocates nothing. */
#ifndef MK_TRANSLIT_H
#define MK_TRANSLIT_H
#include "arena.h"

enum { MK_TRANSLIT_MOST = 31, MK_SOUND_KEYS = 8 };
#define MK_TRANSLIT_NONE (-200.0f)

typedef enum mk_script { MK_SCRIPT_NONE, MK_SCRIPT_HEBREW, MK_SCRIPT_LATIN, MK_SCRIPT_OTHER } mk_script;

/* One token, ready for the transducer: letters of its own script by number, geresh kept. 33 bytes, no pointers. */
typedef struct mk_translit { uint8_t p[MK_TRANSLIT_MOST]; uint8_t n, script; } mk_translit;

/* Of one token folded by mk_fold_text: keys have lost the geresh, which tells ג' from ג. */
mk_translit mk_translit_of(mk_str token);

/* The tables unpacked: half a megabyte, made once and shared. */
typedef struct mk_translit_model mk_translit_model;
const mk_translit_model *mk_translit_model_new(mk_arena *a);
/* What the model expects of a token in the other script: about 100 bytes a letter. NULL when the token is in neither script. */
typedef struct mk_translit_profile mk_translit_profile;
const mk_translit_profile *mk_translit_profile_of(const mk_translit_model *m, mk_arena *a, const mk_translit *x);

/* How well a Latin and a Hebrew token fit, in nats, for ranking: ln P(Hebrew | Latin) + 1.5 ln P(Latin | Hebrew). In either order. */
typedef struct mk_translit_fit { float to_hebrew, to_latin, score; } mk_translit_fit;
mk_translit_fit mk_translit_score(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px, const mk_translit *y,
                                  const mk_translit_profile *py);
/* As the probability that both are one name, when all that is known is that they share a sound key, among all names of the world: calibrated on
 * names the model had not seen. Among the customers of a shop it is more: a level of a comparison, not the last word. */
float mk_translit_same(const mk_translit *x, const mk_translit *y, const mk_translit_fit *fit);
/* Whether one begins with the sound the other begins with: D and דוד. Either may be a single letter. */
bool mk_translit_initial(const mk_translit *x, const mk_translit *y);
/* The likeliest spelling of a Latin token in Hebrew. */
mk_translit mk_translit_hebrew(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px);

/* Keys of how a token sounds, likeliest first. Two tokens of one name share one nearly always, in whatever scripts. */
typedef struct mk_sounds { uint64_t key[MK_SOUND_KEYS]; int n; } mk_sounds;
mk_sounds mk_sounds_of(const mk_translit_model *m, const mk_translit *x, const mk_translit_profile *px);
#endif
