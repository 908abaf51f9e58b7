/* SPDX-License-Identifier: Apache-2.0 */
#include "evaluate_identity.h"
#include "clock.h"
#include "dialect.h"
#include "hash.h"
#include "radix.h"
#include "unpack.h"
#include "vec.h"
#include <errno.h>
#include <sys/resource.h>

enum { COLUMNS_MOST = 1000, NO_COLUMN = COLUMNS_MOST, OUT_BLOCK = 256 << 10, FILES_MOST = 200, KEEP = 16 << 20 };

typedef struct input { mk_stream stream; mk_csv csv; mk_arena *scratch; size_t n, to[COLUMNS_MOST]; } input;     /* to: its columns among all */

typedef struct evaluation {
    const mk_evaluate_in *in;
    mk_arena *life;
    mk_str header[COLUMNS_MOST];        /* of all files together */
    size_t columns, truth, id;
    input *file;
    mk_link_rows *rows;
    mk_vec(uint32_t) number;            /* names of rows that are whole numbers, while all are */
    mk_buf ids;                         /* else their texts, one behind the other */
    mk_vec(uint32_t) id_end;
    bool spelt;
    mk_vec(uint32_t) small;             /* truth of each row: its number + 1, 0: not known; while all are small numbers */
    mk_vec(uint64_t) label;             /* else that or a hash of it */
    bool wide;
    uint64_t label_most;
    mk_vec(uint8_t) from;               /* file of each row */
    mk_arena *number_arena, *small_arena, *label_arena, *end_arena, *from_arena;
    bool quoted;                        /* some name of a row must be quoted */
    uint64_t bad;
} evaluation;

static size_t column_named(const evaluation *e, mk_str name)
{
    for (size_t i = 0; i < e->columns; i++)
        if (mk_str_ieq(e->header[i], name)) return i;
    return NO_COLUMN;
}

static int open_file(mk_cx *cx, evaluation *e, size_t k)
{
    input *f = &e->file[k];
    const char *path = e->in->path[k];
    mk_source *s;
    char head[8];
    size_t n;
    MK_TRY(mk_source_file(cx, e->life, path, &s));
    MK_TRY(mk_source_fill(cx, s, head, sizeof head, &n));
    MK_TRY(s->rewind(cx, s));
    if (mk_unpack_is_xz((mk_str){ head, n })) MK_TRY(mk_unpack_xz(cx, e->life, s, &s));
    f->scratch = mk_arena_child(e->life);
    MK_TRY(mk_stream_open(cx, e->life, s, NULL, &f->stream));
    char said = 0;
    size_t skip = mk_dialect_said(mk_stream_unread(&f->stream), &said);
    mk_dialect d = mk_dialect_of(cx, f->scratch, mk_str_sub(mk_stream_unread(&f->stream), skip, SIZE_MAX));
    if (skip) d.delimiter = said;
    f->stream.at += skip;
    mk_csv_init(cx, e->life, &f->stream, d, 1, &f->csv);
    mk_csv_row row;
    int rc = mk_csv_next(cx, &f->csv, 0, &row);
    if (rc <= 0) return mk_fail(cx, MK_EBADDATA, "%s has no header line", path);
    if (row.n > COLUMNS_MOST) return mk_fail(cx, MK_ELIMIT, "%s has more than %d columns", path, COLUMNS_MOST);
    f->n = row.n;
    for (size_t i = 0; i < row.n; i++) {
        mk_str h = mk_str_trim(row.cell[i]);
        size_t at = h.n ? column_named(e, h) : NO_COLUMN;
        for (size_t j = 0; j < i && at != NO_COLUMN; j++)
            if (f->to[j] == at) at = NO_COLUMN;         /* the same header twice in one file: two columns */
        if (at == NO_COLUMN) {
            if (e->columns == COLUMNS_MOST) return mk_fail(cx, MK_ELIMIT, "more than %d columns in all files together", COLUMNS_MOST);
            at = e->columns++;
            e->header[at] = h.n ? mk_arena_dup(e->life, h) : mk_arena_printf(e->life, "column %zu", i + 1);
        }
        f->to[i] = at;
    }
    return 0;
}

