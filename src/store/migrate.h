/* SPDX-License-Identifier: Apache-2.0
 * Brings a store's schema up to date: each migration of sql/schema in one transaction, forward only.
 * Owns: nothing. Threads: as the mk_db. Errors: MK_EINVAL (made by a newer makir), MK_ENOTFOUND (no store yet), those of the database: the store is
 * at the last whole migration. */
#ifndef MK_MIGRATE_H
#define MK_MIGRATE_H
#include "store.h"

/* A store from a newer makir is refused (MK_EINVAL); without MK_STORE_CREATE an empty file is not made into a store (MK_ENOTFOUND). */
int mk_migrate(mk_cx *cx, mk_db *db, unsigned flags);
#endif
