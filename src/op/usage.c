/* SPDX-License-Identifier: Apache-2.0
 * Usage lines: what a parameter is called, its limits, and the options every command has. */
#include "args.h"
#include "reference.h"

const mk_global mk_globals[] = {
    { "db", "PATH", "the store; else $MAKIR_DB, else ./makir.db" },
    { "lang", "he|en", "language of sentences; else by $LANG" },
    { "json", NULL, "the answer as JSON" },
    { "csv", NULL, "the answer as CSV" },
    { "xlsx", "FILE", "the answer as a workbook, written to FILE" },
    { "ndjson", NULL, "the answer as one JSON object a line" },
    { "quiet", NULL, "no notes and no progress" },
    { "as", "NAME", "who does this, for the history; else cli" },
    { "help", NULL, "what the command does" },
    { "version", NULL, "the version" },
    { NULL, NULL, NULL },
};

mk_str mk_usage_word(mk_arena *a, const mk_param *p)
{
    if (p->word) return mk_str_of(p->word);
    if (p->type == MK_P_CHOICE) return mk_str_of(p->choices);
    if (!(p->flags & MK_PF_POSITIONAL)) {
        if (p->type == MK_P_INT) return MK_S("N");
        if (p->type == MK_P_REAL) return MK_S("X");
        if (p->type == MK_P_DAY) return MK_S("YYYY-MM-DD");
    }
    char *z = mk_arena_z(a, mk_str_of(p->name));
    for (char *c = z; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c - 32);
    return mk_str_of(z);
}

mk_str mk_usage_limits(mk_arena *a, const mk_param *p, mk_lang lang)
{
    bool en = lang == MK_EN;
    mk_buf b = mk_buf_on(a);
    const char *sep = "";
    if (p->type == MK_P_SECRET) { mk_buf_printf(&b, "%s", en ? "asked for when not given" : "נשאל כשלא ניתן"); sep = "; "; }
    else if (p->flags & MK_PF_REQUIRED) { mk_buf_printf(&b, "%s", en ? "required" : "חובה"); sep = "; "; }
    if (p->preset) { mk_buf_printf(&b, en ? "%sdefault %s" : "%sברירת מחדל %s", sep, p->preset); sep = "; "; }
    if (p->min < p->max && (p->type == MK_P_INT || p->type == MK_P_REAL))
        mk_buf_printf(&b, en ? "%s%" PRId64 " to %" PRId64 : "%s%" PRId64 " עד %" PRId64, sep, p->min, p->max);
    return mk_buf_str(&b);
}

void mk_usage_line(const mk_op *op, mk_buf *to)
{
    mk_arena *a = to->arena;
    mk_str line = mk_arena_printf(a, "makir %s", op->name);
    mk_buf_str_add(to, line);
    for (const mk_param *p = op->params; p->name; p++) {
        if (!(p->flags & MK_PF_POSITIONAL)) continue;
        mk_str w = mk_usage_word(a, p);
        const char *dots = p->flags & MK_PF_REST ? "..." : "";
        if (p->flags & MK_PF_REQUIRED) mk_buf_printf(to, " %.*s%s", MK_SARG(w), dots);
        else mk_buf_printf(to, " [%.*s%s]", MK_SARG(w), dots);
    }
    for (const mk_param *p = op->params; p->name; p++) {
        if ((p->flags & MK_PF_POSITIONAL) || !mk_param_cli(p)) continue;
        mk_str w = mk_usage_word(a, p);
        bool must = (p->flags & MK_PF_REQUIRED) && p->type != MK_P_SECRET;
        mk_buf_printf(to, must ? " --%s" : " [--%s", p->name);
        if (p->type != MK_P_BOOL) mk_buf_printf(to, " %.*s", MK_SARG(w));
        if (!must) mk_buf_c(to, ']');
    }
}

const char *mk_column_type_name(mk_column_type t)
{
    static const char *const names[] = { "", "text", "integer", "number", "true or false", "day", "time", "id", "money", "JSON" };
    return t >= MK_C_TEXT && t <= MK_C_JSON ? names[t] : "";
}
