/* SPDX-License-Identifier: Apache-2.0
 * Worth on a small shop: the report of the base against counting, what is told of one customer, and the plan. */
#include <math.h>
#include <stdio.h>
#include "customer.h"
#include "flow_worth.h"
#include "today.h"
#include "page.h"
#include "shop.h"

enum { PEOPLE = 400, ONCE = 90 };
#define TODAY mk_day_of(2026, 1, 12)

static uint64_t bought;             /* days with a purchase */

/* Most come again and again, by their own interval; some once and a year ago. */
static const char *town(room *r)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(7);
    int doc = 1;
    bought = 0;
    for (int p = 0; p < PEOPLE; p++) {
        int every = 9 + (int)mk_rng_below(&g, 50), first = mk_day_of(2024, 3, 1) + (int)mk_rng_below(&g, 300), ends = mk_day_of(2026, 1, 10) - (mk_rng_below(&g, 4) == 0 ? 200 : 0);
        if (p < ONCE) ends = first + 1;
        for (int day = first; day < ends; day += every - 3 + (int)mk_rng_below(&g, 7)) {
            shop_row *w = shop_add(&s);
            char t[16];
            snprintf(w->key, sizeof w->key, "%d", 1000 + p);
            snprintf(w->name, sizeof w->name, "לקוח%c%c לוי", 'a' + p / 26, 'a' + p % 26);
            snprintf(w->phone, sizeof w->phone, "054-%07d", 2000000 + p);
            snprintf(w->date, sizeof w->date, "%s", mk_day_text(day, t));
            snprintf(w->doc, sizeof w->doc, "%d", doc++);
            snprintf(w->item, sizeof w->item, "A%02d", p % 12);
            snprintf(w->item_name, sizeof w->item_name, "פריט %d", p % 12);
            w->quantity = 1;
            w->price = 2000 + 300 * (p % 40) + (int)mk_rng_below(&g, 500);
            bought++;
        }
    }
    return shop_write(r, &s, "town.csv");
}

static mk_worth_learnt learn(room *r)
{
    mk_learnt l;
    mk_worth_learnt w;
    assert_ok(&r->cx, mk_learn(&r->cx, r->store, TODAY, &l));
    assert_ok(&r->cx, mk_worth_learn(&r->cx, r->store, &l.settings, TODAY, &l.value, &w));
    return w;
}

typedef struct setting { const char *key; const char *value; } setting;
static int set_body(mk_cx *cx, mk_db *db, void *p) { const setting *s = p; return mk_setting_set(cx, db, mk_str_of(s->key), mk_str_of(s->value)); }
static void set(room *r, const char *key, const char *value)
{
    setting s = { key, value };
    assert_ok(&r->cx, mk_store_write(&r->cx, r->store, set_body, &s));
}

static int enough(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    (void)w;
    (void)order;
    (void)n;
    return row->customer % 40 == 0 ? mk_fail(cx, MK_ECANCELLED, "enough") : 0;
}

