/* SPDX-License-Identifier: Apache-2.0
 * Between online.c, which brings the index up to date, and online_people.c, which parts again what was touched. */
#ifndef MK_ONLINE_INT_H
#define MK_ONLINE_INT_H
#include "identity_decide.h"
#include "online.h"

/* A key that records of this round came with or went with. */
typedef struct mk_touched_key { uint32_t came, went; mk_identity_list now; bool whole; } mk_touched_key;    /* whole: `now` are all that have it */

typedef struct mk_round {
    mk_identity *ix;
    struct mk_index_batch *index;       /* of the import, or NULL */
    int64_t newcomer;                   /* who was written down in this transaction, alone; or 0 */
    mk_arena *a;                        /* of what the round holds; that of the cx is rewound on the way */
    mk_identity_list fresh;             /* records that came, or whose customer changed */
    mk_identity_list loose;             /* members of the components of those that went, and of keys that became a crowd's or ceased to be */
    mk_vec(int64_t) without;            /* customers of whom a record went */
    mk_map touched;                     /* key -> place in `key` */
    mk_vec(mk_touched_key) key;
    mk_vec(uint64_t) name;              /* of each */
    mk_map put_off;                     /* until when, of pairs that waited and are decided again */
    mk_map now;                         /* customer -> who he is now: asked once, until the round splits and merges */
    mk_onlined *res;
} mk_round;

/* The record of that id, if it is kept. */
int mk_online_kept(mk_cx *cx, mk_identity_reader *reader, uint64_t id, mk_identity_row *ret);
/* Those a record was with are to be parted again, without it or with it. */
int mk_online_loosen(mk_cx *cx, mk_round *r, uint32_t row, bool with_itself);
/* Records, with their values counted as when they came. */
int mk_online_prepared(mk_cx *cx, mk_round *r, const mk_str *data, size_t n, mk_live **ret);
/* The records there are of him now, by whatever id he goes. */
int mk_online_rows_of(mk_cx *cx, mk_round *r, int64_t customer, mk_identity_list *ret);
/* Something of him went: pairs that wait and are about him are decided again. */
int mk_online_unask(mk_cx *cx, mk_round *r, int64_t customer);
/* Parts again all that was touched, and brings customers and the list in line. */
int mk_online_people(mk_cx *cx, mk_round *r);
#endif
