/* SPDX-License-Identifier: Apache-2.0
 * The picture of all customers, and the plan for the owner's hours and money. */
#include <math.h>
#include "contact.h"
#include "flow_worth_int.h"
#include "hash.h"
#include "record.h"
#include "vec.h"

typedef struct ask { mk_settings settings; mk_models models; mk_worth_model model; } ask;

static int ask_body(mk_cx *cx, mk_db *db, void *arg)
{
    ask *a = arg;
    MK_TRY(mk_settings_get(cx, db, &a->settings));
    MK_TRY(mk_models_get(cx, db, &a->models));
    return mk_worth_model_get(cx, db, &a->model);
}

const char *mk_place_name(mk_place p)
{
    static const char *const name[MK_PLACES] = { "unknown", "both", "care", "learn", "peace" };
    return name[p];
}

/* --- names of those that are shown --- */

typedef struct naming { mk_worth_named *row; size_t n; const mk_settings *st; bool why; } naming;

static int names(mk_cx *cx, mk_db *db, void *arg)
{
    naming *a = arg;
    for (size_t i = 0; i < a->n; i++) {
        mk_worth_named *r = &a->row[i];
        mk_value key = mk_int(r->row.customer), c[MK_CUSTOMER_N];
        int rc = mk_table_get(cx, db, MK_T_CUSTOMER, &key, c);
        MK_TRY(rc);
        mk_str number = MK_S("");
        if (rc > 0 && c[MK_CUSTOMER_NAME].s.n == 0) {
            mk_rows q;
            MK_TRY(mk_select(cx, db, &q, MK_Q_CONTACT_POINT_OF, key));
            while ((rc = mk_rows_next(cx, &q)) > 0) {
                mk_str v = mk_row_text(&q, MK_CONTACT_POINT_VALUE);
                if (!mk_str_eqz(mk_row_text(&q, MK_CONTACT_POINT_KIND), "key") || number.n) continue;
                size_t from = v.n;
                while (from && v.p[from - 1] != ':') from--;
                number = mk_arena_dup(cx->arena, mk_str_sub(v, from, v.n));
            }
            MK_TRY(rc);
        }
        r->name = mk_label(cx, c[MK_CUSTOMER_NAME].s, number);
        if (a->why) r->why = mk_say_invest(cx, &r->row, a->st, r->what, r->by, r->name);
    }
    return 0;
}

/* --- the picture --- */

typedef struct mapper { mk_worth_map *ret; mk_place place; size_t limit; double *rank; } mapper;

/* The least `rank` of the heap's rows is on top. */
static void offer(mapper *m, double rank, const mk_worth_row *row)
{
    mk_worth_named *h = m->ret->row;
    double *k = m->rank;
    size_t n = m->ret->n, i;
    if (n < m->limit) {
        for (i = m->ret->n++; i && rank < k[(i - 1) / 2]; i = (i - 1) / 2) { h[i] = h[(i - 1) / 2]; k[i] = k[(i - 1) / 2]; }
    } else {
        if (!n || rank <= k[0]) return;
        for (i = 0;;) {
            size_t c = 2 * i + 1;
            if (c >= n) break;
            if (c + 1 < n && k[c + 1] < k[c]) c++;
            if (rank <= k[c]) break;
            h[i] = h[c];
            k[i] = k[c];
            i = c;
        }
    }
    h[i] = (mk_worth_named){ .row = *row };
    k[i] = rank;
}

static int map_each(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    (void)cx;
    (void)order;
    (void)n;
    mapper *m = w->self;
    m->ret->count[row->place]++;
    if (row->history.orders && row->history.last > m->ret->newest) m->ret->newest = row->history.last;
    m->ret->money[row->place] += llround(fmax(0, row->said.money));
    if (m->place != MK_PLACES) {
        if (row->place == m->place) offer(m, row->said.money + row->potential.gap, row);
    } else if (row->said.known && row->said.money_known) {
        /* an even sample that does not change from day to day: by the hash of the id */
        offer(m, (double)(mk_hash2((uint64_t)row->customer, 7) >> 11), row);
    }
    return 0;
}