static void the_base(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    set(&r, "today", "2026-01-12");
    mk_base_told none;
    assert_ok(&r.cx, mk_base_told_of(&r.cx, r.store, MK_NO_DAY, &none));     /* an empty store */
    assert_true(!none.learnt && none.report.buyers == 0);
    for (int i = 0; i < MK_BASE_PARTS; i++) assert_true(mk_say_base(&r.cx, &none, i).n > 0 && mk_base_json(&r.cx, &none, i).n > 0);
    room_import(&r, town(&r), "", false);
    mk_worth_learnt w = learn(&r);
    assert_true(w.model.known && w.model.period > 300 && w.fit.rows > 200);
    mk_base_told t;
    assert_ok(&r.cx, mk_base_told_of(&r.cx, r.store, MK_NO_DAY, &t));
    const mk_base_report *b = &t.report;
    assert_true(t.learnt && t.day == TODAY);
    assert_int_equal(b->buyers, PEOPLE);
    assert_int_equal(b->orders, bought);
    assert_int_equal(b->kind[MK_BASE_CUSTOMER].n, PEOPLE - ONCE);
    assert_int_equal(b->kind[MK_BASE_CONSUMER].n + b->kind[MK_BASE_NEW].n, ONCE);
    assert_true(b->kind[MK_BASE_CONSUMER].n > ONCE * 3 / 4);
    uint64_t again = 0;
    for (size_t i = 0; i < b->tracks; i++) again += b->track[i].actual;
    assert_int_equal(again, bought - PEOPLE);
    assert_true(b->expected_known && fabs(b->off) < .25 && b->risk_known && b->band[0].n > 100 && b->at_risk >= 0);
    for (int lang = 0; lang < 2; lang++) {
        r.cx.lang = lang ? MK_EN : MK_HE;
        for (int i = 0; i < MK_BASE_PARTS; i++) assert_true(mk_say_base(&r.cx, &t, i).n > 20);
    }
    for (int threads = 1; threads <= 5; threads += 2) {         /* the same from any number of threads */
        mk_base_told other;
        r.cx.threads = threads;
        assert_ok(&r.cx, mk_base_told_of(&r.cx, r.store, MK_NO_DAY, &other));
        for (int i = 0; i < MK_BASE_PARTS; i++) assert_true(mk_str_eq(mk_base_json(&r.cx, &t, i), mk_base_json(&r.cx, &other, i)));
    }
    /* an error in the midst of it ends it on all threads */
    mk_worth_model none_model = { 0 };
    mk_worth_walker w2 = { .day = TODAY, .past = MK_NO_DAY, .settings = &t.settings, .model = &none_model, .each = enough };
    assert_int_equal(mk_worth_walk(&r.cx, r.store, &w2), MK_ECANCELLED);
    room_close(&r);
}

typedef struct ways { mk_map reach; uint64_t seen, closed; } ways;

static int note_reach(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    (void)cx, (void)order, (void)n;
    *mk_map_put(&((ways *)w->self)->reach, (uint64_t)row->customer, NULL) = (uint64_t)row->reach.advertising << 8 | row->reach.service;
    return 0;
}

static int ask_gate(mk_cx *cx, mk_db *db, void *arg)
{
    ways *w = arg;
    uint64_t customer, said;
    for (size_t i = 0; mk_map_next(&w->reach, &i, &customer, &said);) {
        mk_gate ads[MK_CHANNELS], service[MK_CHANNELS];
        uint64_t is = 0;
        MK_TRY(mk_gate_all(cx, db, (int64_t)customer, MK_S("advertising"), ads));
        MK_TRY(mk_gate_all(cx, db, (int64_t)customer, MK_S("service"), service));
        for (unsigned c = 0; c < MK_CHANNELS; c++) is |= (uint64_t)ads[c].allowed << (8 + c) | (uint64_t)service[c].allowed << c;
        if (is != said) fail_msg("customer %" PRId64 ": the gate says %" PRIx64 ", the pass %" PRIx64, (int64_t)customer, is, said);
        w->seen++;
        w->closed += !service[MK_SMS].allowed;
    }
    return 0;
}

/* By which ways all may be reached, in one pass, is what the gate says of each: also when another said no of the phone they share. */
static void ways_to_all(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, town(&r), "", false);
    mk_learnt l;
    assert_ok(&r.cx, mk_learn(&r.cx, r.store, TODAY, &l));
    int64_t wife, entry;
    mk_new_customer c = { .name = MK_S("רות לוי"), .phone = MK_S("054-2000007") };
    assert_ok(&r.cx, mk_customer_add(&r.cx, r.store, &c, &wife));
    mk_new_consent no = { .channel = MK_S("sms"), .purpose = MK_S("service"), .state = MK_S("refused"), .point = MK_S("+972542000007") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, wife, &no, &entry));
    mk_worth_model model = { 0 };
    for (int threads = 1; threads <= 3; threads += 2) {
        ways seen = { .reach = mk_map_on(r.cx.arena) };
        mk_worth_walker w = { .day = TODAY, .past = MK_NO_DAY, .settings = &l.settings, .model = &model, .reach = true, .each = note_reach, .self = &seen };
        r.cx.threads = threads;
        assert_ok(&r.cx, mk_worth_walk(&r.cx, r.store, &w));
        assert_ok(&r.cx, mk_store_read(&r.cx, r.store, ask_gate, &seen));
        assert_int_equal(seen.seen, PEOPLE);
        assert_int_equal(seen.closed, 1);
    }
    room_close(&r);
}

