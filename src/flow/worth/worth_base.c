/* SPDX-License-Identifier: Apache-2.0
 * The report of the base: one pass, and its numbers as JSON. Its words are in worth_words.c. */
#include <math.h>
#include "flow_worth_int.h"

typedef struct ask { mk_settings settings; mk_models models; mk_worth_model model; mk_rhythm_model *rhythm; } ask;

static int ask_body(mk_cx *cx, mk_db *db, void *arg)
{
    ask *a = arg;
    MK_TRY(mk_settings_get(cx, db, &a->settings));
    MK_TRY(mk_models_get(cx, db, &a->models));
    MK_TRY(mk_rhythm_model_get(cx, db, a->rhythm));
    return mk_worth_model_get(cx, db, &a->model);
}

static int each(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    mk_base_said said = { row->said.known && row->said.alive_known && row->said.money_known, row->said.alive, row->said.money };
    return mk_base_add(cx, w->self, order, n, &said);
}

static double expects(void *self, double t)
{
    const mk_orders *m = self;
    return t > 0 ? mk_orders_expected(m, t) : 0;
}

int mk_base_told_of(mk_cx *cx, mk_store *s, int32_t day, mk_base_told *ret)
{
    memset(ret, 0, sizeof *ret);
    ask a = { .rhythm = &ret->rhythm };
    MK_TRY(mk_store_read(cx, s, ask_body, &a));
    ret->settings = a.settings;
    ret->day = day == MK_NO_DAY ? a.settings.today : day;
    bool told = a.models.known && a.models.value.state != MK_VALUE_TOO_LITTLE;
    ret->learnt = told;
    mk_base *b = mk_base_new(cx->arena, ret->day);
    mk_worth_walker w = { .day = ret->day, .past = MK_NO_DAY, .settings = &ret->settings, .value = told ? &a.models.value : NULL, .model = &a.model, .each = each, .self = b };
    MK_TRY(mk_worth_walk(cx, s, &w));
    /* The past is held against the model at its own pace; `pace` speaks of what is to come. */
    mk_orders orders = a.models.value.orders;
    orders.pace = orders.span = 0;
    return mk_base_report_of(cx, b, told ? expects : NULL, &orders, &a.models.value.season, &ret->report);
}

const char *mk_base_part_name(int part)
{
    static const char *const name[MK_BASE_PARTS] = { "people", "cohorts", "track", "concentration", "risk", "rhythm" };
    return name[part];
}

bool mk_base_has(const mk_base_told *t, int part) { return part + 1 < MK_BASE_PARTS || t->rhythm.n > 0; }

static void key_int(mk_jsonw *w, const char *k, int64_t v) { mk_json_key(w, k); mk_json_int(w, v); }
static void key_real(mk_jsonw *w, const char *k, double v) { mk_json_key(w, k); mk_json_real(w, v); }

static void people(const mk_base_report *r, mk_jsonw *w)
{
    static const char *const name[MK_BASE_KINDS] = { "customer", "new", "consumer" };
    key_int(w, "customers", (int64_t)r->customers);
    key_int(w, "buyers", (int64_t)r->buyers);
    key_int(w, "orders", (int64_t)r->orders);
    key_int(w, "patience_days", r->patience);
    mk_json_key(w, "kinds");
    mk_json_open(w, '[');
    for (int k = 0; k < MK_BASE_KINDS; k++) {
        mk_json_open(w, '{');
        mk_json_key(w, "kind");
        mk_json_z(w, name[k]);
        key_int(w, "n", (int64_t)r->kind[k].n);
        key_int(w, "money", r->kind[k].money);
        mk_json_close(w);
    }
    mk_json_close(w);
}

