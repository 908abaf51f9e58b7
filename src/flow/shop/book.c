/* SPDX-License-Identifier: Apache-2.0 */
#include "book_int.h"
#include "customer.h"
#include "hash.h"
#include "journal.h"
#include "merge.h"
#include "setting.h"
#include "utf8.h"

int mk_book_put(mk_cx *cx, mk_db *db, int64_t *customer, mk_table_id table, mk_value *v)
{
    mk_value row[MK_CUSTOMER_N];
    mk_journal j = { 0 };
    MK_TRY(mk_customer_must_be(cx, db, customer, row));
    v[0] = mk_int(*customer);
    int rc = mk_journal_put(cx, db, &j, table, v, 0);
    return rc < 0 ? rc : 0;
}

static int asset_of(mk_cx *cx, mk_db *db, int64_t customer, int64_t asset, mk_str name, int64_t *ret)
{
    mk_rows r;
    int rc, n = 0;
    mk_str want = mk_fold_text(cx->arena, name);
    *ret = 0;
    MK_TRY(mk_customer_now(cx, db, &customer));
    MK_TRY(mk_select(cx, db, &r, MK_Q_ASSET_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t id = mk_row_int(&r, MK_ASSET_ASSET_ID);
        if (asset ? id != asset : name.n && !mk_str_eq(mk_fold_text(cx->arena, mk_row_text(&r, MK_ASSET_NAME)), want)) continue;
        *ret = id;
        n++;
    }
    MK_TRY(rc);
    if (n == 1) return 0;
    return n ? mk_fail(cx, MK_EINVAL, "this customer has several things: say which (its id, or its name)")
             : mk_fail(cx, MK_ENOTFOUND, "there is no such thing of this customer; write it down first: makir customer asset");
}

/* --- what a meter said --- */

int mk_book_reading_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_reading *n, int64_t *ret_asset)
{
    if (n->value < 0 || n->value > 100000000) return mk_fail(cx, MK_EINVAL, "a meter says a whole number, 0 or more");
    MK_TRY(asset_of(cx, db, customer, n->asset, n->name, ret_asset));
    mk_value v[MK_READING_N] = { mk_int(customer), mk_int(*ret_asset), mk_int(n->day), mk_int(n->value), mk_int(cx->now), mk_textz(cx->who), mk_int(0) };
    return mk_book_put(cx, db, &customer, MK_T_READING, v);
}

/* --- what was done --- */

int mk_book_job_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_job *n, int64_t *ret)
{
    int64_t asset;
    if (!mk_str_trim(n->task).n) return mk_fail(cx, MK_EINVAL, "what was done? name the task as the rules of service do");
    if (n->has_value && (n->value < 0 || n->value > 100000000)) return mk_fail(cx, MK_EINVAL, "a meter says a whole number, 0 or more");
    MK_TRY(asset_of(cx, db, customer, n->asset, n->name, &asset));
    *ret = mk_hash_id(mk_hash2(mk_hash2(mk_hash(0x6a, mk_fold_text(cx->arena, n->task)), (uint64_t)asset), (uint64_t)n->day));
    mk_value v[MK_JOB_N] = { mk_int(customer), mk_int(asset), mk_int(*ret), mk_text(n->task), mk_int(n->day), n->has_value ? mk_int(n->value) : mk_null(),
                             mk_text(n->note), mk_int(cx->now), mk_textz(cx->who), mk_int(0) };
    return mk_book_put(cx, db, &customer, MK_T_JOB, v);
}

/* --- days that come again --- */

int mk_book_occasion_in(mk_cx *cx, mk_db *db, int64_t customer, const mk_new_occasion *n, int64_t *ret)
{
    if (!mk_str_trim(n->kind).n) return mk_fail(cx, MK_EINVAL, "what day is it? birthday, anniversary, memorial, or a word of your own");
    *ret = mk_hash_id(mk_hash(mk_hash(0x6f, n->kind), mk_fold_key(cx->arena, n->whom)));
    mk_value v[MK_OCCASION_N] = { mk_int(customer), mk_int(*ret), mk_text(n->kind), mk_text(n->whom), mk_int(n->day), mk_textz(n->hebrew ? "hebrew" : "civil"),
                                  mk_int(cx->now), mk_textz(cx->who), mk_int(0) };
    return mk_book_put(cx, db, &customer, MK_T_OCCASION, v);
}

