/* SPDX-License-Identifier: Apache-2.0 */
#include "page.h"
#include "merge.h"
#include "contact.h"
#include "id.h"
#include "jsonw.h"
#include "record.h"
#include "search.h"
#include "vec.h"

enum { YEAR = 365, NEEDS = 6, LINES = 60 };

static bool english(const mk_cx *cx) { return cx->lang == MK_EN; }

static void key_str(mk_jsonw *w, const char *k, mk_str v) { mk_json_key(w, k); mk_json_str(w, v); }
static void key_z(mk_jsonw *w, const char *k, const char *v) { mk_json_key(w, k); mk_json_z(w, v); }
static void key_int(mk_jsonw *w, const char *k, int64_t v) { mk_json_key(w, k); mk_json_int(w, v); }
static void key_real(mk_jsonw *w, const char *k, double v) { mk_json_key(w, k); mk_json_real(w, v); }
static void key_moment(mk_jsonw *w, const char *k, int64_t at) { char t[32]; key_z(w, k, mk_moment_text(at, t)); }
static void key_id(mk_jsonw *w, const char *k, int64_t id) { char t[MK_ID_TEXT]; key_z(w, k, mk_id_text(id, t)); }

/* Where something comes from: a file's name, or who wrote it down. A page speaks of few files: the last one is remembered. */
typedef struct origin { int64_t batch; mk_str file; } origin;

static int provenance(mk_cx *cx, mk_db *db, origin *last, int64_t batch, mk_str who, mk_str *ret)
{
    *ret = who;
    if (!batch) return 0;
    if (batch != last->batch) {
        mk_rows r;
        MK_TRY(mk_select(cx, db, &r, MK_Q_BATCH_FILE, mk_int(batch)));
        int rc = mk_rows_next(cx, &r);
        *last = (origin){ batch, rc > 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, 0)) : MK_S("") };
        mk_rows_end(&r);
        MK_TRY(rc);
    }
    *ret = last->file;
    return 0;
}

