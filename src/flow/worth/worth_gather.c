/* SPDX-License-Identifier: Apache-2.0
 * What memory holds of a customer's worth, for one and for all: sales, interactions and facts side by side. */
#include <math.h>
#include "id.h"
#include "record.h"
#include "vec.h"
#include "flow_worth_int.h"

enum { RECENT = 90 };

/* --- what is read, one thing after the other --- */

int mk_worth_sale(mk_cx *cx, mk_worth_reader *r, int32_t day, int64_t total)
{
    mk_worth_row *row = &r->row;
    if (total > 0) row->seen.bought += total;
    else if (row->history.orders) row->seen.returned -= total;
    MK_TRY(mk_value_history_add(cx, &row->history, day, total));
    if (r->past != MK_NO_DAY && day <= r->past) MK_TRY(mk_value_history_add(cx, &r->before, day, total));
    if (r->past != MK_NO_DAY && day > r->past - RECENT && day <= r->past) r->before_recent += (double)total;
    if (r->past != MK_NO_DAY && day > r->past) r->after += (double)total;
    if (day > r->day - RECENT) row->recent += (double)total;
    if (!r->orders.n && total < 0) return 0;                    /* of what was bought before the books begin */
    if (total >= 0 && (!r->orders.n || r->orders.p[r->orders.n - 1].day < day)) *mk_vec_push(r->arena, &r->orders) = (mk_base_order){ day, total };
    else r->orders.p[r->orders.n - 1].amount += total;
    return 0;
}

static bool is_complaint(mk_str s) { return mk_str_eqz(s, "complaint") || mk_str_eqz(s, "תלונה"); }

void mk_worth_interaction(mk_worth_reader *r, const mk_settings *st, const mk_rows *q)
{
    int32_t day = mk_tz_day(st->tz, mk_row_int(q, 1));
    mk_str touchpoint = mk_row_text(q, 2), channel = mk_row_text(q, 3), outcome = mk_row_text(q, 5);
    bool inbound = mk_row_int(q, 4) != 0;
    mk_worth_seen *s = &r->row.seen;
    if (day > r->day) return;
    if (is_complaint(touchpoint) || is_complaint(outcome)) {
        s->complaints++;
        if (s->complaint_days < 0 || r->day - day < s->complaint_days) s->complaint_days = r->day - day;
    }
    if (!inbound || mk_str_eqz(touchpoint, "document")) return;
    if (mk_str_eqz(channel, "visit")) s->visits++;
    else if (mk_str_eqz(channel, "call")) s->calls++;
    else s->messages++;
}

/* "4/5", "9/10", "80/100", "4": without the whole, five, ten or a hundred, the least that holds it. 1 is the worst of five. */
static bool content_of(mk_str text, double *ret)
{
    ptrdiff_t slash = mk_str_find(text, MK_S("/"));
    double got, of = 0;
    if (!mk_str_real(mk_str_trim(slash < 0 ? text : mk_str_sub(text, 0, (size_t)slash)), &got)) return false;
    if (slash >= 0 && !mk_str_real(mk_str_trim(mk_str_sub(text, (size_t)slash + 1, text.n)), &of)) return false;
    if (slash < 0) of = got <= 5 ? 5 : got <= 10 ? 10 : 100;
    if (!(got >= 0) || !(of > 0) || got > of) return false;
    *ret = of > 5 ? got / of : fmax(0, (got - 1) / (of - 1));
    return isfinite(*ret);
}

void mk_worth_fact(mk_worth_reader *r, const mk_settings *st, const mk_rows *q)
{
    mk_worth_seen *s = &r->row.seen;
    mk_str kind = mk_row_text(q, 1), value = mk_row_text(q, 2);
    int32_t day = mk_row_null(q, 4) ? mk_tz_day(st->tz, mk_row_int(q, 3)) : (int32_t)mk_row_int(q, 4);
    double content;
    if (mk_str_eqz(kind, "brought")) { s->brought++; return; }
    if (mk_str_eqz(kind, "complaint")) {
        int32_t ago = r->day > day ? r->day - day : 0;
        s->complaints++;
        if (s->complaint_days < 0 || ago < s->complaint_days) s->complaint_days = ago;
        return;
    }
    if (!content_of(value, &content)) return;
    /* Each answer weighs twice the one before. */
    s->content = s->answers ? (s->content + 2 * content) / 3 : content;
    s->answers++;
}

void mk_worth_begin(mk_worth_reader *r, int64_t customer)
{
    r->row = (mk_worth_row){ .customer = customer };
    r->row.seen.complaint_days = -1;
    r->before = (mk_value_history){ 0 };
    r->after = r->before_recent = 0;
    r->orders.n = 0;
}

void mk_worth_finish(mk_worth_reader *r)
{
    mk_worth_seen *s = &r->row.seen;
    const mk_value_history *h = &r->row.history;
    s->orders = h->orders;
    if (!h->orders) return;
    s->age = r->day - h->first;
    s->since = r->day - h->last;
}

/* --- the answer --- */

mk_frontier_seen mk_worth_features(const mk_value_history *h, double recent, int32_t day)
{
    return (mk_frontier_seen){ (double)h->spent / 100, (double)h->first_spent / 100, recent / 100, h->orders, day - h->last, day - h->first };
}

