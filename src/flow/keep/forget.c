/* SPDX-License-Identifier: Apache-2.0 */
#include "forget.h"
#include "backups.h"
#include "customer.h"
#include "forgotten.h"
#include "index.h"
#include "listing.h"
#include "merge_int.h"
#include "name.h"
#include "online.h"
#include "setting.h"
#include "utf8.h"

typedef struct deed { mk_forget *io; int64_t customer; bool whole; int hours, keep; const mk_forgotten_list *list; } deed;

static int done(int rc) { return rc < 0 ? rc : 0; }

static bool among(const mk_forget_ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->p[i] == id) return true;
    return false;
}

/* --- all who were found to be him --- */

static int merges(mk_cx *cx, mk_db *db, int64_t customer, mk_forget_ids *ret, mk_forget_ids *ret_who)
{
    mk_rows r;
    int rc;
    *ret = (mk_forget_ids){ 0 };
    MK_TRY(mk_select(cx, db, &r, MK_Q_MERGES_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        *mk_vec_push(cx->arena, ret) = mk_row_int(&r, 0);
        for (int i = 1; i <= 2 && ret_who; i++)
            if (!among(ret_who, mk_row_int(&r, i))) *mk_vec_push(cx->arena, ret_who) = mk_row_int(&r, i);
    }
    return rc;
}

/* His records count no more for who is who, while all of them are still known; whom they alone held together is parted. */
static int unknow(mk_cx *cx, mk_db *db, const mk_forget_ids *who)
{
    mk_online *o;
    mk_rows r;
    int rc;
    MK_TRY(mk_online_begin(cx, db, &o));
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(who->p[0])));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_online_gone(cx, o, who->p[0], mk_row_int(&r, MK_LINK_PERSON_ID));
    MK_TRY(rc);
    for (size_t i = 0; i < who->n; i++) mk_online_gone(cx, o, who->p[i], who->p[i]);
    return mk_online_end(cx, o, NULL);
}

/* Merges of him are taken apart, the newest first, and the log forgets them. */
static int part(mk_cx *cx, mk_db *db, int64_t customer)
{
    mk_forget_ids all;
    MK_TRY(merges(cx, db, customer, &all, NULL));
    for (size_t i = all.n; i-- > 0;) {
        mk_split_result res;
        mk_value key = mk_int(all.p[i]);
        MK_TRY(mk_split_in(cx, db, all.p[i], NULL, &res));
        MK_TRY(mk_table_delete(cx, db, MK_T_MERGE, &key));
    }
    return 0;
}

/* --- one of them --- */

/* Whether a text has a word of his name, or one of his contacts. */
static bool says(mk_cx *cx, mk_str text, const mk_row_list *contacts, mk_str name)
{
    enum { LOCAL = 7 };                 /* the last digits of a number, however the rest is written */
    mk_name words = mk_name_of(cx->arena, name);
    mk_str folded = mk_fold_key(cx->arena, text);
    for (int i = 0; i < words.n; i++)
        if (mk_utf8_first(words.token[i], 1).n < words.token[i].n && mk_str_find(folded, words.token[i]) >= 0) return true;     /* an initial is in everything */
    for (size_t i = 0; i < contacts->n; i++) {
        mk_str c = contacts->p[i][MK_CONTACT_POINT_VALUE].s;
        if (c.n >= LOCAL && mk_str_find(text, mk_str_sub(c, c.n - LOCAL, c.n)) >= 0) return true;
    }
    return false;
}

/* What an import is called may be what he is called: a chat, a card. */
static int unname(mk_cx *cx, mk_db *db, int64_t batch, const mk_row_list *contacts, mk_str name)
{
    mk_value key = mk_int(batch), v[MK_BATCH_N];
    int rc = mk_table_get(cx, db, MK_T_BATCH, &key, v);
    if (rc <= 0) return rc;
    bool file = says(cx, v[MK_BATCH_FILE].s, contacts, name), warnings = says(cx, v[MK_BATCH_WARNINGS].s, contacts, name);
    if (file) v[MK_BATCH_FILE] = v[MK_BATCH_KIND];
    if (warnings) v[MK_BATCH_WARNINGS] = mk_textz("[]");
    return file || warnings ? done(mk_table_put(cx, db, MK_T_BATCH, v)) : 0;
}

