/* SPDX-License-Identifier: Apache-2.0
 * Help on the terminal: all nouns, one noun, one operation. */
#include "cli_int.h"
#include "reference.h"
#include "width.h"

enum { LINE = 80 };

static void item(mk_buf *to, mk_str tag, mk_str text, mk_str more, size_t width)
{
    mk_buf_str_add(to, MK_S("  "));
    if (mk_width(tag) > width) {
        mk_buf_str_add(to, tag);
        mk_buf_c(to, '\n');
        mk_width_put(to, MK_S(""), width + 2, false, false);
    } else {
        mk_width_put(to, tag, width, false, false);
    }
    mk_buf_printf(to, "  %.*s", MK_SARG(text));
    if (more.n) mk_buf_printf(to, " (%.*s)", MK_SARG(more));
    mk_buf_c(to, '\n');
}

static mk_str said(const char *text, mk_lang lang) { return mk_str_of(mk_op_words(text, lang)); }

static void globals(mk_lang lang, mk_buf *to)
{
    for (const mk_global *g = mk_globals; g->name; g++)
        item(to, mk_arena_printf(to->arena, "--%s%s%s", g->name, g->word ? " " : "", g->word ? g->word : ""), said(g->help, lang), MK_S(""), 20);
}

void mk_help_all(const mk_op *const *ops, mk_lang lang, mk_buf *to)
{
    bool en = lang == MK_EN;
    mk_buf_printf(to, "%s", en ? "makir: one memory of every customer, and whom to turn to today\n\nusage: makir [options] COMMAND [arguments]\n\n"
                  : "מכיר: זיכרון אחד של כל לקוח, ולמי לפנות היום\n\nשימוש: makir [options] COMMAND [arguments]\n\n");
    for (; *ops; ops++) item(to, mk_str_of((*ops)->name), said((*ops)->summary, lang), MK_S(""), 20);
    item(to, MK_S("help [COMMAND]"), mk_str_of(en ? "What a command does" : "מה פקודה עושה"), MK_S(""), 20);
    mk_buf_printf(to, "\n%s:\n", en ? "options, anywhere on the line" : "אפשרויות, בכל מקום בשורה");
    globals(lang, to);
}

void mk_help_op(const mk_op *op, mk_lang lang, mk_buf *to)
{
    mk_arena *a = to->arena;
    mk_buf usage = mk_buf_on(a);
    bool en = lang == MK_EN;
    mk_usage_line(op, &usage);
    mk_buf_printf(to, "%s\n\n%s: ", mk_op_words(op->summary, lang), en ? "usage" : "שימוש");
    mk_buf_str_add(to, mk_buf_str(&usage));
    mk_buf_printf(to, "\n\n");
    if (op->help && *op->help) { mk_width_wrap(to, said(op->help, lang), 2, LINE, false); mk_buf_c(to, '\n'); }
    for (const mk_param *p = op->params; p->name; p++) {
        if (!mk_param_cli(p)) continue;
        mk_str word = mk_usage_word(a, p), tag = word;
        if (!(p->flags & MK_PF_POSITIONAL))
            tag = p->type == MK_P_BOOL ? mk_arena_printf(a, "--%s", p->name) : mk_arena_printf(a, "--%s %.*s", p->name, MK_SARG(word));
        item(to, tag, said(p->help, lang), mk_usage_limits(a, p, lang), 24);
    }
    if (op->params[0].name) mk_buf_c(to, '\n');
    if (op->columns[0].name) {
        mk_buf_printf(to, "%s:\n", en ? "gives" : "התשובה");
        for (const mk_column_doc *c = op->columns; c->name; c++)
            item(to, mk_str_of(c->name), said(c->help, lang), said(mk_column_type_name(c->type), lang), 24);
        mk_buf_c(to, '\n');
    }
    mk_buf_printf(to, "%s %s\n", en ? "example:" : "דוגמה:", op->example);
    if (!(op->flags & MK_OP_LOCAL)) mk_buf_printf(to, "HTTP:    %s %s\n", op->verb, op->path);
}

bool mk_help_noun(const mk_op *const *ops, mk_str noun, mk_lang lang, mk_buf *to)
{
    size_t from = to->n;
    for (; *ops; ops++) {
        mk_str name = mk_str_of((*ops)->name);
        if (!mk_str_starts(name, noun) || (name.n > noun.n && name.p[noun.n] != ' ')) continue;
        item(to, name, said((*ops)->summary, lang), MK_S(""), 20);
    }
    return to->n > from;
}