static int find_column(mk_cx *cx, const evaluation *e, mk_str name, size_t *ret)
{
    *ret = NO_COLUMN;
    if (name.n == 0) return 0;
    *ret = column_named(e, name);
    if (*ret != NO_COLUMN) return 0;
    mk_buf b = mk_buf_on(cx->arena);
    for (size_t i = 0; i < e->columns && b.n < 500; i++) mk_buf_printf(&b, "%s%.*s", i ? ", " : "", MK_SARG(e->header[i]));
    return mk_fail(cx, MK_ENOTFOUND, "no column %.*s; there are: %.*s", MK_SARG(name), MK_SARG(mk_buf_str(&b)));
}

/* A whole number as it is usually written; UINT64_MAX: something else. */
static uint64_t number_of(mk_str s)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 18 || (s.n > 1 && s.p[0] == '0')) return UINT64_MAX;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return UINT64_MAX;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    return v;
}

/* Numbers and hashes do not meet: those have their highest bit. */
static uint64_t label_of(mk_str s)
{
    uint64_t v = number_of(s);
    return s.n == 0 ? 0 : v < UINT64_MAX ? v + 1 : mk_hash(5, s) | UINT64_C(1) << 63;
}

static void widen(evaluation *e)
{
    for (size_t i = 0; i < e->small.n; i++) *mk_vec_push(e->label_arena, &e->label) = e->small.p[i];
    e->wide = true;
}

static void keep_label(evaluation *e, mk_str s)
{
    uint64_t label = label_of(s);
    if (label > e->label_most) e->label_most = label;
    if (!e->wide && label > UINT32_MAX) widen(e);
    if (e->wide) *mk_vec_push(e->label_arena, &e->label) = label;
    else *mk_vec_push(e->small_arena, &e->small) = (uint32_t)label;
}

static inline size_t place_of(uint64_t label, size_t slots) { return label * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (slots - 1); }

/* Labels as small numbers; UINT32_MAX: not known. */
static uint32_t *numbered(evaluation *e, uint32_t n)
{
    enum { AHEAD = 16 };
    if (!e->wide && e->label_most < 4 * (uint64_t)n) {  /* they are already */
        for (uint32_t i = 0; i < n; i++) e->small.p[i]--;
        return e->small.p;
    }
    if (!e->wide) widen(e);
    size_t slots = 1024;
    while (slots < (size_t)n * 2) slots *= 2;
    const uint64_t *label = e->label.p;
    uint32_t *ret = mk_arena_alloc(e->life, ((size_t)n + 1) * sizeof *ret), *slot = MK_NEWN(e->life, uint32_t, slots), labels = 0;      /* slot: the row it is first seen in, + 1 */
    for (uint32_t i = 0; i < n; i++) {
        if (i + AHEAD < n) __builtin_prefetch(&slot[place_of(label[i + AHEAD], slots)], 1);
        ret[i] = UINT32_MAX;
        if (!label[i]) continue;
        size_t at = place_of(label[i], slots);
        while (slot[at] && label[slot[at] - 1] != label[i]) at = (at + 1) & (slots - 1);
        if (!slot[at]) { slot[at] = i + 1; ret[i] = labels++; }
        else ret[i] = ret[slot[at] - 1];
    }
    return ret;
}

static bool must_quote(mk_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '"' || s.p[i] == ' ' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r') return true;
    return false;
}

static void add_name(evaluation *e, mk_str id)
{
    mk_buf_add(&e->ids, id.p, id.n);
    *mk_vec_push(e->end_arena, &e->id_end) = (uint32_t)e->ids.n;
}

/* From numbers to their texts. */
static void spell(evaluation *e)
{
    char text[24];
    for (size_t i = 0; i < e->number.n; i++) add_name(e, (mk_str){ text, (size_t)snprintf(text, sizeof text, "%" PRIu32, e->number.p[i]) });
    e->spelt = true;
}

