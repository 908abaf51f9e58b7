/* SPDX-License-Identifier: Apache-2.0
 * Bringing data in. */
#include "import.h"
#include "jsonw.h"
#include "op.h"
#include "setting.h"
#include <errno.h>

/* A mapping file is small; the whole of it. */
static int read_mapping(mk_cx *cx, mk_str path, mk_str *ret)
{
    *ret = MK_S("");
    if (path.n == 0) return 0;
    FILE *f = fopen(mk_arena_z(cx->arena, path), "re");
    if (!f) return mk_fail(cx, MK_EIO, "cannot read the mapping %.*s: %s", MK_SARG(path), strerror(errno));
    mk_buf b = mk_buf_on(cx->arena);
    size_t n;
    while ((n = fread(mk_buf_room(&b, 4096), 1, 4096, f)) > 0 && b.n < 1u << 20) b.n += n;
    fclose(f);
    *ret = mk_buf_str(&b);
    return ret->n ? 0 : mk_fail(cx, MK_EBADDATA, "the mapping %.*s is empty", MK_SARG(path));
}

/* How each column was understood, with an example: what a person checks. */
static mk_str columns_json(mk_cx *cx, const mk_door_info *d)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < d->column_n; i++) {
        const mk_column_map *c = &d->column[i];
        mk_json_open(&w, '{');
        mk_json_key(&w, "header"), mk_json_str(&w, c->header);
        mk_json_key(&w, "field"), mk_json_str(&w, c->field);
        mk_json_key(&w, "sure"), mk_json_int(&w, c->sure);
        mk_json_key(&w, "why"), mk_json_str(&w, c->why);
        mk_json_key(&w, "example"), mk_json_str(&w, c->example);
        mk_json_close(&w);
    }
    mk_json_close(&w);
    return mk_buf_str(&b);
}

static mk_str sheets_json(mk_cx *cx, const mk_door_info *d)
{
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < d->sheet_n; i++) mk_json_str(&w, d->sheets[i]);
    mk_json_close(&w);
    return mk_buf_str(&b);
}

/* How many came, and how many of them were known; none is not a number that anybody says. */
static void say_who(const mk_cx *cx, mk_out *out, const mk_import_result *r)
{
    bool en = cx->lang == MK_EN;
    uint64_t known = r->customers_known, fresh = r->customers_new, joined = r->online.merged, wait = r->online.review;
    if (known && fresh)
        mk_out_note(out, en ? "{%" PRIu64 ":one customer in it was|# customers in it were} known and {%" PRIu64 ":one is|# are} new" :
                    "{%" PRIu64 ":לקוח אחד בקובץ כבר היה מוכר|# לקוחות בקובץ כבר היו מוכרים} ו{%" PRIu64 ":אחד חדש|־# חדשים}", known, fresh);
    else if (known)
        mk_out_note(out, en ? "{%" PRIu64 ":the one customer in it was|all # customers in it were} known" : "{%" PRIu64 ":הלקוח שבקובץ כבר היה מוכר|כל # הלקוחות שבקובץ כבר היו מוכרים}", known);
    else if (fresh)
        mk_out_note(out, en ? "{%" PRIu64 ":the one customer in it is|all # customers in it are} new" : "{%" PRIu64 ":הלקוח שבקובץ חדש|כל # הלקוחות שבקובץ חדשים}", fresh);
    if (joined)
        mk_out_note(out, en ? "{%" PRIu64 ":one was|# were} found to be known under another name and joined" : "{%" PRIu64 ":אחד התגלה כמוכר בשם אחר ואוחד|# התגלו כמוכרים בשם אחר ואוחדו}", joined);
    if (wait) mk_out_note(out, en ? "{%" PRIu64 ":one pair waits|# pairs wait} for review" : "{%" PRIu64 ":זוג אחד ממתין|# זוגות ממתינים} לבדיקה", wait);
}