static void picture_and_plan(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    set(&r, "today", "2026-01-12");
    mk_worth_map m;
    assert_ok(&r.cx, mk_worth_map_of(&r.cx, r.store, MK_NO_DAY, MK_PLACES, 50, &m));
    assert_false(m.learnt);
    room_import(&r, town(&r), "", false);
    learn(&r);
    assert_ok(&r.cx, mk_worth_map_of(&r.cx, r.store, MK_NO_DAY, MK_PLACES, 50, &m));
    assert_true(m.learnt && m.n == 50);
    assert_true(m.newest <= m.day && m.newest > m.day - MK_STALE_DAYS);
    int32_t newest = m.newest;
    assert_ok(&r.cx, mk_worth_map_of(&r.cx, r.store, m.day + 200, MK_PLACES, 50, &m));
    assert_int_equal(m.newest, newest);
    assert_ok(&r.cx, mk_worth_map_of(&r.cx, r.store, MK_NO_DAY, MK_PLACES, 50, &m));
    uint64_t all = 0;
    for (int p = 0; p < MK_PLACES; p++) all += m.count[p];
    assert_int_equal(all, PEOPLE);
    for (int place = MK_PLACE_UNKNOWN; place < MK_PLACES; place++) {
        assert_ok(&r.cx, mk_worth_map_of(&r.cx, r.store, MK_NO_DAY, (mk_place)place, 10, &m));
        assert_true(m.n <= 10 && m.n == (m.count[place] < 10 ? m.count[place] : 10));
        for (size_t i = 0; i < m.n; i++) {
            assert_int_equal(m.row[i].row.place, place);
            assert_true(m.row[i].name.n > 0);
            if (i) assert_true(m.row[i].row.said.money + m.row[i].row.potential.gap <= m.row[i - 1].row.said.money + m.row[i - 1].row.potential.gap);
        }
    }
    mk_invest_rates rates = MK_INVEST_RATES;
    mk_worth_plan p, more;
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 2 }, &rates, 1000, &p));
    assert_true(p.learnt && p.n > 5 && p.plan.hours <= 2 + 1e-9 && p.plan.gap < .02 && p.plan.hours_price > 0);
    uint64_t told = p.n;
    for (int k = 0; k <= MK_PEACE_BUDGET; k++) told += p.peace[k];
    assert_int_equal(told, PEOPLE);
    double minutes = 0, value = 0;
    for (size_t i = 0; i < p.n; i++) {
        minutes += p.row[i].minutes;
        value += p.row[i].value;
        assert_true(p.row[i].why.n > 10);
        if (i) assert_true(p.row[i].value / p.row[i].minutes <= p.row[i - 1].value / p.row[i - 1].minutes + 1e-9);
    }
    assert_true(fabs(minutes - 60 * p.plan.hours) < 1e-6 && fabs(value - p.plan.value) < 1e-6 * value);
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 4 }, &rates, 1000, &more));
    assert_true(more.plan.value > p.plan.value && more.plan.hours_price <= p.plan.hours_price + 1e-6);
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 0 }, &rates, 1000, &more));
    assert_int_equal(more.n, 0);
    /* what the owner says of a call and of learning the needs: for good in the settings, for once before them; else it is assumed, and told so */
    mk_invest_rates unsaid = rates;
    unsaid.care = unsaid.learn = -1;
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 2 }, &unsaid, 1000, &more));
    assert_true(!more.told_care && !more.told_learn && fabs(more.plan.value - p.plan.value) < 1e-9 * p.plan.value);
    set(&r, "plan_care", "20");
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 2 }, &unsaid, 1000, &more));
    assert_true(more.told_care && !more.told_learn && fabs(more.rates.care - .2) < 1e-12 && fabs(more.rates.learn - rates.learn) < 1e-12 && more.plan.value > p.plan.value);
    uint64_t calls = more.by[MK_INVEST_WORD] + more.by[MK_INVEST_CARE];
    set(&r, "plan_learn", "60");
    set(&r, "plan_care", "0.5");
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 2 }, &unsaid, 1000, &more));
    assert_true(more.told_care && more.told_learn && more.by[MK_INVEST_WORD] + more.by[MK_INVEST_CARE] < calls);      /* asking is worth more than calling now */
    unsaid.care = .3;
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 2 }, &unsaid, 1000, &more));
    assert_true(more.told_care && fabs(more.rates.care - .3) < 1e-12 && fabs(more.rates.learn - .6) < 1e-12);
    room_close(&r);
}

