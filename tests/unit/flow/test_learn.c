/* SPDX-License-Identifier: Apache-2.0
 * Learning and the day's list on a small shop whose people come again and again: the same bytes for any number of threads, and what was
 * answered is left in peace. */
#include "regulars.h"
#include "basket.h"
#include "eligible.h"
#include "hash.h"
#include <math.h>

static mk_str list_text(mk_arena *a, const mk_today *t)
{
    mk_buf b = mk_buf_on(a);
    mk_buf_printf(&b, "%zu of %" PRIu64 ", %" PRIu64 " wait, %" PRIu64 " quiet\n", t->n, t->customers, t->waiting, t->quiet);
    for (size_t i = 0; i < t->n; i++)
        mk_buf_printf(&b, "%s %a %a %a %.*s|%.*s\n", t->row[i].action, t->row[i].score, t->row[i].need.probability, t->row[i].value.money,
                      MK_SARG(t->row[i].name), MK_SARG(t->row[i].words.why));
    return mk_buf_str(&b);
}

static bool model_row(void *self, const mk_value *row)
{
    mk_buf *b = self;
    mk_buf_str_add(b, row[MK_MODEL_NAME].s);
    mk_buf_str_add(b, row[MK_MODEL_DATA].s);
    mk_buf_str_add(b, row[MK_MODEL_DIAGNOSTICS].s);
    return true;
}

static void any_number_of_threads(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_str models = { 0 }, today = { 0 };
    static const int threads[] = { 1, 2, 8 };
    room r;
    room_open(&r);
    room_import(&r, regulars(&r), "", false);
    char copy[200];
    int64_t bytes;
    snprintf(copy, sizeof copy, "%s/before-learning", r.dir);
    assert_ok(&r.cx, mk_backup(&r.cx, r.store, copy, &bytes));
    for (int i = 0; i < 3; i++) {
        assert_ok(&r.cx, mk_store_restore(&r.cx, r.store, copy));
        assert_int_equal(room_count(&r, MK_T_MODEL), 0);
        room_fresh(&r);
        r.cx.threads = threads[i];
        mk_learnt l = learn(&r);
        assert_int_equal(l.value_version, 1);
        assert_int_not_equal(l.value.state, MK_VALUE_TOO_LITTLE);
        assert_int_not_equal(l.need_fit.state, MK_NEED_TOO_LITTLE);
        mk_buf b = mk_buf_on(a);
        room_each(&r, MK_T_MODEL, model_row, &b);
        mk_today t = list(&r, TODAY, 20);
        assert_true(t.learnt && t.n > 5);
        mk_str text = list_text(a, &t);
        if (i == 0) {
            models = mk_buf_str(&b);
            today = text;
            assert_true(models.n > 200);
        } else {
            assert_true(mk_str_eq(models, mk_buf_str(&b)));
            room_same(today, text, "the day's list on more threads");
        }
    }
    room_close(&r);
    mk_arena_free(a);
}

static void nothing_learnt(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_today t = list(&r, MK_NO_DAY, 0);
    assert_false(t.learnt);
    assert_int_equal(t.n, 0);
    mk_learnt l = learn(&r);                /* an empty shop: a model that knows that it knows nothing */
    assert_int_equal(l.value.state, MK_VALUE_TOO_LITTLE);
    assert_int_equal(l.need_fit.state, MK_NEED_TOO_LITTLE);
    t = list(&r, TODAY, 5);
    assert_true(t.learnt);
    assert_int_equal(t.n, 0);
    assert_int_equal(learn(&r).value_version, 2);
    room_close(&r);
}

static bool on_list(const mk_today *t, const char *action)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->row[i].action, action) == 0) return true;
    return false;
}

static bool has_customer(const mk_today *t, int64_t customer)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].customer == customer) return true;
    return false;
}

