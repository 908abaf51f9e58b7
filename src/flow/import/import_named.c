/* SPDX-License-Identifier: Apache-2.0
 * Whom a chat is with, when it tells no more than a name: the customer it was with before, else the only one of that name. */
#include "import_int.h"
#include "utf8.h"

enum { LOOKED_AT = 20 };

int mk_import_named(mk_cx *cx, mk_db *db, mk_arena *scratch, mk_str name, uint64_t person, int64_t *ret)
{
    mk_found found[LOOKED_AT];
    size_t n = 0, same = 0;
    mk_str wanted = mk_fold_key(scratch, name);
    *ret = 0;
    if (!wanted.n) return 0;
    MK_TRY(mk_search(cx, db, name, LOOKED_AT, found, &n));
    for (size_t i = 0; i < n; i++) {
        mk_rows r;
        MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_GET, mk_int(found[i].customer), mk_int((int64_t)person)));
        int rc = mk_rows_next(cx, &r);
        mk_rows_end(&r);
        if (rc < 0) return rc;
        if (rc > 0) {
            *ret = found[i].customer;
            return 1;
        }
        mk_value row[MK_CUSTOMER_N], key = mk_int(found[i].customer);
        rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc < 0) return rc;
        if (rc == 0 || !mk_str_eq(mk_fold_key(scratch, row[MK_CUSTOMER_NAME].s), wanted)) continue;
        *ret = found[i].customer;
        same++;
    }
    if (same != 1 || n == LOOKED_AT) *ret = 0;      /* several, or there may be more: nobody is guessed */
    return *ret ? 1 : 0;
}
