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
/* Those parts, without any name; *ret_plain: there is nothing else. */
int mk_rule_parts(const mk_link *l, const mk_rule *r, mk_key_part ret[3], bool *ret_plain);
typedef struct mk_key_room { mk_entry *e, *tmp; uint32_t *count; uint64_t *seen; int seen_bits; } mk_key_room;
mk_key_room mk_key_room_on(mk_arena *a, uint32_t rows);
/* The rows that may share a key of a rule, by short key and then by row, in room->e; returns how many. */
uint32_t mk_rule_lay(const mk_link *l, const mk_rule *r, mk_key_room *room);
#endif
