/* SPDX-License-Identifier: Apache-2.0
 * What is done beside the requests, every moment: the audit log is written, lists are brought up to date, backups are made by the clock.
 * What fails is tried again the next time; a look that cannot be written waits, and is not lost while the program runs. */
#include "backups.h"
#include "clock.h"
#include "http_int.h"
#include "session.h"
#include "setting.h"

static const int64_t backups_every = 60 * MK_SECOND;

static int make_backup(mk_cx *cx, void *arg)
{
    mk_http *h = arg;
    mk_settings st;
    mk_backup_file f;
    bool due;
    MK_TRY(mk_settings_read(cx, h->opt.store, &st));
    MK_TRY(mk_backups_due(cx, h->opt.store, st.backup_hours, &due));
    return due ? mk_backups_make(cx, h->opt.store, st.backup_keep, &f) : 0;
}

static int follow(mk_cx *cx, void *arg)
{
    mk_http *h = arg;
    int64_t left;
    return mk_listing_ready(cx, h->opt.store, h->listing, 0, &left);
}

static int flush(mk_cx *cx, void *arg)
{
    mk_http *h = arg;
    MK_TRY(mk_audit_flush(cx, h->audit, h->opt.store));
    return mk_session_settle(cx, h->opt.store, h->lobby);
}

int mk_http_keep(mk_http *h, mk_cx *cx, bool last)
{
    if (!h->opt.store) return 0;
    cx->now = mk_clock_now();
    cx->patience = last ? 60 * MK_SECOND : MK_SECOND;
    mk_arena_mark mark = mk_arena_here(cx->arena);
    int rc = mk_cx_guard(cx, flush, h);
    /* lists nobody has asked for yet are not kept in memory, nor is anything begun when the program ends */
    if (!last && h->listing->version) (void)mk_cx_guard(cx, follow, h);
    if (!last && cx->now >= h->backup_at) {
        h->backup_at = cx->now + backups_every;
        (void)mk_cx_guard(cx, make_backup, h);
    }
    mk_arena_rewind(cx->arena, mark);
    return rc;
}
