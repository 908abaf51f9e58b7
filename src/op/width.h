/* SPDX-License-Identifier: Apache-2.0
 * Text on a terminal: how wide it is, made safe, padded, cut. Pure.
 * Hebrew letters are one column wide, niqqud and other combining marks none, CJK and most emoji two. */
#ifndef MK_WIDTH_H
#define MK_WIDTH_H
#include "buf.h"

size_t mk_width(mk_str s);
/* One line without control characters and without marks that turn the line around. Invalid bytes become U+FFFD. */
mk_str mk_width_safe(mk_arena *a, mk_str s);
/* Whether anything in it is written from right to left. */
bool mk_width_rtl(mk_str s);
/* Appends s in exactly `width` columns: cut with … when longer, padded when shorter (behind, or in front when `right`).
 * `isolate` puts right-to-left text between U+2068 and U+2069, so that what stands beside it stays in its place. */
void mk_width_put(mk_buf *b, mk_str s, size_t width, bool right, bool isolate);
/* Appends s broken at blanks into lines of at most `width` columns, each behind `indent` blanks and ended by a newline. A newline in s
 * ends a paragraph's line. */
void mk_width_wrap(mk_buf *b, mk_str s, size_t indent, size_t width, bool isolate);
#endif
