/* SPDX-License-Identifier: Apache-2.0 */
#include "value_log.h"
#include "value_log_by.h"
#include "amount.h"
#include "dialect.h"
#include "hash.h"

/* Each growing array has an arena of its own: the only large object of an arena grows in place. */
typedef struct grown { mk_arena *arena; char *p; size_t n, cap; } grown;

static grown grown_on(mk_arena *parent) { return (grown){ .arena = mk_arena_child(parent) }; }

static void *grow(grown *g, size_t bytes)
{
    if (g->cap - g->n < bytes) {
        size_t more = g->cap ? g->cap + g->cap / 2 : 1 << 17;
        if (more < g->n + bytes) more = g->n + bytes;
        g->p = mk_arena_grow(g->arena, g->p, g->cap, more);
        g->cap = more;
    }
    void *at = g->p + g->n;
    g->n += bytes;
    return at;
}

enum { WAITING = 48 };
typedef struct reader {
    mk_stream stream;
    mk_csv csv;
    mk_dialect dialect;
    size_t skip, customer, date, amount, doc;   /* columns; SIZE_MAX: none */
    bool header, comma, serial;
    mk_date_order order;
    grown rows, orders, names, name_at;         /* orders: of each row, the hash of its order; 0: of none */
    uint32_t customers;
    grown table;
    struct slot { uint64_t key; uint32_t of; } *slot;   /* of: customer + 1 */
    size_t slots;
    struct waiting { uint64_t key, order; mk_value_row row; size_t n; char name[64]; } wait[WAITING];     /* see flush */
    int waiting;
    char last_date[48];
    size_t last_date_n;
    int32_t last_day;
    char currency[4];               /* the first one that is written */
} reader;

static mk_str name_of(const reader *r, uint32_t i)
{
    const uint32_t *at = (const uint32_t *)(const void *)r->name_at.p;
    return (mk_str){ r->names.p + at[i], at[i + 1] - at[i] };
}

/* A short name is its own key; of a longer one it is a hash, and the name is compared. The highest bit tells. */
static inline uint64_t key_of(mk_str name)
{
    uint64_t k = 0;
    if (name.n > 7) return mk_hash(7, name) | UINT64_C(1) << 63;
    memcpy(&k, name.p, name.n);
    return k | (uint64_t)name.n << 56;
}

static inline size_t place_of(const reader *r, uint64_t key) { return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (r->slots - 1); }

static void rehash(mk_arena *a, reader *r)
{
    grown was_table = r->table;
    struct slot *was = r->slot;
    size_t n = r->slots;
    r->slots = n ? n * 2 : 1 << 14;
    r->table = grown_on(a);
    r->slot = grow(&r->table, r->slots * sizeof *r->slot);
    memset(r->slot, 0, r->slots * sizeof *r->slot);
    for (size_t i = 0; i < n; i++) {
        if (!was[i].of) continue;
        size_t at = place_of(r, was[i].key);
        while (r->slot[at].of) at = (at + 1) & (r->slots - 1);
        r->slot[at] = was[i];
    }
    if (n) mk_arena_free(was_table.arena);
}

static uint32_t who(mk_arena *a, reader *r, mk_str name, uint64_t key)
{
    if ((size_t)r->customers * 2 >= r->slots) rehash(a, r);
    size_t at = place_of(r, key);
    for (; r->slot[at].of; at = (at + 1) & (r->slots - 1))
        if (r->slot[at].key == key && (name.n <= 7 || mk_str_eq(name_of(r, r->slot[at].of - 1), name))) return r->slot[at].of - 1;
    r->slot[at] = (struct slot){ key, ++r->customers };
    memcpy(grow(&r->names, name.n), name.p, name.n);
    uint32_t end = (uint32_t)r->names.n;
    memcpy(grow(&r->name_at, sizeof end), &end, sizeof end);
    return r->customers - 1;
}

static void keep(reader *r, mk_value_row v, uint64_t order)
{
    memcpy(grow(&r->rows, sizeof v), &v, sizeof v);
    if (r->doc != SIZE_MAX) memcpy(grow(&r->orders, sizeof order), &order, sizeof order);
}

/* With a million customers each look into the table waits for memory. Rows wait in a short queue while theirs is fetched. */
static void flush(mk_arena *a, reader *r)
{
    for (int i = 0; i < r->waiting; i++) {
        struct waiting *w = &r->wait[i];
        w->row.of = who(a, r, (mk_str){ w->name, w->n }, w->key);
        keep(r, w->row, w->order);
    }
    r->waiting = 0;
}

