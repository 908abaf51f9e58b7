/* SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"
#include "utf8.h"
#include "vec.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { RETRIES = 64 };
#define MUTE_OFF (UINT64_MAX - 1)         /* the row is not in the window, so that places in the text mean nothing */

typedef enum outcome { WHOLE, CUT, OPEN, UNCLOSED, TORN, TOO_MANY } outcome;     /* CUT, OPEN: more text is needed */

static void speak(mk_csv *c, mk_dialect d)
{
    memset(c->stop, 0, sizeof c->stop);
    c->stop[(uint8_t)d.delimiter] = c->stop[(uint8_t)d.eol] = true;
    if (d.delimiter == ' ') c->stop['\t'] = true;
    c->dialect = d;
    c->mute_from = c->mute_to = c->retry_end = 0;
    c->retries = 0;
}

void mk_csv_init(mk_cx *cx, mk_arena *a, mk_stream *s, mk_dialect d, uint64_t line, mk_csv *ret)
{
    *ret = (mk_csv){ .stream = s, .arena = a, .row_bytes = cx->limits.row_bytes, .cell_count = cx->limits.cell_count,
                     .line = line, .unescaped = mk_buf_on(a) };
    ret->cap = 64 < ret->cell_count ? 64 : ret->cell_count;
    ret->cell = MK_NEWN(a, mk_str, ret->cap);
    ret->escaped = MK_NEWN(a, bool, ret->cap);
    speak(ret, d);
}

static bool push(mk_csv *c, const char *from, const char *to, bool quoted)
{
    if (c->n == c->cap) {
        if (c->cap >= c->cell_count) return false;
        size_t more = c->cap * 2 < c->cell_count ? c->cap * 2 : c->cell_count;
        c->cell = mk_arena_grow(c->arena, c->cell, c->cap * sizeof *c->cell, more * sizeof *c->cell);
        c->escaped = mk_arena_grow(c->arena, c->escaped, c->cap * sizeof *c->escaped, more * sizeof *c->escaped);
        c->cap = more;
    }
    c->cell[c->n] = (mk_str){ from, (size_t)(to - from) };
    c->escaped[c->n++] = quoted;
    return true;
}

/* The end of a quoted cell that opens before p. Whether a run of quotes closes depends on the run alone: it is odd, and a delimiter or a
 * line end follows. So where a search found none, no later search needs to look again: the stretch is mute. */
static outcome close_quote(mk_csv *c, const char *p, const char *end, const char **ret_to, const char **ret_next)
{
    const mk_stream *s = c->stream;
    const char *begin = p, *looked = p;
    bool crossed = false;
    if (c->mute_to != MUTE_OFF) c->open_at = s->base + (uint64_t)(p - s->text.p);
    for (;;) {
        const char *q = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL, *r = q;
        if (!q) return s->end ? UNCLOSED : OPEN;
        if (q != begin && c->mute_to != MUTE_OFF) {
            uint64_t at = s->base + (uint64_t)(q - s->text.p);
            if (at >= c->mute_from && at < c->mute_to) {
                p = c->mute_to - s->base < s->text.n ? s->text.p + (c->mute_to - s->base) : end;
                continue;
            }
        }
        while (r < end && *r == '"') r++;
        const char *f = r;
        while (f < end && (*f == ' ' || *f == '\t') && *f != c->dialect.delimiter) f++;
        if ((f == end || (*f == '\r' && f + 1 == end)) && !s->end) return OPEN;
        bool follows = f == end || c->stop[(uint8_t)*f] || (*f == '\r' && (f + 1 == end || f[1] == '\n'));
        if (((r - q) & 1) && follows) {
            if (f < end && *f == '\r' && c->dialect.eol == '\n') f++;
            *ret_to = r - 1;
            *ret_next = f;
            return WHOLE;
        }
        if (r - q == 1 && q > begin && c->stop[(uint8_t)q[-1]]) {       /* it opens a cell, in a later line: the first one was never closed */
            crossed = crossed || memchr(looked, c->dialect.eol, (size_t)(q - looked));
            looked = q;
            if (crossed) return TORN;
        }
        p = r;
    }
}

