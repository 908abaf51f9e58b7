/* SPDX-License-Identifier: Apache-2.0
 * What a workbook says of itself: its sheets, how cells look, and the texts they share. */
#include "xlsx_int.h"
#include <stdlib.h>

enum { SHEETS = 1000, STYLES = 70000, SPOOL = 8 << 20 };

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* Names of parts are compared without case and with either slash: writers differ. */
static zip_int64_t part(zip_t *zip, mk_str path)
{
    zip_int64_t n = zip_get_num_entries(zip, 0);
    while (path.n && path.p[0] == '/') path = mk_str_sub(path, 1, path.n);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        if (!name) continue;
        mk_str s = mk_str_of(name);
        if (s.n && s.p[0] == '/') s = mk_str_sub(s, 1, s.n);
        bool same = s.n == path.n;
        for (size_t k = 0; k < s.n && same; k++) {
            char a = s.p[k] == '\\' ? '/' : s.p[k], b = path.p[k];
            if (a >= 'A' && a <= 'Z') a = (char)(a | 32);
            if (b >= 'A' && b <= 'Z') b = (char)(b | 32);
            same = a == b;
        }
        if (same) return i;
    }
    return -1;
}

bool mk_xlsx_is(zip_t *zip) { return part(zip, MK_S("xl/workbook.xml")) >= 0; }

const char *mk_xlsx_other(mk_cx *cx, zip_t *zip)
{
    bool en = cx->lang == MK_EN;
    if (part(zip, MK_S("xl/workbook.bin")) >= 0)
        return en ? "this is a binary workbook (XLSB); in Excel choose Save As, Excel Workbook (.xlsx)" : "זו חוברת בינרית (XLSB); באקסל: שמירה בשם, חוברת עבודה של Excel ‏(.xlsx)";
    if (part(zip, MK_S("Index/Document.iwa")) >= 0)
        return en ? "this is an Apple Numbers document; in Numbers choose Export To, Excel" : "זה מסמך Numbers של אפל; ב־Numbers: ייצוא אל Excel";
    if (part(zip, MK_S("content.xml")) >= 0 && part(zip, MK_S("META-INF/manifest.xml")) >= 0)
        return en ? "this is an OpenDocument file; in LibreOffice choose Save As, Excel 2007-365 (.xlsx)" : "זה קובץ OpenDocument; ב־LibreOffice: שמירה בשם, Excel 2007-365 ‏(.xlsx)";
    if (part(zip, MK_S("word/document.xml")) >= 0)
        return en ? "this is a Word document; copy its table into a sheet and save that" : "זה מסמך Word; כדאי להעתיק את הטבלה לגיליון ולשמור אותו";
    return NULL;
}

/* --- workbook.xml and what its sheets are called inside --- */

typedef struct named { mk_str id, name; bool hidden; } named;
typedef struct relation { mk_str id, target; } relation;
typedef struct outline { mk_book *b; mk_vec(named) sheet; mk_vec(relation) relation; mk_str strings; } outline;

static mk_str get(outline *o, const char **attribute, const char *name)
{
    const char *v = mk_xml_get(attribute, name);
    return v ? mk_arena_dup(o->b->arena, mk_str_of(v)) : MK_S("");
}

static bool truth(const char *v) { return v && (is(v, "1") || is(v, "true") || is(v, "on")); }

static void on_workbook(void *self, const char *name, const char **attribute)
{
    outline *o = self;
    if (is(name, "workbookPr")) o->b->from_1904 = truth(mk_xml_get(attribute, "date1904"));
    if (!is(name, "sheet") || o->sheet.n >= SHEETS) return;
    const char *state = mk_xml_get(attribute, "state");
    named *s = mk_vec_push(o->b->arena, &o->sheet);
    *s = (named){ MK_S(""), get(o, attribute, "name"), state && !is(state, "visible") };
    for (; *attribute; attribute += 2)                      /* "r:id", not "sheetId" */
        if (strchr(attribute[0], ':') && is(strchr(attribute[0], ':'), ":id")) s->id = mk_arena_dup(o->b->arena, mk_str_of(attribute[1]));
}

static void on_relation(void *self, const char *name, const char **attribute)
{
    outline *o = self;
    if (!is(name, "Relationship") || o->relation.n >= SHEETS * 4) return;
    mk_str type = get(o, attribute, "Type");
    relation r = { get(o, attribute, "Id"), get(o, attribute, "Target") };
    if (mk_str_ends(type, MK_S("/sharedStrings"))) o->strings = r.target;
    *mk_vec_push(o->b->arena, &o->relation) = r;
}

