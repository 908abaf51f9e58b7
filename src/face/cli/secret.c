/* SPDX-License-Identifier: Apache-2.0
 * A secret is asked for, never taken from the command line by habit: other users of the machine see command lines. */
#include <termios.h>
#include <unistd.h>
#include "cli_int.h"

static int read_line(mk_cx *cx, FILE *in, mk_str *ret)
{
    mk_buf b = mk_buf_on(cx->arena);
    for (int c; (c = getc(in)) != EOF && c != '\n';) {
        if (b.n >= 1024) return mk_fail(cx, MK_ELIMIT, "the line is too long for a secret");
        mk_buf_c(&b, (char)c);
    }
    *ret = mk_buf_str(&b);
    if (ret->n && ret->p[ret->n - 1] == '\r') ret->n--;
    return ret->n ? 0 : mk_fail(cx, MK_EINVAL, "nothing was given");
}

static int ask(mk_cx *cx, const mk_cli *cli, const char *what, const char *again, mk_str *ret)
{
    struct termios was, hidden;
    int fd = fileno(cli->in);
    bool hide = tcgetattr(fd, &was) == 0;
    fprintf(cli->err, "%s%s: ", what, again);
    fflush(cli->err);
    if (hide) {
        hidden = was;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(fd, TCSAFLUSH, &hidden);
    }
    int rc = read_line(cx, cli->in, ret);
    if (hide) tcsetattr(fd, TCSAFLUSH, &was);
    fputc('\n', cli->err);
    return rc;
}

int mk_cli_secret(mk_cx *cx, const mk_cli *cli, const char *what, mk_str *ret)
{
    if (!cli->in_tty) return read_line(cx, cli->in, ret);
    mk_str second;
    MK_TRY(ask(cx, cli, what, "", ret));
    MK_TRY(ask(cx, cli, what, cx->lang == MK_HE ? " (שוב)" : " (again)", &second));
    return mk_str_eq(*ret, second) ? 0 : mk_fail(cx, MK_EINVAL, "the two are not the same");
}