static void what_was_answered(void **state)
{
    (void)state;
    room r;
    open_learnt(&r);
    mk_today t = list(&r, MK_NO_DAY, 1000);
    assert_int_equal(t.day, TODAY);
    assert_true(t.n >= 6);
    for (size_t i = 0; i < t.n; i++) {      /* one thing for each customer, the best first, each with its reason and its ways */
        for (size_t k = 0; k < i; k++) assert_true(t.row[k].customer != t.row[i].customer);
        if (i) assert_true(t.row[i - 1].score >= t.row[i].score);
        assert_true(t.row[i].words.why.n > 10 && t.row[i].words.what.n > 3 && t.row[i].name.n > 0);
        assert_true(!t.row[i].held && t.row[i].best == MK_VISIT);       /* nobody agreed to anything, nobody refused */
    }
    int64_t entry;              /* who refuses is held back, whatever is due */
    mk_new_consent no = { .channel = MK_S("call"), .purpose = MK_S("advertising"), .state = MK_S("refused") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, t.row[3].customer, &no, &entry));
    mk_new_consent yes = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = MK_S("granted"), .evidence = MK_S("טופס") };
    assert_ok(&r.cx, mk_customer_consent(&r.cx, r.store, t.row[4].customer, &yes, &entry));
    t = list(&r, MK_NO_DAY, 1000);
    assert_true(t.row[3].held && t.row[3].best == MK_VISIT);
    assert_true(!t.row[4].held && t.row[4].best == MK_SMS);
    char done[MK_ACTION_TEXT], later[MK_ACTION_TEXT], wrong[MK_ACTION_TEXT];
    mk_today week = list(&r, TODAY + 7, 1000);
    size_t put_off = 1;         /* somebody whose need will still be there in a week */
    while (put_off < t.n && !on_list(&week, t.row[put_off].action)) put_off++;
    assert_true(put_off < t.n);
    memcpy(done, t.row[0].action, sizeof done);
    memcpy(later, t.row[put_off].action, sizeof later);
    memcpy(wrong, t.row[put_off == 2 ? 1 : 2].action, sizeof wrong);
    int64_t customer = t.row[0].customer;
    uint64_t quiet = t.quiet;
    int32_t until, until_done;
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(done), MK_MARK_DONE, MK_S("הזמין"), &until_done));
    assert_true(until_done >= TODAY + 7 && until_done <= TODAY + 365);
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(later), MK_MARK_LATER, MK_S(""), &until));
    assert_int_equal(until, TODAY + 7);
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(wrong), MK_MARK_WRONG, MK_S(""), &until));
    assert_int_equal(until, TODAY + 365);
    t = list(&r, MK_NO_DAY, 1000);
    assert_false(on_list(&t, done));
    assert_false(on_list(&t, later));
    assert_false(on_list(&t, wrong));
    assert_false(has_customer(&t, customer));           /* he is left in peace for a week, with everything */
    assert_true(t.quiet > quiet);
    t = list(&r, TODAY + 6, 1000);
    assert_false(on_list(&t, later));
    assert_false(has_customer(&t, customer));
    t = list(&r, TODAY + 7, 1000);
    assert_true(on_list(&t, later));
    assert_false(on_list(&t, wrong));
    t = list(&r, until_done - 1, 1000);
    assert_false(on_list(&t, done));
    /* the other way round: another word about the same proposal takes the place of the first, and the first is kept */
    size_t revisions = room_count(&r, MK_T_REVISION);
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(later), MK_MARK_WRONG, MK_S("לא שותה קפה"), &until));
    assert_int_equal(room_count(&r, MK_T_ACTION), 3);
    assert_int_equal(room_count(&r, MK_T_REVISION), revisions + 1);
    t = list(&r, TODAY + 7, 1000);
    assert_false(on_list(&t, later));
    room_close(&r);
}

