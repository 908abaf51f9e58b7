/* SPDX-License-Identifier: Apache-2.0
 * Every number of every sentence of what runs out, of what goes with it, of what people alike take and of a visit that is due, and of how late it is,
 * in both languages, worked out a second time from the rows alone. */
#include "regulars.h"
#include "reason.h"
#include <math.h>
#include "renewal_plain.h"

typedef bought sold;
typedef struct ledger { mk_arena *a; mk_vec(sold) all; const mk_tz *tz; } ledger;

static bool sale_row(void *self, const mk_value *row)
{
    ledger *l = self;
    int32_t day = mk_tz_day(l->tz, row[MK_SALE_AT].i);
    if (day <= TODAY) *mk_vec_push(l->a, &l->all) = (sold){ row[MK_SALE_CUSTOMER_ID].i, 0, day };
    return true;
}

static bool line_row(void *self, const mk_value *row)
{
    ledger *l = self;
    int32_t day = mk_tz_day(l->tz, row[MK_SALE_LINE_AT].i);
    if (day <= TODAY) *mk_vec_push(l->a, &l->all) = (sold){ row[MK_SALE_LINE_CUSTOMER_ID].i, row[MK_SALE_LINE_ITEM_ID].i, day };
    return true;
}

static int by_whom(const void *x, const void *y)
{
    const sold *a = x, *b = y;
    if (a->customer != b->customer) return (a->customer > b->customer) - (a->customer < b->customer);
    if (a->item != b->item) return (a->item > b->item) - (a->item < b->item);
    return (a->day > b->day) - (a->day < b->day);
}

/* In order; what was bought twice on a day once. */
static void settle(ledger *l)
{
    size_t n = 0;
    qsort(l->all.p, l->all.n, sizeof *l->all.p, by_whom);
    for (size_t i = 0; i < l->all.n; i++)
        if (!n || by_whom(&l->all.p[i], &l->all.p[n - 1])) l->all.p[n++] = l->all.p[i];
    l->all.n = n;
}

/* Whether one customer bought the item between two days; in a ledger that is in order. */
static bool took(const ledger *l, int64_t customer, int64_t item, int32_t from, int32_t to)
{
    sold first = { customer, item, from };
    size_t lo = 0, hi = l->all.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (by_whom(&l->all.p[mid], &first) < 0) lo = mid + 1; else hi = mid;
    }
    return lo < l->all.n && l->all.p[lo].customer == customer && l->all.p[lo].item == item && l->all.p[lo].day <= to;
}

/* Of one customer and item: how many days, the first, the last. */
static int days_of(const ledger *l, int64_t customer, int64_t item, int32_t *first, int32_t *last)
{
    int n = 0;
    *last = INT32_MIN, *first = INT32_MAX;
    for (int32_t day = TODAY - 500; took(l, customer, item, day, TODAY); day++)
        if (took(l, customer, item, day, day)) {
            n++;
            if (day < *first) *first = day;
            *last = day;
        }
    return n;
}

/* Numbers of a text, as written; those inside the three names are names. */
static size_t numbers_of(mk_str text, const mk_str name[3], long *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < 32;) {
        size_t skip = 0;
        for (int k = 0; k < 3; k++)
            if (name[k].n > skip && i + name[k].n <= text.n && memcmp(text.p + i, name[k].p, name[k].n) == 0) skip = name[k].n;
        i += skip;
        if (skip) continue;
        if (text.p[i] < '0' || text.p[i] > '9') { i++; continue; }
        for (ret[n] = 0; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++) ret[n] = ret[n] * 10 + (text.p[i] - '0');
        n++;
    }
    return n;
}

static bool among(long v, const long *of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (of[i] == v) return true;
    return false;
}

static void sells(shop *s, int who, int what, int32_t day)
{
    shop_row *w = shop_add(s);
    char t[16];
    snprintf(w->key, sizeof w->key, "%d", 500 + who);
    snprintf(w->name, sizeof w->name, "לקוח%c%c כהן", 'a' + who / 26, 'a' + who % 26);
    snprintf(w->date, sizeof w->date, "%s", mk_day_text(day, t));
    snprintf(w->doc, sizeof w->doc, "%d", who * 1000 + day % 1000);
    snprintf(w->item, sizeof w->item, "B%02d", what);
    snprintf(w->item_name, sizeof w->item_name, "פריט %d", what);
    w->quantity = 1;
    w->price = 4000;
}

