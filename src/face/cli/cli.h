/* SPDX-License-Identifier: Apache-2.0
 * The command line: words -> operation -> text. One reading of the operation table.
 * Owns: nothing; streams and the context are given, so a test can be the terminal. Threads: one.
 * Errors: told on `err` as two lines; the exit code is that of errors.def. */
#ifndef MK_CLI_H
#define MK_CLI_H
#include "op.h"
#include "out.h"

typedef struct mk_cli {
    FILE *in, *out, *err;
    bool in_tty, out_tty, err_tty;
    int width;                              /* of the terminal behind `out`, 0 when it is none */
    const char *(*getenv)(const char *name);
    const mk_op *const *ops;                /* the table; mk_ops but in tests */
    int (*serve)(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out);
} mk_cli;

/* Runs one command line; argv[0] is the program. Returns the exit code. cx: arena, cancel flag and limits are set. */
int mk_cli_main(mk_cx *cx, const mk_cli *cli, int argc, const char *const *argv);
#endif
