/* SPDX-License-Identifier: Apache-2.0
 * What the desk leans on: lists follow the store and agree with a slow count, entries happen once and in order, one change is taken back, two
 * people do not overwrite each other, fields of the shop's own, the audit log, sign-up pages. */
#include "listed.h"
#include <sodium.h>
#include "account.h"
#include "audit.h"
#include "based.h"
#include "entry.h"
#include "field.h"
#include "gate.h"
#include "join.h"
#include "merge_int.h"
#include "record.h"
#include "setting.h"
#include "shop_list.h"
#include "today.h"
#include "undo_one.h"
#include "view.h"

static void test_filters(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_listing *l = mk_listing_new();
    static const struct { const char *filter; int64_t count; } cases[] = {
        { "", 4 }, { "[]", 4 },
        { "[{\"field\":\"city\",\"op\":\"is\",\"value\":\"חיפה\"}]", 2 },
        { "[{\"field\":\"city\",\"op\":\"is\",\"value\":\"Tel Aviv\"}]", 2 },             /* one town, however it is written */
        { "[{\"field\":\"city\",\"op\":\"in\",\"value\":[\"תל אביב\",\"חיפה\"]}]", 4 },
        { "[{\"field\":\"spent\",\"op\":\"min\",\"value\":22000}]", 2 },
        { "[{\"field\":\"spent\",\"op\":\"min\",\"value\":22001}]", 1 },
        { "[{\"field\":\"orders\",\"op\":\"min\",\"value\":3}]", 1 },
        { "[{\"field\":\"stage\",\"op\":\"is\",\"value\":\"buyer\"}]", 3 },
        { "[{\"field\":\"last\",\"op\":\"min\",\"value\":\"-30\"}]", 2 },
        { "[{\"field\":\"last\",\"op\":\"max\",\"value\":\"2025-06-01\"}]", 1 },
        { "[{\"field\":\"phone\",\"op\":\"lacks\"}]", 1 },
        { "[{\"field\":\"name\",\"op\":\"contains\",\"value\":\"dana\"}]", 1 },           /* in Latin letters too */
        { "[{\"field\":\"fact\",\"op\":\"has\",\"value\":\"tag=vip\"}]", 0 },
        { "[{\"field\":\"city\",\"op\":\"is\",\"value\":\"' OR 1=1 --\"}]", 0 },
        { "[{\"field\":\"consent\",\"op\":\"lacks\",\"value\":\"sms\"},{\"field\":\"city\",\"op\":\"not\",\"value\":\"חיפה\"}]", 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mk_list a = listed(&r, l, cases[i].filter, "name", 2), b = listed(&r, NULL, cases[i].filter, "-spent", 10);
        if (a.count != cases[i].count || b.count != a.count || (int64_t)b.n != b.count) fail_msg("%s: %d and %d", cases[i].filter, (int)a.count, (int)b.count);
        assert_true(a.exact && a.n == (size_t)(a.count < 2 ? a.count : 2) && (a.next.n > 0) == (a.count > 2));
    }
    static const char *const broken[] = { "{", "[1]", "[{\"field\":\"password\",\"op\":\"is\",\"value\":\"x\"}]", "[{\"field\":\"city\",\"op\":\"min\",\"value\":\"x\"}]",
        "[{\"field\":\"spent\",\"op\":\"min\",\"value\":\"x\"}]", "[{\"field\":\"spent\",\"op\":\"min\"}]", "[{\"field\":\"city\",\"op\":\"is\",\"value\":{\"a\":1}}]" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        mk_list_ask ask = { .filter = mk_str_of(broken[i]), .limit = 5 };
        mk_list ret;
        assert_int_equal(mk_list_of(&r.cx, r.store, l, &ask, &ret), MK_EINVAL);
    }
    mk_listing_free(l);
    room_close(&r);
}

/* Page by page gives every one once, whatever the order and the size of a page. */
static void test_pages(void **state)
{
    (void)state;
    static const char *const sorts[] = { "last", "-last", "name", "-name", "spent", "-spent", "orders", "first", "-first" };
    room r;
    room_open(&r);
    mk_buf b = mk_buf_on(r.cx.arena);
    mk_buf_printf(&b, "customer,name,date,doc,total\n");
    for (int i = 0; i < 300; i++) mk_buf_printf(&b, "%d,Name %c%d,2025-%02d-%02d,%d,%d.00\n", i + 1, 'A' + i % 7, i % 13, i % 12 + 1, i % 28 + 1, i + 1, i % 40 + 1);
    room_import(&r, room_write(&r, "many.csv", mk_arena_z(r.cx.arena, mk_buf_str(&b))), "", false);
    mk_listing *l = mk_listing_new();
    for (size_t s = 0; s < sizeof sorts / sizeof *sorts; s++) {
        mk_map seen = mk_map_on(r.cx.arena);
        mk_list_ask ask = { .sort = mk_str_of(sorts[s]), .limit = 17 + s };
        size_t n = 0;
        int64_t last = 0;
        do {
            mk_list ret;
            assert_ok(&r.cx, mk_list_of(&r.cx, r.store, l, &ask, &ret));
            assert_int_equal(ret.count, 300);
            for (size_t i = 0; i < ret.n; i++, n++) {
                bool fresh;
                mk_map_put(&seen, (uint64_t)ret.row[i].customer, &fresh);
                assert_true(fresh);
                int64_t v = strstr(sorts[s], "spent") ? ret.row[i].spent : strstr(sorts[s], "last") ? ret.row[i].last : 0;
                if (n && v) assert_true(sorts[s][0] == '-' ? v <= last : v >= last);
                last = v;
            }
            ask.cursor = ret.next;
        } while (ask.cursor.n);
        assert_int_equal(n, 300);
    }
    mk_list_ask ask = { .sort = MK_S("name"), .cursor = MK_S("ad0123"), .limit = 5 };
    mk_list ret;
    assert_int_equal(mk_list_of(&r.cx, r.store, l, &ask, &ret), MK_EINVAL);
    mk_listing_free(l);
    room_close(&r);
}

/* What a program holds in memory and what another makes anew from the store are the same, after every kind of change. */
static void same_lists(room *r, mk_listing *l, const char *what)
{
    mk_list a = listed(r, l, "", "name", 100), b;
    mk_listing *fresh = mk_listing_new();
    b = listed(r, fresh, "", "name", 100);
    if (a.n != b.n) fail_msg("%s: %zu and %zu", what, a.n, b.n);
    for (size_t i = 0; i < a.n; i++)
        if (a.row[i].customer != b.row[i].customer || a.row[i].spent != b.row[i].spent || a.row[i].bits != b.row[i].bits || a.row[i].last != b.row[i].last)
            fail_msg("%s: row %zu", what, i);
    mk_listing_free(fresh);
}

static int64_t first_named(room *r, const char *name) { return room_named(r, name); }

static void test_follows(void **state)
{
    (void)state;
    room r;
    int64_t batch = shop(&r), id;
    mk_listing *l = mk_listing_new();
    assert_int_equal(listed(&r, l, "", "", 10).count, 4);
    int64_t dana = first_named(&r, "דנה כהן"), avi = first_named(&r, "Avi Levi");
    mk_hand_sale sale = { .total = MK_S("55.50"), .item = MK_S("tea") };
    assert_ok(&r.cx, mk_customer_sale(&r.cx, r.store, avi, &sale, &id));
    mk_list a = listed(&r, l, "[{\"field\":\"name\",\"op\":\"contains\",\"value\":\"avi\"}]", "", 10);
    assert_int_equal(a.row[0].spent, 95550);
    mk_new_consent yes = { MK_S("sms"), MK_S("advertising"), MK_S("granted"), MK_S("yes please"), MK_S("en"), MK_S("counter") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, dana, &yes, &id));
    assert_int_equal(listed(&r, l, "[{\"field\":\"consent\",\"op\":\"has\",\"value\":\"sms\"}]", "", 10).count, 1);
    mk_quick q;
    mk_new_customer c = { .phone = MK_S("050-111-2222") };
    assert_ok(&r.cx, mk_quick_add(&r.cx, r.store, &c, &q));
    assert_int_equal(listed(&r, l, "", "", 10).count, 5);
    same_lists(&r, l, "changes");
    room_undo(&r, batch);
    r.cx.now += MK_SECOND;
    same_lists(&r, l, "undo");
    room_import(&r, room_write(&r, "again.csv", csv), "", false);
    same_lists(&r, l, "again");
    mk_listing_free(l);
    room_close(&r);
}