/* Things that are taken together, some of them in the weeks after: each buyer comes now and then, and what goes with his last is still missing. */
static const char *in_company(room *r)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(98);
    for (int p = 0; p < 220; p++)
        for (int32_t day = mk_day_of(2025, 2, 1) + (int32_t)mk_rng_below(&g, 200); day <= TODAY - 2; day += 25 + (int32_t)mk_rng_below(&g, 120)) {
            int what = 3 * (int)mk_rng_below(&g, 8);
            sells(&s, p, what, day);
            if (mk_rng_below(&g, 2)) sells(&s, p, what + 1, day);
            else if (mk_rng_below(&g, 2) && day + 12 <= TODAY) sells(&s, p, what + 2, day + 3 + (int32_t)mk_rng_below(&g, 9));
        }
    return shop_write(r, &s, "company.csv");
}

/* A plain account of all purchases: who bought x on which days, with y on the same day or for the first time in the sixty days after. */
typedef struct company { long purchases, buyers, together, after, lately; } company;

static company company_of(const ledger *l, int64_t x, int64_t y)
{
    company c = { 0 };
    mk_map seen = mk_map_on(l->a);
    for (size_t i = 0; i < l->all.n; i++) {
        int64_t who = l->all.p[i].customer;
        bool fresh;
        mk_map_put(&seen, (uint64_t)who, &fresh);
        if (!fresh) continue;       /* each customer once */
        int32_t first, last, none;
        int days = days_of(l, who, x, &first, &last), of_y = days_of(l, who, y, &first, &none);
        c.purchases += days;
        c.buyers += days > 0;
        c.after += of_y && took(l, who, x, first - MK_NEED_WINDOW, first - 1);
        c.lately += took(l, who, y, TODAY - 27, TODAY);
        for (int32_t day = TODAY - 500; days && of_y && day <= TODAY; day++) c.together += took(l, who, x, day, day) && took(l, who, y, day, day);
    }
    return c;
}

static size_t complement_numbers(const ledger *l, const mk_today_row *row, long *may)
{
    const mk_need *n = &row->need;
    company c = company_of(l, n->with, n->item);
    size_t k = 0;
    if (!n->with) {
        int32_t first, last;
        long buyers = 0;
        mk_map seen = mk_map_on(l->a);
        for (size_t i = 0; i < l->all.n; i++) {
            bool fresh;
            mk_map_put(&seen, (uint64_t)l->all.p[i].customer, &fresh);
            buyers += fresh && days_of(l, l->all.p[i].customer, n->item, &first, &last) > 0;
        }
        assert_true(n->alike <= buyers && n->alike <= n->alike_of && n->alike_of < seen.n && n->alike_all == (n->alike_of + 1 == seen.n));
        may[k++] = n->alike, may[k++] = n->alike_of, may[k++] = c.lately;
        return k;
    }
    int32_t first, last;
    assert_true(days_of(l, row->customer, n->with, &first, &last) > 0 && last == n->with_day);
    assert_int_equal(days_of(l, row->customer, n->item, &first, &last), 0);
    mk_civil day = mk_civil_of_day(n->with_day);
    may[k++] = day.day, may[k++] = day.month, may[k++] = day.year;
    if (n->together > n->after) may[k++] = lround(100. * (double)c.together / (double)c.purchases), may[k++] = c.together, may[k++] = c.purchases;
    else may[k++] = c.buyers, may[k++] = c.after, may[k++] = MK_NEED_WINDOW;
    return k;
}

typedef struct told { size_t own, once, with, alike, visits; } told;

static void all_among(mk_str text, const mk_str names[3], const long *may, size_t n, size_t least)
{
    long got[32];
    size_t found = numbers_of(text, names, got);
    if (found < least) fail_msg("too few numbers in \"%.*s\"", MK_SARG(text));
    for (size_t k = 0; k < found; k++)
        if (!among(got[k], may, n)) fail_msg("%ld of \"%.*s\" is not in the rows", got[k], MK_SARG(text));
}