static void capacity_is_the_limit(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, regulars(&r), "", false);
    learn(&r);
    mk_today all = list(&r, TODAY, 1000), some = list(&r, TODAY, 0), three = list(&r, TODAY, 3);
    assert_int_equal(all.waiting, 0);
    assert_int_equal(some.n, 8);
    assert_int_equal(three.n, 3);
    assert_true(three.waiting > 0);
    assert_int_equal(all.customers, PEOPLE);
    assert_int_equal(all.n + all.quiet <= all.customers, 1);
    for (size_t i = 0; i < 3; i++) assert_string_equal(three.row[i].action, all.row[i].action);
    room_close(&r);
}

static void no_such_proposal(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    room_import(&r, regulars(&r), "", false);
    learn(&r);
    mk_today t = list(&r, TODAY, 5);
    char name[MK_ACTION_TEXT];
    int32_t until;
    assert_int_equal(mk_today_mark(&r.cx, r.store, MK_S("nonsense"), MK_MARK_DONE, MK_S(""), &until), MK_EINVAL);
    assert_int_equal(mk_today_mark(&r.cx, r.store, MK_S(""), MK_MARK_DONE, MK_S(""), &until), MK_EINVAL);
    mk_action_text(t.row[0].customer + 1, MK_NEED_REPLENISH, t.row[0].need.item, name);
    assert_int_equal(mk_today_mark(&r.cx, r.store, mk_str_of(name), MK_MARK_DONE, MK_S(""), &until), MK_ENOTFOUND);
    mk_action_text(t.row[0].customer, MK_NEED_REPLENISH, t.row[0].need.item + 1, name);
    assert_int_equal(mk_today_mark(&r.cx, r.store, mk_str_of(name), MK_MARK_DONE, MK_S(""), &until), MK_ENOTFOUND);
    assert_int_equal(room_count(&r, MK_T_ACTION), 0);
    /* the name of a proposal says all of it, and back */
    int64_t customer, item;
    mk_need_kind kind;
    assert_true(mk_action_parse(mk_str_of(t.row[0].action), &customer, &kind, &item));
    assert_true(customer == t.row[0].customer && item == t.row[0].need.item && kind == t.row[0].need.kind);
    room_close(&r);
}

/* Nothing is learnt from days after the day, and a list of an earlier day knows nothing of later ones. */
static void the_future_is_not_known(void **state)
{
    (void)state;
    mk_arena *a = mk_arena_new();
    mk_buf b[2] = { mk_buf_on(a), mk_buf_on(a) };
    mk_str today[2];
    for (int i = 0; i < 2; i++) {
        room r;
        room_open(&r);
        room_import(&r, regulars(&r), "", false);
        if (i) room_import(&r, room_write(&r, "later.csv", "מספר לקוח,שם לקוח,תאריך,מספר חשבונית,קוד פריט,כמות,מחיר\n"
                                          "500,לקוחaa כהן,2026-01-13,90001,A01,5,900\n501,לקוחab כהן,2026-02-01,90002,A02,5,900\n"), "", false);
        learn(&r);
        room_each(&r, MK_T_MODEL, model_row, &b[i]);
        mk_today t = list(&r, TODAY, 10);
        today[i] = list_text(a, &t);
        room_close(&r);
    }
    room_same(mk_buf_str(&b[0]), mk_buf_str(&b[1]), "models");
    room_same(today[0], today[1], "lists");
    mk_arena_free(a);
}

static bool need_row(void *self, const mk_value *row) { return !mk_str_eqz(row[MK_MODEL_NAME].s, "need") || model_row(self, row); }