static bool see_line(void *self, const mk_value *row)
{
    int64_t *price = self;
    if (row[MK_SALE_LINE_PRICE].i == price[0]) price[1]++;
    return true;
}

/* A price is what one comes to, rounded, whichever way the money goes. */
static void test_price_by_hand(void **state)
{
    (void)state;
    room r;
    int64_t id, price[2] = { 667, 0 };
    shop(&r);
    int64_t avi = first_named(&r, "Avi Levi");
    mk_hand_sale bought = { .total = MK_S("20.00"), .item = MK_S("tea"), .quantity = MK_S("3") }, back = { .total = MK_S("-20.00"), .item = MK_S("tea"), .quantity = MK_S("3"), .at = 1 };
    assert_ok(&r.cx, mk_customer_sale(&r.cx, r.store, avi, &bought, &id));
    assert_ok(&r.cx, mk_customer_sale(&r.cx, r.store, avi, &back, &id));
    room_each(&r, MK_T_SALE_LINE, see_line, price);
    assert_int_equal(price[1], 2);
    room_close(&r);
}

/* Every answer that the day's list knows is known to an entry, too. */
static void test_entry_answers(void **state)
{
    (void)state;
    static const char *const names[] = { "done", "later", "wrong", "never" };
    room r;
    shop(&r);
    char action[MK_ACTION_TEXT];
    int64_t avi = first_named(&r, "Avi Levi");
    mk_action_text(avi, MK_NEED_CARE, 0, action);
    for (int i = 0; i < MK_MARKS; i++) {
        mk_entered ret;
        assert_true(mk_str_eqz(mk_mark_name((mk_mark)i), names[i]));
        mk_entry e = { .entry = mk_arena_printf(r.cx.arena, "tablet-mark-%d", i), .customer = avi, .action = mk_str_of(action), .state = mk_str_of(names[i]) };
        assert_ok(&r.cx, mk_entry_add(&r.cx, r.store, &e, &ret));
    }
    mk_entered ret;
    mk_entry wrong = { .entry = MK_S("tablet-mark-x"), .customer = avi, .action = mk_str_of(action), .state = MK_S("perhaps") };
    assert_int_equal(mk_entry_add(&r.cx, r.store, &wrong, &ret), MK_EINVAL);
    room_close(&r);
}