static void say_counts(mk_cx *cx, mk_out *out, const mk_import_result *r, mk_str upload)
{
    bool en = cx->lang == MK_EN;
    const struct { const char *col; uint64_t n; } counts[] = {
        { "rows", r->rows }, { "new", r->added }, { "updated", r->updated }, { "same", r->same }, { "bad", r->bad }, { "customers_known", r->customers_known }, { "customers_new", r->customers_new },
        { "customers_joined", r->online.merged }, { "customers_review", r->online.review },
        { "customers_updated", r->customers_updated }, { "sales_new", r->sales_new }, { "sales_updated", r->sales_updated }, { "sales_moved", r->sales_moved }, { "lines_new", r->lines_new },
        { "lines_updated", r->lines_updated }, { "lines_removed", r->lines_removed }, { "items_new", r->items_new }, { "between", r->between },
        { "left_out", r->left_out } };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) mk_out_int(out, counts[i].col, (int64_t)counts[i].n);
    for (size_t i = 0; i < r->door.warning_n; i++) mk_out_note(out, "%.*s", MK_SARG(r->door.warning[i]));
    for (size_t i = 0; i < r->problems; i++) mk_out_note(out, "%.*s", MK_SARG(r->problem[i]));
    if (r->bad > r->problems)
        mk_out_note(out, en ? "and {%" PRIu64 ":one more bad row|# more bad rows}" : "ועוד {%" PRIu64 ":שורה אחת שלא נקראה|# שורות שלא נקראו}", r->bad - r->problems);
    if (r->bad_path.n && !upload.n)
        mk_out_note(out, en ? "the bad rows are in %.*s: correct them there and import that file" : "השורות שלא נקראו נמצאות ב־%.*s: אפשר לתקן שם ולייבא את הקובץ", MK_SARG(r->bad_path));
    say_who(cx, out, r);
    if (r->future)
        mk_out_note(out, en ? "{%" PRIu64 ":one row of sales lies in the future: it counts from its|# rows of sales lie in the future: they count from their} day on; look whether the dates are right" :
                    "{%" PRIu64 ":שורת מכירה אחת היא בתאריך עתידי: היא נספרת החל מהיום שלה|# שורות של מכירות הן בתאריך עתידי: הן נספרות החל מהיום שלהן}; כדאי לבדוק שהתאריכים נכונים", r->future);
    if (r->left_out)
        mk_out_note(out, en ? "{%" PRIu64 ":one person in the file|# people in the file} asked to be forgotten and {%" PRIu64 ":was|were} left out; their purchases count as nobody's"
                    : "{%" PRIu64 ":מישהו אחד בקובץ ביקש|# אנשים בקובץ ביקשו} להישכח {%" PRIu64 ":והושמט|והושמטו}; הקניות נספרות בלי שם", r->left_out, r->left_out);
    if (r->unfit)
        mk_out_note(out, en ? "{%" PRIu64 ":one value does not fit the field of your own that its column was mapped to, and was left out; its row was|# values do not fit the field of your own that their column was mapped to, and were left out; their rows were} kept" :
                    "{%" PRIu64 ":ערך אחד לא מתאים לשדה של העסק שאליו מופתה העמודה שלו, והושמט; השורה שלו נשארה|# ערכים לא מתאימים לשדה של העסק שאליו מופתה העמודה שלהם, והושמטו; השורות שלהם נשארו}", r->unfit);
    if (r->moved_said.n) mk_out_note(out, "%.*s", MK_SARG(r->moved_said));
    for (size_t i = 0; i < r->doubts; i++) mk_out_note(out, "%.*s", MK_SARG(r->doubt[i]));
    if (r->between > r->doubts)
        mk_out_note(out, en ? "and {%" PRIu64 ":one more row|# more rows} between two customers" : "ועוד {%" PRIu64 ":שורה אחת|# שורות} שבין שני לקוחות", r->between - r->doubts);
    if (r->lines_removed)
        mk_out_note(out, en ? "{%" PRIu64 ":one line is gone: its document came again without it|# lines are gone: their documents came again without them}" : "{%" PRIu64 ":שורה אחת הוסרה: המסמך שלה הגיע שוב בלעדיה|# שורות הוסרו: המסמכים שלהן הגיעו שוב בלעדיהן}", r->lines_removed);
    if (r->rows && !r->added && !r->updated && !r->sales_updated && !r->lines_removed)
        mk_out_note(out, en ? "everything in this file was known already; nothing changed" : "הכול כבר היה ידוע; דבר לא השתנה");
}