/* A file of some weeks or years ago: who did not come since is not seen, and needs are learnt as they were on its last day. */
static void books_that_end(void **state)
{
    (void)state;
    static const int32_t since[] = { 0, 12, 60, 5000 };
    mk_arena *a = mk_arena_new();
    mk_str needs[4], today[4];
    for (int i = 0; i < 4; i++) {
        room r;
        mk_learnt l;
        room_open(&r);
        room_import(&r, regulars(&r), "", false);
        assert_ok(&r.cx, mk_learn(&r.cx, r.store, BOOKS_END + since[i], &l));
        assert_int_equal(l.need_day, BOOKS_END);
        assert_int_equal(l.day, since[i] > 100 ? BOOKS_END : BOOKS_END + since[i]);
        mk_buf b = mk_buf_on(a);
        room_each(&r, MK_T_MODEL, need_row, &b);
        needs[i] = mk_buf_str(&b);
        mk_today t = list(&r, BOOKS_END, 10);
        assert_true(t.n > 0);
        today[i] = list_text(a, &t);
        room_close(&r);
        if (i) room_same(needs[0], needs[i], "the model of needs");
    }
    room_same(today[0], today[3], "lists");
    mk_arena_free(a);
}

/* A till that names no goods: the visit itself is due, for who keeps his pace and is not long gone. */
static void who_buys_nothing_by_name(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_buf b = mk_buf_on(r.cx.arena);
    char t[16];
    mk_buf_printf(&b, "customer number,date,amount\n");
    for (int p = 0; p < PEOPLE; p++) {
        int every = 10 + p % 20, ends = TODAY - (p % 3 == 0 ? 200 : p % 3 == 1 ? 1 : every);     /* long gone; just here; due today */
        for (int day = ends - every * 9; day <= ends; day += every) mk_buf_printf(&b, "%d,%s,50.00\n", 700 + p, mk_day_text(day, t));
    }
    room_import(&r, room_write(&r, "till.csv", mk_arena_z(r.cx.arena, mk_buf_str(&b))), "", false);
    mk_learnt l = learn(&r);
    assert_int_not_equal(l.value.state, MK_VALUE_TOO_LITTLE);
    mk_today today = list(&r, TODAY, PEOPLE);
    assert_int_equal(today.n, PEOPLE / 3);      /* those of p % 3 == 2 */
    for (size_t i = 0; i < today.n; i++) {
        const mk_need *n = &today.row[i].need;
        assert_int_equal(n->kind, MK_NEED_CARE);
        assert_int_equal(n->purchases, 10);
        assert_int_equal(n->since_days, (int)n->interval_days);
        assert_true(n->probability > 0 && n->probability < 1);
    }
    int32_t until;
    assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(today.row[0].action), MK_MARK_LATER, MK_S(""), &until));
    assert_int_equal(list(&r, TODAY, PEOPLE).n, PEOPLE / 3 - 1);
    room_close(&r);
}

typedef struct shelf { int64_t item, customer; const char *fact, *trait; int64_t quantity; } shelf;

static int fill_shelf(mk_cx *cx, mk_db *db, void *arg)
{
    const shelf *s = arg;
    MK_TRY(mk_list_told(cx, db, "goods"));
    if (s->trait) {
        mk_value v[MK_ITEM_TRAIT_N] = { mk_int(s->item), mk_textz(s->trait), mk_textz(s->fact ? s->fact : "yes") };
        return mk_table_insert(cx, db, MK_T_ITEM_TRAIT, v);
    }
    mk_value v[MK_ITEM_STOCK_N] = { mk_int(s->item), mk_textz("x"), mk_int(s->quantity), mk_null(), mk_null(), mk_int(1), mk_textz("test") };
    return mk_table_insert(cx, db, MK_T_ITEM_STOCK, v);
}

static bool offers(const mk_today *t, int64_t customer, int64_t item)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].need.item == item && (!customer || t->row[i].customer == customer)) return true;
    return false;
}