/* Who lives with him stays a household while there are two of them, under the name of one of these. */
static int leave_home(mk_cx *cx, mk_db *db, const mk_value *member)
{
    mk_rows r;
    mk_row_list left;
    mk_value household = member[MK_HOUSEHOLD_MEMBER_HOUSEHOLD_ID], row[MK_HOUSEHOLD_N], c[MK_CUSTOMER_N];
    MK_TRY(mk_select(cx, db, &r, MK_Q_HOUSEHOLD_MEMBERS, household));
    MK_TRY(mk_rows_all(cx, &r, MK_T_HOUSEHOLD_MEMBER, &left));
    for (size_t i = 0; i < left.n && left.n < 2; i++) MK_TRY(mk_table_delete(cx, db, MK_T_HOUSEHOLD_MEMBER, left.p[i]));
    if (left.n < 2) return done(mk_table_delete(cx, db, MK_T_HOUSEHOLD, &household));
    int rc = mk_table_get(cx, db, MK_T_HOUSEHOLD, &household, row);
    if (rc > 0) rc = mk_table_get(cx, db, MK_T_CUSTOMER, left.p[0], c);
    if (rc <= 0) return rc;
    row[MK_HOUSEHOLD_NAME] = c[MK_CUSTOMER_FAMILY];
    return done(mk_table_put(cx, db, MK_T_HOUSEHOLD, row));
}

