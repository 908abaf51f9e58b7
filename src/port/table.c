/* SPDX-License-Identifier: Apache-2.0
 * Opens a table: finds charset, dialect, header and columns from its beginning, then gives its rows. */
#include "table_int.h"
#include "xlsx_int.h"
#include "jsonw.h"
#include "utf8.h"
#include "values.h"

enum { SAMPLE_ROWS = 1000,
       LIST_NAMES = 3 };                /* so many columns that are known by their names make a list of one row */

static mk_table *table_of(mk_door *d) { return (mk_table *)d; }
static const mk_table *table_in(const mk_door *d) { return (const mk_table *)d; }

/* Puts the stream before the first row of values. */
static int position(mk_cx *cx, mk_table *t)
{
    mk_stream *s = &t->stream;
    s->at = t->skip;
    mk_csv_init(cx, t->door.life, s, t->dialect, t->skip ? 2 : 1, &t->csv);
    t->csv.arena = t->door.row;
    t->csv.cell = MK_NEWN(t->door.life, mk_str, t->csv.cap = t->csv.cell_count);
    t->csv.escaped = MK_NEWN(t->door.life, bool, t->csv.cap);
    for (;;) {
        uint64_t at = s->base + s->at, line = t->csv.line;
        mk_csv_row row;
        int rc = mk_csv_next(cx, &t->csv, 0, &row);
        if (rc == 0) return 0;
        if (rc < 0 && rc != MK_EBADDATA) return rc;
        if (row.line >= t->first_line) {
            if (rc > 0 && t->header && row.line == t->first_line) {
                if (!t->header_raw.n) t->header_raw = mk_arena_dup(t->door.life, row.raw);
                return 0;
            }
            s->at = (size_t)(at - s->base);
            t->csv.line = line;
            return 0;
        }
    }
}

/* When the beginning of the file leaves open whether 3/4 is in March or in April, the rest is looked at until it tells. */
static int look_deeper(mk_cx *cx, mk_table *t)
{
    bool looked = false;
    for (size_t i = 0; i < t->used_n; i++) {
        mk_used *u = &t->used[i];
        mk_date_votes *v = &t->col[u->column].values.votes;
        if ((u->field != MK_F_DATE && u->field != MK_F_BIRTHDAY && u->field != MK_F_JOINED && u->field != MK_F_ADS_AT) || t->mapping.has_order) continue;
        if (v->either == 0 || v->dmy || v->mdy || v->ymd) continue;
        if (t->door.info.bytes > t->stream.bytes) {
            mk_csv_row row;
            for (int rc; v->dmy + v->mdy < 3 && (rc = mk_csv_next(cx, &t->csv, t->n, &row)) != 0; mk_arena_rewind(t->door.row, t->door.mark)) {
                if (rc < 0 && rc != MK_EBADDATA) return rc;
                if (rc > 0 && u->column < row.n) mk_date_vote(v, mk_str_trim(row.cell[u->column]));
            }
            mk_cx_clear(cx);
            looked = true;
        }
        u->order = mk_date_decide(v);
        if (!v->dmy && !v->mdy)
            mk_door_warn(&t->door, MK_SAY(cx, "column %zu (%.*s): every date can be read with the day or the month first; they were read day first; if that is wrong "
                         "give \"date_order\":\"MDY\" in the mapping", "עמודה %zu ‏(%.*s): כל תאריך אפשר לקרוא גם כשהיום ראשון וגם כשהחודש ראשון; נקרא שהיום ראשון. אם זו טעות: "
                         "\"date_order\":\"MDY\" במיפוי"), u->column + 1, MK_SARG(cx->lang == MK_EN ? mk_str_of(mk_field_name(u->field)) : t->col[u->column].header));
        if (looked) {
            MK_TRY(mk_stream_rewind(cx, &t->stream));
            MK_TRY(position(cx, t));
            looked = false;
        }
    }
    return 0;
}

