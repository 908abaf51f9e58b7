/* SPDX-License-Identifier: Apache-2.0 */
#include "page_int.h"
#include "customer.h"
#include "household.h"
#include "merge.h"
#include "resolve.h"
#include "eligible.h"
#include "flow_worth.h"
#include "undo_one.h"

enum { NEEDS = 18, SHOWN = 8 };       /* more are looked at than shown: categories may be full; and all, when that leaves too few */

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

mk_str mk_ways_json(mk_cx *cx, const mk_gate gate[MK_CHANNELS])
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (int c = 0; c < MK_CHANNELS; c++) {
        mk_json_open(&w, '{');
        mk_key_z(&w, "channel", mk_channel_name[c]);
        mk_json_key(&w, "allowed"), mk_json_bool(&w, gate[c].allowed);
        mk_key_str(&w, "why", mk_gate_reason(cx, (mk_channel)c, &gate[c]));
        if (gate[c].address.n) mk_key_str(&w, "address", gate[c].address);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

/* "8 % – 41 %", "20 % (8 % – 41 %)". */
static mk_str between(mk_cx *cx, mk_str low, mk_str high) { return mk_arena_printf(cx->arena, "%.*s – %.*s", MK_SARG(low), MK_SARG(high)); }
static mk_str with_range(mk_cx *cx, mk_str middle, mk_str low, mk_str high)
{
    return mk_arena_printf(cx->arena, "%.*s (%.*s – %.*s)", MK_SARG(middle), MK_SARG(low), MK_SARG(high));
}

static void number(mk_jsonw *w, const char *label, mk_str value)
{
    mk_json_open(w, '{');
    mk_key_z(w, "label", label);
    mk_key_str(w, "value", value);
    mk_json_close(w);
}

mk_str mk_numbers_json(mk_cx *cx, const mk_today_row *r, const mk_settings *st)
{
    bool en = english(cx);
    const mk_need *n = &r->need;
    if (r->shop) return r->shop->numbers;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    if (n->kind == MK_NEED_REPLENISH || n->kind == MK_NEED_CARE) {
        mk_str sd = n->interval_sd > 0 ? mk_say_days(cx, n->interval_sd) : MK_S("");
        number(&w, en ? "purchases" : "קניות", mk_arena_printf(cx->arena, "%u", n->purchases));
        if (n->interval_days > 0) {
            mk_str every = mk_say_days(cx, n->interval_days);
            number(&w, en ? "every" : "כל", sd.n ? mk_arena_printf(cx->arena, "%.*s ± %.*s", MK_SARG(every), MK_SARG(sd)) : every);
        }
        number(&w, en ? "last purchase" : "קנייה אחרונה", mk_say_day(cx, n->last_day));
        if (n->kind == MK_NEED_REPLENISH) number(&w, en ? "expected between" : "צפוי בין", between(cx, mk_say_day(cx, n->due_low), mk_say_day(cx, n->due_high)));
    } else if (n->kind == MK_NEED_COMPLEMENT && !n->with) {
        number(&w, en ? "bought by the most alike" : "קנו מבין הדומים ביותר", mk_arena_printf(cx->arena, en ? "%u of %u" : "%u מתוך %u", n->alike, n->alike_of));
        number(&w, en ? "bought it in four weeks" : "קנו בארבעה שבועות", mk_arena_printf(cx->arena, "%u", n->lately));
    } else if (n->kind == MK_NEED_COMPLEMENT) {
        number(&w, en ? "bought" : "נקנה", r->with_name);
        number(&w, en ? "on" : "בתאריך", mk_say_day(cx, n->with_day));
        number(&w, en ? "bought together" : "נקנו יחד", mk_arena_printf(cx->arena, en ? "%u of %u" : "%u מתוך %u", n->together, n->with_baskets));
    }
    if (n->kind) {
        mk_str chance = mk_say_percent(cx, n->probability);
        if (n->probability_high > 0) chance = with_range(cx, chance, mk_say_percent(cx, n->probability_low), mk_say_percent(cx, n->probability_high));
        number(&w, en ? "chance within a week" : "סיכוי לקנייה השבוע", chance);
    }
    if (r->value.state != MK_VALUE_TOO_LITTLE && r->history.orders) {
        if (r->value.alive_known) number(&w, en ? "still a customer" : "הקשר עוד חי", mk_say_percent(cx, r->value.alive));
        if (r->value.money_known)
            number(&w, en ? "expected in a year" : "צפוי לשנה",
                   with_range(cx, mk_say_money(cx, (int64_t)r->value.money, st->currency), mk_say_money(cx, (int64_t)r->value.money_low, st->currency),
                              mk_say_money(cx, (int64_t)r->value.money_high, st->currency)));
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

typedef struct proposal { mk_need need; const mk_shop_offer *shop; } proposal;

/* What the score is made of: log-odds of each topic, and where it begins; their sum is the score before it was made a probability. */
static mk_str because(mk_cx *cx, const mk_need *n)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    if (n->base != 0) {
        mk_key_real(&w, "base", n->base);
        for (int i = 0; i < MK_WHYS; i++)
            if (n->effect[i] != 0) mk_key_real(&w, mk_need_why_name((mk_need_why)i), n->effect[i]);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int need_row(mk_cx *cx, mk_db *db, mk_paging *p, const proposal *of, mk_jsonw *w)
{
    mk_today_row r = p->p->who;
    const mk_need *n = &of->need;
    r.need = *n;
    r.shop = of->shop;
    MK_TRY(mk_today_words(cx, db, p->p->settings.today, &r));
    char t[16];
    mk_json_open(w, '{');
    mk_key_z(w, "need", mk_need_name(n->kind));
    mk_key_z(w, "action", r.action);
    if (n->item) mk_key_id(w, "item", n->item);
    mk_key_str(w, "item_name", r.item_name);
    mk_key_real(w, "probability", n->probability);
    if (n->probability_high > 0) mk_key_real(w, "probability_low", n->probability_low), mk_key_real(w, "probability_high", n->probability_high);
    if (n->kind == MK_NEED_REPLENISH || of->shop) mk_key_z(w, "due_day", mk_day_text(n->due_day, t));
    if (n->kind == MK_NEED_REPLENISH) {
        mk_key_z(w, "due_low", mk_day_text(n->due_low, t));
        mk_key_z(w, "due_high", mk_day_text(n->due_high, t));
    }
    mk_key_str(w, "what", r.words.what);
    mk_key_str(w, "why", r.words.why);
    mk_key_str(w, "late", r.words.late);
    mk_key_z(w, "best_way", mk_channel_name[r.best]);
    mk_json_key(w, "numbers"), mk_json_raw(w, mk_numbers_json(cx, &r, &p->p->settings));
    mk_json_key(w, "because"), mk_json_raw(w, because(cx, n));
    mk_json_close(w);
    return 0;
}

/* What a proposal rests on, the candidates of all kinds, and where each comes from. */
typedef struct proposing { mk_need *need; mk_shop_offer *offer; mk_candidate *c; size_t needs, offers, n; } proposing;

static int candidates(mk_cx *cx, mk_db *db, mk_paging *p, double order, const mk_bars *bars, proposing *g)
{
    const mk_history *h = &p->story.history;
    const mk_settings *st = &p->p->settings;
    uint32_t away = mk_bars_away(bars, h->customer) ? MK_BAR_AWAY : 0;
    g->c = MK_NEWN(cx->arena, mk_candidate, g->needs + g->offers + 1);
    g->n = 0;
    for (size_t i = 0; i < g->needs; i++) {
        const mk_need *n = &g->need[i];
        g->c[g->n++] = (mk_candidate){ .kind = n->kind, .item = n->item, .probability = n->probability, .worth = order, .day = n->due_day, .place = (uint32_t)i, .barred = away };
    }
    for (size_t i = 0; i < g->offers; i++) {
        const mk_shop_offer *o = &g->offer[i];
        g->c[g->n++] = (mk_candidate){ .kind = o->kind, .item = o->id, .probability = o->probability, .worth = o->worth, .day = o->day, .place = (uint32_t)i,
                                       .barred = (mk_answered(h, o->id) ? MK_BAR_DISMISSED : 0) | away };
    }
    for (size_t i = 0; i < g->n && st->category_cap; i++)
        if (g->c[i].kind <= MK_NEED_SIMILAR) MK_TRY(mk_category_of(cx, db, g->c[i].item, &g->c[i].category));
    return 0;
}

/* One list of all kinds: what may not be offered is left out before anything is ranked, then the arbiter ranks by what is at stake; ret holds SHOWN. */
static int proposals(mk_cx *cx, mk_db *db, mk_paging *p, proposal *ret, size_t *ret_n)
{
    const mk_history *h = &p->story.history;
    const mk_settings *st = &p->p->settings;
    mk_shop shop;
    mk_bars bars;
    mk_need_wish may = { .barred_by = &(mk_barring){ &bars, h }, .unexplained = true };
    proposing g = { .offer = mk_arena_alloc(cx->arena, MK_SHOP_OFFERS * sizeof(mk_shop_offer)) };
    mk_need_reader *reader = p->models.known ? mk_models_reader(cx, &p->models) : NULL;
    uint32_t chosen[SHOWN];
    double order = mk_order_worth(&p->p->who.value, &h->value);
    MK_TRY(mk_shop_begin(cx, db, st, &p->models.usual, st->today, &shop));
    MK_TRY(mk_bars_get(cx, db, &shop, h->customer, &bars));
    if (mk_bars_any(&bars, h)) may.barred = mk_barred;
    MK_TRY(mk_shop_offers(cx, db, &shop, h, p->p->given.n ? p->p->given : p->p->who.name, order, g.offer, &g.offers));
    for (size_t most = NEEDS;; most = MK_NEED_ANSWERS) {
        g.need = mk_arena_alloc(cx->arena, most * sizeof *g.need);
        g.needs = 0;
        if (reader) {
            g.needs = mk_need_answer(reader, h->customer, h->line, h->n, st->today, &may, g.need, most);
            if (mk_care_due(&p->models.value, &p->p->who.value, h, st->today, g.need)) g.needs = 1;
        }
        MK_TRY(candidates(cx, db, p, order, &bars, &g));
        *ret_n = mk_arbiter_choose(g.c, g.n, &(mk_arbiter){ .once = true, .per_category = st->category_cap }, MK_NEWN(cx->arena, uint32_t, g.n + 1), chosen, SHOWN);
        if (*ret_n == SHOWN || g.needs < most || most == MK_NEED_ANSWERS) break;
    }
    mk_need *told[SHOWN];
    size_t tell = 0;
    for (size_t i = 0; i < *ret_n && reader; i++)
        if (g.c[chosen[i]].kind < MK_NEED_SIMILAR) told[tell++] = &g.need[g.c[chosen[i]].place];
    if (tell) mk_need_explain(reader, told, tell);
    for (size_t i = 0; i < *ret_n; i++) {
        const mk_candidate *one = &g.c[chosen[i]];
        if (one->kind < MK_NEED_SIMILAR) ret[i] = (proposal){ g.need[one->place], NULL };
        else ret[i] = (proposal){ { .kind = one->kind, .item = one->item, .probability = one->probability, .probability_low = g.offer[one->place].probability_low,
                                .probability_high = g.offer[one->place].probability_high, .due_day = one->day }, &g.offer[one->place] };
    }
    return 0;
}

static int needs(mk_cx *cx, mk_db *db, mk_paging *p)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    proposal all[SHOWN];
    size_t n;
    mk_json_open(&w, '[');
    p->p->next = MK_S("null");
    MK_TRY(proposals(cx, db, p, all, &n));
    for (size_t i = 0; i < n; i++) {
        size_t from = b.n;
        MK_TRY(need_row(cx, db, p, &all[i], &w));
        if (i == 0) p->p->next = mk_arena_dup(cx->arena, mk_str_sub(mk_buf_str(&b), from, b.n));       /* the first is the next step */
    }
    mk_json_close(&w);
    p->p->needs = mk_buf_str(&b);
    return 0;
}

/* What he pays or takes at an even time: a subscription, a fee, a yearly appeal. */
static int rhythm(mk_cx *cx, mk_db *db, mk_paging *p, mk_jsonw *w)
{
    mk_rhythm_model m;
    mk_rhythm_row row[MK_RHYTHMS];
    size_t n;
    MK_TRY(mk_rhythm_model_get(cx, db, &m));
    MK_TRY(mk_rhythm_rows(cx, db, &p->p->settings, &m, p->customer, row, &n));
    if (!n) return 0;
    mk_json_key(w, "rhythm");
    mk_rhythm_rows_json(w, cx, row, n, &p->p->settings);
    return 0;
}

/* What he is worth part by part, what he could be, and how he himself fares. */
static int worth(mk_cx *cx, mk_db *db, mk_paging *p, mk_worth_row *ret)
{
    mk_worth_model m;
    MK_TRY(mk_worth_model_get(cx, db, &m));
    return mk_worth_one(cx, db, &p->p->settings, &p->models, &m, &p->story, &p->p->who.value, ret);
}

static int value(mk_cx *cx, mk_db *db, mk_paging *p)
{
    const mk_value_answer *a = &p->p->who.value;
    const mk_value_history *h = &p->p->who.history;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_worth_row row;
    MK_TRY(worth(cx, db, p, &row));
    mk_key_str(&w, "sentence", !h->orders ? mk_say_unbought(cx, &row.aside) : p->models.known ? mk_say_value(cx, a, h, p->p->who.name, p->p->settings.currency)
            : english(cx) ? MK_S("Nothing was learnt yet: run makir learn.") : MK_S("עוד לא נלמד דבר: makir learn."));
    mk_key_z(&w, "state", !p->models.known || a->state == MK_VALUE_TOO_LITTLE ? "too_little" : a->state == MK_VALUE_LITTLE ? "little" : "enough");
    if (p->models.known && a->state != MK_VALUE_TOO_LITTLE && h->orders) {
        if (a->alive_known) mk_key_real(&w, "alive", a->alive), mk_key_real(&w, "alive_low", a->alive_low), mk_key_real(&w, "alive_high", a->alive_high);
        mk_key_real(&w, "orders12", a->orders), mk_key_real(&w, "orders12_low", a->orders_low), mk_key_real(&w, "orders12_high", a->orders_high);
        if (a->money_known) {
            mk_key_int(&w, "money12", llround(a->money)), mk_key_int(&w, "money12_low", llround(a->money_low)), mk_key_int(&w, "money12_high", llround(a->money_high));
            mk_key_z(&w, "currency", p->p->settings.currency);
        }
        mk_key_real(&w, "since_days", a->since_days), mk_key_real(&w, "interval_days", a->interval_days);
        mk_key_real(&w, "next_low", a->next_low), mk_key_real(&w, "next_days", a->next_days), mk_key_real(&w, "next_high", a->next_high);
        if (h->orders > 1) mk_key_real(&w, "usual_days", a->usual_days), mk_key_real(&w, "late_days", a->late_days);
    }
    MK_TRY(rhythm(cx, db, p, &w));
    mk_json_key(&w, "worth"), mk_json_raw(&w, mk_worth_json(cx, &row, &p->p->settings, p->p->who.name));
    mk_json_close(&w);
    p->p->value = mk_buf_str(&b);
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_paging *p = arg;
    mk_page *o = p->p;
    mk_value c[MK_CUSTOMER_N];
    MK_TRY(mk_customer_must_be(cx, db, &p->customer, c));
    MK_TRY(mk_customer_version(cx, db, p->customer, &o->version));
    MK_TRY(mk_settings_get(cx, db, &o->settings));
    MK_TRY(mk_models_get(cx, db, &p->models));
    MK_TRY(mk_story_of(cx, db, &o->settings, p->customer, o->settings.today, (size_t)p->events, &p->story));
    o->spent = p->story.spent;
    p->ask.purpose = MK_S("advertising");
    o->who.customer = p->customer;
    MK_TRY(mk_page_lists(cx, db, p));
    MK_TRY(mk_gate_others(cx, db, p->customer, &p->ask));
    mk_gate_answer(cx, &p->ask, o->who.gate);
    o->until = mk_gate_until(cx, &p->ask);
    mk_today_answer(cx, &p->models, &o->settings, o->settings.today, &p->story.history, c, &o->who);
    o->given = c[MK_CUSTOMER_GIVEN].s;
    o->family = c[MK_CUSTOMER_FAMILY].s;
    o->kind = c[MK_CUSTOMER_KIND].s;
    o->language = c[MK_CUSTOMER_LANGUAGE].s;
    o->ways = mk_ways_json(cx, o->who.gate);
    MK_TRY(needs(cx, db, p));
    MK_TRY(value(cx, db, p));
    MK_TRY(mk_merges_of(cx, db, p->customer, &o->merges));
    MK_TRY(mk_review_doubles(cx, db, p->customer, o->settings.now_day, &o->doubles));
    MK_TRY(mk_household_of(cx, db, p->customer, &o->household));
    return mk_page_timeline(cx, db, p);
}

int mk_page_of(mk_cx *cx, mk_store *s, int64_t customer, int events, mk_page *ret)
{
    memset(ret, 0, sizeof *ret);
    mk_paging p = { .customer = customer, .events = events, .p = ret };
    return mk_store_read(cx, s, body, &p);
}