static int by_stake(const void *a, const void *b)
{
    const mk_worth_row *x = &((const mk_worth_named *)a)->row, *y = &((const mk_worth_named *)b)->row;
    double u = x->said.money + x->potential.gap, v = y->said.money + y->potential.gap;
    if (u > v || u < v) return u > v ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

int mk_worth_map_of(mk_cx *cx, mk_store *s, int32_t day, mk_place place, size_t limit, mk_worth_map *ret)
{
    *ret = (mk_worth_map){ .newest = MK_NO_DAY };
    ask a = { 0 };
    MK_TRY(mk_store_read(cx, s, ask_body, &a));
    ret->settings = a.settings;
    ret->model = a.model;
    ret->day = day == MK_NO_DAY ? a.settings.today : day;
    ret->learnt = a.models.known && a.model.known && a.models.value.state != MK_VALUE_TOO_LITTLE;
    if (!ret->learnt) return 0;
    ret->row = MK_NEWN(cx->arena, mk_worth_named, limit + 1);
    mapper m = { ret, place, limit, MK_NEWN(cx->arena, double, limit + 1) };
    mk_worth_walker w = { .day = ret->day, .past = MK_NO_DAY, .settings = &ret->settings, .value = &a.models.value, .model = &ret->model, .each = map_each, .self = &m };
    MK_TRY(mk_worth_walk(cx, s, &w));
    if (ret->n) qsort(ret->row, ret->n, sizeof *ret->row, by_stake);
    naming n = { ret->row, ret->n, &ret->settings, false };
    return mk_store_read(cx, s, names, &n);
}

/* --- the plan --- */

typedef struct planner {
    mk_worth_plan *ret;
    mk_worth_rates rates;
    mk_vec(mk_worth_row) rows;          /* of those with something to choose */
    mk_vec(mk_plan_choice) choices;
    mk_vec(uint8_t) right;              /* whether the second choice is to put things right */
    mk_vec(uint8_t) by;                 /* the way of each choice */
} planner;

/* The lawful way to do it: a word by what costs least of his attention, a talk by a call; where nothing may be sent, when he comes in himself. */
static mk_channel way_of(const mk_reach *r, mk_invest what)
{
    static const mk_channel word[] = { MK_WHATSAPP, MK_SMS, MK_MAIL, MK_CALL };
    unsigned lawful = what == MK_INVEST_RIGHT ? r->service : r->advertising;
    for (size_t i = 0; what == MK_INVEST_WORD && i < sizeof word / sizeof *word; i++) if (lawful >> word[i] & 1) return word[i];
    return lawful >> MK_CALL & 1 ? MK_CALL : MK_VISIT;
}

enum { SOON = 90 };         /* days in which he must come in himself, to be talked to then */

static int plan_each(mk_cx *cx, const mk_worth_walker *w, const mk_worth_row *row, const mk_base_order *order, size_t n)
{
    (void)order;
    (void)n;
    planner *p = w->self;
    mk_plan_choice c[MK_INVEST_CHOICES];
    mk_invest what[MK_INVEST_CHOICES];
    p->ret->looked_at++;
    mk_peace why = mk_invest_choices(&row->worth, &row->said, &row->potential, row->reach.refused, &p->rates, &p->ret->rates, c, what);
    if (why != MK_PEACE_NOT) { p->ret->peace[why]++; return 0; }
    *mk_vec_push(cx->arena, &p->rows) = *row;
    *mk_vec_push(cx->arena, &p->right) = what[1] == MK_INVEST_RIGHT;
    double comes = -1;
    for (int j = 0; j < MK_INVEST_CHOICES; j++) {
        mk_channel by = way_of(&row->reach, what[j]);
        if (by == MK_VISIT && c[j].value > 0) {
            if (comes < 0) comes = mk_value_next_within(w->value, &row->history, w->day, SOON);
            c[j].value *= comes;
            c[j].money = 0;
        }
        *mk_vec_push(cx->arena, &p->choices) = c[j];
        *mk_vec_push(cx->arena, &p->by) = (uint8_t)by;
    }
    return 0;
}

static int by_worth(const void *a, const void *b)
{
    const mk_worth_named *x = a, *y = b;
    double u = x->value * y->minutes, v = y->value * x->minutes;        /* value / minutes, without dividing by nothing */
    if (u > v || u < v) return u > v ? -1 : 1;
    if (x->value > y->value || x->value < y->value) return x->value > y->value ? -1 : 1;
    return (x->row.customer > y->row.customer) - (x->row.customer < y->row.customer);
}

int mk_worth_plan_of(mk_cx *cx, mk_store *s, int32_t day, mk_plan_budget budget, const mk_invest_rates *rates, size_t limit, mk_worth_plan *ret)
{
    memset(ret, 0, sizeof *ret);
    ask a = { 0 };
    MK_TRY(mk_store_read(cx, s, ask_body, &a));
    ret->settings = a.settings;
    ret->rates = *rates;
    ret->day = day == MK_NO_DAY ? a.settings.today : day;
    ret->told_care = rates->care >= 0 || a.settings.plan_care > 0;
    ret->told_learn = rates->learn >= 0 || a.settings.plan_learn > 0;
    const mk_invest_rates assumed = MK_INVEST_RATES;
    if (rates->care < 0) ret->rates.care = a.settings.plan_care > 0 ? a.settings.plan_care : assumed.care;
    if (rates->learn < 0) ret->rates.learn = a.settings.plan_learn > 0 ? a.settings.plan_learn : assumed.learn;
    ret->learnt = a.models.known && a.models.value.state != MK_VALUE_TOO_LITTLE;
    if (!ret->learnt) return 0;
    planner p = { .ret = ret, .rates = MK_WORTH_RATES };
    p.rates.margin = a.settings.margin;
    p.rates.hour = a.settings.hour;
    mk_worth_walker w = { .day = ret->day, .past = MK_NO_DAY, .settings = &ret->settings, .value = &a.models.value, .model = &a.model, .reach = true, .each = plan_each, .self = &p };
    MK_TRY(mk_worth_walk(cx, s, &w));
    uint8_t *chosen = MK_NEWN(cx->arena, uint8_t, p.rows.n + 1);
    MK_TRY(mk_plan_solve(cx, p.choices.p, p.rows.n, MK_INVEST_CHOICES, budget, chosen, &ret->plan));
    static const mk_invest what[MK_INVEST_CHOICES] = { MK_INVEST_WORD, MK_INVEST_CARE, MK_INVEST_LEARN, MK_INVEST_BOTH };
    mk_worth_named *row = MK_NEWN(cx->arena, mk_worth_named, ret->plan.chosen + 1);
    for (size_t i = 0; i < p.rows.n; i++) {
        if (!chosen[i]) { ret->peace[MK_PEACE_BUDGET]++; continue; }
        const mk_plan_choice *c = &p.choices.p[i * MK_INVEST_CHOICES + chosen[i] - 1];
        mk_invest one = p.right.p[i] ? MK_INVEST_RIGHT : what[chosen[i] - 1];
        ret->by[one]++;
        row[ret->n++] = (mk_worth_named){ .row = p.rows.p[i], .what = one, .by = (mk_channel)p.by.p[i * MK_INVEST_CHOICES + chosen[i] - 1], .value = c->value, .minutes = c->hours * 60 };
    }
    if (ret->n) qsort(row, ret->n, sizeof *row, by_worth);
    ret->row = row;
    if (ret->n > limit) ret->n = limit;
    naming n = { ret->row, ret->n, &ret->settings, true };
    return mk_store_read(cx, s, names, &n);
}