static void put_row(mk_arena *a, reader *r, mk_str name, mk_value_row v, uint64_t order)
{
    uint64_t key = key_of(name);
    if (name.n > sizeof r->wait[0].name) {
        flush(a, r);
        v.of = who(a, r, name, key);
        keep(r, v, order);
        return;
    }
    struct waiting *w = &r->wait[r->waiting++];
    w->key = key;
    w->row = v;
    w->order = order;
    w->n = name.n;
    memcpy(w->name, name.p, name.n);
    if (r->slots) __builtin_prefetch(&r->slot[place_of(r, key)]);
    if (r->waiting == WAITING) flush(a, r);
}

/* --- the columns --- */

static size_t column_of(const mk_csv_row *row, mk_str name)
{
    for (size_t i = 0; i < row->n; i++)
        if (mk_str_eq(mk_str_trim(row->cell[i]), name)) return i;
    for (size_t i = 0; i < row->n; i++)
        if (mk_str_ieq(mk_str_trim(row->cell[i]), name)) return i;
    return SIZE_MAX;
}

static bool numbered(const mk_csv_row *row, mk_str name, size_t *ret)
{
    int64_t n;
    if (!mk_str_int(name, &n) || n < 1 || (size_t)n > row->n) return false;
    *ret = (size_t)n - 1;
    return true;
}

static int missing(mk_cx *cx, const char *path, mk_str name, const mk_csv_row *row)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < row->n && i < 20; i++) mk_buf_printf(&b, "%s%.*s", i ? ", " : "", MK_SARG(mk_str_trim(row->cell[i])));
    return mk_fail(cx, MK_EBADDATA, "%s has no column '%.*s'; it has: %.*s", path, MK_SARG(name), MK_SARG(mk_buf_str(&b)));
}

static int start(mk_cx *cx, reader *r)
{
    mk_csv_row row;
    r->stream.at = r->skip;
    mk_csv_init(cx, cx->arena, &r->stream, r->dialect, r->skip ? 2 : 1, &r->csv);
    if (!r->header) return 0;
    int rc = mk_csv_next(cx, &r->csv, 0, &row);
    return rc < 0 && rc != MK_EBADDATA ? rc : 0;
}

static mk_str cell(const mk_csv_row *row, size_t i) { return i < row->n ? mk_str_trim(row->cell[i]) : MK_S(""); }

/* Looks at rows until it is clear how dates and amounts are written: all of them when days up to 12 leave it open. */
static int look(mk_cx *cx, reader *r, bool *ret_either)
{
    mk_date_votes votes = { 0 };
    uint64_t comma = 0, point = 0, rows = 0;
    mk_csv_row row;
    mk_str last = { 0 };
    char kept[48];
    MK_TRY(start(cx, r));
    for (int rc; (rc = mk_csv_next(cx, &r->csv, 0, &row)) != 0;) {
        if (rc == MK_EBADDATA) { mk_cx_clear(cx); continue; }
        MK_TRY(rc);
        mk_str date = cell(&row, r->date), money = cell(&row, r->amount);
        if (!mk_str_eq(date, last) && date.n <= sizeof kept) {
            mk_date_vote(&votes, date);
            memcpy(kept, date.p, date.n);
            last = (mk_str){ kept, date.n };
        }
        size_t mark = money.n;
        while (mark && money.p[mark - 1] != ',' && money.p[mark - 1] != '.') mark--;
        if (mark && money.n - mark < 3) *(money.p[mark - 1] == ',' ? &comma : &point) += 1;
        rows++;
        bool open = votes.either && !votes.dmy && !votes.mdy;
        if (rows >= 2000 && !open && votes.ymd + votes.dmy + votes.mdy + votes.serial) break;
        if (rows >= 20000 && !open) break;
        if ((rows & 0xffff) == 0) MK_TRY(mk_cx_check(cx));
    }
    r->order = mk_date_decide(&votes);
    r->serial = votes.serial > 0 && votes.dmy + votes.mdy + votes.either == 0;
    r->comma = comma > point;
    *ret_either = votes.either && !votes.dmy && !votes.mdy && !votes.ymd;
    return mk_stream_rewind(cx, &r->stream);
}

