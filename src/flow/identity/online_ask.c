/* SPDX-License-Identifier: Apache-2.0
 * Pairs that wait, when something of one of the two goes: they wait no more, and all that is known of both is parted again. */
#include "merge.h"
#include "online_int.h"

typedef mk_vec(int64_t) ids;

/* What waits under that id: it does no more, and those it is about are noted. */
static int take_asked(mk_cx *cx, mk_round *r, int64_t id, ids *who)
{
    static const mk_query side[] = { MK_Q_REVIEW_OF_A, MK_Q_REVIEW_OF_B };
    mk_rows q;
    int rc;
    for (int i = 0; i < 2; i++) {
        size_t from = who->n;
        MK_TRY(mk_select(cx, r->ix->db, &q, side[i], mk_int(id)));
        while ((rc = mk_rows_next(cx, &q)) > 0) {
            const mk_value key[] = { mk_int(mk_row_int(&q, 0)), mk_int(mk_row_int(&q, 1)) };
            *mk_vec_push(cx->arena, who) = key[!i].i;
            mk_identity_put_off(&r->put_off, key[0].i, key[1].i, mk_row_int(&q, 6));
        }
        MK_TRY(rc);
        for (size_t k = from; k < who->n; k++) {
            const mk_value key[] = { mk_int(i ? who->p[k] : id), mk_int(i ? id : who->p[k]) };
            MK_TRY(mk_table_delete(cx, r->ix->db, MK_T_REVIEW, key));
        }
    }
    return 0;
}

int mk_online_rows_of(mk_cx *cx, mk_round *r, int64_t customer, mk_identity_list *ret)
{
    mk_rows q;
    ids person = { 0 };
    int rc;
    MK_TRY(mk_customer_now(cx, r->ix->db, &customer));
    MK_TRY(mk_select(cx, r->ix->db, &q, MK_Q_LINK_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) *mk_vec_push(cx->arena, &person) = mk_row_int(&q, MK_LINK_PERSON_ID);
    MK_TRY(rc);
    if (person.n == 0) *mk_vec_push(cx->arena, &person) = customer;     /* written down by hand */
    for (size_t i = 0; i < person.n; i++) {
        mk_identity_reader reader = { .ix = r->ix };
        mk_identity_row x;
        rc = mk_online_kept(cx, &reader, (uint64_t)person.p[i], &x);
        mk_identity_reader_end(&reader);
        if (rc < 0) return rc;
        if (rc > 0) *mk_vec_push(cx->arena, ret) = x.row;
    }
    return 0;
}

int mk_online_unask(mk_cx *cx, mk_round *r, int64_t customer)
{
    ids who = { 0 };
    mk_identity_list rows = { 0 };
    for (bool leads_on = true; leads_on;) {         /* he was asked about by each of the ids he went by */
        mk_value key = mk_int(customer), alias[MK_ALIAS_N];
        MK_TRY(take_asked(cx, r, customer, &who));
        int rc = mk_table_get(cx, r->ix->db, MK_T_ALIAS, &key, alias);
        if (rc < 0) return rc;
        leads_on = rc > 0;
        if (leads_on) customer = alias[MK_ALIAS_KEPT_ID].i;
    }
    if (who.n) *mk_vec_push(cx->arena, &who) = customer;
    for (size_t i = 0; i < who.n; i++) MK_TRY(mk_online_rows_of(cx, r, who.p[i], &rows));
    for (size_t i = 0; i < rows.n; i++) MK_TRY(mk_online_loosen(cx, r, rows.p[i], true));
    return 0;
}