static mk_place place_of(const mk_worth_model *m, const mk_worth_row *r)
{
    if (!r->said.known || !r->said.money_known) return MK_PLACE_UNKNOWN;
    if (r->said.alive_known && r->said.alive < .1) return MK_PLACE_PEACE;      /* as good as gone */
    bool much = r->said.money >= m->middle_money, more = r->potential.gap >= m->middle_gap;
    if (!r->potential.known) return much ? MK_PLACE_CARE : MK_PLACE_UNKNOWN;   /* who brings much is cared for, whatever more there could be */
    return much ? more ? MK_PLACE_BOTH : MK_PLACE_CARE : more ? MK_PLACE_LEARN : MK_PLACE_PEACE;
}

void mk_worth_answer(const mk_worth_model *m, const mk_settings *st, int32_t day, mk_worth_row *row)
{
    mk_worth_rates rates = MK_WORTH_RATES;
    rates.margin = st->margin;
    rates.hour = st->hour;
    mk_worth_of(&row->seen, &row->said, &rates, &row->worth);
    if (m->known && m->frontier.state != MK_KNOWN_TOO_LITTLE && row->said.known && row->said.money_known && row->history.orders) {
        double years = 365. / m->period, minor = 100 * years;
        mk_frontier_seen f = mk_worth_features(&row->history, row->recent, day);
        mk_frontier_answer *a = &row->potential;
        mk_frontier_answer_of(&m->frontier, &f, row->said.money / minor, a);
        a->potential *= minor;
        a->low *= minor;
        a->high *= minor;
        a->gap *= minor;
    }
    row->place = place_of(m, row);
}

/* --- one customer --- */

static int interactions(mk_cx *cx, mk_db *db, mk_worth_reader *r, const mk_settings *st, int64_t customer)
{
    mk_rows q;
    int rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_INTERACTION_RANGE, mk_int(customer), mk_int(customer + 1)));
    while ((rc = mk_rows_next(cx, &q)) > 0)
        mk_worth_interaction(r, st, &q);
    return rc;
}

typedef mk_vec(int64_t) brought_list;

static int facts(mk_cx *cx, mk_db *db, mk_worth_reader *r, const mk_settings *st, int64_t customer, brought_list *brought)
{
    mk_rows q;
    int rc;
    bool any = false;           /* most have none, and all his facts were read before */
    MK_TRY(mk_select(cx, db, &q, MK_Q_FACT_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        mk_str kind = mk_row_text(&q, MK_FACT_KIND);
        any |= mk_str_eqz(kind, "satisfaction") || mk_str_eqz(kind, "complaint") || mk_str_eqz(kind, "brought");
    }
    if (rc < 0 || !any) return rc;
    MK_TRY(mk_select(cx, db, &q, MK_Q_FACT_WORTH_RANGE, mk_int(customer), mk_int(customer + 1)));
    while ((rc = mk_rows_next(cx, &q)) > 0) {
        int64_t whom;
        mk_worth_fact(r, st, &q);
        if (mk_str_eqz(mk_row_text(&q, 1), "brought") && mk_id_parse(mk_str_trim(mk_row_text(&q, 2)), &whom) && whom != customer) *mk_vec_push(cx->arena, brought) = whom;
    }
    return rc;
}

static void set_aside(mk_worth_aside *a, const mk_settings *st, const mk_story_sale *s)
{
    ++*(s->kind == MK_SALE_CANCELLED ? &a->cancelled : !mk_str_eqz(mk_str_of(s->currency), st->currency) ? &a->currency : s->total == 0 ? &a->free : s->total < 0 ? &a->back
        : &a->ahead);
}

int mk_worth_one(mk_cx *cx, mk_db *db, const mk_settings *st, const mk_models *models, const mk_worth_model *m, const mk_story *story, const mk_value_answer *value,
                 mk_worth_row *ret)
{
    mk_worth_reader r = { .arena = cx->arena, .day = st->today, .past = MK_NO_DAY };
    mk_last_day last = { 0 };
    mk_worth_aside aside = { 0 };
    brought_list brought = { 0 };
    int64_t customer = story->history.customer;
    mk_worth_begin(&r, customer);
    for (size_t i = story->sales; i-- > 0;) {
        const mk_story_sale *s = &story->sale[i];
        int32_t day = mk_day_of_moment(&last, st->tz, s->at);
        bool counts = mk_sale_counts(st, s->kind, s->total, mk_str_of(s->currency)) && day <= r.day;
        if (counts) MK_TRY(mk_worth_sale(cx, &r, day, s->total));
        if (!counts || s->total < 0) set_aside(&aside, st, s);
    }
    MK_TRY(interactions(cx, db, &r, st, customer));
    MK_TRY(facts(cx, db, &r, st, customer, &brought));
    mk_worth_finish(&r);
    *ret = r.row;
    ret->aside = aside;
    for (size_t i = 0; i < brought.n; i++) {
        mk_spent by;
        MK_TRY(mk_spent_of(cx, db, st, brought.p[i], &by));
        ret->seen.brought_money += by.history.spent > 0 ? by.history.spent : 0;
    }
    ret->seen.discounts = story->discounts;
    if (models->known && value->state != MK_VALUE_TOO_LITTLE && ret->history.orders)
        ret->said = (mk_worth_said){ true, value->alive_known, value->money_known, value->alive, value->money, value->money_low, value->money_high };
    mk_worth_answer(m, st, st->today, ret);
    return mk_life_of(cx, db, st, customer, &ret->life);
}
