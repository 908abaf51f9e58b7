/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet_out.h"
#include <xlsxwriter.h>
#include "utf8.h"

enum { ROWS = 1048576, TEXT = 32767, NAME = 31, WIDE = 16, COLUMNS = 60 };

struct mk_sheet_out {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold, *money, *day, *moment, *words;
    mk_arena *arena;            /* one cell */
    mk_arena_mark mark;
    const char *path;
    mk_str name, head[COLUMNS];
    size_t heads;
    bool right_to_left, in_head, begun;
    uint32_t row;
    uint16_t column;
    unsigned sheets;
    lxw_error wrong;
};

static void drop(void *p)
{
    mk_sheet_out *o = p;
    if (o->book) lxw_workbook_free(o->book);
    o->book = NULL;
}

static void note(mk_sheet_out *o, lxw_error e)
{
    if (e != LXW_NO_ERROR && o->wrong == LXW_NO_ERROR) o->wrong = e;
}

/* Sheets may not be called by more than 31 letters, nor by some of them. */
static const char *sheet_name(mk_sheet_out *o)
{
    mk_str s = mk_utf8_first(o->name, o->sheets ? NAME - 4 : NAME);
    char *z = mk_arena_z(o->arena, o->sheets ? mk_arena_printf(o->arena, "%.*s %u", MK_SARG(s), o->sheets + 1) : s);
    for (char *c = z; *c; c++)
        if (strchr("[]:*?/\\'", *c) || (uint8_t)*c < ' ') *c = ' ';
    return *z ? z : "makir";
}

static void next_sheet(mk_sheet_out *o)
{
    o->sheet = workbook_add_worksheet(o->book, sheet_name(o));
    if (!o->sheet) { note(o, LXW_ERROR_SHEETNAME_ALREADY_USED); return; }
    if (o->right_to_left) worksheet_right_to_left(o->sheet);
    worksheet_set_column(o->sheet, 0, COLUMNS, WIDE, NULL);
    worksheet_freeze_panes(o->sheet, 1, 0);
    o->sheets++;
    o->row = o->column = 0;
    o->begun = false;
}

int mk_sheet_out_open(mk_cx *cx, mk_arena *a, const char *path, mk_str name, bool right_to_left, mk_sheet_out **ret)
{
    mk_sheet_out *o = MK_NEW(a, mk_sheet_out);
    FILE *f = fopen(path, "we");                /* tells now what the library would tell only at the end */
    if (!f) return mk_fail(cx, MK_EIO, "cannot write %s: %m", path);
    fclose(f);
    *o = (mk_sheet_out){ .arena = mk_arena_child(a), .path = mk_arena_z(a, mk_str_of(path)), .name = mk_arena_dup(a, name), .right_to_left = right_to_left };
    mk_arena_alloc(o->arena, 16);
    o->mark = mk_arena_here(o->arena);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    o->book = workbook_new_opt(o->path, &options);
    if (!o->book) return mk_fail(cx, MK_ENOMEM, "out of memory");
    mk_arena_defer(a, drop, o);
    lxw_doc_properties properties = { .created = cx->now / MK_SECOND };
    workbook_set_properties(o->book, &properties);
    o->bold = workbook_add_format(o->book);
    format_set_bold(o->bold);
    o->money = workbook_add_format(o->book);
    format_set_num_format(o->money, "#,##0.00");
    o->day = workbook_add_format(o->book);
    format_set_num_format(o->day, "dd/mm/yyyy");
    o->moment = workbook_add_format(o->book);
    format_set_num_format(o->moment, "dd/mm/yyyy hh:mm");
    o->words = workbook_add_format(o->book);
    format_set_num_format_index(o->words, 49);  /* text, so that a number that is a name keeps its zeros when it is edited */
    next_sheet(o);
    *ret = o;
    return 0;
}

