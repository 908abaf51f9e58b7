/* SPDX-License-Identifier: Apache-2.0
 * The shops on made-up customers: what came back, what was for others, a wedding, who moved away, what was answered; lists that are told anew. */
#include <math.h>
#include "basket.h"
#include "fits.h"
#include "room.h"
#include "setting.h"
#include "shop_offer.h"

#define TODAY mk_day_of(2026, 1, 12)

static const char *day_text(mk_arena *a, int32_t day)
{
    char t[16];
    return mk_arena_printf(a, "%s", mk_day_text(day, t)).p;
}

static int set_one(mk_cx *cx, mk_db *db, void *arg)
{
    const char *const *s = arg;
    return mk_setting_set(cx, db, mk_str_of(s[0]), mk_str_of(s[1]));
}

static void setting(room *r, const char *key, const char *value)
{
    const char *s[] = { key, value };
    assert_ok(&r->cx, mk_store_write(&r->cx, r->store, set_one, s));
}

static void goods(room *r, const char *bytes)
{
    mk_goods_told told;
    assert_ok(&r->cx, mk_goods_import(&r->cx, r->store, "", mk_str_of(bytes), MK_S(""), &told));
}

static void learn(room *r)
{
    mk_learnt l;
    setting(r, "today", day_text(r->cx.arena, TODAY));
    assert_ok(&r->cx, mk_learn(&r->cx, r->store, TODAY, &l));
}

/* --- clothes --- */

static const char shelf[] =
    "key,name,category,article,brand,colour,material,size,stock,price,margin\n"
    "A-41,shirt blue linen 41,shirts,A,Rimon,blue,linen,41,3,200,40\n" "A-42,shirt blue linen 42,shirts,A,Rimon,blue,linen,42,3,200,40\n"
    "B-41,shirt navy linen 41,shirts,B,Rimon,navy,linen,41,3,200,40\n" "B-42,shirt navy linen 42,shirts,B,Rimon,navy,linen,42,3,200,40\n" "B-38,shirt navy linen 38,shirts,B,Rimon,navy,linen,38,3,200,40\n"
    "C-41,shirt white cotton 41,shirts,C,Rimon,white,cotton,41,3,200,5\n" "C-42,shirt white cotton 42,shirts,C,Rimon,white,cotton,42,3,200,5\n"
    "D-41,shirt blue cotton 41,shirts,D,Rimon,blue,cotton,41,3,200,40\n" "D-42,shirt blue cotton 42,shirts,D,Rimon,blue,cotton,42,3,200,40\n"
    "E-38,shirt grey wool 38,shirts,E,Rimon,grey,wool,38,1,200,40\n" "E-41,shirt grey wool 41,shirts,E,Rimon,grey,wool,41,1,200,40\n";

/* Everybody buys shirts; customer 1 of 41 gave a 42 back and bought two of 38 for somebody else. */
static void dress(room *r)
{
    int doc = 1;
    room_open(r);
    mk_buf b = mk_buf_on(r->cx.arena);
    goods(r, shelf);
    mk_buf_printf(&b, "מספר לקוח,שם,מסמך,תאריך,מק\"ט,תיאור,קטגוריה,כמות,סכום\n");
#define LINE(who, day, key, pieces) mk_buf_printf(&b, "%d,person %c%c,%d,%s,%s,shirt %s,shirts,%d,%d.00\n", who, 'a' + (who) / 26, 'a' + (who) % 26, doc++, day_text(r->cx.arena, day), key, key, pieces, 200 * (pieces))
    for (int p = 2; p < 40; p++)
        for (int k = 0; k < 3; k++) LINE(p, TODAY - 400 + 100 * k + p, p % 3 == 0 ? "E-38" : p % 3 == 1 ? k ? "C-41" : "D-41" : k ? "B-42" : "C-42", 1);
    for (int k = 0; k < 4; k++) LINE(1, TODAY - 365 - 300 * (k / 2) - 10 * k, "A-41", 1);
    LINE(1, TODAY - 200, "A-42", 1);
    LINE(1, TODAY - 195, "A-42", -1);
    LINE(1, TODAY - 190, "E-38", 1);
    LINE(1, TODAY - 100, "E-38", 1);
#undef LINE
    room_import(r, room_write(r, "till.csv", mk_arena_z(r->cx.arena, mk_buf_str(&b))), "", false);
    learn(r);
}

