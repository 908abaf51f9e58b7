/* SPDX-License-Identifier: Apache-2.0
 * One property of a contact card: "item1.TEL;TYPE=CELL;TYPE=pref:+972..." taken apart and decoded. Private to vcard*.c.
 * Owns nothing; results are slices of the arena. Threads: any. Errors: none; what is no property has no name. */
#ifndef MK_VCARD_LINE_H
#define MK_VCARD_LINE_H
#include "arena.h"

enum { MK_VCARD_PARTS = 8 };

typedef struct mk_vcard_line {
    mk_str group, name;             /* "item1", "TEL"; as written */
    mk_str type;                    /* all types, parted by commas */
    mk_str value;                   /* decoded, escapes as they are */
    bool binary, omits_year, preferred;
} mk_vcard_line;

mk_vcard_line mk_vcard_line_of(mk_arena *a, mk_str line);
/* Whether the line goes on in the next one: a soft line break of quoted-printable. */
bool mk_vcard_soft(mk_str line);
/* The text of a value, its escapes undone. */
mk_str mk_vcard_text(mk_arena *a, mk_str value);
/* The parts of a value between semicolons, at most MK_VCARD_PARTS, each a text; the rest are "". */
void mk_vcard_parts(mk_arena *a, mk_str value, mk_str ret[MK_VCARD_PARTS]);
/* "19800131", "1980-01-31", "1980-01-31T00:00:00Z", "--0131", "--01-31": year 0 when there is none. */
bool mk_vcard_day(mk_str s, int *year, int *month, int *day);
bool mk_vcard_is(mk_str name, const char *what);        /* ASCII case ignored */
#endif