static int open_log(mk_cx *cx, const char *path, const mk_value_log_columns *c, reader *r, bool *ret_either)
{
    mk_source *source;
    mk_arena *a = cx->arena;
    MK_TRY(mk_source_file(cx, a, path, &source));
    MK_TRY(mk_stream_open(cx, a, source, NULL, &r->stream));
    mk_str text = mk_stream_unread(&r->stream);
    if (text.n == 0) return mk_fail(cx, MK_EBADDATA, "%s is empty", path);
    r->skip = mk_dialect_said(text, &r->dialect.delimiter);
    char said = r->skip ? r->dialect.delimiter : 0;
    r->dialect = mk_dialect_of(cx, a, mk_str_sub(text, r->skip, text.n < 65536 ? text.n : 65536));
    if (said) r->dialect.delimiter = said;
    mk_csv_row row;
    MK_TRY(start(cx, r));
    int rc = mk_csv_next(cx, &r->csv, 0, &row);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_EBADDATA, "%s is empty", path);
    const struct { mk_str name; size_t *at; } asked[] = { { c->customer, &r->customer }, { c->date, &r->date }, { c->amount, &r->amount }, { c->order, &r->doc } };
    enum { ASKED = sizeof asked / sizeof *asked };
    bool named = true, numbers = true;
    size_t at;
    for (int k = 0; k < ASKED; k++) {
        *asked[k].at = asked[k].name.n ? column_of(&row, asked[k].name) : SIZE_MAX;
        named &= !asked[k].name.n || *asked[k].at != SIZE_MAX;
        numbers &= !asked[k].name.n || numbered(&row, asked[k].name, &at);
    }
    /* numbers count columns, unless the header has them all as names; beside a name, a number is of a column that is named twice */
    bool by_number = numbers && !named;
    for (int k = 0; k < ASKED; k++) {
        if (!asked[k].name.n) continue;
        if ((by_number || *asked[k].at == SIZE_MAX) && numbered(&row, asked[k].name, &at)) *asked[k].at = at;
        if (*asked[k].at == SIZE_MAX) return missing(cx, path, asked[k].name, &row);
    }
    mk_when w;
    r->header = !(by_number && mk_when_parse(cell(&row, r->date), MK_DMY, false, &w, NULL));
    MK_TRY(mk_stream_rewind(cx, &r->stream));
    return look(cx, r, ret_either);
}

/* --- values --- */

