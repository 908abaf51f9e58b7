/* SPDX-License-Identifier: Apache-2.0
 * Several hands for work that falls into parts which have nothing to do with each other: each part is done once, by whichever hand is free.
 * What comes out must not depend on who did it: results are put together in the order of the parts, sums are of whole numbers.
 * Owns: each hand has an arena of its own for as long as the crew lives, which is as long as the arena of the cx it was made with.
 * Threads: as many as cx->threads; with one the caller does all parts, in order. Whoever runs a crew does nothing else meanwhile.
 * Errors: the first failure of any hand, MK_ENOMEM among them; parts that were not begun are left out then. */
#ifndef MK_CREW_H
#define MK_CREW_H
#include "cx.h"

typedef struct mk_crew mk_crew;
int mk_crew_new(mk_cx *cx, mk_crew **ret);
int mk_crew_hands(const mk_crew *c);
/* cx: the hand's; its arena is kept between runs. It has no progress to tell. */
typedef int (*mk_crew_fn)(mk_cx *cx, void *self, int hand, int part);
int mk_crew_run(mk_cx *cx, mk_crew *c, int parts, mk_crew_fn fn, void *self);
#endif