/* An empty shelf, what the shop hides, and what he must not have are in no list, nor in a basket; others are as before. */
static void what_may_not(void **state)
{
    (void)state;
    room r;
    open_learnt(&r);
    mk_today t = list(&r, MK_NO_DAY, 1000);
    assert_true(t.n >= 6);
    shelf empty = { .item = t.row[0].need.item }, hidden = { .item = 0, .trait = "hidden" }, nuts = { .trait = "contains", .fact = "אגוזים" };
    for (size_t i = 1; i < t.n; i++) {
        if (t.row[i].need.item == empty.item) continue;
        if (!hidden.item) hidden.item = t.row[i].need.item;
        else if (!nuts.item && t.row[i].need.item != hidden.item) nuts.item = t.row[i].need.item, nuts.customer = t.row[i].customer;
    }
    assert_true(hidden.item && nuts.item);
    mk_basket before;
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, nuts.customer, &before));
    assert_true(before.n > 0 && before.when >= TODAY);
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, fill_shelf, &empty));
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, fill_shelf, &hidden));
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, fill_shelf, &nuts));
    mk_new_fact f = { .kind = MK_S("allergy"), .value = MK_S("אגוזים"), .origin = MK_S("said"), .confidence = 1 };
    int64_t id;
    assert_ok(&r.cx, mk_customer_fact(&r.cx, r.store, nuts.customer, &f, &id));
    t = list(&r, MK_NO_DAY, 1000);
    assert_false(offers(&t, 0, empty.item));
    assert_false(offers(&t, 0, hidden.item));
    assert_false(offers(&t, nuts.customer, nuts.item));
    mk_basket b;
    bool none_left = false;
    assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, nuts.customer, &b));
    for (size_t i = 0; i < b.n; i++) assert_true(b.row[i].need.item != nuts.item && b.row[i].need.item != empty.item && b.row[i].need.item != hidden.item);
    /* a basket that is taken is not proposed again; a change of what is not in it leaves no trace */
    for (size_t i = 0; i < t.n; i++) {
        if (t.row[i].need.kind != MK_NEED_REPLENISH) continue;
        assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, t.row[i].customer, &b));
        if (!b.n) continue;
        mk_basket_row first = b.row[0];
        size_t notes = room_count(&r, MK_T_INTERACTION), answers = room_count(&r, MK_T_ACTION), n = b.n;
        mk_basket_change other = { first.need.item ^ 1, 1 }, many = { first.need.item, 1e9 }, three = { first.need.item, 3 * first.quantity }, none = { first.need.item, 0 };
        assert_int_equal(mk_basket_confirm(&r.cx, r.store, t.row[i].customer, &other, 1, &b), MK_EINVAL);
        assert_int_equal(mk_basket_confirm(&r.cx, r.store, t.row[i].customer, &many, 1, &b), MK_EINVAL);
        assert_int_equal(room_count(&r, MK_T_INTERACTION), notes);
        assert_int_equal(room_count(&r, MK_T_ACTION), answers);
        const mk_basket_change *agreed = none_left ? &none : &three;
        assert_ok(&r.cx, mk_basket_confirm(&r.cx, r.store, t.row[i].customer, agreed, 1, &b));
        assert_int_equal(b.n, n);
        assert_true(b.row[0].quantity == agreed->quantity && b.row[0].amount == llround(first.each * agreed->quantity));
        assert_int_equal(room_count(&r, MK_T_INTERACTION), notes + (n > 1 || !none_left));
        assert_int_equal(room_count(&r, MK_T_ACTION), answers + n);
        assert_ok(&r.cx, mk_basket_of(&r.cx, r.store, t.row[i].customer, &b));
        assert_int_equal(b.n, 0);
        assert_int_equal(mk_basket_confirm(&r.cx, r.store, t.row[i].customer, NULL, 0, &b), MK_EINVAL);
        if (none_left) break;
        none_left = true;
    }
    assert_true(none_left);
    room_close(&r);
}

static int set_cap(mk_cx *cx, mk_db *db, void *arg) { return mk_setting_set(cx, db, MK_S("category_cap"), mk_str_of(arg)); }

typedef struct sorted_into { const mk_today *list; uint32_t *category; } sorted_into;

