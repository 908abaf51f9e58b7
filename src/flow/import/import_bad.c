/* SPDX-License-Identifier: Apache-2.0
 * The file of bad rows: each as it was, and why beside it, to be corrected and given again. */
#include "csv.h"
#include "import_int.h"
#include "sheet_out.h"
#include <errno.h>
#include <stdio.h>

static void close_file(void *f) { fclose(f); }

static void cells(mk_importer *im, mk_arena *a, mk_str row, mk_str last, bool head)
{
    mk_str *cell;
    size_t n = mk_csv_cells(a, row, ',', &cell), wide = im->res->door.column_n;
    mk_sheet_out_row(im->bad_book, head);
    for (size_t i = 0; i < n || i < wide; i++) mk_sheet_out_text(im->bad_book, i < n ? cell[i] : MK_S(""));
    mk_sheet_out_text(im->bad_book, last);
}

static int begin(mk_cx *cx, mk_importer *im)
{
    const char *ending = mk_door_bad_ending(im->door), *path = im->opt->bad_path;
    if (im->opt->bad_ending) path = mk_arena_printf(cx->arena, "%s%s", path, ending).p;
    mk_str head = mk_door_bad_head(im->door, cx->arena);
    im->res->bad_path = mk_str_of(path);
    if (strcmp(ending, ".xlsx") == 0) {
        MK_TRY(mk_sheet_out_open(cx, cx->arena, path, im->res->door.sheet, cx->lang == MK_HE, &im->bad_book));
        if (head.n) cells(im, cx->arena, head, MK_S("makir_problem"), true);
        return 0;
    }
    im->bad = fopen(path, "we");
    if (!im->bad) return mk_fail(cx, MK_EIO, "cannot write the bad rows to %s: %s", path, strerror(errno));
    mk_arena_defer(cx->arena, close_file, im->bad);
    fwrite(head.p, 1, head.n, im->bad);
    return 0;
}

int mk_import_bad(mk_cx *cx, mk_importer *im, mk_str raw, const char *why)
{
    mk_import_result *res = im->res;
    if (res->problems < sizeof res->problem / sizeof *res->problem) res->problem[res->problems++] = mk_arena_dup(cx->arena, mk_str_of(why));
    res->bad++;
    if (!im->opt->bad_path) return 0;
    if (!im->bad && !im->bad_book) MK_TRY(begin(cx, im));
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_str row = mk_door_bad_row(im->door, cx->arena, raw, mk_str_of(why));
    if (im->bad_book) cells(im, cx->arena, row, mk_str_of(why), false);
    else fwrite(row.p, 1, row.n, im->bad);
    mk_arena_rewind(cx->arena, m);
    if (im->bad && ferror(im->bad)) return mk_fail(cx, MK_EIO, "cannot write the bad rows: %s", strerror(errno));
    return 0;
}

int mk_import_bad_end(mk_cx *cx, mk_importer *im)
{
    FILE *f = im->bad;
    struct mk_sheet_out *book = im->bad_book;
    im->bad = NULL;
    im->bad_book = NULL;
    if (book) return mk_sheet_out_close(cx, book);
    if (!f) return 0;
    mk_arena_undefer(cx->arena, f);
    bool wrong = ferror(f) != 0;
    wrong |= fclose(f) != 0;
    return wrong ? mk_fail(cx, MK_EIO, "cannot write the bad rows to %.*s", MK_SARG(im->res->bad_path)) : 0;
}
