/* SPDX-License-Identifier: Apache-2.0
 * The purchases of a customer who is forgotten, and what is kept about them: each is nobody's from now on, as if it had been so from the start. */
#include "forget.h"
#include "index.h"
#include "journal.h"
#include "merge_int.h"
#include "vouch.h"

void mk_forget_batch(mk_cx *cx, mk_forgetting *f, int64_t batch)
{
    size_t i = f->batch.n;
    while (i > 0 && f->batch.p[i - 1] != batch) i--;
    if (i == 0 && batch) *mk_vec_push(cx->arena, &f->batch) = batch;
}

/* An import is about a purchase that is nobody's. */
static int about(mk_cx *cx, mk_forgetting *f, int64_t batch, int64_t customer)
{
    const mk_value v[] = { mk_int(batch), mk_int(customer) };
    if (!batch) return 0;
    int rc = mk_table_insert(cx, f->db, MK_T_BATCH_CUSTOMER, v);
    return rc < 0 ? rc : 0;
}

/* A row of a sale or of its line, of his, as nobody's. */
static void disown(mk_table_id t, mk_value *v)
{
    v[0] = mk_int(-v[t == MK_T_SALE ? MK_SALE_SALE_ID : MK_SALE_LINE_SALE_ID].i);
    if (t == MK_T_SALE) v[MK_SALE_PERSON_ID] = mk_int(0);
}

static int rehome(mk_cx *cx, mk_forgetting *f, mk_table_id t, const mk_value *was)
{
    mk_value v[MK_COLUMNS_MAX];
    memcpy(v, was, (size_t)mk_tables[t].columns * sizeof *v);
    disown(t, v);
    int rc = mk_table_insert(cx, f->db, t, v);
    if (rc < 0) return rc;
    if (t == MK_T_SALE) MK_TRY(mk_index_sale(cx, f->db, v, true));
    return about(cx, f, v[mk_tables[t].batch].i, v[0].i);
}

/* One version of a row: his becomes nobody's, another's stays. *ret_sale: whose history it is of. */
static int version(mk_cx *cx, mk_forgetting *f, mk_table_id t, int64_t customer, mk_str *json, int64_t *ret_sale)
{
    mk_value v[MK_COLUMNS_MAX];
    if (json->n == 0) return 0;
    MK_TRY(mk_row_parse(cx, t, *json, v));
    *ret_sale = -v[t == MK_T_SALE ? MK_SALE_SALE_ID : MK_SALE_LINE_SALE_ID].i;
    MK_TRY(about(cx, f, v[mk_tables[t].batch].i, *ret_sale));
    if (v[0].i != customer) return 0;
    disown(t, v);
    *json = mk_row_json(cx->arena, t, v);
    return 0;
}

static int revision(mk_cx *cx, mk_forgetting *f, int64_t customer, const mk_value *row)
{
    mk_value v[MK_REVISION_N];
    mk_table_id t = mk_table_named(row[MK_REVISION_ENTITY].s);
    memcpy(v, row, sizeof v);
    if (t != MK_T_SALE && t != MK_T_SALE_LINE) return 0;
    MK_TRY(version(cx, f, t, customer, &v[MK_REVISION_BEFORE].s, &v[0].i));
    MK_TRY(version(cx, f, t, customer, &v[MK_REVISION_AFTER].s, &v[0].i));
    MK_TRY(about(cx, f, v[MK_REVISION_BATCH_ID].i, v[0].i));
    int rc = mk_table_insert(cx, f->db, MK_T_REVISION, v);
    return rc < 0 ? rc : 0;
}

int mk_forget_sales(mk_cx *cx, mk_forgetting *f, int64_t customer)
{
    static const mk_table_id both[] = { MK_T_SALE, MK_T_SALE_LINE };
    mk_row_list rows;
    for (size_t i = 0; i < 2; i++) {
        MK_TRY(mk_merge_rows(cx, f->db, both[i], customer, &rows));
        if (both[i] == MK_T_SALE && !f->io->sales) f->io->kept += rows.n;
        for (size_t k = 0; k < rows.n; k++) {
            if (both[i] == MK_T_SALE) MK_TRY(mk_index_sale(cx, f->db, rows.p[k], false));
            if (!f->io->sales) MK_TRY(rehome(cx, f, both[i], rows.p[k]));
        }
    }
    if (f->io->sales) return 0;
    MK_TRY(mk_merge_rows(cx, f->db, MK_T_REVISION, customer, &rows));
    for (size_t k = 0; k < rows.n; k++) MK_TRY(revision(cx, f, customer, rows.p[k]));
    MK_TRY(mk_merge_rows(cx, f->db, MK_T_BATCH_REF, customer, &rows));
    for (size_t k = 0; k < rows.n; k++) MK_TRY(mk_vouch_scatter(cx, f->db, rows.p[k]));
    return 0;
}