/* The cells of the row at p. The byte at `end` is a line end, so that the inner loop needs no bound. */
static outcome split(mk_csv *c, const char *p, const char *end, const char **ret_end, const char **ret_next)
{
    const char delimiter = c->dialect.delimiter, eol = c->dialect.eol;
    const bool blanks = delimiter == ' ';
    c->n = 0;
    for (;; *ret_next = p) {
        if (blanks) while (p < end && (*p == ' ' || *p == '\t')) p++;
        const char *from = p, *q = p;
        while (*q == ' ' && !blanks && q < end) q++;
        if (*q == '"' && q < end && !c->literal) {
            const char *to, *next;
            outcome o = close_quote(c, q + 1, end, &to, &next);
            if (o != WHOLE) return o;
            if (!push(c, q + 1, to, true)) return TOO_MANY;
            p = next;
            *ret_end = p;
        } else {
            while (!c->stop[(uint8_t)*p]) p++;
            if (p == end && !c->stream->end) return CUT;
            const char *to = p;
            if (p > from && p[-1] == '\r' && (p == end || *p == '\n') && eol == '\n') to--;
            if (!(blanks && (p == end || *p == eol) && to == from && c->n) && !push(c, from, to, false)) return TOO_MANY;
            *ret_end = to;
        }
        if (p >= end || *p == eol) {
            if (p > from && p[-1] == '\r' && *ret_end == p) *ret_end = p - 1;
            *ret_next = p < end ? p + 1 : end;
            return WHOLE;
        }
        p++;
    }
}

#ifdef __SSE2__
/* A row of cells without quotes, by sixteen bytes at a time. False where there is something to think about: a quote, a blank line, blanks
 * as delimiters, the end of the window. */
static bool split_plain(mk_csv *c, const char *p, const char *end, bool *ret_ascii, const char **ret_end)
{
    const __m128i delimiter = _mm_set1_epi8(c->dialect.delimiter), eol = _mm_set1_epi8(c->dialect.eol), quote = _mm_set1_epi8('"');
    const char *from = p, *at = p;
    int high = 0;
    size_t n = 0;
    if (c->dialect.delimiter == ' ' || (unsigned char)*p <= ' ') return false;
    for (; end - at >= 16; at += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned line = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, eol)), keep = line ? (line & -line) * 2 - 1 : 0xffff;
        unsigned cut = ((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, delimiter)) | line) & keep;
        if ((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, quote)) & keep) return false;
        high |= _mm_movemask_epi8(x) & (int)keep;
        for (; cut; cut &= cut - 1) {
            const char *to = at + __builtin_ctz(cut);
            if (n == c->cap) return false;
            c->cell[n++] = (mk_str){ from, (size_t)(to - from) };
            from = to + 1;
        }
        if (!line) continue;
        mk_str *last = &c->cell[n - 1];
        if (last->n && last->p[last->n - 1] == '\r' && c->dialect.eol == '\n') last->n--;
        *ret_end = last->p + last->n;
        *ret_ascii = !high;
        c->n = n;
        return true;
    }
    return false;
}
#else
static bool split_plain(mk_csv *c, const char *p, const char *end, bool *ret_ascii, const char **ret_end)
{
    (void)c, (void)p, (void)end, (void)ret_ascii, (void)ret_end;
    return false;
}
#endif

static uint64_t count_lines(const char *p, const char *end, char eol)
{
    uint64_t n = 0;
    while (p < end && (p = memchr(p, eol, (size_t)(end - p)))) n++, p++;
    return n;
}

/* Gives up the row at its first line: its text as raw, and the stream behind its line end. */
static int skip_line(mk_cx *cx, mk_csv *c, mk_csv_row *ret)
{
    mk_stream *s = c->stream;
    mk_buf kept = { .arena = c->arena };
    bool cut = false;
    for (;;) {
        const char *p = s->text.p + s->at, *end = s->text.p + s->text.n;
        const char *e = p < end ? memchr(p, c->dialect.eol, (size_t)(end - p)) : NULL;
        if (e || s->end) {
            if (!e) e = end;
            s->at += (size_t)(e - p) + (e < end);
            if (e > p && e[-1] == '\r') e--;
            ret->raw = cut ? mk_buf_str(&kept) : (mk_str){ p, (size_t)(e - p) };
            break;
        }
        if (s->text.n - s->at >= c->row_bytes) {        /* a line without an end: its beginning is enough */
            if (!cut) mk_buf_add(&kept, p, c->row_bytes);
            cut = true;
            s->at = s->text.n;
        }
        MK_TRY(mk_cx_check(cx));
        MK_TRY(mk_stream_more(cx, s));
    }
    if (!mk_is_ascii(ret->raw) && !mk_utf8_valid(ret->raw)) {
        mk_buf fixed = mk_buf_on(c->arena);
        mk_charset_decode(MK_CS_UTF8, ret->raw, &fixed, &s->bad);
        ret->raw = mk_buf_str(&fixed);
    }
    c->line++;
    return 0;
}

