/* SPDX-License-Identifier: Apache-2.0
 * A sheet as text: its XML is pushed through the parser a block at a time, and what comes out is read like a file. */
#include "xlsx_int.h"
#include "clock.h"
#include <math.h>
#include <stdlib.h>

static const uint64_t LOOK_AHEAD = 16u << 20;      /* merged cells stand behind the rows: looked for beforehand in sheets that people make by hand */

typedef struct cell { uint32_t column; size_t at, n; } cell;
typedef mk_vec(cell) cells;

typedef struct sheet {
    mk_sheet_source face;
    mk_cx *cx;                          /* while a block is read */
    mk_book *book;
    mk_arena *arena;
    mk_xml *xml;
    mk_buf out, row, text;
    size_t given;                       /* of `out` */
    uint32_t line, at_row, next_column, column, most;
    cells cell;
    enum { NUMBER, SHARED, INLINE, PLAIN, BOOLEAN, ERROR } type;
    size_t style;
    bool in_value, in_text, in_phonetic, has_value, has_formula, in_data;
    mk_vec(mk_merge) merge;             /* of the first rows */
    mk_arena *head;                     /* the rows of a header that is several rows high */
    mk_vec(mk_vec(mk_str)) block;
    uint32_t block_end;
} sheet;

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

bool mk_cell_place(const char *z, uint32_t *ret_row, uint32_t *ret_column)
{
    uint32_t column = 0, row = 0;
    const char *p = z;
    for (; (*p | 32) >= 'a' && (*p | 32) <= 'z' && p - z < 4; p++) column = column * 26 + (uint32_t)((*p | 32) - 'a' + 1);
    if (p == z) return false;
    const char *digits = p;
    for (; *p >= '0' && *p <= '9' && p - digits < 8; p++) row = row * 10 + (uint32_t)(*p - '0');
    if (p == digits || row == 0 || (*p && *p != ':')) return false;
    *ret_row = row - 1;
    *ret_column = column - 1;
    return true;
}

char *mk_column_letters(size_t column, char out[8])
{
    char t[8];
    int n = 0, k = 0;
    for (column++; column && n < 6; column = (column - 1) / 26) t[n++] = (char)('A' + (column - 1) % 26);
    while (n) out[k++] = t[--n];
    out[k] = 0;
    return out;
}

/* --- values --- */

