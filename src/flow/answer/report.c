/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"
#include <math.h>
#include "reason.h"
#include "record.h"

enum { W = MK_REPORT_WEEKS, NOW = W - 1, LEAST = 4, AWAY_DAYS = 90 };

typedef struct counting {
    mk_report *r;
    mk_settings st;
    double money[W], purchases[W], customers[W], fresh[W], again[W], notes[W], proposals[W], done[W], granted[W], refused[W];
} counting;

/* The week of a day, counted from the oldest; -1: outside. */
static int week_of(const counting *c, int32_t day)
{
    int32_t back = c->r->to - day;
    return back < 0 || back >= 7 * W ? -1 : NOW - back / 7;
}

/* One reading of all sales, customer by customer, in order of time. */
static int sales(mk_cx *cx, mk_db *db, counting *c)
{
    mk_rows r;
    int rc;
    int64_t customer = 0;
    int32_t last = INT32_MIN;
    unsigned seen = 0;                          /* the weeks this one came in */
    uint64_t n = 0;
    mk_last_day d = { 0 };
    MK_TRY(mk_select_n(cx, db, &r, MK_Q_REPORT_SALES, NULL, 0));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int64_t who = mk_row_int(&r, 0), kind = mk_row_int(&r, 2);
        int32_t day = mk_day_of_moment(&d, c->st.tz, mk_row_int(&r, 1));
        if ((++n & 0xffff) == 0) {
            mk_progress_at(cx, "sales", n, 0);
            MK_TRY(mk_cx_check(cx));
        }
        if (who != customer) customer = who, last = INT32_MIN, seen = 0;
        int w = week_of(c, day);
        int64_t total = mk_row_int(&r, 3);
        mk_str currency = mk_row_text(&r, 4);
        if (!mk_sale_counts(&c->st, kind, total, currency)) {
            if (w == NOW && total) mk_elsewhere_add(cx->arena, &c->r->other, currency, total);
            continue;
        }
        if (w >= 0) c->money[w] += (double)total;
        if (total < 0 || (who > 0 && day == last)) continue;        /* the second of a day is the same purchase, as on his page */
        if (w >= 0) {
            c->purchases[w]++;
            if (who > 0 && !(seen >> w & 1)) {
                seen |= 1u << w;
                c->customers[w]++;
                c->fresh[w] += last == INT32_MIN;
                c->again[w] += last != INT32_MIN && day - last >= AWAY_DAYS;
            }
        }
        last = day;
    }
    return rc;
}

static int others(mk_cx *cx, mk_db *db, counting *c)
{
    mk_rows r;
    int rc;
    int64_t since = mk_tz_moment(c->st.tz, c->r->to - 7 * W + 1, 0);
    MK_TRY(mk_select(cx, db, &r, MK_Q_REPORT_NOTES, mk_int(since)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int w = week_of(c, mk_tz_day(c->st.tz, mk_row_int(&r, 0)));
        if (w >= 0) c->notes[w]++;
    }
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_REPORT_ACTIONS, mk_int(c->r->to - 7 * W + 1)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int w = week_of(c, (int32_t)mk_row_int(&r, 0));
        if (w >= 0) c->proposals[w]++, c->done[w] += mk_str_eqz(mk_row_text(&r, 1), "done");
    }
    MK_TRY(rc);
    MK_TRY(mk_select(cx, db, &r, MK_Q_REPORT_CONSENTS, mk_int(since)));
    while ((rc = mk_rows_next(cx, &r)) > 0) {
        int w = week_of(c, mk_tz_day(c->st.tz, mk_row_int(&r, 0)));
        if (w < 0) continue;
        if (mk_str_eqz(mk_row_text(&r, 1), "granted")) c->granted[w]++;
        else if (!mk_str_eqz(mk_row_text(&r, 1), "claimed")) c->refused[w]++;
    }
    return rc;
}

/* 0.95 of Student's t by degrees of freedom 3 to 7: Abramowitz and Stegun, table 26.10. */
static const double student[] = { 2.353, 2.132, 2.015, 1.943, 1.895 };

