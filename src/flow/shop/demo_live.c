/* SPDX-License-Identifier: Apache-2.0 */
#include "demo_live.h"
#include <unistd.h>
#include "keep.h"
#include "setting.h"

static char *aside(mk_cx *cx, mk_store *s) { return mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%s.before-demo", mk_store_url(s))); }

static int look(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    *(bool *)arg = st.demo;
    return 0;
}

static int fresh(mk_cx *cx, mk_db *db, void *arg)
{
    int64_t n;
    (void)arg;
    MK_TRY(mk_select_int(cx, db, &n, MK_Q_CUSTOMER_COUNT));
    return n == 0 ? 0 : mk_fail(cx, MK_EEXISTS, "%s", cx->lang == MK_EN ? "there are customers here already; a demo goes into an empty store" : "כבר יש כאן לקוחות; הדגמה נכנסת רק למאגר ריק");
}

static int note(mk_cx *cx, mk_db *db, void *arg) { return mk_setting_set(cx, db, MK_S("demo"), *(mk_str *)arg); }

int mk_demo_begin(mk_cx *cx, mk_store *s, mk_str name, mk_demo_told *ret)
{
    int64_t bytes;
    char *path = aside(cx, s);
    MK_TRY(mk_store_read(cx, s, fresh, NULL));
    unlink(path);                           /* of a demo that was never ended: the store is empty, so it is worth nothing */
    MK_TRY(mk_backup(cx, s, path, &bytes));
    int rc = mk_demo_make(cx, s, mk_demo_examples(cx), name, ret);
    if (rc >= 0) rc = mk_store_write(cx, s, note, &name);
    if (rc >= 0) return 0;
    char message[sizeof cx->message];
    memcpy(message, cx->message, sizeof message);
    (void)mk_store_restore(cx, s, path);    /* half a demo is none */
    unlink(path);
    return mk_fail(cx, rc, "%s", message);
}

int mk_demo_end(mk_cx *cx, mk_store *s)
{
    bool is = false;
    char *path = aside(cx, s);
    MK_TRY(mk_store_read(cx, s, look, &is));
    if (!is || access(path, R_OK) != 0) return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "no demo is in this store" : "אין הדגמה במאגר הזה");
    MK_TRY(mk_store_restore(cx, s, path));
    unlink(path);
    return 0;
}