static void tell(mk_cx *cx, mk_table *t)
{
    mk_arena *a = t->door.life;
    mk_door_info *info = &t->door.info;
    mk_column_map *map = MK_NEWN(a, mk_column_map, t->n);
    mk_buf all = mk_buf_on(a);
    for (size_t i = 0; i < t->n; i++) {
        const mk_column *c = &t->col[i];
        map[i] = (mk_column_map){ c->header, mk_field_said(a, c->field, c->own), c->example, c->sure, mk_str_of(c->why) };
        /* the column a bad-rows file has more: such a file is of the same kind as the one it comes from */
        if (mk_str_eqz(c->header, "makir_problem")) { info->part = true; continue; }
        mk_buf_str_add(&all, mk_fold_key(a, c->header));
        mk_buf_c(&all, 0x1f);
    }
    const mk_used *date = t->by_field[MK_F_DATE] ? t->by_field[MK_F_DATE] : t->by_field[MK_F_JOINED] ? t->by_field[MK_F_JOINED]
                        : t->by_field[MK_F_BIRTHDAY];
    info->kind = MK_S("csv");
    if (t->brand) info->brand = mk_str_of(t->brand->name), info->recognised = mk_str_of(MK_SAY(cx, t->brand->english, t->brand->hebrew));
    info->source = MK_S("main");
    info->charset = t->sheet.p ? MK_S("") : mk_str_of(mk_charset_name(t->stream.charset.charset));
    info->visual = t->stream.charset.visual;
    info->delimiter = t->sheet.p ? 0 : t->dialect.delimiter;
    memcpy(info->date_order, mk_date_order_name(date ? date->order : t->mapping.has_order ? t->mapping.order : MK_DMY), 4);
    info->comma_decimal = t->comma_decimal;
    info->column = map;
    info->column_n = t->n;
    info->fingerprint = mk_arena_printf(a, "%016" PRIx64, mk_hash(0x6d6b, mk_buf_str(&all)));
    if (t->mapping.currency[0]) memcpy(info->currency, t->mapping.currency, 4);
    t->seen_charset = t->stream.charset.charset;
    for (size_t i = 0; i < t->n; i++)
        if (!t->col[i].field && t->col[i].refused)
            mk_door_warn(&t->door, MK_SAY(cx, "column %zu: its header (%.*s) says %s, but its values do not, so it was left out; look at them (a spreadsheet that shows 5.01E+08 has lost the digits), "
                         "or say in a mapping what it is", "עמודה %zu ‏(%.*s): הערכים אינם מה שהכותרת אומרת (%s), ולכן היא הושמטה; כדאי להסתכל בהם (גיליון שמראה 5.01E+08 איבד את הספרות), או לומר במיפוי מה היא"),
                         i + 1, MK_SARG(t->col[i].header), mk_field_name(t->col[i].refused));
    if (t->used_n == 0)
        mk_door_warn(&t->door, MK_SAY(cx, "none of the %zu columns is understood; say in a mapping what they mean", "אף אחת מ־%zu העמודות אינה מובנת; יש לומר במיפוי מה הן"), t->n);
}

