/* SPDX-License-Identifier: Apache-2.0
 * One line of a chat: whether a message begins with it, when and by whom. Private to chat*.c.
 * Owns nothing; slices of the line and the arena. Threads: any. Errors: none. */
#ifndef MK_CHAT_LINE_H
#define MK_CHAT_LINE_H
#include "amount.h"
#include "arena.h"

typedef struct mk_chat_line {
    bool begins;                    /* a message; else the line goes on with the one before */
    mk_str date, time;              /* as written */
    mk_str sender;                  /* without marks; "" when the program itself speaks */
    mk_str text;
} mk_chat_line;

mk_chat_line mk_chat_line_of(mk_arena *a, mk_str line);

/* What a message is besides its words. */
typedef enum mk_chat_kind { MK_CHAT_WORDS, MK_CHAT_MEDIA, MK_CHAT_DELETED, MK_CHAT_SYSTEM, MK_CHAT_CALL } mk_chat_kind;
/* *ret_text: the words that are left. */
mk_chat_kind mk_chat_kind_of(mk_arena *a, mk_str text, mk_str *ret_text);
/* "WhatsApp Chat with Dana.txt" -> "Dana"; "" when a file is not called so. */
mk_str mk_chat_title(mk_arena *a, mk_str file);
/* Marks of direction and other signs without a width, off. */
mk_str mk_chat_plain(mk_arena *a, mk_str s);
#endif