/* --- each in a transaction of its own --- */

typedef struct writing { int64_t customer; const mk_new_reading *reading; const mk_new_job *job; const mk_new_occasion *occasion; int64_t *ret; } writing;

static int write_body(mk_cx *cx, mk_db *db, void *arg)
{
    const writing *w = arg;
    return w->reading ? mk_book_reading_in(cx, db, w->customer, w->reading, w->ret)
         : w->job     ? mk_book_job_in(cx, db, w->customer, w->job, w->ret)
                      : mk_book_occasion_in(cx, db, w->customer, w->occasion, w->ret);
}

int mk_book_reading(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_reading *n, int64_t *ret_asset)
{
    return mk_store_write(cx, s, write_body, &(writing){ .customer = customer, .reading = n, .ret = ret_asset });
}

int mk_book_job(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_job *n, int64_t *ret)
{
    return mk_store_write(cx, s, write_body, &(writing){ .customer = customer, .job = n, .ret = ret });
}

int mk_book_occasion(mk_cx *cx, mk_store *s, int64_t customer, const mk_new_occasion *n, int64_t *ret)
{
    return mk_store_write(cx, s, write_body, &(writing){ .customer = customer, .occasion = n, .ret = ret });
}

/* --- kept for one --- */

typedef struct keeping { int64_t customer, item; mk_str state; int32_t day, until; int64_t *ret; } keeping;

/* How many of an item are there, less those kept for others until today or later. */
static int left(mk_cx *cx, mk_db *db, const keeping *k, int64_t *ret)
{
    mk_value key = mk_int(k->item), stock[MK_ITEM_STOCK_N];
    mk_rows r;
    int rc = mk_table_get(cx, db, MK_T_ITEM_STOCK, &key, stock);
    MK_TRY(rc);
    *ret = rc ? stock[MK_ITEM_STOCK_QUANTITY].i / 10000 : 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_KEPT_NOW, mk_int(k->day)));
    while ((rc = mk_rows_next(cx, &r)) > 0) *ret -= mk_row_int(&r, 1) == k->item && mk_row_int(&r, 0) != k->customer;
    return rc;
}

static int keep_body(mk_cx *cx, mk_db *db, void *arg)
{
    keeping *k = arg;
    mk_value key = mk_int(k->item), row[MK_ITEM_N];
    mk_settings st;
    int64_t there;
    MK_TRY(mk_settings_get(cx, db, &st));
    if (k->day == INT32_MIN) k->day = st.today;
    if (k->until == INT32_MIN) k->until = k->day + 3;
    int rc = mk_table_get(cx, db, MK_T_ITEM, &key, row);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "there is no such item; makir customer fits shows what there is");
    if (k->until < k->day) return mk_fail(cx, MK_EINVAL, "it cannot be kept until a day that is over");
    MK_TRY(mk_customer_now(cx, db, &k->customer));
    if (mk_str_eqz(k->state, "kept")) {
        MK_TRY(left(cx, db, k, &there));
        if (there < 1) return mk_fail(cx, MK_ECONFLICT, "none is left to be kept");
    }
    *k->ret = mk_hash_id(mk_hash2(mk_hash2(0x6b, (uint64_t)k->item), 0));
    mk_value v[MK_KEPT_N] = { mk_int(k->customer), mk_int(*k->ret), mk_int(k->item), mk_int(k->day), mk_int(k->until), mk_text(k->state), mk_int(cx->now), mk_textz(cx->who) };
    return mk_book_put(cx, db, &k->customer, MK_T_KEPT, v);
}

int mk_book_keep(mk_cx *cx, mk_store *s, int64_t customer, int64_t item, mk_str state, int32_t day, int32_t until, int64_t *ret)
{
    keeping k = { customer, item, state, day, until, ret };
    return mk_store_write(cx, s, keep_body, &k);
}