/* At the end: what was dropped along the way. */
static void close_up(mk_cx *cx, mk_table *t)
{
    if (t->door.ended) return;
    t->door.ended = true;
    if (t->totals > 3) mk_door_warn(&t->door, MK_SAY(cx, "%" PRIu64 " rows of totals were passed over in all", "שורות של סיכום שדולגו בסך הכול: %" PRIu64), t->totals);
    if (t->rows == 0 && t->header) mk_door_warn(&t->door, "%s", MK_SAY(cx, "there is a header line and no row below it", "יש שורת כותרת ואין שורות מתחתיה"));
    for (size_t i = 0; i < t->used_n; i++) {
        const mk_used *u = &t->used[i];
        if (t->dropped[u->field] && u->slot == 0)
            mk_door_warn(&t->door, MK_SAY(cx, "%.*s: %" PRIu64 " values could not be read and were left out; the rows that have them were kept",
                         "%.*s: ערכים שלא נקראו והושמטו: %" PRIu64 "; השורות שלהם נשארו"),
                         MK_SARG(cx->lang == MK_EN ? mk_str_of(mk_field_name(u->field)) : t->col[u->column].header), t->dropped[u->field]);
    }
    if (t->digits_lost)
        mk_door_warn(&t->door, MK_SAY(cx, "numbers and codes of which only the beginning is left (7.29E+12), so many have become the same: %" PRIu64 "; they were left out, their rows were kept; "
                     "in the spreadsheet give the column the format Number without decimals, and save again",
                     "מספרים וקודים שנשארה רק ההתחלה שלהם (7.29E+12), ולכן רבים נעשו זהים: %" PRIu64 "; הם הושמטו, והשורות שלהם נשארו; "
                     "בגיליון צריך לתת לעמודה תבנית של מספר בלי עשרוניות, ולשמור שוב"), t->digits_lost);
    if (t->stream.bad)
        mk_door_warn(&t->door, MK_SAY(cx, "%" PRIu64 " bytes mean nothing in %.*s and stand as \xef\xbf\xbd", "‏%" PRIu64 " בתים אינם אותיות ב־%.*s ומסומנים \xef\xbf\xbd"), t->stream.bad, MK_SARG(t->door.info.charset));
}

/* "úåéì": whether nearly all cells that are not plain ASCII are such; then those of the sample are as they should have been. */
static bool mend(mk_arena *a, mk_sample *s)
{
    size_t cells = s->rows * s->stride, other = 0, wrong = 0;
    mk_str right;
    for (size_t i = 0; i < cells; i++)
        if (!mk_is_ascii(s->cell[i])) other++, wrong += mk_charset_repair(a, s->cell[i], &right);
    if (wrong < 2 || wrong * 10 < other * 9) return false;
    for (size_t i = 0; i < cells; i++)
        if (!mk_is_ascii(s->cell[i]) && mk_charset_repair(a, s->cell[i], &right)) s->cell[i] = right;
    return true;
}

/* A row of a visual or a misread file, as people read it. */
static void put_right(mk_table *t, mk_csv_row *row)
{
    mk_buf b = mk_buf_on(t->door.row);
    for (size_t i = 0; i < row->n; i++) {
        if (t->misread) (void)mk_charset_repair(t->door.row, row->cell[i], &row->cell[i]);
        if (t->stream.charset.visual) row->cell[i] = mk_visual_to_logical(t->door.row, row->cell[i]);
        if (i) mk_buf_c(&b, t->dialect.delimiter);
        mk_csv_write_cell(&b, row->cell[i], t->dialect.delimiter);
    }
    row->raw = mk_buf_str(&b);
}

/* A sheet's cell of several lines, as it was. */
static mk_str with_breaks(mk_arena *a, mk_str s)
{
    char *p = mk_arena_z(a, s);
    for (size_t i = 0; i < s.n; i++)
        if (p[i] == MK_SHEET_BREAK) p[i] = '\n';
    return (mk_str){ p, s.n };
}

/* By which things are told apart: two that look the same would become one. */
static bool is_code(mk_field f)
{
    return f == MK_F_BARCODE || f == MK_F_ITEM_KEY || f == MK_F_KEY || f == MK_F_MEMBER || f == MK_F_DOC || f == MK_F_RETURNS_DOC;
}

