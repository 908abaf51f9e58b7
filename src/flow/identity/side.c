/* SPDX-License-Identifier: Apache-2.0
 * One side of two customers side by side: what sources say of him, each thing once. */
#include "resolve.h"
#include "contact.h"
#include "customer.h"
#include "import_int.h"
#include "jsonw.h"
#include "map.h"
#include "spent.h"
#include "reason.h"

typedef struct side { mk_jsonw *w; mk_map seen; } side;

static void once(side *s, mk_str v)
{
    bool fresh;
    if (v.n == 0) return;
    mk_map_put(&s->seen, mk_hash(7, v), &fresh);
    if (fresh) mk_json_str(s->w, v);
}

static int names(mk_cx *cx, mk_db *db, int64_t customer, side *s)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_person_in p;
        MK_TRY(mk_person_parse(cx, mk_row_text(&r, MK_LINK_PERSON), &p));
        once(s, mk_person_name(cx->arena, &p));
    }
    return rc;
}

/* The contact points of one kind. */
static int points(mk_cx *cx, mk_db *db, int64_t customer, const char *kind, side *s)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str v = mk_row_text(&r, MK_CONTACT_POINT_VALUE);
        if (mk_str_eqz(mk_row_text(&r, MK_CONTACT_POINT_KIND), kind)) once(s, mk_arena_dup(cx->arena, strcmp(kind, "phone") == 0 ? mk_phone_display(cx->arena, v) : v));
    }
    return rc;
}

static int facts(mk_cx *cx, mk_db *db, int64_t customer, const char *kind, side *s)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_FACT_OF_KIND, mk_int(customer), mk_textz(kind)));
    while ((rc = mk_rows_next(cx, &r)) > 0) once(s, mk_arena_dup(cx->arena, mk_row_text(&r, 0)));
    return rc;
}

static int money(mk_cx *cx, mk_db *db, int64_t customer, mk_jsonw *w)
{
    char t[32];
    mk_settings st;
    mk_spent s;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_spent_of(cx, db, &st, customer, &s));
    if (s.history.orders) {
        mk_json_key(w, "orders"), mk_json_int(w, s.history.orders);
        mk_json_key(w, "spent"), mk_json_int(w, s.total);
        mk_json_key(w, "last"), mk_json_z(w, mk_moment_text(s.last_at, t));
        mk_json_key(w, "currency"), mk_json_z(w, st.currency);
    }
    if (s.other.n) mk_json_key(w, "left_out"), mk_json_str(w, mk_say_elsewhere(cx, &s.other));
    return 0;
}

int mk_side_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret_name, mk_str *ret_json)
{
    static const struct { const char *key; int (*fn)(mk_cx *, mk_db *, int64_t, const char *, side *); const char *kind; } lists[] = {
        { "phones", points, "phone" }, { "mails", points, "mail" }, { "addresses", points, "address" }, { "birthdays", facts, "birthday" },
        { "ids", points, "national_id" }, { "members", points, "member" }, { "numbers", points, "key" } };
    mk_value row[MK_CUSTOMER_N];
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    char t[32];
    MK_TRY(mk_customer_must_be(cx, db, &customer, row));
    *ret_name = mk_label(cx, row[MK_CUSTOMER_NAME].s, MK_S(""));
    mk_json_open(&w, '{');
    mk_json_key(&w, "since"), mk_json_z(&w, mk_moment_text(row[MK_CUSTOMER_FIRST_AT].i, t));
    side s = { &w, mk_map_on(cx->arena) };
    mk_json_key(&w, "names"), mk_json_open(&w, '[');
    once(&s, row[MK_CUSTOMER_NAME].s);
    MK_TRY(names(cx, db, customer, &s));
    mk_json_close(&w);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        s.seen = mk_map_on(cx->arena);
        mk_json_key(&w, lists[i].key), mk_json_open(&w, '[');
        MK_TRY(lists[i].fn(cx, db, customer, lists[i].kind, &s));
        mk_json_close(&w);
    }
    MK_TRY(money(cx, db, customer, &w));
    mk_json_close(&w);
    *ret_json = mk_buf_str(&b);
    return 0;
}