static void test_entries(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_entered e1, e2;
    mk_entry first = { .entry = MK_S("tablet-0001"), .who = { .phone = MK_S("052-777-8888"), .name = MK_S("רותי") }, .note = MK_S("decaf"), .at = MK_S("2026-01-31T08:00:00Z"),
                       .sale = { .total = MK_S("12.50"), .item = MK_S("tea") } };
    mk_entry second = { .entry = MK_S("tablet-0002"), .after = MK_S("tablet-0001"), .who = { .phone = MK_S("+972527778888") }, .kind = MK_S("taste"), .value = MK_S("oat milk") };
    assert_int_equal(mk_entry_add(&r.cx, r.store, &second, &e2), MK_ECONFLICT);         /* out of order */
    size_t customers = room_count(&r, MK_T_CUSTOMER);
    assert_ok(&r.cx, mk_entry_add(&r.cx, r.store, &first, &e1));
    assert_true(!e1.known && !e1.repeated);
    for (int i = 0; i < 3; i++) {
        assert_ok(&r.cx, mk_entry_add(&r.cx, r.store, &first, &e2));
        assert_true(e2.repeated && e2.customer == e1.customer);
    }
    assert_ok(&r.cx, mk_entry_add(&r.cx, r.store, &second, &e2));
    assert_true(e2.known && e2.customer == e1.customer);
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), customers + 1);
    assert_int_equal(room_count(&r, MK_T_INTERACTION), 1);
    assert_int_equal(room_count(&r, MK_T_FACT), 1);
    mk_entry half = { .entry = MK_S("tablet-0003"), .who = { .phone = MK_S("052-777-9999") }, .note = MK_S("x"), .action = MK_S("no such thing"), .state = MK_S("done") };
    assert_true(mk_entry_add(&r.cx, r.store, &half, &e2) < 0);                            /* all of it or nothing */
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), customers + 1);
    mk_entry odd = first;
    odd.entry = MK_S("../../etc");
    assert_int_equal(mk_entry_add(&r.cx, r.store, &odd, &e2), MK_EINVAL);
    room_close(&r);
}

typedef struct newest { int64_t customer, id; } newest;
static bool pick(void *self, const mk_value *row)
{
    newest *n = self;
    if (row[MK_REVISION_CUSTOMER_ID].i == n->customer && row[MK_REVISION_REVISION_ID].i > n->id) n->id = row[MK_REVISION_REVISION_ID].i;
    return true;
}