void mk_sheet_out_row(mk_sheet_out *o, bool head)
{
    if (o->begun) o->row++;
    if (o->row >= ROWS) {
        next_sheet(o);
        for (size_t i = 0; i < o->heads && o->sheet; i++) note(o, worksheet_write_string(o->sheet, 0, (lxw_col_t)i, o->head[i].p, o->bold));
        o->row = o->heads ? 1 : 0;
    }
    o->begun = true;
    o->in_head = head;
    o->column = 0;
    mk_arena_rewind(o->arena, o->mark);
}

static bool ready(const mk_sheet_out *o) { return o->sheet && o->wrong == LXW_NO_ERROR; }

void mk_sheet_out_text(mk_sheet_out *o, mk_str v)
{
    uint16_t c = o->column++;
    if (!ready(o) || v.n == 0) return;
    mk_arena_rewind(o->arena, o->mark);
    char *z = mk_arena_z(o->arena, v.n > TEXT ? mk_utf8_first(v, TEXT) : v);
    for (char *p = z; p < z + v.n && *p; p++)
        if ((uint8_t)*p < ' ' && *p != '\n' && *p != '\t') *p = ' ';
    if (o->in_head && c < COLUMNS && o->sheets == 1) {
        o->head[c] = mk_arena_dup(o->arena, mk_str_of(z));
        o->mark = mk_arena_here(o->arena);
        o->heads = c + 1u;
    }
    note(o, worksheet_write_string(o->sheet, o->row, c, z, o->in_head ? o->bold : o->words));
}

static void number(mk_sheet_out *o, double v, lxw_format *f)
{
    uint16_t c = o->column++;
    if (ready(o)) note(o, worksheet_write_number(o->sheet, o->row, c, v, f));
}

void mk_sheet_out_number(mk_sheet_out *o, double v) { number(o, v, NULL); }

void mk_sheet_out_whole(mk_sheet_out *o, int64_t v)
{
    if (v < INT64_C(1000000000000000) && v > INT64_C(-1000000000000000)) number(o, (double)v, NULL);
    else mk_sheet_out_text(o, mk_arena_printf(o->arena, "%" PRId64, v));        /* a sheet holds fifteen digits */
}

void mk_sheet_out_money(mk_sheet_out *o, int64_t minor) { number(o, (double)minor / 100, o->money); }

static double serial(int32_t day) { return (double)(day - mk_day_of(1899, 12, 30)); }

void mk_sheet_out_day(mk_sheet_out *o, int32_t day)
{
    char t[16];
    if (day >= mk_day_of(1900, 3, 1)) number(o, serial(day), o->day);
    else mk_sheet_out_text(o, mk_str_of(mk_day_text(day, t)));
}

void mk_sheet_out_moment(mk_sheet_out *o, const mk_tz *tz, int64_t at)
{
    int64_t local = at + (tz ? mk_tz_offset(tz, at) : 0) * MK_SECOND;
    int32_t day = mk_day_at(local);
    char t[32];
    if (day >= mk_day_of(1900, 3, 1)) number(o, serial(day) + (double)(local - day * MK_DAY) / (double)MK_DAY, o->moment);
    else mk_sheet_out_text(o, mk_str_of(mk_moment_text(at, t)));
}

void mk_sheet_out_truth(mk_sheet_out *o, bool v)
{
    uint16_t c = o->column++;
    if (ready(o)) note(o, worksheet_write_boolean(o->sheet, o->row, c, v, NULL));
}

void mk_sheet_out_empty(mk_sheet_out *o) { o->column++; }

int mk_sheet_out_close(mk_cx *cx, mk_sheet_out *o)
{
    lxw_error e = workbook_close(o->book);      /* frees it, too */
    o->book = NULL;
    if (o->wrong != LXW_NO_ERROR) e = o->wrong;
    if (e == LXW_NO_ERROR) return 0;
    return mk_fail(cx, MK_EIO, "cannot write the workbook %s: %s", o->path, lxw_strerror(e));
}
