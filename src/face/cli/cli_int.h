/* SPDX-License-Identifier: Apache-2.0
 * Inside of the command line. */
#ifndef MK_CLI_INT_H
#define MK_CLI_INT_H
#include "buf.h"
#include "cli.h"

/* What the global options said, and the words that are left. */
typedef struct mk_cli_line {
    const char *db;
    mk_format format;
    const char *workbook;       /* where the answer goes as XLSX; NULL: it does not */
    bool quiet, help, version;
    const char *as;
    const char **word;
    size_t words;
} mk_cli_line;

/* Parts the global options from the rest; sets cx->lang and cx->who. */
int mk_cli_globals(mk_cx *cx, const mk_cli *cli, int argc, const char *const *argv, mk_cli_line *ret);

/* The operation with the longest name that the words begin with; *used words belong to the name. NULL: none. */
const mk_op *mk_cli_lookup(const mk_op *const *ops, const mk_cli_line *line, size_t *used);
/* Says which operation was meant, when none was found. */
int mk_cli_unknown(mk_cx *cx, const mk_op *const *ops, const mk_cli_line *line);

void mk_help_all(const mk_op *const *ops, mk_lang lang, mk_buf *to);
void mk_help_op(const mk_op *op, mk_lang lang, mk_buf *to);
/* The operations whose names begin with these words; false when there are none. */
bool mk_help_noun(const mk_op *const *ops, mk_str noun, mk_lang lang, mk_buf *to);

/* Shows how far long work is, after the first second, on one line of the terminal. */
typedef struct mk_cli_progress { FILE *err; int64_t since; int shown; } mk_cli_progress;
void mk_cli_progress_on(mk_cx *cx, const mk_cli *cli, mk_cli_progress *p);
void mk_cli_progress_off(mk_cx *cx, mk_cli_progress *p);

/* Asks for a secret without showing it; from a pipe, its first line. */
int mk_cli_secret(mk_cx *cx, const mk_cli *cli, const char *what, mk_str *ret);
#endif
