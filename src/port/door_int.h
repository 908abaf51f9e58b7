/* SPDX-License-Identifier: Apache-2.0
 * What every kind of door has. Private to port.
 * A door has two arenas of its own: `life` for what stays, `row` for what goes with the next row. They are freed with the arena of the
 * context the door was opened in. */
#ifndef MK_DOOR_INT_H
#define MK_DOOR_INT_H
#include "door.h"
#include "columns.h"
#include "source.h"
#include "vec.h"

enum { MK_WARNINGS = 40 };

struct mk_door {
    mk_door_info info;
    mk_arena *life, *row;
    mk_arena_mark mark;                             /* of `row`, when it was empty */
    mk_str warning[MK_WARNINGS];
    const mk_tz *tz;
    int (*next)(mk_cx *cx, mk_door *d, mk_record *ret);
    uint64_t (*bytes)(const mk_door *d);
    mk_str (*header)(const mk_door *d);
    mk_str (*bad_raw)(mk_arena *a, mk_str raw);     /* of a table: the row as its file of bad rows has it */
    mk_str (*bad_row)(mk_arena *a, mk_str raw, mk_str why);        /* of what is no table: all of it */
    const char *bad_ending;                         /* NULL: ".csv" */
    mk_str (*mapping)(mk_cx *cx, const mk_door *d);
    bool ended;
};


/* The arenas of a door that is to be, freed with cx->arena. `size`: of the struct that begins with the mk_door. */
mk_door *mk_door_new(mk_cx *cx, size_t size, const mk_door_options *opt);
/* Notes what was odd; beyond MK_WARNINGS of them it is left. */
void mk_door_warn(mk_door *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A table in delimited text. `words`: the header words, NULL to have them made. */
int mk_table_open(mk_cx *cx, mk_source *s, const mk_column_words *words, const mk_door_options *opt, mk_door **ret);
/* The same on a sheet, whose text is known: UTF-8, commas, line n is row n (xlsx_int.h). *ret_score: how much of it is understood. */
int mk_table_open_sheet(mk_cx *cx, mk_source *s, mk_str sheet, const mk_column_words *words, const mk_door_options *opt, mk_door **ret, double *ret_score);

/* A door on what a source gives, as mk_door_open on a path: for tests, and for uploads that are in memory. */
int mk_door_on(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret);
#endif