static int64_t last_change(room *r, int64_t customer)
{
    newest n = { customer, 0 };
    room_each(r, MK_T_REVISION, pick, &n);
    return n.id;
}

static void test_undo_one(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_str was;
    int64_t dana = room_named(&r, "דנה כהן"), id;
    mk_arena *a = mk_arena_new();
    mk_str before = room_dump(&r, a, 0);
    (void)before;
    r.cx.now += MK_SECOND;
    assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, dana, MK_S("name"), MK_S("דנה לוי"), &was));
    int64_t renamed = last_change(&r, dana);
    r.cx.now += MK_SECOND;
    assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, dana, MK_S("gender"), MK_S("f"), &was));
    assert_int_equal(mk_undo_one(&r.cx, r.store, dana, renamed), MK_ECONFLICT);         /* the row changed again */
    assert_true(strstr(r.cx.message, "שונה שוב") || strstr(r.cx.message, "again"));
    assert_ok(&r.cx, mk_undo_one(&r.cx, r.store, dana, last_change(&r, dana)));
    r.cx.now += MK_SECOND;
    assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, dana, MK_S("a note"), MK_S("call"), true, &id));
    assert_int_equal(room_count(&r, MK_T_INTERACTION), 1);
    assert_ok(&r.cx, mk_undo_one(&r.cx, r.store, dana, last_change(&r, dana)));
    assert_int_equal(room_count(&r, MK_T_INTERACTION), 0);
    mk_new_consent yes = { MK_S("sms"), MK_S("advertising"), MK_S("granted"), MK_S("yes please"), MK_S("en"), MK_S("counter") };
    r.cx.now += MK_SECOND;
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, dana, &yes, &id));
    assert_int_equal(mk_undo_one(&r.cx, r.store, dana, last_change(&r, dana)), MK_ECONFLICT);   /* the ledger is only added to */
    mk_quick q;
    mk_new_customer c = { .phone = MK_S("050-111-2222") };
    r.cx.now += MK_SECOND;
    size_t customers = room_count(&r, MK_T_CUSTOMER), words = room_count(&r, MK_T_POSTING);
    assert_ok(&r.cx, mk_quick_add(&r.cx, r.store, &c, &q));
    newest first = { q.customer, 0 };
    room_each(&r, MK_T_REVISION, pick, &first);
    assert_ok(&r.cx, mk_undo_one(&r.cx, r.store, q.customer, first.id - 1));             /* the customer himself, with his phone */
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), customers);
    assert_int_equal(room_count(&r, MK_T_POSTING), words);
    mk_arena_free(a);
    room_close(&r);
}

static int version(mk_cx *cx, mk_db *db, void *arg)
{
    int64_t *v = arg;
    return mk_customer_version(cx, db, v[0], &v[1]);
}

static void test_two_people(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_str was;
    int64_t v[2] = { room_named(&r, "דנה כהן") }, now;
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, version, v));
    r.cx.now += MK_SECOND;
    r.cx.based_on = v[1];
    snprintf(r.cx.who, sizeof r.cx.who, "Ruth");
    assert_ok(&r.cx, mk_customer_correct(&r.cx, r.store, v[0], MK_S("family"), MK_S("לוי"), &was, &now));
    assert_true(now > v[1]);
    snprintf(r.cx.who, sizeof r.cx.who, "Avi");
    r.cx.lang = MK_EN;
    /* what each wrote in a field of his own stands; who writes into the same is told who was there, and when */
    assert_ok(&r.cx, mk_customer_correct(&r.cx, r.store, v[0], MK_S("given"), MK_S("דניאלה"), &was, &now));
    assert_int_equal(mk_customer_correct(&r.cx, r.store, v[0], MK_S("family"), MK_S("אור"), &was, &now), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "the details of this customer changed meanwhile (Ruth, "));
    r.cx.based_on = now;
    assert_ok(&r.cx, mk_customer_correct(&r.cx, r.store, v[0], MK_S("family"), MK_S("אור"), &was, &now));

    /* a fact that another corrected meanwhile is not corrected from what it was; beside it both may tell what they heard */
    mk_new_fact size = { .kind = MK_S("size"), .value = MK_S("38"), .origin = MK_S("said"), .confidence = 1 }, more = size, hobby = size;
    int64_t id, other;
    r.cx.based_on = 0;
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, v[0], &size, &id));
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, version, v));
    r.cx.now += 25 * 3600 * MK_SECOND;
    more.value = MK_S("39"), more.instead = id;
    r.cx.based_on = v[1];
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, v[0], &more, &other));
    hobby.kind = MK_S("hobby"), hobby.value = MK_S("chess");
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, v[0], &hobby, &other));
    more.value = MK_S("40");
    assert_int_equal(mk_customer_fact(&r.cx, r.store, v[0], &more, &other), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "a fact of this customer changed meanwhile (Avi, "));
    assert_int_equal(mk_customer_fact_end(&r.cx, r.store, v[0], id), MK_ECONFLICT);
    r.cx.now += 24 * 3600 * MK_SECOND;      /* of another day: the day is told, too */
    assert_int_equal(mk_customer_fact_end(&r.cx, r.store, v[0], id), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "20"));
    room_close(&r);
}

