/* SPDX-License-Identifier: Apache-2.0
 * The day's list: whom to turn to, with what, why, and by which way. At most one thing for each customer, the best first.
 * "Best" is the money at stake this week: the probability of the need within seven days times what one purchase of his is worth.
 * What was answered (done, not now, wrong) is not proposed again before its day. Cost: one pass over all histories.
 * Owns: rows are on cx->arena. Threads: as the store. Errors: MK_ENOTFOUND, MK_EINVAL (no name of a proposal), MK_ECANCELLED. */
#ifndef MK_TODAY_H
#define MK_TODAY_H
#include "gate.h"
#include "label.h"
#include "learn.h"
#include "reason.h"
#include "shop_offer.h"

/* A proposal's name says all of it, so nothing is written when a list is only looked at: customer, kind, item. */
enum { MK_ACTION_TEXT = 32 };
char *mk_action_text(int64_t customer, mk_need_kind kind, int64_t item, char out[MK_ACTION_TEXT]);
bool mk_action_parse(mk_str s, int64_t *ret_customer, mk_need_kind *ret_kind, int64_t *ret_item);

typedef struct mk_today_row {
    int64_t customer;
    char action[MK_ACTION_TEXT];
    mk_str name, number, since;         /* number: of the source, for who has no name */
    char gender;
    mk_stage stage;
    mk_need need;                       /* of what is proposed by the shops' answers: kind, item, probability and due_day */
    const mk_shop_offer *shop;          /* its words; NULL for what is running out, what goes with it, and care */
    mk_str item_name, with_name;
    mk_said_need words;
    mk_value_answer value;              /* over a year */
    mk_value_history history;
    double score;
    mk_gate gate[MK_CHANNELS];
    int best;                           /* channel: the first lawful way, MK_VISIT when there is no other */
    bool held;                          /* he refused, and no way is left: to be left in peace */
} mk_today_row;

enum { MK_STALE_DAYS = 45 };         /* days without any purchase: the shop is closed, or its files were not brought in */

typedef struct mk_today {
    mk_settings settings;
    int32_t day;
    bool learnt;                        /* false: nothing was learnt yet; there is no list */
    bool too_little;                    /* too little was learnt to say when somebody comes or what he needs: the list may be empty for that alone */
    mk_today_row *row;
    size_t n;
    uint64_t customers;                 /* looked at */
    uint64_t waiting;                   /* have something due, beyond the list */
    uint64_t quiet;                     /* were answered before and are left in peace */
    int32_t newest;                     /* day of the newest purchase up to `day`; MK_NO_DAY: none */
} mk_today;

/* day: MK_NO_DAY = by the settings; limit 0: the staff's capacity. */
int mk_today_list(mk_cx *cx, mk_store *s, int32_t day, int limit, mk_today *ret);

/* Answers a proposal. done: not again before its usual interval, and the customer is left in peace for a week; later: not before a week;
 * wrong: not for a year; never: not again, whatever he buys. *ret_until: the day it may come again. MK_ENOTFOUND: no such customer or item. */
enum { MK_PEACE_DAYS = 7 };         /* so long a customer is left alone once something was done for him */
typedef enum mk_mark { MK_MARK_DONE, MK_MARK_LATER, MK_MARK_WRONG, MK_MARK_NEVER, MK_MARKS } mk_mark;
#define MK_MARK_NAMES "done|later|wrong|never"      /* in the order of the enum */
bool mk_mark_parse(mk_str name, mk_mark *ret);
mk_str mk_mark_name(mk_mark mark);
int mk_today_mark_in(mk_cx *cx, mk_db *db, mk_str action, mk_mark mark, mk_str note);        /* inside a transaction */
int mk_today_mark(mk_cx *cx, mk_store *s, mk_str action, mk_mark mark, mk_str note, int32_t *ret_until);

/* Of whom no goods are known (a till that names none): whether his next visit is due by his own pace. v: his value over a year. */
bool mk_care_due(const mk_value_model *m, const mk_value_answer *v, const mk_history *h, int32_t day, mk_need *ret);
/* What one purchase of his is worth, minor units. */
double mk_order_worth(const mk_value_answer *v, const mk_value_history *h);
/* Makes a row whole, for the list and for the customer's page: who he is and what he is worth (h: his history), and the words of row->need. */
int mk_today_who(mk_cx *cx, mk_db *db, const mk_models *m, const mk_settings *st, int32_t day, const mk_history *h, mk_today_row *row);
/* The same from what was read already: row->customer, number and gate are filled in; c: his row of the table. */
void mk_today_answer(mk_cx *cx, const mk_models *m, const mk_settings *st, int32_t day, const mk_history *h, const mk_value *c, mk_today_row *row);
/* The number of the source, for who has no name: what is behind the last colon of his first key. */
mk_str mk_number_of_key(mk_str key);
int mk_today_words(mk_cx *cx, mk_db *db, int32_t day, mk_today_row *row);
#endif