static void usual(mk_report_part *p)
{
    double sum = 0, sum2 = 0;
    int n = 0, first = 0;
    while (first < NOW && p->value[first] == 0) first++;          /* before the shop began there were no weeks */
    for (int w = first; w < NOW; w++, n++) sum += p->value[w], sum2 += p->value[w] * p->value[w];
    p->usual = n >= LEAST;
    if (!p->usual) return;
    double mean = sum / n, var = (sum2 - n * mean * mean) / (n - 1), half = student[n - 4] * sqrt(var > 0 ? var : 0) * sqrt(1 + 1.0 / n);
    p->low = mean > half ? mean - half : 0;
    p->high = mean + half;
    if (p->unit == MK_UNIT_COUNT) p->low = ceil(p->low), p->high = floor(p->high);     /* whole ones: those inside */
}

static mk_str said(mk_cx *cx, const mk_report *r, mk_unit unit, double v)
{
    if (unit == MK_UNIT_MONEY) return mk_say_money(cx, (int64_t)v, r->currency);
    return unit == MK_UNIT_SHARE ? mk_arena_printf(cx->arena, "%.0f%%", 100 * v) : mk_arena_printf(cx->arena, "%.0f", v);
}

/* "Sales: ₪12,340, more than usual (₪9,000 to ₪11,500 in a usual week)." */
static void sentence(mk_cx *cx, const mk_report *r, mk_report_part *p, const char *he, const char *en)
{
    bool english = cx->lang == MK_EN;
    double v = p->value[NOW];
    mk_str is = said(cx, r, p->unit, v), low = said(cx, r, p->unit, p->low), high = said(cx, r, p->unit, p->high);
    mk_str head = mk_arena_printf(cx->arena, "%s: %.*s", english ? en : he, MK_SARG(is));
    if (!p->usual) {
        p->sentence = mk_arena_printf(cx->arena, english ? "%.*s. Too few weeks yet to say what is usual." : "%.*s. עוד אין מספיק שבועות כדי לומר מה רגיל.", MK_SARG(head));
        return;
    }
    const char *how = v > p->high ? (english ? "more than usual" : "יותר מהרגיל") : v < p->low ? (english ? "less than usual" : "פחות מהרגיל") : (english ? "as usual" : "כרגיל");
    p->sentence = mk_arena_printf(cx->arena, english ? "%.*s, %s (a usual week: %.*s to %.*s)." : "%.*s, %s (שבוע רגיל: %.*s עד %.*s).", MK_SARG(head), how, MK_SARG(low), MK_SARG(high));
}

static mk_report_part *part(mk_report *r, const char *name, mk_unit unit, const double v[W])
{
    mk_report_part *p = &r->part[r->n++];
    *p = (mk_report_part){ .part = name, .unit = unit, .known = true };
    memcpy(p->value, v, sizeof p->value);
    return p;
}

static void measure(mk_cx *cx, mk_report *r, const char *name, mk_unit unit, const double v[W], const char *he, const char *en)
{
    double all = 0;
    for (int w = 0; w < W; w++) all += fabs(v[w]);
    if (all == 0) return;                       /* a shop that does not do it hears nothing of it */
    mk_report_part *p = part(r, name, unit, v);
    usual(p);
    sentence(cx, r, p, he, en);
}

/* How many of the proposals that were answered were done: with how little that says. Wilson 1927, 90%. */
static void done_share(mk_cx *cx, counting *c)
{
    double n = c->proposals[NOW], share[W], z = 1.645;
    if (n == 0) return;
    for (int w = 0; w < W; w++) share[w] = c->proposals[w] > 0 ? c->done[w] / c->proposals[w] : 0;
    mk_report_part *p = part(c->r, "done", MK_UNIT_SHARE, share);
    double q = share[NOW], mid = (q + z * z / (2 * n)) / (1 + z * z / n), half = z / (1 + z * z / n) * sqrt(q * (1 - q) / n + z * z / (4 * n * n));
    p->usual = true;
    p->low = mid - half > 0 ? mid - half : 0;
    p->high = mid + half < 1 ? mid + half : 1;
    p->sentence = mk_arena_printf(cx->arena, cx->lang == MK_EN ? "%.0f of %.0f proposals were done." : "%.0f מתוך %.0f הצעות בוצעו.", c->done[NOW], n);
}

