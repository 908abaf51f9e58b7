/* SPDX-License-Identifier: Apache-2.0 */
#include "listing_make.h"
#include "gate.h"
#include "name.h"
#include "spent.h"
#include "utf8.h"
#include "vec.h"

/* As it sorts: Hebrew before Latin, numbers before both, no name last. One byte a letter. */
static mk_str name_key(mk_arena *a, mk_str name)
{
    mk_str folded = mk_fold_key(a, name);
    char *z = mk_arena_alloc(a, MK_LISTING_NAME + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n && n < MK_LISTING_NAME;) {
        uint32_t c = mk_utf8_next(folded, &i);
        if (c >= 0x5d0 && c <= 0x5ea) z[n++] = (char)('A' + (int)(c - 0x5d0));
        else if (c < 0x80 && c >= ' ') z[n++] = (char)c;
        else z[n++] = '|';
    }
    if (!n) z[n++] = '~';
    return (mk_str){ z, n };
}

static bool has_digit(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') return true;
    return false;
}

/* Of "street 5, town, 1234567, country" the town: the last part without a number that is no country. */
static mk_str city_of(mk_str address)
{
    mk_str city = MK_S("");
    for (size_t i = 0, from = 0; i <= address.n; i++) {
        if (i < address.n && address.p[i] != ',') continue;
        mk_str part = mk_str_trim(mk_str_sub(address, from, i));
        from = i + 1;
        if (part.n && !has_digit(part) && !mk_str_eqz(part, "ישראל") && !mk_str_ieq(part, MK_S("Israel"))) city = part;
    }
    return city;
}

/* --- sources --- */

typedef struct sources { mk_vec(mk_str) name; } sources;

static int sources_get(mk_cx *cx, mk_db *db, sources *s)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_LISTING_SOURCE_ALL, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) *mk_vec_push(cx->arena, &s->name) = mk_arena_dup(cx->arena, mk_row_text(&r, MK_LISTING_SOURCE_SOURCE));
    return rc;
}

static size_t number_of(const sources *s, mk_str name)
{
    size_t i = 0;
    while (i < s->name.n && !mk_str_eq(s->name.p[i], name)) i++;
    return i;
}

int mk_listing_source(mk_cx *cx, mk_db *db, mk_str source, uint64_t *ret)
{
    sources s = { 0 };
    MK_TRY(sources_get(cx, db, &s));
    size_t i = number_of(&s, source);
    *ret = i < s.name.n ? UINT64_C(1) << (MK_LB_SOURCE + i) : s.name.n == MK_LB_SOURCES ? MK_LB_OTHERS : 0;
    return 0;
}

static int bit_of(mk_cx *cx, mk_db *db, sources *s, mk_str name, uint64_t *bits)
{
    size_t i = number_of(s, name);
    if (i == s->name.n && i < MK_LB_SOURCES) {
        mk_str *to = mk_vec_push(cx->arena, &s->name);
        *to = mk_arena_dup(cx->arena, name);
        mk_value v[MK_LISTING_SOURCE_N] = { mk_int((int64_t)i), mk_text(*to) };
        int rc = mk_table_insert(cx, db, MK_T_LISTING_SOURCE, v);
        if (rc < 0) return rc;
    }
    *bits |= UINT64_C(1) << (MK_LB_SOURCE + i);         /* of those that have none: the one behind the last */
    return 0;
}

/* --- tables side by side --- */

enum { CUSTOMERS, CONTACTS, CONSENTS, SALES, SOURCES, TABLES };
typedef struct beside { mk_rows rows; int more; } beside;
typedef struct making { mk_cx *cx; mk_db *db; const mk_settings *st; sources *sources; beside t[TABLES]; } making;

static int begin(making *m, int64_t from, int64_t to)
{
    static const mk_query query[TABLES] = { MK_Q_LISTING_CUSTOMERS, MK_Q_LISTING_CONTACTS, MK_Q_LISTING_CONSENTS, MK_Q_SALE_RANGE, MK_Q_LISTING_SOURCES };
    mk_value arg[] = { mk_int(from), mk_int(to) }, range[] = { mk_int(from), mk_int(to + 1) };
    for (int i = 0; i < TABLES; i++) {
        MK_TRY(mk_select_n(m->cx, m->db, &m->t[i].rows, query[i], i == SALES ? range : arg, 2));
        m->t[i].more = mk_rows_next(m->cx, &m->t[i].rows);
        MK_TRY(m->t[i].more);
    }
    return 0;
}

static void end(making *m)
{
    for (int i = 0; i < TABLES; i++) mk_rows_end(&m->t[i].rows);
}

