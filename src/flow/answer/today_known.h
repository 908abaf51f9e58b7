/* SPDX-License-Identifier: Apache-2.0
 * How much is known for a list of the day, when that is too little: what there is, what is missing, what can be done meanwhile. A list that is empty
 * because nothing is known must not look like a quiet day. Owns: sentences are on cx->arena. Threads: as the store. Errors: those of the store. */
#ifndef MK_TODAY_KNOWN_H
#define MK_TODAY_KNOWN_H
#include "today.h"

typedef struct mk_today_known {
    bool learnt, little;                /* little: the list is empty for that; only then what follows is counted */
    uint64_t buyers, again, repeats;    /* who bought; who of them came again; times that somebody bought the same thing again */
    uint64_t more_buyers, more_again, more_repeats;     /* so many more, and there is an answer */
    uint64_t fresh;                     /* customers written down or signed up in the last two weeks */
    uint64_t pairs;                     /* that wait for a decision whether they are one person */
} mk_today_known;

int mk_today_known_of(mk_cx *cx, mk_store *s, const mk_today *t, mk_today_known *ret);

mk_str mk_say_known(mk_cx *cx, const mk_today_known *k);        /* what there is, and that it is too little */
mk_str mk_say_missing(mk_cx *cx, const mk_today_known *k);      /* what would make it known */
mk_str mk_say_open(mk_cx *cx, const mk_today_known *k);         /* what can be done meanwhile; "" when nothing waits */
mk_str mk_known_json(mk_cx *cx, const mk_today_known *k);
#endif
