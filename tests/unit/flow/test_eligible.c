/* SPDX-License-Identifier: Apache-2.0
 * The day's list, the page and the basket of a real store against a plain account of what may be offered to whom, again and again with another shelf,
 * other margins, other floors and caps, pieces kept for others, answers, allergies, consents, people who are away and people left in peace: nothing on
 * them that may not be, nothing new that he has, nobody and nothing missing for which there is room. What could be there is found the plain way: each
 * thing is asked about alone, everything else barred.
 * test_eligible [ROUNDS]. */
#include "regulars.h"
#include <math.h>
#include "basket.h"
#include "book.h"
#include "goods.h"
#include "id.h"
#include "page.h"
#include "setting.h"

enum { BUYERS = 150, GOODS = 40, KINDS = 6, FEW = 6, SHOWN = 8, KEPT = 12, LOOKED = 10 };     /* KEPT: pieces put aside in a round; LOOKED: pages and baskets of a round */
#define TOLD 1e-6           /* the page tells six digits */
static int rounds = FEW;

typedef struct plain {
    int64_t who[BUYERS], what[GOODS];
    int stock[GOODS], margin[GOODS], contains[GOODS], allergy[BUYERS], floor, cap;     /* margin, floor: percent; contains, allergy: 0 nothing */
    int kept[BUYERS][GOODS];        /* pieces */
    bool hidden[GOODS], away[BUYERS], refused[BUYERS], dismissed[BUYERS][GOODS], peace[BUYERS];
    uint64_t asked, offered, barred, pages, baskets, rows, kept_away;
} plain;

/* Everybody buys of eight things of his own, some every week and some every three, and now and then any other. */
static const char *buyers(room *r)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(31);
    int doc = 1;
    for (int p = 0; p < BUYERS; p++)
        for (int32_t day = TODAY - 200 + p % 7; day < TODAY - (int)mk_rng_below(&g, 12); day += 6 + (int)mk_rng_below(&g, 3), doc++)
            for (int k = 0; k < 9; k++) {
                if (mk_rng_below(&g, k < 3 ? 2 : 4)) continue;
                int what = k < 8 ? (p * 3 + k * k) % GOODS : (int)mk_rng_below(&g, GOODS);
                shop_row *w = shop_add(&s);
                char t[16];
                snprintf(w->key, sizeof w->key, "%d", 500 + p);
                snprintf(w->name, sizeof w->name, "buyer %c%c", 'a' + p / 26, 'a' + p % 26);
                snprintf(w->phone, sizeof w->phone, "054-%07d", 1000000 + p);
                snprintf(w->date, sizeof w->date, "%s", mk_day_text(day, t));
                snprintf(w->doc, sizeof w->doc, "%d", doc);
                snprintf(w->item, sizeof w->item, "G%02d", what);
                snprintf(w->item_name, sizeof w->item_name, "thing %02d", what);
                w->quantity = 1;
                w->price = 1000 + 100 * (p % 30);
            }
    return shop_write(r, &s, "buyers.csv");
}

static bool item_row(void *self, const mk_value *row)
{
    plain *p = self;
    int64_t n;
    mk_str name = row[MK_ITEM_NAME].s;
    if (mk_str_starts(name, MK_S("thing ")) && mk_str_int(mk_str_sub(name, 6, name.n), &n) && n < GOODS) p->what[n] = row[MK_ITEM_ITEM_ID].i;
    return true;
}

static int number_of(const int64_t *of, int n, int64_t id)
{
    for (int i = 0; i < n; i++) if (of[i] == id) return i;
    return -1;
}

static int set_one(mk_cx *cx, mk_db *db, void *arg)
{
    const char *const *s = arg;
    return mk_setting_set(cx, db, mk_str_of(s[0]), mk_str_of(s[1]));
}

static void setting(room *r, const char *key, int value)
{
    const char *s[] = { key, value ? mk_arena_printf(r->cx.arena, "%d", value).p : "" };
    assert_ok(&r->cx, mk_store_write(&r->cx, r->store, set_one, s));
}

