/* SPDX-License-Identifier: Apache-2.0
 * makir: makes a context and hands the command line to its face. The locale stays "C": text is UTF-8 bytes and numbers are
 * written the same everywhere. */
#include <malloc.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli.h"
#include "reference.h"
#include "serve.h"
#include "signals.h"

static const char *environment(const char *name) { return getenv(name); }

static int terminal_width(void)
{
    struct winsize w;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0) return 0;
    return w.ws_col;
}

int main(int argc, char **argv)
{
    /* What a large sort held goes back to the system when it is done, whichever thread it ran in: left to itself, malloc would take ever larger
     * pieces from that thread's own heap, which only grows. */
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    /* What the largest page takes stays with the thread that made it: giving it back and fetching it again costs a fault for each of its
     * hundred pages of memory, every time. */
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    umask(077);         /* stores, exports and bad rows are about people: nobody else on this machine reads them */
    mk_arena *arena = mk_arena_new();
    mk_cx *cx = MK_NEW(arena, mk_cx);
    mk_cx_init(cx, arena);
    cx->said = mk_error_said;
    cx->cancel = mk_signals_catch();
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    cx->threads = cpus > 64 ? 64 : cpus > 1 ? (int)cpus : 1;
    mk_cli cli = {
        .in = stdin, .out = stdout, .err = stderr,
        .in_tty = isatty(STDIN_FILENO), .out_tty = isatty(STDOUT_FILENO), .err_tty = isatty(STDERR_FILENO),
        .width = terminal_width(), .getenv = environment, .ops = mk_ops, .serve = mk_serve,
    };
    int exit_code = mk_cli_main(cx, &cli, argc, (const char *const *)argv);
    mk_arena_free(arena);
    return exit_code;
}