/* Cells with quotes inside, in their own place: "" becomes ". */
static void unescape(mk_csv *c)
{
    size_t need = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->escaped[i] && c->cell[i].n && memchr(c->cell[i].p, '"', c->cell[i].n)) need += c->cell[i].n;
        else c->escaped[i] = false;
    if (!need) return;
    mk_buf_clear(&c->unescaped);
    mk_buf_room(&c->unescaped, need);
    for (size_t i = 0; i < c->n; i++) {
        if (!c->escaped[i]) continue;
        char *to = c->unescaped.p + c->unescaped.n, *t = to;
        const mk_str s = c->cell[i];
        for (size_t k = 0; k < s.n; k++) {
            *t++ = s.p[k];
            if (s.p[k] == '"' && k + 1 < s.n && s.p[k + 1] == '"') k++;
        }
        c->cell[i] = (mk_str){ to, (size_t)(t - to) };
        c->unescaped.n += (size_t)(t - to);
    }
}

/* Bytes that are no UTF-8 become U+FFFD, in a copy of the row. */
static bool repair(mk_csv *c, mk_csv_row *row)
{
    mk_buf fixed = mk_buf_on(c->arena);
    mk_charset_decode(MK_CS_UTF8, row->raw, &fixed, &c->stream->bad);
    mk_buf_c(&fixed, c->dialect.eol);
    const char *end, *next;
    bool was = c->stream->end;
    uint64_t mute = c->mute_to;
    c->stream->end = true;
    c->mute_to = MUTE_OFF;
    outcome o = split(c, fixed.p, fixed.p + fixed.n - 1, &end, &next);
    c->stream->end = was;
    c->mute_to = mute;
    row->raw = (mk_str){ fixed.p, fixed.n - 1 };
    return o == WHOLE;
}

static char other_end(const mk_csv *c) { return c->dialect.eol == '\n' ? '\r' : '\n'; }

/* A row that is too wide because it ended at the other kind of line end, as where a file was put together from two: its first piece, when
 * that has the cells it should have. */
static bool ends_otherwise(mk_csv *c, char *p, const char *end, size_t expect, const char **ret_end, const char **ret_next)
{
    const char was = other_end(c), *row_end, *next;
    char *e = memchr(p, was, (size_t)(end - p));
    bool ended = c->stream->end;
    uint64_t mute = c->mute_to;
    if (!e || e == p || e + 1 >= end) return false;
    c->stream->end = true;
    c->mute_to = MUTE_OFF;
    *e = c->dialect.eol;
    bool fits = split(c, p, e, &row_end, &next) == WHOLE && c->n == expect;
    *e = was;
    if (!fits) (void)split(c, p, end, &row_end, &next);
    c->stream->end = ended;
    c->mute_to = mute;
    if (fits) *ret_end = row_end, *ret_next = e + 1;
    return fits;
}

static bool blank_line(mk_str raw)
{
    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] != ' ' && raw.p[i] != '\t' && raw.p[i] != '\r' && raw.p[i] != 0x1a) return false;
    return true;
}

static bool more_than(const mk_csv *c, size_t expect)
{
    if (c->n < expect) return false;
    for (size_t i = expect; i < c->n; i++)
        if (c->cell[i].n) return true;
    return false;
}

/* Remembers that no quote closes from where the last cell opened to the end of the window. */
static void mute(mk_csv *c)
{
    const mk_stream *s = c->stream;
    uint64_t to = UINT64_MAX;
    if (!s->end) {
        size_t n = s->text.n;
        while (n > s->at && (s->text.p[n - 1] == '"' || s->text.p[n - 1] == ' ' || s->text.p[n - 1] == '\t' || s->text.p[n - 1] == '\r')) n--;
        to = s->base + n;
    }
    if (c->open_at < c->mute_from || c->open_at > c->mute_to) c->mute_from = c->open_at;
    c->mute_to = to;
}