/* A target is told from the folder xl, or from the root when it begins with a slash. */
static zip_int64_t target(const mk_book *b, mk_str t)
{
    if (t.n == 0) return -1;
    return t.p[0] == '/' ? part(b->zip, t) : part(b->zip, mk_arena_printf(b->arena, "xl/%.*s", MK_SARG(t)));
}

static mk_source *open_part(const mk_book *b, zip_int64_t entry, const char *what)
{
    return mk_zipped(b->arena, b->zip, (zip_uint64_t)entry, mk_arena_printf(b->arena, "%.*s (%s)", MK_SARG(b->name), what));
}

/* --- styles.xml --- */

mk_style mk_style_of_format(mk_str code)
{
    bool day = false, time = false, digit = false, month = false, elapsed = false;
    int zeros = 0;
    for (size_t i = 0; i < code.n; i++) {
        char c = (char)(code.p[i] | 32);
        if (code.p[i] == ';') break;                        /* what follows is for negative numbers */
        if (code.p[i] == '"') {
            while (++i < code.n && code.p[i] != '"') {}
        } else if (code.p[i] == '\\' || code.p[i] == '_' || code.p[i] == '*') {
            i++;
        } else if (code.p[i] == '[') {                      /* a colour, a language, a condition; or hours beyond 24 */
            size_t from = i + 1;
            while (++i < code.n && code.p[i] != ']') {}
            bool one = i > from;
            for (size_t k = from; k < i; k++) one &= (code.p[k] | 32) == 'h' || (code.p[k] | 32) == 's' || ((code.p[k] | 32) == 'm');
            elapsed |= one;
        } else if (c == 'y' || c == 'd') {
            day = true;
        } else if (c == 'h' || c == 's') {
            time = true;
        } else if (c == 'm') {
            month = true;
        } else if (code.p[i] == '0') {
            zeros++;
        } else if (code.p[i] == '#' || code.p[i] == '.' || code.p[i] == ',' || code.p[i] == '?' || code.p[i] == '%' || c == 'e') {
            digit = true;
        }
    }
    if (month && !time) day = true;
    if (elapsed) return (mk_style){ MK_LOOK_PLAIN, 0 };     /* a length of time, not an hour of the day */
    if (day || time) return (mk_style){ day && time ? MK_LOOK_MOMENT : day ? MK_LOOK_DAY : MK_LOOK_TIME, 0 };
    return zeros > 1 && !digit && zeros < 20 ? (mk_style){ MK_LOOK_ZEROS, zeros } : (mk_style){ MK_LOOK_PLAIN, 0 };
}

static mk_style built_in(long id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) return (mk_style){ MK_LOOK_DAY, 0 };
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47) return (mk_style){ MK_LOOK_TIME, 0 };
    return id == 22 ? (mk_style){ MK_LOOK_MOMENT, 0 } : (mk_style){ MK_LOOK_PLAIN, 0 };
}

typedef struct format { long id; mk_style style; } format;
typedef struct styles { mk_book *b; bool cells; mk_vec(format) format; } styles;

static void on_style(void *self, const char *name, const char **attribute)
{
    styles *s = self;
    const char *id = mk_xml_get(attribute, "numFmtId"), *code;
    if (is(name, "cellXfs")) s->cells = true;
    if (is(name, "numFmt") && id && (code = mk_xml_get(attribute, "formatCode")) && s->format.n < STYLES)
        *mk_vec_push(s->b->arena, &s->format) = (format){ strtol(id, NULL, 10), mk_style_of_format(mk_str_of(code)) };
    if (!is(name, "xf") || !s->cells || s->b->style.n >= STYLES) return;
    long n = id ? strtol(id, NULL, 10) : 0;
    mk_style style = built_in(n);
    for (size_t i = 0; i < s->format.n; i++)
        if (s->format.p[i].id == n) style = s->format.p[i].style;
    *mk_vec_push(s->b->arena, &s->b->style) = style;
}

static void on_style_end(void *self, const char *name)
{
    styles *s = self;
    if (is(name, "cellXfs")) s->cells = false;
}

/* --- sharedStrings.xml --- */

typedef struct sharing { mk_cx *cx; mk_spool *spool; mk_buf text; bool in, phonetic; int rc; } sharing;

static void on_shared(void *self, const char *name, const char **attribute)
{
    sharing *s = self;
    (void)attribute;
    if (is(name, "si")) mk_buf_clear(&s->text);
    if (is(name, "rPh")) s->phonetic = true;
    if (is(name, "t") && !s->phonetic) s->in = true;
}