static int64_t one_of(room *r, const char *text)
{
    mk_card c[2];
    size_t n;
    assert_ok(&r->cx, mk_find(&r->cx, r->store, mk_str_of(text), 2, c, &n));
    assert_true(n >= 1);
    return c[0].customer;
}

static bool says(mk_str json, const char *what) { return mk_str_find(json, mk_str_of(what)) >= 0; }

/* The next ones who still come. */
static int64_t alive_of(room *r, int *number)
{
    for (mk_page p; *number < 1000 + PEOPLE;) {
        char t[16];
        snprintf(t, sizeof t, "%d", (*number)++);
        int64_t who = one_of(r, t);
        assert_ok(&r->cx, mk_page_of(&r->cx, r->store, who, 5, &p));
        if (says(p.value, "\"tie\":\"habit\"")) return who;
    }
    fail();
    return 0;
}

/* His page tells both sides; a complaint is heard at once, in the plan too, and so is that it was put right. */
static void one_customer(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    set(&r, "today", "2026-01-12");
    room_import(&r, town(&r), "", false);
    learn(&r);
    int number = 1200;
    int64_t who = alive_of(&r, &number), fact, note;
    mk_page p;
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, who, 20, &p));
    assert_true(says(p.value, "\"side\":\"unknown\"") && says(p.value, "\"realised\":") && says(p.value, "\"potential\":") && says(p.value, "\"margin_told\":false"));
    set(&r, "margin", "40");
    set(&r, "hour", "60");
    assert_ok(&r.cx, mk_customer_note(&r.cx, r.store, who, MK_S("asked about sizes"), MK_S("call"), true, &note));
    mk_new_fact content = { .kind = MK_S("satisfaction"), .value = MK_S("5/5"), .origin = MK_S("said"), .confidence = 1 };
    mk_new_fact sore = { .kind = MK_S("complaint"), .value = MK_S("came broken"), .origin = MK_S("said"), .confidence = 1, .from = TODAY - 3, .has_from = true };
    mk_new_fact sad = { .kind = MK_S("satisfaction"), .value = MK_S("1/5"), .origin = MK_S("said"), .confidence = 1 };
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, who, &content, &fact));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, who, 20, &p));
    assert_true(says(p.value, "\"side\":\"content\"") && says(p.value, "\"tie\":\"loyal\"") && says(p.value, "\"margin_told\":true") && says(p.value, "\"hour_told\":true"));
    int64_t other = alive_of(&r, &number);
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, other, &sore, &fact));
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, alive_of(&r, &number), &sad, &note));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, other, 20, &p));
    assert_true(says(p.value, "\"side\":\"unhappy\"") && says(p.value, "\"tie\":\"held\""));
    mk_invest_rates rates = MK_INVEST_RATES;
    mk_worth_plan plan;
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 500 }, &rates, 1000, &plan));
    assert_int_equal(plan.by[MK_INVEST_RIGHT], 2);
    for (size_t i = 0; i < plan.n; i++) if (plan.row[i].row.customer == other) assert_int_equal(plan.row[i].what, MK_INVEST_RIGHT);
    /* what he told of, and his life */
    mk_new_fact wish = { .kind = MK_S("wish"), .value = MK_S("a larger size"), .origin = MK_S("said"), .confidence = 1, .from = TODAY - 9, .has_from = true };
    mk_new_fact born = { .kind = MK_S("birthday"), .value = MK_S("1980-01-20"), .origin = MK_S("said"), .confidence = .6 };
    mk_new_fact far = { .kind = MK_S("anniversary"), .value = MK_S("2001-07-20"), .origin = MK_S("said"), .confidence = 1 };
    int64_t wished;
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, who, &wish, &wished));
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, who, &born, &note));
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, who, &far, &note));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, who, 20, &p));
    assert_true(says(p.value, "\"needs_unanswered\":[{\"kind\":\"wish\",\"what\":\"a larger size\",\"days_since\":9,\"confidence\":\"high\"}]"));
    assert_true(says(p.value, "\"life_events\":[{\"kind\":\"birthday\",\"what\":\"1980-01-20\",\"days\":8,\"confidence\":\"middle\"}]"));
    assert_ok(&r.cx, mk_customer_fact_end(&r.cx, r.store, who, wished));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, who, 20, &p));
    assert_false(says(p.value, "needs_unanswered"));

    /* only lawful ways: without consent when he comes in, with it by message; who refused everything is left alone */
    int64_t agrees = alive_of(&r, &number), refuses = alive_of(&r, &number);
    mk_str was;
    assert_ok(&r.cx, mk_customer_set(&r.cx, r.store, agrees, MK_S("phone"), MK_S("050-1234567"), &was));
    mk_new_consent yes = { MK_S("whatsapp"), MK_S("advertising"), MK_S("granted"), MK_S("yes, send me offers"), MK_S("en"), MK_S("counter") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, agrees, &yes, &note));
    for (int c = 0; c < MK_VISIT; c++) {
        mk_new_consent no = { mk_str_of(mk_channel_name[c]), MK_S("advertising"), MK_S("refused"), MK_S(""), MK_S("en"), MK_S("counter") };
        assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, refuses, &no, &note));
    }
    assert_ok(&r.cx, mk_worth_plan_of(&r.cx, r.store, MK_NO_DAY, (mk_plan_budget){ INFINITY, 3 }, &rates, 1000, &plan));
    assert_int_equal(plan.peace[MK_PEACE_REFUSED], 1);
    assert_true(plan.n > 5);
    for (size_t i = 0; i < plan.n; i++) {
        assert_true(plan.row[i].row.customer != refuses);
        if (plan.row[i].row.customer == agrees) assert_true(plan.row[i].by == (plan.row[i].what == MK_INVEST_WORD ? MK_WHATSAPP : MK_VISIT));
        else assert_int_equal(plan.row[i].by, MK_VISIT);
    }
    assert_ok(&r.cx, mk_customer_fact_end(&r.cx, r.store, other, fact));
    assert_ok(&r.cx, mk_page_of(&r.cx, r.store, other, 20, &p));
    assert_true(says(p.value, "\"side\":\"unknown\""));
    room_close(&r);
}

