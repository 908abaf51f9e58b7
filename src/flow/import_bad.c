/* SPDX-License-Identifier: Apache-2.0
 * The file of bad rows: each as it was, and why in a cell of its own, to be corrected and given again. */
#include "import_int.h"
#include <errno.h>
#include <stdio.h>

static void close_file(void *f) { fclose(f); }

static int begin(mk_cx *cx, mk_importer *im, char delimiter)
{
    im->bad = fopen(im->opt->bad_path, "we");
    if (!im->bad) return mk_fail(cx, MK_EIO, "cannot write the bad rows to %s: %s", im->opt->bad_path, strerror(errno));
    mk_arena_defer(cx->arena, close_file, im->bad);
    im->res->bad_path = mk_str_of(im->opt->bad_path);
    mk_str header = mk_door_header(im->door);
    fputs("\xef\xbb\xbf", im->bad);         /* spreadsheets need to be told that it is UTF-8 */
    if (header.n) fprintf(im->bad, "%.*s%cmakir_problem\r\n", MK_SARG(header), delimiter);
    return 0;
}

int mk_import_bad(mk_cx *cx, mk_importer *im, mk_str raw, const char *why)
{
    mk_import_result *res = im->res;
    char delimiter = res->door.delimiter ? res->door.delimiter : ',';
    if (res->problems < sizeof res->problem / sizeof *res->problem) res->problem[res->problems++] = mk_arena_dup(cx->arena, mk_str_of(why));
    res->bad++;
    if (!im->opt->bad_path) return 0;
    if (!im->bad) MK_TRY(begin(cx, im, delimiter));
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_str row = mk_door_bad_row(im->door, cx->arena, raw);
    fwrite(row.p, 1, row.n, im->bad);
    mk_arena_rewind(cx->arena, m);
    fprintf(im->bad, "%c\"", delimiter);
    for (const char *p = why; *p; p++) {
        if (*p == '"') fputc('"', im->bad);
        fputc(*p, im->bad);
    }
    if (fputs("\"\r\n", im->bad) < 0) return mk_fail(cx, MK_EIO, "cannot write the bad rows: %s", strerror(errno));
    return 0;
}

int mk_import_bad_end(mk_cx *cx, mk_importer *im)
{
    FILE *f = im->bad;
    if (!f) return 0;
    mk_arena_undefer(cx->arena, f);
    im->bad = NULL;
    bool wrong = ferror(f) != 0;
    wrong |= fclose(f) != 0;
    return wrong ? mk_fail(cx, MK_EIO, "cannot write the bad rows to %s", im->opt->bad_path) : 0;
}
