/* SPDX-License-Identifier: Apache-2.0
 * Which door fits what is at a path, found by looking at it and not at its name. */
#include "agree.h"
#include "archive.h"
#include "buf.h"
#include "chat.h"
#include "door_int.h"
#include "openformat.h"
#include "ndjson.h"
#include "unpack.h"
#include "vcard.h"
#include "xlsx.h"
#include <errno.h>
#include <sys/stat.h>

mk_door *mk_door_new(mk_cx *cx, size_t size, const mk_door_options *opt)
{
    mk_arena *life = mk_arena_child(cx->arena);
    mk_door *d = mk_arena_zalloc(life, size);
    d->life = life;
    d->row = mk_arena_child(life);
    mk_arena_alloc(d->row, 16);             /* so that one block stays from row to row */
    d->mark = mk_arena_here(d->row);
    d->tz = opt && opt->tz ? opt->tz : mk_tz_utc();
    memcpy(d->info.currency, opt && opt->currency[0] ? opt->currency : "ILS", 4);
    d->info.warning = d->warning;
    d->info.charset = d->info.fingerprint = d->info.brand = d->info.recognised = d->info.sheet = MK_S("");
    return d;
}

void mk_door_warn(mk_door *d, const char *fmt, ...)
{
    if (d->info.warning_n == MK_WARNINGS) return;
    va_list ap;
    va_start(ap, fmt);
    d->warning[d->info.warning_n++] = mk_agree_vprintf(d->life, fmt, ap);
    va_end(ap);
}

/* more: what it is and what to do instead; NULL when that is not known. */
static int not_known(mk_cx *cx, mk_str name, const char *more)
{
    if (more) return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s cannot be read here: %s", "אי אפשר לקרוא כאן את %.*s: %s"), MK_SARG(name), more);
    return mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "%.*s is no kind of file that is known here; looked for a table (XLSX, CSV), contact cards, a WhatsApp chat, events (NDJSON), and for the uniform file (INI.TXT "
                   "and BKMVDATA.TXT, in a folder or a zip)", "‏%.*s אינו קובץ מסוג מוכר; חיפשנו טבלה (XLSX, ‏CSV), כרטיסי אנשי קשר, צ'אט של WhatsApp, אירועים (NDJSON) ומבנה אחיד (INI.TXT ו־BKMVDATA.TXT, בתיקייה או ב־zip)"), MK_SARG(name));
}

/* Files that are told by their first bytes and cannot be read, with what to do instead. */
static const char *foreign(const mk_cx *cx, mk_str head)
{
    static const struct { const char *magic; size_t n; const char *english, *hebrew; } kinds[] = {
        { "\xd0\xcf\x11\xe0", 4, "this is an old Excel file (.xls), or one that a password locks. Open it in Excel or LibreOffice and choose Save As, Excel Workbook (.xlsx), without a password",
          "זה קובץ אקסל ישן (.xls), או קובץ שנעול בסיסמה. כדאי לפתוח אותו באקסל או ב־LibreOffice ולבחור שמירה בשם, חוברת עבודה של Excel ‏(.xlsx), ללא סיסמה" },
        { "%PDF", 4, "this is a PDF; ask the program it came from for an Excel or CSV file", "זה קובץ PDF; כדאי לבקש מהתוכנה שיצרה אותו קובץ אקסל או CSV" },
        { "[{", 2, "this is one JSON list; write each object on a line of its own (jq -c '.[]' does)", "זו רשימת JSON אחת; כל עצם צריך לעמוד בשורה משלו (jq -c '.[]' עושה זאת)" },
        { "[\n", 2, "this is one JSON list; write each object on a line of its own (jq -c '.[]' does)", "זו רשימת JSON אחת; כל עצם צריך לעמוד בשורה משלו (jq -c '.[]' עושה זאת)" },
        { "<?xml", 5, "this is XML; save it as XLSX or CSV from the program it came from", "זה קובץ XML; כדאי לשמור כ־XLSX או CSV מהתוכנה שיצרה אותו" },
        { "<html", 5, "this is a web page, even if it is called .xls; open it in Excel and save it as XLSX", "זה דף אינטרנט, גם אם שמו ‎.xls; כדאי לפתוח אותו באקסל ולשמור כ־XLSX" },
        { "<!DOCTYPE", 9, "this is a web page, even if it is called .xls; open it in Excel and save it as XLSX", "זה דף אינטרנט, גם אם שמו ‎.xls; כדאי לפתוח אותו באקסל ולשמור כ־XLSX" },
        { "SQLite format 3", 15, "this is a database", "זה מסד נתונים" },
        { "\x1f\x8b", 2, "this is packed with gzip; unpack it first", "הקובץ ארוז ב־gzip; יש לפרוס אותו קודם" },
        { "7z\xbc\xaf", 4, "this is packed with 7-Zip; unpack it first", "הקובץ ארוז ב־7-Zip; יש לפרוס אותו קודם" },
        { "Rar!", 4, "this is packed with RAR; unpack it first", "הקובץ ארוז ב־RAR; יש לפרוס אותו קודם" },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (head.n >= kinds[i].n && memcmp(head.p, kinds[i].magic, kinds[i].n) == 0) return MK_SAY(cx, kinds[i].english, kinds[i].hebrew);
    return NULL;
}

int mk_door_on(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret)
{
    char head[512];
    size_t n;
    MK_TRY(mk_source_fill(cx, s, head, sizeof head, &n));
    MK_TRY(s->rewind(cx, s));
    const char *say = foreign(cx, (mk_str){ head, n });
    if (say) return not_known(cx, s->name, say);
    mk_str begin = { head, n };
    if (mk_vcard_looks(begin)) return mk_vcard_open(cx, s, opt, ret);
    if (mk_ndjson_looks(begin)) return mk_ndjson_open(cx, s, opt, ret);
    if (mk_chat_looks(cx->arena, begin)) return mk_chat_open(cx, s, opt, ret);
    if (mk_openformat_looks((mk_str){ head, n })) return mk_openformat_open(cx, &(mk_export){ s->name, NULL, s }, 1, opt, ret);
    return mk_table_open(cx, s, NULL, opt, ret);
}

static mk_str base_name(mk_str path)
{
    size_t from = path.n;
    while (from && path.p[from - 1] != '/') from--;
    return mk_str_sub(path, from, path.n);
}

static int open_found(mk_cx *cx, const char *path, const mk_door_options *opt, mk_door **ret)
{
    mk_found f;
    zip_t *zip = NULL;
    struct stat st;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && !mk_archive_is_part(mk_str_of(path))) {
        MK_TRY(mk_zipped_open(cx, cx->arena, path, &zip));
        mk_str name = opt && opt->name.n ? opt->name : base_name(mk_str_of(path));
        if (mk_xlsx_is(zip)) return mk_xlsx_open(cx, zip, name, opt, ret);
        const char *say = mk_xlsx_other(cx, zip);
        if (say) return not_known(cx, name, say);
    }
    MK_TRY(mk_archive_find(cx, cx->arena, path, &f));
    if (f.n) return mk_openformat_open(cx, f.export, f.n, opt, ret);
    if (f.packed) return not_known(cx, mk_str_of(path), MK_SAY(cx, "BKMVDATA is packed in a way that is not known; unpack it first", "‏BKMVDATA ארוז באופן לא מוכר; יש לפרוס אותו קודם"));
    if (f.tables == 1) {                    /* a chat is called by its archive, not by what is in it */
        mk_door_options named = opt ? *opt : (mk_door_options){ 0 };
        if (!named.name.n) named.name = base_name(mk_str_of(path));
        return mk_door_on(cx, f.table, &named, ret);
    }
    if (f.tables > 1) return not_known(cx, mk_str_of(path), MK_SAY(cx, "it holds several tables; give them one by one (a zip has to be unpacked first)", "יש בו כמה טבלאות; יש לתת אותן אחת אחת (zip יש לפרוס קודם)"));
    return not_known(cx, mk_str_of(path), NULL);
}