static int fill(mk_cx *cx, mk_table *t, const mk_csv_row *row)
{
    size_t n = row->n;
    if (n != t->n) {
        while (n > t->n && mk_str_trim(row->cell[n - 1]).n == 0) n--;
        if (n > t->n || n < t->least)
            return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s: %zu cells where the %s %zu; %s", "%.*s: ‏%zu תאים במקום ש%s ‏%zu; %s"), MK_SARG(mk_table_where(cx, t, row->line, MK_F_NONE)), n,
                           t->header ? MK_SAY(cx, "header has", "בכותרת יש") : MK_SAY(cx, "rows have", "בשורות יש"), t->n,
                           n > t->n ? MK_SAY(cx, "a delimiter stands inside a value: put the value in quotes", "תו מפריד נמצא בתוך ערך: יש לשים את הערך במירכאות")
                                    : MK_SAY(cx, "the row is cut short, or is no row of the table", "השורה נקטעה, או שאינה שורה של הטבלה"));
    }
    bool zeros = row->raw.n && memchr(row->raw.p, 0, row->raw.n);
    for (size_t i = 0; i < t->used_n; i++) {
        const mk_used *u = &t->used[i];
        mk_str s = u->column < n ? row->cell[u->column] : MK_S("");
        if (zeros) s = mk_without_nul(t->door.row, s);
        if (t->sheet.p && s.n && memchr(s.p, MK_SHEET_BREAK, s.n)) s = with_breaks(t->door.row, s);
        if (s.n && ((uint8_t)s.p[0] <= ' ' || (uint8_t)s.p[s.n - 1] <= ' ')) s = mk_str_trim(s);
        if (s.n > 1 && s.p[0] == '\'') s = mk_str_sub(s, 1, s.n - (s.p[s.n - 1] == '\''));      /* a sheet's mark for text, or quotes of a kind */
        if (u->point_zero) s = mk_point_zero(s);
        if (is_code(u->field) && mk_digits_lost(s)) s = MK_S(""), t->digits_lost++;
        if (u->field == MK_F_PHONE) t->phone[u->slot] = s;
        else if (u->field == MK_F_MAIL) t->mail[u->slot] = s;
        else if (u->field == MK_F_OWN) t->own[u->slot] = s;
        else t->v[u->field] = s;
    }
    return 0;
}

int mk_table_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    mk_table *t = table_of(d);
    for (;;) {
        mk_csv_row row;
        int rc = mk_csv_next(cx, &t->csv, t->n, &row);
        if (rc == 0) close_up(cx, t);
        ret->line = row.line;
        ret->raw = row.raw;
        if (rc <= 0) return rc;
        if (t->stream.charset.charset != t->seen_charset) {
            t->seen_charset = t->stream.charset.charset;
            d->info.charset = mk_str_of(mk_charset_name(t->seen_charset));
            d->info.visual = t->stream.charset.visual;
        }
        bool empty = true;
        for (size_t i = 0; i < row.n && empty; i++) empty = row.cell[i].n == 0 || mk_str_trim(row.cell[i]).n == 0;
        if (empty || (t->header && mk_str_eq(row.raw, t->header_raw))) {
            mk_arena_rewind(d->row, d->mark);
            continue;
        }
        if (t->stream.charset.visual || t->misread) put_right(t, &row);
        ret->raw = row.raw;
        t->rows++;
        rc = fill(cx, t, &row);
        if (rc < 0 || (rc = mk_table_record(cx, t, &row, ret)) != 0) return rc;
        if (++t->totals <= 3) mk_door_warn(d, MK_SAY(cx, "line %" PRIu64 ": a row of totals was passed over", "שורה %" PRIu64 ": שורת סיכום, דולגה"), row.line);
        *ret = (mk_record){ 0 };
        mk_arena_rewind(d->row, d->mark);
    }
}

static uint64_t table_bytes(const mk_door *d)
{
    const mk_table *t = table_in(d);
    uint64_t unread = t->stream.text.n - t->stream.at;      /* about: text may be longer than its bytes */
    return t->stream.bytes > unread ? t->stream.bytes - unread : 0;
}

