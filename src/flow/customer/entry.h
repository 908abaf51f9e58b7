/* SPDX-License-Identifier: Apache-2.0
 * What staff enter while serving: somebody by his phone number, a purchase by hand; and whole entries from a device that may have been without a
 * line: each has a name the device gave it, and happens once, in order, in one transaction. Owns: nothing. Threads: any.
 * Errors: MK_EINVAL; MK_ECONFLICT (the entry before it has not come in); those of customer.h. */
#ifndef MK_ENTRY_H
#define MK_ENTRY_H
#include "customer.h"

typedef struct mk_quick { int64_t customer; mk_str name; bool known; } mk_quick;
/* By phone (or e-mail): who it is, or a new customer, of whom nothing more need be told. */
int mk_quick_add(mk_cx *cx, mk_store *s, const mk_new_customer *c, mk_quick *ret);

typedef struct mk_hand_sale {
    mk_str total;               /* as people write money: 89.90; negative: money back */
    mk_str item;                /* a name of the catalogue or a new one; "" none */
    mk_str quantity;            /* "" one */
    int64_t at;                 /* when; 0: now */
} mk_hand_sale;
int mk_customer_sale(mk_cx *cx, mk_store *s, int64_t customer, const mk_hand_sale *h, int64_t *ret);

typedef struct mk_entry {
    mk_str entry, after;        /* its name; the name of the one before it on the same device, "" none */
    mk_str at;                  /* RFC 3339, when it was typed; "" now */
    int64_t customer;           /* 0: by phone */
    mk_new_customer who;
    mk_str note, kind, value, action, state;    /* each "" when it is not of this entry */
    mk_hand_sale sale;
} mk_entry;
typedef struct mk_entered { int64_t customer; mk_str name; bool known, repeated; } mk_entered;
int mk_entry_add(mk_cx *cx, mk_store *s, const mk_entry *e, mk_entered *ret);
#endif
