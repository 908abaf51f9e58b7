/* SPDX-License-Identifier: Apache-2.0
 * What is worth telling one customer, with nothing to buy: the owner's list of tips, pictures and news against what he cares about. What he
 * cares about is what was written down of him (tastes, hobbies, pets, diets), the things he has, and what he takes again and again.
 * Owns: answers on the arena. Threads: as the mk_db. Errors: those of the store. */
#ifndef MK_TIPS_H
#define MK_TIPS_H
#include "interest.h"
#include "shop.h"

typedef struct mk_tip_row { mk_content_row told; mk_care care; double score; int64_t id; } mk_tip_row;
/* h: his own, up to the shop's day. The best first; those of another season left out. *ret_cares: how much is known of what he cares about. */
int mk_tips_of(mk_cx *cx, mk_db *db, const mk_shop *s, const mk_history *h, size_t most, const mk_tip_row **ret, size_t *ret_n, size_t *ret_cares);

typedef struct mk_said_tip { mk_str what, why, late; } mk_said_tip;
mk_said_tip mk_say_tip(mk_cx *cx, const mk_tip_row *r, mk_str who);
#endif
