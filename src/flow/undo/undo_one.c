/* SPDX-License-Identifier: Apache-2.0 */
#include "undo_one.h"
#include "based.h"
#include "clock.h"
#include "index.h"
#include "journal.h"
#include "merge.h"
#include "merge_int.h"
#include "setting.h"

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

int mk_customer_version(mk_cx *cx, mk_db *db, int64_t customer, int64_t *ret)
{
    int rc = mk_select_int(cx, db, ret, MK_Q_REVISION_NEWEST, mk_int(customer));
    if (rc == 0) *ret = 1;
    return rc < 0 ? rc : 0;
}

/* What a table is called by people. */
static const char *thing(const mk_cx *cx, mk_str entity)
{
    static const struct { const char *name, *he, *en; } things[] = {
        { "customer", "הפרטים", "the details" }, { "contact_point", "פרטי הקשר", "a contact" }, { "fact", "עובדה", "a fact" }, { "asset", "נכס", "an asset" },
        { "interaction", "הערה", "a note" }, { "consent", "הסכמה", "a consent" }, { "sale", "קנייה", "a purchase" }, { "action", "תשובה להצעה", "the answer to a proposal" } };
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (mk_str_eqz(entity, things[i].name)) return english(cx) ? things[i].en : things[i].he;
    return english(cx) ? "something" : "משהו";
}

static int changed_since(mk_cx *cx, mk_db *db, int64_t at, mk_str who, mk_str entity)
{
    mk_str by;
    MK_TRY(mk_who_when(cx, db, who, at, &by));
    return english(cx) ? mk_fail(cx, MK_ECONFLICT, "%s of this customer changed meanwhile (%.*s); look at what it is now, and change it again if it is still needed",
                                 thing(cx, entity), MK_SARG(by))
                       : mk_fail(cx, MK_ECONFLICT, "בינתיים שונה אצל הלקוח הזה: %s (%.*s). ראו מה כתוב עכשיו, ושנו שוב אם עדיין צריך", thing(cx, entity), MK_SARG(by));
}

/* Whether a change of the table was one of this row, in one of these columns; a row that came or went is another in all of them. */
static int touches(mk_cx *cx, mk_table_id t, const mk_value *key, uint32_t columns, mk_str before, mk_str after)
{
    mk_value was[MK_COLUMNS_MAX], is[MK_COLUMNS_MAX];
    MK_TRY(mk_row_parse(cx, t, before.n ? before : after, was));
    MK_TRY(mk_row_parse(cx, t, after.n ? after : before, is));
    for (int i = 0; i < mk_tables[t].keys; i++)
        if (!mk_value_eq(was[i], key[i])) return false;
    if (!columns || !before.n || !after.n) return true;
    for (int i = 0; i < mk_tables[t].columns; i++)
        if (columns >> i & 1 && !mk_value_eq(was[i], is[i])) return true;
    return false;
}

int mk_customer_unchanged(mk_cx *cx, mk_db *db, mk_table_id t, const mk_value *key, uint32_t columns)
{
    enum { REVISION, BATCH, ENTITY, BEFORE, AFTER, AT, WHO };      /* of the query, the newest first */
    mk_rows r;
    int64_t version = mk_based_on(cx);
    int rc, other = 0;
    if (!version) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_REVISION_SINCE, key[0], mk_int(version + 1)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && other == 0) {
        if (!mk_str_eqz(mk_row_text(&r, ENTITY), mk_tables[t].name)) continue;
        other = touches(cx, t, key, columns, mk_row_text(&r, BEFORE), mk_row_text(&r, AFTER));
        if (other > 0) rc = changed_since(cx, db, mk_row_int(&r, AT), mk_arena_dup(cx->arena, mk_row_text(&r, WHO)), mk_str_of(mk_tables[t].name));
        if (other > 0) break;
    }
    mk_rows_end(&r);
    return other < 0 ? other : rc < 0 ? rc : 0;
}

typedef struct change { mk_table_id t; bool had, has; mk_value before[MK_COLUMNS_MAX], after[MK_COLUMNS_MAX], now[MK_COLUMNS_MAX]; bool is; } change;

static bool same(mk_table_id t, const mk_value *a, const mk_value *b)
{
    for (int i = 0; i < mk_tables[t].columns; i++)
        if (!mk_value_eq(a[i], b[i])) return false;
    return true;
}

/* The consent ledger and what was sold by documents are not taken back by hand; what is kept by others than the customer is not his. */
static bool may(mk_table_id t) { return t != MK_T_COUNT_ && t != MK_T_CONSENT && t != MK_T_CONSENT_POINT && t != MK_T_SALE_LINE && mk_tables[t].kind == MK_SPREAD; }

static int read_change(mk_cx *cx, mk_db *db, const mk_value *v, change *c)
{
    *c = (change){ .t = mk_table_named(v[MK_REVISION_ENTITY].s), .had = v[MK_REVISION_BEFORE].s.n > 0, .has = v[MK_REVISION_AFTER].s.n > 0 };
    if (!may(c->t)) return 0;
    if (c->had) MK_TRY(mk_row_parse(cx, c->t, v[MK_REVISION_BEFORE].s, c->before));
    if (c->has) MK_TRY(mk_row_parse(cx, c->t, v[MK_REVISION_AFTER].s, c->after));
    int rc = mk_table_get(cx, db, c->t, c->has ? c->after : c->before, c->now);
    c->is = rc > 0;
    return rc < 0 ? rc : 0;
}

