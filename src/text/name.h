/* SPDX-License-Identifier: Apache-2.0
 * People's names: tokens, skeletons across scripts, and whether two names can be one person's. Pure; slices of the arena. */
#ifndef MK_NAME_H
#define MK_NAME_H
#include "arena.h"

enum { MK_NAME_TOKENS = 8 };
typedef struct mk_name { mk_str token[MK_NAME_TOKENS]; int n; bool hebrew, latin, company; } mk_name;

/* The folded tokens (mk_fold_key each) of a name, titles (ד"ר, גב', Mr ...) dropped, hyphens parting tokens, particles (בן, אבו, אל, de,
 * van) joined to the token behind them. `company` when a word says so (בע"מ, Ltd, עמותה, עיריית ...). At most 8 tokens. */
mk_name mk_name_of(mk_arena *a, mk_str s);
/* Whether two names may be the same person's. True when either is empty, or they share no script, or each token of the shorter one is
 * equal to, or the initial of, its own token of the longer one, in any order. Household members (two given names, one surname) are told apart. */
bool mk_name_compatible(const mk_name *x, const mk_name *y);
/* Whether two whole names are two people's: not compatible, or in two scripts with given names that sound nothing alike. *words: made on the
 * arena when first needed (person_name.h), begun as NULL. */
struct mk_words;
bool mk_names_differ(mk_arena *a, struct mk_words **words, mk_str x, mk_str y);
/* The consonants of a token in one alphabet for Hebrew and Latin, for finding across scripts: רונית and Ronit give the same string.
 * Coarse: it finds candidates, it proves nothing. */
mk_str mk_name_skeleton(mk_arena *a, mk_str token);
/* A name that stands for nobody: "לקוח מזדמן", "לקוחות שונים", "קופה 2", "מזומן", "walk-in", "cash customer" ... `number`: what its source knows
 * him by, "" nothing. Who is called by a number of his own is somebody: "לקוח 7000", "Customer 12"; "מזדמן 3" when 3 is his number. */
bool mk_name_nobody(mk_arena *a, mk_str s, mk_str number);
/* One of those words, with a number or without: it is no name, so it tells nobody from anybody. */
bool mk_name_stands_in(mk_arena *a, mk_str s);
#endif
