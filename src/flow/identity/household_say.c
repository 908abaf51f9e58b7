/* SPDX-License-Identifier: Apache-2.0
 * Households as they are told and shown. */
#include "household.h"
#include "customer.h"
#include "hash.h"
#include "id.h"
#include "jsonw.h"
#include "reason.h"
#include "vec.h"

/* The household a customer is in; 0: none. */
static int home_of(mk_cx *cx, mk_db *db, int64_t customer, int64_t *ret)
{
    mk_rows r;
    int rc;
    *ret = 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_HOUSEHOLD_MEMBER_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        if (mk_str_eqz(mk_row_text(&r, MK_HOUSEHOLD_MEMBER_STATE), "in") && !*ret) *ret = mk_row_int(&r, 1);
    return rc;
}

static int put(mk_cx *cx, mk_db *db, int64_t customer, int64_t household, bool in)
{
    mk_value v[MK_HOUSEHOLD_MEMBER_N] = { mk_int(customer), mk_int(household), mk_textz(in ? "in" : "out"), mk_textz(""), mk_int(cx->now), mk_textz(cx->who) };
    int rc = mk_table_put(cx, db, MK_T_HOUSEHOLD_MEMBER, v);
    return rc < 0 ? rc : 0;
}

typedef struct saying { int64_t customer, other, household; bool together; } saying;

static int say_body(mk_cx *cx, mk_db *db, void *arg)
{
    saying *s = arg;
    mk_value a[MK_CUSTOMER_N], b[MK_CUSTOMER_N];
    int64_t his, others;
    MK_TRY(mk_customer_must_be(cx, db, &s->customer, a));
    MK_TRY(mk_customer_must_be(cx, db, &s->other, b));
    if (s->customer == s->other) return mk_fail(cx, MK_EINVAL, "%s", cx->lang == MK_EN ? "these two are one customer" : "אלה אותו לקוח");
    MK_TRY(home_of(cx, db, s->customer, &his));
    MK_TRY(home_of(cx, db, s->other, &others));
    if (!s->together) {
        s->household = others;
        if (!his || his != others) return mk_fail(cx, MK_ENOTFOUND, "%s", cx->lang == MK_EN ? "these two are not of one household" : "השניים לא באותו משק בית");
        return put(cx, db, s->customer, others, false);
    }
    s->household = others ? others : his ? his : mk_hash_id(mk_hash2((uint64_t)s->other, 0x686f6d65));
    if (!others && !his) {
        mk_value v[MK_HOUSEHOLD_N] = { mk_int(s->household), b[MK_CUSTOMER_FAMILY].s.n ? b[MK_CUSTOMER_FAMILY] : b[MK_CUSTOMER_NAME], mk_int(cx->now) };
        int rc = mk_table_insert(cx, db, MK_T_HOUSEHOLD, v);
        if (rc < 0) return rc;
    }
    if (his && his != s->household) MK_TRY(put(cx, db, s->customer, his, false));
    MK_TRY(put(cx, db, s->customer, s->household, true));
    return others == s->household ? 0 : put(cx, db, s->other, s->household, true);
}

int mk_household_say(mk_cx *cx, mk_store *s, int64_t customer, int64_t other, bool together, int64_t *ret)
{
    saying w = { customer, other, 0, together };
    MK_TRY(mk_store_write(cx, s, say_body, &w));
    *ret = w.household;
    return 0;
}

int mk_household_list(mk_cx *cx, mk_db *db, int64_t after, size_t limit, mk_household **ret, size_t *ret_n)
{
    mk_vec(mk_household) all = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_HOUSEHOLDS, mk_int(after), mk_int((int64_t)limit)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        *mk_vec_push(cx->arena, &all) = (mk_household){ mk_row_int(&r, 0), mk_row_int(&r, 2), mk_arena_dup(cx->arena, mk_row_text(&r, 1)), (uint64_t)mk_row_int(&r, 3) };
    *ret = all.p;
    *ret_n = all.n;
    return rc;
}

/* In words, what two letters of a reason say. */
static mk_str in_words(mk_cx *cx, mk_str why, mk_str who)
{
    static const struct { const char *is, *he, *en; } word[] = { { "address+family", "אותה כתובת ואותו שם משפחה", "the same address and family name" },
        { "phone+family", "אותו טלפון ואותו שם משפחה", "the same phone and family name" }, { "address+phone", "אותה כתובת ואותו טלפון", "the same address and phone" } };
    mk_buf b = mk_buf_on(cx->arena);
    bool en = cx->lang == MK_EN;
    if (who.n) mk_buf_printf(&b, en ? "said by %.*s" : "לפי %.*s", MK_SARG(who));
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (mk_str_find(why, mk_str_of(word[i].is)) >= 0) mk_buf_printf(&b, "%s%s", b.n ? "; " : "", en ? word[i].en : word[i].he);
    return mk_buf_str(&b);
}

int mk_household_members(mk_cx *cx, mk_db *db, int64_t household, mk_str *ret)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_HOUSEHOLD_MEMBERS, mk_int(household)));
    mk_json_open(&w, '[');
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        char t[MK_ID_TEXT];
        mk_value key = mk_int(mk_row_int(&r, 0)), c[MK_CUSTOMER_N];
        int there = mk_table_get(cx, db, MK_T_CUSTOMER, &key, c);
        if (there < 0) return there;
        if (!there) continue;
        mk_json_open(&w, '{');
        mk_json_key(&w, "customer"), mk_json_z(&w, mk_id_text(key.i, t));
        mk_json_key(&w, "name"), mk_json_str(&w, mk_label(cx, c[MK_CUSTOMER_NAME].s, MK_S("")));
        mk_json_key(&w, "why"), mk_json_str(&w, in_words(cx, mk_row_text(&r, MK_HOUSEHOLD_MEMBER_WHY), mk_row_text(&r, MK_HOUSEHOLD_MEMBER_WHO)));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return rc;
}

int mk_household_of(mk_cx *cx, mk_db *db, int64_t customer, mk_str *ret)
{
    int64_t id;
    mk_value key, h[MK_HOUSEHOLD_N];
    mk_str members;
    *ret = MK_S("null");
    MK_TRY(home_of(cx, db, customer, &id));
    key = mk_int(id);
    int rc = id ? mk_table_get(cx, db, MK_T_HOUSEHOLD, &key, h) : 0;
    if (rc <= 0) return rc;
    MK_TRY(mk_household_members(cx, db, id, &members));
    char t[MK_ID_TEXT];
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "household"), mk_json_z(&w, mk_id_text(id, t));
    mk_json_key(&w, "name"), mk_json_str(&w, h[MK_HOUSEHOLD_NAME].s);
    mk_json_key(&w, "members"), mk_json_raw(&w, members);
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return 0;
}