typedef struct asked { int64_t customer; mk_fits fits; mk_shop_offer offer[MK_SHOP_OFFERS]; size_t offers; } asked;

static int ask(mk_cx *cx, mk_db *db, void *arg)
{
    asked *a = arg;
    mk_models m;
    mk_history h;
    mk_shop shop;
    static mk_settings st;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_models_get(cx, db, &m));
    MK_TRY(mk_shop_begin(cx, db, &st, &m.usual, st.today, &shop));
    MK_TRY(mk_history_of(cx, db, &st, a->customer, st.today, &h));
    MK_TRY(mk_fits_of(cx, db, &shop, &h, 20, &a->fits));
    return mk_shop_offers(cx, db, &shop, &h, MK_S("a"), 10000, a->offer, &a->offers);
}

static asked ask_of(room *r, int64_t customer)
{
    asked a = { .customer = customer };
    assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &a));
    return a;
}

static const mk_fit_row *piece(const asked *a, const char *article)
{
    for (size_t i = 0; i < a->fits.n; i++) if (mk_str_eqz(a->fits.row[i].s.what->look.article, article)) return &a->fits.row[i];
    return NULL;
}

static bool shows(const asked *a, const char *article) { return piece(a, article) != NULL; }

/* What came back and what was for others neither is his size nor is shown again; his own is there. */
static void returns_and_gifts(void **state)
{
    (void)state;
    room r;
    dress(&r);
    asked a = ask_of(&r, room_named(&r, "person ab"));
    assert_int_equal(a.fits.sizes, 1);
    assert_str(a.fits.size[0].size, "41");
    assert_true(a.fits.size[0].back == 0 || a.fits.size[0].kept == 6);      /* the 42 that came back was not kept */
    assert_true(a.fits.n == 3);
    assert_false(shows(&a, "A") || shows(&a, "E"));                         /* what he has, and what he bought for somebody */
    for (size_t i = 0; i < a.fits.n; i++) assert_str(a.fits.row[i].s.what->size_key, "41");
    room_close(&r);
}

/* The margin floor, an allergy, an answer and a count of the shelf hold at once, and the rest comes up. */
static void eligible_at_once(void **state)
{
    (void)state;
    room r;
    dress(&r);
    int64_t b = room_named(&r, "person ab"), id;
    asked a = ask_of(&r, b);
    assert_non_null(piece(&a, "C"));
    setting(&r, "margin_floor", "10");
    a = ask_of(&r, b);
    assert_true(!shows(&a, "C") && a.fits.n == 2);
    setting(&r, "margin_floor", "");
    a = ask_of(&r, b);
    assert_true(shows(&a, "C") && a.fits.n == 3);
    char action[MK_ACTION_TEXT];
    int32_t until;
    mk_action_text(b, MK_NEED_SIMILAR, piece(&a, "B")->id, action);
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(action), MK_MARK_NEVER, MK_S(""), &until));
    a = ask_of(&r, b);
    assert_true(!shows(&a, "B") && a.fits.n == 2);
    goods(&r, "key,stock,contains\nD-41,3,formaldehyde\n");
    mk_new_fact f = { .kind = MK_S("allergy"), .value = MK_S("formaldehyde"), .origin = MK_S("said"), .confidence = 1 };
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, b, &f, &id));
    a = ask_of(&r, b);
    assert_true(!shows(&a, "D") && a.fits.n == 1);
    goods(&r, "key,stock\nC-41,0\n");
    a = ask_of(&r, b);
    assert_int_equal(a.fits.n, 0);
    goods(&r, "key,stock\nC-41,2\n");
    a = ask_of(&r, b);
    assert_int_equal(a.fits.n, 1);
    assert_int_equal(a.fits.row[0].s.left, 2);
    room_close(&r);
}

