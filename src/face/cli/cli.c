/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include <errno.h>
#include <unistd.h>
#include "args.h"
#include "cli_int.h"
#include "reference.h"
#include "setting.h"
#include "width.h"

enum { UNWELL = 1 };            /* exit code of an answer that tells of something bad */

typedef struct run { const mk_cli *cli; mk_cli_line line; const mk_op *op; mk_args *args; mk_op_env env; bool broken; } run;

static void write_out(void *self, mk_str s)
{
    run *r = self;
    if (!r->broken && fwrite(s.p, 1, s.n, r->cli->out) != s.n) r->broken = true;
}

static void say(const mk_cli *cli, const char *before, mk_str s, mk_arena *a)
{
    mk_str t = mk_width_safe(a, s);
    bool isolate = cli->err_tty && mk_width_rtl(t);
    fprintf(cli->err, "%s%s%.*s%s\n", before, isolate ? "\xe2\x81\xa8" : "", MK_SARG(t), isolate ? "\xe2\x81\xa9" : "");
}

/* Two lines: what went wrong, and what to do. */
static int tell(mk_cx *cx, const mk_cli *cli, int rc)
{
    mk_arena *a = cx->arena;
    const char *title = mk_error_title(rc, cx->lang);
    mk_str what = cx->message[0] && cx->code == rc ? mk_str_of(cx->message) : mk_str_of(title);
    if (cx->lang == MK_HE && what.p != title) what = mk_arena_printf(a, "%s: %.*s", title, MK_SARG(what));
    say(cli, "makir: ", what, a);
    say(cli, "  ", mk_str_of(mk_error_hint(rc, cx->lang)), a);
    return mk_error_about(rc)->exit;
}

static const mk_tz *machine_zone(const mk_cli *cli)
{
    const char *name = cli->getenv("TZ");
    char link[256];
    if (!name || !*name) {
        ssize_t n = readlink("/etc/localtime", link, sizeof link - 1);
        if (n <= 0) return NULL;
        link[n] = 0;
        name = strstr(link, "zoneinfo/");
        if (!name) return NULL;
        name += strlen("zoneinfo/");
    }
    return mk_tz_named(mk_str_of(*name == ':' ? name + 1 : name));
}

static int zone_body(mk_cx *cx, mk_db *db, void *arg)
{
    mk_settings s;
    MK_TRY(mk_settings_get(cx, db, &s));
    *(const mk_tz **)arg = s.tz;
    return 0;
}

/* Times on the screen are those of the business; where there is no store, those of the machine. */
static const mk_tz *zone(mk_cx *cx, const run *r)
{
    const mk_tz *tz = NULL;
    if (r->env.store && mk_store_read(cx, r->env.store, zone_body, &tz) < 0) mk_cx_clear(cx);
    return tz ? tz : machine_zone(r->cli);
}

static void close_store(void *p) { mk_store_close(p); }

static int open_store(mk_cx *cx, run *r)
{
    r->env = (mk_op_env){ .db = r->line.db, .serve = r->cli->serve, .face = r };
    if (r->op->flags & MK_OP_NO_STORE) return 0;
    int rc = mk_store_open(cx, r->line.db, r->op->flags & MK_OP_CREATE ? MK_STORE_CREATE : 0, &r->env.store);
    if (rc == 0) mk_arena_defer(cx->arena, close_store, r->env.store);
    return rc;
}

static int fill_args(mk_cx *cx, run *r, size_t used)
{
    r->args = mk_args_new(cx, r->op);
    MK_TRY(mk_args_words(cx, r->args, r->line.words - used, r->line.word + used));
    for (const mk_param *p; (p = mk_args_secret(r->args)); ) {
        mk_str secret;
        MK_TRY(mk_cli_secret(cx, r->cli, p->name, &secret));
        MK_TRY(mk_args_put(cx, r->args, p, secret));
    }
    return mk_args_end(cx, r->args);
}