static void cohorts(mk_cx *cx, const mk_base_report *r, mk_jsonw *w)
{
    mk_json_key(w, "cohorts");
    mk_json_open(w, '[');
    for (size_t i = 0; i < r->cohorts; i++) {
        const mk_cohort *c = &r->cohort[i];
        mk_json_open(w, '{');
        mk_json_key(w, "month");
        mk_json_str(w, mk_arena_printf(cx->arena, "%04d-%02d", c->year, c->month));
        key_int(w, "customers", (int64_t)c->customers);
        mk_json_key(w, "came");
        mk_json_open(w, '[');
        for (int k = 0; k < c->ages; k++) mk_json_int(w, (int64_t)c->came[k]);
        mk_json_close(w);
        mk_json_key(w, "money");
        mk_json_open(w, '[');
        for (int k = 0; k < c->ages; k++) mk_json_int(w, c->money[k]);
        mk_json_close(w);
        mk_json_close(w);
    }
    mk_json_close(w);
}

static void track(const mk_base_report *r, mk_jsonw *w)
{
    mk_json_key(w, "expected_known");
    mk_json_bool(w, r->expected_known);
    key_real(w, "off", r->off);
    mk_json_key(w, "weeks");
    mk_json_open(w, '[');
    double actual = 0, expected = 0;
    for (size_t i = 0; i < r->tracks; i++) {
        char t[16];
        mk_json_open(w, '{');
        mk_json_key(w, "day");
        mk_json_z(w, mk_day_text(r->track[i].day, t));
        key_int(w, "actual", (int64_t)r->track[i].actual);
        actual += (double)r->track[i].actual;
        key_real(w, "actual_sum", actual);
        if (r->expected_known) {
            expected += r->track[i].expected;
            key_real(w, "expected", round(r->track[i].expected * 100) / 100);
            key_real(w, "expected_sum", round(expected * 100) / 100);
        }
        mk_json_close(w);
    }
    mk_json_close(w);
}

static void concentration(const mk_concentration *c, mk_jsonw *w)
{
    mk_json_open(w, '{');
    key_int(w, "buyers", (int64_t)c->buyers);
    key_int(w, "money", c->money);
    key_real(w, "gini", c->gini);
    key_real(w, "top1", c->top1);
    key_real(w, "top10", c->top10);
    key_real(w, "top20", c->top20);
    key_int(w, "half", (int64_t)c->half);
    mk_json_key(w, "lorenz");
    mk_json_open(w, '[');
    for (int k = 0; k < MK_LORENZ; k++) mk_json_real(w, c->lorenz[k]);
    mk_json_close(w);
    mk_json_close(w);
}

static void risk(const mk_base_report *r, mk_jsonw *w)
{
    static const char *const name[MK_BANDS] = { "sure", "doubt", "nearly_lost", "gone" };
    mk_json_key(w, "known");
    mk_json_bool(w, r->risk_known);
    key_int(w, "at_risk", r->at_risk);
    mk_json_key(w, "bands");
    mk_json_open(w, '[');
    for (int k = 0; k < MK_BANDS; k++) {
        mk_json_open(w, '{');
        mk_json_key(w, "band");
        mk_json_z(w, name[k]);
        key_real(w, "from", r->band[k].from);
        key_int(w, "n", (int64_t)r->band[k].n);
        key_int(w, "expected", r->band[k].expected);
        key_int(w, "kept", r->band[k].kept);
        mk_json_close(w);
    }
    mk_json_close(w);
}

mk_str mk_base_json(mk_cx *cx, const mk_base_told *t, int part)
{
    const mk_base_report *r = &t->report;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "currency");
    mk_json_z(&w, t->settings.currency);
    switch (part) {
    case 0: people(r, &w); break;
    case 1: cohorts(cx, r, &w); break;
    case 2: track(r, &w); break;
    case 3:
        mk_json_key(&w, "all");
        concentration(&r->all, &w);
        mk_json_key(&w, "year");
        concentration(&r->year, &w);
        break;
    case 4: risk(r, &w); break;
    default:
        mk_json_key(&w, "items");
        mk_rhythm_json(&w, cx, &t->rhythm);
        break;
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}