static int keep_name(mk_cx *cx, evaluation *e, mk_str id)
{
    uint64_t v = e->spelt ? UINT64_MAX : number_of(id);
    if (v <= UINT32_MAX) { *mk_vec_push(e->number_arena, &e->number) = (uint32_t)v; return 0; }
    if (!e->spelt) spell(e);
    if (e->ids.n + id.n > UINT32_MAX) return mk_fail(cx, MK_ELIMIT, "more than 4 GB of row names");
    add_name(e, id);
    e->quoted = e->quoted || must_quote(id);
    return 0;
}

static int read_file(mk_cx *cx, evaluation *e, size_t k)
{
    input *f = &e->file[k];
    mk_str *own = MK_NEWN(e->life, mk_str, e->columns + 1), *cell;
    bool straight = true;               /* cells lie as they should */
    for (size_t i = 0; i < f->n; i++) straight &= f->to[i] == i;
    mk_csv_row row;
    for (int rc; (rc = mk_csv_next(cx, &f->csv, f->n, &row)) != 0; ) {
        if (rc == MK_EBADDATA) { e->bad++; continue; }
        if (rc < 0) return mk_wrap(cx, rc, "%s", e->in->path[k]);
        size_t n = row.n < f->n ? row.n : f->n;
        if (straight && n == e->columns) cell = row.cell;
        else {
            cell = own;
            for (size_t i = 0; i < e->columns; i++) cell[i] = (mk_str){ "", 0 };
            for (size_t i = 0; i < n; i++) cell[f->to[i]] = row.cell[i];
        }
        uint64_t name = 0;
        if (e->truth != NO_COLUMN) keep_label(e, mk_str_trim(cell[e->truth]));
        if (e->id != NO_COLUMN) {
            mk_str id = mk_str_trim(cell[e->id]);
            name = mk_hash(9, id);
            MK_TRY(keep_name(cx, e, id));
        }
        if (e->in->paths > 1) *mk_vec_push(e->from_arena, &e->from) = (uint8_t)k;
        MK_TRY(mk_link_rows_add(cx, e->rows, cell, e->columns, (uint32_t)k, name));
        if ((mk_link_rows_count(e->rows) & 8191) == 0) {
            MK_TRY(mk_cx_check(cx));
            mk_progress_at(cx, "rows", f->stream.bytes, f->stream.source->size);
        }
    }
    return 0;
}

/* --- files out --- */

typedef struct writer { mk_cx *cx; FILE *file; const char *path; mk_buf b; mk_evaluated *r; evaluation *e; } writer;

static void close_file(void *p) { fclose(p); }

static int begin(writer *w, const char *head)
{
    w->file = fopen(w->path, "wb");
    if (!w->file) return mk_fail(w->cx, MK_EIO, "cannot write %s: %s", w->path, strerror(errno));
    mk_arena_defer(w->e->life, close_file, w->file);
    w->b = mk_buf_on(w->e->life);
    mk_buf_room(&w->b, OUT_BLOCK);
    mk_buf_add(&w->b, head, strlen(head));
    return 0;
}

static int flush(writer *w, size_t above)
{
    if (w->b.n < above) return 0;
    if (fwrite(w->b.p, 1, w->b.n, w->file) != w->b.n) return mk_fail(w->cx, MK_EIO, "cannot write %s: %s", w->path, strerror(errno));
    mk_buf_clear(&w->b);
    return 0;
}

static int end(writer *w)
{
    MK_TRY(flush(w, 0));
    mk_arena_undefer(w->e->life, w->file);
    if (fclose(w->file) != 0) return mk_fail(w->cx, MK_EIO, "cannot write %s: %s", w->path, strerror(errno));
    return 0;
}

static mk_str id_of(const evaluation *e, uint32_t row)
{
    uint32_t from = row ? e->id_end.p[row - 1] : 0;
    return (mk_str){ e->ids.p + from, e->id_end.p[row] - from };
}