typedef struct row_of { mk_table_id t; mk_value key; int64_t version; } row_of;
static int read_row(mk_cx *cx, mk_db *db, void *arg)
{
    row_of *o = arg;
    mk_value v[MK_COLUMNS_MAX];
    int rc = mk_table_get(cx, db, o->t, &o->key, v);
    o->version = mk_version_row(cx, o->t, rc > 0 ? v : NULL);
    return rc < 0 ? rc : 0;
}

static int set_setting(mk_cx *cx, mk_db *db, void *arg) { return mk_setting_set(cx, db, MK_S("shop"), mk_str_of(arg)); }

static int no_password(mk_cx *cx, mk_db *db, void *arg)
{
    (void)arg;
    mk_row_list rows;
    MK_TRY(mk_merge_rows(cx, db, MK_T_REVISION, 0, &rows));
    size_t accounts = 0;
    for (size_t i = 0; i < rows.n; i++) {
        assert_true(mk_str_find(rows.p[i][MK_REVISION_AFTER].s, MK_S("argon2")) < 0 && mk_str_find(rows.p[i][MK_REVISION_BEFORE].s, MK_S("argon2")) < 0);
        accounts += mk_str_eqz(rows.p[i][MK_REVISION_ENTITY].s, "account");
    }
    assert_int_equal(accounts, 3);
    return 0;
}

/* One writes, the other saves what he made of it as it was before: he is told what it is now, and nothing of the first is lost. */
static void test_stale(void **state)
{
    (void)state;
    room r;
    shop(&r);
    r.cx.lang = MK_EN;
    int64_t setting = mk_setting_version(&r.cx, MK_S("shop"), MK_S(""));
    r.cx.based_on = setting;
    snprintf(r.cx.who, sizeof r.cx.who, "Ruth");
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, set_setting, (char[]){ "One" }));
    assert_int_equal(mk_store_write(&r.cx, r.store, set_setting, (char[]){ "Two" }), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "now it is: One"));
    assert_non_null(strstr(r.cx.message, "(Ruth, "));
    r.cx.based_on = mk_setting_version(&r.cx, MK_S("shop"), MK_S("One"));
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, set_setting, (char[]){ "Two" }));

    r.cx.based_on = 0;
    mk_view view = { .name = MK_S("Near"), .filter = MK_S("[]"), .shared = true };
    assert_ok(&r.cx, mk_view_save(&r.cx, r.store, &view));
    row_of of = { MK_T_VIEW, mk_int(view.id), 0 };
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, read_row, &of));
    r.cx.based_on = of.version;
    view.name = MK_S("Far");
    assert_ok(&r.cx, mk_view_save(&r.cx, r.store, &view));
    assert_int_equal(mk_view_save(&r.cx, r.store, &view), MK_ECONFLICT);
    assert_int_equal(mk_view_remove(&r.cx, r.store, view.id), MK_ECONFLICT);

    mk_view other = { .name = MK_S("Other"), .filter = MK_S("[]") };        /* one that is new was nothing before */
    assert_int_equal(mk_view_save(&r.cx, r.store, &other), MK_ECONFLICT);
    r.cx.based_on = MK_VERSION_NONE;
    assert_ok(&r.cx, mk_view_save(&r.cx, r.store, &other));

    /* what is made new does not take the place of another's of the same name */
    mk_field_def size = { .key = MK_S("size"), .he = MK_S("מידה"), .kind = MK_S("number"), .sees = MK_READER };
    r.cx.based_on = MK_VERSION_NONE;
    assert_ok(&r.cx, mk_field_save(&r.cx, r.store, &size));
    assert_int_equal(mk_field_save(&r.cx, r.store, &size), MK_ECONFLICT);

    size_t n;
    r.cx.based_on = MK_VERSION_NONE + 1;
    mk_str rules = MK_S("task,applies-to,km,months,first,then,severity\noil,car,10000,,,,wear\n");
    assert_ok(&r.cx, mk_rules_import(&r.cx, r.store, NULL, rules, false, &n, &setting));
    assert_int_equal(mk_rules_import(&r.cx, r.store, NULL, MK_S(""), true, &n, &setting), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "(Ruth, "));

    /* a user's role: who changed it is told, and what the journal keeps of him holds no password */
    mk_account *all;
    r.cx.based_on = 0;
    assert_ok(&r.cx, mk_account_add(&r.cx, r.store, MK_S("Dana"), MK_OWNER, MK_HE, MK_S("coffee-and-milk")));
    assert_ok(&r.cx, mk_account_add(&r.cx, r.store, MK_S("Gil"), MK_SELLER, MK_HE, MK_S("coffee-and-milk")));
    assert_ok(&r.cx, mk_account_all(&r.cx, r.store, &all, &n));
    r.cx.based_on = all[1].version;
    assert_ok(&r.cx, mk_account_set(&r.cx, r.store, MK_S("Gil"), &(mk_role){ MK_READER }, NULL));
    assert_int_equal(mk_account_set(&r.cx, r.store, MK_S("Gil"), &(mk_role){ MK_MANAGER }, NULL), MK_ECONFLICT);
    assert_non_null(strstr(r.cx.message, "(Ruth, "));
    assert_non_null(strstr(r.cx.message, "reader"));
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, no_password, NULL));
    room_close(&r);
}