static int items(mk_cx *cx, mk_db *db, counting *c)
{
    mk_rows r;
    int rc;
    double v[W] = { 0 };
    mk_report_part p = { .part = "items", .unit = MK_UNIT_MONEY, .known = true };
    mk_buf names = mk_buf_on(cx->arena);
    int64_t from = mk_tz_moment(c->st.tz, c->r->from, 0), to = mk_tz_moment(c->st.tz, c->r->to + 1, 0);
    MK_TRY(mk_select(cx, db, &r, MK_Q_REPORT_ITEMS, mk_int(from), mk_int(to), mk_textz(c->st.currency)));
    while ((rc = mk_rows_next(cx, &r)) > 0 && p.labels < 5) {
        v[p.labels] = (double)mk_row_int(&r, 1);
        p.label[p.labels] = mk_arena_dup(cx->arena, mk_row_text(&r, 0));
        mk_buf_printf(&names, "%s%.*s", p.labels ? ", " : "", MK_SARG(p.label[p.labels]));
        p.labels++;
    }
    mk_rows_end(&r);
    if (rc < 0) return rc;
    if (!p.labels) return 0;
    memcpy(p.value, v, sizeof v);
    p.sentence = mk_arena_printf(cx->arena, cx->lang == MK_EN ? "Sold most: %.*s." : "נמכרו הכי הרבה: %.*s.", MK_SARG(mk_buf_str(&names)));
    c->r->part[c->r->n++] = p;
    return 0;
}

static int body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_report *r = arg;
    counting c = { .r = r };
    MK_TRY(mk_settings_get(cx, db, &c.st));
    if (r->to == INT32_MIN) r->to = c.st.today - (c.st.today == c.st.now_day);      /* today is not over; the last day of old data is */
    r->from = r->to - 6;
    memcpy(r->currency, c.st.currency, sizeof r->currency);
    MK_TRY(sales(cx, db, &c));
    MK_TRY(others(cx, db, &c));
    measure(cx, r, "sales", MK_UNIT_MONEY, c.money, "מכירות", "Sales");
    measure(cx, r, "purchases", MK_UNIT_COUNT, c.purchases, "קניות", "Purchases");
    measure(cx, r, "customers", MK_UNIT_COUNT, c.customers, "לקוחות שקנו", "Customers who bought");
    measure(cx, r, "new", MK_UNIT_COUNT, c.fresh, "לקוחות חדשים", "New customers");
    measure(cx, r, "again", MK_UNIT_COUNT, c.again, "לקוחות שחזרו אחרי שלושה חודשים ויותר", "Customers back after three months and more");
    measure(cx, r, "proposals", MK_UNIT_COUNT, c.proposals, "הצעות שנענו", "Proposals answered");
    done_share(cx, &c);
    measure(cx, r, "granted", MK_UNIT_COUNT, c.granted, "הסכמות שניתנו", "Consents given");
    measure(cx, r, "refused", MK_UNIT_COUNT, c.refused, "סירובים והסרות", "Refusals");
    measure(cx, r, "notes", MK_UNIT_COUNT, c.notes, "הערות שנרשמו", "Notes written");
    MK_TRY(items(cx, db, &c));
    mk_str from = mk_say_day(cx, r->from), to = mk_say_day(cx, r->to);
    mk_str shop = c.st.shop.n ? mk_arena_printf(cx->arena, "%.*s, ", MK_SARG(c.st.shop)) : MK_S("");
    r->headline = mk_arena_printf(cx->arena, cx->lang == MK_EN ? "%.*s%.*s to %.*s" : "%.*s%.*s עד %.*s", MK_SARG(shop), MK_SARG(from), MK_SARG(to));
    return 0;
}

int mk_report_week(mk_cx *cx, mk_store *s, int32_t to, mk_report *ret)
{
    *ret = (mk_report){ .to = to };
    return mk_store_read(cx, s, body, ret);
}
