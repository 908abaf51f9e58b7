/* SPDX-License-Identifier: Apache-2.0
 * A customer's page, against what was put in: the timeline, the lines of each sale, the lists, and that the page, the gate and the
 * day's list say the same of him though they read him by different ways. */
#include <jansson.h>
#include "listed.h"
#include "goods.h"
#include "page.h"
#include "record.h"
#include "report.h"
#include "resolve.h"

static const char file[] =
    "מספר לקוח,שם,טלפון,מסמך,תאריך,פריט,תיאור,כמות,סכום\n"
    "1001,רונית כהן,0541234567,A1,2025-03-01,10,קפה,2,60.00\n"
    "1001,רונית כהן,0541234567,A1,2025-03-01,11,\"עוגת \"\"הבית\"\"\",1,25.00\n"
    "1001,רונית כהן,0541234567,A2,2025-03-20,10,קפה,1,30.00\n"
    "1001,רונית כהן,0541234567,A3,2025-04-09,12,,1,12.50\n"
    "1001,רונית כהן,0541234567,A3,2025-04-09,10,קפה,1,30.00\n"
    "1002,דוד לוי,0541234568,A4,2025-04-10,10,קפה,1,30.00\n";

static json_t *parsed(mk_str s)
{
    json_t *j = json_loadb(s.p, s.n, JSON_DECODE_ANY, NULL);
    if (!j) fail_msg("not JSON: %.*s", MK_SARG(s));
    return j;
}

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static json_t *timeline(room *r, int64_t customer, int events)
{
    mk_page p;
    assert_ok(&r->cx, mk_page_of(&r->cx, r->store, customer, events, &p));
    return parsed(p.timeline);
}

static void the_newest_first(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "till.csv", file), "", false);
    int64_t ronit = room_named(&r, "רונית כהן"), note;
    assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, ronit, MK_S("ביקשה \"חזק\" יותר"), MK_S("call"), true, &note));
    json_t *t = timeline(&r, ronit, 50);
    static const char *const titles[] = { "ביקשה", "A3", "A2", "A1" }, *const kinds[] = { "note", "sale", "sale", "sale" };
    static const size_t lines[] = { 0, 2, 1, 2 };
    assert_int_equal(json_array_size(t), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *e = json_array_get(t, i);
        assert_string_equal(text(e, "kind"), kinds[i]);
        if (i) assert_string_equal(text(e, "title"), titles[i]);
        assert_int_equal(json_array_size(json_object_get(e, "lines")), lines[i]);
    }
    const json_t *a3 = json_object_get(json_array_get(t, 1), "lines"), *a1 = json_object_get(json_array_get(t, 3), "lines");
    bool code = false, cake = false;
    for (size_t i = 0; i < 2; i++) {
        code |= strcmp(text(json_array_get(a3, i), "item_name"), "12") == 0;            /* an item without a name goes by its code */
        cake |= strcmp(text(json_array_get(a1, i), "item_name"), "עוגת \"הבית\"") == 0;
    }
    assert_true(code && cake);
    json_decref(t);
    t = timeline(&r, ronit, 2);             /* the rest is not told, and names only of what is */
    assert_int_equal(json_array_size(t), 2);
    assert_string_equal(text(json_array_get(t, 1), "title"), "A3");
    assert_int_equal(json_array_size(json_object_get(json_array_get(t, 1), "lines")), 2);
    json_decref(t);
    t = timeline(&r, ronit, 0);
    assert_int_equal(json_array_size(t), 0);
    json_decref(t);
    room_close(&r);
}

/* What an item is called now, on the newest line of his page. */
static const char *called(room *r, int64_t customer)
{
    static char name[64];
    json_t *t = timeline(r, customer, 1);
    snprintf(name, sizeof name, "%s", text(json_array_get(json_object_get(json_array_get(t, 0), "lines"), 0), "item_name"));
    json_decref(t);
    return name;
}

/* Names are kept beside the store, but never longer than they hold. */
static void as_it_is_called_now(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "till.csv", file), "", false);
    int64_t david = room_named(&r, "דוד לוי");
    assert_string_equal(called(&r, david), "קפה");
    assert_string_equal(called(&r, david), "קפה");
    mk_import_result again = room_import(&r, room_write(&r, "again.csv", "מספר לקוח,שם,טלפון,מסמך,תאריך,פריט,תיאור,כמות,סכום\n1001,רונית כהן,0541234567,B1,2025-05-01,10,\"קפה \"\"טחון\"\"\",1,30.00\n"), "", false);
    assert_string_equal(called(&r, david), "קפה \"טחון\"");
    room_undo(&r, again.batch);
    assert_string_equal(called(&r, david), "קפה");
    mk_goods_told told;
    r.cx.now += 1000;
    assert_ok(&r.cx, mk_goods_import(&r.cx, r.store, "", MK_S("item,name\n10,קפה קלוי\n"), MK_S(""), &told));
    assert_string_equal(called(&r, david), "קפה קלוי");
    room_close(&r);
}

typedef struct both { int64_t customer; mk_today_row row; mk_history history; mk_settings st; } both;

static int by_the_other_way(mk_cx *cx, mk_db *db, void *arg)
{
    both *b = arg;
    mk_models m;
    MK_TRY(mk_settings_get(cx, db, &b->st));
    MK_TRY(mk_models_get(cx, db, &m));
    MK_TRY(mk_history_of(cx, db, &b->st, b->customer, b->st.today, &b->history));
    b->row = (mk_today_row){ .customer = b->customer };
    return mk_today_who(cx, db, &m, &b->st, b->st.today, &b->history, &b->row);
}