static int import(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    mk_settings st;
    mk_import_result r;
    mk_str path = mk_arg_text(args, "path"), upload = mk_arg_text(args, "upload"), bad = mk_arg_text(args, "bad"), currency = mk_arg_text(args, "currency");
    bool dry = mk_arg_has(args, "dry-run") && mk_arg_int(args, "dry-run");
    int64_t began = mk_clock_monotonic();
    MK_TRY(mk_settings_read(cx, env->store, &st));
    mk_import_options opt = { .dry_run = dry, .source = mk_arg_text(args, "source"), .name = mk_arg_text(args, "name"), .tz = st.tz };
    if (currency.n != 3 && currency.n != 0) return mk_fail(cx, MK_EINVAL, "a currency is three letters: ILS, GBP, USD");
    memcpy(opt.currency, currency.n ? currency.p : st.currency, 3);
    MK_TRY(read_mapping(cx, mk_arg_text(args, "map"), &opt.mapping));
    if (mk_arg_has(args, "mapping")) opt.mapping = mk_arg_text(args, "mapping");
    char *z = mk_arena_z(cx->arena, path);
    size_t slash = path.n;
    while (slash > 1 && z[slash - 1] == '/') slash--;
    if (bad.n) opt.bad_path = mk_arena_z(cx->arena, bad);
    else if (!dry) opt.bad_path = mk_arena_z(cx->arena, mk_arena_printf(cx->arena, "%.*s.bad", (int)slash, z));
    opt.bad_ending = bad.n == 0;
    MK_TRY(mk_import(cx, env->store, z, &opt, &r));
    mk_out_row(out);
    if (r.batch) mk_out_int(out, "batch", r.batch);
    mk_out_int(out, "dry_run", dry);
    mk_out_text(out, "file", r.file);
    mk_out_text(out, "kind", r.door.kind);
    if (r.door.recognised.n) mk_out_text(out, "recognised", r.door.recognised);
    if (r.door.sheet.n) mk_out_text(out, "sheet", r.door.sheet);
    if (r.door.sheet_n) mk_out_json(out, "sheets", sheets_json(cx, &r.door));
    mk_out_text(out, "source", r.source);
    if (r.door.charset.n) mk_out_text(out, "charset", r.door.visual ? mk_arena_printf(cx->arena, "%.*s, visual order", MK_SARG(r.door.charset)) : r.door.charset);
    if (r.door.delimiter) mk_out_text(out, "delimiter", r.door.delimiter == '\t' ? MK_S("tab") : r.door.delimiter == ' ' ? MK_S("blanks") : (mk_str){ &r.door.delimiter, 1 });
    say_counts(cx, out, &r, upload);
    if (r.sales_new && strncmp(r.door.currency, st.currency, 3) != 0)
        mk_out_note(out, cx->lang == MK_EN ? "the amounts are in %.3s and the shop counts in %.3s: they are in none of its sums. If it sells in %.3s: makir setting set currency %.3s"
                    : "הסכומים ב־%.3s והעסק סופר ב־%.3s: הם לא נכנסים לסיכומים שלו. אם העסק מוכר ב־%.3s: makir setting set currency %.3s", r.door.currency, st.currency, r.door.currency, r.door.currency);
    if (r.bad_path.n) mk_out_text(out, "bad_file", upload.n ? mk_arena_printf(cx->arena, "/v1/uploads/%.*s/bad", MK_SARG(upload)) : r.bad_path);
    mk_out_json(out, "columns", columns_json(cx, &r.door));
    mk_out_json(out, "mapping", r.mapping.n ? r.mapping : MK_S("null"));
    mk_out_json(out, "preview", r.preview.n ? r.preview : MK_S("[]"));
    mk_out_real(out, "seconds", (double)(mk_clock_monotonic() - began) / 1e6);
    if (dry) mk_out_note(out, cx->lang == MK_EN ? "a dry run: nothing was changed" : "הרצה לבדיקה: דבר לא השתנה");
    return 0;
}

