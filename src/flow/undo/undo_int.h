/* SPDX-License-Identifier: Apache-2.0
 * What the parts of an undo share. undo.c takes out what nobody else speaks of; what later imports only repeat passes to them (undo_heir.c); where
 * something was changed since, or persons were taken for one because of it, undo_again.c rolls all of that back, too, with whom that may be about
 * (undo_near.c), and lets it be said again (undo_said.c); undo_item.c does both for the catalogue. */
#ifndef MK_UNDO_INT_H
#define MK_UNDO_INT_H
#include "import_int.h"
#include "index.h"
#include "posting.h"
#include "undo.h"
#include "vec.h"

typedef mk_vec(int64_t) mk_undo_ids;

/* One version of a row that was kept; its texts on the arena it was read on. */
typedef struct mk_undo_version { int64_t revision, batch, at; mk_str entity, before, after, who; } mk_undo_version;
typedef mk_vec(mk_undo_version) mk_undo_versions;

typedef struct mk_undoing {
    mk_db *db;
    int64_t batch;
    mk_undo_result *res;
    mk_index_batch *index;      /* of customers that go: taken out in order */
    mk_arena *held;             /* for as long as the undo takes */
    mk_arena *one;              /* what one customer is found by, until it is known whether he goes */
    mk_arena_mark empty;
    const char *dir;            /* for spill files: beside the store */
    const int64_t *back;        /* changes by hand that go with it, in order */
    size_t back_n;
    bool later;                 /* there are later imports in the store */
    int64_t id;                 /* whose these are */
    mk_vec(mk_posting) tokens;
    mk_vec(uint64_t) keys;
    mk_undo_ids repeated;       /* customers of whom later imports speak, and of whom nothing was changed since */
    mk_undo_ids again;          /* those of whom something was */
    mk_map moved;               /* documents that the import took to another customer */
    mk_vec(struct mk_undo_heir *) heirs;
    mk_undo_ids renamed;        /* those of whom nothing came later, who go by another name again */
    mk_undo_ids beside;         /* customers of whom later imports speak, who share a key with one of whom the import brought something */
    mk_online *online;          /* records that go are held against no one any more; NULL while nothing was learnt */
} mk_undoing;

/* What changed since the import began, the last change first. */
int mk_undo_versions_of(mk_cx *cx, mk_undoing *u, int64_t customer, mk_arena *on, mk_undo_versions *ret);
/* Puts a row back to what it was; 0 when it is no longer what the change made of it, and was left alone. */
int mk_undo_restore(mk_cx *cx, mk_undoing *u, const mk_undo_version *v);
/* Takes out what an import added to a customer; the number of rows. */
int mk_undo_take_out(mk_cx *cx, mk_undoing *u, int64_t customer, int64_t batch, bool at_once);
/* Whether that change by hand goes with the import. */
bool mk_undo_goes_back(const mk_undoing *u, int64_t revision);
/* Whether later imports speak of him. */
int mk_undo_later(mk_cx *cx, const mk_undoing *u, int64_t customer);
/* Of a customer whose rows nobody changed since, of whom later imports speak: what they repeat of his passes to the first that does, the rest goes. 0: it
 * is not as simple as that, and nothing was done; else 1. */
int mk_undo_pass_on(mk_cx *cx, mk_undoing *u, int64_t customer);
/* Those of u->again. Who is who of what later imports said of them is decided again. */
int mk_undo_again(mk_cx *cx, mk_undoing *u);
/* To u->beside those who do with the customer whose keys are in u->keys; with another. */
int mk_undo_beside(mk_cx *cx, mk_undoing *u);
int mk_undo_beside_of(mk_cx *cx, mk_undoing *u, int64_t customer);
/* Adds to u->again whom later imports speak of and who shares what he is found by with one of them: had the import never been, the two might be one. */
int mk_undo_near(mk_cx *cx, mk_undoing *u);
/* What imports had said: `all` has import, sale, number -> the words (undo_said.c). */
typedef struct mk_undo_said { mk_db *db; mk_sorter *all; mk_buf b; } mk_undo_said;
/* Gathers what an import had said of a customer: it is the last that speaks of him. */
int mk_undo_listen(mk_cx *cx, mk_undo_said *a, int64_t customer, int64_t batch);
/* What the import im->journal.batch said goes to where the files of imports go; *s is the first of it, and in the end the first of the next (*more).
 * A document is looked for now that all before it is back. */
int mk_undo_say_again(mk_cx *cx, mk_undo_said *a, mk_importer *im, mk_sorted *s, int *more);
int mk_undo_items(mk_cx *cx, mk_undoing *u);
/* A context as the import had it: its moment, and by whom. */
int mk_undo_as(mk_cx *cx, mk_undoing *u, int64_t batch, mk_cx *ret, mk_value row[MK_BATCH_N]);
#endif
