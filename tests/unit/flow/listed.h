/* SPDX-License-Identifier: Apache-2.0
 * Four customers of a small shop, and a list of them. */
#ifndef MK_TEST_LISTED_H
#define MK_TEST_LISTED_H
#include "room.h"
#include "list.h"

static const char csv[] =
    "customer,name,phone,city,date,doc,total\n"
    "1,דנה כהן,054-000-0001,חיפה,2025-12-01,1,100.00\n"
    "1,דנה כהן,054-000-0001,חיפה,2025-12-20,2,50.00\n"
    "1,דנה כהן,054-000-0001,חיפה,2026-01-20,3,70.00\n"
    "2,Avi Levi,054-000-0002,תל אביב,2025-06-01,4,900.00\n"
    "3,בני גל,054-000-0003,ת\"א,2026-01-30,5,20.00\n"
    "4,גדי בר,,חיפה,2025-11-11,6,30.00\n";

static inline int64_t shop(room *r)
{
    room_open(r);
    return room_import(r, room_write(r, "shop.csv", csv), "", false).batch;
}

static inline mk_list listed(room *r, mk_listing *l, const char *filter, const char *sort, size_t limit)
{
    mk_list_ask ask = { .filter = mk_str_of(filter), .sort = mk_str_of(sort), .limit = limit };
    mk_list ret;
    assert_ok(&r->cx, mk_list_of(&r->cx, r->store, l, &ask, &ret));
    return ret;
}
#endif
