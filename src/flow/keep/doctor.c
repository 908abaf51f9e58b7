/* SPDX-License-Identifier: Apache-2.0
 * Whether all is well with a store: its files, whose rows are, what finds them, the log, the models, the disk. */
#include "keep.h"
#include "audit.h"
#include "import_int.h"
#include "index.h"
#include "learn.h"
#include "map.h"
#include "posting.h"
#include "search.h"
#include <sys/stat.h>
#include <sys/statvfs.h>

typedef struct doctor { mk_finding_fn say; void *self; mk_health worst; } doctor;

static void say(mk_cx *cx, doctor *d, const char *check, mk_health h, const char *fmt, ...) __attribute__((format(printf, 5, 6)));
static void say(mk_cx *cx, doctor *d, const char *check, mk_health h, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    d->say(d->self, check, h, mk_arena_vprintf(cx->arena, fmt, ap));
    va_end(ap);
    if (h > d->worst) d->worst = h;
}

static int orphans(mk_cx *cx, mk_db *db, doctor *d)
{
    int64_t n, all = 0;
    for (int t = 0; t < MK_T_COUNT_; t++) {
        if (mk_tables[t].kind != MK_SPREAD || t == MK_T_CUSTOMER) continue;
        MK_TRY(mk_select_int(cx, db, &n, mk_table_query(&mk_tables[t], MK_TQ_ORPHANS)));
        if (n && t == MK_T_REVISION) continue;      /* the history of a customer outlives him */
        if (n) say(cx, d, "orphan rows", MK_SICK, "%" PRId64 " rows of %s speak of customers that are not there", n, mk_tables[t].name);
        all += n;
    }
    MK_TRY(mk_select_int(cx, db, &n, MK_Q_LINE_ORPHANS));
    if (n) say(cx, d, "orphan rows", MK_SICK, "%" PRId64 " sale lines have no sale", n);
    all += n;
    MK_TRY(mk_select_int(cx, db, &n, MK_Q_LINE_ITEM_ORPHANS));
    if (n) say(cx, d, "orphan rows", MK_SICK, "%" PRId64 " sale lines name an item that is not there", n);
    if (!all && !n) say(cx, d, "orphan rows", MK_FINE, "every row belongs to somebody");
    return 0;
}

typedef struct wordy { mk_map customer; int64_t orphans; uint64_t n; } wordy;

static int one_word(mk_cx *cx, void *self, mk_posting p)
{
    wordy *w = self;
    w->orphans += !mk_map_get(&w->customer, (uint64_t)p.customer);
    return (++w->n & 0xffff) == 0 ? mk_cx_check(cx) : 0;
}

/* Words that find somebody who is not there. Words are of many customers each, so it is known first who there is. */
static int word_orphans(mk_cx *cx, mk_db *db, int64_t *ret)
{
    mk_arena *a = mk_arena_child(cx->arena);
    wordy w = { .customer = mk_map_on(a) };
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_CUSTOMER_IDS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_map_put(&w.customer, (uint64_t)mk_row_int(&r, 0), NULL);
    if (rc == 0) rc = mk_postings_walk(cx, db, MK_S(""), MK_S("\xff"), one_word, &w);
    *ret = w.orphans;
    mk_arena_free(a);
    return rc;
}

static int indexes(mk_cx *cx, mk_db *db, doctor *d)
{
    int64_t keys, words, missing, documents, excess;
    MK_TRY(mk_select_int(cx, db, &keys, MK_Q_KEY_ORPHAN_COUNT));
    int rc = word_orphans(cx, db, &words);
    if (rc < 0 && rc != MK_ESTORE) return rc;
    if (rc < 0) {
        say(cx, d, "indexes", MK_SICK, "%s", cx->message);
        return 0;
    }
    MK_TRY(mk_select_int(cx, db, &missing, MK_Q_KEY_MISSING_COUNT));
    MK_TRY(mk_select_int(cx, db, &documents, MK_Q_SALE_MISSING_COUNT));
    MK_TRY(mk_select_int(cx, db, &excess, MK_Q_SALE_ENTRY_EXCESS));
    excess += documents;                /* entries of documents that are not there */
    if (documents + excess) say(cx, d, "indexes", MK_SICK, "%" PRId64 " documents are not found by their number, %" PRId64 " entries are of none; makir doctor --repair makes them again", documents, excess);
    if (keys + words + missing + documents + excess == 0) say(cx, d, "indexes", MK_FINE, "search and keys find everybody, and nobody who is not there");
    if (keys + words + missing) say(cx, d, "indexes", MK_SICK, "%" PRId64 " entries too many, %" PRId64 " customers without any; makir doctor --repair makes them again", keys + words, missing);
    return 0;
}