/* All rows there are of him, in every table that is spread by customers: one that is added some day is among them. */
static int erase(mk_cx *cx, mk_forgetting *f, int64_t customer)
{
    for (mk_table_id t = 0; t < MK_T_COUNT_; t++) {
        mk_row_list rows;
        if (mk_tables[t].kind != MK_SPREAD) continue;
        MK_TRY(mk_merge_rows(cx, f->db, t, customer, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            if (mk_tables[t].batch >= 0) mk_forget_batch(cx, f, rows.p[i][mk_tables[t].batch].i);
            MK_TRY(mk_table_delete(cx, f->db, t, rows.p[i]));
            if (t == MK_T_HOUSEHOLD_MEMBER) MK_TRY(leave_home(cx, f->db, rows.p[i]));
            f->io->erased++;
        }
    }
    return 0;
}

static int forget(mk_cx *cx, mk_forgetting *f, int64_t customer)
{
    static const mk_query log[] = { MK_Q_MERGE_KEPT_DROP, MK_Q_MERGE_GONE_DROP, MK_Q_VERDICT_A_DROP, MK_Q_VERDICT_B_DROP, MK_Q_REVIEW_A_DROP, MK_Q_REVIEW_B_DROP };
    mk_value key = mk_int(customer), row[MK_CUSTOMER_N];
    mk_row_list contacts;
    int rc = mk_table_get(cx, f->db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0) return rc;
    f->io->records++;
    f->batch.n = 0;
    MK_TRY(mk_merge_rows(cx, f->db, MK_T_CONTACT_POINT, customer, &contacts));
    MK_TRY(mk_forgotten_note(cx, f->db, customer));
    MK_TRY(mk_index_customer(cx, f->db, customer, true));
    MK_TRY(mk_table_delete(cx, f->db, MK_T_LISTING, &key));
    MK_TRY(mk_forget_sales(cx, f, customer));
    MK_TRY(erase(cx, f, customer));
    for (size_t i = 0; i < sizeof log / sizeof *log; i++) MK_TRY(mk_exec_n(cx, f->db, log[i], &key, 1));
    for (size_t i = 0; i < f->batch.n; i++) {
        const mk_value about[] = { mk_int(f->batch.p[i]), key };
        MK_TRY(mk_table_delete(cx, f->db, MK_T_BATCH_CUSTOMER, about));
        MK_TRY(unname(cx, f->db, f->batch.p[i], &contacts, row[MK_CUSTOMER_NAME].s));
    }
    return 0;
}

/* --- all of it --- */

static int all_of(mk_cx *cx, mk_db *db, deed *d, int64_t customer)
{
    mk_forgetting f = { .db = db, .io = d->io };
    mk_forget_ids who = { 0 }, held;
    *mk_vec_push(cx->arena, &who) = customer;
    MK_TRY(merges(cx, db, customer, &held, &who));
    MK_TRY(unknow(cx, db, &who));
    for (size_t i = 0; i < who.n; i++) MK_TRY(part(cx, db, who.p[i]));
    for (size_t i = 0; i < who.n; i++) MK_TRY(forget(cx, &f, who.p[i]));
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    deed *d = arg;
    mk_value row[MK_CUSTOMER_N], none = mk_int(0);
    mk_settings st;
    MK_TRY(mk_customer_must_be(cx, db, &d->customer, row));
    MK_TRY(mk_settings_get(cx, db, &st));
    d->hours = st.backup_hours;
    d->keep = st.backup_keep;
    d->io->gender = row[MK_CUSTOMER_GENDER].s.n ? row[MK_CUSTOMER_GENDER].s.p[0] : 0;
    MK_TRY(all_of(cx, db, d, d->customer));
    MK_TRY(mk_exec_n(cx, db, MK_Q_IDEMPOTENT_ANSWERS_DROP, NULL, 0));
    int old = mk_table_get(cx, db, MK_T_FORGOTTEN, &none, row);
    d->whole = old > 0;
    return done(old);
}

static int swept(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value none = mk_int(0);
    (void)arg;
    return done(mk_table_delete(cx, db, MK_T_FORGOTTEN, &none));
}

/* He is forgotten by now: what cannot be swept away at once goes with the next sweep, and is no failure. */
static void sweep(mk_cx *cx, mk_store *s, const deed *d)
{
    int rc = mk_store_scrub(cx, s, d->whole, &d->io->log);
    if (rc >= 0 && d->whole) rc = mk_store_note(cx, s, swept, NULL);
    if (rc < 0) d->io->log = true;
    mk_cx_clear(cx);
}

int mk_customer_forget(mk_cx *cx, mk_store *s, int64_t customer, mk_forget *io)
{
    deed d = { .io = io, .customer = customer };
    bool sales = io->sales, try = io->try;
    mk_backup_file *f;
    size_t n;
    *io = (mk_forget){ .sales = sales, .try = try };
    MK_TRY(mk_backups_list(cx, s, &f, &n));
    MK_TRY((try ? mk_store_try : mk_store_write)(cx, s, body, &d));
    io->backups = n;                    /* all hold him, and each that is made from now on pushes the oldest out */
    io->until = n && d.hours > 0 ? f[0].at + (int64_t)d.hours * d.keep * 3600 * MK_SECOND : MK_NEVER;
    if (!try) sweep(cx, s, &d);
    return 0;
}

static int again(mk_cx *cx, mk_db *db, void *arg)
{
    deed *d = arg;
    for (size_t i = 0; i < d->list->who.n; i++) {
        int64_t id = d->list->who.p[i][0].i;
        mk_value key = mk_int(id), row[MK_CUSTOMER_N];
        int rc = mk_table_get(cx, db, MK_T_FORGOTTEN, &key, row);
        if (rc < 0) return rc;
        if (rc > 0) continue;           /* the copy is younger: whoever has that id there came back */
        MK_TRY(mk_customer_now(cx, db, &id));
        key = mk_int(id);
        rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
        if (rc > 0) rc = all_of(cx, db, d, id);
        if (rc < 0) return rc;
    }
    return mk_forgotten_give(cx, db, d->list);
}

int mk_forget_again(mk_cx *cx, mk_store *s, const struct mk_forgotten_list *list)
{
    mk_forget io = { 0 };
    deed d = { .io = &io, .list = list };
    bool left;
    MK_TRY(mk_store_write(cx, s, again, &d));
    return mk_store_scrub(cx, s, true, &left);
}