static void as_the_list_says(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, room_write(&r, "till.csv", file), "", false);
    int64_t ronit = room_named(&r, "רונית כהן"), id;
    mk_new_consent no = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("refused") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, ronit, &no, &id));
    mk_new_fact clear = { .kind = MK_S("dnc"), .value = MK_S("clear"), .origin = MK_S("staff"), .confidence = 1 };
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, ronit, &clear, &id));
    for (int ended = 0; ended < 2; ended++) {
        if (ended) assert_ok(&r.cx, mk_customer_fact_end(&r.cx, r.store, ronit, id));
        mk_page p;
        both b = { .customer = ronit };
        assert_ok(&r.cx, mk_page_of(&r.cx, r.store, ronit, 50, &p));
        assert_ok(&r.cx, mk_store_read(&r.cx, r.store, by_the_other_way, &b));
        assert_str(p.who.name, "רונית כהן");
        assert_true(mk_str_eq(p.who.number, b.row.number) && mk_str_eq(p.who.name, b.row.name));
        assert_int_equal(p.who.stage, b.row.stage);
        assert_int_equal(p.who.history.orders, 3);
        assert_int_equal(p.who.history.spent, 15750);
        assert_memory_equal(&p.who.history, &b.row.history, sizeof p.who.history);
        assert_int_equal(b.history.n, 5);
        for (int c = 0; c < MK_CHANNELS; c++) {
            assert_int_equal(p.who.gate[c].why, b.row.gate[c].why);
            assert_int_equal(p.who.gate[c].allowed, b.row.gate[c].allowed);
        }
        assert_int_equal(p.who.gate[MK_SMS].why, MK_GATE_REFUSED);
        /* a check that somebody ended is no check */
        assert_int_equal(p.who.gate[MK_CALL].why, ended ? MK_GATE_DNC : MK_GATE_DNC_CLEAR);
        json_t *facts = parsed(p.facts), *contacts = parsed(p.contacts), *links = parsed(p.links), *sources = parsed(p.sources);
        assert_int_equal(json_array_size(facts), 1);
        assert_int_equal(json_array_size(contacts), 2);
        assert_int_equal(json_array_size(links), json_array_size(sources));
        json_decref(facts), json_decref(contacts), json_decref(links), json_decref(sources);
    }
    mk_page none;
    assert_int_equal(mk_page_of(&r.cx, r.store, ronit + 1, 50, &none), MK_ENOTFOUND);
    room_close(&r);
}

typedef struct beside { int64_t customer; json_t *card; } beside;

static int in_a_review(mk_cx *cx, mk_db *db, void *arg)
{
    beside *b = arg;
    mk_str name, json;
    MK_TRY(mk_side_of(cx, db, b->customer, &name, &json));
    b->card = parsed(json);
    return 0;
}

/* Two purchases on one day, a return, a gift, one that was cancelled, one in dollars: the same numbers wherever they are told. */
static void one_count_everywhere(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    r.cx.lang = MK_EN;
    room_import(&r, room_write(&r, "till.csv", "customer,name,doc,date,total,currency\n1,Dana Levi,1,2026-01-20 09:00,100.00,ILS\n1,Dana Levi,2,2026-01-20 18:00,40.00,ILS\n"
        "1,Dana Levi,3,2026-01-26,25.00,ILS\n1,Dana Levi,4,2026-01-27,-15.00,ILS\n1,Dana Levi,5,2026-01-28,0.00,ILS\n1,Dana Levi,6,2026-01-29,100.00,USD\n"), "", false);
    int64_t dana = room_named(&r, "Dana Levi");
    mk_page p;
    mk_card found[4];
    size_t n;
    mk_report week;
    beside side = { .customer = dana };
    static const char left_out[] = "Purchases in another currency are not counted here: $100.";
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, dana, 50, &p));
    assert_int_equal(p.spent.history.orders, 2);
    assert_int_equal(p.spent.history.spent, 15000);
    assert_int_equal(p.who.history.orders, 2);
    assert_str(mk_say_elsewhere(&r.cx, &p.spent.other), left_out);
    mk_list l = listed(&r, NULL, "[{\"field\":\"orders\",\"op\":\"max\",\"value\":2},{\"field\":\"orders\",\"op\":\"min\",\"value\":2}]", "", 5);
    assert_int_equal(l.n, 1);
    assert_int_equal(l.row[0].spent, 15000);
    assert_int_equal(l.row[0].last, mk_day_of(2026, 1, 26));
    assert_ok(&r.cx, mk_find(&r.cx, r.store, MK_S("Dana"), 4, found, &n));
    assert_int_equal(n, 1);
    assert_int_equal(found[0].spent.history.orders, 2);
    assert_int_equal(found[0].spent.history.spent, 15000);
    assert_int_equal(found[0].spent.last_at / MK_DAY, mk_day_of(2026, 1, 26));
    assert_string_equal(found[0].currency, "ILS");
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, in_a_review, &side));
    assert_int_equal(json_integer_value(json_object_get(side.card, "orders")), 2);
    assert_int_equal(json_integer_value(json_object_get(side.card, "spent")), 15000);
    assert_string_equal(text(side.card, "left_out"), left_out);
    json_decref(side.card);
    assert_ok(&r.cx, mk_report_week(&r.cx, r.store, mk_day_of(2026, 1, 31), &week));
    assert_string_equal(week.part[1].part, "purchases");
    assert_int_equal(week.part[1].value[MK_REPORT_WEEKS - 1], 1);
    assert_int_equal(week.part[1].value[MK_REPORT_WEEKS - 2], 1);
    assert_str(mk_say_elsewhere(&r.cx, &week.other), left_out);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_newest_first), cmocka_unit_test(as_it_is_called_now), cmocka_unit_test(as_the_list_says),
                                        cmocka_unit_test(one_count_everywhere) };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