static void test_fields(void **state)
{
    (void)state;
    room r;
    shop(&r);
    mk_str was;
    int64_t dana = room_named(&r, "דנה כהן");
    mk_field_def size = { .key = MK_S("shoe"), .he = MK_S("מידה"), .kind = MK_S("number"), .sees = MK_READER },
                 level = { .key = MK_S("level"), .en = MK_S("Level"), .kind = MK_S("choice"), .choices = MK_S("gold|silver"), .sees = MK_OWNER },
                 bad = { .key = MK_S("Shoe size"), .he = MK_S("x"), .kind = MK_S("text") };
    assert_ok(&r.cx, mk_field_save(&r.cx, r.store, &size));
    assert_ok(&r.cx, mk_field_save(&r.cx, r.store, &level));
    assert_int_equal(mk_field_save(&r.cx, r.store, &bad), MK_EINVAL);
    assert_int_equal(mk_field_set(&r.cx, r.store, dana, MK_S("shoe"), MK_S("big"), &was), MK_EINVAL);
    assert_int_equal(mk_field_set(&r.cx, r.store, dana, MK_S("nosuch"), MK_S("1"), &was), MK_ENOTFOUND);
    assert_int_equal(mk_field_set(&r.cx, r.store, dana, MK_S("level"), MK_S("bronze"), &was), MK_EINVAL);
    assert_ok(&r.cx, mk_field_set(&r.cx, r.store, dana, MK_S("shoe"), MK_S("1,038"), &was));
    assert_ok(&r.cx, mk_field_set(&r.cx, r.store, dana, MK_S("shoe"), MK_S("38"), &was));
    assert_str(was, "1038");
    assert_int_equal(room_count(&r, MK_T_FACT), 1);
    assert_int_equal(listed(&r, NULL, "[{\"field\":\"field:shoe\",\"op\":\"min\",\"value\":37}]", "", 5).count, 1);
    assert_int_equal(listed(&r, NULL, "[{\"field\":\"field:shoe\",\"op\":\"is\",\"value\":\"39\"}]", "", 5).count, 0);
    assert_int_equal(listed(&r, NULL, "[{\"field\":\"field:shoe\",\"op\":\"lacks\"}]", "", 5).count, 3);
    r.cx.role = MK_SELLER;
    assert_int_equal(mk_field_set(&r.cx, r.store, dana, MK_S("level"), MK_S("gold"), &was), MK_ENOTFOUND);     /* not for him */
    r.cx.role = MK_OWNER;
    assert_ok(&r.cx, mk_field_set(&r.cx, r.store, dana, MK_S("shoe"), MK_S(""), &was));
    assert_int_equal(room_count(&r, MK_T_FACT), 0);
    room_close(&r);
}

