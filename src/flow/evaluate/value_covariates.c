/* SPDX-License-Identifier: Apache-2.0 */
#include "value_covariates.h"
#include "amount.h"
#include "dialect.h"
#include "hash.h"
#include "map.h"
#include "vec.h"
#include <math.h>

typedef struct fact { uint32_t of; int32_t day; double v[MK_COV_MOST]; } fact;
typedef struct word { mk_str text; double value; } word;

typedef struct reader {
    mk_stream stream;
    mk_csv csv;
    size_t customer, date, column[MK_COV_MOST];     /* date SIZE_MAX: fixed covariates */
    mk_date_order order;
    mk_map by_name;
    mk_vec(fact) facts;
    mk_vec(word) words[MK_COV_MOST];                /* of a column of words: numbered as they come, the first is 0 */
} reader;

static mk_str cell(const mk_csv_row *row, size_t i) { return i < row->n ? mk_str_trim(row->cell[i]) : MK_S(""); }

/* --- the columns --- */

/* The first row that can be read, behind the header: tells which column holds dates. */
static int columns_of(mk_cx *cx, reader *r, const char *path, const mk_value_log_columns *c, mk_value_covariates *ret)
{
    mk_csv_row head, row;
    int rc = mk_csv_next(cx, &r->csv, 0, &head);
    if (rc <= 0) return rc < 0 ? rc : mk_fail(cx, MK_EBADDATA, "%s is empty", path);
    size_t n = head.n;
    mk_str *name = MK_NEWN(cx->arena, mk_str, n + 1);
    for (size_t i = 0; i < n; i++) name[i] = mk_arena_dup(cx->arena, mk_str_trim(head.cell[i]));
    r->customer = 0;
    r->date = SIZE_MAX;
    for (size_t i = n; i-- > 0;) if (mk_str_ieq(name[i], c->customer)) r->customer = i;
    for (size_t i = n; i-- > 0;) if (mk_str_ieq(name[i], c->date)) r->date = i;
    mk_date_votes votes[64] = { 0 };
    for (int k = 0; k < 200 && (rc = mk_csv_next(cx, &r->csv, 0, &row)) != 0; k++) {
        if (rc == MK_EBADDATA) continue;
        MK_TRY(rc);
        for (size_t i = 0; i < n && i < 64; i++) mk_date_vote(&votes[i], cell(&row, i));
    }
    mk_cx_clear(cx);
    for (size_t i = 0; i < n && i < 64 && r->date == SIZE_MAX; i++) {
        mk_date_votes *v = &votes[i];
        bool whole = v->ymd + v->dmy + v->mdy + v->either > 0 && v->not_date == 0 && v->serial == 0;
        mk_when w;
        if (i != r->customer && whole && mk_when_parse(cell(&row, i), mk_date_decide(v), false, &w, NULL)) r->date = i;
    }
    if (r->date != SIZE_MAX && r->date < 64) r->order = mk_date_decide(&votes[r->date]);
    for (size_t i = 0; i < n && ret->k < MK_COV_MOST; i++) {
        if (i == r->customer || i == r->date || name[i].n == 0) continue;
        r->column[ret->k] = i;
        ret->name[ret->k++] = name[i];
    }
    ret->dynamic = r->date != SIZE_MAX;
    return ret->k ? 0 : mk_fail(cx, MK_EBADDATA, "%s has no column besides who and when", path);
}

/* --- values --- */

static bool value_of(mk_cx *cx, reader *r, int k, mk_str s, double *ret)
{
    if (s.n == 0) return false;
    if (mk_str_real(s, ret)) return isfinite(*ret);
    for (size_t i = 0; i < r->words[k].n; i++)
        if (mk_str_eq(r->words[k].p[i].text, s)) { *ret = r->words[k].p[i].value; return true; }
    if (r->words[k].n >= 32) return false;
    *ret = (double)r->words[k].n;
    *mk_vec_push(cx->arena, &r->words[k]) = (word){ mk_arena_dup(cx->arena, s), *ret };
    return true;
}

static int read_facts(mk_cx *cx, reader *r, mk_value_covariates *ret)
{
    mk_csv_row row;
    int rc = mk_csv_next(cx, &r->csv, 0, &row);             /* the header */
    char last[48] = "";
    size_t last_n = 0;
    int32_t day = 0;
    for (uint64_t n = 0; (rc = mk_csv_next(cx, &r->csv, 0, &row)) != 0; n++) {
        if (rc == MK_EBADDATA) { ret->bad++; mk_cx_clear(cx); continue; }
        MK_TRY(rc);
        if ((n & 0x3fff) == 0) MK_TRY(mk_cx_check(cx));
        const uint64_t *of = mk_map_get(&r->by_name, mk_hash(3, cell(&row, r->customer)));
        if (!of) continue;
        fact f = { .of = (uint32_t)*of, .day = INT32_MIN };
        bool fine = true;
        if (r->date != SIZE_MAX) {
            mk_str date = cell(&row, r->date);
            mk_when w;
            if (date.n != last_n || memcmp(date.p, last, last_n) != 0) {
                fine = mk_when_parse(date, r->order, false, &w, NULL) && date.n <= sizeof last;
                if (fine) { memcpy(last, date.p, last_n = date.n); day = w.day; }
            }
            f.day = day;
        }
        for (int k = 0; k < ret->k; k++) fine = fine && value_of(cx, r, k, cell(&row, r->column[k]), &f.v[k]);
        if (!fine) { ret->bad++; continue; }
        *mk_vec_push(cx->arena, &r->facts) = f;
    }
    return 0;
}

