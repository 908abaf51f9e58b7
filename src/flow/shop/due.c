/* SPDX-License-Identifier: Apache-2.0 */
#include "due.h"
#include <math.h>
#include <stdlib.h>
#include "hash.h"
#include "jsonr.h"
#include "merge.h"
#include "record.h"
#include "utf8.h"
#include "vec.h"

const char *const mk_due_kind_name[] = { "service", "recall", "fault" };
const char *const mk_due_state_name[] = { "over", "soon", "later", "unknown" };

enum { FAULT_AHEAD = 30, YEAR = 365 };

typedef struct done_row { int64_t asset; mk_str folded; int32_t day; bool has_value; int64_t value; } done_row;
typedef struct line_row { mk_str words, folded; int32_t day; } line_row;
typedef struct looking {
    const mk_shop *shop;
    int32_t day;
    mk_vec(mk_thing) thing;
    mk_vec(done_row) job;
    mk_vec(line_row) line;
    mk_vec(mk_due_row) out;
} looking;

/* --- what there is --- */

static bool is_miles(mk_str unit)
{
    static const char *const names[] = { "miles", "mile", "mi", "מייל", "מיילים", "מילין" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) if (mk_str_ieq(unit, mk_str_of(names[i]))) return true;
    return false;
}

/* What can be said of a thing, line by line; when it was new: `from` (a day), else the middle of its `year`. */
static void traits_of(mk_cx *cx, mk_thing *t, mk_str json)
{
    const mk_json *j = mk_json_read(cx->arena, json, NULL);
    mk_buf b = mk_buf_on(cx->arena);
    mk_buf_str_add(&b, t->name);
    int64_t year = 0;
    int32_t from = MK_START_UNKNOWN;
    for (const mk_json *a = j && j->type == MK_JSON_OBJECT ? j->first : NULL; a; a = a->next) {
        mk_buf_c(&b, '\n');
        if (mk_str_eqz(a->key, "year") || mk_str_eqz(a->key, "שנה")) {
            if (mk_str_int(a->text, &year) && year > 1900 && year < 2200) mk_buf_printf(&b, "year=%d", (int)year);
        } else mk_buf_str_add(&b, a->text);
        if (mk_str_eqz(a->key, "from") || mk_str_eqz(a->key, "born")) mk_day_parse(a->text, &from);
        if (mk_str_eqz(a->key, "unit")) t->unit = a->text;
    }
    t->miles = is_miles(t->unit);
    t->traits = mk_buf_str(&b);
    t->start = from != MK_START_UNKNOWN ? from : year > 1900 && year < 2200 ? mk_day_of((int)year, 7, 1) : MK_START_UNKNOWN;
}

static int by_day(const void *x, const void *y)
{
    const mk_reading *a = x, *b = y;
    return a->day != b->day ? (a->day > b->day) - (a->day < b->day) : (a->km > b->km) - (a->km < b->km);
}

static int meter_of(mk_cx *cx, mk_db *db, looking *l, int64_t customer, mk_thing *t)
{
    mk_vec(mk_reading) all = { 0 };
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_READING_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        if (mk_row_int(&r, MK_READING_ASSET_ID) == t->asset && mk_row_int(&r, MK_READING_DAY) <= l->day)
            *mk_vec_push(cx->arena, &all) = (mk_reading){ (int32_t)mk_row_int(&r, MK_READING_DAY), (int32_t)mk_row_int(&r, MK_READING_VALUE) };
    MK_TRY(rc);
    for (size_t i = 0; i < l->job.n; i++)           /* a job that tells the meter is a reading too */
        if (l->job.p[i].asset == t->asset && l->job.p[i].has_value && l->job.p[i].day <= l->day)
            *mk_vec_push(cx->arena, &all) = (mk_reading){ l->job.p[i].day, (int32_t)l->job.p[i].value };
    if (all.n) qsort(all.p, all.n, sizeof *all.p, by_day);
    t->readings = all.n;
    mk_use use = mk_usual_use(l->shop->usual, t->kind);
    t->meter = mk_meter_of(cx->arena, t->start, all.p, all.n, &use);
    t->km_now = all.n ? mk_meter_at(&t->meter, l->day) - mk_meter_unseen(&t->meter, l->day) : NAN;
    if (!all.n) t->meter.n = 0;                     /* from its age alone a meter is not forecast: rules by months hold */
    return 0;
}

