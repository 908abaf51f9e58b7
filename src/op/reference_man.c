/* SPDX-License-Identifier: Apache-2.0
 * The man page, in troff with the man macros. */
#include "reference.h"

/* Text as troff takes it literally: no line begins with . or ', backslashes and dashes are themselves. */
static void troff(mk_buf *to, mk_str s)
{
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (start && (c == '.' || c == '\'')) mk_buf_add(to, "\\&", 2);
        if (c == '\\') mk_buf_add(to, "\\e", 2);
        else if (c == '-') mk_buf_add(to, "\\-", 2);
        else if (c == '\n' && i + 1 < s.n && s.p[i + 1] == '\n') { mk_buf_str_add(to, MK_S("\n.PP\n")); i++; }
        else mk_buf_c(to, c);
        start = c == '\n';
    }
}

static void item(mk_buf *to, mk_str tag, mk_str text, mk_str more)
{
    mk_buf_str_add(to, MK_S(".TP\n.B "));
    troff(to, tag);
    mk_buf_c(to, '\n');
    troff(to, text);
    if (more.n) {
        mk_buf_str_add(to, MK_S(" ("));
        troff(to, more);
        mk_buf_c(to, ')');
    }
    mk_buf_c(to, '\n');
}

static void command(const mk_op *op, mk_buf *to)
{
    mk_arena *a = to->arena;
    mk_buf usage = mk_buf_on(a);
    mk_usage_line(op, &usage);
    mk_buf_str_add(to, MK_S(".SS "));
    troff(to, mk_str_of(op->name));
    mk_buf_str_add(to, MK_S("\n.nf\n"));
    troff(to, mk_buf_str(&usage));
    mk_buf_str_add(to, MK_S("\n.fi\n.PP\n"));
    troff(to, mk_str_of(op->summary));
    mk_buf_str_add(to, MK_S(".\n"));
    if (op->help && *op->help) {
        mk_buf_str_add(to, MK_S(".PP\n"));
        troff(to, mk_str_of(op->help));
        mk_buf_c(to, '\n');
    }
    for (const mk_param *p = op->params; p->name; p++) {
        if (!mk_param_cli(p)) continue;
        mk_str w = mk_usage_word(a, p), tag;
        if (p->flags & MK_PF_POSITIONAL) tag = w;
        else if (p->type == MK_P_BOOL) tag = mk_arena_printf(a, "--%s", p->name);
        else tag = mk_arena_printf(a, "--%s %.*s", p->name, MK_SARG(w));
        item(to, tag, mk_str_of(p->help), mk_usage_limits(a, p, MK_EN));
    }
}

void mk_reference_man(const mk_op *const *ops, mk_buf *to)
{
    mk_buf_printf(to, ".\\\" Written by \"makir reference\" from the table of operations; do not edit by hand.\n"
                      ".TH MAKIR 1 \"\" \"makir %s\" \"User Commands\"\n", MK_VERSION);
    mk_buf_printf(to, ".SH NAME\nmakir \\- one memory of every customer, and whom to turn to today\n"
                      ".SH SYNOPSIS\n.B makir\n[options] command [arguments]\n"
                      ".SH DESCRIPTION\nA one\\-to\\-one customer relationship engine. Results go to standard output, notes, progress and\n"
                      "errors to standard error.\n.SH OPTIONS\nEvery command knows these, anywhere on the line.\n");
    for (const mk_global *g = mk_globals; g->name; g++)
        item(to, mk_arena_printf(to->arena, "--%s%s%s", g->name, g->word ? " " : "", g->word ? g->word : ""), mk_str_of(g->help), MK_S(""));
    mk_buf_printf(to, ".SH COMMANDS\n");
    for (; *ops; ops++) command(*ops, to);
    mk_buf_printf(to, ".SH EXIT STATUS\n.TP\n.B 0\nsuccess\n.TP\n.B 1\nan answer that tells of something bad (doctor)\n");
    for (int code = MK_E_FIRST_ + 1; code < MK_E_END_; code++) {
        const mk_error_info *e = mk_error_about(code);
        item(to, mk_arena_printf(to->arena, "%d", e->exit), mk_str_of(e->text), MK_S(""));
    }
    mk_buf_printf(to, ".SH ENVIRONMENT\n.TP\n.B MAKIR_DB\nthe store, when there is no \\-\\-db\n"
                      ".TP\n.B LC_ALL, LC_MESSAGES, LANG\nlanguage of sentences: Hebrew when it begins with he, else English\n"
                      ".TP\n.B NO_COLOR\nno bold heads on a terminal\n"
                      ".SH FILES\n.TP\n.B makir.db\nthe store of the current directory\n");
}
