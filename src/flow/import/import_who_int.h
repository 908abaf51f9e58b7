/* SPDX-License-Identifier: Apache-2.0
 * Between import_who.c, which takes persons to their customers, and import_tie.c, which finds out who shares a key.
 * Owns, threads, errors: as the import. */
#ifndef MK_IMPORT_WHO_INT_H
#define MK_IMPORT_WHO_INT_H
#include "import_int.h"
#include "union.h"

typedef struct mk_who_node { uint64_t person; uint8_t why, by; int64_t anchor, existing, former; } mk_who_node;      /* by: the key that found `existing` */

typedef struct mk_who {
    mk_importer *im;
    mk_db *db;
    mk_sorter *keys, *unique;
    mk_sorter *matches;         /* person_id, kind, customer of the store: the usual case, kept on disk */
    mk_sorter *known;           /* the best of them for each person that has no node */
    mk_arena *group;
    mk_arena_mark empty;
    bool by_name;               /* the file is a chat, which knows people by their names */
    mk_map index;               /* person_id -> node */
    mk_map doubted;             /* persons who may be in doubt */
    struct mk_words *words;     /* for names in two scripts, when such meet */
    mk_vec(mk_who_node) nodes;
    mk_vec(uint32_t) up;        /* of each node: whom he was united with (union.h) */
} mk_who;

/* Who a person was, when an import says again what it said; 0: nobody. */
static inline int64_t mk_who_former(const mk_who *w, uint64_t person)
{
    const uint64_t *was = w->im->former ? mk_map_get(&w->im->former->of, person) : NULL;
    return was ? (int64_t)*was : 0;
}
/* The store knows a person by a key of that kind; 0: by all his cells. */
int mk_who_know(mk_cx *cx, mk_who *w, uint64_t person, int64_t existing, mk_key_kind why);
/* Of customers whom one key knows equally the first is the one with the least person: an id tells of imports that were taken back, too. */
int mk_who_first_person(mk_cx *cx, const mk_who *w, int64_t customer, int64_t *ret);
/* All keys, in order: who shares one is united, or known to the store. */
int mk_who_ties(mk_cx *cx, mk_who *w);
#endif