static void fact(room *r, int64_t who, const char *kind, const char *value)
{
    mk_new_fact f = { .kind = mk_str_of(kind), .value = mk_str_of(value), .origin = MK_S("said"), .confidence = 1 };
    int64_t id;
    assert_ok(&r->cx, mk_customer_fact(&r->cx, r->store, who, &f, &id));
}

static const char *const food[] = { "", "nuts", "milk" };

static void people(room *r, plain *p, mk_rng *g)
{
    for (int i = 0; i < BUYERS; i++) {
        char name[16];
        int64_t entry;
        snprintf(name, sizeof name, "buyer %c%c", 'a' + i / 26, 'a' + i % 26);
        assert_true((p->who[i] = room_named(r, name)) != 0);
        p->allergy[i] = (int)mk_rng_below(g, 4) % 3;
        if (p->allergy[i]) fact(r, p->who[i], "allergy", food[p->allergy[i]]);
        p->away[i] = mk_rng_below(g, 12) == 0;
        if (p->away[i]) fact(r, p->who[i], "away", "abroad");
        p->refused[i] = mk_rng_below(g, 2);
        mk_new_consent c = { .channel = MK_S("sms"), .purpose = MK_S("advertising"), .state = p->refused[i] ? MK_S("refused") : MK_S("granted"), .evidence = MK_S("said at the till"), .language = MK_S("en"),
                             .place = MK_S("shop") };
        assert_ok(&r->cx, mk_customer_consent(&r->cx, r->store, p->who[i], &c, &entry));
    }
}

/* Another shelf, another floor, another cap. */
static void shelf(room *r, plain *p, mk_rng *g)
{
    static const int empty[] = { 0, 1, 3, 6, 9 };      /* of ten things on the shelf so many are sold out */
    mk_goods_told told;
    mk_buf b = mk_buf_on(r->cx.arena);
    mk_buf_printf(&b, "key,category,stock,price,margin,contains,hidden\n");
    int out = empty[mk_rng_below(g, 5)];
    for (int i = 0; i < GOODS; i++) {
        p->stock[i] = (int)mk_rng_below(g, 10) < out ? 0 : 1 + (int)mk_rng_below(g, 9);
        p->margin[i] = (int)mk_rng_below(g, 60);
        mk_buf_printf(&b, "G%02d,kind %d,%d,20,%d,%s,%s\n", i, i % KINDS, p->stock[i], p->margin[i], food[p->contains[i]], p->hidden[i] ? "yes" : "");
    }
    assert_ok(&r->cx, mk_goods_import(&r->cx, r->store, "", mk_buf_str(&b), MK_S(""), &told));
    p->floor = mk_rng_below(g, 2) ? (int)mk_rng_below(g, 40) : 0;
    p->cap = mk_rng_below(g, 2) ? 1 + (int)mk_rng_below(g, 12) : 0;
    setting(r, "margin_floor", p->floor);
    setting(r, "category_cap", p->cap);
}

/* Pieces that are left for him. */
static int left(const plain *p, int who, int what)
{
    int n = p->stock[what];
    for (int i = 0; i < BUYERS; i++) n -= i != who ? p->kept[i][what] : 0;
    return n;
}

static bool may(const plain *p, int who, int what)
{
    return !p->away[who] && left(p, who, what) > 0 && p->margin[what] >= p->floor && !p->hidden[what] && !p->dismissed[who][what] && !(p->contains[what] && p->contains[what] == p->allergy[who]);
}

typedef struct asking { int64_t who; mk_need need[MK_NEED_ANSWERS]; bool has[GOODS]; size_t n; const plain *p; bool alone; } asking;

static bool others(const void *one, int64_t item) { return *(const int64_t *)one != item; }