static int categories(mk_cx *cx, mk_db *db, void *arg)
{
    const sorted_into *s = arg;
    static const char *const name[] = { "dairy", "bread", "fruit", "" };
    for (size_t i = 0; i < s->list->n; i++) {
        mk_value key = mk_int(s->list->row[i].need.item), row[MK_ITEM_N];
        MK_TRY(mk_table_get(cx, db, MK_T_ITEM, &key, row));
        row[MK_ITEM_CATEGORY] = mk_textz(name[(uint64_t)s->list->row[i].need.item % 4]);
        MK_TRY(mk_table_put(cx, db, MK_T_ITEM, row));
    }
    return 0;
}

static int category_each(mk_cx *cx, mk_db *db, void *arg)
{
    const sorted_into *s = arg;
    for (size_t i = 0; i < s->list->n; i++) MK_TRY(mk_category_of(cx, db, s->list->row[i].need.item, &s->category[i]));
    return 0;
}

/* With a cap no more of a category are on the day's list; who could still stand on it does, and a shorter list is the beginning of a longer one. */
static void at_most_of_a_category(void **state)
{
    (void)state;
    room r;
    open_learnt(&r);
    mk_today free = list(&r, MK_NO_DAY, 1000);
    assert_true(free.n >= 6);
    sorted_into in = { &free, MK_NEWN(r.cx.arena, uint32_t, free.n + 1) };
    assert_ok(&r.cx, mk_store_write(&r.cx, r.store, categories, &in));
    assert_ok(&r.cx, mk_store_read(&r.cx, r.store, category_each, &in));
    for (uint32_t cap = 1; cap <= 1000; cap = cap == 2 ? 1000 : cap + 1) {
        char text[16];
        snprintf(text, sizeof text, "%u", cap);
        assert_ok(&r.cx, mk_store_write(&r.cx, r.store, set_cap, text));
        mk_today t = list(&r, MK_NO_DAY, 1000);
        sorted_into got = { &t, MK_NEWN(r.cx.arena, uint32_t, t.n + 1) };
        assert_ok(&r.cx, mk_store_read(&r.cx, r.store, category_each, &got));
        if (cap == 1000) assert_int_equal(t.n, free.n);
        else assert_true(t.n < free.n);
        for (size_t i = 0; i < t.n; i++) {
            uint32_t same = 0;
            for (size_t k = 0; k < t.n; k++) {
                same += got.category[i] && got.category[k] == got.category[i];
                assert_true(k == i || t.row[k].customer != t.row[i].customer);
            }
            assert_true(same <= cap && (i == 0 || t.row[i].score <= t.row[i - 1].score));
        }
        for (size_t i = 0; i < free.n; i++) {           /* who is not on it had no room for his best */
            uint32_t same = 0;
            bool on = false;
            for (size_t k = 0; k < t.n; k++) on |= t.row[k].customer == free.row[i].customer, same += got.category[k] == in.category[i];
            assert_true(on || (in.category[i] && same == cap));
        }
        for (int limit = 1; limit <= 4 && (size_t)limit <= t.n; limit++) {
            mk_today some = list(&r, MK_NO_DAY, limit);
            assert_int_equal(some.n, limit);
            for (size_t i = 0; i < some.n; i++) assert_string_equal(some.row[i].action, t.row[i].action);
        }
    }
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads), cmocka_unit_test(nothing_learnt), cmocka_unit_test(what_was_answered), cmocka_unit_test(capacity_is_the_limit),
        cmocka_unit_test(no_such_proposal), cmocka_unit_test(the_future_is_not_known), cmocka_unit_test(books_that_end), cmocka_unit_test(who_buys_nothing_by_name), cmocka_unit_test(what_may_not), cmocka_unit_test(at_most_of_a_category),
    };
    return cmocka_run_group_tests_name("learn", tests, NULL, NULL);
}