typedef struct checked { int64_t broken, n; mk_str head; } checked;
static int check(mk_cx *cx, mk_db *db, void *arg) { checked *c = arg; return mk_audit_check(cx, db, &c->broken, &c->n, &c->head); }
static int tamper(mk_cx *cx, mk_db *db, void *arg)
{
    mk_value v[MK_AUDIT_N], key = mk_int(*(int64_t *)arg);
    int rc = mk_table_get(cx, db, MK_T_AUDIT, &key, v);
    v[MK_AUDIT_WHO] = mk_textz("somebody else");
    return rc < 0 ? rc : mk_table_put(cx, db, MK_T_AUDIT, v);
}
static int take_out(mk_cx *cx, mk_db *db, void *arg) { mk_value key = mk_int(*(int64_t *)arg); return mk_table_delete(cx, db, MK_T_AUDIT, &key); }

static void test_audit(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_audit *a = mk_audit_new();
    for (int i = 0; i < 5; i++) {
        mk_audit_entry e = mk_audit_of(&r.cx, "customer show", "view");
        e.customer = i + 1;
        assert_ok(&r.cx, mk_audit_put(&r.cx, a, r.store, &e));
    }
    assert_ok(&r.cx, mk_audit_flush(&r.cx, a, r.store));
    checked c;
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, check, &c));
    assert_true(c.broken == 0 && c.n == 5 && c.head.n == 64);
    mk_audit_ask ask = { .limit = 2 };
    mk_audit_row *row;
    size_t n;
    int64_t next;
    assert_ok(&r.cx, mk_audit_list(&r.cx, r.store, &ask, &row, &n, &next));
    assert_true(n == 2 && row[0].id == 5 && next == 4);
    int64_t at = 3;
    assert_true(mk_store_write(&r.cx, r.store, tamper, &at) >= 0);
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, check, &c));
    assert_int_equal(c.broken, 3);
    assert_true(mk_store_write(&r.cx, r.store, take_out, &at) >= 0);
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, check, &c));
    assert_int_equal(c.broken, 4);
    mk_audit_free(a);
    room_close(&r);
}

static mk_str work(room *r, mk_str challenge)
{
    for (int n = 0;; n++) {
        unsigned char h[32];
        mk_str s = mk_arena_printf(r->cx.arena, "%.*s:%d", MK_SARG(challenge), n);
        crypto_hash_sha256(h, (const unsigned char *)s.p, s.n);
        if (h[0] == 0 && h[1] == 0) return mk_arena_printf(r->cx.arena, "%d", n);
    }
}

typedef struct proof { mk_str evidence, state; int n; mk_arena *a; } proof;
static bool proved(void *self, const mk_value *row)
{
    proof *p = self;
    p->evidence = mk_arena_dup(p->a, row[MK_CONSENT_EVIDENCE].s);
    p->state = mk_arena_dup(p->a, row[MK_CONSENT_STATE].s);
    p->n++;
    return true;
}