static int two(const char *p) { return (p[0] - '0') * 10 + p[1] - '0'; }
static bool digits(const char *p, int n)
{
    for (int i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9') return false;
    return true;
}

/* The day as it is written, whatever time and zone follow. */
static bool day_of(reader *r, mk_str s, int32_t *ret)
{
    if (s.n == r->last_date_n && memcmp(s.p, r->last_date, s.n) == 0) { *ret = r->last_day; return true; }
    mk_when w;
    if (s.n >= 10 && s.p[4] == '-' && s.p[7] == '-' && digits(s.p, 4) && digits(s.p + 5, 2) && digits(s.p + 8, 2) && (s.n == 10 || s.p[10] == ' ' || s.p[10] == 'T')) {
        int y = two(s.p) * 100 + two(s.p + 2), m = two(s.p + 5), d = two(s.p + 8);
        if (!mk_day_valid(y, m, d)) return false;
        w.day = mk_day_of(y, m, d);
    } else if (!mk_when_parse(s, r->order, r->serial, &w, NULL)) {
        return false;
    }
    if (w.day < -25567 || w.day > 84006) return false;      /* 1900 to 2199 */
    if (s.n <= sizeof r->last_date) {
        memcpy(r->last_date, s.p, r->last_date_n = s.n);
        r->last_day = w.day;
    }
    *ret = w.day;
    return true;
}

static bool amount_of(reader *r, mk_value_log *l, mk_str s, int64_t *ret)
{
    size_t i = s.n && s.p[0] == '-', from = i;
    int64_t v = 0;
    for (; i < s.n && i < 12 && s.p[i] >= '0' && s.p[i] <= '9'; i++) v = v * 10 + (s.p[i] - '0');
    if (i > from && (i == s.n || (s.p[i] == '.' && s.n - i <= 3 && !r->comma))) {
        size_t behind = i == s.n ? 0 : s.n - i - 1;
        bool plain = digits(s.p + s.n - behind, (int)behind);
        for (size_t k = 0; k < 2; k++) v = v * 10 + (k < behind ? s.p[i + 1 + k] - '0' : 0);
        *ret = from ? -v : v;
        if (plain) return true;
    }
    char currency[4] = "";
    if (!mk_money_parse(s, r->comma, ret, currency)) return false;
    if (currency[0] && !r->currency[0]) memcpy(r->currency, currency, sizeof currency);
    if (currency[0] && memcmp(currency, r->currency, sizeof currency) != 0 && !l->other[0]) {
        memcpy(l->one, r->currency, sizeof currency);
        memcpy(l->other, currency, sizeof currency);
    }
    return true;
}

/* What programs write for "no customer". */
static bool nobody(mk_str s)
{
    static const char *const word[] = { "", "NULL", "null", "NaN", "nan", "NA", "N/A", "None", "none", "-" };
    for (size_t i = 0; s.n < 5 && i < sizeof word / sizeof *word; i++)
        if (mk_str_eqz(s, word[i])) return true;
    return false;
}

__attribute__((format(printf, 4, 5)))
static void bad(mk_cx *cx, mk_value_log *l, uint64_t line, const char *fmt, ...)
{
    va_list ap;
    if (l->bad++ >= MK_VALUE_SAID) return;
    va_start(ap, fmt);
    mk_str what = mk_arena_vprintf(cx->arena, fmt, ap);
    va_end(ap);
    l->said[l->said_n++] = mk_arena_printf(cx->arena, cx->lang == MK_HE ? "שורה %" PRIu64 ": %.*s" : "line %" PRIu64 ": %.*s", line, MK_SARG(what));
}

static int read_rows(mk_cx *cx, reader *r, mk_value_log *l)
{
    mk_csv_row row;
    bool he = cx->lang == MK_HE;
    MK_TRY(start(cx, r));
    for (int rc; (rc = mk_csv_next(cx, &r->csv, 0, &row)) != 0;) {
        if ((++l->rows & 0x3fff) == 0) {
            MK_TRY(mk_cx_check(cx));
            mk_progress_at(cx, "rows", l->rows, 0);
        }
        if (rc == MK_EBADDATA) { bad(cx, l, row.line, "%s", cx->message); mk_cx_clear(cx); continue; }
        MK_TRY(rc);
        mk_value_row v = { 0 };
        mk_str name = cell(&row, r->customer), date = cell(&row, r->date);
        if (nobody(name)) { l->anonymous++; continue; }
        if (!day_of(r, date, &v.day)) {
            bad(cx, l, row.line, date.n ? he ? "'%.*s' אינו תאריך" : "'%.*s' is no date" : he ? "בלי תאריך%.*s" : "no date%.*s", (int)(date.n < 40 ? date.n : 40), date.p);
            continue;
        }
        if (r->amount != SIZE_MAX) {
            mk_str money = cell(&row, r->amount);
            if (!amount_of(r, l, money, &v.amount)) {
                bad(cx, l, row.line, money.n ? he ? "'%.*s' אינו סכום" : "'%.*s' is no amount" : he ? "בלי סכום%.*s" : "no amount%.*s", (int)(money.n < 40 ? money.n : 40), money.p);
                continue;
            }
            l->returns += v.amount < 0;
        }
        mk_str doc = cell(&row, r->doc);
        put_row(cx->arena, r, name, v, doc.n && !nobody(doc) ? mk_hash(11, doc) | 1 : 0);
    }
    flush(cx->arena, r);
    return 0;
}

int mk_value_log_read(mk_cx *cx, const char *path, const mk_value_log_columns *columns, mk_value_log *ret)
{
    mk_value_log l = { 0 };
    reader r = { 0 };
    MK_TRY(open_log(cx, path, columns, &r, &l.either));
    mk_arena *a = cx->arena;
    r.rows = grown_on(a), r.orders = grown_on(a), r.names = grown_on(a), r.name_at = grown_on(a);
    memset(grow(&r.name_at, sizeof(uint32_t)), 0, sizeof(uint32_t));
    l.money = r.amount != SIZE_MAX;
    MK_TRY(read_rows(cx, &r, &l));
    if (r.rows.n == 0 && !l.said_n) return mk_fail(cx, MK_EBADDATA, "%s has no row that can be read", path);
    if (r.rows.n == 0) return mk_fail(cx, MK_EBADDATA, "%s has no row that can be read; %.*s", path, MK_SARG(l.said[0]));
    mk_arena_free(r.table.arena);
    l.money = l.money && !l.other[0];
    l.customers = r.customers;
    l.names = r.names.p;
    l.name_at = (const uint32_t *)(const void *)r.name_at.p;
    MK_TRY(mk_value_log_by(cx, (mk_value_row *)(void *)r.rows.p, (const uint64_t *)(const void *)r.orders.p, r.rows.n / sizeof(mk_value_row), &l));
    mk_arena_free(r.rows.arena);
    mk_arena_free(r.orders.arena);
    *ret = l;
    return 0;
}