/* All that is due to him, whether it may be offered or not. */
static int ask(mk_cx *cx, mk_db *db, void *arg)
{
    asking *a = arg;
    static mk_settings st;
    mk_models m;
    mk_history h;
    size_t n = 0;
    MK_TRY(mk_settings_get(cx, db, &st));
    MK_TRY(mk_models_get(cx, db, &m));
    MK_TRY(mk_history_of(cx, db, &st, a->who, TODAY, &h));
    if (a->alone) {         /* each thing as if there were no other */
        mk_need_reader *r = mk_models_reader(cx, &m);
        a->n = 0;
        for (int i = 0; i < GOODS; i++) {
            mk_need_wish one = { .barred = others, .barred_by = &a->p->what[i] };
            a->n += mk_need_answer(r, a->who, h.line, h.n, TODAY, &one, &a->need[a->n], 1);
            for (size_t k = 0; k < h.n; k++) a->has[i] |= h.line[k].item == a->p->what[i];
        }
        return 0;
    }
    a->n = mk_need_answer(mk_models_reader(cx, &m), a->who, h.line, h.n, TODAY, NULL, a->need, MK_NEED_ANSWERS);
    for (size_t i = 0; i < a->n; i++) {
        const mk_need *one = &a->need[i];
        if (one->kind != MK_NEED_REPLENISH || (one->due_day - TODAY <= MK_NEED_DAYS && one->since_days >= .75 * one->usual_days)) a->need[n++] = *one;
    }
    a->n = n;
    return 0;
}

/* Nobody is missing of whom something may be told and fits the cap; who is there has the likeliest of his, unless its category is full. */
static void complete(room *r, plain *p, const mk_today *t, size_t limit)
{
    int of[KINDS] = { 0 };
    size_t could = 0;
    for (size_t i = 0; i < t->n; i++) of[number_of(p->what, GOODS, t->row[i].need.item) % KINDS]++;
    for (int k = 0; k < KINDS; k++) assert_true(!p->cap || of[k] <= p->cap);
    for (int who = 0; who < BUYERS; who++) {
        asking a = { .who = p->who[who] };
        const mk_today_row *row = NULL;
        double best = 0, fits = 0;
        mk_arena_mark mark = mk_arena_here(r->cx.arena);
        for (size_t i = 0; i < t->n; i++) if (t->row[i].customer == a.who) row = &t->row[i];
        assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &a));
        for (size_t i = 0; i < a.n; i++) {
            int what = number_of(p->what, GOODS, a.need[i].item);
            if (p->peace[who] || !may(p, who, what)) { p->barred++; continue; }
            best = fmax(best, a.need[i].probability);
            if (!p->cap || of[what % KINDS] < p->cap) fits = fmax(fits, a.need[i].probability);
        }
        could += best > 0;
        if (t->n < limit && fits > 0 && !row) fail_msg("buyer %d is missing: %.3f", who, fits);
        if (row && !p->cap) assert_true(row->need.probability >= best - 1e-12);
        if (row) assert_true(row->need.probability >= fits - 1e-12);
        mk_arena_rewind(r->cx.arena, mark);
    }
    if (!p->cap) assert_int_equal(t->n, could < limit ? could : limit);
}

static void right(plain *p, const mk_today *t)
{
    for (size_t i = 0; i < t->n; i++) {
        const mk_today_row *row = &t->row[i];
        int who = number_of(p->who, BUYERS, row->customer), what = number_of(p->what, GOODS, row->need.item);
        assert_true(who >= 0 && what >= 0);
        assert_false(p->peace[who]);
        if (!may(p, who, what)) fail_msg("thing %d must not be offered to buyer %d: stock %d, margin %d of %d", what, who, p->stock[what], p->margin[what], p->floor);
        for (size_t k = 0; k < i; k++) assert_true(t->row[k].customer != row->customer);
        assert_true(i == 0 || t->row[i - 1].score >= row->score - 1e-9);
        assert_int_equal(row->gate[MK_SMS].allowed, !p->refused[who]);
        assert_true(!(p->refused[who] && row->best == MK_SMS));
    }
    p->offered += t->n;
    p->asked += BUYERS;
}

/* --- his page and his basket --- */

typedef struct shown { int64_t item; double probability; bool fresh; } shown;

