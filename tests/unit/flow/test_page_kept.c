/* SPDX-License-Identifier: Apache-2.0
 * Pages that are kept, against pages that are made: whatever is written, by this program or another, and however time goes by, what is shown is what
 * would be made now. And they are kept: asked again before anything happens, a page is not made again. */
#include "regulars.h"
#include "book.h"
#include "entry.h"
#include "goods.h"
#include "merge.h"
#include "page.h"

enum { STEPS = 400, SOME = 6 };

typedef struct world {
    room r;
    mk_store *other;                /* as of another program */
    mk_rng g;
    int64_t who[PEOPLE], fact, merge, batch, files;
    uint64_t kept, made;
} world;

static uint64_t below(world *w, uint64_t n) { return mk_rng_below(&w->g, n); }
static int64_t anyone(world *w) { return w->who[below(w, SOME)]; }

typedef struct finding { int64_t *who; size_t n; } finding;
static bool each(void *self, const mk_value *row)
{
    finding *f = self;
    f->who[f->n++] = row[MK_CUSTOMER_CUSTOMER_ID].i;
    return f->n < PEOPLE;
}

static void begin(world *w)
{
    *w = (world){ .g = mk_rng_seed(6) };
    open_learnt(&w->r);
    finding f = { w->who, 0 };
    room_each(&w->r, MK_T_CUSTOMER, each, &f);
    assert_int_equal(f.n, PEOPLE);
    assert_ok(&w->r.cx, mk_store_open(&w->r.cx, w->r.url, 0, &w->other));
}

static void end(world *w)
{
    mk_store_close(w->other);
    room_close(&w->r);
}

static void same(const char *what, int step, mk_str is, mk_str should)
{
    if (!mk_str_eq(is, should)) fail_msg("after step %d, %s: %.*s, and it should be %.*s", step, what, MK_SARG(is), MK_SARG(should));
}

/* One page, as it is shown and as it is. */
static void look(world *w, int step)
{
    mk_cx *cx = &w->r.cx;
    int64_t who = anyone(w);
    int events = below(w, 4) ? 50 : 1;
    mk_page p;
    mk_page_shown first, a, b;
    cx->lang = below(w, 2) ? MK_HE : MK_EN;
    assert_ok(cx, mk_page_show(cx, w->r.store, who, events, &first));      /* as it was made, if it was */
    assert_ok(cx, mk_page_show(cx, w->r.store, who, events, &a));
    assert_ok(cx, mk_page_show(cx, w->r.store, who, events, &b));
    assert_ok(cx, mk_page_of(cx, w->r.store, who, events, &p));
    w->made++;
    w->kept += a.timeline.p == b.timeline.p;
    assert_int_equal(b.customer, p.who.customer);
    assert_int_equal(b.version, p.version);
    assert_int_equal(b.spent, p.spent.total);
    assert_int_equal(b.orders, p.spent.history.orders);
    assert_int_equal(b.stage, p.who.stage);
    assert_int_equal(b.gender[0], p.who.gender);
    assert_string_equal(b.currency, p.settings.currency);
    const struct { const char *what; mk_str is, should; } text[] = {
        { "name", b.name, p.who.name }, { "given", b.given, p.given }, { "family", b.family, p.family }, { "kind", b.kind, p.kind }, { "language", b.language, p.language },
        { "since", b.since, p.who.since }, { "left out", b.left_out, mk_say_elsewhere(cx, &p.spent.other) }, { "contacts", b.contacts, p.contacts }, { "facts", b.facts, p.facts },
        { "assets", b.assets, p.assets }, { "consent", b.consent, p.consent }, { "ways", b.ways, p.ways }, { "value", b.value, p.value }, { "next", b.next, p.next },
        { "needs", b.needs, p.needs }, { "timeline", b.timeline, p.timeline }, { "sources", b.sources, p.sources }, { "links", b.links, p.links }, { "household", b.household, p.household } };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) same(text[i].what, step, text[i].is, text[i].should);
}

typedef struct setting { const char *key, *value; } setting;
static int set(mk_cx *cx, mk_db *db, void *arg)
{
    const setting *s = arg;
    return mk_setting_set(cx, db, mk_str_of(s->key), mk_str_of(s->value));
}