static void put_day(const sheet *s, mk_buf *b, double serial, mk_look look)
{
    char t[16];
    double whole = floor(serial), rest = serial - whole;
    int32_t second = (int32_t)(rest * 86400 + 0.5);
    if (second >= 86400) second = 0, whole += 1;
    /* Day 60 of the first calendar is a 29 February 1900 that never was; day 0 of the other is 1904-01-01. */
    int32_t day = (int32_t)whole + (s->book->from_1904 ? mk_day_of(1904, 1, 1) : mk_day_of(1899, 12, whole < 60 ? 31 : 30));
    bool time = look == MK_LOOK_TIME || (look == MK_LOOK_MOMENT && second) || second;
    if (look != MK_LOOK_TIME || whole >= 1) mk_buf_str_add(b, mk_str_of(mk_day_text(day, t)));
    if (look != MK_LOOK_TIME || whole >= 1 ? time : false) mk_buf_c(b, ' ');
    if (time) mk_buf_printf(b, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

/* A number as the sheet shows it: in fifteen digits, so that what was typed as 0.1 is not 0.1000000000000000055. */
static void put_number(const sheet *s, mk_buf *b, mk_str v, mk_style style)
{
    double x;
    if (!mk_str_real(v, &x) || !isfinite(x)) {
        mk_buf_str_add(b, v);
        return;
    }
    bool can_be_day = x >= 0 && x < 2958466;
    if ((style.look == MK_LOOK_DAY || style.look == MK_LOOK_TIME || style.look == MK_LOOK_MOMENT) && can_be_day) {
        put_day(s, b, x, style.look);
        return;
    }
    bool integer = x == floor(x) && fabs(x) < 1e15;
    if (style.look == MK_LOOK_ZEROS && integer && x >= 0) mk_buf_printf(b, "%0*.0f", style.zeros, x);
    else if (integer) mk_buf_printf(b, "%.0f", x);
    else mk_buf_printf(b, "%.15g", x);
}

/* The cell that has ended, behind the row's text. */
static void end_cell(sheet *s)
{
    size_t at = s->row.n;
    mk_str v = mk_buf_str(&s->text), shared;
    int64_t number;
    mk_style style = s->style < s->book->style.n ? s->book->style.p[s->style] : (mk_style){ MK_LOOK_PLAIN, 0 };
    if (s->has_formula && !s->has_value) s->face.formulas++;
    switch (s->type) {
    case SHARED:
        if (mk_str_int(mk_str_trim(v), &number) && number >= 0 && mk_spool_at(s->book->strings, (uint64_t)number, &shared)) mk_buf_str_add(&s->row, shared);
        break;
    case ERROR: s->face.errors++; break;
    case BOOLEAN: mk_buf_str_add(&s->row, mk_str_eqz(mk_str_trim(v), "1") ? MK_S("TRUE") : v.n ? MK_S("FALSE") : MK_S("")); break;
    case NUMBER: if (v.n) put_number(s, &s->row, mk_str_trim(v), style); break;
    case INLINE: case PLAIN:
        s->text.n = mk_xlsx_unescape(s->text.p, s->text.n);
        mk_buf_str_add(&s->row, mk_buf_str(&s->text));
        break;
    }
    if (s->row.n == at) return;
    for (size_t i = at; i < s->row.n; i++)
        if (s->row.p[i] == '\n' || s->row.p[i] == '\r') s->row.p[i] = s->row.p[i] == '\r' && i + 1 < s->row.n && s->row.p[i + 1] == '\n' ? ' ' : MK_SHEET_BREAK;
    if (s->row.n - at > s->most || s->row.n > 2 * (size_t)s->most) s->row.n = at + (s->row.n - at > s->most ? s->most + 1 : 0);
    uint32_t column = s->column < s->cx->limits.cell_count ? s->column : (uint32_t)s->cx->limits.cell_count;     /* beyond: the reader says "too many" */
    *mk_vec_push(s->arena, &s->cell) = (cell){ column, at, s->row.n - at };
}

/* --- rows --- */

static void put_cell(mk_buf *out, mk_str v)
{
    bool quote = v.n && (v.p[0] == '"' || v.p[0] == ' ' || memchr(v.p, ',', v.n));
    if (quote) mk_buf_c(out, '"');
    for (size_t i = 0; i < v.n; i++) {
        if (quote && v.p[i] == '"') mk_buf_c(out, '"');
        mk_buf_c(out, v.p[i]);
    }
    if (quote) mk_buf_c(out, '"');
}

static mk_str cell_of(const sheet *s, uint32_t column)
{
    for (size_t i = 0; i < s->cell.n; i++)
        if (s->cell.p[i].column == column) return (mk_str){ s->row.p + s->cell.p[i].at, s->cell.p[i].n };
    return MK_S("");
}

/* The block of rows that merged cells make one: the value of a merged cell stands in each of its columns, the lowest value that a column has is
 * its header, and when that is not unique what stands above it comes in front. */
static void put_block(sheet *s)
{
    size_t width = 0, rows = s->block.n;
    for (size_t r = 0; r < rows; r++)
        if (s->block.p[r].n > width) width = s->block.p[r].n;
    mk_str *low = MK_NEWN(s->head, mk_str, width + 1), *above = MK_NEWN(s->head, mk_str, width + 1);
    for (size_t c = 0; c < width; c++) {
        low[c] = above[c] = MK_S("");
        for (size_t r = rows; r-- > 0;) {
            mk_str v = c < s->block.p[r].n ? s->block.p[r].p[c] : MK_S("");
            if (!v.n) continue;
            if (!low[c].n) low[c] = v;
            else if (!mk_str_eq(v, low[c])) { above[c] = v; break; }
        }
    }
    for (size_t r = 1; r < rows; r++) mk_buf_c(&s->out, '\n');
    for (size_t c = 0; c < width; c++) {
        bool again = false;
        for (size_t k = 0; k < width && low[c].n; k++) again |= k != c && mk_str_eq(low[k], low[c]);
        if (c) mk_buf_c(&s->out, ',');
        put_cell(&s->out, again && above[c].n ? mk_arena_printf(s->head, "%.*s %.*s", MK_SARG(above[c]), MK_SARG(low[c])) : low[c]);
    }
    mk_buf_c(&s->out, '\n');
    s->block.n = 0;
    s->block_end = 0;
}

/* The last row that a merged cell of this one reaches; 0: there is none that is higher than a row. */
static uint32_t reaches(const sheet *s, uint32_t row)
{
    uint32_t end = 0;
    for (size_t i = 0; i < s->merge.n; i++) {
        const mk_merge *m = &s->merge.p[i];
        if (m->row <= row && m->to_row > row && m->to_row > end) end = m->to_row;
    }
    return end;
}

static void keep_for_block(sheet *s, uint32_t row)
{
    uint32_t width = 0;
    for (size_t i = 0; i < s->cell.n; i++)
        if (s->cell.p[i].column + 1 > width) width = s->cell.p[i].column + 1;
    for (size_t i = 0; i < s->merge.n; i++)
        if (s->merge.p[i].row == row && s->merge.p[i].to_column + 1 > width) width = s->merge.p[i].to_column + 1;
    if (width > s->cx->limits.cell_count) width = (uint32_t)s->cx->limits.cell_count;
    size_t k = s->block.n;
    mk_vec_push(s->head, &s->block);
    for (uint32_t c = 0; c < width; c++) {
        mk_str v = cell_of(s, c);
        for (size_t i = 0; i < s->merge.n && !v.n; i++) {
            const mk_merge *m = &s->merge.p[i];
            if (m->row == row && c > m->column && c <= m->to_column) v = cell_of(s, m->column);
        }
        *mk_vec_push(s->head, &s->block.p[k]) = mk_arena_dup(s->head, v);
    }
}

static void end_row(sheet *s)
{
    uint32_t row = s->at_row;
    for (; s->line < row; s->line++) {
        if (s->block_end && s->line <= s->block_end) mk_vec_push(s->head, &s->block);
        else mk_buf_c(&s->out, '\n');
        if (s->block_end && s->line == s->block_end) put_block(s);
    }
    s->line = row + 1;
    if (row < MK_SHEET_HEAD && !s->block_end && s->cell.n) s->block_end = reaches(s, row);
    if (s->block_end) {
        keep_for_block(s, row);
        if (row >= s->block_end) put_block(s);
        return;
    }
    uint32_t next = 0;
    for (size_t i = 0; i < s->cell.n; i++) {
        if (s->cell.p[i].column < next) continue;
        bool first = i == 0;
        for (uint32_t c = first ? 0 : next - 1; c < s->cell.p[i].column; c++) mk_buf_c(&s->out, ',');
        put_cell(&s->out, (mk_str){ s->row.p + s->cell.p[i].at, s->cell.p[i].n });
        next = s->cell.p[i].column + 1;
    }
    mk_buf_c(&s->out, '\n');
}

static void on_start(void *self, const char *name, const char **attribute)
{
    sheet *s = self;
    const char *v;
    uint32_t row, column;
    if (is(name, "sheetData")) { s->in_data = true; return; }
    if (!s->in_data) return;
    if (is(name, "row")) {
        v = mk_xml_get(attribute, "r");
        int64_t r = 0;
        bool told = v && mk_str_int(mk_str_of(v), &r) && r > s->line && r <= MK_SHEET_ROWS;        /* never back, and no gaps beyond a sheet's end */
        s->at_row = told ? (uint32_t)(r - 1) : s->line;
        v = mk_xml_get(attribute, "hidden");
        if (v && (is(v, "1") || is(v, "true"))) s->face.hidden++;
        s->next_column = 0;
        s->cell.n = 0;
        mk_buf_clear(&s->row);
    } else if (is(name, "c")) {
        v = mk_xml_get(attribute, "r");
        s->column = v && mk_cell_place(v, &row, &column) && column >= s->next_column ? column : s->next_column;
        s->next_column = s->column + 1;
        v = mk_xml_get(attribute, "t");
        s->type = !v || is(v, "n") ? NUMBER : is(v, "s") ? SHARED : is(v, "inlineStr") ? INLINE : is(v, "b") ? BOOLEAN : is(v, "e") ? ERROR : PLAIN;
        v = mk_xml_get(attribute, "s");
        int64_t style = 0;
        if (!v || !mk_str_int(mk_str_of(v), &style) || style < 0) style = 0;
        s->style = (size_t)style;
        s->has_value = s->has_formula = s->in_value = s->in_text = s->in_phonetic = false;
        mk_buf_clear(&s->text);
    } else if (is(name, "v")) {
        s->in_value = s->type != INLINE;
    } else if (is(name, "t")) {
        s->in_text = s->type == INLINE && !s->in_phonetic;
    } else if (is(name, "rPh")) {
        s->in_phonetic = true;
    } else if (is(name, "f")) {
        s->has_formula = true;
    }
}

static void on_end(void *self, const char *name)
{
    sheet *s = self;
    if (!s->in_data) return;
    if (is(name, "v")) s->in_value = false;
    else if (is(name, "t")) s->in_text = false;
    else if (is(name, "rPh")) s->in_phonetic = false;
    else if (is(name, "c")) end_cell(s);
    else if (is(name, "row")) end_row(s);
    else if (is(name, "sheetData")) {
        s->in_data = false;
        if (s->block.n) put_block(s);
    }
}

static void on_text(void *self, const char *p, int n)
{
    sheet *s = self;
    if (!s->in_value && !s->in_text) return;
    s->has_value = true;
    if (s->text.n <= s->most) mk_buf_add(&s->text, p, (size_t)n);
}

/* --- merged cells, beforehand --- */

static void on_merge(void *self, const char *name, const char **attribute)
{
    sheet *s = self;
    const char *v = is(name, "mergeCell") ? mk_xml_get(attribute, "ref") : NULL, *colon = v ? strchr(v, ':') : NULL;
    mk_merge m;
    if (!colon || !mk_cell_place(v, &m.row, &m.column) || !mk_cell_place(colon + 1, &m.to_row, &m.to_column)) return;
    if (m.row < MK_SHEET_HEAD && m.to_row < m.row + 5 && m.to_row >= m.row && m.to_column >= m.column && s->merge.n < 1000) *mk_vec_push(s->arena, &s->merge) = m;
}

/* --- as a source --- */

static int sheet_read(mk_cx *cx, mk_source *source, void *p, size_t n, size_t *ret)
{
    sheet *s = (sheet *)source;
    s->cx = cx;
    while (s->given == s->out.n) {
        mk_buf_clear(&s->out);
        s->given = 0;
        int rc = mk_xml_step(cx, s->xml);
        if (rc <= 0) {
            *ret = 0;
            return rc;
        }
    }
    if (n > s->out.n - s->given) n = s->out.n - s->given;
    memcpy(p, s->out.p + s->given, n);
    s->given += n;
    *ret = n;
    return 0;
}

static int sheet_rewind(mk_cx *cx, mk_source *source)
{
    sheet *s = (sheet *)source;
    mk_buf_clear(&s->out);
    s->given = 0;
    s->line = s->block_end = 0;
    s->block.n = 0;
    s->in_data = false;
    s->face.formulas = s->face.errors = s->face.hidden = 0;
    return mk_xml_rewind(cx, s->xml);
}

int mk_sheet_open(mk_cx *cx, mk_arena *a, mk_book *b, size_t i, mk_sheet_source **ret)
{
    sheet *s = MK_NEW(a, sheet);
    mk_source *in = mk_zipped(a, b->zip, (zip_uint64_t)b->sheet.p[i].entry, mk_arena_printf(a, "%.*s (%.*s)", MK_SARG(b->name), MK_SARG(b->sheet.p[i].name)));
    s->face.source = (mk_source){ b->name, in->size, sheet_read, sheet_rewind };
    s->book = b;
    s->arena = a;
    s->head = mk_arena_child(a);
    s->out = mk_buf_on(a);
    s->row = mk_buf_on(a);
    s->text = mk_buf_on(a);
    s->most = cx->limits.row_bytes > UINT32_MAX / 4 ? UINT32_MAX / 4 : (uint32_t)cx->limits.row_bytes;
    s->cx = cx;
    if (in->size && in->size <= LOOK_AHEAD) {
        MK_TRY(mk_xml_read(cx, in, &(mk_xml_sink){ on_merge, NULL, NULL, s }));
        MK_TRY(in->rewind(cx, in));
    }
    MK_TRY(mk_xml_open(cx, a, in, &(mk_xml_sink){ on_start, on_end, on_text, s }, &s->xml));
    *ret = &s->face;
    return 0;
}

uint64_t mk_sheet_bytes(const mk_sheet_source *s) { return mk_xml_bytes(((const sheet *)s)->xml); }
