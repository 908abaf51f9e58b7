/* SPDX-License-Identifier: Apache-2.0
 * What lists of customers are filtered and sorted by: one narrow row for each customer, kept in the store (table listing) and, while a program
 * serves many, in memory by columns, 60 bytes a customer, so that a million are looked through in some milliseconds.
 * It follows the store: whoever changes a customer touches him (mk_touch), and his row is made again from his own rows before the next list.
 * Owns: a mk_listing owns its columns. Threads: any. Errors: those of the store, MK_ENOMEM. */
#ifndef MK_LISTING_H
#define MK_LISTING_H
#include <pthread.h>
#include "map.h"
#include "setting.h"

/* His row is not up to date. */
int mk_touch(mk_cx *cx, mk_db *db, int64_t customer);

enum {                                  /* mk_listing.bits */
    MK_LB_MALE = 1, MK_LB_FEMALE = 2,
    MK_LB_CONSENT = 2,                  /* shift: of each channel in the order of gate.h two bits, 1 granted, 2 refused; advertising */
    MK_LB_PHONE = 1 << 10, MK_LB_MAIL = 1 << 11, MK_LB_COMPANY = 1 << 12,
    MK_LB_SOURCE = 16,              /* shift: of each of the first MK_LB_SOURCES sources (table listing_source) whether he is known from it; */
    MK_LB_SOURCES = 46,             /* one bit behind them stands for all others */
};

enum { MK_LISTING_NAME = 16 };
typedef struct mk_listing_name { uint64_t hi, lo; } mk_listing_name;     /* 16 characters, as they sort */

typedef struct mk_listing {
    pthread_rwlock_t lock;
    int64_t version;                    /* of the store's rows that are here, 0: none are */
    size_t n, cap;
    int64_t *id;                        /* in order */
    mk_listing_name *name;
    int64_t *spent;
    int32_t *first, *last;              /* days of the business; last INT32_MIN: no purchase */
    int32_t *orders;
    uint32_t *city;                     /* index into cities */
    uint64_t *bits;
    char **cities, **city_keys;         /* as written, and as compared; the first is "" */
    size_t city_n, city_cap;
} mk_listing;

mk_listing *mk_listing_new(void);       /* NULL: no memory */
void mk_listing_free(mk_listing *l);    /* NULL is fine */
/* Brings the store's rows up to date, at most `most` of them at once (0: all), and the columns with them. *ret_left: how many are still behind. */
int mk_listing_ready(mk_cx *cx, mk_store *s, mk_listing *l, int64_t most, int64_t *ret_left);
/* The place of a customer, or of the next one; true: he is there. The lock is held. */
bool mk_listing_at(const mk_listing *l, int64_t customer, size_t *ret);
#endif
