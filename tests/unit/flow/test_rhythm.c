/* SPDX-License-Identifier: Apache-2.0
 * Subscriptions, fees and occasions among what a shop sells: seen when learning, or told by the owner, and told of each one who has them. */
#include <math.h>
#include <stdio.h>
#include "customer.h"
#include "flow_worth.h"
#include "page.h"
#include "shop.h"

enum { PEOPLE = 360 };
#define TODAY mk_day_of(2026, 1, 12)

static void buys(shop *s, int who, int32_t day, const char *item, const char *name, int price)
{
    shop_row *w = shop_add(s);
    char t[16];
    snprintf(w->key, sizeof w->key, "%d", 3000 + who);
    snprintf(w->name, sizeof w->name, "לקוח%c%c לוי", 'a' + who / 26, 'a' + who % 26);
    snprintf(w->date, sizeof w->date, "%s", mk_day_text(day, t));
    snprintf(w->doc, sizeof w->doc, "%zu", s->n);
    snprintf(w->item, sizeof w->item, "%s", item);
    snprintf(w->item_name, sizeof w->item_name, "%s", name);
    w->quantity = 1;
    w->price = price;
}

/* A club with a monthly fee that one in twelve leaves each month, a yearly appeal in the spring that two of three take, a card paid
 * once a year, and bread on any day. */
static const char *club(room *r, int *ret_pay, int *ret_left)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(12);
    *ret_pay = *ret_left = 0;
    for (int who = 0; who < PEOPLE; who++) {
        int32_t first = mk_day_of(2024, 1, 1) + (int32_t)mk_rng_below(&g, 500), day = first;
        mk_civil c = mk_civil_of_day(first);
        bool left = false;
        for (int k = 0; day <= TODAY && !left; k++) {
            if (who % 2 == 0) buys(&s, who, day, "CLUB", "מועדון", 4900);
            left = mk_rng_below(&g, 12) == 0;
            int month = c.month + k;                                /* on the same day of the month, near enough */
            day = mk_day_of(c.year + month / 12, month % 12 + 1, c.day > 28 ? 28 : c.day) + (int32_t)mk_rng_below(&g, 2);
        }
        if (who % 2 == 0) { if (left && day < TODAY - 15) ++*ret_left; else ++*ret_pay; }
        for (int year = 2020; year < 2026; year++)
            if (who % 3 == 0 && mk_rng_below(&g, 3)) buys(&s, who, mk_day_of(year, 4, 10) + (int32_t)mk_rng_below(&g, 12), "APPEAL", "מגבית אביב", 18000);
        if (who % 4 == 0) for (int year = 2024; year < 2026; year++) buys(&s, who, mk_day_of(year, 7, 1) + who % 20, "CARD", "כרטיס", 9000);
        for (int32_t d = first; d < TODAY; d += 3 + (int32_t)mk_rng_below(&g, 60)) buys(&s, who, d, "BREAD", "לחם", 1500);
    }
    return shop_write(r, &s, "club.csv");
}

typedef struct setting { const char *key, *value; } setting;
static int set_body(mk_cx *cx, mk_db *db, void *p) { const setting *s = p; return mk_setting_set(cx, db, mk_str_of(s->key), mk_str_of(s->value)); }
static int try_set(room *r, const char *key, const char *value)
{
    setting s = { key, value };
    return mk_store_write(&r->cx, r->store, set_body, &s);
}

static mk_rhythm_learnt learn(room *r)
{
    mk_learnt l;
    mk_worth_learnt w;
    mk_rhythm_learnt ret;
    assert_ok(&r->cx, mk_learn(&r->cx, r->store, TODAY, &l));
    assert_ok(&r->cx, mk_worth_learn(&r->cx, r->store, &l.settings, TODAY, &l.value, &w));
    assert_ok(&r->cx, mk_rhythm_learn(&r->cx, r->store, &l, &ret));
    return ret;
}

static bool says(mk_str text, const char *what) { return mk_str_find(text, mk_str_of(what)) >= 0; }

static const mk_rhythm_item *item_of(const mk_rhythm_model *m, const char *name)
{
    for (size_t i = 0; i < m->n; i++) if (mk_str_eqz(m->name[i], name)) return &m->item[i];
    return NULL;
}

static mk_page page(room *r, int who)
{
    mk_card c[2];
    size_t n;
    char t[16];
    mk_page p;
    snprintf(t, sizeof t, "%d", 3000 + who);
    assert_ok(&r->cx, mk_find(&r->cx, r->store, mk_str_of(t), 2, c, &n));
    assert_true(n >= 1);
    assert_ok(&r->cx, mk_page_of(&r->cx, r->store, c[0].customer, 5, &p));
    return p;
}

