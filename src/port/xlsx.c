/* SPDX-License-Identifier: Apache-2.0
 * Which sheet of a workbook is read: the one the mapping names, else the one of which most is understood. */
#include "xlsx.h"
#include "door_int.h"
#include "table_int.h"
#include "xlsx_int.h"

enum { LOOKED_AT = 40 };

static mk_sheet_source *sheet_of(const mk_door *d) { return (mk_sheet_source *)((const mk_table *)d)->stream.source; }

static uint64_t xlsx_bytes(const mk_door *d) { return mk_sheet_bytes(sheet_of(d)); }

/* A row of the file of bad rows: the cells as they were. */
static mk_str xlsx_bad_raw(mk_arena *a, mk_str raw)
{
    char *p = mk_arena_z(a, raw);
    for (size_t i = 0; i < raw.n; i++)
        if (p[i] == MK_SHEET_BREAK) p[i] = ' ';
    return (mk_str){ p, raw.n };
}

static void tell_oddities(mk_cx *cx, mk_door *d)
{
    const mk_sheet_source *s = sheet_of(d);
    if (s->formulas)
        mk_door_warn(d, MK_SAY(cx, "cells that hold a formula without its result, read as empty: %" PRIu64 "; open the file in Excel or LibreOffice and save it there",
                     "תאים עם נוסחה בלי התוצאה שלה, שנקראו כריקים: %" PRIu64 "; כדאי לפתוח את הקובץ באקסל או ב־LibreOffice ולשמור אותו שם"), s->formulas);
    if (s->errors)
        mk_door_warn(d, MK_SAY(cx, "cells that hold an error (#N/A, #REF! and the like), read as empty: %" PRIu64, "תאים עם שגיאה (‎#N/A, ‎#REF! וכדומה), שנקראו כריקים: %" PRIu64), s->errors);
    if (s->hidden)
        mk_door_warn(d, MK_SAY(cx, "rows that are hidden in the sheet (filtered out, perhaps), read like the others: %" PRIu64, "שורות שמוסתרות בגיליון (אולי סוננו), שנקראו כמו האחרות: %" PRIu64), s->hidden);
}

static int xlsx_next(mk_cx *cx, mk_door *d, mk_record *ret)
{
    bool ended = d->ended;
    int rc = mk_table_next(cx, d, ret);
    if (rc == 0 && !ended) tell_oddities(cx, d);
    return rc;
}

typedef struct pick { mk_book *book; const mk_column_words *words; const mk_door_options *opt; } pick;

static int open_sheet(mk_cx *cx, const pick *p, size_t i, mk_door **ret, double *ret_score)
{
    mk_sheet_source *s;
    MK_TRY(mk_sheet_open(cx, cx->arena, p->book, i, &s));
    return mk_table_open_sheet(cx, &s->source, p->book->sheet.p[i].name, p->words, p->opt, ret, ret_score);
}

/* The best of those that are shown, or of the hidden when there is nothing on the others. */
static int choose(mk_cx *cx, const pick *p, size_t *ret)
{
    double best = -1;
    for (int hidden = 0; hidden < 2 && best <= 0; hidden++)
        for (size_t i = 0; i < p->book->sheet.n && i < LOOKED_AT; i++) {
            if (p->book->sheet.p[i].hidden != hidden) continue;
            mk_arena *was = cx->arena;
            mk_door *d;
            double score = -1;
            mk_door_options opt = *p->opt;
            opt.mapping = MK_S("");                     /* it speaks of one sheet, not of which */
            pick guess = { p->book, p->words, &opt };
            cx->arena = mk_arena_child(was);
            int rc = open_sheet(cx, &guess, i, &d, &score);
            mk_arena_free(cx->arena);
            cx->arena = was;
            if (rc < 0 && rc != MK_EBADDATA) return rc;
            mk_cx_clear(cx);
            if (rc >= 0 && score > best) best = score, *ret = i;
        }
    return best >= 0 ? 0 : mk_fail(cx, MK_EBADDATA, MK_SAY(cx, "no sheet of %.*s has rows that can be read as a table", "באף גיליון של %.*s אין שורות שאפשר לקרוא כטבלה"), MK_SARG(p->book->name));
}

static void tell_choice(mk_cx *cx, mk_door *d, const mk_book *b, size_t chosen, bool said)
{
    size_t shown = 0;
    mk_str *names = MK_NEWN(d->life, mk_str, b->sheet.n + 1);
    mk_buf others = mk_buf_on(d->life);
    for (size_t i = 0; i < b->sheet.n; i++) {
        if (b->sheet.p[i].hidden && i != chosen) continue;
        names[shown++] = b->sheet.p[i].name;
        if (i != chosen) mk_buf_printf(&others, "%s\"%.*s\"", others.n ? ", " : "", MK_SARG(b->sheet.p[i].name));
    }
    d->info.sheets = names;
    d->info.sheet_n = shown;
    if (others.n && !said)
        mk_door_warn(d, MK_SAY(cx, "the workbook has %zu sheets: \"%.*s\" was read, of which most is understood; not %.*s. Another can be chosen (in a mapping: \"sheet\")",
                     "בחוברת %zu גיליונות: נקרא \"%.*s\", שהכי הרבה ממנו מובן; לא נקראו %.*s. אפשר לבחור גיליון אחר (במיפוי: sheet)"),
                     shown, MK_SARG(b->sheet.p[chosen].name), MK_SARG(mk_buf_str(&others)));
    if (b->sheet.p[chosen].hidden)
        mk_door_warn(d, MK_SAY(cx, "the sheet \"%.*s\" is hidden in the workbook", "הגיליון \"%.*s\" מוסתר בחוברת"), MK_SARG(b->sheet.p[chosen].name));
}

int mk_xlsx_open(mk_cx *cx, zip_t *zip, mk_str name, const mk_door_options *opt, mk_door **ret)
{
    static const mk_door_options none;
    mk_mapping m;
    mk_book *b;
    double score;
    if (!opt) opt = &none;
    MK_TRY(mk_mapping_read(cx, cx->arena, opt->mapping, &m));
    MK_TRY(mk_book_open(cx, mk_arena_child(cx->arena), zip, name, &b));
    MK_TRY(mk_book_strings(cx, b, opt->spill));
    pick p = { b, mk_column_words_new(b->arena), opt };
    size_t chosen = b->sheet.n;
    for (size_t i = 0; i < b->sheet.n && m.sheet.n; i++)
        if (mk_str_eq(b->sheet.p[i].name, m.sheet)) chosen = i;
    if (b->sheet.n == 1) chosen = 0;                /* what is wrong with it is said in its own words */
    bool said = chosen < b->sheet.n;
    if (!said) MK_TRY(choose(cx, &p, &chosen));
    MK_TRY(open_sheet(cx, &p, chosen, ret, &score));
    (*ret)->next = xlsx_next;
    (*ret)->bytes = xlsx_bytes;
    (*ret)->bad_raw = xlsx_bad_raw;
    (*ret)->bad_ending = ".xlsx";
    tell_choice(cx, *ret, b, chosen, said);
    return 0;
}
