/* SPDX-License-Identifier: Apache-2.0
 * What merging and splitting share. */
#ifndef MK_MERGE_INT_H
#define MK_MERGE_INT_H
#include "map.h"
#include "merge.h"
#include "sorter.h"
#include "vec.h"

typedef struct merging merging;
struct merging {
    mk_db *db;
    int64_t merge, kept, gone;
    uint64_t n;                         /* rows in its log */
    int (*log_later)(mk_cx *cx, merging *m, mk_table_id t, const char *fate, mk_str was);      /* NULL: it is written at once */
    mk_sorter *log;                     /* where it waits */
    struct mk_index_batch *index;       /* what customers and documents are found by waits there; NULL: it is written at once */
    mk_arena *held;                     /* of what follows: it outlives what is rewound between rows */
    mk_vec(int64_t) brought;            /* imports that brought what moved: they are about who goes on */
};

/* All rows of a customer in a table. */
int mk_merge_rows(mk_cx *cx, mk_db *db, mk_table_id t, int64_t customer, mk_row_list *ret);
/* Says that the imports that brought what moved are about who goes on: taking one back must find the rows. */
int mk_merge_about(mk_cx *cx, merging *m);
/* Gives one row to another customer; v, all its columns, becomes what it is there. 0: he has such a row already, and nothing was done. */
int mk_merge_move(mk_cx *cx, const merging *m, mk_table_id t, mk_value *v, int64_t to);
/* A customer, or a document, is found by what he has; or is so no more. */
int mk_merge_found(mk_cx *cx, const merging *m, int64_t customer, bool there);
int mk_merge_document(mk_cx *cx, const merging *m, const mk_value *v, bool there);
/* The same of a merge in two steps, of which each may be done for many rows in order of their keys: rows come to who goes on, with the log of it, and
 * leave who goes. ret_moved: 0 when the row waits aside for a split. */
int mk_merge_come(mk_cx *cx, merging *m, mk_table_id t, mk_value *v, bool *ret_moved);
int mk_merge_leave(mk_cx *cx, const merging *m, mk_table_id t, const mk_value *was);

/* Of the records that files brought to who went on after `at`, those of the one who is himself again come to `back` (persons that go back to him), and
 * what they tell of phones, mails and facts is his. */
int mk_split_since(mk_cx *cx, const merging *m, int64_t at, mk_map *back, uint64_t *ret_moved);
/* Interactions that files told by records that are his again, whenever they came. */
int mk_split_events(mk_cx *cx, const merging *m, uint64_t *ret_moved);
/* What records that came after `at` tell of phones, mails and facts is of each of the two whose records they are, though the other had it first. */
int mk_split_shared(mk_cx *cx, const merging *m, int64_t at);
/* What files said after `at` of the name of one who is himself again, by records that are his now: while he was one with another it was passed over. */
int mk_split_name(mk_cx *cx, const merging *m, int64_t customer, int64_t at);

/* The last word of a customer for each channel and purpose; and the no of one, which holds for the other unless he said it too. After it a no of
 * either is a no of the two. */
typedef struct merge_word { mk_str channel, purpose; bool no; } merge_word;
typedef mk_vec(merge_word) merge_words;
int mk_merge_words(mk_cx *cx, mk_db *db, int64_t customer, merge_words *ret);
int mk_merge_refuse(mk_cx *cx, merging *m, const merge_words *his, const merge_words *other);
void mk_merge_words_add(mk_arena *a, merge_words *his, const merge_words *other);

/* Whether the first of two goes on: the older customer, of equally old ones the smaller id. */
static inline bool mk_merge_goes_on(int64_t first_a, int64_t a, int64_t first_b, int64_t b) { return first_a != first_b ? first_a < first_b : a < b; }
/* The id of the next merge: they grow, whatever the clock does, because a split goes by their order. */
int mk_merge_next(mk_cx *cx, mk_db *db, int64_t *ret);
int mk_merge_note(mk_cx *cx, const merging *m, mk_str why);
/* Does a merge without writing it into the list of merges. kept and gone are customers. */
int mk_merge_again(mk_cx *cx, mk_db *db, int64_t merge, int64_t kept, int64_t gone, struct mk_index_batch *index, mk_merge_result *ret);
#endif
