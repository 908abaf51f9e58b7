/* SPDX-License-Identifier: Apache-2.0
 * Baskets in the published form of the next-basket "Reality Check" (TOIS 2023): {"customer": [[-1], [item, ...], ..., [-1]], ...},
 * and the keyset that says who is learnt from and who is asked: {"item_num": N, "train": [...], "val": [...], "test": [...]}.
 * Read in one pass without a tree: a file has millions of numbers.
 * Owns: all on cx->arena. Threads: one. Errors: MK_EIO; MK_EBADDATA with the file, the line and what was expected there. */
#ifndef MK_BASKET_JSON_H
#define MK_BASKET_JSON_H
#include "cx.h"
#include "map.h"
#include "shoplog.h"
#include "vec.h"

typedef struct mk_basket_people {
    mk_map index;                   /* hash of the name -> place + 1 */
    mk_vec(mk_str) name;
} mk_basket_people;

/* One file as it stands: customer after customer, basket after basket; the [-1] at both ends left out. */
typedef struct mk_basket_file {
    mk_vec(uint32_t) who;           /* of each entry: its customer */
    mk_vec(uint32_t) basket_of;     /* entries + 1 */
    mk_vec(uint32_t) line_of;       /* baskets + 1 */
    mk_vec(int64_t) item;
} mk_basket_file;

typedef struct mk_basket_keys { mk_vec(uint32_t) train, val, test; } mk_basket_keys;

/* The place of a customer, made when he is new; MK_BASKET_NOBODY when he is not there and `make` is false. */
#define MK_BASKET_NOBODY UINT32_MAX
uint32_t mk_basket_who(mk_cx *cx, mk_basket_people *p, mk_str name, bool make);
/* make: whether customers that are not known yet are let in; else they are left out. */
int mk_basket_read(mk_cx *cx, const char *path, mk_basket_people *p, bool make, mk_basket_file *ret);
/* MK_EBADDATA when it names a customer who is not in `p`, or nobody to ask. */
int mk_basket_keys_read(mk_cx *cx, const char *path, mk_basket_people *p, mk_basket_keys *ret);
#endif