/* --- answers teach --- */

static void chances(void **state)
{
    (void)state;
    mk_answers none = { 0 }, shop = { 0 }, own = { 0 };
    for (int k = MK_NEED_SIMILAR; k < MK_NEED_KINDS; k++) {
        mk_chance c = mk_chance_of(&none, &none, (mk_need_kind)k, mk_chance_stated((mk_need_kind)k));
        assert_true(fabs(c.p - mk_chance_stated((mk_need_kind)k)) < 1e-12);          /* before any answer: what is stated */
        assert_true(c.low < c.p && c.p < c.high && c.answers == 0);
        mk_chance legal = mk_chance_of(&none, &none, (mk_need_kind)k, .35);
        assert_true(fabs(legal.p - .35) < 1e-12);
    }
    shop.all[MK_NEED_DUE] = 980, shop.done[MK_NEED_DUE] = 700;
    mk_chance before = mk_chance_of(&none, &none, MK_NEED_DUE, .25), after = mk_chance_of(&shop, &none, MK_NEED_DUE, .25);
    assert_true(fabs(after.p - (20 * .25 + 700) / 1000) < 1e-12 && after.p > before.p);
    assert_true(mk_chance_of(&shop, &none, MK_NEED_DUE, .35).p > after.p && mk_chance_of(&shop, &none, MK_NEED_DUE, .12).p < after.p);     /* the order stays */
    own.all[MK_NEED_DUE] = 4;
    mk_chance refused = mk_chance_of(&shop, &own, MK_NEED_DUE, .25);
    assert_true(fabs(refused.p - 6 * .705 / 10) < 1e-12 && refused.high - refused.low < after.high - after.low + .2);
    own.done[MK_NEED_DUE] = 4;
    assert_true(mk_chance_of(&shop, &own, MK_NEED_DUE, .25).p > after.p);
    assert_true(mk_chance_of(&shop, &none, MK_NEED_SIMILAR, .1).p == mk_chance_of(&none, &none, MK_NEED_SIMILAR, .1).p);       /* of another kind nothing was learnt */
}

static double likeness(const asked *a)
{
    for (size_t i = 0; i < a->offers; i++) if (a->offer[i].kind == MK_NEED_SIMILAR) return a->offer[i].probability;
    return -1;
}

/* One customer's answers count for him at once, and for others from the next learn on. */
static void answers_teach(void **state)
{
    (void)state;
    room r;
    dress(&r);
    int64_t b = room_named(&r, "person ab"), other = 0;
    asked a = ask_of(&r, b), o = { 0 };
    for (int c = 'c'; c <= 'z' && likeness(&o) <= 0; c++) {
        char name[] = "person ax";
        name[8] = (char)c;
        other = room_named(&r, name);
        if (other) o = ask_of(&r, other);
    }
    double his = likeness(&a), others = likeness(&o);
    assert_true(his > 0 && others > 0);
    char action[MK_ACTION_TEXT];
    int32_t until;
    mk_action_text(b, MK_NEED_SIMILAR, piece(&a, "D")->id, action);
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(action), MK_MARK_WRONG, MK_S(""), &until));
    a = ask_of(&r, b);
    assert_true(likeness(&a) > 0 && likeness(&a) < his);
    o = ask_of(&r, other);
    assert_true(likeness(&o) == others);
    learn(&r);
    o = ask_of(&r, other);
    assert_true(likeness(&o) < others);
    room_close(&r);
}

/* --- a grocer: a wedding, and who moves away --- */

enum { MILK = 1, PLATES };