static void put_id(writer *w, uint32_t row)
{
    if (w->e->id == NO_COLUMN) { mk_buf_int(&w->b, (int64_t)row + 1); return; }
    if (w->e->in->paths > 1) { mk_buf_int(&w->b, w->e->from.p[row] + 1); mk_buf_c(&w->b, ':'); }
    if (!w->e->spelt) { mk_buf_int(&w->b, w->e->number.p[row]); return; }
    mk_str id = id_of(w->e, row);
    if (w->e->quoted) mk_csv_write_cell(&w->b, id, ',');
    else mk_buf_str_add(&w->b, id);
}

/* Rows by their names: whole numbers by value, before other texts. Without names in the order they came. */
typedef struct named { uint64_t number; uint32_t row; } named;

static int by_name(const void *x, const void *y, void *e)
{
    const named *p = x, *q = y;
    if (p->number != q->number) return p->number < q->number ? -1 : 1;
    int c = p->number == UINT64_MAX ? mk_str_cmp(id_of(e, p->row), id_of(e, q->row)) : 0;
    return c ? c : p->row < q->row ? -1 : p->row > q->row;
}

static void sort_texts(evaluation *e, mk_arena *tmp, uint32_t n, uint32_t *order)
{
    named *o = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *o);
    for (uint32_t i = 0; i < n; i++) o[i] = (named){ number_of(id_of(e, i)), i };
    qsort_r(o, n, sizeof *o, by_name, e);
    for (uint32_t i = 0; i < n; i++) order[i] = o[i].row;
}

static void sort_numbers(const evaluation *e, mk_arena *tmp, uint32_t n, uint32_t *order)
{
    mk_keyed *o = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *o), *other = mk_arena_alloc(tmp, ((size_t)n + 1) * sizeof *other);
    for (uint32_t i = 0; i < n; i++) o[i] = (mk_keyed){ e->number.p[i], i };
    mk_radix_sort(o, other, n, mk_arena_alloc(tmp, MK_RADIX_COUNTS * sizeof(uint32_t)));
    for (uint32_t i = 0; i < n; i++) order[i] = o[i].row;
}

/* NULL: as they came. */
static const uint32_t *in_order(evaluation *e, uint32_t n)
{
    bool sorted = e->id == NO_COLUMN || !e->spelt;
    for (uint32_t i = 1; i < n && sorted && e->id != NO_COLUMN; i++) sorted = e->number.p[i - 1] <= e->number.p[i];
    if (sorted) return NULL;
    uint32_t *order = mk_arena_alloc(e->life, ((size_t)n + 1) * sizeof *order);
    mk_arena *tmp = mk_arena_child(e->life);
    if (e->spelt) sort_texts(e, tmp, n, order);
    else sort_numbers(e, tmp, n, order);
    mk_arena_free(tmp);
    return order;
}

static inline uint32_t row_at(const uint32_t *order, uint32_t i) { return order ? order[i] : i; }

static int write_clusters(writer *w, const uint32_t *order, uint32_t n)
{
    const uint32_t *cluster = mk_link_clusters(w->r->link);
    uint32_t *first = order ? mk_arena_alloc(w->e->life, ((size_t)n + 1) * sizeof *first) : NULL;      /* of each cluster, in the order of names */
    if (first) memset(first, 0xff, (size_t)n * sizeof *first);
    MK_TRY(begin(w, w->e->id == NO_COLUMN ? "row,cluster\n" : "id,cluster\n"));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = row_at(order, i), c = cluster[row];
        if (first && first[c] == UINT32_MAX) first[c] = row;
        put_id(w, row);
        mk_buf_c(&w->b, ',');
        put_id(w, first ? first[c] : c);                /* a cluster is called by its least row */
        mk_buf_c(&w->b, '\n');
        MK_TRY(flush(w, OUT_BLOCK - 4096));
    }
    return end(w);
}

typedef struct line { uint32_t a, b; float weight, probability; } line;

static int by_place(const void *x, const void *y)
{
    const line *p = x, *q = y;
    return p->a != q->a ? (p->a < q->a ? -1 : 1) : p->b < q->b ? -1 : p->b > q->b;
}

