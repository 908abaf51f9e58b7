/* SPDX-License-Identifier: Apache-2.0
 * Answers in words, in Hebrew and English: a sentence a shop owner can say aloud, with its numbers.
 * The language is cx->lang. Hebrew knows the dual (יומיים), counts above ten in the singular (12 יום), and whether a woman or a
 * man is spoken of; when that is not known the sentence is built so that it need not be. Slices on the arena.
 * Threads: any. Errors: none. */
#ifndef MK_REASON_H
#define MK_REASON_H
#include "clock.h"
#include "need.h"
#include "value.h"

/* The name to show: his name, else "לקוח 12347". */
mk_str mk_label(mk_cx *cx, mk_str name, mk_str number);
/* A name inside a sentence: kept apart when its letters run the other way. */
mk_str mk_apart(mk_cx *cx, mk_str name);
mk_str mk_say_days(mk_cx *cx, double days);                     /* "12 יום", "יומיים", "3 days"; rounded */
mk_str mk_say_day(mk_cx *cx, int32_t day);                      /* "9.12.2011", "9 Dec 2011" */
mk_str mk_say_clock(mk_cx *cx, const mk_tz *tz, int64_t at);   /* "14:05", by the shop's clock */
mk_str mk_say_moment(mk_cx *cx, const mk_tz *tz, int64_t at);  /* "9.12.2011, 14:05" */
mk_str mk_say_money(mk_cx *cx, int64_t minor, const char *currency);    /* "₪1,234"; without agorot from 100 up */
mk_str mk_say_percent(mk_cx *cx, double p);                     /* never "0%" or "100%" of what is not certain */
mk_str mk_say_share(mk_cx *cx, double p);                       /* of what was counted: "100%" is all and "0%" is none of it; more than all is told, too */

typedef struct mk_said_need { mk_str what, why, late; } mk_said_need;       /* one line; the sentence with its numbers; how urgent */
/* gender: 'm', 'f' or 0. item, with: names of the items. */
mk_said_need mk_say_need(mk_cx *cx, const mk_need *n, mk_str who, char gender, mk_str item, mk_str with, int32_t today);
/* What he is worth, with how sure we are; "too little to know" when it is. */
mk_str mk_say_value(mk_cx *cx, const mk_value_answer *a, const mk_value_history *h, mk_str who, const char *currency);
/* " Nobody ordered from 3 Mar to 1 May 2020: taken as closed." of the days before `now`; "" when it was not. Starts with a space. */
mk_str mk_say_closed(mk_cx *cx, const mk_season *open, int32_t now);

typedef enum mk_stage { MK_ACQUAINTED, MK_BUYER, MK_REGULAR, MK_LAPSED } mk_stage;
/* acquainted: never bought; buyer: once or twice; regular: three times and more; lapsed: probably gone (P(alive) below 1/4). */
mk_stage mk_stage_of(const mk_value_history *h, const mk_value_answer *a);
extern const char *const mk_stage_name[];
#endif
