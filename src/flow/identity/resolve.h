/* SPDX-License-Identifier: Apache-2.0
 * Who is who among all customers: learns from all of them what tells people apart, merges those who are surely one, and puts those who may
 * be on a list for somebody to decide. What people decided before holds. Every merge can be split again (merge.h).
 * Memory: some 150 bytes for each source record. Threads: as many as the context allows; the result does not depend on them.
 * Errors: those of the store; MK_ECANCELLED. */
#ifndef MK_RESOLVE_H
#define MK_RESOLVE_H
#include "link.h"
#include "merge.h"

#define MK_RESOLVE_SURE 0.99        /* merged without asking */
#define MK_RESOLVE_ASK 0.20         /* below it is not asked either */
#define MK_RESOLVE_LEAST (-2.0f)    /* the weight of that */

typedef struct mk_resolved {
    uint64_t records, customers;    /* looked at */
    uint64_t merged;                /* customers who became part of others */
    uint64_t review;                /* pairs that wait for somebody to decide */
    uint64_t kept_apart;            /* sure pairs that people said are two */
    uint64_t households;            /* of two and more */
} mk_resolved;

/* dry: tells what would happen and changes nothing. */
int mk_resolve(mk_cx *cx, mk_store *s, bool dry, mk_resolved *ret);

/* --- the list --- */
typedef struct mk_review { int64_t a, b; double probability, weight; mk_str why; int32_t until_day; uint32_t settles, alike; int64_t pattern; } mk_review;
/* Those that wait, the most informative first: whose answer is least known, and settles the most. settles: others that become one question when the two are
 * the same, because somebody may be each of the two; alike: others for which the same speaks, field by field: those of one pattern. Put off ones are left out. pattern: of
 * one alone; 0: all. *ret_waiting: how many in all. */
int mk_review_list(mk_cx *cx, mk_db *db, int32_t today, int64_t pattern, size_t limit, mk_review **ret, size_t *ret_n, size_t *ret_waiting);

/* Who may be the same as he and waits for somebody to say, the likeliest first, three at most: JSON with customer and name of each, or null. */
int mk_review_doubles(mk_cx *cx, mk_db *db, int64_t customer, int32_t today, mk_str *ret);
/* These two, whether they wait or not: then probability and weight are 0 and why is empty. MK_EINVAL: they are one. */
int mk_review_of(mk_cx *cx, mk_db *db, int64_t a, int64_t b, mk_review *ret);

/* What each answer would change, in a sentence. */
int mk_review_effect(mk_cx *cx, mk_db *db, const mk_review *r, mk_str *ret_same, mk_str *ret_different);

typedef enum mk_answer { MK_ANSWER_SAME, MK_ANSWER_DIFFERENT, MK_ANSWER_LATER } mk_answer;
/* SAME: b becomes a part of a (the merge in *ret); DIFFERENT holds until somebody says otherwise; LATER asks again in a month, of two who wait: else MK_ENOTFOUND. */
int mk_review_answer(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer answer, mk_merge_result *ret);
/* The same answer for these two and for all that wait with the pattern of theirs; of the others the older goes on. Who is one by then, or was said to be two, is left out. */
typedef struct mk_answered_pair { int64_t customer, other; } mk_answered_pair;
typedef struct mk_review_answered { mk_answered_pair *pair; size_t pairs; int64_t *merge; size_t merges; } mk_review_answered;      /* both on the arena */
int mk_review_answer_alike(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer answer, mk_review_answered *ret);
/* Takes back what was answered last of two, in *ret: everything is as if nobody had said anything, and who is who decides of them again by itself: they wait
 * on the list (1), or not (0). MK_ENOTFOUND: nothing was said of them. Of a store without a model who were one wait by what was known of them then. */
int mk_review_undo(mk_cx *cx, mk_store *s, int64_t a, int64_t b, mk_answer *ret);
/* Inside a transaction: the two are one, or two. */
int mk_verdict_put(mk_cx *cx, mk_db *db, int64_t a, int64_t b, bool same);

/* One of the two as he is shown beside the other: his name, and as JSON what sources say of him (names, phones, mails, addresses, birthdays,
 * ids, members, numbers: lists of texts) with since, and when he bought: orders, spent, last, currency, left_out (spent.h). */
int mk_side_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret_name, mk_str *ret_json);
/* The parts of a weight as a sentence, the strongest first: "the same phone, a family name with one letter changed; another given name". */
mk_str mk_say_link(mk_cx *cx, mk_str why);
/* The parts as JSON, each with what it says in words under "said". */
mk_str mk_say_parts(mk_cx *cx, mk_str why);
#endif
