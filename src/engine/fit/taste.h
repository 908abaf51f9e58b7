/* SPDX-License-Identifier: Apache-2.0
 * What a customer likes, attribute by attribute, as a sum that can be told: for each attribute of a thing,
 *     part = log( P(value | his) / P(value | everybody) ),    P(value | his) = (n_value + K share_value) / (n + K)
 * with n what he kept, counted by value, and share how common the value is in the base (a Dirichlet prior of weight K around it).
 * The parts add up exactly to the score, so each is a reason with its two numbers. Near colours count for each other (colour.h), and
 * words of the name are one attribute more: how near the thing's text is to that of something he kept (trigrams, cosine).
 * docs/maths/shops.md 1. Owns: what is made lives on the arena. Threads: a base that is whole is only read; a taste is one thread's.
 * Errors: none. */
#ifndef MK_TASTE_H
#define MK_TASTE_H
#include "map.h"
#include "vec.h"

typedef struct mk_trait { mk_str name, value; } mk_trait;
/* A text as its trigrams, folded so that Hebrew spellings meet: hashes in order. */
typedef struct mk_grams { const uint64_t *hash; size_t n; } mk_grams;
/* What is asked of a look again and again, as hashes: its article, and name and value of each attribute that counts and has a value. */
typedef struct mk_look_key { uint64_t hash; const mk_trait *trait; } mk_look_key;
typedef struct mk_look_keys { uint64_t article; const mk_look_key *value; size_t n; mk_grams grams; } mk_look_keys;
/* A thing as it looks. text: its name and description. when: the day he bought it; count: pieces, less what came back. keys: by mk_look_ready. */
typedef struct mk_look { int64_t item; mk_str article, label, text; const mk_trait *trait; size_t n; int32_t day; double count; mk_look_keys keys; } mk_look;
void mk_look_ready(mk_arena *a, mk_look *l);
/* How many attributes that count are the same. */
size_t mk_looks_share(const mk_look *x, const mk_look *y);

typedef struct mk_taste_base mk_taste_base;
mk_taste_base *mk_taste_base_new(mk_arena *a);
void mk_taste_base_add(mk_taste_base *b, const mk_look *look, double weight);
/* Value by value, to keep it and to make it again: false behind the last. */
bool mk_taste_base_at(const mk_taste_base *b, size_t i, mk_str *ret_name, mk_str *ret_value, double *ret_weight);
void mk_taste_base_put(mk_taste_base *b, mk_str name, mk_str value, double weight);

typedef struct mk_taste_part { mk_str name, value; double score, his, of, share; const mk_look *like; } mk_taste_part;
enum { MK_TASTE_PARTS = 12 };
typedef struct mk_taste mk_taste;
/* his: what he kept; only those with a count above 0 are looked at. What was said of a value or a text is remembered: it is for one thread. */
mk_taste *mk_taste_of(mk_arena *a, const mk_taste_base *b, const mk_look *his, size_t n);
/* The most that the text of a thing can add. */
#define MK_TASTE_TEXT 1.5
/* The score without its text. */
double mk_taste_values(mk_arena *a, mk_taste *t, const mk_look *look);
/* The score, and its parts, the largest first. Attributes nobody else has (size, depart, nights, text) are no matter of taste. */
double mk_taste_score(mk_arena *a, mk_taste *t, const mk_look *look, mk_taste_part part[MK_TASTE_PARTS], size_t *ret_n);
/* Whether a part is a reason to be told: he keeps more of the value than others, beyond what chance would give (one in twenty: binomial). */
bool mk_taste_tells(const mk_taste_part *p);
bool mk_taste_counts(mk_str trait_name);
mk_grams mk_grams_of(mk_arena *a, mk_str text);
/* How near two texts are, 0 to 1: cosine of their trigrams. */
double mk_grams_near(mk_grams x, mk_grams y);
/* The value of a trait, "" when it has none. */
mk_str mk_look_value(const mk_look *l, mk_str name);
static inline mk_str mk_look_trait(const mk_look *l, const char *name) { return mk_look_value(l, mk_str_of(name)); }
#endif