/* The first line taken by the letter: right when it has the expected number of cells, and the quotes of each are in pairs. */
static bool by_the_letter(mk_csv *c, size_t expect, mk_csv_row *ret)
{
    mk_stream *s = c->stream;
    char *p = s->text.p + s->at, *end = s->text.p + s->text.n, *e = p < end ? memchr(p, c->dialect.eol, (size_t)(end - p)) : NULL;
    if (!expect || (!e && !s->end)) return false;
    const char *row_end, *next;
    c->literal = true;
    outcome o = split(c, p, e ? e + 1 : end, &row_end, &next);
    c->literal = false;
    if (o != WHOLE || c->n != expect) return false;
    for (size_t i = 0; i < c->n; i++) {
        size_t quotes = 0;
        for (size_t k = 0; k < c->cell[i].n; k++) quotes += c->cell[i].p[k] == '"';
        if ((quotes & 1) && mk_str_trim(c->cell[i]).p[0] == '"') return false;
        c->escaped[i] = false;
    }
    ret->raw = (mk_str){ p, (size_t)(row_end - p) };
    ret->cell = c->cell;
    ret->n = c->n;
    s->at = (size_t)(next - s->text.p);
    c->line++;
    return s->charset.charset != MK_CS_UTF8 || mk_is_ascii(ret->raw) || mk_utf8_valid(ret->raw);
}

/* open: it may be closed yet, further on than a row may be long. */
static int not_closed(mk_cx *cx, mk_csv *c, size_t expect, bool open, mk_csv_row *ret)
{
    size_t at = c->stream->at;
    uint64_t line = c->line;
    if (by_the_letter(c, expect, ret)) return 1;
    c->stream->at = at;
    c->line = line;
    MK_TRY(skip_line(cx, c, ret));
    if (open)
        return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": a cell in quotes is longer than a row may be, %zu bytes; shorten it, or close the quote if it is not closed",
                       "שורה %" PRIu64 ": תא במירכאות ארוך ממה ששורה יכולה להיות, %zu בתים; יש לקצר אותו, או לסגור את המירכאות אם לא נסגרו"), ret->line, c->row_bytes);
    return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": a quote opens and is not closed; close it, or double it (\"\") if it is part of the text",
                   "שורה %" PRIu64 ": מירכאות נפתחו ולא נסגרו; יש לסגור אותן, או להכפיל (\"\") אם הן חלק מהטקסט"), ret->line);
}

/* What to do with a row over several lines that cannot be right: its first line is given up, and the next one begins a row. When that
 * happens many times over within the same text, the text is given up as a whole, so that the time stays in proportion to the file. */
static bool torn(mk_csv *c, const char *next)
{
    const mk_stream *s = c->stream;
    uint64_t from = s->base + s->at, to = s->base + (uint64_t)(next - s->text.p);
    c->retries = from < c->retry_end ? c->retries + 1 : 0;
    if (to > c->retry_end) c->retry_end = to;
    return c->retries < RETRIES;
}

/* Leaves text unread. */
static void pass(mk_csv *c, const char *next)
{
    mk_stream *s = c->stream;
    c->line += count_lines(s->text.p + s->at, next, c->dialect.eol);
    s->at = (size_t)(next - s->text.p);
}

