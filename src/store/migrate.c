/* SPDX-License-Identifier: Apache-2.0 */
#include "migrate.h"
#include "driver.h"

static int one(mk_cx *cx, mk_db *db, const mk_migration *m)
{
    MK_TRY(db->driver->begin(cx, db, true));
    int now, rc = db->driver->version(cx, db, &now);    /* again, inside the lock: another program may have been quicker */
    if (rc == 0 && now < m->number) {
        rc = db->driver->script(cx, db, m->sqlite);
        if (rc == 0) rc = db->driver->set_version(cx, db, m->number);
    }
    if (rc == 0) rc = db->driver->commit(cx, db);
    if (rc < 0) db->driver->rollback(db);
    return rc;
}

int mk_migrate(mk_cx *cx, mk_db *db, unsigned flags)
{
    int now, newest = mk_migrations[MK_MIGRATIONS - 1].number;
    MK_TRY(db->driver->version(cx, db, &now));
    if (now > newest) return mk_fail(cx, MK_EINVAL, "this store was made by a newer makir (schema %d; this one knows %d); upgrade makir", now, newest);
    if (now == 0 && !(flags & MK_STORE_CREATE)) return mk_fail(cx, MK_ENOTFOUND, "this file is not a makir store yet; makir import FILE makes one");
    if (flags & MK_STORE_READONLY) return 0;
    for (int i = 0; i < MK_MIGRATIONS; i++)
        if (mk_migrations[i].number > now) MK_TRY(one(cx, db, &mk_migrations[i]));
    return 0;
}