static void test_join(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_form f = { .form = MK_S("counter"), .channels = MK_S("sms,mail"), .asks = MK_S("name,phone") };
    f.said[MK_HE].wording[MK_SMS] = MK_S("כן, שלחו לי <b>SMS</b>");
    assert_ok(&r.cx, mk_form_save(&r.cx, r.store, &f));
    mk_form none = { .form = MK_S("x"), .channels = MK_S("pigeon"), .asks = MK_S("phone") };
    assert_int_equal(mk_form_save(&r.cx, r.store, &none), MK_EINVAL);
    mk_str challenge;
    bool confirm;
    int64_t customer;
    assert_ok(&r.cx, mk_join_challenge(&r.cx, r.store, MK_S("counter"), &challenge));
    mk_join j = { .form = MK_S("counter"), .challenge = challenge, .nonce = work(&r, challenge), .name = MK_S("דנה"), .phone = MK_S("054-000-0001"), .consent = MK_S("sms"),
                  .address = MK_S("https://shop.example") };
    assert_int_equal(mk_join_send(&r.cx, r.store, &j, &confirm, &customer), MK_EDENIED);         /* no person is that quick */
    r.cx.now += 10 * MK_SECOND;
    mk_join lazy = j, other = j, forged = j, machine = j, old = j;
    lazy.nonce = MK_S("x");
    assert_int_equal(mk_join_send(&r.cx, r.store, &lazy, &confirm, &customer), MK_EDENIED);
    other.form = MK_S("nosuch");
    assert_int_equal(mk_join_send(&r.cx, r.store, &other, &confirm, &customer), MK_ENOTFOUND);
    forged.challenge = MK_S("counter.1.aa.00000000000000000000000000000000");
    assert_int_equal(mk_join_send(&r.cx, r.store, &forged, &confirm, &customer), MK_EDENIED);
    machine.trap = MK_S("http://spam.example");
    assert_ok(&r.cx, mk_join_send(&r.cx, r.store, &machine, &confirm, &customer));               /* it is told nothing */
    assert_int_equal(room_count(&r, MK_T_CUSTOMER), 0);
    assert_ok(&r.cx, mk_join_send(&r.cx, r.store, &j, &confirm, &customer));
    assert_true(!confirm && customer);
    assert_int_equal(mk_join_send(&r.cx, r.store, &j, &confirm, &customer), MK_ECONFLICT);       /* a challenge works once */
    proof p = { .a = r.cx.arena };
    room_each(&r, MK_T_CONSENT, proved, &p);
    assert_int_equal(p.n, 1);                                                                    /* only what he agreed to */
    assert_str(p.state, "granted");
    assert_true(mk_str_starts(p.evidence, MK_S("כן, שלחו לי <b>SMS</b>\n[form counter, version 1, sha256 ")));
    assert_true(mk_str_find(p.evidence, MK_S("https://shop.example/join/counter")) > 0);
    old.challenge = challenge;
    r.cx.now += 3 * 3600 * MK_SECOND;
    assert_int_equal(mk_join_send(&r.cx, r.store, &old, &confirm, &customer), MK_EDENIED);
    mk_str svg = mk_form_poster(&r.cx, &f, MK_S("<script>&\""), MK_S("https://shop.example"));
    assert_true(mk_str_find(svg, MK_S("<script>")) < 0 && mk_str_find(svg, MK_S("&lt;script&gt;")) > 0);
    room_close(&r);
}

typedef struct letter { char link[200]; } letter;
static bool written(void *self, const mk_value *row)
{
    letter *l = self;
    snprintf(l->link, sizeof l->link, "%.*s", MK_SARG(row[MK_OUTBOX_LINK].s));
    return true;
}

static void test_double_opt_in(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_form f = { .form = MK_S("web"), .channels = MK_S("mail"), .asks = MK_S("name,mail"), .double_opt_in = true };
    mk_str challenge, shop;
    bool confirm;
    int64_t customer;
    assert_ok(&r.cx, mk_form_save(&r.cx, r.store, &f));
    assert_ok(&r.cx, mk_join_challenge(&r.cx, r.store, MK_S("web"), &challenge));
    r.cx.now += 10 * MK_SECOND;
    mk_join j = { .form = MK_S("web"), .challenge = challenge, .nonce = work(&r, challenge), .name = MK_S("Dana"), .mail = MK_S("dana@example.com"), .consent = MK_S("mail"),
                  .lang = MK_EN, .address = MK_S("https://shop.example") };
    assert_ok(&r.cx, mk_join_send(&r.cx, r.store, &j, &confirm, &customer));
    assert_true(confirm);
    assert_int_equal(room_count(&r, MK_T_CONSENT), 0);                                           /* nothing is granted yet */
    letter l = { "" };
    room_each(&r, MK_T_OUTBOX, written, &l);
    char *token = strchr(l.link, '#');
    assert_non_null(token);
    assert_int_equal(mk_join_confirm(&r.cx, r.store, MK_S("guessed"), &shop), MK_ENOTFOUND);
    assert_ok(&r.cx, mk_join_confirm(&r.cx, r.store, mk_str_of(token + 1), &shop));
    assert_ok(&r.cx, mk_join_confirm(&r.cx, r.store, mk_str_of(token + 1), &shop));              /* a second click */
    assert_int_equal(room_count(&r, MK_T_CONSENT), 1);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters), cmocka_unit_test(test_pages), cmocka_unit_test(test_follows), cmocka_unit_test(test_price_by_hand), cmocka_unit_test(test_entry_answers), cmocka_unit_test(test_entries), cmocka_unit_test(test_undo_one),
        cmocka_unit_test(test_two_people), cmocka_unit_test(test_stale), cmocka_unit_test(test_fields), cmocka_unit_test(test_audit), cmocka_unit_test(test_join), cmocka_unit_test(test_double_opt_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