/* --- paths --- */

static int by_time(const void *a, const void *b)
{
    const fact *x = a, *y = b;
    if (x->of != y->of) return (x->of > y->of) - (x->of < y->of);
    return (x->day > y->day) - (x->day < y->day);
}

/* One customer's facts as a path: what does not change is one piece; of several on a day the last counts. */
static mk_cov_path path_of(mk_arena *a, const fact *f, size_t n, int k)
{
    double *start = MK_NEWN(a, double, n), *value = MK_NEWN(a, double, n * (size_t)k);
    size_t m = 0, width = sizeof(double) * (size_t)k;
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && f[i + 1].day == f[i].day) continue;
        if (m && memcmp(value + (m - 1) * (size_t)k, f[i].v, width) == 0) continue;
        start[m] = f[i].day == INT32_MIN ? 0 : f[i].day;
        memcpy(value + m++ * (size_t)k, f[i].v, width);
    }
    return (mk_cov_path){ m, start, value };
}

static void put_together(mk_cx *cx, reader *r, const mk_value_log *log, mk_value_covariates *ret)
{
    qsort(r->facts.p, r->facts.n, sizeof *r->facts.p, by_time);
    for (int k = 0; k < ret->k; k++) {                      /* one scale for all, so that no coefficient is a million times another */
        double most = 0;
        for (size_t i = 0; i < r->facts.n; i++) most = fmax(most, fabs(r->facts.p[i].v[k]));
        ret->scale[k] = most > 0 ? most : 1;
        for (size_t i = 0; i < r->facts.n; i++) r->facts.p[i].v[k] /= ret->scale[k];
    }
    uint32_t *of = MK_NEWN(cx->arena, uint32_t, log->customers + 1);
    memset(of, 0xff, sizeof *of * log->customers);
    mk_vec(mk_cov_path) paths = { 0 };
    mk_map known = mk_map_on(cx->arena);
    ret->until = INT32_MIN;
    for (size_t i = 0, end; i < r->facts.n; i = end) {
        for (end = i; end < r->facts.n && r->facts.p[end].of == r->facts.p[i].of; end++) {}
        if (r->facts.p[end - 1].day > ret->until) ret->until = r->facts.p[end - 1].day;
        mk_arena_mark mark = mk_arena_here(cx->arena);
        mk_cov_path p = path_of(cx->arena, r->facts.p + i, end - i, ret->k);
        uint64_t h = mk_hash2(mk_hash(1, (mk_str){ (const char *)p.start, p.n * sizeof(double) }),
                              mk_hash(2, (mk_str){ (const char *)p.value, p.n * sizeof(double) * (size_t)ret->k }));
        const uint64_t *at = mk_map_get(&known, h);
        if (at) {
            of[r->facts.p[i].of] = (uint32_t)*at;
            mk_arena_rewind(cx->arena, mark);
            continue;
        }
        of[r->facts.p[i].of] = (uint32_t)paths.n;
        *mk_map_put(&known, h, NULL) = paths.n;
        *mk_vec_push(cx->arena, &paths) = p;
    }
    for (size_t c = 0; c < log->customers; c++) ret->unknown += of[c] == UINT32_MAX;
    ret->path = paths.p;
    ret->paths = paths.n;
    ret->of = of;
}

int mk_value_covariates_read(mk_cx *cx, const char *path, const mk_value_log_columns *columns, const mk_value_log *log, mk_value_covariates *ret)
{
    mk_value_covariates v = { 0 };
    reader r = { .by_name = mk_map_on(cx->arena) };
    mk_source *source;
    for (size_t c = 0; c < log->customers; c++) *mk_map_put(&r.by_name, mk_hash(3, mk_value_log_name(log, c)), NULL) = c;
    MK_TRY(mk_source_file(cx, cx->arena, path, &source));
    MK_TRY(mk_stream_open(cx, cx->arena, source, NULL, &r.stream));
    mk_dialect dialect;
    mk_str text = mk_stream_unread(&r.stream);
    size_t skip = mk_dialect_said(text, &dialect.delimiter);
    char said = skip ? dialect.delimiter : 0;
    dialect = mk_dialect_of(cx, cx->arena, mk_str_sub(text, skip, text.n < 65536 ? text.n : 65536));
    if (said) dialect.delimiter = said;
    for (int round = 0; round < 2; round++) {
        r.stream.at = skip;
        mk_csv_init(cx, cx->arena, &r.stream, dialect, skip ? 2 : 1, &r.csv);
        if (round == 0) {
            MK_TRY(columns_of(cx, &r, path, columns, &v));
            MK_TRY(mk_stream_rewind(cx, &r.stream));
        } else {
            MK_TRY(read_facts(cx, &r, &v));
        }
    }
    if (r.facts.n == 0) return mk_fail(cx, MK_EBADDATA, "%s has no value that can be read of a customer of the log", path);
    put_together(cx, &r, log, &v);
    *ret = v;
    return 0;
}