static mk_str table_header(const mk_door *d)
{
    const mk_table *t = table_in(d);
    if (!t->header) return MK_S("");
    if (!t->stream.charset.visual && !t->misread) return t->header_raw;
    mk_buf b = mk_buf_on(d->life);
    for (size_t i = 0; i < t->n; i++) {
        if (i) mk_buf_c(&b, t->dialect.delimiter);
        mk_csv_write_cell(&b, t->col[i].header, t->dialect.delimiter);
    }
    return mk_buf_str(&b);
}

static mk_str table_mapping(mk_cx *cx, const mk_door *d)
{
    const mk_table *t = table_in(d);
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '{');
    mk_json_key(&w, "version");
    mk_json_int(&w, 1);
    mk_json_key(&w, "columns");
    mk_json_open(&w, '{');
    for (size_t i = 0; i < t->n; i++) {
        mk_json_key_str(&w, t->col[i].header);
        mk_json_str(&w, mk_field_said(cx->arena, t->col[i].field, t->col[i].own));
    }
    mk_json_close(&w);
    mk_json_key(&w, "date_order");
    mk_json_z(&w, d->info.date_order);
    if (!t->sheet.p) {
        mk_json_key(&w, "delimiter");
        mk_json_str(&w, (mk_str){ &d->info.delimiter, 1 });
        mk_json_key(&w, "charset");
        mk_json_str(&w, d->info.charset);
    }
    mk_json_key(&w, "comma_decimal");
    mk_json_bool(&w, d->info.comma_decimal);
    mk_json_key(&w, "header");
    mk_json_bool(&w, t->header);
    mk_json_key(&w, "currency");
    mk_json_z(&w, d->info.currency);
    if (t->sheet.p) mk_json_key(&w, "sheet"), mk_json_str(&w, t->sheet);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static int open_table(mk_cx *cx, mk_source *source, mk_str sheet, const mk_column_words *words, const mk_door_options *opt, mk_door **ret)
{
    mk_table *t = (mk_table *)mk_door_new(cx, sizeof *t, opt);
    mk_arena *life = t->door.life;
    mk_arena *scratch = mk_arena_child(life);
    t->door.next = mk_table_next;
    t->door.bytes = table_bytes;
    t->door.header = table_header;
    t->door.mapping = table_mapping;
    t->carried = mk_buf_on(life);
    for (mk_field f = 0; f < MK_F_END_; f++) t->v[f] = MK_S("");
    for (int i = 0; i < 3; i++) t->phone[i] = t->kept_phone[i] = MK_S("");
    for (int i = 0; i < 2; i++) t->mail[i] = t->kept_mail[i] = MK_S("");
    for (int i = 0; i < MK_OWN; i++) t->own[i] = MK_S("");
    MK_TRY(mk_mapping_read(cx, life, opt ? opt->mapping : MK_S(""), &t->mapping));
    const mk_charset utf8 = MK_CS_UTF8;
    t->sheet = sheet;
    MK_TRY(mk_stream_open(cx, life, source, sheet.p ? &utf8 : t->mapping.has_charset ? &t->mapping.charset : NULL, &t->stream));
    t->door.info.bytes = source->size;

    mk_str text = mk_stream_unread(&t->stream);
    size_t zeros = 0;
    size_t padded = text.n < 4096 ? text.n : 4096;
    while (padded && text.p[padded - 1] == 0) padded--;         /* a writer that broke off may leave its last block behind */
    for (size_t i = 0; i < padded; i++) zeros += text.p[i] == 0;
    if (text.n == 0) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s is empty", "‏%.*s ריק"), MK_SARG(source->name));
    if (zeros > 4) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s is not text; looked for a table (CSV, TSV) or the uniform file (INI.TXT and BKMVDATA.TXT)", "‏%.*s אינו טקסט; חיפשנו טבלה (CSV) או מבנה אחיד (INI.TXT ו־BKMVDATA.TXT)"),
                                  MK_SARG(source->name));
    if (sheet.p) {
        t->dialect = (mk_dialect){ ',', '\n' };
    } else {
        char said = t->mapping.delimiter;
        t->skip = mk_dialect_said(text, &t->dialect.delimiter);
        if (t->skip && !said) said = t->dialect.delimiter;
        text = mk_str_sub(text, t->skip, text.n);
        t->dialect = mk_dialect_of(cx, scratch, text);
        if (said) t->dialect.delimiter = said;
    }
    if (!t->stream.end) {
        size_t n = text.n;
        while (n && text.p[n - 1] != t->dialect.eol) n--;
        if (n) text.n = n;
    }
    mk_sample s = mk_sample_read(cx, scratch, text, t->dialect, t->skip ? 2 : 1, SAMPLE_ROWS);
    if (s.rows == 0 || s.columns == 0) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s has no rows that can be read as a table", "ב־%.*s אין שורות שאפשר לקרוא כטבלה"), MK_SARG(source->name));
    t->misread = mend(scratch, &s);
    if (t->misread)
        mk_door_warn(&t->door, "%s", MK_SAY(cx, "its Hebrew was read with the wrong encoding by another program and saved so; it was put right",
                                            "העברית בקובץ נקראה בעבר בקידוד הלא נכון ונשמרה כך; היא תוקנה"));
    size_t head = mk_table_first_row(&s);
    if (!words) words = mk_column_words_new(scratch);
    t->header = t->mapping.header ? t->mapping.header == MK_TOLD_YES : mk_columns_header(words, scratch, &s, head);
    for (size_t r = head; r-- > 0 && !t->header && !t->mapping.header;)        /* rows that end with a delimiter are wider than their header */
        if (s.n[r] > 1 && s.n[r] * 2 >= s.columns && mk_columns_header(words, scratch, &s, r)) {
            head = r;
            t->header = true;
        }
    if (head) mk_door_warn(&t->door, MK_SAY(cx, "the table begins at line %" PRIu64 "; what stands before it was passed over", "הטבלה מתחילה בשורה %" PRIu64 "; מה שלפניה דולג"), s.line[head]);
    t->first_line = s.line[head];
    size_t from = head + t->header;
    t->sample_rows = s.rows - from;
    mk_table_lay(t, &s, head, from);
    MK_TRY(mk_mapping_apply(cx, scratch, &t->mapping, t->col, t->n));
    t->brand = t->header ? mk_brand_of(scratch, t->col, t->n, opt && opt->name.n ? opt->name : source->name) : NULL;
    if (t->brand) mk_brand_columns(t->brand, scratch, t->col, t->n);
    mk_columns_guess(words, scratch, &s, from, t->header, t->col, t->n);
    mk_table_use(t, &s, from);
    MK_TRY(position(cx, t));
    mk_arena_rewind(t->door.row, t->door.mark);
    MK_TRY(look_deeper(cx, t));
    tell(cx, t);
    mk_arena_free(scratch);
    *ret = &t->door;
    return 0;
}

int mk_table_open(mk_cx *cx, mk_source *source, const mk_column_words *words, const mk_door_options *opt, mk_door **ret)
{
    return open_table(cx, source, (mk_str){ 0 }, words, opt, ret);
}

int mk_table_open_sheet(mk_cx *cx, mk_source *source, mk_str sheet, const mk_column_words *words, const mk_door_options *opt, mk_door **ret, double *ret_score)
{
    MK_TRY(open_table(cx, source, sheet, words, opt, ret));
    const mk_table *t = table_in(*ret);
    (*ret)->info.kind = MK_S("xlsx");
    (*ret)->info.sheet = sheet;
    *ret_score = 0;
    int named = 0;
    for (size_t i = 0; i < t->used_n; i++) {
        const mk_column *c = &t->col[t->used[i].column];
        *ret_score += 0.2 + c->sure / 100.0;
        named += strcmp(c->why, "header") == 0;
    }
    if (t->sample_rows < 2 && named < LIST_NAMES) *ret_score /= 4;      /* a form, or a line of totals */
    return 0;
}
