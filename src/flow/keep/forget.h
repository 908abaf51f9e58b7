/* SPDX-License-Identifier: Apache-2.0
 * A customer is forgotten: everything known of him goes, wherever it lies, and no byte of it is left in the files of the store. It cannot be taken back.
 *   - all records that were found to be him go: merges are taken apart, and each of those who were one is forgotten;
 *   - his purchases stay as nobody's (customer_id is minus the sale): day, goods and amounts, because the law of book-keeping wants them. For who is who,
 *     for what is learnt and for undoing imports it is as if they had been nobody's from the start;
 *   - what he would be known by again is kept as hashes (forgotten.h), so that no file brings him back;
 *   - backups hold him until they go; a restore forgets him again.
 * Threads: as the store. Errors: MK_ENOTFOUND; those of the store, and then nothing was changed. Cost: in proportion to his own rows. */
#ifndef MK_FORGET_H
#define MK_FORGET_H
#include "table.h"
#include "vec.h"

typedef struct mk_forget {
    bool sales;                 /* in: his purchases go, too */
    bool try;                   /* in: what would be, and nothing is changed */
    char gender;                /* out: for the form of address; 'm', 'f' or 0 */
    uint64_t erased, kept;      /* out: rows that went, purchases that stay */
    uint64_t records;           /* out: customers who were one with him, himself among them */
    uint64_t backups;           /* out: in the folder beside the store that hold him */
    int64_t until;              /* out: when the last of these goes, when they are made as they are now; MK_NEVER: not while none is made */
    bool log;                   /* out: somebody reads an older state; the log beside the store holds it until it is written to or closed */
} mk_forget;
int mk_customer_forget(mk_cx *cx, mk_store *s, int64_t customer, mk_forget *io);
/* Forgets again, in a store that was restored, whoever was forgotten since. list: of mk_forgotten_take. */
struct mk_forgotten_list;
int mk_forget_again(mk_cx *cx, mk_store *s, const struct mk_forgotten_list *list);

/* --- one customer's rows, inside the transaction --- */
typedef mk_vec(int64_t) mk_forget_ids;
typedef struct mk_forgetting { mk_db *db; mk_forget *io; mk_forget_ids batch; } mk_forgetting;
/* His purchases become nobody's, with what is kept of their changes and what imports repeat of them. f->batch: imports that speak of him. */
int mk_forget_sales(mk_cx *cx, mk_forgetting *f, int64_t customer);
void mk_forget_batch(mk_cx *cx, mk_forgetting *f, int64_t batch);
#endif