static int gather(mk_cx *cx, mk_db *db, looking *l, int64_t customer)
{
    mk_rows r;
    int rc;
    MK_TRY(mk_select(cx, db, &r, MK_Q_ASSET_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        mk_thing *t = mk_vec_push(cx->arena, &l->thing);
        t->asset = mk_row_int(&r, MK_ASSET_ASSET_ID);
        t->kind = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ASSET_KIND));
        t->name = mk_arena_dup(cx->arena, mk_row_text(&r, MK_ASSET_NAME));
        t->since = mk_tz_day(l->shop->st->tz, mk_row_int(&r, MK_ASSET_AT));
        traits_of(cx, t, mk_arena_dup(cx->arena, mk_row_text(&r, MK_ASSET_ATTRIBUTES)));
    }
    MK_TRY(rc);
    if (!l->thing.n) return 0;
    MK_TRY(mk_select(cx, db, &r, MK_Q_JOB_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0)
        *mk_vec_push(cx->arena, &l->job) = (done_row){ mk_row_int(&r, MK_JOB_ASSET_ID), mk_fold_text(cx->arena, mk_row_text(&r, MK_JOB_TASK)), (int32_t)mk_row_int(&r, MK_JOB_DAY),
                                                       !mk_row_null(&r, MK_JOB_VALUE), mk_row_int(&r, MK_JOB_VALUE) };
    MK_TRY(rc);
    for (size_t i = 0; i < l->thing.n; i++) MK_TRY(meter_of(cx, db, l, customer, &l->thing.p[i]));
    MK_TRY(mk_select(cx, db, &r, MK_Q_LINE_WORDS_OF, mk_int(customer)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int32_t day = mk_tz_day(l->shop->st->tz, mk_row_int(&r, 0));
        if (day > l->day || mk_row_int(&r, 3) <= 0) continue;
        mk_str words = mk_arena_dup(cx->arena, mk_row_text(&r, 1));
        *mk_vec_push(cx->arena, &l->line) = (line_row){ words, mk_fold_text(cx->arena, words), day };
    }
    return rc;
}

/* --- what is due --- */

static void state_of(mk_due_row *r, int32_t today)
{
    int32_t ahead = mk_service_notice(r->severity);
    r->state = r->due.by == MK_DUE_NEVER || r->due.day == INT32_MAX ? MK_DUE_UNKNOWN : r->due.day < today ? MK_DUE_OVER : r->due.day - today <= ahead ? MK_DUE_SOON : MK_DUE_LATER;
}

/* Kilometres as its meter counts them: miles in round numbers, as a maker's book would have them. */
static int64_t counted(const mk_thing *t, int64_t km)
{
    if (!t->miles) return km;
    double miles = (double)km / 1.609344, round = km >= 1000 ? 100 : 10;
    return km ? (int64_t)fmax(round, round * nearbyint(miles / round)) : 0;
}

static const mk_service_rule *rule_for(mk_cx *cx, const mk_thing *t, const mk_service_rule *rule)
{
    if (!t->miles) return rule;
    mk_service_rule *own = MK_NEW(cx->arena, mk_service_rule);
    *own = *rule;
    own->first.km = (int32_t)counted(t, rule->first.km);
    own->then.km = (int32_t)counted(t, rule->then.km);
    return own;
}

static const mk_notice *notice_for(mk_cx *cx, const mk_thing *t, const mk_notice *n)
{
    if (!t->miles || !n->has_value) return n;
    mk_notice *own = MK_NEW(cx->arena, mk_notice);
    *own = *n;
    own->from_value = counted(t, n->from_value);
    return own;
}

static int64_t id_of(int64_t asset, mk_str task) { return mk_hash_id(mk_hash(mk_hash2(0x64, (uint64_t)asset), task)); }

static void service(mk_cx *cx, looking *l, const mk_thing *t, const mk_service_rule *rule)
{
    size_t same = 0;
    for (size_t i = 0; i < l->thing.n; i++) same += mk_applies(cx->arena, rule->applies, l->thing.p[i].kind, l->thing.p[i].traits);
    mk_due_row r = { .kind = MK_DUE_SERVICE, .id = id_of(t->asset, rule->task), .thing = t, .rule = rule, .severity = rule->severity, .done = { MK_NO_DAY, -1 } };
    for (size_t i = 0; i < l->job.n; i++) {
        const done_row *j = &l->job.p[i];
        if (j->asset != t->asset || j->day > l->day || j->day < r.done.day || !mk_service_done_by(rule, j->folded)) continue;
        r.done = (mk_done){ j->day, j->has_value ? (int32_t)j->value : -1 };
        r.done_by = MK_S("");
    }
    for (size_t i = 0; i < l->line.n && same == 1; i++) {
        if (l->line.p[i].day <= r.done.day || !mk_service_done_by(rule, l->line.p[i].folded)) continue;
        r.done = (mk_done){ l->line.p[i].day, -1 };
        r.done_by = l->line.p[i].words;
    }
    r.due = mk_service_due(rule, &t->meter, t->start, &r.done, r.done.day != MK_NO_DAY);
    r.elsewhere = r.done.day == MK_NO_DAY && (r.due.day < t->since || r.due.day < l->day - YEAR);
    if (r.elsewhere && rule->severity == MK_LEGAL && rule->then.months)        /* the law's date comes again, whoever saw to it before */
        while (r.due.day < l->day) r.due.day = r.due.low = r.due.high = mk_months_after(r.due.day, rule->then.months), r.due.by = MK_DUE_BY_DATE;
    state_of(&r, l->day);
    if (r.elsewhere && rule->severity != MK_LEGAL) r.state = MK_DUE_UNKNOWN;
    *mk_vec_push(cx->arena, &l->out) = r;
}

static void notice(mk_cx *cx, looking *l, const mk_thing *t, const mk_notice *n)
{
    mk_due_row r = { .kind = mk_str_eqz(n->kind, "fault") ? MK_DUE_FAULT : MK_DUE_RECALL, .id = id_of(t->asset, n->title), .thing = t, .notice = n, .severity = MK_SAFETY,
                     .done = { MK_NO_DAY, -1 } };
    mk_service_rule as = { .task = n->title };
    as.names = mk_service_names(cx->arena, &as);
    for (size_t i = 0; i < l->job.n; i++)
        if (l->job.p[i].asset == t->asset && l->job.p[i].day <= l->day && mk_service_done_by(&as, l->job.p[i].folded)) return;
    r.due = (mk_due){ .by = MK_DUE_BY_DATE, .day = l->day, .low = l->day, .high = l->day, .anchor_day = n->has_day ? n->from_day : MK_NO_DAY };
    if (n->has_value) {
        r.due.day = mk_meter_reaches(&t->meter, (double)n->from_value);
        r.due.by = r.due.day == INT32_MAX ? MK_DUE_NEVER : MK_DUE_BY_KM;
        r.due.at_km = (int32_t)n->from_value - mk_meter_unseen(&t->meter, r.due.day);
        if (r.due.day < l->day) r.due.day = l->day;
    }
    r.state = r.due.day == INT32_MAX ? MK_DUE_UNKNOWN : r.due.day - l->day <= FAULT_AHEAD ? MK_DUE_SOON : MK_DUE_LATER;
    *mk_vec_push(cx->arena, &l->out) = r;
}

static int urgent_first(const void *x, const void *y)
{
    const mk_due_row *a = x, *b = y;
    bool au = a->state == MK_DUE_UNKNOWN, bu = b->state == MK_DUE_UNKNOWN;
    if (au != bu) return au - bu;
    if (a->due.day != b->due.day) return (a->due.day > b->due.day) - (a->due.day < b->due.day);
    if (a->severity != b->severity) return (a->severity < b->severity) - (a->severity > b->severity);
    return (a->id > b->id) - (a->id < b->id);
}

static size_t narrow(mk_str applies)
{
    size_t n = 0;
    for (size_t i = 0; i < applies.n; i++) n += applies.p[i] == '/';
    return n;
}

/* The rules that hold for a thing: of those of one task the narrowest, what an owner says of a model taking the place of what holds for all; of equals the last. */
static void services(mk_cx *cx, looking *l, const mk_thing *t)
{
    const mk_lists *lists = l->shop->lists;
    const mk_service_rule **holds = MK_NEWN(cx->arena, const mk_service_rule *, lists->rules + 1);
    size_t n = 0;
    for (size_t k = 0; k < lists->rules; k++) {
        const mk_service_rule *r = &lists->rule[k];
        if (!mk_applies(cx->arena, r->applies, t->kind, t->traits)) continue;
        size_t i = 0;
        while (i < n && !mk_str_ieq(holds[i]->task, r->task)) i++;
        if (i == n) holds[n++] = r;
        else if (narrow(r->applies) >= narrow(holds[i]->applies)) holds[i] = r;
    }
    for (size_t i = 0; i < n; i++) service(cx, l, t, rule_for(cx, t, holds[i]));
}

int mk_due_of(mk_cx *cx, mk_db *db, const mk_shop *s, int64_t customer, const mk_due_row **ret, size_t *ret_n)
{
    looking l = { .shop = s, .day = s->day };
    const mk_lists *lists = s->lists;
    MK_TRY(mk_customer_now(cx, db, &customer));
    MK_TRY(gather(cx, db, &l, customer));
    for (size_t i = 0; i < l.thing.n; i++) {
        const mk_thing *t = &l.thing.p[i];
        services(cx, &l, t);
        for (size_t k = 0; k < lists->notices; k++) if (mk_applies(cx->arena, lists->notice[k].applies, t->kind, t->traits)) notice(cx, &l, t, notice_for(cx, t, &lists->notice[k]));
    }
    if (l.out.n) qsort(l.out.p, l.out.n, sizeof *l.out.p, urgent_first);
    *ret = l.out.p;
    *ret_n = l.out.n;
    return 0;
}
