/* SPDX-License-Identifier: Apache-2.0 */
#include "worth_reach.h"
#include "hash.h"
#include "record.h"

enum { CONSENT, CONTACT, DNC };

int mk_reach_refused(mk_cx *cx, mk_db *db, mk_map *ret)
{
    mk_rows r;
    int rc;
    *ret = mk_map_on(cx->arena);
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_REACH_REFUSED, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) mk_map_put(ret, mk_hash(1, mk_row_text(&r, 0)), NULL);
    return rc;
}

/* Whether others may have a word in it. */
static bool shares_refused(const mk_reacher *r, const mk_gate_ask *a)
{
    bool any = false;
    for (size_t i = 0; i < a->phone.n && r->refused->n; i++) any |= mk_map_get(r->refused, mk_hash(1, a->phone.p[i])) != NULL;
    for (size_t i = 0; i < a->mail.n && r->refused->n; i++) any |= mk_map_get(r->refused, mk_hash(1, a->mail.p[i])) != NULL;
    return any;
}

int mk_reacher_begin(mk_cx *cx, mk_db *db, int64_t from, int64_t to, const mk_map *refused, mk_reacher *r)
{
    r->db = db;
    r->refused = refused;
    MK_TRY(mk_select(cx, db, &r->consent, MK_Q_REACH_CONSENT_RANGE, mk_int(from), mk_int(to)));
    MK_TRY(mk_select(cx, db, &r->contact, MK_Q_REACH_CONTACT_RANGE, mk_int(from), mk_int(to)));
    MK_TRY(mk_select(cx, db, &r->dnc, MK_Q_REACH_DNC_RANGE, mk_int(from), mk_int(to)));
    r->more[CONSENT] = mk_rows_next(cx, &r->consent);
    r->more[CONTACT] = mk_rows_next(cx, &r->contact);
    r->more[DNC] = mk_rows_next(cx, &r->dnc);
    return 0;
}

int mk_reacher_of(mk_cx *cx, mk_reacher *r, int64_t customer, mk_reach *ret)
{
    mk_gate_ask a[2] = { { .purpose = MK_S("advertising") }, { .purpose = MK_S("service") } };
    mk_gate gate[2][MK_CHANNELS];
    for (; r->more[CONSENT] > 0 && mk_row_int(&r->consent, 0) <= customer; r->more[CONSENT] = mk_rows_next(cx, &r->consent))
        for (int k = 0; k < 2 && mk_row_int(&r->consent, 0) == customer; k++) mk_gate_consent(cx, &a[k], &r->consent);
    for (; r->more[CONTACT] > 0 && mk_row_int(&r->contact, 0) <= customer; r->more[CONTACT] = mk_rows_next(cx, &r->contact))
        if (mk_row_int(&r->contact, 0) == customer) mk_gate_contact(cx, &a[0], &r->contact);
    for (; r->more[DNC] > 0 && mk_row_int(&r->dnc, 0) <= customer; r->more[DNC] = mk_rows_next(cx, &r->dnc))
        if (mk_row_int(&r->dnc, 0) == customer)
            mk_gate_fact(cx, &a[0], MK_S("dnc"), mk_row_text(&r->dnc, 1), mk_row_int(&r->dnc, 2), mk_row_null(&r->dnc, 3) ? INT64_MAX : mk_row_int(&r->dnc, 3));
    for (int i = 0; i < 3; i++) MK_TRY(r->more[i]);
    a[1].phone = a[0].phone;
    a[1].mail = a[0].mail;
    *ret = (mk_reach){ .refused = true };
    for (int k = 0; k < 2; k++) {
        if (shares_refused(r, &a[k])) MK_TRY(mk_gate_others(cx, r->db, customer, &a[k]));
        mk_gate_answer(cx, &a[k], gate[k]);
    }
    for (unsigned c = 0; c < MK_CHANNELS; c++) {
        ret->advertising |= (uint8_t)(gate[0][c].allowed << c);
        ret->service |= (uint8_t)(gate[1][c].allowed << c);
        if (c != MK_VISIT) ret->refused &= mk_gate_no(a[0].last[c]);
    }
    return 0;
}

void mk_reacher_end(mk_reacher *r)
{
    mk_rows_end(&r->consent);
    mk_rows_end(&r->contact);
    mk_rows_end(&r->dnc);
}
