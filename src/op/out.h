/* SPDX-License-Identifier: Apache-2.0
 * Results of an operation: collected by column, rendered as a table for the screen, JSON, CSV or NDJSON.
 * Owns: an arena of its own, which goes with cx->arena; so an operation may rewind its scratch between rows.
 * Threads: one. Errors: kept inside and told by mk_out_end; memory running out goes to the recovery point of cx (cx.h). */
#ifndef MK_OUT_H
#define MK_OUT_H
#include "buf.h"
#include "clock.h"
#include "op.h"

typedef enum mk_format { MK_FMT_TABLE = 1, MK_FMT_JSON, MK_FMT_CSV, MK_FMT_NDJSON } mk_format;

typedef struct mk_render {
    mk_format format;
    mk_lang lang;
    bool tty;                   /* the reader is a terminal: bold heads, isolates around right-to-left text */
    int width;                  /* columns of the terminal, 0 = do not care */
    const mk_tz *tz;            /* of times on the screen; NULL = UTC. JSON and CSV are always UTC */
} mk_render;

mk_out *mk_out_new(mk_cx *cx, const mk_op *op);
/* From now on each row is given to `sink` as soon as it is complete, and is not kept. For CSV and NDJSON. MK_ENOMEM: as before. */
int mk_out_stream(mk_out *o, const mk_render *r, void (*sink)(void *self, mk_str bytes), void *self);
/* Ends the last row. MK_EBUG when run did not keep to its table. */
int mk_out_end(mk_cx *cx, mk_out *o);
/* The whole answer (of a stream: what is left, like the head of an empty CSV) behind `to`. */
void mk_out_render(const mk_out *o, const mk_render *r, mk_buf *to);

/* The rows as a workbook at `path`, which is made anew. Not of a stream. MK_EIO. */
int mk_out_workbook(mk_cx *cx, const mk_out *o, const mk_render *r, const char *path);

size_t mk_out_rows(const mk_out *o);
size_t mk_out_notes(const mk_out *o);
bool mk_out_is_unwell(const mk_out *o);
mk_str mk_out_note_at(const mk_out *o, size_t i);
#endif
