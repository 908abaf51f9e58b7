/* SPDX-License-Identifier: Apache-2.0
 * Names that files told while two customers were one. The import passed them over, because which of two names is his had been settled by who merged
 * them; of one who is himself again it holds what each of those imports said of him, and goes with it when the import is taken back. */
#include "import_int.h"
#include "journal.h"
#include "merge_int.h"

typedef struct told { int64_t batch; mk_str source; mk_vec(mk_person_in) person; } told;
typedef mk_vec(told) tolds;

static told *of_batch(mk_arena *a, tolds *all, int64_t batch, mk_str source)
{
    size_t i = 0;
    while (i < all->n && all->p[i].batch < batch) i++;
    if (i < all->n && all->p[i].batch == batch) return &all->p[i];
    mk_vec_push(a, all);
    memmove(all->p + i + 1, all->p + i, (all->n - 1 - i) * sizeof *all->p);
    all->p[i] = (told){ .batch = batch, .source = source };
    return &all->p[i];
}

/* What each import told of him after `at`, in the order of the imports. */
static int gather(mk_cx *cx, mk_db *db, int64_t customer, int64_t at, tolds *ret)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, db, MK_T_LINK, customer, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *l = rows.p[i];
        if (l[MK_LINK_AT].i <= at || !l[MK_LINK_BATCH_ID].i) continue;
        told *t = of_batch(cx->arena, ret, l[MK_LINK_BATCH_ID].i, l[MK_LINK_SOURCE].s);
        MK_TRY(mk_person_parse(cx, l[MK_LINK_PERSON].s, mk_vec_push(cx->arena, &t->person)));
    }
    return 0;
}

int mk_split_name(mk_cx *cx, const merging *m, int64_t customer, int64_t at)
{
    mk_db *db = m->db;
    mk_value was[MK_CUSTOMER_N], v[MK_CUSTOMER_N], key = mk_int(customer);
    tolds all = { 0 };
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, was);
    if (rc <= 0 || (rc = mk_customer_merged(cx, db, customer)) != 0) return rc < 0 ? rc : 0;
    MK_TRY(gather(cx, db, customer, at, &all));
    for (size_t i = 0; i < all.n; i++) {
        mk_value said[MK_CUSTOMER_N];
        mk_journal j = { .batch = all.p[i].batch };
        mk_stated_customer(cx->arena, all.p[i].source, all.p[i].person.p, all.p[i].person.n, INT64_MAX, said);
        memcpy(v, was, sizeof v);
        mk_stated_correct(cx->arena, said, v);
        bool differs = false;
        for (int k = 1; k < MK_CUSTOMER_N; k++) differs |= !mk_value_eq(v[k], was[k]);
        if (!differs) continue;
        MK_TRY(mk_merge_found(cx, m, customer, false));
        rc = mk_journal_replace(cx, db, &j, MK_T_CUSTOMER, was, v);
        if (rc < 0) return rc;
        MK_TRY(mk_merge_found(cx, m, customer, true));
        memcpy(was, v, sizeof was);
    }
    return 0;
}