/* Who has sales, but no purchase that counts, is not said to have bought nothing; and what is left out of a sum is told. */
static void no_purchase_that_counts(void **state)
{
    (void)state;
    static const struct { const char *who, *en, *he; } page[] = {
        { "2001", "only 2 in another currency.", "רק 2 במטבע אחר." }, { "2002", "only 1 at no charge.", "רק 1 בלי תשלום." }, { "2003", "only 1 that came back.", "רק 1 החזרות." },
        { "2004", "only 1 dated ahead.", "רק 1 בתאריך שעוד לא הגיע." }, { "2005", "bought to date ₪10 (1 in another currency not counted)", "קניות עד היום 10\u00a0₪ (בלי 1 במטבע אחר)" } };
    room r;
    room_open(&r);
    set(&r, "today", "2026-01-12");
    room_import(&r, room_write(&r, "odd.csv", "customer,doc,date,amount,currency\n2001,1,2025-12-01,50.00,USD\n2001,2,2025-12-09,70.00,EUR\n2002,3,2025-12-01,0.00,ILS\n"
                               "2003,4,2025-12-01,-20.00,ILS\n2004,5,2026-02-01,20.00,ILS\n2005,6,2025-12-01,10.00,ILS\n2005,7,2025-12-02,90.00,USD\n"), "", false);
    learn(&r);
    for (size_t i = 0; i < sizeof page / sizeof *page; i++)
        for (int lang = 0; lang < 2; lang++) {
            mk_page p;
            r.cx.lang = lang ? MK_HE : MK_EN;
            assert_ok(&r.cx, mk_page_of(&r.cx, r.store, one_of(&r, page[i].who), 5, &p));
            if (!says(p.value, lang ? page[i].he : page[i].en)) fail_msg("%s: %.*s", page[i].who, MK_SARG(p.value));
        }
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_base), cmocka_unit_test(ways_to_all),
        cmocka_unit_test(picture_and_plan),
        cmocka_unit_test(one_customer), cmocka_unit_test(no_purchase_that_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