static void on_shared_end(void *self, const char *name)
{
    sharing *s = self;
    if (is(name, "t")) s->in = false;
    if (is(name, "rPh")) s->phonetic = false;
    if (!is(name, "si") || s->rc < 0) return;
    s->text.n = mk_xlsx_unescape(s->text.p, s->text.n);
    s->rc = mk_spool_add(s->cx, s->spool, mk_buf_str(&s->text));
}

static void on_shared_text(void *self, const char *p, int n)
{
    sharing *s = self;
    if (s->in && s->text.n < s->cx->limits.row_bytes) mk_buf_add(&s->text, p, (size_t)n);
}

int mk_book_strings(mk_cx *cx, mk_book *b, const char *folder)
{
    if (b->strings_read) return 0;
    b->strings_read = true;
    b->strings = mk_spool_new(b->arena, folder, SPOOL);
    if (b->strings_entry < 0) return 0;
    sharing s = { .cx = cx, .spool = b->strings, .text = mk_buf_on(b->arena) };
    mk_xml *x;
    mk_arena *a = mk_arena_child(cx->arena);
    int rc = mk_xml_open(cx, a, open_part(b, b->strings_entry, "sharedStrings"), &(mk_xml_sink){ on_shared, on_shared_end, on_shared_text, &s }, &x);
    while (rc >= 0 && s.rc >= 0 && (rc = mk_xml_step(cx, x)) > 0) {}
    mk_arena_free(a);
    MK_TRY(rc);
    MK_TRY(s.rc);
    return mk_spool_seal(cx, b->strings);
}

/* --- */

size_t mk_xlsx_unescape(char *p, size_t n)
{
    size_t to = 0;
    if (n == 0 || !memchr(p, '_', n)) return n;
    for (size_t i = 0; i < n;) {
        unsigned c = 0;
        bool code = i + 7 <= n && p[i] == '_' && p[i + 1] == 'x' && p[i + 6] == '_';
        for (size_t k = i + 2; k < i + 6 && code; k++) {
            char h = (char)(p[k] | 32);
            code = (h >= '0' && h <= '9') || (h >= 'a' && h <= 'f');
            c = c * 16 + (unsigned)(h <= '9' ? h - '0' : h - 'a' + 10);
        }
        if (code && c < 0x80) {
            if (c) p[to++] = (char)c;
            i += 7;
        } else {
            p[to++] = p[i++];
        }
    }
    return to;
}

int mk_book_open(mk_cx *cx, mk_arena *a, zip_t *zip, mk_str name, mk_book **ret)
{
    mk_book *b = MK_NEW(a, mk_book);
    *b = (mk_book){ .arena = a, .zip = zip, .name = name, .strings_entry = -1 };
    outline o = { .b = b, .strings = MK_S("") };
    zip_int64_t e = part(zip, MK_S("xl/workbook.xml"));
    if (e < 0) return mk_fail(cx, MK_EBADDATA, "%.*s is not a workbook", MK_SARG(name));
    MK_TRY(mk_xml_read(cx, open_part(b, e, "workbook"), &(mk_xml_sink){ on_workbook, NULL, NULL, &o }));
    if ((e = part(zip, MK_S("xl/_rels/workbook.xml.rels"))) >= 0)
        MK_TRY(mk_xml_read(cx, open_part(b, e, "relations"), &(mk_xml_sink){ on_relation, NULL, NULL, &o }));
    for (size_t i = 0; i < o.sheet.n; i++) {
        zip_int64_t at = -1;
        for (size_t k = 0; k < o.relation.n && at < 0; k++)
            if (o.sheet.p[i].id.n && mk_str_eq(o.relation.p[k].id, o.sheet.p[i].id)) at = target(b, o.relation.p[k].target);
        if (at < 0) at = part(zip, mk_arena_printf(a, "xl/worksheets/sheet%zu.xml", i + 1));
        if (at >= 0) *mk_vec_push(a, &b->sheet) = (mk_sheet_part){ o.sheet.p[i].name, at, o.sheet.p[i].hidden };
    }
    if (b->sheet.n == 0)
        return mk_fail(cx, MK_EBADDATA, cx->lang == MK_EN ? "%.*s is a workbook without a sheet of cells" : "‏%.*s הוא חוברת ללא גיליון של תאים", MK_SARG(name));
    b->strings_entry = o.strings.n ? target(b, o.strings) : part(zip, MK_S("xl/sharedStrings.xml"));
    if ((e = part(zip, MK_S("xl/styles.xml"))) >= 0)
        MK_TRY(mk_xml_read(cx, open_part(b, e, "styles"), &(mk_xml_sink){ on_style, on_style_end, NULL, &(styles){ .b = b } }));
    *ret = b;
    return 0;
}