static bool stands(const change *c) { return may(c->t) && (c->had || c->has) && c->is == c->has && (!c->has || same(c->t, c->now, c->after)); }

int mk_revision_stands(mk_cx *cx, mk_db *db, const mk_value *revision, bool *ret)
{
    change c;
    *ret = false;
    if (!mk_str_eqz(revision[MK_REVISION_ENTITY].s, "") && read_change(cx, db, revision, &c) >= 0) *ret = stands(&c);
    mk_cx_clear(cx);            /* a row of an older layout cannot be taken back, which is no failure */
    return 0;
}

static int lines_go(mk_cx *cx, mk_db *db, mk_journal *j, const mk_value *sale)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, db, MK_T_SALE_LINE, sale[MK_SALE_CUSTOMER_ID].i, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const mk_value *l = rows.p[i];
        if (l[MK_SALE_LINE_SALE_ID].i == sale[MK_SALE_SALE_ID].i && l[MK_SALE_LINE_AT].i == sale[MK_SALE_AT].i) MK_TRY(mk_journal_delete(cx, db, j, MK_T_SALE_LINE, l));
    }
    return mk_index_sale(cx, db, sale, false);
}

static int leans(mk_cx *cx, mk_db *db, mk_table_id t, int64_t customer)
{
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, db, t, customer, &rows));
    return rows.n > 0;
}

/* A customer who was written down goes with his contacts, unless something else is known of him by now. */
static int customer_goes(mk_cx *cx, mk_db *db, mk_journal *j, int64_t customer)
{
    static const mk_table_id others[] = { MK_T_LINK, MK_T_FACT, MK_T_ASSET, MK_T_INTERACTION, MK_T_SALE, MK_T_CONSENT, MK_T_ACTION, MK_T_MERGE_ROW, MK_T_OUTBOX };
    mk_row_list rows;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        int rc = leans(cx, db, others[i], customer);
        if (rc < 0) return rc;
        if (rc) return mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "more is known of this customer by now; take that back first" : "כבר ידוע עוד על הלקוח הזה; קודם צריך לבטל את זה");
    }
    MK_TRY(mk_merge_rows(cx, db, MK_T_CONTACT_POINT, customer, &rows));
    for (size_t i = 0; i < rows.n; i++) MK_TRY(mk_journal_delete(cx, db, j, MK_T_CONTACT_POINT, rows.p[i]));
    mk_value key = mk_int(customer);
    return mk_exec_n(cx, db, MK_Q_HOUSEHOLD_MEMBER_DROP, &key, 1);
}

typedef struct undoing { int64_t customer, revision; } undoing;

static int take_back(mk_cx *cx, mk_db *db, int64_t customer, const change *c)
{
    mk_journal j = { 0 };
    bool indexed = c->t == MK_T_CUSTOMER || c->t == MK_T_CONTACT_POINT;
    int rc = 0;
    if (indexed) MK_TRY(mk_index_customer(cx, db, customer, true));
    if (c->t == MK_T_CUSTOMER && !c->had) MK_TRY(customer_goes(cx, db, &j, customer));
    if (c->t == MK_T_SALE && !c->had) MK_TRY(lines_go(cx, db, &j, c->after));
    if (!c->had) rc = mk_journal_delete(cx, db, &j, c->t, c->after);
    else rc = mk_journal_replace(cx, db, &j, c->t, c->is ? c->now : NULL, c->before);
    if (rc < 0) return rc;
    if (c->t == MK_T_SALE && c->had) MK_TRY(mk_index_sale(cx, db, c->before, true));
    return indexed ? mk_index_customer(cx, db, customer, false) : 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    undoing *u = arg;
    change c;
    MK_TRY(mk_customer_now(cx, db, &u->customer));
    mk_value key[] = { mk_int(u->customer), mk_int(u->revision) }, v[MK_REVISION_N];
    int rc = mk_table_get(cx, db, MK_T_REVISION, key, v);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_ENOTFOUND, "%s", english(cx) ? "there is no such change of this customer" : "אין שינוי כזה אצל הלקוח הזה");
    MK_TRY(read_change(cx, db, v, &c));
    if (c.t == MK_T_CONSENT)
        return mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "the consent ledger is only added to: write down what the customer says now" : "ליומן ההסכמות רק מוסיפים: רשמו מה הלקוח אומר עכשיו");
    if (!may(c.t)) return mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "this change is taken back together with what it belongs to" : "השינוי הזה מתבטל יחד עם מה שהוא חלק ממנו");
    if (!stands(&c)) return mk_fail(cx, MK_ECONFLICT, "%s", english(cx) ? "this was changed again since; take the later change back first" : "זה שונה שוב מאז; קודם צריך לבטל את השינוי המאוחר");
    return take_back(cx, db, u->customer, &c);
}

int mk_undo_one(mk_cx *cx, mk_store *s, int64_t customer, int64_t revision)
{
    undoing u = { customer, revision };
    return mk_store_write(cx, s, body, &u);
}