const mk_op mk_op_import = {
    .name = "import", .verb = "POST", .path = "/v1/import",
    .summary = "Bring a file of the business in, whatever program it came from",
    .help = "Finds out by itself what the file is: its encoding, its delimiter, and what each column means, from Hebrew and English headers and from the values. "
            "Workbooks (XLSX), CSV in any encoding, contact cards (vCard), exports of Shopify, WooCommerce, Square, Mailchimp and Google Contacts, WhatsApp chats, events as NDJSON, "
            "and a folder or zip of the Israeli uniform file (מבנה אחיד) are known by their content, not by their names.\n\n"
            "Look first with --dry-run: it says what would be new, updated, the same, and bad, and shows the first rows as they would be; nothing is changed. "
            "To correct how columns are understood, write the mapping into a file and give it with --map; it is kept for the next file with the same header. "
            "A column that makir does not know can become a field of your own: field:KEY.\n\n"
            "Rows that cannot be read are written beside the file, as PATH.bad.csv or in the kind the file is of (.xlsx, .vcf, .ndjson), each with its reason: correct them there and import that file. "
            "The same file twice changes nothing. Everything can be taken back with: makir batch undo.",
    .example = "makir import examples/cafe --dry-run",
    .role = MK_MANAGER, .flags = MK_OP_WRITE | MK_OP_LONG | MK_OP_ONE | MK_OP_UPLOAD | MK_OP_CREATE,
    .params = (const mk_param[]){
        { "path", MK_P_PATH, MK_PF_REQUIRED | MK_PF_POSITIONAL, NULL, 0, 0, NULL, "a file, a folder or a zip", NULL },
        { "dry-run", MK_P_BOOL, 0, NULL, 0, 0, NULL, "say what would happen, change nothing", NULL },
        { "map", MK_P_PATH, 0, NULL, 0, 0, NULL, "a JSON file that says what the columns mean", "FILE" },
        { "source", MK_P_TEXT, 0, NULL, 0, 0, NULL, "whose numbering the customer numbers are; files of one system share it", NULL },
        { "currency", MK_P_TEXT, 0, NULL, 0, 0, NULL, "of amounts that name none; the shop's own when not given", NULL },
        { "bad", MK_P_PATH, 0, NULL, 0, 0, NULL, "where to write the bad rows", "FILE" },
        { "upload", MK_P_TEXT, MK_PF_WIRE, NULL, 0, 0, NULL, "the file that was sent to /v1/uploads", NULL },
        { "mapping", MK_P_TEXT, MK_PF_WIRE, NULL, 0, 0, NULL, "what the columns mean: a JSON object, as a dry run gave it", NULL },
        { "name", MK_P_TEXT, MK_PF_WIRE, NULL, 0, 0, NULL, "what the file is called; an upload has its own", NULL },
        { NULL } },
    .columns = (const mk_column_doc[]){
        { "batch", MK_C_ID, "the import's id; none after a dry run, or when nothing was new" },
        { "dry_run", MK_C_BOOL, "whether it was only looked at" },
        { "file", MK_C_TEXT, "name of the file" },
        { "kind", MK_C_TEXT, "csv, xlsx, openformat, vcard, ndjson or whatsapp" },
        { "recognised", MK_C_TEXT, "whose export it is, when its headers say so" },
        { "sheet", MK_C_TEXT, "of a workbook: the sheet that was read" },
        { "sheets", MK_C_JSON, "of a workbook: all it has" },
        { "source", MK_C_TEXT, "the numbering its keys belong to" },
        { "charset", MK_C_TEXT, "the encoding that was found" },
        { "delimiter", MK_C_TEXT, "what parts the cells" },
        { "rows", MK_C_INT, "rows read" },
        { "new", MK_C_INT, "rows that bring something new" },
        { "updated", MK_C_INT, "rows that change something known" },
        { "same", MK_C_INT, "rows that were known" },
        { "bad", MK_C_INT, "rows that cannot be read" },
        { "customers_known", MK_C_INT, "customers in the file who were known already" },
        { "customers_new", MK_C_INT, "customers met for the first time" },
        { "customers_joined", MK_C_INT, "customers found to be somebody who is known, and joined with him" },
        { "customers_review", MK_C_INT, "pairs that may be one and wait for a decision" },
        { "customers_updated", MK_C_INT, "customers of whom something new is known" },
        { "sales_new", MK_C_INT, "purchases and returns" },
        { "sales_updated", MK_C_INT, "documents that are otherwise than they were" },
        { "sales_moved", MK_C_INT, "documents that were another customer's until now; a note says which" },
        { "lines_new", MK_C_INT, "their lines" },
        { "lines_updated", MK_C_INT, "lines that are otherwise than they were" },
        { "lines_removed", MK_C_INT, "lines that their documents no longer have" },
        { "items_new", MK_C_INT, "items of the catalogue" },
        { "between", MK_C_INT, "rows whose keys know different customers; notes say which" },
        { "left_out", MK_C_INT, "people in the file who asked to be forgotten; their purchases are nobody's" },
        { "bad_file", MK_C_TEXT, "where the bad rows are" },
        { "columns", MK_C_JSON, "how each column was understood: header, field, sure (0-100), why, example" },
        { "mapping", MK_C_JSON, "the same as --map takes" },
        { "preview", MK_C_JSON, "the first rows as they are understood" },
        { "seconds", MK_C_REAL, "time it took" },
        { NULL } },
    .run = import,
};
