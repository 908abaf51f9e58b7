/* SPDX-License-Identifier: Apache-2.0
 * A WhatsApp chat as it is exported from a phone, as interactions with the customers who write in it. Android and iPhone, Hebrew and English, any
 * order of day and month. Twelve and twenty-four hours, marks of direction, messages of several lines. Pictures and what the program itself says are passed
 * over; a chat is no consent.
 * Who writes is shown like the columns of a table: "name" for a customer, "" for the shop itself.
 * Owns: as every door. Errors: as every door. The text is read twice.
 * Threads: one. */
#ifndef MK_CHAT_H
#define MK_CHAT_H
#include "door.h"
#include "source.h"

bool mk_chat_looks(mk_arena *scratch, mk_str head);
int mk_chat_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret);
#endif
