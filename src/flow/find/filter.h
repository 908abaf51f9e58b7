/* SPDX-License-Identifier: Apache-2.0
 * What a list shows, as JSON: an array of rules that all must hold.
 *   {"field":"city","op":"is","value":"חיפה"}
 * field: name, city, stage, last, first, spent, orders, consent, phone, mail, gender, kind, source, fact, field:KEY
 * op:    is, not, in (an array), min, max, has, lacks, contains
 * Days are YYYY-MM-DD, or days from today: -90. Money is in minor units. A fact is "kind" or "kind=value".
 * Owns: slices of the arena. Threads: any. Errors: MK_EINVAL, with the number of the rule. */
#ifndef MK_FILTER_H
#define MK_FILTER_H
#include "cx.h"

typedef enum mk_filter_field {
    MK_FF_NAME, MK_FF_CITY, MK_FF_STAGE, MK_FF_LAST, MK_FF_FIRST, MK_FF_SPENT, MK_FF_ORDERS, MK_FF_CONSENT, MK_FF_PHONE, MK_FF_MAIL, MK_FF_GENDER,
    MK_FF_KIND, MK_FF_SOURCE, MK_FF_FACT, MK_FF_OWN, MK_FF_FIELDS_
} mk_filter_field;
typedef enum mk_filter_op { MK_FO_IS, MK_FO_NOT, MK_FO_IN, MK_FO_MIN, MK_FO_MAX, MK_FO_HAS, MK_FO_LACKS, MK_FO_CONTAINS, MK_FO_OPS_ } mk_filter_op;

typedef struct mk_rule {
    mk_filter_field field;
    mk_filter_op op;
    mk_str key;                 /* MK_FF_OWN, MK_FF_FACT: the kind of the fact */
    mk_str *text;               /* the values as texts, folded as they are compared */
    size_t n;
    int64_t number;             /* of MIN, MAX, IS, NOT of days and numbers */
    bool any;                   /* MK_FF_FACT: whatever its value */
} mk_rule;

typedef struct mk_filter { mk_rule *rule; size_t n; } mk_filter;

/* "" is no rule. today: the civil day that -90 counts from. */
int mk_filter_parse(mk_cx *cx, mk_str json, int32_t today, mk_filter *ret);
#endif