int mk_csv_next(mk_cx *cx, mk_csv *c, size_t expect, mk_csv_row *ret)
{
    mk_stream *s = c->stream;
    *ret = (mk_csv_row){ 0 };
    for (;;) {
        if (s->at >= s->text.n) {
            MK_TRY(mk_cx_check(cx));
            MK_TRY(mk_stream_more(cx, s));
            if (s->at >= s->text.n) {
                if (s->end) return 0;
                continue;
            }
        }
        const char *end = s->text.p + s->text.n, *p = s->text.p + s->at, *row_end = p, *next = p;
        bool ascii;
        if (split_plain(c, p, end, &ascii, &row_end) && (size_t)(row_end - p) <= c->row_bytes) {
            mk_str raw = { p, (size_t)(row_end - p) };
            bool wide = expect && c->n > expect && memchr(raw.p, other_end(c), raw.n);
            if (!wide && (ascii || s->charset.charset != MK_CS_UTF8 || mk_utf8_valid(raw))) {
                s->at = (size_t)(row_end - s->text.p) + 1 + (*row_end != c->dialect.eol);
                *ret = (mk_csv_row){ raw, c->cell, c->n, c->line++ };
                return 1;
            }
        }
        s->text.p[s->text.n] = c->dialect.eol;
        outcome o = split(c, p, end, &row_end, &next);
        ret->line = c->line;
        if ((o == CUT || o == OPEN) && (size_t)(end - p) < c->row_bytes) {
            MK_TRY(mk_cx_check(cx));
            MK_TRY(mk_stream_more(cx, s));
            continue;
        }
        if (o == OPEN || o == UNCLOSED) {
            mute(c);
            return not_closed(cx, c, expect, o == OPEN, ret);
        }
        if (o == TORN) return not_closed(cx, c, expect, false, ret);
        if (o == CUT || (o == WHOLE && (size_t)(row_end - p) > c->row_bytes)) {
            if (o == WHOLE && !torn(c, next)) pass(c, next);
            else MK_TRY(skip_line(cx, c, ret));
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": the row is longer than %zu bytes", "שורה %" PRIu64 ": ארוכה מ־%zu בתים"), ret->line, c->row_bytes);
        }
        if (o == TOO_MANY) {
            if (!torn(c, next)) pass(c, next);
            MK_TRY(skip_line(cx, c, ret));
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": more than %zu cells", "שורה %" PRIu64 ": יותר מ־%zu תאים"), ret->line, c->cell_count);
        }
        if (o == WHOLE && expect && c->n > expect) (void)ends_otherwise(c, s->text.p + s->at, row_end, expect, &row_end, &next);
        uint64_t lines = 1;
        const char *first = memchr(p, c->dialect.eol, (size_t)(end - p));
        if (first && first + 1 < next) {
            lines += count_lines(p, row_end, c->dialect.eol);
            if (expect && (c->n < expect || more_than(c, expect)) && torn(c, next)) {
                size_t n = c->n, at = s->at;
                uint64_t number = c->line;
                if (by_the_letter(c, expect, ret)) return 1;
                s->at = at;
                c->line = number;
                MK_TRY(skip_line(cx, c, ret));
                return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": a quote opens that is closed only %" PRIu64 " lines further on, and the "
                               "row then has %zu cells where %zu are expected; close it, or double it (\"\")",
                               "שורה %" PRIu64 ": מירכאות נפתחו ונסגרו רק %" PRIu64 " שורות אחר כך, ואז בשורה %zu תאים במקום %zu; יש לסגור אותן, או להכפיל (\"\")"),
                               ret->line, lines - 1, n, expect);
            }
        }
        ret->raw = (mk_str){ p, (size_t)(row_end - p) };
        s->at = (size_t)(next - s->text.p);
        c->line += lines;
        if (blank_line(ret->raw)) continue;
        if (s->charset.charset == MK_CS_UTF8 && !mk_is_ascii(ret->raw) && !mk_utf8_valid(ret->raw) && !repair(c, ret))
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "line %" PRIu64 ": the row is not UTF-8 text", "שורה %" PRIu64 ": אינה טקסט UTF-8"), ret->line);
        unescape(c);
        ret->cell = c->cell;
        ret->n = c->n;
        return 1;
    }
}

size_t mk_csv_cells(mk_arena *a, mk_str row, char delimiter, mk_str **ret)
{
    mk_vec(mk_str) v = { 0 };
    for (size_t i = 0; ; i++) {
        mk_buf b = mk_buf_on(a);
        bool quoted = i < row.n && row.p[i] == '"';
        for (i += quoted; i < row.n; i++) {
            if (quoted && row.p[i] == '"') {
                if (i + 1 < row.n && row.p[i + 1] == '"') i++;
                else { quoted = false; continue; }
            } else if (!quoted && row.p[i] == delimiter) {
                break;
            }
            mk_buf_c(&b, row.p[i]);
        }
        *mk_vec_push(a, &v) = mk_buf_str(&b);
        if (i >= row.n) break;
    }
    *ret = v.p;
    return v.n;
}

void mk_csv_write_cell(mk_buf *out, mk_str cell, char delimiter)
{
    bool quote = cell.n && (cell.p[0] == '"' || cell.p[0] == ' ');
    for (size_t i = 0; i < cell.n && !quote; i++)
        quote = cell.p[i] == delimiter || cell.p[i] == '\n' || cell.p[i] == '\r';
    if (!quote) {
        mk_buf_str_add(out, cell);
        return;
    }
    mk_buf_c(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"') mk_buf_c(out, '"');
        mk_buf_c(out, cell.p[i]);
    }
    mk_buf_c(out, '"');
}