static int write_pairs(writer *w, const uint32_t *order, uint32_t n)
{
    const mk_link_pair *pair;
    size_t pairs = mk_link_pairs(w->r->link, &pair);
    uint32_t *place = mk_arena_alloc(w->e->life, ((size_t)n + 1) * sizeof *place);
    line *l = mk_arena_alloc(w->e->life, (pairs + 1) * sizeof *l);
    for (uint32_t i = 0; i < n; i++) place[row_at(order, i)] = i;
    for (size_t i = 0; i < pairs; i++) {
        uint32_t a = place[pair[i].a], b = place[pair[i].b];
        l[i] = (line){ a < b ? a : b, a < b ? b : a, pair[i].weight, pair[i].probability };
    }
    qsort(l, pairs, sizeof *l, by_place);
    MK_TRY(begin(w, w->e->id == NO_COLUMN ? "row_a,row_b,weight,probability\n" : "id_a,id_b,weight,probability\n"));
    for (size_t i = 0; i < pairs; i++) {
        put_id(w, row_at(order, l[i].a));
        mk_buf_c(&w->b, ',');
        put_id(w, row_at(order, l[i].b));
        mk_buf_printf(&w->b, ",%.4f,%.6f\n", (double)l[i].weight, (double)l[i].probability);
        MK_TRY(flush(w, OUT_BLOCK - 4096));
    }
    return end(w);
}

static double cpu_seconds(struct rusage *u)
{
    getrusage(RUSAGE_SELF, u);
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) + (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1e-6;
}

int mk_evaluate_identity(mk_cx *cx, const mk_evaluate_in *in, mk_evaluated *ret)
{
    int64_t began = mk_clock_monotonic();
    struct rusage use;
    double cpu = cpu_seconds(&use);
    mk_arena *life = mk_arena_child(cx->arena);
    evaluation *e = MK_NEW(life, evaluation);
    *ret = (mk_evaluated){ 0 };
    if (in->paths == 0 || in->paths > FILES_MOST) return mk_fail(cx, MK_EINVAL, "name 1 to %d files", FILES_MOST);
    mk_arena_keep(cx->arena, KEEP);
    e->in = in;
    e->life = life;
    e->file = MK_NEWN(life, input, in->paths);
    e->ids = mk_buf_on(mk_arena_child(life));
    e->number_arena = mk_arena_child(life);
    e->small_arena = mk_arena_child(life);
    e->label_arena = mk_arena_child(life);
    e->end_arena = mk_arena_child(life);
    e->from_arena = mk_arena_child(life);
    for (size_t k = 0; k < in->paths; k++) MK_TRY(open_file(cx, e, k));
    MK_TRY(find_column(cx, e, in->truth, &e->truth));
    MK_TRY(find_column(cx, e, in->id, &e->id));
    e->rows = mk_link_rows_new(cx, e->header, e->columns);
    if (e->truth != NO_COLUMN) mk_link_rows_kind(e->rows, e->truth, MK_LK_IGNORE);
    if (e->id != NO_COLUMN) mk_link_rows_kind(e->rows, e->id, MK_LK_IGNORE);
    for (size_t k = 0; k < in->paths; k++) MK_TRY(read_file(cx, e, k));
    mk_link *l;
    MK_TRY(mk_link_run(cx, e->rows, NULL, &l));
    ret->link = l;
    ret->stats = mk_link_about(l);
    ret->bad_rows = e->bad;
    uint32_t n = (uint32_t)ret->stats.rows;
    writer w = { .cx = cx, .r = ret, .e = e };
    if (in->clusters || in->pairs) {
        const uint32_t *o = in_order(e, n);
        w.path = in->clusters;
        if (w.path) MK_TRY(write_clusters(&w, o, n));
        w.path = in->pairs;
        if (w.path) MK_TRY(write_pairs(&w, o, n));
    }
    ret->cpu_seconds = cpu_seconds(&use) - cpu;
    ret->seconds = (double)(mk_clock_monotonic() - began) * 1e-6;
    ret->peak_bytes = (int64_t)use.ru_maxrss * 1024;
    ret->judged = e->truth != NO_COLUMN;
    if (ret->judged) mk_link_judge(cx, l, numbered(e, n), &ret->score);
    return 0;
}