/* The goods among what his page proposes. */
static size_t of_page(room *r, int64_t who, shown *ret)
{
    mk_page page;
    size_t n = 0;
    assert_ok(&r->cx, mk_page_of(&r->cx, r->store, who, 1, &page));
    const char *at = mk_arena_printf(r->cx.arena, "%.*s", MK_SARG(page.needs)).p;
    while ((at = strstr(at, "\"need\":\"")) != NULL) {
        at += strlen("\"need\":\"");
        const char *item = strstr(at, "\"item\":\""), *p = strstr(at, "\"probability\":");
        bool fresh = strncmp(at, "complement", 10) == 0;
        assert_true(n < SHOWN && (fresh || strncmp(at, "replenish", 9) == 0) && item && p);
        item += strlen("\"item\":\"");
        assert_true(mk_id_parse((mk_str){ item, strcspn(item, "\"") }, &ret[n].item));
        ret[n].fresh = fresh;
        ret[n++].probability = strtod(p + strlen("\"probability\":"), NULL);
    }
    return n;
}

static size_t of_basket(room *r, int64_t who, shown *ret)
{
    mk_basket b;
    assert_ok(&r->cx, mk_basket_of(&r->cx, r->store, who, &b));
    for (size_t i = 0; i < b.n; i++) ret[i] = (shown){ b.row[i].need.item, b.row[i].need.probability, false };
    return b.n;
}

/* Every row may be there and is as likely as when asked alone; and what may be there and is not finds a full list, or its category full, of what is no less likely. */
static void whole(plain *p, int who, const asking *all, const shown *row, size_t n, size_t most, bool basket)
{
    bool there[GOODS] = { 0 };
    for (size_t i = 0; i < n; i++) {
        int what = number_of(p->what, GOODS, row[i].item);
        double alone = -1;
        assert_true(what >= 0 && !there[what]);
        there[what] = true;
        if (!may(p, who, what)) fail_msg("thing %d must not be offered to buyer %d: stock %d, left %d, margin %d of %d", what, who, p->stock[what], left(p, who, what), p->margin[what], p->floor);
        assert_int_equal(row[i].fresh, !all->has[what]);
        for (size_t k = 0; k < all->n; k++) if (all->need[k].item == row[i].item) alone = all->need[k].probability;
        assert_true(fabs(alone - row[i].probability) < TOLD);
        assert_true(i == 0 || row[i - 1].probability >= row[i].probability);
    }
    for (size_t k = 0; k < all->n; k++) {
        const mk_need *one = &all->need[k];
        int what = number_of(p->what, GOODS, one->item), same = 0, before = 0;
        if (there[what] || !may(p, who, what)) { p->kept_away += !there[what] && p->stock[what] > 0 && left(p, who, what) <= 0; continue; }
        if (basket && !(one->kind == MK_NEED_REPLENISH && one->due_day - TODAY <= MK_NEED_DAYS && one->since_days >= .5 * one->usual_days && one->purchases > 1)) continue;
        for (size_t i = 0; i < n; i++) {
            if (row[i].probability < one->probability - TOLD) continue;
            before++;
            same += number_of(p->what, GOODS, row[i].item) % KINDS == what % KINDS;
        }
        if (before < (int)most && !(p->cap && same >= p->cap)) fail_msg("thing %d is missing for buyer %d: %.4f", what, who, one->probability);
    }
    p->rows += n;
}

static void pages(room *r, plain *p, mk_rng *g)
{
    for (int i = 0; i < LOOKED; i++) {
        int who = (int)mk_rng_below(g, BUYERS);
        asking all = { .who = p->who[who], .p = p, .alone = true };
        shown row[MK_BASKET_ROWS];
        mk_arena_mark mark = mk_arena_here(r->cx.arena);
        assert_ok(&r->cx, mk_store_read(&r->cx, r->store, ask, &all));
        whole(p, who, &all, row, of_page(r, p->who[who], row), SHOWN, false);
        whole(p, who, &all, row, of_basket(r, p->who[who], row), MK_BASKET_ROWS, true);
        p->pages++, p->baskets++;
        mk_arena_rewind(r->cx.arena, mark);
    }
}

