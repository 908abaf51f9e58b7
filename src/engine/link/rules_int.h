/* SPDX-License-Identifier: Apache-2.0
 * Between rules.c and candidates.c. */
#ifndef MK_RULES_INT_H
#define MK_RULES_INT_H
#include "link_int.h"
#include "map.h"

enum { MK_CROWD = 250 };                /* a key that more rows have brings no pairs */
/* Sets model.rule; returns how many. budget: pairs in all; matches: true pairs expected; yield: true pairs among those a rule brings, at least. */
int mk_link_choose_rules(mk_link *l, mk_arena *arena, double budget, double matches, double yield);

/* Rows are sorted by a part of their key. */
static inline uint32_t mk_key_short(uint64_t key) { return (uint32_t)(key >> 31); }
/* A part of a rule that is one field's; key: of each value; NULL: the value's number. */
typedef struct mk_key_part { int field; const uint32_t *key; } mk_key_part;
/* What a rule asks for: some parts, and perhaps both names in any order, or one of them that is the other row's given or family name. */
typedef enum mk_shape { MK_PLAIN, MK_BOTH_NAMES, MK_ANY } mk_shape;
typedef struct mk_plan { mk_key_part part[3], name[2]; int n; mk_shape shape; } mk_plan;
mk_plan mk_rule_plan(const mk_link *l, const mk_rule *r);
typedef struct mk_key_room { mk_keyed *e, *tmp; uint32_t *count; uint64_t *seen; int seen_bits; } mk_key_room;
mk_key_room mk_key_room_on(mk_arena *a, uint32_t rows);
/* The rows that may share a key of a rule, by short key and then by row, in room->e; returns how many. */
uint32_t mk_rule_lay(const mk_link *l, const mk_plan *q, mk_key_room *room);
#endif
