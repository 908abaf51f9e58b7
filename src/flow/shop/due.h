/* SPDX-License-Identifier: Apache-2.0
 * What is due for the things a customer has: service by the owner's rules, recalls and known faults. docs/maths/shops.md 2.
 * What was done is what was written down as a job, and what a till wrote in the words of a rule: a line of his is of the one thing it can be of.
 * Owns: answers on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_DUE_H
#define MK_DUE_H
#include "shop.h"

typedef enum mk_due_kind { MK_DUE_SERVICE, MK_DUE_RECALL, MK_DUE_FAULT } mk_due_kind;
typedef enum mk_due_state { MK_DUE_OVER, MK_DUE_SOON, MK_DUE_LATER, MK_DUE_UNKNOWN } mk_due_state;
extern const char *const mk_due_kind_name[], *const mk_due_state_name[];

typedef struct mk_thing {
    int64_t asset;
    mk_str kind, name, traits, unit;        /* unit: what its meter counts, "" kilometres */
    bool miles;                             /* it counts miles: rules and notices, told in kilometres, are turned into them */
    int32_t start, since;                   /* MK_START_UNKNOWN; since when we know of it */
    mk_meter meter;
    size_t readings;
    double km_now;                          /* NAN: not known */
} mk_thing;

typedef struct mk_due_row {
    mk_due_kind kind;
    mk_due_state state;
    int64_t id;                             /* names it: made of the thing and the task */
    const mk_thing *thing;
    const mk_service_rule *rule;            /* of a service */
    const mk_notice *notice;                /* of a recall or a fault */
    mk_severity severity;
    mk_due due;
    mk_done done;                           /* the last time; day MK_NO_DAY: never that we know */
    mk_str done_by;                         /* "", or what the till wrote */
    bool elsewhere;                         /* never done here, and it was due before the thing was known here: somebody else may have done it; or it is more than a year ago */
} mk_due_row;

/* All of it, what is due first in front. */
int mk_due_of(mk_cx *cx, mk_db *db, const mk_shop *s, int64_t customer, const mk_due_row **ret, size_t *ret_n);
/* The task in the language of the answer. */
mk_str mk_due_task(const mk_cx *cx, const mk_due_row *r);
/* What, why and how urgent, with the numbers: [{"label","value"}] as JSON. */
typedef struct mk_said_due { mk_str what, why, late, numbers; } mk_said_due;
mk_said_due mk_say_due(mk_cx *cx, const mk_due_row *r, int32_t today);
#endif