/* Some pieces are kept for one or another while the shelf has them, and some of the last round's are given back. */
static void keep(room *r, plain *p, mk_rng *g)
{
    for (int i = 0; i < BUYERS; i++)
        for (int k = 0; k < GOODS; k++)
            if (p->kept[i][k] && mk_rng_below(g, 2)) {
                int64_t id;
                assert_ok(&r->cx, mk_book_keep(&r->cx, r->store, p->who[i], p->what[k], MK_S("released"), TODAY, TODAY + 3, &id));
                p->kept[i][k] = 0;
            }
    for (int n = 0; n < KEPT; n++) {
        int who = (int)mk_rng_below(g, BUYERS), what = (int)mk_rng_below(g, GOODS / 4);        /* of few things, so that of some none is left */
        int64_t id;
        if (p->kept[who][what] || left(p, who, what) < 1) continue;
        assert_ok(&r->cx, mk_book_keep(&r->cx, r->store, p->who[who], p->what[what], MK_S("kept"), TODAY, TODAY + 3, &id));
        p->kept[who][what] = 1;
    }
}

static void by_the_rules(void **state)
{
    (void)state;
    room r;
    plain *p = calloc(1, sizeof *p);
    mk_rng g = mk_rng_seed(77);
    assert_non_null(p);
    room_open(&r);
    room_import(&r, buyers(&r), "", false);
    room_each(&r, MK_T_ITEM, item_row, p);
    people(&r, p, &g);
    for (int i = 0; i < GOODS; i++) p->contains[i] = (int)mk_rng_below(&g, 6) % 4 % 3, p->hidden[i] = mk_rng_below(&g, 12) == 0;
    set_day(&r, TODAY);
    learn(&r);
    for (int k = 0; k < rounds; k++) {
        room_fresh(&r);
        shelf(&r, p, &g);
        keep(&r, p, &g);
        size_t limit = mk_rng_below(&g, 2) ? BUYERS + 1 : 1 + mk_rng_below(&g, BUYERS);
        mk_today t = list(&r, TODAY, (int)limit);
        assert_true(t.learnt);
        right(p, &t);
        complete(&r, p, &t, limit);
        pages(&r, p, &g);
        for (size_t i = 0; k % 8 == 1 && i < t.n && i < 4; i++) {       /* some answers, which hold from the next round on */
            static const mk_mark marks[] = { MK_MARK_LATER, MK_MARK_NEVER, MK_MARK_WRONG, MK_MARK_DONE };
            mk_mark mark = marks[mk_rng_below(&g, 4)];
            int32_t until;
            assert_ok(&r.cx, mk_today_mark(&r.cx, r.store, mk_str_of(t.row[i].action), mark, MK_S(""), &until));
            p->peace[number_of(p->who, BUYERS, t.row[i].customer)] |= mark == MK_MARK_DONE;
            p->dismissed[number_of(p->who, BUYERS, t.row[i].customer)][number_of(p->what, GOODS, t.row[i].need.item)] = true;
        }
    }
    print_message("# %d lists for %" PRIu64 " customers: %" PRIu64 " proposals, none against a rule and nobody missing; %" PRIu64 " needs were barred\n", rounds, p->asked, p->offered, p->barred);
    print_message("# %" PRIu64 " pages and %" PRIu64 " baskets with %" PRIu64 " rows, none against a rule and none missing; %" PRIu64 " were kept for others\n", p->pages, p->baskets, p->rows, p->kept_away);
    assert_true(p->offered > 0 && p->barred > 0 && p->rows > 0);
    room_close(&r);
    free(p);
}

int main(int argc, char **argv)
{
    if (argc > 1) rounds = (int)strtol(argv[1], NULL, 10);
    const struct CMUnitTest tests[] = { cmocka_unit_test(by_the_rules) };
    return cmocka_run_group_tests_name("eligible", tests, NULL, NULL);
}