static void grocer(room *r)
{
    int doc = 1;
    room_open(r);
    mk_buf b = mk_buf_on(r->cx.arena);
    mk_buf_printf(&b, "מספר לקוח,שם,מסמך,תאריך,מק\"ט,תיאור,קטגוריה,כמות,סכום\n");
    for (int p = 0; p < 60; p++)
        for (int day = TODAY - 300 + p % 7; day <= TODAY - 6 + p % 3; day += 7) {
            bool wedding = p == 5 && day > TODAY - 60 && day <= TODAY - 53;
            mk_buf_printf(&b, "%d,person %c%c,%d,%s,1,milk,dairy,%d,%d.00\n", p, 'a' + p / 26, 'a' + p % 26, doc, day_text(r->cx.arena, day), wedding ? 90 : 2, wedding ? 540 : 12);
            if (wedding) mk_buf_printf(&b, "%d,person %c%c,%d,%s,2,plates,party,300,900.00\n", p, 'a' + p / 26, 'a' + p % 26, doc, day_text(r->cx.arena, day));
            mk_buf_printf(&b, "%d,person %c%c,%d,%s,%d,thing %d,dairy,1,9.00\n", p, 'a' + p / 26, 'a' + p % 26, doc, day_text(r->cx.arena, day), 10 + (p + day / 7) % 5, 10 + (p + day / 7) % 5);
            doc++;
        }
    room_import(r, room_write(r, "till.csv", mk_arena_z(r->cx.arena, mk_buf_str(&b))), "", false);
    learn(r);
}

static const mk_basket_row *in_basket(const mk_basket *b, const char *name)
{
    for (size_t i = 0; i < b->n; i++) if (mk_str_eqz(b->row[i].item_name, name)) return &b->row[i];
    return NULL;
}

static void a_wedding(void **state)
{
    (void)state;
    room r;
    grocer(&r);
    mk_basket b;
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, room_named(&r, "person af"), &b));
    assert_non_null(in_basket(&b, "milk"));
    assert_true(in_basket(&b, "milk")->quantity == 2);         /* ninety were for one day */
    assert_null(in_basket(&b, "plates"));                      /* and nobody marries every week */
    mk_today t;
    assert_ok(&r.cx, mk_today_list(&r.cx, r.store, TODAY, 100, &t));
    for (size_t i = 0; i < t.n; i++) assert_false(mk_str_eqz(t.row[i].item_name, "plates") && mk_str_eqz(t.row[i].name, "person af"));
    /* a cap of one of a category */
    setting(&r, "category_cap", "1");
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, room_named(&r, "person af"), &b));
    assert_int_equal(b.n, 1);
    room_close(&r);
}

static void moved_away(void **state)
{
    (void)state;
    room r;
    grocer(&r);
    mk_today t;
    assert_ok(&r.cx, mk_today_list(&r.cx, r.store, TODAY, 100, &t));
    assert_true(t.n > 3);
    int64_t who = t.row[0].customer, id;
    size_t n = t.n;
    mk_new_fact f = { .kind = MK_S("away"), .value = MK_S("moved to Haifa"), .origin = MK_S("said"), .confidence = 1 };
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, who, &f, &id));
    assert_ok(&r.cx, mk_today_list(&r.cx, r.store, TODAY, 100, &t));
    assert_int_equal(t.n, n - 1);
    for (size_t i = 0; i < t.n; i++) assert_true(t.row[i].customer != who);
    mk_basket b;
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, who, &b));
    assert_int_equal(b.n, 0);
    assert_ok(&r.cx, mk_customer_fact_end(&r.cx, r.store, who, id));
    r.cx.now += 2 * 86400 * MK_SECOND;
    setting(&r, "today", day_text(r.cx.arena, TODAY + 40));
    mk_basket later;
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, who, &later));
    assert_true(later.learnt);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(returns_and_gifts), cmocka_unit_test(eligible_at_once), cmocka_unit_test(chances), cmocka_unit_test(answers_teach), cmocka_unit_test(a_wedding),
        cmocka_unit_test(moved_away),
    };
    return cmocka_run_group_tests_name("shop answers", tests, NULL, NULL);
}