mk_str mk_ways_json(mk_cx *cx, const mk_gate gate[MK_CHANNELS])
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (int c = 0; c < MK_CHANNELS; c++) {
        mk_json_open(&w, '{');
        key_z(&w, "channel", mk_channel_name[c]);
        mk_json_key(&w, "allowed"), mk_json_bool(&w, gate[c].allowed);
        key_str(&w, "why", mk_gate_reason(cx, (mk_channel)c, &gate[c]));
        if (gate[c].address.n) key_str(&w, "address", gate[c].address);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static void number(mk_jsonw *w, const char *label, mk_str value)
{
    mk_json_open(w, '{');
    key_z(w, "label", label);
    key_str(w, "value", value);
    mk_json_close(w);
}

mk_str mk_numbers_json(mk_cx *cx, const mk_today_row *r, const mk_settings *st)
{
    bool en = english(cx);
    const mk_need *n = &r->need;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    if (n->kind == MK_NEED_REPLENISH || n->kind == MK_NEED_CARE) {
        mk_str sd = n->interval_sd > 0 ? mk_arena_printf(cx->arena, " ± %.*s", MK_SARG(mk_say_days(cx, n->interval_sd))) : MK_S("");
        number(&w, en ? "purchases" : "קניות", mk_arena_printf(cx->arena, "%u", n->purchases));
        if (n->interval_days > 0) number(&w, en ? "every" : "כל", mk_arena_printf(cx->arena, "%.*s%.*s", MK_SARG(mk_say_days(cx, n->interval_days)), MK_SARG(sd)));
        number(&w, en ? "last purchase" : "קנייה אחרונה", mk_say_day(cx, n->last_day));
        if (n->kind == MK_NEED_REPLENISH) number(&w, en ? "expected between" : "צפוי בין", mk_arena_printf(cx->arena, "%.*s – %.*s", MK_SARG(mk_say_day(cx, n->due_low)), MK_SARG(mk_say_day(cx, n->due_high))));
    } else if (n->kind == MK_NEED_COMPLEMENT) {
        number(&w, en ? "bought" : "נקנה", r->with_name);
        number(&w, en ? "on" : "בתאריך", mk_say_day(cx, n->with_day));
        number(&w, en ? "bought together" : "נקנו יחד", mk_arena_printf(cx->arena, en ? "%u of %u" : "%u מתוך %u", n->together, n->with_baskets));
    }
    if (n->kind) {
        mk_str range = n->probability_high <= 0 ? MK_S("")
            : mk_arena_printf(cx->arena, " (%.*s – %.*s)", MK_SARG(mk_say_percent(cx, n->probability_low)), MK_SARG(mk_say_percent(cx, n->probability_high)));
        number(&w, en ? "chance within a week" : "סיכוי לקנייה השבוע", mk_arena_printf(cx->arena, "%.*s%.*s", MK_SARG(mk_say_percent(cx, n->probability)), MK_SARG(range)));
    }
    if (r->value.state != MK_VALUE_TOO_LITTLE && r->history.orders) {
        if (r->value.alive_known) number(&w, en ? "still a customer" : "הקשר עוד חי", mk_say_percent(cx, r->value.alive));
        if (r->value.money_known)
            number(&w, en ? "expected in a year" : "צפוי לשנה",
                   mk_arena_printf(cx->arena, "%.*s (%.*s – %.*s)", MK_SARG(mk_say_money(cx, (int64_t)r->value.money, st->currency)),
                                   MK_SARG(mk_say_money(cx, (int64_t)r->value.money_low, st->currency)), MK_SARG(mk_say_money(cx, (int64_t)r->value.money_high, st->currency))));
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

typedef struct page { int64_t customer; int events; mk_page *p; mk_models models; mk_history history; origin origin; } page;

/* --- lists of his rows --- */

typedef void (*row_fn)(mk_cx *cx, const mk_rows *r, mk_jsonw *w);

static int list(mk_cx *cx, mk_db *db, page *p, mk_query q, int who, int batch, row_fn fn, mk_str *ret)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, q, mk_int(p->customer)));
    mk_json_open(&w, '[');
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_json_open(&w, '{');
        fn(cx, &r, &w);
        mk_str from;
        MK_TRY(provenance(cx, db, &p->origin, mk_row_int(&r, batch), who >= 0 ? mk_arena_dup(cx->arena, mk_row_text(&r, who)) : MK_S("staff"), &from));
        key_str(&w, "source", from);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    *ret = mk_buf_str(&b);
    return rc;
}

static void contact_row(mk_cx *cx, const mk_rows *r, mk_jsonw *w)
{
    mk_str kind = mk_row_text(r, MK_CONTACT_POINT_KIND), v = mk_arena_dup(cx->arena, mk_row_text(r, MK_CONTACT_POINT_VALUE));
    key_str(w, "kind", kind);
    key_str(w, "value", v);
    key_str(w, "display", mk_str_eqz(kind, "phone") ? mk_phone_display(cx->arena, v) : v);
    key_moment(w, "since", mk_row_int(r, MK_CONTACT_POINT_SINCE_AT));
    if (!mk_row_null(r, MK_CONTACT_POINT_UNTIL_AT)) key_moment(w, "until", mk_row_int(r, MK_CONTACT_POINT_UNTIL_AT));
}

static void fact_row(mk_cx *cx, const mk_rows *r, mk_jsonw *w)
{
    char t[16];
    (void)cx;
    key_id(w, "fact", mk_row_int(r, MK_FACT_FACT_ID));
    key_str(w, "kind", mk_row_text(r, MK_FACT_KIND));
    key_str(w, "value", mk_row_text(r, MK_FACT_VALUE));
    key_str(w, "origin", mk_row_text(r, MK_FACT_ORIGIN));
    key_real(w, "confidence", mk_row_real(r, MK_FACT_CONFIDENCE));
    if (!mk_row_null(r, MK_FACT_FROM_DAY)) key_z(w, "from", mk_day_text((int32_t)mk_row_int(r, MK_FACT_FROM_DAY), t));
    if (!mk_row_null(r, MK_FACT_TO_DAY)) key_z(w, "to", mk_day_text((int32_t)mk_row_int(r, MK_FACT_TO_DAY), t));
    key_moment(w, "since", mk_row_int(r, MK_FACT_AT));
}