static void seen(void **state)
{
    (void)state;
    room r;
    int pay, left;
    room_open(&r);
    mk_lang was = r.cx.lang;
    assert_ok(&r.cx, try_set(&r, "today", "2026-01-12"));
    mk_rhythm_learnt none = learn(&r);
    assert_int_equal(none.model.n, 0);
    room_import(&r, club(&r, &pay, &left), "", false);
    mk_rhythm_learnt l = learn(&r);
    assert_int_equal(l.model.n, 3);
    assert_true(item_of(&l.model, "כרטיס")->unit == MK_OCCASION_YEAR);
    const mk_rhythm_item *fee = item_of(&l.model, "מועדון"), *appeal = item_of(&l.model, "מגבית אביב");
    assert_non_null(fee);
    assert_non_null(appeal);
    print_message("# %d pay and %d left; learnt: %" PRIu64 " and %" PRIu64 ", alpha %g beta %g\n", pay, left, fee->active, fee->events, fee->sbg.alpha, fee->sbg.beta);
    assert_true(fee->kind == MK_RHYTHM_CONTRACT && fee->unit == MK_OCCASION_MONTH && !fee->told && fee->customers == PEOPLE / 2);
    assert_true(abs((int)fee->active - pay) <= 3 && abs((int)fee->events - left) <= 3);
    assert_true(fabs(fee->sbg.alpha / (fee->sbg.alpha + fee->sbg.beta) - 1. / 12) < .03);
    /* the picture: of those who began, the share who still pay, as it was seen and as the model says; they tell the same */
    assert_true(fee->stayed_n > 6 && fee->stayed_n <= mk_rhythm_periods(MK_OCCASION_MONTH) + 1);
    for (uint32_t k = 0; k < fee->stayed_n; k++) {
        assert_true(k ? fee->stayed[k] <= fee->stayed[k - 1] : fee->stayed[k] >= 1);
        assert_true(fabs(fee->stayed[k] - mk_sbg_survival(&fee->sbg, k)) < .08);
    }
    assert_int_equal(appeal->stayed_n, 0);
    assert_true(appeal->kind == MK_RHYTHM_OCCASIONS && appeal->unit == MK_OCCASION_YEAR);
    assert_true(fabs(appeal->bgbb.alpha / (appeal->bgbb.alpha + appeal->bgbb.beta) - 2. / 3) < .1);
    /* everyone's page, in both languages; the base's report */
    int stands = 0, over = 0, takes = 0;
    for (int lang = 0; lang < 2; lang++) {
        r.cx.lang = lang ? MK_EN : MK_HE;
        for (int who = 0; who < 60; who++) {
            mk_page p = page(&r, who);
            assert_int_equal(says(p.value, "\"every\":\"month\""), who % 2 == 0);
            if (who % 2 == 0) {
                stands += says(p.value, "\"stands\":true,\"due\"");
                over += says(p.value, lang ? "was not renewed" : "לא חודש");
            }
            takes += says(p.value, "\"kind\":\"occasions\"") && says(p.value, lang ? "every year" : "כל שנה");
        }
        mk_base_told t;
        assert_ok(&r.cx, mk_base_told_of(&r.cx, r.store, MK_NO_DAY, &t));
        assert_true(mk_base_has(&t, MK_BASE_PARTS - 1));
        mk_str s = mk_say_base(&r.cx, &t, MK_BASE_PARTS - 1), json = mk_base_json(&r.cx, &t, MK_BASE_PARTS - 1);
        assert_true(says(s, "מועדון") && says(s, "מגבית אביב") && says(s, lang ? "still pay a year later" : "עוד משלמים אחרי שנה") && says(json, "\"every\":\"month\"") && says(json, "\"stays\":[1,") && says(json, "\"stayed\":[1,"));
    }
    assert_true(stands > 10 && over > 10 && takes > 20);
    /* the same from any number of threads */
    r.cx.threads = 4;
    r.cx.lang = was;
    mk_rhythm_learnt again = learn(&r);
    assert_int_equal(again.model.n, l.model.n);
    assert_true(mk_str_eq(again.json, l.json));
    room_close(&r);
}

static void told(void **state)
{
    (void)state;
    room r;
    int pay, left;
    room_open(&r);
    assert_ok(&r.cx, try_set(&r, "today", "2026-01-12"));
    assert_int_equal(try_set(&r, "contracts", "CARD fortnight"), MK_EINVAL);
    assert_int_equal(try_set(&r, "contracts", "month"), MK_EINVAL);
    assert_int_equal(try_set(&r, "occasions", "APPEAL year CLUB month"), 0);    /* one item of an odd name: nothing says it is not */
    assert_ok(&r.cx, try_set(&r, "contracts", "CARD שנה, NOTHING year"));
    assert_ok(&r.cx, try_set(&r, "occasions", "BREAD month"));
    room_import(&r, club(&r, &pay, &left), "", false);
    mk_rhythm_learnt l = learn(&r);
    assert_str(l.unknown, "NOTHING");
    const mk_rhythm_item *card = item_of(&l.model, "כרטיס"), *bread = item_of(&l.model, "לחם");
    assert_true(l.model.n == 4 && card && bread);
    assert_true(card->told && card->kind == MK_RHYTHM_CONTRACT && card->unit == MK_OCCASION_YEAR && card->active == PEOPLE / 4 && card->events == 0);
    assert_int_equal(card->state, MK_KNOWN_TOO_LITTLE);                         /* nobody has left: how many will is not known */
    assert_true(bread->told && bread->kind == MK_RHYTHM_OCCASIONS);
    for (int lang = 0; lang < 2; lang++) {
        r.cx.lang = lang ? MK_EN : MK_HE;
        mk_page p = page(&r, 0);
        assert_true(says(p.value, lang ? "How many renew is not known yet" : "עוד לא ידוע כמה מחדשים") && says(p.value, "\"due\":\"2026-07-01\""));
    }
    /* what the owner takes back is gone, and what is seen stays */
    assert_ok(&r.cx, try_set(&r, "contracts", ""));
    assert_ok(&r.cx, try_set(&r, "occasions", ""));
    mk_rhythm_learnt seen = learn(&r);
    assert_true(seen.model.n == 3 && seen.version == l.version + 1);
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(seen), cmocka_unit_test(told) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
