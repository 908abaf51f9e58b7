/* SPDX-License-Identifier: Apache-2.0
 * Two customers who are one, and back. Everything known of the one who goes is re-homed to the one who goes on, in one transaction;
 * a log says of each row what became of it, so that a split puts it back where it was, with what was corrected since.
 *   - the id that went leads to who goes on (alias), for people and for files that still use it;
 *   - the name, gender and language of the one who goes on stay as they are, and imports leave them alone while the merge holds;
 *   - when one of the two had refused a channel, the refusal holds until he says otherwise: nobody is written to by mistake of ours.
 * Threads: as the store. Errors: MK_ENOTFOUND, MK_EINVAL (one and the same), MK_ECONFLICT (split already). */
#ifndef MK_MERGE_H
#define MK_MERGE_H
#include "table.h"

typedef struct mk_merge_result { int64_t merge, kept, gone; uint64_t moved, aside; } mk_merge_result;

/* gone becomes a part of kept. why: in words. Ids that lead to others are followed. */
int mk_merge(mk_cx *cx, mk_store *s, int64_t kept, int64_t gone, mk_str why, mk_merge_result *ret);
int mk_merge_in(mk_cx *cx, mk_db *db, int64_t kept, int64_t gone, mk_str why, mk_merge_result *ret);

/* Two customers who are one, by the engine: how sure, and by which two records. */
typedef struct mk_pair_plan { int64_t a, b; float weight, probability; uint32_t x, y; } mk_pair_plan;
/* Its reasons, as JSON on the arena: made when they are written, because of a million customers they are hundreds of megabytes. */
typedef mk_str (*mk_pair_why)(mk_arena *a, const void *self, const mk_pair_plan *p);
/* The two customers they are now, who goes on first: the older, of equally old ones the smaller id. 0: they are one, or one of them is gone. */
int mk_merge_who(mk_cx *cx, mk_db *db, int64_t a, int64_t b, int64_t ret[2]);
/* All of them: of those that pairs hold together the one who goes on takes all others, each in a merge of his own, as if one after the other. They are
 * done table by table, each in order of its key, which is several times cheaper. index: where what customers are found by waits until the caller
 * writes it; NULL: it is written. newcomer: somebody who is new in this transaction, who is not looked for where it wrote nothing; 0: nobody.
 * *ret_merged grows by how many customers went. */
struct mk_index_batch;
int mk_merge_all(mk_cx *cx, mk_db *db, const mk_pair_plan *pair, size_t n, mk_pair_why why, const void *self, struct mk_index_batch *index, int64_t newcomer, uint64_t *ret_merged);

typedef struct mk_split_result {
    int64_t kept, gone;             /* two customers again; kept: who holds the rest now */
    uint64_t moved;                 /* rows that went back, those that came since for the same persons among them */
    uint64_t missing;               /* rows of the merge that are there no more: an import was taken back, a fact was removed */
} mk_split_result;
/* Says with it that the two are not one. */
int mk_split(mk_cx *cx, mk_store *s, int64_t merge, mk_split_result *ret);
/* Inside a transaction, because the evidence is gone: nobody said anything. index: as for mk_merge_all. */
int mk_split_in(mk_cx *cx, mk_db *db, int64_t merge, struct mk_index_batch *index, mk_split_result *ret);
/* Inside a transaction: as mk_split, but nobody says that they are two: it was a mistake that they were said to be one. */
int mk_split_unsaid(mk_cx *cx, mk_db *db, int64_t merge, mk_split_result *ret);

/* An import is taken back of each customer by himself: the merges he is in, and those of whoever is one with him, are taken apart, the newest first, and
 * done again after it. A merge of which one of the two is gone by then is taken back for good. on: what *ret lies on. */
typedef struct mk_parted { int64_t merge, kept, gone; } mk_parted;
int mk_merges_apart(mk_cx *cx, mk_db *db, const int64_t *customer, size_t n, mk_arena *on, mk_parted **ret, size_t *ret_n);
int mk_merges_together(mk_cx *cx, mk_db *db, const mk_parted *m, size_t n);

/* The merges behind `before`, the newest first, with who the two are; of one customer: those that hold. split_at 0: it holds. why: in words. */
typedef struct mk_merge_line { int64_t merge, at, kept, gone, split_at; mk_str name, gone_name, why, who, split_by; } mk_merge_line;
int mk_merge_list(mk_cx *cx, mk_db *db, int64_t customer, int64_t before, size_t limit, mk_merge_line **ret, size_t *ret_n);
/* Those that hold of a customer, as he is now, as JSON: [{"merge","gone_name","at","who","why"}]; "null" when nobody was merged into him. */
int mk_merges_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret);

/* Whom an id stands for now: itself, or whoever goes on. */
int mk_customer_now(mk_cx *cx, mk_db *db, int64_t *customer);
/* 1: others were merged into him. */
int mk_customer_merged(mk_cx *cx, mk_db *db, int64_t customer);
#endif