static int run_op(mk_cx *cx, run *r)
{
    const mk_cli *cli = r->cli;
    mk_render render = { .format = r->line.format, .lang = cx->lang, .tty = cli->out_tty && !cli->getenv("NO_COLOR"),
                         .width = cli->width };
    if (r->line.workbook && r->op->flags & MK_OP_DOCUMENT) return mk_fail(cx, MK_EINVAL, "%s gives a text and no table, so there is nothing for --xlsx", r->op->name);
    if (render.format == MK_FMT_TABLE || r->line.workbook) render.tz = zone(cx, r);
    mk_out *out = mk_out_new(cx, r->op);
    if (!r->line.workbook && (render.format == MK_FMT_CSV || render.format == MK_FMT_NDJSON)) MK_TRY(mk_out_stream(out, &render, write_out, r));
    mk_cli_progress progress;
    bool show = cli->err_tty && !r->line.quiet && (r->op->flags & MK_OP_LONG);
    if (show) mk_cli_progress_on(cx, cli, &progress);
    int rc = mk_op_run(cx, &r->env, r->op, r->args, out);
    if (show) mk_cli_progress_off(cx, &progress);
    if (rc < 0) return rc;
    if (r->line.workbook) {
        MK_TRY(mk_out_workbook(cx, out, &render, r->line.workbook));
    } else {
        mk_buf b = mk_buf_on(cx->arena);
        mk_out_render(out, &render, &b);
        write_out(r, mk_buf_str(&b));
    }
    if (fflush(cli->out) != 0) r->broken = true;
    /* in JSON the notes are part of the answer */
    for (size_t i = 0; i < mk_out_notes(out) && !r->line.quiet && render.format != MK_FMT_JSON; i++)
        say(cli, "", mk_out_note_at(out, i), cx->arena);
    /* whoever closed the pipe has seen enough: head, less */
    if (r->broken && errno != EPIPE) return mk_fail(cx, MK_EIO, "cannot write the answer: %s", strerror(errno));
    return mk_out_is_unwell(out) ? UNWELL : 0;
}

static mk_str join(mk_arena *a, const char *const *word, size_t n)
{
    mk_buf b = mk_buf_on(a);
    for (size_t i = 0; i < n; i++) mk_buf_printf(&b, "%s%s", i ? " " : "", word[i]);
    return mk_buf_str(&b);
}

static int help(mk_cx *cx, run *r, size_t skip)
{
    mk_cli_line *l = &r->line;
    const mk_op *const *ops = r->cli->ops;
    mk_buf b = mk_buf_on(cx->arena);
    l->word += skip;
    l->words -= skip;
    size_t used = 0;
    const mk_op *op = mk_cli_lookup(ops, l, &used);
    if (op) mk_help_op(op, cx->lang, &b);
    else if (l->words == 0) mk_help_all(ops, cx->lang, &b);
    else if (!mk_help_noun(ops, join(cx->arena, l->word, l->words), cx->lang, &b)) return mk_cli_unknown(cx, ops, l);
    write_out(r, mk_buf_str(&b));
    fflush(r->cli->out);
    return 0;
}

static int command(mk_cx *cx, void *arg)
{
    run *r = arg;
    mk_cli_line *l = &r->line;
    if (l->version) { l->word[0] = "version"; l->words = 1; }
    if (l->words && strcmp(l->word[0], "help") == 0) return help(cx, r, 1);
    if (l->help || !l->words) return help(cx, r, 0);
    size_t used = 0;
    r->op = mk_cli_lookup(r->cli->ops, l, &used);
    if (!r->op) return mk_cli_unknown(cx, r->cli->ops, l);
    MK_TRY(fill_args(cx, r, used));
    MK_TRY(open_store(cx, r));
    return run_op(cx, r);
}

int mk_cli_main(mk_cx *cx, const mk_cli *cli, int argc, const char *const *argv)
{
    run r = { .cli = cli };
    int rc = mk_cli_globals(cx, cli, argc, argv, &r.line);
    if (rc == 0) rc = mk_cx_guard(cx, command, &r);
    return rc < 0 ? tell(cx, cli, rc) : rc;
}