static int models(mk_cx *cx, mk_db *db, doctor *d)
{
    mk_settings st;
    mk_models m;
    int64_t customers;
    MK_TRY(mk_select_int(cx, db, &customers, MK_Q_CUSTOMER_COUNT));
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_models_get(cx, db, &m));
    if (!m.known && customers) say(cx, d, "models", MK_WARN, "nothing was learnt yet: makir learn");
    else if (m.known && st.today - m.value_day > 14) say(cx, d, "models", MK_WARN, "learnt %d days ago; makir learn makes them fresh", (int)(st.today - m.value_day));
    else say(cx, d, "models", MK_FINE, m.known ? "learnt %d days ago" : "nothing to learn from yet", (int)(st.today - m.value_day));
    say(cx, d, "customers", MK_FINE, "%" PRId64 " customers", customers);
    return 0;
}

static void disk(mk_cx *cx, doctor *d, const char *url)
{
    struct stat st, wal;
    struct statvfs v;
    mk_str log = mk_arena_printf(cx->arena, "%s-wal", url);
    if (stat(url, &st) || statvfs(url, &v)) return;
    int64_t size = st.st_size, left = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
    if (stat(log.p, &wal) == 0) size += wal.st_size;
    say(cx, d, "disk", left < size + (64 << 20) ? MK_WARN : MK_FINE, "the store takes %.1f MB, %.1f GB are free%s", (double)size / 1e6, (double)left / 1e9,
        left < size + (64 << 20) ? ": too little for a backup beside it" : "");
}

static int audit(mk_cx *cx, mk_db *db, doctor *d)
{
    int64_t broken, n;
    mk_str head;
    MK_TRY(mk_audit_check(cx, db, &broken, &n, &head));
    if (broken) say(cx, d, "audit log", MK_SICK, "entry %" PRId64 " is not as it was written: it was changed, or one before it was taken out", broken);
    else say(cx, d, "audit log", MK_FINE, "%" PRId64 " entries, unbroken%s%.*s", n, n ? "; the last is " : "", n ? 16 : 0, head.p);
    return 0;
}

static int look(mk_cx *cx, mk_db *db, void *arg)
{
    doctor *d = arg;
    MK_TRY(orphans(cx, db, d));
    MK_TRY(indexes(cx, db, d));
    MK_TRY(audit(cx, db, d));
    return models(cx, db, d);
}

static int repair(mk_cx *cx, mk_db *db, void *arg)
{
    mk_index_batch *index = mk_index_batch_new(cx, cx->limits.sort_bytes, arg);
    mk_rows r;
    int rc;
    uint64_t n = 0;
    MK_TRY(mk_exec_n(cx, db, MK_Q_KEY_CLEAR, NULL, 0));
    MK_TRY(mk_postings_clear(cx, db));
    MK_TRY(mk_exec_n(cx, db, MK_Q_SALE_LOOKUP_CLEAR, NULL, 0));
    MK_TRY(mk_exec_n(cx, db, MK_Q_SALE_LOOKUP_FILL, NULL, 0));
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_CUSTOMER_IDS, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        MK_TRY(mk_index_batch_customer(cx, db, index, mk_row_int(&r, 0), MK_INDEX_THERE));
        if ((++n & 0x3ff) == 0) {
            mk_progress_at(cx, "repair", n, 0);
            MK_TRY(mk_cx_check(cx));
        }
    }
    return rc < 0 ? rc : mk_index_batch_write(cx, db, index);
}

int mk_doctor(mk_cx *cx, mk_store *s, bool want_repair, mk_finding_fn fn, void *self)
{
    doctor d = { fn, self, MK_FINE };
    mk_str broken;
    int version;
    MK_TRY(mk_store_version(cx, s, &version));
    say(cx, &d, "version", MK_FINE, "makir %s, schema %d", MK_VERSION, version);
    MK_TRY(mk_store_check(cx, s, &broken));
    say(cx, &d, "files", broken.n ? MK_SICK : MK_FINE, "%.*s%s", MK_SARG(broken), broken.n ? "; take a backup that is whole: makir backup list, makir restore FILE" : "whole");
    if (want_repair) {
        MK_TRY(mk_store_write(cx, s, repair, (void *)(uintptr_t)mk_import_folder(cx, mk_store_url(s))));
        say(cx, &d, "repair", MK_FINE, "the indexes were made again");
    }
    int rc = mk_store_read(cx, s, look, &d);
    if (rc < 0 && !(rc == MK_ESTORE && broken.n)) return rc;
    if (rc < 0) say(cx, &d, "rows", MK_SICK, "they cannot all be read: %s", cx->message);
    disk(cx, &d, mk_store_url(s));
    return (int)d.worst;
}