/* Something is written, by this store or the other one. What is refused is as good: nothing may have changed. */
static void write(world *w)
{
    static const setting settings[] = { { "category_cap", "1" }, { "category_cap", "" }, { "timezone", "America/New_York" }, { "timezone", "Asia/Jerusalem" }, { "margin", "30" },
                                        { "today", "2026-01-20" }, { "today", "2026-01-12" }, { "today", "" }, { "occasions", "A01 month" }, { "currency", "USD" }, { "currency", "ILS" } };
    mk_cx *cx = &w->r.cx;
    mk_store *s = below(w, 3) ? w->r.store : w->other;
    int64_t who = anyone(w), id;
    mk_str was;
    char t[64];
    snprintf(t, sizeof t, "%" PRIu64, below(w, 1000));
    switch (below(w, 14)) {
    case 0: assert_ok(cx, mk_customer_note(cx, s, who, mk_str_of(t), MK_S("call"), true, &id)); break;
    case 1: {
        mk_new_fact f = { .kind = below(w, 2) ? MK_S("dnc") : MK_S("away"), .value = below(w, 2) ? MK_S("clear") : MK_S("yes"), .origin = MK_S("staff"), .confidence = 1 };
        if (mk_customer_fact(cx, s, who, &f, &id) >= 0) w->fact = id;
        break;
    }
    case 2: if (w->fact) (void)mk_customer_fact_end(cx, s, who, w->fact); break;
    case 3: assert_ok(cx, mk_customer_set(cx, s, who, MK_S("given"), mk_str_of(t), &was)); break;
    case 4: {
        mk_new_consent c = { .channel = below(w, 2) ? MK_S("call") : MK_S("sms"), .purpose = MK_S("advertising"), .state = below(w, 2) ? MK_S("granted") : MK_S("refused"), .evidence = MK_S("asked") };
        assert_ok(cx, mk_customer_consent(cx, s, who, &c, &id));
        break;
    }
    case 5: {
        mk_hand_sale h = { .total = mk_str_of(t), .item = below(w, 2) ? MK_S("פריט 3") : MK_S("") };
        (void)mk_customer_sale(cx, s, who, &h, &id);
        break;
    }
    case 6: {
        mk_merge_result m;
        if (mk_merge(cx, s, who, anyone(w), MK_S("one"), &m) >= 0) w->merge = m.merge;
        break;
    }
    case 7: {
        mk_split_result apart;
        if (w->merge) (void)mk_split(cx, s, w->merge, &apart);
        break;
    }
    case 8: {
        setting one = settings[below(w, sizeof settings / sizeof *settings)];
        assert_ok(cx, mk_store_write(cx, s, set, &one));
        break;
    }
    case 9: {
        mk_goods_told told;
        assert_ok(cx, mk_goods_import(cx, s, "", mk_arena_printf(cx->arena, "item,name,stock\nA03,%s,%s\n", t, below(w, 2) ? "0" : "9"), MK_S(""), &told));
        break;
    }
    case 10: {
        char name[32];
        snprintf(name, sizeof name, "more%" PRId64 ".csv", w->files++);
        w->batch = room_import(&w->r, room_write(&w->r, name, mk_arena_printf(cx->arena, "customer,name,phone,date,doc,item,item name,total\n501,x,054-1000001,2026-01-0%d,Z%s,A05,פריט 5,12.00\n",
                                                                             1 + (int)below(w, 9), t).p), "", false).batch;
        break;
    }
    case 11:
        if (w->batch) room_undo(&w->r, w->batch);
        w->batch = 0;
        break;
    case 12: {
        mk_learnt l;
        if (below(w, 4) == 0) assert_ok(cx, mk_learn(cx, s, TODAY, &l));
        break;
    }
    case 13: {
        mk_today d = list(&w->r, MK_NO_DAY, 8);
        int32_t until;
        if (d.n) assert_ok(cx, mk_today_mark(cx, s, mk_str_of(d.row[below(w, d.n)].action), (mk_mark)below(w, MK_MARKS), MK_S(""), &until));
        break;
    }
    default: break;
    }
}

static void as_if_made_now(void **state)
{
    (void)state;
    static const int64_t steps[] = { 1, MK_SECOND, 20 * 60 * MK_SECOND, 7 * 60 * 60 * MK_SECOND, 14 * MK_DAY, -MK_DAY };
    world w;
    begin(&w);
    for (int i = 0; i < STEPS; i++) {
        write(&w);
        for (uint64_t n = 1 + below(&w, 4); n > 0; n--) look(&w, i);
        if (below(&w, 3) == 0) w.r.cx.now += steps[below(&w, sizeof steps / sizeof *steps)];
        for (uint64_t n = below(&w, 3); n > 0; n--) look(&w, i);
        if (i % 16 == 0) room_fresh(&w.r);
    }
    assert_int_equal(w.kept, w.made);
    end(&w);
}

/* A yes to calls holds for a year and not a moment longer, though nobody writes anything then. */
static void time_alone(void **state)
{
    (void)state;
    world w;
    begin(&w);
    mk_cx *cx = &w.r.cx;
    mk_page_shown a, b;
    int64_t id;
    mk_new_consent yes = { .channel = MK_S("call"), .purpose = MK_S("advertising"), .state = MK_S("granted"), .evidence = MK_S("asked") };
    assert_ok(cx, mk_customer_consent(cx, w.r.store, w.who[0], &yes, &id));
    cx->now += 365 * MK_DAY - 2;
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 5, &a));
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 5, &a));
    cx->now += 1;
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 5, &b));
    assert_ptr_equal(a.ways.p, b.ways.p);
    cx->now += 1;
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 5, &b));
    assert_false(mk_str_eq(a.ways, b.ways));
    end(&w);
}

/* More than there is room for: all are right, and the last are kept. */
static void more_than_fit(void **state)
{
    (void)state;
    world w;
    begin(&w);
    mk_cx *cx = &w.r.cx;
    mk_page_shown a, b;
    for (int i = 0; i < 4000; i++) {
        mk_page p;
        int64_t who = w.who[i % 7];
        assert_ok(cx, mk_page_show(cx, w.r.store, who, i / 7, &a));
        if (i % 100 == 0) {
            assert_ok(cx, mk_page_of(cx, w.r.store, who, i / 7, &p));
            same("timeline", i, a.timeline, p.timeline);
        }
        if (i % 64 == 0) room_fresh(&w.r);
    }
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 1, &a));
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 1, &a));
    assert_ok(cx, mk_page_show(cx, w.r.store, w.who[0], 1, &b));
    assert_ptr_equal(a.timeline.p, b.timeline.p);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_if_made_now), cmocka_unit_test(time_alone), cmocka_unit_test(more_than_fit) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