static void asset_row(mk_cx *cx, const mk_rows *r, mk_jsonw *w)
{
    (void)cx;
    key_id(w, "asset", mk_row_int(r, MK_ASSET_ASSET_ID));
    key_str(w, "kind", mk_row_text(r, MK_ASSET_KIND));
    key_str(w, "name", mk_row_text(r, MK_ASSET_NAME));
    mk_json_key(w, "attributes"), mk_json_raw(w, mk_row_text(r, MK_ASSET_ATTRIBUTES));
    key_moment(w, "since", mk_row_int(r, MK_ASSET_AT));
}

static void consent_row(mk_cx *cx, const mk_rows *r, mk_jsonw *w)
{
    (void)cx;
    key_str(w, "channel", mk_row_text(r, MK_CONSENT_CHANNEL));
    key_str(w, "purpose", mk_row_text(r, MK_CONSENT_PURPOSE));
    key_str(w, "state", mk_row_text(r, MK_CONSENT_STATE));
    key_moment(w, "at", mk_row_int(r, MK_CONSENT_AT));
    key_str(w, "evidence", mk_row_text(r, MK_CONSENT_EVIDENCE));
    key_str(w, "place", mk_row_text(r, MK_CONSENT_PLACE));
}

static void link_row(mk_cx *cx, const mk_rows *r, mk_jsonw *w)
{
    (void)cx;
    key_id(w, "person", mk_row_int(r, MK_LINK_PERSON_ID));
    key_str(w, "numbering", mk_row_text(r, MK_LINK_SOURCE));
    key_str(w, "why", mk_row_text(r, MK_LINK_WHY));
    mk_json_key(w, "said"), mk_json_raw(w, mk_row_text(r, MK_LINK_PERSON));
    key_moment(w, "at", mk_row_int(r, MK_LINK_AT));
}

/* --- the timeline: sales and interactions, the newest first, merged --- */

/* line: the customer's lines in the same order as his sales; *more: whether it stands on one. */
static int sale_event(mk_cx *cx, mk_db *db, page *p, const mk_rows *r, mk_rows *line, int *more, mk_jsonw *w)
{
    static const char *const kind[] = { "sale", "sale", "return", "cancelled" };
    int64_t sale = mk_row_int(r, 1), k = mk_row_int(r, 2) & 3;
    mk_str from;
    mk_json_open(w, '{');
    key_moment(w, "at", mk_row_int(r, 0));
    key_z(w, "kind", kind[k]);
    key_str(w, "title", mk_row_text(r, 5));
    key_int(w, "amount", mk_row_int(r, 3));
    key_str(w, "currency", mk_row_text(r, 4));
    MK_TRY(provenance(cx, db, &p->origin, mk_row_int(r, 7), MK_S(""), &from));
    key_str(w, "source", from);
    mk_json_key(w, "lines");
    mk_json_open(w, '[');
    for (int n = 0; *more > 0 && mk_row_int(line, 0) == sale; n++, *more = mk_rows_next(cx, line)) {
        if (n >= LINES) continue;
        mk_json_open(w, '{');
        mk_str name = mk_row_text(line, 1);
        key_str(w, "item_name", name.n ? name : mk_row_text(line, 2));
        key_real(w, "quantity", (double)mk_row_int(line, 3) / 1e4);
        key_int(w, "amount", mk_row_int(line, 4));
        mk_json_close(w);
    }
    mk_json_close(w);
    mk_json_close(w);
    return *more < 0 ? *more : 0;
}

static int interaction_event(mk_cx *cx, mk_db *db, page *p, const mk_rows *r, mk_jsonw *w)
{
    mk_str from, touchpoint = mk_row_text(r, 1);
    mk_json_open(w, '{');
    key_moment(w, "at", mk_row_int(r, 0));
    key_z(w, "kind", mk_str_eqz(touchpoint, "note") ? "note" : "interaction");
    key_str(w, "title", mk_str_eqz(touchpoint, "note") ? mk_row_text(r, 2) : touchpoint);
    key_str(w, "detail", mk_row_text(r, 3));
    if (mk_row_text(r, 4).n) key_str(w, "outcome", mk_row_text(r, 4));
    MK_TRY(provenance(cx, db, &p->origin, mk_row_int(r, 6), mk_arena_dup(cx->arena, mk_row_text(r, 5)), &from));
    key_str(w, "source", from);
    mk_json_close(w);
    return 0;
}

