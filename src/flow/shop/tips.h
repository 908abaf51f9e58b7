/* SPDX-License-Identifier: Apache-2.0
 * What is worth telling one customer, with nothing to buy: the owner's list of tips, pictures and news against what he cares about. What he
 * cares about is what was written down of him (tastes, hobbies, pets, diets), the things he has, and what he takes again and again.
 * Owns: answers on the arena. Threads: as the mk_db. */
#ifndef MK_TIPS_H
#define MK_TIPS_H
#include "goods.h"
#include "interest.h"
#include "shop_list.h"
#include "setting.h"

typedef struct mk_tip_row { mk_told told; mk_care care; double score; int64_t id; } mk_tip_row;
/* The best first; those of another season left out. goods: when they were read already, else NULL. *ret_cares: how much is known of what he cares about. */
int mk_tips_of(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_goods *goods, int64_t customer, int32_t day, size_t most, const mk_tip_row **ret, size_t *ret_n, size_t *ret_cares);

typedef struct mk_said_tip { mk_str what, why, late; } mk_said_tip;
mk_said_tip mk_say_tip(mk_cx *cx, const mk_tip_row *r, mk_str who);
#endif
