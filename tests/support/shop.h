/* SPDX-License-Identifier: Apache-2.0
 * Small shops made by chance from a seed, as a register would export them: households with one phone, people written in several ways,
 * people with nothing but a name, walk-ins, returns, exchanges, cancelled documents, rows without a document number.
 * Owns: nothing; everything is on the arena it was made on. */
#ifndef MK_TEST_SHOP_H
#define MK_TEST_SHOP_H
#include "arena.h"
#include "rng.h"
#include "room.h"

typedef struct shop_row {
    char key[16], name[96], phone[32], mail[48], street[64], date[16], doc[16], status[24], item[8], item_name[48];
    int quantity, price;            /* pieces; agorot of one */
} shop_row;

typedef struct shop { shop_row *row; size_t n, cap; mk_arena *arena; } shop;

shop shop_make(mk_arena *a, uint64_t seed, size_t people);
shop shop_copy(mk_arena *a, const shop *s);
void shop_shuffle(shop *s, uint64_t seed);
shop_row *shop_add(shop *s);        /* a new row, zeroed */
/* Writes it as a CSV file of that name; the path is on the room's arena. */
const char *shop_write(room *r, const shop *s, const char *name);
#endif