static int timeline(mk_cx *cx, mk_db *db, page *p)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rows s, i, line;
    mk_json_open(&w, '[');
    MK_TRY(mk_select(cx, db, &s, MK_Q_SALE_NEWEST_OF, mk_int(p->customer), mk_int(p->events)));
    MK_TRY(mk_select(cx, db, &i, MK_Q_INTERACTION_NEWEST_OF, mk_int(p->customer), mk_int(p->events)));
    MK_TRY(mk_select(cx, db, &line, MK_Q_LINE_NEWEST_OF, mk_int(p->customer)));
    int more_l = mk_rows_next(cx, &line), more_s = mk_rows_next(cx, &s), more_i = mk_rows_next(cx, &i);
    for (int n = 0; n < p->events && more_s >= 0 && more_i >= 0 && (more_s || more_i); n++) {
        bool sale = more_s > 0 && (more_i == 0 || mk_row_int(&s, 0) >= mk_row_int(&i, 0));
        MK_TRY(sale ? sale_event(cx, db, p, &s, &line, &more_l, &w) : interaction_event(cx, db, p, &i, &w));
        if (sale) more_s = mk_rows_next(cx, &s);
        else more_i = mk_rows_next(cx, &i);
    }
    if (more_s < 0 || more_i < 0) return more_s < 0 ? more_s : more_i;
    mk_rows_end(&s);
    mk_rows_end(&i);
    mk_rows_end(&line);
    mk_json_close(&w);
    p->p->timeline = mk_buf_str(&b);
    return 0;
}

/* --- answers --- */

static int need_row(mk_cx *cx, mk_db *db, page *p, const mk_need *n, mk_jsonw *w)
{
    mk_today_row r = p->p->who;
    r.need = *n;
    MK_TRY(mk_today_words(cx, db, p->p->settings.today, &r));
    char t[16];
    mk_json_open(w, '{');
    key_z(w, "need", mk_need_name(n->kind));
    key_z(w, "action", r.action);
    if (n->item) key_id(w, "item", n->item);
    key_str(w, "item_name", r.item_name);
    key_real(w, "probability", n->probability);
    if (n->probability_high > 0) key_real(w, "probability_low", n->probability_low), key_real(w, "probability_high", n->probability_high);
    if (n->kind == MK_NEED_REPLENISH) {
        key_z(w, "due_day", mk_day_text(n->due_day, t));
        key_z(w, "due_low", mk_day_text(n->due_low, t));
        key_z(w, "due_high", mk_day_text(n->due_high, t));
    }
    key_str(w, "what", r.words.what);
    key_str(w, "why", r.words.why);
    key_str(w, "late", r.words.late);
    key_z(w, "best_way", mk_channel_name[r.best]);
    mk_json_key(w, "numbers"), mk_json_raw(w, mk_numbers_json(cx, &r, &p->p->settings));
    mk_json_close(w);
    return 0;
}

static int needs(mk_cx *cx, mk_db *db, page *p)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    p->p->next = MK_S("null");
    if (p->models.known) {
        const mk_history *h = &p->history;
        mk_need need[NEEDS];
        size_t n = mk_need_answer(mk_need_reader_new(cx->arena, p->models.need), h->line, h->n, p->p->settings.today, NULL, need, NEEDS);
        if (mk_care_due(&p->models.value, &p->p->who.value, h, p->p->settings.today, need)) n = 1;
        for (size_t i = 0; i < n; i++) {
            bool answered = false;
            for (uint32_t k = 0; k < h->refused; k++) answered |= h->quiet[k].item == need[i].item;
            if (answered) continue;
            size_t from = b.n;
            MK_TRY(need_row(cx, db, p, &need[i], &w));
            if (from == 1) p->p->next = mk_arena_dup(cx->arena, mk_str_sub(mk_buf_str(&b), from, b.n));    /* the first is the next step */
        }
    }
    mk_json_close(&w);
    p->p->needs = mk_buf_str(&b);
    return 0;
}