int mk_door_open(mk_cx *cx, const char *path, const mk_door_options *opt, mk_door **ret)
{
    struct stat st;
    if (stat(path, &st) != 0) return mk_fail(cx, MK_EIO, "cannot open %s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode) || mk_archive_is_part(mk_str_of(path))) return open_found(cx, path, opt, ret);
    mk_source *s;
    char head[6];
    size_t n = 0;
    MK_TRY(mk_source_file(cx, cx->arena, path, &s));
    if (!S_ISREG(st.st_mode)) return mk_table_open(cx, s, NULL, opt, ret);         /* a pipe is read once */
    MK_TRY(mk_source_fill(cx, s, head, sizeof head, &n));
    MK_TRY(s->rewind(cx, s));
    if (mk_unpack_is_xz((mk_str){ head, n })) MK_TRY(mk_unpack_xz(cx, cx->arena, s, &s));
    if (mk_archive_is_zip((mk_str){ head, n })) return open_found(cx, path, opt, ret);
    return mk_door_on(cx, s, opt, ret);
}

const mk_door_info *mk_door_about(const mk_door *d) { return &d->info; }

int mk_door_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    mk_arena_rewind(d->row, d->mark);
    *ret = (mk_record){ 0 };
    return d->next(cx, d, ret);
}

uint64_t mk_door_bytes(const mk_door *d) { return d->bytes(d); }

/* --- the file of bad rows --- */

static char delimiter_of(const mk_door *d) { return d->info.delimiter ? d->info.delimiter : ','; }

const char *mk_door_bad_ending(const mk_door *d) { return d->bad_ending ? d->bad_ending : ".csv"; }

mk_str mk_door_bad_head(const mk_door *d, mk_arena *a)
{
    mk_str header = d->header ? d->header(d) : MK_S("");
    if (d->bad_row) return MK_S("");
    if (strcmp(mk_door_bad_ending(d), ".csv") != 0) return header;
    /* spreadsheets need to be told that it is UTF-8 */
    return header.n ? mk_arena_printf(a, "\xef\xbb\xbf%.*s%cmakir_problem\r\n", MK_SARG(header), delimiter_of(d)) : MK_S("\xef\xbb\xbf");
}

mk_str mk_door_bad_row(const mk_door *d, mk_arena *a, mk_str raw, mk_str why)
{
    if (d->bad_row) return d->bad_row(a, raw, why);
    mk_buf b = mk_buf_on(a);
    mk_buf_str_add(&b, d->bad_raw ? d->bad_raw(a, raw) : raw);
    if (strcmp(mk_door_bad_ending(d), ".csv") != 0) return mk_buf_str(&b);
    mk_buf_c(&b, delimiter_of(d));
    mk_buf_c(&b, '"');
    for (size_t i = 0; i < why.n; i++) {
        if (why.p[i] == '"') mk_buf_c(&b, '"');
        mk_buf_c(&b, why.p[i]);
    }
    mk_buf_add(&b, "\"\r\n", 3);
    return mk_buf_str(&b);
}

mk_str mk_door_mapping(mk_cx *cx, const mk_door *d) { return d->mapping ? d->mapping(cx, d) : MK_S("{\"version\":1}"); }