/* Whether the row that a table stands at is the customer's; rows of those before him, whom nobody asks about, are passed. */
static bool his(making *m, int table, int64_t customer)
{
    beside *t = &m->t[table];
    while (t->more > 0 && mk_row_int(&t->rows, 0) < customer) t->more = mk_rows_next(m->cx, &t->rows);
    return t->more > 0 && mk_row_int(&t->rows, 0) == customer;
}

static void next(making *m, int table) { m->t[table].more = mk_rows_next(m->cx, &m->t[table].rows); }

/* 1: his row; 0: there is no such customer. */
static int make(making *m, int64_t customer, mk_value *v)
{
    mk_cx *cx = m->cx;
    uint64_t bits = 0;
    const mk_rows *r = &m->t[CUSTOMERS].rows;
    if (!his(m, CUSTOMERS, customer)) return m->t[CUSTOMERS].more < 0 ? m->t[CUSTOMERS].more : 0;
    v[MK_LISTING_LISTED_ID] = mk_int(customer);
    v[MK_LISTING_NAME_KEY] = mk_text(name_key(cx->arena, mk_row_text(r, 1)));
    v[MK_LISTING_CITY] = mk_textz("");
    v[MK_LISTING_FIRST_AT] = mk_int(mk_row_int(r, 4));
    mk_str gender = mk_row_text(r, 2);
    if (mk_str_eqz(gender, "m")) bits |= MK_LB_MALE;
    if (mk_str_eqz(gender, "f")) bits |= MK_LB_FEMALE;
    if (mk_str_eqz(mk_row_text(r, 3), "company")) bits |= MK_LB_COMPANY;
    for (r = &m->t[CONTACTS].rows; his(m, CONTACTS, customer); next(m, CONTACTS)) {
        mk_str kind = mk_row_text(r, 1);
        if (mk_str_eqz(kind, "phone")) bits |= MK_LB_PHONE;
        else if (mk_str_eqz(kind, "mail")) bits |= MK_LB_MAIL;
        else if (mk_str_eqz(kind, "address") && v[MK_LISTING_CITY].s.n == 0) v[MK_LISTING_CITY] = mk_text(mk_arena_dup(cx->arena, city_of(mk_row_text(r, 2))));
    }
    mk_gate_ask a = { .purpose = MK_S("advertising") };
    for (; his(m, CONSENTS, customer); next(m, CONSENTS)) mk_gate_consent(cx, &a, &m->t[CONSENTS].rows);
    for (unsigned c = 0; c < MK_VISIT; c++) {
        char word = a.last[c].state;
        bits |= (word == 'g' ? 1u : word == 'r' || word == 'w' ? 2u : 0u) << (MK_LB_CONSENT + 2 * c);
    }
    mk_spent spent = MK_SPENT_NONE;
    for (; his(m, SALES, customer); next(m, SALES)) MK_TRY(mk_spent_row(cx, m->st, &spent, &m->t[SALES].rows));
    v[MK_LISTING_ORDERS] = mk_int(spent.history.orders);
    v[MK_LISTING_SPENT] = mk_int(spent.total);
    v[MK_LISTING_LAST_AT] = mk_int(spent.history.orders ? spent.last_at : 0);
    for (; his(m, SOURCES, customer); next(m, SOURCES)) MK_TRY(bit_of(cx, m->db, m->sources, mk_row_text(&m->t[SOURCES].rows, 1), &bits));
    v[MK_LISTING_BITS] = mk_int((int64_t)bits);
    for (int i = 0; i < TABLES; i++) MK_TRY(m->t[i].more);
    return 1;
}

static int some(making *m, const int64_t *id, size_t n, mk_listing_put put, void *self)
{
    MK_TRY(begin(m, id[0], id[n - 1]));
    for (size_t i = 0; i < n; i++) {
        mk_value v[MK_LISTING_N];
        int rc = make(m, id[i], v);
        if (rc >= 0) rc = put(m->cx, m->db, self, id[i], rc ? v : NULL);
        if (rc < 0) return rc;
    }
    end(m);
    return 0;
}

int mk_listing_make(mk_cx *cx, mk_db *db, const mk_settings *st, const int64_t *id, size_t n, mk_listing_put put, void *self)
{
    sources s = { 0 };
    making m = { cx, db, st, &s, { { { 0 }, 0 } } };
    int64_t there = 0;
    if (!n) return 0;
    MK_TRY(sources_get(cx, db, &s));
    MK_TRY(mk_select_int(cx, db, &there, MK_Q_LISTING_MORE, mk_int(id[0]), mk_int(id[n - 1]), mk_int((int64_t)(2 * n + 1))));
    if (there <= (int64_t)(2 * n)) return some(&m, id, n, put, self);
    for (size_t i = 0; i < n; i++) MK_TRY(some(&m, &id[i], 1, put, self));
    return 0;
}