static void value(mk_cx *cx, page *p)
{
    const mk_value_answer *a = &p->p->who.value;
    const mk_value_history *h = &p->p->who.history;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    key_str(&w, "sentence", p->models.known ? mk_say_value(cx, a, h, p->p->who.name, p->p->settings.currency)
            : english(cx) ? MK_S("Nothing was learnt yet: run makir learn.") : MK_S("עוד לא נלמד דבר: makir learn."));
    key_z(&w, "state", !p->models.known || a->state == MK_VALUE_TOO_LITTLE ? "too_little" : a->state == MK_VALUE_LITTLE ? "little" : "enough");
    if (p->models.known && a->state != MK_VALUE_TOO_LITTLE && h->orders) {
        if (a->alive_known) key_real(&w, "alive", a->alive), key_real(&w, "alive_low", a->alive_low), key_real(&w, "alive_high", a->alive_high);
        key_real(&w, "orders12", a->orders), key_real(&w, "orders12_low", a->orders_low), key_real(&w, "orders12_high", a->orders_high);
        if (a->money_known) {
            key_int(&w, "money12", (int64_t)a->money), key_int(&w, "money12_low", (int64_t)a->money_low), key_int(&w, "money12_high", (int64_t)a->money_high);
            key_z(&w, "currency", p->p->settings.currency);
        }
        key_real(&w, "since_days", a->since_days), key_real(&w, "interval_days", a->interval_days);
        key_real(&w, "next_low", a->next_low), key_real(&w, "next_days", a->next_days), key_real(&w, "next_high", a->next_high);
    }
    mk_json_close(&w);
    p->p->value = mk_buf_str(&b);
}

static int sources(mk_cx *cx, mk_db *db, page *p)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_rows r;
    int rc;
    mk_json_open(&w, '[');
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINK_OF, mk_int(p->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str from;
        MK_TRY(provenance(cx, db, &p->origin, mk_row_int(&r, MK_LINK_BATCH_ID), MK_S("staff"), &from));
        mk_json_open(&w, '{');
        key_str(&w, "source", from);
        key_str(&w, "numbering", mk_row_text(&r, MK_LINK_SOURCE));
        key_id(&w, "batch", mk_row_int(&r, MK_LINK_BATCH_ID));
        key_moment(&w, "at", mk_row_int(&r, MK_LINK_AT));
        mk_json_close(&w);
    }
    mk_json_close(&w);
    p->p->sources = mk_buf_str(&b);
    return rc;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    page *p = arg;
    mk_page *o = p->p;
    MK_TRY(mk_customer_now(cx, db, &p->customer));
    MK_TRY(mk_settings_get(cx, db, &o->settings));
    MK_TRY(mk_models_get(cx, db, &p->models));
    o->who.customer = p->customer;
    MK_TRY(mk_history_of(cx, db, &o->settings, p->customer, o->settings.today, &p->history));
    MK_TRY(mk_today_who(cx, db, &p->models, &o->settings, o->settings.today, &p->history, &o->who));
    mk_value key = mk_int(p->customer), c[MK_CUSTOMER_N];
    MK_TRY(mk_table_get(cx, db, MK_T_CUSTOMER, &key, c));
    o->given = c[MK_CUSTOMER_GIVEN].s;
    o->family = c[MK_CUSTOMER_FAMILY].s;
    o->kind = c[MK_CUSTOMER_KIND].s;
    o->language = c[MK_CUSTOMER_LANGUAGE].s;
    o->ways = mk_ways_json(cx, o->who.gate);
    MK_TRY(list(cx, db, p, MK_Q_CONTACT_POINT_OF, MK_CONTACT_POINT_SOURCE, MK_CONTACT_POINT_BATCH_ID, contact_row, &o->contacts));
    MK_TRY(list(cx, db, p, MK_Q_FACT_OF, MK_FACT_WHO, MK_FACT_BATCH_ID, fact_row, &o->facts));
    MK_TRY(list(cx, db, p, MK_Q_ASSET_OF, MK_ASSET_WHO, MK_ASSET_BATCH_ID, asset_row, &o->assets));
    MK_TRY(list(cx, db, p, MK_Q_CONSENT_OF, MK_CONSENT_WHO, MK_CONSENT_BATCH_ID, consent_row, &o->consent));
    MK_TRY(list(cx, db, p, MK_Q_LINK_OF, -1, MK_LINK_BATCH_ID, link_row, &o->links));
    MK_TRY(sources(cx, db, p));
    MK_TRY(needs(cx, db, p));
    value(cx, p);
    return timeline(cx, db, p);
}