/* He bought it once: how long ago, and after how many days it is bought again, as everybody's intervals have it. Returns the late days. */
static double once_numbers(const ledger *l, const mk_today_row *row, int32_t last)
{
    double usual = plain_usual(l->all.p, l->all.n, row->need.item, 0, 0);
    const mk_str names[] = { row->name, row->item_name, row->with_name };
    all_among(row->words.why, names, (long[]){ TODAY - last, lround(usual) }, 2, 2);
    return TODAY - last - usual;
}

/* His visits, of whom no goods are known. */
static void visit_numbers(const ledger *l, const mk_today_row *row)
{
    const mk_str names[] = { row->name, row->number, row->item_name };
    int32_t first, last;
    int n = days_of(l, row->customer, 0, &first, &last);
    mk_civil c = mk_civil_of_day(last);
    double pace = ((double)last - first) / (n - 1);
    all_among(row->words.why, names, (long[]){ n, lround(pace), c.day, c.month, c.year, TODAY - last }, 6, 5);
    all_among(row->words.late, names, (long[]){ labs(lround(TODAY - last - pace)) }, 1, 0);
}

/* Reads every number of the list's sentences, in both languages, and finds it in the rows. */
static told numbers_told(const char *(*sales)(room *r), bool goods)
{
    room r;
    room_open(&r);
    room_import(&r, sales(&r), "", false);
    learn(&r);
    told ret = { 0 };
    for (int lang = 0; lang < 2; lang++) {
        r.cx.lang = lang ? MK_EN : MK_HE;
        mk_today t = list(&r, TODAY, 1000);
        ledger l = { .a = r.cx.arena, .tz = t.settings.tz };
        room_each(&r, goods ? MK_T_SALE_LINE : MK_T_SALE, goods ? line_row : sale_row, &l);
        settle(&l);
        for (size_t i = 0; i < t.n; i++) {
            const mk_today_row *row = &t.row[i];
            const mk_need *n = &row->need;
            const mk_str names[] = { row->name, row->item_name, row->with_name };
            int32_t first, last;
            if (n->kind == MK_NEED_COMPLEMENT) {
                long may[16];
                size_t may_n = complement_numbers(&l, row, may);
                all_among(row->words.why, names, may, may_n, n->with ? 4 : 1);
                if (n->with) all_among(row->words.late, names, (long[]){ TODAY - n->with_day }, 1, 0);
                ret.with += n->with != 0, ret.alike += n->with == 0;
                continue;
            }
            if (n->kind == MK_NEED_CARE) {
                visit_numbers(&l, row);
                ret.visits++;
                continue;
            }
            int days = days_of(&l, row->customer, n->item, &first, &last), year = 0;
            double sum = n->base, late;
            if (days > 1) {
                mk_civil c = mk_civil_of_day(last);
                for (size_t k = 0; k < l.all.n; k++) {
                    int age = TODAY - l.all.p[k].day;
                    year += l.all.p[k].customer == row->customer && l.all.p[k].item == n->item && age >= 365 - 17 && age <= 365 + 10;
                }
                all_among(row->words.why, names, (long[]){ days, c.day, c.month, c.year, TODAY - last, lround(((double)last - first) / (days - 1)), year }, 7, 4);
                late = TODAY - last - ((double)last - first) / (days - 1);
                ret.own++;
            } else {
                late = once_numbers(&l, row, last);
                ret.once++;
            }
            all_among(row->words.late, names, (long[]){ labs(lround(late)) }, 1, 0);
            for (int w = 0; w < MK_WHYS; w++) sum += n->effect[w];
            if (n->base != 0) assert_true(fabs(sum - n->score) < 1e-4);
        }
    }
    room_close(&r);
    return ret;
}

/* A shop whose things come again every two weeks, and some who took theirs for the first time two weeks ago. */
static const char *newcomers(room *r)
{
    shop s = { .arena = r->cx.arena };
    mk_rng g = mk_rng_seed(97);
    for (int p = 0; p < 200; p++) {
        int what = (int)mk_rng_below(&g, 6);
        int32_t first = p < 150 ? TODAY - 20 - (int32_t)mk_rng_below(&g, 300) : TODAY - 10 - (int32_t)mk_rng_below(&g, 5);
        for (int32_t day = first; day < TODAY - (p < 150 ? (int)mk_rng_below(&g, 12) : 0); day += p < 150 ? 11 + what + (int32_t)mk_rng_below(&g, 4) : 100) sells(&s, p, what, day);
    }
    return shop_write(r, &s, "newcomers.csv");
}

