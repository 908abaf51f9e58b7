/* SPDX-License-Identifier: Apache-2.0
 * Finding by one box: the cards of those that are found. */
#include "page.h"
#include "contact.h"
#include "search.h"

typedef struct finding { mk_str text; size_t limit; mk_card *card; size_t *n; } finding;

static int card_contacts(mk_cx *cx, mk_db *db, mk_card *c, mk_str *number)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(c->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_CONTACT_POINT_KIND), v = mk_row_text(&r, MK_CONTACT_POINT_VALUE);
        if (mk_str_eqz(kind, "phone") && c->phone.n == 0) c->phone = mk_phone_display(cx->arena, mk_arena_dup(cx->arena, v));
        if (mk_str_eqz(kind, "mail") && c->mail.n == 0) c->mail = mk_arena_dup(cx->arena, v);
        if (mk_str_eqz(kind, "address") && c->city.n == 0) c->city = mk_arena_dup(cx->arena, v);
        if (mk_str_eqz(kind, "key") && number->n == 0) *number = mk_arena_dup(cx->arena, mk_number_of_key(v));
    }
    return rc;
}

int mk_card_read(mk_cx *cx, mk_db *db, const mk_settings *st, mk_card *c)
{
    mk_value key = mk_int(c->customer), row[MK_CUSTOMER_N];
    mk_str number = MK_S("");
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0) return rc;
    MK_TRY(card_contacts(cx, db, c, &number));
    c->name = mk_label(cx, row[MK_CUSTOMER_NAME].s, number);
    MK_TRY(mk_spent_of(cx, db, st, c->customer, &c->spent));
    memcpy(c->currency, st->currency, sizeof c->currency);
    c->stage = mk_stage_of(&c->spent.history, NULL);
    return 0;
}

static int find_body(mk_cx *cx, mk_db *db, void *arg)
{
    finding *f = arg;
    mk_found *found = MK_NEWN(cx->arena, mk_found, f->limit + 1);
    mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_search(cx, db, f->text, f->limit, found, f->n));
    for (size_t i = 0; i < *f->n; i++) {
        f->card[i] = (mk_card){ .customer = found[i].customer, .matched = found[i].matched };
        MK_TRY(mk_card_read(cx, db, &st, &f->card[i]));
    }
    return 0;
}

int mk_find(mk_cx *cx, mk_store *s, mk_str text, size_t limit, mk_card *ret, size_t *ret_n)
{
    finding f = { text, limit, ret, ret_n };
    return mk_store_read(cx, s, find_body, &f);
}