int mk_page_of(mk_cx *cx, mk_store *s, int64_t customer, int events, mk_page *ret)
{
    memset(ret, 0, sizeof *ret);
    page p = { .customer = customer, .events = events, .p = ret };
    return mk_store_read(cx, s, body, &p);
}

/* --- search results --- */

typedef struct finding { mk_str text; size_t limit; mk_card *card; size_t *n; } finding;

static int card_contacts(mk_cx *cx, mk_db *db, mk_card *c, mk_str *number)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_CONTACT_POINT_OF, mk_int(c->customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_str kind = mk_row_text(&r, MK_CONTACT_POINT_KIND), v = mk_row_text(&r, MK_CONTACT_POINT_VALUE);
        if (mk_str_eqz(kind, "phone") && c->phone.n == 0) c->phone = mk_phone_display(cx->arena, mk_arena_dup(cx->arena, v));
        if (mk_str_eqz(kind, "mail") && c->mail.n == 0) c->mail = mk_arena_dup(cx->arena, v);
        if (mk_str_eqz(kind, "address") && c->city.n == 0) c->city = mk_arena_dup(cx->arena, v);
        if (mk_str_eqz(kind, "key") && number->n == 0) {
            size_t from = v.n;
            while (from && v.p[from - 1] != ':') from--;
            *number = mk_arena_dup(cx->arena, mk_str_sub(v, from, v.n));
        }
    }
    return rc;
}

static int card(mk_cx *cx, mk_db *db, mk_card *c)
{
    mk_value key = mk_int(c->customer), row[MK_CUSTOMER_N];
    mk_str number = MK_S("");
    int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, row);
    if (rc <= 0) return rc;
    MK_TRY(card_contacts(cx, db, c, &number));
    c->name = mk_label(cx, row[MK_CUSTOMER_NAME].s, number);
    mk_rows r;
    MK_TRY(mk_select(cx, db, &r, MK_Q_SALE_SUM, key));
    if ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t n = mk_row_int(&r, 0);
        c->stage = n == 0 ? MK_ACQUAINTED : n < 3 ? MK_BUYER : MK_REGULAR;
        c->spent = mk_row_int(&r, 1);
        c->last_at = n ? mk_row_int(&r, 2) : MK_NEVER;
        mk_str currency = mk_row_text(&r, 3);
        memcpy(c->currency, currency.p, currency.n < 3 ? currency.n : 3);
    }
    mk_rows_end(&r);
    return rc < 0 ? rc : 0;
}

static int find_body(mk_cx *cx, mk_db *db, void *arg)
{
    finding *f = arg;
    mk_found *found = MK_NEWN(cx->arena, mk_found, f->limit + 1);
    MK_TRY(mk_search(cx, db, f->text, f->limit, found, f->n));
    for (size_t i = 0; i < *f->n; i++) {
        f->card[i] = (mk_card){ .customer = found[i].customer, .matched = found[i].matched };
        MK_TRY(card(cx, db, &f->card[i]));
    }
    return 0;
}

int mk_find(mk_cx *cx, mk_store *s, mk_str text, size_t limit, mk_card *ret, size_t *ret_n)
{
    finding f = { text, limit, ret, ret_n };
    return mk_store_read(cx, s, find_body, &f);
}