/* A till that names no goods. */
static const char *till(room *r)
{
    mk_buf b = mk_buf_on(r->cx.arena);
    char t[16];
    mk_buf_printf(&b, "customer number,date,amount\n");
    for (int p = 0; p < 90; p++) {
        int every = 10 + p % 20, ends = TODAY - every - p % 5 + 2;
        for (int day = ends - every * 9; day <= ends; day += every) mk_buf_printf(&b, "%d,%s,50.00\n", 700 + p, mk_day_text(day, t));
    }
    return room_write(r, "till.csv", mk_arena_z(r->cx.arena, mk_buf_str(&b)));
}

static void reasons(void **state)
{
    (void)state;
    told usual = numbers_told(regulars, true), beside = numbers_told(in_company, true), once = numbers_told(newcomers, true), visits = numbers_told(till, false);
    print_message("# sentences whose numbers are in the rows: %zu of what runs out, %zu of what goes with it, %zu of what people alike take, %zu of what was bought once, %zu of visits\n",
                  usual.own + beside.own + once.own, usual.with + beside.with, usual.alike + beside.alike, usual.once + beside.once + once.once, visits.visits);
    assert_true(usual.own > 10 && beside.with > 10 && once.once > 10 && visits.visits > 10);
}

static void says(mk_cx *cx, const mk_need *n, const char *what, const char *why)
{
    mk_said_need s = mk_say_need(cx, n, MK_S("דנה לוי"), 'f', MK_S("חלב"), MK_S(""), TODAY);
    assert_true(mk_str_find(s.what, mk_str_of(what)) >= 0);
    if (mk_str_find(s.why, mk_str_of(why)) < 0) fail_msg("\"%s\" is not in \"%.*s\"", why, MK_SARG(s.why));
}

/* Who has just bought it is not told that it is time again; the most like of a small shop are simply the others; one day goes by in the singular. */
static void when_it_is_time(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    mk_need n = { .kind = MK_NEED_REPLENISH, .purchases = 9, .last_day = TODAY, .interval_days = 7, .usual_days = 7, .late_days = -7 };
    mk_need alike = { .kind = MK_NEED_COMPLEMENT, .alike = 30, .alike_of = 40, .alike_all = true };
    for (int lang = 0; lang < 2; lang++) {
        r.cx.lang = lang ? MK_EN : MK_HE;
        n.since_days = 0, n.last_day = TODAY;
        says(&r.cx, &n, lang ? "Next time, probably" : "בפעם הבאה, כנראה", lang ? "the last time was today" : "הקנייה האחרונה היום");
        n.since_days = 1, n.last_day = TODAY - 1;
        says(&r.cx, &n, lang ? "Next time, probably" : "בפעם הבאה, כנראה", lang ? "it has been 1 day." : "; עבר יום.");
        n.since_days = 4, n.last_day = TODAY - 4;
        says(&r.cx, &n, lang ? "Probably time again for" : "כנראה שוב הגיע הזמן", lang ? "it has been 4 days." : "; עברו 4 ימים.");
        alike.alike_all = true;
        says(&r.cx, &alike, lang ? "May like" : "אולי יתאים", lang ? "30 of the 40 other customers" : "30 מתוך 40 הלקוחות האחרים");
        alike.alike_all = false;
        says(&r.cx, &alike, lang ? "May like" : "אולי יתאים", lang ? "30 of the 40 customers whose purchases are most like" : "30 מתוך 40 הלקוחות שקניותיהם הכי דומות לאלה של דנה לוי");
    }
    room_close(&r);
}

/* Of people all may come again; of what is to come nothing is certain. */
static void shares(void **state)
{
    (void)state;
    room r;
    room_open(&r);
    static const struct { double p; const char *counted, *likely; } cases[] = {
        { 1, "100%", "99%" }, { 0, "0%", "1%" }, { .999, "99%", "99%" }, { .001, "1%", "1%" }, { .5, "50%", "50%" }, { 2.4, "240%", "99%" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(mk_say_share(&r.cx, cases[i].p), cases[i].counted);
        assert_str(mk_say_percent(&r.cx, cases[i].p), cases[i].likely);
    }
    room_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(reasons), cmocka_unit_test(when_it_is_time), cmocka_unit_test(shares) };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
