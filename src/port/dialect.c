/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect.h"
#include <math.h>

enum { LOOK_BYTES = 64 << 10, LOOK_ROWS = 300, CELLS = 1 << 18 };

/* What may part cells, and how readily it is believed: a semicolon or a tab is seldom part of a value in every row, while times are full
 * of colons and everything is full of blanks. */
static const struct { char c; double trust; } candidates[] = {
    { '\t', 1.6 }, { ';', 1.6 }, { '|', 1.4 }, { '^', 1.3 }, { '~', 1.2 }, { ',', 1.0 }, { ':', 0.3 }, { ' ', 0.25 },
};

static char eol_of(mk_str s)
{
    size_t lf = 0, cr = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\n') lf++;
        else if (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n')) cr++;
    return cr > lf ? '\r' : '\n';
}

/* The whole lines of a text, so that a row cut in the middle does not count. */
static mk_str whole_lines(mk_str s, size_t limit, char eol)
{
    size_t n = s.n < limit ? s.n : limit;
    while (n && n < s.n && s.p[n - 1] != eol) n--;
    return mk_str_sub(s, 0, n ? n : limit);
}

static mk_csv reader(mk_cx *cx, mk_arena *a, mk_str text, mk_dialect d, mk_stream *stream)
{
    *stream = (mk_stream){ .text = mk_buf_on(a), .end = true };
    mk_buf_str_add(&stream->text, text);
    mk_buf_room(&stream->text, 1);
    mk_csv c;
    mk_csv_init(cx, a, stream, d, 1, &c);
    return c;
}

typedef struct shape { size_t cells; double share; bool first, numbers; } shape;

static bool numeric(mk_str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') digits++;
        else if (!memchr(".,-/+:", s.p[i], 6)) return false;
    return digits > 0;
}

/* How the text falls apart under a delimiter: the commonest number of cells and the share of rows that have it. */
static shape shape_of(mk_cx *cx, mk_arena *a, mk_str text, mk_dialect d)
{
    mk_stream stream;
    mk_csv c = reader(cx, a, text, d, &stream);
    size_t n[LOOK_ROWS], rows = 0, numbers = 0;
    mk_csv_row row;
    for (int rc; rows < LOOK_ROWS && (rc = mk_csv_next(cx, &c, 0, &row)) != 0;) {
        if (rc < 0 && rc != MK_EBADDATA) break;
        size_t k = rc < 0 ? 0 : row.n;
        while (k > 1 && row.cell[k - 1].n == 0) k--;
        n[rows++] = k;
        for (size_t i = 0; i < k; i++)
            if (numeric(mk_str_trim(row.cell[i]))) { numbers++; break; }
    }
    mk_cx_clear(cx);
    shape best = { 0 };
    size_t best_count = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t same = 0;
        for (size_t j = 0; j < rows; j++) same += n[j] == n[i];
        if (same > best_count || (same == best_count && n[i] > best.cells)) {
            best_count = same;
            best.cells = n[i];
        }
    }
    /* Empty cells at the end are cut above, so a row may have fewer; it counts when it has nearly all. */
    size_t most = best.cells, fits = 0;
    for (size_t i = 0; i < rows; i++)
        if (n[i] > most && n[i] <= most + most / 4 + 1) most = n[i];
    for (size_t i = 0; i < rows; i++) fits += n[i] == best.cells || (best.cells > 3 && n[i] + best.cells / 2 >= best.cells && n[i] <= most);
    best.share = rows ? (double)fits / (double)rows : 0;
    best.first = rows && n[0] == best.cells;
    best.numbers = numbers * 2 >= rows;
    return best;
}

mk_dialect mk_dialect_of(mk_cx *cx, mk_arena *a, mk_str sample)
{
    mk_dialect best = { ',', eol_of(sample) };
    mk_str text = whole_lines(sample, LOOK_BYTES, best.eol);
    double best_score = 0;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        mk_dialect d = { candidates[i].c, best.eol };
        if (d.delimiter != ' ' && (!text.n || !memchr(text.p, d.delimiter, text.n))) continue;
        mk_arena_mark mark = mk_arena_here(a);
        shape s = shape_of(cx, a, text, d);
        mk_arena_rewind(a, mark);
        if (s.cells < 2) continue;
        if ((d.delimiter == ' ' || d.delimiter == ':') && (s.share < 0.98 || !s.first || !s.numbers)) continue;
        double score = s.share * s.share * log2((double)s.cells) * candidates[i].trust * (s.first ? 1 : 0.7);
        if (score > best_score) {
            best_score = score;
            best.delimiter = d.delimiter;
        }
    }
    return best;
}

size_t mk_dialect_said(mk_str text, char *ret_delimiter)
{
    mk_str head = mk_str_sub(text, 0, 9);
    if (head.n < 6 || !mk_str_ieq(mk_str_sub(head, 0, 4), MK_S("sep="))) return 0;
    size_t at = 5;
    if (head.p[at] == '\r') at++;
    if (at < head.n && head.p[at] == '\n') at++;
    if (at == 5 || head.p[4] == '\r' || head.p[4] == '\n' || head.p[4] == '"') return 0;
    *ret_delimiter = head.p[4];
    return at;
}

mk_sample mk_sample_read(mk_cx *cx, mk_arena *a, mk_str text, mk_dialect d, uint64_t line, size_t rows)
{
    mk_sample t = { 0 };
    mk_stream stream;
    mk_csv c = reader(cx, a, whole_lines(text, text.n, d.eol), d, &stream);
    c.line = line;
    size_t *count = MK_NEWN(a, size_t, rows);
    mk_str **kept = MK_NEWN(a, mk_str *, rows);
    t.line = MK_NEWN(a, uint64_t, rows);
    size_t cells = 0;
    mk_csv_row row;
    for (int rc; t.rows < rows && cells < CELLS && (rc = mk_csv_next(cx, &c, 0, &row)) != 0;) {
        if (rc == MK_EBADDATA) continue;
        if (rc < 0) break;
        kept[t.rows] = MK_NEWN(a, mk_str, row.n);
        for (size_t i = 0; i < row.n; i++) kept[t.rows][i] = mk_arena_dup(a, mk_str_trim(row.cell[i]));
        t.line[t.rows] = row.line;
        count[t.rows++] = row.n;
        cells += row.n;
    }
    mk_cx_clear(cx);
    size_t best = 0;
    for (size_t i = 0; i < t.rows && i < LOOK_ROWS; i++) {
        size_t same = 0;
        for (size_t j = 0; j < t.rows && j < LOOK_ROWS; j++) same += count[j] == count[i];
        if (same > best || (same == best && count[i] > t.columns)) {
            best = same;
            t.columns = count[i];
        }
    }
    for (size_t r = 0; r < t.rows; r++)
        if (count[r] > t.stride) t.stride = count[r];
    t.n = count;
    t.cell = MK_NEWN(a, mk_str, t.rows * t.stride);
    for (size_t r = 0; r < t.rows; r++)
        for (size_t i = 0; i < t.stride; i++)
            t.cell[r * t.stride + i] = i < count[r] ? kept[r][i] : MK_S("");
    return t;
}
